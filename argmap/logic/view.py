"""Whose numbers count and what is held fixed; for every variable, the number that results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NamedTuple

from argmap.errors import UnknownIdError, ViewError, WrongKindError
from argmap.logic.chances import Chances
from argmap.model import Argument, ArgumentMap, Credence, Exclusive, Interval, Person, Position, Statement
from argmap.text import an, listed

Origin = Literal["held", "person", "editor", "nobody"]


class Variable(NamedTuple):
    """What chance decides: whether a leaf holds, whether a step is good, whether a statement holds otherwise.

    A choice is whether a member of a group of alternatives holds, given that none of some others does (`choice`): the
    leaves of a group exclude each other, its choices are independent of each other. Its switch, where there is one,
    lets it choose at all.
    """

    of: Literal["leaf", "strength", "otherwise", "choice", "switch"]
    id: str

    @property
    def choice(self) -> tuple[str, frozenset[str]]:
        """The member of a choice, and those others."""
        member, _, before = self.id.removeprefix(">").partition("|")
        return member, frozenset(before.split(",")) - {""}


def choice(member: str, before: Iterable[str] = ()) -> Variable:
    """The variable of a member of a group, given that none of these others holds."""
    return Variable("choice", f"{member}|{','.join(sorted(before))}")


class Number(NamedTuple):
    """The probability of a variable between two bounds, and who says so; nobody does of an unknown leaf.

    `mean` is what counts where one number is needed (None: the middle). Where the number hangs together with those of
    other variables, `chances` are those of the group.
    """

    low: float
    high: float
    origin: Origin
    mean: float | None = None
    chances: Chances | None = None

    @property
    def middle(self) -> float:
        """The one number that stands for it."""
        return (self.low + self.high) / 2 if self.mean is None else self.mean

    @property
    def at_middle(self) -> Number:
        """That number."""
        return Number(self.middle, self.middle, self.origin)

    @property
    def unknown(self) -> bool:
        """Whether nobody gives a number, so that anything from 0 to 1 is possible."""
        return self.origin == "nobody"

    @property
    def is_point(self) -> bool:
        """Whether it is one value."""
        return self.low == self.high


def is_open(variable: Variable, number: Number) -> bool:
    """Whether it is the strength of an open step: one that may not apply at all, and may apply."""
    return variable.of == "strength" and number.low == 0 < number.high


UNKNOWN: Final = Number(0.0, 1.0, "nobody")

SLACK: Final = 0.01 + 1e-9
"""By how much the numbers of a group may be off; they are scaled then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A person's numbers (None: the editor's), and what is held fixed, whatever argues for or against it.

    A statement in `assume`, `deny` or `hold` is a leaf that nothing attacks, at 1, at 0, at the number. An argument
    that is denied never applies; one that is assumed has strength 1 and no attacks, but needs its premises; one that
    is held has that strength.

    The last three are for questions. `grant` makes statements leaves that are true, `free` leaves without a number;
    both can still be attacked. Without `attacks` no argument against anything counts; `unless` still does.
    """

    person: str | None = None
    assume: frozenset[str] = frozenset()
    deny: frozenset[str] = frozenset()
    hold: Mapping[str, Interval] = field(default_factory=dict, hash=False)
    grant: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    attacks: bool = True

    def fixing(
        self,
        *,
        assume: Iterable[str] = (),
        deny: Iterable[str] = (),
        hold: Mapping[str, Interval] | None = None,
        grant: Iterable[str] = (),
        free: Iterable[str] = (),
        within: ArgumentMap | None = None,
    ) -> View:
        """This view with more held fixed; what is given here beats what the view said of the same ids.

        It beats, too, what the view said of alternatives that it excludes, by the groups of the map `within`.
        """
        hold = hold or {}
        sets = [frozenset(ids) for ids in (assume, deny, grant, free)]
        new = frozenset().union(*sets, hold)
        sure = _rivals(within, sets[0] | sets[2]) - new
        gone = _rivals(within, hold) - new | sure
        assumed = (self.assume - new - gone) | sets[0]
        denied, freed = (self.deny - new) | sets[1], (self.free - new) | sets[3]
        granted = (self.grant - new - gone) | sets[2]
        held = {id_: number for id_, number in self.hold.items() if id_ not in new | sure} | dict(hold)
        return replace(self, assume=assumed, deny=denied, hold=held, grant=granted, free=freed)

    @property
    def fixed(self) -> frozenset[str]:
        """Everything held at 0, at 1 or at a number."""
        return self.assume | self.deny | frozenset(self.hold)

    def holds(self, id_: str) -> bool:
        """Whether it says anything of this, for itself or for a question."""
        return any(id_ in ids for ids in (self.assume, self.deny, self.hold, self.grant, self.free))

    def alike(self, other: View) -> bool:
        """Whether the two differ in nothing but what is held fixed."""
        return self.person == other.person and self.attacks == other.attacks

    def differing(self, other: View) -> frozenset[str]:
        """The ids of which the two hold something else fixed."""
        sets = (self.assume ^ other.assume, self.deny ^ other.deny, self.grant ^ other.grant, self.free ^ other.free)
        held = {id_ for id_ in {**self.hold, **other.hold} if self.hold.get(id_) != other.hold.get(id_)}
        return frozenset(held).union(*sets)

    def check(self, map_: ArgumentMap) -> None:
        """Refuse ids that this map does not have or that cannot be held, contradictions, and numbers beyond [0, 1].

        Raises UnknownIdError, WrongKindError and ViewError. Give it the whole map: a cone lacks what lies elsewhere.
        """
        people = [person.id for person in map_.of_type(Person)]
        if self.person is not None and self.person not in map_:
            raise UnknownIdError(self.person, people)
        if self.person is not None and not isinstance(map_.things[self.person], Person):
            raise WrongKindError(f"{self.person!r} is {an(map_.things[self.person].kind)}; a view is a person's")
        for id_ in sorted(self.fixed | self.grant | self.free):
            if id_ not in map_:
                raise UnknownIdError(id_, _holdable(map_))
            if not isinstance(thing := map_.things[id_], Statement | Argument):
                raise WrongKindError(f"{id_!r} is {an(thing.kind)}; only statements and arguments can be held fixed")
        _no_two({"assume": self.assume, "deny": self.deny, "hold": self.hold})
        for id_, number in self.hold.items():
            if not 0 <= number.low <= number.high <= 1:
                raise ViewError(f"{id_!r} is held at {_written(number)}, which is no probability")
        self.check_groups(map_)

    def check_groups(self, map_: ArgumentMap) -> None:
        """Refuse what the groups of alternatives in this map, or this cone, do not allow. Raises ViewError."""
        for group in map_.of_type(Exclusive):
            _check_group(map_, self, group)


def _check_group(map_: ArgumentMap, view: View, group: Exclusive) -> None:
    """Refuse what no world allows in a group of alternatives, and a person's numbers for it that do not add up."""
    inside = [id_ for id_ in group.members if id_ in view.fixed]
    named = listed([repr(id_) for id_ in inside]) if inside else ""
    lows = sum(1.0 if id_ in view.assume else view.hold[id_].low for id_ in inside if id_ not in view.deny)
    highs = sum(1.0 if id_ in view.assume else view.hold[id_].high for id_ in inside if id_ not in view.deny)
    if lows > 1 + SLACK:
        raise ViewError(
            f"{named} exclude each other (group {group.id!r}); held so, they come to {lows:g}, not 1 at most"
        )
    numbers = GroupNumbers(map_, view, group)
    if inside and group.exhaustive and highs < 1 - SLACK and not numbers.others:
        raise ViewError(f"one of the group {group.id!r} must hold: with {named} held so, nothing else is possible")
    said = list(numbers.said.values())
    lows, highs = sum(number.low for number in said), sum(number.high for number in said)
    if numbers.own and (lows > 1 + SLACK or (group.exhaustive and highs < 1 - SLACK)):
        end, sum_ = ("more", lows) if lows > 1 + SLACK else ("less", highs)
        raise ViewError(f"the numbers of {view.person!r} for the group {group.id!r} come to {sum_:g}, {end} than 1")


