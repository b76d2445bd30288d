"""What kind of file a path leads to, asked of SQLite and never by opening the file.

A process that closes any descriptor of a file drops all the locks that it has on it (POSIX), SQLite's too: the next
program then believes itself alone, and takes the write-ahead log away from under the connections that are open here
(sqlite.org/howtocorrupt.html, 2.2). SQLite itself knows which files it has open, and closes none too early.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from errno import EACCES
from pathlib import Path
from typing import Final

from argmap.errors import MissingMapError
from argmap.files import is_adrift, reason

HEADER: Final = 100
"""How many bytes the header of a database has; no database is smaller."""

BESIDE: Final = ("-wal", "-shm", "-journal")
"""The ends of the names of the files that SQLite keeps beside a database."""


def application_id(path: Path) -> int | None:
    """The application id of an SQLite database, nothing beside it touched; None for anything else.

    Raises MissingMapError where there is no such file, or none that can be read.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size < HEADER:
            return None
        if not os.access(path, os.R_OK):
            raise PermissionError(EACCES, os.strerror(EACCES), str(path))
        # Immutable: nothing is locked, recovered or made. The schema writable: a file that is shorter than its header
        # says, as in the middle of a checkpoint, has a header all the same.
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
            connection.execute("pragma writable_schema = on")
            (number,) = connection.execute("pragma application_id").fetchone()
        return int(number)
    except sqlite3.Error as error:
        # What SQLite cannot open (a path beyond its 512 bytes) it has not opened here under that path.
        if getattr(error, "sqlite_errorname", "") in ("SQLITE_NOTADB", "SQLITE_CANTOPEN"):
            return None
        raise MissingMapError(f"cannot read {str(path)!r}: {error}") from None
    except OSError as error:
        raise unreadable(path, error) from None


def is_database(path: Path) -> bool:
    """Whether the file is an SQLite database. Raises MissingMapError where there is none to read."""
    return application_id(path) is not None


def database_beside(path: Path) -> Path | None:
    """The database that the file is SQLite's log, index or journal of; None where it is none of these."""
    real = path.resolve()
    for end in BESIDE:
        if real.name.lower().endswith(end):
            whole = real.with_name(real.name[: -len(end)])
            return whole if whole.is_file() and is_database(whole) else None
    return None


def unreadable(path: Path, error: OSError) -> MissingMapError:
    """Why a path cannot be read, in one line."""
    if isinstance(error, FileNotFoundError) and (path.is_absolute() or not is_adrift()):
        from argmap.errors import did_you_mean

        parent = path.parent
        names = [entry.name for entry in parent.iterdir()] if parent.is_dir() and os.access(parent, os.R_OK) else []
        return MissingMapError(f"there is no map at {str(path)!r}{did_you_mean(path.name, names)}")
    return MissingMapError(f"cannot read {str(path)!r}: {reason(error)}")
