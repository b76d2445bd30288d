"""What to test next: what tests a claim and all that bears on it, what nothing tests, and what would tell most."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from argmap.graph import bearing_on
from argmap.logic.evidence import (
    Likelihoods,
    Observation,
    Seen,
    connected,
    entropy,
    halfway,
    information,
    inputs,
    likelihoods,
    mattering,
    observed,
)
from argmap.logic.holding import Function, Reasoner
from argmap.logic.pairs import Pairs, Together
from argmap.logic.view import Variable, View
from argmap.model import ArgumentMap, Experiment, Status, Test, Thing
from argmap.questions.basis import Basis, basis
from argmap.questions.coverage import Coverage, coverage
from argmap.questions.results import WHOLE, Beyond, recorded
from argmap.questions.routes import behind, needs
from argmap.questions.untested import Untested, untested
from argmap.questions.views import view_json

FORMAT: Final = "argmap-experiments/1"

PERFECT: Final = Likelihoods(1.0, 0.0)

_FIGURES: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How much one test tells about the target.

    `bits` are expected, given the results so far; None where the test gives no likelihoods, or where that is too hard.
    `at_most` is what it would tell if it were perfect. `fails` is how probable it is that its node does not hold
    although the outcome is positive (without likelihoods: of a perfect test), `misled` how much of that is due to what
    the test cannot see. Of an experiment with a result all these are None; `outcomes` are those recorded.
    """

    test: Test
    chances: Likelihoods | None
    bits: float | None
    at_most: float | None
    fails: float | None
    misled: float | None
    outcomes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The test as `argmap-experiments/1` has it."""
        return {
            "node": self.test.node,
            "bits": self.bits,
            "at_most": self.at_most,
            "p_if_true": self.chances.true if self.chances else None,
            "p_if_false": self.chances.false if self.chances else None,
            "fails_if_positive": self.fails,
            "misled_if_positive": self.misled,
            "before": list(self.test.before),
            "misleads_if": list(self.test.misleads_if),
            "outcomes": list(self.outcomes),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An experiment with those of its tests that bear on the target, the most telling first.

    `done` tells whether it has a result: then there is nothing to expect of it.
    """

    id: str
    title: str
    status: Status
    done: bool
    tests: tuple[Telling, ...]

    @property
    def best(self) -> Telling:
        """The test that it ranks by."""
        return self.tests[0]

    def as_json(self) -> dict[str, Any]:
        """The experiment as `argmap-experiments/1` has it."""
        best = self.best
        return {
            "id": self.id,
            "title": self.title,
            "status": self.status,
            "has_result": self.done,
            "bits": best.bits,
            "at_most": best.at_most,
            "tests": [one.as_json() for one in self.tests],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiments:
    """What tests a target and what bears on it, which assumptions nothing tests, and what would tell most about it.

    Without a target: only what tests each thing of the map. `chance` and `entropy` are of the target given the results
    so far, with what is `unknown` at ½ and what has bounds (`middled`) at their middle, where it surely holds;
    `undecided` tells whether a circle makes a difference there. `results` is how many outcomes that takes into account;
    where they `cannot_be` by these numbers, none. `before` is the scenario before which the tests must be seen,
    `left_out` are the experiments that cannot, `apart` is how many share no input with the target (or, where the search
    is not `complete`, are too far away). `chance` is None where the map is too hard.
    """

    target: str | None
    view: View
    coverage: Coverage
    untested: Untested | None
    ranked: tuple[Ranked, ...]
    chance: float | None
    unknown: tuple[Variable, ...]
    middled: tuple[Variable, ...]
    fallen_back: tuple[Variable, ...]
    undecided: bool
    exact: bool
    before: str | None
    left_out: tuple[str, ...]
    basis: Basis
    results: int = 0
    cannot_be: bool = False
    apart: int = 0
    complete: bool = True

    @property
    def to_run(self) -> tuple[Ranked, ...]:
        """The experiments without a result."""
        return tuple(one for one in self.ranked if not one.done)

    @property
    def entropy(self) -> float | None:
        """How many bits it is worth to know for sure whether the target holds."""
        return None if self.chance is None else entropy(self.chance)

    def as_json(self) -> dict[str, Any]:
        """The answer in the shape `argmap-experiments/1`."""
        return {
            "format": FORMAT,
            "target": self.target,
            "view": view_json(self.view),
            "before": self.before,
            "coverage": self.coverage.as_json(),
            "untested": self.untested.as_json() if self.untested else None,
            "probability": self.chance,
            "entropy": self.entropy,
            "experiments": [one.as_json() for one in self.ranked],
            "left_out": list(self.left_out),
            "unconnected": self.apart,
            "complete": self.complete,
            "results": self.results,
            "results_impossible": self.cannot_be,
            "unknown_leaves": sum(variable.of == "leaf" for variable in self.unknown),
            "interval_leaves": sum(variable.of == "leaf" for variable in self.middled),
            "fallen_back": len(self.fallen_back),
            "undecided": self.undecided,
            "exact": self.exact,
            "unnamed": list(self.basis.unnamed),
            "rests_on": self.basis.as_json(),
        }


def covered(reasoner: Reasoner) -> Experiments:
    """What tests each thing of a map, with no claim to rank anything for."""
    return Experiments(
        target=None,
        view=View(),
        coverage=coverage(reasoner, View()),
        untested=None,
        ranked=(),
        chance=None,
        unknown=(),
        middled=(),
        fallen_back=(),
        undecided=False,
        exact=True,
        before=None,
        left_out=(),
        basis=Basis(()),
    )


def experiments(
    reasoner: Reasoner,
    target: str,
    view: View,
    before: str | None = None,
    beyond: Beyond = WHOLE,
) -> Experiments:
    """What tests a target and what bears on it, and what would tell most about it, in a view.

    A test is ranked if its node bears on the target or shares an input with it; with `before` only if it can be seen
    before that. What bears on each thing that is tested must be in the map, but for what is `beyond` it.
    """
    map_ = reasoner.map
    usable, left_out, others = _usable(reasoner, target, view, before, beyond.without)
    asking = _Asking(reasoner, target, view, [test for tests in usable.values() for test in tests], beyond.without)
    ranked = [asking.ranked(map_.things[id_], tests) for id_, tests in usable.items()]
    ranked.sort(key=lambda one: (one.done, _rank_of_test(one.best)[:2], one.id))
    chance = asking.chance
    numbers, used = reasoner.numbers(view), asking.used
    return Experiments(
        target=target,
        view=view,
        coverage=coverage(reasoner, view, target, beyond.without),
        untested=untested(reasoner, target, view),
        ranked=tuple(ranked),
        chance=None if chance is None else _rounded(chance),
        unknown=tuple(variable for variable in used if numbers[variable].unknown),
        middled=tuple(v for v in used if not numbers[v].unknown and not numbers[v].is_point),
        fallen_back=tuple(v for v in used if v.of != "otherwise" and numbers.falls_back(v)),
        undecided=not all(function.decided for function in asking.functions),
        exact=chance is not None and all(t.at_most is not None for one in ranked if not one.done for t in one.tests),
        before=before,
        left_out=tuple(sorted(left_out)),
        basis=basis(reasoner, view, [target]),
        results=len(asking.results),
        cannot_be=asking.cannot_be,
        apart=len(others - asking.counted) + beyond.elsewhere,
        complete=beyond.complete,
    )


def _usable(
    reasoner: Reasoner, target: str, view: View, before: str | None, without: Collection[str]
) -> tuple[dict[str, list[Test]], list[str], set[str]]:
    """The tests that can tell of the target, by experiment; the experiments that come too late; those that cannot."""
    map_ = reasoner.map
    soon = None if before is None else early(map_, before)
    bearing = bearing_on(map_, [target])
    own = inputs(reasoner.function(target, view))
    usable: dict[str, list[Test]] = {}
    left_out: list[str] = []
    others: set[str] = set()
    for experiment in map_.of_type(Experiment):
        tests = [
            test
            for test in experiment.tests
            if test.node not in without
            and (test.node in bearing or not own.isdisjoint(inputs(reasoner.function(test.node, view))))
        ]
        in_time = [test for test in tests if soon is None or not soon.isdisjoint(test.before)]
        if in_time:
            usable[experiment.id] = in_time
        elif tests:
            left_out.append(experiment.id)
        else:
            others.add(experiment.id)
    return usable, left_out, others


class _Asking:
    """The target and what some tests of it see, in one diagram, with the numbers that count, given the results so far.

    Results count where they share an input with any of these, or with each other.
    """

    def __init__(
        self, reasoner: Reasoner, target: str, view: View, tests: Sequence[Test], without: Collection[str]
    ) -> None:
        self.function = reasoner.function(target, view)
        self._seen = {id(test): observed(reasoner, view, test) for test in tests}
        self._node = {test.node: reasoner.function(test.node, view) for test in tests}
        self.functions = [self.function, *self._seen.values(), *self._node.values()]
        self._number = halfway(reasoner.numbers(view))
        found = recorded(reasoner, view, without)
        places = connected(self.functions, found.observations)
        self.results = [found.observations[place] for place in places]
        self.counted = {found.outcomes[place][0].experiment for place in places}
        self.cannot_be = False
        self._given(self.results)
        if self._likely is not None and self._likely <= 0:
            self.cannot_be, self.results = True, []
            self._given([])

    def _given(self, results: Sequence[Observation]) -> None:
        seen = Seen(self.function.reasoner, results)
        self._joined = {function: function & seen.surely for function in self.functions}
        together = [*self._joined.values()]
        self._pairs = Pairs([together[0], seen.surely, *together[1:]], seen.numbers(self._number))
        self._likely = self._pairs.chance(seen.surely)

    @property
    def chance(self) -> float | None:
        """How probable the target surely is, given the results."""
        together = self._pairs.chance(self._joined[self.function])
        return None if together is None or self._likely is None else together / self._likely

    def _together(self, first: Function, second: Function) -> Together | None:
        """How probable two functions surely are, given the results."""
        found = self._pairs.together(self._joined[first], self._joined[second])
        if found is None or self._likely is None:
            return None
        return Together(*(value / self._likely for value in found))

    @property
    def used(self) -> list[Variable]:
        """The variables that make a difference to any of it, by id."""
        different = {function.lower: function for function in self.functions}
        return sorted({variable for function in different.values() for variable in mattering(function)})

    def ranked(self, experiment: Thing, tests: Sequence[Test]) -> Ranked:
        """An experiment with these of its tests."""
        assert isinstance(experiment, Experiment)
        done = bool(experiment.results)
        telling = (_told(experiment, test) if done else self._telling(test) for test in tests)
        return Ranked(
            id=experiment.id,
            title=experiment.label,
            status=experiment.status,
            done=done,
            tests=tuple(sorted(telling, key=_rank_of_test)),
        )

    def _telling(self, test: Test) -> Telling:
        seen, chances = self._seen[id(test)], likelihoods(test)
        known = self._together(self.function, seen)
        fails, misled = self._failing(self._node[test.node], seen, chances or PERFECT)
        return Telling(
            test=test,
            chances=chances,
            bits=_rounded(information(known, chances)) if known and chances else None,
            at_most=_rounded(information(known, PERFECT)) if known else None,
            fails=fails,
            misled=misled,
            outcomes=(),
        )

    def _failing(self, node: Function, seen: Function, chances: Likelihoods) -> tuple[float | None, float | None]:
        """How probable it is after a positive outcome that the node fails, and that it does though it was seen."""
        both = self._together(node, seen)
        positive = chances.true * both.second + chances.false * (1 - both.second) if both else 0.0
        if not both or positive <= 0:
            return None, None
        misled = max(chances.true * (both.second - both.both), 0.0)
        otherwise = max(chances.false * (1 - both.first - both.second + both.both), 0.0)
        return _rounded((misled + otherwise) / positive), _rounded(misled / positive)


def _told(experiment: Experiment, test: Test) -> Telling:
    """A test of an experiment that has a result."""
    outcomes = tuple(one.outcome for one in experiment.results if one.outcome and one.node in (None, test.node))
    return Telling(
        test=test, chances=likelihoods(test), bits=None, at_most=None, fails=None, misled=None, outcomes=outcomes
    )


def _rounded(value: float) -> float:
    """Less the noise of rounding, which would make equals rank differently."""
    return round(value, _FIGURES) + 0.0


def _rank_of_test(one: Telling) -> tuple[bool, float, str]:
    return one.bits is None, -(one.at_most or 0.0 if one.bits is None else one.bits), one.test.node


def early(map_: ArgumentMap, scenario: str) -> set[str]:
    """Before what a test must be seen, to be seen before a scenario: itself, or, of a family, one of its members."""
    back = (node for step in behind(map_, [scenario]) for node in needs(step))
    return {scenario, *(id_ for id_ in back if map_.things[id_].kind == "scenario")}
