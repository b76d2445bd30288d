"""Cruxes as their users see them: whole answers, what people say of them, and what is said where there is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA, EXAMPLE, Run

from argmap.cli.cruxes import cruxes_lines
from argmap.ids import position_id
from argmap.logic.holding import Reasoner
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Credence, Person, Position, Premise, Statement
from argmap.questions.cruxes import cruxes

MapFile = Callable[..., Path]

GOLDEN = Path(__file__).parent / "golden"
DIALOGUE = DATA / "xpq-dialogue.yaml"
TWO = ("--between", "ana", "ben")

LAUNCH = """
statements:
  launch-is-safe: {kind: problem, title: The launch is safe}
  tests-cover: {kind: claim, title: The tests cover the attacks}
  alarms-answered: {kind: claim, title: Somebody answers the alarms}
  rollback-works: {kind: claim, title: A bad release can be rolled back, credence: 0.5}
  rain: {kind: scenario, title: It rains}
arguments:
  caught-before: {for: launch-is-safe, because: [tests-cover], by: [ana], strength: 0.8}
  caught-after: {for: launch-is-safe, because: [alarms-answered], unstated: [rollback-works], by: [ben]}
people: {ana: {title: Ana}, ben: {title: Ben}, cho: {title: Cho}}
sources: {thread: {title: The thread}}
positions:
  - {person: ana, target: tests-cover, credence: 0.9, crux: true, of: launch-is-safe, source: thread, at: L3}
  - {person: ben, target: tests-cover, credence: 0.3}
  - {person: ana, target: alarms-answered, credence: 0.8}
  - {person: ben, target: alarms-answered, credence: 0.6, crux: false}
  - {person: ana, target: rain, credence: 0.1, crux: true}
  - {person: ben, target: rain, credence: 0.7, crux: false, of: [launch-is-safe]}
  - {person: cho, target: rollback-works, crux: true}
"""

BOTH = """
statements:
  c: {kind: claim, title: C}
  s: {kind: claim, title: S}
  t: {kind: claim, title: T}
arguments: {a: {for: c, because: [s, t]}}
people: {ana: {title: Ana}, ben: {title: Ben}}
positions:
  - {person: ana, target: s, credence: 0.2}
  - {person: ana, target: t, credence: 0.2}
  - {person: ben, target: s, credence: 0.44}
  - {person: ben, target: t, credence: 0.44}
