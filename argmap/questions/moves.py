"""How far something moves in a person's view with another person's numbers instead of the person's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from argmap.logic.holding import Function, Reasoner
from argmap.logic.probability import Probability, probability
from argmap.logic.swing import Swing, held_function, interaction, swing
from argmap.logic.view import Number, Numbers, Variable, View
from argmap.model import Credence, Interval
from argmap.questions.views import interval_json

LEAST: Final = 0.05
"""How far a crux moves things."""

_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where something goes in a person's view with the other's number for one thing, and by how much."""

    person: str
    before: Interval
    after: Interval
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
    """How a target moves in one person's view, with `others` numbers instead of their `own`."""

    def __init__(
        self, reasoner: Reasoner, target: str, view: View, own: Mapping[str, Credence], others: Mapping[str, Credence]
    ) -> None:
        assert view.person is not None
        self.reasoner = reasoner
        self.target = target
        self.view = view
        self.person = view.person
        self.own = own
        self.others = others
        self._moves: dict[str, Move] = {}

    @property
    def function(self) -> Function:
        """When the target holds, with nothing held."""
        return self.reasoner.function(self.target, self.view)

    def bears(self, id_: str) -> bool:
        """Whether anything leads from it to the target."""
        return id_ in self.reasoner.holding(self.view).behind(self.target)

    def held(self, id_: str) -> bool:
        """Whether its number is not what the view takes anyway: it is derived, attacked, or no step's strength."""
        held = self._held(id_)[0]
        return (held.lower, held.upper) != (self.function.lower, self.function.upper)

    def move(self, id_: str) -> Move:
        """What one number does."""
        if id_ not in self._moves:
            self._moves[id_] = self._move(id_)
        return self._moves[id_]

    def _move(self, id_: str) -> Move:
        function, numbers, (variable,) = self._held(id_)
        before, after = (probability(function, numbers, {variable: _number(by[id_])}) for by in (self.own, self.others))
        change = self._change(id_)
        by = Swing(low=0, high=0) if change == _NO_CHANGE else _difference(before, after)
        if by is None:
            by = swing(function, variable, numbers).times(change)
        return Move(person=self.person, before=_bounds(before), after=_bounds(after), by=by)

    def swing(self, id_: str) -> Swing:
        """The most that it can do: from 0 to 1."""
        function, numbers, (variable,) = self._held(id_)
        return swing(function, variable, numbers)

    def joint(self, one: str, other: str) -> JointMove:
        """What two numbers do together."""
        function, numbers, (first, second) = held_function(self.reasoner, self.target, self.view, (one, other))
        before, after = (
            probability(function, numbers, {first: _number(by[one]), second: _number(by[other])})
            for by in (self.own, self.others)
        )
        sum_ = self.move(one).by.plus(self.move(other).by)
        by = _difference(before, after)
        if by is not None:
            return JointMove(person=self.person, by=by, sum=sum_, more=by.plus(sum_.times(_MINUS)))
        changes = self._change(one), self._change(other)
        # One after the other: the first while the second is at the other's number already.
        ways = (
            swing(function, variable, numbers, {fixed: _number(at)}).times(change)
            for variable, fixed, at, change in (
                (first, second, self.others[other], changes[0]),
                (second, first, self.own[one], changes[1]),
            )
        )
        by = next(ways).plus(next(ways))
        if self.held(one) or self.held(other):
            more = by.plus(sum_.times(_MINUS))
        else:
            more = interaction(function, (first, second), numbers).times(changes[0]).times(changes[1])
        return JointMove(person=self.person, by=by, sum=sum_, more=more)

    def _held(self, id_: str) -> tuple[Function, Numbers, tuple[Variable, ...]]:
        return held_function(self.reasoner, self.target, self.view, (id_,))

    def _change(self, id_: str) -> Interval:
        own, others = self.own[id_], self.others[id_]
        return Interval(low=others.low - own.high, high=others.high - own.low)


_MINUS: Final = Interval(low=-1, high=-1)
_NO_CHANGE: Final = Interval(low=0, high=0)


def _difference(before: Probability, after: Probability) -> Swing | None:
    """The difference of two values; None where one of them is known by its bounds only."""
    if before.low != before.high or after.low != after.high:
        return None
    by = after.low - before.low
    return Swing(low=by, high=by, exact=before.exact and after.exact)


def _number(value: Interval) -> Number:
    return Number(value.low, value.high, "held")


def _bounds(found: Probability) -> Interval:
    return Interval(low=found.low, high=found.high)
