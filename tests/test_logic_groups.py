"""Alternatives that exclude each other, and premises that something does not hold: cases whose answers are known."""

from __future__ import annotations

import pytest

from argmap.errors import ViewError
from argmap.logic.holding import Reasoner
from argmap.logic.probability import Probability, probability
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Credence, Exclusive, Interval, Premise, PremiseRole, Statement, Thing

SPEEDS = ("slow", "medium", "fast")


def said(bounds: float | tuple[float, float] | None) -> Credence | None:
    if bounds is None:
        return None
    low, high = bounds if isinstance(bounds, tuple) else (bounds, bounds)
    return Credence(low=low, high=high)


def leaf(id_: str, bounds: float | tuple[float, float] | None = None, kind: str = "claim") -> Statement:
    return Statement(id=id_, is_a=kind, credence=said(bounds))  # type: ignore[arg-type]  # a kind


def step(
    id_: str, target: str, *because: str, strength: float | None = None, against: bool = False,
    at_least: int | None = None, assuming: tuple[str, ...] = (),
) -> Argument:  # fmt: skip
    """An argument; a premise that begins with `!` is that something does not hold."""
    offered: list[tuple[str, PremiseRole]] = [(node, "because") for node in because]
    taken: list[tuple[str, PremiseRole]] = [(node, "assuming") for node in assuming]
    premises = tuple(
        Premise(node=node.removeprefix("!"), role=role, negated=node.startswith("!")) for node, role in offered + taken
    )
    return Argument(
        id=id_, target=target, against=against, premises=premises, strength=said(strength), at_least=at_least,
        always=not premises,
    )  # fmt: skip


def takeoff(*chances: float | tuple[float, float] | None, exhaustive: bool = False) -> ArgumentMap:
    things: list[Thing] = [leaf("takeoff"), leaf("doom", kind="concern")]
    things += [leaf(id_, chance, "scenario") for id_, chance in zip(SPEEDS, chances, strict=True)]
    things.append(step("one-of", "takeoff", *SPEEDS, at_least=1))
    things += [
        step(f"d{number}", "doom", id_, strength=strength)
        for number, id_, strength in zip((1, 2, 3), SPEEDS, (0.1, 0.3, 0.8), strict=True)
    ]
    return ArgumentMap([*things, Exclusive(id="speed", members=SPEEDS, exhaustive=exhaustive)])


def of(map_: ArgumentMap, target: str, view: View | None = None) -> Probability:
    reasoner = Reasoner(map_)
    return probability(reasoner.function(target, view or View()), reasoner.numbers(view or View()))


def bounds(map_: ArgumentMap, target: str, view: View | None = None) -> object:
    found = of(map_, target, view)
    assert found.exact
    return pytest.approx(found.low), pytest.approx(found.high)


def point(value: float) -> tuple[float, float]:
    return value, value


@pytest.mark.parametrize("exhaustive", [False, True])
def test_alternatives_are_counted_once(exhaustive: bool) -> None:
    map_ = takeoff(0.5, 0.3, 0.2, exhaustive=exhaustive)
    assert point(1) == bounds(map_, "takeoff")
    assert point(0.3) == bounds(map_, "doom")
    assert point(0.5) == bounds(map_, "doom", View(deny=frozenset(["slow"])))
    assert point(0.1) == bounds(map_, "doom", View(assume=frozenset(["slow"])))
    assert point(0.2 * 0.1 + 0.8 * 0.5) == bounds(map_, "doom", View(hold={"slow": Interval(low=0.2, high=0.2)}))


def test_bounds_go_over_the_vertices_of_the_chances() -> None:
    assert bounds(takeoff((0.2, 0.6), (0.2, 0.6), (0.2, 0.6), exhaustive=True), "doom") == (0.28, 0.56)
    assert bounds(takeoff(None, None, None, exhaustive=True), "doom") == (0.1, 0.8)
    assert bounds(takeoff(None, None, None), "doom") == (0, 0.8)
    assert bounds(takeoff(0.5, None, None, exhaustive=True), "doom") == (0.05 + 0.3 * 0.5, 0.05 + 0.8 * 0.5)


def test_chances_that_are_off_by_a_little_are_scaled() -> None:
    assert point(1) == bounds(takeoff(0.502, 0.301, 0.2), "takeoff")
    assert point(1) == bounds(takeoff(0.499, 0.3, 0.2, exhaustive=True), "takeoff")


@pytest.mark.parametrize(
    ("view", "says"),
    [
        (View(assume=frozenset(["slow", "fast"])), "'slow' and 'fast' exclude each other"),
        (View(assume=frozenset(["slow"]), hold={"fast": Interval(low=0.3, high=0.3)}), "come to 1.3"),
        (View(deny=frozenset(SPEEDS)), "one of the group 'speed' must hold"),
    ],
)
def test_a_view_that_no_world_allows_is_refused(view: View, says: str) -> None:
    with pytest.raises(ViewError, match=says) as raised:
        view.check(takeoff(0.5, 0.3, 0.2, exhaustive=True))
    assert "\n" not in str(raised.value)


def test_a_proof_by_cases_is_certain() -> None:
    cases = [leaf("r"), leaf("p", 0.3), step("yes", "r", "p"), step("no", "r", "!p")]
    assert point(1) == bounds(ArgumentMap(cases), "r")
    attacked = [*cases, leaf("z", 0.4), step("attack", "p", "z", against=True)]
    assert point(1) == bounds(ArgumentMap(attacked), "r")
    assert point(0.18) == bounds(ArgumentMap(attacked), "p")


def test_what_holds_because_it_does_not_is_undecided() -> None:
    found = of(ArgumentMap([leaf("p"), step("self", "p", "!p")]), "p")
    assert (found.low, found.high, found.undecided) == (0, 1, 1)


def test_negated_premises_count_among_those_of_which_some_suffice() -> None:
    map_ = ArgumentMap([leaf("c"), leaf("a", 0.5), leaf("b", 0.2), step("two", "c", "a", "!b", "!a", at_least=2)])
    assert point(0.8) == bounds(map_, "c")
