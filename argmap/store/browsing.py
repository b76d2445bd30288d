"""Answers page by page, for somebody who walks through a map: no question here costs more in a larger map."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from argmap.errors import UnknownIdError
from argmap.model import Argument, ArgumentMap, Kind, Role, Status, Thing
from argmap.store.reading import Hit, Store, hit
from argmap.store.rows import LIVE, ROLE_NUMBERS, live

PAGE: Final = 100
"""How many things a page lists."""

MOST: Final = 200
"""How many mentions of a thing in one role are shown; `argmap show` has all."""

_FOR, _AGAINST = ROLE_NUMBERS["for"], ROLE_NUMBERS["against"]
_UNSTATED, _TESTS = ROLE_NUMBERS["unstated"], ROLE_NUMBERS["tests"]
_ARGUED: Final[tuple[Role, ...]] = ("for", "against")


class Page(NamedTuple):
    """Some things, and after which key the next page begins; None where this is the last."""

    hits: list[Hit]
    after: int | None


def _page(rows: list[tuple[Any, ...]], size: int) -> Page:
    return Page([hit(row[1:4]) for row in rows], rows[-1][0] if len(rows) == size else None)


def of_kind(store: Store, kind: Kind, after: int = 0, size: int = PAGE) -> Page:
    """The things of a kind, in the order in which they came into the map."""
    sql = f"""
        select t.pk, t.id, t.kind, t.title from thing t indexed by idx_thing_kind
        where t.kind = ? and t.pk > ? and {LIVE} order by t.pk limit ?
    """
    return _page(store.fetch(sql, kind, after, size), size)


def counted(store: Store, kind: Kind, most: int) -> int:
    """How many things of a kind there are, if fewer than `most`, else `most`."""
    sql = f"""
        select count(*) from (
            select 1 from thing t indexed by idx_thing_kind where t.kind = ? and {LIVE} limit ?
        )
    """
    ((number,),) = store.fetch(sql, kind, most)
    found: int = number
    return found


def unstated(store: Store, after: int = 0, size: int = PAGE, *, untested: bool = False) -> Page:
    """The statements that some argument needs and its author did not say; or of these what no experiment tests."""
    tested = f"exists (select 1 from edge x where x.target = e.target and x.role = {_TESTS} and {live('x.source')})"
    sql = f"""
        select t.pk, t.id, t.kind, t.title from (
            select distinct e.target as pk from edge e indexed by idx_edge_unstated
            where e.role = {_UNSTATED} and e.target > ? and {live("e.source")} {f"and not {tested}" if untested else ""}
            order by e.target limit ?
        ) u cross join thing t on t.pk = u.pk order by u.pk
    """
    return _page(store.fetch(sql, after, size), size)


def experiments(store: Store, status: Status, after: int = 0, size: int = PAGE) -> Page:
    """The experiments of a status."""
    sql = f"""
        select t.pk, t.id, t.kind, t.title from thing t indexed by idx_thing_kind
        where t.kind = 'experiment' and t.pk > ? and {LIVE}
        and ifnull(json_extract(nullif(t.body, ''), '$.status'), 'proposed') = ? order by t.pk limit ?
    """
    return _page(store.fetch(sql, after, status, size), size)


def said_in(store: Store, source: str, after: int = 0, size: int = PAGE) -> Page:
    """The arguments of a source."""
    sql = f"""
        select t.pk, t.id, t.kind, t.title from thing s
        cross join edge e on e.target = s.pk and e.role = {ROLE_NUMBERS["source"]} and e.source > ?
        cross join thing t on t.pk = e.source
        where s.id = ? and t.kind = 'argument' and {LIVE} order by e.source limit ?
    """
    return _page(store.fetch(sql, after, source, size), size)


def surroundings(store: Store, id_: str) -> ArgumentMap:
    """The thing, what mentions it and what those mention: of each role at most `MOST`. Raises UnknownIdError."""
    with store.moment():
        found = store.things_by_id([id_])
        if not found:
            raise UnknownIdError(id_, store.similar(id_))
        ((pk, thing),) = found
        mentions = (store.edges([pk], [role], MOST) for role in ROLE_NUMBERS)
        return store.with_mentioned([thing, *(edge.source for edges in mentions for edge in edges)])


class Step(NamedTuple):
    """What stands one step behind some statements and arguments.

    `things`: those, the arguments for and against them, their premises, what tests all of these, and the people
    and sources named. `reasons`: which of them have arguments for or against them.
    """

    things: dict[str, Thing]
    reasons: set[str]


def step(store: Store, ids: Collection[str]) -> Step:
    """What stands one step behind statements and arguments; ids that the map does not have are left out."""
    with store.moment():
        known = {thing.id: (pk, thing) for pk, thing in store.things_by_id(ids)}
        arguments = [thing for _, thing in known.values() if isinstance(thing, Argument)]
        for pk, _ in list(known.values()):
            for role in _ARGUED:
                for edge in store.edges([pk], [role], MOST):
                    known[edge.source.id] = edge.source_pk, edge.source
                    if isinstance(edge.source, Argument):
                        arguments.append(edge.source)
        nodes = {premise.node for argument in arguments for premise in argument.premises} - known.keys()
        known |= {thing.id: (pk, thing) for pk, thing in store.things_by_id(nodes)}
        names = {pk: id_ for id_, (pk, _) in known.items()}
        tests = [edge for pk in names for edge in store.edges([pk], ["tests"], MOST)]
        reasons = {names[pk] for pk in _argued(store, list(names))}
        map_ = store.with_mentioned([*(thing for _, thing in known.values()), *(edge.source for edge in tests)])
        return Step(dict(map_.things), reasons)


def _argued(store: Store, keys: list[int]) -> Iterable[int]:
    """Which of the things of these keys have arguments for or against them."""
    sql = f"""
        select j.value from json_each(?) j where exists (
            select 1 from edge e where e.target = j.value and e.role in ({_FOR}, {_AGAINST}) and {live("e.source")}
        )
    """
    return (row[0] for row in store.fetch(sql, json.dumps(keys)))
