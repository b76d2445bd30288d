"""Opening what is on the disk as a store: a database where it is, anything else read into one in memory.

Every question is so written once. What a user calls a map is `argmap.store.naming`'s to say.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Final

from argmap.errors import MissingMapError, NotAMapError
from argmap.files import is_adrift
from argmap.formats import FILE_LIMIT, Progress, read_files
from argmap.store.header import application_id, database_beside, is_database, unreadable
from argmap.store.reading import Store
from argmap.store.rows import APPLICATION_ID, SCHEMA_VERSION
from argmap.store.shape import oddity
from argmap.text import command

SQLITE_MAGIC: Final = b"SQLite format 3\0"


def is_folder(path: Path) -> bool:
    """Whether a path is a folder. Raises MissingMapError where that cannot be seen."""
    try:
        return path.is_dir()
    except OSError as error:
        raise unreadable(path, error) from None


def read_bytes(path: Path) -> bytes:
    """The bytes of a map file, at the most one more than a file may have.

    Raises NotAMapError for a database, which only SQLite may open, and for what SQLite keeps beside one.
    """
    try:
        if path.exists() and not path.is_file():
            raise MissingMapError(f"{str(path)!r} is no file")
        if is_database(path):
            raise NotAMapError(
                f"{str(path)!r} is a database, no map file; {command('argmap', '-m', path, 'export', '-o', 'FOLDER/')} "
                "makes files of it"
            )
        if whole := database_beside(path):
            raise NotAMapError(f"{str(path)!r} belongs to the database {str(whole)!r}; argmap reads that")
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise unreadable(path, error) from None
    if data.startswith(SQLITE_MAGIC):
        raise NotAMapError(f"{str(path)!r} was a database once; its header is damaged, and SQLite cannot read it")
    return data


def folder_files(folder: Path) -> list[tuple[str, bytes]]:
    """The map files of a folder, by name: its own YAML files, none hidden. Raises MissingMapError if it has none."""
    try:
        paths = sorted(
            path
            for path in folder.iterdir()
            if path.suffix in (".yaml", ".yml") and not path.name.startswith(".") and not path.is_dir()
        )
    except OSError as error:
        raise unreadable(folder, error) from None
    if not paths and not folder.is_absolute() and is_adrift():
        raise unreadable(folder, FileNotFoundError())
    if not paths:
        raise MissingMapError(f"the folder {str(folder)!r} has no .yaml or .yml file of its own")
    return [(str(path), read_bytes(path)) for path in paths]


def in_memory(files: list[tuple[str, bytes]], spec: str, progress: Progress | None = None) -> Store:
    """A read-only map in memory, read from files."""
    from sqlite_utils import Database  # 60 ms, and pydantic behind the formats 30 ms more

    from argmap.store.filling import fill

    reading = read_files(files, progress)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    fill(Database(connection), reading.things, reading.files, progress)
    return Store(connection, spec=spec)


def open_database(path: Path, *, immutable: bool = False) -> Store:
    """The map in a database, for reading. Raises NotAMapError, the file untouched."""
    try:
        # A connection that may write takes back what somebody left half done who was killed, and cleans up after
        # itself. One that may not would leave files behind that stay write-protected when the map no more is.
        read_only = immutable or not (os.access(path, os.W_OK) or _has_log(path))
        connection = connect(path, "mode=ro&immutable=1" if read_only else "mode=rw")
    except _UnreadableLogError:
        connection = connect(path, "mode=ro&immutable=1")
    connection.execute("pragma query_only = on")
    (version,) = connection.execute("pragma user_version").fetchone()
    if version < SCHEMA_VERSION:
        connection = _newer_copy(connection, path)
    return Store(connection, spec=str(path), path=path)


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _has_log(path: Path) -> bool:
    """Whether the write-ahead log of a map has edits in it that are not in the file yet."""
    try:
        return _log(path).stat().st_size > 0
    except OSError:
        return False


def _newer_copy(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """A copy in memory of a map of an older version, brought up to date: reading does not write."""
    from sqlite_utils import Database

    from argmap.store.schema import prepare

    copy = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(copy)
    connection.close()
    prepare(Database(copy))
    check(copy, path)
    return copy


class _UnreadableLogError(NotAMapError):
    """A map that needs a write-ahead log beside it, where none can be made; there is none with edits in it."""


def connect(path: Path, query: str) -> sqlite3.Connection:
    """A connection to a map's database, checked. Raises NotAMapError, the file untouched."""
    # Before SQLite opens it to read and write, and tidies up beside it.
    found = application_id(path)
    if found is None:
        raise NotAMapError(f"{str(path)!r} is no database")
    if found != APPLICATION_ID:
        raise NotAMapError(f"{str(path)!r} is an SQLite database, but no argmap map; it is left untouched")
    connection = None
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?{query}", uri=True, isolation_level=None)
        check(connection, path)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        if getattr(error, "sqlite_errorname", "") in ("SQLITE_READONLY_DIRECTORY", "SQLITE_CANTOPEN"):
            if not _has_log(path):
                raise _UnreadableLogError(f"cannot make a log beside {str(path)!r}: {error}") from None
            raise NotAMapError(
                f"the latest edits of {str(path)!r} are in {str(_log(path))!r}, which cannot be read in a "
                "write-protected folder; copy both files elsewhere"
            ) from None
        raise NotAMapError(f"cannot read {str(path)!r} as a map: {error}") from None
    except UnicodeDecodeError:  # in what SQLite quotes of a damaged schema
        if connection is not None:
            connection.close()
        raise NotAMapError(f"cannot read {str(path)!r} as a map: what it says of its tables is no text") from None
    except BaseException:
        if connection is not None:
            connection.close()
        raise
    return connection


def check(connection: sqlite3.Connection, path: Path) -> None:
    """See that the database is a map of ours that this version reads, and has nothing in it that acts by itself."""
    connection.execute("pragma trusted_schema = off")
    (version,) = connection.execute("pragma user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise NotAMapError(
            f"{str(path)!r} was written by a newer argmap (schema {version}, this one reads up to "
            f"{SCHEMA_VERSION}); update argmap"
        )
    if odd := oddity(connection, version):
        raise NotAMapError(f"{str(path)!r} {odd}; it is left untouched")
