"""A file's text as nodes: what it says and where it says it, before any field's type decides what it means.

This module owns the limits, the rules that YAML and JSON share (duplicate keys, characters, depth) and the
tree of one entry at a time; `yaml_events` and `json_events` own the syntax. What a section or a field means,
the format knows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from argmap.errors import BadFileError, Problem

MAX_DEPTH = 32
"""How many mappings and lists may be open inside one another, the file's own mapping included."""

MAX_CHARACTERS = 1_000_000
"""How long one scalar may be, in code points."""

MAX_NODES = 100_000
"""How many values, lists and mappings one entry may hold."""

MAX_PROBLEMS = 1_000
"""How many problems of one file are told before reading stops."""

Mark: TypeAlias = tuple[int, int]
"""Line and column, both from 1, the column in code points."""

Report: TypeAlias = Callable[[int, int, str], None]
"""Takes line, column and message of something wrong, after which reading goes on."""

PLAIN, QUOTED, EMPTY, LIST, MAP, END = range(6)

Event: TypeAlias = tuple[int, str, int, int]
"""What both syntaxes are read as: one of the six kinds above, the scalar's text, line and column."""

# What YAML 1.1 does not let stand in a file, and lone surrogates, which no encoding can write.
_FORBIDDEN = "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
_BIDI = "\u202a-\u202e\u2066-\u2069"
_forbidden = re.compile(f"[{_FORBIDDEN}]")
_suspect = re.compile(f"[{_FORBIDDEN}{_BIDI}]")
_unstorable = re.compile("[\0\ud800-\udfff]")
_line_end = re.compile(r"\r\n?|\n")
_brace = re.compile(r"\s*\{")


class Refused(Exception):
    """Why nothing more can be read: line, column and message."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(line, column, message)
        self.line, self.column, self.message = line, column, message


class Plain(str):
    """The text of an unquoted scalar, which its field's type has yet to read."""

    __slots__ = ()


class Node:
    """One value with the place where it starts; a mapping also knows where each of its keys stands."""

    __slots__ = ("column", "key_marks", "line", "value")

    def __init__(
        self,
        value: Plain | str | list[Node] | dict[str, Node] | None,
        line: int,
        column: int,
        key_marks: dict[str, Mark] | None = None,
    ) -> None:
        self.value = value
        self.line = line
        self.column = column
        self.key_marks = key_marks

    def __repr__(self) -> str:
        return f"Node({self.value!r}, {self.line}, {self.column})"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a section holds: under a `key`, at an `index`, or neither where it is the whole section.

    A section comes whole where there is nothing in it to be keyed or counted: a scalar, None, `{}` or `[]`.
    """

    section: str
    section_mark: Mark
    key: str | None
    index: int | None
    mark: Mark
    """Where the key stands; without a key, where the value does."""
    node: Node


Data: TypeAlias = "str | list[Data] | dict[str, Data] | None"
"""Values without places: what `to_plain` gives."""


class Places:
    """Where an index of a text is, as line and column; lines end in LF, CR or CRLF, as editors count."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(end.end() for end in _line_end.finditer(text))]

    def __call__(self, index: int) -> Mark:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


