"""Boolean functions as a circuit of gates, each kept once: variables, conjunctions and at-least-K-of gates.

A function is a *literal*: twice the number of a gate, plus one where it is negated. Equal gates get one number, so
that what two questions have in common is the same literal in both. Disjunctions are negated conjunctions.
"""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable, Mapping
from typing import Final

from argmap.logic.budget import Budget
from argmap.logic.view import Variable

FALSE: Final = 0
TRUE: Final = 1

GATE: Final = 3
"""The steps that a new gate costs, with one for each input."""


class Circuit:
    """Gates by number; gate 0 is the constant.

    `least` is 0 for a variable, -1 for a conjunction, else how many of the inputs suffice. Every gate that is made
    counts towards the budget.
    """

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget or Budget(sys.maxsize, sys.maxsize)
        self.least: list[int] = [0]
        self.inputs: list[tuple[int, ...]] = [()]
        self.variables: dict[int, Variable] = {}
        self._numbers: dict[Variable, int] = {}
        self._gates: dict[tuple[int, tuple[int, ...]], int] = {}

    def __len__(self) -> int:
        return len(self.least)

    def variable(self, variable: Variable) -> int:
        """The literal of a variable."""
        number = self._numbers.get(variable)
        if number is None:
            number = self._numbers[variable] = len(self.least)
            self.variables[number] = variable
            self.least.append(0)
            self.inputs.append(())
        return 2 * number

    def all_of(self, literals: Iterable[int]) -> int:
        """The conjunction."""
        inputs = set(literals)
        inputs.discard(TRUE)
        if FALSE in inputs:
            return FALSE
        if len(inputs) < 2:
            return inputs.pop() if inputs else TRUE
        if any(literal ^ 1 in inputs for literal in inputs):
            return FALSE
        return self._gate(-1, tuple(sorted(inputs)))

    def any_of(self, literals: Iterable[int]) -> int:
        """The disjunction."""
        return self.all_of([literal ^ 1 for literal in literals]) ^ 1

    def at_least(self, least: int, literals: Iterable[int]) -> int:
        """True where at least so many of the literals are; one that is given twice counts twice."""
        inputs = sorted(literals)
        least -= inputs.count(TRUE)
        inputs = [literal for literal in inputs if literal > TRUE]
        if least <= 0:
            return TRUE
        if least > len(inputs):
            return FALSE
        if least == 1:
            return self.any_of(inputs)
        if least == len(inputs):
            return self.all_of(inputs)
        return self._gate(least, tuple(inputs))

    def _gate(self, least: int, inputs: tuple[int, ...]) -> int:
        key = (least, inputs)
        number = self._gates.get(key)
        if number is None:
            self.budget.charge(GATE + len(inputs), 1)
            number = self._gates[key] = len(self.least)
            self.least.append(least)
            self.inputs.append(inputs)
        return 2 * number

    def behind(self, root: int, stop: Container[int] = ()) -> list[int]:
        """The gates behind a literal, its own included, each after its inputs; not what is behind those in `stop`."""
        found = {root >> 1}
        waiting = [root >> 1]
        while waiting:
            number = waiting.pop()
            if number in stop:
                continue
            for literal in self.inputs[number]:
                if literal >> 1 not in found:
                    found.add(literal >> 1)
                    waiting.append(literal >> 1)
        return sorted(found)

    def behind_all(self, roots: Iterable[int]) -> list[int]:
        """The gates behind some literals, their own included, each after its inputs; each is looked at once."""
        waiting = [root >> 1 for root in roots]
        found = set(waiting)
        while waiting:
            for literal in self.inputs[waiting.pop()]:
                if literal >> 1 not in found:
                    found.add(literal >> 1)
                    waiting.append(literal >> 1)
        return sorted(found)

    def support(self, root: int) -> list[Variable]:
        """The variables that a literal is made of."""
        return [self.variables[number] for number in self.behind(root) if number in self.variables]

    def restrict(self, root: int, values: Mapping[Variable, bool]) -> int:
        """The function with some variables fixed. Raises TooHardError beyond the budget."""
        return self.substitute(root, {variable: int(value) for variable, value in values.items()})

    def substitute(self, root: int, literals: Mapping[Variable, int]) -> int:
        """The function with other literals in the place of some variables. Raises TooHardError beyond the budget."""
        if not literals:
            return root
        made: dict[int, int] = {0: FALSE}
        self.budget.spend(len(literals))  # before looking at how much there is to do
        behind = self.behind(root)
        self.budget.spend(GATE * len(behind))
        for number in behind:
            if number in self.variables:
                made[number] = literals.get(self.variables[number], 2 * number)
            elif number:
                inputs = [made[literal >> 1] ^ literal & 1 for literal in self.inputs[number]]
                least = self.least[number]
                made[number] = self.all_of(inputs) if least < 0 else self.at_least(least, inputs)
        return made[root >> 1] ^ root & 1

    def value(self, root: int, values: Mapping[Variable, bool]) -> bool:
        """The function's value in a world; variables not named are false."""
        made: dict[int, int] = {0: 0}
        behind = self.behind(root)
        self.budget.charge(len(behind))
        for number in behind:
            if number in self.variables:
                made[number] = values.get(self.variables[number], False)
            elif number:
                true = sum(made[literal >> 1] ^ literal & 1 for literal in self.inputs[number])
                least = self.least[number]
                made[number] = true >= (len(self.inputs[number]) if least < 0 else least)
        return bool(made[root >> 1] ^ root & 1)
