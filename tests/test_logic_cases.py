"""Small maps whose answers are known, large ones that must not be too deep, and ones that are too hard."""

from __future__ import annotations

import pytest
from brute_force import EveryWorld
from hypothesis import assume, given
from hypothesis import strategies as st
from reasoning_maps import VALUES, maps_and_views, thoroughly

from argmap.errors import ArgmapError
from argmap.logic.core import core
from argmap.logic.holding import Reasoner
from argmap.logic.importance import importance
from argmap.logic.probability import Probability, probability, what_if
from argmap.logic.sets import defeats, failure, sufficient
from argmap.logic.solutions import Value
from argmap.logic.standing import Standing
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Credence, Interval, Person, Position, Premise, PremiseRole, Statement


def exactly(value: float) -> Credence:
    return Credence(low=value, high=value)


def claim(id_: str, credence: float | None = None, otherwise: float | None = None) -> Statement:
    said, else_ = (None if value is None else exactly(value) for value in (credence, otherwise))
    return Statement(id=id_, is_a="claim", credence=said, otherwise=else_)


def step(id_: str, target: str, *because: str, against: bool = False, strength: float | None = None) -> Argument:
    premises = tuple(Premise(node=node, role="because") for node in because)
    said = None if strength is None else exactly(strength)
    return Argument(id=id_, target=target, against=against, premises=premises, strength=said, always=not because)


def of(map_: ArgumentMap, target: str, view: View | None = None, **options: int) -> Probability:
    reasoner = Reasoner(map_, **options)  # type: ignore[arg-type]  # only numbers are given here
    return probability(reasoner.function(target, view or View()), reasoner.numbers(view or View()))


def ids(values: tuple[Value, ...]) -> list[str]:
    return [("" if value.holds else "not ") + value.variable.id for value in values]


def test_six_premises_make_less_than_their_worst() -> None:
    numbers = (0.80, 0.95, 0.40, 0.65, 0.50, 0.65)
    premises = [claim(f"p{number}", value) for number, value in enumerate(numbers)]
    map_ = ArgumentMap([claim("c"), *premises, step("a", "c", *(premise.id for premise in premises))])
    assert of(map_, "c").low == of(map_, "c").high == pytest.approx(0.06422)


def test_a_circle_of_support_holds_nothing_up() -> None:
    map_ = ArgumentMap([claim("p"), claim("q"), step("a", "p", "q"), step("b", "q", "p")])
    assert (of(map_, "p").low, of(map_, "p").high) == (0, 0)
    assert Standing(map_, View(), ["p"]).label("p") == "out"
    assert Standing(map_, View(), ["p"]).reason("p").why == "circle"


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5])
def test_circles_of_attack_leave_their_members_undecided(length: int) -> None:
    attacks = [step(f"a{n}", f"c{(n + 1) % length}", f"c{n}", against=True) for n in range(length)]
    map_ = ArgumentMap([*(claim(f"c{n}", 1.0) for n in range(length)), *attacks])
    found = of(map_, "c0")
    assert (found.low, found.high, found.undecided, found.exact) == (0, 1, 1, True)


def test_an_undercut_of_an_undercut_reinstates() -> None:
    things = [claim("c"), claim("p", 0.9), claim("q", 0.5), claim("r", 0.2), step("a", "c", "p")]
    attacked = ArgumentMap([*things, step("b", "a", "q", against=True)])
    reinstated = ArgumentMap([*attacked.things.values(), step("d", "b", "r", against=True)])
    assert of(attacked, "c").low == pytest.approx(0.9 * 0.5)
    assert of(reinstated, "c").low == pytest.approx(0.9 * (1 - 0.5 * 0.8))


def test_what_two_arguments_share_is_counted_once() -> None:
    map_ = ArgumentMap(
        [
            *(claim("c"), claim("m"), claim("x", 0.5), claim("y", 0.5), claim("z", 0.5)),
            *(step("s", "m", "x", strength=0.8), step("a", "c", "m", "y"), step("b", "c", "m", "z")),
        ]
    )
    assert of(map_, "c").low == pytest.approx(0.8 * 0.5 * 0.75)


def test_an_exception_is_what_a_sufficient_set_then_needs_something_against() -> None:
    roles: dict[str, PremiseRole] = {"p": "because", "q": "unless"}
    unless = Argument(id="a", target="c", premises=tuple(Premise(node=node, role=role) for node, role in roles.items()))
    map_ = ArgumentMap([claim("c"), claim("p"), claim("q"), claim("b"), unless, step("d", "q", "b", against=True)])
    found = sufficient(Reasoner(map_).function("c", View()))
    assert [ids(values) for values in found.first(9)] == [["p"]]
    (defeat,) = defeats(found, found.first(1)[0])
    assert (defeat.by, defeat.needs) == (("q",), (("b",),))
    assert [ids(values) for values in failure(Reasoner(map_).function("c", View())).first(9)] == [
        ["not p"],
        ["not b", "q"],
    ]