def decode(data: bytes, file: str) -> str:
    """The text of a UTF-8 file, without its byte order mark.

    Raises BadFileError with the place of the first byte that is no UTF-8, or of the first NUL.
    """
    if encoding := _wide_encoding(data):
        raise BadFileError([Problem(file, 1, 1, f"this is {encoding}, save it as UTF-8")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind the byte order mark.
        line, column = _end_of(error.object[: error.start].decode())
        message = f"byte 0x{error.object[error.start]:02X} is not UTF-8 text, save the file as UTF-8"
        raise BadFileError([Problem(file, line, column, message)]) from None
    if (nul := text.find("\0")) >= 0:
        line, column = _end_of(text[:nul])
        raise BadFileError([Problem(file, line, column, "a NUL byte stands here; this is no text file")])
    return text


def entries(text: str, file: str, problems: list[Problem]) -> Iterator[Entry]:
    """Each entry of the sections of a YAML or JSON mapping, one alive at a time.

    What is wrong goes to `problems`; after MAX_PROBLEMS of them, those that the caller adds while reading
    included, reading stops. Text that starts with `{` and is JSON is read as JSON, all other text as YAML.
    Of keys that repeat, the first one counts.
    """
    before = len(problems)

    def check_count() -> None:
        if len(problems) - before >= MAX_PROBLEMS:
            raise Refused(0, 0, f"stopped after {MAX_PROBLEMS} problems")

    def report(line: int, column: int, message: str) -> None:
        problems.append(Problem(file, line, column, message))
        check_count()

    try:
        checked = _without_forbidden(text.removeprefix("\ufeff"), report)
        for entry in _Builder(_events(checked, file, report), report).entries():
            yield entry
            check_count()
    except Refused as stop:
        problems.append(Problem(file, stop.line, stop.column, stop.message))


def to_plain(node: Node) -> Data:
    """The values of a node and all below it, as dicts, lists, Plain, str and None."""
    value = node.value
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    return value


def locate(node: Node, path: Sequence[str | int], *, key: bool = False) -> Mark:
    """Where the value at `path` starts, or the last one on the way to it that exists.

    With `key`, the place of the last key on the path instead, where that is in a mapping.
    """
    mark = node.line, node.column
    for step in path:
        below: Node | None = None
        key_mark: Mark | None = None
        if isinstance(node.value, dict) and isinstance(step, str):
            below = node.value.get(step)
            key_mark = node.key_marks.get(step) if node.key_marks else None
        elif isinstance(node.value, list) and isinstance(step, int) and 0 <= step < len(node.value):
            below = node.value[step]
        if below is None:
            return node.line, node.column
        node = below
        mark = key_mark if key and key_mark else (node.line, node.column)
    return mark


def shorten(text: str, width: int = 60) -> str:
    """The text in quotes for a message, cut where it is long, with everything unprintable escaped."""
    return repr(str(text) if len(text) <= width else text[: width - 1] + "…")


def _end_of(text: str) -> Mark:
    return Places(text)(len(text))


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 where the data is in one of these, by its byte order mark or its NUL bytes."""
    for mark, name in (
        (b"\xff\xfe\0\0", "UTF-32"),
        (b"\0\0\xfe\xff", "UTF-32"),
        (b"\xff\xfe", "UTF-16"),
        (b"\xfe\xff", "UTF-16"),
    ):
        if data.startswith(mark):
            return name
    # Mostly ASCII, as a map's keys are, so that half of the bytes or three quarters of them are NUL.
    zeros = [data[start:400:4].count(0) * 2 > len(data[start:400:4]) for start in range(4)]
    if sum(zeros) == 3:
        return "UTF-32"
    return "UTF-16" if zeros in ([True, False] * 2, [False, True] * 2) else None


def _without_forbidden(text: str, report: Report) -> str:
    """The text without control characters, once these and the bidirectional ones have been told of.

    The syntaxes refuse control characters without saying where; replaced one for one, they let the rest be
    read.
    """
    if not _suspect.search(text):
        return text
    place = Places(text)
    for found in _suspect.finditer(text):
        code = ord(found[0])
        if _forbidden.match(found[0]):
            report(*place(found.start()), f"the control character U+{code:04X} stands here; " + _advice(code))
        else:
            report(
                *place(found.start()),
                f"the bidirectional control character U+{code:04X} makes this file look other than it is; "
                f'write it as "\\u{code:04x}" in double quotes',
            )
    return _forbidden.sub("\ufffd", text)


def _advice(code: int) -> str:
    if code == 0 or 0xD800 <= code <= 0xDFFF:
        return "delete it"
    return f'delete it, or write it as "\\u{code:04x}" in double quotes'


def _events(text: str, file: str, report: Report) -> Iterator[Event]:
    """The events of the syntax that the text is in."""
    if _brace.match(text):
        from argmap.formats import json_events  # 2 ms, and most maps are YAML

        # Checked as a whole first, as an entry that was handed out cannot be taken back.
        flaw = json_events.flaw(text)
        if flaw is None:
            return json_events.events(text, report)
        if file.lower().endswith(".json"):
            return _refusing_as(flaw, _yaml_events(text, report))
    return _yaml_events(text, report)


def _yaml_events(text: str, report: Report) -> Iterator[Event]:
    from argmap.formats import yaml_events  # PyYAML costs 12 ms

    return yaml_events.events(text, report)


def _refusing_as(flaw: Refused, events: Iterator[Event]) -> Iterator[Event]:
    """The events, and where they are refused, the flaw that speaks of the syntax that was meant."""
    try:
        yield from events
    except Refused:
        raise flaw from None


class _Builder:
    """Builds one entry's nodes at a time from events; the top mapping and its sections are never built."""

    def __init__(self, events: Iterator[Event], report: Report) -> None:
        self._events = events
        self._report = report

    def entries(self) -> Iterator[Entry]:
        kind, _, line, column = next(self._events, (END, "", 0, 0))
        if kind == END:
            raise Refused(1, 1, "the file is empty; a map is a mapping of sections")
        if kind != MAP:
            raise Refused(line, column, f"a map is a mapping of sections, not {_NAMES[kind]}")
        marks: dict[str, Mark] = {}
        for event in self._events:
            if event[0] == END:
                break
            section = self._key(event, marks, 1)
            if section is not None:
                yield from self._section(section, marks[section])
            else:
                for _ in self._section("", (event[2], event[3])):
                    pass
        for _ in self._events:  # the rest of the source may tell of a second document
            pass

    def _section(self, section: str, section_mark: Mark) -> Iterator[Entry]:
        first = next(self._events)
        kind, _, line, column = first
        found = False
        if kind == MAP:
            marks: dict[str, Mark] = {}
            for event in self._events:
                if event[0] == END:
                    break
                found = True
                key = self._key(event, marks, 2)
                node = self._node(next(self._events), 3)
                if key is not None:
                    yield Entry(section, section_mark, key, None, marks[key], node)
            empty = Node({}, line, column, {})
        elif kind == LIST:
            for index, event in enumerate(self._events):
                if event[0] == END:
                    break
                found = True
                yield Entry(section, section_mark, None, index, (event[2], event[3]), self._node(event, 3))
            empty = Node([], line, column)
        else:
            empty = self._node(first, 2)
        if not found:
            yield Entry(section, section_mark, None, None, (line, column), empty)

    def _key(self, event: Event, marks: dict[str, Mark], depth: int) -> str | None:
        """The key that an event is, now marked; None where something is wrong with it, which it has told."""
        kind, text, line, column = event
        if kind >= LIST:
            self._report(line, column, f"a key must be text, not {_NAMES[kind]}")
            self._node(event, depth + 1)
        elif kind == EMPTY:
            self._report(line, column, "a key is missing here")
        elif kind == PLAIN and text == "<<":
            self._report(line, column, "merge keys (<<) are not allowed in a map")
        elif (first := marks.get(text)) is not None:
            self._report(line, column, f"duplicate key {shorten(text)}, first at line {first[0]}")
        else:
            self._check(kind, text, line, column)
            marks[text] = line, column
            return text
        return None

    def _check(self, kind: int, text: str, line: int, column: int) -> None:
        if len(text) > MAX_CHARACTERS:
            raise Refused(line, column, f"this text is longer than {MAX_CHARACTERS} characters")
        # Only an escape can make these, and only quoted text has escapes.
        if kind == QUOTED and (found := _unstorable.search(text)):
            if found[0] == "\0":
                self._report(line, column, "text holds a NUL character")
            else:
                self._report(line, column, f"text holds half a character (\\u{ord(found[0]):04x})")

    def _scalar(self, kind: int, text: str, line: int, column: int) -> Node:
        if kind == EMPTY:
            return Node(None, line, column)
        self._check(kind, text, line, column)
        return Node(Plain(text) if kind == PLAIN else text, line, column)

    def _node(self, first: Event, depth: int) -> Node:
        """The node that starts with an event, and all below it; `depth` is its own if it is a collection."""
        kind, text, line, column = first
        if kind < LIST:
            return self._scalar(kind, text, line, column)
        root = Node([], line, column) if kind == LIST else Node({}, line, column, {})
        if depth > MAX_DEPTH:
            raise Refused(line, column, f"this is nested deeper than {MAX_DEPTH} levels")
        stack = [root]
        count = 1
        events = self._events
        while stack:
            kind, text, line, column = next(events)
            if kind == END:
                stack.pop()
                continue
            parent = stack[-1]
            marks = parent.key_marks
            key: str | None = None
            if marks is not None:
                key = self._key((kind, text, line, column), marks, depth + len(stack) - 1)
                kind, text, line, column = next(events)
            count += 1
            if count > MAX_NODES:
                raise Refused(line, column, f"an entry holds more than {MAX_NODES} values")
            if kind < LIST:
                node = self._scalar(kind, text, line, column)
            else:
                node = Node([], line, column) if kind == LIST else Node({}, line, column, {})
                if depth + len(stack) > MAX_DEPTH:
                    raise Refused(line, column, f"this is nested deeper than {MAX_DEPTH} levels")
                stack.append(node)
            if isinstance(parent.value, list):
                parent.value.append(node)
            elif key is not None and isinstance(parent.value, dict):
                parent.value[key] = node
        return root


_NAMES = {PLAIN: "text", QUOTED: "text", EMPTY: "an empty value", LIST: "a list", MAP: "a mapping"}
