"""Who does the work, a proposal X or what it takes for granted, Q: what others would do if they were granted Q too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from argmap.logic.holding import Reasoner
from argmap.logic.probability import used_variables
from argmap.logic.rules import is_unnamed
from argmap.logic.view import Variable, View
from argmap.questions.basis import Basis
from argmap.questions.routes import alternatives, arguments_of, assumptions_of, proposals_for
from argmap.questions.shares import Inquiry, Share, Suffices
from argmap.questions.structural import structured
from argmap.questions.views import view_json

FORMAT: Final = "argmap-work/1"

NO_ROUTE: Final = "no argument leads from the proposal to the problem"
NO_ASSUMPTION: Final = "the proposal's arguments assume nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Who does the work for a problem, the proposal or each of some assumptions.

    `unnamed` are proposals for the problem that are no alternatives, as nobody said what they are. `suffices` tells
    without numbers which alternatives do in the proposal's place; `searched` whether all its sufficient sets were
    looked at. `inputs` are the variables that make a difference, of which some are `unknown` and for some the view's
    person has no number (`fallen_back`). `why` says why there is no result.
    """

    proposal: str
    problem: str
    view: View
    results: tuple[Share, ...]
    alternatives: tuple[str, ...]
    unnamed: tuple[str, ...]
    suffices: tuple[Suffices, ...]
    searched: bool
    inputs: tuple[Variable, ...]
    unknown: tuple[Variable, ...]
    fallen_back: tuple[Variable, ...]
    why: str | None
    basis: Basis

    def as_json(self) -> dict[str, Any]:
        """The answer in the shape `argmap-work/1`."""
        return {
            "format": FORMAT,
            "proposal": self.proposal,
            "problem": self.problem,
            "view": view_json(self.view),
            "results": [result.as_json() for result in self.results],
            "why": self.why,
            "alternatives": list(self.alternatives),
            "unnamed": list(self.unnamed),
            "suffices": [{"alternative": one.alternative, "beside": list(one.beside)} for one in self.suffices],
            "searched": self.searched,
            "unknown_leaves": sum(variable.of == "leaf" for variable in self.unknown),
            "fallen_back": len(self.fallen_back),
            "rests_on": self.basis.as_json(),
        }


def work(reasoner: Reasoner, proposal: str, problem: str, view: View, assumption: str | None = None) -> Work:
    """Who does the work for a problem, a proposal or an assumption; if none is given, each that its arguments make."""
    map_ = reasoner.map
    steps = arguments_of(map_, proposal, problem)
    assumed = tuple(id_ for id_ in assumptions_of(steps) if id_ not in (proposal, problem))
    asked = assumed if assumption is None else (assumption,)
    others = alternatives(map_, proposal, problem, view)
    inquiry = Inquiry(reasoner, proposal, problem, view)
    found = [inquiry.share(id_, others, assumed=id_ in assumed) for id_ in asked if steps]
    results = tuple(structured(inquiry, share, others) for share in found)
    suffices, searched = inquiry.suffices(others) if steps else ((), True)
    used = sorted({v for f in inquiry.asked.values() for v in used_variables(f) if v.of != "otherwise"})
    numbers = reasoner.numbers(view)
    return Work(
        proposal=proposal,
        problem=problem,
        view=view,
        results=results,
        alternatives=others,
        unnamed=tuple(
            id_
            for id_ in proposals_for(map_, problem)
            if id_ != proposal and is_unnamed(map_, id_) and not view.holds(id_)
        ),
        suffices=suffices,
        searched=searched,
        inputs=tuple(used),
        unknown=tuple(variable for variable in used if numbers[variable].unknown),
        fallen_back=tuple(variable for variable in used if numbers.falls_back(variable)),
        why=None if results else NO_ASSUMPTION if steps else NO_ROUTE,
        basis=inquiry.basis([step.id for step in steps]),
    )
