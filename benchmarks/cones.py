"""Random cones such as people draw: mostly a tree of steps, some leaves that several steps share, some attacks.

`cone_map(n, leaves, seed)` is a map of n statements behind `TOP`. Each that is no leaf is a premise for the one
before it (seven in eight) or for any earlier one, in an argument of its own (one in two) or in one that is there. Of
the leaves, six in ten are the only reason for one statement each. Three in ten are assumptions, stated or not, of one
to five arguments each: a tenth of them anywhere in the map, the others within twenty arguments of each other, depth
first; one use in twenty is an `unless`. One in ten is a scenario. One argument in fourteen is against a statement or
an argument, from a scenario: nine in ten from one of the three that belong to that part of the map, the others from
any; one in five of these is itself undercut in the same way. One argument in five has a strength, one statement in
fifty an `otherwise`; of three `because` and more, half of the time any two suffice. Four leaves in five have a
number.
"""

from __future__ import annotations

from random import Random
from typing import Final

from argmap.model import PREMISE_ROLES, Argument, ArgumentMap, Credence, Premise, PremiseRole, Statement

TOP: Final = "s0"
SHARES: Final = 3


def cone_map(n: int, leaves: int, seed: int) -> ArgumentMap:
    """A map of n statements, so many of them leaves, all behind TOP."""
    return _Cone(n, leaves, Random(f"cone {n} {leaves} {seed}")).map()


class _Cone:
    def __init__(self, n: int, leaves: int, rng: Random) -> None:
        self.rng = rng
        self.derived = [f"s{number}" for number in range(n - leaves)]
        self.leaves = [f"leaf{number}" for number in range(leaves)]
        self.arguments: list[tuple[str, bool, list[tuple[str, PremiseRole]]]] = []
        self.of: dict[str, list[int]] = {id_: [] for id_ in self.derived}

    def map(self) -> ArgumentMap:
        """The tree first, then what hangs on it."""
        rng = self.rng
        for number, id_ in enumerate(self.derived[1:], 1):
            above = self.derived[number - 1 if rng.random() < 0.875 else rng.randrange(number)]
            self._premise(above, id_)
        own, shared, scenarios = self._kinds_of_leaf()
        ordered = self._depth_first()
        bare = [id_ for id_ in ordered if not self.of[id_]]
        for number, id_ in enumerate(bare):
            self._step(id_, False, [(own[number * len(own) // len(bare)], "because")])
        steps = [step for id_ in ordered for step in self.of[id_]]
        for number, leaf in enumerate(shared):
            anywhere = number % 10 == 0
            near = rng.randrange(len(steps))
            for _ in range(rng.randrange(1, 2 * SHARES)):
                at = rng.randrange(len(steps)) if anywhere else (near + rng.randint(-10, 10)) % len(steps)
                role = "unless" if rng.random() < 0.05 else rng.choice(PREMISE_ROLES[1:3])
                self.arguments[steps[at]][2].append((leaf, role))
        for number in range(len(steps) // 14):
            at = rng.randrange(len(steps))
            part = at * len(scenarios) // len(steps)
            target = f"a{steps[at]}" if number % 2 else self.arguments[steps[at]][0]
            for _ in range(2 if number % 5 == 0 else 1):
                anywhere = rng.random() < 0.1
                scenario = (
                    rng.choice(scenarios) if anywhere else scenarios[(part + rng.randint(-1, 1)) % len(scenarios)]
                )
                target = f"a{self._step(target, True, [(scenario, 'because')])}"
        return ArgumentMap(
            [*map(self._statement, self.derived + self.leaves), *map(self._argument, range(len(self.arguments)))]
        )

    def _depth_first(self) -> list[str]:
        found: list[str] = []
        waiting = [TOP]
        while waiting:
            found.append(waiting.pop())
            waiting += [node for step in self.of[found[-1]] for node, _ in self.arguments[step][2]]
        return found

    def _kinds_of_leaf(self) -> tuple[list[str], list[str], list[str]]:
        tenth = len(self.leaves) // 10
        return self.leaves[: 6 * tenth], self.leaves[6 * tenth : 9 * tenth], self.leaves[9 * tenth :]

    def _premise(self, above: str, id_: str) -> None:
        if self.of[above] and self.rng.random() < 0.5:
            self.arguments[self.rng.choice(self.of[above])][2].append((id_, "because"))
        else:
            self._step(above, False, [(id_, "because")])

    def _step(self, target: str, against: bool, premises: list[tuple[str, PremiseRole]]) -> int:
        number = len(self.arguments)
        self.arguments.append((target, against, premises))
        if target in self.of and not against:
            self.of[target].append(number)
        return number

    def _statement(self, id_: str) -> Statement:
        rng = self.rng
        leaf = id_.startswith("leaf")
        credence = self._number() if leaf and rng.random() < 0.8 else None
        otherwise = self._number() if not leaf and rng.random() < 0.02 else None
        return Statement(id=id_, is_a="claim", credence=credence, otherwise=otherwise)

    def _argument(self, number: int) -> Argument:
        target, against, named = self.arguments[number]
        roles = dict(reversed(named))
        premises = [Premise(node=node, role=role) for node, role in roles.items()]
        premises.sort(key=lambda premise: PREMISE_ROLES.index(premise.role))
        offered = sum(premise.role == "because" for premise in premises)
        return Argument(
            id=f"a{number}",
            target=target,
            against=against,
            premises=tuple(premises),
            at_least=2 if offered > 2 and self.rng.random() < 0.5 else None,
            strength=self._number() if self.rng.random() < 0.2 else None,
        )

    def _number(self) -> Credence:
        value = round(self.rng.uniform(0.3, 0.99), 2)
        return Credence(low=value, high=value)