def _holdable(map_: ArgumentMap) -> list[str]:
    return [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]


def _no_two(ways: Mapping[str, Collection[str]]) -> None:
    said: dict[str, str] = {}
    for way, ids in ways.items():
        for id_ in sorted(ids):
            if id_ in said:
                raise ViewError(f"{id_!r} cannot be held in two ways at once: --{said[id_]} and --{way}")
            said[id_] = way


def _written(number: Interval) -> str:
    return f"{number.low:g}" if number.low == number.high else f"{number.low:g}..{number.high:g}"


class Numbers:
    """The number of every variable of a map in a view.

    What is held counts before the person's latest position, that before the editor's number.
    """

    def __init__(self, map_: ArgumentMap, view: View) -> None:
        self.map = map_
        self.view = view
        self._known: dict[Variable, Number] = {}
        self._groups: dict[str, GroupNumbers] = {}

    def __getitem__(self, variable: Variable) -> Number:
        found = self._known.get(variable)
        if found is None:
            found = self._known[variable] = self._resolve(variable)
        return found

    def _resolve(self, variable: Variable) -> Number:
        of, id_ = variable
        if of == "choice":
            member, before = variable.choice
            group = self._group(member)
            assert group is not None, "only members of groups are chosen"
            return group.choice(member, before)
        thing = self.map.things.get(id_)
        if of == "otherwise":
            return _number(thing.otherwise if isinstance(thing, Statement) else None, "editor")
        if id_ in self.view.hold:
            return _number(self.view.hold[id_], "held")
        if id_ in self.view.assume:
            return Number(1.0, 1.0, "held")
        if id_ in self.view.deny:
            return Number(0.0, 0.0, "held")
        if of == "leaf" and (group := self._group(id_)) is not None:
            return group.leaf(id_)
        if id_ in self.view.free:
            return UNKNOWN
        if self.view.person is not None:
            position = latest(self.map, self.view.person, id_)
            if position is not None:
                return _number(position.credence, "person")
        if isinstance(thing, Argument):
            return _number(thing.strength, "editor") if thing.strength is not None else Number(1.0, 1.0, "editor")
        return _number(thing.credence if isinstance(thing, Statement) else None, "editor")

    def _group(self, id_: str) -> GroupNumbers | None:
        group = group_of(self.map, id_)
        if group is None:
            return None
        if group.id not in self._groups:
            self._groups[group.id] = GroupNumbers(self.map, self.view, group)
        return self._groups[group.id]

    def falls_back(self, variable: Variable) -> bool:
        """Whether a person's view takes this number from the editor (or has none), for want of the person's own.

        Of a group for some of which the person has numbers, it takes none.
        """
        if self.view.person is None or self[variable].origin not in ("editor", "nobody"):
            return False
        group = self._group(variable.id) if variable.of == "leaf" else None
        return group is None or not group.own


