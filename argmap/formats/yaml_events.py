"""YAML as events with positions, without what a map does not use: anchors, tags, directives, documents.

PyYAML's event stream does the parsing: its composer recurses and crashes on deep nesting, its loader expands
aliases and guesses types. Its complaints are made into one line that says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from argmap.formats.events import (
    EMPTY,
    END,
    LIST,
    MAP,
    MAX_DEPTH,
    PLAIN,
    QUOTED,
    Event,
    Places,
    Refused,
    Report,
    shorten,
)

# YAML 1.1 ends lines at these, editors do not; where one occurs, lines and columns are counted anew.
_odd_line_end = re.compile("[\x85\u2028\u2029]")

_DIRECTIVE = "directives (%YAML, %TAG) are not allowed in a map"

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def events(text: str, report: Report) -> Iterator[Event]:
    """The events of the one document that a text holds.

    What a map does not use is reported and passed over, so that what follows is read too; only a second
    document ends the reading. An alias is never resolved, it comes as its own text.
    """
    given = 0
    try:
        for event in _parse(text, report):
            given += 1
            yield event
    except yaml.MarkedYAMLError as error:
        yield from _too_deep(text[: _index(error.problem_mark or error.context_mark)], given)
        raise _refusal(text, error) from None
    except (yaml.YAMLError, ValueError) as error:
        # Only PyYAML without libyaml gets here, by an escape beyond U+10FFFF, for which it gives no place.
        raise Refused(0, 0, f"not YAML: {_in_our_words(str(error))}") from None


def _parse(text: str, report: Report) -> Iterator[Event]:
    """The events as PyYAML finds them, and its errors."""
    place = Places(text) if _odd_line_end.search(text) else None
    started = False
    get_event = _Loader(text).get_event
    while (event := get_event()) is not None:
        mark = event.start_mark
        line, column = place(mark.index) if place else (mark.line + 1, mark.column + 1)
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                _report_properties(event, line, column, report)
            value = event.value
            if event.style:
                yield QUOTED, value, line, column
            else:
                yield PLAIN if value else EMPTY, value, line, column
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            yield END, "", line, column
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if event.anchor is not None or event.tag is not None:
                _report_properties(event, line, column, report)
            yield MAP if kind is yaml.MappingStartEvent else LIST, "", line, column
        elif kind is yaml.AliasEvent:
            report(line, column, f"aliases ({_name('*', event.anchor)}) are not allowed in a map")
            yield PLAIN, f"*{event.anchor}", line, column
        elif kind is yaml.DocumentStartEvent:
            if started:
                raise Refused(line, column, "a second document starts here; a map is one document")
            started = True
            if event.version or event.tags:
                report(line, column, _DIRECTIVE)


def _too_deep(text: str, given: int) -> list[Event]:
    """The events of a text behind the first ones given, down to where they are nested too deep; none if they are not.

    The parser looks ahead of the events that it gives, up to a line, and may stop there at a limit of its own
    before the reader of the events comes to MAX_DEPTH. The text up to there holds the events that were left out.
    """
    depth = 0
    left_out: list[Event] = []
    try:
        for number, event in enumerate(_parse(text, lambda *_: None)):
            if number >= given:
                left_out.append(event)
            depth += (event[0] in (LIST, MAP)) - (event[0] == END)
            if depth > MAX_DEPTH:
                return left_out
    except (yaml.YAMLError, ValueError, Refused):
        pass
    return []


def _report_properties(event: Any, line: int, column: int, report: Report) -> None:
    if event.anchor is not None:
        report(line, column, f"anchors ({_name('&', event.anchor)}) are not allowed in a map")
    if event.tag is not None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        name = _name("", tag) if tag.startswith("!") else f"!<{_name('', tag)}>"
        report(line, column, f"tags ({name}) are not allowed in a map")


def _name(sign: str, name: str) -> str:
    return sign + shorten(name)[1:-1]


def _refusal(text: str, error: yaml.MarkedYAMLError) -> Refused:
    """What PyYAML says, at the place where the mistake was made rather than where it was noticed."""
    place = Places(text)
    problem = error.problem or error.context or "this is not YAML"
    index = _index(error.problem_mark or error.context_mark)
    start = _index(error.context_mark) if error.context_mark else index
    line, column = place(index)
    if text.startswith("\t", index):
        if text[index - column + 1 : index].isspace() or column == 1:
            return Refused(line, column, "YAML cannot be indented with a tab, use spaces")
        return Refused(line, column, "YAML takes no tab here, use a space")
    if "that cannot start any token" in problem:
        return Refused(line, column, f"unquoted text cannot start with {text[index]!r}, quote it")
    if problem.startswith("mapping values are not allowed"):
        return Refused(line, column, "unquoted text cannot hold ': ', quote it; or the indentation is wrong")
    if problem == "could not find expected ':'":
        return Refused(*place(start), "a ':' is missing after this key")
    if problem == "found unexpected end of stream" and text[start : start + 1] in ("'", '"'):
        return Refused(*place(start), f"this {text[start]} is never closed")
    if text.startswith("%", start) or "incompatible YAML document" in problem:
        return Refused(*place(start), _DIRECTIVE)
    if "<document start>" in problem:
        return Refused(line, column, "the document has ended before this; a map is one document")
    inside = "; it is part of what starts at line {}, column {}".format(*place(start)) if start != index else ""
    return Refused(line, column, f"not YAML: {_in_our_words(problem)}{inside}")


def _in_our_words(problem: str) -> str:
    return next((ours for theirs, ours in _WORDS.items() if re.search(theirs, problem)), _UNKNOWN)


_UNKNOWN: Final = "this cannot be read; look at the indentation, the quotes and the brackets before it"
_WORDS: Final = {
    r"expected ',' or '}'": "a ',' or a '}' is missing here",
    r"expected ',' or ']'": "a ',' or a ']' is missing here",
    r"did not find expected key|expected <block end>": "a key or '- ' is expected here; look at the indentation and at "
    "the quotes before it",
    r"expected '-' indicator": "'- ' is expected here; look at the indentation",
    r"expected (the )?node content": "a value is expected here",
    r"unknown escape": "there is no such escape in double quotes; a backslash itself is written '\\\\'",
    r"escape code|hexa?decimal|chr\(\)|out of range": "this escape names no character",
    r"document (indicator|separator)": "a quote before this is never closed",
    r"sequence entries are not allowed": "a list cannot begin here; put '- ' on a line of its own, or quote the text",
    r"mapping keys are not allowed": "unquoted text cannot start with '? ', quote it",
    r"alphabetic or numeric": "unquoted text cannot start with '&' or '*', quote it",
    r"comment or (a )?line break|chomping|indentation indicator": "after '|' or '>' the text begins on the next line",
    r"tag|'[!>]'|URI": "unquoted text cannot start with '!', quote it",
}
"""What libyaml and PyYAML say, which is theirs to change, as patterns; and what that means for who wrote the file."""


def _index(mark: Any) -> int:
    return int(mark.index) if mark else 0
