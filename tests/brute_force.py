"""What holds, by trying every world: slow, plain, and knowing nothing of the engine that it judges.

All worlds are tried at once: a set of worlds is an integer with a bit for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, product
from typing import TypeVar

from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Exclusive, Interval, Position, Statement

Variable = tuple[str, str]
Ends = tuple[float, float]
T = TypeVar("T")


class EveryWorld:
    """A map in a view, in every world; `lower` and `upper` are where a thing surely holds and where it may."""

    def __init__(self, map_: ArgumentMap, view: View) -> None:
        self.map = map_
        self.view = view
        self.things = [thing for thing in map_.things.values() if isinstance(thing, Statement | Argument)]
        self.group = {member: group for group in map_.of_type(Exclusive) for member in group.members}
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
        if id_ in self.group:
            return [] if self.beaten(id_) else [("leaf", id_)]
        leaf = [] if self.arguing_for(id_) else [("leaf", id_)]
        return leaf + ([("otherwise", id_)] if thing.otherwise else [])

    def beaten(self, id_: str) -> bool:
        """Whether another member of its group is held to be so."""
        return any(
            other in self.view.assume or (other in self.view.grant and id_ not in self.view.grant)
            for other in self.group[id_].members
            if other != id_
        )

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
            if of == "leaf" and any(map(self.own, self.group[id_].members if id_ in self.group else ())):
                said = None
            said = self.own(id_) or said
        return (said.low, said.high) if said else (0, 1)

    def own(self, id_: str) -> Interval | None:
        """What the view's person says of it last."""
        said = None
        mine = [p for p in self.map.of_type(Position) if p.person == self.view.person and p.target == id_]
        for position in sorted(mine, key=lambda position: position.on):
            said = position.credence or said
        return said

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
            if id_ in self.group and self.beaten(id_):
                return 0
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
        met = {p: self.all & ~defeating[p.node] if p.negated else holds[p.node] for p in thing.premises}
        because = [premise for premise in thing.premises if premise.role == "because"]
        enough = 0
        for some in combinations(because, len(because) if thing.at_least is None else thing.at_least):
            together = self.all
            for premise in some:
                together &= met[premise]
            enough |= together
        worlds &= enough
        for premise in thing.premises:
            if premise.role in ("assuming", "unstated"):
                worlds &= met[premise]
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
        """Every choice of an end for each variable; of a group, every vertex of what its chances can be."""
        number = numbers or self.number
        grouped = {variable for variable in self.variables if variable[0] == "leaf" and variable[1] in self.group}
        ends = [[] if v in grouped else sorted(set(number(v))) for v in self.variables]
        groups = {group.id: group for _, id_ in grouped for group in [self.group[id_]]}
        tables = [list(self.group_chances(group, number)) for _, group in sorted(groups.items())]
        for chosen in product(*tables):
            table = {member: chance for one in chosen for member, chance in one.items()}
            known = [[table[v[1]]] if v in grouped else one for v, one in zip(self.variables, ends, strict=True)]
            yield from map(list, product(*known))

    def group_chances(self, group: Exclusive, number: Callable[[Variable], Ends]) -> Iterator[dict[str, float]]:
        """The vertices of what the chances of a group's members can be.

        What the view holds is given; the others share what is left as they would anyway, denied ones apart. Where they
        would have nothing, they have nothing.
        """
        held = {member: self.view.hold[member] for member in group.members if member in self.view.hold}
        gone = {*held, *self.view.deny}
        said = {member: self.unheld(member) if member in gone else number(("leaf", member)) for member in group.members}
        nothing = (0.0, 0.0 if group.exhaustive else 1.0)
        found: dict[tuple[float, ...], dict[str, float]] = {}
        for taken in extremes([*((one.low, one.high) for one in held.values()), (0.0, 1.0)]):
            fixed = dict(zip(held, taken, strict=False))
            tables = [dict(zip([*said, ""], chances, strict=True)) for chances in extremes([*said.values(), nothing])]
            rests = [sum(chance for member, chance in table.items() if member not in gone) for table in tables]
            left = [(table, rest) for table, rest in zip(tables, rests, strict=True) if rest > 1e-12]
            for table, rest in left or [(dict.fromkeys(said, 0.0), 1.0)]:
                shared = {
                    member: (1 - sum(fixed.values())) * table[member] / rest
                    for member in group.members
                    if member not in gone
                }
                all_ = {**fixed, **shared}
                found.setdefault(tuple(round(chance, 12) for chance in all_.values()), all_)
        yield from found.values()

    def middle(self, *, structural: bool = False) -> list[float]:
        """One number for each variable: the middle; of a group the mean of its vertices, as what is held leaves it.

        If it is structural, ½ for each leaf, and the same for each outcome of a group.
        """
        chances = [0.5 if structural and v[0] == "leaf" else sum(self.number(v)) / 2 for v in self.variables]
        for group in set(self.group.values()):
            live = [member for member in group.members if ("leaf", member) in self.variables]
            said = [self.unheld(member) for member in group.members]
            found = {
                tuple(round(p, 12) for p in one): one for one in extremes([*said, (0, 0 if group.exhaustive else 1)])
            }
            mean = [sum(column) / len(found) for column in zip(*found.values(), strict=True)]
            table = dict(zip((*group.members, ""), mean, strict=True))
            held = {member: sum(self.number(("leaf", member))) / 2 for member in live if member in self.view.hold}
            rest = sum(chance for member, chance in table.items() if member not in {*held, *self.view.deny})
            for member in live:
                share = table[member] / rest * (1 - sum(held.values())) if rest > 1e-12 else 0.0
                even = 1 / (len(live) + (not group.exhaustive))
                chances[self.variables.index(("leaf", member))] = even if structural else held.get(member, share)
        return chances

    def cases(self) -> list[frozenset[str]]:
        """Which members may hold, one of each exhaustive group: what is without numbers tries one after the other."""
        tried = []
        chances = [dict(zip(self.variables, one, strict=True)) for one in self.vertices()]
        for group in dict.fromkeys(self.group.values()):
            live = [member for member in group.members if ("leaf", member) in self.variables]
            able = [member for member in live if any(one["leaf", member] > 0 for one in chances)]
            sure = any(one["leaf", member] == 1 for member in live for one in chances[:1]) and len(able) == 1
            if live and group.exhaustive and not sure:
                tried.append(able)
        return [frozenset(case) for case in product(*tried)]

    def taken(self, variable: Variable, case: frozenset[str]) -> bool:
        """What a variable is taken to be without numbers, if these members hold."""
        of, id_ = variable
        if of == "leaf" and id_ in self.group:
            return id_ in case or all(dict(zip(self.variables, p, strict=True))[variable] == 1 for p in self.vertices())
        if of == "otherwise" or self.number(variable) in ((0, 0), (1, 1)):
            return of != "otherwise" and self.number(variable)[0] == 1
        if of == "strength":
            return self.number(variable)[0] > 0
        used = [
            (premise.negated, premise.role)
            for thing in self.things
            if isinstance(thing, Argument) and thing.id not in self.view.deny
            for premise in thing.premises
            if premise.node == id_
        ]
        only_lacking = bool(used) and all(negated for negated, _ in used)
        return self.map.things[id_].kind in ("claim", "proposal") and not only_lacking

    def unheld(self, id_: str) -> Ends:
        """The number of a member were it not held."""
        thing = self.map.things[id_]
        assert isinstance(thing, Statement)
        own = any(map(self.own, self.group[id_].members))
        said: Interval | None = self.own(id_) if own else thing.credence
        return (said.low, said.high) if said and id_ not in self.view.free else (0, 1)

    def weight(self, worlds: int, chances: list[float]) -> float:
        """How probable these worlds are together."""
        return sum(self.chance(world, chances) for number, world in enumerate(self.worlds) if worlds >> number & 1)

    def chance(self, world: tuple[bool, ...], chances: list[float]) -> float:
        """How probable a world is: what is in no group is independent of all else."""
        alone, groups = 1.0, {}
        for (of, id_), p, true in zip(self.variables, chances, world, strict=True):
            if of == "leaf" and id_ in self.group:
                groups.setdefault(self.group[id_].id, []).append((p, true))
            else:
                alone *= p if true else 1 - p
        for members in groups.values():
            holding = [p for p, true in members if true]
            none = 1 - sum(p for p, _ in members)
            alone *= none if not holding else holding[0] if len(holding) == 1 else 0.0
        return alone

    def allowed(self, world: tuple[bool, ...]) -> bool:
        """Whether the groups allow a world."""
        values = dict(zip(self.variables, world, strict=True))
        for group in set(self.group.values()):
            true = [
                values.get(("leaf", member), member in self.view.assume | self.view.grant) for member in group.members
            ]
            alive = any(("leaf", member) in values for member in group.members)
            if sum(true) > 1 or (group.exhaustive and alive and not any(true)):
                return False
        return True

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
        """The minimal sets of leaves with which it holds, all others false; less those with two of a group."""
        found = minimal({leaves for leaves, holds in self.granted(self.lower[id_]) if holds})
        return {leaves for leaves in found if self.agree(dict.fromkeys(leaves, True))}

    def agree(self, values: Mapping[str, bool]) -> bool:
        """Whether the groups allow these values of leaves: not two of one hold, not all of an exhaustive one fail."""
        for group in set(self.group.values()):
            said = [values.get(member) for member in group.members if ("leaf", member) in self.variables]
            if said.count(True) > 1 or (group.exhaustive and said and said.count(False) == len(said)):
                return False
        return True

    def failures(self, id_: str) -> set[frozenset[tuple[str, bool]]]:
        """The minimal leaf values with which it does not hold whatever the rest is."""
        table = self.granted(self.lower[id_])
        leaves = self.leaves()
        found = set()
        for values in product((None, False, True), repeat=len(leaves)):
            fixed = {leaf: value for leaf, value in zip(leaves, values, strict=True) if value is not None}
            if not any(holds for true, holds in table if all((leaf in true) == fixed[leaf] for leaf in fixed)):
                found.add(frozenset(fixed.items()))
        return {values for values in minimal(found) if self.agree(dict(values))}

    def can_hold(self, id_: str) -> bool:
        """Whether it surely holds in a world that the groups allow, strengths granted, `otherwise` left out."""
        return self.possible(self.lower[id_])

    def possible(self, worlds: int) -> bool:
        """Whether the groups allow one of these worlds, strengths granted, `otherwise` left out."""
        return any(
            worlds >> number & 1 and self.allowed(world)
            for number, world in enumerate(self.worlds)
            if all(
                true == (of == "strength") for (of, _), true in zip(self.variables, world, strict=True) if of != "leaf"
            )
        )


def extremes(bounds: list[Ends]) -> Iterator[tuple[float, ...]]:
    """Chances that sum to 1, all but one of them at an end."""
    for free in range(len(bounds)):
        for ends in product(*([0.0] if place == free else sorted(set(of)) for place, of in enumerate(bounds))):
            left = 1 - sum(ends)
            if bounds[free][0] - 1e-12 <= left <= bounds[free][1] + 1e-12:
                yield (*ends[:free], left, *ends[free + 1 :])


def minimal(sets: set[frozenset[T]]) -> set[frozenset[T]]:
    """Those that contain no other."""
    return {one for one in sets if not any(other < one for other in sets)}
