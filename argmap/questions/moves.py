"""How far something moves in a person's view with another person's numbers instead of the person's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from argmap.logic.holding import Function, Reasoner
from argmap.logic.probability import Probability, probability
from argmap.logic.swing import Corner, Swing, corner, held_function, interaction, swing
from argmap.logic.view import Number, Numbers, Variable, View
from argmap.model import Credence, Exclusive, Interval
from argmap.questions.exchanges import Exchange
from argmap.questions.views import interval_json

LEAST: Final = 0.05
"""How far a crux moves things."""

_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where something goes in a person's view with the other's number for one thing, and by how much."""

    person: str
    before: Swing
    after: Swing
    by: Swing

    @property
    def crux(self) -> bool | None:
        """Whether that is far; None where the bounds leave it open."""
        return far(self.by)

    def as_json(self) -> dict[str, Any]:
        """The move as `argmap-cruxes/1` has it."""
        return {
            "person": self.person,
            "from": interval_json(self.before),
            "to": interval_json(self.after),
            "move": interval_json(self.by),
            "crux": self.crux,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class JointMove:
    """How far the other's numbers for two things move something together, and by how much `more` than the `sum`."""

    person: str
    by: Swing
    sum: Swing
    more: Swing

    @property
    def crux(self) -> bool | None:
        """Whether it goes that much further, the way it goes; None where the bounds leave it open."""
        ways = [way for way, end in ((1, self.by.high), (-1, -self.by.low)) if end > _ROUNDING]
        found = {far(self.more, way) for way in ways} or {False}
        return found.pop() if len(found) == 1 else None

    def as_json(self) -> dict[str, Any]:
        """The move as `argmap-cruxes/1` has it."""
        return {
            "person": self.person,
            "move": interval_json(self.by),
            "sum": interval_json(self.sum),
            "crux": self.crux,
        }


def far(by: Interval, way: int = 0) -> bool | None:
    """Whether a difference is large enough, in a direction (0: either); None where its bounds leave that open."""
    low, high = (by.low, by.high) if way >= 0 else (-by.high, -by.low)
    if way == 0 and low < 0:
        low, high = (-high, -low) if high <= 0 else (0.0, max(-low, high))
    least = LEAST - _ROUNDING
    return True if low >= least else False if high < least else None


class Moves:
    """How a target moves in one person's view, with `others` numbers (the `other` person's) instead of their `own`.

    Those of `groups` of alternatives move together.

    Where anything is known by bounds only, differences need functions of their own; `budget` is the reasoner for them.
    """

    def __init__(
        self,
        reasoner: Reasoner,
        target: str,
        view: View,
        own: Mapping[str, Credence],
        others: Mapping[str, Credence],
        budget: Reasoner,
        other: str,
        groups: Sequence[Exclusive] = (),
    ) -> None:
        assert view.person is not None
        self.reasoner = reasoner
        self.target = target
        self.view = view
        self.person = view.person
        self.own = own
        self.others = others
        self._budget = budget
        self.groups = {group.id: group for group in groups}
        self._group_of = {member: group.id for group in groups for member in group.members}
        self.exchange = Exchange(self, other, self.groups)
        self._functions: dict[str, tuple[Function, Numbers, tuple[Variable, ...]]] = {}
        self._moves: dict[str, Move] = {}
        self._corners: dict[tuple[str, str], tuple[Corner | None, Corner | None]] = {}

    @cached_property
    def function(self) -> Function:
        """When the target holds, with nothing held."""
        return self.reasoner.function(self.target, self.view)

    @cached_property
    def probability(self) -> Probability:
        """How likely that is."""
        return probability(self.function, self.reasoner.numbers(self.view))

    def bears(self, id_: str) -> bool:
        """Whether anything leads from it to the target."""
        behind = self.reasoner.holding(self.view).behind(self.target)
        return any(one in behind for one in self._parts(id_))

    def _parts(self, id_: str) -> tuple[str, ...]:
        return self.groups[id_].members if id_ in self.groups else (id_,)

    def held(self, id_: str) -> bool:
        """Whether its number is not what the view takes anyway: it is derived, or attacked."""
        if id_ in self.groups:
            return any(self.reasoner.map.arguments_against(member) for member in self.groups[id_].members)
        held = self._held(id_)[0]
        return (held.lower, held.upper) != (self.function.lower, self.function.upper)

    def quick(self, one: str, other: str) -> bool:
        """Whether what two numbers do together follows from what each does.

        Where neither changes; and where all numbers are known, and neither of the two is held.
        """
        if one in self.groups or other in self.groups:
            return False
        if self._change(one) == self._change(other) == _NO_CHANGE:
            return True
        numbers = self.probability.low == self.probability.high
        points = all(by[id_].low == by[id_].high for by in (self.own, self.others) for id_ in (one, other))
        return numbers and points and not self.held(one) and not self.held(other) and None not in self._corner()

    def move(self, id_: str) -> Move:
        """What one number does, or those of a group; of a member, those of all."""
        id_ = self._group_of.get(id_, id_)
        if id_ not in self._moves:
            self._moves[id_] = self._move(id_)
        return self._moves[id_]

    def _move(self, id_: str) -> Move:
        if id_ in self.groups:
            found = self.exchange.of(id_)
            return Move(person=self.person, before=found.before, after=found.after, by=found.by)
        function, numbers, (variable,) = self._held(id_)
        before, after = self._ends(id_)
        change = self._change(id_)
        if change == _NO_CHANGE:
            by = Swing(low=0, high=0)
        elif before.low == before.high and after.low == after.high:
            by = Swing(low=after.low - before.low, high=after.low - before.low, exact=before.exact and after.exact)
        else:
            by = swing(self.cheaply(function), variable, numbers).times(change)
            if not by.exact:
                by = by.within(after.plus(before.times(_MINUS)))
        return Move(person=self.person, before=before, after=after, by=by)

    def _ends(self, id_: str) -> tuple[Swing, Swing]:
        """The target's probability with the own number, and with the other's."""
        function, numbers, (variable,) = self._held(id_)
        others = self.others[id_]
        low, high = self._corner(id_) if self.held(id_) else self._corner()
        if low is None or high is None:
            before = self.probability
            if self.held(id_):
                before = probability(function, numbers, {variable: _number(self.own[id_])})
            return _bounds(before), _bounds(probability(function, numbers, {variable: _number(others)}))
        ends = (others.low, others.high)
        after_ = min(low.with_(variable, end) for end in ends), max(high.with_(variable, end) for end in ends)
        return (
            Swing(low=low.probability, high=high.probability, exact=function.exact),
            Swing(low=after_[0], high=after_[1], exact=function.exact),
        )

    def _corner(self, held: str = "", moved: str = "") -> tuple[Corner | None, Corner | None]:
        """Where the target is least and most probable, with one thing held, or with the other's number for one."""
        if (held, moved) not in self._corners:
            function, numbers, variables = self._held(held or moved)
            value = self.own[held] if held else self.others[moved] if moved else None
            changed = {} if value is None else {variables[0]: _number(value)}
            low = corner(function, numbers, changed, greatest=False)
            same = low and function.decided and all((changed.get(v) or numbers[v]).is_point for v in low.slopes)
            high = low if same else corner(function, numbers, changed, greatest=True)
            self._corners[held, moved] = low, high
        return self._corners[held, moved]

    def swing(self, id_: str) -> Swing:
        """The most that it can do: from 0 to 1."""
        function, numbers, (variable,) = self._held(id_)
        return swing(self.cheaply(function), variable, numbers)

    def joint(self, one: str, other: str) -> JointMove:
        """What two numbers do together."""
        sum_ = self.move(one).by.plus(self.move(other).by)
        if one in self.groups or other in self.groups:
            by = self.exchange.of(one, other).by
            return JointMove(person=self.person, by=by, sum=sum_, more=by.plus(sum_.times(_MINUS)))
        if self._change(one) == self._change(other) == _NO_CHANGE:
            return JointMove(person=self.person, by=sum_, sum=sum_, more=sum_)
        if self.quick(one, other):
            by = self._together(one, other)
            return JointMove(person=self.person, by=by, sum=sum_, more=by.plus(sum_.times(_MINUS)))
        function, numbers, (first, second) = held_function(self.reasoner, self.target, self.view, (one, other))
        before, after = (
            _bounds(probability(function, numbers, {first: _number(by[one]), second: _number(by[other])}))
            for by in (self.own, self.others)
        )
        by = after.plus(before.times(_MINUS))
        if by.low == by.high:
            return JointMove(person=self.person, by=by, sum=sum_, more=by.plus(sum_.times(_MINUS)))
        function = self.cheaply(function)
        changes = self._change(one), self._change(other)
        # One after the other: the first while the second is at the other's number already.
        ways = (
            swing(function, variable, numbers, {fixed: _number(at)}).times(change)
            for variable, fixed, at, change in (
                (first, second, self.others[other], changes[0]),
                (second, first, self.own[one], changes[1]),
            )
        )
        by = next(ways).plus(next(ways)).within(by)
        if self.held(one) or self.held(other):
            more = by.plus(sum_.times(_MINUS))
        else:
            more = interaction(function, (first, second), numbers).times(changes[0]).times(changes[1])
        return JointMove(person=self.person, by=by, sum=sum_, more=more)

    def _together(self, one: str, other: str) -> Swing:
        """Where all is known: first the one number, then the other's slope with it."""
        corners = self._corner("", one)[0]
        assert corners is not None, "a corner where every number is known is one for any numbers"
        _, _, (second,) = self._held(other)
        by = corners.with_(second, self.others[other].low) - self.probability.low
        return Swing(low=by, high=by, exact=self.probability.exact)

    def _held(self, id_: str) -> tuple[Function, Numbers, tuple[Variable, ...]]:
        if id_ not in self._functions:
            self._functions[id_] = held_function(self.reasoner, self.target, self.view, (id_,) if id_ else ())
        return self._functions[id_]

    def cheaply(self, function: Function) -> Function:
        """The function, with the budget that there is for bounds."""
        return replace(function, reasoner=self._budget)

    def _change(self, id_: str) -> Interval:
        own, others = self.own[id_], self.others[id_]
        return Interval(low=others.low - own.high, high=others.high - own.low)


_MINUS: Final = Interval(low=-1, high=-1)
_NO_CHANGE: Final = Interval(low=0, high=0)


def _number(value: Interval) -> Number:
    return Number(value.low, value.high, "held")


def _bounds(found: Probability) -> Swing:
    return Swing(low=found.low, high=found.high, exact=found.exact)
