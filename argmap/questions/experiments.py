"""What to test next: what tests a claim and all that bears on it, what nothing tests, and what would tell most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from argmap.logic.evidence import (
    Likelihoods,
    entropy,
    halfway,
    information,
    likelihoods,
    observed,
)
from argmap.logic.holding import Function, Reasoner
from argmap.logic.pairs import Pairs
from argmap.logic.probability import used_variables
from argmap.logic.view import Variable, View
from argmap.model import ArgumentMap, Experiment, Status, Test, Thing
from argmap.questions.basis import Basis, basis
from argmap.questions.coverage import Coverage, bearing_on, coverage
from argmap.questions.routes import behind, needs
from argmap.questions.untested import Untested, untested
from argmap.questions.views import view_json

FORMAT: Final = "argmap-experiments/1"

PERFECT: Final = Likelihoods(1.0, 0.0)

_FIGURES: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How much one test tells about the target.

    `bits` are expected; None where the test gives no likelihoods, or where that is too hard. `at_most` is what it
    would tell if it were perfect. `fails` is how probable it is that its node does not hold although the outcome is
    positive (without likelihoods: of a perfect test), `misled` how much of that is due to what the test cannot see.
    `outcomes` are those recorded.
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
    """An experiment with those of its tests that bear on the target, the most telling first."""

    id: str
    title: str
    status: Status
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
            "bits": best.bits,
            "at_most": best.at_most,
            "tests": [one.as_json() for one in self.tests],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiments:
    """What tests a target and what bears on it, which assumptions nothing tests, and what would tell most about it.

    Without a target: only what tests each thing of the map. `chance` and `entropy` are of the target, with what is
    `unknown` at ½ and what has bounds (`middled`) at their middle, where it surely holds; `undecided` tells whether a
    circle makes a difference there. `before` is the scenario before which the tests must be seen, `left_out` are the
    experiments that cannot. `chance` is None where the map is too hard.
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
            "unknown_leaves": sum(variable.of == "leaf" for variable in self.unknown),
            "interval_leaves": sum(variable.of == "leaf" for variable in self.middled),
            "fallen_back": len(self.fallen_back),
            "undecided": self.undecided,
            "exact": self.exact,
            "unnamed": list(self.basis.unnamed),
            "rests_on": self.basis.as_json(),
        }


