"""Wherever the disk fails in the middle of an edit, the map is the old one or the new one, whole, and goes on.

`disk.py` makes the nth write or sync of a process fail. For each way of failing there is one process on such a disk,
which forks for every n, so that Python starts only once; the fork makes harmless calls first, as many as it takes to
let the nth of the command be the one that fails. In each way of failing every third call of an edit fails, and every
eighth of the other commands, beginning at another one: among the eight ways there is every call.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import disk
import pytest
from conftest import EXAMPLE, Answer, database
from test_editing_laws import Dump, dump

from argmap.edits.adding import add
from argmap.formats.reading import read
from argmap.model import Kind
from argmap.store import importing
from argmap.store.editing import Editor
from argmap.store.importing import bring_in
from argmap.store.journal import Entry
from argmap.store.opening import open_database
from argmap.store.reading import Store
from argmap.store.verifying import Check, verify

AHEAD = 250
"""More calls than any command here makes: in each process it is the call of this number that fails."""

SERVER = f"""
import ctypes, io, json, os, sys, traceback
from contextlib import redirect_stderr, redirect_stdout
from argmap.cli import main
from argmap.store import importing

# Once without failing, elsewhere: what is imported and made once need not be for every fork.
with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
    assert main(["new", sys.argv[1]]) == 0
    for words in ["import", sys.argv[2]], ["capture", 'boil-it -> clean-water ?"A title"'], ["undo"]:
        assert main(["-m", sys.argv[1], *words]) == 0

def run(fail_at, chunk, out, err, scratch, words):
    fd = os.open(scratch, os.O_WRONLY | os.O_CREAT)
    for _ in range({AHEAD} - fail_at if fail_at else 0):
        os.pwrite(fd, b"", 0)
    os.close(fd)
    os.unlink(scratch)
    importing.CHUNK = chunk or importing.CHUNK
    os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.dup2(os.open(err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    try:
        return main(words)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        ctypes.CDLL(None).disk_counts()

for line in sys.stdin:
    child = os.fork()
    if not child:
        os._exit(run(*json.loads(line)))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Way(NamedTuple):
    """How the disk fails: with which error, for one call or from it on, and whether half of a write is stored."""

    errno: int
    once: bool
    torn: bool

    def __str__(self) -> str:
        return f"{errno.errorcode[self.errno]}-{'once' if self.once else 'on'}-{'torn' if self.torn else 'whole'}"


WAYS = [
    Way(number, once, torn) for number in (errno.EIO, errno.ENOSPC) for once in (False, True) for torn in (False, True)
]


class State(NamedTuple):
    """What is in a map, and in its journal but for the times."""

    map: Dump
    journal: list[Entry]


def state(path: Path) -> State | None:
    """The state of a map, None where there is none."""
    if not path.exists():
        return None
    store = open_database(path)
    try:
        return State(dump(store), [entry._replace(at="") for entry in store.since(0)])
    finally:
        store.close()


class FailingDisk:
    """A process on a failing disk that runs commands on the map `path`, which stands there alone."""

    def __init__(self, library: Path, folder: Path, way: Way) -> None:
        self.watched = folder / "watched"
        self.watched.mkdir()
        self.path = self.watched / "map.db"
        self.out, self.err, self.count = (folder / name for name in ("out", "err", "count"))
        env = disk.environment(
            library, self.watched, fail_at=AHEAD, errno=way.errno, once=way.once, short=way.torn, count=self.count
        )
        command = [sys.executable, "-c", SERVER, folder / "elsewhere.db", EXAMPLE]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | env
        )

    def close(self) -> None:
        """End the process."""
        assert self.process.communicate() == ("", None)

    def run(self, fail_at: int, *words: str | Path, on: Path | None, chunk: int = 0) -> Answer:
        """Run a command on a copy of a map, the call `fail_at` of it failing; 0: none."""
        for file in self.watched.iterdir():
            file.unlink()
        if on is not None:
            shutil.copy(on, self.path)
        request = [fail_at, chunk, *map(str, (self.out, self.err, self.watched / "scratch")), [*map(str, words)]]
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{json.dumps(request)}\n")
        self.process.stdin.flush()
        status = int(self.process.stdout.readline())
        return Answer(status, self.out.read_text(), self.err.read_text())

    @property
    def calls(self) -> int:
        """How many calls the last command made that could have failed, if none was to fail."""
        return sum(disk.counts(self.count))


@pytest.fixture(scope="module")
def failing(library: Path) -> Iterator[Callable[[Way], FailingDisk]]:
    """A disk for each way of failing; in memory where there is such a place, which syncs in no time."""
    memory = Path("/dev/shm")
    disks: dict[Way, FailingDisk] = {}
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None))

        def failing_disk(way: Way) -> FailingDisk:
            if way not in disks:
                own = Path(folder) / str(way)
                own.mkdir()
                disks[way] = FailingDisk(library, own, way)
                stack.callback(disks[way].close)
            return disks[way]

        yield failing_disk


