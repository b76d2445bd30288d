"""What holds and how likely, against every world tried."""

from __future__ import annotations

import pytest
from brute_force import EveryWorld
from hypothesis import assume, given
from reasoning_maps import VARIABLES, maps_and_views, thoroughly

from argmap.logic.circuit import Circuit
from argmap.logic.holding import Reasoner
from argmap.logic.probability import probability
from argmap.logic.view import Variable, View
from argmap.model import ArgumentMap


def everywhere(circuit: Circuit, literal: int, oracle: EveryWorld) -> int:
    """The worlds in which a literal is true."""
    names = [Variable(*variable) for variable in oracle.variables]  # type: ignore[arg-type]  # plain in the oracle
    rows = (dict(zip(names, world, strict=True)) for world in oracle.worlds)
    return sum(circuit.value(literal, row) << number for number, row in enumerate(rows))


@thoroughly
@given(maps_and_views(grouped=True))
def test_things_hold_in_the_worlds_in_which_they_do(drawn: tuple[ArgumentMap, View]) -> None:
    map_, view = drawn
    oracle = EveryWorld(map_, view)
    assume(len(oracle.variables) <= VARIABLES - 3)
    reasoner = Reasoner(map_)
    for thing in oracle.things:
        function = reasoner.function(thing.id, view)
        assert function.exact
        assert everywhere(reasoner.circuit, function.lower, oracle) == oracle.lower[thing.id]
        assert everywhere(reasoner.circuit, function.upper, oracle) == oracle.upper[thing.id]


@thoroughly
@given(maps_and_views(grouped=True))
def test_probabilities_are_sums_over_worlds(drawn: tuple[ArgumentMap, View]) -> None:
    map_, view = drawn
    oracle = EveryWorld(map_, view)
    assume(len(oracle.variables) <= VARIABLES and sum(1 for _ in oracle.vertices()) <= 32)
    reasoner = Reasoner(map_)
    for thing in oracle.things:
        found = probability(reasoner.function(thing.id, view), reasoner.numbers(view))
        assert found.exact
        assert (found.low, found.high) == pytest.approx(oracle.bounds(thing.id), abs=1e-12)
