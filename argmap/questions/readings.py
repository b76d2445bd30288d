"""How two people take "X solves P": granted Q, or by way of X solving Q as well; and what hangs on the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, NamedTuple

from argmap.logic.holding import Reasoner
from argmap.logic.probability import Probability, probability
from argmap.logic.view import Number, Variable, View, latest
from argmap.model import Argument, ArgumentMap, Credence, Interval, Position, Reading, Statement
from argmap.questions.basis import Basis, basis
from argmap.questions.routes import ASSUMED, arguments_of, assumptions_of, needs, part_of
from argmap.questions.views import interval_json, view_json

FORMAT: Final = "argmap-readings/1"

CLOSE: Final = 0.05
"""Up to this difference two people agree on a number."""

STEPS: Final = 600_000
VISITS: Final = 60_000
"""The budget of one probability, of which there are a handful for each assumption: some tenths of a second."""

_ROUNDING: Final = 1e-9

Why = Literal["no route", "no assumption", "no reading"]


class Said(NamedTuple):
    """A person's reading of one argument, with regard to one assumption of it."""

    person: str
    reading: Reading
    argument: str
    on: str
    source: str | None
    at: str

    def as_json(self) -> dict[str, Any]:
        """One entry of `said`."""
        return self._asdict()


class Held(NamedTuple):
    """A person's declared credence in an assumption, and how likely the problem is with it held there."""

    credence: Credence
    probability: Probability


