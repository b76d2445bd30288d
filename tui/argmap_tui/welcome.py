"""The first time: what to show when nothing is asked for, and three hints, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, get_args

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from argmap.model import StatementKind
from argmap.store.browsing import of_kind
from argmap.store.reading import Store
from argmap.text import columns
from argmap_tui.bars import TextLine
from argmap_tui.dialog import Dialog
from argmap_tui.memory import Memory, map_key
from argmap_tui.rows import Row, Span, heading
from argmap_tui.settings import shown_key

if TYPE_CHECKING:
    from argmap_tui.main_screen import MainScreen

WORTH_READING: Final = "debate-plus-solves-alignment"
"""An argument of the shipped maps whose trace shows at once what argmap is for."""

Keys = Mapping[str, tuple[str, ...]]
"""The keys of every action, by its id."""


def first_thing(store: Store, memory: Memory) -> str | None:
    """The id to begin with: the last one that was looked at, else one worth reading; None where the map is empty."""
    wanted = [memory.last(map_key(store)), WORTH_READING]
    ids = [id_ for id_ in wanted if id_ is not None]
    there = {thing.id for _, thing in store.things_by_id(ids)}
    for id_ in ids:
        if id_ in there:
            return id_
    for kind in ("problem", *get_args(StatementKind)):
        if hits := of_kind(store, kind, size=1).hits:
            return hits[0].id
    return None


def _key(keys: Keys, id_: str) -> str:
    return shown_key(keys[id_][0]) if keys[id_] else "(no key)"


def hint_rows(keys: Keys) -> list[Row]:
    """Three hints for somebody who is here for the first time."""

    def key(id_: str) -> Span:
        return Span(_key(keys, id_), "strong")

    def row(name: str, *pieces: Span | str) -> Row:
        return Row(name, tuple(Span(piece) if isinstance(piece, str) else piece for piece in pieces))

    return [
        row(
            "look",
            "The middle shows what must be true for the thing at its top. ",
            Span("UNSTATED", "unstated"),
            " is what it needs and nobody said. ",
            *(key("rows.open"), " opens a reason, ", key("rows.close"), " closes it."),
        ),
        row(
            "go",
            *(key("find"), " finds anything, ", key("rows.choose"), " puts it in the middle, "),
            *(key("back"), " goes back, ", Span("tab", "strong"), " changes the panel."),
        ),
        row(
            "write",
            *(key("tag"), " tags what an argument takes for granted, "),
            *(key("capture"), " writes an argument down while people talk, "),
            *(key("undo"), " takes it back. ", key("help"), " shows all keys."),
        ),
    ]


class Hints(Dialog[None], inherit_bindings=False):
    """The hints, over the map; any key closes them, and does what it does besides."""

    DEFAULT_CSS = """
    Hints {
        align: center middle;
        & #hints {
            width: 66;
            max-width: 90%;
            height: auto;
            max-height: 90%;
            padding: 1 2;
            border: round $primary;
            border-title-color: $foreground;
            background: $surface;
        }
        & Static { margin-bottom: 1; }
        & TextLine { color: $foreground-muted; }
    }
    """

    CLOSING: Final = ("escape", "enter", "space")
    """Keys that only close."""

    def __init__(self, keys: Keys) -> None:
        super().__init__()
        self.keys = keys

    def compose(self) -> ComposeResult:
        """The hints, and how to be rid of them."""
        with Vertical(id="hints") as box:
            box.border_title = "three things to know"
            for row in hint_rows(self.keys):
                yield Static(
                    Content.assemble(*((span.text, "bold" if span.look != "plain" else "") for span in row.spans))
                )
            yield TextLine(id="hints-keys")

    def on_mount(self) -> None:
        """Say how to be rid of them."""
        self.query_one(TextLine).say("any key closes this; it will not come again")

    def on_key(self, event: events.Key) -> None:
        """Close; a key that does something does it on the screen below."""
        event.stop()
        event.prevent_default()
        self.dismiss()
        if event.key not in self.CLOSING:
            self.app.call_later(self.app.simulate_key, event.key)

    def on_click(self) -> None:
        """Close."""
        self.dismiss()


def greet(screen: MainScreen) -> None:
    """Say what is wrong with the settings; to somebody who is here for the first time, show the hints."""
    app = screen.argmap
    if app.settings.complaint:
        screen.say(app.settings.complaint, error=True)
    if not app.memory.hinted and screen.begin_at is None:
        app.memory.hinted = True
        app.push_screen(Hints(app.settings.keys))


class EmptyMap:
    """What the centre shows of a map in which nothing stands yet."""

    heading = "an empty map"

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def rows(self) -> list[Row]:
        """What to do about it."""
        ways = (
            (_key(self.keys, "add"), "add a statement"),
            (_key(self.keys, "capture"), "write an argument down in one line"),
            ("argmap import FILE", "bring a map file in, from a shell"),
            ("argmap import shipped", "bring the shipped maps in, to look around"),
        )
        width = max(columns(way) for way, _ in ways) + 2
        return [
            heading("Nothing stands in this map yet"),
            Row("", ()),
            *(
                Row(f"way:{way}", (Span(what),), lead=way + " " * (width - columns(way)), rest=" " * width)
                for way, what in ways
            ),
        ]

    def open(self, key: str) -> None:
        """There is nothing below a row."""

    def shut(self, key: str) -> None:
        """There is nothing below a row."""

    def reload(self) -> None:
        """It stays until something is put into the focus."""
