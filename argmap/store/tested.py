"""What experiments can tell of something, cut out of the store: its cone, and that of all that shares an input.

A result on a consequence, or on another consequence of the same cause, is evidence too. What shares an input lies
ahead of something in the cone: from there on through the arguments that use it, to what is tested.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from argmap.graph import bearing_on
from argmap.model import PREMISE_ROLES, Argument, ArgumentMap, Exclusive, Experiment, Role, Thing
from argmap.store.bearing import bearing, bearing_within
from argmap.store.reading import Store
from argmap.store.rows import LIVE

MOST: Final = 5_000
"""So many things are taken in, or looked at, beyond the cone of what is asked about."""

_AHEAD: Final[tuple[Role, ...]] = (*PREMISE_ROLES, "tests", "exclusive")


class Tested(NamedTuple):
    """The map of what bears on something, and on all that is tested and shares an input with it.

    `without` are tested things that were too much to take in; `elsewhere` is how many experiments, or results, the
    store has beyond this map. They share nothing with it if that is `complete`; else some may, further away.
    """

    map_: ArgumentMap
    without: tuple[str, ...]
    elsewhere: int
    complete: bool


def with_tests(store: Store, ids: Iterable[str], beside: Iterable[str] = (), *, results: bool) -> Tested:
    """All that bears on some statements or arguments, and on what is tested and shares an input with them.

    With what has a result comes what in turn shares an input with that. With `results` only what has one is taken in.
    The nearest come first; no more than `MOST` things beyond what bears on these. Raises UnknownIdError.
    """
    with store.moment():
        taken, beside = list(ids), list(beside)
        map_ = bearing(store, taken, beside)
        most = len(map_) + MOST
        recorded = _recorded(store)
        without: dict[str, None] = {}
        complete, every = True, not results
        while every or not _has(map_, recorded, taken):
            found, all_ = _ahead(store, map_, taken, None if every else recorded.keys(), most)
            complete, every = complete and all_, False
            new = [node for node in found if node not in without and node not in taken]
            wider, many = _wider(store, [*taken, *new], len(taken), beside, most)
            without.update(dict.fromkeys(new[many - len(taken) :]))
            if wider is None:
                break
            taken += new[: many - len(taken)]
            map_ = wider
        if results:
            elsewhere = sum(many for id_, many in recorded.items() if id_ not in map_)
        else:
            elsewhere = _experiments(store) - len(map_.of_type(Experiment))
    return Tested(map_, tuple(without), elsewhere, complete and not without)


def _has(map_: ArgumentMap, experiments: Iterable[str], taken: Iterable[str]) -> bool:
    """Whether the map has these experiments, and all that bears on what they test."""
    known = bearing_on(map_, taken)
    found = (map_.things.get(id_) for id_ in experiments)
    return all(isinstance(one, Experiment) and all(test.node in known for test in one.tests) for one in found)


def _wider(
    store: Store, ids: Sequence[str], least: int, beside: Iterable[str], most: int
) -> tuple[ArgumentMap | None, int]:
    """What bears on the first of these, as many as are not too much, but more than `least`; and how many."""
    many = len(ids)
    while many > least:
        wider = bearing_within(store, ids[:many], beside, most)
        if wider is not None:
            return wider, many
        many = least + (many - least) // 4
    return None, least


def _recorded(store: Store) -> dict[str, int]:
    """The experiments that have results, and how many."""
    sql = f"""
        select id, many from (
            select t.id as id, case when json_valid(t.body) then
                case json_type(t.body, '$.result') when 'array' then json_array_length(t.body, '$.result')
                else json_type(t.body, '$.result') is not null end
            end as many
            from thing t indexed by idx_thing_kind where t.kind = 'experiment' and {LIVE}
        ) where many > 0
    """
    return dict(store.fetch(sql))


def _experiments(store: Store) -> int:
    sql = f"select count(*) from thing t indexed by idx_thing_kind where t.kind = 'experiment' and {LIVE}"
    ((many,),) = store.fetch(sql)
    return int(many)


def _ahead(
    store: Store, map_: ArgumentMap, taken: Iterable[str], wanted: Collection[str] | None, most: int
) -> tuple[list[str], bool]:
    """What experiments (of these, if given) test ahead of all that bears on what was taken in, the nearest first.

    It goes on from a member of a group to the others, too; and tells whether that is all, or more than so many things
    had to be looked at.
    """
    known = _fetched(store, bearing_on(map_, taken))
    found: dict[str, None] = {}
    frontier = list(known)
    while frontier and len(known) <= most:
        before = set(frontier)
        keys = {known[id_][0]: id_ for id_ in frontier}
        steps = [step for id_ in frontier if isinstance(step := known[id_][1], Argument)]
        ahead: dict[str, None] = {}
        for edge in store.edges(list(keys), _AHEAD, most + 1):
            if isinstance(edge.source, Experiment):
                if wanted is None or edge.source.id in wanted:
                    found[keys[edge.target_pk]] = None
            elif isinstance(edge.source, Exclusive):
                ahead.update(dict.fromkeys(edge.source.members))
            elif isinstance(edge.source, Argument) and edge.source.id not in known:
                known[edge.source.id] = edge.source_pk, edge.source
                steps.append(edge.source)
        used = [step.id for step in steps if step.id not in before]
        ahead.update((step.target, None) for step in steps)
        new = _fetched(store, [id_ for id_ in ahead if id_ not in known])
        known |= new
        frontier = [*used, *new]
    return list(found), not frontier


def _fetched(store: Store, ids: Iterable[str]) -> dict[str, tuple[int, Thing]]:
    return {thing.id: (pk, thing) for pk, thing in store.things_by_id(list(ids))}
