"""Whether a map survives power cuts: every call that changes the disk is noted, and played back up to a random one.

Programs make a map, import into it and edit it at once: one holds it open throughout, others come, edit and go, as do
readers. `tests/disk.c` notes each write, truncation, sync, new name and removal, in the order in which they were made.
A cut is a moment between two calls. What was synced by then is on the disk, of what was not any part may be:

- of a file, any of its writes, in any order, torn at sectors of 512 bytes, and any of its lengths;
- of a folder, its names as they were after any of its changes since it was synced (file systems write them in order).

The next program to come then opens the map. Each edit that was acknowledged before the cut must stand in the journal,
word for word, and the doctor must find the map whole.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from argmap import open_map
from argmap.errors import ArgmapError, EditError, UnknownIdError
from argmap.formats import read_files
from argmap.store.editing import Editor
from argmap.store.importing import bring_in
from argmap.store.journal import entries
from argmap.store.reading import Store
from argmap.store.verifying import verify
from argmap.store.writable import new_map

from .editing import ROOT, failing_disk
from .figures import Figure, SkippedError
from .generator import things
from .killing import change, fact
from .writing import write_yaml

CUTS: Final = 500
LARGE: Final = 10_000
PER_RECORDING: Final = 250
"""How many cuts are made in what was noted of one map."""

VISITORS: Final = 2
TURNS: Final = 8
"""How often each visitor and the reader come."""

STAYS: Final = 24
"""How many edits the one makes that stays."""

SECTOR: Final = 512
MAP: Final = "map.db"
LOG: Final = f"{MAP}-wal"
SHARED: Final = f"{MAP}-shm"
SAID: Final = "acknowledged"
"""The file in which programs note what has returned: a line each, which counts from when it is written."""

Call = Any
"""A call that was noted: see `tests/disk.py`."""


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """How many cuts there were, and what they did to the maps; the same where the log is never flushed, as a check."""
    disk = failing_disk()
    try:
        library = disk.build(folder)
    except subprocess.CalledProcessError:
        library = None
    if library is None:
        raise SkippedError("noting what reaches the disk needs Linux and a C compiler")
    found: Counter[str] = Counter()
    for number in range((LARGE if large else CUTS) // PER_RECORDING):
        room = folder / str(number)
        calls = recorded(disk, library, room, number)
        found["calls"] += len(calls)
        for cut in cuts(calls, Random(f"power {number}"), PER_RECORDING):
            found["cuts"] += 1
            found["acknowledged"] += len(cut.said)
            look(room, cut, found)
        shutil.rmtree(room)
    yield Figure("power: calls noted", found["calls"], "")
    yield Figure("power: cuts", found["cuts"], "")
    yield Figure("power: acknowledged edits looked for", found["acknowledged"], "")
    yield Figure("power: acknowledged edits lost", found["lost"], "", 0)
    yield Figure("power: maps not whole", found["broken"], "", 0)
    room = folder / "unsynced"
    noted = recorded(disk, library, room, 0)
    logs = {call.inode for call in noted if call.what == "C" and call.names == [LOG]}
    calls = [call for call in noted if not (call.what == "S" and call.inode in logs)]
    spoiled: Counter[str] = Counter()
    for cut in cuts(calls, Random("power unsynced"), PER_RECORDING):
        harm: Counter[str] = Counter()
        look(room, cut, harm, tell=False)
        spoiled["cuts"] += bool(harm)
    yield Figure(f"power: of {PER_RECORDING} cuts where the log is not flushed, harmful", spoiled["cuts"], "")


def recorded(disk: Any, library: Path, room: Path, number: int) -> Sequence[Call]:
    """Let programs make a map and edit it at once; all their calls on its folder."""
    room.mkdir()
    place, log = (room / "maps").resolve(), room / "log"
    place.mkdir()
    write_yaml(room / "things.yaml", things(30))
    env = os.environ | disk.environment(library, place, log=log)
    parts = ["stays", "reads", *["visits"] * VISITORS]

    def start(part: str, name: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "benchmarks.power", part, place, f"{name}-{number}"]
        return subprocess.Popen(command, cwd=ROOT, env=env)

    working = [start("makes", "maker")]
    if working[0].wait() == 0:
        working = [start(part, f"{part}{which}") for which, part in enumerate(parts)]
    statuses = [process.wait() for process in working]
    if any(statuses):
        raise RuntimeError("a program that was to be recorded has failed")
    calls: Sequence[Call] = disk.calls(log)
    return calls


# --- what is on the disk ---


@dataclass
class File:
    """What is on the disk of a file for certain, and the calls on it since."""

    synced: bytes = b""
    since: list[Call] = field(default_factory=list)

    def after(self, calls: Iterable[Call]) -> bytes:
        """What it holds after these calls too."""
        held = bytearray(self.synced)
        for call in calls:
            if call.what == "T":
                del held[call.number :]
                held.extend(bytes(call.number - len(held)))
                continue
            held.extend(bytes(max(call.number + len(call.bytes) - len(held), 0)))
            held[call.number : call.number + len(call.bytes)] = call.bytes
        return bytes(held)

    def left(self, rng: Random) -> bytes:
        """What may be left of it after a cut."""
        how = rng.randrange(5)
        if how == 0 or not self.since:
            return self.synced
        if how == 1:
            return self.after(self.since)
        if how == 2:
            return self.after(self.since[: rng.randrange(len(self.since) + 1)])
        if how == 3:
            return self.after(call for call in self.since if rng.random() < 0.5)
        return self._torn(rng)

    def _torn(self, rng: Random) -> bytes:
        """Each sector as it was after one of the calls, and one of the lengths."""
        then = [self.after(self.since[:number]) for number in range(len(self.since) + 1)]
        length = len(rng.choice(then))
        sectors = []
        for start in range(0, length, SECTOR):
            sector = rng.choice(then)[start : min(start + SECTOR, length)]
            sectors.append(sector.ljust(min(SECTOR, length - start), b"\0"))
        return b"".join(sectors)


@dataclass
class Cut:
    """What is there after a power cut: files by name, and what had been acknowledged."""

    at: int
    files: dict[str, bytes]
    said: list[str]


@dataclass
class Disk:
    """A disk on which calls are made."""

    files: dict[int, File] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    """The names that are in the folder for certain."""

    since: list[tuple[str, list[str], int]] = field(default_factory=list)
    """The changes to them since."""

    said: bytes = b""
    saying: int = 0

    def make(self, call: Call) -> None:
        """Make a call."""
        if call.what == "C":
            self.files[call.inode] = File()
            self.saying = call.inode if call.names == [SAID] else self.saying
        if call.what in "CULR":
            self.since.append((call.what, call.names, call.inode))
        elif call.what == "S" and call.inode not in self.files:  # the folder
            self.names, self.since = self.named(self.since), []
        elif call.what == "S":
            file = self.files[call.inode]
            file.synced, file.since = file.after(file.since), []
        elif call.inode == self.saying:
            self.said += call.bytes
        else:
            self.files[call.inode].since.append(call)

    def named(self, changes: Iterable[tuple[str, list[str], int]]) -> dict[str, int]:
        """The names after some changes too."""
        found = dict(self.names)
        for what, names, inode in changes:
            if what == "C":
                found[names[0]] = inode
            elif what == "U":
                found.pop(names[0], None)
            elif names[0] in found:
                found[names[1]] = found[names[0]] if what == "L" else found.pop(names[0])
        return found

    def cut(self, at: int, rng: Random) -> Cut:
        """What is left when the power fails now."""
        names = self.named(self.since[: rng.randrange(len(self.since) + 1)])
        files = {name: self.files[inode].left(rng) for name, inode in names.items() if name not in (SAID, SHARED)}
        if SHARED in names and rng.random() < 0.5:
            files[SHARED] = rng.randbytes(32_768)  # it is only ever memory: whatever it held
        return Cut(at, files, self.said.decode().split("\n")[:-1])


def cuts(calls: Sequence[Call], rng: Random, number: int) -> Iterator[Cut]:
    """So many cuts at random moments, in the order of time."""
    disk, done = Disk(), 0
    for at in sorted(rng.randrange(len(calls) + 1) for _ in range(number)):
        for call in calls[done:at]:
            disk.make(call)
        done = at
        yield disk.cut(at, rng)


# --- what the next to come finds ---


def look(room: Path, cut: Cut, found: Counter[str], *, tell: bool = True) -> None:
    """See that a map is whole after a cut and has all that was acknowledged."""
    place = room / "after"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name, held in cut.files.items():
        (place / name).write_bytes(held)
    path = place / MAP
    try:
        have = facts(path) if path.exists() else set()
        wrong = [
            f"{check.name}: {check.message}"
            for check in (verify(path, who="next", spec=MAP) if path.exists() else ())
            if check.status == "wrong" and check.name != "space"
        ]
    except (ArgmapError, sqlite3.Error) as error:
        have, wrong = set(), [str(error)]
    lost = set(cut.said) - have
    found["lost"] += len(lost)
    found["broken"] += bool(wrong)
    if tell and (lost or wrong):
        print(f"power: {room.name}, cut before call {cut.at}: {len(lost)} lost, {wrong}", file=sys.stderr)


def facts(path: Path) -> set[str]:
    """Every edit in the journal of a map, as those tell it who made it; and that there is a map."""
    with closing(open_map(str(path), print)) as store:
        return {"made", *(fact(entry.number, entry.act, entry.changes) for entry in entries(store.connection))}


# --- the programs that are recorded ---


def work(part: str, place: Path, name: str) -> None:
    """Do what a program does whose calls are noted."""
    path, rng = place / MAP, Random(name)
    out = os.open(place / SAID, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def say(line: str) -> None:
        os.write(out, line.encode() + b"\n")

    if part == "makes":
        new_map(path)
        say("made")
        with Editor(path, who=name) as editor:
            file = place.parent / "things.yaml"
            bring_in(editor, read_files([(file.name, file.read_bytes())]), [file.name])
            say(last_of(editor))
    elif part == "stays":
        with Editor(path, who=name) as editor:
            edit(editor, rng, name, STAYS, say)
    elif part == "visits":
        for turn in range(TURNS):
            with Editor(path, who=name) as editor:
                editor.connection.execute(f"pragma wal_autocheckpoint = {rng.choice([5, 20, 1000])}")
                edit(editor, rng, f"{name}-{turn}", rng.randrange(1, 4), say)
    else:
        for _ in range(TURNS):
            with closing(open_map(str(path), print)) as store:
                assert store.search("claim") or store.since(0)


def edit(editor: Editor, rng: Random, name: str, times: int, say: Any) -> None:
    """Make so many edits, and say each when it has returned."""
    ids = [[thing.id for thing in Store(editor.connection).stream([kind])] for kind in ("claim", "argument")]
    for number in range(times):
        claim, argument = (rng.choice(known or ["undone"]) for known in ids)
        with suppress(EditError, UnknownIdError):  # nothing to undo, or to redo; or undone meanwhile
            say(change(editor, rng, f"{name}-{number}", claim, argument))


def last_of(editor: Editor) -> str:
    """The last entry of the journal, as a fact."""
    last = entries(editor.connection, last=1)[0]
    return fact(last.number, last.act, last.changes)


if __name__ == "__main__":
    work(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
