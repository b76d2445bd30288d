"""What the proposals for a problem cannot do without, each over its own arguments alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from argmap.logic.budget import Budget, TooHardError
from argmap.logic.core import can_hold, core, possible
from argmap.logic.holding import Reasoner
from argmap.logic.labelling import Labelling
from argmap.logic.rules import is_unnamed
from argmap.logic.sets import sufficient
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Kind, PremiseRole
from argmap.questions.basis import Basis
from argmap.questions.routes import arguments_of, lacks, needs, proposals_for
from argmap.questions.views import view_json

FORMAT: Final = "argmap-bottlenecks/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal and its arguments for the problem, the nearest to it first.

    `works` tells whether these can apply at all, granted what they need; None where that is too hard to tell.
    `unnamed` marks one that stands for something that nobody named.
    """

    id: str
    title: str
    unnamed: bool
    arguments: tuple[Argument, ...]
    works: bool | None

    def as_json(self) -> dict[str, Any]:
        """The proposal as `argmap-bottlenecks/1` has it."""
        return {
            "id": self.id,
            "title": self.title,
            "unnamed": self.unnamed,
            "arguments": [step.id for step in self.arguments],
            "works": self.works,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Escape:
    """A way that a proposal has to the problem without something: its arguments, the one for the problem last.

    `needs` are the inputs that they need. Both are empty where that is too hard to tell. `uses` tells whether other
    arguments of the proposal do use it.
    """

    proposal: str
    uses: bool
    by: tuple[str, ...]
    needs: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The escape as `argmap-bottlenecks/1` has it."""
        return {"proposal": self.proposal, "uses": self.uses, "by": list(self.by), "needs": list(self.needs)}


@dataclass(frozen=True, slots=True)
class Use:
    """An argument of some proposal that needs something: in which role, whose argument, and who brought it to light."""

    argument: str
    role: PremiseRole
    by: tuple[str, ...]
    surfaced_by: str | None
    negated: bool = False

    def as_json(self) -> dict[str, Any]:
        """The use as `argmap-bottlenecks/1` has it."""
        use = {"argument": self.argument, "role": self.role, "by": list(self.by), "surfaced_by": self.surfaced_by}
        return use | ({"not": True} if self.negated else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottleneck:
    """A premise, and the proposals that cannot do without it.

    Of `core_for` those of `brought_by` argue for it themselves. `share` is that of all proposals for which it is core.
    `escapes` are told where it is core for some; of `undetermined` it cannot be told.
    """

    id: str
    title: str
    kind: Kind
    share: float
    core_for: tuple[str, ...]
    brought_by: tuple[str, ...]
    escapes: tuple[Escape, ...]
    undetermined: tuple[str, ...]
    uses: tuple[Use, ...]
    tests: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The premise as `argmap-bottlenecks/1` has it."""
        return {
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "share": self.share,
            "core_for": list(self.core_for),
            "brought_by": list(self.brought_by),
            "escaped_by": [escape.as_json() for escape in self.escapes],
            "undetermined": list(self.undetermined),
            "used_in": [use.as_json() for use in self.uses],
            "tests": list(self.tests),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottlenecks:
    """Every premise of the proposals for a problem, the greatest share first, then the most used, then by id."""

    target: str
    view: View
    proposals: tuple[Proposal, ...]
    premises: tuple[Bottleneck, ...]
    basis: Basis

    @property
    def why(self) -> Literal["no proposal", "no premise"] | None:
        """Why there is no premise to tell of, where there is none."""
        return None if self.premises else "no premise" if self.proposals else "no proposal"

    def as_json(self) -> dict[str, Any]:
        """The answer in the shape `argmap-bottlenecks/1`."""
        return {
            "format": FORMAT,
            "target": self.target,
            "view": view_json(self.view),
            "proposals": [proposal.as_json() for proposal in self.proposals],
            "bottlenecks": [premise.as_json() for premise in self.premises],
            "why": self.why,
            "rests_on": self.basis.as_json(),
        }


def bottlenecks(
    map_: ArgumentMap, problem: str, view: View, progress: Callable[[float], None] | None = None
) -> Bottlenecks:
    """What each proposal for a problem cannot do without, over its own arguments alone.

    The proposal is assumed, every premise that it does not lead to is an input, attacks are ignored; what the view
    holds fixed counts.
    """
    proposals = proposals_for(map_, problem)
    budget = Budget(progress=progress)
    ways = [_Ways(map_, id_, problem, view, budget.part(len(proposals) - at)) for at, id_ in enumerate(proposals)]
    steps = tuple({step.id: step for way in ways for step in way.arguments}.values())
    uses = _uses(steps)
    needed = {id_ for way in ways for id_ in way.premises}
    premises = [_bottleneck(map_, ways, id_, tuple(uses[id_])) for id_ in needed]
    premises.sort(key=lambda one: (-one.share, -len(one.uses), one.id))
    return Bottlenecks(
        target=problem,
        view=view,
        proposals=tuple(
            Proposal(
                id=way.proposal,
                title=map_.label(way.proposal),
                unnamed=is_unnamed(map_, way.proposal),
                arguments=way.arguments,
                works=way.works,
            )
            for way in ways
        ),
        premises=tuple(premises),
        basis=Basis(steps),
    )


class _Ways:
    """The ways of one proposal to the problem."""

    def __init__(
        self,
        map_: ArgumentMap,
        proposal: str,
        problem: str,
        view: View,
        budget: Budget,
    ) -> None:
        self.proposal = proposal
        self.problem = problem
        self.arguments = arguments_of(map_, proposal, problem)
        self.reached = {step.target for step in self.arguments}
        nodes = {premise.node for step in self.arguments for premise in step.premises}
        ids = {problem, proposal, *nodes, *(step.target for step in self.arguments)}
        groups = {group.id: group for id_ in sorted(ids) if (group := map_.group_of(id_)) is not None}
        # Nothing else is there: what these arguments do not lead to is a leaf, and nothing attacks.
        alone = ArgumentMap([*(map_.things[id_] for id_ in sorted(ids)), *groups.values(), *self.arguments])
        self._reasoner = Reasoner(alone, budget=budget)
        self._view = view.fixing(assume=[proposal], within=alone)
        self._escapes: dict[str | None, Escape] = {}
        needed = {node for step in self.arguments for node in needs(step)}
        self._lacking = {node for step in self.arguments for node in lacks(step)} - needed - {proposal, problem}
        self.premises = (needed | self._lacking) - {proposal, problem}
        self.works = can_hold(self._reasoner, problem, self._view)
        self.core = core(self._reasoner, problem, self._view, sorted(self.premises), self._lacking)

    def escape(self, id_: str) -> Escape:
        """The smallest way that does without something; all that it does not use have one in common."""
        denied = id_ if id_ in self.premises else None
        if denied not in self._escapes:
            self._escapes[denied] = self._escape(denied)
        return self._escapes[denied]

    def _escape(self, denied: str | None) -> Escape:
        view = self._view
        if denied is not None:
            assume, deny = ([denied], []) if denied in self._lacking else ([], [denied])
            view = view.fixing(assume=assume, deny=deny, within=self._reasoner.map)
        found = sufficient(possible(self._reasoner, self._reasoner.function(self.problem, view), view))
        if not found.exact:
            return Escape(proposal=self.proposal, uses=denied is not None, by=(), needs=())
        try:
            leaves = next(found.solutions.smallest(), ())
        except TooHardError:
            leaves = ()
        true = {value.variable for value in leaves}
        labels = Labelling(
            self._reasoner.holding(view).behind(self.problem),
            lambda variable: variable.of == "strength" or variable in true,
        )
        by = set[str]()
        if labels.label(self.problem) == "in":
            by = labels.support(self.problem) & {step.id for step in self.arguments}
        return Escape(
            proposal=self.proposal,
            uses=denied is not None,
            by=tuple(id_ for id_ in labels.decided if id_ in by),
            needs=tuple(sorted(variable.id for variable in true)),
        )


def _uses(steps: Iterable[Argument]) -> dict[str, list[Use]]:
    """Every premise that these arguments need, with where they do."""
    found: dict[str, list[Use]] = {}
    for step in steps:
        for premise in step.premises:
            if premise.role != "unless":
                use = Use(step.id, premise.role, step.by, premise.surfaced_by, premise.negated)
                found.setdefault(premise.node, []).append(use)
    return found


def _bottleneck(map_: ArgumentMap, ways: list[_Ways], id_: str, uses: tuple[Use, ...]) -> Bottleneck:
    others = [way for way in ways if way.proposal != id_]
    needed = [way for way in others if way.core.get(id_)]
    open_ = [way for way in others if way.core.get(id_, False) is None]
    escaping = [way for way in others if way.works and way.core.get(id_, False) is False] if needed else []
    return Bottleneck(
        id=id_,
        title=map_.label(id_),
        kind=map_.things[id_].kind,
        share=len(needed) / len(ways),
        core_for=tuple(way.proposal for way in needed),
        brought_by=tuple(way.proposal for way in needed if id_ in way.reached),
        escapes=tuple(way.escape(id_) for way in escaping),
        undetermined=tuple(way.proposal for way in open_),
        uses=uses,
        tests=tuple(map_.tests_of(id_)),
    )
