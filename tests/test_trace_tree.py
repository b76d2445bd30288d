"""The trace as a tree on the screen: what stands where, what opens, and how much is fetched for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import database

from argmap.edits.tagging import tag
from argmap.errors import UnknownIdError
from argmap.model import Argument, ArgumentMap, Premise
from argmap.store import browsing
from argmap.store.editing import Editor
from argmap.store.naming import open_map
from argmap.store.opening import open_database
from argmap.store.reading import Store
from argmap.trace import trace
from argmap_tui.at_cursor import argument_at
from argmap_tui.details_rows import details
from argmap_tui.focus_picture import picture
from argmap_tui.map_outline import MapOutline
from argmap_tui.rows import as_text
from argmap_tui.trace_tree import AT_FIRST, AT_ONCE, NEVER_SAID, TraceTree, key_of, summary_rows

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


NEGATED = """\
format: argmap/1
statements: {c: {kind: claim, title: C}, p: {kind: claim, title: P}, q: {kind: claim, title: Q}}
exclusive: {one: {of: [q, r], title: Either}}
arguments:
  a: {for: c, because: [p, {not: p}], assuming: [{not: q}], at_least: 1}
  b: {for: p, unstated: [q]}
"""


@pytest.fixture
def negated(tmp_path: Path) -> Iterator[Store]:
    file = tmp_path / "negated.yaml"
    file.write_text(NEGATED.replace("title: Q}}", "title: Q}, r: {kind: claim, title: R}}"))
    store = open_map(str(file), print)
    yield store
    store.close()


def test_what_must_not_hold_is_marked_in_the_tree(negated: Store) -> None:
    tree = TraceTree(negated, "c")
    tree.look_behind()
    tree.open(NEVER_SAID)
    assert as_text(tree.rows(), 60) == (
        "C\n"
        "▾ 1 assumption lies behind it, 1 never said, 1 untested\n"
        "└   ? Q\n"
        "      needed by the map's editor; brought to light by the\n"
        "      map's editor; untested\n"
        "└ ▾ → P + not P → C\n"
        "      the editor's inference; any 1 of its reasons will do\n"
        "  ├ ▾ · P  untested\n"
        "  │ └ ▾ → Q → P  the editor's inference\n"
        "  │   └   ? UNSTATED Q\n"
        "  │         brought to light by the map's editor; untested\n"
        "  ├ ↑ · not “P”  untested\n"
        "  └   + assuming not “Q”  untested\n"
    )


def test_what_lies_behind_what_must_not_hold_is_told_apart(negated: Store) -> None:
    map_ = negated.cone("c")
    attack = ArgumentMap([thing for thing in map_.things.values() if thing.id != "a"] + [
        Argument(id="a", target="c", premises=(Premise(node="p", role="unless"),))
    ])  # fmt: skip
    assert as_text(summary_rows(attack, trace(attack, "c"), [NEVER_SAID], True), 80) == (
        "▾ 1 behind what must not hold\n"
        "└   ? Q\n"
        "      contrary; needed by the map's editor; brought to light by the map's\n"
        "      editor; untested\n"
    )


def test_the_argument_of_a_negated_premise_is_at_hand(negated: Store) -> None:
    (row,) = [row for row in TraceTree(negated, "c").rows() if "not “Q”" in as_text([row], 60)]
    assert argument_at(negated, negated.get("q"), row) == "a"


def test_a_group_is_in_the_outline_the_details_and_the_picture(negated: Store) -> None:
    outline = MapOutline(negated)
    outline.count()
    outline.open("alternatives")
    assert "| Either" in as_text(outline.rows(), 60)
    assert "group Either (one): at most one of “Q” and “R”" in as_text(details(negated, "q"), 60)
    assert "Members\n   Q (q)\n   R (r)\n" in as_text(details(negated, "one"), 60)
    member = picture("q", browsing.around(negated, "q"))
    assert "group Either (one): at most one of “Q” and “R”" in [
        "".join(span.text for span in said.spans) for said in member.said
    ]
    assert member.above is not None
    uses = ["".join(span.text for span in said.spans) for item in member.above.items for said in item.said]
    assert uses == [
        "for C",
        "assumed not to hold in P + not P → C, the map's editor",
        "for P",
        "UNSTATED in Q → P, the map's editor",
    ]
    group = picture("one", browsing.around(negated, "one"))
    assert group.left is not None
    assert [item.id for item in group.left.items] == ["q", "r"]


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
