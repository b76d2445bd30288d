"""Whether something is in, out or undecided by what is argued alone, without numbers; and what decided that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from argmap.logic.labelling import Label, Why
from argmap.logic.standing import Standing
from argmap.logic.view import View
from argmap.model import ArgumentMap
from argmap.text import counted
from argmap.words import label as name

STEPS = 3
"""How many steps of what decided something, and what decided that, are put into words."""


class Step(NamedTuple):
    """A statement or argument, its label, and what decided it: why (see `logic.labelling.Reason`), and by what."""

    id: str
    label: Label
    why: Why
    by: str | None

    def as_json(self) -> dict[str, Any]:
        """The label with what decided it."""
        return {"label": self.label, "why": self.why, "by": self.by}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Whether a target is in, out or undecided.

    `chain` has the target first, then what decided it, what decided that, and so on. `circle` is what leaves it
    undecided. `granted` are the leaf claims and proposals that were taken to hold, `denied` the leaf problems,
    scenarios and concerns that were taken not to.
    """

    chain: tuple[Step, ...]
    circle: tuple[str, ...]
    granted: tuple[str, ...]
    denied: tuple[str, ...]

    @property
    def label(self) -> Label:
        """In, out or undecided."""
        return self.chain[0].label

    def as_json(self) -> dict[str, Any]:
        """The standing as the answers of `show` and `trace` have it."""
        return {
            **self.chain[0].as_json(),
            "chain": [{"id": step.id, **step.as_json()} for step in self.chain],
            "circle": list(self.circle),
            "granted": list(self.granted),
            "denied": list(self.denied),
        }


def stand(map_: ArgumentMap, target: str, view: View) -> Stand:
    """Whether a statement or argument is in, out or undecided; the map must have all that bears on it."""
    return stand_of(Standing(map_, view, [target]), target)


def stand_of(standing: Standing, target: str) -> Stand:
    """How one thing stands, of several that are labelled together."""
    chain = tuple(Step(id_, label, *reason) for id_, label, reason in standing.reasons(target))
    return Stand(chain=chain, circle=standing.circle(target), granted=standing.granted, denied=standing.denied)


def step_of(standing: Standing, id_: str) -> Step:
    """The label of one thing and what decided it, of several that are labelled together."""
    return Step(id_, standing.label(id_), *standing.reason(id_))


def stand_words(map_: ArgumentMap, found: Stand) -> str:
    """`out: it needs “The budget lasts”, which is out; that is taken not to hold (3 leaves granted, 1 denied)`."""
    if found.circle:
        circle = " → ".join(name(map_, id_) for id_ in (*found.circle, found.circle[0]))
        return f"undecided: a circle leaves it open, {circle}{_granted(found)}"
    steps = [_why(map_, step, "that" if number else "it") for number, step in enumerate(found.chain[:STEPS])]
    return f"{found.label}: {'; '.join(steps)}{' …' if len(found.chain) > STEPS else ''}{_granted(found)}"


def step_words(map_: ArgumentMap, step: Step) -> str:
    """`out: it needs “The budget lasts”, which is out`."""
    return f"{step.label}: {_why(map_, step, 'it')}"


def _granted(found: Stand) -> str:
    granted = f"{counted(len(found.granted), 'leaf', 'leaves')} granted" if found.granted else ""
    denied = f"{len(found.denied) if granted else counted(len(found.denied), 'leaf', 'leaves')} denied"
    parts = [part for part in (granted, denied if found.denied else "") if part]
    return f" ({', '.join(parts)})" if parts else ""


def _why(map_: ArgumentMap, step: Step, it: str) -> str:
    by = "" if step.by is None else _quoted(map_, step.by)
    match step.why:
        case "own":
            return f"{it} is taken {'' if step.label == 'in' else 'not '}to hold"
        case "argument":
            return f"{by} applies" if step.label == "in" else f"{by} is undecided"
        case "premises":
            return "all it needs holds, and nothing stops it"
        case "premise":
            return f"{it} needs {by}, which is {step.label}"
        case "attack":
            return f"{by} {'defeats' if step.label == 'out' else 'may defeat'} {it}"
        case "strength":
            return f"{it} is taken to be no good step"
        case "denied":
            return f"the view denies {it}"
        case "unsupported":
            return f"no argument for {it} applies, {by} for one"
        case "circle":
            return f"{it} rests on nothing but itself, by way of {by}"


def _quoted(map_: ArgumentMap, id_: str) -> str:
    label = name(map_, id_)
    return label if label == id_ else f"“{label}”"
