"""What the centre of the screen can show."""

from __future__ import annotations

from typing import Protocol

from argmap_tui.rows import Row


class Shown(Protocol):
    """What the centre shows as rows: a trace, a list."""

    heading: str

    def rows(self) -> list[Row]:
        """The rows as they are now."""

    def open(self, key: str) -> None:
        """Show what is below a row."""

    def shut(self, key: str) -> None:
        """Hide what is below a row."""

    def reload(self) -> None:
        """Fetch anew what is shown. Raises UnknownIdError where what it is about is gone."""
