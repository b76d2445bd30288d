"""What is enough for something to hold, and what is enough to sink it, without writing all of it out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final, Literal

from argmap.logic.budget import TooHardError
from argmap.logic.core import holds_anyway, possible, why_not
from argmap.logic.holding import Function, Reasoner
from argmap.logic.open_steps import steps_needed
from argmap.logic.probability import used_variables
from argmap.logic.sets import Defeat, Sets, Which, defeats, failure, granted, sufficient
from argmap.logic.solutions import Value
from argmap.logic.view import Numbers, Variable, View, is_open
from argmap.questions.basis import Basis, basis
from argmap.questions.views import view_json

FORMAT: Final = "argmap-sets/1"

Order = Literal["size", "probability"]

DEFEATS: Final = 3
"""How many ways to defeat a sufficient set are given, and how many ways out of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enough:
    """One minimal set of leaf values.

    `steps` are open steps that must apply for it to be enough, none of which can be spared. `probability` is that of
    all its values together, where sets are ordered by it. `defeats` are the first ways in which a sufficient set fails
    although all of it holds. Either is None where it is too hard to tell.
    """

    values: tuple[Value, ...]
    steps: tuple[str, ...] | None
    probability: float | None
    defeats: tuple[Defeat, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimalSets:
    """The minimal sets of a target, counted, and the first of them.

    `order` is how they are ordered: by size, too, where sets were to be ordered by probability and leaves in them
    (`numberless`) have no number; a leaf between bounds counts as the middle, and `middled` says so. `core` are the
    leaves that the target cannot hold without; None where that is too hard to tell. `by_size` counts the sets of each
    size. Where the target cannot hold, `why` tells: `never`, or `undecided` with the `circle` that leaves it so;
    `always` is that nothing sinks it, `hard` that the sets are too many to tell. `always` by itself is that it holds in
    every world that the groups of alternatives allow, where there are any.
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
    always: bool
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
            "unnamed": list(self.basis.unnamed),
            "rests_on": self.basis.as_json(),
            **({"always": True} if self.always else {}),
        }
        if listed:
            answer["order"] = self.order
            answer["sets"] = [
                [{"id": value.variable.id, "holds": value.holds} for value in one.values] for one in self.first
            ]
            answer["steps"] = [None if one.steps is None else list(one.steps) for one in self.first]
            if self.order == "probability":
                answer["probabilities"] = [one.probability for one in self.first]
            if self.which == "sufficient":
                answer["defeats"] = [None if one.defeats is None else _defeats(one.defeats) for one in self.first]
        return answer


def _defeats(found: tuple[Defeat, ...]) -> list[dict[str, Any]]:
    return [
        {
            "by": list(defeat.by),
            "needs": [list(need) for need in defeat.needs],
            "steps": None if defeat.steps is None else list(defeat.steps),
        }
        for defeat in found
    ]


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
    needed = found
    if which == "failure" or reasoner.groups.of:
        needed = sufficient(possible(reasoner, function, view))
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
        first=tuple(_first(found, limit, taken, numbers, _Steps(function, numbers))),
        why=cannot[0] if cannot else None if found.count else "always" if found.exact else "hard",
        circle=cannot[1] if cannot else (),
        always=bool(reasoner.groups.of and holds_anyway(reasoner, target, view)),
        basis=basis(reasoner, view, [target]),
    )


class _Steps:
    """Which open steps the sets of a function need; all steps count as granted in the sets themselves."""

    def __init__(self, function: Function, numbers: Numbers) -> None:
        open_ = [variable for variable in function.variables if is_open(variable, numbers[variable])]
        self._function = granted(function, open_)
        self._leaves = [variable for variable in function.variables if variable.of == "leaf"]
        self._any = bool(open_)

    def of(self, values: Iterable[Value], which: Which) -> tuple[str, ...] | None:
        """Those that must apply for a set to be enough."""
        given = dict(values)
        if which == "failure":
            return self._needed(given, holds=False)
        return self._needed({leaf: leaf in given for leaf in self._leaves}, holds=True)

    def defeating(self, values: Iterable[Value], by: Collection[str]) -> tuple[str, ...] | None:
        """Those that must apply for a sufficient set to be defeated by these leaves."""
        given = {value.variable for value in values}
        return self._needed({leaf: leaf in given or leaf.id in by for leaf in self._leaves}, holds=False)

    def _needed(self, values: Mapping[Variable, bool], *, holds: bool) -> tuple[str, ...] | None:
        return steps_needed(self._function, values, holds=holds) if self._any else ()


def _first(found: Sets, limit: int, order: Order, numbers: Numbers, steps: _Steps) -> Iterator[Enough]:
    def enough(values: tuple[Value, ...], likely: float | None) -> Enough:
        needed = steps.of(values, found.which)
        return Enough(values=values, steps=needed, probability=likely, defeats=_ways(found, values, steps))

    if order == "size":
        for values in found.first(limit):
            yield enough(values, None)
        return
    for values, likely in islice(found.solutions.most_probable(lambda v: numbers[v].middle), limit):
        yield enough(values, likely)


def _ways(found: Sets, values: tuple[Value, ...], steps: _Steps) -> tuple[Defeat, ...] | None:
    if found.which == "failure":
        return ()
    try:
        return tuple(
            replace(defeat, steps=steps.defeating(values, defeat.by)) for defeat in defeats(found, values, DEFEATS)
        )
    except TooHardError:
        return None
