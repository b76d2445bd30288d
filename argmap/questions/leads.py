"""What a scenario leads to by arguments for, and the chain of arguments that an answer about it cites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from typing import Any, Final, Literal, NamedTuple

from argmap.model import Argument, ArgumentMap, Exclusive, Statement
from argmap.questions.techniques import Use, needed, steps_from

Step = Argument | Exclusive
"""What a chain is made of: arguments, and at its end perhaps the group that excludes what is hit."""

Origin = Literal["stated", "follows", "inferred"]
ORIGINS: Final[tuple[Origin, ...]] = ("stated", "follows", "inferred")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The arguments from a scenario to what an answer is about, the first one first, and who makes them.

    `uses` lead on from what the last one hits to what the answer is about; of these only what they leave unsaid is
    part of the claim, and the steps between.
    """

    steps: tuple[Step, ...]
    uses: tuple[Use, ...] = ()
    families: frozenset[str] = frozenset()
    """Those of the steps that only say of which family a scenario is."""

    @property
    def editors(self) -> tuple[str, ...]:
        """The steps that nobody is recorded as making."""
        between = tuple(use.argument for use in self.uses[:-1])
        return tuple(step.id for step in self.steps + between if isinstance(step, Exclusive) or not step.by)

    @property
    def hidden(self) -> tuple[str, ...]:
        """The unstated premises that only the editor brought to light, of the steps and on the way from what is hit."""
        found = [p.node for step in self._arguments for p in step.premises if Use(step, p).hidden]
        return tuple(dict.fromkeys(found + [use.premise.node for use in self.uses if use.hidden]))

    @property
    def origin(self) -> Origin:
        """Whether somebody states it in one step, it follows from what people say, or the editor infers it."""
        if self.editors or self.hidden:
            return "inferred"
        return "stated" if len(self.steps) - len(self.families) <= 1 else "follows"

    @property
    def cost(self) -> tuple[int, int, tuple[str, ...]]:
        """What chains are compared by: the editor's share, the length, the ids."""
        ids = tuple(step.id for step in self.steps)
        return len(self.editors) + len(self.hidden), len(self.steps) + len(self.uses), ids

    @property
    def by(self) -> tuple[str, ...]:
        """Everybody who makes one of the steps."""
        return tuple(dict.fromkeys(person for step in self._arguments for person in step.by))

    @property
    def _arguments(self) -> Iterator[Argument]:
        return (step for step in self.steps if isinstance(step, Argument))

    def as_json(self) -> dict[str, Any]:
        """The chain as `argmap-scenarios/1` has it."""
        return {
            "origin": self.origin,
            "steps": [_step_json(step) for step in self.steps],
            "needed_by": [
                {
                    "argument": use.argument.id,
                    "by": list(use.argument.by),
                    "source": use.argument.source,
                    "at": use.premise.at or use.argument.at,
                    "premise": use.premise.node,
                    "role": use.premise.role,
                    "surfaced_by": use.premise.surfaced_by,
                }
                for use in self.uses
            ],
            "inferred": [*self.editors, *self.hidden],
        }


def _step_json(step: Step) -> dict[str, Any]:
    if isinstance(step, Exclusive):
        return {"argument": step.id, "by": [], "source": None, "at": "", "unstated": []}
    return {
        "argument": step.id,
        "by": list(step.by),
        "source": step.source,
        "at": step.at,
        "unstated": _unsaid(step),
    }


def _unsaid(step: Argument) -> list[dict[str, Any]]:
    return [
        {"node": p.node, "surfaced_by": p.surfaced_by} | ({"not": True} if p.negated else {})
        for p in step.premises
        if p.role == "unstated"
    ]


class _Reached(NamedTuple):
    """By which argument, from which premise, a statement is reached."""

    step: Argument
    premise: str


