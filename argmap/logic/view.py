"""Whose numbers count and what is held fixed; for every variable, the number that results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NamedTuple

from argmap.errors import UnknownIdError, ViewError, WrongKindError
from argmap.model import Argument, ArgumentMap, Credence, Interval, Person, Position, Statement
from argmap.text import an

Origin = Literal["held", "person", "editor", "nobody"]


class Variable(NamedTuple):
    """What chance decides: whether a leaf holds, whether a step is good, whether a statement holds otherwise."""

    of: Literal["leaf", "strength", "otherwise"]
    id: str


class Number(NamedTuple):
    """The probability of a variable between two bounds, and who says so; nobody does of an unknown leaf."""

    low: float
    high: float
    origin: Origin

    @property
    def unknown(self) -> bool:
        """Whether nobody gives a number, so that anything from 0 to 1 is possible."""
        return self.origin == "nobody"

    @property
    def is_point(self) -> bool:
        """Whether it is one value."""
        return self.low == self.high


UNKNOWN: Final = Number(0.0, 1.0, "nobody")


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
    ) -> View:
        """This view with more held fixed; what is given here beats what the view said of the same ids."""
        hold = hold or {}
        sets = [frozenset(ids) for ids in (assume, deny, grant, free)]
        new = frozenset().union(*sets, hold)
        assumed, denied, granted, freed = (
            (old - new) | given
            for old, given in zip((self.assume, self.deny, self.grant, self.free), sets, strict=True)
        )
        held = {id_: number for id_, number in self.hold.items() if id_ not in new} | dict(hold)
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

    def __getitem__(self, variable: Variable) -> Number:
        found = self._known.get(variable)
        if found is None:
            found = self._known[variable] = self._resolve(variable)
        return found

    def _resolve(self, variable: Variable) -> Number:
        of, id_ = variable
        thing = self.map.things.get(id_)
        if of == "otherwise":
            return _number(thing.otherwise if isinstance(thing, Statement) else None, "editor")
        if id_ in self.view.hold:
            return _number(self.view.hold[id_], "held")
        if id_ in self.view.assume:
            return Number(1.0, 1.0, "held")
        if id_ in self.view.deny:
            return Number(0.0, 0.0, "held")
        if id_ in self.view.free:
            return UNKNOWN
        if self.view.person is not None:
            position = latest(self.map, self.view.person, id_)
            if position is not None:
                return _number(position.credence, "person")
        if isinstance(thing, Argument):
            return _number(thing.strength, "editor") if thing.strength is not None else Number(1.0, 1.0, "editor")
        return _number(thing.credence if isinstance(thing, Statement) else None, "editor")

    def falls_back(self, variable: Variable) -> bool:
        """Whether a person's view takes this number from the editor (or has none), for want of the person's own."""
        return self.view.person is not None and self[variable].origin in ("editor", "nobody")


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
