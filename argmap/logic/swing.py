"""How far the probability of something moves with the numbers of one or two of its variables, the rest being equal.

What is unknown or between bounds elsewhere is the same before and after a move. So the bounds are those of the
difference, not the differences of bounds, which would be far wider. What a circle leaves undecided is read the same
way before and after, too: as failing, or as holding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from argmap.logic.holding import Function, Reasoner
from argmap.logic.probability import probability
from argmap.logic.rules import Rule, is_unnamed
from argmap.logic.view import UNKNOWN, Number, Numbers, Variable, View
from argmap.model import Argument, Interval

_HALF: Final = Number(0.5, 0.5, "held")


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing(Interval):
    """Between what a difference of probabilities lies; where the map is too hard, not `exact`, and then wider."""

    exact: bool = True

    def times(self, factor: Interval) -> Swing:
        """The product with something that is independent of it."""
        ends = [one * other + 0.0 for one in (self.low, self.high) for other in (factor.low, factor.high)]  # no -0.0
        return Swing(low=min(ends), high=max(ends), exact=self.exact)

    def within(self, other: Interval) -> Swing:
        """What it has in common with other bounds of the same."""
        return Swing(low=max(self.low, other.low), high=min(self.high, other.high), exact=self.exact)

    def plus(self, other: Swing) -> Swing:
        """The sum, as if the two were independent."""
        return Swing(low=self.low + other.low, high=self.high + other.high, exact=self.exact and other.exact)


def held_function(
    reasoner: Reasoner, target: str, view: View, ids: tuple[str, ...]
) -> tuple[Function, Numbers, tuple[Variable, ...]]:
    """When something holds in a view with these held fixed; the view's numbers; and the variables that hold them.

    The numbers at which they are held are for the caller to give: see `probability`.
    """
    map_ = reasoner.map
    variables = tuple(
        Variable("strength" if isinstance(map_.things.get(id_), Argument) else "leaf", id_) for id_ in ids
    )
    holding = reasoner.holding(view)
    function = holding.function(target)
    behind = holding.behind(target)
    plain = (behind.get(v.id) in (None, Rule(id=v.id, least=1, own=(v,))) for v in variables)
    if not all(plain) or any(is_unnamed(map_, id_) for id_ in ids):
        view = view.fixing(hold=dict.fromkeys(ids, Interval(low=0, high=1)))
        function = reasoner.function(target, view)
    return function, reasoner.numbers(view), variables


class Corner(NamedTuple):
    """The least (greatest) probability of something, where it is reached, and how it grows with each number there."""

    probability: float
    slopes: Mapping[Variable, float]
    at: Mapping[Variable, float]

    def with_(self, variable: Variable, value: float) -> float:
        """The probability with another number for one variable."""
        return self.probability + (value - self.at.get(variable, value)) * self.slopes.get(variable, 0.0)


def corner(
    function: Function, numbers: Numbers, changed: Mapping[Variable, Number], *, greatest: bool
) -> Corner | None:
    """The least probability of where something surely holds (the greatest of where it may), with slopes.

    Where what has no single number counts one way, one pass does for all variables: moving any of them leaves the
    others where they are. Else None, and where the map is too hard.
    """
    ways = _ways(function)
    open_ = (variable for variable in ways if not (changed.get(variable) or numbers[variable]).is_point)
    if any(len(ways[variable]) > 1 for variable in open_):
        return None
    program = function.reasoner.program(function.upper if greatest else function.lower)
    if not program.exact:
        return None

    def end(variable: Variable) -> float:
        number = changed.get(variable) or numbers[variable]
        return number.high if (1 in ways[variable]) == greatest else number.low

    p, slopes = program.slopes(end)
    return Corner(
        p,
        dict(zip(program.variables, slopes, strict=True)),
        {variable: end(variable) for variable in program.variables},
    )


def swing(
    function: Function, variable: Variable, numbers: Numbers, changed: Mapping[Variable, Number] | None = None
) -> Swing:
    """The probability with the variable true less that with it false: Birnbaum's importance (1969), or its bounds.

    `changed` are numbers other than those of the view. Where the variable counts one way, that is how probable it is
    that it decides. Else, with the variable at ½, P(F ≡ v) = ½ P(F | v) + ½ (1 − P(F | not v)), a probability with
    bounds like any other.
    """
    changed = changed or {}
    return _hull(_swing(one, variable, numbers, changed) for one in _readings(function))


def _swing(function: Function, variable: Variable, numbers: Numbers, changed: Mapping[Variable, Number]) -> Swing:
    decides = _decides(function, variable, numbers, changed)
    if decides is not None:
        pivotal, sign = decides
        return _scaled(pivotal, changed, numbers, sign, 0)
    return _scaled(_alike(function, _of(function, variable)), {**changed, variable: _HALF}, numbers, 2, -1)


def interaction(function: Function, variables: tuple[Variable, Variable], numbers: Numbers) -> Swing:
    """What two variables do together beyond what each does alone: P(1, 1) − P(1, 0) − P(0, 1) + P(0, 0).

    Where the first counts one way, that is how much likelier it decides with the second than without. Else, with both
    at ½, it is 4 · P(F ≡ (v ≡ w)) − 2.
    """
    return _hull(_interaction(one, *variables, numbers) for one in _readings(function))


def _interaction(function: Function, first: Variable, second: Variable, numbers: Numbers) -> Swing:
    decides = _decides(function, first, numbers, {second: UNKNOWN})
    if decides is not None:
        found = _swing(decides[0], second, numbers, {})
        return found.times(Interval(low=decides[1], high=decides[1]))
    both = _alike(_of(function, first), _of(function, second))
    return _scaled(_alike(function, both), {first: _HALF, second: _HALF}, numbers, 4, -2)


def _readings(function: Function) -> list[Function]:
    """With what is undecided read as failing, and as holding."""
    return [replace(function, lower=one, upper=one) for one in dict.fromkeys((function.lower, function.upper))]


def _hull(swings: Iterable[Swing]) -> Swing:
    found = list(swings)
    return Swing(
        low=min(one.low for one in found), high=max(one.high for one in found), exact=all(one.exact for one in found)
    )


def _decides(
    function: Function, variable: Variable, numbers: Numbers, changed: Mapping[Variable, Number]
) -> tuple[Function, int] | None:
    """Where a variable decides, if it never counts the other way; and whether it counts for (1) or against (-1)."""
    with_, without = function.restrict({variable: True}), function.restrict({variable: False})
    gains, losses = with_ & ~without, without & ~with_
    ways = _ways(function).get(variable, set())
    for pivotal, other, sign in ((gains, losses, 1), (losses, gains, -1)):
        certain = -sign not in ways and variable.id not in function.reasoner.groups.of
        if certain or probability(other, numbers, changed).high == 0:
            return pivotal, sign
    return None


def _ways(function: Function) -> dict[Variable, set[int]]:
    """Whether each variable counts for (1) or against a function (-1), as far as its gates tell."""
    circuit = function.reasoner.circuit
    waiting = list({function.lower, function.upper})
    seen = set(waiting)
    found: dict[Variable, set[int]] = {}
    for literal in waiting:
        more = {part ^ literal & 1 for part in circuit.inputs[literal >> 1]} - seen
        seen |= more
        waiting += more
        if literal >> 1 in circuit.variables:
            found.setdefault(circuit.variables[literal >> 1], set()).add(-1 if literal & 1 else 1)
    return found


def _of(function: Function, variable: Variable) -> Function:
    literal = function.reasoner.circuit.variable(variable)
    return Function(function.reasoner, literal, literal)


def _alike(one: Function, other: Function) -> Function:
    """Where both hold, or neither does."""
    return (one & other) | (~one & ~other)


def _scaled(
    function: Function, changed: Mapping[Variable, Number], numbers: Numbers, factor: float, shift: float
) -> Swing:
    found = probability(function, numbers, changed)
    low, high = sorted((factor * found.low + shift, factor * found.high + shift))
    return Swing(low=low, high=high, exact=found.exact)
