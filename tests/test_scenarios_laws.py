"""Every cell of both matrices against every world of random maps with scenarios, in random views."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import scenario_worlds as worlds
from hypothesis import event, given
from reasoning_maps import thoroughly
from scenario_maps import maps_and_views

from argmap import model
from argmap.logic.holding import Reasoner
from argmap.logic.view import View
from argmap.model import ArgumentMap, Statement
from argmap.questions.cells import Cell
from argmap.questions.scenario import misled, report
from argmap.questions.scenarios import Matrix, matrix

Row = Callable[[ArgumentMap], list[str]]
Judge = Callable[[ArgumentMap, str, str | None, View], worlds.Cell]

ROWS: dict[str, tuple[Row, Judge]] = {
    "technique": (worlds.techniques, worlds.technique_cell),
    "concern": (worlds.concerns, worlds.concern_cell),
}
"""What has cells, and what every world says of them."""


def cell(found: Matrix, kind: str, row: str, column: str | None) -> Cell:
    return found.technique(row, column) if kind == "technique" else found.concern(row, column)


@pytest.mark.parametrize("kind", ROWS)
@given(case=maps_and_views())
@thoroughly
def test_cells_are_what_every_world_says(case: tuple[ArgumentMap, View], kind: str) -> None:
    map_, view = case
    rows, judge = ROWS[kind]
    found = matrix(Reasoner(map_), view)
    for row in rows(map_):
        for column in (None, *worlds.scenarios(map_)):
            said, expected = cell(found, kind, row, column), judge(map_, row, column, view)
            event(f"{'no scenario' if column is None else 'scenario'}: {expected.outcome}")
            event(f"problems: {len(expected.lines) or 1}")
            assert (said.row, said.column) == (row, column)
            agree(said, expected)
            assert [line.problem for line in said.lines] == [problem for problem, _ in expected.lines]
            for line, (_, one) in zip(said.lines, expected.lines, strict=True):
                agree(line, one)


def agree(said: Cell, expected: worlds.Cell) -> None:
    assert (said.outcome, said.undecided, said.size) == (expected.outcome, expected.undecided, expected.size)
    assert said.tendency == expected.tendency
    assert said.exact
    assert len(said.sets) == len(expected.sets) == (said.ways or 0)
    assert frozenset(map(frozenset, said.sets)) == expected.sets


@pytest.mark.parametrize("kind", ROWS)
@given(case=maps_and_views())
@thoroughly
def test_a_family_answers_by_its_members(case: tuple[ArgumentMap, View], kind: str) -> None:
    map_, view = case
    rows, judge = ROWS[kind]
    found = matrix(Reasoner(map_), view)
    for row in rows(map_):
        for family in worlds.families(map_):
            said, expected = cell(found, kind, row, family), judge(map_, row, family, view)
            event(f"family: {expected.outcome}")
            assert (said.row, said.column, said.outcome) == (row, family, expected.outcome)
            assert {one.column for one in said.members} == worlds.members(map_, family)
            for member in said.members:
                assert (member.row, member.outcome) == (row, judge(map_, row, member.column, view).outcome)


@given(maps_and_views())
@thoroughly
def test_what_survives_names_what_defeats_the_attacks(case: tuple[ArgumentMap, View]) -> None:
    map_, view = case
    found = matrix(Reasoner(map_), view)
    for technique in worlds.techniques(map_):
        for scenario in worlds.scenarios(map_):
            for said in found.technique(technique, scenario).parts:
                if said.outcome == "survives":
                    expected = worlds.defeaters(map_, technique, scenario, view, said.problem)
                    event("survives, with a defeater" if expected else "survives without")
                    assert set(said.defeaters) == expected
                else:
                    assert not said.defeaters


@given(maps_and_views())
@thoroughly
def test_what_stays_and_what_nobody_mentions_is_what_every_world_says(case: tuple[ArgumentMap, View]) -> None:
    map_, view = case
    found = matrix(Reasoner(map_), view)
    techniques = set(worlds.techniques(map_))
    for scenario in worlds.scenarios(map_):
        said = report(found, scenario)
        tagged = worlds.tagged_invariants(map_, scenario)
        assert {one.id for one in said.invariants if one.tagged} == tagged
        in_vain = {one.id for one in said.invariants if one.attacks} - techniques
        event(f"attacked in vain: {bool(in_vain)}")
        assert in_vain == worlds.invariants(map_, scenario, view)
        assert set(said.not_mentioned) - techniques == worlds.not_mentioned(map_, scenario) - tagged


@given(maps_and_views())
@thoroughly
def test_a_test_is_misled_by_what_the_scenario_brings(case: tuple[ArgumentMap, View]) -> None:
    map_, view = case
    found = matrix(Reasoner(map_), view)
    for scenario in worlds.scenarios(map_):
        for statement in map_.of_type(Statement):
            id_ = statement.id
            said = misled(found, model.Test(node=id_, misleads_if=(id_,)), [scenario])
            expected = "no"
            if scenario in worlds.behind(map_, id_) and worlds.brings(map_, id_, scenario, view, may=True):
                expected = "yes" if worlds.brings(map_, id_, scenario, view) else "may"
            event(f"misled: {expected}")
            assert (said.sure, said.by) == (expected, (id_,) if expected != "no" else ())
