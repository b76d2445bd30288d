"""Whose numbers count and what is held fixed, as typed: what it does, and what is said of a slip."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLE, Run

MapFile = Callable[..., Path]

TWO_ENDS = """
statements:
  p: {kind: problem, title: It works}
  q: {kind: claim, credence: 0.5}
  r: {kind: claim, credence: 0.5}
  far: {kind: claim, credence: 0.5}
arguments:
  a: {for: p, because: [q, r], by: [ann]}
people: {ann: {title: Ann}, bob: {title: Bob}}
positions:
  - {person: ann, target: q, credence: 0.9}
"""


def low(run: Run, *words: str | Path) -> float:
    answer = run(*words, "--json")
    assert answer.status == 0, answer.err
    found = json.loads(answer.out)["low"]
    assert isinstance(found, float)
    return found


def test_a_view_is_a_person_s_numbers_and_what_is_held_fixed(run: Run, map_file: MapFile) -> None:
    ask = ("-m", map_file(TWO_ENDS), "credence", "p")
    assert low(run, *ask) == pytest.approx(0.25)
    assert low(run, *ask, "--view", "ann") == pytest.approx(0.45)
    assert low(run, *ask, "--view", "ann", "--assume", "r") == pytest.approx(0.9)
    assert low(run, *ask, "--view", "ann", "--hold", "q=0.2") == pytest.approx(0.1)
    assert low(run, *ask, "--assume", "q,r") == 1
    assert low(run, *ask, "--assume", "q", "--assume", "r") == 1
    assert low(run, *ask, "--deny", "q") == 0
    assert low(run, *ask, "--hold", "q=0.2, r=0.4..0.6") == pytest.approx(0.08)
    assert low(run, *ask, "--hold", "a=0.1") == pytest.approx(0.025)
    assert low(run, *ask, "--deny", "a") == 0
    assert low(run, *ask, "--assume", "far") == pytest.approx(0.25)


def test_an_answer_says_in_which_view_it_is(run: Run, map_file: MapFile) -> None:
    path = map_file(TWO_ENDS)
    for name in ("credence", "sets", "importance", "trace"):
        assert json.loads(run("-m", path, name, "p", "--json").out)["view"] is None
        words = ("--view", "ann", "--assume", "r", "--deny", "far", "--hold", "q=0.2..0.3")
        answer = json.loads(run("-m", path, name, "p", *words, "--json").out)
        assert answer["view"] == {
            "person": "ann",
            "assume": ["r"],
            "deny": ["far"],
            "hold": {"q": {"low": 0.2, "high": 0.3}},
        }
        text = run("-m", path, name, "p", *words).out
        assert "In the view of Ann, with r assumed, far denied and q held at 0.2 to 0.3:" in " ".join(text.split())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--view", "an"], "nothing in this map has the id 'an'; nearest: ann"),
        (["--view", "q"], "'q' is a claim, no person whose view could be taken; there are ann and bob"),
        (["--assume", "fa"], "nothing in this map has the id 'fa'; nearest: far"),
        (["--deny", "zzz"], "nothing in this map has the id 'zzz'"),
        (["--hold", "qq=0.3"], "nothing in this map has the id 'qq'; nearest: q"),
        (["--assume", "ann"], "'ann' is a person; only statements and arguments can be held fixed"),
        (["--assume", "q", "--deny", "q"], "'q' cannot be held in two ways at once: --assume and --deny"),
        (["--assume", "q", "--hold", "q=0.5"], "'q' cannot be held in two ways at once: --assume and --hold"),
        (["--hold", "q=0.5,q=0.5"], "'q' is held twice"),
        (["--hold", "q"], "--hold takes ID=N, with N such as 0.3 or 0.2..0.4; not 'q'"),
        (["--hold", "q=much"], "--hold takes ID=N, with N such as 0.3 or 0.2..0.4; not 'q=much'"),
        (["--hold", "q=nan"], "--hold takes ID=N, with N such as 0.3 or 0.2..0.4; not 'q=nan'"),
        (["--hold", "q=0.1..0.2..0.3"], "--hold takes ID=N, with N such as 0.3 or 0.2..0.4; not 'q=0.1..0.2..0.3'"),
        (["--hold", "q=1.2"], "'q' is held at 1.2, which is no probability"),
        (["--hold", "q=-1"], "'q' is held at -1, which is no probability"),
        (["--hold", "q=0.4..0.2"], "'q' is held at 0.4..0.2, which is no probability"),
        (["--hold", "q=inf"], "'q' is held at inf, which is no probability"),
        (["--assume", ""], "--assume lacks an ID"),
        (["--deny", "q,"], "--deny lacks an ID"),
    ],
)
@pytest.mark.parametrize("name", ["credence", "trace"])
def test_a_slip_is_told_in_one_line(run: Run, map_file: MapFile, name: str, words: list[str], message: str) -> None:
    answer = run("-m", map_file(TWO_ENDS), name, "p", *words)
    assert (answer.status, answer.out, answer.err) == (2, "", f"argmap: {message}\n")


@pytest.mark.parametrize("name", ["sets", "importance", "credence"])
def test_the_one_statement_that_supports_nothing_else_needs_no_naming(run: Run, map_file: MapFile, name: str) -> None:
    path = map_file(TWO_ENDS.replace("  far: {kind: claim, credence: 0.5}\n", ""))
    assert run("-m", path, name) == run("-m", path, name, "p")
    answer = run("-m", EXAMPLE, name)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == (
        "argmap: which ID? more than one statement supports nothing else: clean-water, illness-spreads "
        f"(see 'argmap {name} --help')\n"
    )


def test_where_many_statements_support_nothing_else_only_some_are_named(run: Run, map_file: MapFile) -> None:
    statements = "".join(f"  s{n}: {{kind: claim}}\n" for n in range(30))
    answer = run("-m", map_file(f"statements:\n{statements}"), "credence")
    assert answer.status == 2
    assert answer.err.count(", s") == 9
    assert ", … (see" in answer.err
    circle = "statements:\n  p: {kind: claim}\narguments:\n  a: {for: p, because: [p]}\n"
    answer = run("-m", map_file(circle, "circle.yaml"), "credence")
    assert "which ID? no statement of this map supports nothing else" in answer.err


@pytest.mark.parametrize("name", ["sets", "importance", "credence"])
def test_a_question_is_asked_of_a_statement_or_an_argument(run: Run, name: str) -> None:
    answer = run("-m", EXAMPLE, name, "abe")
    message = f"'abe' is a person; {name} is asked of a statement or an argument"
    assert (answer.status, answer.err) == (2, f"argmap: {message}\n")
    assert "nearest: clean-water" in run("-m", EXAMPLE, name, "clean-watr").err
    assert run("-m", EXAMPLE, name, "filter-cleans-water").status == 0
