"""Things that somebody may mean who has typed a few words, or a part of them.

What words begin so is a question whose price grows with the map and with how few letters there are; in a large map it
is asked only when there are enough of them, and `prompt` says whether there is time for it between two keys.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final

from argmap.folding import spelled
from argmap.ids import kebab
from argmap.model import Kind
from argmap.store.reading import Hit, Store

LIMIT: Final = 50
"""How many candidates there are at the most."""

WORDS: Final = 12
"""How many words of a text are looked for; what a pasted page may mean, its beginning says."""

NEAR: Final = 5
"""How many things are offered to somebody who mistyped."""

_LETTERS: Final = 60
"""How much of a word is looked for."""

_LARGE: Final = 20_000
_HUGE: Final = 500_000
"""From how many things on a map is large or huge."""

_FEW: Final = 3
"""Fewer letters than this begin too many words of a large map."""

_LEFT_OUT: Final = 4
"""How many of the words are left out in turn where all of them together have too few hits."""

_COMPARED: Final = 30
_ALIKE: Final = 0.6


def candidates(
    store: Store, text: str, kinds: Collection[Kind] | None = None, limit: int = LIMIT, enough: int = LIMIT
) -> list[Hit]:
    """The things that a text may mean, best first: with all its words, then with all but one, then by its id.

    `kinds`: only things of these kinds. With `enough` hits the search goes no further.
    """
    words = _words(text)
    with store.moment():
        large = _size(store) >= _LARGE
        first = beginning(store, text, kinds, limit // 5) if large else []
        found = dict.fromkeys(hit for hit in first if hit.kind != "argument")
        for number, asked in enumerate(_asked(words)):
            if large and _letters(asked[-1]) < _FEW:
                continue
            found |= dict.fromkeys(store.search(" ".join(asked), limit, kinds=kinds, inside=number == 0))
            if len(found) >= min(enough, limit):
                break
        found |= dict.fromkeys(beginning(store, text, kinds, limit))
    return list(found)[:limit]


def beginning(store: Store, text: str, kinds: Collection[Kind] | None = None, limit: int = LIMIT) -> list[Hit]:
    """The things whose id begins like the text, arguments last; it costs the same in a map of any size."""
    id_ = kebab(text[: WORDS * _LETTERS])
    found = _of(store.beginning(id_, 4 * limit), kinds) if id_ else []
    return sorted(found, key=lambda hit: (hit.kind == "argument", hit.id))[:limit]


def prompt(store: Store, text: str) -> bool:
    """Whether the candidates for a text are found between two keys."""
    size = _size(store)
    return size < _LARGE or (size < _HUGE and all(_letters(word) > _FEW for word in _words(text)[-1:]))


def too_short(store: Store, text: str) -> bool:
    """Whether only ids are looked at, because so few letters begin too many words of a large map."""
    return _size(store) >= _LARGE and all(_letters(asked[-1]) < _FEW for asked in _asked(_words(text)))


def named(store: Store, ids: Sequence[str]) -> list[Hit]:
    """The things of these ids, in their order; what has gone is left out."""
    things = {thing.id: thing for _, thing in store.things_by_id(ids)}
    return [Hit(id_, things[id_].kind, things[id_].title) for id_ in ids if id_ in things]


def still(hits: Iterable[Hit], text: str) -> list[Hit]:
    """Those of the hits whose title or id has all the words of a longer text, also inside others."""
    words = [spelled(word) for word in _words(text)]
    said = {hit: (spelled(hit.title[:500]), spelled(hit.id)) for hit in hits}
    return [hit for hit, texts in said.items() if all(any(word in one for one in texts) for word in words)]


def nearest(store: Store, text: str, kinds: Collection[Kind] | None = None, limit: int = NEAR) -> list[Hit]:
    """The things that have words like the ones of a text that nothing has, the most alike first."""
    longest = sorted(re.findall(r"\w{3,}", text[: WORDS * _LETTERS]), key=len, reverse=True)[:_LEFT_OUT]
    words = [word[:_LETTERS].casefold() for word in longest]
    near: dict[Hit, float] = {}
    with store.moment():
        least = 4 if _size(store) >= _LARGE else 2
        for word in words:
            for length in range(len(word) - 1, least - 1, -1):
                found = store.search(word[:length], _COMPARED, kinds=kinds, inside=False)
                if found:
                    near |= {hit: _alike(hit, words) for hit in found if hit not in near}
                    break
    best = sorted(near, key=lambda hit: -near[hit])
    return [hit for hit in best[:limit] if near[hit] >= _ALIKE]


def _alike(hit: Hit, words: list[str]) -> float:
    """How much the words are like words of a title or an id, from 0 to 1."""
    have = set(re.findall(r"\w+", f"{hit.title[:500]} {hit.id}".casefold()))
    matcher = SequenceMatcher(autojunk=False)
    total = 0.0
    for word in words:
        matcher.set_seq2(word)
        best = 0.0
        for other in have:
            matcher.set_seq1(other)
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
                best = max(best, matcher.ratio())
        total += best
    return total / len(words)


def _words(text: str) -> list[str]:
    return [word[:_LETTERS] for word in text[: WORDS * _LETTERS].split()[:WORDS]]


def _asked(words: list[str]) -> list[list[str]]:
    """The words that are looked for together: all, then all but one; of a single one also all but its last letter."""
    if len(words) > 1:
        without = [words[:number] + words[number + 1 :] for number in reversed(range(len(words)))]
        return [words, *without[:_LEFT_OUT]]
    return [words, [words[0][:-1]]] if words and len(words[0]) > 3 else [words] if words else []


def _letters(word: str) -> int:
    """How many letters a word has; one of a script with thousands of them tells as much as three."""
    return len(word.encode(errors="replace"))


def _size(store: Store) -> int:
    """About how many things the map has: the last key that was given."""
    ((last,),) = store.fetch("select ifnull(max(pk), 0) from thing")
    return int(last)


def _of(hits: list[Hit], kinds: Collection[Kind] | None) -> list[Hit]:
    return hits if kinds is None else [hit for hit in hits if hit.kind in kinds]
