"""What looks wrong, missing or untested in a map."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from argmap.graph import inference_graph, tested
from argmap.model import TARGETS, Argument, ArgumentMap, Exclusive, Experiment, Position, Quote, Statement, references
from argmap.questions.check_alternatives import (
    attacked_members,
    contradictory_premises,
    group_misfits,
    possible_groups,
)
from argmap.questions.check_gaps import (
    attacked_leaves,
    dated_ahead,
    impossible_places,
    unaddressed,
    unnamed_alternatives,
    untested_cores,
)
from argmap.questions.check_scenarios import idle_misleaders, misled_by_themselves, unshared_effects
from argmap.questions.finding import SEVERITIES, Finding
from argmap.questions.routes import always_needs, needs
from argmap.text import an, listed
from argmap.words import number

FORMAT: Final = "argmap-check/1"


def check(map_: ArgumentMap, today: date | None = None) -> list[Finding]:
    """Everything worth a look, the worst first, then by code and ids; positions are to be of `today` at the latest."""
    rules = (*RULES, dated_ahead(today or date.today()))
    found = [finding for rule in rules for finding in rule(map_)]
    found.sort(key=lambda finding: (SEVERITIES.index(finding.severity), finding.code, finding.ids))
    return found


def _dangling(map_: ArgumentMap) -> Iterator[Finding]:
    for thing in map_.things.values():
        for role, id_ in references(thing):
            if id_ not in map_:
                message = f"{thing.id} mentions {id_} ({role}), which is not in the map"
                yield Finding(code="unknown-id", severity="error", ids=(thing.id, id_), message=message)
            elif (kind := map_.things[id_].kind) not in TARGETS[role]:
                message = f"{thing.id} mentions {id_} ({role}), which is {an(kind)}"
                yield Finding(code="wrong-kind", severity="error", ids=(thing.id, id_), message=message)


def _support_circles(map_: ArgumentMap) -> Iterator[Finding]:
    for circle in _circles(map_, with_attacks=False):
        message = f"a circle of support holds nothing up by itself: {_way(circle)}"
        yield Finding(code="circle-of-support", severity="warning", ids=circle, message=message)


def _attack_circles(map_: ArgumentMap) -> Iterator[Finding]:
    for circle in _circles(map_, with_attacks=True):
        message = f"a circle through an attack or an exception can leave its members undecided: {_way(circle)}"
        yield Finding(code="circle-of-attack", severity="warning", ids=circle, message=message)


def _circles(map_: ArgumentMap, *, with_attacks: bool) -> Iterator[tuple[str, ...]]:
    """One shortest circle of each strongly connected part; with attacks, one that runs through an attack."""
    import networkx as nx  # 90 ms

    graph = inference_graph(map_, with_attacks=with_attacks)
    for part in nx.strongly_connected_components(graph):
        inside = graph.subgraph(part)
        starts = sorted((a, b) for a, b in inside.edges() if inside.edges[a, b]["attack"] or not with_attacks)
        if starts:
            source, target = starts[0]
            way = nx.shortest_path(inside, target, source)
            first = way.index(min(way))
            yield (*way[first:], *way[:first])


def _way(circle: tuple[str, ...]) -> str:
    shown = circle if len(circle) <= 8 else (*circle[:7], "…")
    return " → ".join((*shown, circle[0]))


def _contradictions(map_: ArgumentMap) -> Iterator[Finding]:
    from argmap.questions.contradictions import compare  # with the reasoner, 15 ms

    missing = []
    for found in compare(map_):
        if found.derived is None:
            missing.append(found.id)
        elif found.contradicts:
            whose = "declared" if found.person is None else f"declared by {found.person}"
            message = (
                f"{found.id} is {whose} at {number(found.declared)}, but the arguments for it derive "
                f"{number(found.derived, 3)}"
            )
            ids = (found.id,) if found.person is None else (found.id, found.person)
            yield Finding(
                code="contradiction", severity="warning", ids=ids, message=message,
                declared=found.declared, derived=found.derived,
            )  # fmt: skip
    if missing:
        unknown = tuple(sorted(set(missing)))
        message = f"too hard to compare with what is declared: {listed(unknown[:3])}" + (
            f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        )
        yield Finding(code="not-compared", severity="note", ids=unknown, message=message)


def _same_step(map_: ArgumentMap) -> Iterator[Finding]:
    """Arguments for one target with the same premises in the same roles; those of the same people are one, repeated."""
    steps: dict[tuple[str, bool, object], dict[object, list[str]]] = defaultdict(lambda: defaultdict(list))
    for argument in map_.of_type(Argument):
        premises = frozenset((p.node, p.role, p.negated) for p in argument.premises), argument.at_least
        speaker = frozenset(argument.by), argument.source
        steps[argument.target, argument.against, premises][speaker].append(argument.id)
    for (target, against, _), said in steps.items():
        for ids in map(sorted, said.values()):
            if len(ids) > 1:
                message = f"{listed(ids)} argue {'against' if against else 'for'} {target} from the same premises"
                yield Finding(code="same-argument", severity="warning", ids=tuple(ids), message=message)
        if len(said) > 1:
            ids = sorted(min(ids) for ids in said.values())
            message = f"{listed(ids)} are the same step by other people, or from another source"
            yield Finding(code="same-by-others", severity="note", ids=tuple(ids), message=message)


def _idle_attacks(map_: ArgumentMap) -> Iterator[Finding]:
    """Attacks on a step with an exception that the step needs: where it holds they stop, where not the step does."""
    for attack in map_.of_type(Argument):
        step = map_.things.get(attack.target)
        if not attack.against or not isinstance(step, Argument):
            continue
        for node in sorted({*needs(attack, "unless")} & {*always_needs(step)}):
            message = (
                f"{attack.id} decides nothing: it attacks {step.id} unless {node}, without which {step.id} does not "
                "apply anyway; drop this unless, or the attack if that is all it says"
            )
            ids = (attack.id, step.id, node)
            yield Finding(code="idle-attack", severity="note", ids=ids, message=message)


def _untested(map_: ArgumentMap) -> Iterator[Finding]:
    reached = tested(map_)
    where: dict[str, dict[str, bool]] = defaultdict(dict)
    for argument in map_.of_type(Argument):
        for premise in argument.premises:
            if premise.role == "unstated" and premise.node not in reached:
                where[premise.node][argument.id] = premise.negated
    for node, arguments in where.items():
        verb = "needs" if len(arguments) == 1 else "need"
        what = f"which {listed(sorted(arguments))} {verb}{' not to hold,' if all(arguments.values()) else ''}"
        message = f"no experiment tests {node}, {what} without saying so"
        yield Finding(code="untested-unstated", severity="note", ids=(node, *sorted(arguments)), message=message)


def _orphans(map_: ArgumentMap) -> Iterator[Finding]:
    mentioned = {ref.id for thing in map_.things.values() for ref in references(thing)}
    for thing in map_.things.values():
        if thing.id not in mentioned and not isinstance(thing, Exclusive | Argument | Position | Quote | Experiment):
            message = f"nothing refers to {thing.id}"
            yield Finding(code="orphan", severity="note", ids=(thing.id,), message=message)


def _testing_nothing(map_: ArgumentMap) -> Iterator[Finding]:
    for experiment in map_.of_type(Experiment):
        if not experiment.tests:
            message = f"{experiment.id} tests nothing in the map"
            yield Finding(code="tests-nothing", severity="note", ids=(experiment.id,), message=message)


def _unargued(map_: ArgumentMap) -> Iterator[Finding]:
    argued: set[str] = set()
    mentioned: set[str] = set()
    for thing in map_.things.values():
        ids = {ref.id for ref in references(thing)}
        mentioned |= ids
        if isinstance(thing, Argument | Position):
            argued |= ids
    for statement in map_.of_type(Statement):
        if statement.id in mentioned and statement.id not in argued:
            message = f"{statement.id} takes part in no argument, and nobody has a position on it"
            yield Finding(code="unargued", severity="note", ids=(statement.id,), message=message)


_WORDS = re.compile(r"\w+")
_EMPTY_WORDS: Final = frozenset(("a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "is", "are", "be", "it"))


def _duplicates(map_: ArgumentMap) -> Iterator[Finding]:
    """Titles with the same words, or, of five words and more, with all but one the same."""
    alike: dict[frozenset[str], set[str]] = defaultdict(set)
    for statement in map_.of_type(Statement):
        words = frozenset(_stem(word) for word in _WORDS.findall(statement.title.casefold())) - _EMPTY_WORDS
        if words:
            alike[words].add(statement.id)
        if 5 <= len(words) <= 30:  # each word left out in turn: long titles would cost their square
            for word in words:
                alike[words - {word}].add(statement.id)
    import networkx as nx

    likeness: nx.Graph[str] = nx.Graph()
    for group in alike.values():
        nx.add_path(likeness, group)
    for component in nx.connected_components(likeness):
        ids = tuple(sorted(component))
        titles = listed([f"{map_.label(id_)!r} ({id_})" for id_ in ids])
        if len(ids) > 1:
            yield Finding(code="likely-duplicate", severity="note", ids=ids, message=f"perhaps the same: {titles}")


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


RULES: Final[tuple[Callable[[ArgumentMap], Iterator[Finding]], ...]] = (
    _dangling,
    group_misfits,
    impossible_places,
    _support_circles,
    _attack_circles,
    _contradictions,
    _same_step,
    _idle_attacks,
    attacked_members,
    possible_groups,
    contradictory_premises,
    unshared_effects,
    idle_misleaders,
    misled_by_themselves,
    _untested,
    untested_cores,
    unaddressed,
    unnamed_alternatives,
    attacked_leaves,
    _orphans,
    _testing_nothing,
    _unargued,
    _duplicates,
)
"""Every rule but the one about today; a new one is one function and one row."""