class GroupNumbers:
    """The chances of a group of alternatives in a view.

    What the view holds fixed is given; the others share what is left in the proportions that they have anyway. `own`
    tells whether the view's person has a number for any: then those without are unknown.
    """

    def __init__(self, map_: ArgumentMap, view: View, group: Exclusive) -> None:
        self.group = group
        held = {id_: view.hold[id_] for id_ in group.members if id_ in view.hold}
        self._held = frozenset(held)
        self._denied = view.deny.intersection(group.members)
        self._assumed = view.assume.intersection(group.members)
        self.own = view.person is not None and any(latest(map_, view.person, id_) for id_ in group.members)
        self.said = {id_: self._input(map_, view, id_) for id_ in group.members}
        self._chances = Chances(
            {id_: (number.low, number.high) for id_, number in self.said.items()}, exhaustive=group.exhaustive
        )
        self._of_held = Chances({id_: (number.low, number.high) for id_, number in held.items()}, exhaustive=False)

    def _input(self, map_: ArgumentMap, view: View, id_: str) -> Number:
        if id_ in view.free:
            return UNKNOWN
        if self.own and view.person is not None:
            position = latest(map_, view.person, id_)
            return _number(position.credence if position else None, "person")
        thing = map_.things.get(id_)
        return _number(thing.credence if isinstance(thing, Statement) else None, "editor")

    @property
    def others(self) -> bool:
        """Whether anything that is not held fixed is possible."""
        gone = {*self._held, *self._denied, *self._assumed}
        return any(self._chances.between(id_, gone)[1] > 0 for id_ in self.group.members if id_ not in gone)

    def leaf(self, id_: str) -> Number:
        """How likely a member is by itself, less what attacks it; not one that is held fixed."""
        if self._assumed:
            return Number(0.0, 0.0, "held")
        gone = self._held | self._denied
        low, high = self._chances.between(id_, gone)
        mean = self._chances.middle(id_, gone)
        left = self._of_held.bounds[-1]
        low, high, mean = low * left[0], high * left[1], mean * self._of_held.mean[-1]
        origin = self.said[id_].origin
        if origin == "nobody" and low == high:
            origin = "person" if self.own else "editor"
        return Number(low, high, origin, mean)

    def choice(self, id_: str, before: frozenset[str]) -> Number:
        """How likely a member is, given that none of these others holds."""
        if id_ in self._assumed:
            return Number(1.0, 1.0, "held")
        if id_ in self._denied:
            return Number(0.0, 0.0, "held")
        chances = self._of_held if id_ in self._held else self._chances
        low, high = chances.between(id_, before)
        origin: Origin = "held" if id_ in self._held else self.said[id_].origin
        return Number(low, high, origin, chances.middle(id_, before), chances)


