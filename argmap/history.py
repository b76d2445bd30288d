"""What the entries of a map's journal say, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from argmap.changes import became, described
from argmap.text import counted, listed, visible

if TYPE_CHECKING:
    from argmap.store.journal import Entry
    from argmap.store.records import Record

    Pair = tuple[Record | None, Record | None]

SHOWN: Final = 12
"""How many changes of one edit are listed at the most."""


def when(entry: Entry) -> str:
    """The minute of an entry, in the time of this machine."""
    return datetime.fromisoformat(entry.at).astimezone().strftime("%Y-%m-%d %H:%M")


def entry_lines(entry: Entry) -> Iterator[str]:
    """What an entry of the journal says, in words fit to show, a line a change."""
    files = listed([visible(file) for file in entry.files]) if entry.files else ""
    lines = change_lines(entry.changes)
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


def change_lines(changes: Iterable[Pair]) -> list[str]:
    """What became of each record, in words, first what has another id now, each in one line."""
    changes = list(changes)
    new = new_ids(changes)
    came = {after.name: after for _, after in changes if after}
    renamed, lines = [], []
    for before, after in changes:
        if before and before.name in new:
            renamed.append(became(before.thing, came[new[before.name]].thing))
        elif not (after and not before and after.name in new.values()):
            lines.append(_line(before, after))
    renamed.sort(key=lambda line: line.startswith(("pos-", "quote-")))
    return [line for line in (*renamed, *lines) if line]


def new_ids(changes: Iterable[Pair]) -> dict[str, str]:
    """What was renamed: new ids by old ones."""
    changes = list(changes)
    came = {after.key: after.name for before, after in changes if after and not before and after.is_thing}
    went = {before.key: before.name for before, after in changes if before and not after and before.is_thing}
    return {name: came[key] for key, name in went.items() if key in came}


def _line(before: Record | None, after: Record | None) -> str:
    some = before or after
    if some is not None and not some.is_thing:
        same = before is None or after is None or some.name[0] == "="
        return "" if same else f"changed the heading of {visible(some.name[1:])}"
    return described(before.thing if before else None, after.thing if after else None)
