"""Results move causes, siblings and consequences: the smallest cases by hand, cut out of the store, and in words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from math import log2
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from experiment_maps import experiment_maps
from hypothesis import given
from hypothesis import strategies as st
from reasoning_maps import thoroughly
from sqlite_utils import Database

from argmap.logic.holding import Reasoner
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Credence, Exclusive, Experiment, MapFile, Outcome, Premise, Statement
from argmap.model import Result as Shown
from argmap.model import Test as Probe  # by its own name pytest would collect it
from argmap.questions import coverage as covering
from argmap.questions.check import check
from argmap.questions.coverage import coverage
from argmap.questions.experiments import experiments
from argmap.questions.results import Beyond, Evidence, evidence
from argmap.store import tested
from argmap.store.filling import fill
from argmap.store.reading import Store
from argmap.store.tested import with_tests

KINK = """\
format: argmap/1
statements:
  grok: {kind: scenario, title: Networks reorganise, credence: 0.3}
  kink: {kind: claim, title: Loss curves show a kink}
  stop: {kind: concern, title: Techniques stop applying}
arguments:
  g1: {for: kink, because: [grok]}
  g2: {for: stop, because: [grok]}
experiments:
  curves: {title: Plot the loss curves, tests: [{node: kink, p_if_true: 0.9, p_if_false: 0.1}]RESULT}
"""
POSITIVE = ", result: {outcome: positive, on: 2026-01-01}"


@pytest.fixture
def map_file(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "map.yaml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def asked(run: Run, *words: str) -> Any:
    return json.loads(run(*words, "--json").out)


@pytest.mark.parametrize("target", ["kink", "grok", "stop"])
def test_a_result_on_a_consequence_moves_its_cause_and_its_siblings(
    run: Run, map_file: Callable[[str], str], target: str
) -> None:
    found = asked(run, "-m", map_file(KINK.replace("RESULT", POSITIVE)), "credence", target)
    assert (found["low"], found["high"]) == (0.3, 0.3)
    # 0.3 · 0.9 against 0.7 · 0.1
    assert found["evidence"]["low"] == found["evidence"]["high"] == pytest.approx(0.27 / 0.34)
    assert found["evidence"]["exact"]
    assert [one["node"] for one in found["evidence"]["results"]] == ["kink"]


@pytest.mark.parametrize("target", ["grok", "stop"])
def test_a_test_of_a_consequence_tells_of_its_cause_and_its_siblings(
    run: Run, map_file: Callable[[str], str], target: str
) -> None:
    path = map_file(KINK.replace("RESULT", ""))
    found = asked(run, "-m", path, "experiments", target)
    assert [(one["id"], round(one["bits"], 3)) for one in found["experiments"]] == [("curves", 0.456)]
    through = {one["id"]: (one["through"], one["shares_input"]) for one in found["coverage"]["things"]}
    assert through["grok"] == ("kink", True)
    assert found["coverage"]["untested"] == 0
    text = " ".join(run("-m", path, "experiments", target).out.split())
    assert "Plot the loss curves would tell most: 0.456 bits expected" in text
    assert "Networks reorganise: tested through Loss curves show a kink, which shares an input with it" in text


CAUSES = """\
format: argmap/1
statements:
  a: {kind: claim, title: A, credence: 0.3}
  b: {kind: claim, title: B, credence: 0.3}
  n: {kind: claim, title: N}
arguments:
  k1: {for: n, because: [a]}
  k2: {for: n, because: [b]}
experiments:
  e1: {title: E1, tests: [{node: n, p_if_true: 0.9, p_if_false: 0.1}]FIRST}
  e2: {title: E2, tests: [{node: b, p_if_true: 0.9, p_if_false: 0.1}]SECOND}
