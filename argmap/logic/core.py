"""Without which statements something cannot hold at all; and why it cannot, where it cannot in any case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from typing import Final, Literal

from argmap.logic.holding import Function, Reasoner
from argmap.logic.labelling import Labelling
from argmap.logic.landmarks import is_monotone, landmarks
from argmap.logic.rules import Rule
from argmap.logic.satisfying import satisfiable
from argmap.logic.sets import Sets, granted, sufficient
from argmap.logic.solutions import Value
from argmap.logic.view import Variable, View

WITNESSES: Final = 8
"""How many sufficient sets are looked at for statements that it can do without, before the others are tried."""


def can_hold(reasoner: Reasoner, target: str, view: View) -> bool | None:
    """Whether something surely holds in some world, strengths granted, `otherwise` left out; None if too hard."""
    rules = reasoner.holding(view).behind(target)
    if is_monotone(rules) and not reasoner.groups.of:
        return landmarks(rules, target, reasoner.budget) is not None
    function = _possible(reasoner, reasoner.function(target, view), view)
    able = satisfiable(reasoner.modules, function.lower)
    if able is False and not function.exact and satisfiable(reasoner.modules, function.upper) is not False:
        return None  # the true function lies between the two
    return able


def core(reasoner: Reasoner, target: str, view: View, ids: Iterable[str]) -> dict[str, bool | None]:
    """For each of these statements (or arguments) whether the target can hold, but not with it denied.

    None where the target cannot hold, or where it is too hard to tell. What is false in a world in which the target
    holds is not core; landmarks and the premises of the only argument for what is core are; the rest is denied and
    tried. Where nothing is against anything, landmarks are all.
    """
    rules = reasoner.holding(view).behind(target)
    marks = landmarks(rules, target, reasoner.budget)
    if marks is None:
        return dict.fromkeys(ids)
    if is_monotone(rules) and not reasoner.groups.of:
        return {id_: id_ in marks for id_ in ids}
    function = _possible(reasoner, reasoner.function(target, view), view)
    found = sufficient(function)
    if not found.exact or not found.count:
        able = can_hold(reasoner, target, view)
        return {id_: None if not able else True if id_ in marks else _tried(reasoner, target, view, id_) for id_ in ids}
    certain = _certain(rules, target)
    idle = _idle(rules, found)
    leaves = {value.variable.id for value in found.solutions.core}
    answers: dict[str, bool | None] = {}
    for id_ in ids:
        if id_ not in rules or id_ in idle:
            answers[id_] = False
        elif id_ in certain or (id_ in leaves and not _must(reasoner, id_)):
            answers[id_] = True
        elif _is_leaf(rules[id_]) and not _must(reasoner, id_):
            answers[id_] = False
        else:
            answers[id_] = _tried(reasoner, target, view, id_)
    return answers


def _possible(reasoner: Reasoner, function: Function, view: View) -> Function:
    """Where something holds in a world that the groups allow, strengths granted, `otherwise` left out."""
    taken = granted(function)
    return taken & reasoner.allowed(view, taken) if reasoner.groups.of else taken


def _tried(reasoner: Reasoner, target: str, view: View, id_: str) -> bool | None:
    if reasoner.budget.spent:
        return None
    able = can_hold(reasoner, target, view.fixing(deny=[id_]))
    return None if able is None else not able


def _must(reasoner: Reasoner, id_: str) -> bool:
    """Whether one of its group must hold: with it denied, another does, or, where it is the last, none."""
    group = reasoner.groups.of.get(id_)
    return group is not None and group.exhaustive


def _is_leaf(rule: Rule) -> bool:
    return not rule.argument and not rule.some and bool(rule.own)


def _certain(rules: dict[str, Rule], target: str) -> set[str]:
    """What is needed as things stand: all premises of a step that is the only one, from the target on."""
    found = {target}
    waiting = [target]
    for id_ in waiting:
        rule = rules[id_]
        more = rule.needs
        every = rule.least >= len(rule.some) + len(rule.some_lacks)
        if rule.some and every and not any(v.of == "leaf" for v in rule.own):
            more += rule.some
        for node in more:
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found


def _idle(rules: dict[str, Rule], found: Sets) -> set[str]:
    """What is out in some world in which the target holds."""
    idle: set[str] = set()
    for values in islice(found.solutions.smallest(), WITNESSES):
        labels = Labelling(rules, _world(values))
        idle.update(id_ for id_ in rules if labels.label(id_) == "out")
    return idle


def _world(values: Iterable[Value]) -> Callable[[Variable], bool]:
    """The world in which these leaves are true, and every step is good."""
    true = {value.variable for value in values if value.holds}
    return lambda variable: variable.of == "strength" or variable in true


def why_not(
    reasoner: Reasoner, target: str, view: View
) -> tuple[Literal["never", "undecided"], tuple[str, ...]] | None:
    """Why something surely holds in no world: never, or only undecided, with the circle that leaves it so.

    None where it can hold, or where it is too hard to tell.
    """
    function = _possible(reasoner, reasoner.function(target, view), view)
    able, perhaps = (satisfiable(reasoner.modules, literal) for literal in (function.lower, function.upper))
    if able is not False or perhaps is None:
        return None
    if not perhaps:
        return "never", ()
    if not function.exact:
        return None
    values = next(sufficient(replace(function, lower=function.upper)).solutions.smallest())
    labels = Labelling(reasoner.holding(view).behind(target), _world(values))
    return "undecided", labels.circle(target)
