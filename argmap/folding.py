"""Text as search sees it: folded and cut into words by our own code, so that every database gives the same hits.

Folded is lower case without accents and compatibility forms: `Straße`, `STRASSE` and `ｓｔｒａｓｓｅ` are one. Runs of
letters, of digits and of characters that are written without blanks (Chinese, Japanese, Korean, Thai …) are cut apart,
so that what is glued to another script is found too. What is written without blanks is indexed as overlapping pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal, NamedTuple, cast
from unicodedata import category, normalize

INDEXED: Final = 200_000
"""How many characters of a text are searched."""

LONGEST: Final = 100
"""How long a word may be; a longer one is cut into several."""

_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3021-\u3035\u3041-\u30ff\u3105-\u318f"
    "\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U000323af"
)
"""Thai, Lao, Burmese, Khmer, Hangul, kana, bopomofo, Han and Yi, as the inside of a character class."""


@cache
def _run() -> re.Pattern[str]:
    """A run; compiled (3 ms) when a text that is not ASCII is first cut."""
    return re.compile(rf"(?P<number>\d+)|(?P<unspaced>[{_UNSPACED}]+)|(?P<word>[^\s\d{_UNSPACED}]+)")


_DIGITS: Final = b"0123456789"
_digits = re.compile(r"([0-9]+)")
_ascii_run = re.compile(r"(?P<number>[0-9]+)|(?P<word>[a-z]+)")


Kind = Literal["number", "unspaced", "word"]


class Run(NamedTuple):
    """A piece of a folded text that is indexed in one way."""

    kind: Kind
    text: str


class _Characters(dict[int, int | str | None]):
    """What becomes of a character after case folding: kept, a blank between words, or nothing."""

    def __missing__(self, code: int) -> int | str | None:
        kind = category(chr(code))
        if 0x300 <= code < 0x370 or kind == "Cf":  # accents, and what only directs how a text is laid out
            found: int | str | None = None
        else:
            found = code if kind[0] in "LMN" else " "
        self[code] = found
        return found


_characters: Final = _Characters()


def fold(text: str) -> str:
    """The text in lower case, without accents and compatibility forms, with a blank for what is in no word."""
    if text.isascii():
        return text.lower()
    decomposed = normalize("NFKD", normalize("NFKD", text).casefold())
    return normalize("NFC", decomposed.translate(_characters))


def runs(text: str) -> Iterator[Run]:
    """The pieces of a text, folded, in its order."""
    text = fold(text)
    for found in (_ascii_run if text.isascii() else _run()).finditer(text):
        kind, run = cast(Kind, found.lastgroup), found[0]
        step = LONGEST if kind == "word" else len(run)
        for start in range(0, len(run), step):
            yield Run(kind, run[start : start + step])


def spelled(text: str) -> str:
    """The text in the form in which one can be looked for inside another: its runs, with a blank between two.

    A number is found from its beginning only, which a sign marks.
    """
    return " ".join(f"#{run}" if kind == "number" else run for kind, run in runs(text))


def terms(kind: Kind, run: str) -> list[str]:
    """What a run is indexed as: itself, or each character that is written without blanks with the one after it."""
    if kind != "unspaced":
        return [run]
    return [run[start : start + 2] for start in range(len(run))]


def indexed(text: str) -> str:
    """The terms of a text with blanks between them, for an index whose tokens are ASCII words and all else."""
    if len(text) > INDEXED:
        text = text[:INDEXED]
    if text.isascii() and len(text) <= LONGEST:
        # The index itself makes it lower case, and parts it at what is neither letter nor digit.
        return text if len(text.encode().translate(None, _DIGITS)) == len(text) else " ".join(_digits.split(text))
    return " ".join(all_terms(text))


def all_terms(text: str) -> Iterator[str]:
    """The terms that a text is indexed as, one after another."""
    return (term for run in runs(text[:INDEXED]) for term in terms(*run))


def words(text: str) -> set[str]:
    """The words of a text whose insides are looked through: no numbers, and none that are found by their pairs."""
    return {run for kind, run in runs(text[:INDEXED]) if kind == "word"}
