"""What a function is in some world, in every one, and with which values it is settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from argmap.logic.budget import TooHardError
from argmap.logic.circuit import TRUE, Circuit
from argmap.logic.modules import Modules
from argmap.logic.sets import implicants
from argmap.logic.solutions import Value

SHOWN: Final = 20
"""How many sets are listed."""
TRIED: Final = 200
"""How many sets are looked at for those that agree with something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The smallest of the minimal sets of values that settle something; `count` is None where it was not counted.

    `exact` is false where they were beyond the budget, and none is listed.
    """

    sets: tuple[tuple[Value, ...], ...] = ()
    count: int | None = 0
    exact: bool = True


class Worlds:
    """What is true of the functions of a circuit in some world or in every one; each is worked out once."""

    def __init__(self, circuit: Circuit, modules: Modules) -> None:
        self.circuit = circuit
        self.modules = modules
        self._some: dict[int, bool | None] = {}

    def some(self, literal: int) -> bool | None:
        """Whether a literal is true in some world; None where that is beyond the budget."""
        if literal not in self._some:
            self._some[literal] = satisfiable(self.modules, literal)
        return self._some[literal]

    def every(self, literal: int) -> bool | None:
        """Whether it is true in every world; None where that is beyond the budget."""
        some = self.some(literal ^ 1)
        return None if some is None else not some

    def implies(self, one: int, other: int) -> bool | None:
        """Whether one is true in no world in which the other is false; None where that is beyond the budget."""
        return self.every(self.circuit.any_of((one ^ 1, other)))

    def ways(self, literal: int, given: int = TRUE) -> Ways:
        """The minimal sets of values that make a literal true whatever the rest is, and that do not exclude `given`."""
        try:
            found = implicants(self.modules, literal)
            if given == TRUE:
                return Ways(sets=_sorted(islice(found.smallest(), SHOWN)), count=found.count)
            looked = list(islice(found.smallest(), TRIED + 1))
            agreeing = [values for values in looked[:TRIED] if self.some(self._with(given, values)) is not False]
        except TooHardError:
            return Ways(count=None, exact=False)
        return Ways(sets=_sorted(agreeing[:SHOWN]), count=len(agreeing) if len(looked) <= TRIED else None)

    def _with(self, literal: int, values: tuple[Value, ...]) -> int:
        return self.circuit.restrict(literal, dict(values))


def _sorted(sets: Iterable[tuple[Value, ...]]) -> tuple[tuple[Value, ...], ...]:
    return tuple(sorted(sets, key=lambda values: (len(values), values)))


def satisfiable(modules: Modules, literal: int) -> bool | None:
    """Whether a literal is true in some world, from module to module by the values that each can take.

    None where it is beyond the budget.
    """
    root, parts = modules.of(literal)
    takes: dict[int, set[int]] = {root >> 1: {0} if root <= 1 else {0, 1}}
    for module in parts:
        if module.root is None:
            return None
        fixed = {level: takes[gate] for level, gate in enumerate(module.inputs) if len(takes.get(gate, (0, 1))) == 1}
        reached = [{0}, {1}]
        for level, low, high in module.steps:
            ways = fixed.get(level, {0, 1})
            reached.append((reached[low] if 0 in ways else set()) | (reached[high] if 1 in ways else set()))
        takes[module.gate] = reached[module.top]
    return (1 ^ root & 1) in takes[root >> 1]
