"""The map as a networkx graph has everything that the map has."""

from __future__ import annotations

import argmap
from argmap.model import references
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


def test_the_public_names_are_there_and_unknown_ones_are_not() -> None:
    for name in argmap.__all__:
        assert getattr(argmap, name) is not None
    assert not hasattr(argmap, "nonsense")
