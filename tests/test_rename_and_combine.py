"""A thing can be renamed and two made one: whatever mentions them follows, in one edit that can be taken back."""

from __future__ import annotations

import json
import os
import re
import tempfile
from functools import cache
from pathlib import Path

import pytest
from conftest import Answer, Edit, Unchanged, database
from dumps import dump, entry, refusal, told
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import maps

from argmap.edits.combining import combine
from argmap.edits.renaming import rename
from argmap.errors import BadFileError, EditError
from argmap.formats.argmap1 import write
from argmap.formats.reading import Reading, read
from argmap.ids import position_id
from argmap.model import ArgumentMap, MapFile, Position, Quote, references
from argmap.store.editing import Editor
from argmap.store.importing import bring_in
from argmap.store.reading import Store
from argmap.store.verifying import verify
from argmap.store.writable import new_map

EXAMPLES = int(os.environ.get("ARGMAP_RENAME_EXAMPLES", "20"))

MAP = """format: argmap/1
statements:
  p: {kind: problem, title: P}
  q: {kind: claim, title: Q, tags: [one, two]}
  r: {kind: claim, title: R, text: More of it, tags: [two, three], about: [p, q]}
  s: {kind: scenario, title: S}
arguments:
  a: {for: p, because: [q], assuming: [s], unstated: [{node: r, surfaced_by: bea, at: L3}], by: [ana], source: doc}
  b: {against: a, because: [r], by: [bea]}
experiments:
  x: {title: X, tests: [{node: q, before: [s], misleads_if: [s]}], result: [{outcome: positive, node: q}]}
people: {ana: {title: Ana}, bea: {title: Bea}}
sources: {doc: {title: Doc}}
positions:
  - {person: ana, target: q, credence: 0.2, on: 2022-07-01}
  - {person: bea, target: r, credence: 0.4}
  - {person: bea, target: a, reading: given, of: [q]}
quotes:
  - {source: doc, target: q, exact: the words}
"""


@pytest.fixture
def map_db(tmp_path: Path) -> Path:
    file = tmp_path / "map.yaml"
    file.write_text(MAP, encoding="utf-8")
    return database(tmp_path / "map.db", file)


def said(path: Path) -> str:
    """The map as a map file, less its heading."""
    with Editor(path, who="x") as editor:
        return "".join(write(Store(editor.connection).whole(), MapFile("")))


# --- renaming ---


def test_everything_that_mentions_a_thing_follows_it(edit: Edit, map_db: Path) -> None:
    before = said(map_db)
    answer = edit("set", "q", "id=new-name", "title=New")
    assert (answer.status, answer.err) == (0, "")
    assert "q is now new-name: title New (was Q)" in answer.out.splitlines()
    after = said(map_db)
    expected = before
    for old, new in [
        ("  q: {kind: claim, title: Q", "  new-name: {kind: claim, title: New"),
        ("about: [p, q]", "about: [p, new-name]"),
        ("because: [q]", "because: [new-name]"),
        ("node: q", "node: new-name"),
        ("target: q", "target: new-name"),
        ("of: q", "of: new-name"),
    ]:
        assert old in expected
        expected = expected.replace(old, new)
    assert sorted(re.findall(r"[\w-]+", after)) == sorted(re.findall(r"[\w-]+", expected))
    assert (
        position_id("ana", "new-name", "2022-07-01") in json.loads(edit("show", "new-name", "--json").out)["positions"]
    )
    assert edit("undo").out.startswith("undid 2: ")
    assert said(map_db) == before
    assert edit("redo").status == 0
    assert said(map_db) == after


@pytest.mark.parametrize(
    ("id_", "new", "inside"),
    [
        ("ana", "anna", ["by: [anna]", "person: anna"]),
        ("bea", "bee", ["surfaced_by: bee", "by: [bee]", "person: bee"]),
        ("doc", "talk", ["source: talk"]),
        ("a", "step", ["against: step", "target: step"]),
        ("s", "flood", ["assuming: [flood]", "before: [flood]", "misleads_if: [flood]"]),
        ("x", "trial", ["  trial:"]),
    ],
)
def test_every_kind_of_thing_can_be_renamed(edit: Edit, map_db: Path, id_: str, new: str, inside: list[str]) -> None:
    assert edit("set", id_, f"id={new}").status == 0
    written = said(map_db)
    assert [part for part in inside if part not in written] == []
    assert edit("doctor").status == 0


