"""Who does the work by the structure of the map alone, where numbers are missing; and which of these would turn it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from argmap.logic.budget import TooHardError
from argmap.logic.holding import Function, Reasoner
from argmap.logic.joint import NOISE, NumberOf, Range, span
from argmap.logic.probability import ends, in_choices, used_variables
from argmap.logic.swing import Corner
from argmap.logic.view import Number, Variable, choice, is_open
from argmap.questions.shares import Inquiry, Share

MOVES: Final = (0.2, 0.8)
"""To what numbers an input is moved."""

_SURE: Final = 1e-9
"""What is no more than this is no difference."""


class Turn(NamedTuple):
    """An input that turns the sign of a difference if it moves to this number, the others at their middle."""

    variable: Variable
    to: float
    difference: float

    def as_json(self) -> dict[str, Any]:
        """One entry of `turns`."""
        return {"of": self.variable.of, "id": self.variable.id, "to": self.to, "difference": self.difference}


@dataclass(frozen=True, slots=True, kw_only=True)
class Structural:
    """How the work is shared with every input that has no single number at its middle: ½, where it is unknown.

    `unknown` counts the unknown inputs of either side, the proposal's and the best alternative's: at ½ the side with
    fewer tends to win. `turns` are the inputs any one of which would turn the sign of the marginal; None where there is
    no alternative, or where that is too hard to tell.
    """

    share: Share
    unknown: tuple[int, int | None]
    turns: tuple[Turn, ...] | None

    def as_json(self) -> dict[str, Any]:
        """The `structural` part of an entry of `results`."""
        return {
            **self.share.values_json(),
            "unknown": {"proposal": self.unknown[0], "other": self.unknown[1]},
            "turns": None if self.turns is None else [turn.as_json() for turn in self.turns],
        }


def structured(inquiry: Inquiry, found: Share, others: Sequence[str]) -> Share:
    """The share, with the structural one beside it where bounds leave open whether the proposal adds anything.

    Where there is no alternative that could tell, it is there if the bounds tell nothing of the proposal either.
    """
    marginal = found.marginal
    settled = found.full.is_point if marginal is None else not marginal.low < -NOISE < NOISE < marginal.high
    if settled:
        return found
    middle = inquiry.at_middle()
    share = middle.share(found.assumption, others, assumed=found.assumed)
    full = Case(middle.full(found.assumption, others).function)
    options = {option.id: Case(option.function) for option in middle.options(found.assumption, others)}
    theirs = options[share.rivals[0]].unknown(inquiry.number) if share.rivals else None
    turns = turning(inquiry.reasoner, full, list(options.values()), inquiry.number) if options else None
    unknown = full.unknown(inquiry.number), theirs
    return replace(found, structural=Structural(share=share, unknown=unknown, turns=turns))


def is_unknown(variable: Variable, number: Number) -> bool:
    """Whether nothing is known of an input: it may be anything, or it is an open step."""
    return number.unknown or (number.low, number.high) == (0, 1) or is_open(variable, number)


class Case(NamedTuple):
    """A function, and inputs that have numbers of their own in it."""

    function: Function
    held: Mapping[Variable, float] = {}

    def at_middle(self, number: NumberOf) -> Range:
        """How likely it is with all that has no single number at its middle."""
        return span(in_choices(self.function, self.held), self.numbers(number))

    def unknown(self, number: NumberOf) -> int:
        """How many of the inputs behind it are unknown."""
        sure = {variable: value == 1 for variable, value in self.held.items() if value in (0, 1)}
        used = self.function.restrict(sure).variables if sure else used_variables(self.function)
        return sum(is_unknown(v, number(v)) for v in used)

    def numbers(self, number: NumberOf, moved: Mapping[Variable, float] | None = None) -> NumberOf:
        """The number of every variable: what is held or moved has its own, the others are at their middle."""
        own = {**self.held, **(moved or {})}
        own |= {choice(variable.id): value for variable, value in own.items()}
        return lambda v: Number(own[v], own[v], "held") if v in own else number(v).at_middle


def turning(reasoner: Reasoner, one: Case, others: Sequence[Case], number: NumberOf) -> tuple[Turn, ...] | None:
    """The inputs any one of which turns which is likelier, one thing or the likeliest of others, by id.

    Each is moved to .2 and to .8 where its bounds allow that, all else being at its middle. Where the two are equal
    there, what makes either likelier counts. What a circle leaves undecided counts as failing. None where that is too
    hard to tell.
    """
    cases = (one, *others)
    used = sorted({v for case in cases for v in used_variables(case.function) if v not in case.held})
    inputs = [(variable, ways) for variable in used if (ways := _ways(number(variable)))]
    try:
        rows = [_Row(reasoner, case, number) for case in cases]
    except TooHardError:
        return None
    now = _sign(_difference([row.now.probability for row in rows]))
    found = []
    for variable, ways in inputs:
        for to in ways:
            then = _difference([row.moved(variable, to) for row in rows])
            if _sign(then) not in (0, now):
                found.append(Turn(variable, to, round(then, 12)))
                break
    return tuple(found)


def _ways(number: Number) -> list[float]:
    """Where an input may move to; nowhere, if it has a single number."""
    return [] if number.is_point else [to for to in MOVES if number.low <= to <= number.high]


def _difference(values: Sequence[float]) -> float:
    return values[0] - max(values[1:])


def _sign(value: float) -> int:
    return (value > _SURE) - (value < -_SURE)


class _Row:
    """How likely something surely is with all inputs at their middle, and with one of them moved."""

    def __init__(self, reasoner: Reasoner, case: Case, number: NumberOf) -> None:
        self._reasoner = reasoner
        self._case = case
        self._number = number
        program = reasoner.program(in_choices(case.function, case.held).lower)
        if not program.exact:
            raise TooHardError
        numbers = case.numbers(number)
        at = {variable: numbers(variable).middle for variable in program.variables}
        p, slopes = program.slopes(at.__getitem__)
        self.now = Corner(p, dict(zip(program.variables, slopes, strict=True)), at)

    def moved(self, variable: Variable, to: float) -> float:
        """With the input at this number; the other members of a group keep their proportions in what is left."""
        if variable in self._case.held:
            return self.now.probability
        if variable.id not in self._reasoner.groups.of:
            return self.now.with_(variable, to)
        chosen = in_choices(self._case.function, [*self._case.held, variable])
        return ends(self._reasoner, chosen.lower, self._case.numbers(self._number, {variable: to}))[0]
