"""What `check` notes about scenarios: effects, misleaders, attacks that decide nothing."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from brute_force import EveryWorld
from conftest import Run
from hypothesis import assume, given
from hypothesis import strategies as st
from reasoning_maps import reasoning_maps, thoroughly

from argmap import model
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Experiment, Premise, Statement
from argmap.questions import check_scenarios
from argmap.questions.check import check
from argmap.questions.check_scenarios import idle_misleaders, unshared_effects
from argmap.questions.finding import Finding

MapFile = Callable[..., Path]

TARIFF = """
statements:
  demand-doubles: {kind: scenario}
  line-overheats: {kind: claim}
  town-is-dark: {kind: concern}
  even-load: {kind: problem}
  night-tariff: {kind: proposal}
  line-carries-it: {kind: claim}
  line-is-thick: {kind: claim}
arguments:
  tariff-evens-the-load: {for: even-load, because: [night-tariff], assuming: [line-carries-it]}
  thick-lines-carry: {for: line-carries-it, because: [line-is-thick]}
  more-is-too-hot: {for: line-overheats, because: [demand-doubles]}
"""
DIRECT = TARIFF + "  attack: {against: line-carries-it, because: [demand-doubles]}\n"
EFFECT = TARIFF + "  attack: {against: line-carries-it, because: [line-overheats]}\n"


def found(run: Run, path: Path, *codes: str) -> list[dict[str, Any]]:
    findings = json.loads(run("-m", path, "check", "--json").out)["findings"]
    assert all(finding["severity"] == "note" for finding in findings if finding["code"] in codes)
    return [finding for finding in findings if finding["code"] in codes]


def effects(run: Run, path: Path) -> list[tuple[str, list[str]]]:
    return [(one["code"], one["ids"]) for one in found(run, path, "unshared-effect", "unnamed-effect")]


UNSHARED = ("unshared-effect", ["line-overheats", "demand-doubles", "night-tariff"])
UNNAMED = ("unnamed-effect", ["demand-doubles", "night-tariff"])


def test_an_effect_that_no_concern_shares_is_told_with_what_to_do(run: Run, map_file: MapFile) -> None:
    (finding,) = found(run, map_file(EFFECT), "unshared-effect", "unnamed-effect")
    assert (finding["code"], finding["ids"]) == UNSHARED
    assert finding["message"] == (
        "demand-doubles attacks night-tariff through line-overheats, an effect that no concern shares: "
        "let a concern start there, too, or attack with an effect that one shares"
    )


@pytest.mark.parametrize(
    "more",
    [
        "  attack: {against: tariff-evens-the-load, because: [line-overheats]}",
        "  attack: {against: thick-lines-carry, because: [line-overheats]}",
        "  attack: {against: line-is-thick, assuming: [line-overheats]}",
        "  attack: {against: night-tariff, unstated: [line-overheats]}",
        "  guarded: {for: even-load, because: [night-tariff], unless: [line-overheats]}",
        "  guarded: {for: line-is-thick, because: [line-carries-it], unless: [line-overheats]}",
    ],
)
def test_techniques_are_attacked_wherever_they_rest(run: Run, map_file: MapFile, more: str) -> None:
    assert effects(run, map_file(f"{TARIFF}{more}\n")) == [UNSHARED]


@pytest.mark.parametrize(
    "more",
    [
        "  dark: {for: town-is-dark, because: [line-overheats]}",
        "  wired: {for: line-is-thick, because: [line-overheats]}\n"
        "  dark: {for: town-is-dark, unstated: [line-is-thick]}",
    ],
)
def test_an_effect_that_a_concern_shares_is_fine_however_far_away(run: Run, map_file: MapFile, more: str) -> None:
    assert effects(run, map_file(f"{EFFECT}{more}\n")) == []


@pytest.mark.parametrize(
    "more",
    [
        "  dark: {against: town-is-dark, because: [line-overheats]}",
        "  dark: {for: town-is-dark, because: [line-is-thick], unless: [line-overheats]}",
        "  dark: {for: town-is-dark, because: [demand-doubles]}",  # both start at the effect, not at the scenario
    ],
)
def test_what_keeps_a_concern_off_or_starts_elsewhere_shares_nothing(run: Run, map_file: MapFile, more: str) -> None:
    assert effects(run, map_file(f"{EFFECT}{more}\n")) == [UNSHARED]


@pytest.mark.parametrize(
    "more",
    [
        "  attack: {against: even-load, because: [line-overheats]}",  # what the technique is for is not in its base
        "  attack: {against: more-is-too-hot, because: [line-overheats]}",
        "  attack: {for: line-carries-it, because: [line-overheats]}",
        "  attack: {against: line-carries-it, because: [line-is-thick], unless: [line-overheats]}",
        "  attack: {against: line-carries-it, because: [line-is-thick]}",  # no scenario leads there
    ],
)
def test_what_attacks_no_technique_is_no_finding(run: Run, map_file: MapFile, more: str) -> None:
    assert effects(run, map_file(f"{TARIFF}{more}\n")) == []


def test_a_base_stops_at_problems_and_other_proposals(run: Run, map_file: MapFile) -> None:
    text = EFFECT.replace("line-carries-it: {kind: claim}", "line-carries-it: {kind: problem}")
    assert effects(run, map_file(text)) == [UNSHARED]
    behind = text.replace("against: line-carries-it", "against: line-is-thick")
    assert effects(run, map_file(behind)) == []


def test_an_attack_that_needs_a_shared_effect_besides_is_fine(run: Run, map_file: MapFile) -> None:
    other = "  smoke: {kind: claim}\narguments:\n  burns: {for: smoke, because: [demand-doubles]}\n"
    dark = "  dark: {for: town-is-dark, because: [smoke]}\n"
    both = EFFECT.replace("arguments:\n", other).replace("[line-overheats]}\n", "[line-overheats, smoke]}\n")
    assert effects(run, map_file(both + dark)) == []
    assert len(effects(run, map_file(both))) == 2
    either = both.replace("[line-overheats, smoke]", "[line-overheats, smoke], at_least: 1")
    assert effects(run, map_file(either + dark)) == [UNSHARED]


def test_one_finding_for_an_effect_names_members_and_three_techniques(run: Run, map_file: MapFile) -> None:
    text = EFFECT.replace("arguments:\n", "  any-growth: {kind: scenario}\n  heat-wave: {kind: scenario}\narguments:\n")
    text = text.replace("because: [demand-doubles]", "because: [any-growth]")
    text += "  growth: {for: any-growth, because: [demand-doubles, heat-wave], at_least: 1}\n"
    text += "".join(f"  use-{n}: {{for: even-load, because: [p{n}], assuming: [line-carries-it]}}\n" for n in range(3))
    text = text.replace("arguments:\n", "".join(f"  p{n}: {{kind: proposal}}\n" for n in range(3)) + "arguments:\n")
    (finding,) = found(run, map_file(text), "unshared-effect", "unnamed-effect")
    assert finding["ids"] == ["line-overheats", "demand-doubles", "heat-wave", "night-tariff", "p0", "p1"]
    assert "demand-doubles and heat-wave attack night-tariff, p0, p1 and others through" in finding["message"]


def test_a_family_without_members_stands_for_itself(run: Run, map_file: MapFile) -> None:
    text = EFFECT + "  signs: {for: demand-doubles, because: [line-is-thick]}\n"
    assert effects(run, map_file(text)) == [UNSHARED]


def test_more_scenarios_than_a_finding_names_are_others(run: Run, map_file: MapFile) -> None:
    kinds = "".join(f"  s{n}: {{kind: scenario}}\n" for n in range(12))
    steps = "".join(f"  heat-{n}: {{for: line-overheats, because: [s{n}]}}\n" for n in range(12))
    (finding,) = found(run, map_file(EFFECT.replace("arguments:\n", f"{kinds}arguments:\n{steps}")), "unshared-effect")
    assert len(finding["ids"]) == 1 + check_scenarios.SCENARIOS + 1
    assert " and others attack night-tariff " in finding["message"]


def test_a_direct_attack_is_asked_for_its_effect_where_no_concern_follows(run: Run, map_file: MapFile) -> None:
    (finding,) = found(run, map_file(DIRECT), "unshared-effect", "unnamed-effect")
    assert (finding["code"], finding["ids"]) == UNNAMED
    assert finding["message"] == (
        "demand-doubles attacks night-tariff with no effect named between, and leads to no concern: "
        "name the effect, and let the attack and a concern both start there"
    )
    dark = "  dark: {for: town-is-dark, because: [line-overheats]}\n"
    assert effects(run, map_file(DIRECT + dark)) == []


WATCH = """
statements:
  ready: {kind: problem}
  carries: {kind: claim}
  hot: {kind: claim}
  wind: {kind: claim}
  thick: {kind: claim}
  elsewhere: {kind: claim}
  calm: {kind: scenario}
