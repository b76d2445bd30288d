"""What the screen looks like: pictures that were looked at once, and must stay so."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA, EXAMPLE
from screens import filled
from textual.pilot import Pilot

from argmap.store.editing import Editor
from argmap.store.naming import open_map
from argmap.store.opening import open_database
from argmap.store.writable import new_map
from argmap_tui.app import ArgmapApp
from argmap_tui.memory import Memory

Compare = Callable[..., bool]

AT = "clean-water"


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing blinks or moves, the hints were shown, and the terminal has all colours."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.chdir(DATA.parent)
    Memory.load().hinted = True


def pressing(*keys: str) -> Callable[[Pilot[None]], Any]:
    """Press keys when the screen is filled, and stop what blinks."""

    async def run_before(pilot: Pilot[None]) -> None:
        await filled(pilot)
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await pilot.pause()
        for line in pilot.app.screen.query("Input"):
            line.cursor_blink = False  # type: ignore[attr-defined]  # a selector gives widgets of any kind
        await pilot.pause()

    return run_before


SCREENS: dict[str, tuple[tuple[str, ...], tuple[int, int]]] = {
    "main": ((), (120, 40)),
    "narrow": ((), (80, 24)),
    "focus": (("f",), (120, 40)),
    "focus_narrow": (("f",), (79, 30)),
    "find": (("slash", *"sand"), (120, 40)),
    "help": (("question_mark",), (120, 40)),
    "lists": (("3", "down", "right"), (120, 40)),
}


@pytest.mark.parametrize("name", SCREENS)
def test_the_screen_looks_as_it_did(snap_compare: Compare, name: str) -> None:
    keys, size = SCREENS[name]
    app = ArgmapApp(open_map(str(EXAMPLE), print), who="ana", at=AT)
    app.session.store.spec = "example.yaml"
    assert snap_compare(app, terminal_size=size, run_before=pressing(*keys))


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("colon", *'boil-it -> clean-water ?"Wood is dry" @abe'), id="capture"),
        pytest.param(("j", "j", "u", *"wood"), id="tag"),
    ],
)
def test_what_is_typed_looks_as_it_did(snap_compare: Compare, map_db: Path, keys: tuple[str, ...]) -> None:
    names = {" ": "space", ">": "greater_than_sign", "-": "minus", "?": "question_mark", '"': "quotation_mark",
             "@": "at"}  # fmt: skip
    with Editor(map_db, who="bo") as editor:
        editor.connection.execute("update journal set at = '2024-02-29T12:00:00.000Z'")
    app = ArgmapApp(open_database(map_db), who="ana", at=AT)
    app.session.store.spec = "map.db"
    assert snap_compare(app, terminal_size=(120, 40), run_before=pressing(*(names.get(key, key) for key in keys)))


@pytest.mark.parametrize("theme", ["argmap-light", "argmap-high-contrast"])
def test_a_theme_looks_as_it_did(snap_compare: Compare, theme: str) -> None:
    Memory.load().theme = theme
    app = ArgmapApp(open_map(str(EXAMPLE), print), who="ana", at=AT)
    app.session.store.spec = "example.yaml"
    assert snap_compare(app, terminal_size=(120, 40), run_before=pressing())


def test_an_empty_map_looks_as_it_did(snap_compare: Compare, tmp_path: Path) -> None:
    new_map(tmp_path / "empty.db")
    app = ArgmapApp(open_database(tmp_path / "empty.db"), who="ana")
    app.session.store.spec = "empty.db"
    assert snap_compare(app, terminal_size=(80, 24), run_before=pressing())
