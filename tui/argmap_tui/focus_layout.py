"""The focus view as a drawing: what a thing bears on, the thing in a heavy box, its reasons in two columns.

What is said where is `focus_picture`'s; here it gets its place. `Drawing` is that of a thing in a store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple

from argmap.store import browsing
from argmap.store.reading import Store
from argmap.text import columns
from argmap_tui.focus_picture import Item, Picture, Said, Side, picture
from argmap_tui.rows import Line, Look, Row, Span, painted
from argmap_tui.trace_tree import TraceTree

TWO_COLUMNS: Final = 77
"""From how many columns on the reasons for and against stand side by side.

It is what a screen of 80 leaves between frame and scrollbar, and gives each about six words a line; with less, titles
would break after every third word.
"""

NARROWEST: Final = 24
"""Below this the drawing is cut, not squeezed."""

Way = Literal["up", "down", "left", "right"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of the drawing that the cursor can be on; its lines are all `width` columns wide."""

    key: str
    id: str
    x: int
    y: int
    width: int
    lines: tuple[Line, ...]

    @property
    def bottom(self) -> int:
        """The first line below it."""
        return self.y + len(self.lines)


class Piece(NamedTuple):
    """What stands in a line from column `x` on, and in which cell; None: in none."""

    x: int
    line: Line
    cell: int | None


@dataclass(frozen=True)
class Layout:
    """Cells in their places, headings and notes between them (by line); `main` is the number of the heavy box."""

    width: int
    cells: tuple[Cell, ...]
    signs: tuple[tuple[int, Piece], ...]
    main: int

    @cached_property
    def rows(self) -> tuple[tuple[Piece, ...], ...]:
        """What stands in each line, from the left."""
        placed = list(self.signs)
        for number, cell in enumerate(self.cells):
            placed += [(y, Piece(cell.x, line, number)) for y, line in enumerate(cell.lines, cell.y)]
        rows: list[list[Piece]] = [[] for _ in range(max(y for y, _ in placed) + 1)]
        for y, piece in sorted(placed, key=lambda one: (one[0], one[1].x)):
            rows[y].append(piece)
        return tuple(map(tuple, rows))

    def at(self, x: int, y: int) -> int | None:
        """The number of the cell at a place."""
        pieces = self.rows[y] if 0 <= y < len(self.rows) else ()
        found = (one.cell for one in pieces if one.cell is not None and 0 <= x - one.x < self.cells[one.cell].width)
        return next(found, None)

    def step(self, number: int, way: Way) -> int:
        """The number of the cell that is next that way, those straight ahead first; without one, the same."""
        here = self.cells[number]
        ahead: list[tuple[bool, int, int]] = []
        for other, cell in enumerate(self.cells):
            aside = cell.x >= here.x + here.width or here.x >= cell.x + cell.width
            match way:
                case "up" if cell.bottom <= here.y:
                    ahead.append((aside, here.y - cell.bottom, other))
                case "down" if cell.y >= here.bottom:
                    ahead.append((aside, cell.y - here.bottom, other))
                case "left" if aside and cell.x < here.x:
                    ahead.append((False, abs(cell.y - here.y), other))
                case "right" if aside and cell.x > here.x:
                    ahead.append((False, abs(cell.y - here.y), other))
        return min(ahead)[2] if ahead else number

    def text(self) -> str:
        """The drawing as plain text."""
        lines = []
        for row in self.rows:
            line = ""
            for piece in row:
                line += " " * (piece.x - columns(line)) + "".join(span.text for span in piece.line)
            lines.append(line.rstrip())
        return "".join(f"{line}\n" for line in lines)


def laid_out(shown: Picture, width: int) -> Layout:
    """The drawing of a picture, `width` columns wide."""
    draft = _Draft(max(width, NARROWEST))
    if shown.above is not None:
        draft.bare(shown.above)
    main = draft.heavy(shown)
    draft.below([side for side in (shown.left, shown.right) if side is not None])
    return Layout(draft.width, tuple(draft.cells), tuple(draft.signs), main)


_LIGHT: Final = ("┌", "┐", "└", "┘", "─", "│")
_HEAVY: Final = ("┏", "┓", "┗", "┛", "━", "┃")


