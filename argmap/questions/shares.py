"""How the work for a problem is shared between one proposal and one assumption, beside the best alternative."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from argmap.logic.holding import Function, Reasoner
from argmap.logic.joint import (
    NOISE,
    NumberOf,
    Range,
    any_of,
    difference,
    greatest,
    greatest_of,
    least_of,
    less,
    never_less,
    share,
    share_apart,
    span,
)
from argmap.logic.sets import granted, sufficient
from argmap.logic.view import Number, Variable, View, declared
from argmap.model import Interval
from argmap.questions.basis import Basis, basis
from argmap.questions.routes import arguments_of, assumptions_of, contrary_to
from argmap.questions.views import interval_json

if TYPE_CHECKING:
    from argmap.questions.structural import Structural

NO_ALTERNATIVE: Final = "unknown: no alternative in the map"
RIVALRY: Final = "which alternative is the best depends on what is unknown"
NO_GAIN: Final = "undefined: full is no more than base"

STEPS: Final = 600_000
VISITS: Final = 20_000
"""The budget of one function or mixture, of which there may be dozens: a tenth of a second or two."""

RIVALS: Final = 4
"""Up to how many alternatives, each the best for some values of what is unknown, are worked out jointly."""

SETS: Final = 100
"""How many of a proposal's sufficient sets are looked at for an alternative that would do in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How the work is shared between the proposal and one assumption.

    `base` is how likely the problem is solved without either, `full` with both, `other` with the assumption and the
    best alternative: of `rivals`, if which one is best depends on what is unknown. `upper` is how likely problem and
    assumption hold together, with the proposal; `added` what that is more than with the best alternative. `workshare`
    is that of the assumption, `marginal` what the proposal adds to it. What there is no telling of is None, and `why`
    says why. `assumed` tells whether it is the proposal's arguments that assume it; `negated`, that they assume it not
    to hold, and then it is granted by denying it. `structural` is how it is shared at
    the middle of all that is unknown or between bounds, where these leave the sign of the marginal open.
    """

    assumption: str
    assumed: bool
    negated: bool
    base: Range
    full: Range
    other: Range | None
    rivals: tuple[str, ...]
    workshare: Range | None
    marginal: Range | None
    upper: Range
    added: Range | None
    why: str | None
    structural: Structural | None = None

    @property
    def best(self) -> str | None:
        """The best alternative, if there is one and it can be told."""
        return self.rivals[0] if len(self.rivals) == 1 else None

    @property
    def exact(self) -> bool:
        """Whether all bounds are as narrow as what is known makes them."""
        values = (self.base, self.full, self.other, self.workshare, self.marginal, self.upper, self.added)
        return all(value.exact for value in values if value is not None)

    def as_json(self) -> dict[str, Any]:
        """One entry of `results`."""
        return {
            "assumption": self.assumption,
            "assumed": self.assumed,
            "not": self.negated,
            **self.values_json(),
            "structural": None if self.structural is None else self.structural.as_json(),
        }

    def values_json(self) -> dict[str, Any]:
        """The numbers, and how sure they are."""
        return {
            "base": _json(self.base),
            "full": _json(self.full),
            "other": _json(self.other),
            "best_other": self.best,
            "rivals": list(self.rivals),
            "workshare": _json(self.workshare),
            "marginal": _json(self.marginal),
            "worlds": {"upper": _json(self.upper), "added": _json(self.added)},
            "exact": self.exact,
            "why": self.why,
        }


def _json(value: Range | None) -> float | dict[str, float] | None:
    if value is None:
        return None
    low, high = (round(end, 12) + 0.0 for end in value[:2])  # no -0.0
    return low if value.is_point else interval_json(Interval(low=low, high=high))


class Suffices(NamedTuple):
    """An alternative that does in the proposal's place, beside the leaves that are enough with the proposal."""

    alternative: str
    beside: tuple[str, ...]


class Option(NamedTuple):
    """A proposal (None: none at all), when the problem holds with it and no other, and how likely that is."""

    id: str | None
    function: Function
    range: Range


