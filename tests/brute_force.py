"""What holds, by trying every world: slow, plain, and knowing nothing of the engine that it judges.

All worlds are tried at once: a set of worlds is an integer with a bit for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, product
from math import prod
from typing import TypeVar

from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Interval, Position, Statement

Variable = tuple[str, str]
Ends = tuple[float, float]
T = TypeVar("T")


class EveryWorld:
    """A map in a view, in every world; `lower` and `upper` are where a thing surely holds and where it may."""

    def __init__(self, map_: ArgumentMap, view: View) -> None:
        self.map = map_
        self.view = view
        self.things = [thing for thing in map_.things.values() if isinstance(thing, Statement | Argument)]
        self.variables = [variable for thing in self.things for variable in self.variables_of(thing)]
        self.worlds = list(product((False, True), repeat=len(self.variables)))
        self.all = (1 << len(self.worlds)) - 1
        self.true = {
            variable: sum(1 << number for number, world in enumerate(self.worlds) if world[place])
            for place, variable in enumerate(self.variables)
        }
        self.lower, self.upper = self.alternate()

    def variables_of(self, thing: Statement | Argument) -> list[Variable]:
        view, id_ = self.view, thing.id
        if id_ in view.assume or id_ in view.deny:
            return []
        if isinstance(thing, Argument):
            return [] if self.number(("strength", id_)) == (1, 1) else [("strength", id_)]
        if id_ in view.hold or id_ in view.free:
            return [("leaf", id_)]
        if id_ in view.grant:
            return []
        leaf = [] if self.arguing_for(id_) else [("leaf", id_)]
        return leaf + ([("otherwise", id_)] if thing.otherwise else [])

    def number(self, variable: Variable) -> Ends:
        of, id_ = variable
        thing = self.map.things[id_]
        assert isinstance(thing, Statement | Argument)
        said: Interval | None
        if of == "otherwise":
            assert isinstance(thing, Statement)
            said = thing.otherwise
        elif id_ in self.view.hold:
            said = self.view.hold[id_]
        elif id_ in self.view.free:
            said = None
        else:
            said = thing.credence if isinstance(thing, Statement) else thing.strength
            if said is None and isinstance(thing, Argument):
                said = Interval(low=1, high=1)
            mine = [p for p in self.map.of_type(Position) if p.person == self.view.person and p.target == id_]
            for position in sorted(mine, key=lambda position: position.on):
                said = position.credence or said
        return (said.low, said.high) if said else (0, 1)

    def arguing_for(self, id_: str) -> list[str]:
        return [a.id for a in self.map.of_type(Argument) if a.target == id_ and not a.against]

    def attacking(self, id_: str) -> list[str]:
        return [a.id for a in self.map.of_type(Argument) if a.target == id_ and a.against and self.view.attacks]

    def alternate(self) -> tuple[dict[str, int], dict[str, int]]:
        """The alternating fixpoint: what surely holds if what may hold defeats, and the other way round."""
        lower = {thing.id: 0 for thing in self.things}
        while True:
            upper = self.supported(lower)
            again = self.supported(upper)
            if again == lower:
                return lower, upper
            lower = again

    def supported(self, defeating: Mapping[str, int]) -> dict[str, int]:
        """The least set of what holds, where things are defeated by what is said here."""
        holds = {thing.id: 0 for thing in self.things}
        while True:
            again = {thing.id: self.one(thing, holds, defeating) for thing in self.things}
            if again == holds:
                return holds
            holds = again

    def one(self, thing: Statement | Argument, holds: Mapping[str, int], defeating: Mapping[str, int]) -> int:
        view, id_ = self.view, thing.id
        if id_ in view.deny:
            return 0
        if isinstance(thing, Statement):
            if id_ in view.assume:
                return self.all
            if id_ in view.hold:
                return self.true["leaf", id_]
            worlds = self.all if id_ in view.grant else 0
            if id_ not in view.grant:
                worlds |= self.true.get(("leaf", id_), 0) | self.true.get(("otherwise", id_), 0)
                if id_ not in view.free:
                    for argument in self.arguing_for(id_):
                        worlds |= holds[argument]
            for attack in self.attacking(id_):
                worlds &= ~defeating[attack]
            return worlds
        worlds = self.true.get(("strength", id_), self.all)
        holds = {node: 0 if self.nameless(thing, node) else holding for node, holding in holds.items()}
        because = [premise.node for premise in thing.premises if premise.role == "because"]
        enough = 0
        for some in combinations(because, len(because) if thing.at_least is None else thing.at_least):
            together = self.all
            for node in some:
                together &= holds[node]
            enough |= together
        worlds &= enough
        for premise in thing.premises:
            if premise.role in ("assuming", "unstated"):
                worlds &= holds[premise.node]
            if premise.role == "unless":
                worlds &= ~defeating[premise.node]
        if id_ not in view.assume:
            for attack in self.attacking(id_):
                worlds &= ~defeating[attack]
        return worlds

    def nameless(self, argument: Argument, node: str) -> bool:
        """Whether it is a proposal that nobody named, in an argument for a problem, and the view says nothing of it."""
        premise, target, view = self.map.things[node], self.map.things[argument.target], self.view
        if premise.kind != "proposal" or "unnamed" not in premise.tags or argument.against or target.kind != "problem":
            return False
        return not any(node in ids for ids in (view.assume, view.deny, view.hold, view.grant, view.free))

    def vertices(self, numbers: Callable[[Variable], Ends] | None = None) -> Iterator[list[float]]:
        """Every choice of an end for each variable."""
        ends = [sorted(set((numbers or self.number)(variable))) for variable in self.variables]
        return map(list, product(*ends))

    def weight(self, worlds: int, chances: list[float]) -> float:
        """How probable these worlds are together."""
        return sum(
            prod(p if true else 1 - p for p, true in zip(chances, world, strict=True))
            for number, world in enumerate(self.worlds)
            if worlds >> number & 1
        )

    def bounds(self, id_: str) -> Ends:
        """The least probability of surely, the greatest of maybe."""
        vertices = list(self.vertices())
        low = min(self.weight(self.lower[id_], chances) for chances in vertices)
        return low, max(self.weight(self.upper[id_], chances) for chances in vertices)

    def matters(self, worlds: int, variable: Variable) -> bool:
        """Whether a variable makes a difference."""
        place = self.variables.index(variable)
        return any(
            (worlds >> number & 1) != (worlds >> self.worlds.index(tuple(self.flipped(world, place))) & 1)
            for number, world in enumerate(self.worlds)
        )

    @staticmethod
    def flipped(world: tuple[bool, ...], place: int) -> list[bool]:
        return [value != (number == place) for number, value in enumerate(world)]

    def leaves(self) -> list[str]:
        return [id_ for of, id_ in self.variables if of == "leaf"]

    def granted(self, worlds: int) -> list[tuple[frozenset[str], bool]]:
        """For every set of true leaves: whether it is one of these worlds, strengths granted, the rest left out."""
        found = []
        for number, world in enumerate(self.worlds):
            values = dict(zip(self.variables, world, strict=True))
            if all(value == (of == "strength") for (of, _), value in values.items() if of != "leaf"):
                leaves = frozenset(id_ for (of, id_), value in values.items() if of == "leaf" and value)
                found.append((leaves, bool(worlds >> number & 1)))
        return found

    def sufficient(self, id_: str) -> set[frozenset[str]]:
        """The minimal sets of leaves with which it holds, all others false."""
        return minimal({leaves for leaves, holds in self.granted(self.lower[id_]) if holds})

    def failures(self, id_: str) -> set[frozenset[tuple[str, bool]]]:
        """The minimal leaf values with which it does not hold whatever the rest is."""
        table = self.granted(self.lower[id_])
        leaves = self.leaves()
        found = set()
        for values in product((None, False, True), repeat=len(leaves)):
            fixed = {leaf: value for leaf, value in zip(leaves, values, strict=True) if value is not None}
            if not any(holds for true, holds in table if all((leaf in true) == fixed[leaf] for leaf in fixed)):
                found.add(frozenset(fixed.items()))
        return minimal(found)

    def can_hold(self, id_: str) -> bool:
        return any(holds for _, holds in self.granted(self.lower[id_]))


def minimal(sets: set[frozenset[T]]) -> set[frozenset[T]]:
    """Those that contain no other."""
    return {one for one in sets if not any(other < one for other in sets)}
