"""The main screen: the outline of the map, what is in the focus, and the details of what is at the cursor.

It holds what is shown and where one is. What an action does stands in the module that its row in the table of
actions names, as a function of this screen.
"""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from importlib import import_module
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.screen import Screen

from argmap.errors import ArgmapError, UnknownIdError
from argmap.history import new_ids
from argmap.model import Thing
from argmap.store.journal import Entry
from argmap.store.reading import Store
from argmap.store.writable import failure
from argmap_tui.actions import ACTIONS, BY_ID, Need
from argmap_tui.at_cursor import argument_at, missing
from argmap_tui.bars import KeyBar, KeyHint, TextLine
from argmap_tui.details_rows import details
from argmap_tui.map_outline import MORE, MapOutline
from argmap_tui.memory import map_key
from argmap_tui.row_list import RowList
from argmap_tui.rows import Row
from argmap_tui.session import Session, told
from argmap_tui.settings import shown_key
from argmap_tui.shown import Shown
from argmap_tui.trace_tree import TraceTree

if TYPE_CHECKING:
    from argmap_tui.app import ArgmapApp
    from argmap_tui.focus_view import FocusView

AFTERWARDS: Final = 0.05
"""How many seconds the first frame has before what it can do without is fetched."""

COLLECTED: Final = (700, 10, 1_000)
"""How often garbage is collected: what is young as ever, what is old a hundred times less often."""

NEWS: Final = 0.1
"""How many seconds pass from one look for other people's edits to the next."""


