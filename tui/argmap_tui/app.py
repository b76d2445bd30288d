"""The application: one map, one main screen."""

from __future__ import annotations

from textual.app import App

from argmap.store.reading import Store
from argmap_tui.main_screen import MainScreen
from argmap_tui.session import Session


class ArgmapApp(App[None]):
    """The terminal UI over one map."""

    TITLE = "argmap"
    CSS_PATH = "argmap.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  # Textual declares it so

    def __init__(self, store: Store, *, who: str = "", at: str | None = None) -> None:
        """Show the map in `store`; `who` is noted with every edit, `at` is the id to begin with."""
        super().__init__()
        self.session = Session(store, who)
        self.at = at

    def on_mount(self) -> None:
        """Show the main screen."""
        self.push_screen(MainScreen(self.session, self.at))

    def on_unmount(self) -> None:
        """Let go of the map."""
        self.session.close()
