"""Values as canonical YAML: the same bytes each time, and the same values to a YAML 1.1 and a 1.2 reader.

This module owns quoting and layout; which keys an entry has, and in which order, is the format's.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Value: TypeAlias = "str | bool | int | float | Sequence[Value] | Mapping[str, Value]"
"""What an entry is made of."""

MAX_KEY = 1000
"""How many columns a key may take as written; YAML stops looking for the ':' after 1024."""

# Invisible or misleading: controls, line ends, bidirectional controls, byte order mark, noncharacters.
_ESCAPED = (
    "\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 17))
)
_escaped = re.compile(rf'["\\{_ESCAPED}]')
_unprintable = re.compile(f"[{_ESCAPED}]")
# What ends or breaks unquoted text in block or flow style; PyYAML takes no '?' in flow style.
_breaking = re.compile(rf"[,?\[\]{{}}{_ESCAPED}]|:(?: |$)| #")
_INDICATORS = frozenset("-:#&*!|>'\"%@`=~")
# Whatever a reader of YAML 1.1 or 1.2 may take for something other than text, and a little more.
_other_type = re.compile(
    r"""
      y | n | yes | no | on | off | true | false | null | <<
    | [+]? \.{0,3} (?: inf | nan )?
    | [+]? \.? [0-9_] [0-9_.:]* (?: e [+-]? [0-9_]* )?
    | [+]? 0 x [0-9a-f_]* | [+]? 0 [ob] [0-9_]*
    | [0-9]{4} - [0-9]{1,2} - [0-9]{1,2} (?: [T\ ] .* )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
# A tab within a line is safe in a literal block; at an end of one it can be taken for indentation or trimmed.
_no_literal = re.compile(rf"(?![\n\t])[{_ESCAPED}]|[ \t]$|^\t", re.MULTILINE)


def scalar(value: str | float) -> str:
    """A scalar on one line, which reads the same in block style, in flow style and as a key.

    Raises ValueError for a number that is not finite.
    """
    if isinstance(value, str):
        return value if _is_plain(value) else _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        raise ValueError(f"a map cannot hold the number {value}")
    if value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    digits, exponent, power = repr(value).partition("e")
    # YAML 1.1 takes 1e-05 for text and 1.0e-05 for a number.
    return f"{digits}.0e{power}" if exponent and "." not in digits else digits + exponent + power


def flow(value: Value) -> str:
    """A value on one line, its lists and mappings in flow style.

    Raises ValueError for a number that is not finite and for a key that is too long for YAML.
    """
    if isinstance(value, (str, int, float)):
        return scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join([f"{_key(key)}: {flow(item)}" for key, item in value.items()]) + "}"
    return "[" + ", ".join([flow(item) for item in value]) + "]"


def entry(key: str | None, value: Mapping[str, Value] | Sequence[Value], indent: int = 2, width: int = 120) -> str:
    """The lines of one entry of a mapping, or of a list where `key` is None, the last line end included.

    An entry that fits into `width` columns stays on one line, and so does each value inside one that does
    not. Text of several lines becomes a literal block where YAML can hold it so. Raises ValueError as `flow`.
    """
    head = " " * indent + ("-" if key is None else f"{_key(key)}:")
    return "\n".join(_lines(head, value, indent, width)) + "\n"


def _lines(head: str, value: Value, indent: int, width: int) -> Iterator[str]:
    """The lines of a value behind its head, a key or a dash that stands at column `indent`."""
    if isinstance(value, str) and _is_literal(value):
        yield from _literal(head, value, indent + 2)
        return
    if isinstance(value, (str, int, float)) or not value:
        yield f"{head} {flow(value)}"
        return
    if not _has_literal(value):
        line = f"{head} {flow(value)}"
        if _columns(line) <= width:
            yield line
            return
    inner = " " * (indent + 2)
    if head.endswith("-"):
        lead = f"{head} "  # what is inside starts on the dash's own line
    else:
        yield head
        lead = inner
    if isinstance(value, Mapping):
        items = [(f"{_key(key)}:", item) for key, item in value.items()]
    else:
        items = [("-", item) for item in value]
    for mark, item in items:
        yield from _lines(lead + mark, item, indent + 2, width)
        lead = inner


def _is_plain(text: str) -> bool:
    return not (
        not text
        or text[0] in _INDICATORS
        or _breaking.search(text)
        or _other_type.fullmatch(text)
        or text.startswith("...")
        or text != text.strip()
    )


def _quoted(text: str) -> str:
    return f'"{_escaped.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    return _SHORT_ESCAPES.get(character) or (f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")


def _key(key: str) -> str:
    written = scalar(key)
    if len(written) > MAX_KEY:
        raise ValueError(f"a key cannot be longer than {MAX_KEY} characters: {key[:60]!r}…")
    return written


def _is_literal(text: str) -> bool:
    return "\n" in text and not text.isspace() and not _no_literal.search(text)


def _has_literal(value: Value) -> bool:
    if isinstance(value, str):
        return _is_literal(value)
    if isinstance(value, Mapping):
        return any(map(_has_literal, value.values()))
    return not isinstance(value, (int, float)) and any(map(_has_literal, value))


def _literal(head: str, text: str, indent: int) -> Iterator[str]:
    """A literal block; its header says how the text ends, and the indentation if leading spaces hide it."""
    lines = text.split("\n")
    spaces = "2" if next(filter(None, lines)).startswith(" ") else ""
    if lines[-1]:
        chomping = "-"
    else:
        lines.pop()
        chomping = "" if lines[-1] else "+"
    yield f"{head} |{spaces}{chomping}"
    for line in lines:
        yield " " * indent + line if line else ""


def _columns(text: str) -> int:
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text)
