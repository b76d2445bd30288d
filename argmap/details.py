"""Everything a map has on one thing, in words: its own fields, and part by part what stands around it.

Terminal and screen lay the same words out; all of them are fit to show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from argmap.model import (
    PREMISE_ROLES,
    Argument,
    ArgumentMap,
    Exclusive,
    Experiment,
    Person,
    Position,
    Premise,
    Quote,
    Role,
    Source,
    Statement,
    Test,
    Thing,
)
from argmap.questions.breaks import Break
from argmap.text import listed, visible
from argmap.words import as_premise, credence, label, number, people, place, provenance


def fields(map_: ArgumentMap, thing: Thing) -> Iterator[tuple[str, str]]:
    """The thing's own fields, in words."""
    match thing:
        case Statement():
            if thing.credence is not None:
                yield "credence", f"{credence(thing.credence)}, the editor's"
            if thing.otherwise is not None:
                yield "otherwise", f"{credence(thing.otherwise)}, for reasons not in the map"
            if thing.about:
                yield "about", ", ".join(label(map_, id_) for id_ in thing.about)
            if group := map_.group_of(thing.id):
                yield "group", _together(map_, group)
        case Exclusive():
            yield "says", f"{'exactly' if thing.exhaustive else 'at most'} one of its members holds"
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


class Line(NamedTuple):
    """One line of a part, and the thing that it is about."""

    id: str
    text: str


class Part(NamedTuple):
    """What stands around a thing in one respect, such as the arguments for it."""

    heading: str
    lines: tuple[Line, ...]


class Broken(NamedTuple):
    """What a scenario breaks (see `argmap.questions.breaks`), and the map of it."""

    map_: ArgumentMap
    breaks: list[Break]


def parts(map_: ArgumentMap, thing: Thing, broken: Broken | None) -> Iterator[Part]:
    """What stands around the thing, part by part; what there is none of is left out."""
    for heading, lines in _parts(map_, thing, broken):
        if found := tuple(Line(*line) for line in lines):
            yield Part(heading, found)


def _parts(map_: ArgumentMap, thing: Thing, broken: Broken | None) -> Iterator[tuple[str, Iterable[tuple[str, str]]]]:
    if isinstance(thing, Exclusive):
        yield "Members", ((member, _member(map_, member)) for member in thing.members)
    if isinstance(thing, Argument):
        yield "Premises", ((premise.node, _premise(map_, premise)) for premise in thing.premises)
    if isinstance(thing, Experiment):
        yield "Tests", ((test.node, _named(map_, test.node) + _prediction(test)) for test in thing.tests)
    yield "Arguments for", ((id_, _step(map_, id_)) for id_ in map_.referrers(thing.id, "for"))
    against = "Undercut by" if isinstance(thing, Argument) else "Arguments against"
    yield against, ((id_, _step(map_, id_)) for id_ in map_.referrers(thing.id, "against"))
    yield (
        "Bears on",
        (
            (id_, f"{_target(map_, id_)} ({'not, ' if negated else ''}{role}; {id_})")
            for role in PREMISE_ROLES
            for id_ in map_.referrers(thing.id, role)
            for negated in negations(map_, id_, role, thing.id)
        ),
    )
    if broken is not None:
        yield "Breaks", ((entry.target, _break(broken.map_, entry)) for entry in broken.breaks)
    if isinstance(thing, Statement | Argument):
        tests_of = map_.tests_of(thing.id)
        nothing = [(thing.id, "nothing: it is untested")]
        yield "Tested by", ((id_, _experiment(map_, id_, thing.id)) for id_ in tests_of) if tests_of else nothing
    held = _positions(map_, thing, "position")
    yield "Positions", ((one.id, f"{label(map_, one.person)}: {_held(map_, one)}") for one in held)
    yield "Named by positions on", ((held.id, _position(map_, held)) for held in _positions(map_, thing, "of"))
    said = (id_ for role in _SAYING for id_ in map_.referrers(thing.id, role))
    yield "Says, or brought to light", ((id_, _named(map_, id_)) for id_ in said)
    yield "Holds", ((held.id, _position(map_, held)) for held in _positions(map_, thing, "person"))
    quotes = (map_.things[id_] for id_ in map_.referrers(thing.id, "quotes"))
    yield "Quoted", ((quote.id, _quote(map_, quote)) for quote in quotes if isinstance(quote, Quote))
    there = (id_ for id_ in map_.referrers(thing.id, "source") if map_.things[id_].kind != "quote")
    yield "Said there", ((id_, _named(map_, id_)) for id_ in there)
    yield "Has to do with", ((id_, _named(map_, id_)) for id_ in map_.referrers(thing.id, "about"))


