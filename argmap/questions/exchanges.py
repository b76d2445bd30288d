"""How far something moves where the numbers of a group of alternatives are exchanged, alone or beside another's.

A group is one variable: its credences are exchanged together, all members that have none counting as unknown. What is
exchanged becomes variables of its own, so that all else is the same before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from argmap.logic.holding import Function
from argmap.logic.joint import Range, difference, span
from argmap.logic.swing import Swing, held_function
from argmap.logic.view import Number, Numbers, Variable
from argmap.model import Exclusive, Interval

if TYPE_CHECKING:
    from argmap.questions.moves import Moves

_EITHER: Final = Interval(low=0, high=1)
_OTHERS: Final = ">"
"""How the id of a variable with the other's numbers begins: as no id of a map does."""


class Exchanged(NamedTuple):
    """Between what something lies with the own numbers, with the other's, and between what the difference does."""

    before: Swing
    after: Swing
    by: Swing


class Exchange:
    """The exchange of a person's numbers for groups (by id) for another's, `other`."""

    def __init__(self, moves: Moves, other: str, groups: Mapping[str, Exclusive]) -> None:
        self._moves = moves
        self._groups = groups
        self._other = other
        self._known: dict[tuple[str, ...], Exchanged] = {}

    @cached_property
    def numbers(self) -> tuple[Numbers, Numbers]:
        """The own numbers, and the other's."""
        view = self._moves.view
        return self._moves.reasoner.numbers(view), self._moves.reasoner.numbers(replace(view, person=self._other))

    def declared(self, id_: str) -> dict[str, tuple[Interval, Interval]]:
        """What the members of a group come to for either."""
        found = {}
        for member in self._groups[id_].members:
            mine, theirs = (numbers[Variable("leaf", member)] for numbers in self.numbers)
            found[member] = Interval(low=mine.low, high=mine.high), Interval(low=theirs.low, high=theirs.high)
        return found

    def of(self, *ids: str) -> Exchanged:
        """What comes of exchanging the numbers of these at once, groups or not."""
        if ids not in self._known:
            self._known[ids] = self._exchanged(ids)
        return self._known[ids]

    def _exchanged(self, ids: Iterable[str]) -> Exchanged:
        moves = self._moves
        map_ = moves.reasoner.map
        groups = [self._groups[id_] for id_ in ids if id_ in self._groups]
        members = [member for group in groups for member in group.members]
        attacked = [member for member in members if map_.arguments_against(member)]
        view = moves.view.fixing(hold=dict.fromkeys(members, _EITHER)) if attacked else moves.view
        single = tuple(id_ for id_ in ids if id_ not in self._groups)
        function, numbers, variables = held_function(moves.reasoner, moves.target, view, single)
        (chosen,) = function.reasoner.groups.composed([moves.cheaply(function)])
        theirs = {
            variable: variable._replace(id=_OTHERS + variable.id)
            for variable in chosen.variables
            if variable in variables or (variable.of == "choice" and variable.choice[0] in members)
        }
        credences = {}
        for id_, variable in zip(single, variables, strict=True):
            credences[variable] = _number(moves.own[id_])
            credences[theirs.get(variable, variable)] = _number(moves.others[id_])
        back = {other: variable for variable, other in theirs.items()}

        def number(variable: Variable) -> Number:
            if variable in credences:
                return credences[variable]
            if variable in back:
                return self.numbers[1][back[variable]]
            return (self.numbers[0] if variable in theirs else numbers)[variable]

        circuit = chosen.reasoner.circuit
        literals = {variable: circuit.variable(other) for variable, other in theirs.items()}
        swapped = replace(
            chosen,
            lower=circuit.substitute(chosen.lower, literals),
            upper=circuit.substitute(chosen.upper, literals),
        )
        before, after = (_swing(span(one, number)) for one in (chosen, swapped))
        # What a circle leaves undecided is read the same way before and after: as failing, or as holding.
        by = [
            _swing(difference(_read(swapped, swapped.lower), _read(chosen, chosen.lower), number)),
            _swing(difference(_read(swapped, swapped.upper), _read(chosen, chosen.upper), number)),
        ]
        low, high = min(one.low for one in by), max(one.high for one in by)
        return Exchanged(before, after, Swing(low=low, high=high, exact=all(one.exact for one in by)))


def _read(function: Function, literal: int) -> Function:
    return replace(function, lower=literal, upper=literal)


def _swing(found: Range) -> Swing:
    return Swing(low=found.low, high=found.high, exact=found.exact)


def _number(value: Interval) -> Number:
    return Number(value.low, value.high, "held")
