"""Whether things are in, out or undecided on a map without numbers, and what decided it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from argmap.logic.labelling import Label, Labelling, Reason
from argmap.logic.rules import cone
from argmap.logic.view import Numbers, Variable, View
from argmap.model import ArgumentMap, Statement

GRANTED: Final = frozenset(("claim", "proposal"))
"""The kinds of leaf that are granted; problems are not solved, scenarios and concerns do not come about."""


class Standing:
    """In, out or undecided, for targets and all that bears on them.

    Leaf claims and proposals are granted, other leaves denied, strengths granted; `otherwise` and numbers other than
    0 and 1 are ignored; what the view assumes or denies counts.
    """

    def __init__(self, map_: ArgumentMap, view: View, targets: Iterable[str]) -> None:
        self._numbers = Numbers(map_, view)
        rules = cone(map_, self._numbers, targets)
        self._labelling = Labelling(rules, self.true)
        leaves = sorted(v.id for rule in rules.values() for v in rule.own if v.of == "leaf" and self._by_kind(v))
        self.granted = tuple(id_ for id_ in leaves if self.true(Variable("leaf", id_)))
        """The leaves that were taken to hold because of their kind."""
        self.denied = tuple(id_ for id_ in leaves if not self.true(Variable("leaf", id_)))
        """The leaves that were taken not to."""

    def label(self, id_: str) -> Label:
        """In, out or undecided."""
        return self._labelling.label(id_)

    def reason(self, id_: str) -> Reason:
        """What decided it."""
        return self._labelling.reason(id_)

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
        if variable.of == "otherwise":
            return False
        if not self._by_kind(variable):
            return self._numbers[variable].low == 1
        thing = self._numbers.map.things.get(variable.id)
        return not isinstance(thing, Statement) or thing.is_a in GRANTED
