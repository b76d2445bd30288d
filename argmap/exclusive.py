"""What a group of exclusive alternatives asks of the map around it.

A member is a leaf in one group alone, and what anybody says of the members' chances must be chances of one variable.
Nothing here knows where the map comes from: reading, editing and `check` tell the same misfits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from argmap.model import Argument, ArgumentMap, Credence, Exclusive, Position, Statement, Thing

SLACK: Final = 0.01
"""By how much the numbers of a group may miss 1, which is then taken for rounding."""

_EPSILON: Final = 1e-9


class Misfit(NamedTuple):
    """What is wrong in words, the thing that is wrong, the other that it does not go with, and where in it it is.

    `other` is empty where a thing is wrong by itself, `mention` where it is not by one id that it mentions.
    """

    id: str
    message: str
    other: str = ""
    mention: str = ""


def misfits(map_: ArgumentMap, groups: Iterable[Exclusive]) -> Iterator[Misfit]:
    """All that does not fit these groups; the map must have what `around` gives of them."""
    taken: dict[str, str] = {}
    for group in groups:
        for member in group.members:
            first = taken.setdefault(member, group.id)
            if first != group.id:
                message = f"{member!r} cannot be in {group.id!r}: it is in {first!r} already, and one group is the most"
                yield Misfit(group.id, message, first, member)
            yield from _not_a_leaf(map_, group, member)
        yield from _sums(map_, group)


def _not_a_leaf(map_: ArgumentMap, group: Exclusive, member: str) -> Iterator[Misfit]:
    for argument in map_.arguments_for(member):
        message = f"{argument.id!r} argues for {member!r}, a member of {group.id!r}; nothing can argue for a member"
        yield Misfit(argument.id, message, group.id)
    thing = map_.things.get(member)
    if isinstance(thing, Statement) and thing.otherwise is not None:
        message = f"{member!r} has otherwise, but it is a member of {group.id!r}, which has all its chances in credence"
        yield Misfit(member, message, group.id)


def _sums(map_: ArgumentMap, group: Exclusive) -> Iterator[Misfit]:
    """The editor's numbers, and those of everybody who gives any: nobody's are mixed with another's."""
    editor: dict[str, Credence | None] = {}
    people: dict[str, dict[str, Position]] = {}
    for member in group.members:
        thing = map_.things.get(member)
        editor[member] = thing.credence if isinstance(thing, Statement) else None
        for id_ in map_.referrers(member, "position"):
            held = map_.things[id_]
            if isinstance(held, Position) and held.credence is not None:
                known = people.setdefault(held.person, {})
                if member not in known or held.on > known[member].on:
                    known[member] = held
    if wrong := _sum(group, editor):
        yield Misfit(group.id, f"the credences of the members of {group.id!r} {wrong}")
    for person, positions in sorted(people.items()):
        if wrong := _sum(group, {member: held.credence for member, held in positions.items()}):
            yield Misfit(group.id, f"the credences that {person!r} gives to the members of {group.id!r} {wrong}")


def _sum(group: Exclusive, said: Mapping[str, Credence | None]) -> str:
    """Why these are no chances of a group's members, in words; nothing where they are."""
    credences = {member: credence for member, credence in said.items() if credence is not None}
    low = sum(credence.low for credence in credences.values())
    high = sum(credence.high for credence in credences.values())
    points = all(credence.low == credence.high for credence in credences.values())
    shown = ", ".join(f"{member} {_number(credence)}" for member, credence in credences.items())
    if low > 1 + SLACK + _EPSILON:
        return f"sum to {'' if points else 'at least '}{low:.6g}, more than 1 ({shown})"
    if group.exhaustive and len(credences) == len(group.members) and high < 1 - SLACK - _EPSILON:
        return f"sum to {'' if points else 'at most '}{high:.6g}, less than 1, and it is exhaustive ({shown})"
    return ""


def _number(credence: Credence) -> str:
    low, high = f"{credence.low:.6g}", f"{credence.high:.6g}"
    return low if low == high else f"{low}..{high}"


def touched(thing: Thing | None) -> Iterable[str]:
    """The statements whose group a thing may not fit, should they have one."""
    match thing:
        case Exclusive():
            return thing.members
        case Statement():
            return (thing.id,)
        case Argument(against=False) | Position():
            return (thing.target,)
    return ()


def around(things: Iterable[Thing], groups: Iterable[Exclusive]) -> ArgumentMap:
    """Of some things, those that `misfits` looks at: the groups, their members, and what is said of these."""
    members = {member for group in groups for member in group.members}
    return ArgumentMap(thing for thing in things if not members.isdisjoint(touched(thing)))
