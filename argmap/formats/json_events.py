"""JSON as events with positions; the grammar is the standard library's, the places are found here.

`json` says whether a text is JSON, but not where its values stand, and builds a whole tree; so a text that it
has accepted is walked once more, token by token, with nothing left to check but NaN and its like.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

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
        return Refused(*Places(text)(error.pos), f"not JSON: {error.msg[0].lower()}{error.msg[1:]}")
    except RecursionError:
        pass
    return None


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
