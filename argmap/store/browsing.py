"""Answers page by page, for somebody who walks through a map: no question here costs more in a larger map."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from itertools import islice
from typing import Any, Final, NamedTuple

from argmap.errors import UnknownIdError
from argmap.model import (
    PREMISE_ROLES,
    Argument,
    ArgumentMap,
    Exclusive,
    Experiment,
    Kind,
    Position,
    Quote,
    Role,
    Status,
    Thing,
    references,
)
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


def _page(store: Store, rows: list[tuple[Any, ...]], size: int) -> Page:
    return Page(store.called(hit(row[1:4]) for row in rows), rows[-1][0] if len(rows) == size else None)


def of_kind(store: Store, kind: Kind, after: int = 0, size: int = PAGE) -> Page:
    """The things of a kind, in the order in which they came into the map."""
    sql = f"""
        select t.pk, t.id, t.kind, t.title from thing t indexed by idx_thing_kind
        where t.kind = ? and t.pk > ? and {LIVE} order by t.pk limit ?
    """
    return _page(store, store.fetch(sql, kind, after, size), size)


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
    return _page(store, store.fetch(sql, after, size), size)


def experiments(store: Store, status: Status, after: int = 0, size: int = PAGE) -> Page:
    """The experiments of a status."""
    sql = f"""
        select t.pk, t.id, t.kind, t.title from thing t indexed by idx_thing_kind
        where t.kind = 'experiment' and t.pk > ? and {LIVE}
        and ifnull(json_extract(nullif(t.body, ''), '$.status'), 'proposed') = ? order by t.pk limit ?
    """
    return _page(store, store.fetch(sql, after, status, size), size)


def said_in(store: Store, source: str, after: int = 0, size: int = PAGE) -> Page:
    """The arguments of a source."""
    sql = f"""
        select t.pk, t.id, t.kind, t.title from thing s
        cross join edge e on e.target = s.pk and e.role = {ROLE_NUMBERS["source"]} and e.source > ?
        cross join thing t on t.pk = e.source
        where s.id = ? and t.kind = 'argument' and {LIVE} order by e.source limit ?
    """
    return _page(store, store.fetch(sql, after, source, size), size)


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


# --- the focus view and the lists ---

AROUND: Final = 30
"""How many neighbours of a thing in one role a drawing shows."""

BEHIND: Final = 200
"""How far is counted what lies behind one neighbour."""

_COUNTED: Final = 1_500
"""How many arguments are looked at to count what lies behind all neighbours together; each gets the same share."""

AHEAD: Final = 500
"""How many things ahead of a scenario are looked through for what it breaks."""

_NAMED: Final = 40
"""How many of the things that a thing mentions are fetched to be named."""


class Behind(NamedTuple):
    """How many arguments and premises stand one or two steps behind something; `more`: that was not all."""

    number: int
    more: bool


class Around(NamedTuple):
    """A thing and its neighbours: of each role at most so many; `cut` are the roles that have more.

    What neighbours mention may be missing where it is much. `behind`: by the id of a reason or a premise.
    """

    map_: ArgumentMap
    behind: dict[str, Behind]
    cut: frozenset[Role]


_NEIGHBOURS: Final[dict[str, tuple[Role, ...]]] = {
    "person": ("by", "surfaced_by", "person"),
    "source": ("source",),
    "argument": ("against", "tests"),
    "exclusive": (),
    "experiment": (),
    "position": (),
    "quote": (),
}
_OF_A_STATEMENT: Final[tuple[Role, ...]] = ("for", "against", *PREMISE_ROLES, "tests", "exclusive")


def around(store: Store, id_: str, most: int = AROUND) -> Around:
    """What a drawing shows around a thing. Raises UnknownIdError."""
    with store.moment():
        found = store.things_by_id([id_])
        if not found:
            raise UnknownIdError(id_, store.similar(id_))
        ((pk, thing),) = found
        things, cut = {thing.id: thing}, set[Role]()
        for role in _NEIGHBOURS.get(thing.kind, _OF_A_STATEMENT):
            edges = store.edges([pk], [role], most + 1)
            if len(edges) > most:
                cut.add(role)
            things |= {edge.source.id: edge.source for edge in edges[:most]}
        if isinstance(thing, Exclusive | Experiment | Position | Quote):
            things |= _with_named(store, things).things  # they are shown with what these are about
        behind: dict[str, Behind] = {}
        if isinstance(thing, Argument):
            premises = [premise.node for premise in thing.premises[:most]]
            keys = {found.id: key for key, found in store.things_by_id(premises)}
            for key in keys.values():
                things |= {edge.source.id: edge.source for edge in store.edges([key], ["tests"], most)}
            behind |= _behind(store, {node: [node] for node in premises}, thing.id)
        reasons = [one for one in things.values() if isinstance(one, Argument) and one.target == id_]
        behind |= _behind(
            store, {one.id: [one.id, *(premise.node for premise in one.premises[:_NAMED])] for one in reasons}, id_
        )
        return Around(_with_named(store, things), behind, frozenset(cut))


def _behind(store: Store, below: dict[str, list[str]], besides: str) -> dict[str, Behind]:
    """How much stands behind each of some things: what argues about these statements and steps, and its premises."""
    keys = {found.id: key for key, found in store.things_by_id({id_ for ids in below.values() for id_ in ids})}
    limit, counts = min(BEHIND, _COUNTED // max(len(below), 1)), {}
    for id_, ids in below.items():
        edges = store.edges([keys[one] for one in ids if one in keys], _ARGUED, limit + 1)
        steps = [edge.source for edge in edges[:limit] if isinstance(edge.source, Argument)]
        met = {one.id for one in steps} | {premise.node for one in steps for premise in one.premises}
        count = len(met - {besides, *ids})
        counts[id_] = Behind(min(count, BEHIND), len(edges) > limit or count > BEHIND)
    return counts


def named(store: Store, ids: Collection[str]) -> ArgumentMap:
    """These things, as far as the map has them, and what they mention, to be named."""
    with store.moment():
        return _with_named(store, {thing.id: thing for _, thing in store.things_by_id(ids)})


def needing(store: Store, id_: str, most: int = AROUND) -> tuple[ArgumentMap, bool]:
    """The arguments that leave a statement unsaid, with what they mention, and whether those are all."""
    with store.moment():
        keys = [key for key, _ in store.things_by_id([id_])]
        edges = store.edges(keys, ["unstated"], most + 1)
        return _with_named(store, {edge.source.id: edge.source for edge in edges[:most]}), len(edges) <= most


def ahead(store: Store, id_: str, most: int = AHEAD) -> tuple[ArgumentMap, bool]:
    """What a statement bears on (see `Store.consequences`), as far as `most` things go, and whether that is all."""
    roles = [role for role in PREMISE_ROLES if role != "unless"]
    with store.moment():
        found = store.things_by_id([id_])
        things, frontier, whole = {thing.id: thing for _, thing in found}, [key for key, _ in found], True
        followed = set(things)
        while frontier and whole:
            edges = store.edges(frontier, roles, most)
            whole = len(edges) < most and len(things) < most
            steps = [step for edge in edges if isinstance(step := edge.source, Argument) and step.leans_on(followed)]
            things |= {step.id: step for step in steps}
            following = {step.target for step in steps if not step.against} - followed
            ends = store.things_by_id(following | {step.target for step in steps} - things.keys())
            frontier = [key for key, thing in ends if thing.id in following]
            followed |= following
            things |= {thing.id: thing for _, thing in ends}
        return _with_named(store, things), whole


def _with_named(store: Store, things: dict[str, Thing]) -> ArgumentMap:
    mentioned = {ref.id: None for thing in things.values() for ref in islice(references(thing), _NAMED)}
    missing = store.things_by_id([id_ for id_ in mentioned if id_ not in things])
    return ArgumentMap([*things.values(), *(thing for _, thing in missing)])
