"""Actions that move: back and forward, jump, bookmarks, leaving."""

from __future__ import annotations

from argmap_tui.main_screen import MainScreen


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


def leave(screen: MainScreen) -> None:
    """Leave argmap."""
    screen.app.exit()
