"""What `check` says of repeated steps, of what is missing, and of places and days that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import Run

from argmap.formats import read_files
from argmap.model import ArgumentMap
from argmap.questions.check import check
from argmap.questions.check_gaps import untested_cores

HEAD = """format: argmap/1
people: {ana: {title: Ana}, ben: {title: Ben}}
sources: {post: {title: A post}, guide: {title: A guide}}
statements:
  g: {kind: problem, title: The mushrooms are edible}
  e: {kind: claim, title: They look like those of last year}
  i: {kind: claim, title: Looks tell species apart}
  s: {kind: proposal, title: Ask somebody who knows}
arguments:
"""


def map_of(text: str, head: str = HEAD) -> ArgumentMap:
    reading = read_files([("map.yaml", (head + text).encode())])
    return ArgumentMap([thing for thing, _ in reading.things], reading.files)


def found(map_: ArgumentMap, *codes: str, today: date | None = None) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.severity, one.code, one.ids) for one in check(map_, today) if one.code in codes]


STEP = "{for: g, because: [e], assuming: [i], source: post, by: [ana, ben]}"

REPEATED = {
    "all the same": ("{for: g, because: [e], assuming: [i], source: post, by: [ben, ana]}", "same-argument"),
    "another speaker": ("{for: g, because: [e], assuming: [i], source: post, by: [ana]}", "same-by-others"),
    "another source": ("{for: g, because: [e], assuming: [i], source: guide, by: [ana, ben]}", "same-by-others"),
    "the editor": ("{for: g, because: [e], assuming: [i]}", "same-by-others"),
    "another role": ("{for: g, because: [e], unstated: [i], source: post, by: [ana, ben]}", None),
    "another premise": ("{for: g, because: [e], source: post, by: [ana, ben]}", None),
    "the premise denied": ("{for: g, because: [e], assuming: [{not: i}], source: post, by: [ana, ben]}", None),
    "another side": ("{against: g, because: [e], assuming: [i], source: post, by: [ana, ben]}", None),
}


@pytest.mark.parametrize("what", REPEATED)
def test_a_step_is_repeated_where_premises_roles_speakers_and_source_agree(what: str) -> None:
    again, code = REPEATED[what]
    map_ = map_of(f"  one: {STEP}\n  two: {again}\n")
    severity = "warning" if code == "same-argument" else "note"
    expected = [] if code is None else [(severity, code, ("one", "two"))]
    assert found(map_, "same-argument", "same-by-others") == expected


def test_who_leaves_a_premise_unsaid_repeats_nobody_who_says_it() -> None:
    map_ = map_of(
        "  blog: {for: g, because: [e], unstated: [i], source: post, by: [ana]}\n"
        "  book: {for: g, because: [e, i], source: guide, by: [ben]}\n"
    )
    assert [one.code for one in check(map_) if one.severity == "warning"] == []


PROBLEM = HEAD.replace("arguments:\n", "  u: {kind: problem, title: Somebody knows}\narguments:\n")
USED = "  x: {for: g, because: [s, u]}\n"


def test_a_problem_that_nothing_addresses_is_noted_with_what_needs_it() -> None:
    assert found(map_of(USED, PROBLEM), "unaddressed") == [("note", "unaddressed", ("u", "x"))]


@pytest.mark.parametrize(
    "text",
    [
        USED + "  y: {for: u, because: [s]}\n",
        USED + "  y: {against: u, because: [e]}\n",
        "  x: {for: g, because: [s]}\n",
    ],
    ids=["argued for", "argued against", "taking no part"],
)
def test_a_problem_that_somebody_argues_about_or_nobody_needs_is_not(text: str) -> None:
    assert found(map_of(text, PROBLEM), "unaddressed") == []


def test_a_proposal_about_a_problem_addresses_it() -> None:
    head = PROBLEM.replace("s: {kind: proposal,", "s: {kind: proposal, about: [u],")
    assert found(map_of(USED, head), "unaddressed") == []


def test_a_position_dated_after_today_is_noted() -> None:
    text = USED + "positions:\n- {person: ana, target: e, on: 2024-03-02}\n- {person: ben, target: e}\n"
    map_ = map_of(text, PROBLEM)
    (position,) = map_.referrers("ana", "person")
    assert found(map_, "dated-ahead", today=date(2024, 3, 1)) == [("note", "dated-ahead", (position, "ana", "e"))]
    assert found(map_, "dated-ahead", today=date(2024, 3, 2)) == []
    assert found(map_, "dated-ahead") == []


def test_an_unnamed_proposal_that_solves_a_problem_is_noted() -> None:
    head = HEAD.replace("s: {kind: proposal,", "s: {kind: proposal, tags: [unnamed],")
    assert found(map_of("  x: {for: g, because: [s]}\n", head), "unnamed-alternative") == [
        ("note", "unnamed-alternative", ("s", "x"))
    ]
    assert found(map_of("  x: {for: e, because: [s]}\n", head), "unnamed-alternative") == []
    assert found(map_of("  x: {for: g, because: [s]}\n"), "unnamed-alternative") == []


def test_the_number_of_an_attacked_leaf_is_noted() -> None:
    head = HEAD.replace("e: {kind: claim,", "e: {kind: claim, credence: 0.7,")
    attack = "  x: {against: e, because: [i]}\n"
    assert found(map_of(attack, head), "attacked-leaf") == [("note", "attacked-leaf", ("e", "x"))]
    assert found(map_of(attack), "attacked-leaf") == []
    assert found(map_of(attack + "  y: {for: e, because: [i]}\n", head), "attacked-leaf") == []


def test_a_stated_assumption_without_which_nothing_goes_is_to_be_tested() -> None:
    step = "  x: {for: g, because: [s], assuming: [e]}\n"
    assert found(map_of(step), "untested-core") == [("note", "untested-core", ("e", "g"))]
    assert found(map_of(step + "  y: {for: g, because: [i]}\n"), "untested-core") == []
    assert found(map_of(step + "experiments: {z: {tests: [{node: e}]}}\n"), "untested-core") == []
    unstated = "  x: {for: g, because: [s], unstated: [e]}\n"
    assert found(map_of(unstated), "untested-core", "untested-unstated") == [("note", "untested-unstated", ("e", "x"))]


def test_what_there_was_no_time_for_is_told() -> None:
    map_ = map_of("  x: {for: g, because: [s], assuming: [e]}\n")
    times = iter((0.0, 9.0))
    (left,) = untested_cores(map_, seconds=1, clock=lambda: next(times))
    assert (left.code, left.ids) == ("cores-left-out", ("g",))


@pytest.mark.parametrize(
    ("at", "wrong"),
    [
        ("L9-L3", "ends before it begins"),
        ("L9-3", "ends before it begins"),
        ("post:L9-L3", "ends before it begins"),
        ("t12@40-5", "ends before it begins"),
        ("t12@5-5", "has nothing in it"),
        ("L3-L9", ""),
        ("L3-L3", ""),
        ("t12@5-40", ""),
        ("page 9-3", ""),
        ("t14-t12", ""),
    ],
)
@pytest.mark.parametrize(
    "where",
    [
        "  x: {{for: g, because: [e], source: post, at: '{}'}}\n",
        "  x: {{for: g, because: [{{node: e, at: '{}'}}]}}\n",
        "  x: {{for: g, because: [e], strength: {{value: 1, at: '{}'}}}}\n",
    ],
    ids=["argument", "premise", "strength"],
)
def test_a_place_that_cannot_be_is_an_error(where: str, at: str, wrong: str) -> None:
    errors = [(one.code, one.message) for one in check(map_of(where.format(at))) if one.severity == "error"]
    assert errors == ([("impossible-place", f"{at} of x {wrong}")] if wrong else [])


def test_a_reversed_range_makes_check_say_no(run: Run, map_file: Callable[..., Path]) -> None:
    path = map_file("statements: {a: {kind: claim}}\npeople: {p: {}}\npositions: [{person: p, target: a, at: L9-L3}]\n")
    answer = run("-m", path, "check")
    assert answer.status == 1
    assert "ends before it begins" in answer.out
