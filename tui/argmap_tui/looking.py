"""Actions that look: the trace, what is around a thing, the lists; and which widget of the screen shows what."""

from __future__ import annotations

from argmap_tui.focus_layout import Drawing, Left
from argmap_tui.focus_view import FocusView
from argmap_tui.lists import ExperimentsList, ScenariosList, UntestedList
from argmap_tui.main_screen import MainScreen
from argmap_tui.shown import Shown
from argmap_tui.trace_tree import TraceTree


def trace(screen: MainScreen) -> None:
    """Show what lies behind the thing in the focus; where nothing is, behind the thing at the cursor."""
    id_, shown, centre = _what(screen), screen.shown, screen.list("centre")
    screen.view = TraceTree
    if isinstance(shown, Drawing) and shown.instead is not None:
        screen.show(shown.instead.tree)
        centre.go_to(shown.instead.at)
    elif id_ is not None and not (isinstance(shown, TraceTree) and shown.target == id_):
        screen.go(id_)
    centre.focus()


def around(screen: MainScreen) -> None:
    """Show what is around the thing in the focus; where that is shown, its trace again."""
    if isinstance(screen.shown, Drawing):
        trace(screen)
        return
    id_, before, centre = _what(screen), screen.shown, screen.list("centre")
    if id_ is None:
        return
    screen.view = Drawing
    screen.go(id_)
    if isinstance(screen.shown, Drawing):
        if isinstance(before, TraceTree) and before.target == id_ and centre.row is not None:
            screen.shown.instead = Left(before, centre.row.key)
        screen.query_one(FocusView).focus()


def _what(screen: MainScreen) -> str | None:
    id_ = screen.focus_id or (screen.current.id if screen.current else None)
    if id_ is None:
        screen.say("choose something in the map first; enter puts it here", error=True)
    return id_


def experiments(screen: MainScreen) -> None:
    """List the experiments by status."""
    _list(screen, ExperimentsList(screen.store))


def untested(screen: MainScreen) -> None:
    """List the unstated assumptions that nothing tests."""
    _list(screen, UntestedList(screen.store))


def scenarios(screen: MainScreen) -> None:
    """List the scenarios."""
    _list(screen, ScenariosList(screen.store))


def _list(screen: MainScreen, shown: Shown) -> None:
    screen.show(shown)
    screen.list("centre").focus()


def draw(screen: MainScreen) -> bool:
    """Show what is a drawing in the focus view, in the place of the list, and all else in the list; whether it is."""
    drawing = screen.shown if isinstance(screen.shown, Drawing) else None
    body = screen.query_one("#body")
    body.set_class(drawing is not None, "-drawn")
    centre = screen.list("centre")
    view = next(iter(screen.query(FocusView)), None)
    if drawing is None:
        if view is not None and view.has_focus:
            centre.focus()
        return False
    if view is None:
        view = FocusView(id="around")
        body.mount(view, after=centre)
    view.show(drawing)
    if centre.has_focus:
        view.focus()
    return True
