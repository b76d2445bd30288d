"""How far numbers move things between two people, against every world tried."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest
from brute_force import EveryWorld, Variable
from hypothesis import assume, given
from hypothesis import strategies as st
from reasoning_maps import credence as credence_of
from reasoning_maps import credences, points, reasoning_maps, thoroughly, views

from argmap.errors import ViewError
from argmap.ids import position_id
from argmap.logic.holding import Reasoner
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Exclusive, Interval, Position, Statement
from argmap.questions.cruxes import cruxes
from argmap.questions.moves import LEAST

CLOSE = 1e-9


@st.composite
def disputes(draw: st.DrawFn, *, numbers: st.SearchStrategy[Any]) -> tuple[ArgumentMap, View, str]:
    """A map on which ann and bob have positions on some of the same things, a view, and what they dispute.

    It is that behind which most lies; mostly they speak of what lies there.
    """
    map_ = draw(reasoning_maps())
    things = [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]
    target = max(things, key=lambda id_: len(behind(map_, id_)))
    near = [id_ for id_ in behind(map_, target) if id_ != target] or things
    shared = draw(st.lists(st.sampled_from([*near, *near, *things]), min_size=2, max_size=4, unique=True))
    kept = [t for t in map_.things.values() if not (isinstance(t, Position) and t.target in shared)]
    held = [
        Position(id=position_id(person, target_, ""), person=person, target=target_, credence=draw(numbers))
        for target_ in shared
        for person in ("ann", "bob")
    ]
    view = replace(draw(views(map_)), person=None)
    return ArgumentMap([*kept, *held]), view, target


def behind(map_: ArgumentMap, id_: str) -> list[str]:
    found = [id_]
    for node in found:
        thing = map_.things[node]
        ahead = [premise.node for premise in thing.premises] if isinstance(thing, Argument) else []
        ahead += [step.id for step in map_.arguments_for(node) + map_.arguments_against(node)]
        found += [other for other in dict.fromkeys(ahead) if other not in found]
    return found


def declared(map_: ArgumentMap, person: str, id_: str) -> Interval:
    held = [p for p in map_.of_type(Position) if p.person == person and p.target == id_ and p.credence is not None]
    credence = max(held, key=lambda position: position.on).credence
    assert credence is not None
    return credence


def world(map_: ArgumentMap, view: View, ids: tuple[str, ...]) -> tuple[EveryWorld, list[Variable]]:
    oracle = EveryWorld(map_, view.fixing(hold=dict.fromkeys(ids, Interval(low=0, high=0.5))))
    return oracle, [v for id_ in ids for v in oracle.variables if v[1] == id_ and v[0] != "otherwise"]


def ways(
    oracle: EveryWorld, target: str, variables: list[Variable], values: dict[Variable, Interval]
) -> list[Interval]:
    """The bounds of the target's probability at each choice of ends for what is not fixed, in one order."""
    found = []
    for chances in oracle.vertices(lambda v: (0.0, 0.0) if v in variables else oracle.number(v)):
        at = [
            [values[v].low, values[v].high] if v in variables else [chance]
            for v, chance in zip(oracle.variables, chances, strict=True)
        ]
        tried = list(product(*at))
        low = min(oracle.weight(oracle.lower[target], list(one)) for one in tried)
        found.append(Interval(low=low, high=max(oracle.weight(oracle.upper[target], list(one)) for one in tried)))
    return found


