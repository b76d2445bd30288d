"""Finding a thing by typing a part of what it says: a line to type in over a list of what is meant, and a dialog."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from argmap.errors import ArgmapError
from argmap.folding import fold, runs
from argmap.model import Kind
from argmap.store.reading import Hit, Store
from argmap.store.writable import failure
from argmap.text import counted
from argmap_tui.bars import TextLine
from argmap_tui.candidates import LIMIT, beginning, candidates, nearest, prompt, still, too_short
from argmap_tui.dialog import Dialog
from argmap_tui.map_outline import MARKS
from argmap_tui.row_list import RowList
from argmap_tui.rows import Line, Row, Span

NEW: Final = "new"
"""The key of the row that stands for what was typed itself."""

SAID: Final = "said"
"""The key of the row that says something of the hits."""

PAUSE: Final = 0.12
"""How many seconds without a key make a pause."""

_SHOWN: Final = 1_000
"""How much of a title is looked through for the words; more of it fits on no screen."""


def match_spans(title: str, text: str) -> Line:
    """A title in spans, what is like a word of the text standing out: where words begin so, else inside of them."""
    head = title[:_SHOWN]
    folded = [fold(character) for character in head]
    # Which character of the title each one of the folded title comes from: `ß` is two.
    origins = [number for number, piece in enumerate(folded) for _ in piece]
    said = "".join(folded)
    matched: set[int] = set()
    for kind, word in set(runs(text[:_SHOWN])):
        places = [found.start() for found in re.finditer(f"(?={re.escape(word)})", said)]
        if kind != "unspaced":
            begins = [place for place in places if not (place and _alike(said[place - 1], word[0]))]
            places = begins if begins or kind == "number" else places
        matched.update(origin for place in places for origin in origins[place : place + len(word)])
    for number, piece in enumerate(folded):
        if not piece and number - 1 in matched:  # an accent stays with its letter
            matched.add(number)
    looks = groupby(range(len(head)), key=matched.__contains__)
    pieces = [("".join(head[number] for number in numbers), is_match) for is_match, numbers in looks]
    spans = [Span(piece, "match") if is_match else Span(piece) for piece, is_match in pieces]
    if len(title) > len(head):
        spans.append(Span(title[len(head) :]))
    return tuple(spans)


def _alike(before: str, first: str) -> bool:
    """Whether a character and the next one are of one run: both letters, or both digits."""
    return (before.isalpha() and first.isalpha()) or (before.isdecimal() and first.isdecimal())


def found_row(hit: Hit, text: str) -> Row:
    """A thing that was found: its kind's mark, its title with the words that were typed, its id."""
    spans = match_spans(hit.title, text) if hit.title else ()
    return Row(f"hit:{hit.id}", (Span(*MARKS[hit.kind]), *spans), hit.id, below=(Span(hit.id, "dim"),), rest="  ")


def found_rows(text: str, hits: Iterable[Hit], new: str | None, said: str = "") -> Iterator[Row]:
    """What a text may mean, as rows: it itself as a `new` thing, what is `said` of the hits, and the hits."""
    if new is not None:
        yield Row(NEW, (Span(f"new {new} ", "dim"), Span(f"“{text}”", "strong")))
    if said:
        yield Row(SAID, (Span(said, "dim"),))
    for hit in hits:
        yield found_row(hit, text)


def meant(text: str, hits: Sequence[Hit], new: str | None) -> str | None:
    """The key of the row to begin at: the thing that is called exactly so, else the new one, else the first hit."""
    words = " ".join(text.split()).casefold()
    exact = (hit for hit in hits if words in (hit.id.casefold(), " ".join(hit.title[:_SHOWN].split()).casefold()))
    if found := next(exact, None):
        return f"hit:{found.id}"
    if new is not None:
        return NEW
    return f"hit:{hits[0].id}" if hits else None


class HitList(RowList, can_focus=False):
    """Rows whose cursor is moved from the line above them, which keeps the keys."""

    DEFAULT_CSS = "HitList { overflow-y: scroll; }"
    """A scrollbar that came and went with the hits would lay out the screen anew at every key."""

    def __init__(self) -> None:
        super().__init__(longest=2)
        # The cursor is shown as if the keys came here: enter takes what it stands on.
        self.set_reactive(RowList.has_focus, True)
        self.styles.border = ("none", "transparent")


