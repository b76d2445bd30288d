"""The jump mode: letters before every row in sight, and a key or two to be there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from textual import events

from argmap_tui.dialog import Dialog
from argmap_tui.row_list import RowList

LETTERS: Final = "asdfghjklqwertyuiopzxcvbnm"
"""The letters, those under the fingers first."""


def labels(number: int) -> list[str]:
    """So many labels of one letter or two, none the beginning of another; no more than two letters can tell apart."""
    count = len(LETTERS)
    pairs = next((pairs for pairs in range(count) if count - pairs + count * pairs >= number), count)
    single, first = LETTERS[: count - pairs], LETTERS[count - pairs :]
    return [*single, *(one + two for one in first for two in LETTERS)][:number]


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a list that one can jump to."""

    rows: RowList
    number: int
    key: str


def places(lists: Iterable[RowList]) -> list[Place]:
    """The rows in sight that say something, list by list."""
    return [
        Place(rows, number, rows.rows[number].key)
        for rows in lists
        for number in rows.in_sight()
        if any(span.text for span in rows.rows[number].spans)
    ]


class JumpScreen(Dialog[Place | None]):
    """Waits for the letters of a place, which the lists below show; any other key leaves, with None."""

    DEFAULT_CSS = "JumpScreen { background: transparent; }"

    def __init__(self, there: Iterable[Place]) -> None:
        super().__init__()
        there = list(there)
        self.places = dict(zip(labels(len(there)), there, strict=False))
        self.typed = ""

    def on_mount(self) -> None:
        """Show the letters."""
        self._show()

    def _show(self) -> None:
        """Show what is still to be typed of each label that begins so."""
        shown: dict[RowList, dict[int, str]] = {place.rows: {} for place in self.places.values()}
        for label, place in self.places.items():
            if label.startswith(self.typed):
                shown[place.rows][place.number] = label.removeprefix(self.typed)
        for rows, letters in shown.items():
            rows.label(letters)

    def on_key(self, event: events.Key) -> None:
        """Take a letter."""
        event.stop()
        event.prevent_default()
        typed = self.typed + (event.character or " ").lower()
        if typed in self.places:
            self._leave(self.places[typed])
        elif any(label.startswith(typed) for label in self.places):
            self.typed = typed
            self._show()
        else:
            self._leave(None)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Leave."""
        event.stop()
        self._leave(None)

    def _leave(self, place: Place | None) -> None:
        for rows in {place.rows for place in self.places.values()}:
            rows.label({})
        self.dismiss(place)
