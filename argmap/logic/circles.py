"""The value of a rule from those of its parts; and of a circle of rules, by the well-founded reading.

A value is a pair of functions: where the thing surely holds, and where it may. (Van Gelder, Ross and Schlipf 1991; the
alternating fixpoint is Van Gelder's of 1993.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from argmap.logic.canonical import Canonical
from argmap.logic.circuit import FALSE, TRUE, Circuit
from argmap.logic.rules import Rule, components

VALUE: Final = 8
"""The steps that it takes to value a rule once, with two for each thing that it is made of."""

UNROLLED: Final = 20_000
"""How many gates one circle may take before its members are left open."""

SHARE: Final = 4
"""The fraction of the budget that one circle may take."""

Pair = tuple[int, int]
OPEN: Final[Pair] = (FALSE, TRUE)


def value(circuit: Circuit, rule: Rule, supports: Mapping[str, Pair], contrary: Mapping[str, Pair]) -> Pair:
    """The rule's value, from the values of what it leans on and of what is in its way."""
    if rule.never:
        return FALSE, FALSE
    own = [circuit.variable(variable) for variable in rule.own]
    strength = [circuit.variable(rule.strength)] if rule.strength else []
    made = []
    certain = True
    for side in (0, 1):
        enough = []
        if rule.least:
            some = [supports[id_][side] for id_ in rule.some]
            some += [contrary[id_][1 - side] ^ 1 for id_ in rule.some_lacks]
            enough = [circuit.at_least(rule.least, own + some)]
        needs = [supports[id_][side] for id_ in rule.needs]
        allowed = [contrary[id_][1 - side] ^ 1 for id_ in rule.defeaters + rule.lacks]
        made.append(circuit.all_of([*strength, *needs, *enough, *allowed]))
        certain = all(supports[id_][0] == supports[id_][1] for id_ in rule.supports) and all(
            contrary[id_][0] == contrary[id_][1] for id_ in rule.contrary
        )
        if certain:
            return made[0], made[0]
    return made[0], made[1]


