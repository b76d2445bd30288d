"""A trace with what the argument comes to: whether things stand, and what the target cannot hold without."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from argmap.logic.budget import Budget
from argmap.logic.labelling import Labelling
from argmap.logic.landmarks import landmarks
from argmap.logic.rules import Rule, cone
from argmap.logic.standing import GRANTED, Standing
from argmap.logic.view import Numbers, Variable, View, is_open
from argmap.model import Argument, ArgumentMap, Exclusive, Statement
from argmap.questions.routes import contrary_to
from argmap.questions.standing import Stand, Step, stand_of, step_of
from argmap.questions.views import view_json
from argmap.trace import Assumption, Trace

SHARE: Final = 10
"""A trace is to be read at once: what is core takes no more than this fraction of a question's budget."""

TRIES: Final = 20
"""How many statements are denied one by one before diagrams are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A trace whose assumptions are marked as core or not, with the standing of the target and of each of them."""

    trace: Trace
    view: View
    stand: Stand
    steps: Mapping[str, Step]

    def as_json(self, *, chains: bool = True) -> dict[str, Any]:
        """The answer in the shape `argmap-trace/1`; chains are left empty where they are written apart."""
        answer = self.trace.as_json(chains=chains)
        for entry in answer["assumptions"]:
            entry["standing"] = self.steps[entry["id"]].as_json()
        return answer | {"view": view_json(self.view), "standing": self.stand.as_json()}


def weighed(map_: ArgumentMap, found: Trace, view: View, progress: Callable[[float], None] | None = None) -> Weighed:
    """The trace, weighed; the map must have all that bears on the target."""
    ids = [assumption.id for assumption in found.assumptions]
    standing = Standing(map_, view, [found.target, *ids])
    lacking = {assumption.id for assumption in found.assumptions if _is_lacking(map_, assumption)}
    needed: dict[str, bool | None] = dict.fromkeys(idle(map_, found.target, view, ids, lacking), False)
    left = [id_ for id_ in ids if id_ not in needed]
    if left:
        from argmap.logic.budget import STEPS
        from argmap.logic.core import core  # with the diagrams that it makes, 8 ms
        from argmap.logic.holding import Reasoner

        reasoner = Reasoner(map_, budget=Budget(STEPS // SHARE, progress=progress))
        needed |= core(reasoner, found.target, view, left, lacking)
    marked = tuple(replace(assumption, core=needed[assumption.id]) for assumption in found.assumptions)
    return Weighed(
        trace=replace(found, assumptions=marked),
        view=view,
        stand=stand_of(standing, found.target),
        steps={id_: step_of(standing, id_) for id_ in ids},
    )


def _is_lacking(map_: ArgumentMap, assumption: Assumption) -> bool:
    """Whether it is assumed not to hold, wherever it is assumed."""
    steps = [map_.things[use.argument] for use in (*assumption.stated_in, *assumption.unstated_in)]
    return contrary_to((step for step in steps if isinstance(step, Argument)), assumption.id)


def idle(map_: ArgumentMap, target: str, view: View, ids: Collection[str], lacking: Collection[str] = ()) -> set[str]:
    """Some of these statements that the target can do without: each is out in a world in which the target holds.

    Those `lacking`, which are assumed not to hold, are in. Of a group of alternatives one holds at most.

    Labelling a few worlds costs a tenth of what diagrams do, and in a map with many ways to a target settles nearly
    all: a world in which claims and proposals are true (if need be problems too), that in which only what holds the
    target up there is, and those in which all but one statement of that is, or only what then holds the target up if
    what only may apply does not.
    """
    numbers = Numbers(map_, view)
    rules = cone(map_, numbers, [target])
    chosen = {group.members[0]: group for group in map_.of_type(Exclusive) if group.exhaustive}
    if any(not view.fixed.isdisjoint(group.members) for group in chosen.values()):
        return set()
    for kinds in (GRANTED, GRANTED | {"problem"}):

        def true(variable: Variable, kinds: Collection[str] = kinds) -> bool:
            if variable.of != "leaf" or map_.group_of(variable.id) is not None:
                return variable.of == "strength" or variable.id in chosen
            thing = map_.things.get(variable.id)
            return (thing.is_a if isinstance(thing, Statement) else "claim") in kinds

        world = Labelling(rules, true)
        if world.label(target) == "in":
            break
    else:
        return set()
    support = world.support(target)

    def spared(world: Labelling) -> set[str]:
        return {id_ for id_ in ids if id_ in rules and world.label(id_) == ("in" if id_ in lacking else "out")}

    # Of a group of which one must hold, a member that bears on nothing keeps off those that do.
    must = {member for group in chosen.values() for member in group.members}
    found = {id_ for id_ in ids if id_ not in rules and id_ not in must} | spared(world)
    fewer = _alone(rules, {*support, *chosen})
    if fewer.label(target) == "in":
        found |= spared(fewer)
    marks = landmarks(rules, target, Budget()) or frozenset()  # what every way there needs is not worth a try
    tried = [id_ for id_ in ids if id_ in support and id_ not in marks and id_ not in lacking and id_ not in chosen]
    for id_ in tried[:TRIES]:
        if id_ not in found:
            denied = {**rules, id_: Rule(id=id_, never=True)}
            without = Labelling(denied, true)
            if without.label(target) != "in":
                firm = Labelling(denied, lambda v: true(v) and not is_open(v, numbers[v]))
                if firm.label(target) != "in":
                    continue
                without = _alone(denied, {*firm.support(target), *chosen})
            if without.label(target) == "in":
                found |= spared(without)
    return found


def _alone(rules: Mapping[str, Rule], support: Collection[str]) -> Labelling:
    """The world in which no other leaves are true, and every step is good."""
    return Labelling(rules, lambda v: v.of == "strength" or (v.of == "leaf" and v.id in support))
