"""The maps that come with argmap, and the user's own map, which is made from them at first use.

The shipped maps are read-only YAML; read once, they are kept as a database in the user's cache, so that asking
them costs what asking any map costs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from argmap.errors import ArgmapError
from argmap.files import is_there, put_in_place, reason
from argmap.formats import read_files
from argmap.paths import cache_folder, own_map
from argmap.store.opening import folder_files, in_memory, open_database
from argmap.store.reading import Store
from argmap.store.rows import SCHEMA_VERSION
from argmap.unfinished import aside


def shipped_folder() -> Path:
    """Where the shipped maps are: in the package, or, in an editable install, in `data/` beside it."""
    # What importlib.resources.files("argmap") gives too, for 15 ms more.
    package = Path(__file__).parents[1]
    packaged = package / "maps"
    return packaged if packaged.is_dir() else package.parent / "data"


def shipped_version() -> str:
    """What tells one set of shipped maps from another: a digest of their names and texts."""
    digest = sha256()
    for name, data in folder_files(shipped_folder()):
        digest.update(b"%d %s %d\n" % (SCHEMA_VERSION, Path(name).name.encode(), len(data)))
        digest.update(data)
    return digest.hexdigest()[:16]


def open_shipped() -> Store:
    """The shipped maps, read-only: from the cache where one can be kept, else read into memory."""
    cached = cache_folder() / f"shipped-{shipped_version()}.db"
    try:
        if not is_there(cached):
            cached.parent.mkdir(parents=True, exist_ok=True)
            build_beside(cached)
    except OSError:
        return in_memory(folder_files(shipped_folder()), "shipped")
    try:
        store = open_database(cached, immutable=True)
    except ArgmapError:
        # A cache that something else has spoiled is no loss: read the files themselves.
        return in_memory(folder_files(shipped_folder()), "shipped")
    store.spec, store.path = "shipped", None
    return store


def open_own(say: Callable[[str], None]) -> Store:
    """The user's own map, made from the shipped ones if it is not there yet (saying so)."""
    path = own_map()
    version = shipped_version()
    try:
        if not is_there(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            if build_beside(path, version):
                say(f"made your own map from the shipped ones: {path}")
    except OSError as error:
        say(f"no place for a map of your own ({path.parent}: {reason(error)}); using the shipped maps, in memory")
        return in_memory(folder_files(shipped_folder()), "shipped")
    store = open_database(path)
    if (store.setting("shipped") or version) != version:
        say("newer shipped maps came with this argmap: bring them in with 'argmap import shipped'")
    return store


def build_beside(path: Path, version: str | None = None) -> bool:
    """Make a database of the shipped maps and put it at `path`, whole or not at all; False if one was there.

    With a version it is one to edit, which remembers that version and has a journal that begins with the maps.
    It is built under another name and linked into place, so that of two that race one wins and both agree.
    Raises OSError where nothing can be written.
    """
    from sqlite_utils import Database

    from argmap.store.filling import fill
    from argmap.store.journal import begin_journal
    from argmap.store.writable import log_ahead

    reading = read_files(folder_files(shipped_folder()))
    try:
        with aside(path) as made:
            connection = sqlite3.connect(made, isolation_level=None)
            try:
                fill(Database(connection), reading.things, reading.files)
                if version is not None:
                    connection.execute("insert into setting (key, value) values ('shipped', ?)", [version])
                    begin_journal(connection, "argmap", "shipped")
                    log_ahead(connection)
            finally:
                connection.close()
            return put_in_place(made, path)
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from None
