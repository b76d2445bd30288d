"""Answering from a map in SQLite: get, edges of a frontier, cone, search, stream.

Everything here runs on a bare `sqlite3` connection and fetches what the question needs, frontier by frontier;
only `stream` passes over the whole map. Joins are pinned with CROSS JOIN, because without statistics SQLite's
planner may scan a table of millions instead.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, Final, NamedTuple, ParamSpec, TypeVar

from argmap.errors import DamagedMapError, UnknownIdError
from argmap.model import (
    NESTED,
    PREMISE_ROLES,
    TARGETS,
    Argument,
    ArgumentMap,
    Exclusive,
    Kind,
    MapFile,
    Role,
    Thing,
    named_in_label,
    references,
)
from argmap.store.rows import COLUMNS, LIVE, ROLE_NUMBERS, ROLES, decode
from argmap.text import an

if TYPE_CHECKING:
    from argmap.store.journal import Entry
    from argmap.store.search import Sought

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")


def at_one_moment(
    method: Callable[Concatenate[Store, _Arguments], _Answer],
) -> Callable[Concatenate[Store, _Arguments], _Answer]:
    """Let a method that asks more than once see the map as it is at one moment."""

    @wraps(method)
    def wrapped(store: Store, /, *arguments: _Arguments.args, **options: _Arguments.kwargs) -> _Answer:
        with store.moment():
            return method(store, *arguments, **options)

    return wrapped


_BEHIND: Final[tuple[Role, ...]] = ("for", "against", "tests", "exclusive")


class Edge(NamedTuple):
    """One mention of a thing of a frontier: `source`, whose key is `source_pk`, mentions `target` in `role`."""

    target_pk: int
    role: Role
    source_pk: int
    source: Thing


class Hit(NamedTuple):
    """One thing of a list; `called` is what to call it where it has no title (see `ArgumentMap.label`)."""

    id: str
    kind: Kind
    title: str
    called: str = ""

    @property
    def label(self) -> str:
        """What to call it: its title, else what it argues, else the id."""
        return self.title or self.called or self.id


class Store:
    """A map in an SQLite database (on disk or in memory), for reading.

    `spec` is how the user named the map, `path` the database on disk, None where there is none to edit.
    """

    def __init__(self, connection: sqlite3.Connection, *, spec: str = "", path: Path | None = None) -> None:
        self.connection = connection
        self.spec = spec
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self.rows_fetched = 0
        """How many rows all answers so far have taken; what a question costs must not grow with the map."""

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()

    @contextmanager
    def moment(self) -> Iterator[None]:
        """Everything inside sees the map as it is at one moment, whatever others write meanwhile."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("begin")
        try:
            yield
        finally:
            self.connection.execute("rollback")

    def fetch(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query, counted."""
        rows = self.connection.execute(sql, parameters).fetchall()
        self.rows_fetched += len(rows)
        return rows

    # --- single things ---

    def get(self, id_: str) -> Thing:
        """The thing with this id. Raises UnknownIdError, which names the nearest id there is."""
        found = self.things_by_id([id_])
        if not found:
            raise UnknownIdError(id_, self.similar(id_))
        return found[0][1]

    def similar(self, id_: str) -> list[str]:
        """Ids that an unknown one may be a slip of: those that share its beginning, a word, or its neighbourhood."""
        near: list[str] = []
        id_ = id_.encode(errors="ignore").decode()
        for length in range(min(len(id_), 12), 0, -1):
            near += [found.id for found in self.beginning(id_[:length], limit=50)]
            if len(near) >= 50:
                break
        for word in id_.lower().replace("_", "-").split("-"):
            if len(word) > 2:
                cut = word[:-1] if len(word) > 4 else word
                near += [found.id for found in self.search(cut, limit=50, inside=False)]
        return list(dict.fromkeys(near))

    def beginning(self, prefix: str, limit: int = 100) -> list[Hit]:
        """The things whose id begins so, by id."""
        sql = f"select t.id, t.kind, t.title from thing t where t.id >= ? and t.id < ? and {LIVE} order by t.id limit ?"
        prefix = prefix.encode(errors="ignore").decode()
        return self.called(hit(row) for row in self.fetch(sql, prefix, prefix + "\U0010ffff", limit))

    def label(self, thing: Thing) -> str:
        """What to call a thing of the map."""
        (named,) = self.called([Hit(thing.id, thing.kind, thing.title)])
        return named.label

    def called(self, hits: Iterable[Hit]) -> list[Hit]:
        """The hits, arguments without a title with what they argue."""
        hits = list(hits)
        steps = [hit.id for hit in hits if hit.kind == "argument" and not hit.title]
        if not steps:
            return hits
        known = {thing.id: thing for _, thing in self.things_by_id(steps)}
        for _ in range(NESTED):
            named = {id_ for thing in known.values() if isinstance(thing, Argument) for id_ in named_in_label(thing)}
            known |= {thing.id: thing for _, thing in self.things_by_id(sorted(named - known.keys()))}
        map_ = ArgumentMap(known.values())
        return [hit._replace(called=map_.label(hit.id)) if hit.id in known and not hit.title else hit for hit in hits]

    def titled(self, title: str) -> list[str]:
        """The ids of the things whose title is, or begins with, these words in any case, by id."""
        from argmap.store.search import by_title  # with what folds and cuts texts, 3 ms

        title = title.encode(errors="ignore").decode()
        if expression := by_title(title):
            found = "(select rowid as pk from thing_fts where thing_fts match ?) f"
            sql = f"select t.id from {found} cross join thing t on t.pk = f.pk where {LIVE} order by t.id"
            return [row[0] for row in self.fetch(sql, expression)]
        sql = f"select t.id from thing t where t.title = ? and {LIVE} order by t.id"
        return [row[0] for row in self.fetch(sql, title)]

    def things_by_id(self, ids: Collection[str]) -> list[tuple[int, Thing]]:
        """The things with these ids, each with its key; ids that the map does not have are left out."""
        ids = [id_ for id_ in ids if id_.isascii()]
        sql = f"select {COLUMNS} from json_each(?) j cross join thing t on t.id = j.value where {LIVE}"
        return [(row[0], decode(*row[1:])) for row in self.fetch(sql, json.dumps(list(ids)))]

    # --- neighbours ---

    def edges(self, keys: Collection[int], roles: Iterable[Role], limit: int = -1) -> list[Edge]:
        """Every mention, in one of these roles, of the things with these keys; at most `limit` (-1: all)."""
        numbers = ",".join(str(ROLE_NUMBERS[role]) for role in roles)
        sql = f"""
            select e.target, e.role, {COLUMNS} from json_each(?) j
            cross join edge e on e.target = j.value and e.role in ({numbers})
            cross join thing t on t.pk = e.source where {LIVE} limit ?
        """
        return [
            Edge(row[0], ROLES[row[1]], row[2], decode(*row[3:]))
            for row in self.fetch(sql, json.dumps(list(keys)), limit)
        ]

    @at_one_moment
    def mentions(self, id_: str) -> ArgumentMap:
        """The thing, everything that mentions it, and everything those mention: enough to show it."""
        (pk, thing), *_ = self.things_by_id([id_]) or [(0, self.get(id_))]
        return self.with_mentioned([thing, *(edge.source for edge in self.edges([pk], ROLE_NUMBERS))])

    def with_mentioned(self, things: Iterable[Thing]) -> ArgumentMap:
        """These things and what they mention. Raises DamagedMapError if the map does not have it."""
        known = {thing.id: (0, thing) for thing in things}
        self._load_mentioned(known)
        return ArgumentMap(thing for _, thing in known.values())

    @at_one_moment
    def cone(self, id_: str, most: int = sys.maxsize) -> ArgumentMap:
        """What lies behind a statement or argument: back through arguments for it and all their premises.

        With every step come its tests, the arguments against it and against those, and the people and sources
        named; with a member of a group, the group and its other members. The premises of an objection are there, but
        not what lies behind them. Beyond `most` things no further
        step is taken.
        """
        things: dict[str, tuple[int, Thing]] = {}
        self._load([id_], things)
        if not things:
            raise UnknownIdError(id_, self.similar(id_))
        followed, opened, shown = {id_}, set[str](), set[str]()
        frontier = [id_]
        while frontier and len(things) <= most:
            opened.update(frontier)
            ahead: dict[str, None] = {}
            for thing in (things[id_][1] for id_ in frontier):
                if isinstance(thing, Argument):
                    premises = [premise.node for premise in thing.premises]
                    if thing.id in followed:
                        ahead.update(dict.fromkeys(premises))
                    else:
                        shown.update(premises)
            for edge in self.edges([things[id_][0] for id_ in frontier], _BEHIND, most):
                things[edge.source.id] = edge.source_pk, edge.source
                if isinstance(edge.source, Argument):
                    ahead[edge.source.id] = None
                    if edge.role == "for":
                        followed.add(edge.source.id)
            self._load([id_ for id_ in ahead if id_ not in things], things)
            frontier = [id_ for id_ in ahead if id_ in things and id_ not in opened]
        self._load(shown - things.keys(), things)
        for edge in self.edges([things[id_][0] for id_ in shown - opened if id_ in things], ("tests", "exclusive")):
            things[edge.source.id] = edge.source_pk, edge.source
        self._load_mentioned(things)
        return ArgumentMap(thing for _, thing in things.values())

    def _load(self, ids: Collection[str], things: dict[str, tuple[int, Thing]]) -> None:
        if ids:
            things.update((thing.id, (pk, thing)) for pk, thing in self.things_by_id(sorted(ids)))

    def _load_mentioned(self, things: dict[str, tuple[int, Thing]]) -> bool:
        """Add what things mention; False if it was all there. Raises DamagedMapError if the map does not have it."""
        mentions = [(thing.id, *ref) for _, thing in things.values() for ref in references(thing)]
        missing = {id_ for _, _, id_ in mentions} - things.keys()
        self._load(missing, things)
        for source, role, id_ in mentions:
            check_mention(source, role, id_, things[id_][1] if id_ in things else None)
        return bool(missing)

    @at_one_moment
    def consequences(self, id_: str) -> ArgumentMap:
        """What a statement bears on: forward through the arguments that need it, as long as they are *for*.

        An argument that needs that it does not hold supports nothing with it. The arguments against something end the
        way; their targets are there.
        """
        things = {thing.id: (pk, thing) for pk, thing in self.things_by_id([id_])}
        frontier = [pk for pk, _ in things.values()]
        followed = {id_}
        roles: tuple[Role, ...] = tuple(role for role in PREMISE_ROLES if role != "unless")
        while frontier:
            steps = {
                edge.source.id: (edge.source_pk, edge.source)
                for edge in self.edges(frontier, roles)
                if isinstance(edge.source, Argument) and edge.source.leans_on(followed)
            }
            new = {id_: step for id_, step in steps.items() if id_ not in things}
            things.update(new)
            targets = [step for _, step in new.values() if isinstance(step, Argument)]
            following = {step.target for step in targets if not step.against} - followed
            followed |= following
            self._load({step.target for step in targets} - things.keys(), things)
            frontier = [things[id_][0] for id_ in sorted(following) if id_ in things]
        return self.with_mentioned(thing for _, thing in things.values())

    @at_one_moment
    def around(self, id_: str, depth: int) -> ArgumentMap:
        """What is within `depth` arguments of a thing, in any direction, with its tests, positions and quotes.

        It is a map by itself: whatever is mentioned is there, and the whole group of each member of one, with all
        positions on them.
        """
        things: dict[str, tuple[int, Thing]] = {}
        self._load([id_], things)
        if not things:
            raise UnknownIdError(id_, self.similar(id_))
        roles: tuple[Role, ...] = ("for", "against", *PREMISE_ROLES)
        frontier, met = [id_], set[str]()
        for _ in range(depth):
            if not frontier:
                break
            ahead = dict.fromkeys(frontier)
            for edge in self.edges([things[id_][0] for id_ in frontier], roles):
                things.setdefault(edge.source.id, (edge.source_pk, edge.source))
                ahead[edge.source.id] = None
            steps = [step for id_ in ahead if isinstance(step := things[id_][1], Argument)]
            ends = {node: None for step in steps for node in (step.target, *(p.node for p in step.premises))}
            self._load([id_ for id_ in ends if id_ not in things], things)
            met.update(frontier)
            frontier = [id_ for id_ in {**ends, **ahead} if id_ in things and id_ not in met]
        for edge in self.edges([pk for pk, _ in things.values()], ("tests", "position", "quotes")):
            things[edge.source.id] = edge.source_pk, edge.source
        while self._load_mentioned(things) or self._load_groups(things):
            pass
        return ArgumentMap(thing for _, thing in things.values())

    def _load_groups(self, things: dict[str, tuple[int, Thing]]) -> bool:
        """Add the groups of things, their members, and the positions on these; False if it was all there."""
        before = len(things)
        for edge in self.edges([pk for pk, _ in things.values()], ("exclusive",)):
            things[edge.source.id] = edge.source_pk, edge.source
        groups = [thing for _, thing in things.values() if isinstance(thing, Exclusive)]
        members = {member for group in groups for member in group.members}
        self._load(members - things.keys(), things)
        for edge in self.edges([things[id_][0] for id_ in members if id_ in things], ("position",)):
            things[edge.source.id] = edge.source_pk, edge.source
        return len(things) > before

    # --- search ---

    @at_one_moment
    def search(
        self, text: str, limit: int = 20, *, kinds: Collection[Kind] | None = None, inside: bool = True
    ) -> list[Hit]:
        """Things of these kinds (None: all) whose title, id or text has all the words of a text; best first.

        A thing with exactly this id comes first; then what has these words, the last one as a beginning; then,
        `inside`, what has them inside others. Each time titles that begin so are before others, and statements before
        the arguments about them. Of common words the first `search.RANKED` hits are ranked.
        """
        from argmap.store.search import Sought, by_insides, by_words  # with what folds and cuts texts, 3 ms

        text = text.encode(errors="ignore").decode()
        sql = f"select t.id, t.kind, t.title from thing t where t.id = ? and {LIVE}"
        exact = map(hit, self.fetch(sql, " ".join(text.replace("\0", " ").split())))
        found = [row for row in exact if kinds is None or row.kind in kinds]
        sought = Sought.read(text)
        if sought.words:
            asked = by_words(sought)
            found += self._looked_up(asked, sought, kinds, scored=True)
            if inside and len(dict.fromkeys(found)) < limit:
                further = by_insides(self.connection, sought)
                if further and further != asked:
                    found += self._looked_up(further, sought, kinds, scored=False)
        return self.called(list(dict.fromkeys(found))[:limit])

    def _looked_up(self, expression: str, sought: Sought, kinds: Collection[Kind] | None, *, scored: bool) -> list[Hit]:
        from argmap.store.search import look_up

        rows = look_up(self.connection, expression, sought, kinds, scored=scored)
        self.rows_fetched += len(rows)
        return [hit(row[1:]) for row in rows]

    # --- whole-map ---

    def files(self) -> list[MapFile]:
        """What the map's files say of themselves, by name."""
        rows = self.fetch("select name, title, text, note from file where name not glob '/*' order by name")
        if not all(isinstance(value, str) for row in rows for value in row):
            raise DamagedMapError("the map is damaged: what a file says of itself cannot be read")
        return [MapFile(*row) for row in rows]

    def since(self, number: int) -> list[Entry]:
        """The journal's entries after a number, oldest first: what was edited here or by other processes.

        Asking costs two microseconds where no other connection has written since it was last asked for this number.
        """
        from argmap.store.journal import entries

        (version,) = self.connection.execute("pragma data_version").fetchone()
        seen = version, self.connection.total_changes, number
        if seen == self._seen:
            return []
        with self.moment():
            found = entries(self.connection, after=number)
        if not found:
            self._seen = seen
        return found

    def setting(self, key: str) -> str | None:
        """What the map remembers under a key, such as which shipped maps it was made from."""
        rows = self.fetch("select value from setting where key = ?", key)
        return rows[0][0] if rows else None

    def has_kind(self, kind: Kind) -> bool:
        """Whether the map has any thing of a kind."""
        sql = f"select 1 from thing t indexed by idx_thing_kind where t.kind = ? and {LIVE} limit 1"
        return bool(self.fetch(sql, kind))

    def count(self) -> dict[Kind, int]:
        """How many things of each kind the map has."""
        return dict(self.fetch(f"select t.kind, count(*) from thing t where {LIVE} group by t.kind"))

    def stream(self, kinds: Collection[Kind], of_file: tuple[str | None] | None = None) -> Iterator[Thing]:
        """All things of these kinds, by id, one at a time; `of_file`: only those from one file (None: from none)."""
        parameters: list[Any] = list(kinds)
        where = f"t.kind in ({','.join('?' * len(kinds))}) and {LIVE}"
        if of_file is not None:
            where += " and t.file is (select pk from file where name = ?)"
            parameters += of_file
        sql = f"select {COLUMNS} from thing t indexed by idx_thing_id where {where} order by t.id"
        for row in self.connection.execute(sql, parameters):
            self.rows_fetched += 1
            yield decode(*row[1:])

    @at_one_moment
    def whole(self) -> ArgumentMap:
        """The whole map in memory, for `check` and for graphs; everything else takes a part."""
        everything = self.connection.execute(f"select {COLUMNS} from thing t where {LIVE} order by t.id")
        return ArgumentMap((decode(*row[1:]) for row in everything), self.files())


def check_mention(source: str, role: Role, id_: str, thing: Thing | None) -> None:
    """Raise DamagedMapError unless what `source` mentions in this role is there (not None), and of the right kind."""
    if thing is None or thing.kind not in TARGETS[role]:
        what = "is not there" if thing is None else f"is {an(thing.kind)}"
        raise DamagedMapError(
            f"the map is damaged: {source!r} mentions {id_!r} ({role}), which {what}; 'argmap check' lists all"
        )


def hit(row: tuple[Any, ...]) -> Hit:
    """The hit in a row of id, kind and title."""
    if not all(isinstance(value, str) for value in row):
        raise DamagedMapError(f"the map is damaged: {row[0]!r} cannot be read")
    return Hit(*row)
