"""How likely something is by what the map argues, and whether that is what was declared of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from argmap.logic.core import why_not
from argmap.logic.holding import Reasoner
from argmap.logic.probability import Probability, probability, used_variables
from argmap.logic.view import Variable, View, declared
from argmap.model import Credence, Interval, Statement
from argmap.questions.basis import Basis, basis
from argmap.questions.results import WHOLE, Beyond, Evidence, evidence
from argmap.questions.views import interval_json, view_json

FORMAT: Final = "argmap-credence/1"

TOLERANCE: Final = 0.005
"""How far what is declared may be from what is derived."""

_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """How likely something is in a view, and what that rests on.

    `declared` is the credence that somebody (`person`; None: the editor) gives to a statement as such.
    `contradicts` tells whether the two contradict each other; None where they are not to be compared: of a leaf the
    declared credence is the input, and what is held fixed may be why they differ. `held` is the probability with all
    declared credences behind it (`held_at`) held, where it is another. `inputs` are the leaves and strengths that
    make a difference. `circle` is what leaves it undecided where it cannot hold, `never` says that nothing at all
    makes it hold. `evidence` is what experiments have shown of it, and what it comes to given that.
    """

    target: str
    view: View
    probability: Probability
    declared: Credence | None
    person: str | None
    contradicts: bool | None
    held: Probability | None
    held_at: Mapping[str, Interval]
    inputs: tuple[Variable, ...]
    is_leaf: bool
    never: bool
    circle: tuple[str, ...]
    basis: Basis
    evidence: Evidence | None = None

    @property
    def fallen_back(self) -> tuple[Variable, ...]:
        """The inputs for which the view's person gives no number, so that the editor's counts."""
        return tuple(variable for variable in self.probability.fallen_back if variable.of != "otherwise")

    def as_json(self) -> dict[str, Any]:
        """The answer in the shape `argmap-credence/1`."""
        found = self.probability
        declared_ = None if self.declared is None else interval_json(self.declared) | {"person": self.person}
        held = None if self.held is None else interval_json(Interval(low=self.held.low, high=self.held.high))
        return {
            "format": FORMAT,
            "target": self.target,
            "view": view_json(self.view),
            "low": found.low,
            "high": found.high,
            "declared": declared_,
            "contradicts": self.contradicts,
            "with_declared_held": held,
            "declared_held": {id_: interval_json(number) for id_, number in self.held_at.items()},
            "unknown_leaves": found.unknown_leaves,
            "interval_leaves": found.interval_leaves,
            "fallen_back": len(self.fallen_back),
            "undecided": found.undecided,
            "exact": found.exact,
            "why": "never" if self.never else "undecided" if self.circle else None,
            "circle": list(self.circle),
            "unnamed": list(self.basis.unnamed),
            "rests_on": self.basis.as_json(),
            "evidence": self.evidence.as_json() if self.evidence else None,
        }


def credence(reasoner: Reasoner, target: str, view: View, beyond: Beyond = WHOLE) -> Derived:
    """How likely a statement is, or that an argument applies, in a view; `beyond` is what the map leaves out."""
    map_ = reasoner.map
    function = reasoner.function(target, view)
    found = probability(function, reasoner.numbers(view))
    behind = reasoner.holding(view).behind(target)
    said = declared(map_, view, target) if isinstance(map_.things.get(target), Statement) else None
    is_leaf = not map_.arguments_for(target)
    compared = said is not None and not is_leaf and view.fixed.isdisjoint(behind)
    held_at = _declared_behind(reasoner, view, target)
    held = _with_declared(reasoner, view, target, held_at) if held_at else None
    cannot = why_not(reasoner, target, view) if found.low == 0 else None
    return Derived(
        target=target,
        view=view,
        probability=found,
        declared=said[0] if said else None,
        person=said[1] if said else None,
        contradicts=apart(said[0], found) if compared and said else None,
        held=held if held and _differ(held, found) else None,
        held_at=held_at,
        inputs=tuple(variable for variable in used_variables(function) if variable.of != "otherwise"),
        is_leaf=is_leaf,
        never=cannot is not None and cannot[0] == "never",
        circle=cannot[1] if cannot else (),
        basis=basis(reasoner, view, [target]),
        evidence=evidence(reasoner, target, view, beyond),
    )


def apart(said: Interval, derived: Interval | Probability) -> bool:
    """Whether what is declared and what is derived are too far from each other; of intervals, what lies between."""
    return max(said.low - derived.high, derived.low - said.high) > TOLERANCE + _ROUNDING


def _declared_behind(reasoner: Reasoner, view: View, target: str) -> dict[str, Interval]:
    """What is declared of statements behind the target that have arguments for them, and so is no input."""
    map_ = reasoner.map
    fixed = view.fixed | view.grant | view.free
    found: dict[str, Interval] = {}
    for id_ in sorted(reasoner.holding(view).behind(target)):
        if id_ != target and id_ not in fixed and isinstance(map_.things.get(id_), Statement):
            said = declared(map_, view, id_) if map_.arguments_for(id_) else None
            if said is not None:
                found[id_] = Interval(low=said[0].low, high=said[0].high)
    return found


def _with_declared(reasoner: Reasoner, view: View, target: str, held_at: Mapping[str, Interval]) -> Probability:
    holding = view.fixing(hold=held_at)
    return probability(reasoner.function(target, holding), reasoner.numbers(holding))


def _differ(one: Probability, other: Probability) -> bool:
    return abs(one.low - other.low) > _ROUNDING or abs(one.high - other.high) > _ROUNDING
