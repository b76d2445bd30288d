"""A map that somebody holds open: no command opens it past SQLite, and no edit is lost, whoever comes, goes or dies.

A process that closes any descriptor of a file drops its locks on it. The next program would believe itself alone, and
take the write-ahead log away.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from conftest import EXAMPLE, Run, database
from screens import opened
from terminal import SECONDS, Terminal

from argmap.cli import command
from argmap.edits.adding import add
from argmap.errors import NotAMapError, StorageError
from argmap.model import Statement
from argmap.store.connections import PROCESSES
from argmap.store.editing import Editor
from argmap.store.journal import entries
from argmap.store.naming import map_files, open_map
from argmap.store.opening import open_database
from argmap.store.verifying import verify

READING: dict[str, list[str]] = {
    "trace": ["clean-water"],
    "show": ["clean-water"],
    "find": ["sand"],
    "credence": ["clean-water"],
    "sets": ["clean-water"],
    "importance": ["clean-water"],
    "work": ["filter-plant", "clean-water"],
    "discharge": ["filter-plant", "sand-is-fine"],
    "cruxes": ["clean-water", "--between", "abe", "bea"],
    "readings": ["filter-plant", "clean-water", "--between", "abe", "bea"],
    "bottlenecks": ["clean-water"],
    "scenarios": [],
    "experiments": ["clean-water"],
    "check": [],
    "export": [],
    "log": [],
    "doctor": [],
    "paths": [],
    "schema": [],
    "completion": ["bash"],
}
"""Every command that writes nothing to the map, with words that it takes."""

WRITING: dict[str, list[str]] = {
    "add": ["claim", "--title", "Rain helps"],
    "set": ["clean-water", "title=Water"],
    "tag": ["filter-cleans-water", "--unstated", "boil-it"],
    "capture": ['"It rains" -> clean-water'],
    "rm": ["jar-test"],
    "undo": [],
    "redo": [],
    "import": ["shipped"],
    "new": ["new.db"],
    "render": ["-o", "picture.svg"],
}

WATCHER = """
import json, os, sys
from contextlib import closing
from pathlib import Path
path, commands = Path(sys.argv[1]), json.loads(sys.argv[2])
opened, now = [], ""

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        name = os.fsdecode(arguments[0])
        real = os.path.realpath(name)
        if real.endswith((".db", "-wal", "-shm", "-journal")) or real == os.path.realpath(sys.argv[3]):
            opened.append(f"{now}: {name}")

sys.addaudithook(watch)
from argmap.cli import main
from argmap.store.editing import Editor
from argmap.store.naming import open_map
shipped = open_map("shipped", print)
with closing(open_map(str(path), print)) as store, Editor(path, who="holder"):
    for words in commands:
        now = " ".join(words)
        status = main(words)
        print(json.dumps([words, status]), file=sys.stderr)
    os.environ |= {"COMP_WORDS": f"argmap -m {path} show cl", "COMP_CWORD": "4", "_ARGMAP_COMPLETE": "bash_complete"}
    now = "completion of an id"
    main([])
