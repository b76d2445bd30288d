"""`experiments record`: a result is one edit, undone like any other, and changes no number."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from conftest import Edit, Unchanged
from dumps import entry, refusal

RECORD = ("experiments", "record", "jar-test", "--outcome")
FIRST = {"outcome": "positive", "node": "sand-is-fine", "on": "2021-03-02", "note": "nothing settled"}


def test_a_result_is_added_to_those_there_are(edit: Edit, map_db: Path) -> None:
    words = [*RECORD, "negative", "--node", "filter-cleans-water", "--on", "2022-01-31", "--note", "Still murky"]
    answer = edit(*words)
    assert (answer.status, answer.err) == (0, "")
    second = {"outcome": "negative", "node": "filter-cleans-water", "on": "2022-01-31", "note": "Still murky"}
    assert entry(map_db, "jar-test")["result"] == [FIRST, second]
    assert "jar-test" in edit("log").out
    assert edit("undo").status == 0
    assert entry(map_db, "jar-test")["result"] == FIRST
    assert edit("redo").status == 0
    assert entry(map_db, "jar-test")["result"] == [FIRST, second]


def test_without_a_node_it_speaks_for_all_and_without_a_day_of_today(edit: Edit, map_db: Path) -> None:
    assert edit(*RECORD, "positive").status == 0
    assert entry(map_db, "jar-test")["result"][-1] == {"outcome": "positive", "on": date.today().isoformat()}


def test_whoever_records_a_result_says_that_the_experiment_is_done(edit: Edit, map_db: Path) -> None:
    edit("set", "jar-test", "status=running")
    assert edit(*RECORD, "positive", "--on", "2022-02-01").status == 0
    assert entry(map_db, "jar-test")["status"] == "done"


def test_a_result_changes_no_number(edit: Edit) -> None:
    def numbers() -> tuple[float, float]:
        found = json.loads(edit("credence", "clean-water", "--json").out)
        return found["low"], found["high"]

    before = numbers()
    assert edit(*RECORD, "negative", "--node", "sand-is-fine", "--on", "2022-01-31").status == 0
    assert numbers() == before


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        (["--node", "sand-is-fin"], "'jar-test' does not test 'sand-is-fin'; nearest: sand-is-fine"),
        (["--on", "yesterday"], "--on takes a day such as 2026-01-31, not 'yesterday'"),
        (["--on", "20260131"], "--on takes a day such as 2026-01-31, not '20260131'"),
        (["--note", "\ud800"], "--note: text holds half a character (\\ud800)"),
        (
            ["--node", "sand-is-fine", "--on", "2021-03-02"],
            "'jar-test' has a positive result for 'sand-is-fine' on 2021-03-02 already; give another day with --on",
        ),
    ],
)
def test_what_cannot_be_recorded_is_refused(edit: Edit, unchanged: Unchanged, words: list[str], refused: str) -> None:
    with unchanged():
        assert refusal(edit(*RECORD, "positive", *words)) == refused


def test_a_result_is_an_experiments(edit: Edit, unchanged: Unchanged) -> None:
    with unchanged():
        assert refusal(edit("experiments", "record", "boil-it", "--outcome", "positive")) == (
            "'boil-it' is a proposal; a result is an experiment's"
        )
