"""Whether things are in, out or undecided on a map without numbers, and what decided it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from argmap.logic.budget import Budget
from argmap.logic.labelling import Label, Labelling, Reason, undetermined
from argmap.logic.rules import cone
from argmap.logic.view import Numbers, Variable, View, is_open
from argmap.model import ArgumentMap, Statement

if TYPE_CHECKING:
    from argmap.logic.open_steps import Change, OpenSteps

GRANTED: Final = frozenset(("claim", "proposal"))
"""The kinds of leaf that are granted; problems are not solved, scenarios and concerns do not come about."""


class Standing:
    """In, out or undecided, for targets and all that bears on them.

    Leaf claims and proposals are granted, other leaves denied, strengths granted; `otherwise` and numbers other than
    0 and 1 are ignored; what the view assumes or denies counts. A step whose strength may be 0 is open: labels are
    those with all open steps denied, and `changes` says what these make of them.
    """

    def __init__(self, map_: ArgumentMap, view: View, targets: Iterable[str], budget: Budget | None = None) -> None:
        self._budget = budget or Budget()
        self._numbers = Numbers(map_, view)
        self._rules = rules = cone(map_, self._numbers, targets)
        self._labelling = Labelling(rules, self.true)
        leaves = sorted(v.id for rule in rules.values() for v in rule.own if v.of == "leaf" and self._by_kind(v))
        self.granted = tuple(id_ for id_ in leaves if self.true(Variable("leaf", id_)))
        """The leaves that were taken to hold because of their kind."""
        self.denied = tuple(id_ for id_ in leaves if not self.true(Variable("leaf", id_)))
        """The leaves that were taken not to."""
        self.unnamed = tuple(sorted({id_ for rule in rules.values() for id_ in rule.unnamed}))
        """The proposals that solve no problem here, as nobody has named them."""

    def label(self, id_: str) -> Label:
        """In, out or undecided."""
        return self._labelling.label(id_)

    def changes(self, id_: str) -> tuple[Change, ...]:
        """The other labels that it can have, and by virtue of which open steps."""
        return () if self.settled(id_) else self._open_steps.changes(id_, self.label(id_))

    def settled(self, id_: str) -> bool:
        """Whether its label is the same whatever open steps do, as far as one labelling tells."""
        return id_ in self._settled.decided

    def unsupported(self, id_: str) -> bool:
        """Whether it is out also with attacks and exceptions ignored, and open steps denied."""
        return self._unattacked.label(id_) == "out"

    def is_open(self, variable: Variable) -> bool:
        """Whether it is the strength of a step that may apply or not."""
        return is_open(variable, self._numbers[variable])

    @cached_property
    def _settled(self) -> Labelling:
        rules = undetermined(self._rules, self.is_open)
        return Labelling(rules, self.true) if len(rules) > len(self._rules) else self._labelling

    @cached_property
    def _unattacked(self) -> Labelling:
        return Labelling({id_: replace(rule, defeaters=()) for id_, rule in self._rules.items()}, self.true)

    @cached_property
    def _open_steps(self) -> OpenSteps:
        from argmap.logic.open_steps import OpenSteps  # with the diagrams that it makes, 8 ms

        return OpenSteps(self._settled, self._rules, self.is_open, self._budget)

    def reason(self, id_: str) -> Reason:
        """What decided it: where open steps change nothing, none of them."""
        return (self._settled if self.settled(id_) else self._labelling).reason(id_)

    def reasons(self, id_: str) -> Iterator[tuple[str, Label, Reason]]:
        """What decided it, what decided that, and so on to what nothing else decided, or once around a circle."""
        seen: set[str] = set()
        at: str | None = id_
        while at is not None and at not in seen:
            seen.add(at)
            reason = self.reason(at)
            yield at, self.label(at), reason
            at = reason.by

    def circle(self, id_: str) -> tuple[str, ...]:
        """The circle through an attack or exception that leaves this undecided; empty where it is decided."""
        return self._labelling.circle(id_) if self.label(id_) == "undecided" else ()

    def _by_kind(self, variable: Variable) -> bool:
        return self._numbers[variable][:2] not in ((0.0, 0.0), (1.0, 1.0))

    def true(self, variable: Variable) -> bool:
        """Whether a variable is taken to be true."""
        if variable.of == "otherwise" or self.is_open(variable):
            return False
        if not self._by_kind(variable):
            return self._numbers[variable].low == 1
        thing = self._numbers.map.things.get(variable.id)
        return not isinstance(thing, Statement) or thing.is_a in GRANTED
