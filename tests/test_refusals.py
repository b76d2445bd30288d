"""Edits that are refused, in one line and without a trace; and hostile text, kept and shown escaped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Edit, Run, Unchanged
from dumps import entry, refusal, told

from argmap.cli.edit import print_edit
from argmap.edits.removing import remove
from argmap.ids import position_id
from argmap.store.editing import Editor
from argmap.text import visible

POSITION = position_id("abe", "filter-cleans-water", "")


# --- what is refused ---

REFUSED: dict[str, tuple[list[str], str]] = {
    "a kind that is none": (["add", "clam", "--title", "x"], "; nearest: claim (see 'argmap add --help')"),
    "an id that is taken": (
        ["add", "claim", "boil-it"],
        "'boil-it' is there already (proposal); 'argmap set' changes it",
    ),
    "an id that is none": (
        ["add", "claim", "Boil It"],
        "'Boil It' is no id: lower-case letters and digits, joined by single hyphens; nearest: boil-it",
    ),
    "an option that is none": (["add", "claim", "--titel", "x"], "there is no option --titel; nearest: --title"),
    "a credence in words": (
        ["add", "claim", "x", "--credence", "high"],
        "credence of statement 'x' must be a number, not 'high'",
    ),
    "a credence above one": (
        ["add", "claim", "x", "--credence", "1.5"],
        "credence of statement 'x' must be at most 1, not 1.5",
    ),
    "bounds the wrong way round": (
        ["add", "claim", "x", "--credence", "0.4..0.2"],
        "credence of statement 'x' has low 0.4 above high 0.2",
    ),
    "a bracket left open": (["add", "claim", "x", "--credence", "{low: 0.2"], "credence cannot be read: not YAML"),
    "a key of another kind": (["add", "claim", "x", "--for", "clean-water"], "unknown key 'for' in statement 'x'"),
    "an unknown id": (
        ["add", "argument", "x", "--for", "clean-watr", "--because", "boil-it"],
        "nothing in this map has the id 'clean-watr' in for of 'x'; nearest: clean-water",
    ),
    "an argument for an argument": (
        ["add", "argument", "x", "--for", "filter-cleans-water", "--because", "boil-it"],
        "'filter-cleans-water' in for of 'x' is an argument; a statement is needed there",
    ),
    "an argument for nothing": (["add", "argument", "x", "--because", "boil-it"], "argument 'x' needs for or against"),
    "an argument without a premise": (["add", "argument", "x", "--for", "boil-it"], "argument 'x' has no premise"),
    "more needed than offered": (
        ["add", "argument", "x", "--for", "clean-water", "--because", "boil-it", "--at-least", "2"],
        "argument 'x' has at_least 2, but 1 in because",
    ),
    "a status that is none": (
        ["add", "experiment", "x", "--status", "don"],
        "status of experiment 'x' must be proposed, running or done, not 'don'; nearest: done",
    ),
    "a position without a target": (["add", "position", "--person", "abe"], "target is missing in position"),
    "a position with an id": (
        ["add", "position", "abe-says", "--person", "abe", "--target", "clean-water"],
        "a position is told by what it says, and has no id to give; leave 'abe-says' out",
    ),
    "a position that is there": (
        ["add", "position", "--person", "abe", "--target", "filter-cleans-water"],
        f"that position is there already: {POSITION}; 'argmap set' changes it",
    ),
    "a quote of nothing": (["add", "quote", "--source", "minutes", "--target", "boil-it"], "quote selects nothing"),
    "text that no map can hold": (["add", "claim", "--title", "a\0b"], "text holds a NUL character"),
    "half a character": (["set", "boil-it", "title=\udcff"], "text holds half a character (\\udcff)"),
    "half a character in a list": (["add", "claim", "--tags", "a,\udcff"], "text holds half a character (\\udcff)"),
    "half a character in a line": (["capture", '"\udcff" -> boil-it'], "the character '\\udcff' cannot stand in a map"),
    "half a character for an id": (["rm", "\udcff"], "nothing in this map has the id '\\udcff'"),
    "a thing that is not there": (
        ["set", "boil-i", "title=x"],
        "nothing in this map has the id 'boil-i'; nearest: boil-it",
    ),
    "a field that is none": (["set", "boil-it", "titel=x"], "a statement has no field 'titel'; nearest: title"),
    "an assignment that is none": (["set", "boil-it", "title"], "'title' is no assignment; write FIELD=VALUE"),
    "more of what is no list": (["set", "boil-it", "title+=x"], "title is no list; write title=VALUE"),
    "less than there is": (["set", "boil-it", "tags-=simpel"], "tags of 'boil-it' has no 'simpel'; nearest: simple"),
    "another kind that is none": (["set", "boil-it", "kind=clam"], "not 'clam'; nearest: claim"),
    "a statement without a kind": (["set", "boil-it", "kind="], "kind is missing in statement 'boil-it'"),
    "one good assignment and one bad": (["set", "boil-it", "title=x", "credence=2"], "must be at most 1, not 2"),
    "an argument left without a premise": (
        ["set", "money-pays-a-keeper", "because="],
        "argument 'money-pays-a-keeper' has no premise",
    ),
    "a tag of a thing that is not there": (
        ["tag", "filter-cleans-watr", "--unstated", "boil-it"],
        "nothing in this map has the id 'filter-cleans-watr'; nearest: filter-cleans-water",
    ),
    "a tag that is not there": (
        ["tag", "filter-cleans-water", "--unstated", "boil-itt"],
        "nothing in this map has the id 'boil-itt'; nearest: boil-it; --title TEXT makes a new claim of it",
    ),
    "a statement with two arguments": (
        ["tag", "clean-water", "--unstated", "boil-it"],
        "'clean-water' has 2 arguments, where one is needed: boiling-cleans-water and filter-cleans-water",
    ),
    "a statement without arguments": (["tag", "boil-it", "--unstated", "abe"], "'boil-it' has no arguments"),
    "a person for an argument": (["tag", "abe", "--unstated", "boil-it"], "'abe' is a person; an argument is needed"),
    "a tag that was said": (
        ["tag", "filter-cleans-water", "--unstated", "sand-is-fine"],
        "'filter-cleans-water' names 'sand-is-fine' already, as assuming",
    ),
    "a tag by somebody unknown": (
        ["tag", "filter-cleans-water", "--unstated", "wood", "--title", "Wood", "--by", "abel"],
        "nothing in this map has the id 'abel' in surfaced_by of 'filter-cleans-water'; nearest: abe",
    ),
    "neither a tag nor one to drop": (["tag", "filter-cleans-water"], "give either --unstated ID or --drop ID"),
    "a tag to drop that is none": (
        ["tag", "filter-cleans-water", "--drop", "boil-it"],
        "'boil-it' is no unstated assumption of 'filter-cleans-water'; it has somebody-maintains-it",
    ),
    "a line without an arrow": (["capture", "boil-it"], "column 8: '->' or '-|' is missing: A, B -> P"),
    "a line with a quote left open": (["capture", '"A" -> "B'], "column 8: this quote is not closed"),
    "a line with a name that is not there": (
        ["capture", '"New" -> clean-watr'],
        "nothing in this map has the id 'clean-watr'; nearest: clean-water; \"quote\" a title to add it",
    ),
    "a line with a name of the wrong kind": (
        ["capture", '"New" -> clean-water @boil-it'],
        "'boil-it' in by of 'new-for-clean-water' is a proposal; a person is needed there",
    ),
    "a removal of what is not there": (
        ["rm", "boil-itt"],
        "nothing in this map has the id 'boil-itt'; nearest: boil-it",
    ),
    "a redo of nothing": (["redo"], "there is nothing to redo in this map"),
    "an undo of something": (["undo", "boil-it"], "unexpected extra argument (boil-it)"),
    "a log of what is not there": (["log", "boil-itt"], "nothing in this map has the id 'boil-itt'; nearest: boil-it"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_refused_edit_says_why_in_one_line_and_changes_nothing(edit: Edit, unchanged: Unchanged, what: str) -> None:
    words, why = REFUSED[what]
    with unchanged():
        assert why in refusal(edit(*words))


@pytest.mark.parametrize("at", ["\udcff", "\0"])
def test_a_locator_that_no_map_can_hold_is_refused(edit: Edit, unchanged: Unchanged, at: str) -> None:
    with unchanged():
        refusal(edit("tag", "filter-cleans-water", "--unstated", "boil-it", "--at", at))


def test_a_thing_that_refers_to_another_twice_is_one_thing(edit: Edit) -> None:
    assert refusal(edit("rm", "sand-is-fine")).startswith("3 things refer to 'sand-is-fine': ")


def test_an_edit_answers_with_its_own_entry(map_db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Editor(map_db, who="ana") as ana, Editor(map_db, who="bo") as bo:
        with ana.edit() as mine:
            remove(mine, "jar-test")
        with bo.edit() as theirs:
            remove(theirs, "spring-flood", cascade=True)
        print_edit(ana, mine, as_json=False)
    assert capsys.readouterr().out == "removed experiment “Let a jar of filtered water stand overnight” (jar-test)\n"


def test_a_line_without_reasons_can_be_captured(edit: Edit) -> None:
    assert edit("capture", "-> clean-water ?spring-flood").status == 0


@pytest.mark.parametrize("role", ["because", "assuming", "unstated"])
def test_a_mapping_where_a_list_is_needed_is_refused(edit: Edit, unchanged: Unchanged, role: str) -> None:
    with unchanged():
        said = refusal(edit("add", "argument", "--for", "clean-water", f"--{role}", "{node: boil-it}"))
        assert said.endswith("must be a list, not a mapping")


def test_a_new_map_has_nothing_to_undo(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    run("new", path)
    assert refusal(run("-m", path, "undo")) == "there is nothing to undo in this map"
    assert refusal(run("-m", path, "redo")) == "there is nothing to redo in this map"
    assert run("-m", path, "log").out == "No edit is in the history of this map.\n"


# --- hostile text ---

HOSTILE = {
    "escapes": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m",
    "line ends": "one\ntwo\r\nthree\x85four\u2028five\x0b",
    "directions": "abc \u202eevil\u202c \u2066x\u2069 \u200f",
    "invisible characters": "a\u200bb\ufeffc\xadd\U000e0041",
    "markup": "[bold]x[/bold] <b>&amp;</b> *y* `z` ${HOME} {{t}} %s \\n \\",
    "quotes and brackets": "\"]; } -> '--' {a: b} [c] # d",
    "a flag": "--json",
    "10,000 characters": "word " * 2000,
    "10,000 in a row": "w" * 10_000,
    "beyond the first plane": "𝔘𝔫 👩‍🔬 ￿",
}
CONTROLS = {chr(code) for code in (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
CONTROLS -= {"\n"}
ACTING = CONTROLS | set("\u2028\u2029\u200b\u200f\ufeff\xad\U000e0041\uffff")
"""What a terminal may do something else with than show it; the controls are escaped in JSON too."""


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_is_kept_literally_and_shown_escaped(
    edit: Edit, map_db: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    text = HOSTILE[what]
    monkeypatch.setenv("COLUMNS", "20000")
    quoted = text.replace("\\", r"\\").replace('"', r"\"")
    id_ = edit("add", "claim", f"--title={text}", "--text", f"x {text}").out.strip()
    assert edit("set", "boil-it", f"title={text}", f"note={text}").status == 0
    assert edit("capture", f'"{quoted} new" -> clean-water').status == 0
    assert entry(map_db, id_) == {"kind": "claim", "title": text, "text": f"x {text}"}
    assert {key: entry(map_db, "boil-it")[key] for key in ("title", "note")} == {"title": text, "note": text}
    assert f"{text} new" in [json.loads(thing[2]).get("title") for thing in told(map_db)[0].things]

    assert " ".join(visible(text).split()) in " ".join(edit("show", id_).out.split())
    for words in (["show", id_], ["show", "boil-it"], ["log"], ["log", id_], ["undo"], ["redo"]):
        answer = edit(*words)
        assert (answer.status, answer.err, set(answer.out) & ACTING) == (0, "", set())
    shown, log = edit("show", "boil-it", "--json").out, edit("log", "boil-it", "--json").out
    assert (set(shown) | set(log)) & CONTROLS == set()
    assert json.loads(shown)["title"] == text
    assert json.loads(log)["entries"][0]["changes"][0]["after"]["title"] == text


def test_the_name_of_an_editor_is_shown_escaped(edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARGMAP_USER", "\x1b[31mana\u202e")
    edit("add", "claim", "one")
    out = edit("log").out
    assert "\\x1b[31mana\\u202e" in out
    assert not set(out) & ACTING
    assert json.loads(edit("log", "--json").out)["entries"][0]["who"] == "\x1b[31mana\u202e"
