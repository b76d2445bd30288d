"""The characters of a map file: UTF-8, and none that hides, misleads or cannot be kept."""

from __future__ import annotations

import re

from argmap.errors import BadFileError, Problem
from argmap.formats.events import Mark, Places, Report

# What YAML 1.1 does not let stand in a file, and lone surrogates, which no encoding can write.
_FORBIDDEN = "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
_BIDI = "\u202a-\u202e\u2066-\u2069"
_forbidden = re.compile(f"[{_FORBIDDEN}]")
_suspect = re.compile(f"[{_FORBIDDEN}{_BIDI}]")


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


def without_forbidden(text: str, report: Report) -> str:
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
