"""Whether two people mean the same by a proposal: whole answers, small cases by hand, and every world tried."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from brute_force import EveryWorld
from conftest import DATA, Run
from hypothesis import assume, given
from hypothesis import strategies as st
from reasoning_maps import credences, reasoning_maps, thoroughly

from argmap.errors import ViewError
from argmap.ids import position_id
from argmap.logic.holding import Reasoner
from argmap.logic.joint import Range
from argmap.logic.probability import Probability
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Interval, Position, Statement, Thing
from argmap.questions.readings import agree, readings
from argmap.questions.routes import arguments_of, assumptions_of, part_of

MapFile = Callable[..., Path]

GOLDEN = Path(__file__).parent / "golden"
DIALOGUE = DATA / "xpq-dialogue.yaml"
XPQ = ("clever-debate", "safe-ai", "--between", "person-1", "person-2")
TWO = ("x", "p", "--between", "ann", "bo")

LAUNCH = """
statements:
  p: {kind: problem, title: A safe launch}
  x: {kind: proposal, title: Red teaming, credence: 0.9}
  q: {kind: problem, title: Answered alarms}
  r: {kind: claim, title: Nobody hurries, credence: 0.5}
  book: {kind: claim, title: Red teams write the alarm book, credence: 0.5}
  guard: {kind: claim, title: A guard is on duty, credence: 0.6}
arguments:
  x-solves-p: {for: p, because: [x], assuming: [r], unstated: [{node: q, surfaced_by: bo}], by: [ann]}
  x-gives-q: {for: q, because: [x, book], by: [bo]}
  guard-gives-q: {for: q, because: [guard]}