class Circle:
    """A strongly connected part of the rules, opened where it must be.

    What defeats in a circle, or must not hold there, is read from the round before, beginning with undecided: each
    round decides more, in each world at least one of those read so, hence as many rounds as there are of them are
    enough. What remains is circles of support, whose least fixpoint is reached in as many rounds as it takes statements
    to open them all.
    """

    def __init__(
        self, circuit: Circuit, rules: Iterable[Rule], outside: Mapping[str, Pair], *, gates: int = UNROLLED
    ) -> None:
        self.circuit = circuit
        self.rules = {rule.id: rule for rule in rules}
        self.outside = outside
        self.exact = True
        self._canonical = Canonical(circuit)
        self._most = len(circuit) + gates
        self._least_left = circuit.budget.left - circuit.budget.left // SHARE

    def solve(self) -> dict[str, Pair]:
        """The values of all members."""
        read = self._read_from_before()
        before = dict.fromkeys(read, OPEN)
        for _ in read:
            settled = self._settle(before)
            after = {id_: self._first(settled[id_]) for id_ in read}
            if after == before:
                return settled
            if self._spent:
                self.exact = False
                return settled
            before = after
        return self._settle(before)

    @property
    def _spent(self) -> bool:
        """Whether no more rounds can be afforded."""
        return len(self.circuit) > self._most or self.circuit.budget.left < self._least_left

    def _first(self, pair: Pair) -> Pair:
        return self._canonical(pair[0]), self._canonical(pair[1])

    def _read_from_before(self) -> list[str]:
        """Members such that, with what they defeat cut off from them, no circle runs through an attack."""
        read: list[str] = []
        while True:
            more = []
            for part in self._parts(self.rules, read, ()):
                members = set(part).difference(read)
                defeating = {id_: [d for d in self.rules[id_].contrary if d in members] for id_ in part}
                uses = Counter(d for found in defeating.values() for d in found)
                if not uses:
                    continue
                most = max(uses, key=lambda id_: (uses[id_], id_))
                # Where each defeats one thing only, a thing's are all cut at once: a clique would take its square.
                at_once: list[str] = max(defeating.values(), key=lambda found: (len(found), found))
                more += [most] if uses[most] > 1 else at_once
            if not more:
                return read
            read += more

    def _parts(self, nodes: Iterable[str], read: Iterable[str], opened: Iterable[str]) -> list[list[str]]:
        read, opened, nodes = set(read), set(opened), list(nodes)
        self.circuit.budget.charge(len(nodes))

        def behind(id_: str) -> list[str]:
            rule = self.rules[id_]
            return [s for s in rule.supports if s not in opened] + [d for d in rule.contrary if d not in read]

        return list(components(nodes, behind))

    def _settle(self, before: Mapping[str, Pair]) -> dict[str, Pair]:
        """The values of all members, given what to read of those that defeat."""
        settled: dict[str, Pair] = {}
        for part in self._parts(self.rules, before, ()):
            rule = self.rules[part[0]]
            if len(part) == 1 and part[0] not in rule.supports:
                settled[part[0]] = self._value(rule, settled, before)
            else:
                settled |= self._lift(part, settled, before)
        return settled

    def _value(self, rule: Rule, settled: Mapping[str, Pair], before: Mapping[str, Pair]) -> Pair:
        supports = {id_: settled[id_] if id_ in self.rules else self.outside[id_] for id_ in rule.supports}
        contrary = {
            id_: before[id_] if id_ in before else settled[id_] if id_ in self.rules else self.outside[id_]
            for id_ in rule.contrary
        }
        self.circuit.budget.charge(VALUE + 2 * (len(supports) + len(contrary)))
        return value(self.circuit, rule, supports, contrary)

    def _lift(self, part: list[str], settled: Mapping[str, Pair], before: Mapping[str, Pair]) -> dict[str, Pair]:
        """The least fixpoint of a circle of support."""
        opened, order = self._opened(part, before)
        values = dict.fromkeys(opened, (FALSE, FALSE))
        for round_ in range(len(opened) + 1):
            known = {**settled, **values}
            for id_ in order:
                known[id_] = self._value(self.rules[id_], known, before)
            new = {id_: self._first(self._value(self.rules[id_], known, before)) for id_ in opened}
            if new == values or round_ == len(opened):
                break
            if self._spent:
                self.exact = False
                return self._bounded(order, opened, known, new, before)
            values = new
        return {id_: known[id_] for id_ in order} | new

    def _bounded(
        self,
        order: list[str],
        opened: list[str],
        low: Mapping[str, Pair],
        new: Mapping[str, Pair],
        before: Mapping[str, Pair],
    ) -> dict[str, Pair]:
        """What was reached so far from below; from above, as if all that opens the circle could hold."""
        known = {**low, **dict.fromkeys(opened, (TRUE, TRUE))}
        for id_ in order + opened:
            known[id_] = self._value(self.rules[id_], known, before)
        return {id_: ((new if id_ in new else low)[id_][0], known[id_][1]) for id_ in order + opened}

    def _opened(self, part: list[str], before: Mapping[str, Pair]) -> tuple[list[str], list[str]]:
        """Members that all circles of a part run through, and the others in the order in which they can be valued."""
        opened: list[str] = []
        while True:
            rest = [id_ for id_ in part if id_ not in set(opened)]
            parts = self._parts(rest, before, opened)
            circles = [p for p in parts if len(p) > 1 or p[0] in self.rules[p[0]].supports]
            if not circles:
                return opened, [p[0] for p in parts]
            for circle in circles:
                members = set(circle)
                uses: dict[str, int] = dict.fromkeys(circle, 0)
                for id_ in circle:
                    for support in self.rules[id_].supports:
                        if support in members:
                            uses[support] += 1
                opened.append(max(circle, key=lambda id_: (uses[id_], id_)))
