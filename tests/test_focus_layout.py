"""The focus view as a drawing: what stands where, how one walks in it, and that no title breaks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from argmap.errors import UnknownIdError
from argmap.store import browsing
from argmap.store.naming import open_map
from argmap.store.reading import Store
from argmap.text import columns
from argmap_tui.focus_layout import TWO_COLUMNS, Drawing, Layout, Way

WIDE, NARROW = TWO_COLUMNS, TWO_COLUMNS - 1


def drawn(store: Store, id_: str, width: int) -> str:
    """The drawing of a thing as text."""
    return "\n" + Drawing(store, id_).layout(width).text()


def walked(layout: Layout, start: str, *ways: Way) -> str:
    """The id of the cell where one ends."""
    number = next(number for number, cell in enumerate(layout.cells) if cell.id == start)
    for way in ways:
        number = layout.step(number, way)
    return layout.cells[number].id


def test_a_statement_stands_between_what_it_bears_on_and_its_reasons(example: Store) -> None:
    assert drawn(example, "somebody-maintains-it", WIDE) == dedent("""
        bears on
          → for Clean water for the valley      → for Clean water for the valley
          ? UNSTATED in Boil the water →        ? UNSTATED in The filter solves it,
            Clean water for the valley, Bea …     Abe
        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
        ┃ Somebody cleans the filter                                                ┃
        ┃ problem · somebody-maintains-it                                           ┃
        ┃ credence 0.3; untested                                                    ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        → 1 for it · ⊣ nothing argues against it
        ┌───────────────────────────────────────────────────────────────────────────┐
        │ → The village votes money for upkeep → Somebody cleans the filter         │
        │ Abe, Minutes of the meeting L6                                            │
        │ · The village votes money for upkeep                                      │
        └─ 2 behind it ─────────────────────────────────────────────────────────────┘
    """)


def test_an_argument_stands_between_its_target_and_its_premises_with_its_undercuts_beside_them(example: Store) -> None:
    assert drawn(example, "money-pays-a-keeper", WIDE) == dedent("""
        argues
          → for Somebody cleans the filter
            problem · somebody-maintains-it
        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
        ┃ The village votes money for upkeep → Somebody cleans the filter           ┃
        ┃ argument · money-pays-a-keeper                                            ┃
        ┃ Abe, Minutes of the meeting L6; untested                                  ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        rests on                               ⊣ undercut by 1
        ┌────────────────────────────────────┐ ┌────────────────────────────────────┐
        │ · The village votes money for      │ │ ⊣ Boil the water ⊣ (The village    │
        │   upkeep                           │ │   votes money for upkeep →         │
        │ untested                           │ │   Somebody cleans the filter)      │
        └────────────────────────────────────┘ │ Bea                                │
                                               │ · Boil the water                   │
                                               └────────────────────────────────────┘
    """)


def test_with_fewer_columns_what_speaks_against_stands_below_what_speaks_for(example: Store) -> None:
    assert drawn(example, "money-pays-a-keeper", 40) == dedent("""
        argues
          → for Somebody cleans the filter
            problem · somebody-maintains-it
        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
        ┃ The village votes money for upkeep → ┃
        ┃ Somebody cleans the filter           ┃
        ┃ argument · money-pays-a-keeper       ┃
        ┃ Abe, Minutes of the meeting L6;      ┃
        ┃ untested                             ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        rests on
        ┌──────────────────────────────────────┐
        │ · The village votes money for upkeep │
        │ untested                             │
        └──────────────────────────────────────┘
        ⊣ undercut by 1
        ┌──────────────────────────────────────┐
        │ ⊣ Boil the water ⊣ (The village      │
        │   votes money for upkeep → Somebody  │
        │   cleans the filter)                 │
        │ Bea                                  │
        │ · Boil the water                     │
        └──────────────────────────────────────┘
    """)


def test_premises_are_told_apart_by_role_and_say_who_brought_them_to_light(example: Store) -> None:
    assert drawn(example, "filter-cleans-water", 40).split("rests on")[1] == dedent("""\
         · ⊣ nothing undercuts it
        ┌──────────────────────────────────────┐
        │ · A sand filter at the spring        │
        │ untested                             │
        └──────────────────────────────────────┘
        ┌──────────────────────────────────────┐
        │ + assuming The sand is fine enough   │
        │ tested by Let a jar of filtered      │
        │ water stand overnight                │
        └─ 3 behind it ────────────────────────┘
        ┌──────────────────────────────────────┐
        │ ? UNSTATED Somebody cleans the       │
        │   filter                             │
        │ brought to light by Bea              │
        │ untested                             │
        └─ 2 behind it ────────────────────────┘
    """)


def test_an_experiment_stands_over_what_it_tests(example: Store) -> None:
    assert drawn(example, "jar-test", WIDE) == dedent("""
        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
        ┃ Let a jar of filtered water stand overnight                               ┃
        ┃ experiment · jar-test                                                     ┃
        ┃ status done                                                               ┃
        ┃ method Twenty jars.                                                       ┃
        ┃ result positive for The sand is fine enough on 2021-03-02: nothing        ┃
        ┃ settled                                                                   ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        tests
        ┌────────────────────────────────────┐ ┌────────────────────────────────────┐
        │ The sand is fine enough            │ │ The filter solves it               │
        │ claim                              │ │ → for Clean water for the valley   │
        │ if it holds, nothing settles       │ │ Abe, Minutes of the meeting L2     │
        │ if not, silt settles               │ │ positive with 0.9 if it holds, 0.4 │
        │ a positive is 5 times as likely if │ │ if not                             │
        │ it holds                           │ │ misleads if The water turns muddy  │
        └────────────────────────────────────┘ └────────────────────────────────────┘
    """)


def test_a_person_stands_over_what_they_say_and_hold(example: Store) -> None:
    cells = Drawing(example, "abe").layout(WIDE).cells
    assert [(cell.id, cell.x) for cell in cells[:4]] == [
        ("abe", 0),
        ("boiling-cleans-water", 0),
        ("filter-cleans-water", 0),
        ("money-pays-a-keeper", 0),
    ]
    assert [cell.x for cell in cells[4:]] == [39]


@pytest.mark.parametrize(
    ("id_", "about"),
    [
        ("pos-83d63695adb1", "somebody-maintains-it"),
        ("quote-e9665d7398c7", "somebody-maintains-it"),
        ("minutes", "filter-cleans-water"),
    ],
)
def test_positions_quotes_and_sources_show_what_they_are_about(example: Store, id_: str, about: str) -> None:
    assert about in [cell.id for cell in Drawing(example, id_).layout(WIDE).cells]


def test_a_statement_without_neighbours_says_so(map_file: Callable[[str], Path]) -> None:
    store = open_map(str(map_file("statements: {alone: {kind: claim, title: Alone}}")), print)
    assert drawn(store, "alone", 40) == dedent("""
        nothing in the map rests on it
        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
        ┃ Alone                                ┃
        ┃ claim · alone                        ┃
        ┃ untested                             ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        → nothing argues for it
        ⊣ nothing argues against it
    """)
    store.close()


def test_what_is_not_in_the_map_is_not_drawn(example: Store) -> None:
    with pytest.raises(UnknownIdError, match="clean-watr"):
        Drawing(example, "clean-watr")


def test_arrows_walk_from_cell_to_cell_as_they_lie(example: Store) -> None:
    layout = Drawing(example, "money-pays-a-keeper").layout(WIDE)
    here = "money-pays-a-keeper"
    assert walked(layout, here, "up") == "somebody-maintains-it"
    assert walked(layout, here, "up", "up") == "somebody-maintains-it"
    assert walked(layout, here, "down") == "village-votes-money"
    assert walked(layout, here, "down", "right") == "nobody-was-asked"
    assert walked(layout, here, "down", "right", "left") == "village-votes-money"
    assert walked(layout, here, "down", "right", "up") == here
    assert walked(layout, here, "left") == here


def test_a_place_in_the_drawing_belongs_to_the_cell_that_is_there(example: Store) -> None:
    layout = Drawing(example, "money-pays-a-keeper").layout(WIDE)
    for number, cell in enumerate(layout.cells):
        assert layout.at(cell.x, cell.y) == number
        assert layout.at(cell.x + cell.width - 1, cell.bottom - 1) == number
    assert layout.at(0, 0) is None
    assert layout.at(0, 1_000) is None


def test_no_title_breaks_the_drawing(map_file: Callable[[str], Path]) -> None:
    titles = ["[bold]x[/]", "a\\u202eb", "\\e[31mred", "漢字" * 60, "👩‍🔬 tests", "x" * 10_000, "e\\u0301" * 50]
    statements = "".join(f'  s{number}: {{kind: claim, title: "{title}"}}\n' for number, title in enumerate(titles))
    arguments = "".join(
        f'  a{number}: {{title: "{title}", for: s0, because: [s{number + 1}]}}\n'
        for number, title in enumerate(titles[1:])
    )
    store = open_map(str(map_file(f"statements:\n{statements}arguments:\n{arguments}")), print)
    for id_ in ("s0", "s3", "a0", "a2"):
        for width in (10, NARROW, WIDE, 200):
            layout = Drawing(store, id_).layout(width)
            for cell in layout.cells:
                assert {sum(columns(span.text) for span in line) for line in cell.lines} == {cell.width}
            assert layout.text().replace("\n", "").replace("\u200d", "").isprintable()
            assert len(layout.text().splitlines()) < 120
    store.close()


def test_of_many_neighbours_some_are_shown_and_the_rest_is_told_of(map_file: Callable[[str], Path]) -> None:
    most = browsing.AROUND
    lines = ["statements:", "  hub: {kind: claim}", "  p: {kind: claim}", "arguments:"]
    lines += [f"  r{number}: {{for: hub, because: [p]}}" for number in range(most + 5)]
    lines += [f"  b{number}: {{for: p, because: [hub]}}" for number in range(browsing.BEHIND)]
    store = open_map(str(map_file("\n".join(lines))), print)
    text = drawn(store, "hub", WIDE)
    assert text.count("│ → p → hub") == most
    assert f"→ {most}+ for it" in text
    assert text.count("and more; 'argmap show' has all") == 2
    assert "+ behind it" in text
    store.close()


def test_of_many_premises_the_unstated_ones_are_named(map_file: Callable[[str], Path]) -> None:
    lines = ["statements:", *(f"  s{number}: {{kind: claim}}" for number in range(10)), "arguments:"]
    lines.append("  a: {for: s0, because: [s1, s2, s3, s4, s5, s6, s7], unstated: [s8, s9]}")
    store = open_map(str(map_file("\n".join(lines))), print)
    assert drawn(store, "s0", 40).split("→ 1 for it")[1] == dedent("""\
         · ⊣ nothing argues against it
        ┌──────────────────────────────────────┐
        │ → s1 + s2 + s3 + 4 more → s0         │
        │ the editor's inference               │
        │ · s1                                 │
        │ · s2                                 │
        │ · s3                                 │
        │ ? UNSTATED s8                        │
        │ ? UNSTATED s9                        │
        │ and 4 more premises                  │
        └──────────────────────────────────────┘
    """)
    store.close()
