"""No input brings a reader down: a few thousand mutated ones here, more by `python -m benchmarks fuzzing`."""

from __future__ import annotations

from pathlib import Path
from random import Random

from benchmarks.fuzzing import fuzz

INPUTS = 2_000


def test_mutated_input_is_read_or_refused(tmp_path: Path) -> None:
    tried = list(fuzz(tmp_path, INPUTS, Random("in CI")))
    assert sum(count for _, count, _ in tried) == INPUTS
    assert [(kind, failed) for kind, _, failed in tried if failed] == []
