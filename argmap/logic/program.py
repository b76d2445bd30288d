"""A function's diagrams as one straight line of steps: its probability in one pass up, all slopes in one pass down."""

from __future__ import annotations

from collections.abc import Callable

from argmap.logic.modules import Modules
from argmap.logic.view import Variable


class Program:
    """Steps over slots: slot 0 is false, slot 1 true, then the variables, then what each step gives.

    A step is "if this slot then that, else that": a node of a diagram, whose level is a variable or a module.
    """

    def __init__(self, modules: Modules, literal: int) -> None:
        circuit = modules.circuit
        root, parts = modules.of(literal)
        gates = sorted({gate for module in parts for gate in module.inputs if gate in circuit.variables} | {root >> 1})
        slots: dict[int, int] = {0: 0} | {
            gate: at for at, gate in enumerate((g for g in gates if g in circuit.variables), 2)
        }
        self.variables = tuple(circuit.variables[gate] for gate in slots if gate)
        self.steps: list[tuple[int, int, int]] = []
        self.negated = bool(root & 1)
        self.exact = all(module.root is not None for module in parts)
        at = len(slots) + 1
        for module in parts if self.exact else ():
            level, low, high = module.diagram.level, module.diagram.low, module.diagram.high
            inputs = [slots[gate] for gate in module.inputs]
            made = {0: 0, 1: 1}
            assert module.root is not None
            for node in module.diagram.behind(module.root):
                self.steps.append((inputs[level[node]], made[low[node]], made[high[node]]))
                made[node] = at
                at += 1
            slots[module.gate] = made[module.root]
        self.root = slots.get(root >> 1, 0)

    def probability(self, number: Callable[[Variable], float]) -> float:
        """The probability that the function is true, where each variable is with this probability.

        Its complement is carried along, so that the least of probabilities keeps its precision.
        """
        true, false = self._up(number)
        return false[self.root] if self.negated else true[self.root]

    def slopes(self, number: Callable[[Variable], float]) -> tuple[float, list[float]]:
        """The probability, and how fast it grows with that of each of `variables` (Birnbaum 1969)."""
        true, false = self._up(number)
        slope = [0.0] * len(true)
        slope[self.root] = -1.0 if self.negated else 1.0
        at = len(true)
        for input_, low, high in reversed(self.steps):
            at -= 1
            here = slope[at]
            if here:
                slope[low] += here * false[input_]
                slope[high] += here * true[input_]
                slope[input_] += here * (true[high] - true[low])
        return (false if self.negated else true)[self.root], slope[2 : 2 + len(self.variables)]

    def _up(self, number: Callable[[Variable], float]) -> tuple[list[float], list[float]]:
        true = [0.0, 1.0, *map(number, self.variables)]
        false = [1 - value for value in true]
        for input_, low, high in self.steps:
            yes, no = true[input_], false[input_]
            true.append(no * true[low] + yes * true[high])
            false.append(no * false[low] + yes * false[high])
        return true, false
