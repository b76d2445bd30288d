"""When every statement holds and every argument applies, as functions of the variables.

Where no circle runs through an attack or an exception there is one function. In a circle there are two, the lower and
the upper one: where the thing surely holds, and where it may.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from argmap.logic.budget import Budget, TooHardError
from argmap.logic.circles import OPEN, Circle, Pair, value
from argmap.logic.circuit import FALSE, TRUE, Circuit
from argmap.logic.groups import NOTHING, Fixed, Groups
from argmap.logic.modules import SMALL, Modules
from argmap.logic.program import Program
from argmap.logic.rules import Rule, components, cone, derivable, rule, touched
from argmap.logic.spans import VISITS, Spans
from argmap.logic.view import Numbers, Variable, View
from argmap.model import ArgumentMap

STEPS: Final = 3_000_000
"""The steps of diagram making that one function may take, if the question has that many."""

RULE: Final = 24
"""The steps that it takes for each rule to make its function."""

Progress = Callable[[float], None]
"""Told the seconds since a long piece of work began; what it raises stops the work, and leaves no trace of it."""


class Reasoner:
    """What is worked out of one map, in any number of views; what two of them have in common is worked out once.

    One reasoner is for one question: `budget` is what all of that may cost, `steps` what one diagram of it may.
    """

    def __init__(
        self,
        map_: ArgumentMap,
        *,
        steps: int = STEPS,
        visits: int = VISITS,
        small: int = SMALL,
        progress: Progress | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.map = map_
        self.budget = budget or Budget(progress=progress)
        self.circuit = Circuit(self.budget)
        self.modules = Modules(self.circuit, self.budget, steps, small)
        self._small = small
        self._holdings: dict[View, Holding] = {}
        self._numbers: dict[View, Numbers] = {}
        self.visits = visits
        self.spans = Spans(visits)
        self._programs: dict[int, Program] = {}
        self.inputs: dict[tuple[int, int], frozenset[Variable]] = {}
        """What functions depend on, by their two literals, as far as it was asked (see `logic.evidence`)."""

    @cached_property
    def groups(self) -> Groups:
        """The groups of the map."""
        return Groups(self.map)

    def holding(self, view: View) -> Holding:
        """The functions of the map in a view."""
        if view not in self._holdings:
            alike = (other for other in self._holdings.values() if other.view.alike(view))
            self._holdings[view] = Holding(self, view, next(alike, None))
        return self._holdings[view]

    def knows(self, view: View) -> bool:
        """Whether anything was worked out in a view."""
        return view in self._holdings

    def function(self, id_: str, view: View) -> Function:
        """When a statement holds or an argument applies, in a view; of a new view beyond the budget, open."""
        if view not in self._holdings and self.budget.spent:
            return Function(self, *OPEN, exact=False)
        return self.holding(view).function(id_)

    def allowed(self, view: View, *functions: Function) -> Function:
        """The worlds that the groups of alternatives allow in a view: of those on which these functions hang.

        A function is one of leaves that know of no group: what asks for a world joins it with this.
        """
        if not self.groups.of:
            return Function(self, TRUE, TRUE)
        variables = [variable for function in functions for variable in function.variables]
        literal = self.groups.allowed(self.circuit, variables, self.groups.fixed(view))
        return Function(self, literal, literal, fixed=self.groups.fixed(view))

    def program(self, literal: int) -> Program:
        """The steps that work out how probable a literal is."""
        if literal not in self._programs:
            self.spans = Spans(self.visits)
            self._programs[literal] = Program(self.modules, literal)
        return self._programs[literal]

    def within(self, steps: int, visits: int) -> Reasoner:
        """A reasoner over the same gates that spends less on each function: for many of which each may be hard."""
        other = Reasoner(self.map, steps=steps, visits=visits, small=self._small, budget=self.budget)
        other.circuit = other.modules.circuit = self.circuit
        other.groups = self.groups
        return other

    def numbers(self, view: View) -> Numbers:
        """The number of every variable in a view."""
        if view not in self._numbers:
            self._numbers[view] = Numbers(self.map, view)
        return self._numbers[view]


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Where something surely holds (`lower`) and where it may (`upper`), as literals of the reasoner's circuit.

    Functions of one reasoner can be joined by `&`, `|` and `~`, whatever their views; a variable is the same in all.
    `exact` is false where a circle was too large to follow to its end, or the budget was spent: the two are then
    wider than they need be. `fixed` is what was held fixed of groups of alternatives: it tells how likely the others
    are.
    """

    reasoner: Reasoner
    lower: int
    upper: int
    exact: bool = True
    fixed: Fixed = NOTHING

    def __and__(self, other: Function) -> Function:
        circuit = self.reasoner.circuit
        one, other = self._alike(other)
        lower = circuit.all_of((one.lower, other.lower))
        upper = circuit.all_of((one.upper, other.upper))
        return Function(self.reasoner, lower, upper, self.exact and other.exact, one.fixed)

    def _alike(self, other: Function) -> tuple[Function, Function]:
        """The two such that what is fixed is the same in both: where it is not, in choices."""
        if self.fixed == other.fixed:
            return self, other
        groups = self.reasoner.groups
        mine, others = (groups.within(function.variables) for function in (self, other))
        both = [group for group in mine if group in others]
        if self.fixed.among(both) != other.fixed.among(both):
            one, two = groups.composed((self, other))
            return one, two
        fixed = self.fixed.among(mine) | other.fixed.among(others)
        return replace(self, fixed=fixed), replace(other, fixed=fixed)

    def __or__(self, other: Function) -> Function:
        return ~(~self & ~other)

    def __invert__(self) -> Function:
        return Function(self.reasoner, self.upper ^ 1, self.lower ^ 1, self.exact, self.fixed)

    @property
    def decided(self) -> bool:
        """Whether lower and upper are one function."""
        return self.lower == self.upper

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables behind it, by id."""
        circuit = self.reasoner.circuit
        behind = circuit.behind_all({self.lower, self.upper})
        return tuple(sorted(circuit.variables[gate] for gate in behind if gate in circuit.variables))

    def restrict(self, values: Mapping[Variable, bool]) -> Function:
        """The function with some variables fixed, which conditions the others of a group; beyond the budget, open."""
        circuit, groups = self.reasoner.circuit, self.reasoner.groups
        fixed = self.fixed
        if groups.of:
            values = groups.settled(values)
            false = frozenset(v.id for v, value in values.items() if not value and v.of == "leaf" and v.id in groups.of)
            fixed = replace(fixed, denied=fixed.denied | false)
        try:
            lower, upper = circuit.restrict(self.lower, values), circuit.restrict(self.upper, values)
        except TooHardError:
            return Function(self.reasoner, *OPEN, exact=False)
        return Function(self.reasoner, lower, upper, self.exact, fixed)


class Holding:
    """The functions of a map in one view, worked out as they are asked for.

    Of a view that differs in what is held fixed only, all is taken over but what bears on that.
    """

    def __init__(self, reasoner: Reasoner, view: View, alike: Holding | None = None) -> None:
        self.reasoner = reasoner
        self.view = view
        self.rules: dict[str, Rule] = {}
        self._pairs: dict[str, Pair] = {}
        self._inexact: set[str] = set()
        self._used_by: tuple[int, dict[str, list[str]]] | None = None
        self._fixed = reasoner.groups.fixed(view)
        if alike is not None:
            self._take_over(alike)

    def _take_over(self, alike: Holding) -> None:
        numbers = self.reasoner.numbers(self.view)
        differing = touched(self.reasoner.map, alike.view.differing(self.view))
        new = {id_: rule(self.reasoner.map, numbers, id_) for id_ in differing if id_ in alike.rules}
        changed = {id_ for id_, made in new.items() if made != alike.rules[id_]}
        users = alike._users() if changed else {}
        waiting = list(changed)
        for id_ in waiting:
            more = [user for user in users.get(id_, ()) if user not in changed]
            changed.update(more)
            waiting += more
        self.reasoner.budget.charge(len(alike.rules))
        self.rules, self._pairs = dict(alike.rules), dict(alike._pairs)
        for id_ in changed:
            del self.rules[id_]
            self._pairs.pop(id_, None)
        self._inexact = alike._inexact - changed

    def _users(self) -> Mapping[str, Sequence[str]]:
        """What each thing bears on directly; kept for the next view that takes over, as long as no rule is added."""
        if self._used_by is None or self._used_by[0] != len(self.rules):
            users: dict[str, list[str]] = {}
            for id_, made in self.rules.items():
                for node in made.behind:
                    users.setdefault(node, []).append(id_)
            self._used_by = len(self.rules), users
        return self._used_by[1]

    def function(self, id_: str) -> Function:
        """When a statement holds or an argument applies."""
        if id_ not in self._pairs:
            self._work_out(id_)
        return Function(self.reasoner, *self._pairs[id_], id_ not in self._inexact, self._fixed)

    def behind(self, id_: str) -> dict[str, Rule]:
        """The rules of all that bears on a statement or argument, itself first."""
        if id_ not in self.rules:
            numbers = self.reasoner.numbers(self.view)
            self.rules |= cone(self.reasoner.map, numbers, [id_], known=self.rules)
        found: dict[str, Rule] = {}
        waiting = [id_]
        for node in waiting:
            if node not in found:
                found[node] = made = self.rules[node]
                waiting += made.behind
        return found

    def _work_out(self, target: str) -> None:
        circuit = self.reasoner.circuit
        budget = self.reasoner.budget
        rules = cone(self.reasoner.map, self.reasoner.numbers(self.view), [target], known=self._pairs)
        self.rules |= rules
        budget.charge(RULE * len(rules))
        possible = derivable(rules, lambda id_: self._pairs[id_][1] != FALSE)
        self._pairs |= {id_: (FALSE, FALSE) for id_ in rules if id_ not in possible}
        behind = {id_: made.behind for id_, made in rules.items() if id_ in possible}
        for part in components(list(behind), behind.__getitem__):
            inputs = {node for id_ in part for node in behind[id_]}
            exact = self._inexact.isdisjoint(inputs)
            if len(part) == 1 and part[0] not in inputs:
                self._pairs[part[0]] = value(circuit, rules[part[0]], self._pairs, self._pairs)
            elif budget.spent:
                self._pairs |= dict.fromkeys(part, OPEN)
                exact = False
            else:
                circle = Circle(circuit, [rules[id_] for id_ in part], self._pairs)
                self._pairs |= circle.solve()
                exact = exact and circle.exact
            if not exact:
                self._inexact.update(id_ for id_ in part if self._pairs[id_] not in ((FALSE, FALSE), (TRUE, TRUE)))
