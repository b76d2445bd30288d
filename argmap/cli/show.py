"""`argmap show`: everything the map has on one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.details import Broken, fields, negations, parts
from argmap.entries import to_entry
from argmap.model import PREMISE_ROLES, Argument, ArgumentMap, Statement, Thing
from argmap.questions.breaks import breaks
from argmap.store.reading import Store
from argmap.text import visible, wrapped
from argmap.words import label

if TYPE_CHECKING:
    from argmap.questions.standing import Stand

FORMAT = "argmap-show/1"

BEARING: Final = 1_000
"""Up to so many statements and arguments that bear on a thing, its standing is shown: 20 ms."""


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
    bearing, found = _stand(store, thing)
    if as_json:
        print_json({**show_json(map_, thing, broken), "standing": found.as_json() if found else None})
    else:
        words = _standing(bearing, found) if isinstance(thing, Statement | Argument) else ""
        for line in show_lines(map_, thing, broken, width(), standing=words):
            click.echo(line)


def _stand(store: Store, thing: Thing) -> tuple[ArgumentMap | None, Stand | None]:
    """How a statement or argument stands, and the map of what bears on it, where that is not too much."""
    if not isinstance(thing, Statement | Argument):
        return None, None
    from argmap.store.bearing import steps_bearing

    bearing = steps_bearing(store, thing.id, BEARING)
    if bearing is None:
        return None, None
    from argmap.logic.view import View  # with what follows, 3 ms
    from argmap.questions.standing import stand

    return bearing, stand(bearing, thing.id, View())


def _standing(bearing: ArgumentMap | None, found: Stand | None) -> str:
    if bearing is None or found is None:
        return f"not worked out: more than {BEARING:,} things bear on it; 'argmap credence' does"
    from argmap.questions.standing import stand_words

    return stand_words(bearing, found)


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
            {"argument": id_, "role": role} | ({"not": True} if negated else {})
            for role in PREMISE_ROLES
            for id_ in map_.referrers(thing.id, role)
            for negated in negations(map_, id_, role, thing.id)
        ],
        "tests": map_.tests_of(thing.id),
        "positions": map_.referrers(thing.id, "position"),
        "quotes": map_.referrers(thing.id, "quotes"),
        "breaks": [entry.target for entry in broken.breaks] if broken else [],
    }
    if group := map_.group_of(thing.id):
        neighbours["exclusive"] = group.id
    return {"format": FORMAT, "id": thing.id, "kind": thing.kind, "title": thing.title, **neighbours, **to_entry(thing)}


def show_lines(
    map_: ArgumentMap, thing: Thing, broken: Broken | None, columns: int, *, standing: str = ""
) -> Iterator[str]:
    """The thing for a terminal, part by part; what there is none of is left out."""
    yield click.style(label(map_, thing.id), bold=True) + click.style(f"  {thing.kind} · {thing.id}", dim=True)
    yield from wrapped(visible(thing.text), columns) if thing.text else []
    for name, value in fields(map_, thing):
        yield from _field(name, value, columns)
    if standing:
        yield from _field("standing", standing, columns)
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
