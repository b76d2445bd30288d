"""A function's diagrams as one straight line of steps: its probability in one pass up, all slopes in one pass down."""

from __future__ import annotations

from collections.abc import Callable

from argmap.logic.modules import Modules
from argmap.logic.view import Variable


class Program:
    """Steps over places: place 0 is false, place 1 true, then come the variables, then what each step gives.

    A step is "if this place then that, else that": a node of a diagram, whose level is a variable or a module.
    """

    def __init__(self, modules: Modules, literal: int) -> None:
        variables = modules.circuit.variables
        root, parts = modules.of(literal)
        gates = sorted(gate for gate in {root >> 1, *(g for part in parts for g in part.inputs)} if gate in variables)
        places = {0: 0} | {gate: place for place, gate in enumerate(gates, 2)}
        self.variables = tuple(variables[gate] for gate in gates)
        self.steps: list[tuple[int, int, int]] = []
        self.exact = all(part.root is not None for part in parts)
        """Whether there is a diagram of every module; without, there are no steps."""
        for part in parts if self.exact else ():
            inputs = [places[gate] for gate in part.inputs]
            shift = len(gates) + len(self.steps)
            for level, low, high in part.steps:
                self.steps.append((inputs[level], low + shift if low > 1 else low, high + shift if high > 1 else high))
            places[part.gate] = part.top + shift if part.top > 1 else part.top
        self._root = places.get(root >> 1, 0)
        self._negated = root & 1

    def slopes(self, number: Callable[[Variable], float]) -> tuple[float, list[float]]:
        """The probability where each variable has this one, and how fast it grows with that of each (Birnbaum 1969).

        The slopes are in the order of `variables`.
        """
        values = [0.0, 1.0, *map(number, self.variables)]
        add = values.append
        for place, low, high in self.steps:
            least = values[low]
            add(least + values[place] * (values[high] - least))
        slope = [0.0] * len(values)
        slope[self._root] = -1.0 if self._negated else 1.0
        at = len(values)
        for place, low, high in reversed(self.steps):
            at -= 1
            here = slope[at]
            if here:
                part = here * values[place]
                slope[low] += here - part
                slope[high] += part
                slope[place] += here * (values[high] - values[low])
        p = values[self._root]
        return 1 - p if self._negated else p, slope[2 : 2 + len(self.variables)]