class Inquiry:
    """One proposal for one problem in one view; remembers what was asked of the map."""

    def __init__(self, reasoner: Reasoner, proposal: str, problem: str, view: View) -> None:
        self.reasoner = reasoner.within(STEPS, VISITS)
        self.proposal = proposal
        self.problem = problem
        self.view = view
        steps = arguments_of(reasoner.map, proposal, problem)
        self.contrary = frozenset(id_ for id_ in assumptions_of(steps) if contrary_to(steps, id_))
        self.asked: dict[tuple[int, int], Function] = {}
        self.middle = False
        self._views: dict[View, None] = {}

    def at_middle(self) -> Inquiry:
        """The same where all that has no single number is at its middle."""
        other = copy(self)
        other.middle = True
        return other

    def number(self, variable: Variable) -> Number:
        """The number of a variable in the view."""
        return self._number_in(self.view)(variable)

    def _number_in(self, view: View) -> NumberOf:
        numbers = self.reasoner.numbers(view)
        return (lambda variable: numbers[variable].at_middle) if self.middle else numbers.__getitem__

    def share(self, assumption: str, others: Sequence[str], *, assumed: bool) -> Share:
        """How the work is shared with one assumption; beyond the budget, anything may be so."""
        others = [id_ for id_ in others if id_ != assumption]
        if self.reasoner.budget.spent:
            return _beyond(assumption, assumed, negated=assumption in self.contrary, alone=not others)
        full = self.full(assumption, others)
        options = self._rivals(self.options(assumption, others))
        base = self._rivals([self._option(id_, assumption, others, granted=False) for id_ in (None, *others)])
        upper, view = self._together(self.proposal, assumption, others)
        number = self._number_in(view)
        workshare = self._workshare(options, base, full) if options else None
        with_others = [self._together(option.id, assumption, others)[0] for option in options]
        return Share(
            assumption=assumption,
            assumed=assumed,
            negated=assumption in self.contrary,
            base=self._greatest(base),
            full=full.range,
            other=self._greatest(options) if options else None,
            rivals=tuple(option.id for option in options if option.id is not None),
            workshare=workshare,
            marginal=self._marginal(full, options) if options else None,
            upper=span(upper, number),
            added=self._added(upper, with_others, number) if options else None,
            why=_why(options, workshare),
        )

    def full(self, assumption: str, others: Sequence[str]) -> Option:
        """The proposal, granted the assumption."""
        return self._option(self.proposal, assumption, others, granted=True)

    def options(self, assumption: str, others: Sequence[str]) -> list[Option]:
        """Each of the others in its place."""
        return [self._option(id_, assumption, others, granted=True) for id_ in others if id_ != assumption]

    def _view(self, holds: str | None, others: Iterable[str], **fixed: Iterable[str]) -> View:
        """With one proposal assumed (or none) and the others denied; and what else is held fixed."""
        denied = {self.proposal, *others, *fixed.get("deny", ())} - {holds}
        assumed = {*fixed.get("assume", ()), *([holds] if holds is not None else [])}
        view = self.view.fixing(assume=assumed, deny=denied, within=self.reasoner.map)
        self._views.setdefault(view)
        return view

    def _option(self, id_: str | None, assumption: str, others: Sequence[str], *, granted: bool) -> Option:
        held = granted != (assumption in self.contrary)
        view = self._view(id_, others, **{"assume" if held else "deny": [assumption]})
        function = self._asked(self.reasoner.function(self.problem, view))
        return Option(id_, function, span(function, self.number))

    def _together(self, id_: str | None, assumption: str, others: Sequence[str]) -> tuple[Function, View]:
        """When problem and assumption both hold with a proposal, the assumption held at its declared credence."""
        view = self._view(id_, others)
        said = declared(self.reasoner.map, self.view, assumption)
        if said is not None and assumption not in self.view.fixed:
            view = view.fixing(
                hold={assumption: Interval(low=said[0].low, high=said[0].high)}, within=self.reasoner.map
            )
        granted = self.reasoner.function(assumption, view)
        both = self.reasoner.function(self.problem, view) & (~granted if assumption in self.contrary else granted)
        return self._asked(both), view

    def _asked(self, function: Function) -> Function:
        return self.asked.setdefault((function.lower, function.upper), function)

    def _greatest(self, options: Iterable[Option]) -> Range:
        return greatest([option.function for option in options], self.number)

    def _rivals(self, options: Iterable[Option]) -> list[Option]:
        """Those that may be the best for some values of what is unknown, the likeliest first; of equals one."""
        different: dict[tuple[int, int], Option] = {}
        for option in sorted(options, key=lambda option: (-round(sum(option.range[:2]), 9), option.id or "")):
            different.setdefault((option.function.lower, option.function.upper), option)
        if not different:
            return []
        first, *others = different.values()
        surest = max(different.values(), key=lambda option: option.range.low)
        found = [first]
        for option in others:
            if option is not surest and option.range.high <= surest.range.low + NOISE:
                continue
            if len(found) <= RIVALS and never_less(first.function, option.function, self.number):
                continue
            found.append(option)
        return found

    def _workshare(self, options: Sequence[Option], base: Sequence[Option], full: Option) -> Range | None:
        """The share of the best alternative over the best base: the greatest over options of the least over bases."""
        if max(len(options), len(base)) > RIVALS:
            known = {(none.function.lower, none.function.upper) for none in base}
            if full.range.high > self._greatest(base).low + NOISE and known.issuperset(
                (option.function.lower, option.function.upper) for option in options
            ):
                return Range(0.0, 0.0)
            return share_apart(self._greatest(options), self._greatest(base), full.range)
        found = []
        for option in options:
            over = [share(option.function, none.function, full.function, self.number) for none in base]
            defined = [one for one in over if one is not None]
            if len(defined) < len(over):
                return None
            found.append(least_of(defined))
        return greatest_of(found)

    def _marginal(self, full: Option, options: Sequence[Option]) -> Range:
        if len(options) > RIVALS:
            return less(full.range, self._greatest(options))
        return least_of([difference(full.function, option.function, self.number) for option in options])

    def _added(self, upper: Function, others: Sequence[Function], number: NumberOf) -> Range:
        """What the proposal adds to the best alternative, whichever of these that is."""
        if len(others) > RIVALS:
            found = [less(span(upper, number), span(other, number)) for other in others]
        else:
            found = [difference(upper, other, number) for other in others]
        return any_of(found)

    def suffices(self, others: Sequence[str]) -> tuple[tuple[Suffices, ...], bool]:
        """The alternatives that suffice inside one of the proposal's sufficient sets, less the proposal."""

        def lower(id_: str | None) -> Function:
            return granted(self.reasoner.function(self.problem, self._view(id_, others)))

        true = self.reasoner.circuit.value
        sets = sufficient(lower(self.proposal))
        nothing = lower(None)
        if not sets.exact or not nothing.exact:
            return (), False
        without = nothing.lower
        functions = {id_: lower(id_) for id_ in others}
        left = {id_: function.lower for id_, function in functions.items() if function.exact}
        exact = len(left) == len(others)
        found = []
        for values in sets.first(SETS):
            world = {value.variable: True for value in values}
            for id_ in [] if true(without, world) else [id_ for id_ in left if true(left[id_], world)]:
                found.append(Suffices(id_, tuple(value.variable.id for value in values)))
                del left[id_]
        return tuple(found), exact and (not left or sets.count <= SETS)

    def basis(self, first: Iterable[str]) -> Basis:
        """The arguments that bear on the problem, with the proposal or with an alternative; these first."""
        views = [view for view in self._views if self.reasoner.knows(view)] or [self.view]
        behind = [basis(self.reasoner, view, [self.problem]) for view in views]
        found = {step.id: step for one in behind for step in one.arguments}
        order = dict.fromkeys([*(id_ for id_ in first if id_ in found), *found])
        return Basis(tuple(found[id_] for id_ in order))


def _beyond(assumption: str, assumed: bool, *, negated: bool, alone: bool) -> Share:
    """What is known of a share that was not worked out."""
    chance, signed = Range(0.0, 1.0, False), Range(-1.0, 1.0, False)
    return Share(
        assumption=assumption,
        assumed=assumed,
        negated=negated,
        base=chance,
        full=chance,
        other=None if alone else chance,
        rivals=(),
        workshare=None if alone else chance,
        marginal=None if alone else signed,
        upper=chance,
        added=None if alone else signed,
        why=NO_ALTERNATIVE if alone else None,
    )


def _why(options: Sequence[Option], workshare: Range | None) -> str | None:
    if not options:
        return NO_ALTERNATIVE
    if workshare is None:
        return NO_GAIN
    return RIVALRY if len(options) > 1 else None
