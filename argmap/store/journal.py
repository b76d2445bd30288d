"""The journal: every edit of a map, who made it, when, and what was there before.

A change keeps only what was there *before*; what came after is what the next change of the same record found, or
what stands in the map now. Things that an import adds are not listed one by one: their keys are a range in
`arrival`, and no key is ever given twice. `undoable` and `redoable` name the edit that comes next on either side,
`below` the one under it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple

from argmap.model import Thing
from argmap.store.records import MODULUS, Record, all_records, digest_of, present
from argmap.store.rows import LIVE

Act = Literal["began", "edit", "import", "undo", "redo"]
"""What an entry is; `began` is the first entry of a map that was made with something in it."""

_ENTRY: Final = """
    select j.pk, j.at, j.who, j.act, j.of, j.files, ifnull(a.first, 1), ifnull(a.last, 0)
    from journal j left join arrival a on a.journal = j.pk
"""


class Top(NamedTuple):
    """What the last entry says of the map: what can be undone and redone, the highest key given, the state."""

    number: int
    undoable: int | None
    redoable: int | None
    last_key: int
    state: int


class Change(NamedTuple):
    """One record before and after an edit; None: it was not there."""

    before: Record | None
    after: Record | None

    @property
    def name(self) -> str:
        """The name of the record."""
        record = self.before or self.after
        assert record is not None
        return record.name

    @property
    def things(self) -> tuple[Thing | None, Thing | None]:
        """The thing before and after."""
        return self.before.thing if self.before else None, self.after.thing if self.after else None


class Entry(NamedTuple):
    """One entry of the journal: `at` in UTC (ISO 8601), `of` the entry that it undoes or redoes.

    `files` names what an import read, `added` counts what it brought in, which `changes` does not list.
    """

    number: int
    at: str
    who: str
    act: Act
    of: int | None
    files: tuple[str, ...]
    added: int
    changes: tuple[Change, ...]


def top(connection: sqlite3.Connection) -> Top:
    """Where the journal stands; an empty one stands at 0."""
    row = connection.execute(
        "select pk, undoable, redoable, last_key, state from journal order by pk desc limit 1"
    ).fetchone()
    if row is None:
        return Top(0, None, None, 0, 0)
    number, undoable, redoable, last_key, state = row
    return Top(number, undoable, redoable, last_key, int(state, 16))


def entries(
    connection: sqlite3.Connection, *, after: int = 0, about: str | None = None, who: str | None = None, last: int = -1
) -> list[Entry]:
    """The entries after a number, oldest first; of those that fit, only the `last` ones (-1: all).

    `about`: only those that changed the thing of this id; `who`: only those of this editor.
    """
    where, parameters = ["j.pk > ?"], [after, who, who]
    where.append("(? is null or j.who = ?)")
    if about is not None:
        where.append(
            f"""j.pk in (
                select c.journal from change c where c.name = ?
                union select r.journal from arrival r where exists (
                    select 1 from (
                        select t.pk as key from thing t where t.id = ? and {LIVE}
                        union select c.key from change c where c.name = ?
                    ) k where k.key between r.first and r.last
                )
            )"""
        )
        parameters += [about] * 3
    sql = f"{_ENTRY} where {' and '.join(where)} order by j.pk desc limit ?"
    rows = connection.execute(sql, [*parameters, last]).fetchall()
    return [
        Entry(
            number,
            at,
            who,
            act,
            of,
            tuple(json.loads(files)),
            last_key - first + 1,
            tuple(changes_of(connection, number)),
        )
        for number, at, who, act, of, files, first, last_key in reversed(rows)
    ]


def changes_of(connection: sqlite3.Connection, number: int) -> Iterator[Change]:
    """The changes that an entry lists, by name."""
    rows = connection.execute("select name, key, before from change where journal = ? order by name", [number])
    for name, key, before in rows.fetchall():
        yield Change(record(name, key, before), after(connection, name, number))


def after(connection: sqlite3.Connection, name: str, number: int) -> Record | None:
    """The record as an entry left it: as the next change of it found it, or as it is now."""
    row = connection.execute(
        "select key, before from change where name = ? and journal > ? order by journal limit 1", [name, number]
    ).fetchone()
    return record(name, *row) if row else present(connection, name)


def record(name: str, key: int, before: str | None) -> Record | None:
    """The record that a row of `change` keeps."""
    return None if before is None else Record(name, key, tuple(json.loads(before)))


def arrived(connection: sqlite3.Connection, number: int) -> Iterator[str]:
    """The ids of the things that an import brought in and that are there now."""
    row = connection.execute("select first, last from arrival where journal = ?", [number]).fetchone()
    if row:
        for (id_,) in connection.execute("select id from thing where pk between ? and ?", row):
            yield id_


def came_shipped(connection: sqlite3.Connection, name: str) -> bool:
    """Whether a record is as shipped maps brought it: nobody has edited it since, or all such edits are undone."""
    before: int | None = None
    while True:
        row = connection.execute(
            """
            select act, of, files from journal where pk = coalesce(
                (select max(journal) from change where name = ?1 and journal < ifnull(?2, journal + 1)),
                (select max(a.journal) from arrival a, thing t
                 where t.id = ?1 and t.pk between a.first and a.last and a.journal < ifnull(?2, a.journal + 1))
            )
            """,
            (name, before),
        ).fetchone()
        if row is None:
            return False
        act, of, files = row
        if act == "undo":
            before = of  # it brought back what stood before that
        elif act == "redo":
            before = of + 1
        else:
            return act in ("began", "import") and json.loads(files) == ["shipped"]


class Writing(NamedTuple):
    """An entry about to be written."""

    who: str
    act: Act
    of: int | None
    files: tuple[str, ...]
    changes: list[tuple[Record | None, Record | None]]
    arrival: tuple[int, int] | None
    last_key: int
    state: int


def write(
    connection: sqlite3.Connection, entry: Writing, undoable: int | None = None, redoable: int | None = None
) -> int:
    """Write an entry; give its number. `undoable` and `redoable`: what an undo or a redo leaves to be done next."""
    before = top(connection)
    number = before.number + 1
    pointers: tuple[int | None, int | None, int | None]
    if entry.act in ("edit", "import"):
        pointers = (number, None, before.undoable)
    elif entry.act == "undo":
        pointers = (undoable, number, before.redoable)
    else:
        pointers = (undoable, redoable, None)
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    connection.execute(
        """
        insert into journal (pk, at, who, act, of, files, undoable, redoable, below, last_key, state)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (number, now, entry.who, entry.act, entry.of, json.dumps(entry.files, ensure_ascii=False),
         *pointers, entry.last_key, f"{entry.state % MODULUS:032x}"),
    )  # fmt: skip
    connection.executemany(
        "insert into change (name, journal, key, before) values (?, ?, ?, ?)",
        (
            (
                (old or new).name,  # type: ignore[union-attr]  # one of the two is there
                number,
                (old or new).key,  # type: ignore[union-attr]
                json.dumps(old.fields, ensure_ascii=False, separators=(",", ":")) if old else None,
            )
            for old, new in entry.changes
        ),
    )
    if entry.arrival is not None:
        connection.execute("insert into arrival values (?, ?, ?)", (number, *entry.arrival))
    return number


def below(connection: sqlite3.Connection, number: int) -> int | None:
    """What stands under an entry on its side of undo and redo."""
    row = connection.execute("select below from journal where pk = ?", [number]).fetchone()
    found: int | None = row[0]
    return found


def state_of(records: Iterable[Record]) -> int:
    """The digest of a whole map."""
    return sum(map(digest_of, records)) % MODULUS


def begin_journal(connection: sqlite3.Connection, who: str, files: str) -> None:
    """Let the journal of a map begin with what is in it; nothing where nothing is."""
    (last,) = connection.execute("select ifnull(max(pk), 0) from thing").fetchone()
    others = [record for record in all_records(connection) if not record.is_thing]
    if not last and not others:
        return
    state = state_of(all_records(connection))
    entry = Writing(
        who, "began", None, (files,) if files else (), [(None, other) for other in others], (1, last), last, state
    )
    write(connection, entry)
