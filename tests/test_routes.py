"""Which proposals are for a problem, by which arguments, what is each one's own, and what else would do."""

from __future__ import annotations

from argmap.formats import read_files
from argmap.model import ArgumentMap
from argmap.questions.routes import alternatives, arguments_of, assumptions_of, part_of, proposals_for


def read(text: str) -> ArgumentMap:
    reading = read_files([("map.yaml", ("format: argmap/1\n" + text).encode())])
    return ArgumentMap(thing for thing, _ in reading.things)


def ids(map_: ArgumentMap, proposal: str, problem: str | None = None) -> list[str]:
    return [step.id for step in arguments_of(map_, proposal, problem)]


TWO = """
statements:
  p: {kind: problem}
  q: {kind: problem}
  r: {kind: claim}
  s: {kind: claim}
  x: {kind: proposal}
  y: {kind: proposal}
  z: {kind: proposal}
  simple: {kind: proposal, tags: [unnamed]}
arguments:
  x-gives-r: {for: r, because: [x, s]}
  r-solves-p: {for: p, because: [r], unstated: [q]}
  y-solves-p: {for: p, because: [y], assuming: [q]}
  z-solves-q: {for: q, because: [z]}
  simple-solves-p: {for: p, because: [simple, z]}
  p-needs-z: {against: p, unless: [z]}
  not-if-x: {for: q, because: [s], unless: [x]}
"""


def test_routes_of_two_proposals() -> None:
    map_ = read(TWO)
    assert proposals_for(map_, "p") == ("simple", "z", "y", "x")
    assert proposals_for(map_, "q") == ("z",)
    assert ids(map_, "x", "p") == ["x-gives-r", "r-solves-p"]
    assert ids(map_, "z", "p") == ["simple-solves-p", "z-solves-q", "r-solves-p", "y-solves-p"]
    assert assumptions_of(arguments_of(map_, "x", "p")) == ("q",)
    assert ids(map_, "x", "q") == []


def test_an_alternative_does_without_the_proposal() -> None:
    map_ = read(TWO)
    assert alternatives(map_, "x", "p") == ("y", "z")
    assert alternatives(map_, "y", "p") == ("x", "z")
    assert alternatives(map_, "z", "p") == ("y", "x")


def test_who_only_meets_an_assumption_of_a_proposal_is_no_alternative_to_it() -> None:
    map_ = read(TWO.replace("  y-solves-p: {for: p, because: [y], assuming: [q]}\n", ""))
    assert "z" in proposals_for(map_, "p")
    assert alternatives(map_, "x", "p") == ()


def test_a_part_is_what_no_other_proposal_uses() -> None:
    map_ = read(TWO)
    assert part_of(map_, "x", "p") == ("x", "s")
    assert part_of(map_, "z", "q") == ("z",)
    shared = read(TWO.replace("because: [y]", "because: [y, s]"))
    assert part_of(shared, "x", "p") == ("x",)


def test_what_a_proposal_delivers_besides_is_granted_to_others() -> None:
    map_ = read(TWO + "  x-solves-q: {for: q, because: [x]}\n")
    assert "y" in alternatives(map_, "x", "p")


def test_a_family_of_which_one_is_enough_has_alternatives() -> None:
    any_ = """
statements: {p: {kind: problem}, x: {kind: proposal}, y: {kind: proposal}}
arguments: {one-of-them: {for: p, because: [x, y], at_least: 1}}
"""
    assert alternatives(read(any_), "x", "p") == ("y",)
    assert alternatives(read(any_.replace("at_least: 1", "at_least: 2")), "x", "p") == ()


def test_circles_lead_nowhere() -> None:
    map_ = read("""
statements: {p: {kind: problem}, a: {kind: claim}, b: {kind: claim}, x: {kind: proposal}, y: {kind: proposal}}
arguments:
  a-by-b: {for: a, because: [b]}
  b-by-a: {for: b, because: [a]}
  y-solves-p: {for: p, because: [y, a]}
  x-solves-p: {for: p, because: [x]}
  p-brings-x: {for: x, because: [p]}
""")
    assert alternatives(map_, "x", "p") == ()
    assert ids(map_, "x", "p") == ["x-solves-p"]
    assert ids(map_, "x") == ["x-solves-p", "p-brings-x"]
