"""How probable things are in pairs: one thing with each of many others, all of them in one diagram.

Joining two functions that share a diagram costs what lies between the levels of the smaller one. A diagram for each
pair would cost as much as the whole, again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from math import isnan, nan
from typing import Final, NamedTuple

from argmap.logic.budget import TooHardError
from argmap.logic.circuit import FALSE, TRUE
from argmap.logic.diagram import Diagram
from argmap.logic.holding import Function
from argmap.logic.modules import Size, grow
from argmap.logic.probability import ends
from argmap.logic.reducing import reduced_all
from argmap.logic.view import Number, Variable

NumberOf = Callable[[Variable], Number]

PART: Final = 4
"""Each function after the first, and each pair, may take this fraction of the steps that one function may take."""


class Together(NamedTuple):
    """How probable two things are, each and both."""

    first: float
    second: float
    both: float


class Pairs:
    """How probable functions of one reasoner surely are, and pairs of them, with single numbers.

    The first shapes the order of the diagram. What is too hard is None.
    """

    def __init__(self, functions: Sequence[Function], number: NumberOf) -> None:
        self._reasoner = functions[0].reasoner
        self._number = number
        self._chosen = dict(zip(functions, self._reasoner.groups.composed(functions), strict=True))
        functions = list(self._chosen.values())
        asked = list(dict.fromkeys(function.lower for function in functions if function.lower > TRUE))
        self._roots: dict[int, int | None] = {FALSE: FALSE, TRUE: TRUE}
        self._values: dict[int, float] = {FALSE: 0.0, TRUE: 1.0}
        self._diagram = Diagram(self._reasoner.modules.work())
        self.inputs: tuple[int, ...] = ()
        """What is at each level of the diagram: gates that are variables or modules."""
        if asked:
            self._make(asked)
        self._whole = self._roots[functions[0].lower] or FALSE

    def _make(self, asked: Sequence[int]) -> None:
        """Make the diagrams; another order is tried where the first function turns out too hard."""
        modules = self._reasoner.modules
        made = reduced_all(modules.circuit, asked, modules.heads(*_gates(asked)))
        gates = _gates(made)
        heads = modules.heads(*gates) - {gates[0]}
        sizes = modules.sizes(made, heads)
        orders: tuple[Size, ...] = (sizes.__getitem__, lambda _: 0, lambda gate: -sizes[gate])
        for order in orders:
            inputs: dict[int, None] = {}
            seen: set[int] = set()
            for gate in gates:
                whole = gate in heads or not modules.circuit.inputs[gate]
                inputs |= dict.fromkeys([gate] if whole else modules.inputs_of(gate, heads, order, seen))
            inputs.pop(0, None)  # a function that turned out constant
            if self._grow(asked, made, list(inputs)):
                break

    def _grow(self, asked: Sequence[int], made: Sequence[int], inputs: Sequence[int]) -> bool:
        """Make the diagrams, with the inputs at the levels in this order; whether the first could be made."""
        modules = self._reasoner.modules
        self._diagram = diagram = Diagram(modules.work().part(2))
        nodes = {FALSE: FALSE, TRUE: TRUE}
        nodes |= {2 * gate: diagram.node(level, 0, 1) for level, gate in enumerate(inputs)}
        nodes |= {2 * gate + 1: diagram.node(level, 1, 0) for level, gate in enumerate(inputs)}
        for literal, root in zip(asked, made, strict=True):
            try:
                self._roots[literal] = grow(modules.circuit, root, nodes, diagram)
            except TooHardError:
                self._roots[literal] = None
                if literal == asked[0]:
                    self._roots |= dict.fromkeys(asked)
                    return False
            diagram.work = modules.work().part(PART)
        self.inputs = tuple(inputs)
        self._chances = [self._chance(gate) for gate in inputs]
        return True

    @property
    def diagram(self) -> Diagram:
        """The diagram that all these functions share."""
        return self._diagram

    def root(self, function: Function) -> int | None:
        """Where a function surely holds, as a node of the diagram; None where that was too hard."""
        return self._roots[self._chosen[function].lower]

    def _chance(self, gate: int) -> float:
        low, high, exact = ends(self._reasoner, 2 * gate, self._number)
        return (low + high) / 2 if exact else nan

    def chance(self, function: Function) -> float | None:
        """How probable a function surely is."""
        return self._value(self._roots[self._chosen[function].lower])

    def together(self, first: Function, second: Function) -> Together | None:
        """How probable two functions surely are, each and both."""
        one, other = (self._roots[self._chosen[function].lower] for function in (first, second))
        p, q = self._value(one), self._value(other)
        if one is None or other is None or p is None or q is None:
            return None
        self._diagram.work = self._reasoner.modules.work().part(PART)
        try:
            both = self._with_whole(other) if one == self._whole else self._value(self._diagram.both(one, other))
        except TooHardError:
            return None
        return None if both is None else Together(p, q, both)

    def _with_whole(self, part: int) -> float | None:
        """How probable the first function is together with another: only what lies below its top level is joined."""
        diagram, top = self._diagram, self._diagram.level[part]
        p, q = self._values[self._whole], self._values[part]
        if diagram.low[part] <= TRUE and diagram.high[part] <= TRUE:
            slope = self._slopes.get(top, 0.0)
            return q * (p + (1 - q) * (slope if diagram.high[part] else -slope))
        total = 0.0
        for node, flow in self._crossing(top).items():
            both = self._value(self._diagram.both(node, part))
            if both is None:
                return None
            total += flow * both
        return total

    def _crossing(self, top: int) -> dict[int, float]:
        """How probable it is to come to each node of the first function from above a level to it or below."""
        level, low, high = self._diagram.level, self._diagram.low, self._diagram.high
        found: dict[int, float] = {}
        for node, flow in self._flows:
            if level[node] >= top:
                break
            chance = self._chances[level[node]]
            for part, share in ((high[node], flow * chance), (low[node], flow * (1 - chance))):
                if part and level[part] >= top:
                    found[part] = found.get(part, 0.0) + share
        return found or {self._whole: 1.0}

    @cached_property
    def _slopes(self) -> dict[int, float]:
        """How fast the first function's probability grows with that of each level (Birnbaum 1969)."""
        level, low, high = self._diagram.level, self._diagram.low, self._diagram.high
        found: dict[int, float] = {}
        for node, flow in self._flows:
            gain = self._values[high[node]] - self._values[low[node]]
            found[level[node]] = found.get(level[node], 0.0) + flow * gain
        return found

    @cached_property
    def _flows(self) -> list[tuple[int, float]]:
        """How probable it is to come through each node of the first function, from the top level down."""
        level, low, high = self._diagram.level, self._diagram.low, self._diagram.high
        flows = dict.fromkeys(self._diagram.behind(self._whole), 0.0)
        nodes = sorted(flows, key=level.__getitem__)
        flows |= {self._whole: 1.0, 0: 0.0, 1: 0.0}
        for node in nodes:
            part = flows[node] * self._chances[level[node]]
            flows[high[node]] += part
            flows[low[node]] += flows[node] - part
        return [(node, flows[node]) for node in nodes]

    def _value(self, root: int | None) -> float | None:
        """The probability at a node of the diagram; what was worked out before is not again."""
        if root is None:
            return None
        values, diagram = self._values, self._diagram
        if root not in values:
            seen = {root}
            waiting = [root]
            for node in waiting:
                for part in (diagram.low[node], diagram.high[node]):
                    if part not in values and part not in seen:
                        seen.add(part)
                        waiting.append(part)
            for node in sorted(seen):
                least = values[diagram.low[node]]
                values[node] = least + self._chances[diagram.level[node]] * (values[diagram.high[node]] - least)
        return None if isnan(values[root]) else values[root]


def _gates(literals: Sequence[int]) -> list[int]:
    return list(dict.fromkeys(literal >> 1 for literal in literals))