def covered(map_: ArgumentMap) -> Experiments:
    """What tests each thing of a map, with no claim to rank anything for."""
    return Experiments(
        target=None,
        view=View(),
        coverage=coverage(map_),
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


def experiments(reasoner: Reasoner, target: str, view: View, before: str | None = None) -> Experiments:
    """What tests a target and what bears on it, and what would tell most about it, in a view.

    Only tests of what bears on the target are ranked; with `before` only those that can be seen before that.
    """
    map_ = reasoner.map
    usable, left_out = _usable(map_, target, before)
    asking = _Asking(reasoner, target, view, [test for tests in usable.values() for test in tests])
    ranked = [asking.ranked(map_.things[id_], tests) for id_, tests in usable.items()]
    ranked.sort(key=lambda one: (_rank_of_test(one.best)[:2], one.id))
    chance = asking.pairs.chance(asking.function)
    numbers, used = reasoner.numbers(view), asking.used
    return Experiments(
        target=target,
        view=view,
        coverage=coverage(map_, target),
        untested=untested(reasoner, target, view),
        ranked=tuple(ranked),
        chance=None if chance is None else _rounded(chance),
        unknown=tuple(variable for variable in used if numbers[variable].unknown),
        middled=tuple(v for v in used if not numbers[v].unknown and not numbers[v].is_point),
        fallen_back=tuple(v for v in used if v.of != "otherwise" and numbers.falls_back(v)),
        undecided=not all(function.decided for function in asking.functions),
        exact=chance is not None and all(one.at_most is not None for entry in ranked for one in entry.tests),
        before=before,
        left_out=tuple(sorted(left_out)),
        basis=basis(reasoner, view, [target]),
    )


def _usable(map_: ArgumentMap, target: str, before: str | None) -> tuple[dict[str, list[Test]], list[str]]:
    """The tests of what bears on the target, by experiment, and the experiments whose tests all come too late."""
    soon = None if before is None else early(map_, before)
    bearing = bearing_on(map_, [target])
    usable: dict[str, list[Test]] = {}
    left_out: list[str] = []
    for experiment in map_.of_type(Experiment):
        tests = [test for test in experiment.tests if test.node in bearing]
        in_time = [test for test in tests if soon is None or not soon.isdisjoint(test.before)]
        if in_time:
            usable[experiment.id] = in_time
        elif tests:
            left_out.append(experiment.id)
    return usable, left_out


class _Asking:
    """The target and what some tests of it see, in one diagram, with the numbers that count."""

    def __init__(self, reasoner: Reasoner, target: str, view: View, tests: Sequence[Test]) -> None:
        self.function = reasoner.function(target, view)
        self._seen = {id(test): observed(reasoner, view, test) for test in tests}
        self._node = {test.node: reasoner.function(test.node, view) for test in tests}
        self.functions = [self.function, *self._seen.values(), *self._node.values()]
        self.pairs = Pairs(self.functions, halfway(reasoner.numbers(view)))

    @property
    def used(self) -> list[Variable]:
        """The variables that make a difference to any of it, by id."""
        different = {function.lower: function for function in self.functions}
        return sorted({variable for function in different.values() for variable in used_variables(function)})

    def ranked(self, experiment: Thing, tests: Sequence[Test]) -> Ranked:
        """An experiment with these of its tests."""
        assert isinstance(experiment, Experiment)
        telling = sorted((self._telling(experiment, test) for test in tests), key=_rank_of_test)
        return Ranked(id=experiment.id, title=experiment.label, status=experiment.status, tests=tuple(telling))

    def _telling(self, experiment: Experiment, test: Test) -> Telling:
        seen, chances = self._seen[id(test)], likelihoods(test)
        known = self.pairs.together(self.function, seen)
        fails, misled = self._failing(self._node[test.node], seen, chances or PERFECT)
        outcomes = [one.outcome for one in experiment.results if one.outcome and one.node in (None, test.node)]
        return Telling(
            test=test,
            chances=chances,
            bits=_rounded(information(known, chances)) if known and chances else None,
            at_most=_rounded(information(known, PERFECT)) if known else None,
            fails=fails,
            misled=misled,
            outcomes=tuple(outcomes),
        )

    def _failing(self, node: Function, seen: Function, chances: Likelihoods) -> tuple[float | None, float | None]:
        """How probable it is after a positive outcome that the node fails, and that it does though it was seen."""
        both = self.pairs.together(node, seen)
        positive = chances.true * both.second + chances.false * (1 - both.second) if both else 0.0
        if not both or positive <= 0:
            return None, None
        misled = max(chances.true * (both.second - both.both), 0.0)
        otherwise = max(chances.false * (1 - both.first - both.second + both.both), 0.0)
        return _rounded((misled + otherwise) / positive), _rounded(misled / positive)


def _rounded(value: float) -> float:
    """Less the noise of rounding, which would make equals rank differently."""
    return round(value, _FIGURES) + 0.0


def _rank_of_test(one: Telling) -> tuple[bool, float, str]:
    return one.bits is None, -(one.at_most or 0.0 if one.bits is None else one.bits), one.test.node


def early(map_: ArgumentMap, scenario: str) -> set[str]:
    """Before what a test must be seen, to be seen before a scenario: itself, or, of a family, one of its members."""
    back = (node for step in behind(map_, [scenario]) for node in needs(step))
    return {scenario, *(id_ for id_ in back if map_.things[id_].kind == "scenario")}
