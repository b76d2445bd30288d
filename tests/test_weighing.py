"""What a trace says of core and standing is what the engine says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from reasoning_maps import reasoning_maps, thoroughly, views

from argmap.logic.core import can_hold, core
from argmap.logic.holding import Reasoner
from argmap.logic.standing import Standing
from argmap.model import Argument, ArgumentMap, Statement
from argmap.questions.weighing import idle, weighed
from argmap.trace import trace


@given(reasoning_maps(grouped=True), st.data())
@thoroughly
def test_a_trace_marks_the_core(map_: ArgumentMap, data: st.DataObject) -> None:
    view = data.draw(views(map_))
    for target in [statement.id for statement in map_.of_type(Statement)]:
        found = trace(map_, target)
        ids = [assumption.id for assumption in found.assumptions]
        answer = weighed(map_, found, view)
        uses = {a.id: {use.argument for use in (*a.stated_in, *a.unstated_in)} for a in found.assumptions}
        lacking = {id_ for id_, steps in uses.items() if not any(assumed(map_, step, id_) for step in steps)}
        assert {a.id: a.core for a in answer.trace.assumptions} == core(Reasoner(map_), target, view, ids, lacking)
        standing = Standing(map_, view, [target, *ids])
        assert answer.stand.label == standing.label(target)
        assert {id_: step.label for id_, step in answer.steps.items()} == {id_: standing.label(id_) for id_ in ids}


@given(reasoning_maps(grouped=True), st.data())
@thoroughly
def test_what_is_idle_is_not_core(map_: ArgumentMap, data: st.DataObject) -> None:
    view = data.draw(views(map_))
    ids = [statement.id for statement in map_.of_type(Statement)]
    for target in ids:
        for id_ in idle(map_, target, view, ids):
            assert can_hold(Reasoner(map_), target, view.fixing(deny=[id_]) if id_ != target else view)


def assumed(map_: ArgumentMap, step: str, id_: str) -> bool:
    """Whether an argument assumes that something holds."""
    argument = map_.things[step]
    assert isinstance(argument, Argument)
    roles = ("assuming", "unstated")
    return any(p.node == id_ and p.role in roles and not p.negated for p in argument.premises)