print(json.dumps(opened), file=sys.stderr)
"""


def test_every_command_is_looked_at() -> None:
    assert READING.keys() | WRITING.keys() | {"tui"} == set(command.list_commands(None))  # type: ignore[arg-type]


def test_no_command_opens_a_database_past_sqlite(tmp_path: Path) -> None:
    path = database(tmp_path / "map.db", EXAMPLE)
    folder = tmp_path / "folder"
    folder.mkdir()
    masked = database(folder / "masked.yaml", EXAMPLE)
    on_map = [["-m", str(path), name, *words] for name, words in (READING | WRITING).items()]
    others = [
        *(["-m", str(path), "import", str(what)] for what in (path, f"{path}-wal", f"{path}-shm", folder, masked)),
        *(["-m", str(what), "find", "sand"] for what in (folder, masked, f"{path}-shm", "shipped", path.parent)),
        ["-m", str(path), "experiments", "record", "jar-test", "--outcome", "positive"],
        ["-m", str(path), "export", "-o", str(tmp_path / "out") + "/"],
        ["-m", str(path), "export", "-o", str(tmp_path / "out.yaml")],
        ["find", "sand"],
        ["-m", str(EXAMPLE), "trace", "clean-water"],
    ]
    words = [sys.executable, "-c", WATCHER, str(path), json.dumps(on_map + others), str(masked)]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    *lines, last = done.stderr.splitlines()
    assert json.loads(last) == []
    statuses = [json.loads(line) for line in lines if line.startswith("[")]
    assert [asked for asked, _ in statuses] == on_map + others
    assert [asked for asked, status in statuses if asked in on_map and status not in (0, 1)] == []
    assert "plain,clean-water" in done.stdout.splitlines()


@pytest.mark.asyncio
async def test_the_screen_opens_no_database_past_sqlite(map_db: Path, tmp_path: Path) -> None:
    seen: list[str] = []
    watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event == "open" and str(arguments[0]).endswith((".db", "-wal", "-shm", "-journal")):
            seen.append(str(arguments[0]))

    sys.addaudithook(watch)
    try:
        async with opened(map_db, "clean-water") as ui:
            await ui.press("/", *"sand", "enter", "t", "?", "escape")
            ui.app.session.edit(lambda edit: add(edit, "claim", "rain", {"title": "Rain"}))
            await ui.pilot.pause()
            ui.app.session.undo()
            assert ui.app.session.news()
    finally:
        watching = False
    assert seen == []


def test_what_sqlite_keeps_beside_a_map_is_no_map_file(map_db: Path) -> None:
    with Editor(map_db, who="x") as editor, editor.edit() as edit:
        edit.put(Statement(id="n", is_a="claim"))
        for end in ("-wal", "-shm"):
            with pytest.raises(NotAMapError, match=r"map.db-\w+' belongs to the database '.*map.db'"):
                map_files(f"{map_db}{end}")


def test_a_folder_with_a_database_among_its_map_files_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    database(tmp_path / "maps" / "a.yaml", EXAMPLE)
    answer = run("-m", tmp_path / "maps", "find", "sand")
    assert (answer.status, answer.err.count("\n")) == (2, 1)
    assert "a.yaml' is a database, no map file; 'argmap -m " in answer.err


HOLDER = """
import sys
from pathlib import Path
from argmap.edits.adding import add
from argmap.errors import ArgmapError
from argmap.store.editing import Editor
from argmap.store.naming import open_map
path = Path(sys.argv[1])
store = open_map(str(path), print)
editor = Editor(path, who="holder")
for line in sys.stdin:
    act, name = line.split()
    try:
        if act == "open":
            open(name, "rb").close()
        else:
            with editor.edit() as edit:
                add(edit, "claim", name, {"title": name})
        print("done", flush=True)
    except ArgmapError as error:
        print(error, flush=True)
"""
"""A program that has a map open, and opens files or adds claims as it is told."""


class Holder:
    """Such a program, running."""

    def __init__(self, path: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tell(self, act: str, name: str | Path) -> str:
        """What it says when it has done so."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{act} {name}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.communicate()


def argmap(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "argmap", "-m", path, *words], capture_output=True, text=True, check=False
    )


def ids(path: Path) -> set[str]:
    """The ids of the claims that were added by hand."""
    with closing(open_database(path)) as store:
        assert [entry for entry in entries(store.connection) if entry.act == "undo"] == []
        return {thing.id for thing in store.stream(["claim"]) if thing.id.startswith(("held", "added"))}


def test_edits_of_a_holder_and_of_commands_are_all_there_when_it_is_killed(map_db: Path) -> None:
    holder = Holder(map_db)
    for number in range(3):
        assert holder.tell("add", f"held-{number}") == "done"
        assert argmap(map_db, "find", "sand").returncode == 0
        assert argmap(map_db, "add", "claim", "--title", f"Added {number}").stdout == f"added-{number}\n"
    holder.kill()
    assert ids(map_db) == {f"{who}-{number}" for who in ("held", "added") for number in range(3)}
    assert argmap(map_db, "doctor").returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no locks that drop")
