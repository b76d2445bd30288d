"""Whether something is in, out or undecided by what is argued alone, without numbers; and what decided that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from argmap.logic.labelling import Label, Why
from argmap.logic.standing import Standing
from argmap.logic.view import Variable, View
from argmap.model import Argument, ArgumentMap
from argmap.text import counted, listed
from argmap.words import label as name

if TYPE_CHECKING:
    from argmap.logic.open_steps import Change
    from argmap.logic.solutions import Value

STEPS: Final = 3
"""How many steps of what decided something, and what decided that, are put into words."""

WAYS: Final = 2
"""How many of the sets of open steps that change a label are put into words."""


class Step(NamedTuple):
    """A statement or argument, its label, and what decided it: why (see `logic.labelling.Reason`), and by what.

    `open` are the labels that open steps can give it instead. `shown` is false where only open steps hold it up.
    `lacking` is the word for how the premise stands that it lacks.
    """

    id: str
    label: Label
    why: Why
    by: str | None
    open: tuple[Change, ...] = ()
    shown: bool = True
    lacking: str = ""

    @property
    def may(self) -> bool:
        """Whether it is an open step that nothing stops."""
        return self.why == "strength" and any(change.becomes == "in" for change in self.open)

    def as_json(self) -> dict[str, Any]:
        """The label with what decided it and what would change it."""
        return {"label": self.label, "why": self.why, "by": self.by, "open": [open_json(one) for one in self.open]}


def open_json(change: Change) -> dict[str, Any]:
    """One entry of `open`."""
    return {
        "becomes": change.becomes,
        "sets": [values_json(values) for values in change.sets],
        "count": None if change.count is None else str(change.count),
        "exact": change.exact,
    }


def values_json(values: Iterable[Value]) -> list[dict[str, Any]]:
    """The ids of steps or leaves, each with whether it applies or holds."""
    return [{"id": value.variable.id, "holds": value.holds} for value in values]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Whether a target is in, out or undecided.

    `chain` has the target first, then what decided it, what decided that, and so on. `circle` is what leaves it
    undecided. `granted` are the leaf claims and proposals that were taken to hold, `denied` the leaf problems,
    scenarios and concerns that were taken not to. `unnamed` are proposals that solve no problem, as nobody named them.
    """

    chain: tuple[Step, ...]
    circle: tuple[str, ...]
    granted: tuple[str, ...]
    denied: tuple[str, ...]
    unnamed: tuple[str, ...]

    @property
    def label(self) -> Label:
        """In, out or undecided."""
        return self.chain[0].label

    def as_json(self) -> dict[str, Any]:
        """The standing as the answers of `show` and `trace` have it."""
        chain = [{"id": step.id, "label": step.label, "why": step.why, "by": step.by} for step in self.chain]
        return {
            **self.chain[0].as_json(),
            "chain": chain,
            "circle": list(self.circle),
            "granted": list(self.granted),
            "denied": list(self.denied),
            "unnamed": list(self.unnamed),
        }


def stand(map_: ArgumentMap, target: str, view: View) -> Stand:
    """Whether a statement or argument is in, out or undecided; the map must have all that bears on it."""
    return stand_of(Standing(map_, view, [target]), target)


def stand_of(standing: Standing, target: str) -> Stand:
    """How one thing stands, of several that are labelled together."""
    chain = tuple(step_of(standing, id_) for id_, _, _ in standing.reasons(target))
    return Stand(
        chain=chain,
        circle=standing.circle(target),
        granted=standing.granted,
        denied=standing.denied,
        unnamed=standing.unnamed,
    )


def step_of(standing: Standing, id_: str) -> Step:
    """The label of one thing and what decided it, of several that are labelled together."""
    label, changes = standing.label(id_), standing.changes(id_)
    why, by = standing.reason(id_)
    lacking = _word(standing, by) if why == "premise" and by is not None else ""
    return Step(id_, label, why, by, changes, _is_shown(standing, id_, changes), lacking)


def _is_shown(standing: Standing, id_: str, changes: Iterable[Change]) -> bool:
    """Whether more than open steps speaks for it or against it."""
    can_be_in = standing.label(id_) == "out" and any(change.becomes == "in" for change in changes)
    return not (can_be_in and standing.unsupported(id_))


def _word(standing: Standing, id_: str) -> str:
    """The label in a word or two; what is not shown is not out."""
    return standing.label(id_) if _is_shown(standing, id_, standing.changes(id_)) else "not shown"


def stand_words(map_: ArgumentMap, found: Stand) -> str:
    """`out: it needs “The budget lasts”, which is out; that is taken not to hold (3 leaves granted, 1 denied)`."""
    first, *_ = found.chain
    if found.circle:
        circle = " → ".join(name(map_, id_) for id_ in (*found.circle, found.circle[0]))
        return f"{_labelled(map_, first, f'a circle leaves it open, {circle}')}{_granted(map_, found)}"
    steps = "".join(_links(map_, found.chain[:STEPS]))
    more = " …" if len(found.chain) > STEPS else ""
    return f"{_labelled(map_, first, steps + more)}{_granted(map_, found)}"


def step_words(map_: ArgumentMap, step: Step) -> str:
    """`out: it needs “The budget lasts”, which is out`."""
    return _labelled(map_, step, _why(map_, step, "it"))


