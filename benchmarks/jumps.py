"""A map of many scenarios and many techniques, as if somebody had written a discontinuity up in all its forms.

`jump_map(seed)` has 50 scenarios in 10 families, 20 effects and 200 techniques for 10 problems. An effect comes from
one or two families and one to three single scenarios. A technique has one way to its problem, one in five has two; a
way assumes one to three claims, a third of them shared with other techniques; behind one claim in four stands an
argument from one or two more. About three arguments attack a technique: against a claim that it assumes, a claim
behind that, or its own argument, each from an effect, one in six from a family itself; a third of them only may apply,
a quarter need a further condition, a third are undercut: for one scenario of the effect's, or under a condition. 20
concerns have one to four reasons, most of them effects, a third of which only may suffice; one concern in four has
something against it. Half of the arguments are somebody's, the others the editor's.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Final

from argmap.model import (
    PREMISE_ROLES,
    Argument,
    ArgumentMap,
    Credence,
    Person,
    Premise,
    PremiseRole,
    Statement,
    StatementKind,
    Thing,
)

from .generator import FILE
from .writing import write_database, write_yaml

SCENARIOS: Final = 50
FAMILIES: Final = 10
EFFECTS: Final = 20
TECHNIQUES: Final = 200
PROBLEMS: Final = 10
CONCERNS: Final = 20
SHARED: Final = 60
"""How many claims there are that several techniques assume."""

CONDITIONS: Final = 40
"""How many claims there are that decide whether an attack or a reason counts."""

PEOPLE: Final = ("ann", "bob", "cid")
MAY: Final = Credence(low=0, high=1)


def jump_map(seed: int = 1) -> ArgumentMap:
    """The map, the same for the same seed."""
    return _Jumps(Random(f"jumps {seed}")).map()


def write(path: Path, seed: int = 1) -> None:
    """Write it as a map file where the path ends in .yaml, else as a database."""
    things = [(thing, FILE) for thing in jump_map(seed).things.values()]
    (write_yaml if path.suffix == ".yaml" else write_database)(path, things)


class _Jumps:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.statements: dict[str, Statement] = {}
        self.arguments: dict[str, Argument] = {}
        self.scenarios = self._named("scenario", "scenario", SCENARIOS)
        self.families = self._named("scenario", "family", FAMILIES)
        self.effects = self._named("claim", "effect", EFFECTS)
        self.problems = self._named("problem", "problem", PROBLEMS)
        self.shared = self._named("claim", "shared", SHARED)
        self.conditions = self._named("claim", "condition", CONDITIONS)
        self.behind: dict[str, list[str]] = {}
        self.causes: dict[str, list[str]] = {effect: [] for effect in self.effects}

    def map(self) -> ArgumentMap:
        """The scenarios and what they bring, then what that hits."""
        each = SCENARIOS // FAMILIES
        self.members = {f: self.scenarios[n * each : (n + 1) * each] for n, f in enumerate(self.families)}
        for family, members in self.members.items():
            self._step("is-one-of", family, dict.fromkeys(members, "because"), at_least=1)
        for effect in self.effects:
            self._effect(effect)
        for claim in self.shared:
            self._support(claim)
        for technique in self._named("proposal", "technique", TECHNIQUES):
            self._technique(technique)
        for concern in self._named("concern", "concern", CONCERNS):
            self._concern(concern)
        people: list[Thing] = [Person(id=id_, title=id_.capitalize()) for id_ in PEOPLE]
        return ArgumentMap([*self.statements.values(), *self.arguments.values(), *people])

    def _effect(self, effect: str) -> None:
        rng = self.rng
        for family in rng.sample(self.families, rng.randint(1, 2)):
            self._step("brings", effect, {family: "because"}, may=0.25)
            self.causes[effect] += self.members[family]
        for scenario in rng.sample(self.scenarios, rng.randint(1, 3)):
            self._step("brings", effect, self._because(scenario, 0.2), may=0.25)
            self.causes[effect].append(scenario)

    def _support(self, claim: str) -> None:
        """One claim in four gets an argument for it."""
        if self.rng.random() < 0.25:
            more = [self._claim("ground") for _ in range(self.rng.randint(1, 2))]
            self._step("supports", claim, dict.fromkeys(more, "because"), may=0.1)
            self.behind[claim] = more

    def _technique(self, technique: str) -> None:
        rng = self.rng
        sites: list[str] = []
        for _ in range(2 if rng.random() < 0.2 else 1):
            needs: dict[str, PremiseRole] = {technique: "because"}
            for _ in range(rng.randint(1, 3)):
                if rng.random() < 1 / 3:
                    claim = rng.choice(self.shared)
                else:
                    claim = self._claim("assumption")
                    self._support(claim)
                needs[claim] = rng.choice(("assuming", "unstated"))
                sites += [claim, *self.behind.get(claim, ())]
            problem, other = sorted(rng.sample(self.problems, 2))
            if rng.random() < 0.2:
                needs[other] = "unstated"
            sites.append(self._step("solves", problem, needs, may=0.1))
        for _ in range(rng.randint(2, 4)):
            self._attack(rng.choice(sites))

    def _attack(self, target: str) -> None:
        rng = self.rng
        effect = rng.choice(self.effects)
        source, causes = effect, self.causes[effect]
        if rng.random() < 1 / 6:
            source = rng.choice(self.families)
            causes = self.members[source]
        attack = self._step("hits", target, self._because(source, 0.25), against=True, may=1 / 3)
        if rng.random() < 1 / 3:
            spared = rng.choice(causes) if rng.random() < 0.7 else rng.choice(self.conditions)
            self._step("spares", attack, {spared: "because"}, against=True, may=0.1)

    def _concern(self, concern: str) -> None:
        rng = self.rng
        for _ in range(rng.randint(1, 4)):
            source = rng.choice(self.effects if rng.random() < 0.8 else self.scenarios)
            self._step("leads-to", concern, self._because(source, 0.3), may=1 / 3)
        if rng.random() < 0.25:
            self._step("prevents", concern, {rng.choice(self.effects): "because"}, against=True, may=0.5)

    def _because(self, source: str, chance: float) -> dict[str, PremiseRole]:
        """For this reason, now and then with one more premise, that has to be so as well."""
        nodes: dict[str, PremiseRole] = {source: "because"}
        if self.rng.random() < chance:
            nodes[self.rng.choice(self.conditions)] = "because"
        return nodes

    def _claim(self, name: str) -> str:
        id_ = f"{name}-{len(self.statements)}"
        value = round(self.rng.uniform(0.3, 0.99), 2)
        credence = Credence(low=value, high=value) if self.rng.random() < 0.5 else None
        self.statements[id_] = Statement(id=id_, is_a="claim", title=id_.capitalize(), credence=credence)
        return id_

    def _named(self, kind: StatementKind, name: str, many: int) -> list[str]:
        ids = [f"{name}-{number}" for number in range(1, many + 1)]
        self.statements |= {id_: Statement(id=id_, is_a=kind, title=id_.capitalize()) for id_ in ids}
        return ids

    def _step(
        self,
        does: str,
        target: str,
        nodes: dict[str, PremiseRole],
        *,
        against: bool = False,
        may: float = 0,
        at_least: int | None = None,
    ) -> str:
        """Add an argument that in so many cases only may apply; its id."""
        id_ = f"{does}-{len(self.arguments)}"
        premises = [Premise(node=node, role=role) for node, role in nodes.items()]
        premises.sort(key=lambda premise: PREMISE_ROLES.index(premise.role))
        self.arguments[id_] = Argument(
            id=id_,
            target=target,
            against=against,
            premises=tuple(premises),
            at_least=at_least,
            strength=MAY if self.rng.random() < may else None,
            by=(self.rng.choice(PEOPLE),) if self.rng.random() < 0.5 else (),
        )
        return id_
