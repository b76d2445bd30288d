"""The smallest examples of what argmap means by its answers, with the values worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

MapFile = Callable[..., Path]


def ask(run: Run, *words: str | Path) -> dict[str, Any]:
    answer = run(*words, "--json")
    assert answer.status in (0, 1), answer.err
    found = json.loads(answer.out)
    assert isinstance(found, dict)
    return found


def between(run: Run, path: Path, target: str, *words: str) -> tuple[float, float]:
    found = ask(run, "-m", path, "credence", target, *words)
    assert found["exact"]
    return found["low"], found["high"]


def given_results(run: Run, path: Path, target: str) -> tuple[float, float]:
    found = ask(run, "-m", path, "credence", target)["evidence"]
    assert found["exact"]
    return found["low"], found["high"]


# --- evidence ---

KINK = """
statements:
  grok: {kind: scenario, credence: 0.3}
  kink: {kind: claim}
  stop: {kind: concern}
arguments:
  g1: {for: kink, because: [grok]}
  g2: {for: stop, because: [grok]}
experiments:
  curves: {tests: [{node: kink, p_if_true: 0.9, p_if_false: 0.1}]RESULT}
"""
SEEN = ", status: done, result: {outcome: positive, on: 2020-01-01}"


@pytest.mark.parametrize("target", ["grok", "kink", "stop"])
def test_a_result_on_a_consequence_moves_its_cause_and_its_siblings(run: Run, map_file: MapFile, target: str) -> None:
    path = map_file(KINK.replace("RESULT", SEEN))
    assert given_results(run, path, target) == pytest.approx((27 / 34, 27 / 34))  # .3 * .9 / (.3 * .9 + .7 * .1)


@pytest.mark.parametrize("target", ["grok", "stop"])
def test_a_test_of_a_consequence_tells_of_its_cause_and_its_siblings(run: Run, map_file: MapFile, target: str) -> None:
    (curves,) = ask(run, "-m", map_file(KINK.replace("RESULT", "")), "experiments", target)["experiments"]
    assert curves["bits"] == pytest.approx(0.456, abs=5e-4)


RIVALS = """
statements:
  a: {kind: claim, credence: 0.3}
  b: {kind: claim, credence: 0.3}
  n: {kind: claim}
arguments:
  k1: {for: n, because: [a]}
  k2: {for: n, because: [b]}
experiments:
  e1: {tests: [{node: n, p_if_true: 0.9, p_if_false: 0.1}], status: done, result: {outcome: positive, on: 2020-01-01}}
  e2: {tests: [{node: b, p_if_true: 0.9, p_if_false: 0.1}]RESULT}
"""


def test_evidence_for_another_cause_explains_a_result_away(run: Run, map_file: MapFile) -> None:
    assert given_results(run, map_file(RIVALS.replace("RESULT", "")), "a") == pytest.approx((0.531, 0.531), abs=5e-4)
    both = map_file(RIVALS.replace("RESULT", SEEN))
    assert given_results(run, both, "a") == pytest.approx((0.344, 0.344), abs=5e-4)


def test_worlds_that_a_circle_leaves_open_widen_each_bound(run: Run, map_file: MapFile) -> None:
    path = map_file(f"""
statements:
  c: {{kind: claim}}
  a: {{kind: claim, credence: 0.4}}
  u: {{kind: claim, credence: 0.5}}
  v: {{kind: claim, credence: 0.5}}
arguments:
  k1: {{against: u, because: [v]}}
  k2: {{against: v, because: [u]}}
  k3: {{for: c, because: [a]}}
  k4: {{against: u, because: [a]}}
experiments:
  e: {{tests: [{{node: u, p_if_true: 0.9, p_if_false: 0.1}}]{SEEN}}}
""")
    assert given_results(run, path, "c") == pytest.approx((0.118, 0.182), abs=5e-4)


def test_bits_are_what_is_left_after_the_results(run: Run, map_file: MapFile) -> None:
    path = map_file(f"""