def test_a_holder_whose_log_was_taken_away_edits_no_more_and_the_doctor_names_it(map_db: Path) -> None:
    holder = Holder(map_db)
    try:
        assert holder.tell("add", "held-0") == "done"
        assert argmap(map_db, "doctor").returncode == 0
        holder.tell("open", map_db)  # what nothing in argmap does: its locks are gone
        assert argmap(map_db, "add", "claim", "--title", "Added 0").returncode == 0
        said = holder.tell("add", "held-1")
        assert "map.db' was taken away while it was open" in said
        assert "nothing was written" in said
        if (PROCESSES / "self" / "fd").is_dir():
            doctor = argmap(map_db, "doctor")
            assert doctor.returncode == 1
            told = " ".join(doctor.stdout.split())
            assert f"wrong connections process {holder.process.pid} has the map open with a log that is no" in told
    finally:
        holder.kill()
    assert ids(map_db) == {"held-0", "added-0"}
    assert argmap(map_db, "doctor").returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_a_map_is_edited_through_a_link(map_db: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.db"
    link.symlink_to(map_db)
    with Editor(link, who="x", spec="link.db") as editor:
        with editor.edit() as edit:
            edit.put(Statement(id="held", is_a="claim"))
        assert ids(map_db) == {"held"}
        Path(f"{map_db}-wal").unlink()
        with pytest.raises(StorageError, match=r"the log of 'link.db' was taken away"):
            editor.undo()


def test_an_editor_refuses_to_write_to_a_log_that_nobody_else_sees(map_db: Path) -> None:
    with Editor(map_db, who="x", spec="map.db") as editor:
        with editor.edit() as edit:
            edit.put(Statement(id="n", is_a="claim"))
        Path(f"{map_db}-wal").unlink()
        with pytest.raises(StorageError, match=r"the log of 'map.db' was taken away .* nothing was written"):
            editor.undo()


def test_editors_that_come_and_go_in_one_process_do_not_disturb_one_another(map_db: Path) -> None:
    with Editor(map_db, who="x") as first, closing(open_map(str(map_db), print)) as store:
        for number in range(3):
            with Editor(map_db, who="y") as second, second.edit() as edit:
                edit.put(Statement(id=f"second-{number}", is_a="claim"))
            with first.edit() as edit:
                edit.put(Statement(id=f"first-{number}", is_a="claim"))
        assert len(store.since(0)) == 7
    assert all(check.status != "wrong" for check in verify(map_db, who="x", spec="map.db"))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_killed_screen_loses_no_edit_beside_every_command_and_two_writers(map_db: Path) -> None:
    script = shutil.which("argmap", path=str(Path(sys.executable).parent))
    screen = [script] if script else [sys.executable, "-m", "argmap"]
    environment = dict(os.environ) | {"TERM": "xterm-256color", "LANG": "C.UTF-8", "ARGMAP_USER": "screen"}
    writer = [sys.executable, "-c", WRITER, str(map_db)]
    with Terminal([*screen, "-m", str(map_db), "tui", "--at", "clean-water"], environment) as terminal:
        terminal.wait_for("delete")
        writers = [subprocess.Popen([*writer, f"added-{name}"], stdout=subprocess.PIPE, text=True) for name in "ab"]
        reading = [["-m", str(map_db), name, *words] for name, words in READING.items()]
        reader = subprocess.Popen(
            [sys.executable, "-c", READER, json.dumps(reading)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        terminal.send(":")
        terminal.wait_for("enter saves")
        for number in range(5):
            captured(terminal, map_db, number)
        _, wrong = reader.communicate()
        told = "".join(process.communicate()[0] for process in writers).split()
        captured(terminal, map_db, 5)
        os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.end() == -signal.SIGKILL
    assert (reader.returncode, wrong) == (0, b"")
    assert len(told) == 20
    assert ids(map_db) >= {f"held-{number}" for number in range(6)} | set(told)
    assert argmap(map_db, "doctor").returncode == 0


def captured(terminal: Terminal, path: Path, number: int) -> None:
    """Type a line into the screen, and wait until it is saved."""
    terminal.send(f'"Held {number}" -> clean-water\r')
    until = time.monotonic() + SECONDS
    while f"held-{number}" not in ids(path):
        assert time.monotonic() < until, terminal.text
        terminal.read(0.1)


WRITER = """
import sys
from argmap.cli import main
for number in range(10):
    assert main(["-m", sys.argv[1], "add", "claim", "--title", f"{sys.argv[2]}-{number}"]) == 0
"""

READER = """
import json, sys
from subprocess import run
for words in json.loads(sys.argv[1]):
    status = run([sys.executable, "-m", "argmap", *words], capture_output=True).returncode
    assert status in (0, 1), (words, status)
"""
