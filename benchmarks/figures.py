"""What a benchmark hands back: one figure, and whether it is within its target."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value and the most it may be; without a target it is there to be read."""

    name: str
    value: float
    unit: str
    target: float | None = None

    @property
    def ok(self) -> bool:
        """Whether the value is within its target."""
        return self.target is None or self.value <= self.target


class SkippedError(Exception):
    """Why a figure cannot be taken on this machine."""
