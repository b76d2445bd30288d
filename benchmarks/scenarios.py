"""What becomes of every technique and concern in every scenario, with the chains and sets that say why."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from argmap.formats import read_files
from argmap.logic.holding import Reasoner
from argmap.model import ArgumentMap
from argmap.questions.scenarios import matrix
from argmap.store.opening import folder_files
from argmap.store.shipped import shipped_folder

from .figures import Figure
from .jumps import jump_map
from .measuring import own_cpu
from .reasoning import VIEW

MAPS: Final = 3
RUNS: Final = 3
NAME: Final = "scenarios: both matrices of"


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """CPU from the map to all cells: the least of several runs; the median of several synthetic maps."""
    shipped = _indexed(shipped_map())
    yield Figure(f"{NAME} the shipped maps", min(_seconds(shipped) for _ in range(RUNS)), "s", 1)
    maps = [_indexed(jump_map(seed)) for seed in range(1, MAPS + 1)]
    yield Figure(f"{NAME} 50 scenarios × 200 techniques", median(map(_seconds, maps)), "s", 20)
    yield Figure(f"{NAME} that map, cells not exact", max(map(_inexact, maps)), "cells", 0)


def shipped_map() -> ArgumentMap:
    """All shipped map files as one map."""
    return ArgumentMap(thing for thing, _ in read_files(folder_files(shipped_folder())).things)


def _indexed(map_: ArgumentMap) -> ArgumentMap:
    map_.referrers("", "for")  # the index of who refers to whom is the map's, not the question's
    return map_


def _seconds(map_: ArgumentMap) -> float:
    return own_cpu(partial(_matrices, map_))


def _matrices(map_: ArgumentMap) -> object:
    return matrix(Reasoner(map_), VIEW).as_json()


def _inexact(map_: ArgumentMap) -> int:
    found = matrix(Reasoner(map_), VIEW)
    cells = [found.technique(id_, column) for id_ in found.techniques for column in found.columns]
    cells += [found.concern(id_, column) for id_ in found.concerns for column in found.columns]
    return sum(not cell.exact for cell in cells)
