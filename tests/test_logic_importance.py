"""Importances by finite differences, and by the definition of Shapley's value, over every world."""

from __future__ import annotations

from itertools import permutations
from math import inf

import pytest
from brute_force import EveryWorld
from hypothesis import assume, given
from reasoning_maps import maps_and_views, thoroughly

from argmap.logic.holding import Reasoner
from argmap.logic.importance import importance
from argmap.logic.view import View
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
        structural = any(of == "leaf" and oracle.number((of, id_)) == (0, 1) for of, id_ in support)
        found = importance(reasoner.function(thing.id, view), reasoner.numbers(view))
        assert found is not None
        unknown = [v for v in reasoner.function(thing.id, view).variables if reasoner.numbers(view)[v].unknown]
        if structural and not any((v.of, v.id) in support for v in unknown):
            continue  # a leaf between 0 and 1 by number is no unknown one
        chances = [
            0.5 if of == "leaf" and found.structural else sum(oracle.number((of, id_))) / 2
            for of, id_ in oracle.variables
        ]
        p = oracle.weight(worlds, chances)
        assert found.probability == pytest.approx(p, abs=1e-12)
        assert {one.variable for one in found.leaves} == {variable for variable in support if variable[0] == "leaf"}
        players = [oracle.variables.index(one.variable) for one in found.leaves]
        for one in found.leaves:
            place = oracle.variables.index(one.variable)
            with_, without = list(chances), list(chances)
            with_[place], without[place] = 1, 0
            if_true, if_false = oracle.weight(worlds, with_), oracle.weight(worlds, without)
            assert one.birnbaum == pytest.approx(if_true - if_false, abs=1e-12)
            assert (one.if_true, one.if_false) == pytest.approx((if_true, if_false), abs=1e-12)
            assert one.criticality == pytest.approx(ratio((if_true - if_false) * chances[place], p), abs=1e-9)
            left = ratio(if_false, p)
            assert one.fussell_vesely == (None if left is None else pytest.approx(1 - left, abs=1e-9))
            assert one.achievement == pytest.approx(ratio(if_true, p), rel=1e-9, abs=1e-9)
            assert one.reduction == pytest.approx(ratio(p, if_false), rel=1e-6, abs=1e-9)
            assert one.shapley == pytest.approx(shapley(oracle, worlds, chances, players, place), abs=1e-12)


def shapley(oracle: EveryWorld, worlds: int, chances: list[float], players: list[int], player: int) -> float:
    """What a leaf adds when it is let in, over all orders in which leaves are let in."""
    total, count = 0.0, 0
    leaves = {place for place, (of, _) in enumerate(oracle.variables) if of == "leaf"}
    for order in permutations(players):
        present = set(order[: order.index(player)])
        before, after = (
            [p if at not in leaves or at in there else 0 for at, p in enumerate(chances)]
            for there in (present, present | {player})
        )
        total += oracle.weight(worlds, after) - oracle.weight(worlds, before)
        count += 1
    return total / count
