"""What one edit costs, however large the map: time, rows and calls that flush to the disk.

The map is held open and its log is warm, as in a program that goes on; then a whole command, which opens it anew.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from statistics import mean, median
from types import ModuleType
from typing import Final, NamedTuple

from argmap.edits.capturing import capture
from argmap.model import STATEMENT_KINDS, Argument, Premise, Statement
from argmap.store.edit import Edit
from argmap.store.editing import Editor
from argmap.store.journal import begin_journal
from argmap.store.reading import Store
from argmap.store.writable import log_ahead

from .figures import Figure, SkippedError
from .generator import FILE, things
from .measuring import Measure, argmap_command, environment, least_in_turn, process_cpu
from .writing import Filed, write_database

ROOT: Final = Path(__file__).parents[1]
SIZES: Final = (10_000, 100_000)
LARGE: Final = (10_000, 1_000_000)
WARM: Final = 20
EDITS: Final = 200
COMMANDS: Final = 10
GROWTH: Final = 1.25
ACTS: Final = ("edit", "capture", "undo")


class Cost(NamedTuple):
    """What one act took: seconds of this process, seconds on the clock, rows looked up and changed."""

    cpu: float
    wall: float
    rows: int


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """Milliseconds and rows of one edit in maps of two sizes; of a whole command in the larger; flushes of both."""
    maps = folder / "maps"  # nothing else is in it: its flushes are counted
    maps.mkdir()
    paths = {size: maps / f"{size}.db" for size in (LARGE if large else SIZES)}
    for size, path in paths.items():
        editable(path, things(size))
    costs = measured(paths)
    for act in ACTS:
        cpu, wall, rows = (
            {size: median(cost[part] for cost in costs[size, act]) for size in paths} for part in range(3)
        )
        for size in paths:
            yield Figure(f"editing: one {act} in {size:,} statements, CPU", cpu[size] * 1000, "ms")
            yield Figure(f"editing: one {act} in {size:,} statements, on the clock", wall[size] * 1000, "ms")
        small, big = paths
        yield Figure(f"editing: one {act}, CPU, {big:,} / {small:,}", cpu[big] / cpu[small], "x", GROWTH)
        if act != "capture":  # which looks for its titles: how many rows that takes depends on the words
            yield Figure(f"editing: one {act}, rows, most less fewest", max(rows.values()) - min(rows.values()), "", 0)
    yield from commands(folder, paths[big])
    yield from flushes(folder, paths)


def editable(path: Path, given: Filed) -> None:
    """Make a map of things that can be edited, with a journal that begins with them."""
    write_database(path, given)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        begin_journal(connection, "benchmark", FILE)
        log_ahead(connection)
    finally:
        connection.close()


def measured(paths: dict[int, Path]) -> dict[tuple[int, str], list[Cost]]:
    """What each act cost in each map, from time to time; the maps and the acts take turns."""
    costs: dict[tuple[int, str], list[Cost]] = {(size, act): [] for size in paths for act in ACTS}
    editors = {size: Editor(path, who="benchmark") for size, path in paths.items()}
    targets = {size: some_statements(editor) for size, editor in editors.items()}
    for number in range(WARM + EDITS):
        for size, editor in editors.items():
            for act in ACTS:
                cost = timed(editor, act, number, targets[size][number])
                if number >= WARM:
                    costs[size, act].append(cost)
    for editor in editors.values():
        editor.close()
    return costs


def timed(editor: Editor, act: str, number: int, target: str) -> Cost:
    """Do one act, and see what it costs; an undo takes back the last capture."""
    changed, wall, cpu = editor.connection.total_changes, time.perf_counter(), time.process_time()
    looked_up = 0
    if act == "undo":
        editor.undo()
    else:
        with editor.edit() as edit:
            if act == "edit":
                put(edit, number, target)
            else:
                capture(edit, f'"Reason {number} of the benchmark" -> {target}')
        looked_up = edit.store.rows_fetched
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Cost(cpu, wall, looked_up + editor.connection.total_changes - changed)


def put(edit: Edit, number: int, target: str) -> None:
    """A new claim, and an argument from it for a statement of the map."""
    claim = Statement(id=f"claim-of-the-benchmark-{number}", is_a="claim", title=f"Claim {number} of the benchmark")
    edit.put(claim)
    premises = (Premise(node=claim.id, role="because"),)
    edit.put(Argument(id=f"argument-of-the-benchmark-{number}", target=target, premises=premises))


def some_statements(editor: Editor) -> list[str]:
    """As many statements as there are edits, from all over the map."""
    every = [thing.id for thing in Store(editor.connection).stream(STATEMENT_KINDS)]
    return Random("editing").sample(every, WARM + EDITS)


def commands(folder: Path, path: Path) -> Iterator[Figure]:
    """What a command that edits takes from start to exit, against what it cannot do without."""
    env = environment(folder)
    numbers = count()
    words: list[str | Path] = [*argmap_command(), "-m", path, "add", "claim", "--title"]
    measures: dict[str, Measure] = {
        "baseline": lambda: process_cpu([sys.executable, "-c", "import click, sqlite3"], folder, env),
        "add": lambda: process_cpu([*words, f"Command {next(numbers)}"], folder, env),
        "undo": lambda: process_cpu([*argmap_command(), "-m", path, "undo"], folder, env),
    }
    least = least_in_turn(measures, COMMANDS)
    for name in ("add", "undo"):
        yield Figure(f"editing: argmap {name}, CPU", least[name] * 1000, "ms")
        yield Figure(f"editing: argmap {name} / python, click and sqlite3", least[name] / least["baseline"], "x")


def flushes(folder: Path, paths: dict[int, Path]) -> Iterator[Figure]:
    """How often an edit, and a whole command, make the disk write what it was given."""
    disk = failing_disk()
    try:
        library = disk.build(folder)
    except subprocess.CalledProcessError:
        library = None
    if library is None:
        raise SkippedError("counting flushes needs Linux and a C compiler")
    counted = folder / "counted"
    env = environment(folder) | disk.environment(library, folder / "maps", count=counted)
    for size, path in paths.items():
        command: list[str | Path] = [sys.executable, "-m", "benchmarks.editing", path, library, counted]
        done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
        syncs = json.loads(done.stdout)
        yield Figure(f"editing: flushes of one edit in {size:,} statements, median", median(syncs), "", 1)
        yield Figure(f"editing: flushes of one edit in {size:,} statements, mean", mean(syncs), "")
    *_, path = paths.values()
    process_cpu([*argmap_command(), "-m", path, "add", "claim", "--title", "Flushed"], folder, env)
    yield Figure("editing: flushes of argmap add", disk.counts(counted).syncs, "")


def failing_disk() -> ModuleType:
    """`tests/disk.py`, which counts what reaches the disk. Raises SkippedError where it is not there."""
    spec = importlib.util.spec_from_file_location("disk", ROOT / "tests" / "disk.py")
    if spec is None or spec.loader is None or not (ROOT / "tests" / "disk.c").exists():
        raise SkippedError("counting flushes needs the tests of a checkout")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def flushed(path: Path, library: str, counted: Path) -> list[int]:
    """In a process that has the library: how often each of some edits flushed."""
    disk, report = failing_disk(), ctypes.CDLL(library).disk_counts
    reached = []
    with Editor(path, who="benchmark") as editor:
        for number, target in enumerate(some_statements(editor), WARM + EDITS):
            with editor.edit() as edit:
                put(edit, number, target)
            report()
            reached.append(disk.counts(counted).syncs)
    return [now - before for before, now in zip(reached[WARM - 1 :], reached[WARM:], strict=False)]


if __name__ == "__main__":
    print(json.dumps(flushed(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))))
