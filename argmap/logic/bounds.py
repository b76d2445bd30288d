"""Bounds on the probability of a module that is too hard to work out: always right, seldom tight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from argmap.logic.circuit import Circuit
from argmap.logic.modules import Module

BOUNDING: Final = 3
"""The steps that it takes for each gate to bound it."""


class Bound(NamedTuple):
    """Between what a literal's probability lies; the inputs that count for it and against it, as bits."""

    low: float
    high: float
    plus: int
    minus: int

    def negated(self) -> Bound:
        """The bound of the opposite."""
        return Bound(1 - self.high, 1 - self.low, self.minus, self.plus)


def bounded(circuit: Circuit, module: Module, inputs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Between what the module's probability lies, if its inputs are independent and within these bounds.

    Gate by gate: what shares no input is independent; what the shared inputs move the same way is positively
    associated (Esary, Proschan and Walkup 1967); else Fréchet's bounds hold. Beyond the budget, from 0 to 1.
    """
    behind = circuit.behind(2 * module.gate, frozenset(module.inputs))
    circuit.budget.charge(BOUNDING * len(behind))
    if circuit.budget.spent:
        return 0.0, 1.0
    made = {
        gate: Bound(low, high, 1 << bit, 0)
        for bit, (gate, (low, high)) in enumerate(zip(module.inputs, inputs, strict=True))
    }
    for gate in behind:
        if gate in made:
            continue
        parts = [
            made[literal >> 1].negated() if literal & 1 else made[literal >> 1] for literal in circuit.inputs[gate]
        ]
        least = circuit.least[gate]
        made[gate] = _all_of(parts) if least < 0 else _at_least(least, parts)
    return made[module.gate][:2]


def _all_of(parts: Sequence[Bound]) -> Bound:
    low, high, plus, minus = parts[0]
    for part in parts[1:]:
        same = plus & part.plus | minus & part.minus
        opposed = plus & part.minus | minus & part.plus
        low = max(low + part.low - 1, 0.0) if opposed else low * part.low
        high = min(high, part.high) if same else high * part.high
        plus, minus = plus | part.plus, minus | part.minus
    return Bound(low, high, plus, minus)


def _at_least(least: int, parts: Sequence[Bound]) -> Bound:
    """By Markov's inequality on how many hold, and on how many do not."""
    lows, highs = sum(part.low for part in parts), sum(part.high for part in parts)
    plus = minus = 0
    for part in parts:
        plus, minus = plus | part.plus, minus | part.minus
    low = max((lows - least + 1) / (len(parts) - least + 1), 0.0)
    return Bound(low, min(highs / least, 1.0), plus, minus)
