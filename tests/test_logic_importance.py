"""Importances by finite differences, and by the definition of Shapley's value, over every world."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from math import inf

import pytest
from brute_force import EveryWorld
from hypothesis import assume, given
from reasoning_maps import maps_and_views, thoroughly

from argmap.logic.holding import Reasoner
from argmap.logic.importance import importance
from argmap.logic.probability import used_variables
from argmap.logic.view import Variable, View
from argmap.model import ArgumentMap


def ratio(one: float, other: float) -> float | None:
    if abs(other) < 1e-12:
        return None if abs(one) < 1e-12 else inf if one > 0 else -inf
    return one / other


@thoroughly
@given(maps_and_views(grouped=True))
def test_importances_are_differences_of_probabilities(drawn: tuple[ArgumentMap, View]) -> None:
    map_, view = drawn
    oracle = EveryWorld(map_, view)
    assume(len(oracle.variables) <= 8 and len(oracle.leaves()) <= 5)
    reasoner = Reasoner(map_)
    for thing in oracle.things:
        worlds = oracle.lower[thing.id]
        support = [variable for variable in oracle.variables if oracle.matters(worlds, variable)]
        function = reasoner.function(thing.id, view)
        found = importance(function, reasoner.numbers(view))
        assert found is not None
        used = used_variables(replace(function, upper=function.lower))
        assert set(used) == set(support)
        assert found.structural == any(v.of == "leaf" and reasoner.numbers(view)[v].unknown for v in used)
        chances = oracle.middle(structural=found.structural)
        p = oracle.weight(worlds, chances)
        assert found.probability == pytest.approx(p, abs=1e-12)
        assert {one.variable for one in found.leaves} == {variable for variable in support if variable[0] == "leaf"}
        players = list(dict.fromkeys(places(oracle, one.variable) for one in found.leaves))
        for one in found.leaves:
            place = oracle.variables.index(one.variable)
            with_, without = list(chances), list(chances)
            rest = 1 - chances[place]
            group = oracle.group.get(one.variable.id)
            assert one.group == (group.id if group else None)
            for other in places(oracle, one.variable):
                with_[other] = 0
                without[other] = chances[other] / rest if rest > 1e-9 else 0
            with_[place], without[place] = 1, 0
            if_true, if_false = oracle.weight(worlds, with_), oracle.weight(worlds, without)
            assert one.shapley == pytest.approx(
                shapley(oracle, worlds, chances, players, places(oracle, one.variable)), abs=1e-12
            )
            assert one.if_true == pytest.approx(if_true, abs=1e-12)
            if group and group.exhaustive and rest < 1e-9:
                assert one.if_false is one.birnbaum is one.criticality is one.fussell_vesely is one.reduction is None
                continue
            assert one.birnbaum == pytest.approx(if_true - if_false, abs=1e-10)
            assert one.if_false == pytest.approx(if_false, abs=1e-10)
            assert one.criticality == pytest.approx(ratio((if_true - if_false) * chances[place], p), abs=1e-9)
            left = ratio(if_false, p)
            assert one.fussell_vesely == (None if left is None else pytest.approx(1 - left, abs=1e-9))
            assert one.achievement == pytest.approx(ratio(if_true, p), rel=1e-9, abs=1e-9)
            assert one.reduction == pytest.approx(ratio(p, if_false), rel=1e-6, abs=1e-9)


def places(oracle: EveryWorld, variable: Variable) -> tuple[int, ...]:
    """Where a leaf and the others of its group are among the variables."""
    group = oracle.group.get(variable.id)
    inside = group.members if group else (variable.id,)
    return tuple(place for place, (of, id_) in enumerate(oracle.variables) if of == "leaf" and id_ in inside)


def shapley(
    oracle: EveryWorld, worlds: int, chances: list[float], players: list[tuple[int, ...]], player: tuple[int, ...]
) -> float:
    """What a leaf, or a group of them, adds when it is let in, over all orders in which these are let in."""
    total, count = 0.0, 0
    leaves = {place for place, (of, _) in enumerate(oracle.variables) if of == "leaf"}
    for order in permutations(players):
        present = {place for before in order[: order.index(player)] for place in before}
        before, after = (
            [p if at not in leaves or at in there else 0 for at, p in enumerate(chances)]
            for there in (present, present.union(player))
        )
        total += oracle.weight(worlds, after) - oracle.weight(worlds, before)
        count += 1
    return total / count
