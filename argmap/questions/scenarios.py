"""What breaks after the jump: every technique and every concern in every scenario, and without any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from argmap.logic.holding import Function, Reasoner
from argmap.logic.rules import is_unnamed
from argmap.logic.satisfying import Ways
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Statement
from argmap.questions.cells import (
    Allowed,
    Cell,
    Outcome,
    Verdict,
    agreed,
    of_concern,
    of_contested,
    of_technique,
    of_unprompted,
    upper,
)
from argmap.questions.jumps import Jumps
from argmap.questions.leads import Chain
from argmap.questions.techniques import Site, Technique, needed, steps_from, technique, techniques
from argmap.questions.views import view_json

FORMAT: Final = "argmap-scenarios/1"


class Hit(NamedTuple):
    """A site of a technique that a scenario leads to, and whether what it hits is kept off there, by what."""

    site: Site
    defeated: bool
    defeaters: tuple[str, ...]


class Matrix:
    """The cells of a map in a view, worked out as they are asked for."""

    def __init__(self, reasoner: Reasoner, view: View, only: Iterable[str] | None = None) -> None:
        wanted = None if only is None else set(only)
        self.map: ArgumentMap = reasoner.map
        self.asked = view
        self.jumps = Jumps(reasoner, view)
        self.worlds = self.jumps.worlds
        asked = [one for one in techniques(self.map) if wanted is None or one.id in wanted]
        self.unnamed = tuple(one.id for one in asked if is_unnamed(self.map, one.id) and one.id not in view.fixed)
        """The proposals that only stand for something that nobody named; they are no techniques."""
        self.techniques: dict[str, Technique] = {one.id: one for one in asked if one.id not in self.unnamed}
        self.unargued = tuple(
            sorted(
                thing.id
                for thing in self.map.of_type(Statement)
                if thing.is_a == "proposal"
                and (wanted is None or thing.id in wanted)
                and not any(steps_from(self.map, thing.id))
            )
        )
        """The proposals that no argument starts from."""
        self.concerns: tuple[str, ...] = tuple(
            sorted(
                thing.id
                for thing in self.map.of_type(Statement)
                if thing.is_a == "concern" and (wanted is None or thing.id in wanted)
            )
        )
        self._sites: dict[tuple[str, str | None], list[Site]] = {}
        self._views: dict[tuple[str, frozenset[str]], View] = {}
        self._lines: dict[str, dict[str | None, Technique]] = {}
        self._works: dict[tuple[str, str | None, View], Function] = {}
        self._cells: dict[tuple[str, str | None], Cell] = {}
        self._touched: dict[str, frozenset[str]] = {}
        self._nothing: dict[str, Cell] = {}
        self._verdicts: dict[tuple[object, ...], Verdict] = {}

    @property
    def columns(self) -> tuple[str | None, ...]:
        """The scenarios, families before their members; none of them first."""
        return None, *self.jumps.columns

    def technique(self, id_: str, scenario: str | None) -> Cell:
        """What becomes of a technique in a scenario."""
        return self._cell(id_, scenario, self._technique)

    def concern(self, id_: str, scenario: str | None) -> Cell:
        """What a scenario does to a concern (or to any other statement)."""
        return self._cell(id_, scenario, self._concern)

    def _cell(self, id_: str, scenario: str | None, make: Callable[[str, str | None], Cell]) -> Cell:
        key = id_, scenario
        if key not in self._cells:
            if scenario is not None and scenario in self.jumps.families:
                members = tuple(self._cell(id_, member, make) for member in self.jumps.members(scenario))
                self._cells[key] = _summed(id_, scenario, members=members)
            else:
                self._cells[key] = make(id_, scenario)
        return self._cells[key]

    def touched(self, id_: str) -> frozenset[str]:
        """The scenarios and families in which something is said of a technique or a concern."""
        if id_ not in self._touched:
            jumps = self.jumps
            if id_ in self.techniques:
                nodes = {node for site in self.sites(id_) for node in site.nodes}
                found = {leaf for leaf in jumps.leaves if jumps.leads(leaf).behind(nodes)}
            else:
                found = set(jumps.leaves).intersection(jumps.behind(id_))
            families = {family for family, members in jumps.families.items() if not found.isdisjoint(members)}
            self._touched[id_] = frozenset(found | families)
        return self._touched[id_]

    def nothing(self, scenario: str) -> Cell:
        """The cell of any row of which nothing is said in a scenario: most are, so that all share one."""
        if scenario not in self._nothing:
            members = tuple(self.nothing(member) for member in self.jumps.families.get(scenario, ()))
            cell = _summed("", scenario, members=members) if members else _cell("", scenario, Verdict("nothing said"))
            self._nothing[scenario] = cell
        return self._nothing[scenario]

    def sites(self, id_: str, problem: str | None = None) -> list[Site]:
        """Where a technique (as far as it is offered for this problem) can be hit."""
        key = id_, problem
        if key not in self._sites:
            one = self.techniques[id_] if problem is None else self.lines(id_)[problem]
            self._sites[key] = list(one.sites(self.map))
        return self._sites[key]

    def attacks(self, id_: str, scenario: str, problem: str | None = None) -> list[Site]:
        """Where a technique (as far as it is offered for this problem) is hit by what a scenario is behind."""
        leads = self.jumps.leads(scenario)
        return [site for site in self.sites(id_, problem) if leads.behind(site.nodes)]

    def view_of(self, technique: str, without: Collection[str] = ()) -> View:
        """The view in which a technique's leaves and problems are granted, less some scenarios that it assumes."""
        key = technique, frozenset(without).intersection(self.techniques[technique].base)
        if key not in self._views:
            denied = self._denied(technique)
            granted = [id_ for id_ in self._granted(technique, key[1]) if id_ not in denied]
            self._views[key] = self.jumps.granting(granted, denied)
        return self._views[key]

    def _view_in(self, technique: str, scenario: str) -> View:
        """That view where a scenario is given: what it excludes is not granted either."""
        return self.view_of(technique, (scenario, *self.jumps.excluded(scenario)))

    def _denied(self, technique: str) -> list[str]:
        """The leaves and problems among what a technique needs not to hold; scenarios are denied as all others are."""
        return [
            id_
            for id_ in self.techniques[technique].denied
            if id_ not in self.jumps.leaves
            and (self.map.things[id_].kind == "problem" or not self.map.arguments_for(id_))
        ]

    def _granted(self, technique: str, without: Collection[str]) -> Iterable[str]:
        """What is granted of a base; of alternatives that exclude each other none, as no world has them all."""
        granted = [
            id_
            for id_ in self.techniques[technique].base
            if id_ not in without
            and (id_ == technique or self.map.things[id_].kind == "problem" or not self.map.arguments_for(id_))
        ]
        groups = Counter(group.id for id_ in granted if (group := self.map.group_of(id_)) is not None)
        for id_ in granted:
            group = self.map.group_of(id_)
            if group is None or groups[group.id] == 1:
                yield id_

    def lines(self, id_: str) -> dict[str | None, Technique]:
        """A technique for each of the problems that it is offered for; where there is none, as a whole."""
        if id_ not in self._lines:
            whole = self.techniques[id_]
            problems = [node for node in whole.targets if self.map.things[node].kind == "problem"]
            lines: dict[str | None, Technique] = {problem: technique(self.map, id_, problem) for problem in problems}
            self._lines[id_] = lines or {None: whole}
        return self._lines[id_]

    def works(self, id_: str, problem: str | None, view: View) -> Function:
        """When an argument from a technique (for this problem) applies, scenarios that are not granted left open."""
        key = id_, problem, view
        if key not in self._works:
            steps = self.lines(id_)[problem].arguments
            functions = [self.jumps.reasoner.function(step.id, view) for step in steps]
            found = functions[0]
            for function in functions[1:]:
                found = found | function
            self._works[key] = found
        return self._works[key]

    def _technique(self, id_: str, scenario: str | None) -> Cell:
        if not (self.sites(id_) if scenario is None else self.attacks(id_, scenario)):
            return _cell(id_, scenario, Verdict("nothing said"))
        lines = tuple(self._line(id_, problem, scenario) for problem in self.lines(id_))
        return lines[0] if len(lines) == 1 else _summed(id_, scenario, lines=lines)

    def _line(self, id_: str, problem: str | None, scenario: str | None) -> Cell:
        """What becomes of a technique for one problem; None: where it is offered for none."""
        if scenario is None:
            works = self.jumps.case(self.works(id_, problem, self.view_of(id_)), None)
            return self._judged(id_, None, of_contested, (works,), lambda _: None, problem)
        before = self.jumps.case(self.works(id_, problem, self.view_of(id_, (scenario,))), None)
        after = self.jumps.case(self.works(id_, problem, self._view_in(id_, scenario)), scenario)

        def chain(outcome: Outcome) -> Chain | None:
            return self._hit_chain(id_, problem, scenario, outcome)

        return self._judged(id_, scenario, of_technique, (before, after), chain, problem)

    def _concern(self, id_: str, scenario: str | None) -> Cell:
        jumps = self.jumps
        if scenario is None:
            if not self.map.arguments_for(id_):
                return _cell(id_, None, Verdict("nothing said"))
            return self._judged(id_, None, of_unprompted, (jumps.function(id_, None),), lambda _: None)
        if not jumps.bears(scenario, id_):
            return _cell(id_, scenario, Verdict("nothing said"))
        functions = jumps.function(id_, None), jumps.function(id_, scenario)
        return self._judged(id_, scenario, of_concern, functions, lambda out: self._concern_chain(id_, scenario, out))

    def _judged(
        self,
        id_: str,
        scenario: str | None,
        judge: Callable[..., Verdict],
        functions: tuple[Function, ...],
        chain: Callable[[Outcome], Chain | None],
        problem: str | None = None,
    ) -> Cell:
        if not all(one.exact for one in functions):
            return _cell(id_, scenario, Verdict("too hard"), problem)
        cases = Allowed(self.worlds, self.jumps.allowed(*functions))
        key = judge, cases.literal, *((one.lower, one.upper) for one in functions)
        if key not in self._verdicts:
            self._verdicts[key] = judge(cases, *functions)
        verdict = self._verdicts[key]
        undecided = False
        if not all(one.decided for one in functions):
            undecided = judge(cases, *upper(*functions)).outcome != verdict.outcome
        defeaters: tuple[str, ...] = ()
        if scenario is not None and verdict.outcome == "survives":
            hits = [self.hit(id_, site, scenario) for site in self.attacks(id_, scenario, problem)]
            defeaters = tuple(dict.fromkeys(d for hit in hits if hit.defeated for d in hit.defeaters))
        elif scenario is not None and verdict.outcome in ("keeps off", "does not bring"):
            defeaters = self._keepers(id_, scenario)
        return Cell(
            row=id_,
            column=scenario,
            outcome=verdict.outcome,
            problem=problem,
            undecided=undecided,
            tendency=verdict.tendency,
            defeaters=defeaters,
            _ways=self._ways(verdict),
            _chain=lambda: chain(verdict.outcome),
        )

    def _ways(self, verdict: Verdict) -> Callable[[], Ways]:
        literal = verdict.explained
        return Ways if literal is None else lambda: self.worlds.ways(literal, verdict.given)

    def hit(self, technique: str, site: Site, scenario: str) -> Hit:
        """Whether an attack that a scenario leads to is defeated, and by which arguments.

        It is where it applies in no world of the scenario, but would in some if no argument against anything counted.
        """
        jumps, view = self.jumps, self._view_in(technique, scenario)
        if jumps.may(site.hitter, scenario, view):
            return Hit(site, False, ())
        unopposed = replace(view, attacks=False)
        if not jumps.can(site.hitter, scenario, unopposed):
            return Hit(site, False, ())
        way = [site.hitter, *jumps.leads(scenario).on_the_way(site.nodes)]
        against = dict.fromkeys(attack.id for node in way for attack in self.map.arguments_against(node))
        return Hit(site, True, tuple(id_ for id_ in against if jumps.can(id_, scenario, view)))

    def _keepers(self, concern: str, scenario: str) -> tuple[str, ...]:
        """The arguments against something on the ways to a concern that apply with a scenario, not without it."""
        found = []
        for id_ in self._supports(concern):
            for attack in self.map.arguments_against(id_):
                if self.jumps.can(attack.id, scenario):
                    found.append(attack.id)
        return tuple(dict.fromkeys(found))

    def _supports(self, id_: str) -> tuple[str, ...]:
        """A statement, and all statements and arguments behind it by arguments for."""
        found = {id_: None}
        waiting = [id_]
        for node in waiting:
            for step in self.map.arguments_for(node):
                found[step.id] = None
                more = [other for other in needed(step) if other not in found]
                found.update(dict.fromkeys(more))
                waiting += dict.fromkeys(more)
        return tuple(found)

    def _hit_chain(self, id_: str, problem: str | None, scenario: str, outcome: Outcome) -> Chain | None:
        """The chain to the cheapest attack; where the technique breaks in every case, one that always applies."""
        technique, jumps = self.lines(id_)[problem], self.jumps
        for usable in self._usable(scenario, sure=outcome == "breaks"):
            found = []
            for site in self.attacks(id_, scenario, problem):
                if isinstance(site.by, Argument) and not site.exception and not usable(site.by.id):
                    continue
                chain = jumps.leads(scenario).chain_by(site.by, site.nodes, usable)
                if chain is not None:
                    found.append(Chain(steps=chain.steps, uses=technique.way(site.member), families=chain.families))
            if found:
                return min(found, key=lambda chain: chain.cost)
        return None

    def _usable(self, scenario: str, *, sure: bool) -> Iterator[Callable[[str], bool]]:
        """Which steps a chain may take, the strictest first: those that always apply if asked, those that can, all."""
        if sure:
            yield lambda step: self.jumps.sure(step, scenario)
        yield lambda step: self.jumps.can(step, scenario)
        yield lambda step: True

    def _concern_chain(self, id_: str, scenario: str, outcome: Outcome) -> Chain | None:
        jumps = self.jumps
        leads = jumps.leads(scenario)
        tests = list(self._usable(scenario, sure=outcome == "brings"))
        if outcome != "keeps off":
            for usable in tests:
                chain = leads.chain_to([id_], usable)
                if chain is not None:
                    return chain
        for usable in tests:
            attacks = [a for node in self._supports(id_) for a in self.map.arguments_against(node) if usable(a.id)]
            chains = [chain for a in attacks if (chain := leads.chain_by(a, needed(a), usable)) is not None]
            if chains:
                return min(chains, key=lambda chain: chain.cost)
        return None

    def as_json(self, progress: Callable[[int, int], None] | None = None) -> dict[str, Any]:
        """Both tables as `argmap-scenarios/1` has them."""
        rows = len(self.techniques) + len(self.concerns)
        tables: dict[str, list[dict[str, Any]]] = {"techniques": [], "concerns": []}
        for done, (table, id_) in enumerate(self._rows()):
            cell = self.technique if table == "techniques" else self.concern
            cells = [cell(id_, column).as_json() for column in self.columns]
            tables[table].append({"id": id_, "title": self.map.label(id_), "cells": cells})
            if progress is not None:
                progress(done + 1, rows)
        return {
            "format": FORMAT,
            "view": view_json(self.asked),
            "scenarios": [
                {"id": id_, "title": self.map.label(id_), "members": list(self.jumps.families.get(id_, ()))}
                for id_ in self.jumps.columns
            ],
            **tables,
        }

    def _rows(self) -> Iterable[tuple[str, str]]:
        yield from (("techniques", id_) for id_ in self.techniques)
        yield from (("concerns", id_) for id_ in self.concerns)


