"""Differences and shares of probabilities over all that is unknown or between bounds, at once and not one by one.

Two probabilities that hang on the same unknown leaf move together, so that the bounds of each say little of their
difference. A difference of two is the probability of a mixture: with a coin s, p(s and f, or neither s nor g) is
half of 1 + p(f) − p(g). So the engine finds its extremes, as of any probability: a mixture is linear in every
variable, hence extreme at ends. A share (o − b) / (f − b) is linear in nothing, but is at least t where
o − (1 − t)·b − t·f is at least 0 (Dinkelbach 1967), which is a mixture again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from argmap.logic.holding import Function, Reasoner
from argmap.logic.probability import ends, in_choices
from argmap.logic.view import Number, Variable

NOISE: Final = 1e-12
"""What is no more than rounding."""

ROUNDS: Final = 60
"""How many shares are tried before the last that surely is one counts; a dozen are seldom needed."""

NEAR: Final = 1e-3
"""How near to the bound of a share to come where it is not exact anyway."""

_COIN: Final = Variable("leaf", "")
_PART: Final = Variable("leaf", "/")
"""Variables that no map can have, as their ids are none."""

_HALF: Final = Number(0.5, 0.5, "held")

NumberOf = Callable[[Variable], Number]


class Range(NamedTuple):
    """Between what a value lies; where it is not exact, the true bounds lie within these."""

    low: float
    high: float
    exact: bool = True

    @property
    def is_point(self) -> bool:
        """Whether it is one value."""
        return self.high - self.low <= NOISE


def span(function: Function, number: NumberOf) -> Range:
    """The least probability of where something surely holds, and the greatest of where it may."""
    function = in_choices(function)
    low, _, low_exact = ends(function.reasoner, function.lower, number)
    _, high, high_exact = ends(function.reasoner, function.upper, number)
    return Range(low, max(low, high), function.exact and low_exact and high_exact)


def difference(first: Function, second: Function, number: NumberOf) -> Range:
    """Between what the first probability less the second lies."""
    first, second = _together(first, second)
    one, other = span(first, number), span(second, number)
    apart = less(one, other)
    if one.is_point or other.is_point or _independent((first, second), number):
        return apart._replace(exact=one.exact and other.exact)
    low, _, low_exact = _mixed(first.reasoner, first.lower, second.upper, number)
    _, high, high_exact = _mixed(first.reasoner, first.upper, second.lower, number)
    exact = first.exact and second.exact and low_exact and high_exact
    return _within(Range(low, high, exact), apart)


def _mixed(reasoner: Reasoner, f: int, g: int, number: NumberOf) -> tuple[float, float, bool]:
    """The extremes of one literal's probability less another's, and whether they are exact."""
    circuit = reasoner.circuit
    coin = circuit.variable(_COIN)
    mixture = circuit.any_of((circuit.all_of((coin, f)), circuit.all_of((coin ^ 1, g ^ 1))))
    low, high, exact = ends(reasoner, mixture, lambda v: _HALF if v == _COIN else number(v))
    return 2 * low - 1, 2 * high - 1, exact


def never_less(first: Function, second: Function, number: NumberOf) -> bool:
    """Whether the first is surely as likely as the second may be, whatever is unknown; false where that is too hard."""
    if span(first, number).low >= span(second, number).high - NOISE:
        return True

    def halfway(variable: Variable) -> Number:
        return number(variable).at_middle

    first, second = _together(first, second)
    if span(first, halfway).low < span(second, halfway).high - NOISE:
        return False
    return _mixed(first.reasoner, first.lower, second.upper, number)[0] >= -NOISE


def never_more(first: Function, second: Function, number: NumberOf) -> bool:
    """Whether the first is the second, or surely no likelier, whatever is unknown; false where that is too hard."""
    return (first.lower, first.upper) == (second.lower, second.upper) or never_less(second, first, number)


def share(part: Function, none: Function, whole: Function, number: NumberOf) -> Range | None:
    """Between what (part − none) / (whole − none) lies, cut to [0, 1], where whole is more than none.

    None where it nowhere is. Where it is so for some values of what is unknown and the other way round for others,
    the bounds may be wider than they need be.
    """
    part, none, whole = _together(part, none, whole)
    gain = difference(whole, none, number)
    if gain.high <= NOISE:
        return None
    if never_more(part, none, number):
        return Range(0.0, 0.0)
    o, b, f = (span(function, number) for function in (part, none, whole))
    apart = share_apart(o, b, f)
    if apart is None or (o.is_point and b.is_point and f.is_point):
        return apart

    def mixed(share_: float, *literals: int) -> tuple[float, float, bool]:
        circuit = part.reasoner.circuit
        coin, way = circuit.variable(_COIN), circuit.variable(_PART)
        taken, lost, left = literals
        rest = circuit.any_of((circuit.all_of((way, left ^ 1)), circuit.all_of((way ^ 1, lost ^ 1))))
        mixture = circuit.any_of((circuit.all_of((coin, taken)), circuit.all_of((coin ^ 1, rest))))
        numbers = {_COIN: _HALF, _PART: Number(share_, share_, "held")}
        return ends(part.reasoner, mixture, lambda variable: numbers.get(variable) or number(variable))

    exact = [part.exact and none.exact and whole.exact and gain.low >= -NOISE]

    def least(share_: float) -> float:
        low, _, surely = mixed(share_, part.lower, none.upper, whole.upper)
        exact.append(surely)
        return 2 * low - 1

    def most(share_: float) -> float:
        _, high, surely = mixed(share_, part.upper, none.lower, whole.lower)
        exact.append(surely)
        return 2 * high - 1

    low = _last(least, exact)
    high = 1 - _last(lambda t: -most(1 - t), exact)
    return _within(Range(low, max(low, high), all(exact)), apart)


def share_apart(part: Range, none: Range, whole: Range) -> Range | None:
    """What `share` gives for what is known of each of the three alone: right, but wider where they move together."""
    if whole.high - none.low <= NOISE:
        return None
    low = _share(part.low, none.high, whole.high)
    high = _share(part.high, none.low, whole.low, otherwise=1.0)
    return Range(low, max(low, high), part.is_point and none.is_point and whole.is_point)


def less(one: Range, other: Range) -> Range:
    """Between what a value less another lies, for what is known of each alone."""
    return Range(one.low - other.high, one.high - other.low, one.is_point or other.is_point)


def any_of(ranges: Sequence[Range]) -> Range:
    """Between what a value lies that is one of these, not known which."""
    low, high = min(one.low for one in ranges), max(one.high for one in ranges)
    return Range(low, high, len(ranges) == 1 and ranges[0].exact)


def greatest(functions: Sequence[Function], number: NumberOf) -> Range:
    """Between what the greatest of some probabilities lies."""
    functions = _together(*functions)
    ranges = [span(function, number) for function in functions]
    found = greatest_of(ranges)
    if not found.exact and all(range_.exact for range_ in ranges) and _alike(functions, number):
        return found._replace(exact=True)
    return found


def greatest_of(ranges: Sequence[Range]) -> Range:
    """Between what the greatest of some values lies: of several, the lower bound may be lower than it need be."""
    low, high = max(one.low for one in ranges), max(one.high for one in ranges)
    return Range(low, high, all(one.exact for one in ranges) and (len(ranges) == 1 or high - low <= NOISE))


def least_of(ranges: Sequence[Range]) -> Range:
    """Between what the least of some values lies."""
    low, high, exact = greatest_of([Range(-one.high, -one.low, one.exact) for one in ranges])
    return Range(-high, -low, exact)


def _share(part: float, none: float, whole: float, otherwise: float = 0.0) -> float:
    """The share for single values, cut to [0, 1]; the other value where whole is no more than none."""
    if whole - none <= NOISE:
        return otherwise
    return min(max((part - none) / (whole - none), 0.0), 1.0)


def _last(function: Callable[[float], float], exact: Sequence[bool]) -> float:
    """The last place in [0, 1] where a concave function, straight in pieces, is not negative; 0 where it begins so.

    The line through two places where it is negative meets zero where it is still not positive, and there exactly if
    the two are on its last piece (the secant method, from one side). Until there are two, halves are tried. Where the
    function itself turns out to be no more than a bound, coming near is enough.
    """
    if function(0.0) < -NOISE:
        return 0.0
    at = 1.0
    low, negative = 0.0, list[tuple[float, float]]()
    for _ in range(ROUNDS):
        here = function(at)
        if here >= -NOISE:
            low = at
            if len(negative) != 1:
                break
        else:
            negative = [*negative[-1:], (at, here)]
        if not all(exact) and negative[-1][0] - low < NEAR:
            break
        at = (low + negative[-1][0]) / 2
        if len(negative) == 2:
            (right, under), (left, above) = negative
            slope = (above - under) / (right - left)
            at = max(left + above / slope, low) if slope > NOISE else at
    return low


def _within(one: Range, other: Range) -> Range:
    """What both allow."""
    low, high = max(one.low, other.low), min(one.high, other.high)
    return Range(low, max(low, high), one.exact)


def _together(*functions: Function) -> list[Function]:
    """The functions in independent variables that they have in common."""
    return functions[0].reasoner.groups.composed(functions)


def _alike(functions: Iterable[Function], number: NumberOf) -> bool:
    """Whether each variable without a single number counts one way in all of these, so that all are least at once."""
    ways: dict[Variable, set[bool]] = {}
    for function in functions:
        circuit = function.reasoner.circuit
        seen = {function.lower, function.upper}
        waiting = list(seen)
        for literal in waiting:
            if (variable := circuit.variables.get(literal >> 1)) is not None:
                ways.setdefault(variable, set()).add(bool(literal & 1))
            more = {part ^ literal & 1 for part in circuit.inputs[literal >> 1]} - seen
            seen |= more
            waiting += more
    return all(
        number(variable).is_point or (len(found) == 1 and variable.of != "choice") for variable, found in ways.items()
    )


def _independent(functions: Iterable[Function], number: NumberOf) -> bool:
    """Whether no two of these hang on the same variable, or group, without a single number."""
    seen: set[Variable | int] = set()
    for function in functions:
        found = ((variable, number(variable)) for variable in function.variables)
        open_ = {variable if of.chances is None else id(of.chances) for variable, of in found if not of.is_point}
        if not seen.isdisjoint(open_):
            return False
        seen |= open_
    return True
