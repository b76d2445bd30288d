"""The shipped maps: whole, checked, in the project's own words, and placed in their sources."""

from __future__ import annotations

import json
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import Run
from expected_traces import TRACES

from argmap.model import PREMISE_ROLES, Argument, ArgumentMap, Experiment, Position, Quote, Statement
from argmap.questions.check import check
from argmap.store.naming import open_map
from argmap.store.shipped import shipped_folder
from argmap.trace import trace

DOCUMENTS = Path(__file__).parent.parent.parent / "shared" / "documents"
SOURCES = {
    "model-entropy": "000",
    "optimization-compresses": "001",
    "ontology-tradeoff": "002",
    "alignment-stream-of-thought": "003",
    "intermittent-distillations-3": "004",
}
"""The number of the document, where the documents are at hand, that each source of the shipped maps is."""

FILES = {
    "common.yaml",
    "conditional-solutions.yaml",
    "inner-alignment-by-minimum.yaml",
    "language-model-limits.yaml",
    "lottery-tickets.yaml",
    "low-stakes-alignment.yaml",
    "model-entropy.yaml",
    "multi-prize-tickets.yaml",
    "mundane-solutions.yaml",
    "ontology-tradeoff.yaml",
    "optimization-compresses.yaml",
    "optimizers-and-controllers.yaml",
    "semi-informative-priors.yaml",
    "takeoff-discontinuities.yaml",
    "volunteer-training.yaml",
}


@pytest.fixture(scope="module")
def shipped() -> ArgumentMap:
    store = open_map(str(shipped_folder()), print)
    whole = store.whole()
    store.close()
    return whole


@pytest.fixture(scope="module")
def documents() -> dict[str, list[str]]:
    if not DOCUMENTS.is_dir():
        pytest.skip("the documents that the maps were made from are not at hand")
    found = {}
    for source, number in SOURCES.items():
        (path,) = DOCUMENTS.glob(f"{number}_*.txt")
        found[source] = path.read_text(encoding="utf-8").splitlines()
    return found


def test_check_finds_no_error_and_no_warning(shipped: ArgumentMap) -> None:
    assert [finding.message for finding in check(shipped) if finding.severity != "note"] == []


def test_every_document_has_its_maps_and_each_loads_with_what_they_share(run: Run, tmp_path: Path) -> None:
    assert {path.name for path in shipped_folder().glob("*.yaml")} == FILES
    # The takeoff map holds the attacks of its scenarios on the techniques of all the others.
    for name in FILES - {"common.yaml", "takeoff-discontinuities.yaml"}:
        folder = tmp_path / name
        folder.mkdir()
        for file in ("common.yaml", name):
            shutil.copy(shipped_folder() / file, folder)
        assert run("-m", folder, "check").status == 0, name


