"""A question with a few answers, and what speaks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from argmap.text import visible
from argmap_tui.bars import KeyBar, KeyHint
from argmap_tui.dialog import Dialog

SHOWN: Final = 30
"""How many lines of what an edit does are shown before it is made."""


def room(screen: Screen[Any], name: str, most: int) -> None:
    """Let a part of a dialog scroll that has more lines; only of a height in lines does the dialog take account."""
    screen.query_one(name).styles.max_height = max(most, 2)


def shortened(lines: Sequence[str]) -> list[str]:
    """The lines that are shown of many, and how many there are more."""
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], f"and {more} more"] if more > 0 else list(lines)


class Answer(NamedTuple):
    """One answer to a question: the key that gives it, and what it does in words."""

    key: str
    label: str


class Question(Dialog[str]):
    """A question over what speaks to it; answers with the key of an answer: by enter the first, by escape `safe`."""

    DEFAULT_CSS = """
    Question {
        align: center middle;
        & #question {
            width: 100%;
            max-width: 90;
            height: auto;
            max-height: 100%;
            padding: 0 1;
            border: round $warning;
            background: $background;
        }
        & #asked { text-style: bold; }
        & #grounds { height: auto; margin: 1 0; scrollbar-size-vertical: 1; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "first", "the first answer", show=False, id="question.first"),
        Binding("escape", "leave", "leave", show=False, id="question.leave"),
    ]
    AUTO_FOCUS = "#grounds"

    def __init__(self, asked: str, grounds: Sequence[str], answers: Sequence[Answer], safe: str) -> None:
        super().__init__()
        self.safe = safe
        self.asked = asked
        self.grounds = grounds
        self.answers = answers

    def compose(self) -> ComposeResult:
        """The question, what speaks to it, and the answers."""
        with Vertical(id="question"):
            yield Static(Content(visible(self.asked)), id="asked")
            with VerticalScroll(id="grounds"):
                yield Static(Content("\n".join(visible(line) for line in shortened(self.grounds))))
            yield KeyBar(id="answers")

    def on_mount(self) -> None:
        """Say which keys answer."""
        hints = []
        for number, (key, label) in enumerate(self.answers):
            keys = ["enter"] * (number == 0) + ["escape"] * (key == self.safe) + [key]
            hints.append(KeyHint(key, ", ".join(keys), label, ""))
        self.query_one(KeyBar).show(hints)

    def on_resize(self, event: events.Resize) -> None:
        """Leave room for the question and its answers."""
        room(self, "#grounds", event.size.height - 8)

    def on_key(self, event: events.Key) -> None:
        """Answer."""
        if event.key in (answer.key for answer in self.answers):
            event.stop()
            self.dismiss(event.key)

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        """Answer."""
        self.dismiss(message.action)

    def action_first(self) -> None:
        """Give the first answer."""
        self.dismiss(self.answers[0].key)

    def action_leave(self) -> None:
        """Give the answer that changes nothing."""
        self.dismiss(self.safe)
