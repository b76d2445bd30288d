"""The main screen: what it shows, moving in it, and what becomes of a map that changes or goes meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from conftest import EXAMPLE, database
from screens import Driver, opened
from test_rows import HOSTILE

from argmap.edits.adding import add, assign
from argmap.edits.removing import remove
from argmap.errors import BusyMapError
from argmap.store.editing import Editor
from argmap.store.locking import locked
from argmap_tui import session

pytestmark = pytest.mark.asyncio


async def told(ui: Driver, text: str) -> None:
    """Wait until the status line says this."""
    for _ in range(40):
        if text in ui.status:
            return
        await ui.pilot.pause(0.05)
    raise AssertionError(f"{text!r} is not in {ui.status!r}")


async def test_it_opens_on_a_thing_and_q_leaves_it() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        assert ui.text("centre").startswith("Clean water for the valley\n▸ 2 assumptions lie behind it, 1 never said")
        assert ui.text("outline").startswith("▾ Problems  2\n    P Clean water for the valley\n")
        assert ui.main.current is not None
        assert ui.main.current.id == "clean-water"
        await ui.press("q")
    assert ui.app.return_code == 0


async def test_the_details_follow_the_cursor_and_enter_focuses() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("j", "j")
        assert ui.text("details").startswith(
            "Boil the water → Clean water for the valley\nargument · boiling-cleans-water\n"
        )
        await ui.press("enter")
        assert ui.main.focus_id == "boiling-cleans-water"
        assert ui.text("centre").startswith(
            "Boil the water → Clean water for the valley\n▸ 1 assumption lies behind it, 1 never said"
        )


async def test_arrows_and_vim_keys_open_shut_and_climb() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        centre = ui.main.list("centre")
        whole = len(centre.rows)
        await ui.press("j", "j", "left")
        assert len(centre.rows) < whole
        await ui.press("l")
        assert len(centre.rows) == whole
        await ui.press("right", "h")
        assert centre.row is not None
        assert centre.row.id == "boiling-cleans-water"
        await ui.press("G")
        assert centre.cursor == whole - 1
        await ui.press("right")
        assert centre.row.id == "somebody-maintains-it"
        assert centre.row.opened
        await ui.press("home", "pagedown", "ctrl+u")
        assert centre.cursor == 0


async def test_a_click_moves_the_cursor_a_second_one_focuses_and_the_marker_opens() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.pilot.click("#outline", offset=(1, 1))
        await ui.settle()
        assert "P Clean water for the valley" not in ui.text("outline")
        await ui.pilot.click("#outline", offset=(1, 1))
        await ui.settle()
        assert "P Clean water for the valley" in ui.text("outline")
        await ui.pilot.click("#outline", offset=(8, 3))
        await ui.settle()
        assert ui.text("details").startswith("Somebody cleans the filter")
        await ui.pilot.click("#outline", offset=(8, 3), times=2)
        await ui.settle()
        assert ui.main.focus_id == "somebody-maintains-it"


async def test_tab_goes_round_the_panels_and_details_lead_on() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("tab")
        assert ui.main.list("details").has_focus
        ui.main.list("details").go_to("clean-water>Arguments for>1")
        await ui.press("enter")
        assert ui.main.focus_id == "filter-cleans-water"


async def test_an_action_that_cannot_be_done_says_why() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("u")
        assert ui.status.startswith("unstated: this map is read-only")
        await ui.press("left_square_bracket")
        assert ui.status == "back: this is where you began"
        await ui.pilot.click("#keys", offset=(20, 0))
        await ui.settle()
        assert ui.status.startswith("unstated: this map is read-only")


async def test_what_another_process_edits_appears_and_the_cursor_stays(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("G")
        row = ui.main.list("centre").row
        assert row is not None
        with Editor(map_db, who="bo") as editor, editor.edit() as edit:
            assign(edit, "sand-is-fine", ["title=The sand is very fine"])
        await told(ui, "bo: sand-is-fine: title “The sand is very fine”")
        assert "+ assuming The sand is very fine" in ui.text("centre")
        assert ui.main.list("centre").row == row
        assert ui.main.list("centre").has_focus


async def test_a_thing_in_the_focus_that_another_process_removes_is_told(map_db: Path) -> None:
    async with opened(map_db, "boil-it") as ui:
        with Editor(map_db, who="bo") as editor, editor.edit() as edit:
            remove(edit, "boil-it", cascade=True)
        await told(ui, "and 4 more; what was in the focus is gone")
        await ui.press("tab", "j", "k")
        assert ui.app.is_running


async def test_a_map_that_vanishes_is_told_once_and_still_read(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        map_db.rename(map_db.with_suffix(".away"))
        await told(ui, "was moved or removed; what you see is what was read")
        ui.main.say("")
        await ui.press("j", "j", "enter")
        await ui.pilot.pause(0.25)
        assert ui.main.focus_id == "boiling-cleans-water"
        assert ui.status == ""


async def test_a_map_changed_by_a_newer_version_is_told(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        with Editor(map_db, who="bo") as editor, editor.edit() as edit:
            add(edit, "claim", None, {"title": "New"})
        connection = sqlite3.connect(map_db, isolation_level=None)
        connection.execute("pragma user_version = 99")
        connection.close()
        await told(ui, "was changed by a newer argmap; update this one")
        await ui.press("j")
        assert ui.app.is_running


async def test_a_map_that_somebody_holds_is_told_and_nothing_is_lost(
    map_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "WAIT", 0.2)
    async with opened(map_db, "clean-water") as ui:
        with locked(map_db, 1):
            held = asyncio.get_running_loop().run_in_executor(None, lambda: None)
            await held
            with pytest.raises(BusyMapError):
                ui.app.session.edit(lambda edit: add(edit, "claim", None, {"title": "Held"}))
        done = ui.app.session.edit(lambda edit: add(edit, "claim", None, {"title": "Held"}))
        assert done.result.id == "held"


async def test_a_row_that_cannot_be_read_is_told(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        connection = sqlite3.connect(map_db, isolation_level=None)
        connection.execute("update thing set body = '{' where id = 'boiling-cleans-water'")
        connection.close()
        await ui.press("j", "j", "enter")
        assert "the map is damaged: 'boiling-cleans-water' cannot be read" in ui.status


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10), (20, 6)])
async def test_any_title_is_shown_literally_and_breaks_no_layout(tmp_path: Path, size: tuple[int, int]) -> None:
    path = database(tmp_path / "map.db", EXAMPLE)
    titles = [title.replace("\0", "") for title in (*HOSTILE, "x" * 10_000, "wörter und mehr " * 700)]
    with Editor(path, who="bo") as editor, editor.edit() as edit:
        for number, id_ in enumerate(
            ("filter-cleans-water", "sand-is-fine", "abe", "minutes", "jar-test", "clean-water", "boil-it")
        ):
            assign(edit, id_, [f"title={titles[number]}"])
        for title in titles:
            add(edit, "problem", None, {"title": title or "nothing"})
    async with opened(path, "clean-water", size=size) as ui:
        for key in ("j", "j", "j", "enter", "tab", "j", "tab", "enter", "j", "j", "enter"):
            await ui.press(key)
            for line in ui.app.screen._compositor.render_strips():
                assert line.cell_length == size[0]
                assert "\x1b" not in line.text
                assert "\u202e" not in line.text


async def test_an_empty_map_opens(tmp_path: Path) -> None:
    async with opened(database(tmp_path / "empty.db")) as ui:
        await ui.press("j", "enter", "l", "tab", "j", "enter")
        assert ui.app.is_running