@pytest.fixture(scope="module")
def example_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("maps") / "example.db", EXAMPLE)


def goes_on(path: Path, found: State) -> None:
    """The map is whole, can be edited, and is then as it was when that is undone."""
    assert wrong(path) == []
    with Editor(path, who="next") as editor:
        with editor.edit() as edit:
            add(edit, "claim", "the-next-edit", {"title": "The next edit"})
        editor.undo()
    after = state(path)
    assert after is not None
    assert after.map == found.map
    assert after.journal[:-2] == found.journal


def wrong(path: Path) -> list[Check]:
    """What the doctor finds wrong."""
    return [check for check in verify(path, who="doctor", spec="map") if check.status == "wrong"]


def tried(
    failing: FailingDisk,
    way: Way,
    on: Path | None,
    *words: str | Path,
    chunk: int = 0,
    stride: int = len(WAYS),
    then: Callable[[Path, State], None] = goes_on,
) -> set[str]:
    """Let a command fail at each `stride`th of its calls; give which states it left behind."""
    old = state(on) if on else None
    answer = failing.run(0, *words, on=on, chunk=chunk)
    assert answer.status == 0
    calls, new = failing.calls, state(failing.path)
    assert old != new
    seen = set()
    for fail_at in [*range(1 + WAYS.index(way) % stride, calls + 1, stride), calls + 1]:
        answer = failing.run(fail_at, *words, on=on, chunk=chunk)
        found = state(failing.path)
        assert found in (old, new), fail_at
        told_truly(answer, new=found == new)
        if found is not None:
            then(failing.path, found)
        else:
            assert [file.name for file in failing.watched.iterdir() if file.name[0] != "."] == []
        seen.add("old" if found == old else "new")
    assert answer.status == 0
    return seen


def told_truly(answer: Answer, *, new: bool) -> None:
    """The edit was made; or one line says that it failed, and does not deny one that was made after all."""
    if answer.status == 0:
        assert new
        return
    assert (answer.status, answer.out) == (2, ""), answer.err
    assert answer.err.startswith("argmap: ")
    assert (answer.err.count("\n"), answer.err[-1]) == (1, "\n")
    if "nothing was written" in answer.err:
        assert not new


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_an_edit_is_whole_wherever_the_disk_fails(
    failing: Callable[[Way], FailingDisk], example_db: Path, way: Way
) -> None:
    disk = failing(way)
    line = 'boil-it -> clean-water given sand-is-fine ?"Wood is dry" @abe'
    assert tried(disk, way, example_db, "-m", disk.path, "capture", line, stride=3) == {"old", "new"}


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_an_undo_is_whole_wherever_the_disk_fails(
    failing: Callable[[Way], FailingDisk], example_db: Path, way: Way
) -> None:
    disk = failing(way)
    assert tried(disk, way, example_db, "-m", disk.path, "undo") == {"old", "new"}


APART = """format: argmap/1
title: More
statements:
  one: {kind: claim, title: One, about: [clean-water]}
  two: {kind: claim, title: Two}
  three: {kind: claim, title: Three}
  four: {kind: claim, title: Four}
arguments:
  five: {for: boil-it, because: [filter-plant], by: [abe]}
people:
  six: {title: Six}
"""
"""Things that mention only what the example has."""

