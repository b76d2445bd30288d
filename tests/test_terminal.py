"""The installed command in a real terminal: opened, used and left as a person would."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import closing
from pathlib import Path

import pytest
from terminal import Terminal

from argmap.model import Argument
from argmap.store.journal import entries
from argmap.store.opening import open_database

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

ENTER, CTRL_Z = "\r", "\x1a"


@pytest.fixture
def command() -> list[str]:
    """How argmap is started: the command beside this Python, else its module."""
    script = shutil.which("argmap", path=str(Path(sys.executable).parent))
    return [script] if script else [sys.executable, "-m", "argmap"]


@pytest.fixture
def environment() -> dict[str, str]:
    """This environment, its home the test's own, in a terminal of 256 colours."""
    return dict(os.environ) | {"TERM": "xterm-256color", "LANG": "C.UTF-8", "ARGMAP_USER": "ana"}


def test_open_find_trace_tag_undo_and_quit(command: list[str], environment: dict[str, str], map_db: Path) -> None:
    with Terminal([*command, "-m", str(map_db), "tui", "--at", "clean-water"], environment) as terminal:
        terminal.wait_for("Clean water for the valley")
        terminal.wait_for("delete")  # the keys are there: all is
        terminal.send("/")
        terminal.wait_for("escape leaves")
        terminal.send("fine enough")
        terminal.wait_for("sand-is-fine")
        terminal.send(ENTER)
        terminal.wait_for("mud-clogs-sand")
        terminal.send("u")
        terminal.wait_for("nobody said?")
        terminal.send("Mud reaches the sand")
        terminal.wait_for("new claim")
        terminal.send(ENTER)
        terminal.wait_for("saved: ")
        terminal.send(CTRL_Z)
        terminal.wait_for("undid")
        terminal.send("q")
        assert terminal.end() == 0
        assert terminal.written.rindex("\x1b[?1049l") > terminal.written.rindex("\x1b[?1049h")
        assert terminal.written.rindex("\x1b[?25h") > terminal.written.rindex("\x1b[?25l")
    with closing(open_database(map_db)) as store:
        told = entries(store.connection)
        assert [(entry.act, entry.who) for entry in told[1:]] == [("edit", "ana"), ("undo", "ana")]
        tagged = next(after for change in told[1].changes if isinstance(after := change.things[1], Argument))
        assert tagged.id == "mud-clogs-sand"
        assert "unstated" in [premise.role for premise in tagged.premises]
        assert store.search("Mud reaches the sand") == []


def test_without_a_terminal_it_says_so(command: list[str], environment: dict[str, str], map_db: Path) -> None:
    with Terminal(["/bin/sh", "-c", '"$@" </dev/null', "sh", *command, "-m", str(map_db)], environment) as terminal:
        terminal.wait_for("the terminal UI needs a terminal")
        assert terminal.end() == 2


def test_an_id_that_is_not_there_is_told_before_the_screen_is_touched(
    command: list[str], environment: dict[str, str], map_db: Path
) -> None:
    with Terminal([*command, "-m", str(map_db), "tui", "--at", "clean-wter"], environment) as terminal:
        assert terminal.end() == 2
        assert "nearest: clean-water" in terminal.text
        assert "\x1b[?1049h" not in terminal.written
