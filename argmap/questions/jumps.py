"""The scenarios of a map and their families, and what things come to in each: one taken as given, the others denied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from argmap.logic.circles import OPEN
from argmap.logic.circuit import TRUE
from argmap.logic.groups import Fixed
from argmap.logic.holding import Function, Reasoner
from argmap.logic.satisfying import Worlds
from argmap.logic.view import Numbers, Variable, View
from argmap.model import Argument, ArgumentMap, Interval, Statement
from argmap.questions.leads import Leads
from argmap.questions.techniques import needed

_EITHER: Final = Interval(low=0.5, high=0.5)


def is_scenario(map_: ArgumentMap, id_: str) -> bool:
    """Whether it is a statement of that kind."""
    thing = map_.things.get(id_)
    return isinstance(thing, Statement) and thing.is_a == "scenario"


class Jumps:
    """The scenarios of a map in a view, all left open, so that what follows of each is read off one function.

    A leaf among them is taken as given or denied, whatever argues for or against it; a family (a scenario with
    arguments for it) never is, it holds where a member does.
    """

    def __init__(self, reasoner: Reasoner, view: View) -> None:
        self.reasoner = reasoner
        self.map = reasoner.map
        self.worlds = Worlds(reasoner.circuit, reasoner.modules)
        scenarios = sorted(thing.id for thing in self.map.of_type(Statement) if thing.is_a == "scenario")
        self.leaves = tuple(id_ for id_ in scenarios if not self.map.arguments_for(id_))
        self.families = {id_: self._members(id_) for id_ in scenarios if id_ not in self.leaves}
        self.view = view.fixing(hold=dict.fromkeys(self.leaves, _EITHER))
        self._asked = view
        self._leads: dict[str, Leads] = {}
        self._cases: dict[tuple[int, int, Fixed, str | None], Function] = {}
        self._behind: dict[str, frozenset[str]] = {}

    def _members(self, family: str) -> tuple[str, ...]:
        """The leaf scenarios behind a family, in the order in which they are named, nearest first."""
        found: dict[str, None] = {}
        waiting = [family]
        seen = {family}
        for node in waiting:
            for other in self.parts(node):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
                    if other in self.leaves:
                        found[other] = None
        return tuple(found)

    def parts(self, family: str) -> tuple[str, ...]:
        """The scenarios that a family is made of: premises of the arguments for it."""
        nodes = (node for step in self.map.arguments_for(family) for node in needed(step))
        return tuple(dict.fromkeys(node for node in nodes if is_scenario(self.map, node)))

    def members(self, scenario: str) -> tuple[str, ...]:
        """The leaf scenarios that a scenario stands for: a family's members, else itself."""
        return self.families.get(scenario, (scenario,))

    def families_of(self, scenario: str) -> tuple[str, ...]:
        """The families that a leaf scenario is a member of."""
        return tuple(family for family, members in self.families.items() if scenario in members)

    def excluded(self, scenario: str) -> tuple[str, ...]:
        """The alternatives that a scenario excludes: the other members of its group."""
        group = self.map.group_of(scenario)
        return tuple(id_ for id_ in group.members if id_ != scenario) if group is not None else ()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All scenarios, each family before its members, in the order in which the families name them."""
        inside = {part for family in self.families for part in self.parts(family)}
        found: dict[str, None] = {}

        def visit(id_: str) -> Iterator[str]:
            stack = [id_]
            while stack:
                node = stack.pop()
                if node not in found:
                    yield node
                    stack += reversed(self.parts(node))

        tops = [family for family in self.families if family not in inside]
        for top in [*tops, *self.families, *self.leaves]:
            for node in visit(top):
                found[node] = None
        return tuple(found)

    def leads(self, scenario: str) -> Leads:
        """What a scenario leads to."""
        if scenario not in self._leads:
            self._leads[scenario] = Leads(self.map, scenario)
        return self._leads[scenario]

    def granting(self, ids: Iterable[str], denied: Iterable[str] = ()) -> View:
        """The view with some statements granted and some denied, less those that the user holds fixed.

        Of scenarios the user holds none fixed here.
        """
        fixed = self._asked.fixed.difference(self.leaves)
        return self.view.fixing(
            grant=[id_ for id_ in ids if id_ not in fixed], deny=[id_ for id_ in denied if id_ not in fixed]
        )

    def case(self, function: Function, scenario: str | None) -> Function:
        """A function where one scenario is given, so that what it excludes fails, and all others are denied.

        None: where all are. Open where that is beyond the budget, and where the function is not exact already.
        """
        if not function.exact:
            return Function(self.reasoner, *OPEN, exact=False)
        key = function.lower, function.upper, function.fixed, scenario
        if key not in self._cases:
            self._cases[key] = function.restrict({Variable("leaf", leaf): leaf == scenario for leaf in self.leaves})
        return self._cases[key]

    def numbers(self, scenario: str | None) -> Numbers:
        """The numbers where one scenario is given and all others are denied."""
        given = () if scenario is None else (scenario,)
        others = [leaf for leaf in self.leaves if leaf != scenario]
        return self.reasoner.numbers(self.view.fixing(assume=given, deny=others, within=self.map))

    def allowed(self, case: Function, *more: Function) -> int:
        """The worlds of a case that the groups of alternatives allow, of those on which these functions hang."""
        if not self.reasoner.groups.of:
            return TRUE
        variables = {variable for function in (case, *more) for variable in function.variables}
        return self.reasoner.groups.allowed(self.reasoner.circuit, variables, case.fixed)

    def function(self, id_: str, scenario: str | None, view: View | None = None) -> Function:
        """When something holds with one scenario given and the others denied."""
        return self.case(self.reasoner.function(id_, view or self.view), scenario)

    def can(self, id_: str, scenario: str | None, view: View | None = None) -> bool:
        """Whether something holds or applies in some world in which the scenario is given; yes if too hard to tell."""
        function = self.function(id_, scenario, view)
        return not function.exact or self._some(function, function.lower) is not False

    def may(self, id_: str, scenario: str | None, view: View | None = None) -> bool:
        """Whether it does in some such world, or a circle leaves open whether it does."""
        function = self.function(id_, scenario, view)
        return self._some(function, function.upper) is not False

    def sure(self, id_: str, scenario: str | None) -> bool:
        """Whether something holds or applies in every such world."""
        function = self.function(id_, scenario)
        return self._some(function, function.lower ^ 1) is False

    def _some(self, case: Function, literal: int) -> bool | None:
        """Whether a literal is true in some world of a case; None where that is beyond the budget."""
        return self.worlds.some(self.reasoner.circuit.all_of((literal, self.allowed(case))))

    def bears(self, scenario: str, id_: str) -> bool:
        """Whether a scenario is behind something, by arguments for and against and premises of every role."""
        return scenario in self.behind(id_)

    def behind(self, id_: str) -> frozenset[str]:
        """All that bears on something, itself included."""
        if id_ not in self._behind:
            self._behind[id_] = frozenset(bearing(self.map, id_))
        return self._behind[id_]


def bearing(map_: ArgumentMap, id_: str) -> Iterator[str]:
    """All that bears on something, by arguments for and against and premises of every role, itself first."""
    seen = {id_}
    waiting = [id_]
    for node in waiting:
        yield node
        steps = map_.arguments_for(node) + map_.arguments_against(node)
        ahead = [step.id for step in steps]
        thing = map_.things[node]
        if isinstance(thing, Argument):
            ahead += [premise.node for premise in thing.premises]
        ahead = [other for other in dict.fromkeys(ahead) if other not in seen]
        seen.update(ahead)
        waiting += ahead
