"""Run the benchmarks: `python -m benchmarks [--large] [NAME...]`."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from .figures import Figure, SkippedError

BENCHMARKS: Final = {
    "startup": "the commands run most, against python, click and sqlite3",
    "reading": "a map file of 10,000 statements",
    "dot_export": "10,000 statements to DOT, against Argdown",
    "importing": "filling a map in bulk, against executemany",
    "tracing": "the same cone in maps of several sizes",
    "reasoning": "what holds, how likely, by virtue of what; diagrams against dd",
    "questions": "the questions as the commands ask them, on the same cones",
    "hard": "every question on maps too hard to work out: seconds, memory, exactness",
    "scenarios": "what breaks in each scenario, of the shipped maps and of many techniques",
    "editing": "one edit in maps of several sizes, and its flushes to the disk",
    "screen": "the terminal UI: its first frame against a minimal one, and every key",
    "together": "eight processes editing one map, and one during an import",
    "killing": "processes killed while they edit one map",
    "power": "power cuts in the middle of edits, played back from the calls that were made",
    "fuzzing": "mutated map files, databases and capture lines: tracebacks",
}
"""Every benchmark: the module of that name has `run(folder, large)`, a stream of figures."""

ROW: Final = "{:<64}  {:>22}  {:>10}  {}"


def main() -> int:
    """Run those asked for, or all; 1 if a figure is short of its target."""
    listing = "\n".join(f"  {name:<12}{text}" for name, text in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        "python -m benchmarks",
        description="What argmap costs, each figure beside its target.",
        epilog=f"benchmarks:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help="run only these")
    parser.add_argument("--large", action="store_true", help="with maps of 1,000,000 statements")
    asked = parser.parse_args()
    for name in asked.names:
        if name not in BENCHMARKS:
            parser.error(f"there is no benchmark {name!r}; there are {', '.join(BENCHMARKS)}")
    short = 0
    print(ROW.format("name", "figure", "target", "").rstrip())
    for name in asked.names or BENCHMARKS:
        with TemporaryDirectory(prefix="argmap-benchmark-") as folder:
            try:
                for figure in import_module(f"benchmarks.{name}").run(Path(folder), asked.large):
                    short += not figure.ok
                    print(row(figure), flush=True)
            except SkippedError as reason:
                print(ROW.format(name, "", "", f"skipped: {reason}"), flush=True)
    return 1 if short else 0


def row(figure: Figure) -> str:
    """A figure as one line."""
    target, verdict = "", ""
    if figure.target is not None:
        target, verdict = f"<= {figure.target:g}", "ok" if figure.ok else "short"
    return ROW.format(figure.name, f"{number(figure.value)} {figure.unit}", target, verdict).rstrip()


def number(value: float) -> str:
    """A value to three figures, large ones in whole."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())
