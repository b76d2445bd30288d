"""Actions that move: find, back and forward, jump, bookmarks, leaving."""

from __future__ import annotations

from typing import Final

from argmap_tui.main_screen import MainScreen

LATELY: Final = 12
"""How many of the things that one was at are offered before anything is typed."""


async def find(screen: MainScreen) -> None:
    """Find a thing as one types, and put it into the focus."""
    from argmap_tui.candidates import named
    from argmap_tui.finding import FindScreen

    trail = screen.session.trail
    ids = [id_ for id_ in dict.fromkeys(reversed(trail.ids)) if id_ != trail.current]
    found = await screen.app.push_screen_wait(FindScreen(screen.store, named(screen.store, ids[:LATELY])))
    if found is not None:
        screen.go(found)
        screen.list("centre").focus()


def focus(screen: MainScreen) -> None:
    """Put the thing at the cursor into the centre."""
    if screen.current is not None:
        screen.go(screen.current.id)


def back(screen: MainScreen) -> None:
    """Go back to where one was."""
    screen.go_along(-1)


def forward(screen: MainScreen) -> None:
    """Go forward again."""
    screen.go_along(1)


async def jump(screen: MainScreen) -> None:
    """Show a letter before every row, and go to the one whose letters are pressed."""
    from argmap_tui.jumping import JumpScreen, places
    from argmap_tui.row_list import RowList

    lists = [rows for rows in screen.query(RowList) if rows.is_on_screen]
    there = places(sorted(lists, key=lambda rows: rows.id != "centre"))
    if not there:
        screen.say("jump: there is no row in sight", error=True)
        return
    screen.say("jump: press the letters of a row; escape stays here")
    place = await screen.app.push_screen_wait(JumpScreen(there))
    screen.say("")
    if place is not None:
        place.rows.focus(scroll_visible=False)
        place.rows.go_to(place.key)


# --- bookmarks ---


def show_bookmarks(screen: MainScreen) -> None:
    """Show the bookmarks that are kept of this map in the outline; those of things that have gone are left out."""
    from argmap_tui.candidates import named
    from argmap_tui.memory import map_key

    ids = screen.argmap.memory.bookmarks(map_key(screen.store))
    screen.outline.bookmarks = tuple(named(screen.store, ids))


def bookmark(screen: MainScreen) -> None:
    """Set a bookmark on the thing at the cursor, or remove it."""
    from argmap_tui.map_outline import BOOKMARKS
    from argmap_tui.memory import map_key

    thing = screen.current
    if thing is None:
        return
    show_bookmarks(screen)
    ids = [hit.id for hit in screen.outline.bookmarks]
    is_new = thing.id not in ids
    ids = [*ids, thing.id] if is_new else [id_ for id_ in ids if id_ != thing.id]
    screen.argmap.memory.set_bookmarks(map_key(screen.store), ids)
    show_bookmarks(screen)
    if is_new:
        screen.outline.open(BOOKMARKS)
    screen.list("outline").show(screen.outline.rows())
    screen.say(f"bookmark {'set on' if is_new else 'removed from'} {screen.store.label(thing)}")


# --- the rest ---


def open_all(screen: MainScreen) -> None:
    """Open all that lies behind the thing in the focus, as far as a screen can show."""
    from argmap_tui.trace_tree import AT_ONCE, TraceTree

    if not isinstance(screen.shown, TraceTree):
        screen.say("open all: only a trace opens so; 1 shows it", error=True)
        return
    whole = screen.shown.open_all()
    screen.show_rows()
    more = f"stopped at {AT_ONCE} rows; the right arrow opens what is still closed"
    screen.say("all that lies behind it is open" if whole else more)


def copy_id(screen: MainScreen) -> None:
    """Copy the id of the thing at the cursor."""
    if screen.current is not None:
        screen.app.copy_to_clipboard(screen.current.id)
        screen.say(f"copied: {screen.current.id}")


def leave(screen: MainScreen) -> None:
    """Leave argmap."""
    screen.app.exit()