statements: {{a: {{kind: claim, credence: 0.5}}, c: {{kind: claim}}}}
arguments: {{k: {{for: c, because: [a]}}}}
experiments:
  done: {{tests: [{{node: a, p_if_true: 0.99, p_if_false: 0.01}}]{SEEN}}}
  next: {{tests: [{{node: a, p_if_true: 0.9, p_if_false: 0.1}}]}}
""")
    first, last = ask(run, "-m", path, "experiments", "c")["experiments"]
    assert (first["id"], first["bits"]) == ("next", pytest.approx(0.025, abs=5e-4))
    assert (last["id"], last["bits"]) == ("done", None)


# --- alternatives, and what must not hold ---

SPEED = """
statements:
  takeoff: {kind: claim}
  slow: {kind: scenario, credence: 0.5}
  medium: {kind: scenario, credence: 0.3}
  fast: {kind: scenario, credence: 0.2}
  doom: {kind: concern}
exclusive: {speed: GROUP}
arguments:
  one-of: {for: takeoff, because: [slow, medium, fast], at_least: 1}
  d1: {for: doom, because: [slow], strength: 0.1}
  d2: {for: doom, because: [medium], strength: 0.3}
  d3: {for: doom, because: [fast], strength: 0.8}
"""
MEMBERS = "[slow, medium, fast]"
ALL = f"{{of: {MEMBERS}, exhaustive: true}}"


@pytest.mark.parametrize("group", [MEMBERS, ALL], ids=["at most one", "exactly one"])
def test_the_chances_of_alternatives_add_up(run: Run, map_file: MapFile, group: str) -> None:
    path = map_file(SPEED.replace("GROUP", group))
    assert between(run, path, "takeoff") == pytest.approx((1, 1))
    assert between(run, path, "doom") == pytest.approx((0.3, 0.3))
    assert between(run, path, "doom", "--deny", "slow") == pytest.approx((0.5, 0.5))


def test_bounds_of_alternatives_are_reached_at_vertices(run: Run, map_file: MapFile) -> None:
    wide = SPEED.replace("GROUP", ALL)
    for number in ("0.5}", "0.3}", "0.2}"):
        wide = wide.replace(f"scenario, credence: {number}", "scenario, credence: {low: 0.2, high: 0.6}}")
    assert between(run, map_file(wide), "doom") == pytest.approx((0.28, 0.56))


CASES = "statements: {r: {kind: claim}, p: {kind: claim, credence: 0.5}, q: {kind: claim, credence: 0.5}}\narguments:\n"
EITHER = "  k1: {for: r, because: [p]}\n  k2: {for: r, because: [{not: p}]}\n"


def test_a_proof_by_cases_is_certain(run: Run, map_file: MapFile) -> None:
    assert between(run, map_file(CASES + EITHER), "r") == (1, 1)
    assert between(run, map_file(CASES + EITHER + "  k3: {against: p, because: [q]}\n"), "r") == (1, 1)
    assert between(run, map_file(CASES + EITHER + "  k3: {for: p, because: [{not: p}]}\n"), "r") == (0, 1)


# --- open steps ---

MAY = "strength: {low: 0, high: 1}"


def opened(run: Run, path: Path, id_: str) -> tuple[str, dict[str, list[dict[str, bool]]]]:
    """The label, and the sets of steps for each other label."""
    standing = ask(run, "-m", path, "show", id_)["standing"]
    assert all(one["exact"] for one in standing["open"])
    return standing["label"], {
        one["becomes"]: [{step["id"]: step["holds"] for step in steps} for steps in one["sets"]]
        for one in standing["open"]
    }


def test_an_open_step_neither_refutes_nor_proves(run: Run, map_file: MapFile) -> None:
    path = map_file(f"""
statements: {{p: {{kind: problem}}, q: {{kind: problem}}, x: {{kind: proposal}}}}
arguments:
  k: {{for: p, because: [x], assuming: [q]}}
  d: {{for: q, because: [x], {MAY}}}
