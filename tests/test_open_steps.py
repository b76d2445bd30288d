"""What open steps change in a standing: against every assignment of them on random maps, and on small ones by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from brute_force import EveryWorld, Variable, minimal
from conftest import Run
from hypothesis import assume, given
from reasoning_maps import VARIABLES, maps_and_views, thoroughly

from argmap.logic import open_steps
from argmap.logic.holding import Reasoner
from argmap.logic.labelling import Label
from argmap.logic.standing import Standing
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Credence, Premise, Statement
from argmap.questions.sets import minimal_sets

LABELS: tuple[Label, ...] = ("in", "out", "undecided")
Sets = frozenset[tuple[str, bool]]
MAY = Credence(low=0, high=1)


def is_open(oracle: EveryWorld, variable: Variable) -> bool:
    low, high = oracle.number(variable)
    return variable[0] == "strength" and low == 0 < high


def labels(oracle: EveryWorld, id_: str) -> dict[frozenset[str], Label]:
    """How a thing stands, for every set of open steps that are granted."""
    found: dict[frozenset[str], set[Label]] = {}
    for number, world in enumerate(oracle.worlds):
        values = dict(zip(oracle.variables, world, strict=True))
        closed = {v: value for v, value in values.items() if not is_open(oracle, v)}
        if any(all(value == oracle.taken(v, case) for v, value in closed.items()) for case in oracle.cases()):
            granted = frozenset(v[1] for v, value in values.items() if value and is_open(oracle, v))
            surely, maybe = oracle.lower[id_] >> number & 1, oracle.upper[id_] >> number & 1
            found.setdefault(granted, set()).add("in" if surely else "undecided" if maybe else "out")
    return {granted: next(iter(one)) if len(one) == 1 else "undecided" for granted, one in found.items()}


def primes(table: dict[frozenset[str], Label], wanted: Label) -> set[Sets]:
    """The minimal values of open steps with which the label is this one, whatever the others are."""
    steps = sorted(frozenset().union(*table))
    found = set()
    for values in product((None, False, True), repeat=len(steps)):
        fixed = {step: value for step, value in zip(steps, values, strict=True) if value is not None}
        worlds = [label for granted, label in table.items() if all((s in granted) == v for s, v in fixed.items())]
        if all(label == wanted for label in worlds):
            found.add(frozenset(fixed.items()))
    return minimal(found)


@thoroughly
@given(maps_and_views(grouped=True))
def test_labels_change_by_the_prime_implicants_of_every_assignment(drawn: tuple[ArgumentMap, View]) -> None:
    map_, view = drawn
    oracle = EveryWorld(map_, view)
    assume(len(oracle.variables) <= VARIABLES)
    assume(sum(is_open(oracle, variable) for variable in oracle.variables) <= 5)
    standing = Standing(map_, view, [thing.id for thing in oracle.things])
    for thing in oracle.things:
        table = labels(oracle, thing.id)
        label = standing.label(thing.id)
        assert label == table[frozenset()]
        changes = {change.becomes: change for change in standing.changes(thing.id)}
        assert set(changes) == set(table.values()) - {label}
        assert [change.becomes for change in changes.values()] == [one for one in LABELS if one in changes]
        for becomes, change in changes.items():
            sets = [frozenset((value.variable.id, value.holds) for value in values) for values in change.sets]
            assert set(sets) == primes(table, becomes)
            assert sorted(map(len, sets)) == list(map(len, sets))
            assert (change.count, change.exact) == (len(sets), True)
        if standing.settled(thing.id):
            assert not changes
            assert {step for step in oracle.lower if is_open(oracle, ("strength", step))}.isdisjoint(
                [standing.reason(thing.id).by] if standing.reason(thing.id).why == "strength" else []
            )


@thoroughly
@given(maps_and_views())
def test_the_open_steps_that_a_minimal_set_needs_are_enough_and_none_can_be_spared(
    drawn: tuple[ArgumentMap, View],
) -> None:
    map_, view = drawn
    oracle = EveryWorld(map_, view)
    assume(len(oracle.variables) <= VARIABLES)
    reasoner = Reasoner(map_)

    def enough(id_: str, which: str, leaves: dict[str, bool], steps: set[str]) -> bool:
        """Whether these leaves and steps settle it, the other leaves false (of a failure set: either), steps either."""
        for number, world in enumerate(oracle.worlds):
            values = dict(zip(oracle.variables, world, strict=True))
            possible = all(
                value if of == "strength" and (name in steps or not is_open(oracle, (of, name)))
                else not value if of == "otherwise"
                else value == leaves.get(name, value and which == "failure") if of == "leaf"
                else True
                for (of, name), value in values.items()
            )  # fmt: skip
            if possible and bool(oracle.lower[id_] >> number & 1) != (which == "sufficient"):
                return False
        return True

    for thing in oracle.things:
        for which in ("sufficient", "failure"):
            for one in minimal_sets(reasoner, thing.id, view, which, limit=5).first:
                leaves = {value.variable.id: value.holds for value in one.values}
                assert one.steps is not None
                assert enough(thing.id, which, leaves, set(one.steps))
                for step_ in one.steps:
                    assert not enough(thing.id, which, leaves, {*one.steps} - {step_})
                for defeat in one.defeats or ():
                    assert defeat.steps is not None
                    beaten = leaves | dict.fromkeys(defeat.by, True)
                    others = {name for of, name in oracle.variables if of == "leaf"} - beaten.keys()
                    assert enough(thing.id, "failure", beaten | dict.fromkeys(others, False), set(defeat.steps))


def test_a_set_names_the_open_steps_that_it_needs(run: Run, map_file: Callable[[str], Path]) -> None:
    path = map_file(WORDS)
    answer = json.loads(run("-m", path, "sets", "p", "--json").out)
    assert (answer["count"], answer["sets"], answer["steps"]) == ("1", [[{"id": "x", "holds": True}]], [["helps"]])
    assert "1. The plan, if “The plan may help” applies" in run("-m", path, "sets", "p").out
    answer = json.loads(run("-m", path, "sets", "c", "--failure", "--json").out)
    assert answer["sets"][1] == [{"id": "new", "holds": False}, {"id": "old", "holds": True}]
    assert answer["steps"] == [[], ["caveat"]]
    defeats = json.loads(run("-m", path, "sets", "c", "--json").out)["defeats"]
    assert defeats == [[{"by": ["old"], "needs": [["new"]], "steps": ["caveat"]}]]


def claims(*ids: str) -> list[Statement]:
    return [Statement(id=id_, is_a="claim") for id_ in ids]


def step(id_: str, target: str, premise: str, *, against: bool = True, strength: Credence | None = None) -> Argument:
    premises = (Premise(node=premise, role="because"),)
    return Argument(id=id_, target=target, against=against, premises=premises, strength=strength)


def changed(map_: ArgumentMap, id_: str) -> dict[Label, list[dict[str, bool]]]:
    changes = Standing(map_, View(), [id_]).changes(id_)
    return {one.becomes: [{v.variable.id: v.holds for v in values} for values in one.sets] for one in changes}


def test_an_open_attack_on_an_open_attack() -> None:
    map_ = ArgumentMap(
        [*claims("c", "a", "b"), step("o1", "c", "a", strength=MAY), step("o2", "o1", "b", strength=MAY)]
    )
    assert Standing(map_, View(), ["c"]).label("c") == "in"
    assert changed(map_, "c") == {"out": [{"o1": True, "o2": False}]}


def test_an_attack_that_its_target_answers_leaves_a_circle() -> None:
    things = [*claims("c", "a", "b"), step("o1", "c", "a", strength=MAY), step("o2", "c", "b", strength=MAY)]
    map_ = ArgumentMap([*things, step("k", "b", "c")])
    assert Standing(map_, View(), ["c"]).label("c") == "in"
    assert changed(map_, "c") == {"out": [{"o1": True}], "undecided": [{"o1": False, "o2": True}]}


@pytest.mark.parametrize(
    ("view", "label", "changes"),
    [
        (View(), "in", {"out": [{"o": True}]}),
        (View(assume=frozenset(["o"])), "out", {}),
        (View(deny=frozenset(["o"])), "in", {}),
        (View(hold={"o": Credence(low=0.2, high=0.4)}), "out", {}),
        (View(hold={"o": Credence(low=0, high=0.4)}), "in", {"out": [{"o": True}]}),
        (View(deny=frozenset(["a"])), "in", {}),
    ],
)
def test_what_a_view_holds_is_open_no_more(view: View, label: Label, changes: object) -> None:
    map_ = ArgumentMap([*claims("c", "a"), step("o", "c", "a", strength=MAY)])
    standing = Standing(map_, view, ["c"])
    assert standing.label("c") == label
    found = {one.becomes: [{v.variable.id: v.holds for v in s} for s in one.sets] for one in standing.changes("c")}
    assert found == changes


def test_beyond_the_budget_what_single_steps_do_is_told_and_the_rest_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"c{number}" for number in range(8)]
    attacks = [step(f"o-{a}-{b}", b, a, strength=MAY) for a in names for b in names if a != b]
    map_ = ArgumentMap([*claims(*names), *attacks])
    exact = changed(map_, "c0")
    assert exact.keys() == {"out", "undecided"}
    monkeypatch.setattr(open_steps, "STEPS", 10)
    (change,) = (one for one in Standing(map_, View(), ["c0"]).changes("c0") if one.becomes == "undecided")
    assert (change.sets, change.count, change.exact) == ((), None, False)


def test_steps_of_which_each_alone_defeats_are_found_beyond_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_steps, "STEPS", 0)
    attacks = [step(f"o{number:02}", "c", "a", strength=MAY) for number in range(20)]
    (change,) = Standing(ArgumentMap([*claims("c", "a"), *attacks]), View(), ["c"]).changes("c")
    assert (change.becomes, len(change.sets), change.count, change.exact) == ("out", 20, None, False)


WORDS = """
statements:
  c: {kind: claim, title: The thesis}
  old: {kind: claim}
  new: {kind: claim}
  p: {kind: problem, title: The problem}
  x: {kind: proposal, title: The plan}
  q: {kind: problem}
  r: {kind: claim}