class Agreement(NamedTuple):
    """Something on which the two declare nearly the same number."""

    id: str
    numbers: tuple[Credence, Credence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How an assumption is read, and what that makes of the problem.

    `said` are the readings, of all people. `readings` is what the two read: one each, or None where a person says
    nothing of it, or of two arguments two different things. `given` is how likely the problem is with the assumption
    granted, `via` with the assumption to be had only from the proposal, by the arguments in `delivering`. `held` has
    what it is at the credence of either of the two, where they declare one.
    """

    assumption: str
    said: tuple[Said, ...]
    readings: tuple[Reading | None, Reading | None]
    given: Probability
    via: Probability
    delivering: tuple[str, ...]
    held: tuple[Held | None, Held | None]

    @property
    def splits(self) -> bool:
        """Whether one of the two reads "given" where the other reads "via"."""
        return set(self.readings) == {"given", "via"}

    def as_json(self, between: tuple[str, str]) -> dict[str, Any]:
        """One entry of `results`."""
        return {
            "assumption": self.assumption,
            "splits": self.splits,
            "readings": dict(zip(between, self.readings, strict=True)),
            "said": [said.as_json() for said in self.said],
            "given": _json(self.given),
            "via": _json(self.via),
            "delivered_by": list(self.delivering),
            "held": {
                person: None
                if held is None
                else {"credence": interval_json(held.credence), "probability": _json(held.probability)}
                for person, held in zip(between, self.held, strict=True)
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """How two people read the arguments from a proposal to a problem.

    `agree` is what both declare nearly the same number of, as far as it bears on the problem. `why` says why nothing
    is compared: no argument leads there, it assumes nothing, or neither of the two says how they read it.
    """

    proposal: str
    problem: str
    between: tuple[str, str]
    view: View
    results: tuple[Split, ...]
    agree: tuple[Agreement, ...]
    why: Why | None
    basis: Basis

    @property
    def splits(self) -> tuple[str, ...]:
        """The assumptions at which the two part."""
        return tuple(result.assumption for result in self.results if result.splits)

    def as_json(self) -> dict[str, Any]:
        """The answer in the shape `argmap-readings/1`."""
        return {
            "format": FORMAT,
            "proposal": self.proposal,
            "problem": self.problem,
            "between": list(self.between),
            "view": view_json(self.view),
            "splits": list(self.splits),
            "results": [result.as_json(self.between) for result in self.results],
            "agree": [
                {
                    "id": agreement.id,
                    "numbers": {
                        person: interval_json(number)
                        for person, number in zip(self.between, agreement.numbers, strict=True)
                    },
                }
                for agreement in self.agree
            ],
            "why": self.why,
            "rests_on": self.basis.as_json(),
        }


def _json(found: Probability) -> float | dict[str, float]:
    return found.low if found.low == found.high else interval_json(Interval(low=found.low, high=found.high))


def readings(reasoner: Reasoner, proposal: str, problem: str, view: View, between: tuple[str, str]) -> Readings:
    """How two people read the arguments from a proposal to a problem, assumption by assumption."""
    map_ = reasoner.map
    reasoner = reasoner.within(STEPS, VISITS)
    steps = arguments_of(map_, proposal, problem)
    asked = [id_ for id_ in assumptions_of(steps) if id_ not in (proposal, problem)]
    results = tuple(_split(reasoner, proposal, problem, view, between, id_, steps) for id_ in asked)
    why: Why | None = "no route" if not steps else "no assumption" if not results else None
    if results and not any(reading for result in results for reading in result.readings):
        why = "no reading"
    rest = basis(reasoner, view, [problem, *asked]).arguments if steps else ()
    return Readings(
        proposal=proposal,
        problem=problem,
        between=between,
        view=view,
        results=results,
        agree=tuple(_agreements(reasoner, problem, view, between)),
        why=why,
        basis=Basis(tuple({step.id: step for step in (*steps, *rest)}.values())),
    )


def _split(
    reasoner: Reasoner,
    proposal: str,
    problem: str,
    view: View,
    between: tuple[str, str],
    assumption: str,
    steps: Sequence[Argument],
) -> Split:
    map_ = reasoner.map
    said = tuple(_said(map_, steps, assumption))
    own = set(part_of(map_, proposal, problem))
    delivering = [step.id for step in map_.arguments_for(assumption) if not own.isdisjoint(needs(step))]
    # The assumption is made a leaf once, and given one number after the other: a pass each, no diagram anew.
    held_view = view.fixing(hold={assumption: Interval(low=0, high=1)})
    function, numbers = reasoner.function(problem, held_view), reasoner.numbers(held_view)

    def at(number: Interval) -> Probability:
        return probability(function, numbers, {Variable("leaf", assumption): Number(number.low, number.high, "held")})

    def held(person: str) -> Held | None:
        position = latest(map_, person, assumption)
        said = position.credence if position is not None else None
        return None if said is None else Held(said, at(said))

    one, other = (_reading(said, person) for person in between)
    return Split(
        assumption=assumption,
        said=said,
        readings=(one, other),
        given=at(Interval(low=1, high=1)),
        via=_via(reasoner, problem, view, assumption, delivering) if delivering else at(Interval(low=0, high=0)),
        delivering=tuple(delivering),
        held=(held(between[0]), held(between[1])),
    )


def _said(map_: ArgumentMap, steps: Iterable[Argument], assumption: str) -> Iterator[Said]:
    """The latest reading of everybody of each argument that assumes it, by person; without `of`, it is of all."""
    found: dict[tuple[str, str], Position] = {}
    for step in steps:
        if assumption not in needs(step, *ASSUMED):
            continue
        for id_ in map_.referrers(step.id, "position"):
            held = map_.things[id_]
            if not isinstance(held, Position) or held.reading is None or (held.of and assumption not in held.of):
                continue
            last = found.get((held.person, step.id))
            if last is None or held.on > last.on:
                found[held.person, step.id] = held
    for _, held in sorted(found.items()):
        assert held.reading is not None
        yield Said(held.person, held.reading, held.target, held.on, held.source, held.at)


def _reading(said: Iterable[Said], person: str) -> Reading | None:
    found = {one.reading for one in said if one.person == person}
    return found.pop() if len(found) == 1 else None


def _via(reasoner: Reasoner, problem: str, view: View, assumption: str, delivering: Sequence[str]) -> Probability:
    """How likely the problem is where the assumption can be had by these arguments only."""
    others = [step.id for step in reasoner.map.arguments_for(assumption) if step.id not in delivering]
    only = view.fixing(deny=others)
    only = replace(
        only,
        assume=only.assume - {assumption},
        deny=only.deny - {assumption},
        hold={id_: number for id_, number in only.hold.items() if id_ != assumption},
    )
    function = reasoner.function(problem, only).restrict({Variable("otherwise", assumption): False})
    return probability(function, reasoner.numbers(only))


def _agreements(reasoner: Reasoner, problem: str, view: View, between: tuple[str, str]) -> Iterator[Agreement]:
    """What bears on the problem and both declare nearly the same number of, by id."""
    map_ = reasoner.map
    for id_ in sorted(reasoner.holding(view).behind(problem)):
        if not isinstance(map_.things.get(id_), Statement | Argument):
            continue
        one, other = (latest(map_, person, id_) for person in between)
        if one is None or other is None or one.credence is None or other.credence is None:
            continue
        numbers = one.credence, other.credence
        far = max(abs(numbers[0].low - numbers[1].low), abs(numbers[0].high - numbers[1].high))
        if far <= CLOSE + _ROUNDING:
            yield Agreement(id_, numbers)
