"""What the entries of a map's journal say, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from argmap.changes import described
from argmap.text import counted, listed, visible

if TYPE_CHECKING:
    from argmap.store.journal import Change, Entry

SHOWN: Final = 12
"""How many changes of one edit are listed at the most."""


def when(entry: Entry) -> str:
    """The minute of an entry, in the time of this machine."""
    return datetime.fromisoformat(entry.at).astimezone().strftime("%Y-%m-%d %H:%M")


def entry_lines(entry: Entry) -> Iterator[str]:
    """What an entry of the journal says, in words fit to show, a line a change."""
    files = listed([visible(file) for file in entry.files]) if entry.files else ""
    lines = [line for change in entry.changes if (line := _line(change))]
    lead = ""
    match entry.act:
        case "began":
            lead = f"the map began{f' with {files}' if files else ''}: {counted(entry.added, 'thing')}"
        case "import":
            lead = f"imported {files}" + (
                f": {counted(entry.added, 'thing')} added" if entry.added or not lines else ""
            )
        case "undo" | "redo":
            lead = f"{'undid' if entry.act == 'undo' else 'redid'} {entry.of}"
            if files:
                lead, lines = f"{lead}, the import of {files}: {counted(entry.changed, 'change')}", []
    if lead and lines and entry.act in ("undo", "redo"):
        lines[0] = f"{lead}: {lines[0]}"
    elif lead:
        lines.insert(0, lead)
    yield from lines[:SHOWN]
    more = len(lines) - SHOWN + entry.changed - len(entry.changes)
    if len(lines) > SHOWN:
        yield f"and {counted(more, 'more change')}"


def _line(change: Change) -> str:
    if change.name[0] in "/=":
        same = change.before is None or change.after is None or change.name[0] == "="
        return "" if same else f"changed the heading of {visible(change.name[1:])}"
    return described(*change.things)
