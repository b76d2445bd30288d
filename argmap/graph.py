"""The map as a graph: for networkx, for questions of one's own; and what bears on what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from argmap.model import PREMISE_ROLES, Argument, ArgumentMap, Experiment, Premise, Statement, references

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(map_: ArgumentMap) -> nx.MultiDiGraph[str]:
    """A directed multigraph of all things: nodes by id, an edge for each mention, keyed by its role.

    Nodes carry `kind`, `label` and all fields of the thing. Edges run as support does: from premise to argument
    and from argument to target; every other mention runs from the thing that makes it, as from a group of
    alternatives to its members. The edge of a premise has `negated`; where an argument has a premise and its contrary
    in one role, the key of the negated one is `not ROLE`.

    >>> from argmap.model import Argument, ArgumentMap, Premise, Statement
    >>> p, q = Statement(id="p", is_a="problem"), Statement(id="q", is_a="claim")
    >>> step = Argument(id="s", target="p", premises=(Premise(node="q", role="because"),))
    >>> sorted(to_networkx(ArgumentMap([p, q, step])).edges(keys=True))
    [('q', 's', 'because'), ('s', 'p', 'for')]
    """
    import networkx as nx  # 90 ms

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for thing in map_.things.values():
        graph.add_node(thing.id, kind=thing.kind, label=map_.label(thing.id), **asdict(thing))
    for thing in map_.things.values():
        for premise in thing.premises if isinstance(thing, Argument) else ():
            key: str = premise.role
            if premise.negated and graph.has_edge(premise.node, thing.id, key):
                key = f"not {premise.role}"
            graph.add_edge(premise.node, thing.id, key=key, role=premise.role, negated=premise.negated)
        for role, id_ in references(thing):
            if role not in PREMISE_ROLES:
                graph.add_edge(thing.id, id_, key=role, role=role)
    return graph


def inference_graph(map_: ArgumentMap, *, with_attacks: bool) -> nx.DiGraph[str]:
    """Statements and arguments only: premise → argument → target; edges with `attack` where one defeats another.

    What must not hold defeats, as an exception does. Without attacks, only what supports is there: no arguments
    against, no `unless`, nothing negated.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    for thing in map_.things.values():
        if isinstance(thing, Statement):
            graph.add_node(thing.id)
        elif isinstance(thing, Argument) and (with_attacks or not thing.against):
            for premise in sorted(thing.premises, key=_defeats):  # what also defeats counts as an attack
                if with_attacks or not _defeats(premise):
                    graph.add_edge(premise.node, thing.id, attack=_defeats(premise))
            graph.add_edge(thing.id, thing.target, attack=thing.against)
    return graph


def _defeats(premise: Premise) -> bool:
    """Whether an argument does not apply where the statement of a premise holds."""
    return premise.negated or premise.role == "unless"


def tested(map_: ArgumentMap) -> set[str]:
    """The ids of everything that some experiment tests directly."""
    return {test.node for experiment in map_.of_type(Experiment) for test in experiment.tests}


def bearing_on(map_: ArgumentMap, ids: Iterable[str]) -> dict[str, Statement | Argument]:
    """All that bears on some statements and arguments, themselves first: what argues either way, premises of all."""
    found: dict[str, Statement | Argument] = {}
    waiting = list(dict.fromkeys(ids))
    for id_ in waiting:
        thing = map_.things.get(id_)
        if id_ not in found and isinstance(thing, Statement | Argument):
            found[id_] = thing
            waiting += [step.id for step in (*map_.arguments_for(id_), *map_.arguments_against(id_))]
            if isinstance(thing, Argument):
                waiting += [premise.node for premise in thing.premises]
    return found
