"""Whether a proposal X itself delivers Q, which its arguments need, or only somebody does who speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, NamedTuple

from argmap.logic.holding import Reasoner
from argmap.logic.rules import Rule
from argmap.logic.sets import failure, settling, sufficient
from argmap.logic.solutions import Value
from argmap.logic.standing import Standing
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Premise
from argmap.questions.basis import Basis, basis
from argmap.questions.routes import NEEDED, arguments_of, behind, needs, part_of
from argmap.questions.standing import Step, step_of, values_json
from argmap.questions.views import view_json

FORMAT: Final = "argmap-discharge/1"

Outcome = Literal["not needed", "yes", "yes, unless", "may", "undercut", "separate claim", "assumed"]
Whose = Literal["claimant", "other", "editor"]

_BEST: Final[tuple[Outcome, ...]] = ("yes", "yes, unless", "may", "undercut")

WAYS: Final = 5
"""How many ways are listed in which a delivery could fail, or in which one that may apply does."""


class Need(NamedTuple):
    """An argument that has the assumption among its premises, and the premise."""

    argument: Argument
    premise: Premise


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An argument for the assumption that has the proposal or its part among its premises, and what comes of it.

    `unless` are the smallest sets of attackers' leaves and open steps that stop it; `provided`, where it may apply but
    need not, those with which it does. `ways` is how many there are of either. `step` is its standing, with those
    leaves taken by their kind.
    """

    argument: Argument
    outcome: Outcome
    unless: tuple[tuple[Value, ...], ...]
    provided: tuple[tuple[Value, ...], ...]
    ways: int
    step: Step

    def as_json(self) -> dict[str, Any]:
        """One entry of `deliveries`."""
        return {
            "argument": self.argument.id,
            "by": list(self.argument.by),
            "source": self.argument.source,
            "at": self.argument.at,
            "answer": self.outcome,
            "unless": [values_json(way) for way in self.unless],
            "if": [values_json(way) for way in self.provided],
            "ways": str(self.ways),
            "standing": self.step.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Another argument for the assumption: whose it is, how it stands, and what it needs itself without saying so."""

    argument: Argument
    whose: Whose
    step: Step
    unstated: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """One entry of `claims`."""
        return {
            "argument": self.argument.id,
            "by": list(self.argument.by),
            "source": self.argument.source,
            "at": self.argument.at,
            "whose": self.whose,
            "standing": self.step.as_json(),
            "unstated": list(self.unstated),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharge:
    """Whether a proposal discharges an assumption.

    `needs` are the places where what the proposal is for rests on it, the proposal's own arguments first; `claimants`
    are those who say what it is for. `part` is what is the proposal's own. `deliveries` come with the best first,
    `claims` with the claimants' own first, then others', then the editor's.
    """

    proposal: str
    assumption: str
    view: View
    outcome: Outcome
    negated: bool
    needs: tuple[Need, ...]
    claimants: tuple[str, ...]
    part: tuple[str, ...]
    deliveries: tuple[Delivery, ...]
    claims: tuple[Claim, ...]
    basis: Basis

    def as_json(self) -> dict[str, Any]:
        """The answer in the shape `argmap-discharge/1`."""
        return {
            "format": FORMAT,
            "proposal": self.proposal,
            "assumption": self.assumption,
            "view": view_json(self.view),
            "answer": self.outcome,
            "not": self.negated,
            "needed_in": [
                {
                    "argument": need.argument.id,
                    "by": list(need.argument.by),
                    "role": need.premise.role,
                    "not": need.premise.negated,
                    "surfaced_by": need.premise.surfaced_by,
                }
                for need in self.needs
            ],
            "claimants": list(self.claimants),
            "part": list(self.part),
            "deliveries": [delivery.as_json() for delivery in self.deliveries],
            "claims": [claim.as_json() for claim in self.claims],
            "unnamed": list(self.basis.unnamed),
            "rests_on": self.basis.as_json(),
        }


def discharge(reasoner: Reasoner, proposal: str, assumption: str, view: View) -> Discharge:
    """Whether a proposal discharges an assumption; the map must have all that follows from the proposal."""
    map_ = reasoner.map
    own = arguments_of(map_, proposal)
    needed = _needs(map_, own, assumption)
    claimants = tuple(dict.fromkeys(person for step in own if proposal in needs(step) for person in step.by))
    part = part_of(map_, proposal)
    negated = bool(needed) and all(need.premise.negated for need in needed)
    arguing = map_.arguments_against(assumption) if negated else map_.arguments_for(assumption)
    delivering = [step for step in arguing if not set(part).isdisjoint(needs(step))]
    standing = Standing(map_, view, [step.id for step in arguing])
    deliveries = sorted(
        (_delivery(reasoner, step, view, step_of(standing, step.id)) for step in delivering),
        key=lambda delivery: (_BEST.index(delivery.outcome), delivery.argument.id),
    )
    claims = sorted(
        (_claim(step, claimants, step_of(standing, step.id)) for step in arguing if step not in delivering),
        key=lambda claim: (("claimant", "other", "editor").index(claim.whose), claim.argument.id),
    )
    outcome: Outcome = "separate claim" if claims else "assumed"
    if not needed:
        outcome = "not needed"
    elif deliveries:
        outcome = deliveries[0].outcome
    first = [need.argument for need in needed] if needed else own
    behind_ = basis(reasoner, view, [step.id for step in delivering])
    rest = [*behind_.arguments, *(claim.argument for claim in claims)]
    return Discharge(
        proposal=proposal,
        assumption=assumption,
        view=view,
        outcome=outcome,
        negated=negated,
        needs=needed,
        claimants=claimants,
        part=part,
        deliveries=tuple(deliveries),
        claims=tuple(claims),
        basis=Basis(tuple({step.id: step for step in (*first, *rest)}.values()), behind_.unnamed),
    )


def _needs(map_: ArgumentMap, own: Sequence[Argument], assumption: str) -> tuple[Need, ...]:
    """Where the assumption is a premise of the proposal's arguments, or of arguments behind these."""
    steps = (*own, *behind(map_, [node for step in own for node in needs(step)]))
    return tuple(
        Need(step, premise)
        for step in {step.id: step for step in steps}.values()
        for premise in step.premises
        if premise.node == assumption and premise.role in NEEDED
    )


def _delivery(reasoner: Reasoner, step: Argument, view: View, stands: Step) -> Delivery:
    """What comes of an argument if all is as in its standing, but attackers' leaves and open steps may be either."""
    standing = Standing(reasoner.map, view, [step.id])
    rules = reasoner.holding(view).behind(step.id)
    attackers = {*standing.granted, *standing.denied} - _support(rules, step.id)
    attackers.update(member for group in standing.tried for member in group.members)
    function = reasoner.function(step.id, view)
    steps = [variable for variable in function.variables if standing.is_open(variable)]
    free = {
        *steps,
        *(variable for variable in function.variables if variable.of == "leaf" and variable.id in attackers),
    }
    left = function.restrict(
        {variable: standing.true(variable) for variable in function.variables if variable not in free}
    )
    firm, able, failing = (
        sufficient(left.restrict(dict.fromkeys(steps, False))),
        sufficient(left, steps),
        failure(left, steps),
    )
    none = Delivery(argument=step, outcome="undercut", unless=(), provided=(), ways=0, step=stands)
    if able.exact and not able.count:
        return none
    if firm.exact and not firm.count:
        provided = settling(left, steps)
        return replace(none, outcome="may", provided=tuple(provided.first(WAYS)), ways=provided.count)
    if failing.exact and not failing.count:
        return replace(none, outcome="yes")
    return replace(none, outcome="yes, unless", unless=tuple(failing.first(WAYS)), ways=failing.count)


def _support(rules: dict[str, Rule], id_: str) -> set[str]:
    """What an argument leans on, attacks and exceptions left out."""
    found = {id_}
    waiting = [id_]
    for node in waiting:
        new = [other for other in rules[node].supports if other not in found]
        found.update(new)
        waiting += new
    return found


def _claim(step: Argument, claimants: Iterable[str], stands: Step) -> Claim:
    whose: Whose = "editor"
    if step.by:
        whose = "other" if set(step.by).isdisjoint(claimants) else "claimant"
    return Claim(argument=step, whose=whose, step=stands, unstated=tuple(needs(step, "unstated")))
