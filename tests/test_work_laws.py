"""Who does the work, against every world of random maps; and shares of probabilities, against many values of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

import pytest
from brute_force import Ends, EveryWorld, Variable
from hypothesis import assume, given
from hypothesis import strategies as st
from proposal_maps import proposal_maps
from reasoning_maps import VARIABLES, reasoning_maps, thoroughly, views

from argmap.logic.holding import Reasoner
from argmap.logic.joint import Range, difference, share
from argmap.logic.view import View, declared
from argmap.model import Argument, ArgumentMap, Interval, Person, Position, Statement, Thing
from argmap.questions.routes import arguments_of, assumptions_of
from argmap.questions.shares import NO_ALTERNATIVE, NO_GAIN
from argmap.questions.work import Work, work

CLOSE = 1e-9
OPEN = 3
"""The most variables without a single number, of which all ends are tried."""


class Event:
    """Where something surely holds and where it may, in all worlds of a view, to be weighed with any numbers."""

    def __init__(self, map_: ArgumentMap, view: View, *ids: str) -> None:
        self.every = EveryWorld(map_, view)
        assume(len(self.every.variables) <= VARIABLES)
        self.lower = self.upper = self.every.all
        for id_ in ids:
            self.lower &= self.every.lower[id_]
            self.upper &= self.every.upper[id_]

    def numbers(self) -> dict[Variable, Ends]:
        worlds = self.every
        return {v: worlds.number(v) for v in worlds.variables if worlds.matters(self.lower, v) or self.upper_too(v)}

    def upper_too(self, variable: Variable) -> bool:
        return self.every.matters(self.upper, variable)

    def weigh(self, chances: dict[Variable, float]) -> Ends:
        given_ = [chances.get(variable, 0.0) for variable in self.every.variables]
        return self.every.weight(self.lower, given_), self.every.weight(self.upper, given_)


def corners(events: Iterable[Event], nudges: tuple[float, ...] = (0.0,)) -> Iterator[dict[Variable, float]]:
    """Every choice of an end for all that these events hang on; or of places a little inside of it."""
    numbers: dict[Variable, Ends] = {}
    for event in events:
        numbers |= event.numbers()
    open_ = [variable for variable, (low, high) in numbers.items() if low < high]
    assume(len(open_) <= OPEN)
    fixed = {variable: low for variable, (low, high) in numbers.items() if low == high}
    places = [[low + n * (high - low) for n in nudges] + [high - n * (high - low) for n in nudges]
              for low, high in (numbers[variable] for variable in open_)]  # fmt: skip
    for values in product(*places):
        yield fixed | dict(zip(open_, values, strict=True))


@st.composite
def cases(draw: st.DrawFn) -> tuple[ArgumentMap, View, str]:
    """A map of proposals for a problem, a view, and an assumption; mostly one that the proposal's arguments make."""
    map_ = draw(st.one_of(proposal_maps(), proposal_maps(), reasoning_maps().map(renamed)))
    assume({"p", "x"} <= map_.things.keys())
    assume(arguments_of(map_, "x", "p"))
    others = [statement.id for statement in map_.of_type(Statement) if statement.id not in "px"]
    asked = [*assumptions_of(arguments_of(map_, "x", "p")), *others]
    asked = [id_ for id_ in asked if id_ not in ("p", "x")]
    assume(asked)
    return map_, draw(views(map_)), draw(st.sampled_from(asked))


def renamed(map_: ArgumentMap) -> ArgumentMap:
    """Any map, with two of its statements taken for problem and proposal."""
    names = {"s0": "p", "s1": "x"}

    def new(thing: Thing) -> Thing:
        if isinstance(thing, Argument):
            premises = tuple(replace(one, node=names.get(one.node, one.node)) for one in thing.premises)
            return replace(thing, premises=premises, target=names.get(thing.target, thing.target))
        if isinstance(thing, Statement):
            return replace(thing, id=names.get(thing.id, thing.id), is_a="proposal")
        assert isinstance(thing, Person | Position)
        return replace(thing, target=names.get(thing.target, thing.target)) if isinstance(thing, Position) else thing

    return ArgumentMap(map(new, map_.things.values()))


