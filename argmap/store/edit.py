"""One edit while it is gathered: what it changes, and whether the map would still hold together."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from argmap.entries import to_entry
from argmap.errors import DamagedMapError, EditError, UnknownIdError, did_you_mean
from argmap.exclusive import misfits, touched
from argmap.model import TARGETS, ArgumentMap, Exclusive, Kind, MapFile, Role, Thing, references
from argmap.store.journal import Top, top
from argmap.store.reading import Store
from argmap.store.records import FILE, SETTING, Record, file_record, next_file_key, present, thing_record
from argmap.store.rows import ROLES, live
from argmap.text import an, counted, listed, unstorable
from argmap.words import key_of, needed

LISTED: Final = 10
"""How many of the things that stand in the way of a removal are named."""


class Edit:
    """What one edit changes, gathered; nothing is written before it ends. `store` is the map as it was."""

    def __init__(self, connection: sqlite3.Connection, spec: str) -> None:
        self.store = Store(connection, spec=spec)
        self.connection = connection
        self.top: Top = top(connection)
        self.things: dict[str, Thing | None] = {}
        self._after: dict[str, Record | None] = {}
        self._before: dict[str, Record | None] = {}
        self._moved: set[str] = set()
        self._next_key = next_key(connection, self.top)
        self.arrival: tuple[int, int] | None = None
        self.arrived_state = 0
        self.number: int | None = None
        """The number of its entry in the journal, once it is written."""

    def get(self, id_: str) -> Thing:
        """The thing with this id as this edit has it. Raises UnknownIdError."""
        thing = self.find(id_)
        if thing is None:
            raise self.unknown(id_)
        return thing

    def unknown(self, id_: str, hint: str = "") -> UnknownIdError:
        """That nothing has this id, with the nearest that something has, and a hint."""
        return UnknownIdError(id_, self.near(id_), hint)

    def near(self, id_: str) -> list[str]:
        """Ids that an unknown one may be a slip of."""
        return [*self.store.similar(id_), *self.things]

    def find(self, id_: str) -> Thing | None:
        """The thing with this id as this edit has it, None where there is none."""
        if id_ in self.things:
            return self.things[id_]
        found = self.store.things_by_id([id_])
        return found[0][1] if found else None

    def titled(self, title: str) -> list[Thing]:
        """The things with exactly this title, upper and lower case aside."""
        wanted = title.casefold()
        found = (self.find(id_) for id_ in dict.fromkeys([*self.store.titled(title), *self.things]))
        return [thing for thing in found if thing is not None and thing.title.casefold() == wanted]

    def file_of(self, id_: str) -> str:
        """The name of the file that a thing came from, empty where it is from none."""
        record = self._seen(id_)
        return record.fields[-1] if record else ""

    def mentioners(self, id_: str) -> list[tuple[Role, str]]:
        """Who mentions a thing of the map, and in which role, by id."""
        record = self._seen(id_)
        return mentioners(self.connection, record.key) if record else []

    def put(self, thing: Thing, file: str | None = None) -> None:
        """Add a thing, or put it in the place of the one with its id; `file`: another file than it has."""
        _check_text(to_entry(thing))
        before = self._seen(thing.id)
        known = self._after.get(thing.id) or (before if thing.id not in self._moved else None)
        key = known.key if known else self._new_key()
        if file is None:
            file = known.fields[-1] if known else ""
        self.things[thing.id] = thing
        self._after[thing.id] = thing_record(thing, key, file)

    def move(self, id_: str, thing: Thing) -> None:
        """Put a thing in the place of one of another id: it keeps its row, and so its place in every list."""
        _check_text(to_entry(thing))
        before = self._after.get(id_) or self._seen(id_)
        self._seen(thing.id)
        if before is None:
            raise UnknownIdError(id_, self.near(id_))
        self.things[id_] = self._after[id_] = None
        self._moved.add(id_)
        self.things[thing.id] = thing
        self._after[thing.id] = thing_record(thing, before.key, before.fields[-1])

    def remove(self, id_: str) -> None:
        """Take a thing away. Raises UnknownIdError."""
        self.get(id_)
        self._seen(id_)
        self.things[id_] = None
        self._after[id_] = None

    def put_file(self, file: MapFile, key: int | None = None) -> None:
        """Keep what a file says of itself, or change it; `key`: of the row that is kept for it, where one is."""
        before = self._seen(FILE + file.name)
        _check_text(file)
        if key is None:
            key = next_file_key(self.connection) + sum(name[0] == FILE for name in self._after)
        self._after[FILE + file.name] = file_record(file, before.key if before else key)

    def put_setting(self, key: str, value: str) -> None:
        """Let the map remember a value under a key."""
        _check_text([value])
        self._seen(SETTING + key)
        self._after[SETTING + key] = Record(SETTING + key, 0, (value,))

    def _seen(self, name: str) -> Record | None:
        if name not in self._before:
            self._before[name] = present(self.connection, name)
        return self._before[name]

    def _new_key(self) -> int:
        self._next_key += 1
        return self._next_key - 1

    def arrive(self, first: int, last: int, state: int) -> None:
        """Count things as added by this edit that are in their rows already; `state`: the sum of their digests."""
        self.arrival = first, last
        self.arrived_state = state
        self._next_key = max(self._next_key, last + 1)

    @property
    def last_key(self) -> int:
        """The highest key that was ever given to a thing."""
        return self._next_key - 1

    @property
    def changes(self) -> list[tuple[Record | None, Record | None]]:
        """What changes, record by record, less what stays the same."""
        pairs = ((self._before[name], after) for name, after in self._after.items())
        return [(before, after) for before, after in pairs if before != after]

    def check(self, arrived: Iterable[Thing] = ()) -> None:
        """See that every id that is mentioned is there, of a kind that the role takes, and that groups fit.

        `arrived` are things in their rows already, which this edit lets be seen. Raises EditError.
        """
        wanted = {ref.id for thing in self.things.values() if thing for ref in references(thing)}
        kinds: dict[str, Kind] = {
            thing.id: thing.kind for _, thing in self.store.things_by_id(wanted - self.things.keys())
        }
        kinds |= {id_: thing.kind for id_, thing in self.things.items() if thing}
        for thing in filter(None, self.things.values()):
            for role, id_ in references(thing):
                if id_ not in kinds:
                    raise EditError(misfit(role, id_, None, thing.id) + did_you_mean(id_, self.near(id_)))
                if kinds[id_] not in TARGETS[role]:
                    raise EditError(misfit(role, id_, kinds[id_], thing.id))
        self._check_mentioned()
        self._check_groups(arrived)

    def _check_groups(self, arrived: Iterable[Thing]) -> None:
        """What changes must fit the groups of alternatives that it touches, as they and all around them will be."""
        new = any(isinstance(thing, Exclusive) for thing in self.things.values())
        if not new and not self.store.has_kind("exclusive"):
            return
        befores = (before.thing for before in self._before.values() if before and before.is_thing)
        arrived = list(arrived)
        nodes = {node for thing in chain(befores, self.things.values(), arrived) for node in touched(thing)}
        groups = [thing for thing in self._mentioning(nodes, ["exclusive"]) if isinstance(thing, Exclusive)]
        if not groups:
            return
        mine = self.things.keys() | {thing.id for thing in arrived}
        groups.sort(key=lambda group: (group.id in mine, group.id))
        members = {member for group in groups for member in group.members}
        said = self._mentioning(members, ["exclusive", "for", "position"])
        named = [thing for member in members if (thing := self.find(member))]
        for misfit in misfits(ArgumentMap([*named, *said]), groups):
            raise EditError(misfit.message)

    def _mentioning(self, ids: Collection[str], roles: Collection[Role]) -> list[Thing]:
        """The things that mention one of these ids in one of these roles, as this edit has them."""
        keys = [key for key, _ in self.store.things_by_id(ids)]
        there = {edge.source.id: edge.source for edge in self.store.edges(keys, roles)}
        found = [thing for id_, thing in there.items() if id_ not in self.things]
        return found + [
            thing
            for thing in self.things.values()
            if thing and any(ref.role in roles and ref.id in ids for ref in references(thing))
        ]

    def _check_mentioned(self) -> None:
        """What is removed, or becomes of another kind, must not be mentioned by what stays as it is."""
        for id_, thing in self.things.items():
            before = self._before[id_]
            if before is None or (thing is not None and before.fields[0] == thing.kind):
                continue
            mentions = [
                (role, source)
                for role, source in mentioners(self.connection, before.key)
                if source not in self.things and (thing is None or thing.kind not in TARGETS[role])
            ]
            if mentions:
                words = mentioned_words(id_, mentions)
                raise EditError(words if thing is None else f"{id_!r} cannot become {an(thing.kind)}: {words}")


def misfit(role: Role, id_: str, kind: Kind | None, source: str) -> str:
    """Why a thing cannot mention another: nothing has its id (no kind), or it is of a kind that the role takes not."""
    where = f"in {key_of(role)} of {source!r}"
    if kind is None:
        return f"nothing in this map has the id {id_!r} {where}"
    return f"{id_!r} {where} is {an(kind)}; {needed(role)} is needed there"


def _check_text(value: object) -> None:
    """See that all texts can be stored. Raises EditError."""
    if isinstance(value, str):
        if why := unstorable(value):
            raise EditError(why)
    elif isinstance(value, Mapping):
        for item in value.values():
            _check_text(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check_text(item)


def mentioned_words(id_: str, mentions: Sequence[tuple[Role, str]]) -> str:
    """Who refers to a thing, and in which role, in words."""
    roles: dict[str, list[str]] = {}
    for role, source in mentions:
        roles.setdefault(source, []).append(role)
    names = [f"{source} ({', '.join(found)})" for source, found in list(roles.items())[:LISTED]]
    names += [f"{len(roles) - LISTED} more"] if len(roles) > LISTED else []
    return f"{counted(len(roles), 'thing refers', 'things refer')} to {id_!r}: {listed(names)}"


def mentioners(connection: sqlite3.Connection, key: int) -> list[tuple[Role, str]]:
    """Who mentions the thing of a key, and in which role, by id."""
    rows = connection.execute(
        f"""
        select e.role, s.id from edge e cross join thing s on s.pk = e.source
        where e.target = ? and {live("s.pk")} order by s.id, e.role
        """,
        [key],
    )
    found = rows.fetchall()
    if not all(role in ROLES and isinstance(source, str) for role, source in found):
        raise DamagedMapError("the map is damaged: a mention is of no role that argmap knows")
    return [(ROLES[role], source) for role, source in found]


def next_key(connection: sqlite3.Connection, at: Top) -> int:
    """The first key that was never given to a thing, nor is kept for an import under way."""
    (staged,) = connection.execute("select ifnull(max(last), 0) from staging").fetchone()
    if not isinstance(staged, int) or staged >= 1 << 61:
        raise DamagedMapError("the map is damaged: what an import has staged cannot be read")
    return max(at.last_key, staged) + 1
