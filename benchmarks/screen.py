"""What the terminal UI costs: until a statement can be read on it, and with every key.

The whole command runs in a terminal of its own of 120 x 40, which answers nothing, and is killed as soon as the title
is there; the peer is a Textual application with nothing but a tree. Keys are pressed in this process.
"""

from __future__ import annotations

import asyncio
import gc
import os
import re
import select
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Final

from argmap.store.naming import open_map
from argmap.store.opening import open_database

from .editing import editable
from .figures import Figure, SkippedError
from .generator import TARGET, things_with_cone
from .measuring import Measure, argmap_command, environment, least_in_turn

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from argmap_tui.row_list import RowList

RUNS: Final = 15
SIZE: Final = 100_000
LARGE: Final = 1_000_000
SHIPPED_AT: Final = "alignment"
FIRST_FRAME: Final = 2.0
"""How many times a minimal application's first frame the shipped map's may cost."""

GROWTH: Final = 1.15
COLUMNS, ROWS = 120, 40
SECONDS: Final = 60.0
"""How long a first frame may take on the clock, before the benchmark is given up."""

KEYS: Final = 250
"""How many keys of each kind are pressed."""

TYPED: Final = 20
"""How many letters of a title are typed."""

KEY: Final = 50.0
"""How many milliseconds 95 of 100 keys may take at the most."""

PAINTED: Final = 0.05
"""How many seconds after a key all that it changes is on the screen: three frames."""

LOOKED_UP: Final = 0.2
"""The same for a key typed into the line that finds, which looks further in a pause."""

MINIMAL: Final = """
from textual.app import App
from textual.widgets import Tree


class Minimal(App):
    def compose(self):
        tree = Tree("Root")
        tree.root.expand()
        for number in range(12):
            tree.root.add_leaf(f"Leaflet {number}")
        yield tree


Minimal().run()
"""

_escapes: Final = re.compile(
    rb"\x1b(?:"
    rb"\[[0-?]*[ -/]*[@-~]"  # control sequences: colours, where the cursor goes
    rb"|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)"  # what is said to the terminal itself
    rb"|[ -/]*[0-~])"
)


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """CPU to the first frame in milliseconds and against a minimal application; CPU a key."""
    paths = {size: folder / f"{size}.db" for size in ((SIZE, LARGE) if large else (SIZE,))}
    for size, path in paths.items():
        editable(path, things_with_cone(size))
    yield from first_frames(folder, path, size)
    yield from keys(paths[SIZE], SIZE)


# --- the first frame ---


