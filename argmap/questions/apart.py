"""What tells two scenarios apart, and whether two people's views of the scenarios differ in anything but words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from argmap.logic.evidence import likelihoods, observed
from argmap.logic.holding import Function
from argmap.logic.probability import probability
from argmap.logic.view import View
from argmap.model import Experiment, Interval, Test
from argmap.questions.cells import Allowed, Cell, Outcome
from argmap.questions.scenario import check_scenario
from argmap.questions.scenarios import FORMAT, Matrix
from argmap.questions.views import interval_json, view_json


@dataclass(frozen=True, slots=True)
class Pair:
    """The two cells of one row that differ."""

    kind: str
    first: Cell
    second: Cell

    def as_json(self) -> dict[str, Any]:
        """One entry of `cells`."""
        return {"id": self.first.row, "of": self.kind, "cells": [self.first.as_json(), self.second.as_json()]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Telltale:
    """A test whose chance of a positive differs: what it sees is differently likely in the two scenarios.

    `chances` are those of what it sees, `positives` those of a positive, None where the test gives no likelihoods.
    `early` tells in which of the two it can be made before.
    """

    experiment: str
    test: Test
    chances: tuple[Interval, Interval]
    positives: tuple[Interval, Interval] | None
    early: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Whether the chances differ whatever the unknown numbers are."""
        first, second = self.chances
        return first.high < second.low or second.high < first.low

    def as_json(self) -> dict[str, Any]:
        """One entry of `tests`."""
        return {
            "experiment": self.experiment,
            "node": self.test.node,
            "sure": self.sure,
            "chances": [interval_json(one) for one in self.chances],
            "positives": [interval_json(one) for one in self.positives] if self.positives else None,
            "before": list(self.early),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Versus:
    """The cells in which two scenarios differ, and the tests that would tell them apart."""

    scenarios: tuple[str, str]
    view: View
    cells: tuple[Pair, ...]
    tests: tuple[Telltale, ...]

    def as_json(self) -> dict[str, Any]:
        """The answer in the shape `argmap-scenarios/1`, of two scenarios."""
        return {
            "format": FORMAT,
            "scenarios": list(self.scenarios),
            "view": view_json(self.view),
            "cells": [pair.as_json() for pair in self.cells],
            "tests": [test.as_json() for test in self.tests],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """The cells in which two people's views differ; if none does, what they disagree about is a word."""

    between: tuple[str, str]
    scenario: str | None
    cells: tuple[Pair, ...]
    compared: int

    @property
    def verbal(self) -> bool:
        """Whether no cell differs."""
        return not self.cells

    def as_json(self) -> dict[str, Any]:
        """The answer in the shape `argmap-scenarios/1`, of two people."""
        return {
            "format": FORMAT,
            "between": list(self.between),
            "scenario": self.scenario,
            "verbal": self.verbal,
            "compared": self.compared,
            "cells": [pair.as_json() for pair in self.cells],
        }


def versus(matrix: Matrix, first: str, second: str) -> Versus:
    """What differs between two scenarios (or families), and what could be seen of that.

    Raises UnknownIdError and WrongKindError for what is no scenario.
    """
    for id_ in (first, second):
        check_scenario(matrix, id_)
    cells = [
        Pair(kind, cell(row, first), cell(row, second))
        for kind, rows, cell in (
            ("technique", matrix.techniques, matrix.technique),
            ("concern", matrix.concerns, matrix.concern),
        )
        for row in rows
    ]
    return Versus(
        scenarios=(first, second),
        view=matrix.asked,
        cells=tuple(pair for pair in cells if _differ(pair)),
        tests=tuple(sorted(_telltales(matrix, first, second), key=lambda one: not one.sure)),
    )


def between(mine: Matrix, yours: Matrix, people: tuple[str, str], scenario: str | None) -> Between:
    """The cells (of one scenario, or of all) in which the matrices of two people's views differ."""
    if scenario is not None:
        check_scenario(mine, scenario)
    columns = (scenario,) if scenario is not None else mine.columns
    pairs = [
        Pair("technique", mine.technique(row, column), yours.technique(row, column))
        for row in mine.techniques
        for column in columns
    ]
    pairs += [
        Pair("concern", mine.concern(row, column), yours.concern(row, column))
        for row in mine.concerns
        for column in columns
    ]
    differing = tuple(pair for pair in pairs if _differ(pair))
    return Between(between=people, scenario=scenario, cells=differing, compared=len(pairs))


def _differ(pair: Pair) -> bool:
    """Whether two cells come to something else: for some problem, the outcomes that there are among the members."""
    return _outcomes(pair.first) != _outcomes(pair.second)


def _outcomes(cell: Cell) -> dict[str | None, set[Outcome]]:
    """The outcomes for each problem (None: for the row as a whole), a family's members taken together."""
    found: dict[str | None, set[Outcome]] = {}
    for part in cell.parts:
        found.setdefault(part.problem, set()).add(part.outcome)
    return found


def _telltales(matrix: Matrix, first: str, second: str) -> Iterator[Telltale]:
    """The tests that see something differently likely in two scenarios; a family's members are taken together."""
    jumps = matrix.jumps
    for experiment in matrix.map.of_type(Experiment):
        for test in experiment.tests:
            seen = observed(jumps.reasoner, jumps.view, test)
            cases = [{leaf: jumps.case(seen, leaf) for leaf in jumps.members(id_)} for id_ in (first, second)]
            if not _apart(matrix, list(cases[0].values()), list(cases[1].values())):
                continue
            chances = []
            for functions in cases:
                found = [probability(function, jumps.numbers(leaf)) for leaf, function in functions.items()]
                chances.append(Interval(low=min(p.low for p in found), high=max(p.high for p in found)))
            yield Telltale(
                experiment=experiment.id,
                test=test,
                chances=(chances[0], chances[1]),
                positives=_positives(test, chances[0], chances[1]),
                early=tuple(id_ for id_ in (first, second) if _early(matrix, test, id_)),
            )


def _apart(matrix: Matrix, first: list[Function], second: list[Function]) -> bool:
    """Whether what surely is seen in one case is something else than in the other, in some world."""
    one, other = (
        {(each.lower, each.fixed): replace(each, upper=each.lower) for each in cases} for cases in (first, second)
    )
    if one.keys() == other.keys():
        return False
    for a in one.values():
        for b in other.values():
            differing = (a & ~b) | (~a & b)
            cases = Allowed(matrix.worlds, matrix.jumps.allowed(differing))
            if cases.some(differing.lower) is not False:
                return True
    return False


def _positives(test: Test, first: Interval, second: Interval) -> tuple[Interval, Interval] | None:
    chances = likelihoods(test)
    if chances is None:
        return None

    def positive(seen: Interval) -> Interval:
        ends = sorted(chances.true * p + chances.false * (1 - p) for p in (seen.low, seen.high))
        return Interval(low=ends[0], high=ends[1])

    return positive(first), positive(second)


def _early(matrix: Matrix, test: Test, scenario: str) -> bool:
    named = {scenario, *matrix.jumps.members(scenario), *matrix.jumps.families_of(scenario)}
    return not named.isdisjoint(test.before)
