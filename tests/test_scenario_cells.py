"""What each cell of a scenario means, by the smallest map that has it; every world agrees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import scenario_worlds as worlds
from brute_force import Variable

from argmap.formats import read_files
from argmap.logic.holding import Reasoner
from argmap.logic.view import View
from argmap.model import ArgumentMap, Interval
from argmap.questions.scenario import report
from argmap.questions.scenarios import matrix

STATEMENTS = """\
format: argmap/1
statements:
  dry-town: {kind: problem, title: The town stays dry}
  firm-ground: {kind: problem, title: The ground carries what is built on it}
  dike: {kind: proposal, title: A dike}
  pump: {kind: proposal, title: A pump}
  clay-holds: {kind: claim, title: The clay holds}
  clay-is-wet: {kind: claim, title: The clay was laid wet}
  storm: {kind: scenario, title: A storm}
  quake: {kind: scenario, title: An earthquake}
  disaster: {kind: scenario, title: A storm or an earthquake}
  waves: {kind: claim, title: There are high waves}
  gate-open: {kind: claim, title: The gate is open}
  moles: {kind: claim, title: There are moles}
  lost-crops: {kind: concern, title: The crops are lost}
"""

DIKE = "dike-keeps-dry: {for: dry-town, because: [dike], assuming: [clay-holds]}"
WAVES = "storm-makes-waves: {for: waves, because: [storm]}"
SOAK = "waves-soak: {against: clay-holds, because: [waves]}"
EITHER = "either: {for: disaster, because: [storm, quake], at_least: 1}"
SPOIL = "waves-spoil: {for: lost-crops, because: [waves]}"


class Said(NamedTuple):
    """A cell: its outcome, the sets that decide it, and what keeps attacks off."""

    outcome: str
    sets: set[frozenset[str]]
    defeaters: set[str]


def town(*arguments: str) -> ArgumentMap:
    """The town, with these arguments."""
    lines = "".join(f"  {argument}\n" for argument in arguments)
    read = read_files([("town.yaml", f"{STATEMENTS}arguments:\n{lines}".encode())])
    return ArgumentMap(thing for thing, _ in read.things)


def technique(map_: ArgumentMap, scenario: str | None, view: View | None = None) -> Said:
    """What becomes of the dike."""
    view = view or View()
    cell = matrix(Reasoner(map_), view).technique("dike", scenario)
    assert (cell.outcome, cell.undecided) == worlds.technique_cell(map_, "dike", scenario, view)[:3:2]
    return Said(cell.outcome, _readable(cell.sets), set(cell.defeaters))


def concern(map_: ArgumentMap, scenario: str | None, view: View | None = None) -> Said:
    """What becomes of the crops."""
    view = view or View()
    cell = matrix(Reasoner(map_), view).concern("lost-crops", scenario)
    assert (cell.outcome, cell.undecided) == worlds.concern_cell(map_, "lost-crops", scenario, view)[:3:2]
    return Said(cell.outcome, _readable(cell.sets), set())


def _readable(sets: Iterable[Iterable[tuple[Variable, bool]]]) -> set[frozenset[str]]:
    return {frozenset(id_ if holds else f"not {id_}" for (_, id_), holds in one) for one in sets}


def plainly(outcome: str) -> Said:
    """A cell that nothing decides, in which nothing is kept off."""
    return Said(outcome, set(), set())


def by(outcome: str, *sets: str | tuple[str, ...]) -> Said:
    """A cell that any of these sets decides."""
    return Said(outcome, {frozenset([one] if isinstance(one, str) else one) for one in sets}, set())


def test_of_a_technique_that_the_scenario_does_not_lead_to_nothing_is_said() -> None:
    shaken = "quake-cracks: {against: clay-holds, because: [quake]}"
    assert technique(town(DIKE, WAVES, shaken), "storm") == plainly("nothing said")


def test_what_a_scenario_does_beside_the_base_is_no_attack() -> None:
    other = "waves-drown-the-pump: {against: pump-keeps-dry, because: [waves]}"
    pump = "pump-keeps-dry: {for: dry-town, because: [pump]}"
    assert technique(town(DIKE, WAVES, pump, other), "storm") == plainly("nothing said")


def test_an_argument_that_applies_unless_a_scenario_holds_is_no_attack_from_it() -> None:
    calm = "only-storms-press-clay: {against: clay-holds, because: [moles], unless: [storm]}"
    assert technique(town(DIKE, calm), "storm") == plainly("nothing said")


def test_what_could_not_work_before_is_moot() -> None:
    rotten = "clay-always-rots: {against: clay-holds, always: true}"
    assert technique(town(DIKE, WAVES, SOAK, rotten), "storm") == plainly("moot")


def test_an_attack_on_an_assumption_breaks() -> None:
    assert technique(town(DIKE, WAVES, SOAK), "storm") == plainly("breaks")


def test_an_attack_on_the_argument_from_a_technique_breaks() -> None:
    over = "waves-go-over-it: {against: dike-keeps-dry, because: [waves]}"
    assert technique(town(DIKE, WAVES, over), "storm") == plainly("breaks")


def test_an_attack_on_the_technique_itself_breaks() -> None:
    away = "waves-wash-it-away: {against: dike, because: [waves]}"
    assert technique(town(DIKE, WAVES, away), "storm") == plainly("breaks")


def test_an_attack_right_from_the_scenario_breaks() -> None:
    direct = "storm-soaks: {against: clay-holds, because: [storm]}"
    assert technique(town(DIKE, direct), "storm") == plainly("breaks")


def test_what_undercuts_the_attack_lets_it_survive() -> None:
    spares = "rain-only: {against: waves-soak, because: [storm]}"
    assert technique(town(DIKE, WAVES, SOAK, spares), "storm") == Said("survives", set(), {"rain-only"})


def test_what_stops_the_effect_lets_it_survive() -> None:
    spares = "wind-from-land: {against: waves, because: [storm]}"
    assert technique(town(DIKE, WAVES, SOAK, spares), "storm") == Said("survives", set(), {"wind-from-land"})


def test_a_member_of_the_base_that_keeps_the_attack_off_is_granted() -> None:
    sealed = "clay-was-laid-wet: {against: waves-soak, because: [clay-is-wet]}"
    needing = "dike-keeps-dry: {for: dry-town, because: [dike], assuming: [clay-holds, clay-is-wet]}"
    said = technique(town(needing, WAVES, SOAK, sealed), "storm")
    assert said == Said("survives", set(), {"clay-was-laid-wet"})


def test_a_way_that_is_not_attacked_lets_it_survive() -> None:
    stones = "stones-keep-dry: {for: dry-town, because: [dike], assuming: [firm-ground]}"
    assert technique(town(DIKE, WAVES, SOAK, stones), "storm") == plainly("survives")


def test_an_attack_that_may_apply_breaks_if_it_does() -> None:
    may = "waves-soak: {against: clay-holds, because: [waves], strength: {low: 0, high: 1}}"
    assert technique(town(DIKE, WAVES, may), "storm") == by("breaks if", "waves-soak")


def test_an_effect_that_may_come_breaks_if_it_does() -> None:
    may = "storm-makes-waves: {for: waves, because: [storm], strength: 0.3}"
    assert technique(town(DIKE, may, SOAK), "storm") == by("breaks if", "storm-makes-waves")


def test_an_attack_on_a_further_condition_breaks_if_it_is_met() -> None:
    further = "waves-soak: {against: clay-holds, because: [waves, gate-open]}"
    assert technique(town(DIKE, WAVES, further), "storm") == by("breaks if", "gate-open")


def test_a_number_does_not_close_an_open_condition() -> None:
    further = "waves-soak: {against: clay-holds, because: [waves, gate-open]}"
    map_ = town(DIKE, WAVES, further)
    held = View().fixing(hold={"gate-open": Interval(low=0.01, high=0.01)})
    assert technique(map_, "storm", held) == by("breaks if", "gate-open")


def test_an_attack_that_something_else_may_keep_off_breaks_if_that_fails() -> None:
    spares = "gate-lets-it-out: {against: waves-soak, because: [gate-open]}"
    assert technique(town(DIKE, WAVES, SOAK, spares), "storm") == by("breaks if", "not gate-open")


def test_each_minimal_set_is_told() -> None:
    one = "waves-soak: {against: clay-holds, because: [waves, gate-open, moles]}"
    other = "waves-press: {against: dike-keeps-dry, because: [waves], strength: {low: 0, high: 1}}"
    said = technique(town(DIKE, WAVES, one, other), "storm")
    assert said == by("breaks if", ("gate-open", "moles"), "waves-press")


def test_what_would_fail_without_the_scenario_does_not_explain_the_break() -> None:
    weak = "dike-keeps-dry: {for: dry-town, because: [dike], assuming: [clay-holds], strength: 0.5}"
    may = "waves-soak: {against: clay-holds, because: [waves], strength: {low: 0, high: 1}}"
    assert technique(town(weak, WAVES, may), "storm") == by("breaks if", "waves-soak")


def test_what_contests_it_without_any_scenario_is_told() -> None:
    dug = "moles-dig: {against: clay-holds, because: [moles]}"
    map_ = town(DIKE, WAVES, SOAK, dug)
    assert technique(map_, None) == by("contested", "moles")
    assert technique(map_, "storm") == plainly("breaks")


def test_without_any_scenario_attacks_from_scenarios_do_nothing() -> None:
    assert technique(town(DIKE, WAVES, SOAK), None) == plainly("survives")


def test_of_what_nothing_attacks_nothing_is_said_without_a_scenario() -> None:
    assert technique(town(DIKE, WAVES), None) == plainly("nothing said")


def test_what_never_works_is_moot_without_a_scenario() -> None:
    rotten = "clay-always-rots: {against: clay-holds, always: true}"
    assert technique(town(DIKE, rotten), None) == plainly("moot")


def test_an_exception_that_the_scenario_leads_to_is_an_attack() -> None:
    unless = "dike-keeps-dry: {for: dry-town, because: [dike], assuming: [clay-holds], unless: [waves]}"
    map_ = town(unless, WAVES)
    assert technique(map_, "storm") == plainly("breaks")
    assert technique(map_, "quake") == plainly("nothing said")
    assert technique(map_, None) == plainly("survives")


def test_an_exception_of_a_claim_behind_an_assumption_is_an_attack() -> None:
    behind = "wet-clay-holds: {for: clay-holds, because: [clay-is-wet], unless: [waves]}"
    assert technique(town(DIKE, WAVES, behind), "storm") == plainly("breaks")


def test_an_exception_that_the_scenario_keeps_off_survives_by_that() -> None:
    unless = "dike-keeps-dry: {for: dry-town, because: [dike], assuming: [clay-holds], unless: [waves]}"
    spares = "wind-from-land: {against: waves, because: [storm]}"
    assert technique(town(unless, WAVES, spares), "storm") == Said("survives", set(), {"wind-from-land"})


def test_a_claim_behind_an_assumption_can_be_attacked() -> None:
    behind = "wet-clay-holds: {for: clay-holds, because: [clay-is-wet]}"
    dried = "waves-dry-it: {against: clay-is-wet, because: [waves]}"
    assert technique(town(DIKE, WAVES, behind, dried), "storm") == plainly("breaks")


def test_the_argument_for_an_assumption_can_be_attacked() -> None:
    behind = "wet-clay-holds: {for: clay-holds, because: [clay-is-wet]}"
    undercut = "not-in-salt-water: {against: wet-clay-holds, because: [waves]}"
    assert technique(town(DIKE, WAVES, behind, undercut), "storm") == plainly("breaks")


def test_a_problem_in_the_base_can_be_attacked() -> None:
    ground = "dike-keeps-dry: {for: dry-town, because: [dike], unstated: [firm-ground]}"
    shakes = "waves-shake-the-ground: {against: firm-ground, because: [waves]}"
    assert technique(town(ground, WAVES, shakes), "storm") == plainly("breaks")


def test_what_lies_behind_a_problem_is_not_looked_at() -> None:
    ground = "dike-keeps-dry: {for: dry-town, because: [dike], unstated: [firm-ground]}"
    solved = "clay-makes-it-firm: {for: firm-ground, because: [clay-holds]}"
    assert technique(town(ground, WAVES, solved, SOAK), "storm") == plainly("nothing said")


def test_a_problem_in_the_base_is_granted_although_nothing_solves_it() -> None:
    ground = "dike-keeps-dry: {for: dry-town, because: [dike], unstated: [firm-ground]}"
    solved = "clay-makes-it-firm: {for: firm-ground, because: [clay-holds]}"
    rotten = "clay-always-rots: {against: clay-holds, always: true}"
    over = "waves-go-over-it: {against: dike-keeps-dry, because: [waves]}"
    map_ = town(ground, WAVES, solved, rotten, over)
    assert technique(map_, None) == plainly("survives")
    assert technique(map_, "storm") == plainly("breaks")


def test_a_technique_that_assumes_another_scenario_is_granted_it() -> None:
    needing = "dike-keeps-dry: {for: dry-town, because: [dike], assuming: [clay-holds, quake]}"
    map_ = town(needing, WAVES, SOAK)
    assert technique(map_, "storm") == plainly("breaks")
    assert technique(map_, "quake") == plainly("nothing said")


def test_a_technique_that_assumes_the_scenario_that_hits_it_is_moot() -> None:
    needing = "dike-keeps-dry: {for: dry-town, because: [dike], assuming: [clay-holds, storm]}"
    assert technique(town(needing, WAVES, SOAK), "storm") == plainly("moot")


def test_an_attack_that_needs_another_scenario_too_leaves_it_alone() -> None:
    both = "waves-soak: {against: clay-holds, because: [waves, quake]}"
    assert technique(town(DIKE, WAVES, both), "storm") == plainly("survives")


def test_what_is_denied_is_not_granted() -> None:
    map_ = town(DIKE, WAVES, SOAK)
    denied = View(deny=frozenset({"clay-holds"}))
    assert technique(map_, "storm", denied) == plainly("moot")
    assert technique(town(DIKE, WAVES), "storm", denied) == plainly("nothing said")


def test_what_is_assumed_cannot_be_attacked() -> None:
    assert technique(town(DIKE, WAVES, SOAK), "storm", View(assume=frozenset({"clay-holds"}))) == plainly("survives")


def test_what_is_held_at_a_number_is_open() -> None:
    may = "waves-soak: {against: dike-keeps-dry, because: [waves, clay-holds]}"
    held = View().fixing(hold={"clay-holds": Interval(low=0.5, high=0.5)})
    ground = "stones-keep-dry: {for: dry-town, because: [dike]}"
    assert technique(town(DIKE, WAVES, may), "storm", held) == plainly("breaks")
    assert technique(town(DIKE, WAVES, may, ground), "storm", held) == plainly("survives")


def test_what_the_view_says_of_scenarios_does_not_count() -> None:
    shaken = "quake-cracks: {against: clay-holds, because: [quake]}"
    over = "waves-go-over-it: {against: dike-keeps-dry, because: [waves], strength: {low: 0, high: 1}}"
    view = View(assume=frozenset({"quake"}), deny=frozenset({"storm"}))
    assert technique(town(DIKE, WAVES, shaken, over), "storm", view) == by("breaks if", "waves-go-over-it")


def test_a_circle_through_an_attack_leaves_the_cell_undecided() -> None:
    repels = "firm-clay-repels: {against: waves-soak, because: [clay-holds]}"
    map_ = town(DIKE, WAVES, SOAK, repels)
    assert technique(map_, "storm").outcome == "breaks"
    assert matrix(Reasoner(map_), View()).technique("dike", "storm").undecided


def test_a_family_whose_members_agree_answers_as_they_do() -> None:
    shaken = "disasters-crack: {against: clay-holds, because: [disaster]}"
    map_ = town(DIKE, EITHER, shaken)
    assert technique(map_, "disaster") == plainly("breaks")
    cell = matrix(Reasoner(map_), View()).technique("dike", "disaster")
    assert {(one.column, one.outcome) for one in cell.members} == {("storm", "breaks"), ("quake", "breaks")}


def test_a_family_whose_members_differ_says_so() -> None:
    shaken = "disasters-crack: {against: clay-holds, because: [disaster]}"
    spares = "storms-do-not-crack: {against: disasters-crack, because: [storm]}"
    map_ = town(DIKE, EITHER, shaken, spares)
    assert technique(map_, "disaster") == plainly("differs")
    assert technique(map_, "storm") == Said("survives", set(), {"storms-do-not-crack"})
    assert technique(map_, "quake") == plainly("breaks")


def test_a_family_of_families_has_the_leaves_for_members() -> None:
    inner = "inner: {for: disaster, because: [storm], at_least: 1}"
    outer = "outer: {for: worst, because: [disaster, quake], at_least: 1}"
    worst = STATEMENTS + "  worst: {kind: scenario}\n"
    lines = "".join(f"  {argument}\n" for argument in (DIKE, WAVES, SOAK, inner, outer))
    map_ = ArgumentMap(t for t, _ in read_files([("town.yaml", f"{worst}arguments:\n{lines}".encode())]).things)
    cell = matrix(Reasoner(map_), View()).technique("dike", "worst")
    assert cell.outcome == "differs"
    assert {(one.column, one.outcome) for one in cell.members} == {("storm", "breaks"), ("quake", "nothing said")}


def test_concerns_answer_for_families_as_techniques_do() -> None:
    assert concern(town(EITHER, WAVES, SPOIL), "disaster") == plainly("differs")
    assert concern(town(EITHER, "all-spoil: {for: lost-crops, because: [disaster]}"), "disaster") == plainly("brings")


def test_a_scenario_brings_what_surely_follows_from_it() -> None:
    assert concern(town(WAVES, SPOIL), "storm") == plainly("brings")


def test_a_scenario_may_bring_what_one_more_step_decides() -> None:
    may = "waves-spoil: {for: lost-crops, because: [waves], strength: {low: 0, high: 1}}"
    assert concern(town(WAVES, may), "storm") == by("may bring", "waves-spoil")


def test_a_scenario_may_bring_what_a_further_condition_decides() -> None:
    further = "waves-spoil: {for: lost-crops, because: [waves, gate-open]}"
    spares = "moles-drain: {against: waves-spoil, because: [moles]}"
    assert concern(town(WAVES, further, spares), "storm") == by("may bring", ("gate-open", "not moles"))


def test_what_may_come_either_way_tells_what_the_scenario_adds() -> None:
    may = "waves-spoil: {for: lost-crops, because: [waves, gate-open]}"
    anyway = "moles-spoil: {for: lost-crops, because: [moles]}"
    assert concern(town(WAVES, may, anyway), "storm") == by("either way", "gate-open")


def test_where_the_scenario_only_takes_away_nothing_is_added() -> None:
    anyway = "moles-spoil: {for: lost-crops, because: [moles]}"
    drowned = "waves-drown-moles: {against: moles-spoil, because: [waves, gate-open]}"
    assert concern(town(WAVES, anyway, drowned), "storm") == plainly("either way")


def test_what_surely_comes_is_brought_although_it_may_come_anyway() -> None:
    anyway = "moles-spoil: {for: lost-crops, because: [moles]}"
    assert concern(town(WAVES, SPOIL, anyway), "storm") == plainly("brings")


def test_a_scenario_keeps_off_what_can_come_only_without_it() -> None:
    anyway = "moles-spoil: {for: lost-crops, because: [moles]}"
    drowned = "waves-drown-moles: {against: moles-spoil, because: [waves]}"
    assert concern(town(WAVES, anyway, drowned), "storm") == plainly("keeps off")


def test_a_scenario_keeps_off_a_concern_that_has_no_reason() -> None:
    against = "storms-water-them: {against: lost-crops, because: [storm]}"
    map_ = town(against)
    assert concern(map_, "storm") == plainly("keeps off")
    assert concern(map_, None) == plainly("nothing said")


def test_what_is_always_stopped_is_not_brought() -> None:
    behind_the_dike = "fields-lie-high: {against: waves-spoil, always: true}"
    assert concern(town(WAVES, SPOIL, behind_the_dike), "storm") == plainly("does not bring")


def test_what_the_scenario_itself_stops_is_not_brought() -> None:
    against = "storms-drive-them-off: {against: waves-spoil, because: [storm]}"
    assert concern(town(WAVES, SPOIL, against), "storm") == plainly("does not bring")


def test_what_needs_another_scenario_too_is_not_brought() -> None:
    both = "waves-spoil: {for: lost-crops, because: [waves, quake]}"
    assert concern(town(WAVES, both), "storm") == plainly("does not bring")


def test_of_a_scenario_that_does_not_bear_on_a_concern_nothing_is_said() -> None:
    assert concern(town(WAVES, SPOIL), "quake") == plainly("nothing said")


def test_a_scenario_bears_on_a_concern_by_exceptions_and_undercutters() -> None:
    anyway = "moles-spoil: {for: lost-crops, because: [moles], unless: [quake]}"
    undercut = "wet-moles: {against: moles-spoil, because: [waves]}"
    map_ = town(WAVES, anyway, undercut)
    assert concern(map_, "quake") == plainly("keeps off")
    assert concern(map_, "storm") == plainly("keeps off")


def test_nothing_is_granted_where_concerns_are_asked_about() -> None:
    dug = "moles-dig: {against: clay-holds, because: [moles]}"
    spoil = "waves-spoil: {for: lost-crops, because: [waves], unless: [clay-holds]}"
    assert concern(town(DIKE, WAVES, dug, spoil), "storm") == by("may bring", "not clay-holds", "moles")


def test_without_any_scenario_a_concern_holds_may_hold_or_cannot() -> None:
    assert concern(town("bad-soil: {for: lost-crops, always: true}"), None) == plainly("holds")
    assert concern(town("moles-spoil: {for: lost-crops, because: [moles]}"), None) == by("may hold", "moles")
    assert concern(town(WAVES, SPOIL), None) == plainly("cannot hold")


def test_of_a_concern_without_a_reason_nothing_is_said_without_a_scenario() -> None:
    assert concern(town(WAVES, SOAK), None) == plainly("nothing said")


def test_what_is_attacked_in_vain_is_invariant_and_what_no_attack_reaches_is_not_mentioned() -> None:
    spares = "rain-only: {against: waves-soak, because: [storm]}"
    ground = "dike-keeps-dry: {for: dry-town, because: [dike], assuming: [clay-holds], unstated: [firm-ground]}"
    map_ = town(ground, WAVES, SOAK, spares)
    found = report(matrix(Reasoner(map_), View()), "storm")
    assert [(one.id, one.attacks, one.defeaters) for one in found.invariants] == [
        ("clay-holds", ("waves-soak",), ("rain-only",))
    ]
    assert "firm-ground" in found.not_mentioned
    assert worlds.invariants(map_, "storm", View()) == {"clay-holds"}
    assert worlds.not_mentioned(map_, "storm") == {"firm-ground"}


def test_what_one_of_two_attacks_breaks_is_not_invariant() -> None:
    spares = "rain-only: {against: waves-soak, because: [storm]}"
    direct = "storm-blows: {against: clay-holds, because: [storm]}"
    map_ = town(DIKE, WAVES, SOAK, spares, direct)
    assert report(matrix(Reasoner(map_), View()), "storm").invariants == ()
    assert worlds.invariants(map_, "storm", View()) == set()


def test_what_a_circle_leaves_undecided_is_not_called_invariant() -> None:
    repels = "firm-clay-repels: {against: waves-soak, because: [clay-holds]}"
    map_ = town(DIKE, WAVES, SOAK, repels)
    assert report(matrix(Reasoner(map_), View()), "storm").invariants == ()


# Several problems

TWO_PROBLEMS = (DIKE, "dike-carries: {for: firm-ground, because: [dike]}", WAVES, SOAK)


def test_a_technique_for_several_problems_has_a_line_for_each() -> None:
    cell = matrix(Reasoner(town(*TWO_PROBLEMS)), View()).technique("dike", "storm")
    assert cell.outcome == "differs"
    assert {line.problem: line.outcome for line in cell.lines} == {"dry-town": "breaks", "firm-ground": "survives"}
    assert (cell.broken, cell.size) == (True, 0)
    assert cell.chain is not None
    assert [step.id for step in cell.chain.steps] == ["storm-makes-waves", "waves-soak"]
    assert cell.as_json()["problems"] == [
        {"problem": "dry-town", "outcome": "breaks", "size": 0, "sets": []},
        {"problem": "firm-ground", "outcome": "survives", "size": None, "sets": []},
    ]


def test_problems_that_agree_make_one_cell() -> None:
    map_ = town(DIKE, "dike-carries: {for: firm-ground, because: [dike], assuming: [clay-holds]}", WAVES, SOAK)
    cell = matrix(Reasoner(map_), View()).technique("dike", "storm")
    assert [cell.outcome, *(line.outcome for line in cell.lines)] == ["breaks", "breaks", "breaks"]


def test_what_survives_for_one_problem_alone_carries_nothing_over() -> None:
    found = report(matrix(Reasoner(town(*TWO_PROBLEMS)), View()), "storm")
    assert found.transfers == ()
    assert [one.technique for one in found.security] == ["dike"]


def test_the_size_is_that_of_the_smallest_set_that_breaks() -> None:
    gate = "waves-soak: {against: clay-holds, because: [waves, gate-open]}"
    moles = "moles-soak: {against: clay-holds, because: [waves, moles, clay-is-wet]}"
    cell = matrix(Reasoner(town(DIKE, WAVES, gate, moles)), View()).technique("dike", "storm")
    assert (cell.outcome, cell.size) == ("breaks if", 1)
    assert (
        matrix(Reasoner(town(DIKE, WAVES, moles)), View()).technique("dike", "storm").size,
        matrix(Reasoner(town(DIKE, WAVES)), View()).technique("dike", "storm").size,
    ) == (2, None)


# Concerns with and without


def test_what_comes_about_anyway_is_not_brought() -> None:
    map_ = town("dike-spoils: {for: lost-crops, because: [dike]}", WAVES, SPOIL)
    assert concern(map_, "storm", View(assume=frozenset({"dike"}))).outcome == "either way"


def test_what_comes_either_way_says_whether_more_often_with_the_scenario() -> None:
    for steps, tendency in (
        (["by-moles: {for: lost-crops, because: [moles]}", WAVES, f"{SPOIL[:-1]}, strength: 0.5}}"], "more often"),
        (["by-moles: {for: lost-crops, because: [moles]}", "less: {against: lost-crops, because: [storm, gate-open]}"],
         "less often"),
        (["by-moles: {for: lost-crops, because: [moles], unless: [storm]}", WAVES,
          "other: {for: lost-crops, because: [waves, gate-open]}"], None),
    ):  # fmt: skip
        cell = matrix(Reasoner(town(*steps)), View()).concern("lost-crops", "storm")
        assert (cell.outcome, cell.tendency) == ("either way", tendency)
        assert cell.as_json()["tendency"] == tendency


def test_an_unnamed_proposal_is_no_technique_unless_it_is_assumed() -> None:
    map_ = ArgumentMap(
        replace(thing, tags=("unnamed",)) if thing.id == "dike" else thing for thing in town(DIKE).things.values()
    )
    assert (list(matrix(Reasoner(map_), View()).techniques), matrix(Reasoner(map_), View()).unnamed) == ([], ("dike",))
    assert list(matrix(Reasoner(map_), View(assume=frozenset({"dike"}))).techniques) == ["dike"]
