"""CPU times of functions and of whole processes, the least of several runs.

CPU time, not wall time, and the least, not the mean: on a shared machine that is what repeats. Things that are
compared run in turn, so that a busy minute hits all of them alike.
"""

from __future__ import annotations

import gc
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Measure = Callable[[], float]
"""Does something once, and gives the seconds that it took."""


def argmap_command() -> list[str]:
    """How a user starts argmap: the console script beside this Python, else the module."""
    script = shutil.which("argmap", path=str(Path(sys.executable).parent))
    return [script] if script else [sys.executable, "-m", "argmap"]


def environment(home: Path) -> dict[str, str]:
    """This environment with an empty home, so that nobody's own map is read or made, and modules are kept compiled.

    Where Python is told to keep none, as in many containers, every run would compile argmap anew: nobody's program is
    installed like that.
    """
    named = ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA")
    kept = {name: value for name, value in os.environ.items() if name not in ("ARGMAP_MAP", "PYTHONPATH")}
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(home / "compiled")}
    return kept | dict.fromkeys(named, str(home)) | compiled


def process_cpu(command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None) -> float:
    """User and system seconds of a process and those it starts; what it prints is dropped.

    Raises CalledProcessError, with what it said on stderr, where it fails.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def own_cpu(action: Callable[[], object]) -> float:
    """User and system seconds of this process while it does something.

    What was there before is frozen: the collector shall not walk prepared data inside the measurement.
    """
    gc.collect()
    gc.freeze()
    start = time.process_time()
    result = action()
    taken = time.process_time() - start
    del result
    gc.unfreeze()
    return taken


def in_turn(measures: Mapping[str, Measure], times: int) -> dict[str, list[float]]:
    """The seconds of each, from run to run; the runs of all take turns."""
    taken: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(times):
        for name, measure in measures.items():
            taken[name].append(measure())
    return taken


def least_in_turn(measures: Mapping[str, Measure], times: int) -> dict[str, float]:
    """The least seconds of each; the runs of all take turns."""
    return {name: min(taken) for name, taken in in_turn(measures, times).items()}
