"""`argmap list`: what fits all that was asked for, by id, from a file and from a database alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import EXAMPLE, Run, database


def ids(run: Run, *words: str | Path) -> list[str]:
    answer = run(*words, "--json")
    assert answer.status == 0, answer.err
    found = json.loads(answer.out)
    assert found["format"] == "argmap-list/1"
    listed = [thing["id"] for thing in found["things"]]
    assert listed == sorted(listed)
    return listed


@pytest.fixture(params=["file", "database"])
def example(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return EXAMPLE if request.param == "file" else database(tmp_path / "map.db", EXAMPLE)


def test_everything_is_listed_where_nothing_is_asked(run: Run, example: Path) -> None:
    every = ids(run, "-m", example, "list")
    assert {"clean-water", "filter-cleans-water", "abe", "minutes"} <= set(every)
    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--kind", "problem"], ["clean-water", "somebody-maintains-it"]),
        (["--kind", "person"], ["abe", "bea"]),
        (["--kind", "problem", "--kind", "person"], ["abe", "bea", "clean-water", "somebody-maintains-it"]),
        (["--unstated"], ["somebody-maintains-it"]),
        (["--kind", "argument", "--by", "bea", "--source", "minutes"], []),
    ],
)
def test_options_are_joined(run: Run, example: Path, words: list[str], expected: list[str]) -> None:
    assert ids(run, "-m", example, "list", *words) == expected


def test_what_a_person_makes_and_what_is_untested(run: Run, example: Path) -> None:
    made = ids(run, "-m", example, "list", "--by", "abe", "--kind", "argument")
    assert "filter-cleans-water" in made
    assert "the-sand-is-fine" not in made
    untested = ids(run, "-m", example, "list", "--untested")
    assert "clean-water" in untested
    assert "filter-cleans-water" not in untested


def test_an_argument_without_a_title_is_called_by_what_it_argues(run: Run, example: Path) -> None:
    out = run("-m", example, "list", "--kind", "argument").out
    assert "Boil the water → Clean water for the valley" in out


def test_nothing_that_fits_is_said_and_who_is_not_there_is_refused(run: Run, example: Path) -> None:
    answer = run("-m", example, "list", "--tag", "no-such-tag")
    assert (answer.status, answer.out, answer.err) == (0, "Nothing in this map fits.\n", "")
    answer = run("-m", example, "list", "--by", "abel")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == "argmap: nothing in this map has the id 'abel'; nearest: abe\n"
    answer = run("-m", example, "list", "--by", "clean-water")
    assert (answer.status, answer.err.count("\n")) == (2, 1)


def test_what_is_listed_is_shown_literally(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_text('format: argmap/1\nstatements: {a: {kind: claim, title: "\\e[31mred\\u202e"}}\n', encoding="utf-8")
    assert run("-m", path, "list").out.split() == ["claim", "a", "\\x1b[31mred\\u202e"]
