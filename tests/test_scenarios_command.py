"""`argmap scenarios` as its users see it: both tables, Markdown to paste, JSON, one scenario, errors, empty maps."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from conftest import DATA, Run

from argmap.cli.grid import CONCERN, TECHNIQUE, column_keys
from argmap.logic.holding import Reasoner
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Premise, Statement
from argmap.questions.scenarios import matrix

MapFile = Callable[..., Path]

GOLDEN = Path(__file__).parent / "golden"

STORM = """
statements:
  outage: {kind: scenario, title: The power fails}
  storm: {kind: scenario, title: A storm cuts the line}
  flood: {kind: scenario, title: The cellar floods}
  comet: {kind: scenario, title: A comet passes}
  dark: {kind: claim, title: The lights are out}
  fall: {kind: concern, title: Somebody falls on the stairs}
  dust: {kind: concern, title: Dust gathers}
  lamps: {kind: proposal, title: Lamps on every landing}
  candles: {kind: proposal, title: Candles}
  rail: {kind: proposal, title: A rail}
  stairs-lit: {kind: problem, title: The stairs are lit}
  current: {kind: claim, title: The sockets have current}
  dry: {kind: claim, title: The matches are dry}
  mains-box-dry: {kind: claim, title: The mains box is dry, about: [storm], tags: [invariant]}
arguments:
  kinds-of-outage: {for: outage, because: [storm, flood], at_least: 1, by: [ann]}
  lamps-light: {for: stairs-lit, because: [lamps], unstated: [{node: current, surfaced_by: bob}], by: [ann]}
  candles-light: {for: stairs-lit, because: [candles, dry], by: [ann]}
  no-current: {against: current, because: [storm], by: [bob]}
  wet-matches: {against: dry, because: [flood], strength: {low: 0, high: 1}}
  flood-cuts: {against: current, because: [flood], by: [bob]}
  outage-darkens: {for: dark, because: [outage], by: [ann]}
  dark-stairs: {for: fall, because: [dark], by: [bob], strength: {low: 0, high: 1}}
experiments:
  pull-the-plug:
    title: Pull the plug
    tests: [{node: current, before: [storm], misleads_if: [dark]}]
people: {ann: {title: Ann}, bob: {title: Bob}}
positions:
  - {person: ann, target: dry, crux: true, of: [storm]}
"""

HOSTILE = """
statements:
  jump: {kind: scenario, title: "A | `jump` <b>now</b> [x](y)"}
  lamps: {kind: proposal, title: "\\e[31mred\\e[0m | **lamps**\\u202e"}
  lit: {kind: problem}
  current: {kind: claim}
arguments:
  light: {for: lit, because: [lamps], assuming: [current]}
  cut: {against: current, because: [jump]}