arguments:
  carried: {for: ready, because: [carries, elsewhere]}
  fails: {against: carries, because: [hot], unless: [wind]}
  cooled: {against: fails, because: [thick]}
  still: {for: hot, because: [calm]}
experiments:
  night: {tests: [{node: NODE, misleads_if: [MISLEADERS]}]}
"""


@pytest.mark.parametrize(
    ("node", "misleaders", "idle"),
    [
        ("carries", "hot, wind, thick, calm", []),
        ("carries", "ready, elsewhere, hot", ["ready", "elsewhere"]),
        ("ready", "calm, elsewhere", []),
        ("fails", "hot, thick, wind", []),
        ("fails", "carries", ["carries"]),
        ("hot", "wind, calm", ["wind"]),
    ],
)
def test_a_misleader_bears_on_what_is_tested(
    run: Run, map_file: MapFile, node: str, misleaders: str, idle: list[str]
) -> None:
    path = map_file(WATCH.replace("NODE", node).replace("MISLEADERS", misleaders))
    assert [one["ids"] for one in found(run, path, "misleads-nothing")] == ([["night", node, *idle]] if idle else [])


def test_a_misleader_that_does_not_bear_is_told_for_each_test(run: Run, map_file: MapFile) -> None:
    text = WATCH.replace("NODE", "carries").replace("MISLEADERS", "elsewhere")
    text = text.replace("[elsewhere]}]", "[elsewhere]}, {node: hot, misleads_if: [wind, ready]}]")
    assert [one["message"] for one in found(run, map_file(text), "misleads-nothing")] == [
        "elsewhere does not bear on carries, which night tests: say by an argument how it does, or drop it from "
        "misleads_if",
        "wind and ready do not bear on hot, which night tests: say by an argument how they do, or drop them from "
        "misleads_if",
    ]


STEP = """
statements: {p: {kind: problem}, x: {kind: proposal}, q: {kind: claim}, r: {kind: claim}, lazy: {kind: claim}}
arguments:
  step: {for: p, because: [x], assuming: [q], unstated: [r]}