class _Draft:
    """A drawing as far as it is made: everything goes below what is there."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.two = width >= TWO_COLUMNS
        self.y = 0
        self.cells: list[Cell] = []
        self.signs: list[tuple[int, Piece]] = []

    def sign(self, x: int, line: Line, room: int) -> None:
        """A line that the cursor cannot be on."""
        self.signs.append((self.y, Piece(x, painted(Row("", line), room, 1)[0], None)))
        self.y += 1

    def cell(self, key: str, id_: str, x: int, lines: tuple[Line, ...]) -> None:
        """A cell."""
        self.cells.append(Cell(key, id_, x, self.y, sum(columns(span.text) for span in lines[0]), lines))
        self.y += len(lines)

    def heavy(self, shown: Picture) -> int:
        """The thing in the focus; its number."""
        self.cell(shown.id, shown.id, 0, _framed(shown.said, self.width, _HEAVY, "strong", ""))
        return len(self.cells) - 1

    def bare(self, side: Side) -> None:
        """What stands above: without frames, in two columns where there is more than one."""
        self.sign(0, side.heading, self.width)
        across = 2 if self.two and len(side.items) > 1 else 1
        room = self.width // across
        for first in range(0, len(side.items), across):
            top, bottom = self.y, self.y
            for number, item in enumerate(side.items[first : first + across]):
                self.y = top
                lines = [line for said in item.said for line in _folded(said, room - 3)]
                self.cell(item.key, item.id, number * room, tuple(_filled((Span("  "), *line), room) for line in lines))
                bottom = max(bottom, self.y)
            self.y = bottom
        self.note(0, side.note, self.width)

    def below(self, sides: Sequence[Side]) -> None:
        """What stands below: a column for each side that has something, or both for the only one."""
        full = [side for side in sides if side.items]
        if len(full) == 2 and self.two:
            self.columns([(side.heading, side.items, side.note) for side in full])
            return
        for side in full:
            nothing = [(Span(" · ", "dim"), *other.heading) for other in sides if not other.items]
            heading = tuple(span for line in (side.heading, *nothing) for span in line)
            self.sign(0, heading, self.width)
            if self.two and len(side.items) > 1:
                self.columns([((), side.items[0::2], side.note), ((), side.items[1::2], "")])
            else:
                self.columns([((), side.items, side.note)])
        if not full:
            for side in sides:
                self.sign(0, side.heading, self.width)

    def columns(self, each: Sequence[tuple[Line, Sequence[Item], str]]) -> None:
        """Columns of framed cells from here on, each under its heading and with its note."""
        top, bottom = self.y, self.y
        room = (self.width - len(each) + 1) // len(each)
        for number, (heading, items, note) in enumerate(each):
            self.y = top
            x = number * (self.width - room)
            if heading:
                self.sign(x, heading, room)
            for item in items:
                self.cell(item.key, item.id, x, _framed(item.said, room, _LIGHT, item.look, item.foot))
            self.note(x, note, room)
            bottom = max(bottom, self.y)
        self.y = bottom

    def note(self, x: int, note: str, room: int) -> None:
        """That there is more than is shown."""
        if note:
            self.sign(x, (Span(note, "dim"),), room)


def _framed(said: tuple[Said, ...], width: int, frame: tuple[str, ...], look: Look, foot: str) -> tuple[Line, ...]:
    """Paragraphs in a frame, `foot` in its lower edge."""
    room = width - 4
    lines = [_filled(line, room) for one in said for line in _folded(one, room)]
    upper_left, upper_right, lower_left, lower_right, flat, upright = frame
    edge = Span(f"{upright} ", look), Span(f" {upright}", look)
    below = Span(f" {foot} "[:room], "dim") if foot else Span("")
    return (
        (Span(upper_left + flat * (width - 2) + upper_right, look),),
        *((edge[0], *line, edge[1]) for line in lines),
        (
            Span(lower_left + flat, look),
            below,
            Span(flat * (width - 3 - len(below.text)) + lower_right, look),
        ),
    )


def _folded(said: Said, width: int) -> list[Line]:
    """The lines of a paragraph, the later ones hanging from its glyph."""
    hang = len(said.glyph.text)
    lines = painted(Row("", said.spans), width - hang, said.most)
    if not hang:
        return list(lines)
    return [(said.glyph if number == 0 else Span(" " * hang), *line) for number, line in enumerate(lines)]


def _filled(line: Line, width: int) -> Line:
    """The line with blanks up to a width."""
    left = width - sum(columns(span.text) for span in line)
    return (*line, Span(" " * left)) if left > 0 else line


class Left(NamedTuple):
    """A trace, and the key of the row at its cursor."""

    tree: TraceTree
    at: str


class Drawing:
    """What is around a thing of a store."""

    def __init__(self, store: Store, target: str) -> None:
        """Fetch what is around it. Raises UnknownIdError."""
        self.heading = "focus"
        self.store = store
        self.target = target
        self.reload()

    def reload(self) -> None:
        """Fetch it anew. Raises UnknownIdError where the thing is gone."""
        self.instead: Left | None = None
        """The trace in whose place it is shown, as it was left; none once something was edited."""
        self.picture = picture(self.target, browsing.around(self.store, self.target))

    def layout(self, width: int) -> Layout:
        """The drawing for a width."""
        return laid_out(self.picture, width)

    def rows(self) -> list[Row]:
        """None: this is no list."""
        return []

    def open(self, key: str) -> None:
        """Nothing opens: all that there is of it is shown."""

    def shut(self, key: str) -> None:
        """Nothing closes."""
