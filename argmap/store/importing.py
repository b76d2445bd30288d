"""Bringing map files into a map: what would be new, the same or in conflict, then all of it or nothing.

A large import does not keep editors waiting: its rows are staged in short transactions, under keys that no question
looks at (`rows.LIVE`), and a last short one lets all of them be seen at once.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from argmap.entries import to_entry
from argmap.errors import BusyMapError, EditError
from argmap.formats import Progress
from argmap.formats.reading import Reading, free_name
from argmap.model import Kind, MapFile, Thing, references
from argmap.store.edges import ROLE_PARTS, TARGET_SHIFT, batches, insert
from argmap.store.edit import Edit, next_key
from argmap.store.editing import Editor
from argmap.store.filling import uncollected
from argmap.store.journal import arrived, top
from argmap.store.locking import locked
from argmap.store.reading import Store
from argmap.store.records import add_things, digest_of, file_keys, keys_of, replace_all, staged, thing_record

CHUNK: Final = 5_000
"""How many things one transaction brings in at the most: a quarter of a second."""

TRIES: Final = 3
"""How often an import begins anew because somebody edited what it touches."""


EMPTY: Final[Mapping[str, str]] = MappingProxyType({})
NO_KEYS: Final[Mapping[str, int]] = MappingProxyType({})


class Conflict(NamedTuple):
    """One field of a thing, or of what a file says of itself, that the map and a file have differently."""

    id: str
    field: str
    mine: Any
    theirs: Any


@dataclass(slots=True)
class Plan:
    """What an import would do: what is new, what the map has already, what it has differently.

    `updated` are things that nobody has edited since an older version of the shipped maps brought them.
    """

    new: list[tuple[Thing, str]] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    changed: list[tuple[Thing, str]] = field(default_factory=list)
    updated: list[tuple[Thing, str]] = field(default_factory=list)
    files: list[MapFile] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def kinds_of(store: Store, ids: Collection[str]) -> Mapping[str, Kind]:
    """Which of some ids a map has, and the kind of each."""
    return {thing.id: thing.kind for _, thing in store.things_by_id(ids)}


def plan(store: Store, reading: Reading, *, shipped: bool = False) -> Plan:
    """What bringing this in would do to a map; `shipped`: what only older shipped maps wrote is no conflict."""
    mine = {thing.id: thing for _, thing in store.things_by_id([thing.id for thing, _ in reading.things])}
    found = Plan()
    names = _names(store, reading, mine, found)
    for thing, file in reading.things:
        have = mine.get(thing.id)
        filed = thing, names[file]
        if have is None:
            found.new.append(filed)
        elif have == thing:
            found.same.append(thing.id)
        elif shipped and _came_shipped(store, thing.id):
            found.updated.append(filed)
        else:
            found.changed.append(filed)
            found.conflicts.extend(_differences(have, thing))
    return found


def _names(store: Store, reading: Reading, mine: Mapping[str, Thing], found: Plan) -> Mapping[str, str]:
    """The name under which the map keeps each file: its own, unless another file has it."""
    heads = {file.name: file for file in store.files()}
    names: dict[str, str] = {}
    for file in reading.files:
        have = heads.get(file.name)
        if have is not None and have != file:
            ids = [thing.id for thing, name in reading.things if name == file.name and thing.id in mine]
            if _from_file(store, ids, file.name):
                found.conflicts.extend(
                    Conflict(file.name, key, ours or None, theirs or None)
                    for key, ours, theirs in zip(MapFile._fields, have, file, strict=True)
                    if ours != theirs
                )
            else:
                free = free_name(file.name, heads)
                names[file.name] = free
                file = file._replace(name=free)
        names.setdefault(file.name, file.name)
        heads[file.name] = file
        found.files.append(file)
    return names


def _from_file(store: Store, ids: Sequence[str], name: str) -> bool:
    """Whether the map has one of these things from a file of this name."""
    sql = """
        select 1 from json_each(?) j cross join thing t on t.id = j.value
        where t.file = (select pk from file where name = ?) limit 1
    """
    return store.connection.execute(sql, [json.dumps(ids), name]).fetchone() is not None


def _came_shipped(store: Store, id_: str) -> bool:
    """Whether the last to write a thing was an import of shipped maps, or the map's making from them."""
    sql = """
        select j.act, j.files from journal j where j.pk = coalesce(
            (select max(c.journal) from change c where c.name = ?),
            (select max(a.journal) from arrival a, thing t where t.id = ? and t.pk between a.first and a.last)
        )
    """
    row = store.connection.execute(sql, [id_, id_]).fetchone()
    return row is not None and row[0] in ("began", "import") and json.loads(row[1]) == ["shipped"]


def _differences(mine: Thing, theirs: Thing) -> Iterator[Conflict]:
    ours, others = to_entry(mine), to_entry(theirs)
    if mine.kind != theirs.kind:
        ours, others = {"kind": mine.kind} | ours, {"kind": theirs.kind} | others
    for key in dict.fromkeys((*ours, *others)):
        if ours.get(key) != others.get(key):
            yield Conflict(mine.id, key, ours.get(key), others.get(key))


