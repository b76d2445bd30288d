"""Alternatives that exclude each other: the worlds that they allow, and their chances as independent choices.

A function is one of leaves, as if these were independent. A leaf of a group, less what is held fixed, is: none of
those before it is chosen, but it is (m1 = b1; m2 = not b1 and b2; ...). With choices in place of leaves, all variables
are independent of each other, and what the members before were held at makes no difference to those after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from argmap.logic.budget import TooHardError
from argmap.logic.circuit import FALSE, TRUE, Circuit
from argmap.logic.view import Variable, View, choice, group_of
from argmap.model import ArgumentMap, Exclusive

if TYPE_CHECKING:
    from argmap.logic.holding import Function


@dataclass(frozen=True, slots=True)
class Fixed:
    """The members of groups that are denied, held at a number, or held to be so, in a function."""

    denied: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    sure: frozenset[str] = frozenset()

    def among(self, groups: Iterable[Exclusive]) -> Fixed:
        """Of these groups only."""
        members = frozenset(member for group in groups for member in group.members)
        return Fixed(self.denied & members, self.held & members, self.sure & members)

    def __or__(self, other: Fixed) -> Fixed:
        return Fixed(self.denied | other.denied, self.held | other.held, self.sure | other.sure)


NOTHING: Final = Fixed()

Rivals = tuple[tuple[Variable, ...], bool]
"""Leaves of which one at most holds; and whether one must."""

Chain = tuple[Variable | None, tuple[Variable, ...]]
"""A group's switch, if it has one, and its choices, one after the other."""


class Groups:
    """The groups of a map, as they bear on functions of a circuit."""

    def __init__(self, map_: ArgumentMap) -> None:
        self.map = map_
        self.all = tuple(sorted(map_.of_type(Exclusive), key=lambda group: group.id))
        self.of = {member: group for group in self.all for member in group.members if group_of(map_, member) is group}
        self.starts: set[Variable] = set()
        """The choices with which functions begin, given that what lies before them is denied."""
        self._composed: dict[tuple[int, tuple[Chain, ...]], int] = {}

    def fixed(self, view: View) -> Fixed:
        """What a view holds fixed of the members."""
        if not self.of:
            return NOTHING
        kinds = (view.deny, view.hold, view.assume | view.grant)
        return Fixed(*(frozenset(id_ for id_ in ids if id_ in self.of) for ids in kinds))

    def within(self, variables: Iterable[Variable]) -> list[Exclusive]:
        """The groups of some of these leaves."""
        found = {self.of[v.id].id: self.of[v.id] for v in variables if v.of == "leaf" and v.id in self.of}
        return [found[id_] for id_ in sorted(found)]

    def settled(self, values: Mapping[Variable, bool]) -> dict[Variable, bool]:
        """These values, and that the other members of a group are false where one is true."""
        true = [variable for variable, value in values.items() if value]
        others = {
            Variable("leaf", member): False
            for variable in true
            for group in self.within([variable])
            for member in group.members
            if member != variable.id
        }
        return {**others, **values}

    def at_most_one(self, circuit: Circuit, variables: Iterable[Variable]) -> int:
        """That of no group two of these leaves hold, as a literal."""
        made = []
        variables = list(variables)
        for group in self.within(variables):
            inside = [circuit.variable(v) for v in variables if v.of == "leaf" and self.of.get(v.id) is group]
            made.append(circuit.at_least(2, inside) ^ 1)
        return circuit.all_of(made)

    def rivals(self, variables: Iterable[Variable], fixed: Fixed) -> list[Rivals]:
        """The leaves among these that are of one group; and whether they are all of one of which some member holds."""
        variables = set(variables)
        made = []
        for group in self.within(variables):
            left = [Variable("leaf", id_) for id_ in group.members if id_ not in fixed.denied]
            inside = tuple(variable for variable in left if variable in variables)
            made.append((inside, group.exhaustive and len(inside) == len(left)))
        return made

    def allowed(self, circuit: Circuit, variables: Iterable[Variable], fixed: Fixed) -> int:
        """That the groups of these leaves allow it: one member at most, of exhaustive ones exactly one.

        Where all members are denied, none holds in either case.
        """
        made = []
        for group in self.within(variables):
            left = [circuit.variable(Variable("leaf", id_)) for id_ in group.members if id_ not in fixed.denied]
            if not fixed.sure.isdisjoint(group.members):
                made.append(circuit.any_of(left) ^ 1)
                continue
            made.append(circuit.at_least(2, left) ^ 1)
            if group.exhaustive and left:
                made.append(circuit.any_of(left))
        return circuit.all_of(made)

    def composed(
        self, functions: Sequence[Function], held: Iterable[str] = (), *, switched: bool = False
    ) -> list[Function]:
        """The functions with choices in place of the leaves of groups, the same in all of them as far as can be.

        Members that are `held` can have any number without a change of the others' choices. A group that is `switched`
        has a switch, without which no member holds.
        """
        if not self.of:
            return list(functions)
        supports = [function.variables for function in functions]
        ahead = tuple(id_ for id_ in held if id_ in self.of)
        used = {v.id for support in supports for v in support if v.of == "leaf" and v.id in self.of}
        denied = [function.fixed.denied for function in functions]
        order = sorted(used, key=lambda id_: (-sum(id_ in one for one in denied), id_))
        return [
            self._in_choices(function, self.within(support), ahead, order, switched)
            for function, support in zip(functions, supports, strict=True)
        ]

    def _in_choices(
        self, function: Function, groups: Sequence[Exclusive], held: Sequence[str], order: Sequence[str], switched: bool
    ) -> Function:
        if not groups:
            return function
        chains = tuple(self._chain(group, function.fixed, held, order, switched) for group in groups)
        circuit = function.reasoner.circuit
        try:
            lower, upper = (self._substituted(circuit, literal, chains) for literal in (function.lower, function.upper))
        except TooHardError:
            return replace(function, lower=FALSE, upper=TRUE, exact=False, fixed=NOTHING)
        return replace(function, lower=lower, upper=upper, fixed=NOTHING)

    def _chain(
        self, group: Exclusive, fixed: Fixed, held: Sequence[str], order: Sequence[str], switched: bool
    ) -> Chain:
        """The choices of a group's members: those held first, as what they are held at takes from all others alike."""
        denied = fixed.denied.intersection(group.members)
        left = [id_ for id_ in group.members if id_ not in denied]
        first = [id_ for id_ in left if id_ in held]
        first += [id_ for id_ in left if id_ in fixed.held and id_ not in first]
        rest = [id_ for id_ in order if id_ in left and id_ not in first]
        chain = []
        before: list[str] = []
        for id_ in first:
            chain.append(choice(id_, before))
            before.append(id_)
        before += denied
        if before and rest:
            self.starts.add(choice(rest[0], before))
        for id_ in rest:
            chain.append(choice(id_, before))
            before.append(id_)
        return Variable("switch", group.id) if switched else None, tuple(chain)

    def _substituted(self, circuit: Circuit, literal: int, chains: tuple[Chain, ...]) -> int:
        """With what stands for each leaf in its place: it is chosen, and none before it is."""
        key = literal, chains
        if key not in self._composed:
            made: dict[Variable, int] = {}
            for switch, chain in chains:
                none = TRUE if switch is None else circuit.variable(switch)
                for variable in chain:
                    chosen = circuit.variable(variable)
                    made[Variable("leaf", variable.choice[0])] = circuit.all_of((none, chosen))
                    none = circuit.all_of((none, chosen ^ 1))
            self._composed[key] = circuit.substitute(literal, made)
        return self._composed[key]