"""


def test_another_cause_that_turns_out_true_explains_a_consequence_away(
    run: Run, map_file: Callable[[str], str]
) -> None:
    one = map_file(CAUSES.replace("FIRST", POSITIVE).replace("SECOND", ""))
    assert asked(run, "-m", one, "credence", "a")["evidence"]["low"] == pytest.approx(0.531, abs=5e-4)
    both = map_file(CAUSES.replace("FIRST", POSITIVE).replace("SECOND", POSITIVE))
    found = asked(run, "-m", both, "credence", "a")["evidence"]
    # e2 shares nothing with A, but with N, on which e1 is.
    assert found["low"] == pytest.approx(0.344, abs=5e-4)
    assert len(found["results"]) == 2


def test_a_result_that_shares_nothing_is_counted_as_not_counted(run: Run, map_file: Callable[[str], str]) -> None:
    path = map_file(CAUSES.replace("FIRST", "").replace("SECOND", POSITIVE))
    found = asked(run, "-m", path, "credence", "a")["evidence"]
    assert (found["low"], found["results"], found["unconnected"], found["complete"]) == (0.3, [], 1, True)
    assert 'Not counted: 1 result whose experiment shares no input with "A".' in run("-m", path, "credence", "a").out
    text = run("-m", path, "experiments", "a").out
    assert 'Not counted: 1 experiment that shares no input with "A".' not in text  # its result counts
    told = asked(run, "-m", path, "experiments", "a")
    assert told["results"] == 1
    # With B nearly sure, N tells less of A.
    without = asked(run, "-m", map_file(CAUSES.replace("FIRST", "").replace("SECOND", "")), "experiments", "a")
    assert told["experiments"][0]["bits"] < without["experiments"][0]["bits"]
    assert without["unconnected"] == 1


def test_worlds_that_leave_a_node_undecided_widen_either_bound(run: Run, map_file: Callable[[str], str]) -> None:
    path = map_file("""\
format: argmap/1
statements:
  c: {kind: claim, title: C}
  a: {kind: claim, title: A, credence: 0.4}
  u: {kind: claim, title: U, credence: 0.5}
  v: {kind: claim, title: V, credence: 0.5}
arguments:
  k1: {against: u, because: [v]}
  k2: {against: v, because: [u]}
  k3: {for: c, because: [a]}
  k4: {against: u, because: [a]}
experiments:
  e:
    tests: [{node: u, p_if_true: 0.9, p_if_false: 0.1}]
    result: {outcome: positive, on: 2020-01-01}
""")
    found = asked(run, "-m", path, "credence", "c")["evidence"]
    assert (round(found["low"], 3), round(found["high"], 3)) == (0.118, 0.182)
    assert found["exact"]


def test_what_is_to_run_ranks_by_what_it_tells_after_the_results_so_far(
    run: Run, map_file: Callable[[str], str]
) -> None:
    path = map_file("""\
format: argmap/1
statements:
  a: {kind: claim, title: A, credence: 0.5}
  c: {kind: claim, title: C}
arguments:
  k: {for: c, because: [a]}
experiments:
  done:
    tests: [{node: a, p_if_true: 0.99, p_if_false: 0.01}]
    result: {outcome: positive, on: 2020-01-01}
  next: {title: Another look, tests: [{node: a, p_if_true: 0.9, p_if_false: 0.1}]}
""")
    found = asked(run, "-m", path, "experiments", "c")
    assert [(one["id"], one["has_result"]) for one in found["experiments"]] == [("next", False), ("done", True)]
    assert found["experiments"][0]["bits"] == pytest.approx(0.025, abs=5e-4)
    assert found["experiments"][1]["bits"] is None
    assert found["probability"] == pytest.approx(0.99)
    assert "given 1 recorded outcome" in " ".join(run("-m", path, "experiments", "c").out.split())


def test_results_that_cannot_all_be_are_left_out_of_the_bits(run: Run, map_file: Callable[[str], str]) -> None:
    path = map_file("""\
format: argmap/1
statements:
  a: {kind: claim, title: A, credence: 0.5}
experiments:
  done:
    tests: [{node: a, p_if_true: 1, p_if_false: 0}]
    result: [{outcome: positive}, {outcome: negative}]
  next: {tests: [{node: a, p_if_true: 1, p_if_false: 0}]}
""")
    found = asked(run, "-m", path, "experiments", "a")
    assert (found["results_impossible"], found["results"], found["experiments"][0]["bits"]) == (True, 0, 1)
    text = " ".join(run("-m", path, "experiments", "a").out.split())
    assert "The recorded results cannot all be, by these numbers: they are left out." in text
    assert asked(run, "-m", path, "credence", "a")["evidence"]["impossible"]


def test_bounds_are_those_of_the_numbers_at_which_the_results_can_be(run: Run, map_file: Callable[[str], str]) -> None:
    path = map_file("""\