def test_what_quotes_a_position_follows_the_person_who_holds_it(edit: Edit, map_db: Path) -> None:
    held = position_id("bea", "r", "")
    assert edit("add", "quote", "--source", "doc", "--target", held, "--exact", "spoken").status == 0
    assert edit("set", "bea", "id=bee").status == 0
    assert f"target: {position_id('bee', 'r', '')}" in said(map_db)
    assert edit("doctor").status == 0
    assert edit("set", position_id("bee", "r", ""), "person=ana").status == 0
    assert f"target: {position_id('ana', 'r', '')}" in said(map_db)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (
            ["q", "id=Q 2"],
            "'Q 2' is no id: lower-case letters and digits, with single hyphens between, 80 at most; nearest: q-2",
        ),
        (["q", "id="], "'' is no id: lower-case letters and digits, with single hyphens between, 80 at most"),
        (["q", "id=r"], "'r' is there already (claim); 'argmap combine r q' makes one of the two"),
        (["q", "id=ana"], "'ana' is there already (person)"),
        (["q", "id+=a"], "id is no list; id=NEW renames the thing, and what refers to it follows"),
        (
            [position_id("bea", "r", ""), "id=z"],
            "the id of a position is made from what it says; change that, and the id follows",
        ),
    ],
)
def test_an_id_that_cannot_be_is_refused(edit: Edit, unchanged: Unchanged, words: list[str], why: str) -> None:
    with unchanged():
        assert refusal(edit("set", *words)) == why


def test_a_renamed_thing_keeps_its_place_and_its_history(edit: Edit, map_db: Path) -> None:
    edit("add", "claim", "later", "--title", "Later")
    edit("set", "q", "id=z")
    with Editor(map_db, who="x") as editor:
        rows = editor.connection.execute("select id from thing where kind = 'claim' order by pk").fetchall()
    assert [id_ for (id_,) in rows] == ["z", "r", "later"]
    assert "q is now z" in edit("log", "z").out
    assert "q is now z" in edit("log", "q").out
    edit("add", "claim", "q", "--title", "Another")
    assert edit("undo").status == edit("undo").status == 0
    assert edit("show", "q").out.startswith("Q")
    assert edit("doctor").status == 0


@cache
def empty_map() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        new_map(Path(folder) / "map.db")
        return (Path(folder) / "map.db").read_bytes()


def with_map(path: Path, map_: ArgumentMap) -> Editor:
    path.write_bytes(empty_map())
    editor = Editor(path, who="x")
    bring_in(
        editor, Reading([(thing, "map.yaml") for thing in map_.things.values()], [MapFile("map.yaml")]), ["map.yaml"]
    )
    return editor


def problems(map_: ArgumentMap) -> int:
    """How much is wrong with a map as a file."""
    try:
        read([("map.yaml", "".join(write(map_, MapFile("map.yaml"))).encode())], lambda _: {})
    except BadFileError as error:
        return len(error.problems)
    return 0


@given(maps(), st.data())
@settings(deadline=None, max_examples=EXAMPLES)
def test_renaming_there_and_back_changes_nothing_and_nothing_dangles(map_: ArgumentMap, data: st.DataObject) -> None:
    id_ = data.draw(
        st.sampled_from(sorted(id_ for id_, thing in map_.things.items() if not isinstance(thing, Position | Quote)))
    )
    with tempfile.TemporaryDirectory() as folder, with_map(Path(folder) / "map.db", map_) as editor:
        store = Store(editor.connection)
        before = dump(store)
        with editor.edit() as edit:
            rename(edit, id_, "z-new")
        after = store.whole()
        assert len(after) == len(map_)
        mentioned = {ref.id for thing in after.things.values() for ref in references(thing)}
        assert mentioned <= after.things.keys()
        assert id_ not in after
        renamed = dump(store)
        with editor.edit() as edit:
            rename(edit, "z-new", id_)
        assert dump(store) == before
        editor.undo()
        assert dump(store) == renamed
        editor.undo()
        assert dump(store) == before
        editor.redo()
        assert dump(store) == renamed
        assert [check for check in verify(editor.path, who="x", spec="m") if check.status == "wrong"] == []


# --- combining ---


def test_what_was_said_in_two_roles_is_a_difference(edit: Edit, map_db: Path) -> None:
    answer = edit("combine", "q", "r")
    assert answer.status == 1
    assert "a  q role\n  mine:   because\n  theirs: unstated\n" in answer.out
    assert edit("combine", "q", "r", "--keep").status == 0
    assert entry(map_db, "a")["because"] == [{"node": "q", "at": "L3"}]
    assert edit("doctor").status == 0


def test_a_difference_is_listed_and_nothing_is_written(edit: Edit, map_db: Path, unchanged: Unchanged) -> None:
    edit("set", "a", "unstated=s", "assuming=")
    with unchanged():
        answer: Answer = edit("combine", "q", "r")
    assert answer.status == 1
    assert answer.out == "q  title\n  mine:   Q\n  theirs: R\n"
    assert answer.err.startswith("argmap: 1 field differs; nothing was written (--keep takes those of q")
    with unchanged():
        answer = edit("combine", "q", "r", "--json")
    assert json.loads(answer.out)["conflicts"] == [{"id": "q", "field": "title", "mine": "Q", "theirs": "R"}]


