"""What is enough for something to hold, and what is enough for it not to: the minimal sets of the lower function.

Strengths are granted and `otherwise` is left out, unless a question leaves them open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice
from typing import Literal

from argmap.logic.budget import Budget, TooHardError
from argmap.logic.diagram import Diagram
from argmap.logic.families import Families
from argmap.logic.groups import Rivals
from argmap.logic.holding import Function
from argmap.logic.modules import Module, Modules
from argmap.logic.solutions import Part, Solutions, Value
from argmap.logic.view import Variable

Which = Literal["sufficient", "failure", "settling"]


@dataclass(frozen=True, eq=False)
class Sets:
    """The minimal sets of one kind. Where they are too many to tell (not `exact`), there are none here."""

    which: Which
    function: Function
    """The function that they are of, strengths granted and `otherwise` left out."""
    solutions: Solutions
    exact: bool

    @property
    def count(self) -> int:
        """How many there are."""
        return self.solutions.count

    @cached_property
    def smallest(self) -> int | None:
        """The size of the smallest, if there is any."""
        return next((len(values) for values in self.solutions.smallest()), None)

    @cached_property
    def core(self) -> tuple[str, ...]:
        """The leaves that are in all of them, by id."""
        return tuple(sorted(value.variable.id for value in self.solutions.core))

    def first(self, k: int) -> list[tuple[Value, ...]]:
        """The k smallest, by size and then by id among these."""
        return sorted(islice(self.solutions.smallest(), k), key=lambda values: (len(values), values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Defeat:
    """Leaves that, coming about, defeat a sufficient set; and the sets of further leaves that it then needs.

    `needs` is empty where nothing helps. `steps` are the open steps that must apply for the defeat; None where that is
    too hard to tell.
    """

    by: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    steps: tuple[str, ...] | None = ()


def granted(function: Function, free: Collection[Variable] = ()) -> Function:
    """The function with strengths granted and `otherwise` left out, less those left free."""
    values = {v: v.of == "strength" for v in function.variables if v.of != "leaf" and v not in free}
    return function.restrict(values)


def sufficient(function: Function, free: Collection[Variable] = ()) -> Sets:
    """The minimal sets of leaves with which something surely holds, every other leaf false.

    Less those that have two leaves of a group: what is false with more leaves, as that no two hold, takes no set that
    is minimal from the others.
    """
    taken = granted(function, free)
    try:
        solutions = _sufficient(function.reasoner.modules, _agreeing(taken, taken.lower)) if taken.exact else None
    except TooHardError:
        solutions = None
    return _sets("sufficient", taken, solutions)


def failure(function: Function, free: Collection[Variable] = ()) -> Sets:
    """The minimal sets of leaf values with which something does not surely hold, whatever the rest is.

    Less those that a group does not allow: two of its leaves hold, or all of an exhaustive one fail.
    """
    taken = granted(function, free)
    return _sets("failure", taken, _primes(taken, taken.lower ^ 1))


def settling(function: Function, free: Collection[Variable] = ()) -> Sets:
    """The minimal sets of leaf values with which something surely holds, whatever the rest is."""
    taken = granted(function, free)
    return _sets("settling", taken, _primes(taken, taken.lower))


def _primes(taken: Function, literal: int) -> Solutions | None:
    try:
        rivals = taken.reasoner.groups.rivals(taken.variables, taken.fixed)
        return implicants(taken.reasoner.modules, literal, rivals) if taken.exact else None
    except TooHardError:
        return None


def _sets(which: Which, taken: Function, solutions: Solutions | None) -> Sets:
    if solutions is None:
        return Sets(which, taken, Solutions(Families(taken.reasoner.modules.work()), ()), False)
    return Sets(which, taken, solutions, True)


def defeats(sets: Sets, values: tuple[Value, ...], k: int = 10) -> Iterator[Defeat]:
    """What would defeat one of the sufficient sets, the k smallest ways, and what it would then need, k ways each.

    Raises TooHardError (of `logic.budget`) beyond the budget.
    """
    function = sets.function
    modules, circuit = function.reasoner.modules, function.reasoner.circuit
    settled = function.reasoner.groups.settled
    held = circuit.restrict(function.lower, settled({value.variable: True for value in values}))
    for attack in islice(_sufficient(modules, _agreeing(function, held ^ 1)).smallest(), k):
        under = circuit.restrict(held, settled({value.variable: True for value in attack}))
        needs = islice(_sufficient(modules, _agreeing(function, under)).smallest(), k)
        yield Defeat(by=_ids(attack), needs=tuple(sorted((_ids(need) for need in needs), key=lambda n: (len(n), n))))


def _agreeing(function: Function, literal: int) -> int:
    """A literal where no two leaves of a group hold."""
    groups, circuit = function.reasoner.groups, function.reasoner.circuit
    if not groups.of:
        return literal
    return circuit.all_of((literal, groups.at_most_one(circuit, circuit.support(literal))))


def _ids(values: tuple[Value, ...]) -> tuple[str, ...]:
    return tuple(value.variable.id for value in values)


def _sufficient(modules: Modules, literal: int) -> Solutions:
    """The minimal sets of variables with which a literal is true, all others false.

    Each module is taken the way round in which it is false where all variables are, so that one set's parts are
    minimal on their own.
    """
    circuit = modules.circuit
    work = modules.work()
    families = Families(work)
    at_rest: dict[int, bool] = {}
    root, cut = modules.of(literal)
    if circuit.value(root, {}):
        return Solutions(families, [Part(1, {})])
    if root >> 1 in circuit.variables:
        return Solutions(families, [Part(families.node(0, 0, 1), {0: Value(circuit.variables[root >> 1], True)})])
    parts: list[Part] = []
    index: dict[int, int] = {}
    for module in cut:
        diagram, function = _diagram(modules, module, work)
        flipped = frozenset(level for level, gate in enumerate(module.inputs) if at_rest.get(gate, False))
        turned = diagram.turned(function, flipped, negated=False)
        resting = turned
        while resting > 1:
            resting = diagram.low[resting]
        at_rest[module.gate] = resting == 1
        turned = diagram.turned(turned, frozenset(), negated=resting == 1)
        elements: dict[int, Value | int] = {
            level: index[gate] if gate in index else Value(circuit.variables[gate], True)
            for level, gate in enumerate(module.inputs)
        }
        index[module.gate] = len(parts)
        parts.append(Part(families.minimal(diagram, turned), elements))
    return Solutions(families, parts)


def implicants(modules: Modules, literal: int, rivals: Sequence[Rivals] = ()) -> Solutions:
    """The prime implicants of a literal: the minimal sets of values with which it is true whatever the rest is.

    Less those that have two of some `rivals` true, or all of them false where one must be true.

    Raises TooHardError (of `logic.budget`) beyond the budget. Those of a module's inputs, for and against it, are put
    in their place. Where all inputs count one way, the negative ones are flipped, and the minimal solutions are the
    prime implicants.
    """
    circuit = modules.circuit
    work = modules.work()
    families = Families(work)
    apart = [variable for group, _ in rivals for variable in group]
    root, cut = modules.together(literal, apart) if apart else modules.of(literal)
    if root >> 1 == 0:
        return Solutions(families, [Part(root, {})])
    if root >> 1 in circuit.variables:
        value = Value(circuit.variables[root >> 1], not root & 1)
        alone = families.node(0, 0, 1)
        return Solutions(families, [Part(_without(families, alone, {value: 0}, rivals), {0: value})])
    wanted = {root >> 1: {not root & 1}}
    made: list[tuple[tuple[int, bool], int, dict[int, tuple[int, bool]]]] = []
    for module in reversed(cut):
        diagram, function = _diagram(modules, module, work)
        for holds in wanted.get(module.gate, ()):
            taken = diagram.turned(function, frozenset(), negated=not holds)
            inputs: dict[int, tuple[int, bool]]
            if 0 in module.ways:
                family = families.primes(diagram, taken)
                inputs = {
                    2 * level + way: (gate, not way) for level, gate in enumerate(module.inputs) for way in (0, 1)
                }
            else:
                flipped = frozenset(level for level, way in enumerate(module.ways) if (way < 0) == holds)
                family = families.minimal(diagram, diagram.turned(taken, flipped, negated=False))
                inputs = {level: (gate, level not in flipped) for level, gate in enumerate(module.inputs)}
            if rivals and module.gate == root >> 1:
                levels = {
                    Value(circuit.variables[gate], way): level
                    for level, (gate, way) in inputs.items()
                    if gate in circuit.variables
                }
                family = _without(families, family, levels, rivals)
            used = {families.level[node] for node in families.behind(family)}
            inputs = {level: input_ for level, input_ in inputs.items() if level in used}
            for gate, way in inputs.values():
                wanted.setdefault(gate, set()).add(way)
            made.append(((module.gate, holds), family, inputs))
    index: dict[tuple[int, bool], int] = {}
    parts: list[Part] = []
    for key, family, inputs in reversed(made):
        index[key] = len(parts)
        parts.append(
            Part(
                family,
                {
                    level: index[input_] if input_ in index else Value(circuit.variables[input_[0]], input_[1])
                    for level, input_ in inputs.items()
                },
            )
        )
    return Solutions(families, parts)


def _without(families: Families, family: int, levels: Mapping[Value, int], rivals: Sequence[Rivals]) -> int:
    """The sets of a family that agree with the rivals; `levels` are those of the family's values."""
    for group, one_must in rivals:
        never = [[Value(one, True), Value(other, True)] for one, other in combinations(group, 2)]
        never += [[Value(one, False) for one in group]] if one_must else []
        for values in never:
            if all(value in levels for value in values):
                forbidden = 1
                for level in sorted((levels[value] for value in values), reverse=True):
                    forbidden = families.node(level, 0, forbidden)
                family = families.lacking(family, forbidden)
    return family


def _diagram(modules: Modules, module: Module, work: Budget) -> tuple[Diagram, int]:
    if module.root is None:
        raise TooHardError
    if module.diagram is not modules.shared:
        module.diagram.work = work
    return module.diagram, module.root
