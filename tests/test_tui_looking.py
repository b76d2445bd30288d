"""Looking: the focus view in the place of the trace, and the lists in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import EXAMPLE, database
from screens import Driver, opened

from argmap.edits.adding import assign
from argmap.edits.removing import remove
from argmap.model import Argument
from argmap.store.editing import Editor
from argmap_tui.focus_view import FocusView
from argmap_tui.main_screen import MainScreen

pytestmark = pytest.mark.asyncio


def view(ui: Driver) -> FocusView:
    """The focus view, which is there and is seen."""
    found = ui.main.query_one(FocusView)
    assert found.display
    assert not ui.main.list("centre").display
    return found


def at_cursor(ui: Driver) -> str:
    cell = view(ui).cell
    assert cell is not None
    return cell.id


async def until(ui: Driver, text: str) -> None:
    """Wait until the drawing says this."""
    for _ in range(40):
        if text in view(ui).layout_shown.text():
            return
        await ui.pilot.pause(0.05)
    raise AssertionError(view(ui).layout_shown.text())


async def test_f_shows_what_is_around_the_focus_and_again_its_trace_as_it_was_left() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        centre = ui.main.list("centre")
        await ui.press("j", "j", "left", "j")
        rows, row = centre.rows, centre.row
        await ui.press("f")
        assert at_cursor(ui) == "clean-water"
        assert view(ui).has_focus
        assert "→ 2 for it" in view(ui).layout_shown.text()
        await ui.press("f")
        assert centre.has_focus
        assert (centre.rows, centre.row) == (rows, row)


@pytest.mark.parametrize("key", ["f", "2"])
async def test_1_always_brings_the_trace_back(key: str) -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press(key, "1")
        assert ui.main.list("centre").display
        assert ui.text("centre").startswith("Clean water")
        await ui.press(key, "3", "1")
        assert ui.text("centre").startswith("Clean water")
        await ui.press("1")
        assert ui.text("centre").startswith("Clean water")


async def test_arrows_and_vim_keys_walk_in_the_focus_view_and_the_details_follow() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("f", "down")
        assert at_cursor(ui) == "boiling-cleans-water"
        await ui.press("l")
        assert at_cursor(ui) == "filter-cleans-water"
        assert isinstance(ui.main.current, Argument)
        assert ui.main.argument_at_cursor() == "filter-cleans-water"
        await ui.press("h", "k")
        assert at_cursor(ui) == "clean-water"
        await ui.press("G")
        assert at_cursor(ui) == "filter-cleans-water"
        await ui.press("g", "pagedown", "pageup")
        assert at_cursor(ui) == "clean-water"


async def test_enter_walks_through_the_map_and_the_brackets_back_and_forward() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("f", "down", "right", "enter")
        assert (ui.main.focus_id, at_cursor(ui)) == ("filter-cleans-water", "filter-cleans-water")
        await ui.press("down", "enter", "left_square_bracket")
        assert (ui.main.focus_id, at_cursor(ui)) == ("filter-cleans-water", "filter-cleans-water")
        await ui.press("left_square_bracket")
        assert at_cursor(ui) == "clean-water"
        await ui.press("right_square_bracket", "up", "enter")
        assert at_cursor(ui) == "clean-water"
        assert view(ui).has_focus


async def test_a_premise_in_the_focus_view_stands_for_its_argument() -> None:
    async with opened(EXAMPLE, "filter-cleans-water") as ui:
        await ui.press("f", "down")
        assert at_cursor(ui) == "filter-plant"
        assert ui.main.argument_at_cursor() == "filter-cleans-water"


async def test_a_click_puts_the_cursor_on_a_cell_and_a_second_one_goes_there() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("f")
        cell = view(ui).layout_shown.cells[-1]
        corner = view(ui).content_region.offset
        place = (corner.x + cell.x, corner.y + cell.y)
        await ui.pilot.click(offset=place)
        await ui.settle()
        assert at_cursor(ui) == cell.id
        assert ui.main.focus_id == "clean-water"
        await ui.pilot.click(offset=place, times=2)
        await ui.settle()
        assert ui.main.focus_id == cell.id


async def test_on_80_columns_the_focus_view_has_the_screen_and_two_columns() -> None:
    async with opened(EXAMPLE, "clean-water", size=(80, 24)) as ui:
        await ui.press("f")
        assert view(ui).region.width == 80
        assert not ui.main.list("outline").display
        assert {cell.x for cell in view(ui).layout_shown.cells} == {0, 39}
        assert max(len(line) for line in view(ui).layout_shown.text().splitlines()) <= view(ui).size.width
    async with opened(EXAMPLE, "clean-water", size=(79, 24)) as ui:
        await ui.press("f")
        assert {cell.x for cell in view(ui).layout_shown.cells} == {0}


async def test_the_drawing_follows_the_width_of_the_screen() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("f", "down")
        await ui.pilot.resize_terminal(60, 24)
        await ui.settle()
        assert view(ui).layout_shown.width == 57
        assert at_cursor(ui) == "boiling-cleans-water"


async def test_what_another_process_edits_appears_in_the_focus_view(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("f", "down", "right")
        with Editor(map_db, who="bo") as editor, editor.edit() as edit:
            assign(edit, "sand-is-fine", ["title=The sand is very fine"])
        await until(ui, "The sand is very fine")
        assert at_cursor(ui) == "filter-cleans-water"
        await ui.press("f")
        assert "The sand is very fine" in ui.text("centre")


async def test_a_thing_that_goes_while_it_is_drawn_is_told(map_db: Path) -> None:
    async with opened(map_db, "boil-it") as ui:
        await ui.press("f")
        with Editor(map_db, who="bo") as editor, editor.edit() as edit:
            remove(edit, "boil-it", cascade=True)
        for _ in range(40):
            if "what was in the focus is gone" in ui.status:
                break
            await ui.pilot.pause(0.05)
        await ui.press("down", "enter", "1", "f")
        assert ui.app.is_running


async def test_an_empty_map_says_what_to_do_first(tmp_path: Path) -> None:
    async with opened(database(tmp_path / "empty.db")) as ui:
        await ui.press("f")
        assert ui.status == "choose something in the map first; enter puts it here"
        await ui.press("1")
        assert ui.status == "choose something in the map first; enter puts it here"
        await listed(ui, "5")
        assert ui.text("centre").startswith("no scenario in this map")


async def listed(ui: Driver, key: str) -> MainScreen:
    await ui.press(key)
    assert ui.main.list("centre").display
    assert ui.main.list("centre").has_focus
    return ui.main


async def test_3_lists_experiments_and_enter_goes_to_one() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await listed(ui, "3")
        assert ui.text("centre").startswith("▾ Done  1\n  ▸ e Let a jar of filtered water stand overnight")
        await ui.press("j", "l")
        assert "tests The sand is fine enough" in ui.text("centre")
        await ui.press("h")
        await ui.press("enter")
        assert ui.main.focus_id == "jar-test"


async def test_4_lists_what_nothing_tests_and_5_scenarios_also_from_the_focus_view() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("f")
        await listed(ui, "4")
        await ui.press("j", "right")
        assert "brought to light by Bea" in ui.text("centre")
        await listed(ui, "5")
        await ui.press("right")
        assert "⊣ The sand is fine enough" in ui.text("centre")
        await ui.press("down", "enter")
        assert at_cursor(ui) == "sand-is-fine"
        assert view(ui).has_focus
