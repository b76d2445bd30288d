"""What is enough for something to hold, and what is enough to sink it, without writing all of it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal

from argmap.logic.budget import TooHardError
from argmap.logic.core import why_not
from argmap.logic.holding import Reasoner
from argmap.logic.probability import used_variables
from argmap.logic.sets import Defeat, Sets, Which, defeats, failure, sufficient
from argmap.logic.solutions import Value
from argmap.logic.view import Numbers, View
from argmap.questions.basis import Basis, basis
from argmap.questions.views import view_json

FORMAT: Final = "argmap-sets/1"

Order = Literal["size", "probability"]

DEFEATS: Final = 3
"""How many ways to defeat a sufficient set are given, and how many ways out of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enough:
    """One minimal set of leaf values.

    `probability` is that of all its values together, where sets are ordered by it. `defeats` are the first ways in
    which a sufficient set fails although all of it holds; None where that is too hard to tell.
    """

    values: tuple[Value, ...]
    probability: float | None
    defeats: tuple[Defeat, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimalSets:
    """The minimal sets of a target, counted, and the first of them.

    `order` is how they are ordered: by size, too, where sets were to be ordered by probability and leaves in them
    (`numberless`) have no number; a leaf between bounds counts as the middle, and `middled` says so. `core` are the
    leaves that the target cannot hold without; None where that is too hard to tell. `by_size` counts the sets of each
    size. Where the target cannot hold, `why` tells: `never`, or `undecided` with the `circle` that leaves it so;
    `always` is that nothing sinks it, `hard` that the sets are too many to tell.
    """

    target: str
    view: View
    which: Which
    count: int
    exact: bool
    smallest: int | None
    by_size: dict[int, int]
    core: tuple[str, ...] | None
    order: Order
    numberless: tuple[str, ...]
    middled: bool
    first: tuple[Enough, ...]
    why: Literal["never", "undecided", "always", "hard"] | None
    circle: tuple[str, ...]
    basis: Basis

    def as_json(self, *, listed: bool = True) -> dict[str, Any]:
        """The answer in the shape `argmap-sets/1`; `listed`: with the sets themselves."""
        answer: dict[str, Any] = {
            "format": FORMAT,
            "target": self.target,
            "view": view_json(self.view),
            "which": self.which,
            "count": str(self.count),
            "exact": self.exact,
            "smallest": self.smallest,
            "by_size": {str(size): str(many) for size, many in self.by_size.items()},
            "core": None if self.core is None else list(self.core),
            "why": self.why,
            "circle": list(self.circle),
            "rests_on": self.basis.as_json(),
        }
        if listed:
            answer["order"] = self.order
            answer["sets"] = [
                [{"id": value.variable.id, "holds": value.holds} for value in one.values] for one in self.first
            ]
            if self.order == "probability":
                answer["probabilities"] = [one.probability for one in self.first]
            if self.which == "sufficient":
                answer["defeats"] = [None if one.defeats is None else _defeats(one.defeats) for one in self.first]
        return answer


def _defeats(found: tuple[Defeat, ...]) -> list[dict[str, Any]]:
    return [{"by": list(defeat.by), "needs": [list(need) for need in defeat.needs]} for defeat in found]


def minimal_sets(
    reasoner: Reasoner, target: str, view: View, which: Which = "sufficient", *, limit: int = 20, order: Order = "size"
) -> MinimalSets:
    """The minimal sufficient sets of a target, or its failure sets, and the first `limit` of them."""
    function = reasoner.function(target, view)
    found = (sufficient if which == "sufficient" else failure)(function)
    numbers = reasoner.numbers(view)
    used = used_variables(found.function) if order == "probability" else ()
    numberless: tuple[str, ...] = ()
    if order == "probability":
        numberless = tuple(v.id for v in used if numbers[v].unknown)
    taken: Order = "size" if numberless else order
    needed = found if which == "sufficient" else sufficient(function)
    cannot = why_not(reasoner, target, view) if needed.exact and not needed.count else None
    return MinimalSets(
        target=target,
        view=view,
        which=which,
        count=found.count,
        exact=found.exact,
        smallest=found.smallest,
        by_size=found.solutions.by_size(),
        core=needed.core if needed.exact else None,
        order=taken,
        numberless=numberless,
        middled=taken == "probability" and any(not numbers[v].is_point for v in used),
        first=tuple(_first(found, limit, taken, numbers)),
        why=cannot[0] if cannot else None if found.count else "always" if found.exact else "hard",
        circle=cannot[1] if cannot else (),
        basis=basis(reasoner, view, [target]),
    )


def _first(found: Sets, limit: int, order: Order, numbers: Numbers) -> Iterator[Enough]:
    if order == "size":
        for values in found.first(limit):
            yield Enough(values=values, probability=None, defeats=_ways(found, values))
        return
    for values, likely in islice(found.solutions.most_probable(lambda v: numbers[v].middle), limit):
        yield Enough(values=values, probability=likely, defeats=_ways(found, values))


def _ways(found: Sets, values: tuple[Value, ...]) -> tuple[Defeat, ...] | None:
    if found.which == "failure":
        return ()
    try:
        return tuple(defeats(found, values, DEFEATS))
    except TooHardError:
        return None
