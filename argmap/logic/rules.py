"""When each statement and argument of a cone holds, as one kind of rule; and circles among rules."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from argmap.logic.view import Numbers, Variable, View, excluded, group_of
from argmap.model import PREMISE_ROLES, Argument, ArgumentMap, Statement

UNNAMED: Final = "unnamed"
"""The tag of a proposal that is a mere "something simpler": nobody said what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A thing holds (of an argument: applies) iff all of this does.

    `strength`, if any, is true; all of `needs` hold and none of `lacks` does; at least `least` of `some` and `own`
    hold (nothing if 0), each of `some_lacks` counting where it does not hold; none of `defeaters` does. `never` is for
    what is denied. `unnamed` are the premises that do not count here, as they only stand for a proposal that nobody
    named.
    """

    id: str
    argument: bool = False
    strength: Variable | None = None
    needs: tuple[str, ...] = ()
    least: int = 0
    some: tuple[str, ...] = ()
    own: tuple[Variable, ...] = ()
    lacks: tuple[str, ...] = ()
    some_lacks: tuple[str, ...] = ()
    defeaters: tuple[str, ...] = ()
    never: bool = False
    unnamed: tuple[str, ...] = ()

    @property
    def supports(self) -> tuple[str, ...]:
        """What it leans on: the more of these hold, the better for it."""
        return self.needs + self.some

    @property
    def contrary(self) -> tuple[str, ...]:
        """What is in its way: the fewer of these hold, the better for it."""
        return self.defeaters + self.lacks + self.some_lacks

    @property
    def behind(self) -> tuple[str, ...]:
        """All that bears on it."""
        return self.supports + self.contrary


def rule(map_: ArgumentMap, numbers: Numbers, id_: str) -> Rule:
    """The rule of a statement or argument in a view; what the map does not have is a leaf."""
    thing = map_.things.get(id_)
    if isinstance(thing, Argument):
        return _of_argument(map_, numbers, thing)
    return _of_statement(map_, numbers, id_, thing if isinstance(thing, Statement) else None)


def _of_statement(map_: ArgumentMap, numbers: Numbers, id_: str, statement: Statement | None) -> Rule:
    view = numbers.view
    if id_ in view.deny:
        return Rule(id=id_, never=True)
    if id_ in view.assume:
        return Rule(id=id_)
    leaf = Variable("leaf", id_)
    if id_ in view.hold:
        return Rule(id=id_, least=1, own=(leaf,))
    if (group := group_of(map_, id_)) and excluded(view, group, id_):
        return Rule(id=id_, never=True)
    attacks = _attacks(map_, view, id_)
    if id_ in view.grant:
        return Rule(id=id_, defeaters=attacks)
    if id_ in view.free:
        return Rule(id=id_, least=1, own=(leaf,), defeaters=attacks)
    reasons = tuple(argument.id for argument in map_.arguments_for(id_))
    own = () if reasons else (leaf,)
    if statement is not None and statement.otherwise is not None and not group:
        own = (*own, Variable("otherwise", id_))
    return Rule(id=id_, least=1, some=reasons, own=own, defeaters=attacks)


def _of_argument(map_: ArgumentMap, numbers: Numbers, argument: Argument) -> Rule:
    view = numbers.view
    if argument.id in view.deny:
        return Rule(id=argument.id, argument=True, never=True)
    assumed = argument.id in view.assume
    strength = Variable("strength", argument.id)
    certain = assumed or numbers[strength][:2] == (1.0, 1.0)
    unnamed = _unnamed_premises(map_, view, argument)
    exceptions = tuple(premise.node for premise in argument.premises if premise.role == "unless")
    any_ = argument.at_least is not None
    needs: list[str] = []
    lacks: list[str] = []
    some: list[str] = []
    some_lacks: list[str] = []
    for premise in argument.premises:
        if premise.role == "because" and any_:
            if premise.negated:
                some_lacks.append(premise.node)
            elif premise.node not in unnamed:
                some.append(premise.node)
        elif premise.role != "unless":
            (lacks if premise.negated else needs).append(premise.node)
    if unnamed and (len(some + some_lacks) < (argument.at_least or 0) or not unnamed.isdisjoint(needs)):
        return Rule(id=argument.id, argument=True, never=True, unnamed=tuple(sorted(unnamed)))
    return Rule(
        id=argument.id,
        argument=True,
        strength=None if certain else strength,
        needs=tuple(needs),
        least=argument.at_least or 0,
        some=tuple(some),
        lacks=tuple(lacks),
        some_lacks=tuple(some_lacks),
        defeaters=exceptions if assumed else exceptions + _attacks(map_, view, argument.id),
        unnamed=tuple(sorted(unnamed)),
    )


def is_unnamed(map_: ArgumentMap, id_: str) -> bool:
    """Whether it only stands for a proposal that nobody named."""
    thing = map_.things.get(id_)
    return isinstance(thing, Statement) and thing.is_a == "proposal" and UNNAMED in thing.tags


def _unnamed_premises(map_: ArgumentMap, view: View, argument: Argument) -> frozenset[str]:
    """The unnamed proposals from which it argues for a problem: they solve none, unless the view holds them.

    What is argued from them for claims stands as it is.
    """
    target = map_.things.get(argument.target)
    if argument.against or not (isinstance(target, Statement) and target.is_a == "problem"):
        return frozenset()
    return frozenset(
        premise.node
        for premise in argument.premises
        if premise.role != "unless"
        and not premise.negated
        and is_unnamed(map_, premise.node)
        and not view.holds(premise.node)
    )


def touched(map_: ArgumentMap, ids: Iterable[str]) -> set[str]:
    """The things whose rule is another where a view holds something else of these: themselves, as a rule.

    What argues for a problem from an unnamed proposal counts only where a view holds that; of a group, what is held to
    be so excludes the others.
    """
    found = set(ids)
    for id_ in list(found):
        if is_unnamed(map_, id_):
            for role in PREMISE_ROLES:
                found.update(map_.referrers(id_, role))
        if (group := map_.group_of(id_)) is not None:
            found.update(group.members)
    return found


def _attacks(map_: ArgumentMap, view: View, id_: str) -> tuple[str, ...]:
    return tuple(argument.id for argument in map_.arguments_against(id_)) if view.attacks else ()


def cone(map_: ArgumentMap, numbers: Numbers, targets: Iterable[str], known: Container[str] = ()) -> dict[str, Rule]:
    """The rules of all that bears on these targets, attackers included, nearest first; less what is known already."""
    found: dict[str, Rule] = {}
    waiting = list(dict.fromkeys(targets))
    for id_ in waiting:
        if id_ not in found and id_ not in known:
            found[id_] = made = rule(map_, numbers, id_)
            waiting += made.behind
    return found


def derivable(rules: Mapping[str, Rule], beyond: Callable[[str], bool]) -> set[str]:
    """What could hold if every variable were true and no attack applied; a circle of support alone could not.

    `beyond` tells it of what has no rule here. Forward chaining, linear (Dowling and Gallier 1984).
    """
    missing: dict[str, list[int]] = {}
    users: dict[str, list[tuple[str, bool]]] = {}
    found: list[str] = []
    for id_, made in rules.items():
        if made.never:
            continue
        missing[id_] = count = [len(made.needs), made.least - len(made.own) - len(made.some_lacks)]
        for node in made.needs:
            users.setdefault(node, []).append((id_, True))
        for node in made.some:
            users.setdefault(node, []).append((id_, False))
        if count[0] == 0 and count[1] <= 0:
            found.append(id_)
    reached = set(found)
    found += [node for node in users if node not in rules and beyond(node)]
    for node in found:
        for id_, needed in users.get(node, ()):
            count = missing[id_]
            count[0 if needed else 1] -= 1
            if count[0] <= 0 and count[1] <= 0 and id_ not in reached:
                reached.add(id_)
                found.append(id_)
    return reached


def components(nodes: Sequence[str], behind: Callable[[str], Iterable[str]]) -> Iterator[list[str]]:
    """The strongly connected parts, each after all that lies behind it (Tarjan 1972), without recursion.

    What `behind` gives beyond `nodes` is ignored.
    """
    inside = set(nodes)
    number: dict[str, int] = {}
    least: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    for start in nodes:
        if start in number:
            continue
        number[start] = least[start] = len(number)
        path.append(start)
        on_path.add(start)
        work = [(start, iter(behind(start)))]
        while work:
            node, ahead = work[-1]
            for other in ahead:
                if other not in inside:
                    continue
                if other not in number:
                    number[other] = least[other] = len(number)
                    path.append(other)
                    on_path.add(other)
                    work.append((other, iter(behind(other))))
                    break
                if other in on_path:
                    least[node] = min(least[node], number[other])
            else:
                work.pop()
                if work:
                    last = work[-1][0]
                    least[last] = min(least[last], least[node])
                if least[node] == number[node]:
                    part = []
                    while True:
                        member = path.pop()
                        on_path.discard(member)
                        part.append(member)
                        if member == node:
                            break
                    yield part
