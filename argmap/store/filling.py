"""Filling a map in bulk: many things in one transaction, indexed afterwards.

This is the one place that inserts by `executemany` instead of through sqlite-utils, whose `insert_all` takes
five times as long (docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from sqlite_utils import Database

from argmap.formats import Progress
from argmap.model import MapFile, Thing, references
from argmap.store.rows import ROLE_NUMBERS, encode
from argmap.store.schema import index_texts, prepare

BATCH: Final = 20_000
_ROLE_BITS: Final = 5
_KEY_BITS: Final = 40


def fill(
    db: Database,
    things: Iterable[tuple[Thing, str | None]],
    files: Iterable[MapFile] = (),
    progress: Progress | None = None,
) -> int:
    """Put things, each with the name of its file, into a new map; give how many.

    Every id that a thing mentions must be among them. The caller's transaction, if one is open, is used, else
    one is made: all or nothing.
    """
    prepare(db)
    with db.atomic():
        return _fill(db, things, files, progress)


def _fill(
    db: Database,
    things: Iterable[tuple[Thing, str | None]],
    files: Iterable[MapFile],
    progress: Progress | None,
) -> int:
    files = tuple(files)
    table = db.table("thing")
    table.disable_fts()
    table.drop_index("idx_thing_kind")
    file_keys = {file.name: key for key, file in enumerate(files, 1)}
    for file in files:
        db.execute(
            "insert into file (pk, name, title, text, note) values (?, ?, ?, ?, ?)", [file_keys[file.name], *file]
        )
    keys: dict[str, int] = {}
    edges: list[int] = []
    waiting: list[tuple[str, int]] = []
    source = iter(things)
    pk = 0
    while batch := list(islice(source, BATCH)):
        rows = []
        for thing, file_name in batch:
            pk += 1
            keys[thing.id] = pk
            rows.append((pk, *encode(thing), file_keys.get(file_name) if file_name else None))
            for role, id_ in references(thing):
                # One integer an edge: sorted, they are inserted in the order of the table.
                rest = ROLE_NUMBERS[role] << _KEY_BITS | pk
                target = keys.get(id_)
                if target is None:
                    waiting.append((id_, rest))
                else:
                    edges.append(target << _KEY_BITS + _ROLE_BITS | rest)
        db.conn.executemany(
            "insert into thing (pk, id, kind, title, text, body, file) values (?, ?, ?, ?, ?, ?, ?)", rows
        )
        if progress is not None:
            progress(pk)
    edges += [keys[id_] << _KEY_BITS + _ROLE_BITS | rest for id_, rest in waiting]
    edges.sort()
    key_mask, role_mask = (1 << _KEY_BITS) - 1, (1 << _ROLE_BITS) - 1
    db.conn.executemany(
        "insert or ignore into edge (target, role, source) values (?, ?, ?)",
        ((e >> _KEY_BITS + _ROLE_BITS, e >> _KEY_BITS & role_mask, e & key_mask) for e in edges),
    )
    table.create_index(["kind"])
    index_texts(db)
    return pk
