"""How much each leaf matters for something: the measures of reliability engineering.

All come from the probability with the leaf true and with it false, and these for all leaves from one pass up and one
down the diagrams. Of the lower function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, inf, pi
from typing import Final

from argmap.logic.holding import Function
from argmap.logic.probability import used_variables
from argmap.logic.program import Program
from argmap.logic.view import Numbers, Variable

HALF: Final = 0.5
ROUNDING: Final = 1e-12
"""What is smaller than this share of the probability is rounding."""
SETTLED: Final = 1e-9
"""Two rules that differ by no more than this share of the greatest slope agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """What a variable does for something of probability p; `if_true` and `if_false` are p with it so.

    - birnbaum: if_true − if_false (Birnbaum 1969)
    - criticality: birnbaum · its probability / p
    - fussell_vesely: 1 − if_false / p
    - achievement: if_true / p, reduction: p / if_false (the worths; infinite where only the divisor is 0)
    - shapley: its share of p, when leaves are let in one after the other, in any order, and denied before

    None where it would be 0/0.
    """

    variable: Variable
    if_true: float
    if_false: float
    birnbaum: float
    criticality: float | None
    fussell_vesely: float | None
    achievement: float | None
    reduction: float | None
    shapley: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Importances:
    """The importance of every leaf that makes a difference, the greatest Birnbaum first, then by id.

    Where a leaf has no number they are `structural`: every leaf is taken as ½. Intervals count as their middle, and
    then `middled` says so. None where the function is too hard.
    """

    probability: float
    leaves: tuple[Importance, ...]
    structural: bool
    middled: bool


def importance(function: Function, numbers: Numbers) -> Importances | None:
    """How much each leaf matters for where something surely holds; None beyond the budget."""
    if not function.exact:
        return None
    lower = Function(function.reasoner, function.lower, function.lower)
    used = used_variables(lower)
    structural = any(variable.of == "leaf" and numbers[variable].unknown for variable in used)

    def number(variable: Variable) -> float:
        if structural and variable.of == "leaf":
            return HALF
        low, high, _ = numbers[variable]
        return (low + high) / 2

    program = function.reasoner.program(function.lower)
    if not program.exact:
        return None
    p, slopes = program.slopes(number)
    birnbaum = dict(zip(program.variables, slopes, strict=True))
    leaves = [variable for variable in used if variable.of == "leaf"]
    shares = _shapley(program, number, leaves)
    made = [_importance(leaf, number(leaf), p, birnbaum[leaf], shares[leaf]) for leaf in leaves]
    made.sort(key=lambda one: (-one.birnbaum, one.variable))
    middled = any(not numbers[v].is_point for v in used if not (structural and v.of == "leaf"))
    return Importances(probability=p, leaves=tuple(made), structural=structural, middled=middled)


def _importance(leaf: Variable, chance: float, p: float, birnbaum: float, share: float) -> Importance:
    if_true, if_false = p + (1 - chance) * birnbaum, p - chance * birnbaum
    if_true, if_false = (
        0.0 if abs(value) < ROUNDING * max(p, abs(birnbaum)) else value for value in (if_true, if_false)
    )
    without = _ratio(if_false, p)
    return Importance(
        variable=leaf,
        if_true=if_true,
        if_false=if_false,
        birnbaum=birnbaum,
        criticality=_ratio(birnbaum * chance, p),
        fussell_vesely=None if without is None else 1 - without,
        achievement=_ratio(if_true, p),
        reduction=_ratio(p, if_false),
        shapley=share,
    )


def _ratio(one: float, other: float) -> float | None:
    if other:
        return one / other
    return None if not one else inf if one > 0 else -inf


def _shapley(
    program: Program, number: Callable[[Variable], float], leaves: Sequence[Variable]
) -> dict[Variable, float]:
    """Each leaf's Shapley value in the game in which leaves let in have their number, and the others are false.

    It is the leaf's number times the mean of its slope as all leaves grow together from 0 to their numbers (Owen
    1972): a polynomial, which Gauss's rule integrates exactly with half as many points as there are leaves. Fewer
    will do where half as many again make no difference.
    """
    most = max((len(leaves) + 1) // 2, 1)
    count = min(5, most)
    shares = _mean_slopes(program, number, count)
    while count < most:
        count = min(count * 3 // 2 + 1, most)
        before, shares = shares, _mean_slopes(program, number, count)
        greatest = max(map(abs, shares), default=0.0)
        if all(abs(one - other) <= SETTLED * greatest for one, other in zip(before, shares, strict=True)):
            break
    means = dict(zip(program.variables, shares, strict=True))
    return {leaf: number(leaf) * means[leaf] for leaf in leaves}


def _mean_slopes(program: Program, number: Callable[[Variable], float], count: int) -> list[float]:
    total = [0.0] * len(program.variables)
    for at, weight in _gauss(count):

        def grown(variable: Variable, at: float = at) -> float:
            return at * number(variable) if variable.of == "leaf" else number(variable)

        _, slopes = program.slopes(grown)
        total = [sum_ + weight * slope for sum_, slope in zip(total, slopes, strict=True)]
    return total


def _gauss(count: int) -> list[tuple[float, float]]:
    """The points and weights of Gauss's rule on [0, 1]: the roots of Legendre's polynomial, by Newton's method."""
    points = []
    for number in range(count):
        x = cos(pi * (number + 0.75) / (count + 0.5))
        for _ in range(20):
            here, before = 1.0, 0.0
            for degree in range(1, count + 1):
                here, before = ((2 * degree - 1) * x * here - (degree - 1) * before) / degree, here
            slope = count * (x * here - before) / (x * x - 1)
            step = here / slope
            x -= step
            if abs(step) < 1e-15:
                break
        points.append(((1 - x) / 2, 1 / ((1 - x * x) * slope * slope)))
    return points
