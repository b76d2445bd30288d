"""What `check` notes about scenarios: effects that no concern shares, and misleaders that bear on nothing tested."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from argmap.graph import inference_graph
from argmap.model import Argument, ArgumentMap, Experiment, Statement
from argmap.questions.finding import Finding
from argmap.questions.routes import NEEDED, always_needs, behind, is_proposal, needs
from argmap.text import listed

SCENARIOS: Final = 8
"""How many of the scenarios that lead to an effect a finding names."""

TECHNIQUES: Final = 3
"""How many of the techniques that an effect meets a finding names."""

AT_ONCE: Final = 1024
"""How many misleaders are followed in one pass through the map: their bits at every part are what it remembers."""


def unshared_effects(map_: ArgumentMap) -> Iterator[Finding]:
    """Each effect of scenarios through which techniques are attacked while no concern starts at it.

    A scenario that attacks with no effect between, and leads to no concern, is a finding of its own. An attack that
    cannot do without another effect, which a concern shares, is none.
    """
    scenarios = _leading(map_)
    if not scenarios:
        return
    concerns = [statement.id for statement in map_.of_type(Statement) if statement.is_a == "concern"]
    shared = {*concerns, *(node for step in behind(map_, concerns) for node in needs(step))}
    met: dict[str, set[str]] = {}
    for techniques, nodes, all_needed in _attacks(map_):
        if any(node in shared and node in scenarios and not _is_scenario(map_, node) for node in all_needed):
            continue
        for node in nodes:
            if node in scenarios and node not in shared:
                met.setdefault(node, set()).update(techniques)
    for node, techniques_met in met.items():
        techniques = sorted(techniques_met)
        direct = _is_scenario(map_, node)
        sources = [node] if direct else sorted(scenarios[node])
        named = (*sources[:SCENARIOS], *techniques[:TECHNIQUES])
        who = f"{_some(sources, SCENARIOS)} {'attacks' if len(sources) == 1 else 'attack'}"
        if direct:
            message = (
                f"{who} {_some(techniques, TECHNIQUES)} with no effect named between, and leads to no concern: "
                "name the effect, and let the attack and a concern both start there"
            )
            yield Finding(code="unnamed-effect", severity="note", ids=named, message=message)
        else:
            message = (
                f"{who} {_some(techniques, TECHNIQUES)} through {node}, an effect that no concern shares: "
                "let a concern start there, too, or attack with an effect that one shares"
            )
            yield Finding(code="unshared-effect", severity="note", ids=(node, *named), message=message)


def _is_scenario(map_: ArgumentMap, id_: str) -> bool:
    thing = map_.things.get(id_)
    return isinstance(thing, Statement) and thing.is_a == "scenario"


def _some(ids: list[str], most: int) -> str:
    return listed(ids) if len(ids) <= most else f"{', '.join(ids[:most])} and others"


def _leading(map_: ArgumentMap) -> dict[str, list[str]]:
    """Which scenarios lead to each statement by arguments for, themselves included.

    Families are named by their members; one that has none stands for itself.
    """

    def conclusions(node: str) -> Iterator[str]:
        for role in NEEDED:
            for id_ in map_.referrers(node, role):
                step = map_.things[id_]
                if isinstance(step, Argument) and not step.against:
                    yield step.target

    scenarios = sorted(statement.id for statement in map_.of_type(Statement) if statement.is_a == "scenario")
    leaves = [id_ for id_ in scenarios if not map_.arguments_for(id_)]
    found = _spread(zip(leaves, leaves, strict=True), conclusions, SCENARIOS)
    if all(id_ in found for id_ in scenarios):
        return found
    sources = [id_ for id_ in scenarios if id_ in leaves or id_ not in found]
    return _spread(zip(sources, sources, strict=True), conclusions, SCENARIOS)


def _attacks(map_: ArgumentMap) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """For each attack on techniques: some of these, what it is made from, and what of that it cannot do without.

    An exception attacks, too: one of an argument from a technique, or of an argument for a claim in its base.
    """

    def base(id_: str) -> Iterable[str]:
        thing = map_.things.get(id_)
        if isinstance(thing, Argument):
            return needs(thing)
        claim = isinstance(thing, Statement) and thing.is_a == "claim"
        return map_.referrers(id_, "for") if claim else ()

    steps = [step for step in map_.of_type(Argument) if not step.against]
    from_techniques = [(step.id, node) for step in steps for node in needs(step) if is_proposal(map_, node)]
    rests = _spread(from_techniques, base, TECHNIQUES)
    for argument in map_.of_type(Argument):
        if argument.against and argument.target in rests:
            yield rests[argument.target], needs(argument), always_needs(argument)
        if argument.id in rests:
            for node in needs(argument, "unless"):
                yield rests[argument.id], [node], [node]


def _spread(
    sources: Iterable[tuple[str, str]], ahead: Callable[[str], Iterable[str]], most: int
) -> dict[str, list[str]]:
    """Which labels reach each node, the nearest first: all, or, where there are more than `most`, one more than that.

    A node takes so many and no more, so that the work is linear in the map. No label is lost where there are few: what
    comes after a full node is full.
    """
    found: dict[str, list[str]] = {}
    waiting = list(sources)
    for node, label in waiting:
        labels = found.setdefault(node, [])
        if label not in labels and len(labels) <= most:
            labels.append(label)
            waiting += [(other, label) for other in ahead(node)]
    return found


def idle_misleaders(map_: ArgumentMap) -> Iterator[Finding]:
    """Each test with a `misleads_if` that lies nowhere behind what it tests, for or against."""
    pairs = {
        (misleader, test.node)
        for experiment in map_.of_type(Experiment)
        for test in experiment.tests
        for misleader in test.misleads_if
        if misleader in map_ and test.node in map_
    }
    idle = pairs - _bearing(map_, pairs)
    if not idle:
        return
    for experiment in map_.of_type(Experiment):
        for test in experiment.tests:
            misleaders = [id_ for id_ in dict.fromkeys(test.misleads_if) if (id_, test.node) in idle]
            if misleaders:
                one = len(misleaders) == 1
                message = (
                    f"{listed(misleaders)} {'does' if one else 'do'} not bear on {test.node}, which {experiment.id} "
                    f"tests: say by an argument how {'it does' if one else 'they do'}, or drop "
                    f"{'it' if one else 'them'} from misleads_if"
                )
                ids = (experiment.id, test.node, *misleaders)
                yield Finding(code="misleads-nothing", severity="note", ids=ids, message=message)


def misled_by_themselves(map_: ArgumentMap) -> Iterator[Finding]:
    """Each test that its own node would mislead: in a database that an older release wrote."""
    for experiment in map_.of_type(Experiment):
        for test in experiment.tests:
            if test.node in test.misleads_if:
                message = f"{experiment.id} has {test.node} in misleads_if of its test of {test.node} itself: drop it"
                yield Finding(code="misleads-itself", severity="error", ids=(experiment.id, test.node), message=message)


def _bearing(map_: ArgumentMap, pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the pairs whose first lies behind the second, through arguments for and against, and any premise.

    All are followed together through the map with its circles made into points, as many at once as one number has
    bits for: a search for each pair would cost the product of tests and map.
    """
    if not pairs:
        return set()
    import networkx as nx  # 90 ms

    graph = inference_graph(map_, with_attacks=True)
    parts = nx.condensation(graph)
    part_of: dict[str, int] = parts.graph["mapping"]
    order = [(part, list(parts.predecessors(part))) for part in nx.topological_sort(parts)]
    firsts = sorted({first for first, _ in pairs if first in part_of})
    found: set[tuple[str, str]] = set()
    for start in range(0, len(firsts), AT_ONCE):
        bit = {first: 1 << place for place, first in enumerate(firsts[start : start + AT_ONCE])}
        marks: dict[int, int] = {}
        for first, mark in bit.items():
            marks[part_of[first]] = marks.get(part_of[first], 0) | mark
        for part, before in order:
            mark = marks.get(part, 0)
            for other in before:
                mark |= marks[other]
            marks[part] = mark
        found |= {
            (first, node)
            for first, node in pairs
            if first in bit and node in part_of and marks[part_of[node]] & bit[first]
        }
    return found
