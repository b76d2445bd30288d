"""Whether a map survives `kill -9`: programs edit and read one map and are killed at random moments, over and over.

Beside four that edit and two that read, all of them open and close it time and again, one editor holds the map open
throughout, as the terminal UI does, and is killed last; then some more are killed without it. An editor notes each edit
that has returned in a file of its own: that is acknowledged, and must stand in the journal, word for word. One in five
is killed while it starts, one in twenty kills takes all but the one that stays; the map is then looked over by the next
to open it.

The programs are forked, which takes a twentieth of the time of starting Python; nobody has a map open when they are.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from random import Random
from signal import SIGKILL
from typing import Final, NamedTuple, NoReturn

from argmap import open_map
from argmap.edits.adding import add, assign
from argmap.edits.tagging import tag
from argmap.errors import ArgmapError, EditError, UnknownIdError
from argmap.store.editing import Editor
from argmap.store.journal import entries, state_of, top
from argmap.store.reading import Store
from argmap.store.records import Record, all_records
from argmap.store.verifying import verify

from .editing import editable
from .figures import Figure
from .generator import things

EDITORS: Final = 4
READERS: Final = 2
KILLS: Final = 100
"""How many kills one map sees while an editor holds it open."""

ALONE: Final = 20
"""How many it sees then."""

ROUNDS: Final = 50
EVERY: Final = 20
"""How many kills come between two looks at the whole map, for which all are killed but the one that stays."""

UNDOS: Final = 5


class Worker(NamedTuple):
    """A program at work: its process, what it does, and the file in which it notes what it has done."""

    process: int
    task: str
    log: Path


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """How many processes were killed, and what that did to the maps they edited."""
    found: Counter[str] = Counter()
    for number in range(ROUNDS if large else 2):
        Killing(folder / str(number), Random(f"killing {number}"), found).run()
    yield Figure("killing: processes killed while an editor stays", found["kills"] - found["alone"], "")
    yield Figure("killing: of these, readers", found["readers"], "")
    yield Figure("killing: processes killed while none stays", found["alone"], "")
    yield Figure("killing: edits acknowledged", found["acknowledged"], "")
    yield Figure("killing: edits made, but killed before they were acknowledged", found["more"], "")
    for what in ("acknowledged edits lost", "half edits", "journal replays that differ", "undos that failed"):
        yield Figure(f"killing: {what}", found[what], "", 0)
    yield Figure("killing: workers that ended by themselves", found["ended"], "", 0)


class Killing:
    """One map, edited by processes that are killed."""

    def __init__(self, folder: Path, rng: Random, found: Counter[str]) -> None:
        folder.mkdir()
        self.folder = folder
        self.rng = rng
        self.found = found
        self.path = folder / "map.db"
        self.logs: list[Path] = []
        self.stayer: Stayer | None = None
        editable(self.path, things(100))

    def run(self) -> None:
        """Kill as often as is due, and look at the map each time."""
        self.stayer = Stayer(self)
        try:
            for _ in range(KILLS // EVERY):
                self.kill_some()
            self.stayer.settle()
        finally:
            self.kill([self.stayer.worker])
        self.stayer = None
        self.look(self.logs)
        before = self.found["kills"]
        for _ in range(ALONE // EVERY):
            self.kill_some()
        self.found["alone"] += self.found["kills"] - before
        self.found["acknowledged"] += sum(map(len, map(noted, self.logs)))
        self.found["more"] += self.look(self.logs)

    def kill_some(self) -> None:
        """Kill one at a time, then all that are left but the one that stays, and look the map over."""
        workers: list[Worker] = []
        try:
            for _ in range(EVERY - EDITORS - READERS + 1):
                for task, most in (("edit", EDITORS), ("read", READERS)):
                    workers += [self.start(task) for _ in range(most - [each.task for each in workers].count(task))]
                victim = self.choose(workers)
                workers.remove(victim)
                self.kill([victim])
                self.look([victim.log])
        finally:
            self.kill(workers)
        if self.stayer is not None:
            self.stayer.settle()
        self.look(self.logs)
        self.look_over()

    def start(self, task: str, *pipes: int) -> Worker:
        """One more program, with the file that is named after it."""
        log = self.folder / f"worker-{len(self.logs)}"
        log.touch()
        self.logs.append(log)
        process = os.fork()
        if not process:
            at_work(task, self.path, log, *pipes)
        return Worker(process, task, log)

    def choose(self, workers: list[Worker]) -> Worker:
        """Wait for a random moment, and say who is to be killed then."""
        if self.stayer is not None:
            self.stayer.edit(self.rng.randrange(4))
        if self.rng.random() < 0.2:
            time.sleep(self.rng.uniform(0, 0.03))
            return workers[-1]
        while any(each.task == "edit" and not each.log.stat().st_size and is_running(each) for each in workers):
            time.sleep(0.002)
        time.sleep(self.rng.uniform(0, 0.06))
        return self.rng.choice(workers)

    def kill(self, workers: Iterable[Worker]) -> None:
        """Kill processes, and see that they had not ended before."""
        for each in workers:
            os.kill(each.process, SIGKILL)
        for each in workers:
            _, status = os.waitpid(each.process, 0)
            killed = os.waitstatus_to_exitcode(status) == -SIGKILL
            self.found["kills" if killed else "ended"] += 1
            self.found["readers"] += killed and each.task == "read" and self.stayer is not None

    def look(self, logs: Sequence[Path]) -> int:
        """See that the journal has all that was acknowledged and the map is what it says; give how much more it has."""
        with closing(open_map(str(self.path), print).connection) as db:
            db.execute("begin")
            state, now = state_of(all_records(db)), top(db)
            have = [[fact(e.number, e.act, e.changes) for e in entries(db, who=log.name)] for log in logs]
        if state != now.state:
            self.fail("half edits", f"the map is not what entry {now.number} left")
        told = [noted(log) for log in logs]
        for log, ours, theirs in zip(logs, have, told, strict=True):
            for lost in set(theirs) - set(ours):
                self.fail("acknowledged edits lost", f"{log.name} did {lost}")
        return sum(map(len, have)) - sum(map(len, told))

    def look_over(self) -> None:
        """Undo and redo, and verify the whole map; nobody else edits it."""
        with Editor(self.path, who="benchmark") as editor:
            before = top(editor.connection)
            try:
                for act in (editor.undo,) * UNDOS + (editor.redo,) * UNDOS:
                    act()
            except ArgmapError as error:
                self.fail("undos that failed", str(error))
            after = top(editor.connection)
        if after != before._replace(number=before.number + 2 * UNDOS):
            self.fail("undos that failed", f"{before} became {after}")
        for check in verify(self.path, who="benchmark", spec=str(self.path)):
            if check.status == "wrong" and check.name != "space":
                what = "journal replays that differ" if check.name == "journal" else "half edits"
                self.fail(what, f"{check.name}: {check.message}")

    def fail(self, what: str, words: str) -> None:
        """Count something that must not be, and say where it was."""
        self.found[what] += 1
        print(f"killing: {what}: {self.path.parent.name}, after {self.found['kills']} kills: {words}", file=sys.stderr)


class Stayer:
    """An editor that holds the map open, and edits when it is told to."""

    def __init__(self, killing: Killing) -> None:
        asked, self._ask = os.pipe()
        self._told, tell = os.pipe()
        self.worker = killing.start("stay", asked, tell)
        os.close(asked)
        os.close(tell)
        self._open = 0

    def edit(self, times: int) -> None:
        """Let it edit so many times; this returns at once."""
        with suppress(BrokenPipeError):  # it has ended, which is told when it is to be killed
            os.write(self._ask, b"e" * times)
            self._open += times

    def settle(self) -> None:
        """Wait until it has done all that it was told to."""
        while self._open:
            done = os.read(self._told, self._open)
            if not done:
                return
            self._open -= len(done)


def is_running(worker: Worker) -> bool:
    """Whether a process has not ended yet."""
    return os.waitid(os.P_PID, worker.process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def noted(log: Path) -> list[str]:
    """What a worker has noted; a line that it could not end is none."""
    return log.read_text(encoding="utf-8").split("\n")[:-1]


def fact(number: int | None, act: str, changes: Iterable[tuple[Record | None, Record | None]]) -> str:
    """An edit in a line: its number, what it was, and each record as it left it."""
    return json.dumps([number, act, sorted(json.dumps([old and old.name, new]) for old, new in changes)])


def at_work(task: str, path: Path, log: Path, *pipes: int) -> NoReturn:
    """Be a program that does this over and over until it is killed."""
    parent = os.getppid()
    try:
        while os.getppid() == parent:  # who is left alone ends too
            {"edit": edits, "read": reads, "stay": stays}[task](path, log, *pipes)
    except BaseException as error:
        print(f"killing: a program that was to {task} failed: {error!r}", file=sys.stderr)
    finally:
        os._exit(1)


def edits(path: Path, log: Path) -> None:
    """Open the map and edit it; every other time the log is moved into it often."""
    name, done = log.name, len(noted(log))
    rng = Random(f"{log} {done}")
    out = os.open(log, os.O_WRONLY | os.O_APPEND)
    with Editor(path, who=name) as editor:
        if rng.random() < 0.5:
            editor.connection.execute("pragma wal_autocheckpoint = 10")
        ids = ids_of(editor)
        for number in range(10):
            note(out, editor, rng, f"{name}-{done}-{number}", *ids)
    os.close(out)


def reads(path: Path, log: Path) -> None:
    """Open the map, ask, and close it."""
    with closing(open_map(str(path), print)) as store, store.moment():
        ids = [hit.id for hit in store.search("claim")]
        assert len(store.things_by_id(ids)) == len(ids)
        time.sleep(Random(log.name).uniform(0, 0.01))


def stays(path: Path, log: Path, asked: int, tell: int) -> None:
    """Hold the map open and edit it when told, opening it once more now and then, until killed."""
    rng, name = Random(str(log)), log.name
    out = os.open(log, os.O_WRONLY | os.O_APPEND)
    store = open_map(str(path), print)
    with Editor(path, who=name) as editor:
        for number in count():
            if not os.read(asked, 1):
                return
            note(out, editor, rng, f"{name}-{number}", *ids_of(editor))
            if number % 5 == 0:
                open_map(str(path), print).close()
            assert store.since(0)
            os.write(tell, b".")


def ids_of(editor: Editor) -> list[list[str]]:
    """The ids of the claims and of the arguments."""
    return [[thing.id for thing in Store(editor.connection).stream([kind])] for kind in ("claim", "argument")]


def note(out: int, editor: Editor, rng: Random, new: str, claims: list[str], arguments: list[str]) -> None:
    """Make some edit, and note it when it has returned."""
    with suppress(EditError, UnknownIdError):  # nothing to undo, or to redo; or undone meanwhile
        done = change(editor, rng, new, rng.choice(claims), rng.choice(arguments))
        os.write(out, done.encode() + b"\n")


def change(editor: Editor, rng: Random, new: str, claim: str, argument: str) -> str:
    """Make some edit; `new` is an id that nothing has."""
    kind = rng.choices(("add", "set", "tag", "undo", "redo"), (30, 30, 25, 10, 5))[0]
    if kind in ("undo", "redo"):
        entry = editor.undo() if kind == "undo" else editor.redo()
        return fact(entry.number, entry.act, entry.changes)
    with editor.edit() as edit:
        if kind == "add":
            add(edit, "claim", new, {"title": f"Claim {new}", "text": "x" * rng.randrange(3000)})
        elif kind == "set":
            assign(edit, claim, [f"note=Noted by {new}", f"tags+={new}"])
        else:
            tag(edit, argument, new, title=f"Nobody said {new}")
    return fact(edit.number, "edit", edit.changes)
