"""One scenario: what breaks and what stays, which concerns it brings, what could be seen before and what misleads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from argmap.errors import UnknownIdError, WrongKindError
from argmap.logic.view import View
from argmap.model import Experiment, Position, Statement, Test
from argmap.questions.cells import Cell
from argmap.questions.jumps import is_scenario
from argmap.questions.scenarios import FORMAT, Hit, Matrix
from argmap.questions.views import view_json
from argmap.text import an

INVARIANT: Final = "invariant"
"""The tag of a statement that what it is `about` leaves as it was."""

Sureness = Literal["yes", "may", "no"]


class Misled(NamedTuple):
    """Whether a test says nothing after the jump, and because of what that the scenario brings."""

    sure: Sureness
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A test of an experiment: whether it can be made before the scenario, and whether it then misleads."""

    experiment: str
    test: Test
    early: bool
    misled: Misled

    def as_json(self) -> dict[str, Any]:
        """One entry of `tests`."""
        return {
            "experiment": self.experiment,
            "node": self.test.node,
            "before": self.early,
            "misled": self.misled.sure,
            "misled_by": list(self.misled.by),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """What a scenario leaves alone although something from it attacks it, or what is tagged so."""

    id: str
    tagged: bool
    attacks: tuple[str, ...] = ()
    defeaters: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One entry of `invariants`."""
        return {
            "id": self.id,
            "tagged": self.tagged,
            "attacks": list(self.attacks),
            "defeaters": list(self.defeaters),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """A technique that breaks: whether all that tests what it needs would say that all is well.

    `false` is yes where every test surely misleads after the jump, may where one only may, no where one does not; None
    where nothing tests it.
    """

    technique: str
    false: Sureness | None
    tests: tuple[Sight, ...]

    def as_json(self) -> dict[str, Any]:
        """One entry of `security`."""
        return {"technique": self.technique, "false": self.false, "tests": [sight.as_json() for sight in self.tests]}


class Crux(NamedTuple):
    """A crux of the scenario: whose, and the experiments that test it before."""

    id: str
    person: str
    experiments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that the map says of one scenario, or of a family of them."""

    scenario: str
    members: tuple[str, ...]
    view: View
    techniques: tuple[Cell, ...]
    concerns: tuple[Cell, ...]
    invariants: tuple[Invariant, ...]
    not_mentioned: tuple[str, ...]
    sights: tuple[Sight, ...]
    security: tuple[Security, ...]
    cruxes: tuple[Crux, ...]

    @property
    def transfers(self) -> tuple[str, ...]:
        """The techniques that survive."""
        return tuple(cell.row for cell in self.techniques if cell.outcome == "survives")

    @property
    def lasting(self) -> tuple[Sight, ...]:
        """The tests that nothing which the scenario brings makes misleading."""
        return tuple(sight for sight in self.sights if sight.misled.sure == "no")

    def as_json(self) -> dict[str, Any]:
        """The answer in the shape `argmap-scenarios/1`, of one scenario."""
        return {
            "format": FORMAT,
            "scenario": self.scenario,
            "members": list(self.members) if self.members != (self.scenario,) else [],
            "view": view_json(self.view),
            "techniques": [cell.as_json() for cell in self.techniques],
            "concerns": [cell.as_json() for cell in self.concerns],
            "invariants": [one.as_json() for one in self.invariants],
            "not_mentioned": list(self.not_mentioned),
            "transfers": {
                "techniques": list(self.transfers),
                "tests": [{"experiment": sight.experiment, "node": sight.test.node} for sight in self.lasting],
            },
            "security": [one.as_json() for one in self.security],
            "tests": [sight.as_json() for sight in self.sights],
            "cruxes": [
                {"id": crux.id, "person": crux.person, "experiments": list(crux.experiments)} for crux in self.cruxes
            ],
        }


def report(matrix: Matrix, scenario: str) -> Report:
    """What becomes of everything in one scenario; of a family, what is so of all its members.

    Raises UnknownIdError, and WrongKindError for what is no scenario.
    """
    check_scenario(matrix, scenario)
    members = matrix.jumps.members(scenario)
    invariants, silent = _invariants(matrix, members)
    sights = tuple(_sights(matrix, scenario, members))
    techniques = tuple(matrix.technique(id_, scenario) for id_ in matrix.techniques)
    return Report(
        scenario=scenario,
        members=members,
        view=matrix.asked,
        techniques=techniques,
        concerns=tuple(matrix.concern(id_, scenario) for id_ in matrix.concerns),
        invariants=invariants,
        not_mentioned=silent,
        sights=sights,
        security=tuple(_security(matrix, cell.row, sights) for cell in techniques if cell.broken),
        cruxes=tuple(_cruxes(matrix, scenario, sights)),
    )


def check_scenario(matrix: Matrix, id_: str) -> None:
    """Raises UnknownIdError with the nearest scenario, and WrongKindError for what is no scenario."""
    thing = matrix.map.things.get(id_)
    if thing is None:
        raise UnknownIdError(id_, matrix.jumps.columns)
    if not is_scenario(matrix.map, id_):
        raise WrongKindError(f"{id_!r} is {an(thing.kind)}, not a scenario")


def _invariants(matrix: Matrix, members: Sequence[str]) -> tuple[tuple[Invariant, ...], tuple[str, ...]]:
    """What all of some scenarios leave alone, by id; and what of the techniques' bases none of them reaches."""
    found = {
        thing.id: Invariant(id=thing.id, tagged=True)
        for thing in matrix.map.of_type(Statement)
        if INVARIANT in thing.tags and set(members) <= set(_about(matrix, thing))
    }
    hits: dict[str, dict[str, list[Hit]]] = {}
    bases = dict.fromkeys(member for one in matrix.techniques.values() for member in one.base)
    for technique in matrix.techniques:
        for scenario in members:
            for site in matrix.attacks(technique, scenario):
                hits.setdefault(site.member, {}).setdefault(scenario, []).append(matrix.hit(technique, site, scenario))
    for member, by_scenario in hits.items():
        every = [hit for found_ in by_scenario.values() for hit in found_]
        if len(by_scenario) == len(members) and all(hit.defeated for hit in every):
            attacks = tuple(dict.fromkeys(hit.site.by.id for hit in every))
            defeaters = tuple(dict.fromkeys(id_ for hit in every for id_ in hit.defeaters))
            tagged = member in found
            found[member] = Invariant(id=member, tagged=tagged, attacks=attacks, defeaters=defeaters)
    silent = tuple(sorted(member for member in bases if member not in hits and member not in found))
    return tuple(found[id_] for id_ in sorted(found)), silent


def _about(matrix: Matrix, statement: Statement) -> Iterator[str]:
    for id_ in statement.about:
        yield from matrix.jumps.members(id_)


def misled(matrix: Matrix, test: Test, members: Sequence[str]) -> Misled:
    """Whether a test says nothing after some scenarios (surely: after each), and because of what these bring."""
    if not members:
        return Misled("no", ())
    jumps = matrix.jumps
    sure: dict[str, list[bool]] = {scenario: [] for scenario in members}
    by: dict[str, None] = {}
    for id_ in test.misleads_if:
        for scenario in members:
            if jumps.leads(scenario).behind([id_]) and jumps.may(id_, scenario):
                by[id_] = None
                sure[scenario].append(jumps.sure(id_, scenario))
    if not by:
        return Misled("no", ())
    return Misled("yes" if all(any(sure[scenario]) for scenario in members) else "may", tuple(by))


def _sights(matrix: Matrix, scenario: str, members: Sequence[str]) -> Iterator[Sight]:
    """The tests of the map, of which those that can be made before the scenario come first."""
    named = {scenario, *members, *(family for member in members for family in matrix.jumps.families_of(member))}
    found = [
        Sight(
            experiment=experiment.id,
            test=test,
            early=not named.isdisjoint(test.before),
            misled=misled(matrix, test, members),
        )
        for experiment in matrix.map.of_type(Experiment)
        for test in experiment.tests
    ]
    yield from sorted(found, key=lambda sight: (not sight.early, sight.experiment, sight.test.node))


def _security(matrix: Matrix, technique: str, sights: Sequence[Sight]) -> Security:
    one = matrix.techniques[technique]
    needed = {*one.base, *(step.id for step in one.arguments + one.inner)}
    tests = tuple(sight for sight in sights if sight.test.node in needed)
    ways = {sight.misled.sure for sight in tests}
    false: Sureness | None = None
    if tests:
        false = "no" if "no" in ways else "may" if "may" in ways else "yes"
    return Security(technique=technique, false=false, tests=tests)


def _cruxes(matrix: Matrix, scenario: str, sights: Sequence[Sight]) -> Iterator[Crux]:
    """What somebody calls a crux of the scenario, of a member or of its family, each with the tests before it."""
    named = {scenario, *matrix.jumps.members(scenario), *matrix.jumps.families_of(scenario)}
    found = {
        (position.target, position.person)
        for position in matrix.map.of_type(Position)
        if position.crux and not named.isdisjoint(position.of)
    }
    for target, person in sorted(found):
        tests = (sight.experiment for sight in sights if sight.early and sight.test.node == target)
        yield Crux(target, person, tuple(dict.fromkeys(tests)))
