"""How two people take a proposal's arguments: as granted what these assume, or as delivering that too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from argmap.errors import ViewError
from argmap.logic.holding import STEPS, Reasoner
from argmap.logic.joint import NOISE, Range
from argmap.logic.probability import Probability, probability, used_variables
from argmap.logic.spans import VISITS
from argmap.logic.view import Number, Variable, View, latest
from argmap.model import Argument, ArgumentMap, Credence, Interval, Kind, Position, Reading
from argmap.questions.basis import Basis, basis
from argmap.questions.routes import arguments_of, assumes, assumptions_of, contrary_to, needs, part_of
from argmap.questions.structural import Case, Turn, turning
from argmap.questions.views import interval_json, view_json
from argmap.words import label

FORMAT: Final = "argmap-readings/1"

NEAR: Final = 0.05
"""How far apart two credences may be that agree."""

_ROUNDING: Final = 1e-9
_NOT: Final = Number(0.0, 0.0, "held")
_CERTAIN: Final = Number(1.0, 1.0, "held")

Verdict = Literal["split", "mixed", "same", "one is silent", "both are silent"]
Voice = Literal["claims", "hears", "reads"]
Why = Literal["no argument", "no assumption", "nobody reads", "other arguments"]


@dataclass(frozen=True, slots=True)
class Sense:
    """In which sense a person takes one of the proposal's arguments at one assumption: a position of theirs."""

    argument: str
    position: Position

    @property
    def reading(self) -> Reading:
        """Granted the assumption, or by way of it."""
        assert self.position.reading is not None
        return self.position.reading

    def as_json(self) -> dict[str, Any]:
        """The reading as `argmap-readings/1` has it."""
        held = self.position
        return {
            "person": held.person,
            "reading": held.reading,
            "argument": self.argument,
            "of": list(held.of),
            "on": held.on,
            "source": held.source,
            "at": held.at,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """How one of the two takes the proposal at one assumption, and what is held of that.

    `voice` tells whether the person makes the argument, hears somebody else who does, or reads what is the editor's
    inference; None where the person has no reading. `claims` has what it comes to, once for each reading.
    `probability` is that of the problem with the assumption held at the `declared` credence; None without one.
    """

    person: str
    senses: tuple[Sense, ...]
    voice: Voice | None
    claims: tuple[str, ...]
    declared: Credence | None
    probability: Probability | None

    @property
    def readings(self) -> frozenset[Reading]:
        """Given, via; both, where the person takes two arguments differently; none."""
        return frozenset(sense.reading for sense in self.senses)

    def as_json(self) -> dict[str, Any]:
        """The side as `argmap-readings/1` has it."""
        return {
            "person": self.person,
            "readings": sorted(self.readings),
            "voice": self.voice,
            "claims": list(self.claims),
            "declared": None if self.declared is None else interval_json(self.declared),
            "probability": None if self.probability is None else _json(self.probability),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Middle:
    """How likely the problem is with every input that has no single number at its middle: ½, where it is unknown.

    `given`, `via` and `sides` are as for the assumption. `unknown` counts the unknown inputs behind the first two, and
    `turns` has the inputs any one of which would turn which of these is likelier; None where that is too hard to tell.
    """

    given: Range
    via: Range
    sides: tuple[Range | None, Range | None]
    unknown: tuple[int, int]
    turns: tuple[Turn, ...] | None

    def as_json(self) -> dict[str, Any]:
        """The `structural` part of an entry of `results`."""
        return {
            "if_given": _json(self.given),
            "if_via": _json(self.via),
            "sides": [None if side is None else _json(side) for side in self.sides],
            "unknown": {"given": self.unknown[0], "via": self.unknown[1]},
            "turns": None if self.turns is None else [turn.as_json() for turn in self.turns],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """An assumption of the proposal's arguments, and how it is meant.

    `negated` is that the proposal's arguments assume it not to hold; `assumed_by` are those that assume it. `senses`
    are the readings of all people, the two included. `given` is how likely the problem is with the assumption; `via`
    how likely it is where only the arguments in `delivered_by` make it so, which have the proposal or a part of it
    among their premises. `agree` tells whether the two credences are both known and close; None where that cannot be
    told. `structural` has these probabilities at the middle of all that is unknown or between bounds, where they are no
    single numbers.
    """

    id: str
    title: str
    kind: Kind
    negated: bool
    assumed_by: tuple[str, ...]
    senses: tuple[Sense, ...]
    sides: tuple[Side, Side]
    delivered_by: tuple[Argument, ...]
    given: Probability
    via: Probability
    agree: bool | None
    structural: Middle | None

    @property
    def verdict(self) -> Verdict:
        """Whether the two take it differently, the same, or cannot be compared."""
        one, other = (side.readings for side in self.sides)
        if not one or not other:
            return "one is silent" if one or other else "both are silent"
        if len(one) > 1 or len(other) > 1:
            return "mixed"
        return "same" if one == other else "split"

    def who(self, reading: Reading) -> list[str]:
        """Everybody who takes it so, sorted."""
        return sorted({sense.position.person for sense in self.senses if sense.reading == reading})

    def as_json(self) -> dict[str, Any]:
        """The assumption as `argmap-readings/1` has it."""
        return {
            "assumption": self.id,
            "title": self.title,
            "kind": self.kind,
            "not": self.negated,
            "assumed_by": list(self.assumed_by),
            "verdict": self.verdict,
            "given": self.who("given"),
            "via": self.who("via"),
            "readings": [sense.as_json() for sense in self.senses],
            "sides": [side.as_json() for side in self.sides],
            "delivered_by": [argument.id for argument in self.delivered_by],
            "if_given": _json(self.given),
            "if_via": _json(self.via),
            "agree": self.agree,
            "structural": None if self.structural is None else self.structural.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """How two people take a proposal's arguments for a problem, at each assumption of these.

    `takes` come with the split ones first, then what is read at all, then in the order of the arguments. `elsewhere`
    are the arguments that the two have readings of, but that are none of the proposal's for the problem. `agreed` is
    all that bears on the problem on which their credences agree. `inputs` are the variables that make a difference.
    """

    proposal: str
    problem: str
    between: tuple[str, str]
    view: View
    arguments: tuple[Argument, ...]
    takes: tuple[Take, ...]
    elsewhere: tuple[str, ...]
    agreed: tuple[str, ...]
    inputs: tuple[Variable, ...]
    unknown: tuple[Variable, ...]
    fallen_back: tuple[Variable, ...]
    basis: Basis

    @property
    def why(self) -> Why | None:
        """Why there are no two readings to compare: where neither of the two has one."""
        if not self.arguments:
            return "no argument"
        if not self.takes:
            return "no assumption"
        if any(take.verdict != "both are silent" for take in self.takes):
            return None
        return "other arguments" if self.elsewhere else "nobody reads"

    def of(self, *verdicts: Verdict) -> list[Take]:
        """The assumptions on which the two come to this."""
        return [take for take in self.takes if take.verdict in verdicts]

    def as_json(self) -> dict[str, Any]:
        """The answer in the shape `argmap-readings/1`."""
        return {
            "format": FORMAT,
            "proposal": self.proposal,
            "problem": self.problem,
            "between": list(self.between),
            "view": view_json(self.view),
            "arguments": [argument.id for argument in self.arguments],
            "results": [take.as_json() for take in self.takes],
            "agree_on": list(self.agreed),
            "elsewhere": list(self.elsewhere),
            "unknown_leaves": sum(variable.of == "leaf" for variable in self.unknown),
            "fallen_back": len(self.fallen_back),
            "why": self.why,
            "unnamed": list(self.basis.unnamed),
            "rests_on": self.basis.as_json(),
        }


def _json(found: Probability | Range) -> dict[str, Any]:
    return {"low": found.low, "high": found.high, "exact": found.exact}


def readings(reasoner: Reasoner, proposal: str, problem: str, view: View, between: tuple[str, str]) -> Readings:
    """How two people take a proposal's arguments for a problem, at each assumption of these.

    Raises ViewError where the two are one.
    """
    if between[0] == between[1]:
        raise ViewError(f"--between takes two people, not {between[0]!r} twice")
    map_ = reasoner.map
    steps = arguments_of(map_, proposal, problem)
    assumed = [id_ for id_ in assumptions_of(steps) if id_ not in (proposal, problem)]
    inquiry = _Inquiry(reasoner, proposal, problem, view, steps, len(assumed))
    takes = [inquiry.take(id_, between) for id_ in assumed]
    takes.sort(key=lambda take: (_ORDER.index(take.verdict), not take.senses))
    numbers = reasoner.numbers(view)
    own = {step.id for step in steps}
    bearing = basis(reasoner, view, [problem])
    rests_on = {step.id: step for step in bearing.arguments}
    first = [step for step in steps if step.id in rests_on]
    delivering = [step for take in takes for step in take.delivered_by]
    return Readings(
        proposal=proposal,
        problem=problem,
        between=between,
        view=view,
        arguments=steps,
        takes=tuple(takes),
        elsewhere=tuple(sorted({held.target for person in between for held in _read(map_, person)} - own)),
        agreed=tuple(_agreed(reasoner, problem, view, between)),
        inputs=tuple(sorted(inquiry.used)),
        unknown=tuple(variable for variable in sorted(inquiry.used) if numbers[variable].unknown),
        fallen_back=tuple(variable for variable in sorted(inquiry.used) if numbers.falls_back(variable)),
        basis=Basis(
            tuple({step.id: step for step in (*first, *delivering, *rests_on.values())}.values()), bearing.unnamed
        ),
    )


_ORDER: Final[tuple[Verdict, ...]] = ("split", "mixed", "same", "one is silent", "both are silent")


def _read(map_: ArgumentMap, person: str) -> Iterator[Position]:
    """A person's positions that say how an argument is taken."""
    for id_ in map_.referrers(person, "person"):
        held = map_.things[id_]
        if isinstance(held, Position) and held.reading is not None:
            yield held


def _agreed(reasoner: Reasoner, problem: str, view: View, between: tuple[str, str]) -> Iterator[str]:
    """What bears on the problem, other than itself, on which two people agree, by id."""
    for id_ in sorted(reasoner.holding(view).behind(problem)):
        one, other = (latest(reasoner.map, person, id_) for person in between)
        if id_ != problem and one and other and agree(one.credence, other.credence):
            yield id_


def senses_of(map_: ArgumentMap, steps: Iterable[Argument], assumption: str) -> tuple[Sense, ...]:
    """How each person takes each of some arguments at an assumption: on the latest day that they say.

    A position that does not say of what is one of all that its argument assumes.
    """
    found: dict[tuple[str, str], Sense] = {}
    for step in steps:
        for id_ in map_.referrers(step.id, "position"):
            held = map_.things[id_]
            if not isinstance(held, Position) or held.reading is None:
                continue
            if assumption not in held.of if held.of else not assumes(step, assumption):
                continue
            known = found.get((held.person, step.id))
            if known is None or held.on > known.position.on:
                found[held.person, step.id] = Sense(step.id, held)
    return tuple(found[key] for key in sorted(found))


def agree(one: Interval | None, other: Interval | None) -> bool | None:
    """Whether two credences are both known and close, of bounds at both ends; None where that cannot be told."""
    if one is None or other is None:
        return None
    near = NEAR + _ROUNDING
    if abs(one.low - other.low) <= near and abs(one.high - other.high) <= near:
        return True
    return False if max(one.low - other.high, other.low - one.high) > near else None


def claim(
    map_: ArgumentMap, proposal: str, problem: str, assumption: str, reading: Reading, *, negated: bool = False
) -> str:
    """What a reading of the proposal's arguments comes to, in one sentence."""
    x, p, q = (label(map_, id_) for id_ in (proposal, problem, assumption))
    if negated:
        does = f"{x} {'solves' if map_.things[problem].kind == 'problem' else 'brings about'} {p}"
        return f"granted that not {q}, {does}" if reading == "given" else f"{does} by preventing {q} too"
    does = f"{x} {'solves' if map_.things[problem].kind == 'problem' else 'brings about'} {p}"
    if reading == "given":
        return f"granted {q}, {does}"
    return f"{does} by {'solving' if map_.things[assumption].kind == 'problem' else 'bringing about'} {q} too"


class _Inquiry:
    """One proposal for one problem in one view; `used` gathers what makes a difference."""

    def __init__(
        self, reasoner: Reasoner, proposal: str, problem: str, view: View, steps: tuple[Argument, ...], many: int
    ) -> None:
        share = max(many, 1)  # of each assumption two functions are made: together they take a few seconds
        self.reasoner = reasoner.within(STEPS // share, VISITS // share)
        self.map = reasoner.map
        self.proposal = proposal
        self.problem = problem
        self.view = view
        self.steps = steps
        self.contrary = frozenset(id_ for id_ in assumptions_of(steps) if contrary_to(steps, id_))
        self.part = frozenset(part_of(self.map, proposal, problem))
        self.used: set[Variable] = set()

    def take(self, id_: str, between: tuple[str, str]) -> Take:
        """How one assumption is meant."""
        negated = id_ in self.contrary
        arguing = self.map.arguments_against(id_) if negated else self.map.arguments_for(id_)
        delivering = tuple(step for step in arguing if not self.part.isdisjoint(needs(step)))
        senses = senses_of(self.map, self.steps, id_)
        # Held fixed it is a leaf: one diagram, and a pass for each number.
        held = self.view.fixing(hold={id_: Interval(low=0, high=1)}, within=self.map)
        leaf = self._function(held, Variable("leaf", id_))
        one, other = (self._side(id_, senses, person, leaf) for person in between)
        given = leaf(_NOT if negated else _CERTAIN)
        via = self._via(id_, arguing, delivering) if delivering else leaf(_CERTAIN if negated else _NOT)
        numbers = [given, via, *(side.probability for side in (one, other) if side.probability)]
        vague = any(number.high - number.low > NOISE for number in numbers)
        return Take(
            id=id_,
            title=self.map.label(id_),
            kind=self.map.things[id_].kind,
            negated=negated,
            assumed_by=tuple(step.id for step in self.steps if assumes(step, id_)),
            senses=senses,
            sides=(one, other),
            delivered_by=delivering,
            given=given,
            via=via,
            agree=agree(one.declared, other.declared),
            structural=self._middle(id_, arguing, delivering, (one, other)) if vague else None,
        )

    def _via(self, id_: str, arguing: Iterable[Argument], delivering: tuple[Argument, ...]) -> Probability:
        """How likely the problem is where the assumption holds by these arguments only, whatever the view holds."""
        return self._function(self._delivered(id_, arguing, delivering), Variable("otherwise", id_))(_NOT)

    def _delivered(self, id_: str, arguing: Iterable[Argument], delivering: tuple[Argument, ...]) -> View:
        others = [step.id for step in arguing if step not in delivering]
        granted = [id_] if id_ in self.contrary else []
        return _released(self.view, id_).fixing(deny=others, grant=granted, within=self.map)

    def _middle(
        self, id_: str, arguing: Iterable[Argument], delivering: tuple[Argument, ...], sides: tuple[Side, Side]
    ) -> Middle:
        """The same probabilities with all that has no single number at its middle."""
        held = self.view.fixing(hold={id_: Interval(low=0, high=1)}, within=self.map)
        leaf, number = self.reasoner.function(self.problem, held), self.reasoner.numbers(held).__getitem__

        def at(value: float) -> Case:
            return Case(leaf, {Variable("leaf", id_): value})

        given, via = (at(0.0), at(1.0)) if id_ in self.contrary else (at(1.0), at(0.0))
        if delivering:
            view = self._delivered(id_, arguing, delivering)
            via = Case(self.reasoner.function(self.problem, view), {Variable("otherwise", id_): 0.0})
            number = self.reasoner.numbers(view).__getitem__
        declared = [side.declared for side in sides]
        one, other = (None if said is None else at((said.low + said.high) / 2).at_middle(number) for said in declared)
        return Middle(
            given=given.at_middle(number),
            via=via.at_middle(number),
            sides=(one, other),
            unknown=(given.unknown(number), via.unknown(number)),
            turns=turning(self.reasoner, given, [via], number),
        )

    def _side(self, id_: str, senses: Iterable[Sense], person: str, leaf: Callable[[Number], Probability]) -> Side:
        own = tuple(sense for sense in senses if sense.position.person == person)
        held = latest(self.map, person, id_)
        said = held.credence if held is not None else None
        taken: list[Reading] = sorted({sense.reading for sense in own})
        return Side(
            person=person,
            senses=own,
            voice=self._voice(own, person),
            claims=tuple(
                claim(self.map, self.proposal, self.problem, id_, reading, negated=id_ in self.contrary)
                for reading in taken
            ),
            declared=said,
            probability=None if said is None else leaf(Number(said.low, said.high, "held")),
        )

    def _voice(self, senses: Iterable[Sense], person: str) -> Voice | None:
        makers = [step.by for step in self.steps if step.id in {sense.argument for sense in senses}]
        if not makers:
            return None
        if any(person in by for by in makers):
            return "claims"
        return "hears" if any(makers) else "reads"

    def _function(self, view: View, asked: Variable) -> Callable[[Number], Probability]:
        """How likely the problem is in a view, by the number of one variable."""
        function, numbers = self.reasoner.function(self.problem, view), self.reasoner.numbers(view)
        self.used.update(variable for variable in used_variables(function) if variable != asked)
        return lambda number: probability(function, numbers, {asked: number})


def _released(view: View, id_: str) -> View:
    """The view, holding nothing of this."""
    held = {held: number for held, number in view.hold.items() if held != id_}
    return replace(view, assume=view.assume - {id_}, deny=view.deny - {id_}, hold=held)