def views_of(answer: Work, assumption: str) -> dict[str | None, dict[str, View]]:
    """For each proposal the three views in which the question asks about it, by the words of its definition."""
    others = [id_ for id_ in answer.alternatives if id_ != assumption]
    found = {}
    for holds in (None, answer.proposal, *others):
        denied = {answer.proposal, *others} - {holds}
        assumed = {holds} - {None}
        found[holds] = {
            "without": answer.view.fixing(assume=assumed, deny=denied | {assumption}),
            "granted": answer.view.fixing(assume=assumed | {assumption}, deny=denied),
            "held": answer.view.fixing(assume=assumed, deny=denied),
        }
    return found


def within(value: float, range_: Range) -> bool:
    return range_.low - CLOSE <= value <= range_.high + CLOSE


@given(cases())
@thoroughly
def test_work_is_what_every_world_says(case: tuple[ArgumentMap, View, str]) -> None:
    map_, view, assumption = case
    proposal, problem = "x", "p"
    answer = work(Reasoner(map_), proposal, problem, view, assumption)
    (result,) = answer.results
    asked = views_of(answer, assumption)
    others = [id_ for id_ in asked if id_ not in (None, proposal)]
    base = [Event(map_, asked[id_]["without"], problem) for id_ in (None, *others)]
    full = Event(map_, asked[proposal]["granted"], problem)
    options = [Event(map_, asked[id_]["granted"], problem) for id_ in others]
    for range_, events in ((result.base, base), (result.full, [full]), (result.other, options)):
        if range_ is None:
            assert not events
            continue
        found = [[event.weigh(chances) for event in events] for chances in corners(events)]
        low, high = min(max(e[0] for e in one) for one in found), max(max(e[1] for e in one) for one in found)
        assert within(low, range_)
        assert range_.high == pytest.approx(high)
        if range_.exact:
            assert range_.low == pytest.approx(low)
    if not options:
        assert (result.workshare, result.marginal, result.best, result.why) == (None, None, None, NO_ALTERNATIVE)
        return
    assert result.best in others
    assert result.marginal is not None
    found = [(full.weigh(chances), [option.weigh(chances) for option in options])
             for chances in corners([full, *options])]  # fmt: skip
    low = min(f[0] - max(o[1] for o in os) for f, os in found)
    high = max(f[1] - max(o[0] for o in os) for f, os in found)
    assert result.marginal.low == pytest.approx(low)
    assert within(high, result.marginal)
    if result.marginal.exact:
        assert result.marginal.high == pytest.approx(high)
    if result.workshare is None:
        assert result.why == NO_GAIN
    for chances in corners([full, *options, *base], (0.0, 1e-3, 0.3)):
        ends = [max(option.weigh(chances)[end] for option in options) for end in (0, 1)]
        none = [max(event.weigh(chances)[end] for event in base) for end in (0, 1)]
        whole = full.weigh(chances)
        if whole[0] - none[1] > CLOSE:
            assert result.workshare is not None
            assert within(min(max((ends[0] - none[1]) / (whole[1] - none[1]), 0), 1), result.workshare)
            assert within(min(max((ends[1] - none[0]) / (whole[0] - none[0]), 0), 1), result.workshare)


