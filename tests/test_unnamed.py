"""A proposal that nobody named solves no problem, in every question, unless the view holds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from argmap.logic.holding import Reasoner
from argmap.logic.probability import what_if
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Credence, Interval, Premise, Statement

TEXT = """
statements:
  p: {kind: problem, title: Safe roads, credence: 0.3}
  x: {kind: proposal, title: Speed limits, credence: 0.5}
  z: {kind: proposal, title: Something simpler, tags: [unnamed], credence: 0.9}
  q: {kind: claim, title: Drivers obey, credence: 0.8}
  c: {kind: claim, title: It is cheap}
arguments:
  x-solves: {for: p, because: [x], assuming: [q]}
  z-solves: {for: p, because: [z], assuming: [q]}
  z-is-cheap: {for: c, because: [z]}
people: {ann: {title: Ann}, bo: {title: Bo}}
positions:
  - {person: ann, target: q, credence: 0.6}
  - {person: bo, target: q, credence: 0.9}
"""
LEFT_OUT = "Something simpler is tagged unnamed: nobody has said what exactly is meant"


@pytest.fixture
def path(map_file: Callable[[str], Path]) -> Path:
    return map_file(TEXT)


def ask(run: Run, path: Path, *words: str) -> dict[str, Any]:
    answer = run("-m", path, *words, "--json")
    found = json.loads(answer.out)
    assert isinstance(found, dict), answer.err
    return found


@pytest.mark.parametrize(
    "words",
    [
        ("sets", "p"),
        ("importance", "p"),
        ("credence", "p"),
        ("work", "x", "p"),
        ("readings", "x", "p", "--between", "ann", "bo"),
        ("cruxes", "p", "--between", "ann", "bo"),
        ("trace", "p"),
        ("show", "p"),
    ],
)
def test_every_question_leaves_it_out_and_says_so(run: Run, path: Path, words: tuple[str, ...]) -> None:
    answer = ask(run, path, *words)
    assert (answer["standing"] if words[0] in ("show", "trace") else answer)["unnamed"] == ["z"]
    text = " ".join(run("-m", path, *words).out.split())
    assert "“Something simpler” left out" in text or LEFT_OUT in text or "Something simpler is no alternative" in text
    if words[0] not in ("show",):
        held = ask(run, path, *words, "--assume", "z")
        assert (held["standing"] if words[0] == "trace" else held)["unnamed"] == []


def test_it_solves_nothing_unless_it_is_held(run: Run, path: Path) -> None:
    assert [one[0]["id"] for one in ask(run, path, "sets", "p")["sets"]] == ["q"]
    assert ask(run, path, "sets", "p")["count"] == "1"
    assert [leaf["id"] for leaf in ask(run, path, "importance", "p")["leaves"]] == ["x", "q"]
    assert ask(run, path, "credence", "p")["low"] == pytest.approx(0.4)
    assert ask(run, path, "credence", "p", "--assume", "z")["low"] == pytest.approx(0.8)
    assert ask(run, path, "credence", "p", "--hold", "z=0.9")["low"] == pytest.approx(0.8 * 0.95)
    assert ask(run, path, "trace", "p", "--deny", "x")["standing"]["label"] == "out"
    assert ask(run, path, "trace", "p", "--deny", "x", "--assume", "z")["standing"]["label"] == "in"


def test_claims_argued_from_it_stand_as_they_are(run: Run, path: Path) -> None:
    assert ask(run, path, "credence", "c")["low"] == pytest.approx(0.9)
    assert ask(run, path, "show", "c")["standing"]["label"] == "in"
    assert ask(run, path, "show", "z-solves")["standing"]["why"] == "unnamed"
    assert "nobody has named" in run("-m", path, "show", "z-solves").out


def test_assumed_it_is_an_alternative_like_any_other(run: Run, path: Path) -> None:
    assert ask(run, path, "work", "x", "p", "q")["alternatives"] == []
    held = ask(run, path, "work", "x", "p", "q", "--assume", "z")
    assert (held["alternatives"], held["results"][0]["best_other"], held["results"][0]["workshare"]) == (["z"], "z", 1)


def test_asked_about_itself_it_counts(run: Run, path: Path) -> None:
    (result,) = ask(run, path, "work", "z", "p", "q")["results"]
    assert (result["full"], result["best_other"], result["marginal"]) == (1, "x", 0)


def test_of_reasons_of_which_one_suffices_only_the_unnamed_one_is_left_out() -> None:
    either = (Premise(node="y", role="because"), Premise(node="z", role="because"))
    things = [
        Statement(id="p", is_a="problem"),
        Statement(id="y", is_a="proposal", credence=Credence(low=0.25, high=0.25)),
        Statement(id="z", is_a="proposal", credence=Credence(low=0.5, high=0.5), tags=("unnamed",)),
        Argument(id="any", target="p", at_least=1, premises=either),
    ]
    reasoner = Reasoner(ArgumentMap(things))
    assert what_if(reasoner, "p", View(), "y", Interval(low=1, high=1)).low == 1
    assert what_if(reasoner, "p", View(), "y", Interval(low=0, high=0)).high == 0
    assert what_if(reasoner, "p", View(), "z", Interval(low=0.5, high=0.5)).low == pytest.approx(0.625)
