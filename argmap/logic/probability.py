"""How likely something is: the least and the greatest value over all that is unknown or between bounds.

Exact, on the diagrams of the function's modules. Beyond the budget the bounds are wider, and say so.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from argmap.logic.bounds import bounded
from argmap.logic.circuit import Circuit
from argmap.logic.holding import Function, Reasoner
from argmap.logic.modules import Cut, Module
from argmap.logic.view import Number, Numbers, Variable

VISITS: Final = 1_000_000
"""How many nodes may be looked at to find one extreme, where leaves count both for and against."""

NOISE: Final = 1e-14
"""Differences that are rounding: either end does."""


class Chance(NamedTuple):
    """A probability and its complement, each to full precision."""

    true: float
    false: float


Span = tuple[Chance, Chance]
"""The least and the greatest a probability can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probability:
    """The least that is certain and the most that is possible, given what is unknown; equal where it is one value.

    `unknown` are the variables behind it without a number, `intervals` those between bounds, `fallen_back` those for
    which the view's person has no number. `undecided` is the (greatest) probability that a circle leaves it open.
    """

    low: float
    high: float
    undecided: float
    unknown: tuple[Variable, ...]
    intervals: tuple[Variable, ...]
    fallen_back: tuple[Variable, ...]
    exact: bool

    @property
    def unknown_leaves(self) -> int:
        """How many leaves have no number."""
        return sum(variable.of == "leaf" for variable in self.unknown)

    @property
    def interval_leaves(self) -> int:
        """How many leaves lie between bounds."""
        return sum(variable.of == "leaf" for variable in self.intervals)


def probability(function: Function, numbers: Numbers, changed: Mapping[Variable, Number] | None = None) -> Probability:
    """The probability of a function, with the numbers of a view, some of them changed.

    Changed numbers cost one pass over what was worked out before: the way to ask "what if".
    """

    def number(variable: Variable) -> Number:
        return changed[variable] if changed and variable in changed else numbers[variable]

    reasoner = function.reasoner
    low, _, low_exact = ends(reasoner, function.lower, number)
    _, high, high_exact = ends(reasoner, function.upper, number)
    undecided = 0.0
    if not function.decided:
        open_ = reasoner.circuit.all_of((function.upper, function.lower ^ 1))
        undecided = ends(reasoner, open_, number)[1]
    used = used_variables(function)
    return Probability(
        low=low,
        high=max(low, high),
        undecided=undecided,
        unknown=tuple(variable for variable in used if number(variable).unknown),
        intervals=tuple(v for v in used if not number(v).unknown and not number(v).is_point),
        fallen_back=tuple(variable for variable in used if numbers.falls_back(variable)),
        exact=function.exact and low_exact and high_exact,
    )


def used_variables(function: Function) -> tuple[Variable, ...]:
    """The variables that make a difference to a function, sorted; where that is too hard to tell, all behind it."""
    found: set[Variable] = set()
    circuit = function.reasoner.circuit
    for root in {function.lower, function.upper}:
        cut = function.reasoner.modules.of(root)
        matter = {cut.root >> 1}
        for module in reversed(cut.modules):
            if module.gate in matter:
                matter |= module.support()
        found |= {circuit.variables[gate] for gate in matter if gate in circuit.variables}
    return tuple(sorted(found))


def ends(reasoner: Reasoner, literal: int, number: Callable[[Variable], Number]) -> tuple[float, float, bool]:
    """The least and the greatest probability of a literal, and whether they are exact (else they are bounds)."""
    program = reasoner.program(literal)
    if program.exact and all(number(variable).is_point for variable in program.variables):
        p = program.probability(lambda variable: number(variable).low)
        return p, p, True
    cut = reasoner.modules.of(literal)
    (low, high), exact = _span(reasoner.circuit, cut, number)
    return (high.false, low.false, exact) if cut.root & 1 else (low.true, high.true, exact)


def _span(circuit: Circuit, cut: Cut, number: Callable[[Variable], Number]) -> tuple[Span, bool]:
    """The probabilities of the gate that a function is read from."""
    gate = cut.root >> 1
    spans: dict[int, Span] = {0: (Chance(0.0, 1.0), Chance(0.0, 1.0))}
    exact = True
    if gate in circuit.variables:
        spans[gate] = _of_number(number(circuit.variables[gate]))
    for module in cut.modules:
        inputs = []
        for input_ in module.inputs:
            if input_ not in spans:
                spans[input_] = _of_number(number(circuit.variables[input_]))
            inputs.append(spans[input_])
        if module.root is None:
            ends = bounded(circuit, module, [(low.true, high.true) for low, high in inputs])
            spans[module.gate] = Chance(ends[0], 1 - ends[0]), Chance(ends[1], 1 - ends[1])
            exact = False
        else:
            low, low_exact = _extreme(module, inputs, greatest=False)
            varies = any(one != other for one, other in inputs)
            high, high_exact = _extreme(module, inputs, greatest=True) if varies else (low, low_exact)
            spans[module.gate] = low, high
            exact = exact and low_exact and high_exact
    return spans[gate], exact


def _of_number(number: Number) -> Span:
    return Chance(number.low, 1 - number.low), Chance(number.high, 1 - number.high)


def _extreme(module: Module, inputs: Sequence[Span], *, greatest: bool) -> tuple[Chance, bool]:
    """The least (greatest) probability of a module over the ends of its inputs, by branch and bound.

    Letting each node choose its own end bounds the answer, and is the answer where all nodes of a level choose alike:
    so it is for every input that counts one way only. A level that does not is tried at either end.
    """
    assert module.root is not None
    number = 0
    ends = list(inputs)
    value, split = _relaxed(module, ends, greatest)
    sign = -1 if greatest else 1
    waiting = [(sign * value[0], -value[1] * sign, number, value, split, ends)]
    size = len(module.diagram.behind(module.root)) + 1
    for _ in range(max(VISITS // size, 1)):
        *_, value, split, ends = heapq.heappop(waiting)
        if split is None:
            return value, True
        for end in ends[split]:
            fixed = [*ends]
            fixed[split] = end, end
            number += 1
            found, where = _relaxed(module, fixed, greatest)
            heapq.heappush(waiting, (sign * found[0], -found[1] * sign, number, found, where, fixed))
    return waiting[0][3], False


def _relaxed(module: Module, inputs: Sequence[Span], greatest: bool) -> tuple[Chance, int | None]:
    """A bound on the extreme, each node choosing its end; and a level whose nodes choose differently, if any."""
    level, low, high = module.diagram.level, module.diagram.low, module.diagram.high
    made = {0: Chance(0.0, 1.0), 1: Chance(1.0, 0.0)}
    chosen: dict[int, bool] = {}
    split = None
    root = module.root or 0
    for node in module.diagram.behind(root):
        at = level[node]
        least, most = inputs[at]
        then, else_ = made[high[node]], made[low[node]]
        difference = then.true - else_.true
        if least == most or -NOISE < difference < NOISE:
            true, false = least
        else:
            up = (difference > 0) == greatest
            if chosen.setdefault(at, up) != up:
                split = at
            true, false = most if up else least
        made[node] = Chance(true * then[0] + false * else_[0], true * then[1] + false * else_[1])
    return made[root], split
