"""A view as an answer writes it: in JSON, and in words."""

from __future__ import annotations

from typing import Any

from argmap.logic.view import View
from argmap.model import ArgumentMap, Interval
from argmap.text import listed
from argmap.words import label, number


def view_json(view: View) -> dict[str, Any] | None:
    """Whose numbers an answer uses and what it holds fixed; None where it is the editor's view as it stands."""
    if view.person is None and not view.fixed:
        return None
    return {
        "person": view.person,
        "assume": sorted(view.assume),
        "deny": sorted(view.deny),
        "hold": {id_: interval_json(view.hold[id_]) for id_ in sorted(view.hold)},
    }


def interval_json(value: Interval) -> dict[str, float]:
    """A number with its bounds, equal where it is one value."""
    return {"low": value.low, "high": value.high}


def view_words(map_: ArgumentMap, view: View) -> str:
    """`In Bea's view, with X assumed and Y held at 0.3`; nothing where it is the editor's view as it stands."""
    held = [f"{label(map_, id_)} assumed" for id_ in sorted(view.assume)]
    held += [f"{label(map_, id_)} denied" for id_ in sorted(view.deny)]
    held += [f"{label(map_, id_)} held at {number(view.hold[id_])}" for id_ in sorted(view.hold)]
    whose = f"in the view of {label(map_, view.person)}" if view.person is not None else ""
    words = ", ".join(part for part in (whose, f"with {listed(held)}" if held else "") if part)
    return words[:1].upper() + words[1:]
