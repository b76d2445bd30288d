"""An error that nobody thought of: the terminal and the map are left in order, and a report says what happened."""

from __future__ import annotations

import fcntl
import os
import select
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from dumps import told
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Label
from textual.worker import WorkerFailed

from argmap import __version__
from argmap.errors import EXIT_USAGE, CrashError
from argmap.paths import state_folder
from argmap_tui.memory import Memory
from argmap_tui.report import MOST, Reporting, context, run, write_report

SECRET = "what the map says"


class Odd(Reporting[None]):
    """An application with an action that fails in one way or another."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "fail", "fail"),
        Binding("w", "fail_aside", "fail in a worker"),
        Binding("o", "pass", "do nothing"),
    ]

    def compose(self) -> ComposeResult:
        yield Label("[b]odd[/b]")

    def action_pass(self) -> None:
        """Do nothing."""

    def action_fail(self) -> None:
        """Fail."""
        secret = SECRET
        raise KeyError(len(secret))

    def action_fail_aside(self) -> None:
        """Fail in a worker."""

        async def aside() -> None:
            self.action_fail()

        self.run_worker(aside())


def reports() -> list[Path]:
    return sorted((state_folder() / "reports").glob("*"))


async def driven(app: Odd, *keys: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()


async def crashed(*keys: str) -> Odd:
    app = Odd()
    with pytest.raises((KeyError, WorkerFailed)):
        await driven(app, *keys)
    return app


@pytest.mark.asyncio
@pytest.mark.parametrize("key", ["x", "w"])
async def test_an_error_is_kept_and_textual_says_nothing_of_it(key: str, capsys: pytest.CaptureFixture[str]) -> None:
    app = await crashed("o", key)
    assert isinstance(app.crash, KeyError)
    assert capsys.readouterr() == ("", "")


@pytest.mark.asyncio
async def test_a_report_says_what_happened_and_nothing_of_the_map() -> None:
    app = await crashed("o", "x")
    assert app.crash is not None
    file = write_report(app.crash, context(app))
    assert file is not None
    assert [file] == reports()
    text = file.read_text()
    assert text.startswith(f"argmap: {__version__}\nPython: 3.")
    assert "\nterminal: 80x24, " in text
    assert "\ndone last: pass, fail\n" in text
    assert "in action_fail\n" in text
    assert text.endswith("KeyError: 17\n")
    assert SECRET not in text


def fails(self: Odd) -> None:
    self._handle_exception(KeyError("odd\nand more"))


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Odd]:
    """An application that fails as soon as it runs."""
    monkeypatch.setattr(Odd, "run", fails)
    return Odd()


def test_the_user_is_told_in_one_line_where_the_report_is(failing: Odd) -> None:
    with pytest.raises(CrashError) as raised:
        run(failing)
    (file,) = reports()
    assert str(raised.value) == (
        "something went wrong in argmap itself (KeyError: 'odd\\nand more'); what was saved is safe, "
        f"and the report is in '{file}'"
    )
    assert raised.value.exit_status == EXIT_USAGE


def test_an_error_outside_the_application_is_reported_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Odd) -> None:
        raise ValueError("no such terminal")

    monkeypatch.setattr(Odd, "run", broken)
    with pytest.raises(CrashError, match="ValueError: no such terminal"):
        run(Odd())
    assert len(reports()) == 1


def test_an_application_that_was_left_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Odd, "run", lambda self: None)
    run(Odd())
    assert reports() == []


def test_no_more_than_ten_reports_are_kept() -> None:
    folder = state_folder() / "reports"
    folder.mkdir(parents=True)
    for number in range(MOST + 3):
        (folder / f"2001-01-{number + 1:02}-000000-1.txt").write_text("old")
    file = write_report(KeyError("new"), {})
    kept = reports()
    assert len(kept) == MOST
    assert kept[-1] == file
    assert kept[0].name == "2001-01-05-000000-1.txt"


def test_where_there_is_no_home_the_report_is_among_passing_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    state_folder().parent.mkdir(parents=True, exist_ok=True)
    state_folder().write_text("in the way")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    file = write_report(KeyError("new"), {})
    assert file is not None
    assert file.parent == tmp_path
    assert file.read_text().endswith("KeyError: 'new'\n")


def test_where_nothing_can_be_written_the_report_goes_to_stderr(
    failing: Odd, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state_folder().parent.mkdir(parents=True, exist_ok=True)
    state_folder().write_text("in the way")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(CrashError, match="what it would say is above"):
        run(failing)
    said = capsys.readouterr().err
    assert said.startswith(f"argmap: {__version__}\n")
    assert said.endswith("KeyError: 'odd\\nand more'\n")


def test_a_long_error_and_half_a_character_can_be_reported() -> None:
    file = write_report(KeyError("\ud800" + "x" * 10_000_000), {})
    assert file is not None
    assert file.stat().st_size < 1_000_000


# --- in a terminal ---

CRASHING = """
import sys
from dataclasses import replace
from argmap.cli import main
from argmap_tui import moving
def half(edit):
    edit.put(replace(edit.get("boil-it"), note="half"))
    1 / 0
moving.focus = lambda screen: screen.session.edit(half)
sys.exit(main(["-m", sys.argv[1], "tui", "--at", "boil-it"]))
"""


def read_until(terminal: int, wanted: bytes) -> bytes:
    """What the program writes, up to something, or to its end."""
    found = b""
    while wanted not in found:
        ready, _, _ = select.select([terminal], [], [], 20)
        assert ready, found[-1000:]
        try:
            found += os.read(terminal, 65536)
        except OSError:  # it has ended, and Linux says so
            break
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_crash_leaves_the_terminal_and_the_map_in_order(map_db: Path) -> None:
    Memory.load().hinted = True
    before = told(map_db)
    terminal, other = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    settings = termios.tcgetattr(other)
    environment = {**os.environ, "TERM": "xterm-256color"}
    program = subprocess.Popen(
        [sys.executable, "-c", CRASHING, str(map_db)], stdin=other, stdout=other, stderr=other, env=environment
    )
    shown = read_until(terminal, b"find")
    os.write(terminal, b" ")
    program.wait(30)
    assert program.returncode == EXIT_USAGE
    assert termios.tcgetattr(other) == settings
    os.close(other)
    shown += read_until(terminal, b"never")
    os.close(terminal)
    assert b"\x1b[?1049l" in shown  # back from the alternate screen
    last = shown.rpartition(b"\x1b")[2].decode().partition("argmap: ")[2]
    (file,) = reports()
    assert "ZeroDivisionError: division by zero" in last
    assert str(file) in last
    assert told(map_db) == before
