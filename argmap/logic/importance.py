"""How much each leaf matters for something: the measures of reliability engineering.

All come from the probability with the leaf true and with it false, and these for all leaves from one pass up and one
down the diagrams. Of the lower function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import cos, inf, pi
from typing import Final, NamedTuple

from argmap.logic.groups import Groups
from argmap.logic.holding import Function
from argmap.logic.probability import in_choices, used_variables
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

    None where it would be 0/0. With a member of a `group` of alternatives true the others are not, with it false they
    share what it leaves (None where nothing else is possible); the share is that of the whole group.
    """

    variable: Variable
    if_true: float
    if_false: float | None
    birnbaum: float | None
    criticality: float | None
    fussell_vesely: float | None
    achievement: float | None
    reduction: float | None
    shapley: float
    group: str | None = None


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
    lower = replace(function, upper=function.lower)
    used = used_variables(lower)
    structural = is_structural(used, numbers)
    number = single(numbers, function.reasoner.groups, structural=structural)
    groups = function.reasoner.groups
    program = _program(lower)
    shares = _shapley(lower, number)
    if program is None or shares is None:
        return None
    p, slopes = program.slopes(number)
    by_slope = dict(zip(program.variables, slopes, strict=True))
    made = []
    for leaf in used:
        if leaf.of != "leaf":
            continue
        if leaf.id in groups.of:
            conditioned = _of_member(lower, leaf, number, p)
            if conditioned is None:
                return None
            group = groups.of[leaf.id].id
            share = shares.get(Variable("switch", group), 0.0)
            made.append(_importance(leaf, conditioned, p, share, group))
        else:
            made.append(_importance(leaf, _of_leaf(number(leaf), by_slope.get(leaf, 0.0), p), p, shares.get(leaf, 0.0)))
    made.sort(key=lambda one: (one.birnbaum is None, -(one.birnbaum or 0.0), one.variable))
    middled = any(not numbers[v].is_point for v in used if not (structural and v.of == "leaf"))
    return Importances(probability=p, leaves=tuple(made), structural=structural, middled=middled)


def is_structural(used: Iterable[Variable], numbers: Numbers) -> bool:
    """Whether a leaf has no number, so that all count as ½, and the outcomes of a group as equally likely."""
    return any(variable.of == "leaf" and numbers[variable].unknown for variable in used)


def single(numbers: Numbers, groups: Groups, *, structural: bool) -> Callable[[Variable], float]:
    """One number for each variable, choices and switches included: the middle, or what counts where one is unknown."""

    def number(variable: Variable) -> float:
        if variable.of == "switch":
            return 1.0
        if structural and variable.of == "leaf":
            return HALF
        if structural and variable.of == "choice":
            member, before = variable.choice
            group = groups.of[member]
            return 1 / (len(group.members) - len(before) + (not group.exhaustive))
        return numbers[variable].middle

    return number


def birnbaum(function: Function, number: Callable[[Variable], float]) -> dict[Variable, float | None] | None:
    """How much likelier something surely is with each leaf true than with it false; None beyond the budget.

    Of a member of a group None where it cannot be false.
    """
    lower = replace(function, upper=function.lower)
    program = _program(lower)
    if program is None:
        return None
    p, slopes = program.slopes(number)
    found: dict[Variable, float | None] = dict(zip(program.variables, slopes, strict=True))
    for leaf in used_variables(lower):
        if leaf.of == "leaf" and leaf.id in function.reasoner.groups.of:
            conditioned = _of_member(lower, leaf, number, p)
            if conditioned is None:
                return None
            found[leaf] = conditioned.moves
    return found


def _program(function: Function) -> Program | None:
    """What works out a function's lower bound with single numbers; None beyond the budget."""
    program = function.reasoner.program(in_choices(function).lower)
    return program if program.exact else None


class _Conditioned(NamedTuple):
    """How likely a leaf is; p with it so, and with it not so (None: it cannot be), and what the one is more."""

    chance: float
    if_true: float
    if_false: float | None
    moves: float | None


