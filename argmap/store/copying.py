"""Copies of a map that is open: one to be asked in another thread, and one on the disk, to edit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePath

from argmap.errors import DamagedMapError, MissingMapError
from argmap.files import is_there, put_in_place, reason
from argmap.formats import Progress
from argmap.model import Thing
from argmap.store.journal import SHIPPED, begin_journal
from argmap.store.opening import open_database
from argmap.store.reading import Store
from argmap.store.rows import COLUMNS, LIVE, decode
from argmap.store.writable import log_ahead
from argmap.unfinished import aside


def opener(store: Store) -> Callable[[], Store]:
    """What opens the same map in another thread, as a connection belongs to the thread that made it.

    A map that has no database of its own on the disk is copied for that, at once.
    """
    if store.path is not None:
        return partial(open_database, store.path)
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    store.connection.backup(memory)
    return lambda: Store(memory, spec=store.spec)


def copy_to(store: Store, path: Path, *, who: str, progress: Progress | None = None) -> None:
    """Make a new map with everything that a map has, each thing from the file it came from; its journal begins anew.

    Whole or not at all, also where `progress` raises an error. Raises MissingMapError where something is there already.
    """
    from sqlite_utils import Database

    from argmap.store.filling import fill

    taken = MissingMapError(f"{str(path)!r} is there already; a new map needs a new name")
    try:
        if is_there(path):
            raise taken
        with store.moment(), aside(path) as made:
            connection = sqlite3.connect(made, isolation_level=None)
            try:
                fill(Database(connection), _filed(store), store.files(), progress)
                connection.executemany("insert into setting (key, value) values (?, ?)", _settings(store))
                begin_journal(connection, who, _called(store))
                log_ahead(connection)
            finally:
                connection.close()
            if not put_in_place(made, path):
                raise taken
    except KeyError as error:
        raise DamagedMapError(
            f"the map is damaged: something mentions {error.args[0]!r}, which is not there; 'argmap check' lists all"
        ) from None
    except sqlite3.Error as error:
        raise MissingMapError(f"cannot make a map at {str(path)!r}: {error}") from None
    except OSError as error:
        raise MissingMapError(f"cannot make a map at {str(path)!r}: {reason(error)}") from None


def _filed(store: Store) -> Iterator[tuple[Thing, str | None]]:
    """Every thing with the name of its file, in the order in which they came into the map."""
    sql = f"select f.name, {COLUMNS} from thing t left join file f on f.pk = t.file where {LIVE} order by t.pk"
    for file, _, *row in store.connection.execute(sql):
        yield decode(*row), file


def _settings(store: Store) -> list[tuple[str, str]]:
    settings = dict(store.connection.execute("select key, value from setting").fetchall())
    if _is_shipped(store):
        from argmap.store.shipped import shipped_version

        settings[SHIPPED] = shipped_version()
    return list(settings.items())


def _called(store: Store) -> str:
    """What the journal calls the map that was copied; the name of the shipped maps is theirs."""
    if _is_shipped(store):
        return SHIPPED
    name = PurePath(store.spec).name or store.spec
    return f"./{name}" if name == SHIPPED else name


def _is_shipped(store: Store) -> bool:
    return store.spec == SHIPPED and store.path is None
