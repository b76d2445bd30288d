"""What is in, out or undecided in one world: the grounded labelling of rules, in linear time but for circles.

What follows is propagated with counters (Dowling and Gallier 1984). What then remains open in a circle is out where
nothing beyond the circle supports it, part by part, each after what lies behind it; and undecided otherwise. On
arguments that only attack each other this is the grounded labelling of Dung (1995).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, Literal, NamedTuple

from argmap.logic.rules import Rule, components
from argmap.logic.view import Variable

Label = Literal["in", "out", "undecided"]
Use = Literal["needs", "some", "against"]
Why = Literal[
    "own",
    "argument",
    "premises",
    "premise",
    "attack",
    "strength",
    "denied",
    "unnamed",
    "unsupported",
    "circle",
    "depends",
]

MAYBE: Final = "?"
"""What neither holds nor fails: it defeats itself. No map can have it, as it is no id."""


class Reason(NamedTuple):
    """What decided a label, and by which statement or argument, where it was one.

    - own: it is a leaf or held fixed; denied: a view denies it; strength: the step is not granted
    - unnamed: it argues for a problem from a proposal that nobody named
    - argument: this argument for it applies (or, undecided, may); unsupported: none does, for one this
    - premises: the argument's premises hold and nothing stops it; premise: this one does not (or may not); where the
      argument needs that it does not hold: it does (or may)
    - attack: this attack or exception defeats it (or may)
    - circle: it rests on nothing but itself, by way of this
    - depends: it depends on which of this group of alternatives holds
    """

    why: Why
    by: str | None = None


def joined(labels: Iterable[Label]) -> Label:
    """The label where one of these holds, it is not known which."""
    found = set(labels)
    return found.pop() if len(found) == 1 else "undecided"


def undetermined(rules: Mapping[str, Rule], is_open: Callable[[Variable], bool]) -> dict[str, Rule]:
    """The rules with open steps neither granted nor denied: what is decided then, they do not change.

    Where there are any, there is a rule more.
    """
    open_ = {
        id_: replace(rule, strength=None, needs=(*rule.needs, MAYBE))
        for id_, rule in rules.items()
        if rule.strength and is_open(rule.strength)
    }
    return {**rules, **open_, MAYBE: Rule(id=MAYBE, defeaters=(MAYBE,))} if open_ else dict(rules)


class Labelling:
    """The labels of a set of rules, closed under what they mention, in the world of `true`."""

    def __init__(self, rules: Mapping[str, Rule], true: Callable[[Variable], bool]) -> None:
        self.rules = rules
        self.true = true
        self.decided: dict[str, bool] = {}
        """In (true) or out (false), in the order of deciding; what is missing is undecided."""
        self._circular: set[str] = set()
        self._rank: dict[str, int] = {}
        self._users: dict[str, list[tuple[str, Use, bool]]] = {}
        self._missing: dict[str, dict[Use, int]] = {}
        self._open: dict[str, int] = {}
        self._start()
        self._open_circles()
        self._order = {id_: number for number, id_ in enumerate(self.decided)}

    def label(self, id_: str) -> Label:
        """In, out or undecided."""
        return "undecided" if id_ not in self.decided else "in" if self.decided[id_] else "out"

    def _start(self) -> None:
        waiting: list[tuple[str, bool]] = []
        for id_, rule in self.rules.items():
            own = sum(map(self.true, rule.own))
            against = rule.defeaters + rule.lacks
            self._missing[id_] = {"needs": len(rule.needs), "some": rule.least - own, "against": len(against)}
            self._open[id_] = len(rule.some) + len(rule.some_lacks)
            uses: tuple[tuple[Use, tuple[str, ...], bool], ...]
            uses = (
                ("needs", rule.needs, True),
                ("some", rule.some, True),
                ("some", rule.some_lacks, False),
                ("against", against, False),
            )
            for use, nodes, wanted in uses:
                for node in nodes:
                    self._users.setdefault(node, []).append((id_, use, wanted))
            if rule.never or (rule.strength and not self.true(rule.strength)) or self._open[id_] < rule.least - own:
                waiting.append((id_, False))
            elif self._ready(id_):
                waiting.append((id_, True))
        self._propagate(waiting)

    def _ready(self, id_: str) -> bool:
        missing = self._missing[id_]
        return missing["needs"] == 0 and missing["some"] <= 0 and missing["against"] == 0

    def _propagate(self, waiting: list[tuple[str, bool]]) -> None:
        for id_, holds in waiting:
            if id_ in self.decided:
                continue
            self.decided[id_] = holds
            for user, use, wanted in self._users.get(id_, ()):
                if user in self.decided:
                    continue
                missing = self._missing[user]
                self._open[user] -= use == "some"
                if holds == wanted:
                    missing[use] -= 1
                    if self._ready(user):
                        waiting.append((user, True))
                elif use != "some" or self._open[user] < missing["some"]:
                    waiting.append((user, False))

    def _open_circles(self) -> None:
        left = [id_ for id_ in self.rules if id_ not in self.decided]

        def behind(id_: str) -> tuple[str, ...]:
            return self.rules[id_].behind

        for part in components(left, behind):
            while True:
                members = [id_ for id_ in part if id_ not in self.decided]
                held_up = self._held_up(members)
                hollow = [id_ for id_ in members if id_ not in held_up]
                if not hollow:
                    break
                self._circular.update(hollow)
                self._propagate([(id_, False) for id_ in hollow])
            self._rank.update((id_, number) for number, id_ in enumerate(held_up, len(self._rank)))

    def _held_up(self, members: list[str]) -> list[str]:
        """Those that could hold if nothing undecided were in the way, in an order in which they lean on another."""
        inside = set(members)
        missing = {}
        found = []
        for id_ in members:
            rule = self.rules[id_]
            needs = sum(node in inside for node in rule.needs)
            outside = sum(node not in inside and node not in self.decided for node in rule.some)
            outside += sum(node not in self.decided for node in rule.some_lacks)
            missing[id_] = [needs, self._missing[id_]["some"] - outside]
            if needs == 0 and missing[id_][1] <= 0:
                found.append(id_)
        reached = set(found)
        for node in found:
            for user, use, wanted in self._users.get(node, ()):
                if not wanted or user not in inside:
                    continue
                missing[user][0 if use == "needs" else 1] -= 1
                if missing[user][0] <= 0 and missing[user][1] <= 0 and user not in reached:
                    reached.add(user)
                    found.append(user)
        return found

    def reason(self, id_: str) -> Reason:
        """What decided it: of several things the one that was decided first, so that reasons run in no circle."""
        rule = self.rules[id_]
        label = self.label(id_)
        if label == "undecided":
            return self._left_open(rule)
        if label == "out":
            return self._against(rule)
        if rule.argument:
            return Reason("premises")
        if not rule.least or any(map(self.true, rule.own)):
            return Reason("own")
        return Reason("argument", self._first(rule.some, True))

    def _against(self, rule: Rule) -> Reason:
        if rule.never:
            return Reason("unnamed" if rule.unnamed else "denied")
        if rule.strength and not self.true(rule.strength):
            return Reason("strength")
        number = self._order[rule.id]
        if (attack := self._first(rule.defeaters, True, number)) is not None:
            return Reason("attack", attack)
        if (premise := self._first(rule.needs, False, number, but=rule.lacks)) is not None:
            return Reason("premise", premise)
        if rule.id in self._circular:
            return Reason("circle", next(node for node in rule.supports if node in self._circular))
        if rule.argument:
            return Reason("premise", self._first(rule.some, False, number, but=rule.some_lacks))
        return Reason("unsupported", self._first(rule.some, False, number)) if rule.some else Reason("own")

    def _left_open(self, rule: Rule) -> Reason:
        for node in rule.defeaters:
            if node not in self.decided:
                return Reason("attack", node)
        for node in rule.lacks + rule.some_lacks:
            if node not in self.decided:
                return Reason("premise", node)
        open_ = [node for node in rule.supports if node not in self.decided]
        by = min(open_, key=lambda node: (self._rank[node], node))
        return Reason("premise" if rule.argument else "argument", by)

    def _first(
        self, nodes: Iterable[str], holds: bool, before: int | None = None, but: Iterable[str] = ()
    ) -> str | None:
        """Of those decided so (of those in `but`: the other way), before this number, the one decided first."""
        found = [node for node in nodes if self.decided.get(node) is holds]
        found += [node for node in but if self.decided.get(node) is not holds and node in self.decided]
        first = min(found, key=self._order.__getitem__, default=None)
        return first if first is None or before is None or self._order[first] < before else None

    def support(self, target: str) -> set[str]:
        """What holds up a target that is in, itself included: of several ways the one that was found first."""
        found = {target}
        waiting = [target]
        for id_ in waiting:
            rule = self.rules[id_]
            reason = self.reason(id_)
            below = rule.needs
            if rule.argument:
                lacking = sum(self.label(node) == "out" for node in rule.some_lacks)
                some = [node for node in rule.some if self.label(node) == "in"]
                below += tuple(some[: max(rule.least - lacking, 0)])
            elif reason.by is not None:
                below = (reason.by,)
            waiting += [node for node in dict.fromkeys(below) if node not in found]
            found.update(below)
        return found

    def circle(self, id_: str) -> tuple[str, ...]:
        """The circle through an attack or exception that leaves this undecided, from its least member on."""
        way: dict[str, None] = {}
        at = id_
        while at not in way:
            way[at] = None
            by = self.reason(at).by
            assert by is not None, "what is undecided is so because of something else that is"
            at = by
        ring = list(way)[list(way).index(at) :]
        first = ring.index(min(ring))
        return (*ring[first:], *ring[:first])
