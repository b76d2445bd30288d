"""What a map and its journal say, to compare; and what a command that refuses says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from argmap.entries import to_entry
from argmap.model import KINDS, Kind, MapFile
from argmap.store.journal import Entry
from argmap.store.opening import open_database
from argmap.store.reading import Store
from argmap.store.rows import LIVE, ROLES

if TYPE_CHECKING:
    from conftest import Answer

WORDS = ("s", "a-1", "claim", "no", "new x")
"""What is searched for, to see that the index of words is what it was."""


class Dump(NamedTuple):
    """All that a map says to those who ask: two maps are the same where it is equal."""

    things: tuple[tuple[str, Kind, str, str | None], ...]
    """Id, kind, entry, and the name of the file it came from."""
    files: tuple[MapFile, ...]
    settings: tuple[tuple[str, str], ...]
    mentions: tuple[tuple[str, str, str], ...]
    """Mentioned thing, role, and by which."""
    found: tuple[tuple[str, ...], ...]


def dump(store: Store) -> Dump:
    """What a map says."""

    def rows(sql: str) -> tuple[Any, ...]:
        return tuple(store.connection.execute(sql).fetchall())

    file_of = dict(rows("select t.id, f.name from thing t left join file f on f.pk = t.file"))
    mentions = rows(
        f"""
        select target.id, e.role, t.id from edge e
        left join thing target on target.pk = e.target left join thing t on t.pk = e.source
        where t.pk is null or {LIVE}
        """
    )
    return Dump(
        tuple((thing.id, thing.kind, json.dumps(to_entry(thing)), file_of[thing.id]) for thing in store.stream(KINDS)),
        tuple(store.files()),
        rows("select key, value from setting order by key"),
        tuple(sorted((target, ROLES[role], source) for target, role, source in mentions)),
        tuple(tuple(sorted(hit.id for hit in store.search(word, limit=1000))) for word in WORDS),
    )


def told(path: Path) -> tuple[Dump, list[Entry]]:
    """What a map and its journal say."""
    store = open_database(path)
    try:
        return dump(store), store.since(0)
    finally:
        store.close()


def entry(path: Path, id_: str) -> dict[str, Any]:
    """A thing of a map, as a map file has it, with its kind."""
    store = open_database(path)
    try:
        thing = store.get(id_)
    finally:
        store.close()
    return {"kind": thing.kind, **to_entry(thing)}


def refusal(answer: Answer) -> str:
    """What a command that failed said, in its one line."""
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("argmap: ")
    assert (answer.err.count("\n"), answer.err[-1]) == (1, "\n")
    return answer.err.removeprefix("argmap: ").removesuffix("\n")
