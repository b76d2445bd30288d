"""Between what the probability of a module lies, where those of its inputs lie between bounds."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Final, NamedTuple

from argmap.logic.modules import Module

VISITS: Final = 6_000_000
"""How many nodes may be looked at to find one extreme, where an input counts both for and against."""

NOISE: Final = 1e-14
"""Differences that are rounding: either end does."""

LIKELY: Final = 0.9
"""From here on the complement is worked out on its own, so that it keeps its precision."""


class Chance(NamedTuple):
    """A probability and its complement, each to full precision."""

    true: float
    false: float


Span = tuple[Chance, Chance]
"""The least and the greatest a probability can be."""

IMPOSSIBLE: Final = Chance(0.0, 1.0)


class Spans:
    """The spans of modules. The last one of each is kept: where little changed, little is worked out again."""

    def __init__(self, visits: int = VISITS) -> None:
        self._visits = visits
        self._last: dict[Module, tuple[Sequence[Span], Span, bool]] = {}

    def __call__(self, module: Module, inputs: Sequence[Span]) -> tuple[Span, bool]:
        """The least and greatest probability of a module over the ends of its inputs, and whether they are exact."""
        last = self._last.get(module)
        if last is not None and last[0] == inputs:
            return last[1], last[2]
        low, low_exact = _extreme(module, inputs, self._visits, greatest=False)
        high, high_exact = low, low_exact
        if any(least != most for least, most in inputs):
            high, high_exact = _extreme(module, inputs, self._visits, greatest=True)
        self._last[module] = inputs, (low, high), low_exact and high_exact
        return (low, high), low_exact and high_exact


def _chance(module: Module, inputs: Sequence[Chance]) -> Chance:
    """The probability of a module, where those of its inputs are known."""
    yes = [chance.true for chance in inputs]
    no = [chance.false for chance in inputs]
    true = _up(module, yes, no, 0.0, 1.0)
    return Chance(true, _up(module, yes, no, 1.0, 0.0) if true > LIKELY else 1 - true)


def _up(module: Module, yes: Sequence[float], no: Sequence[float], zero: float, one: float) -> float:
    values = [zero, one]
    add = values.append
    for level, low, high in module.steps:
        add(no[level] * values[low] + yes[level] * values[high])
    return values[module.top]


def _extreme(module: Module, inputs: Sequence[Span], visits: int, *, greatest: bool) -> tuple[Chance, bool]:
    """The least (greatest) probability of a module over the ends of its inputs.

    Who counts one way only takes the end that suits. For the others, branch and bound: letting each node choose its
    own end bounds the answer, and is the answer where all nodes of a level choose alike; a level that does not is
    tried at either end.
    """
    ends = [
        (most, most)
        if (way > 0 and greatest) or (way < 0 and not greatest)
        else (least, least)
        if way
        else (least, most)
        for way, (least, most) in zip(module.ways, inputs, strict=True)
    ]
    if all(least == most for least, most in ends):
        return _chance(module, [end for end, _ in ends]), True
    sign = -1 if greatest else 1
    number = 0
    value, split = _relaxed(module, ends, greatest=greatest)
    waiting = [(sign * value.true, number, value, split, ends)]
    for _ in range(max(visits // (len(module.steps) + 1), 1)):
        _, _, value, split, ends = heapq.heappop(waiting)
        if split is None:
            return value, True
        for end in ends[split]:
            fixed = [*ends]
            fixed[split] = end, end
            number += 1
            found, where = _relaxed(module, fixed, greatest=greatest)
            heapq.heappush(waiting, (sign * found.true, number, found, where, fixed))
    return waiting[0][2], False


def _relaxed(module: Module, inputs: Sequence[Span], *, greatest: bool) -> tuple[Chance, int | None]:
    """A bound on the extreme, each node choosing its end; and a level whose nodes choose differently, if any."""
    true, false = [0.0, 1.0], [1.0, 0.0]
    chosen: dict[int, bool] = {}
    split = None
    for level, low, high in module.steps:
        least, most = inputs[level]
        difference = true[high] - true[low]
        if least == most or -NOISE < difference < NOISE:
            yes, no = least
        else:
            up = (difference > 0) == greatest
            if chosen.setdefault(level, up) != up:
                split = level
            yes, no = most if up else least
        true.append(no * true[low] + yes * true[high])
        false.append(no * false[low] + yes * false[high])
    return Chance(true[module.top], false[module.top]), split
