"""Whether many can edit one map: eight processes edit, one reads, one asks ten times a second what is new.

Each writer reads two numbers and writes them back one higher, its own and one that all share, so that an update that
is lost shows; each tags an argument too, or takes the tag away again. Then one edits while a large import runs.
"""

from __future__ import annotations

import atexit
import json
import select
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from statistics import median
from subprocess import PIPE, Popen
from typing import Any, Final

from argmap import open_map
from argmap.edits.tagging import drop, tag
from argmap.errors import ArgmapError
from argmap.formats.reading import Reading
from argmap.model import Argument, MapFile, Statement
from argmap.store.editing import Editor
from argmap.store.importing import bring_in
from argmap.store.verifying import verify
from argmap.trace import trace

from .editing import ROOT, editable
from .figures import Figure
from .generator import FILE, TARGET, things, things_with_cone

SIZE: Final = 10_000
IMPORTED: Final = 100_000
SECONDS: Final = (10.0, 60.0)
SHARED: Final = "counted-by-all"
NAMES: Final = tuple(f"writer-{number}" for number in range(8))
COUNTERS: Final = [(Statement(id=id_, is_a="claim", title=id_, note="0"), FILE) for id_ in (*NAMES, SHARED)]


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """What failed, was lost or had to wait among many editors, and during an import."""
    yield from many(folder / "many.db", SECONDS[large])
    yield from during_import(folder / "import.db")


def many(path: Path, seconds: float) -> Iterator[Figure]:
    """Eight writers, a reader and a listener."""
    editable(path, chain(COUNTERS, things_with_cone(SIZE)))
    with started(path, *(("write", name) for name in NAMES), ("read", TARGET), ("listen", "")) as processes:
        time.sleep(seconds)
        writers = ended(processes[: len(NAMES)])
        reader, listener = ended(processes[len(NAMES) :])
    what = f"together: {len(NAMES)} editors"
    yield from outcome(what, path, writers, [reader, listener])
    yield Figure(f"{what}, all together", sum(len(writer["waits"]) for writer in writers) / seconds, "edits/s")
    yield Figure(f"{what}, traces read", len(reader["waits"]), "")
    with closing(open_map(str(path), print)) as store:
        missed = Counter(entry.number for entry in store.since(1))  # entry 1 is the map's beginning
    missed.subtract(listener["seen"])
    yield Figure(f"{what}, news that a listener missed or had twice", sum(map(abs, missed.values())), "", 0)


def during_import(path: Path) -> Iterator[Figure]:
    """One writer, and one who counts all things, while another brings in a large file."""
    editable(path, COUNTERS)
    with started(path, ("write", NAMES[0]), ("count", ""), ("import", "")) as (writing, counting, importing):
        (importer,) = ended([importing])
        writer, counter = ended([writing, counting])
    what = f"together: import of {IMPORTED:,}"
    yield Figure(f"{what}, on the clock", sum(importer["waits"]), "s")
    yield from outcome(what, path, [writer], [importer, counter])
    with closing(open_map(str(path), print)) as store:
        half = set(counter["seen"]) - {len(COUNTERS), sum(store.count().values())}
    yield Figure(f"{what}, counts read", len(counter["seen"]), "")
    yield Figure(f"{what}, counts of a part of it", len(half), "", 0)


def outcome(what: str, path: Path, writers: Sequence[Any], others: Sequence[Any]) -> Iterator[Figure]:
    """What went wrong, and how long each edit took."""
    failed = [error for result in others for error in result["errors"]]
    errors = [error for writer in writers for error in writer["errors"]]
    for check in verify(path, who="benchmark", spec=str(path)):
        if check.status == "wrong" and check.name != "space":
            errors.append(f"{check.name}: {check.message}")
    for error in (*errors[:5], *failed[:5]):
        print(f"{what}: {error}", file=sys.stderr)
    waits = [wait for writer in writers for wait in writer["waits"]]
    made = {name: len(writer["waits"]) for name, writer in zip(NAMES, writers, strict=False)} | {SHARED: len(waits)}
    with closing(open_map(str(path), print)) as store:
        lost = sum(abs(times - int(store.get(id_).note)) for id_, times in made.items())
    yield Figure(f"{what}, edits and checks that failed", len(errors), "", 0)
    yield Figure(f"{what}, reads that failed", len(failed), "", 0)
    yield Figure(f"{what}, lost updates", lost, "", 0)
    yield Figure(f"{what}, longest wait of an edit", max(waits), "s", 1)
    yield Figure(f"{what}, median edit", median(waits) * 1000, "ms")


