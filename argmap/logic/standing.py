"""Whether things are in, out or undecided on a map without numbers, and what decided it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final

from argmap.logic.budget import Budget
from argmap.logic.labelling import MAYBE, Label, Labelling, Reason, joined, undetermined
from argmap.logic.rules import Rule, cone
from argmap.logic.view import Numbers, Variable, View, group_of, is_open
from argmap.model import ArgumentMap, Exclusive, Statement

if TYPE_CHECKING:
    from argmap.logic.open_steps import Change, OpenSteps

GRANTED: Final = frozenset(("claim", "proposal"))
"""The kinds of leaf that are granted; problems are not solved, scenarios and concerns do not come about."""


TRIED: Final = 64
"""How many choices of a member for each exhaustive group are tried."""


class Standing:
    """In, out or undecided, for targets and all that bears on them.

    Leaf claims and proposals are granted, other leaves denied, and so is what stands under `not` only; strengths are
    granted; `otherwise` and numbers other than 0 and 1 are ignored; what the view assumes or denies counts. Members of
    a group are denied; of an exhaustive one each is tried, and where that makes a difference, the label is undecided.
    A step whose strength may be 0 is open: labels are those with all open steps denied, and `changes` says what these
    make of them.
    """

    def __init__(self, map_: ArgumentMap, view: View, targets: Iterable[str], budget: Budget | None = None) -> None:
        self._budget = budget or Budget()
        self._numbers = Numbers(map_, view)
        self._rules = rules = cone(map_, self._numbers, targets)
        wanted = {node for rule in rules.values() for node in rule.supports + rule.defeaters}
        self._unwanted = {node for rule in rules.values() for node in rule.lacks + rule.some_lacks} - wanted
        own = sorted({v.id for rule in rules.values() for v in rule.own if v.of == "leaf"})
        self.tried = self._exhaustive(own)
        """The exhaustive groups of which one member after the other was taken to hold."""
        self._trying = frozenset(member for group in self.tried for member in group.members)
        self._cases = list(self._made())
        leaves = [id_ for id_ in own if self._by_kind(Variable("leaf", id_)) and id_ not in self._trying]
        self.granted = tuple(id_ for id_ in leaves if self.true(Variable("leaf", id_)))
        """The leaves that were taken to hold because of their kind."""
        self.denied = tuple(id_ for id_ in leaves if not self.true(Variable("leaf", id_)))
        """The leaves that were taken not to."""
        self.unnamed = tuple(sorted({id_ for rule in rules.values() for id_ in rule.unnamed}))
        """The proposals that solve no problem here, as nobody has named them."""

    def _exhaustive(self, leaves: Iterable[str]) -> tuple[Exclusive, ...]:
        """The groups of these leaves of which some member, it is not known which, holds."""
        found = {}
        for id_ in leaves:
            group = group_of(self._numbers.map, id_)
            if group is not None and group.exhaustive and not any(map(self._surely, group.members)):
                found[group.id] = group
        return tuple(found[id_] for id_ in sorted(found))

    def _surely(self, id_: str) -> bool:
        return self._numbers[Variable("leaf", id_)].low == 1

    def _made(self) -> Iterator[Case]:
        """The rules with every choice of members; beyond the budget once, with all that is tried left open."""
        possible = [
            [id_ for id_ in group.members if self._numbers[Variable("leaf", id_)].high > 0] for group in self.tried
        ]
        if prod(map(len, possible)) <= TRIED:
            for chosen in product(*possible):
                yield Case(self._rules, self._true_with(frozenset(chosen)), self.is_open, chosen)
            return
        rules = {
            id_: Rule(id=id_, needs=(MAYBE,)) if id_ in self._trying else rule for id_, rule in self._rules.items()
        }
        yield Case({**rules, MAYBE: Rule(id=MAYBE, defeaters=(MAYBE,))}, self.true, self.is_open, ())

    def _true_with(self, chosen: frozenset[str]) -> Callable[[Variable], bool]:
        if not self._trying:
            return self.true
        return lambda v: v.id in chosen if v.of == "leaf" and v.id in self._trying else self.true(v)

    def label(self, id_: str) -> Label:
        """In, out or undecided."""
        return joined(case.label(id_) for case in self._cases)

    def changes(self, id_: str) -> tuple[Change, ...]:
        """The other labels that it can have, and by virtue of which open steps."""
        return () if self.settled(id_) else self._open_steps.changes(id_, self.label(id_))

    def settled(self, id_: str) -> bool:
        """Whether its label is the same whatever open steps do, as far as one labelling tells."""
        return all(id_ in case.settled.decided for case in self._cases)

    def unsupported(self, id_: str) -> bool:
        """Whether it is out also with attacks and exceptions ignored, and open steps denied."""
        return all(case.unattacked.label(id_) == "out" for case in self._cases)

    def is_open(self, variable: Variable) -> bool:
        """Whether it is the strength of a step that may apply or not."""
        return is_open(variable, self._numbers[variable])

    @cached_property
    def _open_steps(self) -> OpenSteps:
        from argmap.logic.open_steps import OpenSteps  # with the diagrams that it makes, 8 ms

        return OpenSteps([(case.rules, case.settled) for case in self._cases], self.is_open, self._budget)

    def reason(self, id_: str) -> Reason:
        """What decided it: where open steps change nothing, none of them; which member of a group, where that does."""
        if len({case.label(id_) for case in self._cases}) > 1:
            return Reason("depends", self._decisive(id_).id)
        case = self._cases[0]
        reason = (case.settled if self.settled(id_) else case.labelling).reason(id_)
        if reason.by == MAYBE:
            group = group_of(self._numbers.map, id_)
            return Reason("depends", group.id if group else None)
        return reason

    def _decisive(self, id_: str) -> Exclusive:
        """A group of which it depends on the member that holds."""
        labels = {case.chosen: case.label(id_) for case in self._cases}
        for place, group in enumerate(self.tried):
            if any(
                label != labels[(*chosen[:place], member, *chosen[place + 1 :])]
                for chosen, label in labels.items()
                for member in group.members
                if (*chosen[:place], member, *chosen[place + 1 :]) in labels
            ):
                return group
        raise AssertionError("labels that differ do so by one group after the other")

    def reasons(self, id_: str) -> Iterator[tuple[str, Label, Reason]]:
        """What decided it, what decided that, and so on to what nothing else decided, or once around a circle."""
        seen: set[str] = set()
        at: str | None = id_
        while at is not None and at not in seen:
            seen.add(at)
            reason = self.reason(at)
            yield at, self.label(at), reason
            at = reason.by if reason.why != "depends" else None

    def circle(self, id_: str) -> tuple[str, ...]:
        """The circle through an attack or exception that leaves this undecided; empty where it is decided."""
        if self.label(id_) != "undecided" or any(reason.why == "depends" for _, _, reason in self.reasons(id_)):
            return ()
        return self._cases[0].labelling.circle(id_)

    def _by_kind(self, variable: Variable) -> bool:
        return self._numbers[variable][:2] not in ((0.0, 0.0), (1.0, 1.0))

    def true(self, variable: Variable) -> bool:
        """Whether a variable is taken to be true."""
        if variable.of == "otherwise" or self.is_open(variable):
            return False
        if not self._by_kind(variable):
            return self._numbers[variable].low == 1
        if variable.of == "leaf" and (variable.id in self._unwanted or group_of(self._numbers.map, variable.id)):
            return False
        thing = self._numbers.map.things.get(variable.id)
        return not isinstance(thing, Statement) or thing.is_a in GRANTED


class Case:
    """The labels of some rules, with one member `chosen` of each group of which some member holds."""

    def __init__(
        self,
        rules: Mapping[str, Rule],
        true: Callable[[Variable], bool],
        is_open: Callable[[Variable], bool],
        chosen: tuple[str, ...],
    ) -> None:
        self.rules = rules
        self.chosen = chosen
        self._true = true
        self._is_open = is_open

    def label(self, id_: str) -> Label:
        """In, out or undecided, open steps denied; for what these do not change one labelling is enough."""
        settled = self.settled.decided.get(id_)
        if settled is None:
            return self.labelling.label(id_)
        return "in" if settled else "out"

    @cached_property
    def labelling(self) -> Labelling:
        """With open steps denied."""
        return Labelling(self.rules, self._true)

    @cached_property
    def settled(self) -> Labelling:
        """With open steps neither granted nor denied."""
        rules = undetermined(self.rules, self._is_open)
        return self.labelling if rules == self.rules else Labelling(rules, self._true)

    @cached_property
    def unattacked(self) -> Labelling:
        """With attacks and exceptions ignored."""
        return Labelling({id_: replace(rule, defeaters=()) for id_, rule in self.rules.items()}, self._true)