"""


def lines(run: Run, *words: str | Path) -> list[str]:
    answer = run(*words)
    assert answer.status == 0, answer.err
    assert not answer.err
    return [line.rstrip() for line in answer.out.splitlines()]


def golden(name: str) -> list[str]:
    return (GOLDEN / name).read_text(encoding="utf-8").splitlines()


def ask(run: Run, *words: str | Path) -> dict[str, Any]:
    answer = run(*words, "--json")
    assert answer.status == 0, answer.err
    found = json.loads(answer.out)
    assert isinstance(found, dict)
    assert found["format"] == "argmap-scenarios/1"
    return found


def test_both_tables_read_at_a_glance(run: Run, map_file: MapFile) -> None:
    assert lines(run, "-m", map_file(STORM), "scenarios") == golden("scenarios-storm.txt")


def test_a_table_that_is_too_wide_goes_on_below(run: Run, map_file: MapFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    found = lines(run, "-m", map_file(STORM), "scenarios")
    assert all(len(line) <= 40 for line in found)
    assert sum(line.startswith("concern ") for line in found) > 1


def test_letters_are_coloured_too(run: Run, map_file: MapFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click.utils, "should_strip_ansi", lambda *_: False)
    out = run("-m", map_file(STORM), "scenarios").out
    assert click.style("B'", fg="red") in out or click.style('B"', fg="red", bold=True) in out
    assert click.style("b1", fg="yellow") in out


def test_the_tables_as_markdown(run: Run, map_file: MapFile) -> None:
    assert lines(run, "-m", map_file(STORM), "scenarios", "--format", "markdown") == golden("scenarios-storm.md")


def test_hostile_titles_stay_text(run: Run, map_file: MapFile) -> None:
    path = map_file(HOSTILE)
    for words in ([], ["jump"]):
        out = run("-m", path, "scenarios", *words).out
        assert "\x1b[31m" not in out
        assert "\u202e" not in out
        assert "\\x1b[31mred" in out
        out = run("-m", path, "scenarios", *words, "--format", "markdown").out
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert not re.search(r"(?<!\\)[<`\[]", re.sub(r"^- ", "", out))
    rows = [line for line in run("-m", path, "scenarios", "--format", "markdown").out.splitlines() if line[:1] == "|"]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {4}


def test_the_tables_as_json(run: Run, map_file: MapFile) -> None:
    answer = ask(run, "-m", map_file(STORM), "scenarios", "--assume", "dry")
    assert list(answer) == ["format", "view", "scenarios", "techniques", "concerns"]
    assert answer["view"]["assume"] == ["dry"]
    assert [(one["id"], one["members"]) for one in answer["scenarios"]] == [
        ("outage", ["storm", "flood"]),
        ("storm", []),
        ("flood", []),
        ("comet", []),
    ]
    columns = [None, "outage", "storm", "flood", "comet"]
    for row in answer["techniques"] + answer["concerns"]:
        assert [cell["scenario"] for cell in row["cells"]] == columns
        assert all(cell["id"] == row["id"] for cell in row["cells"])
    (lamps,) = (row for row in answer["techniques"] if row["id"] == "lamps")
    assert [cell["outcome"] for cell in lamps["cells"]][1:] == ["breaks", "breaks", "breaks", "nothing said"]
    assert lamps["cells"][2]["origin"] == "stated"
    assert lamps["cells"][2]["chain"]["steps"][0]["by"] == ["bob"]


def test_one_scenario_in_words(run: Run, map_file: MapFile) -> None:
    assert lines(run, "-m", map_file(STORM), "scenarios", "storm") == golden("scenarios-one.txt")
    text = "\n".join(lines(run, "-m", map_file(STORM), "scenarios", "flood"))
    step = "The cellar floods ⊣ The matches are dry"
    assert f"Breaks if\n  Candles (candles)\n      if the step “{step}” is good\n" in text
    assert "the editor's: wet-matches" in text
    assert ask(run, "-m", map_file(STORM), "scenarios", "outage")["members"] == ["storm", "flood"]


def test_one_scenario_as_markdown(run: Run, map_file: MapFile) -> None:
    found = lines(run, "-m", map_file(STORM), "scenarios", "storm", "--format", "markdown")
    assert found[0].startswith("**A storm cuts the line (storm)")
    at = found.index("**Breaks**")
    assert found[at + 1 : at + 3] == ["", "- Lamps on every landing (lamps)"]
    assert found[at + 3].startswith("  - stated by Bob")


def test_two_scenarios_apart(run: Run, map_file: MapFile) -> None:
    words = ["-m", map_file(STORM), "scenarios", "flood", "--versus", "comet"]
    text = "\n".join(lines(run, *words))
    assert text.startswith("The cellar floods and A comet passes differ in 3 cells")
    assert "The cellar floods: breaks if" in text
    answer = ask(run, *words)
    assert answer["scenarios"] == ["flood", "comet"]
    assert {(pair["of"], pair["id"]) for pair in answer["cells"]} == {
        ("technique", "candles"),
        ("technique", "lamps"),
        ("concern", "fall"),
    }


def test_two_people_s_views(run: Run, map_file: MapFile) -> None:
    words = ["-m", map_file(STORM), "scenarios", "--between", "ann", "bob"]
    (line,) = lines(run, *words)
    assert line.startswith("Ann and Bob come to the same in all of ")
    assert ask(run, *words, "--assume", "dry")["verbal"] is True
    path = map_file(STORM + "  - {person: bob, target: wet-matches, credence: 1}\n")
    answer = ask(run, "-m", path, "scenarios", "flood", "--between", "ann", "bob")
    assert [[cell["outcome"] for cell in pair["cells"]] for pair in answer["cells"]] == [["breaks if", "breaks"]]
    text = "\n".join(lines(run, "-m", path, "scenarios", "flood", "--between", "ann", "bob"))
    assert "Candles (candles) in The cellar floods\n      Ann: breaks if\n" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["strom"], "nothing in this map has the id 'strom'; nearest: storm"),
        (["dark"], "'dark' is a claim, not a scenario"),
        (["storm", "--versus", "comit"], "nothing in this map has the id 'comit'; nearest: comet"),
        (["storm", "--versus", "storm"], "--versus takes another scenario than 'storm'"),
        (["--versus", "storm"], "--versus takes a scenario ID to compare with"),
        (["storm", "--versus", "flood", "--between", "ann", "bob"], "--versus takes no --between"),
        (["--between", "ann", "bop"], "nothing in this map has the id 'bop'; nearest: bob"),
        (["--format", "html"], "html"),
    ],
)
def test_wrong_usage_is_one_line(run: Run, map_file: MapFile, words: list[str], said: str) -> None:
    answer = run("-m", map_file(STORM), "scenarios", *words)
    assert answer.status == 2
    assert not answer.out
    assert said in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("statements: {c: {kind: claim}}", "No scenario in this map"),
        ("statements: {s: {kind: scenario}}", "No technique and no concern in this map"),
        (
            "statements: {s: {kind: scenario}, c: {kind: concern}}",
            "no technique (a proposal that somebody argues from)",
        ),
        ("statements: {s: {kind: scenario}, x: {kind: proposal}}", "1 proposal is no row"),
    ],
)
@pytest.mark.parametrize("format_", ["table", "markdown"])
def test_an_empty_answer_says_why(run: Run, map_file: MapFile, text: str, said: str, format_: str) -> None:
    answer = run("-m", map_file(text), "scenarios", "--format", format_)
    assert answer.status == 0
    assert said in " ".join(answer.out.split())
    ask(run, "-m", map_file(text), "scenarios")


def test_a_family_that_no_scenario_leads_to_is_told(run: Run, map_file: MapFile) -> None:
    alone = HOSTILE.replace("arguments:", "arguments:\n  why: {for: jump, because: [current]}")
    assert lines(run, "-m", map_file(alone), "scenarios")[0].startswith("No scenario to take as given")
    assert run("-m", map_file(alone), "scenarios", "jump").status == 0
    path = map_file(STORM.replace("arguments:", "arguments:\n  why: {for: comet, because: [dark]}"))
    for words in ([], ["--format", "markdown"], ["comet"], ["comet", "--format", "markdown"]):
        assert "no scenario leads to it" in " ".join(run("-m", path, "scenarios", *words).out.split())


def test_keys_of_columns_are_short_and_each_is_another() -> None:
    scenarios = [
        Statement(id=id_, is_a="scenario") for id_ in ("f", "g", "s", "t", "u", *(f"z{n:02}" for n in range(30)))
    ]
    arguments = [
        Argument(id="f1", target="f", premises=(Premise(node="g", role="because"), Premise(node="u", role="because"))),
        Argument(id="g1", target="g", premises=(Premise(node="s", role="because"), Premise(node="t", role="because"))),
    ]
    keys = column_keys(matrix(Reasoner(ArgumentMap([*scenarios, *arguments])), View()))
    assert [keys[id_] for id_ in (None, "f", "g", "s", "t", "u", "z00", "z29")] == [
        "–",
        "A",
        "A1",
        "A1a",
        "A1b",
        "A2",
        "B",
        "AE",
    ]
    assert len(set(keys.values())) == len(keys)


def test_the_shipped_maps_fit_a_terminal(run: Run) -> None:
    found = lines(run, "-m", "shipped", "scenarios")
    assert all(len(line) <= 100 for line in found)
    assert sum(line.startswith("technique ") for line in found) == 1
    assert ask(run, "-m", "shipped", "scenarios", "discontinuity")["members"]


def test_a_map_without_scenarios_in_the_tests_data(run: Run) -> None:
    assert run("-m", DATA / "example.yaml", "scenarios").status == 0


VILLAGE = STORM.replace("arguments:", """  warm: {kind: problem, title: The house is warm}
  walk: {kind: problem, title: People get upstairs}
