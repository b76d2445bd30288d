"""A large import that does not keep editors waiting: staged unseen in short transactions, revealed by a last one.

What is staged has keys that no question looks at (`rows.LIVE`), and new files have names that nothing shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, Final

from argmap.errors import BusyMapError, DamagedMapError, EditError
from argmap.formats import Progress
from argmap.formats.reading import Reading
from argmap.model import TARGETS, Role, references
from argmap.store.edges import ROLE_PARTS, TARGET_SHIFT, batches, insert
from argmap.store.edit import Edit, misfit, next_key
from argmap.store.editing import Editor
from argmap.store.journal import arrived, top
from argmap.store.locking import SUFFIXES, locked
from argmap.store.planning import Others, Plan, kinds_of, plan, put
from argmap.store.reading import Store
from argmap.store.records import (
    FILE,
    add_things,
    digest_of,
    file_keys,
    keys_of,
    next_file_key,
    remove_edges,
    remove_unlinked,
    staged,
    thing_record,
)

IMPORT_LOCK: Final = SUFFIXES[1]
"""The end of the name of the lock that a large import holds from beginning to end."""

SWEPT: Final = 5_000
"""How many staged things one transaction takes away."""

TIDYING: Final = 0.25
"""How many seconds an edit spends on what a killed import has left, which nobody sees."""


class ChangedError(Exception):
    """Somebody edited what a large import touches, while it was staged."""


class Staging:
    """One large import: staged unseen, then made to be seen at once."""

    def __init__(
        self,
        editor: Editor,
        reading: Reading,
        files: Sequence[str],
        settings: Mapping[str, str],
        chunk: int,
        progress: Progress | None,
    ) -> None:
        self.editor = editor
        self.reading = reading
        self.files = files
        self.settings = settings
        self.chunk = chunk
        self.progress = progress
        self.connection = editor.connection
        self.mentioned: dict[str, dict[Role, str]] = {}

    def bring_in(self, others: Others, shipped: bool) -> Plan:
        """Import it, as `argmap.store.importing.bring_in` does. Raises ChangedError."""
        begun = top(self.connection).number
        found = plan(Store(self.connection), self.reading, shipped=shipped, others=others)
        if found.refused:
            return found
        self._gather(found)
        if why := self._misfit(found):
            raise EditError(why)
        found.new.sort(key=lambda filed: filed[0].id)  # rows go in by key and into the index by id: at its end
        first = self._reserve(found)
        state = self._stage(found, first)
        with self.editor.transaction():
            if self._touched(begun, found):
                raise ChangedError
            edit = Edit(self.connection, self.editor.spec)
            if found.new:
                edit.arrive(first, first + len(found.new) - 1, state)
            self.connection.execute("delete from staging")
            put(edit, found, self.settings, self._file_keys())
            edit.check(thing for thing, _ in found.new)
            self.editor.write(edit, "import", self.files)
        return found

    def _gather(self, found: Plan) -> None:
        """Note what the new things mention that is not new, and in which roles."""
        new = {thing.id for thing, _ in found.new}
        for thing, _ in found.new:
            for role, id_ in references(thing):
                if id_ not in new:
                    self.mentioned.setdefault(id_, {})[role] = thing.id

    def _misfit(self, found: Plan) -> str:
        """What a new thing mentions that is not there, or not of a kind that the role takes; nothing if all fits."""
        kinds = dict(kinds_of(Store(self.connection), self.mentioned))
        kinds |= {thing.id: thing.kind for thing, _ in (*found.changed, *found.updated)}
        for id_, roles in self.mentioned.items():
            for role, source in roles.items():
                if kinds.get(id_) not in TARGETS[role]:
                    return misfit(role, id_, kinds.get(id_), source)
        return ""

    def _reserve(self, found: Plan) -> int:
        """Keep keys for what is new, and rows for the files that are; give the first key."""
        with self.editor.transaction():
            first = next_key(self.connection, top(self.connection))
            last = first + len(found.new) - 1
            self.connection.execute("insert into staging (first, last, linked) values (?, ?, 0)", [first, last])
            known = file_keys(self.connection)
            new = [file for file in found.files if file.name not in known]
            self.connection.executemany(
                "insert into file (pk, name, title, text, note) values (?, '/' || ?, ?, ?, ?)",
                [(key, *file) for key, file in enumerate(new, next_file_key(self.connection))],
            )
        return first

    def _stage(self, found: Plan, first: int) -> int:
        """Write what is new, in pieces; give the sum of its digests."""
        keys = {thing.id: key for key, (thing, _) in enumerate(found.new, first)}
        state = done = 0
        files = file_keys(self.connection) | self._file_keys()
        for start in range(0, len(found.new), self.chunk):
            batch = found.new[start : start + self.chunk]
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
        keys |= keys_of(self.connection, self.mentioned)
        try:
            packed = [
                keys[id_] << TARGET_SHIFT | ROLE_PARTS[role] | keys[thing.id]
                for thing, _ in found.new
                for role, id_ in references(thing)
            ]
        except KeyError:
            raise ChangedError from None
        with self._step():
            self.connection.execute("update staging set linked = first")
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
            raise ChangedError from error

    def _file_keys(self) -> dict[str, int]:
        """The keys of the rows that are kept for new files, under names that nothing shows."""
        return dict(self.connection.execute("select substr(name, 2), pk from file where name glob '/*'").fetchall())

    def _touched(self, begun: int, found: Plan) -> bool:
        """Whether somebody has changed, since a number of the journal, what the import brings or mentions."""
        mine = {thing.id for thing, _ in self.reading.things} | {FILE + file.name for file in found.files}
        mine |= self.mentioned.keys()
        for (name,) in self.connection.execute("select distinct name from change where journal > ?", [begun]):
            if name in mine:
                return True
        numbers = self.connection.execute("select journal from arrival where journal > ?", [begun]).fetchall()
        if any(thing.name in mine for (number,) in numbers for thing in arrived(self.connection, number)):
            return True
        return bool(self._misfit(found))


def tidy(editor: Editor) -> None:
    """Take away some of what an import that was killed had staged; nothing where one is under way."""
    until = monotonic() + TIDYING
    with suppress(BusyMapError), locked(editor.path, 0, IMPORT_LOCK):
        while monotonic() < until and _sweep_some(editor, SWEPT):
            pass


def sweep(editor: Editor, progress: Progress | None = None) -> None:
    """Take away what an import that was broken off had staged. To be called under the lock of imports."""
    while left := _sweep_some(editor, SWEPT):
        if progress is not None:
            progress(left)


def _sweep_some(editor: Editor, most: int) -> int:
    """Take away so many staged things; give how many keys are left to look at, 0 where all is done.

    Edges go before any thing does, as they run between pieces. `linked` is the first key whose thing may have edges.
    """
    connection = editor.connection
    with editor.transaction():
        row = connection.execute("select first, last, linked from staging").fetchone()
        if row is None:
            return 0
        first, last, linked = row
        if not all(type(value) is int for value in row):
            raise DamagedMapError("the map is damaged: what an import has staged cannot be read")
        sql = "select max(pk) from (select pk from thing where pk between ? and ? order by pk limit ?)"
        (upto,) = connection.execute(sql, (linked or first, last, most)).fetchone()
        if upto is None and linked:
            connection.execute("update staging set linked = 0")
        elif upto is None:
            connection.execute("delete from staging")
            connection.execute("delete from file where name glob '/*'")
        elif linked:
            remove_edges(connection, staged(connection, linked, upto))
            connection.execute("update staging set linked = ?", [upto + 1])
        else:
            remove_unlinked(connection, first, upto)
            connection.execute("update staging set first = ?", [upto + 1])
    return max(int(last - first), 0) + 1
