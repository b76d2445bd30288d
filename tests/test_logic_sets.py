"""Sufficient sets, failure sets and cores, against every world tried."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import prod

import pytest
from brute_force import EveryWorld
from hypothesis import assume, given
from reasoning_maps import VARIABLES, maps_and_views, thoroughly

from argmap.logic.holding import Reasoner
from argmap.logic.sets import Sets, defeats, failure, sufficient
from argmap.logic.solutions import Value
from argmap.logic.view import View
from argmap.model import ArgumentMap


def told(values: tuple[Value, ...]) -> frozenset[str]:
    assert all(value.holds and value.variable.of == "leaf" for value in values)
    return frozenset(value.variable.id for value in values)


def check_counts(found: Sets, sets: list[tuple[Value, ...]]) -> None:
    """Counting without listing agrees with the list, which is in order."""
    assert found.exact
    assert found.count == len(sets) == len(set(sets))
    assert found.solutions.by_size() == Counter(map(len, sets))
    assert all(len(one) <= len(other) for one, other in pairwise(sets))
    assert found.smallest == (len(sets[0]) if sets else None)
    common = frozenset.intersection(*map(frozenset, sets)) if sets else frozenset()
    assert found.solutions.core == common
    likely = list(found.solutions.most_probable(lambda variable: len(variable.id + variable.of) * 0.05))
    assert sorted(values for values, _ in likely) == sorted(sets)
    assert all(one >= other - 1e-12 for (_, one), (_, other) in pairwise(likely))
    for values, probability in likely:
        chances = [len(v.variable.id + v.variable.of) * 0.05 for v in values]
        assert probability == pytest.approx(prod(c if v.holds else 1 - c for c, v in zip(chances, values, strict=True)))


@thoroughly
@given(maps_and_views(grouped=True))
def test_sufficient_sets_are_the_minimal_ones(drawn: tuple[ArgumentMap, View]) -> None:
    map_, view = drawn
    oracle = EveryWorld(map_, view)
    assume(len(oracle.variables) <= VARIABLES)
    reasoner = Reasoner(map_)
    for thing in oracle.things:
        found = sufficient(reasoner.function(thing.id, view))
        sets = list(found.solutions.smallest())
        assert {told(values) for values in sets} == oracle.sufficient(thing.id)
        check_counts(found, sets)


@thoroughly
@given(maps_and_views(grouped=True))
def test_failure_sets_are_the_prime_implicants_of_not_holding(drawn: tuple[ArgumentMap, View]) -> None:
    map_, view = drawn
    oracle = EveryWorld(map_, view)
    assume(len(oracle.variables) <= VARIABLES and len(oracle.leaves()) <= 6)
    reasoner = Reasoner(map_)
    for thing in oracle.things:
        found = failure(reasoner.function(thing.id, view))
        sets = list(found.solutions.smallest())
        expected = oracle.failures(thing.id)
        assert {frozenset((value.variable.id, value.holds) for value in values) for values in sets} == expected
        check_counts(found, sets)


@thoroughly
@given(maps_and_views(grouped=True))
def test_what_defeats_a_sufficient_set_and_what_it_then_needs(drawn: tuple[ArgumentMap, View]) -> None:
    map_, view = drawn
    oracle = EveryWorld(map_, view)
    assume(len(oracle.variables) <= VARIABLES)
    reasoner = Reasoner(map_)
    for thing in oracle.things:
        holds = {leaves for leaves, true in oracle.granted(oracle.lower[thing.id]) if true}
        found = sufficient(reasoner.function(thing.id, view))
        for values in found.first(3):
            start = told(values)
            others = [leaves for leaves, _ in oracle.granted(0) if oracle.agree(dict.fromkeys(leaves, True))]
            attacks = {leaves - start for leaves in others if leaves > start and leaves not in holds}
            expected = {}
            for attack in minimal(attacks):
                helps = {leaves - start - attack for leaves in others if leaves in holds and leaves > start | attack}
                expected[attack] = minimal(helps)
            defeated = {frozenset(d.by): {frozenset(need) for need in d.needs} for d in defeats(found, values, k=99)}
            assert defeated == expected


def minimal(sets: set[frozenset[str]]) -> set[frozenset[str]]:
    return {one for one in sets if not any(other < one for other in sets)}