@pytest.mark.parametrize(
    ("document", "target", "expected"), TRACES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_core_argument_rests_on_what_its_document_says(
    shipped: ArgumentMap, document: str, target: str, expected: dict[str, str]
) -> None:
    found = {assumption.id for assumption in trace(shipped, target).assumptions}
    assert expected.keys() <= found, (document, expected.keys() - found)


def test_the_expected_lines_are_lines_of_their_documents(documents: dict[str, list[str]]) -> None:
    lengths = {number: len(documents[source]) for source, number in SOURCES.items()}
    for document, target, expected in TRACES:
        assert all(1 <= int(line[1:]) <= lengths[document] for line in expected.values()), target


def test_documents_meet_in_the_same_statements(shipped: ArgumentMap) -> None:
    behind = {assumption.id for assumption in trace(shipped, "alignment").assumptions}
    sources = {
        argument.source
        for argument in shipped.of_type(Argument)
        if argument.source and behind & {premise.node for premise in argument.premises}
    }
    assert sources == set(SOURCES)


def test_one_experiment_serves_two_documents(shipped: ArgumentMap) -> None:
    assert "random-sampling-against-sgd" in shipped.tests_of("sgd-samples-at-random")
    uses = [shipped.things[id_] for role in PREMISE_ROLES for id_ in shipped.referrers("sgd-samples-at-random", role)]
    assert {use.source for use in uses if isinstance(use, Argument)} >= {
        "optimization-compresses",
        "intermittent-distillations-3",
    }


def test_both_persons_read_the_step_differently(shipped: ArgumentMap) -> None:
    held = [
        position
        for position in shipped.of_type(Position)
        if position.target == "debate-plus-solves-alignment" and position.reading
    ]
    assert {(position.person, position.reading) for position in held} >= {("person-1", "given"), ("person-2", "via")}


def test_four_percent_follows_and_is_not_an_input(shipped: ArgumentMap) -> None:
    """The modified Laplace rule: after n failures the next trial succeeds with chance 1 / (n + 1 / p1)."""
    first = shipped.things["agi-in-the-first-year"]
    assert isinstance(first, Statement)
    assert first.credence is not None
    first_trial = Fraction(1, 300)
    assert first.credence.low == first.credence.high == round(float(first_trial), 5)
    nothing = Fraction(1)
    for failures in range(2020 - 1956, 2036 - 1956):
        nothing *= 1 - 1 / (failures + 1 / first_trial)
    assert 1 - nothing == Fraction(16, 379)
    assert round(float(1 - nothing), 2) == 0.04
    result = shipped.things["four-percent-by-2036"]
    assert isinstance(result, Statement)
    assert (result.credence, result.otherwise) == (None, None)
    assert [held for held in shipped.of_type(Position) if held.target == result.id and held.credence] == []


def test_shares_of_what_is_tested(shipped: ArgumentMap) -> None:
    premises = {
        premise.node
        for argument in shipped.of_type(Argument)
        for premise in argument.premises
        if premise.role in ("assuming", "unstated")
    }
    tested = {node for node in premises if shipped.tests_of(node)}
    assert len(premises) >= 150
    assert len(tested) / len(premises) >= 0.75


def test_the_dialogue_s_missing_premise_is_inner_alignment_surfaced_by_the_other_side(shipped: ArgumentMap) -> None:
    first = next(found for found in trace(shipped, "alignment").assumptions if found.id == "inner-alignment")
    assert first.depth == 1
    (use,) = [use for use in first.unstated_in if use.argument == "debate-plus-solves-alignment"]
    assert (use.by, use.surfaced_by) == (("person-1",), "person-2")


def test_every_experiment_tests_something_and_every_argument_of_a_source_has_its_place(shipped: ArgumentMap) -> None:
    assert all(experiment.tests for experiment in shipped.of_type(Experiment))
    assert all(argument.at for argument in shipped.of_type(Argument) if argument.source)


def test_titles_are_short(shipped: ArgumentMap) -> None:
    for statement in shipped.of_type(Statement):
        assert 3 <= len(statement.title) <= 70, statement.id


def test_the_words_are_the_project_s_own(shipped: ArgumentMap, documents: dict[str, list[str]]) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[n : n + 8]) for n in range(len(words) - 7)}

    theirs = runs(" ".join(line for lines in documents.values() for line in lines))
    for path in shipped_folder().glob("*.yaml"):
        assert not runs(path.read_text(encoding="utf-8")) & theirs, path.name


def test_every_place_is_a_line_of_its_document(shipped: ArgumentMap, documents: dict[str, list[str]]) -> None:
    for thing in shipped.things.values():
        if isinstance(thing, Argument | Quote) and thing.source in documents and thing.at.startswith("L"):
            lines = [int(number) for number in re.findall(r"\d+", thing.at)]
            assert all(1 <= line <= len(documents[thing.source]) for line in lines), thing.id
            assert lines == sorted(lines), thing.id


def test_the_shipped_maps_answer_from_the_cache_as_from_the_files(run: Run, home: Path) -> None:
    first, second = (
        run("-m", "shipped", "trace", "alignment", "--json"),
        run("trace", "alignment", "--json", "-m", "shipped"),
    )
    assert json.loads(first.out) == json.loads(second.out)
    (cached,) = (home / "argmap").glob("shipped-*.db")
    cached.write_bytes(b"spoiled")
    assert run("-m", "shipped", "trace", "alignment", "--json").out == first.out
    assert run("-m", "shipped", "import", "shipped").status == 2