def first_frames(folder: Path, database: Path, size: int) -> Iterator[Figure]:
    """What comes before the title can be read: on the shipped map, and on one of so many statements."""
    env = environment(folder)
    env |= {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
    (folder / "minimal.py").write_text(MINIMAL, encoding="utf-8")
    with closing(open_map("shipped", print)) as shipped, closing(open_database(database)) as big:
        words = word_of(shipped.get(SHIPPED_AT).title), word_of(big.get(TARGET).title)
    command = argmap_command()
    minimal, ours, grown = "a minimal application", "the shipped map", f"{size:,} statements"
    commands: dict[str, tuple[list[str], str]] = {
        minimal: ([sys.executable, str(folder / "minimal.py")], "Leaflet"),
        ours: ([*command, "-m", "shipped", "tui", "--at", SHIPPED_AT], words[0]),
        grown: ([*command, "-m", str(database), "tui", "--at", TARGET], words[1]),
    }
    measures: dict[str, Measure] = {
        name: partial(first_frame, words, marker, folder, env) for name, (words, marker) in commands.items()
    }
    for prepare in measures.values():
        prepare()  # compiles modules, and makes the cache of the shipped map
    least = least_in_turn(measures, RUNS)
    for name in measures:
        yield Figure(f"screen: first frame, {name}", least[name] * 1000, "ms")
    yield Figure(f"screen: first frame, {ours} / {minimal}", least[ours] / least[minimal], "x", FIRST_FRAME)
    yield Figure(f"screen: first frame, {grown} / {ours}", least[grown] / least[ours], "x", GROWTH)


def word_of(title: str) -> str:
    """A word of a title that tells it from what else is on the screen: a longer one may be cut."""
    return max((word for word in title.split() if word.isalpha()), key=len)


def first_frame(command: Sequence[str], marker: str, folder: Path, env: Mapping[str, str]) -> float:
    """CPU seconds of a command in a new terminal until it has written a word there; it is killed then."""
    try:
        import pty
        import termios
    except ImportError:
        raise SkippedError("a first frame needs a pseudo-terminal (Linux, macOS)") from None
    pid, terminal = pty.fork()
    if pid == 0:
        try:
            termios.tcsetwinsize(0, (ROWS, COLUMNS))
            os.chdir(folder)
            os.execvpe(command[0], list(command), dict(env))
        finally:
            os._exit(127)
    try:
        seen = read_until(terminal, marker.encode())
    finally:
        os.kill(pid, signal.SIGKILL)
        _, _, usage = os.wait4(pid, 0)
        os.close(terminal)
    if seen is not None:
        raise RuntimeError(f"{' '.join(command)} never said {marker!r}, but {seen[-500:]!r}")
    return usage.ru_utime + usage.ru_stime


def read_until(terminal: int, marker: bytes) -> bytes | None:
    """Read what is written to a terminal until a word is there; what was read instead where it does not come."""
    read, until = b"", time.monotonic() + SECONDS
    while time.monotonic() < until:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            read += os.read(terminal, 1 << 16)
        except OSError:  # its end, on Linux
            break
        if marker in _escapes.sub(b"", read):
            return None
    return read


# --- keys ---


def keys(database: Path, size: int) -> Iterator[Figure]:
    """Milliseconds of CPU that 95 of 100 keys take at the most, of each kind."""
    for name, taken in asyncio.run(pressed(database)).items():
        assert len(taken) >= KEYS, name
        at_most = quantiles(taken, n=20)[-1] * 1000
        yield Figure(f"screen: a key in {size:,} statements, {name}, 95th percentile", at_most, "ms", KEY)


async def pressed(database: Path) -> dict[str, list[float]]:
    """The CPU seconds of each key pressed, by its kind."""
    from argmap_tui.app import ArgmapApp
    from argmap_tui.row_list import RowList

    with closing(open_database(database)) as store:
        titles = [thing.title for thing in islice(store.stream(["claim"]), KEYS)]
    gc.collect()
    gc.freeze()  # the collector shall not walk what made the map
    app = ArgmapApp(open_map(str(database), print), who="benchmark", at=TARGET)
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        await pilot.pause(1)
        centre, outline = (app.screen.query_one(f"#{name}", RowList) for name in ("centre", "outline"))
        taken = {"expanding": await expanding(pilot, centre), "moving in the trace": await moving(pilot, centre)}
        outline.focus()
        for branch in ("problems", "claims"):
            outline.go_to(branch)
            await key(pilot, "right")
        taken["moving in the outline"] = await moving(pilot, outline)
        taken["finding"] = await finding(pilot, titles)
        taken["finding the middle of words"] = await finding(pilot, [title.split()[0][2:] for title in titles])
    return taken


async def key(pilot: Pilot[None], name: str, painted: float = PAINTED) -> float:
    """The CPU seconds that a key takes, with all that it changes on the screen."""
    begun = time.process_time()
    await pilot.press(name)
    await pilot.pause(painted)
    return time.process_time() - begun


async def expanding(pilot: Pilot[None], rows: RowList) -> list[float]:
    """Open what is shut, downwards; the tree grows meanwhile."""
    taken: list[float] = []
    while len(taken) < KEYS:
        shut = next(row for row in rows.rows[rows.cursor :] if row.opened is False)
        rows.go_to(shut.key)
        await pilot.pause(PAINTED)
        taken.append(await key(pilot, "right"))
    return taken


async def moving(pilot: Pilot[None], rows: RowList) -> list[float]:
    """Go up or down, row by row, and now and then a page."""
    rows.action_end(-1)
    return [await key(pilot, "pagedown" if number % 25 == 24 else "down") for number in range(KEYS)]


async def finding(pilot: Pilot[None], titles: Sequence[str]) -> list[float]:
    """Type the beginnings of titles letter by letter."""
    taken: list[float] = []
    for title in titles:
        await key(pilot, "slash")
        for letter in title.lower()[:TYPED]:
            taken.append(await key(pilot, "space" if letter == " " else letter, LOOKED_UP))
        await key(pilot, "escape")
        if len(taken) >= KEYS:
            break
    return taken