@thoroughly
@given(disputes(numbers=points.map(credence_of)))
def test_where_all_is_known_a_move_is_a_difference(drawn: tuple[ArgumentMap, View, str]) -> None:
    map_, view, target = drawn
    answer = cruxes(Reasoner(map_), target, view, ("ann", "bob"))
    moves = {}
    for one in answer.candidates:
        for move, person, other in zip(one.moves, ("ann", "bob"), ("bob", "ann"), strict=True):
            ends = []
            for whose in (person, other):
                oracle = EveryWorld(
                    map_, replace(view, person=person).fixing(hold={one.id: declared(map_, whose, one.id)})
                )
                assume(len(oracle.variables) <= 10)
                ends.append(oracle.bounds(target))
            assert (move.before.low, move.before.high) == pytest.approx(ends[0], abs=CLOSE)
            assert (move.after.low, move.after.high) == pytest.approx(ends[1], abs=CLOSE)
            if all(low == high for low, high in ends):
                assert (move.by.low, move.by.high) == pytest.approx([ends[1][0] - ends[0][0]] * 2, abs=CLOSE)
                moves[one.id, person] = move.by.low
    joint = {(one.ids, move.person): move for one in answer.joint for move in one.moves}
    for one_id, other_id in combinations(sorted(one.id for one in answer.candidates), 2):
        for person, other in (("ann", "bob"), ("bob", "ann")):
            ends = []
            for whose in (person, other):
                held = {id_: declared(map_, whose, id_) for id_ in (one_id, other_id)}
                ends.append(EveryWorld(map_, replace(view, person=person).fixing(hold=held)).bounds(target))
            if all(low == high for low, high in ends) and {(one_id, person), (other_id, person)} <= moves.keys():
                by, sum_ = ends[1][0] - ends[0][0], moves[one_id, person] + moves[other_id, person]
                more = (by - sum_) * (1 if by > 0 else -1)
                if abs(by) < CLOSE:
                    more = 0
                if abs(more - LEAST) > CLOSE:
                    found = joint.get(((one_id, other_id), person))
                    assert (found is not None and found.crux is True) == (more > LEAST)


@thoroughly
@given(disputes(numbers=credences))
def test_what_is_unknown_is_the_same_before_and_after_a_move(drawn: tuple[ArgumentMap, View, str]) -> None:
    map_, view, target = drawn
    answer = cruxes(Reasoner(map_), target, view, ("ann", "bob"))
    for one in answer.candidates:
        for move, person, other in zip(one.moves, ("ann", "bob"), ("bob", "ann"), strict=True):
            oracle, variables = world(map_, replace(view, person=person), (one.id,))
            assume(len(oracle.variables) <= 8)
            ends = []
            for value in (0.0, 1.0):
                ends.append(ways(oracle, target, variables, dict.fromkeys(variables, Interval(low=value, high=value))))
            own, others = declared(map_, person, one.id), declared(map_, other, one.id)
            changes = (others.low - own.high, others.high - own.low)
            by = [change * difference for change in changes for difference in differences(ends)]
            assert move.by.exact
            assert move.by.low == pytest.approx(min(by), abs=CLOSE)
            assert move.by.high == pytest.approx(max(by), abs=CLOSE)


def differences(ends: list[list[Interval]]) -> list[float]:
    """What the variable does for where it surely holds, and for where it may, at each choice for the others."""
    without, with_ = ends
    return [
        difference
        for least, most in zip(without, with_, strict=True)
        for difference in (most.low - least.low, most.high - least.high)
    ]


@thoroughly
@given(disputes(numbers=credences))
def test_what_two_numbers_do_together_lies_within_its_bounds(drawn: tuple[ArgumentMap, View, str]) -> None:
    map_, view, target = drawn
    reasoner = Reasoner(map_)
    answer = cruxes(reasoner, target, view, ("ann", "bob"))
    certain = {one.ids: one for one in answer.joint}
    for couple in combinations(sorted(one.id for one in answer.candidates if one.bears), 2):
        for place, (person, other) in enumerate((("ann", "bob"), ("bob", "ann"))):
            own = {id_: middle(declared(map_, person, id_)) for id_ in couple}
            others = {id_: middle(declared(map_, other, id_)) for id_ in couple}
            known = ArgumentMap([settled(thing, own) for thing in map_.things.values()])
            mine = replace(view, person=person)

            def at(held: dict[str, Interval], known: ArgumentMap = known, mine: View = mine) -> float | None:
                oracle = EveryWorld(known, mine.fixing(hold=held))
                assume(len(oracle.variables) <= 8)
                low, high = oracle.bounds(target)
                return low if low == high else None

            points_ = [at(own), at(others), *(at({id_: by[id_]}) for id_ in couple for by in (own, others))]
            if None in points_ or couple not in certain or certain[couple].moves[place].crux is not True:
                continue
            before, after, one, one_after, two, two_after = (point or 0.0 for point in points_)
            by = after - before
            more = by - (one_after - one) - (two_after - two)
            assert more * (1 if by > 0 else -1) >= LEAST - CLOSE or abs(by) < CLOSE


