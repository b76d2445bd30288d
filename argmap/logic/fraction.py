"""The greatest fraction P(A) / (P(A) + P(B)) over all that is unknown or between bounds, where A and B exclude.

Both probabilities are linear in each number, so that the fraction is monotone in each: its extremes are at ends. Over
those at which A or B can be, Dinkelbach's method (1967) finds the greatest: a value t is too small where
(1 - t) P(A) - t P(B) can be more than 0, and then the fraction there is the next t. The two share one diagram that
ends in A, in B or in neither, so that nothing is lost to rounding however improbable both are.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from argmap.logic.budget import Budget, TooHardError
from argmap.logic.diagram import Diagram
from argmap.logic.holding import Function
from argmap.logic.joint import span
from argmap.logic.pairs import NumberOf, Pairs
from argmap.logic.probability import ends
from argmap.logic.spans import Chance, Span
from argmap.logic.view import Number, Variable

NEITHER, FIRST, SECOND = 0, 1, 2
"""The places of the three ends among the steps."""

TIED: Final = 1e-13
"""How far, as a part of the whole, two choices may be apart and still come to the same."""

_HALF: Final = Number(0.5, 0.5, "held")


class Weights(NamedTuple):
    """How probable A is, and B."""

    first: float
    second: float

    @property
    def fraction(self) -> float:
        """That of A in both; only where one of them can be."""
        return self.first / (self.first + self.second)

    @property
    def rest(self) -> float:
        """That of B."""
        return self.second / (self.first + self.second)


class Greatest(NamedTuple):
    """The weights at which A's fraction is greatest (None: A cannot be); where not exact, it is no more than that."""

    weights: Weights | None
    exact: bool = True


class _Bound(NamedTuple):
    """The greatest fraction if each node may choose its own end; a level whose nodes differ; what each level chose."""

    weights: Weights
    split: int | None
    chosen: dict[int, bool]


class Fraction:
    """The fraction of where one function surely holds, of two that exclude each other, for any numbers."""

    def __init__(self, first: Function, second: Function) -> None:
        self._both = first, second
        self._reasoner = first.reasoner
        self._exact = first.exact and second.exact
        self._steps: Steps | None = None
        chosen = self._reasoner.groups.composed(self._both)
        if self._reasoner.budget.spent or not all(function.decided for function in (*self._both, *chosen)):
            return  # what could not be joined is open: the diagram would take it for what does not hold
        pairs = Pairs(self._both, lambda _: _HALF)
        self._inputs = pairs.inputs
        top, other = pairs.root(first), pairs.root(second)
        if top is not None and other is not None:
            with suppress(TooHardError):
                self._steps = _joined(pairs.diagram, top, other)

    @property
    def variables(self) -> list[Variable]:
        """The variables that it is made of: choices stand for the leaves of groups."""
        chosen = self._reasoner.groups.composed(self._both)
        return sorted({variable for function in chosen for variable in function.variables})

    def greatest(self, number: NumberOf) -> Greatest:
        """The greatest fraction over the ends of these numbers.

        Where the diagram of the two is too hard, what is known of each alone bounds it.
        """
        if self._steps is None:
            one, other = (span(function, number) for function in self._both)
            exact = one.exact and other.exact and one.is_point and other.is_point
            return Greatest(Weights(one.high, other.low) if one.high > 0 else None, exact)
        exact = self._exact
        inputs: list[Span] = []
        for gate in self._inputs:
            low, high, surely = ends(self._reasoner, 2 * gate, number)
            not_high, not_low, _ = ends(self._reasoner, 2 * gate + 1, number)
            inputs.append((Chance(low, not_low), Chance(high, not_high)))
            exact = exact and surely
        found = _Search(self._steps, self._reasoner.budget.part(2, self._reasoner.visits)).greatest(inputs)
        return found._replace(exact=found.exact and exact)


class Steps(NamedTuple):
    """A diagram with three ends in a straight line: a level, the places of low and high, each; and its top's place."""

    line: list[tuple[int, int, int]]
    top: int


