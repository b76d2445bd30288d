"""Discharge and readings, against every world of random maps."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from brute_force import EveryWorld
from hypothesis import assume, given
from hypothesis import strategies as st
from proposal_maps import proposal_maps
from reasoning_maps import VARIABLES, reasoning_maps, thoroughly, views

from argmap.logic.holding import Reasoner
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Statement
from argmap.questions.discharge import Delivery, discharge


@st.composite
def cases(draw: st.DrawFn) -> tuple[ArgumentMap, View]:
    """A map with many proposals, and a view of it."""
    map_ = draw(proposal_maps() | reasoning_maps())
    kinds = st.sampled_from(("proposal", "claim", "problem"))
    random = [thing for thing in map_.of_type(Statement) if thing.id.startswith("s")]
    things = {**map_.things, **{thing.id: replace(thing, is_a=draw(kinds)) for thing in random}}.values()
    made = ArgumentMap(things)
    return made, draw(views(made))


def supports(map_: ArgumentMap, view: View, id_: str) -> set[str]:
    """What an argument leans on, by the words of the definition."""
    found = {id_}
    while True:
        more = set(found)
        for node in found:
            thing = map_.things[node]
            if isinstance(thing, Argument):
                more |= {premise.node for premise in thing.premises if premise.role != "unless"}
            elif node not in {*view.fixed, *view.grant, *view.free}:
                more |= {step.id for step in map_.arguments_for(node)}
        if more == found:
            return found
        found = more


def worlds_left_open(every: EveryWorld, support: set[str]) -> list[tuple[bool, ...]]:
    """The worlds in which all is as in the standing, but for the leaves of attackers and open steps."""
    found = []
    for world in every.worlds:
        for (of, id_), true in zip(every.variables, world, strict=True):
            low, high = every.number((of, id_))
            thing = every.map.things[id_]
            if of == "otherwise":
                wanted = False
            elif low == high and low in (0, 1):
                wanted = low == 1
            elif of == "strength" or isinstance(thing, Argument):
                if low == 0:
                    continue
                wanted = True
            elif id_ in support:
                wanted = thing.kind in ("claim", "proposal")
            else:
                continue
            if true != wanted:
                break
        else:
            found.append(world)
    return found


def check_delivery(map_: ArgumentMap, view: View, delivery: Delivery) -> None:
    every = EveryWorld(map_, view)
    assume(len(every.variables) <= VARIABLES)
    step = delivery.argument.id
    worlds = worlds_left_open(every, supports(map_, view, step))
    holds = {world: bool(every.lower[step] >> every.worlds.index(world) & 1) for world in worlds}
    firm = [world for world in worlds if not any(map(partial(granted_open_step, every), every.variables, world))]
    expected = "yes" if all(holds.values()) else "yes, unless" if any(holds.values()) else "undercut"
    if expected == "yes, unless" and not any(holds[world] for world in firm):
        expected = "may"
    assert delivery.outcome == expected
    assert (bool(delivery.unless), bool(delivery.provided)) == (expected == "yes, unless", expected == "may")
    for way in (*delivery.unless, *delivery.provided):
        values = {every.variables.index((value.variable.of, value.variable.id)): value.holds for value in way}
        left = [world for world in worlds if all(world[at] == value for at, value in values.items())]
        assert left
        assert {holds[world] for world in left} == {expected == "may"}


def granted_open_step(every: EveryWorld, variable: tuple[str, str], true: bool) -> bool:
    low, high = every.number(variable)
    return true and variable[0] == "strength" and low == 0 < high


@given(cases(), st.data())
@thoroughly
def test_what_delivers_does_so_in_every_world_left_open(case: tuple[ArgumentMap, View], data: st.DataObject) -> None:
    map_, view = case
    ids = [statement.id for statement in map_.of_type(Statement)]
    proposal, assumption = ("x", "q") if "x" in map_ else data.draw(st.permutations(ids))[:2]
    answer = discharge(Reasoner(map_), proposal, assumption, view)
    for delivery in answer.deliveries:
        check_delivery(map_, view, delivery)
    if answer.outcome in ("yes", "yes, unless", "may", "undercut"):
        assert answer.outcome in {delivery.outcome for delivery in answer.deliveries}
    assert {one.argument.id for one in (*answer.deliveries, *answer.claims)} == {
        step.id for step in map_.arguments_for(assumption)
    }


def view_bounds(map_: ArgumentMap, view: View, id_: str) -> tuple[float, float]:
    every = EveryWorld(map_, view)
    assume(len(every.variables) <= VARIABLES)
    return every.bounds(id_)
