"""The trace as a tree on the screen: what stands where, what opens, and how much is fetched for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import database

from argmap.edits.tagging import tag
from argmap.errors import UnknownIdError
from argmap.store.editing import Editor
from argmap.store.opening import open_database
from argmap.store.reading import Store
from argmap_tui.rows import as_text
from argmap_tui.trace_tree import AT_FIRST, AT_ONCE, NEVER_SAID, TraceTree, key_of

BEHIND_CLEAN_WATER = """\
Clean water for the valley
├ ▾ → Boil the water → Clean water for the valley
│     Bea and Abe
│ ├   · Boil the water  untested
│ └ ▾ ? UNSTATED Somebody cleans the filter
│       brought to light by the map's editor; untested
│   └ ▾ → The village votes money for upkeep → Somebody
│       cleans the filter  Abe, Minutes of the meeting L6
│     ├   · The village votes money for upkeep  untested
│     └ ▾ ⊣ undercut by Boil the water ⊣ (The village votes
│         money for upkeep → Somebody cleans the filter)
│           Bea
│       └   · Boil the water  untested
└ ▾ → The filter solves it
      Abe, Minutes of the meeting L2; tested by 1 experiment
  ├   · A sand filter at the spring  untested
  ├ ▾ + assuming The sand is fine enough
  │     tested by 1 experiment
  │ └ ▾ ⊣ against The water turns muddy ⊣ The sand is fine
  │     enough  the editor's inference
  │   ├ ▾ · The water turns muddy  untested
  │   │ └ ▾ → A spring flood → The water turns muddy  Bea
  │   │   └   · A spring flood  untested
  │   └   ! unless Boil the water  untested
  └ ↑ ? UNSTATED Somebody cleans the filter
        brought to light by Bea; untested
"""


def test_the_tree_shows_speakers_roles_objections_and_pointers(example: Store) -> None:
    assert as_text(TraceTree(example, "clean-water").rows(), 60) == BEHIND_CLEAN_WATER


def test_the_tree_of_an_argument_begins_with_its_premises(example: Store) -> None:
    tree = TraceTree(example, "money-pays-a-keeper")
    assert as_text(tree.rows(), 60) == (
        "The village votes money for upkeep → Somebody cleans the\n"
        "filter\n"
        "├   · The village votes money for upkeep  untested\n"
        "└ ▾ ⊣ undercut by Boil the water ⊣ (The village votes money\n"
        "    for upkeep → Somebody cleans the filter)  Bea\n"
        "  └   · Boil the water  untested\n"
    )


def test_what_is_shut_hides_what_is_below_and_opens_again(example: Store) -> None:
    tree = TraceTree(example, "clean-water")
    whole = tree.rows()
    key = key_of("clean-water", "for", "filter-cleans-water")
    tree.shut(key)
    shut = tree.rows()
    assert (shut[-1].key, shut[-1].opened) == (key, False)
    assert shut[:-1] == whole[: len(shut) - 1]
    tree.open(key)
    assert tree.rows() == whole


def test_reasons_move_to_where_they_are_open(example: Store) -> None:
    tree = TraceTree(example, "clean-water")
    first = key_of("boiling-cleans-water", "unstated", "somebody-maintains-it")
    second = key_of("filter-cleans-water", "unstated", "somebody-maintains-it")
    assert {row.key: row.pointer for row in tree.rows()}[second] == first
    tree.shut(first)
    tree.open(second)
    rows = {row.key: row for row in tree.rows()}
    assert (rows[first].opened, rows[second].opened, rows[second].pointer) == (False, True, "")


def test_what_was_never_said_is_counted_and_listed(example: Store) -> None:
    tree = TraceTree(example, "clean-water")
    tree.look_behind()
    tree.open(NEVER_SAID)
    assert as_text(tree.rows()[1:3], 60) == (
        "▾ 2 assumptions lie behind it, 1 never said, 1 untested\n"
        "└   ? Somebody cleans the filter\n"
        "      needed by Abe; brought to light by Bea; untested\n"
    )


def test_a_circle_ends_in_a_pointer(tmp_path: Path) -> None:
    source = tmp_path / "circle.yaml"
    source.write_text(
        "format: argmap/1\n"
        "statements: {a: {kind: claim, title: A}, b: {kind: claim, title: B}}\n"
        "arguments: {a-for-b: {for: b, because: [a]}, b-for-a: {for: a, because: [b]}}\n"
    )
    store = open_database(database(tmp_path / "circle.db", source))
    tree = TraceTree(store, "a")
    assert tree.open_all()
    assert as_text(tree.rows(), 60) == (
        "A\n└ ▾ → B → A  the editor's inference\n  └ ▾ · B  untested\n    └ ▾ → A → B  the editor's inference\n"
        "      └ ↑ · A  untested\n"
    )


def test_an_edit_shows_when_the_tree_is_fetched_anew(map_db: Path) -> None:
    store = open_database(map_db)
    tree = TraceTree(store, "clean-water")
    with Editor(map_db, who="bo") as editor, editor.edit() as edit:
        tag(edit, "money-pays-a-keeper", "sand-is-fine", by="bea")
    tree.reload()
    assert "? UNSTATED The sand is fine enough" in as_text(tree.rows(), 60)
    store.close()


def test_a_target_that_is_not_there_is_told_with_the_nearest(example: Store) -> None:
    with pytest.raises(UnknownIdError, match="nearest: clean-water"):
        TraceTree(example, "clean-watre")


def test_a_wide_map_opens_no_more_than_a_screen_and_no_more_than_the_limit(tmp_path: Path) -> None:
    lines = [f"  c{n}: {{kind: claim, title: Claim {n}}}\n" for n in range(2_000)]
    steps = [f"  a{n}: {{for: c{n // 3}, because: [c{n + 1}]}}\n" for n in range(1_900)]
    source = tmp_path / "wide.yaml"
    source.write_text("format: argmap/1\nstatements:\n" + "".join(lines) + "arguments:\n" + "".join(steps))
    store = open_database(database(tmp_path / "wide.db", source))
    before = store.rows_fetched
    tree = TraceTree(store, "c0")
    assert len(tree.rows()) < 2 * AT_FIRST
    assert store.rows_fetched - before < 20 * AT_FIRST
    assert not tree.open_all()
    assert len(tree.rows()) >= AT_ONCE
    store.close()
