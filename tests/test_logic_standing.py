"""In, out and undecided, against every world tried and against Dung's grounded labelling."""

from __future__ import annotations

import pytest
from brute_force import EveryWorld
from hypothesis import assume, given
from hypothesis import strategies as st
from reasoning_maps import VARIABLES, maps_and_views, thoroughly

from argmap.logic.labelling import Label
from argmap.logic.standing import Standing
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Premise, Statement


@thoroughly
@given(maps_and_views(grouped=True))
def test_standing_is_the_world_in_which_what_is_granted_is_true_and_open_steps_are_denied(
    drawn: tuple[ArgumentMap, View],
) -> None:
    map_, view = drawn
    oracle = EveryWorld(map_, view)
    assume(len(oracle.variables) <= VARIABLES)

    cases = oracle.cases()
    worlds = [oracle.worlds.index(tuple(oracle.taken(v, case) for v in oracle.variables)) for case in cases]
    standing = Standing(map_, view, [thing.id for thing in oracle.things])
    for thing in oracle.things:
        surely = all(oracle.lower[thing.id] >> world & 1 for world in worlds)
        maybe = any(oracle.upper[thing.id] >> world & 1 for world in worlds)
        label = standing.label(thing.id)
        assert label == ("in" if surely else "undecided" if maybe else "out")
        steps = list(standing.reasons(thing.id))
        assert all(step.by is None or step.by in map_ for _, _, step in steps)
        ends = steps[-1][2].by
        whys = {step.why for _, _, step in steps}
        if label != "undecided" and whys.isdisjoint(("circle", "depends")):
            assert ends is None, "reasons end at what nothing else decided"
        circle = standing.circle(thing.id)
        assert bool(circle) == (label == "undecided" and "depends" not in whys)
        assert not circle or any(standing.reason(id_).why in ("attack", "premise") for id_ in circle)
        for id_ in circle:
            assert standing.label(id_) == "undecided"


def grounded(attacks: set[tuple[int, int]], size: int) -> list[Label]:
    """The grounded labelling (Modgil and Caminada 2009, algorithm 1), as the textbook has it."""
    labels: list[Label] = ["undecided"] * size
    while True:
        before = list(labels)
        for x in range(size):
            if all(labels[y] == "out" for y, z in attacks if z == x):
                labels[x] = "in"
        for x in range(size):
            if any(labels[y] == "in" for y, z in attacks if z == x):
                labels[x] = "out"
        if labels == before:
            return labels


def attack_map(attacks: set[tuple[int, int]], size: int) -> ArgumentMap:
    """Claims that attack each other by an argument each, with the attacker as its premise."""
    return ArgumentMap(
        [
            *(Statement(id=f"c{number}", is_a="claim") for number in range(size)),
            *(
                Argument(
                    id=f"a{x}-{y}", target=f"c{y}", against=True, premises=(Premise(node=f"c{x}", role="because"),)
                )
                for x, y in attacks
            ),
        ]
    )


@thoroughly
@given(st.integers(1, 8).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_on_claims_that_only_attack_standing_is_dung_s_grounded_labelling(
    drawn: tuple[int, set[tuple[int, int]]],
) -> None:
    size, attacks = drawn
    standing = Standing(attack_map(attacks, size), View(), [f"c{number}" for number in range(size)])
    assert [standing.label(f"c{number}") for number in range(size)] == grounded(attacks, size)


@pytest.mark.parametrize(("ring", "label"), [(1, "undecided"), (2, "undecided"), (3, "undecided"), (4, "undecided")])
def test_odd_and_even_circles_of_attack_are_undecided(ring: int, label: Label) -> None:
    attacks = {(number, (number + 1) % ring) for number in range(ring)}
    standing = Standing(attack_map(attacks, ring), View(), ["c0"])
    assert standing.label("c0") == label
    assert len(standing.circle("c0")) == 2 * ring