@contextmanager
def started(path: Path, *roles: tuple[str, str]) -> Iterator[list[Popen[str]]]:
    """Processes in these roles, set off together once all are there; killed if they have not ended."""
    processes: list[Popen[str]] = []
    try:
        for role in roles:
            command: list[str | Path] = [sys.executable, "-m", "benchmarks.together", path, *role]
            processes.append(Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True, bufsize=1))
        for process in processes:
            assert process.stdout is not None
            if not process.stdout.readline():
                raise RuntimeError(f"{process.args!r} has not started")
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def ended(processes: Sequence[Popen[str]]) -> list[Any]:
    """Let processes come to an end, and give what they have to say."""
    said = []
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()
    for process in processes:
        assert process.stdout is not None
        said.append(json.loads(process.stdout.read()))
    return said


# --- what the processes do ---


def play(path: Path, role: str, name: str) -> dict[str, Any]:
    """Do what a role does, over and over until told to end; say how long each step took, and what failed."""
    seen: list[int] = []
    waits, errors, last = [], [], False
    step = prepared(path, role, name, seen)
    print(flush=True)
    sys.stdin.readline()
    while not last:
        # Once more after the end: a listener shall hear of the last edits too.
        last = role == "import" or bool(select.select([sys.stdin], [], [], 0.1 if role == "listen" else 0)[0])
        begun = time.perf_counter()
        try:
            step()
            waits.append(time.perf_counter() - begun)
        except ArgmapError as error:
            errors.append(f"{role} {name}: {type(error).__name__}: {error}")
    return {"waits": waits, "errors": errors, "seen": seen}


def prepared(path: Path, role: str, name: str, seen: list[int]) -> Callable[[], object]:
    """What a role does over and over, made ready; `seen` gets the numbers that it sees."""
    if role == "write":
        return writer(path, name)
    if role == "read":
        return lambda: read(path, name)
    if role == "import":
        reading = Reading(list(things(IMPORTED)), [MapFile(FILE, title="A synthetic map")])
        editor = Editor(path, who="importer")
        atexit.register(editor.close)
        return lambda: bring_in(editor, reading, [FILE])
    store = open_map(str(path), print)
    if role == "count":
        return lambda: seen.append(sum(store.count().values()))
    return lambda: seen.extend(entry.number for entry in store.since(seen[-1] if seen else 1))


def writer(path: Path, name: str) -> Callable[[], None]:
    """Count one further, and tag an argument or take the tag away, in one edit."""
    editor = Editor(path, who=name)
    atexit.register(editor.close)
    argument, tagged = None, f"tagged-by-{name}"
    with editor.edit() as edit:
        if edit.find(TARGET):
            argument = edit.store.cone(TARGET).of_type(Argument)[100 * NAMES.index(name)].id

    def step() -> None:
        with editor.edit() as edit:
            for thing in (edit.get(name), edit.get(SHARED)):
                edit.put(replace(thing, note=str(int(thing.note) + 1)))
            if argument and edit.find(tagged) is None:
                tag(edit, argument, tagged, title=f"Nobody said this, says {name}")
            elif argument:
                drop(edit, argument, tagged)
                edit.remove(tagged)

    return step


def read(path: Path, id_: str) -> None:
    """Open the map and trace a statement."""
    with closing(open_map(str(path), print)) as store:
        trace(store.cone(id_), id_)


if __name__ == "__main__":
    print(json.dumps(play(Path(sys.argv[1]), sys.argv[2], sys.argv[3])))
