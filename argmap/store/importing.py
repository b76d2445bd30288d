"""Bringing map files into a map: all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from argmap.errors import ArgmapError, BusyMapError
from argmap.formats import Progress
from argmap.formats.reading import Reading
from argmap.store.editing import Editor
from argmap.store.journal import SHIPPED
from argmap.store.locking import locked
from argmap.store.planning import NOTHING, Others, Plan, plan, put, put_new
from argmap.store.records import uncollected
from argmap.store.staging import IMPORT_LOCK, ChangedError, Staging, sweep

CHUNK: Final = 5_000
"""How many things one transaction brings in at the most: a quarter of a second."""

TRIES: Final = 3
"""How often a large import begins anew because somebody edited what it touches."""


def bring_in(
    editor: Editor,
    reading: Reading,
    files: Sequence[str],
    settings: Mapping[str, str] = NOTHING,
    *,
    others: Others = "refuse",
    progress: Progress | None = None,
) -> Plan:
    """Import what files hold, all of it or nothing; `files` is what the journal calls them, `settings` is kept too.

    `files` of just `journal.SHIPPED` are the shipped maps: what only older ones brought is no conflict.

    `others` says what becomes of things that the map has differently: the import is refused and nothing written, the
    file's take their place, or the map's are kept. Raises BusyMapError where somebody keeps editing what the import
    touches.
    """
    shipped = list(files) == [SHIPPED]
    if len(reading.things) <= CHUNK:
        with editor.edit("import", files) as edit:
            found = plan(edit.store, reading, shipped=shipped, others=others)
            if not found.refused:
                put(edit, found, settings)
                put_new(edit, found)
        return found
    with locked(editor.path, editor.wait, IMPORT_LOCK), uncollected():
        for _ in range(TRIES):
            sweep(editor, progress)
            try:
                return Staging(editor, reading, files, settings, CHUNK, progress).bring_in(others, shipped)
            except ChangedError:
                continue
            except BaseException:
                # What went wrong is what is told; what cannot be swept now, the next edit sweeps.
                with suppress(ArgmapError):
                    sweep(editor, progress)
                raise
    raise BusyMapError("others keep editing what this import touches; nothing was written, try again")
