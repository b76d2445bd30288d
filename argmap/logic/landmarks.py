"""What something could not hold without even if nothing were against anything, told without any diagram.

A thing needs itself, all that its premises need, and what all of several ways to it need: the landmarks of an AND/OR
graph (Keyder, Richter and Helmert 2010), in sets of bits. Where nothing is against anything, that is all that is core;
else attacks can only make it more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from argmap.logic.budget import Budget
from argmap.logic.rules import Rule


def is_monotone(rules: Mapping[str, Rule]) -> bool:
    """Whether nothing in these rules need stand in the way of anything: but for leaves that support nothing."""
    contrary = {node for rule in rules.values() for node in rule.contrary}
    if not contrary:
        return True
    supporting = {node for rule in rules.values() for node in rule.supports}
    return supporting.isdisjoint(contrary) and all(_may_fail(rules[node]) for node in contrary)


def _may_fail(rule: Rule) -> bool:
    """Whether it is a leaf, which is false in some world whatever else is so, or denied."""
    return rule.never or (bool(rule.own) and not rule.supports and not rule.contrary and rule.least > 0)


def landmarks(rules: Mapping[str, Rule], target: str, budget: Budget) -> frozenset[str] | None:
    """What a target needs, itself included; None where it could not hold at all.

    The rules must have all that they mention; strengths are granted, `otherwise` is left out. Linear but for circles;
    charged to the budget.
    """
    place = {id_: number for number, id_ in enumerate(rules)}
    users: dict[str, list[str]] = {}
    for id_, rule in rules.items():
        for node in rule.supports:
            users.setdefault(node, []).append(id_)
    never = 1 << len(rules)  # what only that has which cannot hold
    everything = 2 * never - 1
    needed = dict.fromkeys(rules, everything)
    waiting: dict[str, None] = dict.fromkeys(reversed(list(rules)))
    while waiting:
        batch = list(waiting)
        waiting = {}
        budget.charge(2 * len(batch))
        for id_ in batch:
            found = _needs(rules[id_], needed.__getitem__, everything) | 1 << place[id_]
            if found != needed[id_]:
                needed[id_] = found
                waiting.update(dict.fromkeys(users.get(id_, ())))
    if needed[target] & never:
        return None
    return frozenset(id_ for id_, number in place.items() if needed[target] >> number & 1)


def _needs(rule: Rule, of: Callable[[str], int], everything: int) -> int:
    """What a rule needs, from what its parts need; everything where it cannot hold."""
    if rule.never:
        return everything
    found = 0
    for node in rule.needs:
        found |= of(node)
    least = rule.least - sum(variable.of == "leaf" for variable in rule.own) - len(rule.some_lacks)
    return found | _missing([of(node) for node in rule.some], least, everything)


def _missing(parts: Sequence[int], least: int, everything: int) -> int:
    """Without which fewer than `least` of some parts are left."""
    if least <= 0:
        return 0
    if least > len(parts):
        return everything
    # At each place, how many of the parts need it: counted in columns, as numbers whose bits are bits of the count.
    enough = [everything] + [0] * (len(parts) - least + 1)
    for part in parts:
        for count in range(len(enough) - 1, 0, -1):
            enough[count] |= enough[count - 1] & part
    return enough[-1]
