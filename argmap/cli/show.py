"""`argmap show`: everything the map has on one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.details import Broken, fields, parts
from argmap.entries import to_entry
from argmap.model import PREMISE_ROLES, ArgumentMap, Thing
from argmap.questions.breaks import breaks
from argmap.store.reading import Store
from argmap.text import visible, wrapped

FORMAT = "argmap-show/1"


@click.command("show", cls=ArgmapCommand, epilog="Example: argmap -m shipped show inner-alignment")
@click.argument("id_", metavar="ID", type=IdArgument())
@as_json_option
@click.pass_context
def show_command(context: click.Context, id_: str, as_json: bool) -> None:
    """Everything the map has on one thing: what it says, who holds what of it, what bears on it, what tests it."""
    store = open_store(context)
    map_ = store.mentions(id_)
    thing = map_.things[id_]
    broken = _broken(store, thing)
    if as_json:
        print_json(show_json(map_, thing, broken))
    else:
        for line in show_lines(map_, thing, broken, width()):
            click.echo(line)


def _broken(store: Store, thing: Thing) -> Broken | None:
    if thing.kind != "scenario":
        return None
    ahead = store.consequences(thing.id)
    return Broken(ahead, breaks(ahead, thing.id))


def show_json(map_: ArgumentMap, thing: Thing, broken: Broken | None) -> dict[str, Any]:
    """The thing in the shape `argmap-show/1`: its own fields, and the ids of what mentions it."""
    neighbours: dict[str, Any] = {
        "arguments_for": map_.referrers(thing.id, "for"),
        "arguments_against": map_.referrers(thing.id, "against"),
        "bears_on": [
            {"argument": id_, "role": role} for role in PREMISE_ROLES for id_ in map_.referrers(thing.id, role)
        ],
        "tests": map_.tests_of(thing.id),
        "positions": map_.referrers(thing.id, "position"),
        "quotes": map_.referrers(thing.id, "quotes"),
        "breaks": [entry.target for entry in broken.breaks] if broken else [],
    }
    return {"format": FORMAT, "id": thing.id, "kind": thing.kind, "title": thing.title, **neighbours, **to_entry(thing)}


def show_lines(map_: ArgumentMap, thing: Thing, broken: Broken | None, columns: int) -> Iterator[str]:
    """The thing for a terminal, part by part; what there is none of is left out."""
    yield click.style(visible(thing.label), bold=True) + click.style(f"  {thing.kind} · {thing.id}", dim=True)
    yield from wrapped(visible(thing.text), columns) if thing.text else []
    for name, value in fields(map_, thing):
        yield from _field(name, value, columns)
    for heading, lines in parts(map_, thing, broken):
        yield ""
        yield click.style(heading, bold=True)
        for _, line in lines:
            first, *rest = wrapped(line, columns - 4)
            yield f"  {first}"
            yield from (f"    {text}" for text in rest)


def _field(name: str, value: str, columns: int) -> Iterator[str]:
    first, *rest = wrapped(value, columns - 12)
    yield click.style(f"{name:<11} ", dim=True) + first
    yield from (" " * 12 + text for text in rest)
