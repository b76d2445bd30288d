"""`argmap show`: everything the map has on one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.entries import to_entry
from argmap.model import (
    PREMISE_ROLES,
    Argument,
    ArgumentMap,
    Experiment,
    Person,
    Position,
    Quote,
    Role,
    Source,
    Statement,
    Thing,
)
from argmap.questions.breaks import Break, breaks
from argmap.store.reading import Store
from argmap.text import visible, wrapped
from argmap.words import credence, label, number, people, place, provenance

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
        print_json(show_json(map_, thing, broken[1]))
    else:
        for line in show_lines(map_, thing, broken, width()):
            click.echo(line)


def _broken(store: Store, thing: Thing) -> tuple[ArgumentMap, list[Break]]:
    if thing.kind != "scenario":
        return ArgumentMap([]), []
    ahead = store.consequences(thing.id)
    return ahead, breaks(ahead, thing.id)


def show_json(map_: ArgumentMap, thing: Thing, broken: list[Break]) -> dict[str, Any]:
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
        "breaks": [entry.target for entry in broken],
    }
    return {"format": FORMAT, "id": thing.id, "kind": thing.kind, "title": thing.title, **neighbours, **to_entry(thing)}


def show_lines(map_: ArgumentMap, thing: Thing, broken: tuple[ArgumentMap, list[Break]], columns: int) -> Iterator[str]:
    """The thing for a terminal, part by part; what there is none of is left out."""
    yield click.style(visible(thing.label), bold=True) + click.style(f"  {thing.kind} · {thing.id}", dim=True)
    yield from wrapped(visible(thing.text), columns) if thing.text else []
    for name, value in _fields(map_, thing):
        yield from _field(name, value, columns)
    for heading, lines in _parts(map_, thing, broken):
        if lines:
            yield ""
            yield click.style(heading, bold=True)
            for line in lines:
                first, *rest = wrapped(line, columns - 4)
                yield f"  {first}"
                yield from (f"    {text}" for text in rest)


def _field(name: str, value: str, columns: int) -> Iterator[str]:
    first, *rest = wrapped(value, columns - 12)
    yield click.style(f"{name:<11} ", dim=True) + first
    yield from (" " * 12 + text for text in rest)


def _fields(map_: ArgumentMap, thing: Thing) -> Iterator[tuple[str, str]]:
    """The thing's own fields, in words."""
    match thing:
        case Statement():
            if thing.credence is not None:
                yield "credence", f"{credence(thing.credence)}, the editor's"
            if thing.otherwise is not None:
                yield "otherwise", f"{credence(thing.otherwise)}, for reasons not in the map"
            if thing.about:
                yield "about", ", ".join(label(map_, id_) for id_ in thing.about)
        case Argument():
            yield ("against" if thing.against else "for"), f"{label(map_, thing.target)} ({thing.target})"
            yield "made by", provenance(map_, thing)
            if thing.at_least is not None:
                yield "needs", f"any {thing.at_least} of its reasons"
            if thing.always:
                yield "needs", "no premise"
            if thing.strength is not None:
                yield "strength", credence(thing.strength)
            if thing.scheme:
                yield "scheme", visible(thing.scheme)
        case Experiment():
            yield "status", thing.status
            if thing.method:
                yield "method", visible(thing.method)
            for result in thing.results:
                about = f" for {label(map_, result.node)}" if result.node else ""
                day = f" on {result.on}" if result.on else ""
                words = [f"{result.outcome}{about}{day}"] if result.outcome else []
                yield "result", ": ".join([*words, visible(result.note)] if result.note else words)
        case Person():
            if thing.url:
                yield "url", visible(thing.url)
        case Source():
            for name in ("author", "date", "url", "transcript"):
                if value := getattr(thing, name):
                    yield name, visible(value)
        case Position():
            yield "held by", label(map_, thing.person)
            yield "of", f"{label(map_, thing.target)} ({thing.target})"
            yield "holds", _held(map_, thing)
        case Quote():
            yield "source", place(map_, thing.source, thing.at)
            yield "carries", f"{label(map_, thing.target)} ({thing.target})"
            if thing.exact:
                yield "words", f"“{visible(thing.prefix)}[{visible(thing.exact)}]{visible(thing.suffix)}”"
    if thing.note:
        yield "note", visible(thing.note)
    if thing.tags:
        yield "tags", visible(", ".join(thing.tags))
    if thing.name:
        yield "name", visible(thing.name)