def _labelled(map_: ArgumentMap, step: Step, why: str) -> str:
    """The label with what would change it, then why it is so: `in, unless “A” applies. “B” applies: …`."""
    words = label_words(map_, step)
    return f"{words}: {why}" if words in ("in", "out", "undecided", "may") else f"{words}. {why[:1].upper()}{why[1:]}"


def label_words(map_: ArgumentMap, step: Step) -> str:
    """`in, unless “An old view may be out of date” applies`, `not shown: in, if “d” applies`, `may`."""
    own = Variable("strength", step.id)
    ways = {change.becomes: ways_words(map_, change.sets, change.count, own) for change in step.open}
    if step.may:
        first = f"may, if {ways['in']}" if ways["in"] else "may"
    elif step.label == "in":
        first = f"in, unless {ways['out']}" if "out" in ways else "in"
    elif step.label == "out" and "in" in ways:
        first = f"out, unless {ways['in']}" if step.shown else f"not shown: in, if {ways['in']}"
    else:
        first = step.label
    rest: list[Label] = [becomes for becomes in ("in", "out") if step.label == "undecided" and becomes in ways]
    rest += ["undecided"] if "undecided" in ways else []
    return "; ".join([first, *(f"{becomes}, if {ways[becomes] or 'it applies'}" for becomes in rest)])


def ways_words(
    map_: ArgumentMap, sets: Sequence[Sequence[Value]], count: int | None, less: Variable | None = None
) -> str:
    """`“A” applies and “B” does not, or “C” holds`; what is said of one variable anyway left out."""
    left = [[value for value in values if value.variable != less] for values in sets]
    if any(not values for values in left):
        return ""
    words = [_values_words(map_, values) for values in left[:WAYS]]
    if count is None:
        return ", or ".join([*words, "other open steps do (too many to tell which)"] if words else [_SOME])
    return ", or ".join(words) + (f" (or another of {counted(count, 'way')})" if count > len(words) else "")


_SOME: Final = "some open steps apply (too many to tell which)"


def _values_words(map_: ArgumentMap, values: Iterable[Value]) -> str:
    """`“A” and “B” apply and “C” does not`, steps before leaves."""
    words: list[str] = []
    before = ""
    ordered = sorted(values, key=lambda value: (value.variable.of == "leaf", not value.holds))
    for (leaf, holds), group in groupby(ordered, lambda value: (value.variable.of == "leaf", value.holds)):
        names = [quoted(map_, value.variable.id) for value in group]
        does, do = ("holds", "hold") if leaf else ("applies", "apply")
        verb = (does if len(names) == 1 else do) if holds else "does not" if len(names) == 1 else "do not"
        words.append(f"{listed(names)} {verb}" + (f" {do}" if not holds and before != do else ""))
        before = do
    return " and ".join(words)


def _granted(map_: ArgumentMap, found: Stand) -> str:
    granted = f"{counted(len(found.granted), 'leaf', 'leaves')} granted" if found.granted else ""
    denied = f"{len(found.denied) if granted else counted(len(found.denied), 'leaf', 'leaves')} denied"
    parts = [part for part in (granted, denied if found.denied else "") if part]
    parts += [f"{quoted(map_, id_)} left out, as it is unnamed" for id_ in found.unnamed]
    return f" ({', '.join(parts)})" if parts else ""


def _links(map_: ArgumentMap, chain: Sequence[Step]) -> Iterator[str]:
    """What decided each, as one sentence."""
    for number, step in enumerate(chain):
        if number and step.may:
            yield ", which may apply or not"
        else:
            lead = "" if not number else ": " if step.why == "premises" else "; "
            yield lead + _why(map_, step, "that" if number else "it")


def _why(map_: ArgumentMap, step: Step, it: str) -> str:
    by = "" if step.by is None else quoted(map_, step.by)
    match step.why:
        case "own":
            return f"{it} is taken {'' if step.label == 'in' else 'not '}to hold"
        case "argument":
            return f"{by} applies" if step.label == "in" else f"{by} is undecided"
        case "premises":
            return f"its premises hold and {_unstopped(map_, step.id)}"
        case "premise":
            return f"{it} needs {by}, which is {step.lacking}"
        case "attack":
            return f"{by} defeats {it}" if step.label == "out" else f"{by}, which is undecided, would defeat {it}"
        case "strength":
            return _strength(step, it)
        case "denied":
            return f"the view denies {it}"
        case "unnamed":
            return f"{it} argues from a proposal that nobody has named"
        case "unsupported":
            return f"no argument for {it} applies, {by} for one"
        case "depends":
            return f"it depends on which of {by} holds" if by else "it depends on which of a group holds"
        case "circle":
            return f"{it} rests on nothing but itself, by way of {by}"


def _strength(step: Step, it: str) -> str:
    if not step.may:
        return f"{it} is taken to be no good step"
    alone = any(len(values) == 1 for change in step.open for values in change.sets if change.becomes == "in")
    return "its strength may be 0" + (", and nothing else stops it" if alone else "")


def _unstopped(map_: ArgumentMap, id_: str) -> str:
    """That nothing attacks an argument, or that nothing which does applies."""
    thing = map_.things[id_]
    excepted = isinstance(thing, Argument) and any(premise.role == "unless" for premise in thing.premises)
    if excepted or map_.arguments_against(id_):
        return "no attack on it or exception applies" if excepted else "no attack on it applies"
    return "nothing attacks it"


def quoted(map_: ArgumentMap, id_: str) -> str:
    """What to call a thing inside a sentence."""
    label = name(map_, id_)
    return label if label == id_ else f"“{label}”"
