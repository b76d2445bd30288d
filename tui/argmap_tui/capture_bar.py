"""The capture bar: a line in which what is said is written down while people talk, completed and read as one types."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from argmap.discussion.capture import parse, parse_speaker
from argmap.errors import ArgmapError, CaptureError
from argmap.model import TARGETS, Kind
from argmap.store.browsing import of_kind
from argmap.store.journal import Entry
from argmap.store.reading import Hit
from argmap.store.writable import failure
from argmap.text import columns, listed, visible
from argmap_tui.bars import TextLine
from argmap_tui.candidates import beginning, candidates, prompt
from argmap_tui.capturing import StoreNames, intent, person_of, place_of, remember, set_speaker, speaker_spans, spoken
from argmap_tui.completion import Part, about_speaker, completed, part_at, reading
from argmap_tui.finding import HitList, match_spans
from argmap_tui.main_screen import MainScreen
from argmap_tui.map_outline import MARKS
from argmap_tui.row_list import RowList
from argmap_tui.rows import Line, Row, Span, painted

OFFERED: Final = 5
"""How many things are offered at the most."""

OPEN: Final = "-capturing"
"""The class of the screen while the bar is open."""

LOW: Final = 30
"""A screen with fewer lines than this spares the map: the bar takes at most 8 lines of it."""

PAUSE: Final = 0.15
"""How many seconds one stops typing before a large map is asked what may be meant."""

KEPT: Final = 200
"""How many of the lines that were entered can be brought back."""


def offered_row(hit: Hit, text: str, room: int) -> Row:
    """A thing that may be meant, in one line: its kind's mark, its title, its id."""
    title = hit.title if columns(hit.title[:room]) <= room and len(hit.title) <= room else f"{hit.title[: room // 2]}…"
    spans = (*match_spans(title, text), Span(f"  {hit.id}", "dim")) if title else (Span(hit.id),)
    return Row(f"hit:{hit.id}", (Span(*MARKS[hit.kind]), *spans), hit.id)


class Offered(HitList):
    """The things that may be meant by the name that is being typed, a line each, over the lowest lines of the map."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 1
        self.styles.scrollbar_size_vertical = 0

    def offer(self, rows: list[Row], room: int) -> None:
        """Show these rows, as many at once as there is room for."""
        height = min(len(rows), room)
        self.styles.height = height
        self.styles.offset = 0, -height
        self.display = bool(rows)
        self.show(rows, at=rows[0].key if rows else None)


class Told(RowList, can_focus=False):
    """Lines that are only read: no row is under a cursor."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.styles.border = ("none", "transparent")
        self.lines = 1

    def tell(self, lines: Iterable[Line], most: int, least: int = 1) -> None:
        """Show these lines, folded, in at most so many."""
        rows = [Row(str(number), line) for number, line in enumerate(lines) if any(span.text for span in line)]
        self.longest = max(most - len(rows) + 1, 1)
        height = sum(len(painted(row, self._room(), self.longest)) for row in rows)
        self.lines = min(max(height, least), most)
        self.styles.height = self.lines
        self.show(rows)
        self.cursor = len(rows)

    def _show_cursor(self) -> None:
        pass


class PlainInput(Input):
    """A line to type in that takes no character which would act on the terminal instead of show, however pasted."""

    def replace(self, text: str, start: int, end: int) -> None:
        """Put a text in the place of another, less such characters."""
        super().replace("".join(found for found in text if visible(found) == found), start, end)


