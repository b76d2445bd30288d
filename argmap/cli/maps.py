"""`argmap new` and `argmap import`: making a map, and bringing map files into it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from argmap.cli.framework import ArgmapCommand, open_store, say
from argmap.cli.output import ProgressLine
from argmap.errors import EXIT_NO
from argmap.text import counted, visible

if TYPE_CHECKING:
    from argmap.store.editing import Conflict

_comment = re.compile(rb"^[ \t]*#", re.MULTILINE)


@click.command("new", cls=ArgmapCommand, epilog="Example: argmap new my.db")
@click.argument("path", metavar="MAP", type=click.Path(path_type=Path))
def new_command(path: Path) -> None:
    """Make an empty map in a database."""
    from argmap.store.editing import new_map

    new_map(path)
    say(f"made {path}; bring a map in with 'argmap -m {path} import FILE'")


@click.command("import", cls=ArgmapCommand, epilog="Example: argmap -m my.db import shipped")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(["argmap"]), default="argmap", help="The files' format.")
@click.option("--replace", is_flag=True, help="Where the map has a thing differently, take the file's.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.pass_context
def import_command(context: click.Context, files: tuple[str, ...], format_: str, replace: bool, dry_run: bool) -> int:
    """Bring map files, folders of them, - (standard input) or 'shipped' into a map: all of it or nothing.

    What the map already has stays; things that it has differently are listed, and nothing is written (exit
    status 1) unless --replace takes the file's. Nothing is ever removed.
    """
    from argmap.formats.reading import read
    from argmap.store.editing import bring_in, editable, kinds_of, plan, transaction
    from argmap.store.naming import map_files
    from argmap.store.reading import Store

    store = open_store(context)
    db = editable(store)
    context.call_on_close(db.close)
    progress = ProgressLine("reading")
    context.call_on_close(progress.close)
    named = [file for name in files for file in map_files(name)]
    if any(_comment.search(data) for _, data in named):
        say("comments in the files are not kept")
    reading = read(named, lambda ids: kinds_of(store, ids), progress)
    with transaction(db):
        found = plan(Store(db.conn), reading.things)
        refused = bool(found.conflicts) and not replace
        if not (refused or dry_run):
            bring_in(db, found.new, found.changed, reading.files, progress)
    if refused:
        print_conflicts(found.conflicts)
        differing = counted(len(found.changed), "thing")
        say(f"this map has {differing} differently; nothing was written (--replace takes the file's)")
        return EXIT_NO
    would = "would be " if dry_run else ""
    click.echo(
        f"{len(found.new)} {would}added, {len(found.changed)} {would}replaced, {len(found.same)} the same already"
    )
    return 0


def print_conflicts(conflicts: list[Conflict]) -> None:
    """Print each id and field that the map has differently, mine and theirs."""
    for id_, field, mine, theirs in conflicts:
        click.echo(f"{id_}  {field}\n  mine:   {visible(_shown(mine))}\n  theirs: {visible(_shown(theirs))}")


def _shown(value: object) -> str:
    return "(nothing)" if value is None else str(value)
