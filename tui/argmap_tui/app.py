"""The application: one map, one main screen."""

from __future__ import annotations

import select
import sys
from typing import Final

from argmap.store.reading import Store
from argmap_tui import settings, themes
from argmap_tui.main_screen import MainScreen
from argmap_tui.memory import Memory, map_key
from argmap_tui.report import Reporting
from argmap_tui.session import Session

ALONE: Final = 1.0
"""How many seconds pass from one look for the terminal to the next."""


class ArgmapApp(Reporting[None]):
    """The terminal UI over one map."""

    TITLE = "argmap"
    CSS_PATH = "argmap.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  # Textual declares it so

    def __init__(self, store: Store, *, who: str = "", at: str | None = None) -> None:
        """Show the map in `store`; `who` is noted with every edit, `at` is the id to begin with."""
        super().__init__(ansi_color=themes.colours_of_the_terminal())
        self.session = Session(store, who)
        self.memory = Memory.load()
        self.settings = settings.load()
        self.at = at
        themes.register(self, self.settings.theme or self.memory.theme)
        self.set_keymap(self.settings.keymap)

    def get_default_screen(self) -> MainScreen:
        """The main screen; one that is put before another costs a frame that nobody sees."""
        return MainScreen(self.session, self.at)

    def on_mount(self) -> None:
        """Look for the terminal now and then."""
        if not self.is_headless and hasattr(select, "poll"):
            self.set_interval(ALONE, self._leave_if_alone)

    def _leave_if_alone(self) -> None:
        """Leave where the terminal has gone, which Textual would wait for at full speed."""
        poll = select.poll()
        poll.register(sys.__stdin__ or 0, select.POLLHUP)
        if any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0)):
            self.exit()

    def on_unmount(self) -> None:
        """Remember where one was, and let go of the map."""
        if (last := self.session.trail.current) is not None:
            self.memory.set_last(map_key(self.session.store), last)
        self.session.close()
