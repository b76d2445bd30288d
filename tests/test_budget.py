"""Within any budget an answer is right or says what it lacks: bounds hold the exact ones, and no label is a guess."""

from __future__ import annotations

import pytest
from brute_force import EveryWorld
from hypothesis import assume, given
from hypothesis import strategies as st
from reasoning_maps import maps_and_views, thoroughly

from argmap.logic.budget import Budget, TooHardError
from argmap.logic.core import can_hold, core, why_not
from argmap.logic.holding import Reasoner
from argmap.logic.importance import importance
from argmap.logic.probability import probability
from argmap.logic.rules import cone
from argmap.logic.sets import failure, sufficient
from argmap.logic.view import Numbers, View
from argmap.model import Argument, ArgumentMap, Premise, Statement
from argmap.questions.bottlenecks import bottlenecks
from argmap.questions.scenarios import matrix

NOISE = 1e-9
TINY = st.integers(0, 400)
"""Steps: of nothing at all, and of about as much as these maps take."""


@thoroughly
@given(maps_and_views(), TINY, st.integers(0, 60))
def test_within_any_budget_bounds_hold_the_exact_ones_and_what_is_told_is_so(
    drawn: tuple[ArgumentMap, View], steps: int, cells: int
) -> None:
    map_, view = drawn
    oracle = EveryWorld(map_, view)
    assume(len(oracle.variables) <= 10 and sum(1 for _ in oracle.vertices()) <= 32)
    reasoner = Reasoner(map_, budget=Budget(steps, cells))
    for thing in oracle.things:
        function = reasoner.function(thing.id, view)
        found = probability(function, reasoner.numbers(view))
        low, high = oracle.bounds(thing.id)
        assert found.low <= low + NOISE
        assert high <= found.high + NOISE
        assert not found.exact or (found.low, found.high) == pytest.approx((low, high), abs=NOISE)
        sets = sufficient(function)
        assert not sets.exact or sets.count == len(oracle.sufficient(thing.id))
        assert sets.exact or sets.count == 0
        able = can_hold(reasoner, thing.id, view)
        assert able in (None, oracle.can_hold(thing.id))
        reason = why_not(reasoner, thing.id, view)
        assert reason is None or not oracle.can_hold(thing.id)


@thoroughly
@given(maps_and_views(), TINY)
def test_within_any_budget_what_is_told_to_be_core_is(drawn: tuple[ArgumentMap, View], steps: int) -> None:
    map_, view = drawn
    assume(len(EveryWorld(map_, view).variables) <= 10)
    ids = [thing.id for thing in map_.things.values() if isinstance(thing, Statement)]
    for target in ids:
        within = core(Reasoner(map_, budget=Budget(steps)), target, view, ids)
        able = EveryWorld(map_, view).can_hold(target)
        for id_, found in within.items():
            if found is not None:
                denied = EveryWorld(map_, view.fixing(deny=[id_]))
                assert able
                assert found == (not denied.can_hold(target))


@thoroughly
@given(maps_and_views(), TINY)
def test_within_any_budget_failure_sets_and_importance_are_all_or_none(
    drawn: tuple[ArgumentMap, View], steps: int
) -> None:
    map_, view = drawn
    assume(len(EveryWorld(map_, view).variables) <= 10)
    reasoner, free = Reasoner(map_, budget=Budget(steps)), Reasoner(map_)
    for thing in [thing for thing in map_.things.values() if isinstance(thing, Statement)]:
        function, whole = (one.function(thing.id, view) for one in (reasoner, free))
        sets = failure(function)
        assert sets.count == (failure(whole).count if sets.exact else 0)
        found = importance(function, reasoner.numbers(view))
        other = importance(whole, free.numbers(view))
        assert other is not None
        assert found is None or found.probability == pytest.approx(other.probability, abs=NOISE)


def claim(id_: str) -> Statement:
    return Statement(id=id_, is_a="claim")


def attack(id_: str, target: str, node: str) -> Argument:
    return Argument(id=id_, target=target, against=True, premises=(Premise(node=node, role="because"),))


def clique(many: int) -> ArgumentMap:
    """So many claims of which each attacks all others."""
    ids = [f"c{number}" for number in range(many)]
    attacks = [attack(f"{one}-{other}", other, one) for one in ids for other in ids if one != other]
    return ArgumentMap([*map(claim, ids), *attacks])


def test_a_clique_of_attacks_is_worked_out_exactly_and_quickly() -> None:
    reasoner = Reasoner(clique(30))
    function = reasoner.function("c0", View())
    assert function.exact
    assert sufficient(function).count == 1
    assert len(failure(function).first(40)) == 30
    assert reasoner.budget.left > Budget().left * 3 // 4


def test_parts_spend_of_the_whole_and_give_back_what_they_drop() -> None:
    whole = Budget(100, 10)
    part = whole.part(2)
    part.spend(40, 8)
    assert (whole.left, whole.kept, part.left) == (60, 8, 10)
    with pytest.raises(TooHardError):
        part.spend(11)
    assert not whole.spent
    with pytest.raises(TooHardError):
        whole.part().spend(1, 3)
    part.release()
    assert whole.kept == 3
    assert not whole.spent


def test_a_question_about_many_hard_things_ends_when_its_budget_does() -> None:
    map_ = clique(12)
    reasoner = Reasoner(map_, budget=Budget(20_000))
    for number in range(200):
        view = View(deny=frozenset([f"c{1 + number % 11}"]), assume=frozenset([f"c{number}-none"]))
        probability(reasoner.function("c0", view), reasoner.numbers(view))
    assert reasoner.budget.left > -20_000


def test_beyond_the_budget_no_cell_of_a_matrix_is_an_outcome() -> None:
    map_ = ArgumentMap(
        [
            Statement(id="p", is_a="problem"),
            Statement(id="x", is_a="proposal"),
            Statement(id="s", is_a="scenario"),
            claim("q"),
            Argument(
                id="a", target="p",
                premises=(Premise(node="x", role="because"), Premise(node="q", role="assuming")),
            ),
            attack("b", "q", "s"),
        ]
    )  # fmt: skip
    assert matrix(Reasoner(map_), View()).technique("x", "s").outcome == "breaks"
    cell = matrix(Reasoner(map_, budget=Budget(0)), View()).technique("x", "s")
    assert cell.outcome == "too hard"
    assert not cell.exact


def test_what_proposals_cannot_do_without_needs_no_diagram_where_nothing_stands_in_the_way() -> None:
    many = 40
    steps = [
        Argument(
            id=f"a{number}", target="p",
            premises=(Premise(node=f"x{number}", role="because"), Premise(node="q", role="unstated")),
        )
        for number in range(many)
    ]  # fmt: skip
    proposals = [Statement(id=f"x{number}", is_a="proposal") for number in range(many)]
    found = bottlenecks(ArgumentMap([Statement(id="p", is_a="problem"), claim("q"), *proposals, *steps]), "p", View())
    assert {one.id: one.share for one in found.premises}["q"] == 1


def test_the_rules_behind_something_are_told_without_its_function() -> None:
    map_ = clique(5)
    reasoner = Reasoner(map_, budget=Budget(0))
    behind = reasoner.holding(View()).behind("c0")
    assert behind == cone(map_, Numbers(map_, View()), ["c0"])
    assert len(reasoner.circuit) == 1
