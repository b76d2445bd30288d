"""What a form is made of: a line for text or for things of the map, and a choice of a few words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from weakref import WeakKeyDictionary

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from argmap.model import Kind
from argmap.store.reading import Store
from argmap.text import visible
from argmap_tui.finding import Picker
from argmap_tui.intents import pieces
from argmap_tui.session import Session


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form.

    `kinds`: it takes things of these kinds, or a title of something `new` (`several`: a list of them). `choices`: it
    takes one of these. `locked`: why it cannot be changed here.
    """

    key: str
    label: str
    value: str = ""
    help: str = ""
    placeholder: str = ""
    kinds: Collection[Kind] | None = None
    new: str = ""
    several: bool = False
    choices: tuple[str, ...] = ()
    locked: str = ""


class ListInput(Input):
    """A line for several things, which leaves it to what is around it what a comma does."""

    class Comma(Message):
        """A comma was typed."""

    def on_key(self, event: events.Key) -> None:
        """Say that a comma was typed."""
        if event.key == "comma":
            event.stop()
            event.prevent_default()
            self.post_message(self.Comma())


class ThingInput(Picker):
    """A field that takes a thing or a title, or several with commas between them; it completes the last one."""

    DEFAULT_CSS = """
    ThingInput {
        height: auto;
        & > Vertical { height: auto; }
        & HitList { display: none; height: 5; margin: 0; }
        &.-some.-here HitList { display: block; }
    }
    """

    def __init__(self, store: Store, field: Field, value: str) -> None:
        super().__init__(store, kinds=field.kinds, new=field.new, value=value, placeholder=field.placeholder)
        self.several = field.several
        self._preferred = ""
        if field.several:
            self.input = ListInput(value, placeholder=field.placeholder, compact=True, select_on_focus=False)

    def prefer_what_is_there(self) -> None:
        """Highlight the person or source that begins as was typed: a new one is made far less often.

        Only once for a text, so that one can still go up to the new one.
        """
        text = self.text.casefold()
        rows = self.list.rows
        if self.new not in ("person", "source") or text == self._preferred or len(rows) < 2 or not rows[1].id:
            return
        self._preferred = text
        if self.picked is None:
            self.list.go_to(rows[1].key)
            if (
                self.picked
                and not self.picked.title.casefold().startswith(text)
                and not self.picked.id.startswith(text)
            ):
                self.list.go_to(rows[0].key)

    @property
    def text(self) -> str:
        """What is being typed: of several the last one."""
        return (pieces(self.input.value)[-1] if self.several else self.input.value).strip()

    @property
    def value(self) -> str:
        """All that the field holds, the last one by its id where a thing is highlighted."""
        typed = self.input.value
        before = typed[: len(typed) - len(pieces(typed)[-1])].rstrip() if self.several else ""
        last = self.picked.id if self.picked else self.text
        return f"{before} {last}".strip()

    def on_list_input_comma(self) -> None:
        """Take the one that is highlighted and begin another; inside quotes or braces a comma is just typed."""
        taken = self.value
        if taken and len(pieces(f"{taken},")) > len(pieces(taken)):
            self.input.value = taken
            self.input.cursor_position = len(taken)
            self.input.insert_text_at_cursor(", ")
        else:
            self.input.insert_text_at_cursor(",")


class Choice(Widget, can_focus=True):
    """A field that takes one of a few words: left, right and space go on, a letter goes to the word it begins."""

    DEFAULT_CSS = """
    Choice {
        height: auto;
        &:focus { background: $foreground 8%; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "step(1)", "the next one", show=False, id="choice.next"),
        Binding("left", "step(-1)", "the one before", show=False, id="choice.before"),
        Binding("enter", "submit", "save", show=False, id="choice.save"),
    ]

    class Changed(Message):
        """Another word was chosen."""

    class Submitted(Message):
        """The whole form is to be saved."""

    def __init__(self, words: Sequence[str], value: str) -> None:
        super().__init__()
        self.words = words if value in words else (value, *words)
        self.value = value

    def render(self) -> Content:
        """The words, the chosen one between marks."""
        parts: list[tuple[str, str]] = []
        for word in self.words:
            chosen = word == self.value
            shown = visible(word) or "–"
            parts.append((f"‹{shown}›" if chosen else f" {shown} ", "bold" if chosen else "$foreground-muted"))
        return Content.assemble(*parts)

    def choose(self, word: str) -> None:
        """Choose a word."""
        self.value = word
        self.refresh()
        self.post_message(self.Changed())

    def action_step(self, by: int) -> None:
        """Choose the word after (1) or before (-1) this one."""
        self.choose(self.words[(self.words.index(self.value) + by) % len(self.words)])

    def action_submit(self) -> None:
        """Let the form be saved."""
        self.post_message(self.Submitted())

    def on_key(self, event: events.Key) -> None:
        """Go to the next word that begins with a letter."""
        at = self.words.index(self.value) + 1
        following = [*self.words[at:], *self.words[:at]]
        found = next((word for word in following if event.character and word.startswith(event.character)), None)
        if found:
            event.stop()
            self.choose(found)

    def on_click(self) -> None:
        """Choose the next word."""
        self.action_step(1)


_drafts: Final[WeakKeyDictionary[Session, dict[tuple[str, str], dict[str, str]]]] = WeakKeyDictionary()
