"""Whether a map in a database is whole: the file, the tables, and the journal replayed back to nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, Literal, NamedTuple

from argmap.errors import DamagedMapError, ReadOnlyMapError
from argmap.exclusive import Misfit, around, misfits
from argmap.formats import Progress
from argmap.model import STATEMENT_KINDS, TARGETS, Exclusive, references
from argmap.store.connections import openers
from argmap.store.editing import Editor
from argmap.store.journal import changes_of, state_of, top
from argmap.store.locking import locked
from argmap.store.opening import open_database
from argmap.store.reading import Store
from argmap.store.records import MODULUS, Record, all_records, digest, digest_of, in_range
from argmap.store.rows import ROLE_NUMBERS, live
from argmap.store.search import out_of_step
from argmap.text import counted, listed

Status = Literal["ok", "note", "wrong"]

FIXED: Final = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""The first versions of SQLite in which two checkpoints at once lose nothing, newest line first."""

SPARE: Final = 2
"""How many times its own size a map should have free beside it: for its log and for a copy."""


class Check(NamedTuple):
    """One thing looked at: what, how it stands, and what to do where something is wrong."""

    name: str
    status: Status
    message: str
    remedy: str = ""


def verify(path: Path, *, who: str, spec: str, progress: Progress | None = None) -> Iterator[Check]:
    """Every check of the map at `path`, one after another; each passes over the map a few times at the most."""
    try:
        with Editor(path, who=who, spec=spec) as editor:
            yield from _checks(editor.connection, path, progress)
            yield _tried("log", _log_mode, editor.connection)
            with locked(path, editor.wait):
                yield _tried("search", _words, editor.connection)
    except ReadOnlyMapError:
        store = open_database(path)
        yield from _checks(store.connection, path, progress)
        store.close()
        yield Check("search", "note", "not looked at: the map is write-protected")


def _checks(connection: sqlite3.Connection, path: Path, progress: Progress | None) -> Iterator[Check]:
    connection.execute("begin")  # one moment of the map, whatever others write meanwhile
    try:
        yield _tried("file", _integrity, connection)
        yield _tried("references", _foreign_keys, connection)
        yield _tried("things", partial(_mentions, progress=progress), connection)
        yield _tried("journal", _journal, connection)
        yield _tried("imports", _staging, connection)
    finally:
        connection.execute("rollback")
    yield _connections(path)
    yield sqlite_version(sqlite3.sqlite_version_info)
    yield _space(path)


def _tried(name: str, check: Callable[[sqlite3.Connection], Check], connection: sqlite3.Connection) -> Check:
    """What a check finds; that it cannot even be made is a finding too."""
    try:
        return check(connection)
    except (sqlite3.DatabaseError, DamagedMapError) as error:
        return Check(name, "wrong", str(error), RESCUE)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return Check(name, "wrong", "it holds what argmap never writes, and cannot be read", RESCUE)


RESCUE: Final = "bring what can be read into a new map: 'argmap -m MAP export -o copy.yaml', 'argmap new', import it"
"""What to do with a map that is not whole; MAP stands for its name."""


def _integrity(connection: sqlite3.Connection) -> Check:
    found = [str(row[0]) for row in connection.execute("pragma integrity_check(10)")]
    if found == ["ok"]:
        return Check("file", "ok", "SQLite finds nothing wrong with it")
    return Check("file", "wrong", f"SQLite finds: {'; '.join(found)}", RESCUE)


def _foreign_keys(connection: sqlite3.Connection) -> Check:
    found = connection.execute("pragma foreign_key_check").fetchmany(10)
    if not found:
        return Check("references", "ok", "every row refers to one that is there")
    return Check("references", "wrong", f"{counted(len(found), 'row refers', 'rows refer')} to nothing", RESCUE)


def _mentions(connection: sqlite3.Connection, *, progress: Progress | None) -> Check:
    """The edges that things mention, against those in the table, as sums that do not depend on the order."""
    keys = dict(connection.execute("select id, pk from thing").fetchall())
    kinds = dict(connection.execute("select id, kind from thing").fetchall())
    wanted = count = 0
    for number, record in enumerate(all_records(connection)):
        thing = record.thing
        if thing is None:
            continue
        for role, id_ in dict.fromkeys(references(thing)):
            if kinds.get(id_) not in TARGETS[role]:
                return Check("things", "wrong", f"{thing.id!r} mentions {id_!r} ({role}), which is not there", RESCUE)
            wanted += digest("edge", (str(keys[id_]), str(ROLE_NUMBERS[role]), str(record.key)))
            count += 1
        if progress is not None and number % 5_000 == 0:
            progress(number)
    have = listed = 0
    sql = f"select target, role, source from edge where {live('source')}"
    for edge in connection.execute(sql):
        have += digest("edge", map(str, edge))
        listed += 1
    if count != listed or wanted % MODULUS != have % MODULUS:
        return Check("things", "wrong", f"things make {count} mentions, the index has {listed} or others", RESCUE)
    if misfit := _misfit(connection):
        return Check("things", "wrong", misfit.message, "'argmap check' lists all that does not fit; 'set' mends it")
    return Check("things", "ok", f"{counted(len(keys), 'thing')} can be read, {counted(count, 'mention')} are indexed")


def _misfit(connection: sqlite3.Connection) -> Misfit | None:
    """The first thing that does not fit a group of alternatives, if any does not."""
    store = Store(connection)
    groups = [thing for thing in store.stream(["exclusive"]) if isinstance(thing, Exclusive)]
    if not groups:
        return None
    things = chain(groups, store.stream([*STATEMENT_KINDS, "argument", "position"]))
    return next(misfits(around(things, groups), groups), None)


