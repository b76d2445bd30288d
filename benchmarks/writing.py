"""A synthetic map as a database, as a map file, and as Argdown text for the peer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlite_utils import Database

from argmap.formats import argmap1
from argmap.model import Argument, ArgumentMap, MapFile, PremiseRole, Statement, Thing
from argmap.store.filling import fill

from .generator import FILE

Filed = Iterable[tuple[Thing, str]]
"""Things, each with the name of its file."""

_ARGDOWN = "===\nselection:\n  excludeDisconnected: false\n  statementSelectionMode: all\n===\n\n"


def write_database(path: Path, things: Filed) -> None:
    """Make a map's database of things."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        fill(Database(connection), things, [MapFile(FILE, title="A synthetic map")])
    finally:
        connection.close()


def write_yaml(path: Path, things: Filed) -> None:
    """Write things as a map file."""
    map_ = ArgumentMap(thing for thing, _ in things)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(argmap1.write(map_, MapFile(FILE, title="A synthetic map")))


def write_argdown(path: Path, things: Filed) -> None:
    """Write the statements and arguments among things as Argdown, which shows all of them in its map.

    Argdown knows neither experiments nor positions: it is spared them.
    """
    with path.open("w", encoding="utf-8") as file:
        file.write(_ARGDOWN)
        steps = set()
        for thing, _ in things:
            if isinstance(thing, Statement):
                file.write(f"[{thing.id}]: {thing.title}.\n\n")
            elif isinstance(thing, Argument):
                steps.add(thing.id)
                file.writelines(_argdown_lines(thing, steps))


def _argdown_lines(thing: Argument, steps: set[str]) -> Iterator[str]:
    yield f"<{thing.id}>: {thing.label}.\n"
    if thing.target in steps:
        yield f"  _> <{thing.target}>\n"
    else:
        yield f"  {'->' if thing.against else '+>'} [{thing.target}]\n"
    for premise in thing.premises:
        yield f"  {_RELATIONS[premise.role]} [{premise.node}]\n"
    yield "\n"


_RELATIONS: dict[PremiseRole, str] = {"because": "<+", "assuming": "<+", "unstated": "<+", "unless": "<_"}
