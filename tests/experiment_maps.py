"""Random maps with experiments: tests of every kind, some of them early or misled, and recorded results."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from reasoning_maps import points, reasoning_maps

from argmap.model import Argument, ArgumentMap, Credence, Experiment, Outcome, Result, Statement, Test

VARIABLES = 8
"""The most variables of a map whose worlds are all tried, with those that only a test sees."""

RATIOS = (0.2, 1.0, 4.0, 1000.0)
OUTCOMES: tuple[Outcome | None, ...] = (None, "positive", "positive", "negative", "negative")
CHANCES = (0.0, 0.1, 0.5, 0.9, 1.0)


@st.composite
def tests_of(draw: st.DrawFn, node: str, ids: list[str]) -> Test:
    """A test of a thing: a ratio, two probabilities or neither; early, misled, both or neither."""
    way = draw(st.sampled_from(("ratio", "ratio", "chances", "chances", "neither")))
    few = st.lists(st.sampled_from(ids), max_size=2, unique=True).map(tuple)
    return Test(
        node=node,
        likelihood_ratio=draw(st.sampled_from(RATIOS)) if way == "ratio" else None,
        p_if_true=draw(st.sampled_from(CHANCES)) if way == "chances" else None,
        p_if_false=draw(st.sampled_from(CHANCES)) if way == "chances" else None,
        before=draw(st.one_of(st.just(()), few)),
        misleads_if=draw(st.one_of(st.just(()), few)),
    )


@st.composite
def experiment_maps(draw: st.DrawFn, *, grouped: bool = False) -> ArgumentMap:
    """A map with up to 3 experiments; half of them without a number that is unknown, if they have no groups."""
    map_ = draw(reasoning_maps(grouped=grouped))
    things = list(map_.things.values())
    if not grouped and draw(st.booleans()):
        settled = points.map(lambda value: Credence(low=value[0], high=value[1]))
        things = [
            replace(one, credence=draw(settled)) if isinstance(one, Statement) and one.credence is None else one
            for one in things
        ]
    ids = [one.id for one in things if isinstance(one, Statement | Argument)]
    for number in range(draw(st.integers(1, 3))):
        nodes = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True))
        results = []
        for _ in range(draw(st.integers(0, 2))):
            outcome = draw(st.sampled_from(OUTCOMES))
            results.append(Result(outcome=outcome, node=draw(st.sampled_from((None, *nodes, ids[0])))))
        tests = tuple(draw(tests_of(node, ids)) for node in nodes)
        things.append(Experiment(id=f"e{number}", tests=tests, results=tuple(results)))
    return ArgumentMap(things)