arguments:
  lamps-warm: {for: warm, because: [lamps]}
  a-rail-helps: {for: walk, because: [rail], by: [ann]}
""", 1)  # fmt: skip


def test_a_technique_for_several_problems_is_told_line_by_line(run: Run, map_file: MapFile) -> None:
    text = "\n".join(lines(run, "-m", map_file(VILLAGE), "scenarios", "storm"))
    assert "Differs from problem to problem\n  Lamps on every landing (lamps)" in text
    assert "for “The stairs are lit”: breaks\n" in text
    assert "for “The house is warm”: survives\n" in text
    table = lines(run, "-m", map_file(VILLAGE), "scenarios")
    assert next(line for line in table if line.startswith("Lamps")).split() == [
        "Lamps", "on", "every", "landing", "S", 'B/S"', 'B/S"', 'B/S"',
    ]  # fmt: skip


def test_rows_are_chosen_by_problem_and_by_tag(run: Run, map_file: MapFile) -> None:
    path = map_file(VILLAGE.replace("title: Candles", "title: Candles, tags: [cheap]"))

    def rows(*words: str) -> tuple[list[str], list[str]]:
        answer = ask(run, "-m", path, "scenarios", *words)
        return [row["id"] for row in answer["techniques"]], [row["id"] for row in answer["concerns"]]

    assert rows("--for", "walk") == (["rail"], [])
    assert rows("--for", "stairs-lit") == (["candles", "lamps"], [])
    assert rows("--tag", "cheap") == (["candles"], [])
    assert [cell["id"] for cell in ask(run, "-m", path, "scenarios", "storm", "--for", "walk")["techniques"]] == [
        "rail"
    ]
    for words, message in (
        (("--for", "warmth"), "nothing in this map has the id 'warmth'; nearest: warm"),
        (("--for", "lamps"), "'lamps' is a proposal, not a problem"),
        (("--tag", "cheep"), "no technique or concern has the tag 'cheep'; nearest: cheap"),
        (("--for", "walk", "--tag", "cheap"), "no technique or concern has the tag 'cheap'"),
    ):
        answer = run("-m", path, "scenarios", *words)
        assert (answer.status, answer.err) == (2, f"argmap: {message}\n")


def test_no_letter_of_a_technique_means_something_else_of_a_concern() -> None:
    shared = {"nothing said", "too hard"}
    letters = [
        {one.letter.casefold() for out, one in table.items() if out not in shared} for table in (TECHNIQUE, CONCERN)
    ]
    assert not letters[0] & letters[1]


def test_a_scenario_is_compared_with_a_family_by_what_its_members_come_to(run: Run, map_file: MapFile) -> None:
    answer = ask(run, "-m", map_file(STORM), "scenarios", "storm", "--versus", "outage")
    assert [(pair["id"], [cell["outcome"] for cell in pair["cells"]]) for pair in answer["cells"]] == [
        ("candles", ["nothing said", "differs"])
    ]
