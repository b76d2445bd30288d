"""JSON as events with positions; the grammar is the standard library's, the places are found here.

`json` says whether a text is JSON, but not where its values stand, and builds a whole tree; so a text that it
has accepted is walked once more, token by token, with nothing left to check but NaN and its like.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from argmap.formats.events import EMPTY, END, LIST, MAP, PLAIN, QUOTED, Event, Places, Refused, Report

# Commas, colons and blanks fall between the matches.
_token = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]|[^\s,:\[\]{}"]+|\r\n?|\n')
_STARTS = {"{": MAP, "[": LIST, "}": END, "]": END}
_NOT_JSON = ("NaN", "Infinity", "-Infinity")


def flaw(text: str) -> Refused | None:
    """Why a text is not JSON, and where, or None if it is.

    NaN and Infinity pass, as `events` tells of them; so does nesting too deep for `json`, as the reader of
    the events refuses it long before.
    """
    try:
        json.loads(text, object_pairs_hook=len, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        return _refusal(text, error)
    except RecursionError:
        pass
    return None


def _refusal(text: str, error: json.JSONDecodeError) -> Refused:
    place, index = Places(text), error.pos
    before = text[:index].rstrip()
    if before.endswith(",") and text[index : index + 1] in ("}", "]"):
        # Later versions of Python point at the comma by themselves.
        return Refused(*place(len(before) - 1), f"not JSON: {_COMMA}")
    words = next((ours for theirs, ours in _WORDS.items() if error.msg.startswith(theirs)), "this cannot stand here")
    return Refused(*place(index), f"not JSON: {words}")


_COMMA: Final = "nothing follows this ','"
_WORDS: Final = {
    "Expecting ',' delimiter": "a ',' or a closing bracket is missing here",
    "Expecting ':' delimiter": "a ':' is missing here",
    "Expecting property name": "a key in double quotes is expected here",
    "Expecting value": "a value is expected here",
    "Illegal trailing comma": _COMMA,
    "Extra data": "the map has ended before this",
    "Unterminated string": 'this " is never closed',
    "Invalid control character": "text has no line breaks and tabs of its own, write \\n and \\t",
    "Invalid \\": "there is no such escape; a backslash itself is written '\\\\'",
}
"""How what `json` says begins, and what that means for who wrote the file."""


def events(text: str, report: Report) -> Iterator[Event]:
    """The events of a text in which `flaw` finds none."""
    line, start = 1, 0
    for match in _token.finditer(text):
        token = match[0]
        first = token[0]
        column = match.start() - start + 1
        if first == '"':
            yield QUOTED, json.loads(token) if "\\" in token else token[1:-1], line, column
        elif first in _STARTS:
            yield _STARTS[first], "", line, column
        elif first == "\n" or first == "\r":
            line, start = line + 1, match.end()
        elif token == "null":
            yield EMPTY, "", line, column
        else:
            if token in _NOT_JSON:
                report(line, column, f"{token} is not a number JSON has")
            yield PLAIN, token, line, column
