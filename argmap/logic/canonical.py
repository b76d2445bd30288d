"""Literals of a circuit that are the same function made one, as far as a small diagram can tell."""

from __future__ import annotations

from typing import Final

from argmap.logic.budget import TooHardError
from argmap.logic.circuit import Circuit
from argmap.logic.diagram import Diagram
from argmap.logic.modules import grow

STEPS: Final = 50_000
"""The steps of diagram making that may be spent on it."""
SHARE: Final = 8
"""The fraction of the budget that it may take at most."""


class Canonical:
    """Gives of each literal the first one that is the same function; beyond the budget, the literal itself."""

    def __init__(self, circuit: Circuit) -> None:
        self._circuit = circuit
        self._diagram: Diagram | None = Diagram(circuit.budget.part(SHARE, STEPS))
        self._made: dict[int, int] = {0: 0, 1: 1}
        self._first: dict[int, int] = {0: 0, 1: 1}
        self._levels = 0

    def __call__(self, literal: int) -> int:
        """The first literal that is this function."""
        if self._diagram is None:
            return literal
        try:
            return self._first.setdefault(self._root(self._diagram, literal), literal)
        except TooHardError:
            self._diagram.work.release()
            self._diagram = None
            return literal

    def _root(self, diagram: Diagram, literal: int) -> int:
        if literal not in self._made:
            behind = self._circuit.behind(literal, _Known(self._made))
            diagram.work.spend(len(behind))
            for gate in behind:
                if 2 * gate not in self._made and not self._circuit.inputs[gate]:
                    self._made[2 * gate] = diagram.node(self._levels, 0, 1)
                    self._made[2 * gate + 1] = diagram.node(self._levels, 1, 0)
                    self._levels += 1
            grow(self._circuit, literal, self._made, diagram)
        return self._made[literal]


class _Known:
    """The gates of which both literals are in a diagram."""

    def __init__(self, made: dict[int, int]) -> None:
        self._made = made

    def __contains__(self, gate: object) -> bool:
        assert isinstance(gate, int)
        return 2 * gate in self._made or 2 * gate + 1 in self._made
