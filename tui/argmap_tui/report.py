"""What becomes of an error that nobody thought of: the screen is left in order, and a file says what happened.

The report names code, versions and the terminal. Of the map it has no more than the message of the error says: values
of variables are left out.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final, TypeVar

from textual.actions import ActionParseResult
from textual.app import App
from textual.dom import DOMNode
from textual.worker import WorkerFailed

from argmap import __version__
from argmap.errors import CrashError, OutputError
from argmap.files import write_file
from argmap.paths import state_folder

MOST: Final = 10
"""How many reports are kept."""

LONGEST: Final = 100_000
"""Characters of a traceback, of which the last are kept."""

_Result = TypeVar("_Result")


class Reporting(App[_Result]):
    """An application that leaves a report of an error which nobody thought of; to be run by `run`."""

    crash: BaseException | None = None
    """The first such error."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.did: deque[str] = deque(maxlen=20)
        """What was done last, the newest last: names of actions, nothing of the map."""

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do an action, and remember that it was done."""
        self.did.append(str(action))
        return await super().run_action(action, default_namespace, namespaces)

    def _handle_exception(self, error: Exception) -> None:
        if self.crash is None:
            self.crash = error.error if isinstance(error, WorkerFailed) else error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual's own would print the values of variables, and with them what the map says.
        self._close_messages_no_wait()


def run(app: Reporting[Any]) -> None:
    """Run the application until it is left. Raises CrashError where it ended otherwise."""
    try:
        app.run()
    except Exception as error:  # whatever it is, its report is better than its traceback over a screen half left
        app.crash = app.crash or error
    if app.crash is None:
        return
    file = write_report(app.crash, where := context(app))
    if file is None:
        sys.stderr.write(report(app.crash, where))
    raise CrashError(said(app.crash, file)) from None


def said(error: BaseException, file: Path | None) -> str:
    """What happened, in a line for the user; `file` is the report, None where none could be written."""
    place = f"the report is in '{file}'" if file else "no report could be written, what it would say is above"
    return f"something went wrong in argmap itself ({_name(error)}); what was saved is safe, and {place}"


def context(app: Reporting[Any]) -> dict[str, str]:
    """Where it happened: the terminal, and what was done last."""
    return {
        "terminal": f"{app.size.width}x{app.size.height}, {app.console.color_system or 'no'} colours, {app.theme}",
        "TERM": os.environ.get("TERM", ""),
        "COLORTERM": os.environ.get("COLORTERM", ""),
        "done last": ", ".join(app.did),
    }


def report(error: BaseException, where: Mapping[str, str]) -> str:
    """What happened, as text."""
    import platform
    from importlib.metadata import version  # 5 ms

    facts = {
        "argmap": __version__,
        "Python": f"{platform.python_version()}, {platform.platform()}",
        "Textual": version("textual"),
        "SQLite": sqlite3.sqlite_version,
        **where,
    }
    return "\n".join([*(f"{name}: {fact}" for name, fact in facts.items()), "", _trace(error)])


def write_report(error: BaseException, where: Mapping[str, str]) -> Path | None:
    """Write the report into the folder for it, else into that for passing files; None where neither can be done."""
    text = report(error, where).encode(errors="backslashreplace")
    folder = state_folder() / "reports"
    file = folder / f"{datetime.now():%Y-%m-%d-%H%M%S}-{os.getpid()}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_file(file, [text], force=True)
    except (OSError, OutputError):
        with suppress(OSError), NamedTemporaryFile(prefix="argmap-report-", suffix=".txt", delete=False) as passing:
            passing.write(text)
            return Path(passing.name)
        return None
    _forget(sorted(folder.glob("*.txt"))[:-MOST])
    return file


def _forget(files: Iterable[Path]) -> None:
    for file in files:
        with suppress(OSError):
            file.unlink()


def _name(error: BaseException) -> str:
    first = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {first[:100]}" if first else type(error).__name__


def _trace(error: BaseException) -> str:
    import traceback

    return "".join(traceback.format_exception(error))[-LONGEST:]