@given(cases())
@thoroughly
def test_the_structural_answer_is_that_at_the_middle_and_turns_with_what_turns_it(
    case: tuple[ArgumentMap, View, str],
) -> None:
    map_, view, assumption = case
    answer = work(Reasoner(map_), "x", "p", view, assumption)
    (result,) = answer.results
    marginal, structural = result.marginal, result.structural
    if marginal is not None:
        assert (structural is not None) == (marginal.low < -1e-12 < 1e-12 < marginal.high)
    if structural is None:
        return
    asked = views_of(answer, assumption)
    others = [id_ for id_ in asked if id_ not in (None, "x")]
    base = [Event(map_, asked[id_]["without"], "p") for id_ in (None, *others)]
    full, *options = (Event(map_, asked[id_]["granted"], "p") for id_ in ("x", *others))
    numbers: dict[Variable, Ends] = {}
    for event in (full, *options, *base):
        numbers |= event.numbers()
    middle = {variable: sum(ends) / 2 for variable, ends in numbers.items()}
    share = structural.share
    assert share.full[:2] == pytest.approx(full.weigh(middle))
    assert share.base[:2] == pytest.approx([max(event.weigh(middle)[end] for event in base) for end in (0, 1)])
    if marginal is None:
        assert (share.other, share.marginal, structural.turns) == (None, None, None)
        return
    assert share.other is not None
    assert share.other[:2] == pytest.approx([max(event.weigh(middle)[end] for event in options) for end in (0, 1)])

    def sign(chances: dict[Variable, float]) -> int:
        difference = full.weigh(chances)[0] - max(option.weigh(chances)[0] for option in options)
        return (difference > CLOSE) - (difference < -CLOSE)

    now = sign(middle)
    expected = {
        variable
        for variable, (low, high) in numbers.items()
        if low < high and any(low <= to <= high and sign(middle | {variable: to}) not in (0, now) for to in (0.2, 0.8))
    }
    assert structural.turns is not None
    assert {turn.variable for turn in structural.turns} == expected
    for turn in structural.turns:
        assert sign(middle | {turn.variable: turn.to}) == (turn.difference > 0) - (turn.difference < 0)


@given(cases())
@thoroughly
def test_worlds_hold_the_assumption_at_what_is_declared(case: tuple[ArgumentMap, View, str]) -> None:
    map_, view, assumption = case
    proposal, problem = "x", "p"
    answer = work(Reasoner(map_), proposal, problem, view, assumption)
    (result,) = answer.results
    asked = views_of(answer, assumption)
    said = declared(map_, view, assumption)
    hold = {assumption: Interval(low=said[0].low, high=said[0].high)} if said and assumption not in view.fixed else {}
    upper = Event(map_, asked[proposal]["held"].fixing(hold=hold), problem, assumption)
    found = [upper.weigh(chances) for chances in corners([upper])]
    assert result.upper.low == pytest.approx(min(low for low, _ in found))
    assert result.upper.high == pytest.approx(max(high for _, high in found))
    if result.added is None:
        assert not result.rivals
        return
    others = [Event(map_, asked[id_]["held"].fixing(hold=hold), problem, assumption) for id_ in result.rivals]
    less = [(u[0] - o[1], u[1] - o[0]) for u, o in pairs(upper, others)]
    assert result.added.low == pytest.approx(min(low for low, _ in less), abs=CLOSE)
    assert result.added.high == pytest.approx(max(high for _, high in less), abs=CLOSE)


def pairs(one: Event, others: Iterable[Event]) -> Iterator[tuple[Ends, Ends]]:
    """One event weighed with each of the others, at all ends."""
    for other in others:
        for chances in corners([one, other]):
            yield one.weigh(chances), other.weigh(chances)


@given(reasoning_maps(), st.data())
@thoroughly
def test_shares_and_differences_are_worked_out_jointly(map_: ArgumentMap, data: st.DataObject) -> None:
    ids = [statement.id for statement in map_.of_type(Statement)]
    reasoner = Reasoner(map_)
    chosen = [data.draw(st.sampled_from(ids)) for _ in range(3)]
    part, none, whole = (reasoner.function(id_, View()) for id_ in chosen)
    assume(part.decided and none.decided and whole.decided)
    number = reasoner.numbers(View()).__getitem__
    o, b, f = (Event(map_, View(), id_) for id_ in chosen)
    apart = [f.weigh(chances)[0] - b.weigh(chances)[0] for chances in corners([b, f])]
    gain = difference(whole, none, number)
    assert gain == pytest.approx((min(apart), max(apart), True))
    found = share(part, none, whole, number)
    if found is None:
        assert max(apart) <= CLOSE
        return
    inside = []
    for chances in corners([o, b, f], (0.0, 1e-5, 0.5)):
        taken, lost, all_ = (event.weigh(chances)[0] for event in (o, b, f))
        if all_ - lost > 1e-11:
            inside.append(min(max((taken - lost) / (all_ - lost), 0.0), 1.0))
    assert all(within(value, Range(found.low - 1e-6, found.high + 1e-6)) for value in inside)
    if found.exact:
        assert min(inside) == pytest.approx(found.low, abs=0.01)
        assert max(inside) == pytest.approx(found.high, abs=0.01)
