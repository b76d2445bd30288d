"""From what the user calls a map to a store, recognised by content; without a name, the one that stands for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from argmap.errors import MissingMapError
from argmap.files import is_adrift
from argmap.formats import FILE_LIMIT, Progress
from argmap.store.header import is_database
from argmap.store.opening import folder_files, in_memory, is_folder, open_database, read_bytes
from argmap.store.reading import Store

Say = Callable[[str], None]
"""Where a line of narration goes."""


def open_map(spec: str | None, say: Say, progress: Progress | None = None) -> Store:
    """The map that the user means; None: the one that stands for itself (see `default_map`)."""
    if spec is None:
        return default_map(say, progress)
    if not spec:
        raise MissingMapError("the name of the map is empty")
    if spec == "shipped":
        from argmap.store.shipped import open_shipped  # with platformdirs and hashlib, 8 ms

        return open_shipped()
    if spec != "-" and not is_folder(path := Path(spec)) and is_database(path):
        return open_database(path)
    return in_memory(map_files(spec), spec, progress)


def map_files(spec: str) -> list[tuple[str, bytes]]:
    """The files that a map or an import consists of, each with its name: a file, a folder's, `-`, or `shipped`."""
    if spec == "shipped":
        from argmap.store.shipped import shipped_folder

        return folder_files(shipped_folder())
    if spec == "-":
        return [("standard input", sys.stdin.buffer.read(FILE_LIMIT + 1))]
    path = Path(spec)
    if is_folder(path):
        return folder_files(path)
    return [(spec, read_bytes(path))]


def peek(spec: str | None) -> Store:
    """The map that the user means, in silence; where their own map is not made yet, the shipped ones."""
    from argmap.paths import own_map

    if spec is None and not (os.environ.get("ARGMAP_MAP") or Path("argmap.db").exists() or own_map().exists()):
        spec = "shipped"
    return open_map(spec, lambda _: None)


def default_map(say: Say, progress: Progress | None = None) -> Store:
    """`$ARGMAP_MAP`, else `./argmap.db` (saying so), else the user's own map, made from the shipped ones at first."""
    if named := os.environ.get("ARGMAP_MAP"):
        return open_map(named, say, progress)
    if is_adrift():
        raise MissingMapError("the working directory is no longer there; go to one that is, or name a map with -m")
    if Path("argmap.db").exists():
        say("using ./argmap.db")
        return open_map("argmap.db", say, progress)
    from argmap.store.shipped import open_own

    return open_own(say)
