"""What is told of an edit is so: that it is saved though no answer came, which lock is in the way, what to type."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXAMPLE, Run, database

from argmap.store.editing import Editor
from argmap.store.journal import entries
from argmap.store.locking import SUFFIXES, locked
from argmap.store.naming import open_map
from argmap.store.opening import open_database
from argmap.text import command, json_text, visible

FULL = Path("/dev/full")

EDITS: dict[str, list[str]] = {
    "set": ["clean-water", "title=Water"],
    "tag": ["filter-cleans-water", "--unstated", "boil-it"],
    "capture": ['"It rains" -> clean-water'],
    "rm": ["jar-test"],
    "undo": [],
    "import": ["shipped"],
    "experiments": ["record", "jar-test", "--outcome", "positive"],
}


def argmap(path: Path, *words: str, stdout: int, stderr: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, its answer going somewhere."""
    command = [sys.executable, "-m", "argmap", "-m", str(path), *words]
    return subprocess.run(command, stdout=stdout, stderr=stderr, text=True, check=False)


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("as_json", [False, True], ids=["words", "json"])
@pytest.mark.parametrize("name", EDITS)
def test_an_edit_that_is_saved_is_told_to_be_though_the_answer_finds_no_room(
    map_db: Path, name: str, as_json: bool
) -> None:
    with FULL.open("w") as full:
        done = argmap(map_db, name, *EDITS[name], *["--json"] * as_json, stdout=full.fileno())
    assert done.returncode == 2
    told = done.stderr.splitlines()[-1]
    assert told == "argmap: edit 2 is saved, but the answer cannot be written: no space left on device"
    store = open_database(map_db)
    assert [entry.number for entry in entries(store.connection)] == [1, 2]
    store.close()


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_an_edit_that_changes_nothing_is_not_told_to_be_saved(map_db: Path) -> None:
    with FULL.open("w") as full:
        for words in (["import", str(EXAMPLE), "--json"], ["import", str(EXAMPLE)], ["log"]):
            done = argmap(map_db, *words, stdout=full.fileno())
            assert done.returncode == 2
            assert done.stderr.splitlines()[-1] == "argmap: cannot write the answer: no space left on device"


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_narration_that_cannot_be_written_stops_nothing(map_db: Path) -> None:
    with FULL.open("w") as full:
        done = argmap(map_db, "capture", '"It rains" -> clean-water', stdout=subprocess.PIPE, stderr=full.fileno())
        assert (done.returncode, done.stdout) == (0, "it-rains-for-clean-water\n")
        done = argmap(map_db, "show", "nothing-there", stdout=subprocess.PIPE, stderr=full.fileno())
        assert (done.returncode, done.stdout) == (2, "")


# --- locks ---


def modes(path: Path) -> dict[str, int]:
    """The modes of the lock files of a map."""
    beside = sorted(path.parent.glob(f"{path.name}.*lock*"))
    return {file.name.removeprefix(path.name): stat.S_IMODE(file.stat().st_mode) for file in beside}


@pytest.mark.skipif(os.name != "posix", reason="needs modes")
def test_locks_open_to_all_who_may_write_when_the_owner_edits_after_the_map_was_shared(tmp_path: Path) -> None:
    path = database(tmp_path / "map.db", EXAMPLE)
    with locked(path, 1, SUFFIXES[1]):
        pass
    for file in tmp_path.iterdir():
        file.chmod(0o600)
    path.chmod(0o664)
    with Editor(path, who="x") as editor:
        editor.undo()
    assert modes(path) == dict.fromkeys([".import-lock", ".import-lock-turn", ".lock", ".lock-turn"], 0o664)
    path.chmod(0o600)
    with Editor(path, who="x") as editor:
        editor.redo()
    assert set(modes(path).values()) == {0o664}  # who waits with one open is not shut out


@pytest.mark.parametrize("end", [".lock", ".lock-turn"])
def test_a_lock_that_cannot_be_had_is_named(run: Run, tmp_path: Path, map_db: Path, end: str) -> None:
    lock = Path(f"{map_db}{end}")
    lock.unlink()
    lock.mkdir()
    answer = run("-m", map_db, "undo")
    assert answer.status == 2
    assert answer.err.startswith(f"argmap: cannot lock '{map_db}' for writing: its lock file '{lock}': ")
    assert answer.err.count("\n") == 1


