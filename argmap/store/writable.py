"""A map's database open for writing: made new, brought up to date, and its failures told in words."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from argmap.errors import (
    ArgmapError,
    BusyMapError,
    DamagedMapError,
    MissingMapError,
    ReadOnlyMapError,
    StorageError,
)
from argmap.files import is_there, put_in_place, reason
from argmap.store.locking import locked
from argmap.store.opening import check, connect
from argmap.store.reading import Store
from argmap.store.rows import SCHEMA_VERSION
from argmap.text import command
from argmap.unfinished import aside


def new_map(path: Path) -> None:
    """Make an empty map in a database. Raises MissingMapError where something is there already."""
    from sqlite_utils import Database

    from argmap.store.schema import prepare

    if str(path) in ("shipped", "-"):
        raise MissingMapError(f"{str(path)!r} as a map means something else; './{path}' would be a file of that name")
    taken = MissingMapError(f"{str(path)!r} is there already; a new map needs a new name")
    try:
        if is_there(path):
            raise taken
        with aside(path) as made:
            connection = sqlite3.connect(made, isolation_level=None)
            try:
                prepare(Database(connection))
                log_ahead(connection)
            finally:
                connection.close()
            if not put_in_place(made, path):
                raise taken
    except sqlite3.Error as error:
        raise MissingMapError(f"cannot make a map at {str(path)!r}: {error}") from None
    except OSError as error:
        raise MissingMapError(f"cannot make a map at {str(path)!r}: {reason(error)}") from None


def log_ahead(connection: sqlite3.Connection) -> None:
    """Let a database keep a write-ahead log: readers then never wait for a writer."""
    connection.execute("pragma journal_mode = wal")


def editable_path(store: Store) -> Path:
    """Where the database behind a store is. Raises ReadOnlyMapError, with how to get a copy, where it has none."""
    if store.path is None:
        raise read_only(store.spec, database=False)
    return store.path


def writable(path: Path, spec: str, wait: float) -> sqlite3.Connection:
    """A connection that may write to a map, which is of this version then. Raises ReadOnlyMapError."""
    if not path.exists():
        raise MissingMapError(f"there is no map at {spec!r}")
    if not (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)):
        raise read_only(spec, database=True)
    connection = connect(path, "mode=rw")
    try:
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
        (version,) = connection.execute("pragma user_version").fetchone()
        (mode,) = connection.execute("pragma journal_mode").fetchone()
        if version < SCHEMA_VERSION or mode != "wal":
            with locked(path, wait):
                _bring_up_to_date(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise failure(error, spec) from None
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    from sqlite_utils import Database

    from argmap.store.schema import prepare

    connection.execute("begin immediate")
    try:
        prepare(Database(connection))
        check(connection, path)
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise
    log_ahead(connection)


def read_only(spec: str, *, database: bool) -> ReadOnlyMapError:
    """That a map cannot be edited, and the two commands that make a copy which can."""
    copy = f"'argmap new my.db' and {command('argmap', '-m', 'my.db', 'import', spec or 'FILE')}"
    if database:
        copy = f"{command('argmap', '-m', spec, 'export', '-o', 'copy.yaml')} and 'argmap new my.db', then import that"
    return ReadOnlyMapError(f"this map is read-only; make a copy to edit with {copy}")


def failure(error: sqlite3.Error, spec: str) -> ArgmapError:
    """What went wrong while a map was written, in one line for the user."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_FULL"):
        return StorageError(f"the disk is full; nothing was written to {spec!r}")
    if name.startswith("SQLITE_READONLY"):
        return read_only(spec, database=True)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return BusyMapError(f"another program holds {spec!r}; nothing was written, try again")
    if name.startswith("SQLITE_CONSTRAINT"):
        return BusyMapError(f"an import under way mentions what would be removed from {spec!r}; nothing was written")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return DamagedMapError(f"{spec!r} is damaged ({error}); {command('argmap', '-m', spec, 'doctor')} says more")
    if name.startswith("SQLITE_IOERR"):
        return StorageError(
            f"the disk failed while {spec!r} was written ({name}); the map is whole, with the edit or without it: "
            f"{command('argmap', '-m', spec, 'log')} tells"
        )
    return StorageError(f"cannot write {spec!r}: {error}; nothing was written")
