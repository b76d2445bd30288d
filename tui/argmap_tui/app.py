"""The application: for now one screen that says what is to come and what works today."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center, Middle
from textual.widgets import Footer, Static

from argmap.store.reading import Store


class ArgmapApp(App[None]):
    """The terminal UI over one map."""

    TITLE = "argmap"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "quit", "Quit", id="quit")]
    CSS = """
    #welcome { width: 72; max-width: 100%; padding: 1 2; border: heavy $primary; height: auto; }
    """

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def compose(self) -> ComposeResult:
        with Middle(), Center():
            yield Static(self.welcome(), id="welcome", markup=False)
        yield Footer()

    def welcome(self) -> str:
        """What this map has, and what can be done with it today."""
        counts = self._store.count()
        statements = sum(counts.get(kind, 0) for kind in ("problem", "proposal", "claim", "scenario", "concern"))
        return (
            f"This map has {statements} statements, {counts.get('argument', 0)} arguments and "
            f"{counts.get('experiment', 0)} experiments.\n\n"
            "Here you will browse it, trace the unstated assumptions behind each claim, and tag hidden "
            "assumptions while a discussion is running. Until then the commands answer:\n\n"
            "  argmap find WORDS     argmap trace ID     argmap show ID\n"
            "  argmap check          argmap render -o map.svg\n\n"
            "q leaves this screen."
        )
