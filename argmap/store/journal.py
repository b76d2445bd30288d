"""The journal: every edit of a map, who made it, when, and what was there before.

A change keeps only what was there *before*; what came after is what the next change of the same record found, or
what stands in the map now. Things that an import adds are not listed one by one: their keys are a range in
`arrival`, and no key is ever given twice. `undoable` and `redoable` name the edit that comes next on either side,
`below` the one under it.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple, get_args

from argmap.errors import DamagedMapError
from argmap.model import Thing
from argmap.store.records import MODULUS, Record, all_records, digest_of, in_range, present
from argmap.store.rows import LIVE

Act = Literal["began", "edit", "import", "undo", "redo"]
"""What an entry is; `began` is the first entry of a map that was made with something in it."""

ACTS: Final = get_args(Act)

LISTED: Final = 1_000
"""How many changes of one entry are told at the most."""

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
        if record is None:
            raise DamagedMapError("the map's journal is damaged: a change is of nothing")
        return record.name

    @property
    def things(self) -> tuple[Thing | None, Thing | None]:
        """The thing before and after."""
        return self.before.thing if self.before else None, self.after.thing if self.after else None


class Entry(NamedTuple):
    """One entry of the journal: `at` in UTC (ISO 8601), `of` the entry that it undoes or redoes.

    `files` names what an import read, `added` counts what it brought in, which `changes` does not list. `changed`
    counts the changes; of more than `LISTED` only the first are there.
    """

    number: int
    at: str
    who: str
    act: Act
    of: int | None
    files: tuple[str, ...]
    added: int
    changed: int
    changes: tuple[Change, ...]


def top(connection: sqlite3.Connection) -> Top:
    """Where the journal stands; an empty one stands at 0. Raises DamagedMapError."""
    row = connection.execute(
        "select pk, undoable, redoable, last_key, state from journal order by pk desc limit 1"
    ).fetchone()
    if row is None:
        return Top(0, None, None, 0, 0)
    number, undoable, redoable, last_key, state = row
    pointers = all(type(value) in (int, type(None)) for value in (undoable, redoable))
    numbers = all(type(value) is int and 0 <= value < 1 << 61 for value in (number, last_key))
    if not (numbers and pointers and _is_state(str(state))):
        raise _damaged("its last entry")
    return Top(number, undoable, redoable, last_key, int(state, 16))


_is_state: Final = re.compile("[0-9a-f]{32}").fullmatch


def _damaged(what: str) -> DamagedMapError:
    return DamagedMapError(f"the map's journal is damaged: {what} cannot be read")


def _texts(value: Any) -> tuple[str, ...]:
    """The texts in a JSON list. Raises ValueError where it is none."""
    found = json.loads(value) if isinstance(value, str) else None
    if not isinstance(found, list) or not all(type(item) is str for item in found):
        raise ValueError(value)
    return tuple(found)


def entry(connection: sqlite3.Connection, number: int) -> Entry:
    """The entry of this number. Raises DamagedMapError where there is none."""
    row = connection.execute(f"{_ENTRY} where j.pk = ?", [number]).fetchone()
    if row is None:
        raise _damaged(f"entry {number}")
    return _entry(connection, *row)


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
    return [_entry(connection, *row) for row in reversed(rows)]


def _entry(connection: sqlite3.Connection, number: int, *row: Any) -> Entry:
    at, who, act, of, files, first, last = row
    try:
        datetime.fromisoformat(at)
        if type(who) is not str or act not in ACTS or type(of) not in (int, type(None)):
            raise ValueError(row)
        added = last - first + 1
        (count,) = connection.execute("select count(*) from change where journal = ?", [number]).fetchone()
        changes = tuple(changes_of(connection, number, LISTED))
        return Entry(number, at, who, act, of, _texts(files), added, count, changes)
    except (ValueError, TypeError, RecursionError):
        raise _damaged(f"entry {number}") from None


def changes_of(connection: sqlite3.Connection, number: int, most: int = -1) -> Iterator[Change]:
    """The changes of an entry by name, at most so many of them (-1: all)."""
    sql = "select name, key, before from change where journal = ? order by name limit ?"
    rows = connection.execute(sql, (number, most))
    for name, key, before in rows.fetchall():
        yield Change(record(name, key, before), after(connection, name, number))


def after(connection: sqlite3.Connection, name: str, number: int) -> Record | None:
    """The record as an entry left it: as the next change of it found it, or as it is now."""
    row = connection.execute(
        "select key, before from change where name = ? and journal > ? order by journal limit 1", [name, number]
    ).fetchone()
    found = record(name, *row) if row else present(connection, name)
    if found is None or not found.is_thing:
        return found
    # What an import brought in after that is told by its key alone.
    sql = "select 1 from arrival where journal > ? and ? between first and last"
    return None if connection.execute(sql, (number, found.key)).fetchone() else found


def record(name: str, key: int, before: str | None) -> Record | None:
    """The record that a row of `change` keeps."""
    if before is None:
        return None
    try:
        return Record.read(name, key, _texts(before))
    except (ValueError, RecursionError):
        raise _damaged(f"what was changed of {name!r}") from None


def arrived(connection: sqlite3.Connection, number: int) -> Iterator[Record]:
    """The things that an import brought in and that are there now."""
    row = connection.execute("select first, last from arrival where journal = ?", [number]).fetchone()
    if row is None:
        return
    first, last = row
    if type(first) is not int or type(last) is not int:
        raise _damaged(f"what entry {number} brought in")
    yield from in_range(connection, first, last)


SHIPPED: Final = "shipped"
"""What the journal calls the shipped maps; a file of that name is called `./shipped`."""


def came_shipped(connection: sqlite3.Connection, name: str) -> bool:
    """Whether a record is as shipped maps brought it: nobody has edited it since, or all such edits are undone."""
    before: int | None = None
    while True:
        row = connection.execute(
            """
            select pk, act, of, files from journal where pk = coalesce(
                (select max(journal) from change where name = ?1 and journal < ifnull(?2, journal + 1)),
                (select max(a.journal) from arrival a, thing t
                 where t.id = ?1 and t.pk between a.first and a.last and a.journal < ifnull(?2, a.journal + 1))
            )
            """,
            (name, before),
        ).fetchone()
        if row is None:
            return False
        number, act, of, files = row
        if act not in ("undo", "redo"):
            return act in ("began", "import") and files == json.dumps([SHIPPED])
        if type(of) is not int or of >= number:
            raise _damaged(f"entry {number}")
        before = of if act == "undo" else of + 1  # an undo brought back what stood before that edit


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
                some.name,
                number,
                some.key,
                json.dumps(old.fields, ensure_ascii=False, separators=(",", ":")) if old else None,
            )
            for old, new in entry.changes
            if (some := old or new)
        ),
    )
    if entry.arrival is not None:
        connection.execute("insert into arrival values (?, ?, ?)", (number, *entry.arrival))
    return number


def below(connection: sqlite3.Connection, number: int) -> int | None:
    """What stands under an entry on its side of undo and redo."""
    row = connection.execute("select below from journal where pk = ?", [number]).fetchone()
    if row is None or type(row[0]) not in (int, type(None)):
        raise _damaged(f"entry {number}")
    found: int | None = row[0]
    return found


def edit_of(connection: sqlite3.Connection, number: int) -> int:
    """Which edit an undo took back."""
    row = connection.execute("select of from journal where pk = ? and act = 'undo'", [number]).fetchone()
    if row is None or type(row[0]) is not int:
        raise _damaged(f"entry {number}")
    found: int = row[0]
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