def middle(value: Interval) -> Interval:
    at = (value.low + value.high) / 2
    return Interval(low=at, high=at)


def settled(thing: Any, own: dict[str, Interval]) -> Any:
    """The thing with every number at its middle, and with one where it has none: a choice within the bounds."""
    if isinstance(thing, Statement):
        credence = credence_of([0.5, 0.5]) if thing.credence is None else middled(thing.credence)
        return replace(thing, credence=credence, otherwise=thing.otherwise and middled(thing.otherwise))
    if isinstance(thing, Argument):
        return replace(thing, strength=thing.strength and middled(thing.strength))
    if isinstance(thing, Position):
        return replace(thing, credence=thing.credence and middled(thing.credence))
    return thing


def middled(value: Interval) -> Any:
    at = middle(value)
    return credence_of([at.low, at.high])


@st.composite
def rivalries(draw: st.DrawFn) -> tuple[ArgumentMap, View, str]:
    """A dispute over a map with groups, in which both have numbers for some members of the first."""
    map_ = draw(reasoning_maps(grouped=True))
    groups = map_.of_type(Exclusive)
    assume(groups)
    things = [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]
    target = max(things, key=lambda id_: len(behind(map_, id_)))
    members = groups[0].members
    said = {}
    for person in ("ann", "bob"):
        left = 1.0
        for member in draw(st.lists(st.sampled_from(members), min_size=1, unique=True)):
            value = draw(st.sampled_from([value for value in (0.0, 0.2, 0.5, 1.0) if value <= left]))
            left -= value
            said[person, member] = credence_of([value, value])
    kept = [t for t in map_.things.values() if not (isinstance(t, Position) and t.target in members)]
    held = [
        Position(id=position_id(person, member, ""), person=person, target=member, credence=credence)
        for (person, member), credence in said.items()
    ]
    return ArgumentMap([*kept, *held]), View(), target


@thoroughly
@given(rivalries())
def test_the_numbers_of_a_group_move_together(drawn: tuple[ArgumentMap, View, str]) -> None:
    map_, view, target = drawn
    group = map_.of_type(Exclusive)[0]
    for person in ("ann", "bob"):
        try:
            replace(view, person=person).check(map_)
        except ViewError:
            assume(False)
    answer = cruxes(Reasoner(map_), target, view, ("ann", "bob"))
    found = [one for one in answer.candidates if one.id == group.id]
    assert not {one.id for one in answer.candidates}.intersection(group.members)
    assert bool(found) == (target not in group.members)
    assume(not any(map_.arguments_against(member) for member in group.members))  # those would be held instead
    for one in found:
        for move, person, other in zip(one.moves, ("ann", "bob"), ("bob", "ann"), strict=True):
            ends = []
            for whose in (person, other):
                things = [
                    replace(t, person=person) if isinstance(t, Position) and t.person == whose else t
                    for t in map_.things.values()
                    if not (isinstance(t, Position) and t.target in group.members and t.person != whose)
                    and not (isinstance(t, Position) and t.target not in group.members and t.person != person)
                ]
                oracle = EveryWorld(ArgumentMap(things), replace(view, person=person))
                assume(len(oracle.variables) <= 9)
                ends.append(oracle.bounds(target))
            assert (move.before.low, move.before.high) == pytest.approx(ends[0], abs=CLOSE)
            assert (move.after.low, move.after.high) == pytest.approx(ends[1], abs=CLOSE)
            if all(low == high for low, high in ends):
                assert (move.by.low, move.by.high) == pytest.approx([ends[1][0] - ends[0][0]] * 2, abs=CLOSE)
            assert ends[1][0] - ends[0][1] - CLOSE <= move.by.low
            assert move.by.high <= ends[1][1] - ends[0][0] + CLOSE
