"""Techniques: the proposals that somebody argues from, and what their arguments need, which a jump may take away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from typing import NamedTuple

from argmap.model import Argument, ArgumentMap, Exclusive, Premise, Statement
from argmap.questions.routes import NEEDED


class Use(NamedTuple):
    """An argument, and the premise by which it needs something."""

    argument: Argument
    premise: Premise

    @property
    def hidden(self) -> bool:
        """Whether only the map's editor says that it is needed: the premise is unstated, and nobody surfaced it."""
        return self.premise.role == "unstated" and self.premise.surfaced_by is None


class Site(NamedTuple):
    """A place where a technique can be hit: what hits it by which premises, what is hit, and the way from there.

    `by` is an argument against something; or one that has an exception, or needs that something does not hold (`hit`
    is then that argument itself); or a group that excludes a scenario which the technique needs.
    """

    by: Argument | Exclusive
    nodes: tuple[str, ...]
    hit: str
    member: str

    @property
    def exception(self) -> bool:
        """Whether what hits is an exception of the step, not an argument against it."""
        return self.by.id == self.hit

    @property
    def hitter(self) -> str:
        """What must hold or apply for the hit: the argument against, else the exception or the other alternative."""
        return self.nodes[0] if self.exception or isinstance(self.by, Exclusive) else self.by.id


@dataclass(frozen=True)
class Technique:
    """A proposal, the arguments from it, and its base: what these need, back through arguments for claims.

    `needs` tells of each member of the base by which use it is needed (none: the proposal itself); `inner` are the
    arguments for claims of the base.
    """

    id: str
    arguments: tuple[Argument, ...]
    needs: dict[str, Use | None]
    inner: tuple[Argument, ...]

    @property
    def base(self) -> tuple[str, ...]:
        """The proposal and all that its arguments need, the nearest first."""
        return tuple(self.needs)

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """What the arguments from it are for, by id."""
        return tuple(sorted({argument.target for argument in self.arguments}))

    def way(self, member: str) -> tuple[Use, ...]:
        """The uses from a member of the base to an argument from the technique, the member's first."""
        way = []
        use = self.needs[member]
        while use is not None:
            way.append(use)
            use = None if use.argument.id in self.own else self.needs[use.argument.target]
        return tuple(way)

    @cached_property
    def own(self) -> frozenset[str]:
        """The ids of the arguments from it."""
        return frozenset(argument.id for argument in self.arguments)

    @cached_property
    def denied(self) -> tuple[str, ...]:
        """What its arguments, and those for the claims of its base, need not to hold."""
        return tuple(dict.fromkeys(node for step in self.arguments + self.inner for node in excluded(step)))

    def sites(self, map_: ArgumentMap) -> Iterator[Site]:
        """Where it can be hit: by arguments against what it needs or against its steps, by their exceptions and by what
        they need not to hold, and by alternatives to what it needs."""
        for member in self.base:
            for attack in map_.arguments_against(member):
                yield Site(attack, needed(attack), member, member)
        claims = {id_ for id_ in self.base if map_.things[id_].kind == "claim"}
        both = [(step, step.target) for step in self.arguments if step.target in claims]
        steps = [(step, self.id) for step in self.arguments] + both + [(step, step.target) for step in self.inner]
        for step, member in steps:
            for attack in map_.arguments_against(step.id):
                yield Site(attack, needed(attack), step.id, member)
            for premise in step.premises:
                if premise.role == "unless" or premise.negated:
                    yield Site(step, (premise.node,), step.id, member)
        for member in self.base:
            if (group := map_.group_of(member)) is not None:
                for other in group.members:
                    if other != member:
                        yield Site(group, (other,), member, member)


def needed(argument: Argument) -> tuple[str, ...]:
    """What an argument needs to hold: its premises less its exceptions and what must not hold."""
    return tuple(premise.node for premise in argument.premises if premise.role in NEEDED and not premise.negated)


def excluded(argument: Argument) -> tuple[str, ...]:
    """What an argument needs not to hold."""
    return tuple(premise.node for premise in argument.premises if premise.negated)


def techniques(map_: ArgumentMap) -> list[Technique]:
    """The proposals of a map with an argument from them, by id."""
    found = (technique(map_, thing.id) for thing in map_.of_type(Statement) if thing.is_a == "proposal")
    return sorted((one for one in found if one.arguments), key=lambda one: one.id)


def technique(map_: ArgumentMap, id_: str, problem: str | None = None) -> Technique:
    """A proposal as a technique (for one problem, if asked); without an argument from it, its base is itself alone.

    What the base has in several ways is had by the one with the fewest of the editor's guesses, then the shortest.
    """
    own = tuple(step for step in steps_from(map_, id_) if problem is None or step.target == problem)
    ours = {step.id for step in own}
    inner: dict[str, Argument] = {}
    needs: dict[str, Use | None] = {id_: None}
    waiting: list[tuple[int, int, str, str, Use]] = []

    def open_(step: Argument, guesses: int, steps: int) -> None:
        for premise in step.premises:
            if premise.role in NEEDED and not premise.negated and premise.node not in needs:
                use = Use(step, premise)
                heappush(waiting, (guesses + use.hidden, steps + 1, premise.node, step.id, use))

    for step in own:
        open_(step, 0, 0)
    while waiting:
        guesses, steps, node, _, use = heappop(waiting)
        if node in needs:
            continue
        needs[node] = use
        thing = map_.things[node]
        if isinstance(thing, Statement) and thing.is_a == "claim":
            for step in map_.arguments_for(node):
                if step.id not in inner:
                    inner[step.id] = step
                    open_(step, guesses + (not step.by), steps)
    return Technique(id_, own, needs, tuple(step for step in inner.values() if step.id not in ours))


def steps_from(map_: ArgumentMap, id_: str) -> Iterator[Argument]:
    """The arguments for something that need a statement, by id."""
    for step_id in sorted({step for role in NEEDED for step in map_.referrers(id_, role)}):
        step = map_.things[step_id]
        if isinstance(step, Argument) and not step.against and id_ in needed(step):
            yield step