format: argmap/1
statements:
  s0: {kind: problem, otherwise: 0.62}
  s1: {kind: concern}
  s2: {kind: problem}
  s3: {kind: problem, credence: 0.41}
  s4: {kind: concern, credence: {low: 0.3, high: 1}}
  s5: {kind: claim, credence: 0.88}
arguments:
  a0: {for: s0, because: [s2], unless: [s3]}
  a1: {for: s2, assuming: [s4]}
  a2: {against: s2, unless: [s5], unstated: [s1]}
  a3: {against: s5, unstated: [s2]}
  a4: {for: s2, unstated: [s3], because: [s5]}
  a5: {against: s4, unstated: [s0], because: [s1]}
  a6: {for: s1, because: [s3]}
experiments:
  e0: {tests: [{node: s0, likelihood_ratio: 4}], result: {outcome: negative}}
  e1: {tests: [{node: s1, likelihood_ratio: 10}], result: {outcome: positive}}
  e2: {tests: [{node: s4, likelihood_ratio: 10}], result: {outcome: positive}}
""")
    found = asked(run, "-m", path, "credence", "s0")["evidence"]
    assert (round(found["low"], 4), round(found["high"], 4)) == (0.1193, 0.1617)
    assert found["exact"]


def test_evidence_that_is_very_improbable_still_has_exact_bounds() -> None:
    things: list[Any] = [Statement(id="c", is_a="claim", credence=Credence(low=1e-9, high=2e-9))]
    rare = [f"r{number}" for number in range(3)]
    for id_ in rare:
        things += [
            Statement(id=id_, is_a="claim", credence=Credence(low=1e-9, high=1e-9)),
            Statement(id=f"n{id_}", is_a="claim"),
            Argument(id=f"k{id_}", target=f"n{id_}", premises=(Premise(node=id_, role="because"),)),
            Argument(id=f"l{id_}", target=f"n{id_}", premises=(Premise(node="c", role="because"),)),
            Experiment(
                id=f"e{id_}",
                tests=(Probe(node=f"n{id_}", p_if_true=1.0, p_if_false=0.0),),
                results=(Shown(outcome="positive"),),
            ),
        ]
    found = evidence(Reasoner(ArgumentMap(things)), "c", View())
    assert found is not None
    assert found.range is not None
    assert found.range.exact
    for bound, chance in zip(found.range[:2], (1e-9, 2e-9), strict=True):
        assert 1 - bound == pytest.approx((1 - chance) * 1e-27 / chance, rel=1e-6, abs=1e-16)


def speeds(outcome: Outcome, *chances: float | tuple[float, float], exhaustive: bool = True) -> ArgumentMap:
    """Doom by one of three speeds that exclude each other, with the chances .1, .3 and .8; a test of doom."""
    members = ("slow", "medium", "fast")
    things: list[Any] = [Statement(id="doom", is_a="concern"), Statement(id="calm", is_a="claim")]
    for id_, chance, strength in zip(members, chances, (0.1, 0.3, 0.8), strict=True):
        low, high = chance if isinstance(chance, tuple) else (chance, chance)
        step = (Premise(node=id_, role="because"),)
        things += [
            Statement(id=id_, is_a="scenario", credence=Credence(low=low, high=high)),
            Argument(id=f"by-{id_}", target="doom", premises=step, strength=Credence(low=strength, high=strength)),
        ]
    return ArgumentMap([
        *things,
        Argument(id="so-calm", target="calm", premises=(Premise(node="fast", role="because", negated=True),)),
        Exclusive(id="speed", members=members, exhaustive=exhaustive),
        Experiment(id="e", tests=(Probe(node="doom", p_if_true=0.9, p_if_false=0.1),),
                   results=(Shown(outcome=outcome),)),
    ])  # fmt: skip


def ends(found: Evidence | None) -> tuple[float, float]:
    assert found is not None
    assert found.range is not None
    assert found.range.exact
    return found.range.low, found.range.high


def test_a_result_moves_the_members_of_a_group_and_what_needs_that_one_does_not_hold() -> None:
    reasoner = Reasoner(speeds("positive", 0.5, 0.3, 0.2))
    fast = 0.2 * (0.8 * 0.9 + 0.2 * 0.1) / (0.3 * 0.9 + 0.7 * 0.1)
    assert ends(evidence(reasoner, "fast", View())) == (pytest.approx(fast), pytest.approx(fast))
    assert ends(evidence(reasoner, "calm", View())) == (pytest.approx(1 - fast), pytest.approx(1 - fast))


def test_bounds_of_a_group_are_over_the_vertices_of_its_chances() -> None:
    between = (0.2, 0.6)
    reasoner = Reasoner(speeds("positive", between, between, between))
    expected: dict[str, list[float]] = {"doom": [], "fast": []}
    for slow, medium, fast in permutations((0.2, 0.2, 0.6)):
        doom = 0.1 * slow + 0.3 * medium + 0.8 * fast
        positive = 0.9 * doom + 0.1 * (1 - doom)
        expected["doom"].append(0.9 * doom / positive)
        expected["fast"].append(fast * (0.8 * 0.9 + 0.2 * 0.1) / positive)
    for id_, values in expected.items():
        assert ends(evidence(reasoner, id_, View())) == (pytest.approx(min(values)), pytest.approx(max(values)))


def test_a_test_that_a_member_of_a_group_misleads_sees_none_in_its_place() -> None:
    map_ = speeds("positive", 0.5, 0.3, 0.2)
    misled = Probe(node="doom", p_if_true=1.0, p_if_false=0.0, misleads_if=("fast",))
    things = [one for one in map_.things.values() if one.id != "e"]
    (ranked,) = experiments(
        Reasoner(ArgumentMap([*things, Experiment(id="e", tests=(misled,))])), "doom", View()
    ).ranked
    # It is positive where doom comes slowly; of 0.3 that doom comes it does not see 0.16.
    assert ranked.best.fails == pytest.approx(0)
    chance = ranked.best.at_most
    assert chance == pytest.approx(bits(0.3, 0.14, 0.14))


def bits(first: float, second: float, both: float) -> float:
    """The mutual information of two things with these probabilities, each and both."""
    table = {(1, 1): both, (1, 0): first - both, (0, 1): second - both, (0, 0): 1 - first - second + both}
    alone = {(0, 1): first, (0, 0): 1 - first, (1, 1): second, (1, 0): 1 - second}
    return sum(p * log2(p / alone[0, a] / alone[1, b]) for (a, b), p in table.items() if p > 0)


def stored(map_: ArgumentMap) -> Store:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    fill(Database(connection), ((thing, "map.yaml") for thing in map_.things.values()), [MapFile("map.yaml")])
    return Store(connection)


def storable(map_: ArgumentMap) -> ArgumentMap:
    """The map without tests that name an argument where a statement belongs, which no store takes."""

    def left(test: Probe) -> Probe:
        kept = [[id_ for id_ in ids if id_.startswith("s")] for ids in (test.before, test.misleads_if)]
        return replace(test, before=tuple(kept[0]), misleads_if=tuple(kept[1]))

    return ArgumentMap(
        replace(one, tests=tuple(map(left, one.tests))) if isinstance(one, Experiment) else one
        for one in map_.things.values()
    )


@given(st.booleans().flatmap(lambda grouped: experiment_maps(grouped=grouped)).map(storable))
@thoroughly
def test_what_is_cut_out_of_the_store_tells_the_same_as_the_whole_map(map_: ArgumentMap) -> None:
    store = stored(map_)
    view = View()
    for id_ in [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]:
        part = with_tests(store, [id_], results=True)
        assert part.complete
        assert not part.without
        found = evidence(Reasoner(part.map_), id_, view, Beyond(part.without, part.elsewhere, part.complete))
        expected = evidence(Reasoner(map_), id_, view)
        assert (found is None) == (expected is None)
        if found is not None and expected is not None:
            assert (found.counts, found.ignored, found.apart) == (expected.counts, expected.ignored, expected.apart)
            assert found.range == expected.range or (
                found.range is not None and found.range == pytest.approx(expected.range, abs=1e-9)
            )
        part = with_tests(store, [id_], results=False)
        answer = experiments(Reasoner(part.map_), id_, view, None, Beyond(part.without, part.elsewhere, part.complete))
        other = experiments(Reasoner(map_), id_, view)
        assert [one.id for one in answer.ranked] == [one.id for one in other.ranked]
        assert answer.chance == pytest.approx(other.chance, abs=1e-9)
        assert answer.apart == other.apart
        assert {one.id: one.through for one in answer.coverage.things} == {
            one.id: one.through for one in other.coverage.things
        }
    store.close()


def chain(*, far: int, results: bool = True) -> ArgumentMap:
    """A leaf with a consequence that is tested, many that are not, and much that has nothing to do with it."""
    things: list[Any] = [Statement(id="c", is_a="claim", credence=Credence(low=0.5, high=0.5))]
    for number in range(far):
        before = "c" if number == 0 else f"n{number - 1}"
        things += [
            Statement(id=f"n{number}", is_a="claim"),
            Argument(id=f"k{number}", target=f"n{number}", premises=(Premise(node=before, role="because"),)),
            Statement(id=f"other{number}", is_a="claim"),
        ]
    shown = (Shown(outcome="positive"),) if results else ()
    tests = (Probe(node=f"n{far - 1}", p_if_true=0.9, p_if_false=0.1),)
    return ArgumentMap([*things, Experiment(id="e", tests=tests, results=shown)])


def test_without_results_nothing_more_is_taken_out_of_the_store() -> None:
    store = stored(chain(far=200, results=False))
    before = store.rows_fetched
    assert with_tests(store, ["c"], results=True).map_.things.keys() == {"c"}
    assert store.rows_fetched - before < 10
    store.close()


def test_what_is_too_far_is_said_to_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    store = stored(chain(far=200))
    near = with_tests(store, ["c"], results=True)
    assert (near.complete, near.elsewhere, "e" in near.map_) == (True, 0, True)
    monkeypatch.setattr(tested, "MOST", 50)
    before = store.rows_fetched
    far = with_tests(store, ["c"], results=True)
    assert (far.complete, far.elsewhere, "e" in far.map_) == (False, 1, False)
    assert store.rows_fetched - before < 200
    store.close()


def test_of_many_things_all_that_lies_behind_counts_as_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    map_ = chain(far=5)
    exact = coverage(Reasoner(map_), View())
    monkeypatch.setattr(covering, "EXACT", 0)
    assert coverage(Reasoner(map_), View()) == exact
    assert {one.id for one in exact.sharing} == {"c", *(f"n{n}" for n in range(4)), *(f"k{n}" for n in range(5))}
    assert {one.id for one in exact.untested} == {f"other{n}" for n in range(5)}


MISLED = """\
format: argmap/1
statements:
  a: {kind: claim}
  s: {kind: scenario}
