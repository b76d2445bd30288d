"""`rm`, `undo`, `redo` and `log`, and maps that are read-only."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXAMPLE, Edit, Run, Unchanged
from dumps import refusal, told

from argmap.ids import position_id, quote_id

POSITION = position_id("abe", "filter-cleans-water", "")


# --- rm ---


def test_what_nothing_refers_to_is_removed(edit: Edit, map_db: Path) -> None:
    before = told(map_db)[0]
    assert edit("rm", "jar-test").out == (
        "removed experiment “Let a jar of filtered water stand overnight” (jar-test)\n"
    )
    assert refusal(edit("show", "jar-test")) == "nothing in this map has the id 'jar-test'"
    assert "jar-test" not in edit("find", "jar").out
    assert edit("undo").status == 0
    assert told(map_db)[0] == before


def test_what_is_referred_to_stays_and_those_who_do_are_listed(edit: Edit, unchanged: Unchanged) -> None:
    with unchanged():
        position = position_id("bea", "illness-spreads", "")
        assert refusal(edit("rm", "boil-it")) == (
            "4 things refer to 'boil-it': boiling-cleans-water (because), mud-clogs-sand (unless), "
            f"nobody-was-asked (because) and {position} (of); --cascade removes or changes them too"
        )


def test_of_very_many_who_refer_to_a_thing_ten_are_listed(edit: Edit, unchanged: Unchanged) -> None:
    edit("add", "claim", "loved")
    for number in range(10, 23):
        edit("add", "claim", f"fan-{number}", "--about", "loved")
    with unchanged():
        said = refusal(edit("rm", "loved"))
    assert said.startswith("13 things refer to 'loved': fan-10 (about), fan-11 (about)")
    assert said.endswith("fan-19 (about) and 3 more; --cascade removes or changes them too")


CASCADES = {
    "boil-it": (
        {"boil-it", "boiling-cleans-water", "nobody-was-asked"},
        {"mud-clogs-sand": "unless loses boil-it", position_id("bea", "illness-spreads", ""): "of clean-water"},
    ),
    "sand-is-fine": (
        {
            "sand-is-fine",
            "filter-cleans-water",
            "mud-clogs-sand",
            POSITION,
            position_id("bea", "filter-cleans-water", ""),
        },
        {"jar-test": "tests loses sand-is-fine, filter-cleans-water"},
    ),
    "spring-flood": (
        {"spring-flood", "flood-muddies"},
        {"muddy-water-sickens": "because loses spring-flood", "jar-test": "tests has filter-cleans-water"},
    ),
    "minutes": (
        {"minutes", quote_id("minutes", "somebody-maintains-it", "who will scrub it", "and ", "?", None, None, "L4")},
        {
            "filter-cleans-water": "source taken out (was minutes); at taken out (was L2)",
            "money-pays-a-keeper": "source taken out (was minutes); at taken out (was L6)",
            position_id("bea", "somebody-maintains-it", "2021-03-01"): "source taken out (was minutes)",
        },
    ),
    "abe": (
        {
            "abe",
            POSITION,
            "filter-cleans-water",
            "money-pays-a-keeper",
            "nobody-was-asked",
            position_id("bea", "filter-cleans-water", ""),
        },
        {"boiling-cleans-water": "by loses abe", "jar-test": "tests loses filter-cleans-water"},
    ),
}


@pytest.mark.parametrize("id_", CASCADES)
def test_a_cascade_takes_along_what_cannot_be_said_without_it_and_undo_brings_all_back(
    edit: Edit, map_db: Path, id_: str
) -> None:
    removed, changed = CASCADES[id_]
    before = told(map_db)[0]
    answer = edit("rm", id_, "--cascade")
    assert (answer.status, answer.err) == (0, "")
    after = told(map_db)[0]
    was, now = ({thing[0]: thing[1:] for thing in one.things} for one in (before, after))
    assert was.keys() - now.keys() == removed
    assert {one for one in now if now[one] != was[one]} == changed.keys()
    lines = answer.out.splitlines()
    for one in removed:
        assert any(line.startswith("removed ") and line.endswith(f"({one})") for line in lines)
    for one, said in changed.items():
        assert any(line.startswith(f"{one}: ") and said in line for line in lines)
    assert edit("undo").status == 0
    assert told(map_db)[0] == before
    assert edit("redo").status == 0
    assert told(map_db)[0] == after


# --- undo, redo and log ---


def test_undo_and_redo_say_what_they_do_and_the_log_keeps_it(edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    edit("set", "boil-it", "title=Boil it well")
    assert edit("undo").out == "undid 2: boil-it: title “Boil the water” (was “Boil it well”)\n"
    assert edit("redo").out == "redid 2: boil-it: title “Boil it well” (was “Boil the water”)\n"
    edit("add", "claim", "--title", "Wood is dry")
    lines = [line.split(None, 3) for line in edit("log").out.splitlines()]
    assert [(number, rest) for number, _day, _time, rest in lines] == [
        ("5", "ana  added claim “Wood is dry” (wood-is-dry)"),
        ("4", "ana  redid 2: boil-it: title “Boil it well” (was “Boil the water”)"),
        ("3", "ana  undid 2: boil-it: title “Boil the water” (was “Boil it well”)"),
        ("2", "ana  boil-it: title “Boil it well” (was “Boil the water”)"),
        ("1", "maker  imported example.yaml: 25 things added"),
    ]


def test_as_many_edits_are_undone_as_there_are_then_there_are_none(edit: Edit, map_db: Path) -> None:
    dumps = [told(map_db)[0]]
    for words in (["add", "claim", "one"], ["add", "claim", "two", "--about", "one"], ["rm", "one", "--cascade"]):
        edit(*words)
        dumps.append(told(map_db)[0])
    for wanted in reversed(dumps[:-1]):
        assert edit("undo").status == 0
        assert told(map_db)[0] == wanted
    assert edit("undo").out == "undid 1, the import of example.yaml: 26 changes\n"
    assert told(map_db)[0].things == ()
    assert refusal(edit("undo")) == "there is nothing to undo in this map"
    for wanted in dumps:
        assert edit("redo").status == 0
        assert told(map_db)[0] == wanted
    assert refusal(edit("redo")) == "there is nothing to redo in this map"


def test_what_was_undone_is_not_made_again_after_another_edit(edit: Edit, unchanged: Unchanged) -> None:
    edit("add", "claim", "one")
    edit("undo")
    edit("add", "claim", "two")
    with unchanged():
        assert refusal(edit("redo")) == "there is nothing to redo in this map"
    assert edit("undo").out == "undid 4: removed claim (two)\n"


def test_the_log_of_one_thing_has_only_the_edits_that_changed_it(edit: Edit) -> None:
    edit("set", "boil-it", "title=Boil it well")
    edit("add", "claim", "other", "--about", "boil-it")
    edit("rm", "boil-it", "--cascade")
    entries = json.loads(edit("log", "boil-it", "--json").out)["entries"]
    assert [(entry["number"], entry["act"]) for entry in entries] == [(4, "edit"), (2, "edit"), (1, "import")]
    assert [entry["number"] for entry in json.loads(edit("log", "other", "--json").out)["entries"]] == [4, 3]
    assert [entry["number"] for entry in json.loads(edit("log", "sand-is-fine", "--json").out)["entries"]] == [1]


def test_the_log_of_one_editor_and_the_last_few(edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    edit("add", "claim", "one")
    monkeypatch.setenv("ARGMAP_USER", "bo")
    edit("add", "claim", "two")
    edit("set", "one", "title=One")

    def numbers(*words: str) -> list[int]:
        return [entry["number"] for entry in json.loads(edit("log", *words, "--json").out)["entries"]]

    assert numbers("--by", "bo") == [4, 3]
    assert numbers("--by", "ana") == [2]
    assert numbers("one", "--by", "bo") == [4]
    assert numbers("--limit", "2") == [4, 3]
    assert numbers("--by", "nobody") == []
    assert edit("log", "--by", "nobody").out == "No edit by nobody is in the history of this map.\n"


def test_the_log_has_the_shape_of_the_contract(edit: Edit) -> None:
    edit("tag", "boiling-cleans-water", "--unstated", "wood-is-dry", "--title", "Wood is dry")
    answer = json.loads(edit("log", "--limit", "1", "--json").out)
    (found,) = answer["entries"]
    assert answer["format"] == "argmap-log/1"
    assert found.pop("at").endswith("Z")
    before = {
        "kind": "argument",
        "for": "clean-water",
        "because": ["boil-it"],
        "unstated": ["somebody-maintains-it"],
        "strength": {"low": 0.0, "high": 1.0},
        "by": ["bea", "abe"],
    }
    assert found == {
        "number": 2,
        "who": "ana",
        "act": "edit",
        "of": None,
        "files": [],
        "added": 0,
        "changed": 2,
        "changes": [
            {
                "id": "boiling-cleans-water",
                "before": before,
                "after": before | {"unstated": ["somebody-maintains-it", "wood-is-dry"]},
            },
            {"id": "wood-is-dry", "before": None, "after": {"kind": "claim", "title": "Wood is dry"}},
        ],
    }


@pytest.mark.parametrize(
    "words",
    [
        ["add", "claim", "one"],
        ["set", "boil-it", "title=x"],
        ["tag", "boiling-cleans-water", "--unstated", "spring-flood"],
        ["capture", "boil-it -> clean-water"],
        ["rm", "jar-test"],
        ["undo"],
    ],
)
def test_an_edit_answers_in_json_with_its_entry_of_the_log(edit: Edit, words: list[str]) -> None:
    answer = edit(*words, "--json")
    assert (answer.status, answer.err) == (0, "")
    assert json.loads(answer.out) == json.loads(edit("log", "--limit", "1", "--json").out)


def test_what_somebody_edits_others_see_and_take_back_after_a_restart(map_db: Path) -> None:
    def command(who: str, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "argmap", "-m", map_db, *words],
            env=os.environ | {"ARGMAP_USER": who, "COLUMNS": "200"}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stderr == ""
        return done.stdout

    before = told(map_db)[0]
    assert command("ana", "add", "claim", "--title", "Wood is dry") == "wood-is-dry\n"
    assert command("bo", "set", "wood-is-dry", "credence=0.5") == "wood-is-dry: credence 0.5\n"
    after = told(map_db)[0]
    assert command("ana", "undo") == "undid 3: wood-is-dry: credence taken out (was 0.5)\n"
    assert command("cy", "undo") == "undid 2: removed claim “Wood is dry” (wood-is-dry)\n"
    assert told(map_db)[0] == before
    assert command("bo", "redo") == "redid 2: added claim “Wood is dry” (wood-is-dry)\n"
    assert command("bo", "redo") == "redid 3: wood-is-dry: credence 0.5\n"
    assert told(map_db)[0] == after
    assert [line.split()[3] for line in command("ana", "log").splitlines()] == [
        *["bo", "bo", "cy", "ana", "bo", "ana", "maker"]
    ]


# --- maps that are read-only ---

EDITS: dict[str, list[str]] = {
    "add": ["claim", "--title", "x"],
    "set": ["boil-it", "title=x"],
    "tag": ["boiling-cleans-water", "--unstated", "spring-flood"],
    "capture": ["boil-it -> clean-water"],
    "rm": ["jar-test"],
    "undo": [],
    "redo": [],
}


@pytest.mark.parametrize("command", EDITS)
@pytest.mark.parametrize("spec", ["a file", "a folder", "standard input", "shipped"])
def test_a_read_only_map_is_not_edited_and_says_how_to_copy_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str, command: str
) -> None:
    file = tmp_path / "maps" / "example.yaml"
    file.parent.mkdir()
    file.write_bytes(EXAMPLE.read_bytes())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(EXAMPLE.read_bytes())))
    name = {"a file": str(file), "a folder": str(file.parent), "standard input": "-"}.get(spec, "shipped")
    assert refusal(run("-m", name, command, *EDITS[command])) == (
        f"this map is read-only; make a copy to edit with 'argmap new my.db' and 'argmap -m my.db import {name}'"
    )
    assert file.read_bytes() == EXAMPLE.read_bytes()
    assert [path.name for path in file.parent.iterdir()] == ["example.yaml"]


def test_the_two_commands_make_a_copy_that_can_be_edited(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "my.db"
    assert run("new", path).status == 0
    assert run("-m", path, "import", EXAMPLE).status == 0
    assert run("-m", path, "set", "boil-it", "title=x").status == 0
