"""The action that gives a thing, as it stands in a map file, to the user's own editor, and takes it back."""

from __future__ import annotations

import os
import shlex
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import mkstemp
from typing import Final

from textual.app import App, SuspendNotSupported

from argmap.edits.whole import ChangedMeanwhileError, from_text, put_whole, to_text
from argmap.errors import ArgmapError, BadFileError, EditError, OutputError
from argmap.files import reason
from argmap.model import Thing
from argmap.store.writable import failure
from argmap.text import visible
from argmap_tui.editing import label_of, save
from argmap_tui.main_screen import MainScreen
from argmap_tui.question import Answer, Question

_ADVICE: Final = """\
# Save and leave the editor: argmap checks what you wrote, and saves it. The id cannot be changed.
# Leave without saving, and nothing changes.
"""


async def edit_text(screen: MainScreen) -> None:
    """Change the thing at the cursor as the text of a map file, in the user's own editor."""
    thing = screen.current
    if thing is None:
        return
    base, written = thing, f"{_ADVICE}{to_text(thing)}".encode()
    path = _aside(thing, written)
    while True:
        trouble = _let_edit(screen.app, path)
        try:
            typed = path.read_bytes()
        except OSError as error:
            raise OutputError(f"{str(path)!r} cannot be read any more: {reason(error)}; nothing was saved") from None
        if typed == written:
            path.unlink(missing_ok=True)
            screen.say(trouble or f"{thing.id}: nothing was changed", error=bool(trouble))
            return
        try:
            if trouble:
                raise EditError(trouble)
            save(screen, partial(put_whole, before=base, after=from_text(typed, base, screen.store)))
        except (ArgmapError, sqlite3.Error) as error:
            wrong = failure(error, screen.store.spec) if isinstance(error, sqlite3.Error) else error
            if not await _again(screen, thing, wrong):
                screen.say(f"nothing was saved; what you wrote is in {path}", error=True)
                return
            if isinstance(wrong, ChangedMeanwhileError) and wrong.now is not None:
                base = wrong.now
                _show_theirs(path, typed, base)
            continue
        path.unlink(missing_ok=True)
        return


def _aside(thing: Thing, written: bytes) -> Path:
    """A new file with this in it, which only its owner can read."""
    try:
        handle, name = mkstemp(prefix=f"argmap-{thing.id}-", suffix=".yaml")
        with os.fdopen(handle, "wb") as file:
            file.write(written)
    except OSError as error:
        raise OutputError(f"cannot write a file to edit: {reason(error)}") from None
    return Path(name)


def _show_theirs(path: Path, typed: bytes, theirs: Thing) -> None:
    """Write what somebody else made of the thing below what was typed, as comments."""
    lines = "".join(f"# {line}\n" for line in to_text(theirs).splitlines())
    with suppress(OSError):
        path.write_bytes(typed.rstrip() + f"\n\n# What somebody else made of it meanwhile:\n{lines}".encode())


async def _again(screen: MainScreen, thing: Thing, error: Exception) -> bool:
    """Show what is wrong with what was written, and ask whether to write on."""
    lines = str(error).splitlines()
    if isinstance(error, BadFileError):
        lines = [
            f"line {problem.line}, column {problem.column}: {problem.message}" if problem.line else problem.message
            for problem in error.problems
        ]
    if isinstance(error, ChangedMeanwhileError) and error.now is not None:
        lines.append("Edit again: theirs stands below yours then, and saving once more puts yours in its place.")
    answers = [Answer("e", "edit again"), Answer("k", "keep the file, and leave")]
    asked = f"{label_of(screen, thing)} is not saved yet"
    return await screen.app.push_screen_wait(Question(asked, lines, answers, "k")) == "e"


def _let_edit(app: App[None], path: Path) -> str:
    """Let a file be edited; say what went wrong, or nothing."""
    variable = next((name for name in ("VISUAL", "EDITOR") if os.environ.get(name, "").strip()), "")
    named = os.environ[variable] if variable else "notepad" if sys.platform == "win32" else "vi"
    called = f"{visible(named)} (${variable})" if variable else f"{named} (set $EDITOR for another)"
    try:
        command = shlex.split(named, posix=sys.platform != "win32")
    except ValueError as error:
        return f"the editor {called} cannot be read: {str(error).lower()}"
    with ExitStack() as stack:
        # Without a terminal to hand over, only an editor with a window of its own can run.
        streams = None
        try:
            stack.enter_context(app.suspend())
        except SuspendNotSupported:
            streams = subprocess.DEVNULL
        stack.enter_context(_interrupts_ignored())
        try:
            status = subprocess.run([*command, str(path)], stdin=streams, stdout=streams, stderr=streams).returncode
        except (OSError, ValueError) as error:
            why = reason(error) if isinstance(error, OSError) else str(error)
            return f"the editor {called} cannot be started: {why}"
    if status < 0:
        return f"the editor {called} was ended by signal {-status}"
    return f"the editor {called} failed with exit status {status}" if status else ""


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Inside, ctrl+c is the editor's; it would end argmap too."""
    # A handler, since a child inherits what is ignored, but not handlers.
    before = {number: signal.signal(number, lambda *_: None) for number in _INTERRUPTS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


_INTERRUPTS: Final = [signal.SIGINT] + ([signal.SIGQUIT] if sys.platform != "win32" else [])