def matrix(reasoner: Reasoner, view: View, only: Iterable[str] | None = None) -> Matrix:
    """Every technique and every concern of the map (or `only` some of them) in every scenario, in a view.

    The map must have all that bears on them, and on the arguments from the techniques.
    """
    return Matrix(reasoner, view, only)


def _cell(row: str, column: str | None, verdict: Verdict, problem: str | None = None) -> Cell:
    """A cell that nothing more is to be said of."""
    return Cell(row=row, column=column, outcome=verdict.outcome, problem=problem, _ways=Ways, _chain=lambda: None)


def _summed(row: str, column: str | None, *, members: tuple[Cell, ...] = (), lines: tuple[Cell, ...] = ()) -> Cell:
    """The cell of a family, or of a technique for several problems.

    Where they agree it cites the cheapest chain; where problems differ, that of those for which the technique breaks.
    """
    cells = members or lines
    outcome = agreed(cells)
    alike = len({cell.outcome for cell in cells}) == 1
    cited = cells if alike else tuple(line for line in lines if line.broken)

    def chain() -> Chain | None:
        return min((cell.chain for cell in cited if cell.chain is not None), key=lambda one: one.cost, default=None)

    return Cell(
        row=row,
        column=column,
        outcome=outcome,
        undecided=any(cell.undecided for cell in cells),
        members=members,
        lines=lines,
        _ways=Ways,
        _chain=chain,
    )
