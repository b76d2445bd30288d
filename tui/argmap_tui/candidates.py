"""Things that somebody may mean who has typed a few words, or a part of them."""

from __future__ import annotations

from collections.abc import Collection

from argmap.ids import is_id
from argmap.model import Kind
from argmap.store.reading import Hit, Store

LIMIT = 50
"""How many candidates there are at the most."""


def candidates(store: Store, text: str, kinds: Collection[Kind] | None = None, limit: int = LIMIT) -> list[Hit]:
    """The things that a text may mean, best first: with all its words, then with all but one, then by its id.

    `kinds`: only things of these kinds.
    """
    words = text.split()
    if not words:
        return []
    asked = [" ".join(words)]
    if len(words) > 1:
        asked += [" ".join(words[:number] + words[number + 1 :]) for number in reversed(range(len(words)))]
    elif len(words[0]) > 3:
        asked.append(words[0][:-1])
    with store.moment():
        found: dict[Hit, None] = {}
        for words_asked in asked:
            found |= dict.fromkeys(_of(store.search(words_asked, 4 * limit if kinds else limit), kinds))
            if len(found) >= limit:
                break
        if len(words) == 1 and is_id(words[0]):
            found |= dict.fromkeys(_of(store.beginning(words[0], limit), kinds))
    return list(found)[:limit]


def _of(hits: list[Hit], kinds: Collection[Kind] | None) -> list[Hit]:
    return hits if kinds is None else [hit for hit in hits if hit.kind in kinds]
