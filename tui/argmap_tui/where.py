"""Asking where something is to be written, and, where there is a choice, what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from argmap.files import is_there, reason
from argmap_tui.bars import TextLine
from argmap_tui.dialog import Dialog
from argmap_tui.row_list import RowList
from argmap_tui.rows import Row


class Where(NamedTuple):
    """What was chosen, by its number, and the path to write it to."""

    choice: int
    path: Path
    overwrite: bool = False


class WhereScreen(Dialog[Where | None]):
    """Rows to choose from, a path that goes with the choice, and what enter does. None where one left it."""

    DEFAULT_CSS = """
    WhereScreen {
        align: center middle;

        & #where {
            width: 76;
            max-width: 100%;
            height: auto;
            border: round $primary;
            border-title-color: $foreground;
            background: $background;
            padding: 0 1;
        }
        & RowList { margin-top: 1; }
        & Input { margin: 1 0; background: $surface; }
        & .-error { color: $text-error; text-style: bold; }
        & #where-keys { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", show=False, id="where.leave"),
        Binding("up", "move(-1)", "up", show=False, id="where.up"),
        Binding("down", "move(1)", "down", show=False, id="where.down"),
    ]

    def __init__(
        self,
        title: str,
        question: str,
        names: Sequence[str],
        rows: Sequence[Row],
        does: str,
        *,
        may_overwrite: bool = True,
    ) -> None:
        """Ask a question; `names` has a file name for each of the `rows`, or one where there are none."""
        super().__init__()
        self.box_title = title
        self.question = question
        self.names = names
        self.rows = rows
        self.does = does
        self.may_overwrite = may_overwrite
        self._proposed = names[0]
        self._told: str | None = None
        """The path of which it was said that something is there."""

    def compose(self) -> ComposeResult:
        """The question, the rows, the path, and what the keys do."""
        with Vertical(id="where") as box:
            box.border_title = self.box_title
            yield TextLine(id="where-question")
            if self.rows:
                yield RowList(id="where-rows", longest=1)
            yield Input(self._proposed, placeholder="a file", compact=True, id="where-path")
            yield TextLine(id="where-keys")

    def on_mount(self) -> None:
        """Fill it in."""
        self.query_one("#where-question", TextLine).say(self.question)
        for rows in self.query(RowList):
            rows.styles.height = len(self.rows)
            rows.styles.border = "none"
            rows.show(self.rows)
        self._say_keys()

    def _say_keys(self) -> None:
        other = "up and down choose, tab goes to the path, " if self.rows else ""
        self._say(f"{other}enter {self.does}, escape leaves")

    def _say(self, text: str, *, error: bool = False) -> None:
        line = self.query_one("#where-keys", TextLine)
        line.set_class(error, "-error")
        line.say(text)

    @property
    def _choice(self) -> int:
        return self.query_one(RowList).cursor if self.rows else 0

    def action_move(self, by: int) -> None:
        """Choose another row, from the path too."""
        for rows in self.query(RowList):
            rows.action_move(by)

    def action_leave(self) -> None:
        """Write nothing."""
        self.dismiss(None)

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        """Propose the name that goes with the row; of one that was typed, the ending."""
        message.stop()
        name, path = self.names[message.rows.cursor], self.query_one(Input)
        if path.value == self._proposed:
            path.value = name
        elif PurePath(path.value).suffix == PurePath(self._proposed).suffix:
            path.value = path.value.removesuffix(PurePath(path.value).suffix) + PurePath(name).suffix
        self._proposed = name

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Write it."""
        message.stop()
        self._answer()

    def on_input_changed(self) -> None:
        """Forget what was said of another path."""
        self._told = None
        self._say_keys()

    def on_input_submitted(self) -> None:
        """Write it."""
        self._answer()

    def _answer(self) -> None:
        text = self.query_one(Input).value.strip()
        if not text:
            self._say("a path is needed", error=True)
            return
        try:
            path = Path(text).expanduser().absolute()
            if path.is_dir():
                path /= self._proposed
            taken = is_there(path)
        except OSError as error:
            self._say(f"no file can be there: {reason(error)}", error=True)
            return
        except (RuntimeError, ValueError) as error:  # nobody's home; a NUL
            self._say(f"no file can be there: {error}", error=True)
            return
        if taken and not self.may_overwrite:
            self._say("something is there already; another name is needed", error=True)
        elif taken and self._told != str(path):
            self._told = str(path)
            self._say("that file is there already; enter once more overwrites it", error=True)
        else:
            self.dismiss(Where(self._choice, path, overwrite=taken))
