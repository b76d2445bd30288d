"""Whether a trace costs the same however large the map around it is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from argmap.model import Statement
from argmap.store.opening import open_database
from argmap.trace import trace

from .figures import Figure
from .generator import CONE, TARGET, things_with_cone
from .measuring import in_turn, own_cpu
from .writing import write_database

SIZES: Final = (10_000, 100_000)
LARGE: Final = (1_000_000,)
RUNS: Final = 15
GROWTH: Final = 2.0


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """Rows fetched and milliseconds for the same cone in maps of several sizes; each run opens the map anew."""
    sizes = SIZES + (LARGE if large else ())
    paths = {size: folder / f"{size}.db" for size in sizes}
    rows = {}
    for size, path in paths.items():
        write_database(path, things_with_cone(size))
        rows[size] = traced(path)
        yield Figure(f"tracing: {CONE:,} of {size:,} statements, rows fetched", rows[size], "rows")
    yield Figure("tracing: rows fetched, most less fewest", max(rows.values()) - min(rows.values()), "rows", 0)
    measures = {str(size): partial(own_cpu, partial(traced, path)) for size, path in paths.items()}
    taken = {int(size): median(seconds) for size, seconds in in_turn(measures, RUNS).items()}
    for size, seconds in taken.items():
        yield Figure(f"tracing: {CONE:,} of {size:,} statements", seconds * 1000, "ms")
    first, *_, last = sizes
    yield Figure(f"tracing: {last:,} / {first:,} statements", taken[last] / taken[first], "x", GROWTH)


def traced(path: Path) -> int:
    """Trace the target of the cone on a new connection; give how many rows that took."""
    store = open_database(path)
    try:
        cone = store.cone(TARGET)
        assert len(cone.of_type(Statement)) == CONE, "the cone must be the whole cone and no more"
        trace(cone, TARGET)
        return store.rows_fetched
    finally:
        store.close()
