"""Files that are written are whole, flushed, all there or none; what those left who were killed is taken away."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import disk
import pytest
from conftest import EXAMPLE, Run, database

from argmap.errors import OutputError
from argmap.files import write_file, write_files
from argmap.store.editing import Editor
from argmap.unfinished import ABANDONED, aside, sweep

MAPS = {
    "one.yaml": "format: argmap/1\nstatements:\n  a: {kind: claim, title: A}\n",
    "two.yaml": "format: argmap/1\nstatements:\n  b: {kind: claim, title: B}\n",
    "three.yaml": "format: argmap/1\nstatements:\n  c: {kind: claim, title: C}\n",
}


def names(folder: Path) -> list[str]:
    """What is in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


# --- what is left behind ---


def killed_while_writing(folder: Path) -> str:
    """Let a process be killed that was making a file in a folder; the name of what it left."""
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom argmap.unfinished import aside\n"
        "with aside(Path(sys.argv[1]) / 'x') as made:\n    print(made.name, flush=True)\n    os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=False)
    assert done.returncode == -9
    left = done.stdout.strip()
    assert left in names(folder)
    return left


@pytest.mark.skipif(os.name != "posix", reason="only there one can ask whether a process is alive")
def test_what_a_killed_command_left_is_taken_away_by_the_next_that_writes_there(run: Run, tmp_path: Path) -> None:
    left = killed_while_writing(tmp_path)
    (tmp_path / f"{left}-journal").touch()
    assert run("-m", EXAMPLE, "export", "-o", tmp_path / "out.yaml").status == 0
    assert names(tmp_path) == ["out.yaml"]


def test_what_somebody_is_still_making_stays(tmp_path: Path) -> None:
    with aside(tmp_path / "x") as mine, aside(tmp_path / "y") as other:
        sweep(tmp_path)
        assert names(tmp_path) == sorted([mine.name, other.name])


@pytest.mark.parametrize("name", [".argmap-elsewhere-1-abcd_123.tmp", ".argmap-abcd_123.tmp"])
def test_what_nobody_here_made_stays_for_a_day(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    sweep(tmp_path)
    assert names(tmp_path) == [name]
    long_ago = time.time() - ABANDONED - 60
    os.utime(tmp_path / name, (long_ago, long_ago))
    sweep(tmp_path)
    assert names(tmp_path) == []


def test_what_is_not_argmaps_own_stays(tmp_path: Path) -> None:
    kept = [".argmap-notes.tmp", ".argmap-.tmp", "argmap-elsewhere-1-abcd_123.tmp"]
    for name in kept:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (0, 0))
    sweep(tmp_path)
    assert names(tmp_path) == sorted(kept)


# --- flushed ---


