"""Ids: their form, the nearest one to a text, and those made from what identifies a position or a quote."""

from __future__ import annotations

import re

ID_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
ID_LENGTH = 80
_TITLE_LENGTH = 48
_is_id = re.compile(ID_PATTERN).fullmatch


def is_id(text: str) -> bool:
    """Whether `text` has the form of an id."""
    return len(text) <= ID_LENGTH and _is_id(text) is not None


def kebab(title: str) -> str:
    """The title's letters and digits in ASCII (NFKD), joined by hyphens, cut at a word within 48 characters."""
    from unicodedata import normalize

    ascii_ = normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])'(?=[a-z])", "", ascii_))
    kept = ""
    for word in words:
        longer = f"{kept}-{word}" if kept else word
        if len(longer) > _TITLE_LENGTH:
            break
        kept = longer
    return kept or (words[0][:_TITLE_LENGTH] if words else "")


def position_id(person: str, target: str, on: str) -> str:
    """The id of what a person holds of a target on a day."""
    return _derived("pos", person, target, on)


def quote_id(source: str, target: str, *selectors: str | int | None) -> str:
    """The id of a span of a source that carries a target."""
    return _derived("quote", source, target, *("" if part is None else str(part) for part in selectors))


def _derived(prefix: str, *parts: str) -> str:
    from hashlib import sha256

    return f"{prefix}-{sha256(chr(0).join(parts).encode(errors='surrogatepass')).hexdigest()[:12]}"
