"""Actions that write: an export, a picture that is opened at once, a copy of the map to edit."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Final

from argmap.errors import OutputError
from argmap.exporting import Export, Form, Part, exports, name_of, text_of
from argmap.files import reason, write_file
from argmap.model import Argument, Statement
from argmap.paths import cache_folder
from argmap.rendering import render
from argmap.store.copying import copy_to, opener
from argmap.store.naming import open_map
from argmap.store.reading import Store
from argmap_tui.main_screen import MainScreen
from argmap_tui.rows import Row, Span
from argmap_tui.session import Session
from argmap_tui.waiting import Task, waited
from argmap_tui.where import Where, WhereScreen

FORMS: Final[dict[Form, str]] = {
    "markdown": "Markdown",
    "svg": "SVG picture",
    "dot": "DOT graph",
    "yaml": "YAML",
    "json": "JSON",
}
PARTS: Final[dict[Part, str]] = {
    "behind": "the trace, to paste into a thread",
    "around": "what is around it",
    "map": "the whole map",
}


async def export(screen: MainScreen) -> None:
    """Ask what is to be written, in which form and where, and write it."""
    id_ = screen.focus_id
    found = screen.store.things_by_id([id_]) if id_ else []
    thing = found[0][1] if found else None
    offered = exports(thing.id if thing else None, traced=isinstance(thing, Statement | Argument))
    asked = await screen.app.push_screen_wait(
        WhereScreen(
            "write a file",
            f"Of “{screen.store.label(thing)}”, or of the map" if thing else "Of the map",
            [choice.name(screen.store) for choice in offered],
            [export_row(choice) for choice in offered],
            "writes it",
        )
    )
    if asked is not None:
        choice = offered[asked.choice]
        await waited(screen.app, "writing", partial(write_export, opener(screen.store), choice, asked))
        say_path(screen, "wrote", asked.path)


def export_row(choice: Export) -> Row:
    """An export as a row to choose."""
    said = Span(f"{FORMS[choice.form]} ", "strong"), Span(f"of {PARTS[choice.part]}")
    return Row(f"{choice.form} {choice.part}", said)


def write_export(open_: Callable[[], Store], choice: Export, where: Where, task: Task) -> None:
    """Write an export from a store of its own: whole, or, where it is stopped, not at all."""
    store = open_()
    try:
        parts = task.watched(text_of(store, choice))
        if choice.form == "svg":
            dot = "".join(parts)
            task.doing, task.done = "drawing", 0
            write_file(where.path, [render(dot, "svg")], force=where.overwrite)
        else:
            write_file(where.path, parts, force=where.overwrite)
    finally:
        store.close()


def say_path(screen: MainScreen, what: str, path: Path, more: str = "") -> None:
    """Say which file was written, and copy its path."""
    screen.app.copy_to_clipboard(str(path))
    screen.say(f"{what} {path}; its path is copied{more}")


async def picture(screen: MainScreen) -> None:
    """Draw what is around the thing at the cursor, and open the picture."""
    thing = screen.current
    assert thing is not None, "the table of actions needs one"
    choice = Export("around", "svg", thing.id)
    folder = cache_folder() / "pictures"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {str(folder)!r}: {reason(error)}") from None
    where = Where(0, folder / choice.name(screen.store), overwrite=True)
    await waited(screen.app, "drawing", partial(write_export, opener(screen.store), choice, where))
    if command := viewer():
        open_with(command, where.path)
        say_path(screen, "opened", where.path)
    else:
        say_path(screen, "drew", where.path, "; there is no display here to show it on")


def viewer() -> list[str]:
    """The command that opens a file with the program for it; empty where there is no display, as over ssh."""
    if sys.platform == "win32":
        return ["explorer"]
    if sys.platform == "darwin":
        return [] if "SSH_CONNECTION" in os.environ else ["open"]
    found = which("xdg-open")
    return [found] if found and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) else []


def open_with(command: list[str], path: Path) -> None:
    """Start a program on a file; what it says does not reach the terminal, and nobody waits for its end."""
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    run = partial(subprocess.run, [*command, str(path)], start_new_session=True, check=False, **silent)
    Thread(target=run, daemon=True).start()


async def copy_map(screen: MainScreen) -> None:
    """Ask for a name, copy the map there, and, where this one is read-only, open the copy in its place."""
    session = screen.session
    read_only = session.read_only
    asked = await screen.app.push_screen_wait(
        WhereScreen(
            "copy",
            "A map to edit, with all that is in this one" if read_only else "A copy of this map as it is now",
            [copy_name(session.store, read_only=bool(read_only))],
            (),
            "makes it and opens it" if read_only else "makes it",
            may_overwrite=False,
        )
    )
    if asked is None:
        return
    path = asked.path
    await waited(screen.app, "copying", partial(write_copy, opener(session.store), path, session.who))
    if not read_only:
        say_path(screen, "copied to", path, "; this one is still open")
        return
    screen.app.copy_to_clipboard(str(path))
    reopen(screen, open_map(str(path), screen.say), f"this is your copy now, {path}; every edit is saved there")


def copy_name(store: Store, *, read_only: bool) -> str:
    """A name for a copy of a map."""
    if store.spec == "shipped":
        return "my.db"
    return f"{name_of(store)}{'' if read_only else '-copy'}.db"


def write_copy(open_: Callable[[], Store], path: Path, who: str, task: Task) -> None:
    """Copy a map from a store of its own: whole, or, where it is stopped, not at all."""
    store = open_()
    try:
        copy_to(store, path, who=who, progress=task.progress)
    finally:
        store.close()


def reopen(screen: MainScreen, store: Store, saying: str) -> None:
    """Show another map in the place of this one, with the same in the focus, and say something."""
    before = screen.session
    session = Session(store, before.who)
    session.trail, session.speaker = before.trail, before.speaker
    screen.argmap.session = session
    screen.take(session)
    before.close()
    screen.say(saying)
