"""Alternatives that exclude each other, and premises that something does not hold: cases whose answers are known."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run

from argmap.errors import ViewError
from argmap.logic.core import core
from argmap.logic.holding import Reasoner
from argmap.logic.importance import importance
from argmap.logic.probability import Probability, probability
from argmap.logic.standing import Standing
from argmap.logic.view import View
from argmap.model import (
    Argument,
    ArgumentMap,
    Credence,
    Exclusive,
    Interval,
    Person,
    Position,
    Premise,
    PremiseRole,
    Statement,
    Thing,
)
from argmap.questions.bottlenecks import bottlenecks
from argmap.questions.cruxes import cruxes
from argmap.questions.sets import minimal_sets
from argmap.questions.standing import stand_of, stand_words
from argmap.questions.weighing import weighed
from argmap.trace import trace

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


def test_sets_leave_out_what_no_world_allows() -> None:
    map_ = takeoff(0.5, 0.3, 0.2, exhaustive=True)
    found = minimal_sets(Reasoner(map_), "takeoff", View())
    assert [[value.variable.id for value in one.values] for one in found.first] == [["fast"], ["medium"], ["slow"]]
    assert (found.count, found.core, found.always) == (3, (), True)
    failing = minimal_sets(Reasoner(map_), "takeoff", View(), "failure")
    assert (failing.count, failing.why, failing.always) == (0, "always", True)
    left = minimal_sets(Reasoner(takeoff(0.5, 0.3, 0.2)), "takeoff", View(), "failure")
    assert (left.count, left.always) == (1, False)


def test_two_alternatives_together_are_no_sufficient_set() -> None:
    things = [leaf("c"), leaf("a"), leaf("b"), leaf("x"), step("both", "c", "a", "b"), step("one", "c", "a", "x")]
    map_ = ArgumentMap([*things, Exclusive(id="g", members=("a", "b"))])
    found = minimal_sets(Reasoner(map_), "c", View())
    assert [[value.variable.id for value in one.values] for one in found.first] == [["a", "x"]]
    assert core(Reasoner(map_), "c", View(), ["a", "b", "x"]) == {"a": True, "b": False, "x": True}


def test_core_asks_of_what_must_not_hold_that_it_does() -> None:
    map_ = ArgumentMap([leaf("c"), leaf("a"), leaf("b"), step("only", "c", "a", assuming=("!b",))])
    assert core(Reasoner(map_), "c", View(), ["a", "b"], lacking=["b"]) == {"a": True, "b": True}
    more = ArgumentMap([*map_.things.values(), step("else", "c", "a")])
    assert core(Reasoner(more), "c", View(), ["a", "b"], lacking=["b"]) == {"a": True, "b": False}


def test_importance_of_a_member_conditions_its_group() -> None:
    map_ = takeoff(0.5, 0.3, 0.2)
    found = importance(Reasoner(map_).function("doom", View()), Reasoner(map_).numbers(View()))
    assert found is not None
    by_id = {one.variable.id: one for one in found.leaves}
    assert (by_id["slow"].if_true, by_id["slow"].if_false) == pytest.approx((0.1, 0.5))
    assert {one.group for one in found.leaves} == {"speed"}
    assert [one.shapley for one in found.leaves] == pytest.approx([0.3] * 3)


def test_what_cannot_be_false_has_no_importance() -> None:
    map_ = takeoff(1.0, 0.0, 0.0, exhaustive=True)
    found = importance(Reasoner(map_).function("doom", View()), Reasoner(map_).numbers(View()))
    assert found is not None
    (slow,) = (one for one in found.leaves if one.variable.id == "slow")
    assert (slow.if_true, slow.if_false, slow.birnbaum, slow.criticality) == (pytest.approx(0.1), None, None, None)


def test_standing_tries_each_member_of_an_exhaustive_group() -> None:
    map_ = ArgumentMap(
        [
            *(leaf(id_, kind="scenario") for id_ in ("a", "b")),
            leaf("either"), leaf("first"),
            step("e1", "either", "a"), step("e2", "either", "b"), step("f", "first", "a"),
            Exclusive(id="g", members=("a", "b"), exhaustive=True),
        ]
    )  # fmt: skip
    standing = Standing(map_, View(), ["either", "first"])
    assert (standing.label("either"), standing.label("first")) == ("in", "undecided")
    assert standing.reason("first") == ("depends", "g")
    assert standing.circle("first") == ()
    assert Standing(map_, View(assume=frozenset(["b"])), ["first"]).label("first") == "out"
    assert "it depends on which of g holds" in stand_words(map_, stand_of(standing, "first"))


def test_members_of_a_group_are_denied_and_so_is_what_stands_under_not_only() -> None:
    map_ = ArgumentMap(
        [
            *(leaf(id_) for id_ in ("a", "b", "c", "d", "p")),
            step("c1", "c", "a"), step("d1", "d", "!p"), Exclusive(id="g", members=("a", "b")),
        ]
    )  # fmt: skip
    standing = Standing(map_, View(), ["c", "d"])
    assert (standing.label("c"), standing.label("d")) == ("out", "in")
    assert standing.denied == ("a", "p")


def test_a_person_s_numbers_for_a_group_are_theirs_alone() -> None:
    map_ = takeoff(0.5, 0.3, 0.2, exhaustive=True)
    position = Position(id="pos", person="ann", target="slow", credence=said(0.4))
    with_ann = ArgumentMap([*map_.things.values(), Person(id="ann"), position])
    found = of(with_ann, "doom", View(person="ann"))
    assert (found.low, found.high) == pytest.approx((0.04 + 0.6 * 0.3, 0.04 + 0.6 * 0.8))
    assert (found.unknown_leaves, [v.id for v in found.fallen_back if v.of == "leaf"]) == (2, [])


def test_many_groups_at_once_are_bounded_and_say_whether_exactly() -> None:
    things: list[Thing] = [leaf("c")]
    for number in range(8):
        names = [f"g{number}-m{member}" for member in range(5)]
        things += [leaf(name, (0.1, 0.4)) for name in names]
        things.append(Exclusive(id=f"g{number}", members=tuple(names)))
        things.append(step(f"a{number}", "c", names[0], names[1] if number % 2 else f"!{names[1]}"))
    found = of(ArgumentMap(things), "c")
    assert 0 < found.low < found.high < 1
    assert found.high == pytest.approx(1 - 0.6**4, abs=0.1)


def test_a_bottleneck_can_be_that_something_does_not_hold() -> None:
    things = [
        leaf("p", kind="problem"), leaf("x", kind="proposal"), leaf("y", kind="proposal"), leaf("q"),
        step("sx", "p", "x", assuming=("!q",)), step("sy", "p", "y"),
    ]  # fmt: skip
    found = bottlenecks(ArgumentMap(things), "p", View())
    (one,) = (premise for premise in found.premises if premise.id == "q")
    assert (one.core_for, one.share) == (("x",), 0.5)
    assert [use.negated for use in one.uses] == [True]
    assert [escape.proposal for escape in one.escapes] == ["y"]
    assert {proposal.id for proposal in found.proposals} == {"x", "y"}


def test_what_a_proposal_s_argument_denies_makes_no_proposal_for_it() -> None:
    things = [leaf("p", kind="problem"), leaf("x", kind="proposal"), leaf("y", kind="proposal")]
    found = bottlenecks(ArgumentMap([*things, step("s", "p", "x", "!y")]), "p", View())
    assert [proposal.id for proposal in found.proposals] == ["x"]


def test_trace_weighs_what_must_not_hold_by_assuming_it() -> None:
    map_ = ArgumentMap([leaf("c"), leaf("a"), leaf("b"), step("only", "c", "a", assuming=("!b",))])
    found = weighed(map_, trace(map_, "c"), View())
    assert {one.id: one.core for one in found.trace.assumptions} == {"b": True}
    more = ArgumentMap([*map_.things.values(), step("else", "c", "a")])
    found = weighed(more, trace(more, "c"), View())
    assert {one.id: one.core for one in found.trace.assumptions} == {"b": False}


def test_the_numbers_of_a_group_are_one_crux() -> None:
    things = takeoff(0.5, 0.3, 0.2).things.values()
    numbers = {"ann": (0.8, 0.1, 0.1), "bob": (0.1, 0.1, 0.8)}
    people: list[Thing] = [Person(id=person) for person in numbers]
    positions = [
        Position(id=f"pos-{person}-{id_}", person=person, target=id_, credence=said(value))
        for person, values in numbers.items()
        for id_, value in zip(SPEEDS, values, strict=True)
    ]
    answer = cruxes(Reasoner(ArgumentMap([*things, *people, *positions])), "doom", View(), ("ann", "bob"))
    (one,) = answer.candidates
    assert (one.id, one.crux) == ("speed", "double")
    assert (one.moves[0].by.low, one.moves[1].by.high) == pytest.approx((0.68 - 0.19, 0.19 - 0.68))
    assert one.as_json()["members"]["fast"] == [{"low": 0.1, "high": 0.1}, {"low": 0.8, "high": 0.8}]


@pytest.mark.parametrize("question", ["credence", "sets", "importance", "trace"])
@pytest.mark.parametrize("options", [("--deny", "slow,medium,fast"), ("--assume", "slow,fast")])
def test_every_question_refuses_a_view_that_no_world_allows(
    run: Run, tmp_path: Path, question: str, options: tuple[str, str]
) -> None:
    path = tmp_path / "speed.yaml"
    path.write_text(
        """
        format: argmap/1
        statements: {doom: {kind: concern}, slow: {kind: scenario}, medium: {kind: scenario}, fast: {kind: scenario}}
        exclusive: {speed: {of: [slow, medium, fast], exhaustive: true}}
        arguments: {a: {for: doom, because: [slow]}, b: {for: doom, because: [fast]}}
        """
    )
    answer = run("-m", path, question, "doom", *options)
    assert (answer.status, answer.out) == (2, "")
    assert len(answer.err.splitlines()) == 1
    assert "'speed'" in answer.err
