"""Random maps for the reasoner, small enough to try every world, with everything in them; and views of them."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from argmap.errors import ViewError
from argmap.ids import position_id
from argmap.logic.view import View
from argmap.model import (
    PREMISE_ROLES,
    STATEMENT_KINDS,
    Argument,
    ArgumentMap,
    Credence,
    Exclusive,
    Interval,
    Person,
    Position,
    Premise,
    Statement,
    Thing,
)

EXAMPLES = int(os.environ.get("ARGMAP_EXAMPLES", "40"))
"""How many random maps each law is tried on; thousands find rarer mistakes."""

thoroughly = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

VALUES = (0.0, 0.1, 0.3, 0.5, 0.8, 1.0)
ends = st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES)).map(sorted)
points = st.sampled_from(VALUES).map(lambda value: [value, value])


def credence(bounds: list[float]) -> Credence:
    return Credence(low=bounds[0], high=bounds[1])


credences = st.one_of(points, points, points, ends).map(credence)
maybe = st.none() | credences
seldom = st.one_of(st.none(), st.none(), credences)


@st.composite
def reasoning_maps(draw: st.DrawFn, *, grouped: bool = False) -> ArgumentMap:
    """A map of up to 7 statements and 9 arguments, with circles of every kind, and a person's positions.

    Where it is `grouped`, some premises are that something does not hold, and some leaves exclude each other.
    """
    statements = [f"s{number}" for number in range(draw(st.integers(2, 7)))]
    arguments = [f"a{number}" for number in range(draw(st.integers(1, 9)))]
    things: list[Thing] = [Person(id="ann"), Person(id="bob")]
    for id_ in statements:
        kind = draw(st.sampled_from(STATEMENT_KINDS))
        tags = ("unnamed",) if kind == "proposal" and draw(st.booleans()) else ()
        things.append(Statement(id=id_, is_a=kind, credence=draw(maybe), otherwise=draw(seldom), tags=tags))
    for id_ in arguments:
        against = draw(st.booleans())
        target = draw(st.sampled_from(statements + arguments if against else statements))
        roles = st.sampled_from((*PREMISE_ROLES, "because", "because", "because"))
        nodes = draw(st.lists(st.sampled_from(statements), min_size=0, max_size=3, unique=True))
        premises = tuple(Premise(node=node, role=draw(roles)) for node in nodes)
        if grouped:
            premises = tuple(
                replace(one, negated=one.role != "unless" and draw(st.integers(0, 3)) == 0) for one in premises
            )
        offered = sum(premise.role == "because" for premise in premises)
        at_least = draw(st.none() | st.integers(1, offered)) if offered else None
        things.append(
            Argument(
                id=id_, target=target, against=against, premises=premises, at_least=at_least,
                always=not premises, strength=draw(seldom),
            )
        )  # fmt: skip
    for _ in range(draw(st.integers(0, 3))):
        person, target = draw(st.sampled_from(("ann", "bob"))), draw(st.sampled_from(statements + arguments))
        on = draw(st.sampled_from(("", "2022-07-01", "2023-01-01")))
        fields: dict[str, Any] = {"person": person, "target": target, "on": on, "credence": draw(maybe)}
        things.append(Position(id=position_id(person, target, on), **fields))
    return with_groups(draw, ArgumentMap(things)) if grouped else ArgumentMap(things)


def with_groups(draw: st.DrawFn, map_: ArgumentMap) -> ArgumentMap:
    """The map with groups of some of its leaves; numbers that do not add up are left out."""
    leaves = [thing.id for thing in map_.of_type(Statement) if not map_.arguments_for(thing.id)]
    things = dict(map_.things)
    for id_ in ("g", "h"):
        members = draw(st.lists(st.sampled_from(leaves), max_size=4, unique=True)) if leaves else []
        if members:
            leaves = [leaf for leaf in leaves if leaf not in members]
            things[id_] = group = Exclusive(id=id_, members=tuple(members), exhaustive=draw(st.booleans()))
            positions = [one for one in map_.of_type(Position) if one.target in members]
            for person in ("", "ann", "bob"):
                said = positions if person else [things[member] for member in members]
                _add_up(things, group, [one.id for one in said if getattr(one, "person", "") == person])
    return ArgumentMap(things.values())


def _add_up(things: dict[str, Thing], group: Exclusive, ids: list[str]) -> None:
    """Leave out numbers until what is said of a group adds up: lows to 1 at most, highs of all to 1 at least."""
    known: dict[str, Credence] = {}
    for id_ in ids:
        thing = things[id_]
        assert isinstance(thing, Statement | Position)
        if thing.credence is None:
            continue
        target = thing.target if isinstance(thing, Position) else id_
        kept = {**known, target: thing.credence}
        short = group.exhaustive and len(kept) == len(group.members) and sum(one.high for one in kept.values()) < 1
        if target in known or short or sum(one.low for one in kept.values()) > 1:
            things[id_] = replace(thing, credence=None)
        else:
            known = kept


@st.composite
def views(draw: st.DrawFn, map_: ArgumentMap) -> View:
    """A view of this map, mostly the editor's own."""
    if draw(st.booleans()):
        return View()
    things = [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]
    statements = [thing.id for thing in map_.of_type(Statement)]
    view = View(person=draw(st.sampled_from((None, "ann"))), attacks=draw(st.sampled_from((True, True, True, False))))
    for way, among in {"assume": things, "deny": things, "grant": statements, "free": statements}.items():
        if draw(st.integers(0, 3)) == 0:
            view = view.fixing(**{way: [draw(st.sampled_from(among))]}, within=map_)  # type: ignore[arg-type]  # a way each
    if draw(st.integers(0, 3)) == 0:
        low, high = draw(ends)
        view = view.fixing(hold={draw(st.sampled_from(things)): Interval(low=low, high=high)}, within=map_)
    try:
        view.check(map_)
    except ViewError:
        return View()
    return view


VARIABLES = 12
"""The most variables whose worlds are all tried."""


@st.composite
def maps_and_views(draw: st.DrawFn, *, grouped: bool = False) -> tuple[ArgumentMap, View]:
    """A map and a view of it."""
    map_ = draw(reasoning_maps(grouped=grouped))
    return map_, draw(views(map_))
