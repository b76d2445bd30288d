"""What the answer to one question may cost: steps of work, and what is kept in memory.

A question has one budget, and every piece of work a part of it. A step is about a microsecond, a cell about 300
bytes. Both are counted where the work is done; past the budget the answer is bounds, and says so.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Final

STEPS: Final = 2_000_000
"""The steps that one question may take: two or three seconds."""

CELLS: Final = 600_000
"""What it may keep of diagrams, families and gates: about 200 MB."""


class TooHardError(Exception):
    """Something is beyond its budget; never seen outside `logic` and `questions`."""


class Budget:
    """How many steps are left, and how many cells are kept; from the first second on, somebody is told the time.

    What a part spends is spent of the whole too. A part has all the room of the whole, which it gives back with
    `release` if what it kept is dropped.
    """

    CHUNK: Final = 1 << 12
    """So many steps are counted at once where each is small."""

    def __init__(
        self,
        steps: int = STEPS,
        cells: int = CELLS,
        progress: Callable[[float], None] | None = None,
        *,
        whole: Budget | None = None,
    ) -> None:
        self.left = steps
        self.kept = 0
        self.progress = progress
        self._cells = cells
        self._whole = whole
        self._start: float = whole._start if whole is not None else time.monotonic()
        self._told = 0

    def part(self, share: int = 1, most: int = sys.maxsize) -> Budget:
        """This fraction of the steps that are left, and no more than so many, for one piece of work."""
        return Budget(max(min(self.left // share, most), 0), sys.maxsize, self.progress, whole=self)

    @property
    def spent(self) -> bool:
        """Whether nothing is left, here or of the whole."""
        budget: Budget | None = self
        while budget is not None:
            if budget.left < 0 or budget.kept > budget._cells:
                return True
            budget = budget._whole
        return False

    def affords(self, steps: int) -> bool:
        """Whether so many steps are left, here and of the whole."""
        budget: Budget | None = self
        while budget is not None:
            if budget.left < steps or budget.kept > budget._cells:
                return False
            budget = budget._whole
        return True

    def charge(self, steps: int, cells: int = 0) -> None:
        """Count what is done in any case."""
        budget: Budget | None = self
        while budget is not None:
            budget.left -= steps
            budget.kept += cells
            budget = budget._whole
        self._told += steps
        if self.progress is not None and self._told >= self.CHUNK:
            self._told = 0
            seconds = time.monotonic() - self._start
            if seconds > 1:
                self.progress(seconds)

    def spend(self, steps: int, cells: int = 0) -> None:
        """Count what can be given up; raises TooHardError where nothing is left."""
        self.charge(steps, cells)
        if self.spent:
            raise TooHardError

    def release(self) -> None:
        """Give back the room of what was kept by this part, and is dropped."""
        self.charge(0, -self.kept)