class MainScreen(Screen[None]):
    """The screen that people live in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(action.keys), f"act('{action.id}')", action.help, show=False, id=action.id)
        for action in ACTIONS
    ]
    AUTO_FOCUS = "#centre"

    def __init__(self, session: Session, at: str | None = None) -> None:
        super().__init__()
        self.session = session
        self.store = session.store
        self.begin_at = at
        self.view: Callable[[Store, str], Shown] = TraceTree
        """What makes what the centre shows of a thing."""
        self.outline = MapOutline(self.store)
        self.shown: Shown | None = None
        self.row: Row | None = None
        """The row at the cursor."""
        self.current: Thing | None = None
        """The thing at the cursor, else the one in the focus; None where it has gone."""
        self._read_only: str | None = None
        self.is_filled = False
        """Whether all is there that the first frame does without."""
        self._focus_is_gone = False
        self._trouble = ""
        """What was wrong when others' edits were last looked for; it is said once."""

    def compose(self) -> ComposeResult:
        """The outline, the centre and the details, between a line above and two below."""
        yield TextLine(id="top")
        with Container(id="body"):
            yield RowList(id="outline", longest=1)
            yield RowList(id="centre")
            yield RowList(id="details", longest=None)
        with Vertical(id="bottom"):
            yield TextLine(id="status")
            yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Show what to begin with; what is around it follows when that is seen."""
        self.list("outline").border_title = "map"
        self.list("details").border_title = "details"
        self.call_after_refresh(self.guarded, self._begin)
        self.call_after_refresh(self.call_after_refresh, self.set_timer, AFTERWARDS, self._fill)

    @property
    def argmap(self) -> ArgmapApp:
        """The application."""
        from argmap_tui.app import ArgmapApp  # which imports this module

        assert isinstance(self.app, ArgmapApp)
        return self.app

    def _begin(self) -> None:
        from argmap_tui.welcome import EmptyMap, first_thing  # with widgets of its own

        id_ = self.begin_at or first_thing(self.store, self.argmap.memory)
        if id_ is not None:
            self.go(id_)
        else:
            self.show(EmptyMap(self.argmap.settings.keys))

    def take(self, session: Session) -> None:
        """Show the map of another session in the place of this one."""
        self.session, self.store, self.begin_at = session, session.store, session.trail.current
        self.outline = MapOutline(self.store)
        self._trouble = ""
        self.guarded(self._begin)
        self._fill_map()

    def _fill_map(self) -> None:
        self.guarded(self._fill_bookmarks)
        self.guarded(self._fill_outline)
        self.guarded(self._fill_summary)
        self._read_only = self.session.read_only
        self.show_keys()
        self.show_top()

    def _fill(self) -> None:
        """Show what a first frame can do without, and begin to look for what others do."""
        self._fill_map()
        self.set_interval(NEWS, self.tell_news)
        from argmap_tui.welcome import greet

        greet(self)
        self.is_filled = True
        # What is there now stays. Walking all of it again and again would hold up keys for a tenth of a second.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECTED)

    def _fill_bookmarks(self) -> None:
        from argmap_tui.moving import show_bookmarks

        show_bookmarks(self)

    def _fill_outline(self) -> None:
        self.outline.count()
        self.outline.open("problems")
        self.list("outline").show(self.outline.rows())

    def _fill_summary(self) -> None:
        if isinstance(self.shown, TraceTree):
            self.shown.look_behind()
            self.show_rows()

    # --- what is where ---

    def list(self, name: str) -> RowList:
        """One of the lists: outline, centre or details."""
        return self.query_one(f"#{name}", RowList)

    @property
    def focus_id(self) -> str | None:
        """The thing in the focus."""
        return self.session.trail.current

    def argument_at_cursor(self) -> str | None:
        """The argument at the cursor, or whose premise is, or the only one that the statement there has."""
        return argument_at(self.store, self.current, self.row)

    # --- going, showing ---

    def go(self, id_: str) -> None:
        """Put a thing into the focus. Raises UnknownIdError."""
        shown = self.view(self.store, id_)
        self.session.trail.go(id_)
        self.show(shown)
        if self._read_only is not None:
            self.call_after_refresh(self.guarded, self._fill_summary)

    def go_along(self, by: int) -> None:
        """Go back (-1) or forward (1) to where one was. Raises UnknownIdError where that is gone."""
        trail = self.session.trail
        if trail.can_step(by):
            self.go(trail.step(by))

    def show(self, shown: Shown) -> None:
        """Show something in the centre."""
        self.shown = shown
        self.show_top()
        if self._drawn():
            return
        centre = self.list("centre")
        centre.border_title = shown.heading
        rows = shown.rows()
        centre.show(rows, at=rows[0].key if rows else None)

    def _drawn(self) -> bool:
        """Show a drawing where the centre's rows are otherwise, or those again; whether it is a drawing."""
        if isinstance(self.shown, TraceTree) and not self.query_one("#body").has_class("-drawn"):
            return False
        from argmap_tui.looking import draw  # the focus view, for those who look at it

        return draw(self)

    def show_rows(self) -> None:
        """Show the centre as it is now, the cursor where it was."""
        if self.shown is not None and not self._drawn():
            self.list("centre").show(self.shown.rows())

    def show_top(self) -> None:
        """Say which map this is, and what is in the focus."""
        read_only = "  read-only" if self._read_only else ""
        self.query_one("#top", TextLine).say(f" argmap  {self.store.spec or 'map'}{read_only}")

    def show_keys(self) -> None:
        """Show which keys do what now."""
        keys = self.argmap.settings.keys
        hints = [
            KeyHint(action.id, shown_key(keys[action.id][0]), action.label, self.why_not(action.needs))
            for action in sorted(ACTIONS, key=lambda action: action.id == "help")
            if action.label and keys[action.id]
        ]
        self.query_one(KeyBar).show(hints)

    def say(self, text: str, *, error: bool = False) -> None:
        """Say something in the line above the keys."""
        line = self.query_one("#status", TextLine)
        line.set_class(error, "-error")
        line.say(f" {text}")

    # --- doing ---

    def why_not(self, needs: tuple[Need, ...]) -> str:
        """Why something cannot be done now; empty where it can."""
        return next((why for need in needs if (why := self._missing(need))), "")

    def _missing(self, need: Need) -> str:
        if need != "map to edit":
            return missing(need, self.current, self.argument_at_cursor, self.session.trail)
        if not self._read_only:
            return ""
        keys = self.argmap.settings.keys["copy-map"]
        short, _, _ = self._read_only.partition(";")
        return f"{short}; {shown_key(keys[0])} makes a copy and opens it" if keys else self._read_only

    def action_act(self, name: str) -> None:
        """Do an action of the table, or say why not."""
        action = BY_ID[name]
        if why := self.why_not(action.needs):
            self.say(f"{action.label or action.id}: {why}", error=True)
            return
        module, _, function = action.run.partition(":")
        run = getattr(import_module(f"argmap_tui.{module}"), function)
        self.guarded(run, self)

    def guarded(self, run: Callable[..., Any], *arguments: Any) -> None:
        """Run something; what goes wrong with the map is said, and nothing is lost."""
        try:
            result = run(*arguments)
        except (ArgmapError, sqlite3.Error) as error:
            self.tell_error(error)
            return
        if isawaitable(result):
            self.run_worker(self._awaited(result), exit_on_error=True)

    async def _awaited(self, result: Awaitable[None]) -> None:
        try:
            await result
        except (ArgmapError, sqlite3.Error) as error:
            self.tell_error(error)

    def tell_error(self, error: Exception) -> None:
        """Say what went wrong."""
        if isinstance(error, sqlite3.Error):
            error = failure(error, self.store.spec)
        self.say(str(error), error=True)

    # --- edits, here and elsewhere ---

    def saved(self, entry: Entry | None) -> None:
        """Show what an edit of one's own changed, and say that it is saved; from what is gone, go back."""
        self._follow(self.session.news())
        self.reload()
        if self._focus_is_gone:
            self.guarded(self._go_back_to_something)
        self.say("nothing changed" if entry is None else f"saved: {told(entry)}")

    def _go_back_to_something(self) -> None:
        there = {thing.id for _, thing in self.store.things_by_id(self.session.trail.ids)}
        self.session.trail.keep(there)
        if self.focus_id is not None:
            self.go(self.focus_id)

    def tell_news(self) -> None:
        """Show what others have edited meanwhile; the cursor stays where it is."""
        try:
            found = self.session.news()
        except (ArgmapError, sqlite3.Error) as error:
            if str(error) != self._trouble:
                self._trouble = str(error)
                self.tell_error(error)
            return
        if found:
            self._follow(found)
            self.reload()
            more = f", and {len(found) - 1} more edits" if len(found) > 1 else ""
            gone = "; what was in the focus is gone" if self._focus_is_gone else ""
            self.say(f"{found[-1].who}: {told(found[-1])}{more}{gone}")

    def _follow(self, found: Sequence[Entry]) -> None:
        """Let what is remembered by its id follow what was renamed."""
        moved: dict[str, str] = {}
        for entry in found:
            now = new_ids(entry.changes)
            moved = {old: now.get(new, new) for old, new in moved.items()} | now
        if moved:
            trail = self.session.trail
            trail.ids = [moved.get(id_, id_) for id_ in trail.ids]
            self.argmap.memory.rename(map_key(self.store), moved)

    def reload(self) -> None:
        """Fetch anew what is shown."""
        self._focus_is_gone = False
        self.guarded(self._reload)

    def _reload(self) -> None:
        self._fill_bookmarks()
        self.outline.reload()
        self.list("outline").show(self.outline.rows())
        if self.shown is None:
            return
        try:
            self.shown.reload()
        except UnknownIdError:
            if self.focus_id is None or not self.store.things_by_id([self.focus_id]):
                self._focus_is_gone = True
                self.current = None
                return
            self.show(self.view(self.store, self.focus_id))  # it has another id now
        self.show_rows()
        self._fill_summary()
        self.show_details()

    # --- what the lists say ---

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        """Show the details of what is at the cursor; of what it was at while keys come fast, nothing."""
        if message.row is not message.rows.row:
            return
        if not message.rows.has_focus and message.rows.id != "centre":
            return
        if message.rows.id != "details":
            self._highlight(message.row)
            return
        self.row = message.row
        self.show_keys()

    def _highlight(self, row: Row) -> None:
        self.row = row
        self.guarded(self.show_details)
        self.show_keys()

    def show_details(self) -> None:
        """Show the details of what is at the cursor, else of what is in the focus."""
        id_ = (self.row and self.row.id) or self.focus_id
        self.current = None
        if id_ is None:
            return
        rows = details(self.store, id_)
        self.current = self.store.get(id_)
        self.list("details").show(rows, at=rows[0].key)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Put what was chosen into the focus; of a heading, open or close it."""
        row = message.row
        if row.id is not None and row.id != self.focus_id:
            self.guarded(self.go, row.id)
        elif row.key.endswith(MORE) or row.opened is False:
            self._open(message.rows, row)
        elif row.opened:
            self._shut(message.rows, row)

    def on_row_list_opened(self, message: RowList.Opened) -> None:
        """Show what is below a row."""
        self._open(message.rows, message.row)

    def on_row_list_shut(self, message: RowList.Shut) -> None:
        """Hide what is below a row."""
        self._shut(message.rows, message.row)

    def _model(self, rows: RowList) -> Shown | MapOutline | None:
        return {"outline": self.outline, "centre": self.shown}.get(rows.id or "")

    def _open(self, rows: RowList, row: Row) -> None:
        if model := self._model(rows):
            self.guarded(model.open, row.key)
            rows.show(model.rows())

    def _shut(self, rows: RowList, row: Row) -> None:
        if model := self._model(rows):
            model.shut(row.key)
            rows.show(model.rows())

    def on_focus_view_highlighted(self, message: FocusView.Highlighted) -> None:
        """Show the details of the cell at the cursor."""
        self._highlight(Row(message.key, (), message.id))

    def on_focus_view_chosen(self, message: FocusView.Chosen) -> None:
        """Put what was chosen into the focus."""
        if message.id != self.focus_id:
            self.guarded(self.go, message.id)

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        """Do what a key of the bar does."""
        self.action_act(message.action)
