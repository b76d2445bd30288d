"""What all dialogs have in common."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

_Result = TypeVar("_Result")


class Dialog(ModalScreen[_Result]):
    """A screen before the others that is left once: of keys that come fast, the first one counts."""

    def dismiss(self, result: _Result | None = None) -> AwaitComplete:
        """Leave it with a result, unless that has happened."""
        return super().dismiss(result) if self.is_current else AwaitComplete()