def _rivals(map_: ArgumentMap | None, ids: Iterable[str]) -> frozenset[str]:
    """What is in a group with one of these."""
    groups = (group_of(map_, id_) for id_ in ids) if map_ is not None else ()
    return frozenset(member for group in groups if group is not None for member in group.members)


def group_of(map_: ArgumentMap, id_: str) -> Exclusive | None:
    """The group of alternatives that a leaf belongs to; what has arguments for it is no leaf, and in none."""
    group = map_.group_of(id_)
    return None if group is None or map_.arguments_for(id_) else group


def excluded(view: View, group: Exclusive, id_: str) -> bool:
    """Whether another member of its group is held to be so, so that this one is not."""
    others = [other for other in group.members if other != id_]
    if not view.assume.isdisjoint(others):
        return True
    return id_ not in view.grant and not view.grant.isdisjoint(others)


def latest(map_: ArgumentMap, person: str, target: str) -> Position | None:
    """A person's position with a credence on a statement or argument: that of the latest day."""
    found = [
        position
        for id_ in map_.referrers(target, "position")
        if isinstance(position := map_.things[id_], Position)
        and position.person == person
        and position.credence is not None
    ]
    return max(found, key=lambda position: position.on, default=None)


def declared(map_: ArgumentMap, view: View, id_: str) -> tuple[Credence, str | None] | None:
    """The credence that a statement has in a view before anything is derived, and the person who gives it."""
    position = latest(map_, view.person, id_) if view.person is not None else None
    if position is not None and position.credence is not None:
        return position.credence, position.person
    thing = map_.things.get(id_)
    credence = (
        thing.credence if isinstance(thing, Statement) else thing.strength if isinstance(thing, Argument) else None
    )
    return (credence, None) if credence is not None else None


def _number(interval: Interval | None, origin: Origin) -> Number:
    return UNKNOWN if interval is None else Number(interval.low, interval.high, origin)
