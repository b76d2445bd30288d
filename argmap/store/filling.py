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
from argmap.store.edges import ROLE_PARTS, TARGET_SHIFT, batches, insert
from argmap.store.records import uncollected
from argmap.store.rows import encode
from argmap.store.schema import prepare
from argmap.store.search import index_all

BATCH: Final = 20_000


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
    with uncollected(), db.atomic():
        return _fill(db, things, files, progress)


def _fill(
    db: Database,
    things: Iterable[tuple[Thing, str | None]],
    files: Iterable[MapFile],
    progress: Progress | None,
) -> int:
    files = tuple(files)
    table = db.table("thing")
    table.drop_index("idx_thing_kind")
    table.drop_index("idx_thing_id")
    file_keys = {file.name: key for key, file in enumerate(files, 1)}
    for file in files:
        db.execute(
            "insert into file (pk, name, title, text, note) values (?, ?, ?, ?, ?)", [file_keys[file.name], *file]
        )
    keys: dict[str, int] = {}
    edges: list[int] = []
    waiting: list[tuple[str, int]] = []
    source = iter(things)
    while batch := list(islice(source, BATCH)):
        rows = []
        for pk, (thing, file_name) in enumerate(batch, len(keys) + 1):
            keys[thing.id] = pk
            rows.append((pk, *encode(thing), file_keys.get(file_name) if file_name else None))
            for role, id_ in references(thing):
                rest = ROLE_PARTS[role] | pk
                target = keys.get(id_)
                if target is None:
                    waiting.append((id_, rest))
                else:
                    edges.append(target << TARGET_SHIFT | rest)
        db.conn.executemany(
            "insert into thing (pk, id, kind, title, text, body, file) values (?, ?, ?, ?, ?, ?, ?)", rows
        )
        if progress is not None:
            progress(len(keys))
    edges += [keys[id_] << TARGET_SHIFT | rest for id_, rest in waiting]
    for batch_of_edges in batches(edges):
        insert(db.conn, batch_of_edges)
    table.create_index(["id"], unique=True)
    table.create_index(["kind"])
    index_all(db.conn)
    return len(keys)
