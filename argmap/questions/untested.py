"""Which of the assumptions behind a claim nothing tests, those first on which it hangs most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from argmap.logic.holding import Reasoner
from argmap.logic.importance import birnbaum, is_structural, single
from argmap.logic.pairs import NumberOf, Pairs
from argmap.logic.probability import used_variables
from argmap.logic.view import Number, Variable, View
from argmap.trace import Assumption, trace

TRIED: Final = 40
"""Of how many assumptions with arguments for them it is worked out what assuming and denying them does."""


@dataclass(frozen=True, slots=True)
class Weight:
    """An untested assumption and how much the target hangs on it.

    `birnbaum` is how much likelier the target is with it than without (Birnbaum 1969); None where that was too much.
    """

    assumption: Assumption
    birnbaum: float | None

    def as_json(self) -> dict[str, Any]:
        """The entry as `argmap-experiments/1` has it."""
        one = self.assumption
        return {
            "id": one.id,
            "title": one.title,
            "birnbaum": self.birnbaum,
            "unstated": bool(one.unstated_in),
            "depth": one.depth,
            "chain": list(one.chain),
        }


@dataclass(frozen=True, slots=True)
class Untested:
    """The untested assumptions of a trace of so many, the most important first.

    Where a leaf has no number the importances are `structural`: every leaf is taken as ½. Bounds count as their middle.
    """

    assumptions: int
    weights: tuple[Weight, ...]
    structural: bool

    def as_json(self) -> dict[str, Any]:
        """The entry as `argmap-experiments/1` has it."""
        return {
            "of": self.assumptions,
            "structural": self.structural,
            "assumptions": [one.as_json() for one in self.weights],
        }


def untested(reasoner: Reasoner, target: str, view: View) -> Untested:
    """The assumptions behind a target that no experiment tests directly, ranked by their importance for it."""
    found = trace(reasoner.map, target)
    open_ = [one for one in found.needed if not one.tests]
    function, numbers = reasoner.function(target, view), reasoner.numbers(view)
    structural = is_structural(used_variables(function), numbers)
    one_each = single(numbers, reasoner.groups, structural=structural)
    slopes = birnbaum(function, one_each) if open_ else {}

    def number(variable: Variable) -> Number:
        return Number(one_each(variable), one_each(variable), "held")

    rules = reasoner.holding(view).behind(target)
    derived = [one.id for one in open_ if one.id in rules and rules[one.id].some][:TRIED]
    gains = _derived(reasoner, target, view, derived, number)
    weights: list[Weight] = []
    for one in open_:
        if one.id in rules and rules[one.id].some:
            weight = gains.get(one.id)
        else:
            weight = None if slopes is None else slopes.get(Variable("leaf", one.id), 0.0)
        weights.append(Weight(one, weight))
    weights.sort(key=_rank)
    return Untested(len(found.needed), tuple(weights), structural)


def _derived(
    reasoner: Reasoner, target: str, view: View, ids: Sequence[str], number: NumberOf
) -> dict[str, float | None]:
    """How much likelier the target surely is with each of these assumed, which have arguments for them, than denied."""
    either = {
        id_: [reasoner.function(target, fixed) for fixed in (view.fixing(assume=[id_]), view.fixing(deny=[id_]))]
        for id_ in ids
    }
    if not either:
        return {}
    pairs = Pairs([reasoner.function(target, view), *(one for both in either.values() for one in both)], number)
    found: dict[str, float | None] = {}
    for id_, both in either.items():
        with_, without = map(pairs.chance, both)
        found[id_] = None if with_ is None or without is None else with_ - without
    return found


def _rank(one: Weight) -> tuple[bool, float, int, str]:
    weight = one.birnbaum
    return weight is None, -round(abs(weight or 0.0), 12), one.assumption.depth, one.assumption.id
