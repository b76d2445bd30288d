"""Filling a map in bulk: many things in one transaction, indexed afterwards.

This is the one place that inserts by `executemany` instead of through sqlite-utils, whose `insert_all` takes
five times as long (docs/decisions.md).
"""

from __future__ import annotations

import gc
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
_KEY_BITS: Final = 29
"""An edge is packed into the 63 bits that SQLite and Python have without allocating: half a billion things."""

_KEY_MASK: Final = (1 << _KEY_BITS) - 1
_ROLE_MASK: Final = (1 << _ROLE_BITS) - 1
_ROLE_PARTS: Final = {role: number << _KEY_BITS for role, number in ROLE_NUMBERS.items()}


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
    # Rows hold no circles, and looking for some among millions of values takes a fifth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        with db.atomic():
            return _fill(db, things, files, progress)
    finally:
        if collecting:
            gc.enable()


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
                # One integer an edge: sorted, they are inserted in the order of the table.
                rest = _ROLE_PARTS[role] | pk
                target = keys.get(id_)
                if target is None:
                    waiting.append((id_, rest))
                else:
                    edges.append(target << _KEY_BITS + _ROLE_BITS | rest)
        db.conn.executemany(
            "insert into thing (pk, id, kind, title, text, body, file) values (?, ?, ?, ?, ?, ?, ?)", rows
        )
        if progress is not None:
            progress(len(keys))
    edges += [keys[id_] << _KEY_BITS + _ROLE_BITS | rest for id_, rest in waiting]
    edges.sort()
    unpacked = f"value >> {_KEY_BITS + _ROLE_BITS}, value >> {_KEY_BITS} & {_ROLE_MASK}, value & {_KEY_MASK}"
    for start in range(0, len(edges), BATCH):
        # One statement a batch takes half the time of executemany, which runs one an edge.
        db.conn.execute(
            f"insert or ignore into edge (target, role, source) select {unpacked} from json_each(?)",
            [str(edges[start : start + BATCH])],
        )
    table.create_index(["id"], unique=True)
    table.create_index(["kind"])
    index_texts(db)
    return len(keys)
