"""The shipped maps: whole, checked, in the project's own words, and placed in their sources."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import Run

from argmap.model import Argument, ArgumentMap, Experiment, Quote, Statement
from argmap.questions.check import check
from argmap.store.naming import open_map
from argmap.store.shipped import shipped_folder
from argmap.trace import trace

DOCUMENTS = Path(__file__).parent.parent.parent / "shared" / "documents"
SOURCES = {"alignment-stream-of-thought": "003_42e54dfd86f1cdd5.txt"}
"""Which document, where the documents are at hand, each source of the shipped maps is."""


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
    return {source: (DOCUMENTS / name).read_text(encoding="utf-8").splitlines() for source, name in SOURCES.items()}


def test_check_finds_no_error_and_no_warning(shipped: ArgumentMap) -> None:
    assert [finding.message for finding in check(shipped) if finding.severity != "note"] == []


def test_both_maps_meet_in_alignment_and_inner_alignment(shipped: ArgumentMap) -> None:
    assert {"alignment", "inner-alignment"} <= shipped.things.keys()
    assert {file.name for file in shipped.files} == {"conditional-solutions.yaml", "takeoff-discontinuities.yaml"}


def test_the_dialogue_s_missing_premise_is_inner_alignment_surfaced_by_the_other_side(shipped: ArgumentMap) -> None:
    first = trace(shipped, "alignment").assumptions[0]
    assert (first.id, first.depth) == ("inner-alignment", 1)
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


def test_the_dialogue_is_a_map_by_itself(run: Run) -> None:
    assert run("-m", shipped_folder() / "conditional-solutions.yaml", "trace", "alignment").status == 0
