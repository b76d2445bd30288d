"""What experiments have shown, as evidence: what a claim comes to given the recorded results, beside its own number."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from argmap.logic.evidence import Likelihoods, Observation, given, likelihoods, observed
from argmap.logic.holding import Reasoner
from argmap.logic.joint import Range
from argmap.logic.view import View
from argmap.model import ArgumentMap, Experiment, Outcome, Result, Test
from argmap.questions.coverage import bearing_on

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What something comes to, given those results that count (`range`: None where these cannot all be).

    `ignored` are the results that count for nothing, less those that are about something else.
    """

    range: Range | None
    counts: tuple[Finding, ...]
    ignored: tuple[Finding, ...]

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
        }


def tested_by(experiment: Experiment, result: Result) -> Iterator[Test]:
    """The tests that a result speaks of: that of its node, or all."""
    return (test for test in experiment.tests if result.node in (None, test.node))


def evidence(reasoner: Reasoner, target: str, view: View, without: Collection[str] = ()) -> Evidence | None:
    """What a target comes to given the results in the map; None where none is about it.

    What bears on each thing that a result is about must be in the map, but for what is to be left out (`without`).
    Every recorded outcome counts as a run of its own.
    """
    counted: list[tuple[Finding, Observation]] = []
    ignored: list[Finding] = []
    near = bearing_on(reasoner.map, [target])
    for finding, tests in _findings(reasoner.map, without):
        if finding.why is not None:
            ignored += [finding] if finding.why == "too much" or any(test.node in near for test in tests) else []
        elif finding.chances is not None:
            counted.append((finding, Observation(observed(reasoner, view, tests[0]), finding.chances)))
    numbers = reasoner.numbers(view)
    observations = [observation for _, observation in counted]
    found = given(reasoner.function(target, view), observations, numbers.__getitem__)
    for place, (finding, _) in enumerate(counted):
        if place not in found.counts and finding.node in near:
            ignored.append(replace(finding, chances=None, why="does not bear"))
    if not found.counts and not ignored:
        return None
    return Evidence(
        range=found.range, counts=tuple(counted[place][0] for place in found.counts), ignored=tuple(ignored)
    )


def _findings(map_: ArgumentMap, without: Collection[str]) -> Iterator[tuple[Finding, Sequence[Test]]]:
    """Every result with the test that it speaks of, one by one, by the experiment's id; of one in words all tests."""
    for experiment in sorted(map_.of_type(Experiment), key=lambda one: one.id):
        for result in experiment.results:
            finding = Finding(
                experiment=experiment.id,
                node=result.node,
                outcome=result.outcome,
                on=result.on,
                note=result.note,
                chances=None,
                why="in words" if result.outcome is None else "not tested",
            )
            tests = list(tested_by(experiment, result))
            if result.outcome is None or not tests:
                yield finding, experiment.tests
                continue
            for test in tests:
                chances = likelihoods(test, result.outcome)
                why: WhyNot | None = "too much" if test.node in without else "no likelihoods" if not chances else None
                yield replace(finding, node=test.node, chances=None if why else chances, why=why), [test]