TOGETHER = APART.replace("about: [clean-water]", "about: [four, clean-water]").replace(
    "for: boil-it, because: [filter-plant]", "against: one, because: [four, boil-it]"
)
"""Things that mention one another too, backwards and forwards."""


@pytest.fixture
def more(tmp_path: Path) -> Path:
    """A file to import into the example."""
    file = tmp_path / "more.yaml"
    file.write_text(TOGETHER)
    return file


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_an_import_is_whole_wherever_the_disk_fails(
    failing: Callable[[Way], FailingDisk], example_db: Path, more: Path, way: Way
) -> None:
    disk = failing(way)
    assert tried(disk, way, example_db, "-m", disk.path, "import", more) == {"old", "new"}


def large(disk: FailingDisk, way: Way, example_db: Path, more: Path, stride: int) -> set[str]:
    """Let an import that is staged, two things at a time, fail; it is made by trying again."""
    whole: list[Dump] = []

    def tries_again(path: Path, found: State) -> None:
        goes_on(path, found)
        with Editor(path, who="next") as editor:
            bring_in(editor, read([(str(more), more.read_bytes())], known), ["more.yaml"])
            assert editor.connection.execute("select count(*) from staging").fetchone() == (0,)
            whole.append(dump(Store(editor.connection)))
        assert wrong(path) == []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "CHUNK", 2)
        words = ["-m", disk.path, "import", more]
        seen = tried(disk, way, example_db, *words, chunk=2, stride=stride, then=tries_again)
    assert whole == [whole[-1]] * len(whole)
    return seen


def known(ids: Collection[str]) -> dict[str, Kind]:
    """The kinds of what the file to import mentions in the example."""
    kinds: dict[str, Kind] = {
        "clean-water": "problem", "boil-it": "proposal", "filter-plant": "proposal", "abe": "person"
    }  # fmt: skip
    return {id_: kinds[id_] for id_ in ids}


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_large_import_is_seen_whole_or_not_at_all_wherever_the_disk_fails(
    failing: Callable[[Way], FailingDisk], example_db: Path, more: Path, way: Way
) -> None:
    more.write_text(APART)
    assert large(failing(way), way, example_db, more, len(WAYS)) == {"old", "new"}


def test_a_large_import_of_things_that_mention_one_another_is_swept_in_pieces(
    failing: Callable[[Way], FailingDisk], example_db: Path, more: Path
) -> None:
    way = Way(errno.EIO, once=True, torn=False)
    assert large(failing(way), way, example_db, more, 3) == {"old", "new"}


def test_a_large_import_that_was_made_after_all_is_not_denied(
    failing: Callable[[Way], FailingDisk], example_db: Path, more: Path
) -> None:
    way = Way(errno.ENOSPC, once=False, torn=False)
    more.write_text(APART)
    assert large(failing(way), way, example_db, more, 1) == {"old", "new"}


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_new_map_is_made_whole_or_not_at_all_wherever_the_disk_fails(
    failing: Callable[[Way], FailingDisk], way: Way
) -> None:
    disk = failing(way)
    assert tried(disk, way, None, "new", disk.path) == {"old", "new"}


@pytest.mark.parametrize("fail_at", [1, 22, 37, 42, 50])
def test_a_command_of_its_own_on_a_failing_disk_says_so_in_one_line(
    library: Path, example_db: Path, tmp_path: Path, fail_at: int
) -> None:
    watched = tmp_path / "watched"
    watched.mkdir()
    path = watched / "map.db"
    shutil.copy(example_db, path)
    command = [sys.executable, "-m", "argmap", "-m", path, "tag", "money-pays-a-keeper", "--unstated", "sand-is-fine"]
    env = disk.environment(library, watched, fail_at=fail_at)
    done = subprocess.run(command, env=os.environ | env, capture_output=True, text=True, check=False)
    found, old = state(path), state(example_db)
    assert found is not None
    assert old is not None
    told_truly(Answer(done.returncode, done.stdout, done.stderr), new=found != old)
    if found != old:
        assert ("sand-is-fine", "unstated", "money-pays-a-keeper") in found.map.mentions
        assert found.journal[:-1] == old.journal
    goes_on(path, found)