# --- the working directory ---


@pytest.fixture
def adrift(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory that is no longer there."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not remove the directory one works in")
@pytest.mark.usefixtures("adrift")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-m", "x.db", "find", "a"], "cannot read 'x.db'"),
        (["-m", "x.yaml", "find", "a"], "cannot read 'x.yaml'"),
        (["-m", ".", "find", "a"], "cannot read '.'"),
        (["-m", "x.db", "undo"], "cannot read 'x.db'"),
        (["-m", "shipped", "export", "-o", "x.yaml"], "cannot write 'x.yaml'"),
        (["-m", "shipped", "export", "-o", "out/"], "cannot write 'out'"),
        (["-m", "shipped", "export", "-o", "./"], "cannot write '.'"),
        (["new", "x.db"], "cannot make a map at 'x.db'"),
    ],
)
def test_a_working_directory_that_is_gone_is_told_as_such(run: Run, words: list[str], told: str) -> None:
    answer = run(*words)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == f"argmap: {told}: the working directory is no longer there\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not remove the directory one works in")
@pytest.mark.usefixtures("adrift")
def test_no_other_map_stands_in_for_one_in_a_directory_that_is_gone(run: Run, map_db: Path) -> None:
    answer = run("find", "a")
    assert (answer.status, answer.out) == (2, "")
    assert "the working directory is no longer there; go to one that is, or name a map with -m" in answer.err
    assert run("-m", map_db, "find", "sand").status == 0
    assert run("-m", "/nowhere/x.yaml", "find", "a").err.startswith("argmap: there is no map at '/nowhere/x.yaml'")


# --- what to type ---

AWKWARD = "it's my map $(x) & co.db"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a name that Windows does not take")
def test_commands_that_are_suggested_can_be_typed_as_they_are(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(f"{AWKWARD}.yaml").write_bytes(EXAMPLE.read_bytes())
    for words, suggested in (
        (["new", AWKWARD], ["-m", AWKWARD, "import", "FILE"]),
        (["-m", AWKWARD, "import", AWKWARD], ["-m", AWKWARD, "export", "-o", "FOLDER/"]),
        (["-m", f"{AWKWARD}.yaml", "undo"], ["-m", "my.db", "import", f"{AWKWARD}.yaml"]),
        (["-m", AWKWARD, "export", "-o", f"{AWKWARD}.svg"], ["render", "-o", f"{AWKWARD}.svg"]),
    ):
        assert shlex.join(["argmap", *suggested]) in run(*words).err


@pytest.mark.parametrize("word", ["a b", "it's", "$HOME;`x`", "", "ä*"])
def test_a_command_is_quoted_for_a_shell(word: str) -> None:
    assert shlex.split(command("argmap", "-m", word)[1:-1]) == ["argmap", "-m", word]


# --- bidirectional controls ---


@pytest.mark.parametrize("character", "\u200e\u200f\u061c\u202a\u202e\u2066\u2069")
def test_bidirectional_controls_are_escaped_wherever_text_goes(run: Run, tmp_path: Path, character: str) -> None:
    escape = f"\\u{ord(character):04x}"
    assert visible(f"a{character}b") == f"a{escape}b"
    assert json_text(f"a{character}b") == f'"a{escape}b"'
    path = tmp_path / "map.yaml"
    path.write_text(
        f'format: argmap/1\nstatements:\n  a: {{kind: problem, title: "x{escape}y", text: "z{escape}"}}\n'
        f'  b: {{kind: claim, title: "b{escape}"}}\narguments:\n  c: {{for: a, because: [b], title: "c{escape}"}}\n'
    )
    store = open_map(str(path), print)
    assert character in store.get("a").label
    for words in (["trace", "a"], ["show", "a"], ["find", "x"], ["export"], ["check"], ["credence", "a"]):
        for option in ([], ["--json"]) if words != ["export"] else ([], ["--format", "json"], ["--format", "dot"]):
            answer = run("-m", path, *words, *option)
            assert answer.out
            assert character not in answer.out, (words, option)
