"""A function's circuit made smaller before its diagrams are: fewer gates, more of them independent of the rest."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import chain

from argmap.logic.circuit import Circuit


def reduced(circuit: Circuit, root: int, modules: Container[int]) -> int:
    """The same function in fewer gates (see `reduced_all`)."""
    return reduced_all(circuit, [root], modules)[0]


def reduced_all(circuit: Circuit, roots: Sequence[int], modules: Container[int]) -> list[int]:
    """The same functions, with nested conjunctions that nothing else uses merged, and what is private taken together.

    An input is private to a gate if nothing else uses it, and it is a variable or a module. Two or more of them
    become a gate of their own: chains of steps that have a strength each shrink to one module that way.
    """
    gates = circuit.behind_all(roots)
    users = dict.fromkeys(gates, 0)
    for root in roots if len(roots) > 1 else ():
        users[root >> 1] += 2  # nothing may take in what is asked for itself
    nested: set[int] = set()
    for gate in gates:
        for literal in circuit.inputs[gate]:
            users[literal >> 1] += 1
            if not literal & 1 and circuit.least[gate] < 0 and circuit.least[literal >> 1] < 0:
                nested.add(literal >> 1)
    nested = {gate for gate in nested if users[gate] == 1}
    made: dict[int, int] = {}
    parts: dict[int, list[int]] = {}
    for gate in gates:
        inputs = circuit.inputs[gate]
        if not inputs:
            made[gate] = 2 * gate
        elif circuit.least[gate] >= 0:
            made[gate] = circuit.at_least(circuit.least[gate], [made[i >> 1] ^ i & 1 for i in inputs])
        else:
            within = sorted((parts.pop(i >> 1) for i in inputs if i >> 1 in nested), key=len)
            merged = within.pop() if within else []
            merged += chain([i for i in inputs if i >> 1 not in nested], *within)
            if gate in nested:
                parts[gate] = merged
                continue
            own = [i for i in merged if users[i >> 1] == 1 and (i >> 1 in modules or not circuit.inputs[i >> 1])]
            rest = [made[i >> 1] ^ i & 1 for i in set(merged).difference(own)]
            made[gate] = circuit.all_of([circuit.all_of(made[i >> 1] ^ i & 1 for i in own), *rest])
    return [made[root >> 1] ^ root & 1 for root in roots]
