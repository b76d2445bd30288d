"""A trace with what the argument comes to: whether things stand, and what the target cannot hold without."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from argmap.logic.labelling import Labelling
from argmap.logic.rules import Rule, cone
from argmap.logic.standing import GRANTED, Standing
from argmap.logic.view import Numbers, Variable, View
from argmap.model import ArgumentMap, Statement
from argmap.questions.standing import Stand, Step, stand_of, step_of
from argmap.questions.views import view_json
from argmap.trace import Trace

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

    def as_json(self) -> dict[str, Any]:
        """The answer in the shape `argmap-trace/1`."""
        answer = self.trace.as_json()
        for entry in answer["assumptions"]:
            entry["standing"] = self.steps[entry["id"]].as_json()
        return answer | {"view": view_json(self.view), "standing": self.stand.as_json()}


def weighed(map_: ArgumentMap, found: Trace, view: View, progress: Callable[[float], None] | None = None) -> Weighed:
    """The trace, weighed; the map must have all that bears on the target."""
    ids = [assumption.id for assumption in found.assumptions]
    standing = Standing(map_, view, [found.target, *ids])
    needed: dict[str, bool | None] = dict.fromkeys(idle(map_, found.target, view, ids), False)
    left = [id_ for id_ in ids if id_ not in needed]
    if left:
        from argmap.logic.budget import STEPS, Budget
        from argmap.logic.core import core  # with the diagrams that it makes, 8 ms
        from argmap.logic.holding import Reasoner

        needed |= core(Reasoner(map_, budget=Budget(STEPS // SHARE, progress=progress)), found.target, view, left)
    marked = tuple(replace(assumption, core=needed[assumption.id]) for assumption in found.assumptions)
    return Weighed(
        trace=replace(found, assumptions=marked),
        view=view,
        stand=stand_of(standing, found.target),
        steps={id_: step_of(standing, id_) for id_ in ids},
    )


def idle(map_: ArgumentMap, target: str, view: View, ids: Collection[str]) -> set[str]:
    """Some of these statements that the target can do without: each is out in a world in which the target holds.

    Labelling a few worlds costs a tenth of what diagrams do, and in a map with many ways to a target settles nearly
    all: a world in which claims and proposals are true (if need be problems too), that in which only what holds the
    target up there is, and those in which all but one statement of that is.
    """
    numbers = Numbers(map_, view)
    rules = cone(map_, numbers, [target])
    for kinds in (GRANTED, GRANTED | {"problem"}):

        def true(variable: Variable, kinds: Collection[str] = kinds) -> bool:
            thing = map_.things.get(variable.id)
            kind = thing.is_a if isinstance(thing, Statement) else "claim"
            return variable.of == "strength" or (variable.of == "leaf" and kind in kinds)

        world = Labelling(rules, true)
        if world.label(target) == "in":
            break
    else:
        return set()
    support = world.support(target)
    found = {id_ for id_ in ids if id_ not in rules or world.label(id_) == "out"}
    fewer = Labelling(rules, lambda variable: true(variable) and (variable.of == "strength" or variable.id in support))
    if fewer.label(target) == "in":
        found |= {id_ for id_ in ids if id_ in rules and fewer.label(id_) == "out"}
    for id_ in [id_ for id_ in ids if id_ in support][:TRIES]:
        if id_ not in found:
            without = Labelling({**rules, id_: Rule(id=id_, never=True)}, true)
            if without.label(target) == "in":
                found |= {other for other in ids if other in rules and without.label(other) == "out"}
    return found