@pytest.mark.parametrize("words", [["export", "-o"], ["render", "-o"]])
def test_a_file_is_flushed_before_it_gets_its_name(library: Path, tmp_path: Path, words: list[str]) -> None:
    watched = tmp_path / "watched"
    watched.mkdir()
    target = watched / f"out.{'svg' if words[0] == 'render' else 'yaml'}"
    command = [sys.executable, "-m", "argmap", "-m", EXAMPLE, *words, target]
    env = disk.environment(library, watched, count=tmp_path / "count")
    subprocess.run(command, env=os.environ | env, check=True, capture_output=True)
    counted = disk.counts(tmp_path / "count")
    assert counted.syncs == 2  # the file, and the folder with its name
    env = disk.environment(library, watched, fail_at=counted.writes + 1)
    done = subprocess.run([*command, "--force"], env=os.environ | env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"argmap: cannot write '{target}': input/output error\n"
    assert names(watched) == [target.name]


# --- a folder: all or nothing ---


def test_a_new_folder_is_there_whole_and_flushed(library: Path, tmp_path: Path) -> None:
    write_files(tmp_path / "a" / "b", {name: [text] for name, text in MAPS.items()}, force=False)
    assert {path.name: path.read_text() for path in (tmp_path / "a" / "b").iterdir()} == MAPS
    assert names(tmp_path / "a") == ["b"]
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == (tmp_path / "a").stat().st_mode & 0o777


@pytest.mark.parametrize("before", ["nothing", "empty", "other"])
@pytest.mark.parametrize("name", ["x" * 300 + ".yaml", "no/such.yaml"])
def test_a_name_that_cannot_be_written_leaves_nothing(tmp_path: Path, before: str, name: str) -> None:
    folder = prepared(tmp_path, before)
    there = names(folder) if folder.exists() else None
    with pytest.raises(OutputError, match=r"cannot write '.*out': "):
        write_files(folder, {"one.yaml": ["1"], name: ["2"], "three.yaml": ["3"]}, force=False)
    assert (names(folder) if folder.exists() else None) == there


def test_a_reader_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield "half"
        raise OutputError("the map is damaged")

    with pytest.raises(OutputError, match="damaged"):
        write_files(tmp_path / "out", {"one.yaml": ["1"], "two.yaml": broken()}, force=False)
    assert names(tmp_path) == []


def prepared(tmp_path: Path, before: str) -> Path:
    """A folder to write to: not there, empty, or with another file in it."""
    folder = tmp_path / "out"
    if before != "nothing":
        folder.mkdir()
    if before == "other":
        (folder / "notes.txt").touch()
    return folder


DYING = """
import os, sys
from pathlib import Path
from argmap.cli import main
countdown = int(sys.argv[1])
def dies(name):
    real = getattr(os, name)
    def call(*words, **options):
        global countdown
        countdown -= 1
        if not countdown:
            os.kill(os.getpid(), 9)
        return real(*words, **options)
    setattr(os, name, call)
for name in ("fsync", "link", "rename", "replace", "mkdir", "unlink", "rmdir", "chmod"):
    dies(name)
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(os.name != "posix", reason="needs to kill itself")
@pytest.mark.parametrize("before", ["nothing", "empty", "other"])
def test_a_folder_is_written_again_wherever_the_first_time_was_killed(run: Run, tmp_path: Path, before: str) -> None:
    for name, text in MAPS.items():
        (tmp_path / name).write_text(text)
    path = database(tmp_path / "map.db", *(tmp_path / name for name in MAPS))
    seen, countdown = set(), 0
    while True:
        countdown += 1
        room = tmp_path / str(countdown)
        room.mkdir()
        folder = prepared(room, before)
        words = ["-m", str(path), "export", "-o", f"{folder}/"]
        done = subprocess.run([sys.executable, "-c", DYING, str(countdown), *words], capture_output=True, check=False)
        there = [name for name in names(folder) if name in MAPS] if folder.exists() else []
        seen.add(len(there))
        assert all((folder / name).read_text() == MAPS[name] for name in there)
        if done.returncode == 0:
            break
        assert done.returncode == -9, done.stderr
        assert run(*words).status == 0 or len(there) == 3
        assert [name for name in names(folder) if name != "notes.txt"] == sorted(MAPS)
        assert names(room) == ["out"]
    assert countdown > 8
    assert seen == ({0, 1, 2, 3} if before == "other" else {0, 3})


def test_what_is_in_the_way_is_named_and_nothing_is_written(run: Run, tmp_path: Path, map_db: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "example.yaml").write_text("mine")
    answer = run("-m", map_db, "export", "-o", f"{folder}/")
    assert (answer.status, answer.err) == (
        2,
        f"argmap: '{folder}/example.yaml' is there already; --force overwrites it\n",
    )
    assert names(folder) == ["example.yaml"]
    assert run("-m", map_db, "export", "-o", f"{folder}/", "--force").status == 0
    assert (folder / "example.yaml").read_text() != "mine"
    assert run("-m", map_db, "export", "-o", f"{folder}/").status == 0  # it says the same
    assert names(folder) == ["example.yaml"]


def test_what_is_no_file_is_not_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (folder / "two.yaml").mkdir(parents=True)
    (folder / "one.yaml").write_text("mine")
    with pytest.raises(OutputError, match=r"two.yaml' is there already"):
        write_files(folder, {"one.yaml": ["theirs"], "two.yaml": ["2"]}, force=True)
    assert (folder / "one.yaml").read_text() == "mine"
    assert names(folder) == ["one.yaml", "two.yaml"]


@pytest.mark.parametrize("there", [["one.yaml", "two.yaml"], ["two.yaml"], ["one.yaml"]])
def test_files_come_back_where_a_later_one_cannot_be_put_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: list[str]
) -> None:
    folder = prepared(tmp_path, "other")
    for name in there:
        (folder / name).write_text(f"my {name}")
    before = {path.name: path.read_text() for path in folder.iterdir()}
    real = Path.chmod  # the last thing that is done to a finished file that takes another's place

    def fails(path: Path, mode: int) -> None:
        if path.name == "three.yaml":
            raise OSError(28, "No space left on device")
        real(path, mode)

    (folder / "three.yaml").write_text("my three.yaml")
    monkeypatch.setattr(Path, "chmod", fails)
    with pytest.raises(OutputError, match="no space left on device"):
        write_files(folder, {name: [text] for name, text in MAPS.items()}, force=True)
    assert {path.name: path.read_text() for path in folder.iterdir()} == before | {"three.yaml": "my three.yaml"}


def test_a_file_name_of_a_database_that_is_too_long_is_cut(run: Run, tmp_path: Path, map_db: Path) -> None:
    with Editor(map_db, who="x") as editor:
        editor.connection.execute("update file set name = ?", ["ä" * 300 + ".yaml"])
    assert run("-m", map_db, "export", "-o", f"{tmp_path}/out/").status == 0
    assert names(tmp_path / "out") == ["ä" * 100 + ".yaml"]


def test_a_file_that_is_overwritten_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("old")
    path.chmod(0o640)
    write_file(path, ["new"], force=True)
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)
