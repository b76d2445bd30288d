"""One thing as the text of a map file and back, and what is said of a text that cannot be kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from argmap.edits.adding import assign
from argmap.edits.removing import remove
from argmap.edits.whole import ChangedMeanwhileError, from_text, put_whole, to_text
from argmap.errors import BadFileError, EditError
from argmap.ids import position_id
from argmap.store.editing import Editor
from argmap.store.reading import Store

SAND = """\
format: argmap/1
statements:
  sand-is-fine: {kind: claim, title: The sand is fine enough, credence: {low: 0.6, high: 0.9, note: one sample}}
"""


def became(store: Store, id_: str, old: str, new: str) -> str:
    """What is wrong with the text of a thing in which `old` is replaced."""
    thing = store.get(id_)
    text = to_text(thing)
    assert old in text
    with pytest.raises((BadFileError, EditError)) as caught:
        from_text(text.replace(old, new).encode(), thing, store)
    return str(caught.value)


def test_a_thing_is_written_as_in_a_map_file(example: Store) -> None:
    assert to_text(example.get("sand-is-fine")) == SAND
    position = to_text(example.get(position_id("bea", "filter-cleans-water", "")))
    assert position == ("format: argmap/1\npositions:\n  - {person: bea, target: filter-cleans-water, reading: via}\n")


def test_every_kind_of_thing_comes_back_as_it_was(example: Store) -> None:
    things = list(example.whole().things.values())
    assert {thing.kind for thing in things} >= {"claim", "argument", "experiment", "person", "position", "quote"}
    for thing in things:
        assert from_text(to_text(thing).encode(), thing, example) == thing


def test_what_is_wrong_is_told_with_its_place_and_the_nearest_id(example: Store) -> None:
    assert became(example, "filter-cleans-water", "sand-is-fine", "sand-is-find") == (
        "text:7:16: unknown id 'sand-is-find' in assuming; nearest: sand-is-fine"
    )
    assert became(example, "sand-is-fine", "kind: claim", "kind: clam") == (
        "text:3:24: kind of statement 'sand-is-fine' must be problem, proposal, claim, scenario or concern,"
        " not 'clam'; nearest: claim"
    )
    assert became(example, "sand-is-fine", SAND, "") == "text:1:1: the file is empty; a map is a mapping of sections"
    assert became(example, "sand-is-fine", "claim", "\0").startswith("text:3:")


def test_a_text_that_is_about_something_else_is_refused(example: Store) -> None:
    assert became(example, "sand-is-fine", "  sand-is-fine:", "  sand:") == (
        "the id cannot be changed: others may refer to 'sand-is-fine'; it is now 'sand'"
    )
    assert became(example, "sand-is-fine", SAND, "format: argmap/1\n") == (
        "the text holds no things; it must hold 'sand-is-fine' alone"
    )
    assert became(example, "bea", "people", "sources") == "'bea' is a person and cannot become a source; d removes it"
    assert became(example, "sand-is-fine", "statements:", "title: All\nstatements:") == (
        "title stands at the left margin, where it speaks of the whole map; indent it"
    )


def test_a_changed_text_takes_the_place_of_the_thing_and_its_file_stays(map_db: Path) -> None:
    with Editor(map_db, who="ana") as editor, editor.edit() as edit:
        thing = edit.get("sand-is-fine")
        after = from_text(SAND.replace("fine enough", "very fine").encode(), thing, edit.store)
        assert put_whole(edit, thing, after).title == "The sand is very fine"
        assert edit.file_of("sand-is-fine") == "example.yaml"


def test_a_position_of_another_day_takes_the_place_of_the_old_one(map_db: Path) -> None:
    old = position_id("bea", "filter-cleans-water", "")
    with Editor(map_db, who="ana") as editor:
        with editor.edit() as edit:
            thing = edit.get(old)
            text = to_text(thing).replace("via}", "via, on: 2021-05-01}")
            put_whole(edit, thing, from_text(text.encode(), thing, edit.store))
        with editor.edit() as edit:
            assert edit.find(old) is None
            new = edit.get(position_id("bea", "filter-cleans-water", "2021-05-01"))
            assert edit.file_of(new.id) == "example.yaml"
            taken = to_text(new).replace("person: bea", "person: abe").replace(', "on": "2021-05-01"', "")
            after = from_text(taken.encode(), new, edit.store)
            with pytest.raises(EditError, match="that position is there already: pos-"):
                put_whole(edit, new, after)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(map_db: Path) -> None:
    with Editor(map_db, who="ana") as editor:
        with editor.edit() as edit:
            before = edit.get("sand-is-fine")
            now = assign(edit, "sand-is-fine", ["title=Theirs"])
        with pytest.raises(ChangedMeanwhileError) as caught, editor.edit() as edit:
            put_whole(edit, before, before)
        assert str(caught.value) == "'sand-is-fine' was changed by somebody else meanwhile; nothing was saved"
        assert caught.value.now == now
        with editor.edit() as edit:
            remove(edit, "sand-is-fine", cascade=True)
        with pytest.raises(ChangedMeanwhileError) as caught, editor.edit() as edit:
            put_whole(edit, now, before)
        assert caught.value.now is None