experiments:
  e:
    tests: [{node: a, before: s, misleads_if: WHAT}]
"""


def test_a_single_id_stands_without_brackets(run: Run, map_file: Callable[[str], str], tmp_path: Path) -> None:
    path = map_file(MISLED.replace("WHAT", "s"))
    (test,) = asked(run, "-m", path, "show", "e")["tests"]
    assert (test["before"], test["misleads_if"]) == (["s"], ["s"])
    database = str(tmp_path / "map.db")
    assert run("new", database).status == 0
    assert run("-m", database, "import", path).status == 0
    words = ["-m", database, "add", "experiment", "f", "--title", "F"]
    assert run(*words, "--tests", '[{"node": "a", "before": "s"}]').status == 0
    assert asked(run, "-m", database, "show", "f")["tests"] == [{"node": "a", "before": ["s"]}]


def test_a_test_cannot_be_misled_by_what_it_tests(run: Run, map_file: Callable[[str], str], tmp_path: Path) -> None:
    path = map_file(MISLED.replace("WHAT", "[s, a]"))
    found = run("-m", path, "show", "e")
    assert found.status == 2
    assert f"{path}:7:34: tests 1 of experiment 'e' has 'a' in misleads_if, which is what it tests itself" in found.err
    database = str(tmp_path / "map.db")
    assert run("new", database).status == 0
    assert run("-m", database, "import", map_file(MISLED.replace("WHAT", "s"))).status == 0
    refused = run("-m", database, "set", "e", 'tests=[{"node": "a", "misleads_if": "a"}]')
    assert refused.status == 2
    assert "what it tests" in refused.err


def test_what_an_older_release_wrote_is_found_by_check() -> None:
    test = Probe(node="a", misleads_if=("a", "s"))
    map_ = ArgumentMap([Statement(id=id_, is_a="claim") for id_ in "as"] + [Experiment(id="e", tests=(test,))])
    found = [one for one in check(map_) if one.code == "misleads-itself"]
    assert [(one.severity, one.ids) for one in found] == [("error", ("e", "a"))]
