"""What experiments test: each statement and argument directly, through something it needs, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from argmap.model import PREMISE_ROLES, Argument, ArgumentMap, Statement


@dataclass(frozen=True, slots=True)
class Covered:
    """What tests a statement or argument: experiments directly, else `through` the nearest premise that is tested.

    The nearest: by the fewest arguments for it, back through premises of every role, then by id.
    """

    id: str
    tests: tuple[str, ...]
    through: str | None

    def as_json(self) -> dict[str, Any]:
        """The entry as `argmap-experiments/1` has it."""
        return {"id": self.id, "tests": list(self.tests), "through": self.through}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What tests some statements and arguments, the nearest first (of a whole map: in its order)."""

    things: tuple[Covered, ...]

    @property
    def tested(self) -> tuple[Covered, ...]:
        """What some experiment tests directly."""
        return tuple(one for one in self.things if one.tests)

    @property
    def through(self) -> tuple[Covered, ...]:
        """What is tested only through something it needs."""
        return tuple(one for one in self.things if not one.tests and one.through is not None)

    @property
    def untested(self) -> tuple[Covered, ...]:
        """What no experiment tests, nor anything behind it."""
        return tuple(one for one in self.things if not one.tests and one.through is None)

    def as_json(self) -> dict[str, Any]:
        """How many are tested how, and each."""
        return {
            "tested": len(self.tested),
            "through": len(self.through),
            "untested": len(self.untested),
            "things": [one.as_json() for one in self.things],
        }


def bearing_on(map_: ArgumentMap, ids: Iterable[str]) -> dict[str, Statement | Argument]:
    """All that bears on some statements and arguments, themselves first: what argues either way, premises of all."""
    found: dict[str, Statement | Argument] = {}
    waiting = list(dict.fromkeys(ids))
    for id_ in waiting:
        thing = map_.things.get(id_)
        if id_ not in found and isinstance(thing, Statement | Argument):
            found[id_] = thing
            waiting += [step.id for step in (*map_.arguments_for(id_), *map_.arguments_against(id_))]
            if isinstance(thing, Argument):
                waiting += [premise.node for premise in thing.premises]
    return found


def coverage(map_: ArgumentMap, target: str | None = None) -> Coverage:
    """What tests each thing that bears on a target, itself included; without one, each thing of the map."""
    if target is not None:
        ids = list(bearing_on(map_, [target]))
    else:
        ids = [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]
    through = _through(map_, ids)
    things = (Covered(id_, tuple(map_.tests_of(id_)), through.get(id_)) for id_ in ids)
    return Coverage(tuple(things))


def _through(map_: ArgumentMap, ids: Iterable[str]) -> dict[str, str]:
    """The nearest tested premise behind each of these: from all that is tested on, one argument a round."""
    wanted = set(ids)
    found: dict[str, str] = {}
    level = {id_: id_ for id_ in wanted if map_.tests_of(id_)}
    reached = set(level)
    while level:
        steps: dict[str, str] = {}
        for node, tested in level.items():
            for role in PREMISE_ROLES:
                for step in map_.referrers(node, role):
                    if step in wanted and step not in found:
                        steps[step] = min(tested, steps.get(step, tested))
        found |= steps
        level = {}
        for step, tested in steps.items():
            argument = map_.things[step]
            if isinstance(argument, Argument) and not argument.against and argument.target in wanted:
                level[argument.target] = min(tested, level.get(argument.target, tested))
        for node, tested in level.items():
            if node != tested:
                found.setdefault(node, tested)
        level = {node: tested for node, tested in level.items() if node not in reached}
        reached |= level.keys()
    return found
