"""What experiments test: each thing directly, through something it needs, through an input it shares, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from argmap.graph import bearing_on
from argmap.logic.evidence import inputs
from argmap.logic.holding import Reasoner
from argmap.logic.rules import Rule, cone
from argmap.logic.view import Variable, View
from argmap.model import PREMISE_ROLES, Argument, ArgumentMap, Experiment, Statement

EXACT: Final = 300
"""Of so many things it is told what they depend on; of more, what lies behind them, which may be more."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What tests a statement or argument: experiments directly, else `through` the nearest premise that is tested.

    The nearest: by the fewest arguments for it, back through premises of every role, then by id. Where no premise is
    tested, through something that is and that shares an input with it (`shares`), such as a consequence of the same
    cause; the first by id.
    """

    id: str
    tests: tuple[str, ...]
    through: str | None
    shares: bool = False

    def as_json(self) -> dict[str, Any]:
        """The entry as `argmap-experiments/1` has it."""
        return {"id": self.id, "tests": list(self.tests), "through": self.through, "shares_input": self.shares}


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
        return tuple(one for one in self.things if not one.tests and one.through is not None and not one.shares)

    @property
    def sharing(self) -> tuple[Covered, ...]:
        """What is tested only through something that shares an input with it."""
        return tuple(one for one in self.things if one.shares)

    @property
    def untested(self) -> tuple[Covered, ...]:
        """What no experiment tests, nor anything that it needs or shares an input with."""
        return tuple(one for one in self.things if not one.tests and one.through is None)

    def as_json(self) -> dict[str, Any]:
        """How many are tested how, and each."""
        return {
            "tested": len(self.tested),
            "through": len(self.through),
            "sharing": len(self.sharing),
            "untested": len(self.untested),
            "things": [one.as_json() for one in self.things],
        }


def coverage(reasoner: Reasoner, view: View, target: str | None = None, without: Collection[str] = ()) -> Coverage:
    """What tests each thing that bears on a target, itself included; without one, each thing of the map.

    What bears on each thing that is tested must be in the map, but for what is to be left out (`without`).
    """
    map_ = reasoner.map
    if target is not None:
        ids = list(bearing_on(map_, [target]))
    else:
        ids = [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]
    through = _through(map_, ids)
    other = [id_ for id_ in ids if id_ not in through and not map_.tests_of(id_)]
    tested = {test.node for experiment in map_.of_type(Experiment) for test in experiment.tests}
    shared = _sharing(reasoner, view, other, sorted(tested.difference(without)))
    return Coverage(
        tuple(
            Covered(id_, tuple(map_.tests_of(id_)), through.get(id_) or shared.get(id_), id_ in shared) for id_ in ids
        )
    )


def _sharing(reasoner: Reasoner, view: View, ids: Collection[str], tested: Collection[str]) -> dict[str, str]:
    """The first of what is tested that shares an input with each of these things."""
    if not ids or not tested:
        return {}
    if len(ids) + len(tested) > EXACT:
        return _sharing_behind(cone(reasoner.map, reasoner.numbers(view), [*ids, *tested]), ids, tested)
    first: dict[Variable, str] = {}
    for node in tested:
        for variable in inputs(reasoner.function(node, view)):
            first.setdefault(variable, node)
    found: dict[str, str] = {}
    for id_ in ids:
        nodes = [first[variable] for variable in inputs(reasoner.function(id_, view)) if variable in first]
        if nodes:
            found[id_] = min(nodes)
    return found


def _sharing_behind(rules: Mapping[str, Rule], ids: Collection[str], tested: Iterable[str]) -> dict[str, str]:
    """The same, for all that has an input behind it: back from what is tested, and on from the inputs, each once."""
    users: dict[str, list[str]] = {}
    for id_, rule in rules.items():
        for node in rule.supports + rule.defeaters:
            users.setdefault(node, []).append(id_)
    behind: set[str] = set()
    found: dict[str, str] = {}
    for node in tested:
        waiting = [] if node in behind else [node]
        behind.update(waiting)
        ahead: list[str] = []
        for id_ in waiting:
            rule = rules[id_]
            more = [other for other in rule.supports + rule.defeaters if other not in behind]
            behind.update(more)
            waiting += dict.fromkeys(more)
            if rule.own or rule.strength:
                ahead.append(id_)
        for id_ in ahead:
            if id_ not in found:
                found[id_] = node
                ahead += users.get(id_, ())
    return {id_: found[id_] for id_ in ids if id_ in found}


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