def _parts(map_: ArgumentMap, thing: Thing, broken: tuple[ArgumentMap, list[Break]]) -> Iterator[tuple[str, list[str]]]:
    """What stands around the thing, part by part, each a list of lines."""
    if isinstance(thing, Argument):
        yield "Premises", [_premise(map_, thing, number) for number in range(len(thing.premises))]
    if isinstance(thing, Experiment):
        yield "Tests", [_named(map_, test.node) + _prediction(test.if_true, test.if_false) for test in thing.tests]
    yield "Arguments for", [_step(map_, id_) for id_ in map_.referrers(thing.id, "for")]
    yield (
        ("Undercut by" if isinstance(thing, Argument) else "Arguments against"),
        [_step(map_, id_) for id_ in map_.referrers(thing.id, "against")],
    )
    yield (
        "Bears on",
        [f"{_target(map_, id_)} ({role}; {id_})" for role in PREMISE_ROLES for id_ in map_.referrers(thing.id, role)],
    )
    if broken[1]:
        yield "Breaks", [_break(*broken, entry) for entry in broken[1]]
    if isinstance(thing, Statement | Argument):
        yield "Tested by", [_experiment(map_, id_) for id_ in map_.tests_of(thing.id)] or ["nothing: it is untested"]
    yield (
        "Positions",
        [f"{label(map_, held.person)}: {_held(map_, held)}" for held in _positions(map_, thing, "position")],
    )
    yield "Named by positions on", [_position(map_, held) for held in _positions(map_, thing, "of")]
    yield (
        "Says, or brought to light",
        [_named(map_, id_) for role in ("by", "surfaced_by") for id_ in map_.referrers(thing.id, role)],
    )
    yield "Holds", [_position(map_, held) for held in _positions(map_, thing, "person")]
    yield (
        "Quoted",
        [
            place(map_, quote.source, quote.at) + (f" “{visible(quote.exact)}”" if quote.exact else "")
            for id_ in map_.referrers(thing.id, "quotes")
            if isinstance(quote := map_.things[id_], Quote)
        ],
    )
    yield (
        "Said there",
        [_named(map_, id_) for id_ in map_.referrers(thing.id, "source") if map_.things[id_].kind != "quote"],
    )
    yield "Has to do with", [_named(map_, id_) for id_ in map_.referrers(thing.id, "about")]


def _named(map_: ArgumentMap, id_: str) -> str:
    name = label(map_, id_)
    return name if name == id_ else f"{name} ({id_})"


def _positions(map_: ArgumentMap, thing: Thing, role: Role) -> list[Position]:
    """The positions that mention a thing in a role, by person, day and target."""
    found = [held for id_ in map_.referrers(thing.id, role) if isinstance(held := map_.things[id_], Position)]
    return sorted(found, key=lambda held: (held.person, held.on, held.target))


def _position(map_: ArgumentMap, held: Position) -> str:
    return f"{label(map_, held.target)} ({label(map_, held.person)}): {_held(map_, held)}"


def _premise(map_: ArgumentMap, argument: Argument, number: int) -> str:
    premise = argument.premises[number]
    line = f"{premise.role}: {_named(map_, premise.node)}"
    if premise.role == "unstated":
        line += f", brought to light by {people(map_, (premise.surfaced_by,) if premise.surfaced_by else ())}"
    return (
        line
        + (f", {visible(premise.at)}" if premise.at else "")
        + (f"; {visible(premise.note)}" if premise.note else "")
    )


def _prediction(if_true: str, if_false: str) -> str:
    parts = [f"if it holds, {visible(if_true)}" if if_true else "", f"if not, {visible(if_false)}" if if_false else ""]
    return ": " + "; ".join(filter(None, parts)) if any(parts) else ""


def _step(map_: ArgumentMap, id_: str) -> str:
    argument = map_.things[id_]
    assert isinstance(argument, Argument)
    return f"{_named(map_, id_)} — {provenance(map_, argument)}"


def _target(map_: ArgumentMap, id_: str) -> str:
    argument = map_.things[id_]
    assert isinstance(argument, Argument)
    return f"{'against' if argument.against else 'for'} {label(map_, argument.target)}"


def _break(map_: ArgumentMap, _broken: list[Break], entry: Break) -> str:
    return f"{_named(map_, entry.target)} through {' → '.join(entry.chain)}"


def _experiment(map_: ArgumentMap, id_: str) -> str:
    experiment = map_.things[id_]
    assert isinstance(experiment, Experiment)
    return f"{_named(map_, id_)}, {experiment.status}"


def _held(map_: ArgumentMap, position: Position) -> str:
    """What a position holds, in words."""
    parts = []
    if position.credence is not None:
        parts.append(f"credence {credence(position.credence)}")
    of = ", ".join(label(map_, id_) for id_ in position.of)
    if position.reading is not None:
        parts.append(
            {"given": "reads it as granted", "via": "reads it as delivering"}[position.reading]
            + f": {of or 'its assumptions'}"
        )
    if position.crux is not None:
        parts.append(("a crux" if position.crux else "no crux") + (f" for {of}" if of else ""))
    if position.weight is not None:
        parts.append(f"weight {number(position.weight)}")
    where = ", ".join(part for part in (position.on, place(map_, position.source, position.at)) if part)
    return (
        ("; ".join(parts) or "asserts it")
        + (f" ({where})" if where else "")
        + (f"; {visible(position.note)}" if position.note else "")
    )
