"""`argmap log`, `undo` and `redo`: what was edited, by whom, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_editor, open_store
from argmap.cli.output import print_json, telling, width
from argmap.cli.usage import WholeNumber
from argmap.entries import to_entry
from argmap.history import entry_lines, when
from argmap.ids import is_id
from argmap.model import Thing
from argmap.text import columns, visible, wrapped

if TYPE_CHECKING:
    from argmap.store.journal import Change, Entry


@click.command("log", cls=ArgmapCommand, epilog="Example: argmap log inner-alignment --by ana")
@click.argument("id_", metavar="[ID]", required=False, type=IdArgument())
@click.option("--by", "who", metavar="NAME", help="Only what this editor did.")
@click.option("--limit", type=WholeNumber(1), default=20, show_default=True, help="How many edits at the most.")
@as_json_option
@click.pass_context
def log_command(context: click.Context, id_: str | None, who: str | None, limit: int, as_json: bool) -> None:
    """The history of the map, or of one thing: when, who, and what changed; the latest first."""
    from argmap.errors import UnknownIdError
    from argmap.store.journal import entries
    from argmap.store.writable import editable_path

    store = open_store(context)
    editable_path(store)
    who = who and who.encode(errors="backslashreplace").decode()
    found = entries(store.connection, about=id_, who=who, last=limit) if id_ is None or is_id(id_) else []
    if id_ is not None and not found and not store.things_by_id([id_]):
        raise UnknownIdError(id_, store.similar(id_))
    found.reverse()
    if as_json:
        print_json(entries_json(found))
        return
    if not found:
        about = f" about {id_}" if id_ else ""
        click.echo(visible(f"No edit{about}{f' by {who}' if who else ''} is in the history of this map."))
    for entry in found:
        head = f"{entry.number:>5}  {when(entry)}  {visible(entry.who) or 'somebody'}  "
        room = max(width() - columns(head), 30)
        lines = [part for line in entry_lines(entry) for part in wrapped(line, room)]
        for number, line in enumerate(lines):
            click.echo((click.style(head, dim=True) if number == 0 else " " * columns(head)) + line)


@click.command("undo", cls=ArgmapCommand, epilog="Example: argmap undo")
@as_json_option
@click.pass_context
def undo_command(context: click.Context, as_json: bool) -> None:
    """Take back the last edit, whoever made it, and say what it was. As often as there are edits."""
    _print(open_editor(context).undo(), as_json)


@click.command("redo", cls=ArgmapCommand, epilog="Example: argmap redo")
@as_json_option
@click.pass_context
def redo_command(context: click.Context, as_json: bool) -> None:
    """Make again what was undone last, unless something else was edited since."""
    _print(open_editor(context).redo(), as_json)


def _print(entry: Entry, as_json: bool) -> None:
    with telling(entry.number):
        if as_json:
            print_json(entries_json([entry]))
            return
        for line in entry_lines(entry):
            click.echo(line)


def entries_json(found: list[Entry]) -> dict[str, Any]:
    """Entries of the journal in the shape argmap-log/1."""
    return {
        "format": "argmap-log/1",
        "entries": [
            {
                "number": entry.number,
                "at": entry.at,
                "who": entry.who,
                "act": entry.act,
                "of": entry.of,
                "files": list(entry.files),
                "added": entry.added,
                "changed": entry.changed,
                "changes": [_change_json(change) for change in entry.changes],
            }
            for entry in found
        ],
    }


def _change_json(change: Change) -> dict[str, Any]:
    if change.name[0] in "/=":
        before, after = (record and list(record.fields) for record in change)
        what = "file" if change.name[0] == "/" else "setting"
        return {what: change.name[1:], "before": before, "after": after}
    before_thing, after_thing = change.things
    return {"id": change.name, "before": _thing_json(before_thing), "after": _thing_json(after_thing)}


def _thing_json(thing: Thing | None) -> dict[str, Any] | None:
    return {"kind": thing.kind, **to_entry(thing)} if thing else None
