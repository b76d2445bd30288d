"""Changing a map in a database: making one, and bringing things in, all or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlite_utils import Database

from argmap.entries import to_entry
from argmap.errors import MissingMapError, ReadOnlyMapError, WrongKindError
from argmap.files import aside, is_there, put_in_place, reason
from argmap.formats import Progress
from argmap.model import TARGETS, Kind, MapFile, Thing, references
from argmap.store.filling import fill
from argmap.store.opening import connect
from argmap.store.reading import Store
from argmap.store.rows import ROLE_NUMBERS, ROLES, encode
from argmap.store.schema import add_text, prepare, remove_text
from argmap.text import an


class Conflict(NamedTuple):
    """One field of a thing that the map and a file have differently."""

    id: str
    field: str
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: what is new, what is the same already, what the map has differently."""

    new: list[tuple[Thing, str]]
    same: list[str]
    changed: list[tuple[Thing, str]]
    conflicts: list[Conflict]


def new_map(path: Path) -> None:
    """Make an empty map in a database. Raises MissingMapError where something is there already."""
    taken = MissingMapError(f"{str(path)!r} is there already; a new map needs a new name")
    try:
        if is_there(path):
            raise taken
        with aside(path) as made:
            connection = sqlite3.connect(made, isolation_level=None)
            try:
                prepare(Database(connection))
            finally:
                connection.close()
            if not put_in_place(made, path):
                raise taken
    except sqlite3.Error as error:
        raise MissingMapError(f"cannot make a map at {str(path)!r}: {error}") from None
    except OSError as error:
        raise MissingMapError(f"cannot make a map at {str(path)!r}: {reason(error)}") from None


def editable(store: Store) -> Database:
    """The database behind a store, open for writing. Raises ReadOnlyMapError with how to get a copy to edit."""
    if store.path is None:
        raise ReadOnlyMapError(_read_only(store))
    connection = connect(store.path, "mode=rw")
    try:
        # SQLite opens a write-protected file all the same, and says so only when something is written.
        connection.execute("begin immediate")
        connection.execute("create table probe (x)")
        connection.execute("rollback")
    except sqlite3.OperationalError as error:
        connection.close()
        if "readonly" not in str(error):
            raise
        raise ReadOnlyMapError(_read_only(store)) from None
    return Database(connection)


def _read_only(store: Store) -> str:
    copy = f"'argmap new my.db' and 'argmap -m my.db import {store.spec or 'FILE'}'"
    if store.path is not None:
        copy = f"'argmap -m {store.spec} export -o copy.yaml' and 'argmap new my.db', then import that"
    return f"this map is read-only; make a copy to edit with {copy}"


def kinds_of(store: Store, ids: Collection[str]) -> Mapping[str, Kind]:
    """Which of some ids a map has, and the kind of each."""
    return {thing.id: thing.kind for _, thing in store.things_by_id(ids)}


def plan(store: Store, things: Iterable[tuple[Thing, str]]) -> Plan:
    """What bringing these things in would do to a map."""
    things = list(things)
    mine = {thing.id: thing for _, thing in store.things_by_id([thing.id for thing, _ in things])}
    found = Plan([], [], [], [])
    for thing, file in things:
        have = mine.get(thing.id)
        if have is None:
            found.new.append((thing, file))
        elif have == thing:
            found.same.append(thing.id)
        else:
            found.changed.append((thing, file))
            found.conflicts.extend(_differences(have, thing))
    return found


def _differences(mine: Thing, theirs: Thing) -> Iterable[Conflict]:
    ours, others = to_entry(mine), to_entry(theirs)
    if mine.kind != theirs.kind:
        ours, others = {"kind": mine.kind} | ours, {"kind": theirs.kind} | others
    for field in dict.fromkeys((*ours, *others)):
        if ours.get(field) != others.get(field):
            yield Conflict(mine.id, field, ours.get(field), others.get(field))


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Everything inside or nothing; begun for writing, so that what is read inside is still so when it is written."""
    db.conn.execute("begin immediate")
    try:
        yield
        db.conn.execute("commit")
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("rollback")
        raise


def bring_in(
    db: Database,
    new: list[tuple[Thing, str]],
    replaced: list[tuple[Thing, str]],
    files: Iterable[MapFile],
    progress: Progress | None = None,
) -> None:
    """Add new things and put others in the place of those with their ids; to be called in a `transaction`.

    Raises WrongKindError where a replaced thing would be of a kind that what mentions it does not take.
    """
    if db.conn.execute("select not exists (select 1 from thing union all select 1 from file)").fetchone()[0]:
        fill(db, new, files, progress)
    else:
        _merge(db, new, replaced, files)


def _check_kind(db: Database, key: int, thing: Thing) -> None:
    mentions = db.conn.execute(
        "select e.role, s.id from edge e cross join thing s on s.pk = e.source where e.target = ?", [key]
    )
    for number, source in mentions.fetchall():
        role = ROLES[number]
        if thing.kind not in TARGETS[role]:
            raise WrongKindError(f"{thing.id!r} cannot become {an(thing.kind)}: {source!r} mentions it ({role})")


def _merge(
    db: Database, new: list[tuple[Thing, str]], replaced: list[tuple[Thing, str]], files: Iterable[MapFile]
) -> None:
    db.conn.executemany(
        """
        insert into file (name, title, text, note) values (?, ?, ?, ?)
        on conflict (name) do update set title = excluded.title, text = excluded.text, note = excluded.note
        """,
        files,
    )
    file_keys = dict(db.conn.execute("select name, pk from file").fetchall())
    for thing, file in new:
        cursor = db.conn.execute(
            "insert into thing (id, kind, title, text, body, file) values (?, ?, ?, ?, ?, ?)",
            (*encode(thing), file_keys[file]),
        )
        assert cursor.lastrowid is not None
        add_text(db, cursor.lastrowid)
    for thing, file in replaced:
        (key,) = db.conn.execute("select pk from thing where id = ?", [thing.id]).fetchone()
        _check_kind(db, key, thing)
        _unlink(db, key, thing.id)
        remove_text(db, key)
        db.conn.execute(
            "update thing set kind = ?, title = ?, text = ?, body = ?, file = ? where pk = ?",
            (*encode(thing)[1:], file_keys[file], key),
        )
        add_text(db, key)
    db.conn.executemany(
        """
        insert or ignore into edge (target, role, source)
        select target.pk, ?, source.pk from thing target, thing source where target.id = ? and source.id = ?
        """,
        ((ROLE_NUMBERS[role], id_, thing.id) for thing, _ in (*new, *replaced) for role, id_ in references(thing)),
    )


def _unlink(db: Database, key: int, id_: str) -> None:
    """Forget the mentions that a thing makes."""
    ((_, thing),) = Store(db.conn).things_by_id([id_])
    db.conn.executemany(
        "delete from edge where target = (select pk from thing where id = ?) and role = ? and source = ?",
        ((mentioned, ROLE_NUMBERS[role], key) for role, mentioned in references(thing)),
    )
