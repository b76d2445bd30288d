"""The focus view: a drawing of what is around a thing, with a cursor that walks from cell to cell."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from argmap.text import columns
from argmap_tui.focus_layout import Cell, Drawing, Layout, Way
from argmap_tui.rows import LOOKS, Look

HINT: Final = "arrows walk, enter goes there, 1 traces"


class FocusView(ScrollView, can_focus=True):
    """A drawing with a cursor. It says which cell is highlighted or chosen; the screen decides."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", *(f"rows--{look}" for look in LOOKS)}
    """Those of a list, so that a theme paints both alike."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "walk('down')", "down", show=False, id="focus.down"),
        Binding("up,k", "walk('up')", "up", show=False, id="focus.up"),
        Binding("left,h", "walk('left')", "left", show=False, id="focus.left"),
        Binding("right,l", "walk('right')", "right", show=False, id="focus.right"),
        Binding("home,g", "end(-1)", "to the top", show=False, id="focus.top"),
        Binding("end,G", "end(1)", "to the bottom", show=False, id="focus.bottom"),
        Binding("pagedown,ctrl+d", "page('down')", "a page down", show=False, id="focus.page-down"),
        Binding("pageup,ctrl+u", "page('up')", "a page up", show=False, id="focus.page-up"),
        Binding("enter", "choose", "go there", show=False, id="focus.choose"),
    ]

    class Said(Message):
        """What happened to a cell."""

        def __init__(self, view: FocusView, cell: Cell) -> None:
            super().__init__()
            self.view = view
            self.key = cell.key
            self.id = cell.id

        @property
        def control(self) -> FocusView:
            """The view."""
            return self.view

    class Highlighted(Said):
        """The cursor came to a cell."""

    class Chosen(Said):
        """A cell was chosen: enter, or a second click."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = "focus"
        self.border_subtitle = HINT
        self.drawing: Drawing | None = None
        self.layout_shown = Layout(0, (), (), 0)
        self.cursor = 0
        self._styles: dict[str, Style] = {}
        self._base = Style.null()

    def show(self, drawing: Drawing) -> None:
        """Show a drawing; the cursor goes to the thing in the focus, or stays where it was with the same one."""
        same = self.drawing is not None and self.drawing.target == drawing.target
        self.drawing = drawing
        self._lay_out(self.cell.key if same and self.cell else drawing.target)
        if self.cell is not None:
            self.post_message(self.Highlighted(self, self.cell))

    @property
    def cell(self) -> Cell | None:
        """The cell under the cursor."""
        return self.layout_shown.cells[self.cursor] if self.layout_shown.cells else None

    # --- laying out and painting ---

    def _lay_out(self, key: str) -> None:
        if self.drawing is None:
            return
        self.layout_shown = shown = self.drawing.layout(self._room())
        self.cursor = next((number for number, cell in enumerate(shown.cells) if cell.key == key), shown.main)
        self.virtual_size = Size(shown.width, len(shown.rows))
        self.refresh()
        self.call_after_refresh(self._show_cursor)

    def _room(self) -> int:
        """How wide the drawing may be; the last column is the scrollbar's, whether it is there or not."""
        return self.size.width - 1

    def on_resize(self) -> None:
        """Draw anew for another width."""
        if self.cell is not None and self._room() != self.layout_shown.width:
            self._lay_out(self.cell.key)

    def notify_style_update(self) -> None:
        """Forget the styles of another theme."""
        super().notify_style_update()
        self._styles.clear()

    def _style(self, name: Look | Literal["cursor"]) -> Style:
        if name == "plain":
            return Style.null()
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
        pieces = self.layout_shown.rows[line] if 0 <= line < len(self.layout_shown.rows) else ()
        segments: list[Segment] = []
        used = 0
        for piece in pieces:
            over = Style.null()
            if piece.cell == self.cursor:
                over = self._style("cursor") if self.has_focus else Style(bold=True)
            segments.append(Segment(" " * (piece.x - used), base))
            segments += [Segment(span.text, base + self._style(span.look) + over) for span in piece.line]
            used = piece.x + sum(columns(span.text) for span in piece.line)
        return Strip(segments).adjust_cell_length(self.scrollable_content_region.width, base)

    def watch_has_focus(self, _has: bool) -> None:
        """Show the cursor as it is: where keys go, or left behind."""
        super().watch_has_focus(_has)
        self.refresh()
        if _has and self.cell is not None:
            self.post_message(self.Highlighted(self, self.cell))

    # --- walking ---

    def _move_to(self, number: int) -> None:
        moved, self.cursor = number != self.cursor, number
        self.refresh()
        self._show_cursor()
        if moved and self.cell is not None:
            self.post_message(self.Highlighted(self, self.cell))

    def _show_cursor(self) -> None:
        """Scroll to the cell and to the heading that may stand over it; to the heavy box with what is above it."""
        if self.cell is None:
            return
        before = self.size.height // 3 if self.cursor == self.layout_shown.main else 1
        top = max(self.cell.y - before, 0)
        region = Region(0, top, self.layout_shown.width, self.cell.bottom - top)
        self.scroll_to_region(region, animate=False, force=True)

    def action_walk(self, way: Way) -> None:
        """Go to the next cell that way."""
        if self.cell is not None:
            self._move_to(self.layout_shown.step(self.cursor, way))

    def action_page(self, way: Way) -> None:
        """Go as far that way as fits on the screen."""
        if (here := self.cell) is None:
            return
        number = self.cursor
        while (ahead := self.layout_shown.step(number, way)) != number:
            number = ahead
            if abs(self.layout_shown.cells[number].y - here.y) >= self.size.height - 2:
                break
        self._move_to(number)

    def action_end(self, side: int) -> None:
        """Go to the first or the last cell."""
        if self.cell is not None:
            self._move_to(0 if side < 0 else len(self.layout_shown.cells) - 1)

    def action_choose(self) -> None:
        """Choose the cell under the cursor."""
        if self.cell is not None:
            self.post_message(self.Chosen(self, self.cell))

    # --- mouse ---

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the cell that was clicked; on a second click choose it."""
        place = event.get_content_offset(self)
        number = self.layout_shown.at(place.x, place.y + self.scroll_offset.y) if place is not None else None
        if number is not None:
            self._move_to(number)
            if event.chain > 1:
                self.action_choose()
