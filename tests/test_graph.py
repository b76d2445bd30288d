"""The map as a networkx graph has everything that the map has."""

from __future__ import annotations

import argmap
from argmap.model import Argument, ArgumentMap, Exclusive, Premise, Statement, references
from argmap.store.reading import Store


def test_every_thing_is_a_node_and_every_mention_an_edge(example: Store) -> None:
    map_ = example.whole()
    graph = argmap.to_networkx(map_)
    assert set(graph) == set(map_.things)
    mentions = {(thing.id, ref.id, ref.role) for thing in map_.things.values() for ref in references(thing)}
    assert graph.number_of_edges() == len(mentions)
    assert graph.nodes["clean-water"]["title"] == "Clean water for the valley"
    assert graph.has_edge("filter-plant", "filter-cleans-water", key="because")
    assert graph.has_edge("filter-cleans-water", "clean-water", key="for")


def test_groups_and_what_must_not_hold_are_in_the_graph() -> None:
    premises = (Premise(node="p", role="because"), Premise(node="p", role="because", negated=True))
    things = [
        *(Statement(id=id_, is_a="claim") for id_ in "pqc"),
        Exclusive(id="g", members=("p", "q")),
        Argument(id="a", target="c", premises=premises, at_least=1),
    ]
    graph = argmap.to_networkx(ArgumentMap(things))
    assert sorted(graph.edges(keys=True)) == [
        ("a", "c", "for"), ("g", "p", "exclusive"), ("g", "q", "exclusive"), ("p", "a", "because"),
        ("p", "a", "not because"),
    ]  # fmt: skip
    assert graph.edges["p", "a", "not because"] == {"role": "because", "negated": True}
    assert graph.nodes["g"]["members"] == ("p", "q")


def test_the_public_names_are_there_and_unknown_ones_are_not() -> None:
    for name in argmap.__all__:
        assert getattr(argmap, name) is not None
    assert not hasattr(argmap, "nonsense")