def test_lists_are_joined_and_references_follow(edit: Edit, map_db: Path) -> None:
    edit("set", "a", "unstated=s", "assuming=")
    before = said(map_db)
    answer = edit("combine", "q", "r", "--replace")
    assert answer.status == 0
    assert entry(map_db, "q") == {
        "kind": "claim", "title": "R", "text": "More of it", "about": ["p"], "tags": ["one", "two", "three"],
    }  # fmt: skip
    assert entry(map_db, "b")["because"] == ["q"]
    assert entry(map_db, position_id("bea", "q", ""))["credence"] == 0.4
    assert entry(map_db, position_id("ana", "q", "2022-07-01"))["credence"] == 0.2
    assert edit("show", "r").status == 2
    assert edit("doctor").status == 0
    assert edit("undo").status == 0
    assert said(map_db) == before


def test_two_positions_of_one_person_are_combined_or_listed(edit: Edit, map_db: Path) -> None:
    edit("set", "a", "unstated=s", "assuming=")
    edit("set", "r", "title=Q")
    edit("add", "position", "--person", "bea", "--target", "q", "--credence", "0.9")
    answer = edit("combine", "q", "r")
    assert (answer.status, answer.out.splitlines()[0]) == (1, f"{position_id('bea', 'q', '')}  credence")
    assert edit("combine", "q", "r", "--keep").status == 0
    assert entry(map_db, position_id("bea", "q", ""))["credence"] == 0.9


def test_two_people_are_made_one(edit: Edit, map_db: Path) -> None:
    edit("set", "b", "by=ana,bea")
    assert edit("combine", "ana", "bea", "--keep").status == 0
    assert entry(map_db, "b")["by"] == ["ana"]
    assert entry(map_db, "a")["unstated"] == [{"node": "r", "surfaced_by": "ana", "at": "L3"}]
    assert edit("doctor").status == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["q", "q"], "two things are combined, not 'q' with itself"),
        (["q", "p"], "'q' is a claim and 'p' a problem; only things of one kind can be combined"),
        (["q", "nobody"], "nothing in this map has the id 'nobody'"),
        (["a", "b", "--replace"], "'a' would be against itself; change it first"),
        (
            ["q", position_id("bea", "r", "")],
            f"'{position_id('bea', 'r', '')}' is a position, told by what it says; 'argmap rm' removes one of two",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(edit: Edit, unchanged: Unchanged, words: list[str], why: str) -> None:
    with unchanged():
        assert refusal(edit("combine", *words)).startswith(why)


def test_what_would_argue_for_itself_is_refused(edit: Edit, unchanged: Unchanged, map_db: Path) -> None:
    edit("add", "argument", "c", "--for", "q", "--because", "r")
    with unchanged():
        assert (
            refusal(edit("combine", "q", "r", "--keep")) == "'c' would argue about 'q' from 'q' itself; change it first"
        )


@given(maps(), st.data())
@settings(deadline=None, max_examples=EXAMPLES)
def test_nothing_dangles_after_two_were_made_one_and_undo_brings_both_back(
    map_: ArgumentMap, data: st.DataObject
) -> None:
    pairs = [
        (one.id, other.id)
        for one in map_.things.values()
        for other in map_.things.values()
        if one.id != other.id and one.kind == other.kind and not isinstance(one, Position | Quote)
    ]
    assume(pairs)
    keep, other = data.draw(st.sampled_from(sorted(pairs)))
    with tempfile.TemporaryDirectory() as folder, with_map(Path(folder) / "map.db", map_) as editor:
        store = Store(editor.connection)
        before = dump(store)
        try:
            with editor.edit() as edit:
                conflicts = combine(edit, keep, other)
            if conflicts:
                assert dump(store) == before
                with editor.edit() as edit:
                    combine(edit, keep, other, data.draw(st.sampled_from(["keep", "other"])))
        except EditError:
            assert dump(store) == before
            return
        after = store.whole()
        mentioned = {ref.id for thing in after.things.values() for ref in references(thing)}
        assert mentioned <= after.things.keys()
        assert other not in after
        assert problems(after) <= problems(map_)
        editor.undo()
        assert dump(store) == before
        assert [check for check in verify(editor.path, who="x", spec="m") if check.status == "wrong"] == []


def test_the_journal_names_what_was_renamed(edit: Edit, map_db: Path) -> None:
    edit("set", "s", "id=flood")
    assert [line for line in edit("log", "--limit", "1").out.splitlines() if "is now" in line]
    assert told(map_db)[1][-1].changed == 4