arguments:
  caveat: {against: c, because: [old], strength: {low: 0, high: 1}, title: An old view may be out of date}
  answer: {against: caveat, because: [new], strength: {low: 0, high: 1}, title: Newer counts agree}
  solves: {for: p, because: [x], assuming: [q], title: The plan solves it}
  helps: {for: q, because: [x], strength: {low: 0, high: 1}, title: The plan may help}
  firm: {against: r, because: [old], title: Firm}
  rescue: {against: firm, because: [new], strength: {low: 0, high: 0.5}, title: Rescue}
"""


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("c", "in, unless “An old view may be out of date” applies and “Newer counts agree” does not. It is taken to"),
        ("caveat", "may, if “Newer counts agree” does not apply. Its strength may be 0"),
        ("answer", "may: its strength may be 0, and nothing else stops it"),
        (
            "p",
            "not shown: in, if “The plan may help” applies. No argument for it applies, “The plan solves it” for one",
        ),
        (
            "solves",
            "not shown: in, if “The plan may help” applies. It needs q, which is not shown; no argument for that",
        ),
        ("r", "out, unless “Rescue” applies. “Firm” defeats it: its premises hold and no attack on it applies"),
        ("old", "in: it is taken to hold"),
    ],
)
def test_show_trace_and_markdown_say_what_an_open_step_would_change(
    run: Run, map_file: Callable[[str], Path], id_: str, words: str
) -> None:
    path = map_file(WORDS)
    for command in (["show", id_], ["trace", id_]):
        assert words in " ".join(run("-m", path, *command).out.split())
    if id_ != "old":
        markdown = run("-m", path, "trace", id_, "--format", "markdown").out.replace("\\", "")
        assert words.split("“")[0].strip() in markdown