def _joined(diagram: Diagram, first: int, second: int) -> Steps:
    """Two functions that exclude each other as one."""
    level, low, high = diagram.level, diagram.low, diagram.high
    place = {(0, 0): NEITHER, (1, 0): FIRST, (0, 1): SECOND}
    known: dict[tuple[int, int, int], int] = {}
    steps: list[tuple[int, int, int]] = []
    stack = [(first, second)]
    while stack:
        pair = f, g = stack[-1]
        if pair in place:
            stack.pop()
            continue
        at = min(level[f], level[g])
        less = low[f] if level[f] == at else f, low[g] if level[g] == at else g
        more = high[f] if level[f] == at else f, high[g] if level[g] == at else g
        if less not in place or more not in place:
            stack += [less, more]
            continue
        stack.pop()
        step = at, place[less], place[more]
        if step[1] == step[2]:
            place[pair] = step[1]
        elif step in known:
            place[pair] = known[step]
        else:
            diagram.work.spend(1, 1)
            steps.append(step)
            place[pair] = known[step] = len(steps) + SECOND
    return Steps(steps, place[first, second])


class _Search:
    """Branch and bound for the greatest fraction: a level whose nodes choose differently is tried at either end."""

    def __init__(self, steps: Steps, work: Budget) -> None:
        self._steps = steps.line
        self._top = steps.top
        self._work = work

    def greatest(self, inputs: Sequence[Span]) -> Greatest:
        """The greatest fraction over all ends of the inputs."""
        best: Weights | None = None
        bound = self._bound(inputs, 0.0)
        if bound is None:
            return Greatest(None)
        waiting = [(-bound.weights.fraction, 0, bound, inputs)]
        number = 0
        while waiting:
            _, _, bound, inputs = heapq.heappop(waiting)
            if best is not None and best.fraction >= bound.weights.fraction * (1 - TIED):
                break
            if self._work.spent:
                return Greatest(bound.weights, exact=False)
            corner = [_chosen(bound.chosen, place, span) for place, span in enumerate(inputs)]
            there = self._relaxed(corner, 0.0).weights
            if there.first > 0 and (best is None or there.fraction > best.fraction):
                best = there
            if bound.split is None:
                continue
            for end in inputs[bound.split]:
                fixed = [*inputs]
                fixed[bound.split] = end, end
                part = self._bound(fixed, best.fraction if best is not None else 0.0)
                if part is not None:
                    number += 1
                    heapq.heappush(waiting, (-part.weights.fraction, number, part, fixed))
        return Greatest(best)

    def _bound(self, inputs: Sequence[Span], least: float) -> _Bound | None:
        """The greatest fraction that is more than `least`, each node choosing for itself; None where there is none."""
        found = None
        while True:
            weights, split, chosen = self._relaxed(inputs, least)
            if weights.first <= 0 or weights.fraction <= least:
                return found
            found = _Bound(weights, split, chosen)
            least = weights.fraction

    def _relaxed(self, inputs: Sequence[Span], at: float) -> _Bound:
        """Where (1 - at) P(A) - at P(B) is greatest if each node chooses its own end."""
        first, second = [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]
        rest = 1 - at
        chosen: dict[int, bool] = {}
        idle: set[int] = set()
        split = None
        for level, low, high in self._steps:
            least, most = inputs[level]
            yes, no = least
            if least != most:
                difference = rest * (first[high] - first[low]) - at * (second[high] - second[low])
                whole = rest * (first[high] + first[low]) + at * (second[high] + second[low])
                up = difference > 0
                if abs(difference) <= TIED * whole:
                    up = chosen.get(level, False)
                    idle.add(level)
                elif chosen.setdefault(level, up) != up:
                    split = level
                yes, no = most if up else least
            first.append(no * first[low] + yes * first[high])
            second.append(no * second[low] + yes * second[high])
        self._work.charge(len(self._steps) + 1)
        if split is None:
            split = next((level for level in idle if chosen.get(level)), None)
        return _Bound(Weights(first[self._top], second[self._top]), split, chosen)


def _chosen(chosen: dict[int, bool], level: int, span: Span) -> Span:
    end = span[chosen.get(level, False)]
    return end, end
