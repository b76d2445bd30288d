"""Cores of all statements, and why something cannot hold, against every world tried."""

from __future__ import annotations

from brute_force import EveryWorld
from hypothesis import assume, given
from reasoning_maps import VARIABLES, maps_and_views, thoroughly

from argmap.logic.core import can_hold, core, why_not
from argmap.logic.holding import Reasoner
from argmap.logic.sets import sufficient
from argmap.logic.view import View
from argmap.model import ArgumentMap


@thoroughly
@given(maps_and_views(grouped=True))
def test_core_is_what_something_that_can_hold_cannot_do_without(drawn: tuple[ArgumentMap, View]) -> None:
    map_, view = drawn
    oracle = EveryWorld(map_, view)
    assume(len(oracle.variables) <= 9)
    reasoner = Reasoner(map_)
    ids = [thing.id for thing in oracle.things]
    denied = {id_: EveryWorld(map_, view.fixing(deny=[id_])) for id_ in ids}
    for target in ids:
        expected = {id_: None if not oracle.can_hold(target) else not denied[id_].can_hold(target) for id_ in ids}
        assert core(reasoner, target, view, ids) == expected
        if not oracle.group:
            leaves = sufficient(reasoner.function(target, view)).core
            assert set(leaves) == {leaf for leaf in oracle.leaves() if expected[leaf]}


@thoroughly
@given(maps_and_views(grouped=True))
def test_what_cannot_hold_never_does_or_is_undecided_by_a_circle(drawn: tuple[ArgumentMap, View]) -> None:
    map_, view = drawn
    oracle = EveryWorld(map_, view)
    assume(len(oracle.variables) <= VARIABLES)
    reasoner = Reasoner(map_)
    for thing in oracle.things:
        why = why_not(reasoner, thing.id, view)
        assert can_hold(reasoner, thing.id, view) == oracle.can_hold(thing.id) == (why is None)
        if why is not None:
            perhaps = oracle.possible(oracle.upper[thing.id])
            assert why[0] == ("undecided" if perhaps else "never")
            assert bool(why[1]) == perhaps
