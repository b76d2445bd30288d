"""Whether a map survives `kill -9`: four processes edit one map and are killed at random moments, over and over.

A worker notes each edit that has returned in a file of its own: that is acknowledged, and must stand in the journal,
word for word. One in five is killed while it starts, one in twenty kills takes all of them at once; the map is then
looked over by the next to open it.
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
from subprocess import Popen
from typing import Final

from argmap import open_map
from argmap.edits.adding import add, assign
from argmap.edits.tagging import tag
from argmap.errors import ArgmapError, EditError, UnknownIdError
from argmap.store.editing import Editor
from argmap.store.journal import entries, state_of, top
from argmap.store.reading import Store
from argmap.store.records import Record, all_records
from argmap.store.verifying import verify

from .editing import ROOT, editable
from .figures import Figure
from .generator import things

WORKERS: Final = 4
KILLS: Final = 100
"""How many kills one map sees."""

ROUNDS: Final = 10
EVERY: Final = 20
"""How many kills come between two looks at the whole map, for which all are killed."""

UNDOS: Final = 5

Worker = tuple[Popen[bytes], Path]
"""A process that edits, and the file in which it notes what it has done."""


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """How many processes were killed, and what that did to the maps they edited."""
    found: Counter[str] = Counter()
    for number in range(ROUNDS if large else 1):
        Killing(folder / str(number), Random(f"killing {number}"), found).run()
    yield Figure("killing: processes killed", found["kills"], "")
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
        editable(self.path, things(100))

    def run(self) -> None:
        """Kill as often as is due, and look at the map each time."""
        for _ in range(KILLS // EVERY):
            workers: list[Worker] = []
            try:
                for _ in range(EVERY - WORKERS + 1):
                    workers += [self.start() for _ in range(WORKERS - len(workers))]
                    victim = self.choose(workers)
                    workers.remove(victim)
                    self.kill([victim])
                    self.look([victim[1]])
            finally:
                self.kill(workers)
            self.look(self.logs)
            self.look_over()
        self.found["acknowledged"] += sum(map(len, map(noted, self.logs)))
        self.found["more"] += self.look(self.logs)

    def start(self) -> Worker:
        """One more process that edits, with the file that is named after it."""
        log = self.folder / f"worker-{len(self.logs)}"
        log.touch()
        self.logs.append(log)
        return Popen([sys.executable, "-m", "benchmarks.killing", self.path, log], cwd=ROOT), log

    def choose(self, workers: list[Worker]) -> Worker:
        """Wait for a random moment, and say who is to be killed then."""
        if self.rng.random() < 0.2:
            time.sleep(self.rng.uniform(0, 0.5))
            return workers[-1]
        while any(process.poll() is None and not log.stat().st_size for process, log in workers):
            time.sleep(0.002)
        time.sleep(self.rng.uniform(0, 0.06))
        return self.rng.choice(workers)

    def kill(self, workers: Iterable[Worker]) -> None:
        """Kill processes, and see that they had not ended before."""
        for process, _ in workers:
            process.kill()
        for process, _ in workers:
            self.found["kills" if process.wait() == -SIGKILL else "ended"] += 1

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


def noted(log: Path) -> list[str]:
    """What a worker has noted; a line that it could not end is none."""
    return log.read_text(encoding="utf-8").split("\n")[:-1]


def fact(number: int | None, act: str, changes: Iterable[tuple[Record | None, Record | None]]) -> str:
    """An edit in a line: its number, what it was, and each record as it left it."""
    return json.dumps([number, act, sorted(json.dumps([old and old.name, new]) for old, new in changes)])


def work(path: Path, log: Path) -> None:
    """Edit until killed. A map is opened anew now and then; every other worker has its log moved into it often."""
    rng, name = Random(str(log)), log.name
    out = os.open(log, os.O_WRONLY | os.O_APPEND)
    for turn in count():
        with Editor(path, who=name) as editor:
            if turn % 2:
                editor.connection.execute("pragma wal_autocheckpoint = 10")
            ids = [[thing.id for thing in Store(editor.connection).stream([kind])] for kind in ("claim", "argument")]
            for number in range(10):
                with suppress(EditError, UnknownIdError):  # nothing to undo, or to redo; or undone meanwhile
                    done = change(editor, rng, f"{name}-{turn}-{number}", *map(rng.choice, ids))
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


if __name__ == "__main__":
    work(Path(sys.argv[1]), Path(sys.argv[2]))