class CaptureBar(Widget):
    """A line to type in, above it what may be meant and who speaks, below it what it says.

    It stays in its place while one types, and keeps what was typed while it is away.
    """

    DEFAULT_CSS = """
    CaptureBar {
        height: auto;

        & Offered { overlay: screen; display: none; }
        & Horizontal { height: 1; }
        & #capture-speaker { width: 1fr; }
        & #capture-keys { width: 38; color: $text-muted; }
        & #capture-colon { width: 2; color: $text-accent; text-style: bold; }
        & Input { width: 1fr; background: $surface; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "take", "take what is marked", show=False, id="capture.take"),
        Binding("up", "step(-1)", "up, or the line before", show=False, id="capture.up"),
        Binding("down", "step(1)", "down, or the line after", show=False, id="capture.down"),
        Binding("ctrl+t", "here", "the id of the thing at the cursor", show=False, id="capture.here"),
        Binding("escape", "close", "close", show=False, id="capture.close"),
    ]

    def __init__(self, main: MainScreen) -> None:
        super().__init__()
        self.main = main
        self.store = main.store
        self.speaker = main.session.speaker
        self.names = StoreNames(main.store)
        self.input = PlainInput(compact=True, select_on_focus=False, id="capture-line")
        self.input.cursor_blink = False
        self.offered = Offered()
        self.head = Told(id="capture-speaker")
        self.told = Told(id="capture-reading")
        self.entered: list[str] = []
        """The lines that were entered; the one being typed stands behind them while one walks through them."""
        self._walked = 0
        self._typed = ""
        self._said: Line = ()
        self._part: Part | None = None
        self._taken: tuple[str, int] | None = None
        self._read: tuple[str, int] | None = None
        self._spoke: list[str] = []
        self._timer: Timer | None = None
        self._from: Widget | None = None

    def fill(self) -> None:
        """Put in what may be meant, who speaks, the line, and what it says.

        At once, not when the bar is composed: a letter typed right after the key that opens it belongs to the line.
        """
        above, line = Horizontal(), Horizontal()
        keys, colon = TextLine(id="capture-keys"), TextLine(id="capture-colon")
        self.mount(self.offered, above, line, self.told)
        above.mount(self.head, keys)
        line.mount(colon, self.input)
        keys.say("enter saves  tab takes  escape closes")
        colon.say(":")
        self.watch(self.input, "selection", self._changed, init=False)
        self.call_after_refresh(self.main.guarded, self._warm_up)

    def _warm_up(self) -> None:
        """Load what checks an edit before the first line needs it, which would be felt between two letters."""
        self.main.session.preview(intent(parse('"A" -> "B"')))

    def open(self) -> None:
        """Bring the keys to the line."""
        if not self.input.has_focus:
            self._from = self.main.focused
        self.display = True
        self.main.set_class(True, OPEN)
        self.main.set_focus(self.input)
        self._read = None
        self._changed()

    def action_close(self) -> None:
        """Bring the keys back to where they came from; what was typed is kept."""
        self.display = False
        self.main.set_class(False, OPEN)
        (self._from or self.main.list("centre")).focus()

    # --- what it says ---

    def on_input_changed(self, message: Input.Changed) -> None:
        """Read the line anew."""
        message.stop()
        self._changed()

    def _changed(self) -> None:
        # After the letter is on the screen; keys that come faster than that are read together.
        self.call_after_refresh(self.catch_up)

    def on_resize(self) -> None:
        """Fold what is told for another width."""
        self._read = None
        self._changed()

    @property
    def line(self) -> tuple[str, int]:
        """What was typed, and where the cursor is."""
        return self.input.value, self.input.cursor_position

    def catch_up(self) -> None:
        """Tell what the line says now, and offer what may be meant."""
        if not self.is_mounted or self.line == self._read:
            return
        self._read = line, cursor = self.line
        self._part = None if self._read == self._taken else part_at(line, cursor)
        self._said = ()
        try:
            with self.store.moment():
                self.head.tell([speaker_spans(self.speaker, self.names, self.head.size.width)], 1)
                self._said, hint, fits = reading(line, cursor, self.names)
            self._tell(self._adds(line) if fits else (hint,))
            with self.store.moment():
                self._offer()
        except (ArgmapError, sqlite3.Error) as error:
            self._tell_error(error)

    def _adds(self, line: str) -> Line:
        """What the line would add."""
        changes = self.main.session.preview(intent(spoken(parse(line), self.speaker)))
        return Span("enter adds ", "dim"), Span(listed([change.removeprefix("added ") for change in changes]))

    def _tell(self, more: Line) -> None:
        most = 4 if self.main.size.height < LOW else 5
        lines = [self._said, more] if self.input.value.strip() else [more, (Span(self._advice(), "dim"),)]
        self.told.tell(lines, most, least=2)

    def _tell_error(self, error: Exception) -> None:
        words = failure(error, self.store.spec) if isinstance(error, sqlite3.Error) else error
        self._tell((Span(str(words), "error"),))

    def _advice(self) -> str:
        here = self.main.current.id if self.main.current else "the id of what is at the cursor"
        return f"ctrl+t types {here} · ↑ brings back earlier lines · @person or #source:place alone stays set"

    # --- what may be meant ---

    def _offer(self) -> None:
        part = self._part
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if part is None or not part.text:
            self._show_offered(self._usual(part) if part else [], part)
        elif "-" in part.text and (hits := beginning(self.store, part.text, TARGETS[part.role], OFFERED)):
            self._show_offered(hits, part)  # an id: its last letters would begin words in all of the map
        elif prompt(self.store, part.text):
            self._show_offered(candidates(self.store, part.text, TARGETS[part.role], OFFERED), part)
        else:
            self._show_offered([], part)
            self._timer = self.set_timer(PAUSE, self._offer_late)

    def _offer_late(self) -> None:
        if (part := self._part) is None or self.line != self._read:
            return
        try:
            self._show_offered(candidates(self.store, part.text, TARGETS[part.role], OFFERED), part)
        except (ArgmapError, sqlite3.Error) as error:
            self.main.tell_error(error)

    def _usual(self, part: Part) -> list[Hit]:
        """Who may be meant before anything is typed: who spoke lately, the one of now last; the source of now."""
        if part.role not in ("by", "source"):
            return []
        kind: Kind = "person" if part.role == "by" else "source"
        now = person_of(self.speaker) if kind == "person" else place_of(self.speaker)[0]
        last = self._spoke[::-1] if kind == "person" else [now.text] if now else []
        found = [hit for id_ in last if (hit := self.names.find(id_)) and hit.kind == kind]
        found += of_kind(self.store, kind, size=OFFERED).hits
        found = list(dict.fromkeys(found))
        if kind == "person" and now:
            found.sort(key=lambda hit: hit.id == now.text)
        return found[:OFFERED]

    def _show_offered(self, hits: list[Hit], part: Part | None) -> None:
        room = max(self.size.width - 30, 20)
        rows = [offered_row(hit, part.text if part else "", room) for hit in hits]
        self.offered.offer(rows, 8 - 2 - self.told.lines if self.main.size.height < LOW else OFFERED)

    def action_take(self) -> None:
        """Put the id of the thing that is marked into the line."""
        self.catch_up()
        row, part = self.offered.row, self._part
        if self.offered.display and row is not None and row.id is not None and part is not None:
            self._replace(*completed(self.input.value, part, row.id))

    def action_here(self) -> None:
        """Put the id of the thing at the cursor of the map into the line."""
        if self.main.current is None:
            self.main.say("put the cursor on something first", error=True)
            return
        line, cursor = self.line
        self._replace(*completed(line, Part("because", "", cursor, cursor), self.main.current.id))

    def _replace(self, line: str, cursor: int) -> None:
        self._taken = line, cursor
        self.input.value = line
        self.input.cursor_position = cursor
        self.catch_up()

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        """The map has nothing to show for that."""
        message.stop()

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Take what was clicked twice."""
        message.stop()
        self.action_take()

    def action_step(self, by: int) -> None:
        """Mark another of the things that are offered; without any, go through the lines that were entered."""
        self.catch_up()
        if self.offered.display:
            self.offered.action_move(by)
            return
        place = self._walked + by
        if not 0 <= place <= len(self.entered):
            return
        if self._walked == len(self.entered):
            self._typed = self.input.value
        self._walked = place
        line = self.entered[place] if place < len(self.entered) else self._typed
        self._replace(line, len(line))

    # --- saving ---

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Do what the line says, and be ready for the next; what is wrong with it is said, and it stays."""
        message.stop()
        line = self.input.value
        if not line.strip():
            return
        self.main.say("")
        try:
            entry = None
            if about_speaker(line):
                self._set_speaker(line)
            else:
                entry = self._save(line)
        except (ArgmapError, sqlite3.Error) as error:
            if isinstance(error, CaptureError):
                self.input.cursor_position = min(error.column - 1, len(line))
            self.catch_up()
            self._read = self.line
            self._tell_error(error)
            return
        self._spoke = [*(id_ for id_ in self._spoke if id_ != self.speaker.person), self.speaker.person][-OFFERED:]
        self.entered = [*(entered for entered in self.entered if entered != line), line][-KEPT:]
        self._walked = len(self.entered)
        self.input.value = ""
        self._read = None
        self._changed()
        if entry is not None:
            self.main.saved(entry)

    def _set_speaker(self, line: str) -> None:
        set_speaker(self.speaker, parse_speaker(line), self.names)
        spans = speaker_spans(self.speaker, self.names, self.size.width)
        self.main.say("from now on: " + "".join(span.text for span in spans))

    def _save(self, line: str) -> Entry | None:
        done = self.main.session.edit(intent(spoken(parse(line), self.speaker)))
        remember(self.speaker, done.result)
        return done.entry
