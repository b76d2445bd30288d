"""What lies behind a claim, to the letter of the contract `argmap-trace/1`."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLE, Run
from hypothesis import given, settings
from strategies import maps

from argmap.cli.trace import json_parts
from argmap.model import Argument, ArgumentMap, Premise, PremiseRole, Statement
from argmap.text import json_text
from argmap.trace import trace

MapFile = Callable[..., Path]

GOLDEN = Path(__file__).parent / "golden"


def claim(id_: str) -> Statement:
    return Statement(id=id_, is_a="claim")


def negated(*nodes: str, role: PremiseRole = "because") -> tuple[Premise, ...]:
    return tuple(Premise(node=node, role=role, negated=True) for node in nodes)


def step(id_: str, target: str, **premises: list[str]) -> Argument:
    roles: dict[str, PremiseRole] = {
        "because": "because", "assuming": "assuming", "unstated": "unstated", "unless": "unless"
    }  # fmt: skip
    found = tuple(Premise(node=node, role=roles[role]) for role, nodes in premises.items() for node in nodes)
    return Argument(id=id_, target=target, premises=found)


def test_the_answer_has_the_shape_of_the_contract(run: Run) -> None:
    answer = run("-m", EXAMPLE, "trace", "clean-water", "--json")
    assert answer.status == 0
    assert json.loads(answer.out) == {
        "format": "argmap-trace/1",
        "target": "clean-water",
        "view": None,
        "assumptions": [
            {
                "id": "somebody-maintains-it",
                "title": "Somebody cleans the filter",
                "kind": "problem",
                "core": True,
                "depth": 1,
                "standing": {"label": "out", "why": "unsupported", "by": "money-pays-a-keeper", "open": []},
                "stated_in": [],
                "unstated_in": [
                    {"argument": "boiling-cleans-water", "by": ["abe", "bea"], "surfaced_by": None},
                    {"argument": "filter-cleans-water", "by": ["abe"], "surfaced_by": "bea"},
                ],
                "chain": ["boiling-cleans-water"],
                "tests": [],
            },
            {
                "id": "sand-is-fine",
                "title": "The sand is fine enough",
                "kind": "claim",
                "core": True,
                "depth": 1,
                "standing": {"label": "in", "why": "own", "by": None, "open": []},
                "stated_in": [{"argument": "filter-cleans-water", "by": ["abe"]}],
                "unstated_in": [],
                "chain": ["filter-cleans-water"],
                "tests": ["jar-test"],
            },
        ],
        "unstated": 1,
        "untested": 1,
        "experiments": ["jar-test"],
        "standing": {
            "label": "out",
            "why": "unsupported",
            "by": "boiling-cleans-water",
            "open": [],
            "chain": [
                {"id": "clean-water", "label": "out", "why": "unsupported", "by": "boiling-cleans-water"},
                {"id": "boiling-cleans-water", "label": "out", "why": "premise", "by": "somebody-maintains-it"},
                {"id": "somebody-maintains-it", "label": "out", "why": "unsupported", "by": "money-pays-a-keeper"},
                {"id": "money-pays-a-keeper", "label": "out", "why": "attack", "by": "nobody-was-asked"},
                {"id": "nobody-was-asked", "label": "in", "why": "premises", "by": None},
            ],
            "circle": [],
            "granted": ["boil-it", "filter-plant", "sand-is-fine", "village-votes-money"],
            "denied": ["spring-flood"],
            "unnamed": [],
        },
    }


@pytest.mark.parametrize(("format_", "suffix"), [("text", "txt"), ("markdown", "md")])
def test_the_tree_reads_as_the_golden_file(run: Run, format_: str, suffix: str) -> None:
    answer = run("-m", EXAMPLE, "trace", "clean-water", "--format", format_)
    assert answer.out == (GOLDEN / f"trace-example.{suffix}").read_text(encoding="utf-8")


def test_a_chain_is_the_shortest_one_with_the_smallest_ids() -> None:
    map_ = ArgumentMap(
        [
            *map(claim, ["p", "m", "n", "q"]),
            step("z-direct", "p", because=["m"]),
            step("a-direct", "p", because=["n"]),
            step("a-second", "m", assuming=["q"]),
            step("z-second", "n", assuming=["q"]),
        ]
    )
    (assumption,) = trace(map_, "p").assumptions
    assert (assumption.depth, assumption.chain) == (2, ("a-direct", "z-second"))


def test_an_assumption_further_up_counts_at_its_nearest_place() -> None:
    map_ = ArgumentMap(
        [
            *map(claim, ["p", "m", "q"]),
            step("far", "m", unstated=["q"]),
            step("near", "p", because=["m"], assuming=["q"]),
        ]
    )
    (assumption,) = trace(map_, "p").assumptions
    assert (assumption.depth, assumption.chain) == (1, ("near",))
    assert [use.argument for use in assumption.stated_in + assumption.unstated_in] == ["near", "far"]


def test_unstated_comes_first_then_depth_then_id() -> None:
    map_ = ArgumentMap(
        [
            *map(claim, ["p", "b", "c", "d", "e"]),
            step("s", "p", assuming=["b", "d"], unstated=["e"]),
            step("t", "b", unstated=["c"]),
        ]
    )
    assert [assumption.id for assumption in trace(map_, "p").assumptions] == ["e", "c", "b", "d"]


def test_an_argument_is_traced_from_its_own_premises() -> None:
    map_ = ArgumentMap(
        [
            *map(claim, ["p", "q", "r"]),
            step("s", "p", unstated=["q"]),
            step("other", "p", unstated=["r"]),
        ]
    )
    (assumption,) = trace(map_, "s").assumptions
    assert (assumption.id, assumption.depth, assumption.chain) == ("q", 1, ("s",))


def test_exceptions_are_followed_and_arguments_against_are_not() -> None:
    attack = Argument(id="attack", target="p", against=True, premises=(Premise(node="r", role="unstated"),))
    map_ = ArgumentMap(
        [
            *map(claim, ["p", "q", "r", "s"]),
            step("a", "p", unless=["q"]),
            step("b", "q", assuming=["s"]),
            attack,
        ]
    )
    assert [assumption.id for assumption in trace(map_, "p").assumptions] == ["s"]


def test_a_circle_ends_and_never_lists_the_target() -> None:
    map_ = ArgumentMap([*map(claim, "pq"), step("a", "p", assuming=["q"]), step("b", "q", unstated=["p", "q"])])
    (assumption,) = trace(map_, "p").assumptions
    assert assumption.id == "q"
    assert [use.argument for use in assumption.unstated_in] == ["b"]


def test_a_chain_of_ten_thousand_arguments_is_followed_to_its_end(run: Run, tmp_path: Path) -> None:
    length = 10_000
    lines = ["format: argmap/1", "statements:"]
    lines += [f"  s{n}: {{kind: claim}}" for n in range(length + 1)]
    lines.append("arguments:")
    lines += [f"  a{n}: {{for: s{n}, because: [s{n + 1}]}}" for n in range(length - 1)]
    lines.append(f"  a{length - 1}: {{for: s{length - 1}, unstated: [s{length}]}}")
    path = tmp_path / "deep.yaml"
    path.write_text("\n".join(lines) + "\n")
    answer = run("-m", path, "trace", "s0", "--json")
    (assumption,) = json.loads(answer.out)["assumptions"]
    assert (assumption["id"], assumption["depth"], len(assumption["chain"])) == (f"s{length}", length, length)
    tree = run("-m", path, "trace", "s0").out
    assert f"UNSTATED s{length}" in tree
    assert max(map(len, tree.splitlines())) < 120
    assert run("-m", path, "check").status == 0


def test_chains_share_what_they_begin_with() -> None:
    claims = [claim(f"s{number}") for number in range(40)]
    steps = [step(f"a{number}", f"s{number}", assuming=[f"s{number + 1}"]) for number in range(39)]
    found = trace(ArgumentMap([*claims, *steps]), "s0").assumptions
    assert found[-1].chain == tuple(f"a{number}" for number in range(39))
    for before, after in itertools.pairwise(found):
        assert after.way.before is before.way


@given(maps())
@settings(deadline=None)
def test_the_answer_is_written_as_it_is_one_assumption_at_a_time(map_: ArgumentMap) -> None:
    for target in [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]:
        answer = trace(map_, target)
        shape = answer.as_json(chains=False)
        assert "".join(json_parts(shape, answer)) == json_text(answer.as_json(), indent=1) + "\n"


def test_nothing_behind_it_is_said_with_the_reason(run: Run) -> None:
    assert "there is no argument for it in this map" in run("-m", EXAMPLE, "trace", "boil-it").out
    assert "no argument behind it names an assumption" in run("-m", EXAMPLE, "trace", "water-turns-muddy").out


@given(maps())
@settings(deadline=None, max_examples=60)
def test_an_assumption_is_listed_exactly_where_a_way_back_leads_to_it(map_: ArgumentMap) -> None:
    """Against a slow restatement: follow every way back to a fixed point, then collect."""
    for target in [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]:
        arguments = map_.of_type(Argument)
        reached = {target}
        while True:
            behind = {
                node
                for a in arguments
                if a.id == target or (not a.against and a.target in reached)
                for node in (premise.node for premise in a.premises)
            }
            if behind <= reached:
                break
            reached |= behind
        steps = [a for a in arguments if a.id == target or (not a.against and a.target in reached)]
        uses = [(p.node, a.id, p.role) for a in steps for p in a.premises]
        expected = {node for node, _, role in uses if role in ("assuming", "unstated")} - {target}
        answer = trace(map_, target)
        assert {assumption.id for assumption in answer.assumptions} == expected
        for assumption in answer.assumptions:
            found = {use.argument for use in assumption.unstated_in}
            assert found == {a for node, a, role in uses if node == assumption.id and role == "unstated"}


@given(maps())
@settings(deadline=None, max_examples=100)
def test_an_assumption_is_contrary_where_every_way_passes_an_odd_number_of_exceptions_and_negations(
    map_: ArgumentMap,
) -> None:
    """Against a slow restatement: from the target, the statements reached with each parity, to a fixed point."""
    for target in [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]:
        reached = {(target, 0)}
        while True:
            ahead = {
                (premise.node, (odd + (premise.role == "unless") + premise.negated) % 2)
                for argument in map_.of_type(Argument)
                for id_, odd in reached
                if argument.id == id_ == target or (argument.target == id_ and not argument.against)
                for premise in argument.premises
                if premise.node != target
            }
            if ahead <= reached:
                break
            reached |= ahead
        answer = trace(map_, target)
        contrary = [one.id for one in answer.assumptions if one.contrary]
        assert set(contrary) == {one.id for one in answer.assumptions if (one.id, 0) not in reached}
        assert [one.id for one in answer.assumptions][len(answer.assumptions) - len(contrary) :] == contrary
        assert answer.unstated == sum(bool(one.unstated_in) for one in answer.assumptions if not one.contrary)
        assert answer.untested == sum(not one.tests for one in answer.assumptions if not one.contrary)
        entries = answer.as_json()["assumptions"]
        assert [entry["id"] for entry in entries if "contrary" in entry] == contrary


def test_what_is_behind_an_exception_is_contrary_and_not_counted(run: Run, map_file: MapFile) -> None:
    path = map_file(
        "statements: {c: {kind: claim, title: C}, a: {kind: claim, title: A}, p: {kind: claim, title: P},\n"
        "  z: {kind: claim, title: Z}}\n"
        "arguments: {k: {for: c, because: [a], unless: [p]}, l: {for: p, unstated: [z]}}\n"
    )
    answer = json.loads(run("-m", path, "trace", "c", "--json").out)
    (entry,) = answer["assumptions"]
    assert (entry["id"], entry["contrary"], entry["chain"]) == ("z", True, ["k", "l"])
    assert (answer["unstated"], answer["untested"]) == (0, 0)
    out = run("-m", path, "trace", "c").out
    assert "\n1 assumption lies behind what must not hold.\n\nNever said, and contrary\n  1. Z\n" in out
    markdown = run("-m", path, "trace", "c", "--format", "markdown").out
    assert "none untested. 1 assumption lies behind what must not hold.\n" in markdown


def test_twice_contrary_is_needed() -> None:
    map_ = ArgumentMap(
        [
            *map(claim, ["c", "p", "q", "z", "y"]),
            Argument(id="a", target="c", premises=negated("p")),
            step("b", "p", unless=["q"], unstated=["y"]),
            step("d", "q", assuming=["z"]),
        ]
    )
    answer = trace(map_, "c")
    assert [(one.id, one.contrary) for one in answer.assumptions] == [("z", False), ("y", True)]
    assert (answer.unstated, answer.untested) == (0, 1)


def test_a_premise_that_must_not_hold_is_marked(run: Run, map_file: MapFile) -> None:
    path = map_file(
        "statements: {c: {kind: claim, title: C}, p: {kind: claim, title: P *}, z: {kind: claim, title: Z}}\n"
        "arguments: {a: {for: c, because: [{not: p}], unstated: [{not: z, surfaced_by: ann}], by: [ann]}}\n"
        "people: {ann: {title: Ann}}\n"
    )
    (entry,) = json.loads(run("-m", path, "trace", "c", "--json").out)["assumptions"]
    assert entry["unstated_in"] == [{"argument": "a", "by": ["ann"], "surfaced_by": "ann", "not": True}]
    assert entry["contrary"] is True
    out = run("-m", path, "trace", "c").out
    assert "Never said, and contrary\n  1. not “Z”\n     Ann relies on it; brought to light by Ann" in out
    assert "├─ because not “P *”\n" in out
    assert "└─ UNSTATED not “Z”\n" in out
    markdown = run("-m", path, "trace", "c", "--format", "markdown").out
    assert "- because not “P \\*” (untested)" in markdown
    assert "- **unstated** not “Z” (" in markdown


def test_a_shallow_trace_shows_what_is_near_and_counts_the_rest(run: Run) -> None:
    whole, near = run("-m", EXAMPLE, "trace", "clean-water"), run("-m", EXAMPLE, "trace", "clean-water", "--depth", "1")
    assert near.out.splitlines()[:4] == whole.out.splitlines()[:4]
    assert set(near.out.splitlines()) < set(whole.out.splitlines())
    assert "village-votes-money" in whole.out
    assert "village-votes-money" not in near.out
    assert run("-m", EXAMPLE, "trace", "clean-water", "--depth", "9").out == whole.out
    markdown = run("-m", EXAMPLE, "trace", "clean-water", "--depth", "1", "--format", "markdown").out
    assert "The village votes money" not in markdown.partition("lie behind it")[2]
    assert run("-m", EXAMPLE, "trace", "clean-water", "--depth", "0").status == 2
