"""How long it takes to export a map as DOT, against Argdown on the same map."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .figures import Figure, SkippedError
from .generator import things
from .measuring import argmap_command, environment, least_in_turn, process_cpu
from .writing import write_argdown, write_database

STATEMENTS: Final = 10_000
RUNS: Final = 5
PEER: Final = "@argdown/cli@1.7.5"


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """Seconds of both commands, and the share of Argdown's that argmap's takes."""
    database = folder / "big.db"
    write_database(database, things(STATEMENTS))
    export: list[str | Path] = [*argmap_command(), "-m", database, "export", "--format", "dot"]
    env = environment(folder)
    ours = "argmap"
    measures = {ours: lambda: process_cpu(export, folder, env)}
    reason = ""
    try:
        argdown = [install(folder), "map", "in.argdown", "out", "-f", "dot", "--silent"]
    except SkippedError as error:
        reason = str(error)
    else:
        write_argdown(folder / "in.argdown", things(STATEMENTS))
        measures["argdown"] = lambda: process_cpu(argdown, folder)
    least = least_in_turn(measures, RUNS)
    yield Figure(f"dot_export: {STATEMENTS:,} statements", least[ours], "s")
    if reason:
        raise SkippedError(reason)
    check_graph(folder)
    yield Figure(f"dot_export: {STATEMENTS:,} statements by Argdown", least["argdown"], "s")
    yield Figure("dot_export: argmap / Argdown", least[ours] / least["argdown"], "x", 0.5)


def install(folder: Path) -> str:
    """Argdown's command, installed into a folder. Raises SkippedError, with why, where that cannot be done.

    The command itself, not `npx`, which would add its own start to Argdown's time.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise SkippedError("Argdown needs npm, which is not installed")
    command: list[str | Path] = [npm, "install", "--no-audit", "--no-fund", "--silent", "--prefix", folder, PEER]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    found = shutil.which("argdown", path=os.fspath(folder / "node_modules" / ".bin"))
    if done.returncode or found is None:
        raise SkippedError(f"npm could not install {PEER}: {' '.join(done.stderr.split())[:200] or 'no reason given'}")
    return found


def check_graph(folder: Path) -> None:
    """See that Argdown drew every statement. Raises SkippedError where it did not: it would be no comparison."""
    drawn = sum(path.read_text(encoding="utf-8").count(" [label=") for path in (folder / "out").glob("*.dot"))
    if drawn < STATEMENTS:
        raise SkippedError(f"Argdown drew only {drawn} nodes")