"""


def ask(run: Run, *words: str | Path) -> dict[str, Any]:
    answer = run(*words, "--json")
    assert answer.status == 0, answer.err
    found = json.loads(answer.out)
    assert isinstance(found, dict)
    return found


def by_id(answer: dict[str, Any]) -> dict[str, Any]:
    return {one["id"]: one for one in answer["results"]}


def test_an_answer_reads_as_the_golden_file(run: Run, map_file: MapFile) -> None:
    words = ["-m", map_file(LAUNCH), "cruxes", "launch-is-safe", *TWO]
    assert run(*words).out == (GOLDEN / "cruxes-launch.txt").read_text(encoding="utf-8")
    assert run(*words, "--json").out == (GOLDEN / "cruxes-launch.json").read_text(encoding="utf-8")


def test_a_number_that_both_hold_is_no_crux_and_one_on_which_they_differ_is_a_double_crux(run: Run) -> None:
    words = ("-m", DIALOGUE, "cruxes", "clever-debate-adds-little", "--between", "person-1", "person-2")
    found = by_id(ask(run, *words))
    assert found["simpler-schemes-suffice"]["crux"] == "double"
    assert [move["move"]["low"] for move in found["simpler-schemes-suffice"]["moves"]] == pytest.approx([0.6, -0.6])
    assert found["inner-alignment"]["crux"] == "none"
    assert found["inner-alignment"]["declared"] == [{"low": 0.2, "high": 0.2}] * 2
    assert not found["inner-alignment"]["bears"]
    out = run(*words).out
    assert "One double crux between Person 1 and Person 2: Granted inner alignment, simpler schemes suffice." in out


def test_what_both_hold_alike_moves_nothing_though_all_else_is_unknown(run: Run) -> None:
    words = ("-m", DIALOGUE, "cruxes", "safe-ai", "--between", "person-1", "person-2")
    found = by_id(ask(run, *words))["inner-alignment"]
    assert (found["bears"], found["held"], found["crux"]) == (True, True, "none")
    assert "both declare a credence that bears on it, the two are the same." in " ".join(run(*words).out.split())


def test_two_numbers_can_do_together_what_neither_does_alone(run: Run, map_file: MapFile) -> None:
    path = map_file(BOTH)
    answer = ask(run, "-m", path, "cruxes", "c", *TWO)
    # In ana's view each moves c by .24 · .2 = .048, both by .44² − .2² = .1536: .0576 more than the sum.
    (joint,) = answer["joint"]
    assert joint["ids"] == ["s", "t"]
    assert joint["crux"] == "single"
    ana, ben = joint["moves"]
    assert ana["move"]["low"] == pytest.approx(0.1536)
    assert ana["sum"]["low"] == pytest.approx(0.096)
    assert (ana["crux"], ben["crux"]) == (True, False)
    assert [move["crux"] for move in by_id(answer)["s"]["moves"]] == [False, True]
    assert "S with T: +0.154 for Ana (one by one +0.096)" in run("-m", path, "cruxes", *TWO).out


def test_bounds_leave_open_what_they_leave_open(run: Run, map_file: MapFile) -> None:
    path = map_file(BOTH.replace("target: t, credence: 0.44", "target: t, credence: {low: 0.1, high: 0.6}"))
    answer = ask(run, "-m", path, "cruxes", "c", *TWO)
    found = by_id(answer)
    assert found["s"]["moves"][0]["move"]["low"] == pytest.approx(0.24 * 0.2)
    assert [found["s"]["moves"][1]["move"][end] for end in ("low", "high")] == pytest.approx([-0.24 * 0.6, -0.24 * 0.1])
    assert [move["crux"] for move in found["s"]["moves"]] == [False, None]
    assert [found["t"]["moves"][0]["move"][end] for end in ("low", "high")] == pytest.approx([-0.02, 0.08])
    assert found["s"]["crux"] == "open"
    assert (answer["joint"], answer["joint_open"]) == ([], 1)
    out = " ".join(run("-m", path, "cruxes", *TWO).out.split())
    assert "No crux for certain between Ana and Ben; the map has too few numbers to tell of T, S." in out
    assert "Of 1 pair the bounds do not tell whether it is a joint crux." in out


def test_a_move_is_bounded_as_a_whole_not_end_by_end(run: Run, map_file: MapFile) -> None:
    path = map_file(LAUNCH.replace(", credence: 0.5}", "}"))
    move = by_id(ask(run, "-m", path, "cruxes", "launch-is-safe", *TWO))["tests-cover"]["moves"][0]
    # The least with ben's number less the greatest with ana's would be .24 − .944; rollback-works is one and the same.
    assert move["move"]["low"] == pytest.approx(-0.8 * 0.6)
    assert move["move"]["high"] == pytest.approx(-0.8 * 0.6 * 0.2)
    assert move["crux"] is True


def test_what_is_declared_of_a_derived_statement_is_held(run: Run, map_file: MapFile) -> None:
    text = LAUNCH.replace("positions:", "positions:\n  - {person: ana, target: launch-is-safe, credence: 0.9}").replace(
        "people:", "  goes: {for: out, because: [launch-is-safe]}\npeople:"
    )
    text = text.replace("  rain:", "  out: {kind: claim, title: It goes out}\n  rain:")
    text += "  - {person: ben, target: launch-is-safe, credence: 0.1}\n"
    found = by_id(ask(run, "-m", map_file(text), "cruxes", "out", *TWO))
    assert found["launch-is-safe"]["held"]
    assert [move["from"]["low"] for move in found["launch-is-safe"]["moves"]] == pytest.approx([0.9, 0.1])
    assert not found["tests-cover"]["held"]
    own = ask(run, "-m", map_file(text), "cruxes", "launch-is-safe", *TWO)
    assert "launch-is-safe" not in by_id(own)
    assert [side["declared"] for side in own["sides"]] == [{"low": 0.9, "high": 0.9}, {"low": 0.1, "high": 0.1}]


def test_the_strength_of_a_step_can_be_a_crux(run: Run, map_file: MapFile) -> None:
    text = LAUNCH + "".join(
        f"  - {{person: {person}, target: caught-before, credence: {number}}}\n"
        for person, number in (("ana", 1), ("ben", 0.5))
    )
    found = by_id(ask(run, "-m", map_file(text), "cruxes", "launch-is-safe", *TWO))["caught-before"]
    assert found["kind"] == "argument"
    assert found["moves"][0]["move"]["low"] == pytest.approx(-0.5 * 0.9 * 0.6)


def test_what_people_say_stands_beside_what_follows(run: Run, map_file: MapFile) -> None:
    path = map_file(LAUNCH)
    answer = ask(run, "-m", path, "cruxes", "launch-is-safe", *TWO)
    told = {(one["person"], one["id"]): (one["crux"], one["agrees"], one["why"]) for one in answer["said"]}
    assert told == {
        ("ana", "tests-cover"): (True, True, "moves"),
        ("ana", "rain"): (True, False, "does not bear"),
        ("ben", "alarms-answered"): (False, False, "moves"),
        ("ben", "rain"): (False, True, "does not bear"),
    }
    cho = ask(run, "-m", path, "cruxes", "launch-is-safe", "--between", "ana", "cho")
    told = {(one["person"], one["id"]): (one["agrees"], one["why"]) for one in cho["said"]}
    assert told["cho", "rollback-works"] == (None, "no two credences")
    closer = map_file(LAUNCH.replace("credence: 0.3}", "credence: 0.85}"), "closer.yaml")
    said = ask(run, "-m", closer, "cruxes", "launch-is-safe", *TWO)["said"][1]
    assert (said["id"], said["agrees"], said["why"]) == ("tests-cover", False, "close")
    assert said["most"]["low"] == pytest.approx(0.8 * 0.6)


def test_what_is_held_fixed_is_not_asked(run: Run, map_file: MapFile) -> None:
    path = map_file(LAUNCH)
    answer = ask(run, "-m", path, "cruxes", "launch-is-safe", *TWO, "--assume", "rollback-works,alarms-answered")
    assert answer["held_fixed"] == ["alarms-answered"]
    assert set(by_id(answer)) == {"tests-cover", "rain"}
    assert answer["view"]["assume"] == ["alarms-answered", "rollback-works"]
    out = run("-m", path, "cruxes", "launch-is-safe", *TWO, "--assume", "tests-cover,alarms-answered,rain").out
    assert "Nothing to compare: all of which Ana and Ben both declare a credence is held fixed." in out


def test_an_empty_answer_says_why(run: Run, map_file: MapFile) -> None:
    path = map_file(LAUNCH)
    answer = run("-m", path, "cruxes", "launch-is-safe", "--between", "ana", "cho")
    assert answer.status == 0
    assert "Nothing to compare: Cho declares a credence of nothing." in answer.out
    found = ask(run, "-m", path, "cruxes", "launch-is-safe", "--between", "ana", "cho")
    assert (found["results"], found["why"]) == ([], "one is silent")
    other = map_file(LAUNCH + "  - {person: cho, target: rollback-works, credence: 0.5, on: 2020-01-01}\n", "o.yaml")
    assert ask(run, "-m", other, "cruxes", "launch-is-safe", "--between", "ana", "cho")["why"] == "nothing in common"
    assert ask(run, "-m", EXAMPLE, "cruxes", "clean-water", "--between", "abe", "bea")["why"] == "one is silent"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--between", "ana", "ana"], "--between takes two people, not 'ana' twice"),
        (["--between", "ana", "bne"], "nothing in this map has the id 'bne'; nearest: ben"),
        (["--between", "ana", "rain"], "'rain' is a scenario, no person whose view could be taken"),
        (["--between", "ana"], "option --between needs 2 values"),
        ([], "missing option '--between'"),
        ([*TWO, "--view", "ana"], "--between takes the views of two people; leave out --view ana"),
        ([*TWO, "--assume", "rein"], "nothing in this map has the id 'rein'; nearest: rain"),
    ],
)
def test_bad_input_is_one_line(run: Run, map_file: MapFile, words: list[str], says: str) -> None:
    answer = run("-m", map_file(LAUNCH), "cruxes", "launch-is-safe", *words)
    assert answer.status == 2
    assert answer.out == ""
    assert says in answer.err
    assert answer.err.count("\n") == 1


def test_pairs_are_bounded_and_the_answer_says_so() -> None:
    numbers = {f"s{number}": number / 10 for number in range(1, 5)}
    claims = [Statement(id=id_, is_a="claim") for id_ in ("c", *numbers)]
    step = Argument(id="a", target="c", premises=tuple(Premise(node=id_, role="because") for id_ in numbers))
    held = [
        Position(id=position_id(who, id_, ""), person=who, target=id_, credence=Credence(low=at, high=at))
        for id_, number in numbers.items()
        for who, at in (("ana", number), ("ben", 0.5))
    ]
    map_ = ArgumentMap([*claims, step, Person(id="ana"), Person(id="ben"), *held])
    answer = cruxes(Reasoner(map_), "c", View(), ("ana", "ben"), pairs=2)
    assert (answer.tried, answer.pairs) == (2, 6)
    assert answer.as_json()["pairs"] == {"tried": 2, "of": 6}
    words = " ".join(" ".join(cruxes_lines(map_, answer, 100, 20)).split())
    assert "Only 2 of 6 pairs were tried, those whose numbers are furthest apart." in words


def test_titles_are_shown_as_they_are_not_as_they_act(run: Run, map_file: MapFile) -> None:
    text = LAUNCH.replace("title: It rains", 'title: "It \\e[31mrains"').replace("title: Ana", 'title: "A\\u202ena"')
    out = run("-m", map_file(text), "cruxes", "launch-is-safe", *TWO).out
    assert "\x1b" not in out
    assert "\u202e" not in out
