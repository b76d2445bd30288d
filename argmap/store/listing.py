"""Lists of a map's things, picked by what they are and what mentions them, as the rows come."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

from argmap.errors import UnknownIdError, WrongKindError
from argmap.model import TARGETS, Kind, Role
from argmap.store.reading import Hit, Store, hit
from argmap.store.rows import LIVE, ROLE_NUMBERS, live
from argmap.text import an
from argmap.words import needed

PAGE: Final = 200
"""How many things are named at once."""

_TESTABLE: Final = ", ".join(f"'{kind}'" for kind in sorted(TARGETS["tests"]))
_BY: Final[tuple[Role, ...]] = ("by", "person")


class Wanted(NamedTuple):
    """Which things are listed: all that fit what is given.

    `by`: arguments that a person makes and positions that they hold; `source`: what stands there. `unstated`:
    statements that an argument needs and its author did not say, with `by` and `source` one of that person, or there.
    `untested`: statements and arguments that no experiment tests.
    """

    kinds: Collection[Kind] | None = None
    tag: str | None = None
    by: str | None = None
    source: str | None = None
    untested: bool = False
    unstated: bool = False


def listed(store: Store, wanted: Wanted) -> Iterator[Hit]:
    """The things that are wanted, by id. Raises UnknownIdError and WrongKindError."""
    sql, parameters = _query(wanted, _key(store, wanted.by, "by"), _key(store, wanted.source, "source"))
    rows = store.connection.execute(sql, parameters)
    while page := list(islice(rows, PAGE)):
        store.rows_fetched += len(page)
        yield from store.called(map(hit, page))


def _key(store: Store, id_: str | None, role: Role) -> int:
    """The key of a thing that the role takes; 0 for none."""
    if id_ is None:
        return 0
    found = store.things_by_id([id_])
    if not found:
        raise UnknownIdError(id_, store.similar(id_))
    ((key, thing),) = found
    if thing.kind not in TARGETS[role]:
        raise WrongKindError(f"{id_!r} is {an(thing.kind)}; {needed(role)} is needed there")
    return key


def _query(wanted: Wanted, person: int, source: int) -> tuple[str, list[Any]]:
    """The query, and what stands for its question marks; it begins at the fewest things that it can."""
    said = [(_numbers(*_BY), person), (_numbers("source"), source)]
    said = [(roles, key) for roles, key in said if key]
    where, parameters = [LIVE], list[Any]()
    if wanted.unstated:
        of = "".join(f" and {_mentions(roles, key, 'e.source')}" for roles, key in said)
        things = f"""(
            select distinct e.target as pk from edge e indexed by idx_edge_unstated
            where e.role = {ROLE_NUMBERS["unstated"]} and {live("e.source")}{of}
        ) w cross join thing t on t.pk = w.pk"""
    elif said:
        (roles, key), *others = said
        things = f"""(
            select distinct e.source as pk from edge e where e.target = {key} and e.role in ({roles})
        ) w cross join thing t on t.pk = w.pk"""
        where += [_mentions(roles, key, "t.pk") for roles, key in others]
    elif wanted.kinds:
        things = "thing t indexed by idx_thing_kind"
    else:
        things = "thing t indexed by idx_thing_id"
    if wanted.kinds:
        where.append(f"t.kind in ({','.join('?' * len(wanted.kinds))})")
        parameters += wanted.kinds
    if wanted.untested:
        where.append(f"t.kind in ({_TESTABLE})")
        where.append(
            f"not exists (select 1 from edge x where x.target = t.pk and x.role = {ROLE_NUMBERS['tests']}"
            f" and {live('x.source')})"
        )
    if wanted.tag is not None:
        where.append("exists (select 1 from json_each(nullif(t.body, ''), '$.tags') g where g.value = ?)")
        parameters.append(wanted.tag)
    return f"select t.id, t.kind, t.title from {things} where {' and '.join(where)} order by t.id", parameters


def _numbers(*roles: Role) -> str:
    return ", ".join(str(ROLE_NUMBERS[role]) for role in roles)


def _mentions(roles: str, key: int, source: str) -> str:
    return f"exists (select 1 from edge m where m.target = {key} and m.role in ({roles}) and m.source = {source})"
