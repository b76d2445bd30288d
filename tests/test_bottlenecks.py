"""Bottlenecks as their users see them: what is core for how many, who escapes how, and what is said if nothing is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA, EXAMPLE, Run

MapFile = Callable[..., Path]

GOLDEN = Path(__file__).parent / "golden"
DIALOGUE = DATA / "xpq-dialogue.yaml"

ARCHIVE = """
statements:
  archive-survives: {kind: problem, title: The archive survives a fire}
  copies-are-read: {kind: problem, title: Somebody reads the copies back}
  copy-elsewhere: {kind: proposal, title: A copy in another town}
  vault: {kind: proposal, title: A vault}
  reading-robot: {kind: proposal, title: A robot that reads copies}
  something-cheap: {kind: proposal, title: Something cheap, tags: [unnamed]}
  robot-is-reliable: {kind: claim, title: The robot is reliable}
  door-holds: {kind: claim, title: The door holds}
  fire-is-rare: {kind: claim, title: Fire is rare}
  road-floods: {kind: scenario, title: The road floods}
arguments:
  copy-saves-it: {for: archive-survives, because: [copy-elsewhere], unstated: [{node: copies-are-read, surfaced_by: ben}], by: [ana]}
  vault-saves-it: {for: archive-survives, because: [vault], assuming: [door-holds], unless: [road-floods], by: [ana]}
  cheap-saves-it: {for: archive-survives, because: [something-cheap], assuming: [fire-is-rare]}
  vault-of-copies: {for: archive-survives, because: [vault, copies-are-read]}
  robot-reads: {for: copies-are-read, because: [reading-robot], assuming: [robot-is-reliable]}
  flood: {against: copy-saves-it, because: [road-floods]}
  other-readers: {for: copies-are-read, because: [fire-is-rare]}
people: {ana: {title: Ana}, ben: {title: Ben}}
experiments:
  drill: {title: A drill, tests: [{node: copies-are-read, if_true: they do, if_false: they do not}]}
