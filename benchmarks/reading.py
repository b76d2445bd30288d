"""How long it takes to read a large map file, checked entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from argmap.formats import read_files

from .figures import Figure
from .generator import things
from .measuring import argmap_command, environment, least_in_turn, own_cpu, process_cpu
from .writing import write_yaml

STATEMENTS: Final = 10_000
SECONDS: Final = 4.0
RUNS: Final = 5


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """Seconds to read a map file in this process, and to read and search it by the command."""
    path = folder / "big.yaml"
    write_yaml(path, things(STATEMENTS))
    files = [(path.name, path.read_bytes())]
    find: list[str | Path] = [*argmap_command(), "-m", path, "find", "align"]
    env = environment(folder)
    least = least_in_turn(
        {
            "in process": lambda: own_cpu(lambda: read_files(files)),
            "whole command": lambda: process_cpu(find, folder, env),
        },
        RUNS,
    )
    yield Figure(f"reading: the map file of {STATEMENTS:,} statements", path.stat().st_size / 1e6, "MB")
    yield Figure(f"reading: {STATEMENTS:,} statements in process", least["in process"], "s", SECONDS)
    yield Figure(f"reading: {STATEMENTS:,} statements, argmap -m FILE find", least["whole command"], "s", SECONDS)