""")
    assert opened(run, path, "p") == ("out", {"in": [{"d": True}]})
    assert "not shown: in, if" in run("-m", path, "show", "p").out
    assert ask(run, "-m", path, "discharge", "x", "q")["answer"] == "may"
    (only,) = ask(run, "-m", path, "sets", "p")["sets"]
    assert [value["id"] for value in only] == ["x"]
    assert "X, if" in run("-m", path, "sets", "p").out or "x, if" in run("-m", path, "sets", "p").out


TWO_CAVEATS = f"""
statements: {{c: {{kind: claim}}, a: {{kind: claim}}, b: {{kind: claim}}}}
arguments:
  o1: {{against: c, because: [a], {MAY}}}
  o2: {{against: OF_TWO, because: [b], {MAY}}}
"""


def test_a_caveat_on_a_caveat_restores_what_it_qualifies(run: Run, map_file: MapFile) -> None:
    path = map_file(TWO_CAVEATS.replace("OF_TWO", "o1"))
    assert opened(run, path, "c") == ("in", {"out": [{"o1": True, "o2": False}]})


def test_a_caveat_that_is_attacked_by_what_it_attacks_leaves_it_undecided(run: Run, map_file: MapFile) -> None:
    path = map_file(TWO_CAVEATS.replace("OF_TWO", "c") + "  back: {against: b, because: [c]}\n")
    label, becomes = opened(run, path, "c")
    assert (label, becomes["out"]) == ("in", [{"o1": True}])
    assert becomes["undecided"] == [{"o1": False, "o2": True}]  # with o1 it is out, whatever o2 does


# --- who does the work; what is contrary ---


def test_who_gains_nothing_from_an_assumption_has_it_do_no_work(run: Run, map_file: MapFile) -> None:
    path = map_file("""
statements:
  s0: {kind: problem}
  s1: {kind: problem}
  s2: {kind: proposal}
  s3: {kind: claim, credence: {low: 0.1, high: 0.9}}
  s4: {kind: proposal, credence: 0.14}
  s5: {kind: proposal, credence: 0.83}
arguments:
  a1: {against: s1, because: [s3], unless: [s4]}
  a3: {for: s1, because: [s2]}
  a5: {for: s1, unless: [s5, s2]}
  a6: {for: s2, because: [s4]}
""")
    (result,) = ask(run, "-m", path, "work", "s4", "s1", "s0")["results"]
    assert result["workshare"] == 0


def test_what_lies_behind_an_exception_is_contrary(run: Run, map_file: MapFile) -> None:
    path = map_file("""
statements: {c: {kind: claim}, a: {kind: claim}, p: {kind: claim}, z: {kind: claim}}
arguments:
  k: {for: c, because: [a], unless: [p]}
  l: {for: p, unstated: [z]}
""")
    found = ask(run, "-m", path, "trace", "c")
    assert [(one["id"], one["contrary"]) for one in found["assumptions"]] == [("z", True)]
    assert (found["unstated"], found["untested"]) == (0, 0)


# --- scenarios ---

RIVAL = """
statements:
  s: {kind: scenario}
  d: {kind: concern}
  t: {kind: proposal}
  p: {kind: problem}
  slow: {kind: scenario}
arguments:
  k: {for: d, because: [s]}
  l: {for: d, because: [t]}
  m: {for: p, because: [t], assuming: [slow]}
"""


def cells(run: Run, path: Path, *words: str) -> dict[str, str]:
    found = ask(run, "-m", path, "scenarios", "s", *words)
    return {cell["id"]: cell["outcome"] for cell in found["techniques"] + found["concerns"]}


def test_a_scenario_brings_only_what_does_not_come_about_anyway(run: Run, map_file: MapFile) -> None:
    path = map_file(RIVAL)
    assert cells(run, path, "--assume", "t")["d"] == "either way"
    assert cells(run, path, "--deny", "t")["d"] == "brings"


def test_an_alternative_attacks_what_assumes_another(run: Run, map_file: MapFile) -> None:
    assert (
        cells(
            run,
            map_file(RIVAL),
        )["t"]
        == "nothing said"
    )
    path = map_file(RIVAL.replace("arguments:", "exclusive: {pace: [s, slow]}\narguments:"))
    assert cells(run, path)["t"] == "breaks"
    (cell,) = ask(run, "-m", path, "scenarios", "s")["techniques"]
    assert [step["argument"] for step in cell["chain"]["steps"]] == ["pace"]
