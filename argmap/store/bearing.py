"""What bears on something, cut out of the store frontier by frontier: all that can make it hold or fail."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from typing import Final

from argmap.errors import UnknownIdError
from argmap.model import Argument, ArgumentMap, Exclusive, Position, Role, Thing, references
from argmap.store.reading import Store, check_mention
from argmap.store.rows import LIVE, ROLE_NUMBERS

_STEPS: Final[tuple[Role, ...]] = ("for", "against", "exclusive")
_ON_IT: Final[tuple[Role, ...]] = (*_STEPS, "tests", "position")

_Found = dict[str, tuple[int, Thing]]

TRACED: Final = 5_000
"""Up to so many things that bear on the target of a trace, it is worked out what stands and what is core."""


def bearing(store: Store, ids: Iterable[str], beside: Iterable[str] = ()) -> ArgumentMap:
    """All that bears on some statements or arguments, with the tests, positions, people and sources of all of it.

    Back through arguments for and against, premises of every role, the other members of a group that something is in,
    and what lies behind all those. What these things
    mention beside (such as what a position is `of`) is there, and so are the things of `beside`, but not what bears
    on them: nothing can be asked about those. What a statement is `about` is left out. Every reference of an
    argument is there. Raises UnknownIdError, and DamagedMapError where something mentioned is not there.
    """
    found = bearing_within(store, ids, beside, sys.maxsize)
    assert found is not None
    return found


def bearing_within(store: Store, ids: Iterable[str], beside: Iterable[str], most: int) -> ArgumentMap | None:
    """What `bearing` gives; None where more than so many things bear, which takes few more rows than that to tell."""
    with store.moment():
        things = _start(store, ids)
        if not _follow(store, things, _ON_IT, most):
            return None
        named = _start(store, [id_ for id_ in dict.fromkeys(beside) if id_ not in things])
        things = named | things
        _complete(store, things, named)
    return ArgumentMap(thing for _, thing in things.values())


def steps_bearing(store: Store, id_: str, most: int) -> ArgumentMap | None:
    """Only the statements and arguments that bear on one, for a labelling; None where there are more than so many.

    Of an argument also what it is for: a proposal that nobody named argues for claims, but for no problem.
    """
    with store.moment():
        things = _start(store, [id_])
        if not _follow(store, things, _STEPS, most):
            return None
        asked = things[id_][1]
        if isinstance(asked, Argument):
            _load(store, {asked.target} - things.keys(), things)
        return ArgumentMap(thing for _, thing in things.values())


def positions_of(store: Store, people: Iterable[str]) -> list[Position]:
    """Every position of these people."""
    keys = [pk for pk, _ in store.things_by_id(list(people))]
    return [edge.source for edge in store.edges(keys, ["person"]) if isinstance(edge.source, Position)]


def ends(store: Store, most: int) -> list[str]:
    """The ids of the statements that are no premise of anything, at most so many of them."""
    roles = ", ".join(str(ROLE_NUMBERS[role]) for role in ("because", "assuming", "unstated", "unless"))
    sql = f"""
        select t.id from thing t indexed by idx_thing_kind
        where t.kind in ('problem', 'proposal', 'claim', 'scenario', 'concern') and {LIVE}
        and not exists (select 1 from edge e where e.target = t.pk and e.role in ({roles})) limit ?
    """
    return [row[0] for row in store.fetch(sql, most)]


def _start(store: Store, ids: Iterable[str]) -> _Found:
    """The things that are asked about. Raises UnknownIdError for what the map does not have."""
    asked = list(dict.fromkeys(ids))
    things: _Found = {}
    _load(store, asked, things)
    for id_ in asked:
        if id_ not in things:
            raise UnknownIdError(id_, store.similar(id_))
    return things


def _load(store: Store, ids: Collection[str], things: _Found) -> None:
    if ids:
        things.update((thing.id, (pk, thing)) for pk, thing in store.things_by_id(ids))


def _follow(store: Store, things: _Found, roles: Iterable[Role], most: int) -> bool:
    """Add what bears on all these, and in turn on that, two queries a frontier; false beyond so many things."""
    limit = -1 if most == sys.maxsize else most + 1
    frontier = list(things)
    opened: set[str] = set()
    while frontier:
        opened.update(frontier)
        steps = [step for id_ in frontier if isinstance(step := things[id_][1], Argument)]
        groups: list[Exclusive] = []
        for edge in store.edges([things[id_][0] for id_ in frontier], roles, limit):
            if edge.source.id not in things:
                things[edge.source.id] = edge.source_pk, edge.source
                if isinstance(edge.source, Argument):
                    steps.append(edge.source)
                elif isinstance(edge.source, Exclusive):
                    groups.append(edge.source)
        ahead = dict.fromkeys(step.id for step in steps)
        ahead.update((member, None) for group in groups for member in group.members)
        ahead.update((premise.node, None) for step in steps for premise in step.premises)
        if len(things) > most or len(ahead) > most:
            return False
        _load(store, [id_ for id_ in ahead if id_ not in things], things)
        frontier = [id_ for id_ in ahead if id_ in things and id_ not in opened]
    return len(things) <= most


def _complete(store: Store, things: _Found, named: Iterable[str]) -> None:
    """Add what these things mention, the groups of that, and in turn what the arguments and groups among that do."""
    pending = [thing for _, thing in things.values()]
    while pending:
        mentions = [(thing.id, *ref) for thing in pending for ref in references(thing) if ref.role != "about"]
        missing = {id_ for _, _, id_ in mentions} - things.keys()
        _load(store, sorted(missing), things)
        groups = store.edges([things[id_][0] for id_ in {*missing, *named} if id_ in things], ["exclusive"])
        things.update((edge.source.id, (edge.source_pk, edge.source)) for edge in groups)
        for source, role, id_ in mentions:
            check_mention(source, role, id_, things[id_][1] if id_ in things else None)
        pending = [thing for id_ in missing if isinstance(thing := things[id_][1], Argument)]
        pending += [edge.source for edge in groups]
        named = ()