_SAYING: Final[tuple[Role, ...]] = ("by", "surfaced_by")


def _quote(map_: ArgumentMap, quote: Quote) -> str:
    return place(map_, quote.source, quote.at) + (f" “{visible(quote.exact)}”" if quote.exact else "")


def _named(map_: ArgumentMap, id_: str) -> str:
    name = label(map_, id_)
    return name if name == id_ else f"{name} ({id_})"


def _together(map_: ArgumentMap, group: Exclusive) -> str:
    """A group by its name, and its members."""
    members = listed([f"“{label(map_, member)}”" for member in group.members])
    return f"{_named(map_, group.id)}: {'exactly' if group.exhaustive else 'at most'} one of {members}"


def _member(map_: ArgumentMap, id_: str) -> str:
    thing = map_.things.get(id_)
    said = f": credence {credence(thing.credence)}" if isinstance(thing, Statement) and thing.credence else ""
    return _named(map_, id_) + said


def negations(map_: ArgumentMap, argument: str, role: Role, node: str) -> list[bool]:
    """How an argument needs something in a role: that it holds (False), that it does not (True), or one each."""
    step = map_.things.get(argument)
    premises = step.premises if isinstance(step, Argument) else ()
    return [premise.negated for premise in premises if (premise.role, premise.node) == (role, node)]


def _positions(map_: ArgumentMap, thing: Thing, role: Role) -> list[Position]:
    """The positions that mention a thing in a role, by person, day and target."""
    found = [held for id_ in map_.referrers(thing.id, role) if isinstance(held := map_.things[id_], Position)]
    return sorted(found, key=lambda held: (held.person, held.on, held.target))


def _position(map_: ArgumentMap, held: Position) -> str:
    return f"{label(map_, held.target)} ({label(map_, held.person)}): {_held(map_, held)}"


def _premise(map_: ArgumentMap, premise: Premise) -> str:
    line = f"{premise.role}: {_premised(map_, premise)}"
    if premise.role == "unstated":
        line += f", brought to light by {people(map_, (premise.surfaced_by,) if premise.surfaced_by else ())}"
    return (
        line
        + (f", {visible(premise.at)}" if premise.at else "")
        + (f"; {visible(premise.note)}" if premise.note else "")
    )


def _premised(map_: ArgumentMap, premise: Premise) -> str:
    name = label(map_, premise.node)
    said = as_premise(premise, name)
    return said if name == premise.node else f"{said} ({premise.node})"


def _prediction(test: Test) -> str:
    true, false = visible(test.if_true), visible(test.if_false)
    parts = [f"if it holds, {true}" if true else "", f"if not, {false}" if false else ""]
    return ": " + "; ".join(filter(None, parts)) if any(parts) else ""


def _step(map_: ArgumentMap, id_: str) -> str:
    argument = map_.things[id_]
    assert isinstance(argument, Argument)
    return f"{_named(map_, id_)} — {provenance(map_, argument)}"


def _target(map_: ArgumentMap, id_: str) -> str:
    argument = map_.things[id_]
    assert isinstance(argument, Argument)
    return f"{'against' if argument.against else 'for'} {label(map_, argument.target)}"


def _break(map_: ArgumentMap, entry: Break) -> str:
    return f"{_named(map_, entry.target)} through {' → '.join(entry.chain)}"


def _experiment(map_: ArgumentMap, id_: str, tested: str) -> str:
    """What tests something, how far it is, and the outcomes for that thing."""
    experiment = map_.things[id_]
    assert isinstance(experiment, Experiment)
    outcomes = [
        f"{result.outcome} on {result.on}" if result.on else result.outcome
        for result in experiment.results
        if result.outcome is not None and result.node in (None, tested)
    ]
    return ", ".join([_named(map_, id_), experiment.status, *outcomes])


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
