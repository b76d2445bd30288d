"""What becomes of a technique, and of a concern, in one scenario: a cell of the matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Literal

from argmap.logic.circuit import TRUE
from argmap.logic.holding import Function
from argmap.logic.satisfying import Ways, Worlds
from argmap.questions.leads import Chain

TechniqueOutcome = Literal[
    "nothing said", "moot", "breaks", "breaks if", "survives", "contested", "differs", "too hard"
]  # fmt: skip
ConcernOutcome = Literal[
    "nothing said", "brings", "may bring", "either way", "keeps off", "does not bring",
    "holds", "may hold", "cannot hold", "differs", "too hard",
]  # fmt: skip
Outcome = TechniqueOutcome | ConcernOutcome
Tendency = Literal["more often", "less often"]

BROKEN: Final[tuple[Outcome, ...]] = ("breaks", "breaks if")
"""Outcomes after which a technique cannot be relied on."""
BROUGHT: Final[tuple[Outcome, ...]] = ("brings", "may bring", "either way")
"""Outcomes in which a concern can come about with the scenario."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome; the literal whose minimal sets explain it, and what they must not exclude.

    Of a concern that holds in some cases with the scenario and in some without, `tendency` says where one implies the
    other: it holds more often, or less often, with the scenario.
    """

    outcome: Outcome
    explained: int | None = None
    given: int = TRUE
    tendency: Tendency | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Cell:
    """What becomes of a technique or a concern in a scenario; `column` is None where there is none of the scenarios.

    `undecided` tells that a circle through an attack leaves the outcome open. `defeaters` are the arguments that keep
    an attack off. Of a family, `members` are the cells of its members; of a technique that is offered for several
    problems, `lines` are its cells for each, and `problem` says which. The outcome is theirs if they agree.
    """

    row: str
    column: str | None
    outcome: Outcome
    problem: str | None = None
    undecided: bool = False
    tendency: Tendency | None = None
    defeaters: tuple[str, ...] = ()
    members: tuple[Cell, ...] = ()
    lines: tuple[Cell, ...] = ()
    _ways: Callable[[], Ways]
    _chain: Callable[[], Chain | None]

    @cached_property
    def _found(self) -> Ways:
        return self._ways()

    @property
    def sets(self) -> tuple[tuple[Any, ...], ...]:
        """The smallest minimal sets of values of open leaves and steps that decide."""
        return self._found.sets

    @property
    def ways(self) -> int | None:
        """How many such sets there are; None where they were not counted."""
        return self._found.count

    @cached_property
    def parts(self) -> tuple[Cell, ...]:
        """The cells that this one sums up: one for each member of a family and each problem; else itself."""
        return tuple(part for below in self.members or self.lines for part in below.parts) or (self,)

    @property
    def broken(self) -> bool:
        """Whether the technique breaks, or breaks if something else is so, for some problem in some member."""
        return any(part.outcome in BROKEN for part in self.parts)

    @property
    def brought(self) -> bool:
        """Whether the concern can come about with some member."""
        return any(part.outcome in BROUGHT for part in self.parts)

    @cached_property
    def size(self) -> int | None:
        """How many open leaves and steps are enough to break the technique: 0 where it breaks in every case.

        None where nothing breaks it, and where that is too hard to tell.
        """
        sizes = [size for part in self.parts if (size := part._size) is not None]
        return min(sizes, default=None)

    @property
    def _size(self) -> int | None:
        if self.outcome == "breaks":
            return 0
        return len(self.sets[0]) if self.outcome == "breaks if" and self.sets else None

    @property
    def exact(self) -> bool:
        """Whether all of this could be worked out."""
        return self.outcome != "too hard" and self._found.exact

    @cached_property
    def chain(self) -> Chain | None:
        """The arguments that lead from the scenario to what becomes of the row; none where nothing does."""
        return self._chain()

    def as_json(self) -> dict[str, Any]:
        """One cell as `argmap-scenarios/1` has it."""
        chain = self.chain
        answer: dict[str, Any] = {
            "id": self.row,
            "scenario": self.column,
            "outcome": self.outcome,
            "size": self.size,
            "origin": chain.origin if chain else None,
            "chain": chain.as_json() if chain else None,
            "sets": self._sets_json(),
            "ways": None if self.ways is None else str(self.ways),
            "defeaters": list(self.defeaters),
            "undecided": self.undecided,
            "exact": self.exact,
        }
        if self.outcome == "either way":
            answer["tendency"] = self.tendency
        if self.lines:
            answer["problems"] = [
                {"problem": line.problem, "outcome": line.outcome, "size": line.size, "sets": line._sets_json()}
                for line in self.lines
            ]
        if self.members:
            answer["members"] = [{"scenario": cell.column, "outcome": cell.outcome} for cell in self.members]
        return answer

    def _sets_json(self) -> list[list[dict[str, Any]]]:
        return [
            [{"id": value.variable.id, "of": value.variable.of, "holds": value.holds} for value in values]
            for values in self.sets
        ]


def agreed(cells: Sequence[Cell]) -> Outcome:
    """The outcome of several cells: theirs where they agree, nothing said where there is none."""
    outcomes = {cell.outcome for cell in cells}
    return outcomes.pop() if len(outcomes) == 1 else "differs" if cells else "nothing said"


@dataclass(frozen=True, slots=True)
class Allowed:
    """The worlds that the groups of alternatives allow, in which a cell is judged."""

    worlds: Worlds
    literal: int = TRUE

    def some(self, literal: int) -> bool | None:
        """Whether a literal is true in some of them; None where that is beyond the budget."""
        return self.worlds.some(self.with_(literal))

    def every(self, literal: int) -> bool | None:
        """Whether it is true in every one of them."""
        some = self.some(literal ^ 1)
        return None if some is None else not some

    def implies(self, one: int, other: int) -> bool | None:
        """Whether one is true in none of them in which the other is false."""
        return self.every(self.worlds.circuit.any_of((one ^ 1, other)))

    def with_(self, literal: int) -> int:
        """A literal, in these worlds only."""
        return self.worlds.circuit.all_of((literal, self.literal))


def of_technique(cases: Allowed, before: Function, after: Function) -> Verdict:
    """What becomes of a technique that something attacks: from when it works without the scenario to when with it."""
    f0, f1 = before.lower, after.lower
    works, still, kept = cases.some(f0), cases.some(f1), cases.implies(f0, f1)
    if works is None or still is None or kept is None:
        return Verdict("too hard")
    if not works:
        return Verdict("moot")
    if not still:
        return Verdict("breaks")
    if kept:
        return Verdict("survives")
    return Verdict("breaks if", cases.worlds.circuit.all_of((f0, f1)) ^ 1, cases.with_(f0))


def of_contested(cases: Allowed, before: Function) -> Verdict:
    """What becomes of an attacked technique where there is none of the scenarios."""
    works, always = cases.some(before.lower), cases.every(before.lower)
    if works is None or always is None:
        return Verdict("too hard")
    if not works or always:
        return Verdict("survives" if works else "moot")
    return Verdict("contested", before.lower ^ 1, cases.literal)


def of_concern(cases: Allowed, before: Function, after: Function) -> Verdict:
    """What a scenario does to a concern that it bears on."""
    g0, g1 = before.lower, after.lower
    without, with_, always, anyway = cases.some(g0), cases.some(g1), cases.every(g1), cases.every(g0)
    if without is None or with_ is None or always is None or anyway is None:
        return Verdict("too hard")
    if always and not anyway:
        return Verdict("brings")
    if with_ and not without:
        return Verdict("may bring", g1, cases.literal)
    if with_:
        return Verdict("either way", g1, cases.with_(g0 ^ 1), _tendency(cases, g0, g1))
    return Verdict("keeps off" if without else "does not bring")


def _tendency(cases: Allowed, without: int, with_: int) -> Tendency | None:
    """Whether what holds without a scenario holds with it in more cases, or in fewer of them; None if in others."""
    more, less = cases.implies(without, with_), cases.implies(with_, without)
    if more and less is False:
        return "more often"
    return "less often" if less and more is False else None


def of_unprompted(cases: Allowed, before: Function) -> Verdict:
    """Whether a concern comes about where there is none of the scenarios."""
    may, always = cases.some(before.lower), cases.every(before.lower)
    if may is None or always is None:
        return Verdict("too hard")
    if not may or always:
        return Verdict("holds" if may else "cannot hold")
    return Verdict("may hold", before.lower, cases.literal)


def upper(*functions: Function) -> Iterator[Function]:
    """The functions as they are if all that is undecided holds."""
    return (replace(one, lower=one.upper) for one in functions)
