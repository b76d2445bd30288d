"""Opening what is on the disk as a store: a database where it is, anything else read into one in memory.

Every question is so written once. What a user calls a map is `argmap.store.naming`'s to say.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Final

from argmap.errors import MissingMapError, NotAMapError
from argmap.files import reason
from argmap.formats import FILE_LIMIT, Progress, read_files
from argmap.store.reading import Store
from argmap.store.rows import APPLICATION_ID, SCHEMA_VERSION

SQLITE_MAGIC: Final = b"SQLite format 3\0"


def is_database(path: Path) -> bool:
    """Whether the file is an SQLite database, by its first bytes. Raises MissingMapError where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: OSError) -> MissingMapError:
    """Why a path cannot be read, in one line."""
    if isinstance(error, FileNotFoundError):
        from argmap.errors import did_you_mean

        parent = path.parent
        names = [entry.name for entry in parent.iterdir()] if parent.is_dir() and os.access(parent, os.R_OK) else []
        return MissingMapError(f"there is no map at {str(path)!r}{did_you_mean(path.name, names)}")
    return MissingMapError(f"cannot read {str(path)!r}: {reason(error)}")


def is_folder(path: Path) -> bool:
    """Whether a path is a folder. Raises MissingMapError where that cannot be seen."""
    try:
        return path.is_dir()
    except OSError as error:
        raise unreadable(path, error) from None


def read_bytes(path: Path) -> bytes:
    """The bytes of a map file, at the most one more than a file may have."""
    try:
        if path.exists() and not path.is_file():
            raise MissingMapError(f"{str(path)!r} is no file")
        with path.open("rb") as file:
            return file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise unreadable(path, error) from None


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
    """The map in a database, its application id and schema checked. Raises NotAMapError, the file untouched."""
    try:
        connection = connect(path, "mode=ro&immutable=1" if immutable else "mode=ro")
    except NotAMapError:
        if immutable or not _is_ours(path):
            raise
        # Somebody was killed while writing: only who may write can take back what was left half done.
        connection = connect(path, "mode=rw")
        connection.execute("pragma query_only = on")
    return Store(connection, spec=str(path), path=path)


def _is_ours(path: Path) -> bool:
    """Whether the file's header has our application id, without opening it as a database."""
    with path.open("rb") as file:
        return file.read(72)[68:] == APPLICATION_ID.to_bytes(4, "big")


def connect(path: Path, query: str) -> sqlite3.Connection:
    """A connection to a map's database, checked. Raises NotAMapError, the file untouched."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?{query}", uri=True, isolation_level=None)
        check(connection, path)
    except sqlite3.Error as error:
        raise NotAMapError(f"cannot read {str(path)!r} as a map: {error}") from None
    return connection


def check(connection: sqlite3.Connection, path: Path) -> None:
    """See that the database is a map of ours that this version reads."""
    connection.execute("pragma trusted_schema = off")
    (application_id,) = connection.execute("pragma application_id").fetchone()
    if application_id != APPLICATION_ID:
        raise NotAMapError(f"{str(path)!r} is an SQLite database, but no argmap map; it is left untouched")
    (version,) = connection.execute("pragma user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise NotAMapError(
            f"{str(path)!r} was written by a newer argmap (schema {version}, this one reads up to "
            f"{SCHEMA_VERSION}); update argmap"
        )
