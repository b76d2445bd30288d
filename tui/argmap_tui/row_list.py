"""The one widget for lists, trees and panels: rows with a cursor, painted line by line as far as they are seen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from argmap.text import columns
from argmap_tui.rows import LONGEST, LOOKS, Look, Row, painted

_CURSOR: Final = "rows--cursor"


class RowList(ScrollView, can_focus=True):
    """Rows with a cursor. It says what is highlighted, chosen, or asked to open; the screen decides."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {_CURSOR, "rows--label", *(f"rows--{look}" for look in LOOKS)}
    """One class for each look of a span, one for the row under the cursor, one for the letters of the jump mode."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "down", show=False, id="rows.down"),
        Binding("up,k", "move(-1)", "up", show=False, id="rows.up"),
        Binding("pagedown,ctrl+d", "page(1)", "a page down", show=False, id="rows.page-down"),
        Binding("pageup,ctrl+u", "page(-1)", "a page up", show=False, id="rows.page-up"),
        Binding("home,g", "end(-1)", "to the top", show=False, id="rows.top"),
        Binding("end,G", "end(1)", "to the bottom", show=False, id="rows.bottom"),
        Binding("right,l", "open", "open", show=False, id="rows.open"),
        Binding("left,h", "shut", "close", show=False, id="rows.close"),
        Binding("enter", "choose", "choose", show=False, id="rows.choose"),
    ]

    class Said(Message):
        """What happened to a row of a list."""

        def __init__(self, rows: RowList, row: Row) -> None:
            super().__init__()
            self.rows = rows
            self.row = row

        @property
        def control(self) -> RowList:
            """The list."""
            return self.rows

    class Highlighted(Said):
        """The cursor came to a row."""

    class Chosen(Said):
        """A row was chosen: enter, or a second click."""

    class Opened(Said):
        """A row is asked to show what is below it."""

    class Shut(Said):
        """A row is asked to hide what is below it."""

    def __init__(self, *, id: str | None = None, longest: int | None = LONGEST, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.rows: list[Row] = []
        self.cursor = 0
        self.longest = longest
        self.labels: dict[int, str] = {}
        """Letters to be shown before rows, by their number, while the jump mode waits for one."""
        self._starts: list[int] = []
        self._height = 0
        self._width = 0
        self._styles: dict[str, Style] = {}
        self._base = Style.null()

    def show(self, rows: Iterable[Row], *, at: str | None = None) -> None:
        """Show these rows; the cursor goes to the row of the key `at`, else stays with its row."""
        key = at or (self.rows[self.cursor].key if self.cursor < len(self.rows) else None)
        self.rows = list(rows)
        self.labels = {}
        place = next((number for number, row in enumerate(self.rows) if row.key == key), None)
        self.cursor = place if place is not None else 0 if at else min(self.cursor, max(len(self.rows) - 1, 0))
        self._lay_out()
        self.refresh()
        self.call_after_refresh(self._show_cursor)
        if self.rows:
            self.post_message(self.Highlighted(self, self.rows[self.cursor]))

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def go_to(self, key: str) -> None:
        """Put the cursor on the row of this key, if there is one."""
        for number, row in enumerate(self.rows):
            if row.key == key:
                self._move_to(number)
                return

    def in_sight(self) -> list[int]:
        """The numbers of the rows that begin in the part that is seen."""
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.scrollable_content_region.height
        return [number for number, start in enumerate(self._starts) if top <= start < bottom]

    def label(self, labels: dict[int, str]) -> None:
        """Show letters before rows."""
        self.labels = labels
        self.refresh()

    # --- laying out and painting ---

    def _lay_out(self) -> None:
        self._width = self._room()
        self._starts, total = [], 0
        for row in self.rows:
            self._starts.append(total)
            total += len(painted(row, self._width, self.longest))
        self._height = total
        self._measure(Size(self._width, total))

    def _measure(self, size: Size) -> None:
        """Take on the size of all rows; the screen is laid out anew only where the scrollbar comes or goes."""
        if self.show_vertical_scrollbar != (size.height > self.size.height):
            self.virtual_size = size
        elif size != self.virtual_size:
            self.set_reactive(RowList.virtual_size, size)
            if self.show_vertical_scrollbar:
                self.vertical_scrollbar.window_virtual_size = size.height
            if self.scroll_y > self.max_scroll_y:
                self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True)

    def _room(self) -> int:
        """How wide the lines may be; the last column is the scrollbar's, whether it is there or not."""
        return max(self.size.width - 1, 8)

    def on_resize(self) -> None:
        """Fold the rows anew for another width."""
        if self._room() != self._width:
            self._lay_out()
            self.call_after_refresh(self._show_cursor)
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget the styles of another theme."""
        super().notify_style_update()
        self._styles.clear()

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.get_component_rich_style(f"rows--{name}", partial=True)
        return self._styles[name]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part; the style that all begin with is worked out once."""
        self._base = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the part that is seen."""
        base = self._base
        line = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if not 0 <= line < self._height:
            return Strip.blank(width, base)
        number = bisect_right(self._starts, line) - 1
        row = self.rows[number]
        spans = painted(row, self._width, self.longest)[line - self._starts[number]]
        chosen = number == self.cursor
        over = Style.null()
        if chosen:
            over = self._style("cursor") if self.has_focus else Style(underline=line == self._starts[number])
        segments = [Segment(span.text, base + self._look(span.look) + over) for span in spans]
        if line == self._starts[number] and (label := self.labels.get(number)):
            segments = [Segment(f" {label} ", self._style("label")), *Strip(segments).crop(len(label) + 2)]
        return Strip(segments).adjust_cell_length(width, base + over)

    def _look(self, look: Look) -> Style:
        return self._style(look) if look != "plain" else Style.null()

    def watch_has_focus(self, _has: bool) -> None:
        """Show the cursor as it is: where keys go, or left behind."""
        super().watch_has_focus(_has)
        self.refresh()
        if _has and self.row is not None:
            self.post_message(self.Highlighted(self, self.row))

    # --- moving ---

    def _move_to(self, number: int) -> None:
        if not self.rows:
            return
        number = min(max(number, 0), len(self.rows) - 1)
        before, self.cursor = self.cursor, number
        self._paint(before)
        self._paint(number)
        self._show_cursor()
        if before != number:
            self.post_message(self.Highlighted(self, self.rows[number]))

    def _paint(self, number: int) -> None:
        """Paint the lines of one row anew."""
        if number < len(self._starts):
            self.refresh_lines(self._starts[number], len(painted(self.rows[number], self._width, self.longest)))

    def _show_cursor(self) -> None:
        if self.rows:
            height = len(painted(self.rows[self.cursor], self._width, self.longest))
            region = Region(0, self._starts[self.cursor], self._width, height)
            self.scroll_to_region(region, animate=False, force=True)

    def action_move(self, by: int) -> None:
        """Move the cursor by rows; those that say nothing are passed over."""
        number = self.cursor + by
        while 0 <= number < len(self.rows) and not self.rows[number].spans:
            number += by
        self._move_to(number)

    def action_page(self, by: int) -> None:
        """Move the cursor by what fits on the screen."""
        if not self.rows:
            return
        line = self._starts[self.cursor] + by * max(self.scrollable_content_region.height - 1, 1)
        self._move_to(bisect_right(self._starts, max(line, 0)) - 1)

    def action_end(self, side: int) -> None:
        """Move the cursor to the first or the last row."""
        self._move_to(0 if side < 0 else len(self.rows) - 1)

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self.row is not None:
            self.post_message(self.Chosen(self, self.row))

    def action_open(self) -> None:
        """Show what is below the row; of one that is open, go there; of a pointer, go where it points."""
        row = self.row
        if row is None:
            return
        if row.pointer:
            self.go_to(row.pointer)
        elif row.opened is False:
            self.post_message(self.Opened(self, row))
        else:
            self._move_to(self.cursor + 1)

    def action_shut(self) -> None:
        """Hide what is below the row; of one that is shut, go to the row that it stands below."""
        row = self.row
        if row is None:
            return
        if row.opened:
            self.post_message(self.Shut(self, row))
            return
        for number in range(self.cursor - 1, -1, -1):
            if self.rows[number].opened and columns(self.rows[number].lead) < columns(row.lead):
                self._move_to(number)
                return

    # --- mouse ---

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the click is; on the marker open or close; on a second click choose."""
        place = event.get_content_offset(self)
        line = place.y + self.scroll_offset.y if place is not None else -1
        if place is None or not 0 <= line < self._height:
            return
        number = bisect_right(self._starts, line) - 1
        row = self.rows[number]
        self._move_to(number)
        marker = columns(row.lead)
        if row.opened is not None and marker <= place.x < marker + 2 and line == self._starts[number]:
            self.post_message((self.Shut if row.opened else self.Opened)(self, row))
        elif event.chain > 1:
            self.action_choose()