def test_a_later_position_counts_and_what_is_held_beats_it() -> None:
    days = {"": 0.1, "2022-01-01": 0.2, "2023-01-01": 0.3}
    positions = [
        Position(id=f"pos-{on}", person="ann", target="p", on=on, credence=exactly(value)) for on, value in days.items()
    ]
    map_ = ArgumentMap(
        [Person(id="ann"), claim("c"), claim("p", 0.9), claim("q", 0.5), *positions, step("a", "c", "p", "q")]
    )
    ann = View(person="ann")
    assert of(map_, "c").low == pytest.approx(0.45)
    assert of(map_, "c", ann).low == pytest.approx(0.15)
    assert [variable.id for variable in of(map_, "c", ann).fallen_back] == ["q"]
    assert of(map_, "c", ann.fixing(hold={"p": exactly(0.4)})).low == pytest.approx(0.2)
    assert of(map_, "c", ann.fixing(hold={"p": exactly(0.4)}).fixing(deny=["p"])).low == 0


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (View(person="anne"), "nothing in this map has the id 'anne'; nearest: ann"),
        (View(person="p"), "'p' is a claim; a view is a person's"),
        (View(assume=frozenset({"pp"})), "nothing in this map has the id 'pp'; nearest: p"),
        (View(deny=frozenset({"ann"})), "'ann' is a person; only statements and arguments can be held fixed"),
        (
            View(assume=frozenset({"p"}), deny=frozenset({"p"})),
            "'p' cannot be held in two ways at once: --assume and --deny",
        ),
        (View(hold={"p": Interval(low=0.5, high=1.5)}), "'p' is held at 0.5..1.5, which is no probability"),
    ],
)
def test_a_view_that_cannot_be_taken_is_refused(view: View, message: str) -> None:
    with pytest.raises(ArgmapError) as refused:
        view.check(ArgumentMap([Person(id="ann"), claim("p")]))
    assert str(refused.value) == message


@thoroughly
@given(maps_and_views(grouped=True), st.data())
def test_holding_one_thing_otherwise_is_the_view_that_does(
    drawn: tuple[ArgumentMap, View], data: st.DataObject
) -> None:
    map_, view = drawn
    things = [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]
    target, changed = data.draw(st.sampled_from(things)), data.draw(st.sampled_from(things))
    value = data.draw(st.sampled_from(VALUES))
    oracle = EveryWorld(map_, view.fixing(hold={changed: exactly(value)}))
    assume(len(oracle.variables) <= 10 and sum(1 for _ in oracle.vertices()) <= 32)
    reasoner = Reasoner(map_)
    probability(reasoner.function(target, view), reasoner.numbers(view))
    found = what_if(reasoner, target, view, changed, exactly(value))
    assert (found.low, found.high) == pytest.approx(oracle.bounds(target), abs=1e-12)


@thoroughly
@given(maps_and_views(grouped=True))
def test_beyond_the_budget_bounds_are_right_and_nothing_is_told_as_exact(drawn: tuple[ArgumentMap, View]) -> None:
    map_, view = drawn
    oracle = EveryWorld(map_, view)
    assume(len(oracle.variables) <= 10 and sum(1 for _ in oracle.vertices()) <= 32)
    reasoner = Reasoner(map_, steps=0, small=0)
    for thing in oracle.things:
        function = reasoner.function(thing.id, view)
        found = probability(function, reasoner.numbers(view))
        low, high = oracle.bounds(thing.id)
        assert found.low <= low + 1e-12
        assert high <= found.high + 1e-12
        assert not found.exact or (found.low, found.high) == pytest.approx((low, high), abs=1e-12)
        sets = sufficient(function)
        assert not sets.exact or sets.count == len(oracle.sufficient(thing.id))
        assert core(reasoner, thing.id, view, [thing.id])[thing.id] in (None, oracle.can_hold(thing.id) or None)


def test_progress_is_told_past_the_first_second_and_may_stop_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    class StopError(Exception):
        """Raised by who is told."""

    def stop(seconds: float) -> None:
        assert seconds > 1
        raise StopError

    clock = iter(range(10**9))
    monkeypatch.setattr("argmap.logic.budget.time.monotonic", lambda: float(next(clock)))
    rows = [[f"x{row}-{column}" for column in range(40)] for row in range(40)]
    grid = [claim(node, 0.5) for row in rows for node in row]
    lines = [step(f"r{number}", "c", *row) for number, row in enumerate(rows)]
    columns = [step(f"k{number}", "c", *column, against=True) for number, column in enumerate(zip(*rows, strict=True))]
    reasoner = Reasoner(ArgumentMap([claim("c"), *grid, *lines, *columns]), progress=stop)
    function = reasoner.function("c", View())
    for _ in range(2):
        with pytest.raises(StopError):
            probability(function, reasoner.numbers(View()))


def test_ten_thousand_steps_one_behind_the_other_are_not_too_deep() -> None:
    count = 10_000
    chain = [claim(f"s{number}") for number in range(count)] + [claim(f"s{count}", 0.5), claim("q", 0.9)]
    steps = [
        step(f"a{number}", f"s{number}", f"s{number + 1}", *(["q"] if number % 2 else [])) for number in range(count)
    ]
    attacks = [step(f"b{number}", f"a{number}", "r", against=True) for number in range(0, count, 3)]
    map_ = ArgumentMap([*chain, claim("r", 0.1), *steps, *attacks])
    reasoner = Reasoner(map_)
    function = reasoner.function("s0", View())
    assert probability(function, reasoner.numbers(View())).low == pytest.approx(0.9 * 0.5 * 0.9)
    assert [ids(values) for values in sufficient(function).first(2)] == [["q", f"s{count}"]]
    assert failure(function).count == 3
    assert core(reasoner, "s0", View(), ["s7", "q", "r"]) == {"s7": True, "q": True, "r": False}
    assert Standing(map_, View(), ["s0"]).label("s0") == "out"
    found = importance(function, reasoner.numbers(View()))
    assert found is not None
    assert found.leaves[0].birnbaum == pytest.approx(0.81)


def test_circles_of_thousands_are_not_too_deep() -> None:
    count = 3_000
    ring = [step(f"a{number}", f"s{number}", f"s{(number + 1) % count}") for number in range(count)]
    map_ = ArgumentMap(
        [*(claim(f"s{number}") for number in range(count)), claim("x", 0.3), *ring, step("in", "s9", "x")]
    )
    assert of(map_, "s10").low == pytest.approx(0.3)
    assert of(map_, "in").low == pytest.approx(0.3)