class Picker(Widget):
    """A line to type in, and below it the things that may be meant; up and down choose among them.

    With `new`, the word for what is made ("claim"), the first row stands for what was typed itself. Before anything
    is typed it offers the things in `recent`.
    """

    DEFAULT_CSS = """
    Picker {
        height: 10;
        & > Vertical { height: 1fr; }
        & HitList { height: 1fr; margin-top: 1; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "move(1)", "down", show=False, id="picker.down"),
        Binding("up,ctrl+p", "move(-1)", "up", show=False, id="picker.up"),
        Binding("pagedown", "page(1)", "a page down", show=False, id="picker.page-down"),
        Binding("pageup", "page(-1)", "a page up", show=False, id="picker.page-up"),
    ]

    class Said(Message):
        """What happened to a picker."""

        def __init__(self, picker: Picker) -> None:
            super().__init__()
            self.picker = picker

        @property
        def control(self) -> Picker:
            """The picker."""
            return self.picker

    class Changed(Said):
        """Another text was typed, or another row is highlighted."""

    class Submitted(Said):
        """What is highlighted was taken: enter, or a second click."""

    def __init__(
        self,
        store: Store,
        *,
        kinds: Collection[Kind] | None = None,
        new: str | None = None,
        value: str = "",
        placeholder: str = "",
        recent: Sequence[Hit] = (),
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.store = store
        self.kinds = kinds
        self.new = new
        self.recent = recent
        self._hits: dict[str, Hit] = {}
        self._moved = False
        self._pending: Timer | None = None
        self._told: tuple[str, Hit | None] | None = None
        self.input = Input(value, placeholder=placeholder, compact=True, select_on_focus=False)
        self.list = HitList()

    def compose(self) -> ComposeResult:
        """The line, and what it may mean."""
        with Vertical():
            yield self.input
            yield self.list

    def on_mount(self) -> None:
        """Show what may be meant by what stands there already."""
        self._guarded(self._offer)

    def focus(self, scroll_visible: bool = True) -> Picker:
        """Bring the keys to the line."""
        self.input.focus(scroll_visible)
        return self

    @property
    def text(self) -> str:
        """What was typed."""
        return self.input.value.strip()

    @property
    def picked(self) -> Hit | None:
        """The thing that is highlighted; None where what was typed stands for itself."""
        row = self.list.row
        return self._hits.get(row.key) if row else None

    def _offer(self) -> None:
        """Show what one was at lately, or at once what the text may mean; what takes longer follows in a pause."""
        if self._pending is not None:
            self._pending.stop()
            self._pending = None
        self._moved = False
        text = self.text
        if not text:
            self._show(self.recent, "where you were lately" if self.recent else "")
        elif prompt(self.store, text):
            self._look_up()
        else:
            at_once = beginning(self.store, text, self.kinds)
            if len(at_once) < LIMIT:  # else the best there are: what begins so comes first in any case
                at_once = list(dict.fromkeys([*at_once, *still(self._hits.values(), text)]))[:LIMIT]
                self._pending = self.set_timer(PAUSE, partial(self._guarded, self._look_up))
            self._show(at_once, "" if at_once else "looking …")

    def _look_up(self) -> None:
        """Show all that the text may mean."""
        self._pending = None
        text = self.text
        # Somebody who looks for a thing narrows it down; who writes a new one is to see what is like it.
        hits = candidates(self.store, text, self.kinds, enough=LIMIT if self.new else 1)
        said = ""
        if not hits and too_short(self.store, text):
            said = "type another letter"
        elif not hits:
            hits = nearest(self.store, text, self.kinds)
            said = "nothing has these words; did you mean" if hits else "nothing has these words"
        self._show(hits, said)

    def _show(self, hits: Sequence[Hit], said: str) -> None:
        text = self.text
        self._hits = {f"hit:{hit.id}": hit for hit in hits}
        new = self.new if text else None
        at = meant(text, hits, new)
        self.list.show(found_rows(text, hits, new, said), at=None if self._moved else at)
        self._told = None
        self._tell()

    def _guarded(self, run: Callable[[], None]) -> None:
        """Look something up; where the map cannot be read, say why."""
        try:
            run()
        except (ArgmapError, sqlite3.Error) as error:
            self._hits = {}
            told = failure(error, self.store.spec) if isinstance(error, sqlite3.Error) else error
            self.list.show([Row(SAID, (Span(str(told), "error"),))])
            self._tell()

    def _tell(self) -> None:
        now = self.text, self.picked
        if now != self._told:
            self._told = now
            self.post_message(self.Changed(self))

    def on_input_changed(self, message: Input.Changed) -> None:
        """Show what may be meant now."""
        message.stop()
        self._guarded(self._offer)

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Take what is highlighted, of all that the text may mean."""
        message.stop()
        if self._pending is not None and not self._moved:
            self._pending.stop()
            self._guarded(self._look_up)
        self.post_message(self.Submitted(self))

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        """Say what is highlighted."""
        message.stop()
        self._tell()

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Take what was clicked twice."""
        message.stop()
        self.post_message(self.Submitted(self))

    def action_move(self, by: int) -> None:
        """Highlight another row."""
        self._moved = True
        self.list.action_move(by)

    def action_page(self, by: int) -> None:
        """Highlight a row that is a page away."""
        self._moved = True
        self.list.action_page(by)


class FindScreen(Dialog[str | None]):
    """Finds a thing of the whole map as one types; answers with its id, or None where nothing was taken.

    It hides the map: to draw that dimmed below would cost more than the search.
    """

    DEFAULT_CSS = """
    FindScreen {
        background: $background;
        & #find {
            height: 1fr;
            padding: 0 1;
            border: round $primary;
            border-title-color: $foreground;
        }
        & Picker { height: 1fr; }
        & TextLine { color: $foreground-muted; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave", show=False, id="find.leave")]

    def __init__(self, store: Store, recent: Sequence[Hit] = ()) -> None:
        super().__init__()
        self.picker = Picker(store, placeholder="words, or a part of one, or an id", recent=recent)

    def compose(self) -> ComposeResult:
        """The picker, and which keys do what."""
        with Vertical(id="find") as box:
            box.border_title = "find"
            yield self.picker
            yield TextLine(id="find-keys")

    def on_picker_changed(self) -> None:
        """Say how much was found, and what the keys do."""
        rows = self.picker.list.rows
        found = "" if not rows or rows[0].key == SAID else counted(len(rows), "hit")
        if len(rows) >= LIMIT:
            found = f"the {LIMIT} best"
        said = found + "   " * bool(found)
        self.query_one("#find-keys", TextLine).say(f"{said}up, down choose   enter goes there   escape leaves")

    def on_picker_submitted(self) -> None:
        """Answer with what was taken."""
        if self.picker.picked is not None:
            self.dismiss(self.picker.picked.id)

    def action_leave(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)
