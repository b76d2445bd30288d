"""A finding of `check`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from argmap.model import Interval
from argmap.questions.views import interval_json

Severity = Literal["error", "warning", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing worth a look: a stable code, how bad it is, the ids it is about, and why, in words.

    `declared` and `derived` are the two numbers of a contradiction.
    """

    code: str
    severity: Severity
    ids: tuple[str, ...]
    message: str
    declared: Interval | None = None
    derived: Interval | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding as `argmap-check/1` has it."""
        found: dict[str, Any] = {
            "code": self.code,
            "severity": self.severity,
            "ids": list(self.ids),
            "message": self.message,
        }
        if self.declared is not None and self.derived is not None:
            found |= {"declared": interval_json(self.declared), "derived": interval_json(self.derived)}
        return found
