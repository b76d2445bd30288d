"""One sitting with a map: what is open, where one has been, who speaks, and edits, each saved at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from argmap.errors import ArgmapError, NotAMapError, StorageError
from argmap.history import change_lines, entry_lines
from argmap.store.edit import Edit
from argmap.store.editing import Editor
from argmap.store.journal import Entry, entry, top
from argmap.store.reading import Store
from argmap.store.rows import SCHEMA_VERSION
from argmap.store.writable import editable_path, failure

_Result = TypeVar("_Result")

Intent = Callable[[Edit], _Result]
"""What somebody wants to do: it gathers an edit, and gives what came of it."""

WAIT = 5.0
"""How many seconds an edit waits for another writer: somebody sits before the screen."""


class Done(NamedTuple, Generic[_Result]):
    """What came of an intent, and its entry in the journal; None where nothing changed."""

    result: _Result
    entry: Entry | None


@dataclass
class Speaker:
    """Who speaks, and where; it stays set from one tag or capture line to the next until it is changed."""

    person: str = ""
    place: str = ""


@dataclass
class Trail:
    """Where one has been: the things that were in the focus, and which of them is now."""

    ids: list[str] = field(default_factory=list)
    place: int = -1

    def go(self, id_: str) -> None:
        """Come to a thing; what was ahead is forgotten."""
        if self.current != id_:
            del self.ids[self.place + 1 :]
            self.ids.append(id_)
            self.place += 1

    def keep(self, ids: Collection[str]) -> None:
        """Forget all but these; of those behind, the last one that is left is where one is."""
        behind = [id_ for id_ in self.ids[: self.place + 1] if id_ in ids]
        self.ids = behind + [id_ for id_ in self.ids[self.place + 1 :] if id_ in ids]
        self.place = max(len(behind) - 1, 0) if self.ids else -1

    @property
    def current(self) -> str | None:
        """The thing in the focus."""
        return self.ids[self.place] if self.ids else None

    def can_step(self, by: int) -> bool:
        """Whether there is something so many steps ahead (1) or back (-1)."""
        return 0 <= self.place + by < len(self.ids)

    def step(self, by: int) -> str:
        """Go back or forward."""
        self.place += by
        return self.ids[self.place]


class Session:
    """A store to read from, an editor opened at the first edit, and what is remembered from one moment to the next."""

    def __init__(self, store: Store, who: str) -> None:
        self.store = store
        self.who = who
        self.trail = Trail()
        self.speaker = Speaker()
        self.drafts: dict[tuple[str, str], dict[str, str]] = {}
        """What was typed into forms that were left, by the form and the thing."""
        self._editor: Editor | None = None
        self._identity = _identity(store.path)
        self.seen = top(store.connection).number
        """The number of the last entry of the journal that was told."""

    def close(self) -> None:
        """Let go of the map; the editor is the last to, and moves the log into the file."""
        self.store.close()
        if self._editor is not None:
            self._editor.close()

    @property
    def read_only(self) -> str:
        """Why the map cannot be edited; empty where it can."""
        try:
            self.editor()
        except ArgmapError as error:
            return str(error)
        return ""

    def editor(self) -> Editor:
        """The editor, opened at its first use. Raises ReadOnlyMapError."""
        if self._editor is None:
            path = editable_path(self.store)
            self._editor = Editor(path, who=self.who, spec=self.store.spec, wait=WAIT)
        return self._editor

    # --- edits ---

    def preview(self, intent: Intent[object]) -> list[str]:
        """What an intent would change, in words; nothing is written. Raises ArgmapError where it would be refused."""
        with self.store.moment():
            edit = Edit(self.store.connection, self.store.spec)
            intent(edit)
            edit.check()
            changes = edit.changes
        return change_lines(changes)

    def edit(self, intent: Intent[_Result]) -> Done[_Result]:
        """Do what is intended, and save it. Raises ArgmapError; nothing was written then."""
        editor = self.editor()
        with editor.edit() as edit:
            result = intent(edit)
        return Done(result, entry(editor.connection, edit.number) if edit.number else None)

    def undo(self) -> Entry:
        """Take back the last edit. Raises ArgmapError."""
        return self.editor().undo()

    def redo(self) -> Entry:
        """Make again what was undone. Raises ArgmapError."""
        return self.editor().redo()

    # --- others ---

    def news(self) -> list[Entry]:
        """What was edited since the last call, here or elsewhere. Raises ArgmapError where the map has gone."""
        if self.store.path is None:
            return []
        if _identity(self.store.path) != self._identity:
            raise StorageError(
                f"{self.store.spec!r} was moved or removed; what you see is what was read, and nothing can be edited"
            )
        try:
            found = self.store.since(self.seen)
            if found:
                (version,) = self.store.connection.execute("pragma user_version").fetchone()
                if version > SCHEMA_VERSION:
                    raise NotAMapError(f"{self.store.spec!r} was changed by a newer argmap; update this one")
        except sqlite3.Error as error:
            raise failure(error, self.store.spec) from None
        if found:
            self.seen = found[-1].number
        return found


def _identity(path: Path | None) -> tuple[int, int] | None:
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def told(found: Entry) -> str:
    """What an entry of the journal says, in one line."""
    lines = list(entry_lines(found))
    more = f", and {len(lines) - 1} more" if len(lines) > 1 else ""
    return (lines[0] if lines else "nothing changed") + more
