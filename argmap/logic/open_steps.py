"""What open steps change: the minimal sets of steps that apply, or do not, and that give a thing another label.

A step is open where its strength may be 0: its author says "may". These sets are the prime implicants of "it is in",
"it is out" and "it is undecided" over the open steps. Only what no assignment of them settles is made a function of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from argmap.logic.budget import Budget, TooHardError
from argmap.logic.circles import OPEN, Circle, Pair, value
from argmap.logic.circuit import FALSE, TRUE, Circuit
from argmap.logic.holding import Function
from argmap.logic.labelling import Label, Labelling, joined, undetermined
from argmap.logic.modules import SMALL, Modules
from argmap.logic.rules import Rule, components
from argmap.logic.satisfying import satisfiable
from argmap.logic.sets import implicants
from argmap.logic.solutions import Value
from argmap.logic.view import Variable

STEPS: Final = 200_000
"""The steps that all labels of one standing may take together: a quarter of a second."""

EACH: Final = 100_000
"""The steps that one diagram may take."""

CIRCLE: Final = 300
"""How many statements and arguments a circle may have that is opened."""

LISTED: Final = 100
"""How many of the minimal sets are listed."""

TRIED: Final = 50
"""Beyond the budget, how many open steps are tried one by one; fewer where each takes long."""

RULES: Final = 20_000
"""How many rules may be labelled for that."""


@dataclass(frozen=True, slots=True)
class Change:
    """A label that a thing can have beside its own, and the minimal sets of open steps that give it, smallest first.

    Whatever the other open steps do. `count` is how many sets there are; None where they are beyond the budget, and
    then `sets` has none but some of one step. `exact` is whether all of them are here.
    """

    becomes: Label
    sets: tuple[tuple[Value, ...], ...]
    count: int | None

    @property
    def exact(self) -> bool:
        """Whether these are all the sets."""
        return self.count == len(self.sets)


class OpenSteps:
    """How the labels of some rules change with their open steps.

    There are as many cases as there are choices of which one is so, each with its rules, and with their labelling where
    open steps are neither granted nor denied: what these labellings decide alike, no open step changes.
    """

    def __init__(
        self,
        cases: Iterable[tuple[Mapping[str, Rule], Labelling]],
        is_open: Callable[[Variable], bool],
        budget: Budget,
    ) -> None:
        budget = budget.part(most=STEPS)
        self._circuit = Circuit(budget)
        self._modules = Modules(self._circuit, budget, EACH, SMALL)
        self._cases = [_Case(rules, settled, is_open, self._circuit) for rules, settled in cases]

    def changes(self, id_: str, label: Label) -> tuple[Change, ...]:
        """The other labels that a thing can have, in before out before undecided, whose label is this one."""
        behind = [case.behind(id_) for case in self._cases]
        if not any(rule.strength for rules in behind for rule in rules.values()):
            return ()
        pairs = [case.pair(id_, rules) for case, rules in zip(self._cases, behind, strict=True)]
        lower = self._circuit.all_of(pair[0] for pair in pairs)
        upper = self._circuit.any_of(pair[1] for pair in pairs)
        ways: dict[Label, int] = {"in": lower, "out": upper ^ 1, "undecided": self._circuit.all_of((upper, lower ^ 1))}
        del ways[label]
        try:
            if any(id_ in case.inexact for case in self._cases):
                raise TooHardError
            found = [_change(becomes, self._modules, literal) for becomes, literal in ways.items() if literal != FALSE]
        except TooHardError:
            found = list(_tried(id_, behind, label))
        return tuple(change for change in found if change.count != 0)


class _Case:
    """Rules of which some are settled; the others as functions of the open steps."""

    def __init__(
        self, rules: Mapping[str, Rule], settled: Labelling, is_open: Callable[[Variable], bool], circuit: Circuit
    ) -> None:
        self.inexact: set[str] = set()
        self._rules = rules
        self._true = settled.true
        self._is_open = is_open
        self._settled = settled.decided
        self._circuit = circuit
        self._pairs: dict[str, Pair] = {}

    def pair(self, id_: str, behind: Mapping[str, Rule]) -> Pair:
        """Where it surely is in and where it may be, as functions of the open steps."""
        self._work_out(behind)
        return self._pairs[id_]

    def behind(self, id_: str) -> dict[str, Rule]:
        """The rules of all that may change it, less what is settled."""
        if id_ in self._settled:
            return {id_: Rule(id=id_, never=not self._settled[id_])}
        found: dict[str, Rule] = {}
        waiting = [id_]
        for node in waiting:
            if node not in found:
                found[node] = made = self._left(self._rules[node])
                waiting += made.behind
        return found

    def _left(self, rule: Rule) -> Rule:
        """What is left of a rule, less what is settled."""
        settled = self._settled
        had = sum(map(self._true, rule.own)) + sum(settled.get(node, False) for node in rule.some)
        had += sum(not settled.get(node, True) for node in rule.some_lacks)
        least = max(rule.least - had, 0)
        return replace(
            rule,
            strength=rule.strength if rule.strength and self._is_open(rule.strength) else None,
            needs=tuple(node for node in rule.needs if node not in settled),
            least=least,
            some=tuple(node for node in rule.some if node not in settled) if least else (),
            own=(),
            lacks=tuple(node for node in rule.lacks if node not in settled),
            some_lacks=tuple(node for node in rule.some_lacks if node not in settled) if least else (),
            defeaters=tuple(node for node in rule.defeaters if node not in settled),
        )

    def _work_out(self, rules: Mapping[str, Rule]) -> None:
        """Where each of these things surely holds and where it may, as functions of the open steps."""
        behind = {id_: made.behind for id_, made in rules.items() if id_ not in self._pairs}
        for part in components(list(behind), behind.__getitem__):
            inputs = {node for id_ in part for node in behind[id_]}
            exact = self.inexact.isdisjoint(inputs)
            if len(part) == 1 and part[0] not in inputs:
                self._pairs[part[0]] = value(self._circuit, rules[part[0]], self._pairs, self._pairs)
            elif len(part) > CIRCLE:
                self._pairs |= dict.fromkeys(part, OPEN)
                exact = False
            else:
                circle = Circle(self._circuit, [rules[id_] for id_ in part], self._pairs)
                self._pairs |= circle.solve()
                exact = exact and circle.exact
            if not exact:
                self.inexact.update(part)


def _tried(id_: str, cases: Sequence[Mapping[str, Rule]], label: Label) -> list[Change]:
    """Beyond the budget: the labels that some open steps alone give it, or all of them together."""
    steps = list(dict.fromkeys(rule.strength for rules in cases for rule in rules.values() if rule.strength))
    alone: dict[Label, list[tuple[Value, ...]]] = {}
    tries = min(TRIED, RULES // sum(map(len, cases)))
    worlds = [frozenset(steps), *(frozenset([step]) for step in steps[:tries])]
    for granted in worlds:
        becomes = joined(Labelling(rules, granted.__contains__).label(id_) for rules in cases)
        if becomes == label:
            continue
        sets = alone.setdefault(becomes, [])
        settles = len(granted) == 1 and becomes != "undecided"
        if settles and all(id_ in _settled(rules, granted) for rules in cases):
            sets.append(tuple(Value(step, True) for step in granted))
    return [Change(becomes, tuple(sorted(sets)), None) for becomes, sets in sorted(alone.items())]


def _settled(rules: Mapping[str, Rule], granted: frozenset[Variable]) -> dict[str, bool]:
    """What is in or out with these steps granted, whatever the others do."""
    return Labelling(undetermined(rules, lambda v: v not in granted), granted.__contains__).decided


def _change(becomes: Label, modules: Modules, literal: int) -> Change:
    found = implicants(modules, literal)
    sets = sorted(islice(found.smallest(), LISTED), key=lambda values: (len(values), values))
    return Change(becomes, tuple(sets), found.count)


def steps_needed(function: Function, values: Mapping[Variable, bool], *, holds: bool) -> tuple[str, ...] | None:
    """A few open steps that must apply for something to hold (or not to) with these values, whatever the rest is.

    `function` has closed steps granted and open ones left free, and with these values holds (or does not) if all open
    steps apply. None of those that are given can be spared. None where it is too hard to tell.
    """
    modules = function.reasoner.modules
    circuit = modules.circuit
    literal = circuit.restrict(function.lower if holds else function.lower ^ 1, values)
    if literal == TRUE:
        return ()
    steps = [variable for variable in circuit.support(literal) if variable.of == "strength"]

    def enough(granted: Sequence[Variable]) -> bool:
        able = satisfiable(modules, circuit.restrict(literal, dict.fromkeys(granted, True)) ^ 1)
        if able is None:
            raise TooHardError
        return not able

    try:
        found = [] if enough([]) else _least(enough, [], sorted(steps))
    except TooHardError:
        return None
    return tuple(sorted(variable.id for variable in found))


def _least(
    enough: Callable[[Sequence[Variable]], bool], had: Sequence[Variable], steps: Sequence[Variable]
) -> list[Variable]:
    """Of the steps, some that are enough together with those that are had anyway, and of which none can be spared.

    Half of them at a time (QuickXplain, Junker 2004): of many that are not needed few are tried.
    """
    if len(steps) == 1:
        return list(steps)
    first, second = steps[: len(steps) // 2], steps[len(steps) // 2 :]
    if enough([*had, *first]):
        return _least(enough, had, first)
    if enough([*had, *second]):
        return _least(enough, had, second)
    later = _least(enough, [*had, *first], second)
    return [*([] if enough([*had, *later]) else _least(enough, [*had, *later], first)), *later]