class Leads:
    """What a statement leads to by arguments for.

    `usable` tells of an argument whether it can apply; it is asked of those on the way to what is asked for only.
    """

    def __init__(self, map_: ArgumentMap, start: str) -> None:
        self.map = map_
        self.start = start

    @cached_property
    def reached(self) -> frozenset[str]:
        """The statements that it leads to, itself included, whether or not the steps can apply."""
        found = {self.start: None}
        waiting = [self.start]
        for node in waiting:
            for step in steps_from(self.map, node):
                if step.target not in found:
                    found[step.target] = None
                    waiting.append(step.target)
        return frozenset(found)

    def behind(self, nodes: Iterable[str]) -> bool:
        """Whether it is one of these, or leads to one of them."""
        return not self.reached.isdisjoint(nodes)

    def chain_to(self, nodes: Iterable[str], usable: Callable[[str], bool]) -> Chain | None:
        """The chain to one of some statements with the fewest of the editor's steps, then the fewest steps.

        None where steps that can apply lead to none of them; empty for the start itself.
        """
        banned: set[str] = set()
        targets = self.reached.intersection(nodes)
        while targets:
            found = self._shortest(targets, frozenset(banned))
            if found is None:
                return None
            unusable = [step.id for step in found.steps if not usable(step.id)]
            if not unusable:
                return found
            banned.update(unusable)
        return None

    def chain_by(self, last: Step, nodes: Iterable[str], usable: Callable[[str], bool]) -> Chain | None:
        """The chain that ends in a step, by one of some of its premises (of a group: its members)."""
        before = self.chain_to(nodes, usable)
        return None if before is None else Chain(steps=(*before.steps, last), families=before.families)

    def on_the_way(self, nodes: Iterable[str]) -> Iterator[str]:
        """The statements and arguments on all ways to some statements, these included, the start not."""
        waiting = [node for node in nodes if node in self.reached]
        seen = {self.start, *waiting}
        for node in waiting:
            if node != self.start:
                yield node
                for step in self.map.arguments_for(node):
                    used = [premise for premise in needed(step) if premise in self.reached]
                    if used:
                        yield step.id
                        waiting += [premise for premise in dict.fromkeys(used) if premise not in seen]
                        seen.update(used)

    def _shortest(self, targets: frozenset[str], banned: frozenset[str]) -> Chain | None:
        """Dijkstra's way over arguments, by the editor's share and the number of steps."""
        if banned not in self._trees:
            self._trees[banned] = self._tree(banned)
        costs, before = self._trees[banned]
        found = [target for target in targets if target in costs]
        if not found:
            return None
        node = min(found, key=lambda target: (costs[target], target))
        steps: list[Argument] = []
        families = set()
        while node != self.start:
            step, premise = before[node]
            steps.append(step)
            if self._is_scenario(step.target) and self._is_scenario(premise):
                families.add(step.id)
            node = premise
        return Chain(steps=tuple(reversed(steps)), families=frozenset(families))

    @cached_property
    def _trees(self) -> dict[frozenset[str], tuple[dict[str, tuple[int, int]], dict[str, _Reached]]]:
        return {}

    def _tree(self, banned: frozenset[str]) -> tuple[dict[str, tuple[int, int]], dict[str, _Reached]]:
        costs: dict[str, tuple[int, int]] = {}
        before: dict[str, _Reached] = {}
        waiting: list[tuple[int, int, str, str, str]] = [(0, 0, self.start, "", "")]
        while waiting:
            guesses, length, node, step_id, premise = heappop(waiting)
            if node in costs:
                continue
            costs[node] = guesses, length
            if step_id:
                step = self.map.things[step_id]
                assert isinstance(step, Argument)
                before[node] = _Reached(step, premise)
            for ahead in steps_from(self.map, node):
                if ahead.id not in banned and ahead.target not in costs:
                    heappush(waiting, (guesses + _guesses(ahead), length + 1, ahead.target, ahead.id, node))
        return costs, before

    def _is_scenario(self, id_: str) -> bool:
        thing = self.map.things[id_]
        return isinstance(thing, Statement) and thing.is_a == "scenario"


def _guesses(step: Argument) -> int:
    """How much of a step is the editor's: itself if nobody makes it, and the unstated premises nobody surfaced."""
    return (not step.by) + sum(Use(step, premise).hidden for premise in step.premises)