"""  # noqa: E501  # as a map file has it


def ask(run: Run, *words: str | Path) -> dict[str, Any]:
    answer = run(*words, "--json")
    assert answer.status == 0, answer.err
    found = json.loads(answer.out)
    assert isinstance(found, dict)
    return found


def premises(run: Run, *words: str | Path) -> dict[str, Any]:
    return {one["id"]: one for one in ask(run, *words)["bottlenecks"]}


@pytest.mark.parametrize(
    ("name", "words"),
    [("example", [EXAMPLE, "bottlenecks", "clean-water"]), ("dialogue", [DIALOGUE, "bottlenecks", "safe-ai"])],
)
def test_an_answer_reads_as_the_golden_file(run: Run, name: str, words: list[str | Path]) -> None:
    assert run("-m", *words).out == (GOLDEN / f"bottlenecks-{name}.txt").read_text(encoding="utf-8")
    answer = run("-m", *words, "--json").out
    assert answer == (GOLDEN / f"bottlenecks-{name}.json").read_text(encoding="utf-8")


def test_each_proposal_is_judged_over_its_own_arguments(run: Run, map_file: MapFile) -> None:
    path = map_file(ARCHIVE)
    answer = ask(run, "-m", path, "bottlenecks", "archive-survives")
    assert {one["id"]: (one["unnamed"], one["works"]) for one in answer["proposals"]} == {
        "something-cheap": (True, True),
        "copy-elsewhere": (False, True),
        "vault": (False, True),
        "reading-robot": (False, True),
    }
    found = {one["id"]: one for one in answer["bottlenecks"]}
    read = found["copies-are-read"]
    # Core for the copy, which takes it for granted, and for the robot, which argues for it; other readers of copies
    # are nobody's argument here. The vault uses it in one way, and has another.
    assert (read["share"], read["core_for"]) == (0.5, ["copy-elsewhere", "reading-robot"])
    assert read["brought_by"] == ["reading-robot"]
    assert read["escaped_by"] == [
        {"proposal": "something-cheap", "uses": False, "by": ["cheap-saves-it"], "needs": ["fire-is-rare"]},
        {"proposal": "vault", "uses": True, "by": ["vault-saves-it"], "needs": ["door-holds"]},
    ]
    assert read["used_in"][0] == {"argument": "copy-saves-it", "role": "unstated", "by": ["ana"], "surfaced_by": "ben"}
    assert read["tests"] == ["drill"]
    assert found["robot-is-reliable"]["core_for"] == ["reading-robot"]
    assert (found["door-holds"]["share"], found["door-holds"]["escaped_by"]) == (0, [])
    assert "road-floods" not in found


def test_a_proposal_that_others_need_is_a_bottleneck_for_those(run: Run, map_file: MapFile) -> None:
    text = ARCHIVE.replace("because: [something-cheap]", "because: [something-cheap, vault]")
    found = premises(run, "-m", map_file(text), "bottlenecks", "archive-survives")["vault"]
    assert "something-cheap" in found["core_for"]
    assert "vault" not in {*found["core_for"], *(escape["proposal"] for escape in found["escaped_by"])}


def test_what_a_view_holds_fixed_counts(run: Run, map_file: MapFile) -> None:
    words = ("-m", map_file(ARCHIVE), "bottlenecks", "archive-survives")
    found = premises(run, *words, "--deny", "vault-saves-it")["copies-are-read"]
    assert found["core_for"] == ["copy-elsewhere", "vault", "reading-robot"]
    answer = ask(run, *words, "--deny", "copies-are-read")
    assert [one["id"] for one in answer["proposals"] if one["works"] is False] == ["copy-elsewhere", "reading-robot"]
    out = " ".join(run(*words, "--deny", "copies-are-read").out.split())
    assert (
        "None of their arguments can apply, whatever else holds: A copy in another town, A robot that reads copies."
        in out
    )


def test_an_answer_names_who_escapes_and_how(run: Run, map_file: MapFile) -> None:
    out = " ".join(run("-m", map_file(ARCHIVE), "bottlenecks", "archive-survives").out.split())
    assert "2 of 4 proposals cannot do without Somebody reads the copies back, though 1 of them argues for it." in out
    assert "Counted though nobody named it: Something cheap." in out
    assert "A vault has a way without it, by vault-saves-it, granted The door holds" in out
    assert "1 proposal never uses it: Something cheap, by way of cheap-saves-it" in out
    assert "2 arguments need it, unsaid in 1; tested by 1 experiment" in out


def test_an_empty_answer_says_why(run: Run, map_file: MapFile) -> None:
    path = map_file(ARCHIVE)
    answer = run("-m", path, "bottlenecks", "door-holds")
    assert answer.status == 0
    assert "No proposal for it in this map." in answer.out
    found = ask(run, "-m", path, "bottlenecks", "door-holds")
    assert (found["proposals"], found["bottlenecks"], found["why"]) == ([], [], "no proposal")
    alone = map_file(
        "statements: {p: {kind: problem}, x: {kind: proposal}}\narguments: {a: {for: p, because: [x]}}\n", "alone.yaml"
    )
    assert ask(run, "-m", alone, "bottlenecks", "p")["why"] == "no premise"
    assert "No bottleneck: the one proposal can do without any single premise." in run("-m", alone, "bottlenecks").out


@pytest.mark.parametrize(
    ("id_", "says"),
    [
        ("copy-saves-it", "'copy-saves-it' is an argument; proposals are for a statement"),
        ("ana", "'ana' is a person; bottlenecks is asked of a statement or an argument"),
        ("archive-survive", "nothing in this map has the id 'archive-survive'; nearest: archive-survives"),
    ],
)
def test_bad_input_is_one_line(run: Run, map_file: MapFile, id_: str, says: str) -> None:
    answer = run("-m", map_file(ARCHIVE), "bottlenecks", id_)
    assert (answer.status, answer.out) == (2, "")
    assert says in answer.err
    assert answer.err.count("\n") == 1


def test_the_shipped_map_names_inner_alignment_first(run: Run) -> None:
    first = ask(run, "-m", "shipped", "bottlenecks", "alignment")["bottlenecks"][0]
    assert first["id"] == "inner-alignment"
    assert len(first["brought_by"]) < len(first["core_for"])