def _of_leaf(chance: float, slope: float, p: float) -> _Conditioned:
    return _Conditioned(chance, p + (1 - chance) * slope, p - chance * slope, slope)


def _of_member(
    function: Function, leaf: Variable, number: Callable[[Variable], float], p: float
) -> _Conditioned | None:
    """The same of a member of a group, which conditions the others; None beyond the budget."""
    literal = function.reasoner.circuit.variable(leaf)
    alone = replace(function, lower=literal, upper=literal)
    parts = [_program(one) for one in (alone, function.restrict({leaf: True}))]
    if None in parts:
        return None
    chance, if_true = (part.slopes(number)[0] for part in parts if part is not None)
    if chance < 1 - ROUNDING:
        if_false = (p - chance * if_true) / (1 - chance)
        return _Conditioned(chance, if_true, if_false, if_true - if_false)
    group = function.reasoner.groups.of[leaf.id]
    none = function.restrict({Variable("leaf", id_): False for id_ in group.members})
    left = _program(none)
    if left is None:
        return None
    if group.exhaustive:
        return _Conditioned(1.0, if_true, None, None)
    if_false = left.slopes(number)[0]
    return _Conditioned(1.0, if_true, if_false, if_true - if_false)


def _importance(
    leaf: Variable, conditioned: _Conditioned, p: float, share: float, group: str | None = None
) -> Importance:
    chance, if_true, if_false, moves = conditioned
    noise = ROUNDING * max(p, abs(moves or 0.0))
    moves = 0.0 if moves is not None and abs(moves) < noise else moves
    if_true = 0.0 if abs(if_true) < noise else if_true
    if_false = 0.0 if if_false is not None and abs(if_false) < noise else if_false
    without = None if if_false is None else _ratio(if_false, p)
    if without is not None and abs(without - 1) < ROUNDING:
        without = 1.0
    return Importance(
        variable=leaf,
        if_true=if_true,
        if_false=if_false,
        birnbaum=moves,
        criticality=None if moves is None else _ratio(moves * chance, p),
        fussell_vesely=None if without is None else 1 - without,
        achievement=_ratio(if_true, p),
        reduction=None if if_false is None else _ratio(p, if_false),
        shapley=share,
        group=group,
    )


def _ratio(one: float, other: float) -> float | None:
    if other:
        return one / other
    return None if not one else inf if one > 0 else -inf


def _shapley(function: Function, number: Callable[[Variable], float]) -> dict[Variable, float] | None:
    """Each leaf's Shapley value in the game in which leaves let in have their number, and the others are false.

    A group of alternatives is one player, let in by its switch. The value is the player's number times the mean of its
    slope as all grow together from 0 to their numbers (Owen 1972): a polynomial, which Gauss's rule integrates exactly
    with half as many points as there are players. Fewer will do where half as many again make no difference. None
    beyond the budget.
    """
    switched = function.reasoner.groups.composed([function], switched=True)[0]
    program = function.reasoner.program(switched.lower)
    if not program.exact:
        return None
    players = [variable for variable in program.variables if variable.of in ("leaf", "switch")]
    most = max((len(players) + 1) // 2, 1)
    count = min(5, most)
    shares = _mean_slopes(program, number, count)
    while count < most:
        count = min(count * 3 // 2 + 1, most)
        before, shares = shares, _mean_slopes(program, number, count)
        greatest = max(map(abs, shares), default=0.0)
        if all(abs(one - other) <= SETTLED * greatest for one, other in zip(before, shares, strict=True)):
            break
    means = dict(zip(program.variables, shares, strict=True))
    return {player: number(player) * means[player] for player in players}


def _mean_slopes(program: Program, number: Callable[[Variable], float], count: int) -> list[float]:
    total = [0.0] * len(program.variables)
    for at, weight in _gauss(count):

        def grown(variable: Variable, at: float = at) -> float:
            return at * number(variable) if variable.of in ("leaf", "switch") else number(variable)

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
