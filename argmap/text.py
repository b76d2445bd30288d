"""Untrusted text made fit to show, and how wide it is on a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Controls, line ends, invisible and bidirectional controls, tags, noncharacters: shown as escapes.
_INVISIBLE = re.compile(
    "[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)

# One column each: Latin, general punctuation, arrows, box drawing.
_is_narrow = re.compile("[ -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u257f]*").fullmatch


def visible(text: str) -> str:
    """The text on one line with everything that would act instead of show as an escape such as `\\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    return _INVISIBLE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] == "\n":
        return "\\n"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def unstorable(text: str) -> str:
    """What a text holds that neither UTF-8 nor a database can, in words; nothing where it is fine."""
    found = _UNSTORABLE.search(text)
    if found is None:
        return ""
    return "text holds a NUL character" if found[0] == "\0" else f"text holds half a character (\\u{ord(found[0]):04x})"


# What acts instead of showing, and what a map file must not hold; JSON itself escapes only the first 32 characters.
_MISLEADING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def json_text(value: object, indent: int | None = None, *, ascii_only: bool = False) -> str:
    """A value as JSON in full Unicode, less the characters that a terminal or an editor would act on."""
    import json  # 3 ms

    written = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    return _MISLEADING.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def columns(text: str) -> int:
    """How many terminal columns the text takes, once visible."""
    if text.isascii() or _is_narrow(text):
        return len(text)
    from wcwidth import wcswidth  # 20 ms, paid only for text beyond Latin, its punctuation and box drawing

    width = wcswidth(text)
    return width if width >= 0 else len(text)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken at spaces, over-long words wherever they end."""
    lines: list[str] = []
    line, used = "", 0
    for word in text.split():
        size = columns(word)
        if line and used + 1 + size <= width:
            line, used = f"{line} {word}", used + 1 + size
            continue
        if line:
            lines.append(line)
        start = 0
        while size > width:
            end = _fitting(word, start, width)
            lines.append(word[start:end])
            size -= columns(word[start:end])
            start = end
        word = word[start:]
        line, used = word, size
    return [*lines, line] if line or not lines else lines


def _fitting(word: str, start: int, width: int) -> int:
    """Where to cut a word that starts at `start`, so that at least one character and as many as fit come before."""
    end = min(len(word), start + width)
    while end > start + 1 and columns(word[start:end]) > width:
        end -= 1
    return end


def cut(text: str, width: int) -> str:
    """The text, or as much of it as fits into `width` columns with an ellipsis."""
    return text if columns(text) <= width else text[: _fitting(text, 0, max(width - 1, 1))] + "…"


def command(*words: object) -> str:
    """A command to type, in quotation marks; each word as a shell takes it."""
    from shlex import join  # 1 ms

    return f"'{join(map(str, words))}'"


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """`no argument`, `1 argument`, `2 arguments`."""
    return f"{count or 'no'} {one if count == 1 else many or one + 's'}"


def an(word: str) -> str:
    """The word with its article."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def is_day(text: str) -> bool:
    """Whether it is a day in the form 2026-01-31."""
    from datetime import date  # 1 ms that most commands need not

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
