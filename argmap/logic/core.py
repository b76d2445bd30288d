"""Without which statements something cannot hold at all; and why it cannot, where it cannot in any case."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
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
    function = possible(reasoner, reasoner.function(target, view), view)
    able = satisfiable(reasoner.modules, function.lower)
    if able is False and not function.exact and satisfiable(reasoner.modules, function.upper) is not False:
        return None  # the true function lies between the two
    return able


def core(
    reasoner: Reasoner, target: str, view: View, ids: Iterable[str], lacking: Collection[str] = ()
) -> dict[str, bool | None]:
    """For each of these statements (or arguments) whether the target can hold, but not with it denied.

    Of those `lacking`, which are needed not to hold, whether it cannot with it assumed. None where the target cannot
    hold, or where it is too hard to tell. What is false in a world in which the target holds is not core; landmarks and
    the premises of the only argument for what is core are; the rest is denied (or assumed) and tried. Where nothing is
    against anything, landmarks are all.
    """
    rules = reasoner.holding(view).behind(target)
    marks = landmarks(rules, target, reasoner.budget)
    if marks is None:
        return dict.fromkeys(ids)
    if is_monotone(rules) and not reasoner.groups.of:
        return {
            id_: _tried(reasoner, target, view, id_, holds=True) if id_ in lacking and id_ in rules else id_ in marks
            for id_ in ids
        }
    found = sufficient(possible(reasoner, reasoner.function(target, view), view))
    if not found.exact or not found.count:
        able = can_hold(reasoner, target, view)
        return {
            id_: None
            if not able
            else True
            if id_ in marks and id_ not in lacking
            else _tried(reasoner, target, view, id_, holds=id_ in lacking)
            for id_ in ids
        }
    certain = _certain(rules, target)
    out, in_ = _idle(rules, found)
    leaves = {value.variable.id for value in found.solutions.core}
    answers: dict[str, bool | None] = {}
    for id_ in ids:
        must = _must(reasoner, id_)
        if (id_ not in rules and not must) or id_ in (in_ if id_ in lacking else out):
            answers[id_] = False
        elif id_ in lacking:
            answers[id_] = _tried(reasoner, target, view, id_, holds=True)
        elif id_ in certain or (id_ in leaves and not must):
            answers[id_] = True
        elif not must and _is_leaf(rules[id_]):
            answers[id_] = False
        else:
            answers[id_] = _tried(reasoner, target, view, id_, holds=False)
    return answers


def holds_anyway(reasoner: Reasoner, target: str, view: View) -> bool | None:
    """Whether something surely holds in every world that the groups allow; None if too hard to tell."""
    fails = possible(reasoner, ~reasoner.function(target, view), view)
    able = satisfiable(reasoner.modules, fails.upper)
    return None if able is None or not fails.exact else not able


def possible(reasoner: Reasoner, function: Function, view: View) -> Function:
    """Where something holds in a world that the groups allow, strengths granted, `otherwise` left out."""
    taken = granted(function)
    return taken & reasoner.allowed(view, taken) if reasoner.groups.of else taken


def _tried(reasoner: Reasoner, target: str, view: View, id_: str, *, holds: bool) -> bool | None:
    if reasoner.budget.spent:
        return None
    fixed = view.fixing(assume=[id_], within=reasoner.map) if holds else view.fixing(deny=[id_])
    able = can_hold(reasoner, target, fixed)
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


def _idle(rules: dict[str, Rule], found: Sets) -> tuple[set[str], set[str]]:
    """What is out in some world in which the target holds; and what is in."""
    out: set[str] = set()
    in_: set[str] = set()
    for values in islice(found.solutions.smallest(), WITNESSES):
        labels = Labelling(rules, _world(values))
        out.update(id_ for id_ in rules if labels.label(id_) == "out")
        in_.update(id_ for id_ in rules if labels.label(id_) == "in")
    return out, in_


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
    function = possible(reasoner, reasoner.function(target, view), view)
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
