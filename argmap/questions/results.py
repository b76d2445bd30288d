"""What experiments have shown, as evidence: what a claim comes to given the recorded results, beside its own number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from argmap.graph import bearing_on
from argmap.logic.evidence import Likelihoods, Observation, given, inputs, likelihoods, observed
from argmap.logic.holding import Reasoner
from argmap.logic.joint import Range
from argmap.logic.view import View
from argmap.model import Experiment, Outcome, Result, Test

WhyNot = Literal["in words", "not tested", "no likelihoods", "does not bear", "too much"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One outcome for one thing; or, with a `why`, a result that counts for nothing.

    - in words: it has no outcome
    - not tested: the experiment does not test what it speaks of
    - no likelihoods: nobody said how likely the outcome is either way
    - does not bear: what is held fixed leaves nothing that it shares with what is asked about
    - too much: what is tested there was left out, as too many things bear on all that has results
    """

    experiment: str
    node: str | None
    outcome: Outcome | None
    on: str
    note: str
    chances: Likelihoods | None
    why: WhyNot | None

    def as_json(self) -> dict[str, Any]:
        """The finding as `argmap-credence/1` has it; of what does not count, with the reason."""
        answer = {
            "experiment": self.experiment,
            "node": self.node,
            "outcome": self.outcome,
            "on": self.on,
            "note": self.note,
        }
        if self.why is not None:
            return answer | {"why": self.why}
        assert self.chances is not None
        return answer | {"p_if_true": self.chances.true, "p_if_false": self.chances.false}


@dataclass(frozen=True, slots=True)
class Beyond:
    """What the map at hand leaves out of a whole one.

    `without` is what it has no more of than its name, though it is tested and may share an input with what is asked
    about; `elsewhere` is how many results (or experiments) there are beyond it, which share none; some of them may
    where that is not `complete`.
    """

    without: Collection[str] = ()
    elsewhere: int = 0
    complete: bool = True


WHOLE: Final = Beyond()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What something comes to, given those results that count (`range`: None where these cannot all be).

    `ignored` are the results that count for nothing though they are about it; `apart` is how many more the map has,
    whose experiments share no input with it (or, where the search is not `complete`, are too far away).
    """

    range: Range | None
    counts: tuple[Finding, ...]
    ignored: tuple[Finding, ...]
    apart: int
    complete: bool

    def as_json(self) -> dict[str, Any]:
        """The evidence as `argmap-credence/1` has it."""
        found = self.range
        return {
            "low": found.low if found else None,
            "high": found.high if found else None,
            "exact": found.exact if found else True,
            "impossible": found is None,
            "results": [one.as_json() for one in self.counts],
            "not_counted": [one.as_json() for one in self.ignored],
            "unconnected": self.apart,
            "complete": self.complete,
        }


def tested_by(experiment: Experiment, result: Result) -> Iterator[Test]:
    """The tests that a result speaks of: that of its node, or all."""
    return (test for test in experiment.tests if result.node in (None, test.node))


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the results in a map come to, one outcome at a time, and those that come to nothing, each with its tests.

    `results` tells of each outcome which result of the map it is of, by number.
    """

    outcomes: tuple[tuple[Finding, Observation], ...]
    results: tuple[int, ...]
    ignored: tuple[tuple[int, Finding, tuple[Test, ...]], ...]
    total: int

    @property
    def observations(self) -> list[Observation]:
        """What was observed."""
        return [observation for _, observation in self.outcomes]


def recorded(reasoner: Reasoner, view: View, without: Collection[str] = ()) -> Recorded:
    """What the results in the map come to. Every recorded outcome counts as a run of its own.

    What bears on each thing that a result is about must be in the map, but for what is to be left out (`without`).
    """
    outcomes: list[tuple[Finding, Observation]] = []
    results: list[int] = []
    ignored: list[tuple[int, Finding, tuple[Test, ...]]] = []
    total = 0
    for experiment in sorted(reasoner.map.of_type(Experiment), key=lambda one: one.id):
        for result in experiment.results:
            for finding, tests in _findings(experiment, result, without):
                if finding.chances is None:
                    ignored.append((total, finding, tests))
                else:
                    node = reasoner.function(tests[0].node, view)
                    seen = observed(reasoner, view, tests[0])
                    outcomes.append((finding, Observation(node, seen, finding.chances)))
                    results.append(total)
            total += 1
    return Recorded(tuple(outcomes), tuple(results), tuple(ignored), total)


def evidence(reasoner: Reasoner, target: str, view: View, beyond: Beyond = WHOLE) -> Evidence | None:
    """What a target comes to given the results in the map; None where there are none.

    A result counts if its node shares an input with the target, or with the node of another result that counts. What
    bears on each thing that a result is about must be in the map, but for what is `beyond` it.
    """
    found = recorded(reasoner, view, beyond.without)
    if not found.total and not beyond.elsewhere:
        return None
    function = reasoner.function(target, view)
    posterior = given(function, found.observations, reasoner.numbers(view).__getitem__)
    near = _Near(reasoner, target, view)
    ignored = [(number, finding) for number, finding, tests in found.ignored if near(finding, tests)]
    for place, (finding, _) in enumerate(found.outcomes):
        if place not in posterior.counts and finding.node in near.bearing:
            ignored.append((found.results[place], replace(finding, chances=None, why="does not bear")))
    told = {found.results[place] for place in posterior.counts} | {number for number, _ in ignored}
    return Evidence(
        range=posterior.range,
        counts=tuple(found.outcomes[place][0] for place in posterior.counts),
        ignored=tuple(finding for _, finding in ignored),
        apart=found.total - len(told) + beyond.elsewhere,
        complete=beyond.complete,
    )


class _Near:
    """What a result that comes to nothing must be about, to be told: something that bears on the target, or shares."""

    def __init__(self, reasoner: Reasoner, target: str, view: View) -> None:
        self._reasoner, self._view = reasoner, view
        self._inputs = inputs(reasoner.function(target, view))
        self.bearing = bearing_on(reasoner.map, [target])

    def __call__(self, finding: Finding, tests: Iterable[Test]) -> bool:
        """Whether one of these tests is about such a thing; what was too much to look at may always be."""
        nodes = {test.node for test in tests}
        return finding.why == "too much" or not nodes.isdisjoint(self.bearing) or any(map(self._shares, nodes))

    def _shares(self, node: str) -> bool:
        return not self._inputs.isdisjoint(inputs(self._reasoner.function(node, self._view)))


def _findings(
    experiment: Experiment, result: Result, without: Collection[str]
) -> Iterator[tuple[Finding, tuple[Test, ...]]]:
    """What a result says of each test that it speaks of; of one in words there is one, with all tests."""
    finding = Finding(
        experiment=experiment.id,
        node=result.node,
        outcome=result.outcome,
        on=result.on,
        note=result.note,
        chances=None,
        why="in words" if result.outcome is None else "not tested",
    )
    tests = tuple(tested_by(experiment, result))
    if result.outcome is None or not tests:
        yield finding, experiment.tests
        return
    for test in tests:
        chances = likelihoods(test, result.outcome)
        why: WhyNot | None = "too much" if test.node in without else "no likelihoods" if not chances else None
        yield replace(finding, node=test.node, chances=None if why else chances, why=why), (test,)