people: {ann: {title: Ann}, bo: {title: Bo}, cem: {title: Cem}}
positions:
"""


def ask(run: Run, *words: str | Path) -> dict[str, Any]:
    answer = run(*words, "--json")
    assert answer.status == 0, answer.err
    found = json.loads(answer.out)
    assert isinstance(found, dict)
    return found


def positions(*lines: str) -> str:
    return LAUNCH + "".join(f"  - {{{line}}}\n" for line in lines)


def verdicts(answer: dict[str, Any]) -> dict[str, str]:
    return {one["assumption"]: one["verdict"] for one in answer["results"]}


def test_the_answer_reads_as_the_golden_file(run: Run) -> None:
    assert run("-m", DIALOGUE, "readings", *XPQ).out == (GOLDEN / "readings-xpq.txt").read_text(encoding="utf-8")
    answer = run("-m", DIALOGUE, "readings", *XPQ, "--json").out
    assert answer == (GOLDEN / "readings-xpq.json").read_text(encoding="utf-8")


def test_the_dialogue_splits_at_inner_alignment_on_which_both_agree(run: Run) -> None:
    answer = ask(run, "-m", DIALOGUE, "readings", *XPQ)
    first, *others = answer["results"]
    assert (first["assumption"], first["verdict"], first["agree"]) == ("inner-alignment", "split", True)
    assert (first["given"], first["via"], first["delivered_by"]) == (["person-1"], ["person-2"], [])
    assert (first["if_via"]["low"], first["if_via"]["high"]) == (0, 0)
    assert [side["voice"] for side in first["sides"]] == ["claims", "hears"]
    assert {one["verdict"] for one in others} == {"both are silent"}
    assert (answer["why"], answer["elsewhere"]) == (None, [])


def test_granted_delivered_and_held_by_hand(run: Run, map_file: MapFile) -> None:
    path = map_file(
        positions(
            "person: ann, target: x-solves-p, reading: given",
            "person: bo, target: x-solves-p, reading: via, of: q",
            "person: ann, target: q, credence: 0.2",
            "person: bo, target: q, credence: 0.4",
        )
    )
    answer = ask(run, "-m", path, "readings", *TWO, "--assume", "r")
    first, second = answer["results"]
    assert verdicts(answer) == {"q": "split", "r": "one is silent"}
    assert (first["if_given"]["low"], first["if_via"]["low"]) == pytest.approx((0.9, 0.45))
    assert [side["probability"]["low"] for side in first["sides"]] == pytest.approx([0.18, 0.36])
    assert first["delivered_by"] == ["x-gives-q"]
    assert first["agree"] is False
    assert (second["if_given"]["high"], second["if_via"]["high"]) == (pytest.approx(0.9 * (0.5 + 0.6 - 0.3)), 0)
    assert second["sides"][0]["probability"] is None
    text = run("-m", path, "readings", *TWO).out
    assert "Bo hears: Red teaming solves A safe launch by solving Answered alarms too." in text
    assert "Ann: granted Answered alarms, Red teaming solves A safe launch." in text
    assert "They differ on the assumption too: Ann holds 0.2 that Answered alarms is solved, Bo 0.4." in text
    assert "In the map Red teaming delivers Answered alarms by x-gives-q (Bo)." in text


def test_what_the_view_holds_of_an_assumption_counts_no_more(run: Run, map_file: MapFile) -> None:
    path = map_file(positions("person: ann, target: q, credence: 0.2"))
    for words in ("--hold", "q=0.1"), ("--assume", "q"), ("--deny", "q"):
        (first,) = (
            one for one in ask(run, "-m", path, "readings", *TWO, *words)["results"] if one["assumption"] == "q"
        )
        assert (first["if_given"]["low"], first["if_via"]["low"]) == pytest.approx((0.45, 0.225))
        assert first["sides"][0]["probability"]["low"] == pytest.approx(0.09)
    held = ask(run, "-m", path, "readings", *TWO, "--view", "ann", "--deny", "x-gives-q")["results"][0]
    assert held["if_via"]["low"] == 0


def test_an_assumption_that_may_hold_otherwise_is_not_thereby_delivered(run: Run, map_file: MapFile) -> None:
    path = map_file(positions("person: ann, target: q, credence: 0.2").replace("alarms}", "alarms, otherwise: 0.5}"))
    (first,) = (one for one in ask(run, "-m", path, "readings", *TWO)["results"] if one["assumption"] == "q")
    assert first["if_via"]["low"] == pytest.approx(0.9 * 0.5 * 0.5)


def test_the_latest_day_counts_for_each_argument(run: Run, map_file: MapFile) -> None:
    old = "person: ann, target: x-solves-p, reading: via, on: 2022-01-01"
    new = "person: ann, target: x-solves-p, reading: given, of: q, on: 2023-01-01"
    bo = "person: bo, target: x-solves-p, reading: via"
    answer = ask(run, "-m", map_file(positions(old, new, bo)), "readings", *TWO)
    assert verdicts(answer) == {"q": "split", "r": "same"}
    assert [one["on"] for one in answer["results"][0]["readings"]] == ["2023-01-01", ""]
    assert (
        "take Red teaming differently at Answered alarms"
        in run("-m", map_file(positions(old, new, bo)), "readings", *TWO).out
    )


def test_who_takes_two_arguments_in_two_ways_is_not_compared(run: Run, map_file: MapFile) -> None:
    again = "  again: {for: p, because: [x], assuming: [q]}\npeople:"
    text = positions(
        "person: ann, target: x-solves-p, reading: given",
        "person: ann, target: again, reading: via",
        "person: bo, target: again, reading: via",
    ).replace("people:", again)
    answer = ask(run, "-m", map_file(text), "readings", *TWO)
    assert verdicts(answer) == {"q": "mixed", "r": "one is silent"}
    assert answer["results"][0]["sides"][0]["readings"] == ["given", "via"]
    assert len(answer["results"][0]["sides"][0]["claims"]) == 2
    assert answer["results"][0]["sides"][1]["voice"] == "reads"
    assert "cannot be told at Answered alarms" in run("-m", map_file(text), "readings", *TWO).out


def test_those_who_take_it_the_same_way_are_said_to(run: Run, map_file: MapFile) -> None:
    text = positions(
        "person: ann, target: x-solves-p, reading: given",
        "person: bo, target: x-solves-p, reading: given, of: q",
        "person: cem, target: x-solves-p, reading: via, of: q",
        "person: ann, target: q, credence: 0.2",
    )
    out = run("-m", map_file(text), "readings", *TWO).out
    assert "Ann and Bo take Red teaming the same way: both grant Answered alarms." in out
    assert "Others take it as delivered: Cem." in out
    assert "Ann holds 0.2 that Answered alarms is solved; Bo declares no credence of it." in out
    assert ask(run, "-m", map_file(text), "readings", *TWO)["results"][0]["via"] == ["cem"]


@pytest.mark.parametrize(
    ("lines", "words", "why", "said"),
    [
        ([], TWO, "nobody reads", "Neither Ann nor Bo says how to take it that Red teaming is for A safe launch."),
        (
            ["person: bo, target: guard-gives-q, reading: given"],
            TWO,
            "other arguments",
            "They do say how to take A guard is on duty → Answered alarms.",
        ),
        ([], ("x", "guard", *TWO[2:]), "no argument", "Red teaming is not for A guard is on duty: no argument leads"),
        ([], ("x", "q", *TWO[2:]), "no assumption", "There is nothing to take in two ways: Red teaming's arguments"),
    ],
)
def test_an_empty_answer_says_why(
    run: Run, map_file: MapFile, lines: list[str], words: tuple[str, ...], why: str, said: str
) -> None:
    path = map_file(positions(*lines))
    assert ask(run, "-m", path, "readings", *words)["why"] == why
    assert said in run("-m", path, "readings", *words).out


def test_only_one_reading_is_no_difference(run: Run, map_file: MapFile) -> None:
    path = map_file(positions("person: bo, target: x-solves-p, reading: via, of: q"))
    out = run("-m", path, "readings", *TWO).out
    assert "Only Bo says how to take Red teaming at Answered alarms; of Ann the map has no reading of that." in out
    each = positions(
        "person: bo, target: x-solves-p, reading: via, of: q", "person: ann, target: x-solves-p, reading: given, of: r"
    )
    assert "but at no assumption both" in run("-m", map_file(each, "b.yaml"), "readings", *TWO).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x", "p", "--between", "ann", "ann"), "--between takes two people, not 'ann' twice"),
        (("x", "p", "--between", "ann", "an"), "nothing in this map has the id 'an'; nearest: ann"),
        (("x", "p", "--between", "ann", "q"), "'q' is a problem, no person whose view could be taken"),
        (("guard", "p", "--between", "ann", "bo"), "'guard' is a claim; readings is asked of a proposal; there are x"),
        (("x", "ann", "--between", "ann", "bo"), "'ann' is a person; readings takes a statement there"),
        (("x", "x", "--between", "ann", "bo"), "'x' is given twice; proposal, problem and assumption are different"),
        (("x", "pp", "--between", "ann", "bo"), "nothing in this map has the id 'pp'"),
        ((*TWO, "--hold", "q=2"), "'q' is held at 2, which is no probability"),
        (("x", "p"), "missing option '--between'"),
    ],
)
def test_bad_input_is_told_in_one_line(run: Run, map_file: MapFile, words: tuple[str, ...], said: str) -> None:
    answer = run("-m", map_file(positions("person: ann, target: q, credence: 0.2")), "readings", *words)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith(f"argmap: {said}")
    assert answer.err.count("\n") == 1


def test_titles_are_shown_not_obeyed(run: Run, map_file: MapFile) -> None:
    text = positions("person: ann, target: x-solves-p, reading: given").replace("Answered alarms", '"\\e[31mred"')
    out = run("-m", map_file(text), "readings", *TWO).out
    assert "\x1b[31m" not in out
    assert "granted \\x1b[31mred, Red teaming" in out


def test_what_else_they_agree_on_is_named(run: Run, map_file: MapFile) -> None:
    held = [f"person: {who}, target: guard, credence: {n}" for who, n in (("ann", 0.7), ("bo", 0.74))]
    path = map_file(positions(*held, "person: ann, target: x, credence: 0.1", "person: bo, target: x, credence: 0.9"))
    assert ask(run, "-m", path, "readings", *TWO)["agree_on"] == ["guard"]
    assert "Their credences agree on A guard is on duty." in run("-m", path, "readings", *TWO).out


def test_credences_agree_within_five_hundredths() -> None:
    def between(low: float, high: float) -> Interval:
        return Interval(low=low, high=high)

    assert agree(between(0.2, 0.2), between(0.25, 0.25)) is True
    assert agree(between(0.2, 0.2), between(0.26, 0.26)) is False
    assert agree(between(0.2, 0.4), between(0.2, 0.4)) is True
    assert agree(between(0, 1), between(0.2, 0.2)) is None
    assert agree(between(0.2, 0.2), None) is None


def test_one_person_is_not_two() -> None:
    with pytest.raises(ViewError, match="not 'ann' twice"):
        readings(Reasoner(ArgumentMap([])), "x", "p", View(), ("ann", "ann"))


@st.composite
def readable(draw: st.DrawFn) -> ArgumentMap:
    """A map in which ann and bob declare a credence of two statements each."""
    map_ = draw(reasoning_maps())
    ids = st.sampled_from([thing.id for thing in map_.of_type(Statement)])
    held = {}
    for person in ("ann", "bob"):
        for target in draw(st.lists(ids, min_size=1, max_size=2, unique=True)):
            id_ = position_id(person, target, "2024-01-01")
            held[id_] = Position(id=id_, person=person, target=target, on="2024-01-01", credence=draw(credences))
    return ArgumentMap([*map_.things.values(), *held.values()])


@thoroughly
@given(readable(), st.sampled_from((None, "ann")))
def test_probabilities_are_those_of_every_world(map_: ArgumentMap, person: str | None) -> None:
    view = View(person=person)
    statements = [thing.id for thing in map_.of_type(Statement)]
    pairs = [(x, p) for p in statements for x in statements if x != p and assumed(map_, x, p)]
    assume(pairs)
    for x, p in pairs[:3]:
        answer = readings(Reasoner(map_), x, p, view, ("ann", "bob"))
        assert {take.id for take in answer.takes} == set(assumed(map_, x, p))
        for take in answer.takes[:2]:
            same(take.given, EveryWorld(map_, view.fixing(assume=[take.id])), p)
            same(take.via, delivered(map_, view, x, p, take.id), p)
            if take.structural is not None:
                at_middle(take.structural.given, EveryWorld(map_, view.fixing(assume=[take.id])), p)
                at_middle(take.structural.via, delivered(map_, view, x, p, take.id), p)
            else:
                assert take.given.low == take.given.high
            for side in take.sides:
                if side.declared is not None and side.probability is not None:
                    number = Interval(low=side.declared.low, high=side.declared.high)
                    same(side.probability, EveryWorld(map_, view.fixing(hold={take.id: number})), p)


def assumed(map_: ArgumentMap, proposal: str, problem: str) -> list[str]:
    ids = assumptions_of(arguments_of(map_, proposal, problem))
    return [id_ for id_ in ids if id_ not in (proposal, problem)]


def delivered(map_: ArgumentMap, view: View, proposal: str, problem: str, assumption: str) -> EveryWorld:
    """The map in which nothing else is for the assumption."""
    part = set(part_of(map_, proposal, problem))
    things: list[Thing] = []
    left = False
    for thing in map_.things.values():
        if isinstance(thing, Argument) and thing.target == assumption and not thing.against:
            needs = {premise.node for premise in thing.premises if premise.role != "unless"}
            if not needs & part:
                things.append(Statement(id=thing.id, is_a="claim"))  # what attacks it attacks nothing now
                continue
            left = True
        if isinstance(thing, Statement) and thing.id == assumption:
            things.append(Statement(id=thing.id, is_a=thing.is_a, credence=thing.credence))
            continue
        things.append(thing)
    return EveryWorld(ArgumentMap(things), view if left else view.fixing(deny=[assumption]))


def same(found: Probability, oracle: EveryWorld, problem: str) -> None:
    assume(len(oracle.variables) <= 10)
    low, high = oracle.bounds(problem)
    assert found.exact
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


def at_middle(found: Range, oracle: EveryWorld, problem: str) -> None:
    middle = [sum(oracle.number(variable)) / 2 for variable in oracle.variables]
    values = [oracle.weight(worlds[problem], middle) for worlds in (oracle.lower, oracle.upper)]
    assert found[:2] == pytest.approx(values, abs=1e-9)


def test_where_numbers_are_missing_the_structure_answers_beside_the_bounds(run: Run, map_file: MapFile) -> None:
    text = positions("person: ann, target: q, credence: {low: 0.2, high: 0.6}")
    text = text.replace("because: [x, book], by: [bo]", "because: [x], strength: {low: 0, high: 1}, by: [bo]")
    path = map_file(text.replace("title: Red teaming, credence: 0.9", "title: Red teaming"))
    first, second = ask(run, "-m", path, "readings", *TWO)["results"]
    assert first["assumption"] == "r"
    assert second["if_given"] == {"low": 0, "high": 0.5, "exact": True}
    found = second["structural"]
    assert (found["if_given"]["low"], found["if_via"]["low"]) == pytest.approx((0.25, 0.125))
    assert found["sides"][0]["low"] == pytest.approx(0.1)
    assert found["sides"][1] is None
    assert (found["unknown"], found["turns"]) == ({"given": 1, "via": 2}, [])
    text = " ".join(run("-m", path, "readings", *TWO).out.split())
    assert "By structure alone (what is unknown at ½, bounds at their middle): A safe launch has" in text
    assert "No single input turns which of the two is likelier." in text
