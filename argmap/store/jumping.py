"""What a question about scenarios asks of the store: all techniques, concerns and scenarios, and what is tested."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from argmap.model import Argument, Experiment, Kind, Position, Role, Statement
from argmap.store.reading import Store
from argmap.store.rows import LIVE

KINDS: Final[tuple[Kind, ...]] = ("proposal", "concern", "scenario")
"""The kinds of statement that the rows and columns of the tables are."""

INVARIANT: Final = "invariant"

_FROM: Final[tuple[Role, ...]] = ("because", "assuming", "unstated")


class Asked(NamedTuple):
    """What questions about scenarios ask about, and what is only named beside it."""

    ids: list[str]
    beside: list[str]


def jumping(store: Store) -> Asked:
    """All techniques with the arguments from them, concerns and scenarios, and all that is tested.

    Beside these: the statements that are tagged as invariants of scenarios, and the positions that are `of` scenarios.
    """
    with store.moment():
        found = {kind: of_kinds(store, [kind]) for kind in KINDS}
        ids = dict.fromkeys(id_ for rows in found.values() for _, id_ in rows)
        for edge in store.edges([pk for pk, _ in found["proposal"]], _FROM):
            if isinstance(edge.source, Argument):
                ids[edge.source.id] = None
        ids |= dict.fromkeys(_tested(store))
        beside = dict[str, None]()
        for edge in store.edges([pk for pk, _ in found["scenario"]], ("about", "of")):
            thing = edge.source
            if isinstance(thing, Position) or (isinstance(thing, Statement) and INVARIANT in thing.tags):
                beside[thing.id] = None
        return Asked(list(ids), [id_ for id_ in beside if id_ not in ids])


def of_kinds(store: Store, kinds: Collection[Kind]) -> list[tuple[int, str]]:
    """The keys and ids of all things of some kinds, by id."""
    sql = f"""
        select t.pk, t.id from thing t indexed by idx_thing_kind
        where t.kind in ({",".join("?" * len(kinds))}) and {LIVE} order by t.id
    """
    return [(pk, id_) for pk, id_ in store.fetch(sql, *kinds)]


def _tested(store: Store) -> list[str]:
    """All that experiments test, as any of them may tell scenarios apart or last beyond one."""
    experiments = (thing for _, thing in store.things_by_id([id_ for _, id_ in of_kinds(store, ["experiment"])]))
    return [test.node for one in experiments if isinstance(one, Experiment) for test in one.tests]
