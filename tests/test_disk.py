"""The failing disk of `disk.py` counts and fails what it says, and SQLite on it loses nothing that was committed."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import disk
import pytest
from disk import Counts


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    folder = tmp_path / "watched"
    folder.mkdir()
    return folder


def python(code: str, env: dict[str, str], *words: str | Path) -> str:
    """What this code prints, in a Python of its own that has these variables too."""
    command = [sys.executable, "-I", "-S", "-c", code, *map(str, words)]
    done = subprocess.run(command, env=os.environ | env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


# Five calls on the named file, and how each went.
CALLS = """
import os, sys

def attempt(call, *words):
    try:
        call(fd, *words)
        print("ok", end=" ")
    except OSError as problem:
        print(os.strerror(problem.errno), end=" ")

fd = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
attempt(os.write, b"abcdef")
attempt(os.pwrite, b"ABCDEF", 6)
attempt(os.ftruncate, 12)
attempt(os.fsync)
attempt(os.fdatasync)
"""

EIO, ENOSPC = os.strerror(errno.EIO), os.strerror(errno.ENOSPC)


def test_writes_and_syncs_are_counted(library: Path, watched: Path, tmp_path: Path) -> None:
    count = tmp_path / "count"
    assert python(CALLS, disk.environment(library, watched, count=count), watched / "file").split() == ["ok"] * 5
    assert disk.counts(count) == Counts(writes=3, syncs=2)
    assert (watched / "file").read_bytes() == b"abcdefABCDEF"


def test_a_file_elsewhere_is_left_alone(library: Path, watched: Path, tmp_path: Path) -> None:
    count = tmp_path / "count"
    neighbour = tmp_path / "watched2"
    neighbour.mkdir()
    env = disk.environment(library, watched, fail_at=1, count=count)
    assert python(CALLS, env, neighbour / "file").split() == ["ok"] * 5
    assert disk.counts(count) == Counts(writes=0, syncs=0)


@pytest.mark.parametrize("fail_at", [1, 2, 3, 4, 5, 6])
def test_a_call_fails_and_all_later_ones_do(library: Path, watched: Path, tmp_path: Path, fail_at: int) -> None:
    count = tmp_path / "count"
    env = disk.environment(library, watched, fail_at=fail_at, count=count)
    said = python(CALLS, env, watched / "file")
    assert said == "ok " * (fail_at - 1) + f"{EIO} " * (6 - fail_at)
    assert disk.counts(count) == Counts(writes=3, syncs=2)
    stored = {1: b"", 2: b"abcdef"}.get(fail_at, b"abcdefABCDEF")
    assert (watched / "file").read_bytes() == stored


def test_a_call_fails_once(library: Path, watched: Path) -> None:
    env = disk.environment(library, watched, fail_at=2, once=True, errno=errno.ENOSPC)
    assert python(CALLS, env, watched / "file") == f"ok {ENOSPC} ok ok ok "
    assert (watched / "file").read_bytes() == b"abcdef" + bytes(6)


@pytest.mark.parametrize(("fail_at", "stored"), [(1, b"abc\0\0\0ABC"), (2, b"abcdefABC"), (3, b"abcdefABCDEF")])
def test_a_failing_write_can_store_half(library: Path, watched: Path, fail_at: int, stored: bytes) -> None:
    env = disk.environment(library, watched, fail_at=fail_at, short=True)
    assert python(CALLS, env, watched / "file") == "ok " * (fail_at - 1) + f"{EIO} " * (6 - fail_at)
    assert (watched / "file").read_bytes() == stored


RENAMING = """
import os, sys
os.chdir(sys.argv[1])
fd = os.open(sys.argv[1] + "/a", os.O_WRONLY | os.O_CREAT)
os.write(fd, b"xyz")
os.pwrite(fd, b"Y", 1)
os.fsync(fd)
os.ftruncate(fd, 2)
os.link(sys.argv[1] + "/a", sys.argv[1] + "/b")
os.rename(sys.argv[1] + "/a", sys.argv[1] + "/c")
os.unlink(sys.argv[1] + "/b")
os.close(os.open(sys.argv[1] + "/c", os.O_WRONLY | os.O_CREAT))  # it is there already
os.close(os.open(sys.argv[2] + "/d", os.O_WRONLY | os.O_CREAT))
folder = os.open(sys.argv[1], os.O_RDONLY)
os.fsync(folder)
print(os.fstat(fd).st_ino, os.fstat(folder).st_ino)
"""


def test_every_call_that_changes_the_disk_is_noted_in_order(library: Path, watched: Path, tmp_path: Path) -> None:
    env = disk.environment(library, watched, log=tmp_path / "log")
    file, folder = map(int, python(RENAMING, env, watched, tmp_path).split())
    assert [tuple(call) for call in disk.calls(tmp_path / "log")] == [
        ("C", file, 0, b"a"),
        ("W", file, 0, b"xyz"),
        ("W", file, 1, b"Y"),
        ("S", file, 0, b""),
        ("T", file, 2, b""),
        ("L", 0, 0, b"a\0b"),
        ("R", 0, 0, b"a\0c"),
        ("U", 0, 0, b"b"),
        ("S", folder, 0, b""),
    ]
    assert disk.calls(tmp_path / "log")[5].names == ["a", "b"]


def test_two_processes_note_their_calls_in_one_order(library: Path, watched: Path, tmp_path: Path) -> None:
    env = os.environ | disk.environment(library, watched, log=tmp_path / "log")
    code = "import os, sys\nfd = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)\n"
    code += "for number in range(200): os.write(fd, b'%s%03d ' % (sys.argv[2].encode(), number))"
    command = [sys.executable, "-I", "-S", "-c", code, watched / "file"]
    both = [subprocess.Popen([*command, name], env=env) for name in "ab"]
    assert [process.wait() for process in both] == [0, 0]
    noted = disk.calls(tmp_path / "log")
    assert [call.what for call in noted] == ["C"] + ["W"] * 400
    assert b"".join(call.bytes for call in noted[1:]) == (watched / "file").read_bytes()
    assert [call.number for call in noted[1:]] == list(range(0, 2000, 5))


def test_a_path_that_cannot_be_preloaded_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"LD_PRELOAD cannot name a path with a space or a colon: .*/a disk\.so"):
        disk.environment(tmp_path / "a disk.so", tmp_path)


OLD, NEW = "old" * 5000, "new" * 5000  # rows of several pages, so that a commit has parts to lose


@pytest.fixture
def database(watched: Path) -> Path:
    path = watched / "map.db"
    renew(path)
    return path


def renew(path: Path) -> None:
    """The database in its old state, closed, with no other file beside it."""
    for file in path.parent.iterdir():
        file.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table notes (text)")
        connection.execute("insert into notes values (?)", [OLD])
        connection.commit()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def text_in(path: Path) -> str:
    """What the database says, once it was checked, to one who comes after the failure."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        ((text,),) = connection.execute("select text from notes")
    assert isinstance(text, str)
    return text


