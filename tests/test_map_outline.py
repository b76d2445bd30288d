"""The outline of a map on the screen, and the pages that the store gives for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import database

from argmap.edits.adding import add
from argmap.store import browsing
from argmap.store.browsing import Page
from argmap.store.editing import Editor
from argmap.store.opening import open_database
from argmap.store.reading import Store
from argmap_tui.map_outline import MORE, MapOutline
from argmap_tui.rows import as_text


def test_the_outline_counts_and_opens(example: Store) -> None:
    outline = MapOutline(example)
    outline.count()
    outline.open("problems")
    outline.open("sources")
    outline.open("sources>minutes")
    assert as_text(outline.rows(), 40, 1) == (
        "▾ Problems  2\n"
        "    P Clean water for the valley\n"
        "    P Somebody cleans the filter\n"
        "▸ Proposals  2\n"
        "▸ Claims  3\n"
        "▸ Scenarios  1\n"
        "▸ Concerns  1\n"
        "▸ Unstated\n"
        "▸ Unstated, untested\n"
        "▸ Edited last\n"
        "▸ Experiments  1\n"
        "▸ People  2\n"
        "▾ Sources  1\n"
        "  ▾ # Minutes of the meeting\n"
        "      → The filter solves it\n"
        "      → The village votes money for upk…\n"
    )


def test_what_there_is_none_of_says_so(tmp_path: Path) -> None:
    store = open_database(database(tmp_path / "empty.db"))
    outline = MapOutline(store)
    outline.count()
    outline.open("unstated")
    assert as_text(outline.rows(), 40, 1) == "▾ Unstated\n    none\n▸ Unstated, untested\n▸ Edited last\n"
    store.close()


def test_what_was_edited_last_comes_first(map_db: Path) -> None:
    with Editor(map_db, who="bo") as editor:
        for number in range(3):
            with editor.edit() as edit:
                add(edit, "claim", None, {"title": f"News {number}"})
    store = open_database(map_db)
    outline = MapOutline(store)
    outline.open("recent")
    assert [hit.id for hit in outline.opened["recent"].hits] == ["news-2", "news-1", "news-0"]
    store.close()


@pytest.fixture
def many(tmp_path: Path) -> Store:
    """A map of 250 claims, each unstated in an argument, every tenth of them tested."""
    claims = "".join(f"  c{n}: {{kind: claim, title: Claim {n}}}\n" for n in range(250))
    steps = "".join(f"  a{n}: {{for: c{n - 1}, unstated: [c{n}], source: s}}\n" for n in range(1, 250))
    tests = "".join(f"  e{n}: {{title: E{n}, tests: [c{n}]}}\n" for n in range(0, 250, 10))
    source = tmp_path / "many.yaml"
    source.write_text(
        f"format: argmap/1\nstatements:\n{claims}arguments:\n{steps}experiments:\n{tests}sources: {{s: {{title: S}}}}\n"
    )
    return open_database(database(tmp_path / "many.db", source))


PAGES: dict[str, tuple[Callable[[Store, int], Page], int]] = {
    "of a kind": (lambda store, after: browsing.of_kind(store, "claim", after), 250),
    "unstated": (browsing.unstated, 249),
    "untested": (lambda store, after: browsing.unstated(store, after, untested=True), 225),
    "experiments": (lambda store, after: browsing.experiments(store, "proposed", after, 10), 25),
    "said in a source": (lambda store, after: browsing.said_in(store, "s", after), 249),
}


@pytest.mark.parametrize("what", PAGES)
def test_pages_together_have_everything_once(many: Store, what: str) -> None:
    page, expected = PAGES[what]
    found, after = [], 0
    for _ in range(100):
        hits, following = page(many, after)
        found += [hit.id for hit in hits]
        if following is None:
            break
        after = following
    assert len(found) == len(set(found)) == expected


def test_a_page_costs_what_it_shows(many: Store) -> None:
    for page, _ in PAGES.values():
        before = many.rows_fetched
        page(many, 0)
        # An argument without a title is called by its premise and its target.
        assert many.rows_fetched - before <= 4 * browsing.PAGE


def test_the_next_page_is_appended_and_kept_when_fetched_anew(many: Store) -> None:
    outline = MapOutline(many)
    outline.open("claims")
    assert len(outline.opened["claims"].hits) == browsing.PAGE
    assert outline.rows()[-4].key != "claims" + MORE
    outline.open("claims" + MORE)
    outline.reload()
    assert len(outline.opened["claims"].hits) == 2 * browsing.PAGE
    outline.open("claims" + MORE)
    assert outline.opened["claims"].after is None


def test_what_surrounds_a_thing_is_cut_at_so_many_of_a_role(tmp_path: Path) -> None:
    steps = "".join(f"  a{n}: {{for: c, always: true, by: [bo]}}\n" for n in range(300))
    source = tmp_path / "star.yaml"
    source.write_text(
        f"format: argmap/1\nstatements: {{c: {{kind: claim, title: C}}}}\n"
        f"arguments:\n{steps}people: {{bo: {{title: Bo}}}}\n"
    )
    store = open_database(database(tmp_path / "star.db", source))
    assert len(browsing.surroundings(store, "bo").referrers("bo", "by")) == browsing.MOST
    assert len(browsing.step(store, ["c"]).things) == browsing.MOST + 2
    store.close()
