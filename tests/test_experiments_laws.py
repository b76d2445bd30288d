"""What experiments tell, against sums over every world of random maps; and the smallest cases, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from math import log2, prod

import pytest
from brute_force import Ends, EveryWorld, Variable
from experiment_maps import VARIABLES, experiment_maps
from hypothesis import assume, given
from hypothesis import strategies as st
from reasoning_maps import thoroughly, views

from argmap.logic.budget import Budget
from argmap.logic.holding import Reasoner
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Credence, Experiment, Interval, Outcome, Premise, Result, Statement
from argmap.model import Test as Probe  # by its own name pytest would collect it
from argmap.questions.coverage import coverage
from argmap.questions.experiments import Telling, experiments
from argmap.questions.results import Evidence, evidence

CLOSE = 1e-9
OPEN = 4
"""The most variables without a single number, of which all ends are tried."""


class Worlds:
    """Every world of a map in a view, and where a test sees what it tests, surely or maybe."""

    def __init__(self, map_: ArgumentMap, view: View) -> None:
        self.every = EveryWorld(map_, view)
        assume(len(self.every.variables) <= VARIABLES)

    def seen(self, test: Probe) -> tuple[int, int]:
        """Where a test sees its node: of a leaf seen early the leaf alone, of all else that it holds, misled or not."""
        every, id_ = self.every, test.node
        if not test.before and not test.misleads_if:
            return every.lower[id_], every.upper[id_]
        view, thing = every.view, every.map.things[id_]
        if id_ in view.deny:
            return 0, 0
        if isinstance(thing, Statement):
            if id_ in view.assume or id_ in view.grant:
                return every.all, every.all
            if id_ in view.hold or id_ in view.free or not every.arguing_for(id_):
                own = every.true.get(("leaf", id_), 0) | every.true.get(("otherwise", id_), 0)
                return own, own
        return self.denying([one for one in test.misleads_if if one != id_], id_)

    def denying(self, denied: list[str], id_: str) -> tuple[int, int]:
        """Where a thing holds with some others denied, as sets of these same worlds."""
        every = self.every
        sure = every.view.assume | every.view.grant
        for group in {every.group[one] for one in denied if one in every.group}:
            if sure & set(group.members):
                # What is held to be so is what misleads: then it counts as none, and the others are still out.
                denied = [*denied, *group.members]
        other = EveryWorld(every.map, every.view.fixing(deny=denied))
        places = [every.variables.index(variable) for variable in other.variables]
        number = {world: place for place, world in enumerate(other.worlds)}
        lower = upper = 0
        for place, world in enumerate(every.worlds):
            same = number[tuple(world[n] for n in places)]
            lower |= (other.lower[id_] >> same & 1) << place
            upper |= (other.upper[id_] >> same & 1) << place
        return lower, upper

    def inputs(self, *functions: tuple[int, int]) -> set[Variable]:
        """The variables that make a difference to where something surely holds, or where it may; a group is one."""
        every, found = self.every, set[Variable]()
        for place, variable in enumerate(every.variables):
            true, shift = every.true[variable], 1 << (len(every.variables) - 1 - place)
            if any((worlds & true) >> shift != worlds & ~true for pair in functions for worlds in pair):
                of, id_ = variable
                found.add((of, every.group[id_].id) if of == "leaf" and id_ in every.group else variable)
        return found

    def either(self, id_: str) -> tuple[int, int]:
        """Where a thing surely holds, and where it may."""
        return self.every.lower[id_], self.every.upper[id_]

    def weights(self, chances: list[float]) -> list[float]:
        """How probable each world is."""
        return [self.every.chance(world, chances) for world in self.every.worlds]

    def halfway(self) -> list[float]:
        """What each world weighs with the unknown at ½ and all else at its middle, groups at the mean of vertices."""
        return self.weights(self.every.middle())

    def corners(self) -> Iterator[list[float]]:
        """What each world weighs, at all ends of what has no single number."""
        every = self.every
        ends: dict[Variable, Ends] = {v: every.number(v) for v in every.variables if v[1] not in every.group}
        assume(sum(low < high for low, high in ends.values()) <= OPEN)
        yield from map(self.weights, every.vertices())


def said(test: Probe, outcome: Outcome = "positive") -> tuple[float, float] | None:
    """How likely an outcome is, of what is true and of what is false, by the words of the definition."""
    if test.likelihood_ratio is not None:
        ratio = test.likelihood_ratio
        true, false = ratio / (1 + ratio), 1 / (1 + ratio)
        return (true, false) if outcome == "positive" else (false, true)
    if test.p_if_true is None or test.p_if_false is None:
        return None
    true, false = test.p_if_true, test.p_if_false
    return (true, false) if outcome == "positive" else (1 - true, 1 - false)


def bits(weights: list[float], claim: int, seen: int, chances: tuple[float, float]) -> float:
    """The mutual information of a claim and an outcome, by adding up worlds and outcomes."""
    joint = dict.fromkeys(product((0, 1), (0, 1)), 0.0)
    for place, weight in enumerate(weights):
        positive = chances[0] if seen >> place & 1 else chances[1]
        joint[claim >> place & 1, 1] += weight * positive
        joint[claim >> place & 1, 0] += weight * (1 - positive)
    of_claim = {c: joint[c, 0] + joint[c, 1] for c in (0, 1)}
    of_outcome = {o: joint[0, o] + joint[1, o] for o in (0, 1)}
    return sum(p * log2(p / of_claim[c] / of_outcome[o]) for (c, o), p in joint.items() if p > 0)


def bearing(map_: ArgumentMap, target: str) -> set[str]:
    """What bears on a thing, by following everything until nothing is new."""
    found = {target}
    while True:
        arguments = [one for one in map_.of_type(Argument) if one.target in found or one.id in found]
        more = {one.id for one in arguments} | {premise.node for one in arguments for premise in one.premises}
        if more <= found:
            return found
        found |= more


@st.composite
def cases(draw: st.DrawFn) -> tuple[ArgumentMap, View, str]:
    """A map, a view and a claim, mostly one on which something that is tested bears."""
    map_ = draw(experiment_maps(grouped=draw(st.booleans())))
    ids = [one.id for one in map_.of_type(Statement)]
    tested = {test.node for one in map_.of_type(Experiment) for test in one.tests}
    told = [id_ for id_ in ids if tested & bearing(map_, id_) - {id_}] or ids
    return map_, draw(views(map_)), draw(st.sampled_from(draw(st.sampled_from((told, told, ids)))))


def near(value: float | None) -> object:
    return None if value is None else pytest.approx(value, abs=CLOSE)


def rank(one: Telling) -> tuple[bool, float, str]:
    worth = one.at_most if one.bits is None else one.bits
    assert worth is not None
    return one.bits is None, -worth, one.test.node


@given(cases())
@thoroughly
def test_tests_tell_what_every_world_says(case: tuple[ArgumentMap, View, str]) -> None:
    map_, view, target = case
    worlds = Worlds(map_, view)
    claim, weights = worlds.every.lower[target], worlds.halfway()
    answer = experiments(Reasoner(map_), target, view)
    # What does not count would change nothing, so that all results may be taken into account.
    likely = [
        weight * prod(true if lower >> n & 1 else false for (lower, _), (true, false) in observations(worlds, None))
        for n, weight in enumerate(weights)
    ]
    if answer.cannot_be:
        assert sum(likely) <= 0
    elif answer.results and sum(likely) > 0:
        weights = [weight / sum(likely) for weight in likely]
    chance = sum(weight for place, weight in enumerate(weights) if claim >> place & 1)
    assert answer.chance == near(chance)
    assert answer.entropy == near(-sum(p * log2(p) for p in (chance, 1 - chance) if p > 0))
    own, near_ = worlds.inputs(worlds.either(target)), bearing(map_, target)
    expected = {
        (one.id, test.node) for one in map_.of_type(Experiment) for test in one.tests
        if test.node in near_ or own & worlds.inputs(worlds.either(test.node))
    }  # fmt: skip
    assert {(entry.id, one.test.node) for entry in answer.ranked for one in entry.tests} == expected
    assert answer.apart <= len(map_.of_type(Experiment)) - len({id_ for id_, _ in expected})
    for entry in answer.ranked:
        experiment = map_.things[entry.id]
        assert isinstance(experiment, Experiment)
        assert entry.done == bool(experiment.results)
        if entry.done:
            assert {(one.bits, one.at_most, one.fails, one.misled) for one in entry.tests} == {(None,) * 4}
            continue
        assert list(map(rank, entry.tests)) == sorted(map(rank, entry.tests))
        for one in entry.tests:
            test, node = one.test, worlds.every.lower[one.test.node]
            seen, chances = worlds.seen(test)[0], said(test)
            assert one.bits == near(bits(weights, claim, seen, chances) if chances else None)
            assert one.at_most == near(bits(weights, claim, seen, (1.0, 0.0)))
            yes, no = chances or (1.0, 0.0)
            positive = [w * (yes if seen >> n & 1 else no) for n, w in enumerate(weights)]
            if sum(positive) <= 0:
                assert (one.fails, one.misled) == (None, None)
                continue
            failing = [p if not node >> n & 1 else 0.0 for n, p in enumerate(positive)]
            misled = [p if seen >> n & 1 else 0.0 for n, p in enumerate(failing)]
            assert one.fails == near(sum(failing) / sum(positive))
            assert one.misled == near(sum(misled) / sum(positive))
    ranks = [(entry.done, () if entry.done else rank(entry.best)[:2], entry.id) for entry in answer.ranked]
    assert ranks == sorted(ranks)


Counted = tuple[tuple[int, int], tuple[float, float]]
"""Where a test sees what it tests, surely and maybe, and how likely its outcome is either way."""


def observations(worlds: Worlds, answer: Evidence | None) -> list[Counted]:
    """What was observed: all of it, or what an answer counts."""
    found: list[Counted] = []
    wanted = None if answer is None else [(one.experiment, one.node, one.outcome) for one in answer.counts]
    for experiment in sorted(worlds.every.map.of_type(Experiment), key=lambda one: one.id):
        for result, test in product(experiment.results, experiment.tests):
            if result.outcome is None or result.node not in (None, test.node):
                continue
            chances = said(test, result.outcome)
            if chances is None or (wanted is not None and (experiment.id, test.node, result.outcome) not in wanted):
                continue
            found.append((worlds.seen(test), chances))
    assert wanted is None or len(wanted) == len(found)
    return found


def likelihood(observed: Iterable[Counted], world: int, widest: Callable[[Iterable[float]], float]) -> float:
    """How likely the outcomes are in a world; where it leaves open what a test sees, as its reader chooses."""
    return prod(
        widest({(true if seen >> world & 1 else false) for seen in either}) for either, (true, false) in observed
    )


def end_of(weights: list[float], claim: int, observed: Sequence[Counted], highest: bool) -> tuple[float | None, float]:
    """The greatest (least) that a claim can be given outcomes, for single numbers: None if they cannot be; how likely.

    In a world that leaves a node undecided, the likelihood counts that moves the claim further that way.
    """
    ways = (max, min) if highest else (min, max)
    for choice in (ways, (max, max)):
        with_, without = (
            sum(
                weight * likelihood(observed, n, way)
                for n, weight in enumerate(weights)
                if bool(claim >> n & 1) == holds
            )
            for way, holds in zip(choice, (True, False), strict=True)
        )
        if with_ + without > 0:
            return with_ / (with_ + without), with_ + without
    return None, 0.0


@given(cases())
@thoroughly
def test_evidence_is_bayes_over_every_world(case: tuple[ArgumentMap, View, str]) -> None:
    map_, view, target = case
    worlds = Worlds(map_, view)
    answer = evidence(Reasoner(map_), target, view)
    if answer is None:
        assert not any(one.results for one in map_.of_type(Experiment))
        return
    counted, everything = observations(worlds, answer), observations(worlds, None)
    for highest, claim in ((False, worlds.every.lower[target]), (True, worlds.every.upper[target])):
        found = [end_of(weights, claim, counted, highest) for weights in worlds.corners()]
        ends = [end for end, _ in found if end is not None]
        assert (answer.range is None) == (not ends)
        if answer.range is None:
            continue
        slack = CLOSE + 1e-11 / max(likely for _, likely in found)
        expected = max(ends) if highest else min(ends)
        assert answer.range[highest] == pytest.approx(expected, abs=slack)
        assert answer.range.exact
        settled = worlds.every.lower[target] == worlds.every.upper[target]
        if settled and all(lower == upper for (lower, upper), _ in everything):
            # What does not count would change nothing.
            for (end, _), weights in zip(found, worlds.corners(), strict=True):
                with_all, _ = end_of(weights, claim, everything, highest)
                assert with_all is None or with_all == pytest.approx(end, abs=slack)


@given(cases(), st.integers(0, 2_000))
@thoroughly
def test_beyond_the_budget_bounds_are_wider_and_say_so(case: tuple[ArgumentMap, View, str], steps: int) -> None:
    map_, view, target = case
    exact = evidence(Reasoner(map_), target, view)
    found = evidence(Reasoner(map_, budget=Budget(steps)), target, view)
    if exact is None or exact.range is None:
        assert found is None or found.range is None or not found.range.exact
        return
    assert found is not None
    assert found.range is not None
    assert found.range.low <= exact.range.low + CLOSE
    assert found.range.high >= exact.range.high - CLOSE
    if found.range.exact:
        assert found.range == pytest.approx(exact.range, abs=CLOSE)


@given(cases(), st.booleans())
@thoroughly
def test_coverage_is_what_its_words_say(case: tuple[ArgumentMap, View, str], whole: bool) -> None:
    map_, view, target = case
    tested = {test.node for one in map_.of_type(Experiment) for test in one.tests}

    def needed(id_: str) -> set[str]:
        return {
            premise.node
            for one in map_.of_type(Argument)
            if one.id == id_ or (one.target == id_ and not one.against)
            for premise in one.premises
        }

    worlds = Worlds(map_, view)
    answer = coverage(Reasoner(map_), view, None if whole else target)
    every = {one.id for one in map_.things.values() if isinstance(one, Statement | Argument)}
    assert {one.id for one in answer.things} == (every if whole else bearing(map_, target))
    shared = {id_: worlds.inputs(worlds.either(id_)) for id_ in every}
    for one in answer.things:
        direct = sorted(e.id for e in map_.of_type(Experiment) if any(test.node == one.id for test in e.tests))
        assert sorted(one.tests) == direct
        if direct:
            assert one in answer.tested
            continue
        behind, nearest, steps = needed(one.id), None, 0
        while steps <= len(every) and nearest is None:
            nearest = min(behind & tested, default=None)
            behind = {node for id_ in behind for node in needed(id_)}
            steps += 1
        beside = min((node for node in tested if shared[node] & shared[one.id]), default=None)
        assert one.through == (nearest or beside)
        assert one.shares == (nearest is None and beside is not None)
        assert one in (answer.through if nearest else answer.sharing if beside else answer.untested)


def fair(*tests: Probe, credence: float = 0.5, results: tuple[Result, ...] = ()) -> ArgumentMap:
    """A leaf C that is the claim, and one experiment."""
    return ArgumentMap([
        Statement(id="c", is_a="claim", credence=Credence(low=credence, high=credence)),
        Experiment(id="e", tests=tests, results=results),
    ])  # fmt: skip


def only(map_: ArgumentMap, target: str = "c") -> Telling:
    (entry,) = experiments(Reasoner(map_), target, View()).ranked
    return entry.best


def test_a_perfect_test_of_a_fair_leaf_gives_one_bit() -> None:
    one = only(fair(Probe(node="c", p_if_true=1.0, p_if_false=0.0)))
    assert (one.bits, one.at_most, one.fails, one.misled) == (1.0, 1.0, 0.0, 0.0)


def test_a_ratio_of_one_tells_nothing() -> None:
    one = only(fair(Probe(node="c", likelihood_ratio=1.0)))
    assert (one.bits, one.at_most, one.fails) == (0.0, 1.0, 0.5)


def test_a_ratio_of_four_leaves_the_entropy_of_four_fifths() -> None:
    one = only(fair(Probe(node="c", likelihood_ratio=4.0)))
    assert one.bits == near(1 + 0.8 * log2(0.8) + 0.2 * log2(0.2))
    assert one.fails == near(0.2)


def test_without_likelihoods_only_what_it_would_tell_at_most_is_known() -> None:
    one = only(fair(Probe(node="c")))
    assert (one.bits, one.at_most) == (None, 1.0)


def test_a_negative_result_by_hand() -> None:
    test = Probe(node="c", p_if_true=0.9, p_if_false=0.2)
    found = evidence(Reasoner(fair(test, credence=0.6, results=(Result(outcome="negative"),))), "c", View())
    assert found is not None
    assert found.range is not None
    # 0.6 · 0.1 against 0.4 · 0.8
    assert found.range[:2] == (near(0.06 / 0.38), near(0.06 / 0.38))


def test_results_hang_together_by_what_both_need() -> None:
    unknown = ArgumentMap([
        Statement(id="c", is_a="claim"), Statement(id="a", is_a="claim"),
        Argument(id="a-so-c", target="c", premises=(Premise(node="a", role="because"),)),
        Experiment(id="e", tests=(Probe(node="a", likelihood_ratio=4.0), Probe(node="c", likelihood_ratio=0.25)),
                   results=(Result(outcome="positive"),)),
    ])  # fmt: skip
    held = View().fixing(hold={"a": Interval(low=0.2, high=0.6)})
    found = evidence(Reasoner(unknown), "c", held)
    assert found is not None
    assert found.range is not None
    # The two results cancel: the same leaf is behind both.
    assert found.range == (near(0.2), near(0.6), True)


def test_what_is_unknown_counts_alike_with_and_without_the_claim() -> None:
    fifty = Credence(low=0.5, high=0.5)
    b = Premise(node="b", role="because")
    either = ArgumentMap([
        Statement(id="c", is_a="claim", credence=fifty), Statement(id="k", is_a="claim", credence=fifty),
        Statement(id="b", is_a="claim"), Statement(id="d", is_a="claim"),
        Argument(id="c-so-d", target="d", premises=(Premise(node="c", role="because"), b)),
        Argument(id="k-so-d", target="d", premises=(Premise(node="k", role="because"), b)),
        Experiment(id="e", tests=(Probe(node="d", likelihood_ratio=4.0),), results=(Result(outcome="positive"),)),
    ])  # fmt: skip
    found = evidence(Reasoner(either), "c", View())
    assert found is not None
    # Without B nothing is learnt; with it 0.8 is as likely as (0.8 + 0.2) / 2.
    assert found.range == (near(0.5), near(0.8 / 1.3), True)


def test_a_result_counts_through_another() -> None:
    fifty = Credence(low=0.5, high=0.5)
    perfect = Probe(node="k", p_if_true=1.0, p_if_false=0.0)
    both = ArgumentMap([
        Statement(id="c", is_a="claim", credence=fifty), Statement(id="k", is_a="claim", credence=fifty),
        Statement(id="d", is_a="claim"),
        Argument(id="so-d", target="d", premises=tuple(Premise(node=id_, role="because") for id_ in "ck")),
        Experiment(id="e", tests=(Probe(node="d", likelihood_ratio=4.0), perfect),
                   results=(Result(outcome="positive"),)),
    ])  # fmt: skip
    found = evidence(Reasoner(both), "c", View())
    assert found is not None
    # K tells nothing of C, but with K the other result is as good as one on C itself.
    assert found.range == (near(0.8), near(0.8), True)


def test_an_early_test_of_what_is_assumed_sees_it() -> None:
    test = Probe(node="c", p_if_true=0.9, p_if_false=0.0, before=("c",))
    (entry,) = experiments(Reasoner(fair(test)), "c", View().fixing(assume=["c"])).ranked
    assert (entry.best.bits, entry.best.fails, entry.best.misled) == (0.0, 0.0, 0.0)


def test_what_cannot_be_has_no_probability() -> None:
    test = Probe(node="c", p_if_true=0.0, p_if_false=0.0)
    found = evidence(Reasoner(fair(test, results=(Result(outcome="positive"),))), "c", View())
    assert found is not None
    assert found.range is None
    both = (Result(outcome="positive"), Result(outcome="negative"))
    found = evidence(Reasoner(fair(Probe(node="c", p_if_true=1.0, p_if_false=0.0), results=both)), "c", View())
    assert found is not None
    assert found.range is None


def staged(*things: Experiment) -> ArgumentMap:
    """C by a step that needs the fair leaf A; a scenario S of ½ defeats the step; F is a family that S brings about."""
    fifty = Credence(low=0.5, high=0.5)
    because_a = Premise(node="a", role="because")
    return ArgumentMap([
        Statement(id="c", is_a="claim"), Statement(id="a", is_a="claim", credence=fifty),
        Statement(id="s", is_a="scenario", credence=fifty), Statement(id="t", is_a="scenario", credence=fifty),
        Statement(id="f", is_a="scenario"),
        Argument(id="a-so-c", target="c", premises=(because_a, Premise(node="s", role="unless"))),
        Argument(id="s-so-f", target="f", premises=(Premise(node="s", role="because"),)),
        *things,
    ])  # fmt: skip


def test_a_test_that_misleads_by_hand() -> None:
    perfect = Probe(node="c", p_if_true=1.0, p_if_false=0.0, misleads_if=("s",))
    one = only(staged(Experiment(id="e", tests=(perfect,))))
    # Positive iff A; C holds in half of that: I = H(1/4) − ½·H(½).
    assert one.bits == near(-0.25 * log2(0.25) - 0.75 * log2(0.75) - 0.5)
    assert (one.fails, one.misled) == (near(0.5), near(0.5))


def test_with_a_scenario_only_what_is_seen_before_it_ranks() -> None:
    def of(id_: str, ratio: float, *before: str) -> Experiment:
        return Experiment(id=id_, tests=(Probe(node="a", likelihood_ratio=ratio, before=before),))

    reasoner = Reasoner(staged(of("late", 9.0), of("weak", 2.0, "s"), of("strong", 8.0, "s"), of("other", 8.0, "t")))
    for scenario in ("s", "f"):
        answer = experiments(reasoner, "c", View(), scenario)
        assert [entry.id for entry in answer.ranked] == ["strong", "weak"]
        assert answer.left_out == ("late", "other")
    assert [entry.id for entry in experiments(reasoner, "c", View()).ranked] == ["late", "other", "strong", "weak"]