COMMIT = f"""
import sqlite3, sys

connection = sqlite3.connect(sys.argv[1])
try:
    connection.execute("pragma synchronous = full")
    connection.execute("update notes set text = ?", [{NEW[:3]!r} * 5000])
    connection.commit()
    print("committed")
except sqlite3.OperationalError as problem:
    print(problem)
connection.close()
"""


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC], ids=["EIO", "ENOSPC"])
@pytest.mark.parametrize("once", [False, True], ids=["on", "once"])
@pytest.mark.parametrize("short", [False, True], ids=["whole", "torn"])
def test_sqlite_is_whole_wherever_the_disk_fails(
    library: Path, database: Path, tmp_path: Path, number: int, once: bool, short: bool
) -> None:
    count = tmp_path / "count"
    assert python(COMMIT, disk.environment(library, database.parent, count=count), database) == "committed\n"
    assert text_in(database) == NEW
    calls = sum(disk.counts(count))

    said = []
    for fail_at in range(1, calls + 2):
        renew(database)
        env = disk.environment(library, database.parent, fail_at=fail_at, errno=number, once=once, short=short)
        said.append(python(COMMIT, env, database).strip())
        assert text_in(database) in ([NEW] if said[-1] == "committed" else [OLD, NEW])
    full = {"database or disk is full"} if number == errno.ENOSPC else set()
    assert set(said) == {"committed", "disk I/O error"} | full
    assert said[-1] == "committed"


# One step, and what it cost, told apart from what was before and after it.
WARM = """
import ctypes, sqlite3, sys

connection = sqlite3.connect(sys.argv[1])
connection.execute("pragma synchronous = full")
for text in ("one", "two", "three"):
    connection.execute("update notes set text = ?", [text])
    connection.commit()
    ctypes.CDLL(None).disk_counts()
    print(open(sys.argv[2]).read(), end="")
connection.close()
"""


def test_a_commit_costs_one_sync_once_the_log_is_there(library: Path, database: Path, tmp_path: Path) -> None:
    count = tmp_path / "count"
    said = python(WARM, disk.environment(library, database.parent, count=count), database, count)
    syncs = [int(line.split()[-1]) for line in said.splitlines()]
    assert syncs[0] > 1
    assert syncs[2] - syncs[1] == 1
    assert disk.counts(count).syncs > syncs[2]
