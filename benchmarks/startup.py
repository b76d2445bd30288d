"""How long the commands take that are run most, against what Python, click and sqlite3 take by themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from .figures import Figure
from .measuring import argmap_command, environment, least_in_turn, process_cpu

RUNS: Final = 15

COMMANDS: Final[dict[str, tuple[list[str], float]]] = {
    "--help": (["--help"], 2.5),
    "show, shipped map": (["-m", "shipped", "show", "alignment"], 2.5),
    "show, own map": (["show", "alignment"], 2.5),
    "trace, shipped map": (["-m", "shipped", "trace", "alignment"], 4.0),
    "trace, own map": (["trace", "alignment"], 4.0),
}
"""What is run, and how many times the baseline it may take."""


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """Start-up times, each as a multiple of the baseline's."""
    env = environment(folder)
    commands = {"baseline": [sys.executable, "-c", "import click, sqlite3"]}
    commands |= {name: [*argmap_command(), *words] for name, (words, _) in COMMANDS.items()}
    measures = {name: partial(process_cpu, command, folder, env) for name, command in commands.items()}
    for prepare in measures.values():
        prepare()  # compiles modules, makes the cache of the shipped map and the user's own map
    least = least_in_turn(measures, RUNS)
    yield Figure("startup: python, click and sqlite3", least["baseline"] * 1000, "ms")
    for name, (_, target) in COMMANDS.items():
        yield Figure(f"startup: {name}", least[name] * 1000, "ms")
        yield Figure(f"startup: {name} / python, click and sqlite3", least[name] / least["baseline"], "x", target)
