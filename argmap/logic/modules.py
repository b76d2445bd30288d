"""A function cut into modules: parts that share no variable with the rest, each with a small diagram of its own.

Modules are found in linear time (Dutuit and Rauzy 1996). Within a module, variables come depth first, the smaller
part first; where that is too hard, other orders are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from argmap.logic.budget import Budget, TooHardError
from argmap.logic.circuit import Circuit
from argmap.logic.diagram import Diagram
from argmap.logic.reducing import reduced, reduced_all
from argmap.logic.view import Variable

SMALL: Final = 12
"""Up to so many inputs, modules share one diagram: most of a map's modules have one of few shapes."""

FINDING: Final = 16
"""The steps that it takes for each gate to find the modules."""

Size = Callable[[int], int]


@dataclass(frozen=True, eq=False)
class Module:
    """A gate as a function of its inputs (gates that are variables or modules themselves), by level in the diagram.

    `ways` tells of each input whether it counts for the gate (1), against it (-1) or both (0), by the circuit. An
    input that turned out constant is at no level. `root` is None where the diagram was beyond the budget, and then
    there are no `ways`.
    """

    gate: int
    inputs: tuple[int, ...]
    ways: tuple[int, ...]
    diagram: Diagram
    root: int | None

    @cached_property
    def steps(self) -> list[tuple[int, int, int]]:
        """The diagram's nodes in a straight line: a level, and the places of low and high.

        Places 0 and 1 are the constants, step n is at place n + 2; the last step is the whole.
        """
        diagram, root = self.diagram, self.root
        assert root is not None
        place = {0: 0, 1: 1}
        made = []
        behind = diagram.behind(root)
        diagram.work.charge(len(behind), len(behind) // 2)
        for node in behind:
            place[node] = len(place)
            made.append((diagram.level[node], place[diagram.low[node]], place[diagram.high[node]]))
        return made

    @property
    def top(self) -> int:
        """The place of the whole among the steps."""
        assert self.root is not None
        return len(self.steps) + 1 if self.root > 1 else self.root

    def support(self) -> set[int]:
        """The inputs that make a difference; all of them where the diagram is missing."""
        return set(self.inputs) if self.root is None else {self.inputs[level] for level, _, _ in self.steps}


class Cut(NamedTuple):
    """A function in modules, each after those it is made of: the literal to read it from, and the modules."""

    root: int
    modules: tuple[Module, ...]


class Modules:
    """The modules of a circuit's functions, made once each: a gate that two functions share is not made again."""

    def __init__(self, circuit: Circuit, budget: Budget, steps: int, small: int) -> None:
        self.circuit = circuit
        self.budget = budget
        self._steps = steps
        self._small = small
        self._work = self.work()
        self._made: dict[int, Module] = {}
        self._of: dict[int, Cut] = {}
        self.shared = Diagram(budget)

    def work(self) -> Budget:
        """For one piece of work: no more than half of what is left, so that there is always something left."""
        return self.budget.part(2, self._steps)

    def of(self, literal: int) -> Cut:
        """The modules of a literal; none for a variable or a constant.

        Finding them is linear; where that is beyond the budget, the whole is one module. Making their diagrams stays
        within the budget, too, beyond which their `root` is None.
        """
        if literal not in self._of:
            self._of[literal] = self._cut(literal)
        return self._of[literal]

    def _cut(self, literal: int) -> Cut:
        if not self.circuit.inputs[literal >> 1]:
            return Cut(literal, ())
        behind = self.circuit.behind(literal)
        self.budget.charge(len(behind))
        if not self.budget.affords(FINDING * len(behind)):
            inputs = tuple(gate for gate in behind if gate in self.circuit.variables)
            return Cut(literal, (Module(literal >> 1, inputs, (), self.shared, None),))
        self.budget.charge(FINDING * len(behind))
        self._work = self.work()
        root = reduced(self.circuit, literal, self.heads(literal >> 1))
        return Cut(root, tuple(self._found(root >> 1)))

    def together(self, literal: int, variables: Iterable[Variable]) -> Cut:
        """The modules of a literal, cut such that the last one has all these variables among its inputs.

        None for a variable or a constant. Raises TooHardError beyond the budget.
        """
        circuit = self.circuit
        apart = [circuit.variable(variable) for variable in variables]
        gates = [gate >> 1 for gate in apart]
        if not circuit.inputs[literal >> 1]:
            return Cut(literal, ())
        behind = circuit.behind(literal)
        self.budget.spend(FINDING * len(behind))
        self._work = self.work()
        root, *_ = reduced_all(circuit, [literal, *apart], self.heads(literal >> 1, *gates))
        top = root >> 1
        if not circuit.inputs[top]:
            return Cut(root, ())
        heads = self.heads(top, *gates) - {top}
        sizes = self.sizes([root], heads)
        parts = []
        for gate in sizes:
            if gate in heads and circuit.inputs[gate]:
                if gate not in self._made:
                    self._made[gate] = self._module(gate, heads, sizes)
                parts.append(self._made[gate])
        return Cut(root, (*parts, self._module(top, heads, sizes)))

    def _found(self, top: int) -> Iterator[Module]:
        if not self.circuit.inputs[top]:
            return
        heads = self.heads(top)
        sizes = self.sizes([2 * top], heads)
        for gate in sizes:
            if gate in heads:
                if gate not in self._made:
                    self._made[gate] = self._module(gate, heads, sizes)
                yield self._made[gate]

    def sizes(self, roots: Iterable[int], heads: Container[int]) -> dict[int, int]:
        """How large each gate behind some literals is, heads below it counted as one; each after its inputs."""
        sizes: dict[int, int] = {}
        for gate in self.circuit.behind_all(roots):
            inside = (1 if other in heads else sizes[other] for other in _gates(self.circuit, gate))
            sizes[gate] = min(1 + sum(inside), 1 << 40)
        return sizes

    def heads(self, *tops: int) -> set[int]:
        """The gates whose variables nothing else below `tops` uses; what is asked for itself is used by who asks."""
        clock = 0
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        done: dict[int, int] = {}
        order: list[int] = []
        # Several tops hang on one that is no gate, each twice.
        top = tops[0] if len(tops) == 1 else -1
        stack: list[tuple[int, Iterator[int]]] = [(top, _gates(self.circuit, top) if top >= 0 else iter(2 * tops))]
        first[top] = last[top] = clock
        while stack:
            gate, ahead = stack[-1]
            for other in ahead:
                clock += 1
                last[other] = clock
                if other not in first:
                    first[other] = clock
                    stack.append((other, _gates(self.circuit, other)))
                    break
            else:
                stack.pop()
                clock += 1
                done[gate] = last[gate] = clock
                order.append(gate)
        heads = set()
        begin: dict[int, int] = {}
        end: dict[int, int] = {}
        for gate in order if top >= 0 else order[:-1]:
            inputs = list(_gates(self.circuit, gate))
            if not inputs:
                begin[gate], end[gate] = first[gate], last[gate]
                continue
            lowest, highest = min(begin[i] for i in inputs), max(end[i] for i in inputs)
            if lowest > first[gate] and highest < done[gate]:
                heads.add(gate)
            begin[gate], end[gate] = min(lowest, first[gate]), max(highest, last[gate])
        return heads

    def _module(self, gate: int, heads: set[int], sizes: dict[int, int]) -> Module:
        orders: tuple[Size, ...] = (sizes.__getitem__, lambda _: 0, lambda other: -sizes[other])
        module = None
        for size in orders:
            inputs = self.inputs_of(gate, heads, size)
            small = len(inputs) <= self._small
            diagram = self.shared if small else Diagram(self._work.part(2))
            try:
                root = self.build(gate, inputs, diagram)
            except TooHardError:
                module = module or Module(gate, inputs, (), self.shared, None)
                if not small:
                    diagram.work.release()
            else:
                return Module(gate, inputs, self._ways(gate, inputs), diagram, root)
        assert module is not None
        return module

    def inputs_of(self, gate: int, heads: Container[int], size: Size, seen: set[int] | None = None) -> tuple[int, ...]:
        """What the module is made of, depth first, the smaller part first; less what was `seen` in others before."""
        found: dict[int, None] = {}
        seen = set() if seen is None else seen
        stack = [gate]
        while stack:
            at = stack.pop()
            if at in seen:
                continue
            seen.add(at)
            if at != gate and (at in heads or not self.circuit.inputs[at]):
                found[at] = None
            else:
                stack += sorted(_gates(self.circuit, at), key=size, reverse=True)
        return tuple(found)

    def _ways(self, gate: int, inputs: tuple[int, ...]) -> tuple[int, ...]:
        """Which way each input counts."""
        found: dict[int, set[int]] = {other: set() for other in inputs}
        seen = {2 * gate}
        waiting = [2 * gate]
        while waiting:
            literal = waiting.pop()
            if literal >> 1 in found:
                found[literal >> 1].add(-1 if literal & 1 else 1)
                continue
            for part in self.circuit.inputs[literal >> 1]:
                if part ^ literal & 1 not in seen:
                    seen.add(part ^ literal & 1)
                    waiting.append(part ^ literal & 1)
        return tuple(sum(ways) for ways in found.values())

    def build(self, gate: int, inputs: tuple[int, ...], diagram: Diagram) -> int:
        """The module's diagram, negations driven down to its inputs, gate by gate with a stack."""
        made: dict[int, int] = {}
        for level, other in enumerate(inputs):
            constant = self._made[other].root if other in self._made else None
            if constant is not None and constant <= 1:
                made[2 * other], made[2 * other + 1] = constant, 1 - constant
            else:
                made[2 * other] = diagram.node(level, 0, 1)
                made[2 * other + 1] = diagram.node(level, 1, 0)
        return grow(self.circuit, 2 * gate, made, diagram)


def _gates(circuit: Circuit, gate: int) -> Iterator[int]:
    return (literal >> 1 for literal in circuit.inputs[gate])


def grow(circuit: Circuit, root: int, made: dict[int, int], diagram: Diagram) -> int:
    """A literal's diagram from those in `made` of all that it is made of; what comes between is added there."""
    stack = [root]
    while stack:
        literal = stack[-1]
        if literal in made:
            stack.pop()
            continue
        parts = circuit.inputs[literal >> 1]
        if literal & 1:
            parts = tuple(part ^ 1 for part in parts)
        waiting = [part for part in parts if part not in made]
        if waiting:
            stack += waiting
            continue
        stack.pop()
        functions = [made[part] for part in parts]
        least = circuit.least[literal >> 1]
        if least < 0:
            made[literal] = diagram.any_of(functions) if literal & 1 else diagram.all_of(functions)
        else:
            enough = len(parts) - least + 1 if literal & 1 else least
            made[literal] = diagram.at_least(enough, functions)
    return made[root]
