"""A large import that does not keep editors waiting: staged unseen in short transactions, revealed by a last one.

What is staged has keys that no question looks at (`rows.LIVE`), and new files have names that nothing shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from argmap.errors import BusyMapError, EditError
from argmap.formats import Progress
from argmap.formats.reading import Reading
from argmap.model import references
from argmap.store.edges import ROLE_PARTS, TARGET_SHIFT, batches, insert
from argmap.store.edit import Edit, next_key
from argmap.store.editing import Editor
from argmap.store.journal import arrived, top
from argmap.store.locking import locked
from argmap.store.planning import Others, Plan, plan, put
from argmap.store.reading import Store
from argmap.store.records import (
    add_things,
    digest_of,
    file_keys,
    keys_of,
    remove_edges,
    remove_unlinked,
    staged,
    thing_record,
)

IMPORT_LOCK: Final = ".import-lock"
"""The end of the name of the lock that a large import holds from beginning to end."""

SWEPT: Final = 5_000
"""How many staged things one transaction takes away."""


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
        self.mentioned: set[str] = set()

    def bring_in(self, others: Others, shipped: bool) -> Plan:
        """Import it, as `argmap.store.importing.bring_in` does. Raises ChangedError."""
        begun = top(self.connection).number
        found = plan(Store(self.connection), self.reading, shipped=shipped, others=others)
        if found.refused:
            return found
        first = self._reserve(found)
        state = self._stage(found, first)
        with self.editor.transaction():
            if self._touched(begun):
                raise ChangedError
            edit = Edit(self.connection, self.editor.spec)
            if found.new:
                edit.arrive(first, first + len(found.new) - 1, state)
            self.connection.execute("delete from staging")
            put(edit, found, self.settings, self._file_keys())
            edit.check()
            self.editor.write(edit, "import", self.files)
        return found

    def _reserve(self, found: Plan) -> int:
        """Keep keys for what is new, and rows for the files that are; give the first key."""
        with self.editor.transaction():
            first = next_key(self.connection, top(self.connection))
            last = first + len(found.new) - 1
            self.connection.execute("insert into staging (first, last, linked) values (?, ?, 0)", [first, last])
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
        self.mentioned = {ref.id for thing, _ in found.new for ref in references(thing) if ref.id not in keys}
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
            self.connection.execute("update staging set linked = 1")
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

    def _touched(self, begun: int) -> bool:
        """Whether somebody has changed, since a number of the journal, what the import brings or mentions."""
        mine = {thing.id for thing, _ in self.reading.things} | {f"/{file.name}" for file in self.reading.files}
        mine |= self.mentioned
        for (name,) in self.connection.execute("select distinct name from change where journal > ?", [begun]):
            if name in mine:
                return True
        numbers = self.connection.execute("select journal from arrival where journal > ?", [begun]).fetchall()
        return any(id_ in mine for (number,) in numbers for id_ in arrived(self.connection, number))


def tidy(editor: Editor) -> None:
    """Take away what an import that was killed had staged; nothing where one is under way."""
    with suppress(BusyMapError), locked(editor.path, 0, IMPORT_LOCK):
        sweep(editor, SWEPT, None)


def sweep(editor: Editor, chunk: int, progress: Progress | None) -> None:
    """Take away what an import that was broken off had staged. To be called under the lock of imports.

    Edges go before any thing does, as they run between pieces.
    """
    row = editor.connection.execute("select first, last, linked from staging").fetchone()
    if row is None:
        return
    first, last, linked = row
    if linked:
        for key in range(first, last + 1, chunk):
            with editor.transaction():
                remove_edges(editor.connection, staged(editor.connection, key, min(key + chunk - 1, last)))
        with editor.transaction():
            editor.connection.execute("update staging set linked = 0")
    for key in range(first, last + 1, chunk):
        with editor.transaction():
            remove_unlinked(editor.connection, key, min(key + chunk - 1, last))
        if progress is not None:
            progress(last - key)
    with editor.transaction():
        editor.connection.execute("delete from staging")
        editor.connection.execute("delete from file where name glob '/*'")
