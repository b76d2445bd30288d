"""What proposals cannot do without, against every world of the whole map with the rest cut away by a view."""

from __future__ import annotations

from dataclasses import replace

from brute_force import EveryWorld
from hypothesis import assume, given
from hypothesis import strategies as st
from reasoning_maps import reasoning_maps, thoroughly, views

from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Statement
from argmap.questions.bottlenecks import bottlenecks


@st.composite
def problems(draw: st.DrawFn) -> tuple[ArgumentMap, View, str]:
    """A map in which half of the statements are proposals, a view that a user could ask for, and a problem."""
    map_ = draw(reasoning_maps())
    ids = [statement.id for statement in map_.of_type(Statement)]
    proposals = set(draw(st.lists(st.sampled_from(ids), min_size=len(ids) // 2, unique=True)))
    things = [
        replace(thing, is_a="proposal" if thing.id in proposals else "problem")
        if isinstance(thing, Statement)
        else thing
        for thing in map_.things.values()
    ]
    view = replace(draw(views(map_)), grant=frozenset(), free=frozenset(), attacks=True)
    return ArgumentMap(things), view, draw(st.sampled_from(ids))


def steps(map_: ArgumentMap) -> list[tuple[str, str, set[str]]]:
    """Every argument for something: its id, what it is for, what it needs."""
    return [
        (step.id, step.target, {premise.node for premise in step.premises if premise.role != "unless"})
        for step in map_.of_type(Argument)
        if not step.against
    ]


def proposals_for(map_: ArgumentMap, problem: str) -> set[str]:
    behind = {problem}
    while more := {node for _, goal, needed in steps(map_) if goal in behind for node in needed} - behind:
        behind |= more
    kinds = {statement.id: statement.is_a for statement in map_.of_type(Statement)}
    return {id_ for id_ in behind - {problem} if kinds[id_] == "proposal"}


def on_the_way(map_: ArgumentMap, proposal: str, problem: str) -> set[str]:
    """The arguments on a path from the proposal to the problem."""
    ahead = {proposal}
    while more := {goal for _, goal, needed in steps(map_) if needed & (ahead - {problem})} - ahead:
        ahead |= more
    back = {problem}
    while more := {n for _, goal, needed in steps(map_) if goal in back - {proposal} for n in needed} - back:
        back |= more
    return {id_ for id_, goal, needed in steps(map_) if needed & (ahead - {problem}) and goal in back - {proposal}}


@thoroughly
@given(problems())
def test_what_is_core_over_a_proposal_s_arguments_alone(drawn: tuple[ArgumentMap, View, str]) -> None:
    map_, view, problem = drawn
    answer = bottlenecks(map_, problem, view)
    expected = proposals_for(map_, problem)
    assert {proposal.id for proposal in answer.proposals} == expected
    found = {one.id: one for one in answer.premises}
    every: set[str] = set()
    core_for: dict[str, set[str]] = {}
    for proposal in answer.proposals:
        own = on_the_way(map_, proposal.id, problem)
        assert {step.id for step in proposal.arguments} == own
        reached = {goal for id_, goal, _ in steps(map_) if id_ in own}
        needed = {node for id_, _, needed in steps(map_) if id_ in own for node in needed}
        statements = {statement.id for statement in map_.of_type(Statement)}
        alone = replace(view, attacks=False).fixing(
            assume=[proposal.id],
            deny=[step.id for step in map_.of_type(Argument) if step.id not in own],
            free=statements - reached - {proposal.id, problem} - view.fixed,
        )
        oracle = EveryWorld(map_, alone)
        assume(len(oracle.variables) <= 9)
        works = oracle.can_hold(problem)
        assert proposal.works == works
        every |= needed - {problem, proposal.id}
        for node in needed - {problem, proposal.id}:
            without = EveryWorld(map_, alone.fixing(deny=[node])).can_hold(problem)
            if works and not without:
                core_for.setdefault(node, set()).add(proposal.id)
    assert found.keys() == every
    for id_, one in found.items():
        needing = core_for.get(id_, set())
        assert set(one.core_for) == needing
        assert one.share == len(needing) / len(expected)
        escaping = {p.id for p in answer.proposals if p.works and p.id not in needing and p.id != id_}
        assert {escape.proposal for escape in one.escapes} == (escaping if needing else set())


@thoroughly
@given(problems())
def test_an_escape_is_a_way_without_it(drawn: tuple[ArgumentMap, View, str]) -> None:
    map_, view, problem = drawn
    answer = bottlenecks(map_, problem, view)
    for one in answer.premises:
        for escape in one.escapes:
            kept = [thing for thing in map_.things.values() if not isinstance(thing, Argument) or thing.id in escape.by]
            statements = {statement.id for statement in map_.of_type(Statement)}
            others = statements - {escape.proposal, *escape.needs}
            leaves = [id_ for id_ in others if not any(goal == id_ for _, goal, _ in steps(ArgumentMap(kept)))]
            held = replace(view, attacks=False).fixing(
                assume=[escape.proposal, *escape.needs], deny=[*leaves, *([one.id] if escape.uses else [])]
            )
            assert one.id not in escape.needs
            assert problem in view.assume | frozenset(view.hold) or EveryWorld(ArgumentMap(kept), held).lower[problem]
