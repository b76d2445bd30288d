"""What variables do to a probability, alone and two together, at every choice of ends for the others."""

from __future__ import annotations

from itertools import product

import pytest
from brute_force import EveryWorld, Variable
from hypothesis import assume, given
from hypothesis import strategies as st
from reasoning_maps import maps_and_views, thoroughly

from argmap.logic.holding import Function, Reasoner
from argmap.logic.swing import corner, interaction, swing
from argmap.logic.view import Variable as Leaf
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Credence, Premise, PremiseRole, Statement


def widest(maps: tuple[ArgumentMap, View]) -> tuple[Reasoner, Function, EveryWorld, str]:
    """What hangs on the most variables, and every world of the map."""
    map_, view = maps
    oracle = EveryWorld(map_, view)
    assume(2 <= len(oracle.variables) <= 8)
    reasoner = Reasoner(map_)
    target = max((thing.id for thing in oracle.things), key=lambda id_: len(reasoner.function(id_, view).variables))
    function = reasoner.function(target, view)
    assume(len(function.variables) > 1)
    return reasoner, function, oracle, target


def differences(oracle: EveryWorld, target: str, moved: list[Variable]) -> list[float]:
    """The alternating sum over the moved variables, at each choice for the others; undecided as out, and as in."""
    found = []
    places = [oracle.variables.index(variable) for variable in moved]
    for chances in oracle.vertices(lambda v: (0.0, 0.0) if v in moved else oracle.number(v)):
        for worlds in (oracle.lower[target], oracle.upper[target]):
            total = 0.0
            for values in product((0, 1), repeat=len(moved)):
                at = list(chances)
                for place, value in zip(places, values, strict=True):
                    at[place] = value
                total += (-1) ** (len(moved) - sum(values)) * oracle.weight(worlds, at)
            found.append(total)
    return found


@thoroughly
@given(maps_and_views(), st.data())
def test_a_swing_is_bounded_by_what_the_variable_does_wherever_the_others_are(
    drawn: tuple[ArgumentMap, View], data: st.DataObject
) -> None:
    reasoner, function, oracle, target = widest(drawn)
    variable = data.draw(st.sampled_from(function.variables))
    found = swing(function, variable, reasoner.numbers(drawn[1]))
    expected = differences(oracle, target, [variable])
    assert (found.low, found.high) == pytest.approx((min(expected), max(expected)), abs=1e-9)
    assert found.exact


@thoroughly
@given(maps_and_views(), st.data())
def test_what_two_variables_do_together_is_bounded_wherever_the_others_are(
    drawn: tuple[ArgumentMap, View], data: st.DataObject
) -> None:
    reasoner, function, oracle, target = widest(drawn)
    first, second = data.draw(st.permutations(function.variables))[:2]
    found = interaction(function, (first, second), reasoner.numbers(drawn[1]))
    expected = differences(oracle, target, [first, second])
    assert (found.low, found.high) == pytest.approx((min(expected), max(expected)), abs=1e-9)


@thoroughly
@given(maps_and_views())
def test_a_corner_is_where_the_bounds_are_reached(drawn: tuple[ArgumentMap, View]) -> None:
    reasoner, function, oracle, target = widest(drawn)
    low, high = oracle.bounds(target)
    for greatest, bound in ((False, low), (True, high)):
        found = corner(function, reasoner.numbers(drawn[1]), {}, greatest=greatest)
        if found is not None:
            assert found.probability == pytest.approx(bound, abs=1e-9)
            for variable in found.at:
                chances = [found.at.get(v, oracle.number(v)[0]) for v in oracle.variables]
                chances[oracle.variables.index(variable)] = 0.25
                worlds = (oracle.upper if greatest else oracle.lower)[target]
                assert found.with_(variable, 0.25) == pytest.approx(oracle.weight(worlds, chances), abs=1e-9)


def test_what_counts_both_ways_swings_both_ways() -> None:
    def leaf(id_: str, low: float, high: float) -> Statement:
        return Statement(id=id_, is_a="claim", credence=Credence(low=low, high=high))

    def step(id_: str, *premises: tuple[str, PremiseRole]) -> Argument:
        return Argument(id=id_, target="c", premises=tuple(Premise(node=node, role=role) for node, role in premises))

    # c = w and (u if s, else v)
    map_ = ArgumentMap(
        [
            Statement(id="c", is_a="claim"),
            *(leaf("s", 0.5, 0.5), leaf("u", 0.3, 0.3), leaf("v", 0.1, 0.6), leaf("w", 1, 1)),
            step("a", ("s", "because"), ("u", "because"), ("w", "because")),
            step("b", ("v", "because"), ("w", "because"), ("s", "unless")),
        ]
    )
    reasoner = Reasoner(map_)
    function, numbers = reasoner.function("c", View()), reasoner.numbers(View())
    s, w = Leaf("leaf", "s"), Leaf("leaf", "w")
    alone, both = swing(function, s, numbers), interaction(function, (s, w), numbers)
    assert (alone.low, alone.high) == pytest.approx((0.3 - 0.6, 0.3 - 0.1))
    assert (both.low, both.high) == pytest.approx((0.3 - 0.6, 0.3 - 0.1))
