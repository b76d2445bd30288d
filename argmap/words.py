"""How things are called on the terminal and in Markdown: speakers, places, experiments, plurals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from argmap.model import TARGETS, Argument, ArgumentMap, Credence, Experiment, Interval, Premise, Role
from argmap.text import an, listed, visible

EDITOR = "the map's editor"
UNTESTED = "untested"


def label(map_: ArgumentMap, id_: str) -> str:
    """What to call a thing, fit to show."""
    return visible(map_.label(id_))


def as_premise(premise: Premise | None, title: str) -> str:
    """A title fit to show as what a premise says of it: that it holds, or that it does not."""
    return f"not “{title}”" if premise is not None and premise.negated else title


def people(map_: ArgumentMap, ids: tuple[str, ...]) -> str:
    """The speakers by name; nobody is the map's editor."""
    return listed([label(map_, id_) for id_ in ids]) if ids else EDITOR


def place(map_: ArgumentMap, source: str | None, at: str) -> str:
    """Where something is said."""
    return " ".join(part for part in (label(map_, source) if source else "", visible(at)) if part)


def provenance(map_: ArgumentMap, argument: Argument) -> str:
    """Who makes an argument, and where; an editor's inference is told from a speaker's words."""
    where = place(map_, argument.source, argument.at)
    if argument.by:
        return people(map_, argument.by) + (f", {where}" if where else "")
    return "the editor's inference" + (f" from {where}" if where else "")


def tested(experiments: tuple[Experiment, ...]) -> str:
    """What tests a thing, or that nothing does."""
    if not experiments:
        return UNTESTED
    return "tested by " + listed([f"{visible(e.label)} ({e.status})" for e in experiments])


def number(value: Interval, figures: int = 6) -> str:
    """A number to so many figures, or its bounds."""
    low, high = f"{value.low:.{figures}g}", f"{value.high:.{figures}g}"
    return low if low == high else f"{low} to {high}"


def credence(value: Credence) -> str:
    """A credence with its note and place."""
    extra = ", ".join(visible(part) for part in (value.note, value.at) if part)
    return number(value) + (f" ({extra})" if extra else "")


def key_of(role: Role) -> str:
    """The key under which an entry mentions something in this role."""
    return _KEYS.get(role, role)


_KEYS: Final[Mapping[Role, str]] = {"position": "target", "quotes": "target", "exclusive": "of"}


def needed(role: Role) -> str:
    """The kinds of thing that a role takes."""
    if TARGETS[role] == TARGETS["for"]:
        return "a statement"
    if TARGETS[role] == TARGETS["against"]:
        return "a statement or an argument"
    return " or ".join(map(an, sorted(TARGETS[role])))