"""


@pytest.mark.parametrize(
    ("attack", "repeated"),
    [
        ("{against: step, because: [lazy], unless: [q]}", ["q"]),
        ("{against: step, unless: [r, q]}", ["q", "r"]),
        ("{against: step, because: [lazy], unless: [x]}", ["x"]),
        ("{against: step, because: [lazy]}", []),
        ("{against: step, because: [q], unless: [lazy]}", []),
        ("{against: p, because: [lazy], unless: [q]}", []),  # "P cannot be solved unless Q is"
        ("{for: p, because: [lazy], unless: [q]}", []),
    ],
)
def test_an_exception_that_repeats_what_the_step_needs(
    run: Run, map_file: MapFile, attack: str, repeated: list[str]
) -> None:
    path = map_file(f"{STEP}  attack: {attack}\n")
    assert [one["ids"] for one in found(run, path, "idle-attack")] == [["attack", "step", id_] for id_ in repeated]


def test_what_a_step_can_do_without_is_not_repeated(run: Run, map_file: MapFile) -> None:
    text = STEP.replace("because: [x]", "because: [x, lazy], at_least: 1")
    assert found(run, map_file(f"{text}  attack: {{against: step, unless: [x]}}\n"), "idle-attack") == []
    (finding,) = found(run, map_file(f"{text}  attack: {{against: step, unless: [q]}}\n"), "idle-attack")
    assert finding["message"] == (
        "attack decides nothing: it attacks step unless q, without which step does not apply anyway; "
        "drop this unless, or the attack if that is all it says"
    )


@thoroughly
@given(reasoning_maps(), st.randoms(use_true_random=False))
def test_an_idle_attack_changes_nothing_in_any_world(map_: ArgumentMap, rng: random.Random) -> None:
    steps = [step for step in map_.of_type(Argument) if any(premise.role != "unless" for premise in step.premises)]
    assume(steps)
    step = rng.choice(steps)
    node = rng.choice([premise.node for premise in step.premises if premise.role != "unless"])
    because = rng.choice([statement.id for statement in map_.of_type(Statement)])
    premises = (Premise(node=because, role="because"), Premise(node=node, role="unless"))
    attack = Argument(id="attack", target=step.id, against=True, premises=premises)
    attacked = ArgumentMap([*map_.things.values(), attack])
    assume(any(finding.code == "idle-attack" and finding.ids[0] == "attack" for finding in check(attacked)))
    view = View()
    before, after = EveryWorld(map_, view), EveryWorld(attacked, view)
    for id_ in before.lower:
        assert (before.lower[id_], before.upper[id_]) == (after.lower[id_], after.upper[id_])


@thoroughly
@given(reasoning_maps(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_misleaders_are_those_that_a_search_for_each_finds(map_: ArgumentMap, rng: random.Random, at_once: int) -> None:
    statements = sorted(statement.id for statement in map_.of_type(Statement))
    nodes = sorted(thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument))
    experiments = [
        Experiment(id=f"e{number}", tests=(model.Test(node=rng.choice(nodes), misleads_if=tuple(statements)),))
        for number in range(3)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check_scenarios, "AT_ONCE", at_once)
        noted = [finding.ids for finding in idle_misleaders(ArgumentMap([*map_.things.values(), *experiments]))]
    expected = []
    for experiment in experiments:
        node = experiment.tests[0].node
        idle = [id_ for id_ in statements if id_ not in cone(map_, node)]
        expected += [(experiment.id, node, *idle)] if idle else []
    assert noted == expected


def cone(map_: ArgumentMap, node: str) -> set[str]:
    reached = {node}
    waiting = [node]
    for id_ in waiting:
        thing = map_.things[id_]
        before = [step.id for step in (*map_.arguments_for(id_), *map_.arguments_against(id_))]
        before += [premise.node for premise in thing.premises] if isinstance(thing, Argument) else []
        waiting += [other for other in dict.fromkeys(before) if other not in reached]
        reached |= {*before}
    return reached


@thoroughly
@given(reasoning_maps())
def test_effects_are_those_that_the_definition_gives(drawn: ArgumentMap) -> None:
    kinds: dict[str, model.StatementKind] = {"s0": "scenario", "s1": "proposal", "s2": "claim", "s3": "claim"}
    map_ = ArgumentMap(
        replace(thing, is_a=kinds.get(thing.id, thing.is_a)) if isinstance(thing, Statement) else thing
        for thing in drawn.things.values()
    )
    assert {finding.ids[0] for finding in unshared_effects(map_)} == by_definition(map_)


def by_definition(map_: ArgumentMap) -> set[str]:
    kinds = {statement.id: statement.is_a for statement in map_.of_type(Statement)}
    arguments = map_.of_type(Argument)

    def needed(step: Argument) -> set[str]:
        return {premise.node for premise in step.premises if premise.role != "unless"}

    def ahead(node: str) -> set[str]:
        reached = {node}
        while more := {s.target for s in arguments if not s.against and needed(s) & reached} - reached:
            reached |= more
        return reached

    led_to = set().union(*(ahead(id_) for id_ in kinds if kinds[id_] == "scenario"))
    lone = {id_ for id_ in led_to if not any(kinds[other] == "concern" for other in ahead(id_))}
    found = set()
    for technique in (id_ for id_ in kinds if kinds[id_] == "proposal"):
        base = {technique}
        steps = [step for step in arguments if not step.against and technique in needed(step)]
        for step in steps:
            base |= needed(step)
            more = [s for s in arguments if not s.against and kinds.get(s.target) == "claim" and s.target in base]
            steps += [other for other in more if other not in steps]
        own = {step.id for step in steps}
        if not steps:
            continue
        for attack in arguments:
            exceptions = {premise.node for premise in attack.premises if premise.role == "unless"}
            if attack.id in own:
                found |= exceptions & lone
            if attack.against and attack.target in base | own:
                choice = attack.at_least is not None
                surely = {p.node for p in attack.premises if p.role in ("assuming", "unstated")}
                offered = [p.node for p in attack.premises if p.role == "because"]
                if not choice or attack.at_least == len(offered):
                    surely |= {*offered}
                if not any(kinds[id_] != "scenario" for id_ in surely & led_to - lone):
                    found |= needed(attack) & lone
    return found


def test_the_work_stays_linear_where_every_effect_is_a_finding() -> None:
    """Ten thousand statements in a ring of effects, each behind each: a search for each would take minutes."""
    size = 2500
    things: list[Statement | Argument | Experiment] = []
    for n in range(size):
        things += [
            Statement(id=f"s{n}", is_a="scenario"),
            Statement(id=f"e{n}", is_a="claim"),
            Statement(id=f"t{n}", is_a="proposal"),
            Statement(id=f"p{n}", is_a="problem"),
        ]
        for id_, target, premise in (
            (f"w{n}", f"e{n}", f"s{n}"), (f"x{n}", f"e{(n + 1) % size}", f"e{n}"), (f"y{n}", f"p{n}", f"t{n}"),
        ):  # fmt: skip
            things.append(Argument(id=id_, target=target, premises=(Premise(node=premise, role="because"),)))
        attack = Argument(id=f"z{n}", target=f"y{n}", premises=(Premise(node=f"e{n}", role="because"),))
        things.append(replace(attack, against=True))
        things.append(
            Experiment(id=f"q{n}", tests=(model.Test(node=f"e{n}", misleads_if=(f"s{n * 7 % size}", f"p{n}")),))
        )
    map_ = ArgumentMap(things)
    met: list[Finding] = [*unshared_effects(map_)]
    assert len(met) == size
    assert all(len(finding.ids) == 1 + check_scenarios.SCENARIOS + 1 for finding in met)
    assert [finding.ids[2] for finding in idle_misleaders(map_)] == [f"p{n}" for n in range(size)]
