"""How fast a map is filled in bulk, against plain `executemany` of the very same rows.

The plain side has everything done for it beforehand: rows encoded, keys given, edges sorted; it makes the same
tables and builds all indexes afterwards. argmap's side starts from things.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from argmap.formats.reading import Reading
from argmap.model import MapFile, Thing
from argmap.store.editing import Editor
from argmap.store.filling import fill
from argmap.store.importing import bring_in
from argmap.store.schema import prepare
from argmap.store.search import index_all
from argmap.store.writable import new_map

from .figures import Figure
from .generator import FILE, things
from .measuring import least_in_turn, own_cpu

SIZES: Final = {10_000: 7, 100_000: 5}
"""How many statements, and how many times."""

LARGE: Final = {1_000_000: 3}
RATIO: Final = 1.5


class Prepared(NamedTuple):
    """What the plain side inserts."""

    rows: list[tuple[Any, ...]]
    edges: list[tuple[int, int, int]]


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """Statements a second, the size of the file, and the time as a multiple of the plain side's."""
    for size, times in (SIZES | (LARGE if large else {})).items():
        yield from measured(folder, size, times)


def measured(folder: Path, size: int, times: int) -> Iterator[Figure]:
    """The figures for one size."""
    ours, staged, plain = folder / "ours.db", folder / "staged.db", folder / "plain.db"
    given = list(things(size))
    filled(ours, given)
    prepared = read_back(ours)
    least = least_in_turn(
        {
            "fill": lambda: own_cpu(lambda: filled(ours, given)),
            "import": lambda: own_cpu(lambda: imported(staged, given)),
            "plain": lambda: own_cpu(lambda: inserted(plain, prepared)),
        },
        times,
    )
    assert read_back(plain) == prepared, "both sides must make the same map"
    yield Figure(f"importing: {size:,} statements, rate", size / least["fill"], "statements/s")
    yield Figure(f"importing: {size:,} statements, file", ours.stat().st_size / 1e6, "MB")
    target = RATIO if size in LARGE else None
    yield Figure(f"importing: {size:,} statements / executemany", least["fill"] / least["plain"], "x", target)
    yield Figure(f"importing: {size:,} statements, staged / executemany", least["import"] / least["plain"], "x")


def imported(path: Path, given: list[tuple[Thing, str]]) -> None:
    """Make a map of things as `argmap import` does: in short transactions that keep no editor waiting, unseen."""
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    new_map(path)
    with Editor(path, who="benchmark") as editor:
        bring_in(editor, Reading(given, [MapFile(FILE)]), [FILE])


def filled(path: Path, given: list[tuple[Thing, str]]) -> None:
    """Make a map of things as argmap does."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    fill(Database(connection), given, [MapFile(FILE)])
    connection.close()


def inserted(path: Path, prepared: Prepared) -> None:
    """Make the same map by nothing but insertions, all indexes afterwards."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    db = Database(connection)
    prepare(db)
    connection.execute("begin")
    connection.execute("drop index idx_thing_id")
    connection.execute("drop index idx_thing_kind")
    connection.execute("insert into file (pk, name, title, text, note) values (1, ?, '', '', '')", [FILE])
    connection.executemany("insert into thing values (?, ?, ?, ?, ?, ?, ?)", prepared.rows)
    connection.executemany("insert into edge values (?, ?, ?)", prepared.edges)
    connection.execute("create unique index idx_thing_id on thing (id)")
    connection.execute("create index idx_thing_kind on thing (kind)")
    index_all(connection)
    connection.execute("commit")
    connection.close()


def read_back(path: Path) -> Prepared:
    """All rows of a map, in the order in which a table has them."""
    connection = sqlite3.connect(path)
    rows = connection.execute("select pk, id, kind, title, text, body, file from thing order by pk").fetchall()
    edges = connection.execute("select target, role, source from edge order by target, role, source").fetchall()
    connection.close()
    return Prepared(rows, edges)
