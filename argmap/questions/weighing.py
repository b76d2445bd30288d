"""A trace with what the argument comes to: whether things stand, and what the target cannot hold without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from argmap.logic.core import core
from argmap.logic.holding import Reasoner
from argmap.logic.standing import Standing
from argmap.logic.view import View
from argmap.questions.standing import Stand, Step, stand_of, step_of
from argmap.questions.views import view_json
from argmap.trace import Trace


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


def weighed(reasoner: Reasoner, found: Trace, view: View) -> Weighed:
    """The trace, weighed; the reasoner's map must have all that bears on the target."""
    ids = [assumption.id for assumption in found.assumptions]
    needed = core(reasoner, found.target, view, ids)
    standing = Standing(reasoner.map, view, [found.target, *ids])
    marked = tuple(replace(assumption, core=needed[assumption.id]) for assumption in found.assumptions)
    return Weighed(
        trace=replace(found, assumptions=marked),
        view=view,
        stand=stand_of(standing, found.target),
        steps={id_: step_of(standing, id_) for id_ in ids},
    )
