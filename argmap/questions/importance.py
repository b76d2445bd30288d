"""How much each leaf matters for something, in every measure of reliability engineering."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from argmap.logic.core import why_not
from argmap.logic.holding import Reasoner
from argmap.logic.importance import Importance, Importances, importance
from argmap.logic.view import View
from argmap.questions.basis import Basis, basis
from argmap.questions.views import view_json

FORMAT: Final = "argmap-importance/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafImportance:
    """How much each leaf matters for a target.

    `leaves` come with the greatest Birnbaum importance first, whatever its sign, then by id. `found` is None where the
    map is too hard. `unknown` are the leaves without a number, for want of which the
    importances are structural. `never` and `circle` say why, where the target holds nowhere for certain.
    """

    target: str
    view: View
    found: Importances | None
    leaves: tuple[Importance, ...]
    unknown: tuple[str, ...]
    never: bool
    circle: tuple[str, ...]
    basis: Basis

    def as_json(self) -> dict[str, Any]:
        """The answer in the shape `argmap-importance/1`."""
        found = self.found
        why = "hard" if found is None else "never" if self.never else "undecided" if self.circle else None
        return {
            "format": FORMAT,
            "target": self.target,
            "view": view_json(self.view),
            "probability": found.probability if found else None,
            "structural": bool(found and found.structural),
            "middled": bool(found and found.middled),
            "unknown": list(self.unknown),
            "exact": found is not None,
            "leaves": [_json(leaf) for leaf in self.leaves],
            "why": why or (None if self.leaves else "certain"),
            "circle": list(self.circle),
            "unnamed": list(self.basis.unnamed),
            "rests_on": self.basis.as_json(),
        }


def _json(leaf: Importance) -> dict[str, Any]:
    return {
        "id": leaf.variable.id,
        "if_true": leaf.if_true,
        "if_false": leaf.if_false,
        "birnbaum": leaf.birnbaum,
        "criticality": _finite(leaf.criticality),
        "fussell_vesely": _finite(leaf.fussell_vesely),
        "achievement_worth": _finite(leaf.achievement),
        "reduction_worth": _finite(leaf.reduction),
        "shapley": leaf.shapley,
    } | ({"group": leaf.group} if leaf.group is not None else {})


def _finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None


def leaf_importance(reasoner: Reasoner, target: str, view: View) -> LeafImportance:
    """How much each leaf matters for where the target surely holds, in a view."""
    found = importance(reasoner.function(target, view), reasoner.numbers(view))
    numbers = reasoner.numbers(view)
    leaves = sorted(found.leaves, key=_rank) if found else []
    cannot = why_not(reasoner, target, view) if found is not None and found.probability == 0 else None
    return LeafImportance(
        target=target,
        view=view,
        found=found,
        leaves=tuple(leaves),
        unknown=tuple(sorted(leaf.variable.id for leaf in leaves if numbers[leaf.variable].unknown)),
        never=cannot is not None and cannot[0] == "never",
        circle=cannot[1] if cannot else (),
        basis=basis(reasoner, view, [target]),
    )


def _rank(leaf: Importance) -> tuple[float, str]:
    return -round(abs(leaf.birnbaum or 0.0), 12), leaf.variable.id