def _words(connection: sqlite3.Connection) -> Check:
    """The index of words against the things. Needs a connection that may write, though it writes nothing."""
    try:
        connection.execute("insert into thing_fts (thing_fts) values ('integrity-check')")
        why = out_of_step(connection)
    except sqlite3.DatabaseError as error:
        why = str(error)
    if why:
        return Check("search", "wrong", f"the index of words is out of step ({why})", RESCUE)
    return Check("search", "ok", "the index of words agrees with the things")


def _journal(connection: sqlite3.Connection) -> Check:
    """The state of the map against the journal, replayed backwards to the empty map.

    Every entry holds a digest of the state that it left. Undoing it must give the state that the entry before left,
    and undoing the first must give nothing.
    """
    now = top(connection)
    state = state_of(all_records(connection))
    if now.number == 0:
        return Check("journal", "wrong", _UNTOLD, RESCUE) if state else Check("journal", "ok", "there is no edit yet")
    if state != now.state:
        return Check("journal", "wrong", _UNTOLD, RESCUE)
    states = dict(connection.execute("select pk, state from journal").fetchall())
    older: dict[str, Record | None] = {}
    for number in range(now.number, 0, -1):
        if state != int(states.get(number, "0"), 16):
            return Check("journal", "wrong", f"entry {number} does not lead to what stands after it", RESCUE)
        state = (state + _undone(connection, number, older)) % MODULUS
    if state:
        return Check("journal", "wrong", "before its first entry the map was not empty", RESCUE)
    for act, number, of in connection.execute("select act, pk, of from journal where of is not null").fetchall():
        reached = states[number]
        if reached != (states.get(of - 1, f"{0:032x}") if act == "undo" else states[of]):
            return Check("journal", "wrong", f"entry {number} does not {act} entry {of}", RESCUE)
    return Check("journal", "ok", f"{counted(now.number, 'entry', 'entries')} replayed: the map is what they say")


_UNTOLD: Final = "the map is not what its journal says: something other than argmap has changed it"


def _undone(connection: sqlite3.Connection, number: int, older: dict[str, Record | None]) -> int:
    """How the digest of the state changes when an entry is undone; `older` is kept: what undone entries found."""
    difference = 0
    for change in changes_of(connection, number):
        after = older.get(change.name, change.after)
        difference += digest_of(change.before) - digest_of(after)
        older[change.name] = change.before
    row = connection.execute("select first, last from arrival where journal = ?", [number]).fetchone()
    if row:
        first, last = row
        for record in _range(connection, first, last, older):
            difference -= digest_of(record)
            older[record.name] = None
    return difference


def _range(connection: sqlite3.Connection, first: int, last: int, older: dict[str, Record | None]) -> list[Record]:
    """The things of a range of keys, as they were when the edits that `older` undoes had not been made."""
    found = [record for record in in_range(connection, first, last) if record.name not in older]
    return found + [then for then in older.values() if then and then.is_thing and first <= then.key <= last]


def _staging(connection: sqlite3.Connection) -> Check:
    if connection.execute("select 1 from staging").fetchone():
        return Check("imports", "note", "an import is under way, or was broken off: the next edit tidies up")
    return Check("imports", "ok", "none is half done")


def _log_mode(connection: sqlite3.Connection) -> Check:
    (mode,) = connection.execute("pragma journal_mode").fetchone()
    if mode == "wal":
        return Check("log", "ok", "edits go through a write-ahead log, flushed to the disk before a command returns")
    return Check("log", "note", f"journal mode is {mode}; the next edit turns the write-ahead log on")


def _connections(path: Path) -> Check:
    """Whether all who have the map open write to the log that is beside it."""
    found = openers(path)
    if found is None:
        return Check("connections", "note", "this system does not show which programs have the map open")
    astray = [str(number) for number, agrees in sorted(found.items()) if not agrees]
    if astray:
        who = f"process {astray[0]} has" if len(astray) == 1 else f"processes {listed(astray)} have"
        return Check("connections", "wrong", f"{who} the map open with a log that is no longer beside it", _LEAVE)
    others = len(found.keys() - {os.getpid()})
    if not others:
        return Check("connections", "ok", "no other program of yours has the map open")
    return Check("connections", "ok", f"{counted(others, 'other program')} of yours, and all share one log")


_LEAVE: Final = "it and others do not see each other's edits: end it, then see what 'argmap -m MAP log' is missing"


def sqlite_version(version: tuple[int, ...]) -> Check:
    """Which SQLite is in use, and whether it has the fault that argmap's lock works around."""
    name = ".".join(map(str, version))
    if any(version >= fixed and (version[:2] == fixed[:2] or fixed == FIXED[0]) for fixed in FIXED):
        return Check("sqlite", "ok", f"SQLite {name}")
    return Check(
        "sqlite",
        "note",
        f"SQLite {name} can lose edits when two programs checkpoint at once (mended in 3.51.3); argmap locks against "
        "that: let nothing else write this file",
    )


def _space(path: Path) -> Check:
    size = path.stat().st_size
    free = shutil.disk_usage(path.absolute().parent).free
    words = f"{free / 1e9:.1f} GB free beside a map of {size / 1e6:.1f} MB"
    if free < SPARE * size + 10_000_000:
        return Check("space", "wrong", f"only {words}", "make room before you edit")
    return Check("space", "ok", words)
