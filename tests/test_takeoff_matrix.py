"""The shipped takeoff map answers for every technique and concern what a reader of the documents expects."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from argmap.logic.holding import Reasoner
from argmap.logic.view import View
from argmap.questions.cells import Cell
from argmap.questions.scenarios import Matrix
from argmap.questions.techniques import needed
from argmap.store.naming import open_map
from argmap.store.shipped import shipped_folder

EXPECTED: Final[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "takeoff-expected.yaml").read_text(encoding="utf-8")
)
CELLS: Final = [
    (kind, row, scenario)
    for kind in ("techniques", "concerns")
    for row, cells in EXPECTED[kind].items()
    for scenario in cells
]

FAMILIES: Final = {
    "game-changing-breakthrough": {"breakthrough"},
    "different-cognition-at-scale": {"overdetermined-breakthrough", "grokking"},
    "more-of-the-same-is-different": {"criticality"},
}
"""The three short descriptions and the sources of discontinuity behind each (L113-L130)."""

SOURCES: Final = frozenset().union(*FAMILIES.values())

FOLLOWS_FOR_TECHNIQUES: Final = {
    "recursive-reward-modelling": SOURCES,
    "precursor-watch": {"breakthrough", "overdetermined-breakthrough", "grokking"},
    "scaling-extrapolation": {"overdetermined-breakthrough", "grokking"},
    "filtered-pretraining": {"grokking"},
}
"""The only cells of techniques that rest on the documents' own words: L99, L109 with L119, L120, L122 with L55."""


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    store = open_map(str(shipped_folder()), print)
    whole = store.whole()
    store.close()
    return Matrix(Reasoner(whole), View())


def cell_of(matrix: Matrix, kind: str, row: str, scenario: str | None) -> Cell:
    return matrix.technique(row, scenario) if kind == "techniques" else matrix.concern(row, scenario)


@pytest.mark.parametrize(("kind", "row", "scenario"), CELLS, ids=lambda value: value if value else "none")
def test_a_cell_is_what_a_reader_of_the_documents_expects(matrix: Matrix, kind: str, row: str, scenario: str) -> None:
    expected = EXPECTED[kind][row][scenario]
    allowed = expected["outcome"] if isinstance(expected["outcome"], list) else [expected["outcome"]]
    cell = cell_of(matrix, kind, row, scenario)
    where = f"{row} in {scenario}"
    assert {part.outcome for part in cell.parts} <= set(allowed), (
        f"{where}: the map says {cell.outcome!r}, a reader {' or '.join(map(repr, allowed))}: {expected['why']}"
    )
    assert cell.exact, where
    assert not cell.undecided, where
    if cell.outcome == "nothing said":
        assert cell.chain is None, where
        return
    assert cell.chain is not None, f"{where}: {cell.outcome!r} cites nothing"
    steps = ", ".join(step.id for step in cell.chain.steps)
    assert (cell.chain.origin == "inferred") == (expected["from"] == "inferred"), (
        f"{where}: the map has it {cell.chain.origin} by {steps}, a reader {expected['from']}: {expected['why']}"
    )


def test_the_four_sources_and_the_three_families_are_there(matrix: Matrix) -> None:
    assert {family: set(matrix.jumps.members(family)) for family in FAMILIES} == FAMILIES
    assert set(matrix.jumps.members("discontinuity")) == SOURCES
    assert {None, "discontinuity", *FAMILIES, *SOURCES} <= set(matrix.columns)


def test_techniques_of_every_document_are_in_the_matrix(matrix: Matrix) -> None:
    assert set(EXPECTED["techniques"]) <= set(matrix.techniques)
    sources = {
        row: {step.source for step in technique.arguments if step.source}
        for row, technique in matrix.techniques.items()
        if any(matrix.technique(row, scenario).outcome != "nothing said" for scenario in SOURCES)
    }
    assert len(sources) >= 10
    assert frozenset().union(*sources.values()) >= {
        "model-entropy",
        "ontology-tradeoff",
        "alignment-stream-of-thought",
        "intermittent-distillations-3",
    }


def test_every_concern_of_the_document_has_its_consequences(matrix: Matrix) -> None:
    assert set(EXPECTED["concerns"]) <= set(matrix.concerns)
    follows = {
        "techniques-stop-applying": {"research-transfers-less", "false-sense-of-security", "jump-undoes-preparation"},
        "no-warning-in-time": {"coordination-harder", "harder-to-know-when", "jump-undoes-preparation"},
        "near-peer-supervision-fails": {"jump-undoes-preparation"},
    }
    for concern, consequences in follows.items():
        for consequence in consequences:
            steps = matrix.map.arguments_for(consequence)
            assert any(concern in needed(step) for step in steps), (concern, consequence)


def test_nearly_all_of_what_is_said_of_techniques_is_inferred(matrix: Matrix) -> None:
    origins: Counter[str] = Counter()
    for row in matrix.techniques:
        for scenario in SOURCES:
            chain = matrix.technique(row, scenario).chain
            if chain is not None:
                origins[chain.origin] += 1
                own_words = scenario in FOLLOWS_FOR_TECHNIQUES.get(row, set())
                assert (chain.origin != "inferred") == own_words, (row, scenario, chain.origin)
    assert origins["stated"] == 0
    assert origins["inferred"] > 4 * origins["follows"]


def test_what_is_said_of_the_concerns_about_takeoff_is_nearly_all_the_source_s_own(matrix: Matrix) -> None:
    chains = {
        (row, scenario): chain
        for row in EXPECTED["concerns"]
        for scenario in SOURCES
        if (chain := matrix.concern(row, scenario).chain) is not None
    }
    inferred = {cell for cell, chain in chains.items() if chain.origin == "inferred"}
    assert inferred == {("deceptive-alignment", "overdetermined-breakthrough")}
    assert all(step.by == ("leogao",) for cell, chain in chains.items() if cell not in inferred for step in chain.steps)


def test_filtered_pretraining_falls_to_an_optimizer_that_finds_what_was_left_out(matrix: Matrix) -> None:
    for scenario, place in (("grokking", "L122"), ("overdetermined-breakthrough", "L121-L122")):
        chain = matrix.technique("filtered-pretraining", scenario).chain
        assert chain is not None
        assert [step.at for step in chain.steps] == [place, "L55"]
    assert matrix.technique("filtered-pretraining", "criticality").outcome == "breaks if"
