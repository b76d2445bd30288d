"""The lines at the edges of the screen: where one is, what was said last, and which keys do what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from argmap.text import cut, visible


class TextLine(Widget):
    """One line of text, cut where the screen ends; shown literally."""

    DEFAULT_CSS = "TextLine { height: 1; }"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, classes="line")
        self.text = ""

    def say(self, text: str) -> None:
        """Show this text."""
        self.text = visible(text)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        text = cut(self.text, self.size.width) if y == 0 else ""
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(self.size.width, self.rich_style)


class KeyHint(NamedTuple):
    """A key in the bar: the action that it does, and why it does not now (empty: it does)."""

    action: str
    key: str
    label: str
    why_not: str


class KeyBar(Widget):
    """The keys for what can be done now; what cannot is dim, and says why when it is pressed or clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--label", "keys--off"}

    class Pressed(Message):
        """A key of the bar was clicked."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.hints: Sequence[KeyHint] = ()
        self._ends: list[tuple[int, str]] = []

    def show(self, hints: Sequence[KeyHint]) -> None:
        """Show these keys."""
        if hints != self.hints:
            self.hints = hints
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """As many keys as fit on the line; the last one always."""
        width, base = self.size.width, self.rich_style
        key, label, off = (base + self._style(name) for name in ("key", "label", "off"))
        segments: list[Segment] = []
        self._ends, used = [], 0
        sizes = [len(hint.key) + len(hint.label) + 3 for hint in self.hints]
        for hint, size in zip(self.hints, sizes, strict=True) if y == 0 else ():
            if hint is not self.hints[-1] and used + size + sizes[-1] > width:
                continue
            used += size
            self._ends.append((used, hint.action))
            segments += [
                Segment(f" {hint.key} ", off if hint.why_not else key),
                Segment(f"{hint.label} ", off if hint.why_not else label),
            ]
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"keys--{name}", partial=True)

    def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        for end, action in self._ends:
            if event.x < end:
                self.post_message(self.Pressed(action))
                return
