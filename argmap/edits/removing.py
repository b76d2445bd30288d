"""Removing a thing, alone or with what cannot be said without it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple, TypeVar

from argmap.errors import EditError
from argmap.model import Argument, Exclusive, Experiment, Position, Quote, Statement, Thing
from argmap.store.edit import Edit, mentioned_words

_Placed = TypeVar("_Placed", Argument, Position)


class Removal(NamedTuple):
    """What a removal takes away, and what stays but mentions it no more."""

    removed: list[Thing]
    changed: list[Thing]


def remove(edit: Edit, id_: str, *, cascade: bool = False) -> Removal:
    """Take a thing away. Raises EditError, with what refers to it, unless `cascade` takes that along.

    An argument goes with its target, with each premise that its author offered or assumed, and with the last of those
    who make it; an unstated premise with who brought it to light: neither becomes the editor's. A position goes with
    its person and target, a quote with its source and target, a group with all members but one. Other mentions are
    just taken out; a group that loses a member is exhaustive no more.
    """
    thing = edit.get(id_)
    if not cascade:
        if others := edit.mentioners(id_):
            raise EditError(f"{mentioned_words(id_, others)}; --cascade removes or changes them too")
        edit.remove(id_)
        return Removal([thing], [])
    removed: dict[str, Thing] = {}
    changed: dict[str, Thing] = {}
    going = [id_]
    while going:
        for one in going:
            removed[one] = edit.get(one)
        touched = sorted({source for one in going for _, source in edit.mentioners(one)} - removed.keys())
        going = []
        for source in touched:
            left = without(edit.get(source), removed.keys())
            if left is None:
                going.append(source)
            else:
                changed[source] = left
    stays = {source: left for source, left in changed.items() if source not in removed}
    for one in removed:
        edit.remove(one)
    for left in stays.values():
        edit.put(left)
    return Removal(list(removed.values()), list(stays.values()))


def without(thing: Thing, gone: Collection[str]) -> Thing | None:
    """The thing less its mentions of what is gone; None where it says nothing any more."""
    match thing:
        case Argument():
            return _argument(thing, gone)
        case Statement():
            return replace(thing, about=_left(thing.about, gone))
        case Exclusive():
            members = _left(thing.members, gone)
            if members == thing.members:
                return thing
            # What is gone can still come about: of the others none may hold.
            return replace(thing, members=members, exhaustive=False) if len(members) > 1 else None
        case Experiment():
            tests = tuple(
                replace(test, before=_left(test.before, gone), misleads_if=_left(test.misleads_if, gone))
                for test in thing.tests
                if test.node not in gone
            )
            return replace(thing, tests=tests, results=tuple(r for r in thing.results if r.node not in gone))
        case Position():
            of = _left(thing.of, gone)
            if thing.person in gone or thing.target in gone or (thing.of and not of):
                return None
            return replace(_unplaced(thing, gone), of=of)
        case Quote():
            return None if thing.source in gone or thing.target in gone else thing
        case _:
            return thing


def _argument(thing: Argument, gone: Collection[str]) -> Argument | None:
    offered = [premise for premise in thing.premises if premise.role == "because"]
    reasons = [premise for premise in offered if premise.node not in gone]
    if thing.target in gone or len(reasons) < (len(offered) if thing.at_least is None else thing.at_least):
        return None
    if any(premise.role == "assuming" and premise.node in gone for premise in thing.premises):
        return None
    premises = tuple(
        premise for premise in thing.premises if premise.node not in gone and premise.surfaced_by not in gone
    )
    by = _left(thing.by, gone)
    if (thing.by and not by) or not (premises or thing.always):
        return None
    return replace(_unplaced(thing, gone), premises=premises, by=by)


def _left(ids: tuple[str, ...], gone: Collection[str]) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if id_ not in gone)


def _unplaced(thing: _Placed, gone: Collection[str]) -> _Placed:
    """The thing less its place, where the source is gone."""
    return replace(thing, source=None, at="") if thing.source in gone else thing