def bring_in(
    editor: Editor,
    reading: Reading,
    files: Sequence[str],
    settings: Mapping[str, str] = EMPTY,
    *,
    replace: bool = False,
    progress: Progress | None = None,
) -> Plan:
    """Import what files hold, all of it or nothing; `files` is what the journal calls them, `settings` is kept too.

    Nothing is written where the plan it gives has conflicts and `replace` is not set. Raises BusyMapError where
    others keep editing what the import touches.
    """
    shipped = list(files) == ["shipped"]
    if len(reading.things) <= CHUNK:
        with editor.edit("import", files) as edit:
            found = plan(edit.store, reading, shipped=shipped)
            if replace or not found.conflicts:
                _put(edit, found, settings)
                for thing, file in found.new:
                    edit.put(thing, file)
        return found
    with locked(editor.path, editor.wait, ".import-lock"), uncollected():
        for _ in range(TRIES):
            _sweep(editor)
            try:
                return _Staging(editor, reading, files, settings, progress).bring_in(replace, shipped)
            except _ChangedError:
                continue
            finally:
                _sweep(editor)
    raise BusyMapError("others keep editing what this import touches; nothing was written, try again")


def _put(edit: Edit, found: Plan, settings: Mapping[str, str], file_keys: Mapping[str, int] = NO_KEYS) -> None:
    """What of a plan is not new things."""
    for key, value in settings.items():
        edit.put_setting(key, value)
    for head in found.files:
        edit.put_file(head, file_keys.get(head.name))
    for thing, file in (*found.changed, *found.updated):
        edit.put(thing, file)


class _ChangedError(Exception):
    """Somebody edited what a large import touches, while it was staged."""


class _Staging:
    """One large import: staged unseen, then made to be seen at once."""

    def __init__(
        self,
        editor: Editor,
        reading: Reading,
        files: Sequence[str],
        settings: Mapping[str, str],
        progress: Progress | None,
    ) -> None:
        self.editor = editor
        self.reading = reading
        self.files = files
        self.settings = settings
        self.progress = progress
        self.connection = editor.connection

    def bring_in(self, replace: bool, shipped: bool) -> Plan:
        begun = top(self.connection).number
        found = plan(Store(self.connection), self.reading, shipped=shipped)
        if found.conflicts and not replace:
            return found
        first = self._reserve(found)
        state = self._stage(found, first)
        with self.editor.transaction():
            if self._touched(begun):
                raise _ChangedError
            edit = Edit(self.connection, self.editor.spec)
            if found.new:
                edit.arrive(first, first + len(found.new) - 1, state)
            self.connection.execute("delete from staging")
            _put(edit, found, self.settings, self._file_keys())
            edit.check()
            self.editor.write(edit, "import", self.files)
        return found

    def _reserve(self, found: Plan) -> int:
        """Keep keys for what is new, and rows for the files that are; give the first key."""
        with self.editor.transaction():
            first = next_key(self.connection, top(self.connection))
            last = first + len(found.new) - 1
            self.connection.execute("insert into staging (first, last) values (?, ?)", [first, last])
            self.connection.executemany(
                """
                insert into file (name, title, text, note)
                select '/' || ?1, ?2, ?3, ?4 where not exists (select 1 from file where name = ?1)
                """,
                found.files,
            )
        return first

    def _stage(self, found: Plan, first: int) -> int:
        """Write what is new, in pieces; give the sum of its digests."""
        keys = {thing.id: key for key, (thing, _) in enumerate(found.new, first)}
        state = done = 0
        files = file_keys(self.connection) | self._file_keys()
        for start in range(0, len(found.new), CHUNK):
            batch = found.new[start : start + CHUNK]
            rows: list[tuple[Any, ...]] = []
            for thing, file in batch:
                record = thing_record(thing, keys[thing.id], file)
                state += digest_of(record)
                rows.append((record.key, record.name, *record.fields[:-1], files[file]))
            with self._step():
                add_things(self.connection, rows)
            done += len(batch)
            if self.progress is not None:
                self.progress(done)
        others = {ref.id for thing, _ in found.new for ref in references(thing) if ref.id not in keys}
        keys |= keys_of(self.connection, others)
        try:
            packed = [
                keys[id_] << TARGET_SHIFT | ROLE_PARTS[role] | keys[thing.id]
                for thing, _ in found.new
                for role, id_ in references(thing)
            ]
        except KeyError:
            raise _ChangedError from None
        for edges in batches(packed):
            with self._step():
                insert(self.connection, edges)
        return state

    @contextmanager
    def _step(self) -> Iterator[None]:
        try:
            with self.editor.transaction():
                yield
        except (BusyMapError, EditError) as error:
            raise _ChangedError from error

    def _file_keys(self) -> dict[str, int]:
        """The keys of the rows that are kept for new files, under names that nothing shows."""
        return dict(self.connection.execute("select substr(name, 2), pk from file where name glob '/*'").fetchall())

    def _touched(self, begun: int) -> bool:
        """Whether somebody has changed, since a number of the journal, what the import brings or mentions."""
        mine = {thing.id for thing, _ in self.reading.things} | {f"/{file.name}" for file in self.reading.files}
        for (name,) in self.connection.execute("select distinct name from change where journal > ?", [begun]):
            if name in mine:
                return True
        numbers = self.connection.execute("select journal from arrival where journal > ?", [begun]).fetchall()
        return any(id_ in mine for (number,) in numbers for id_ in arrived(self.connection, number))


def _sweep(editor: Editor) -> None:
    """Take away what an import that was broken off had staged. To be called under the lock of imports."""
    while editor.connection.execute("select 1 from staging").fetchone():
        with editor.transaction():
            rows = list(islice(staged(editor.connection), CHUNK))
            if rows:
                replace_all(editor.connection, [(row, None) for row in rows])
            else:
                editor.connection.execute("delete from staging")
                editor.connection.execute("delete from file where name glob '/*'")
