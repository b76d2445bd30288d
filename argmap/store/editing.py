"""Editing a map in a database: every edit is one transaction with its entry in the journal, or nothing.

An edit is durable against power loss when the call returns: write-ahead log, `synchronous = full`, one fsync.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from argmap.errors import BusyMapError, EditError, ReadOnlyMapError, StorageError
from argmap.store.connections import files_of
from argmap.store.edit import Edit
from argmap.store.journal import Act, Entry, Top, Writing, arrived, below, edit_of, entry, record, top, write
from argmap.store.locking import locked
from argmap.store.records import MODULUS, digest_of, present, replace_all, uncollected
from argmap.store.rows import SCHEMA_VERSION
from argmap.store.writable import failure, writable

WAIT: Final = 30.0
"""How many seconds an edit waits for another writer before it gives up."""


CLOSING: Final = 2.0
"""How many seconds closing waits for another writer; the log is then left to whoever closes last."""


class Editor:
    """A map in a database, open for editing. Use it in a `with` statement, or close it."""

    def __init__(self, path: Path, *, who: str, spec: str = "", wait: float = WAIT) -> None:
        """Open the map at `path`; `who` is noted with every edit. Raises ReadOnlyMapError with how to get a copy."""
        self.path = path
        self.spec = spec or str(path)
        self.who = who.encode(errors="backslashreplace").decode().replace("\0", "\\0")
        self.wait = wait
        self.last: int | None = None
        """The number of the last entry that was written through this editor."""
        self.connection = writable(path, self.spec, wait)
        self.connection.execute("pragma user_version").fetchone()  # the log is open from here on
        self._files = files_of(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database. The last one to close it moves the write-ahead log into the file."""
        with suppress(ReadOnlyMapError, BusyMapError), locked(self.path, min(self.wait, CLOSING)):
            self.connection.close()
        self.connection.close()

    def _look(self) -> None:
        """See that the files of the map are those that were opened. Raises StorageError."""
        now = files_of(self.path)
        if now.database != self._files.database or now.database is None:
            raise StorageError(f"{self.spec!r} was moved or removed while it was open; nothing was written")
        if now != self._files and self._files.log is not None:
            raise StorageError(
                f"the log of {self.spec!r} was taken away while it was open, so others would not see this edit; "
                "nothing was written: leave the map, and open it anew"
            )

    def _tidy(self) -> None:
        """Take away what an import has left staged that was killed."""
        if self.connection.execute("select 1 from staging").fetchone():
            from argmap.store.staging import tidy

            tidy(self)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside or nothing, alone: what is read inside is still so when it is written.

        Raises BusyMapError, and StorageError where the disk or the database fails; nothing is then written.
        """
        with locked(self.path, self.wait):
            self._look()
            try:
                self.connection.execute("begin immediate")
                try:
                    (version,) = self.connection.execute("pragma user_version").fetchone()
                    if version != SCHEMA_VERSION:
                        raise StorageError(
                            f"{self.spec!r} was changed by another argmap while it was open; open it anew"
                        )
                    yield
                    self.connection.execute("commit")
                except BaseException:
                    if self.connection.in_transaction:
                        self.connection.execute("rollback")
                    raise
            except sqlite3.Error as error:
                raise failure(error, self.spec) from None

    @contextmanager
    def edit(self, act: Act = "edit", files: Sequence[str] = ()) -> Iterator[Edit]:
        """Gather an edit, and write it when the block ends; where nothing changes, nothing is written.

        `act` and `files` tell an import from other edits. Raises EditError where the map would not hold together.
        """
        self._tidy()
        with self.transaction():
            edit = Edit(self.connection, self.spec)
            yield edit
            edit.check()
            self.write(edit, act, files)

    def write(self, edit: Edit, act: Act = "edit", files: Sequence[str] = ()) -> None:
        """Write an edit and its entry, inside a `transaction`."""
        changes = edit.changes
        if not changes and edit.arrival is None:
            return
        replace_all(self.connection, changes)
        state = edit.top.state + sum(digest_of(after) - digest_of(before) for before, after in changes)
        arrival = edit.arrival
        if act == "import" and arrival is None:
            # What an import adds has keys in one row: they are kept as a range.
            new = [after.key for before, after in changes if after and not before and after.is_thing]
            arrival = (min(new), max(new)) if new else None
        if arrival is not None:
            changes = [pair for pair in changes if pair[0] or not (pair[1] and pair[1].is_thing)]
        state += edit.arrived_state
        written = Writing(self.who, act, None, tuple(files), changes, arrival, edit.last_key, state)
        edit.number = self.last = write(self.connection, written)

    # --- undo and redo ---

    def undo(self) -> Entry:
        """Take back the last edit that was not; give the entry that says so. Raises EditError where there is none."""
        self._tidy()
        with self.transaction():
            at = top(self.connection)
            if at.undoable is None:
                raise EditError("there is nothing to undo in this map")
            return self._restore("undo", at.undoable, at.undoable, at)

    def redo(self) -> Entry:
        """Make the last undone edit again. Raises EditError where there is none, or something else was edited since."""
        self._tidy()
        with self.transaction():
            at = top(self.connection)
            if at.redoable is None:
                raise EditError("there is nothing to redo in this map")
            return self._restore("redo", edit_of(self.connection, at.redoable), at.redoable, at)

    @uncollected()
    def _restore(self, act: Act, edit: int, source: int, at: Top) -> Entry:
        """Bring back what was there before the entry `source`."""
        rows = self.connection.execute("select name, key, before from change where journal = ?", [source]).fetchall()
        then = {name: record(name, key, before) for name, key, before in rows}
        changes = [(present(self.connection, name), found) for name, found in then.items()]
        changes += [(brought, None) for brought in arrived(self.connection, source) if brought.name not in then]
        changes = [pair for pair in changes if pair[0] != pair[1]]
        replace_all(self.connection, changes)
        state = (at.state + sum(digest_of(new) - digest_of(old) for old, new in changes)) % MODULUS
        under = below(self.connection, source)
        pointers = (under, None) if act == "undo" else (edit, under)
        files = entry(self.connection, edit).files
        number = self.last = write(
            self.connection, Writing(self.who, act, edit, files, changes, None, at.last_key, state), *pointers
        )
        return entry(self.connection, number)
