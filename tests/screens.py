"""The terminal UI under test: opened on a map, driven by keys, and waited for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from argmap.store.naming import open_map
from argmap_tui.app import ArgmapApp
from argmap_tui.bars import TextLine
from argmap_tui.main_screen import MainScreen
from argmap_tui.memory import Memory
from argmap_tui.rows import as_text


@asynccontextmanager
async def opened(
    map_: Path | str,
    at: str | None = None,
    *,
    size: tuple[int, int] = (120, 40),
    who: str = "ana",
    first_time: bool = False,
) -> AsyncIterator[Driver]:
    """The application on a map, its first screen filled; the hints of the first time are shown only if so."""
    Memory.load().hinted = not first_time
    app = ArgmapApp(open_map(str(map_), print), who=who, at=at)
    async with app.run_test(size=size) as pilot:
        driver = Driver(pilot)
        await filled(pilot, first_time=first_time)
        await driver.settle()
        yield driver


async def filled(pilot: Pilot[None], *, first_time: bool = False) -> None:
    """Wait until the first screen has all that it begins with; the first time also what stands before it."""
    for _ in range(200):
        await pilot.pause(0.02)
        screens = pilot.app.screen_stack
        if any(isinstance(screen, MainScreen) and screen.is_filled for screen in screens):
            if first_time and len(screens) == 1:
                continue
            return
    raise AssertionError("the first screen was not filled")


class Driver:
    """Presses keys and sees what the screen says."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot

    @property
    def app(self) -> ArgmapApp:
        """The application."""
        assert isinstance(self.pilot.app, ArgmapApp)
        return self.pilot.app

    @property
    def main(self) -> MainScreen:
        """The main screen, also while something stands before it."""
        (found,) = (screen for screen in self.app.screen_stack if isinstance(screen, MainScreen))
        return found

    async def settle(self) -> None:
        """Wait until nothing is going on any more, except that somebody is asked."""
        await self.pilot.pause()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, each when what the one before did is done."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, character by character."""
        names = {" ": "space"}
        await self.press(*(names.get(character, character) for character in text))

    def text(self, name: str) -> str:
        """The rows of a list of the main screen (outline, centre, details) as text."""
        return as_text(self.main.list(name).rows, 100)

    @property
    def status(self) -> str:
        """What the line above the keys says."""
        return self.main.query_one("#status", TextLine).text.strip()
