"""`argmap new` and `argmap import`: making a map, and bringing map files into it."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import click

from argmap.changes import shown_value
from argmap.cli.framework import ArgmapCommand, as_json_option, open_editor, open_store, say
from argmap.cli.output import ProgressLine, print_json, telling
from argmap.cli.usage import OneOf
from argmap.errors import EXIT_NO
from argmap.text import command, counted, visible

if TYPE_CHECKING:
    from argmap.store.planning import Conflict, Others, Plan

_comment = re.compile(rb"^[ \t]*#", re.MULTILINE)


@click.command("new", cls=ArgmapCommand, epilog="Example: argmap new my.db")
@click.argument("path", metavar="MAP", type=click.Path(path_type=Path))
def new_command(path: Path) -> None:
    """Make an empty map in a database."""
    from argmap.store.writable import new_map

    new_map(path)
    say(f"made {path}; bring a map in with {command('argmap', '-m', path, 'import', 'FILE')}")


@click.command("import", cls=ArgmapCommand, epilog="Example: argmap -m my.db import shipped")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option("--format", "format_", type=OneOf(["argmap"]), default="argmap", help="The files' format.")
@click.option("--replace", is_flag=True, help="Where the map has a thing differently, take the file's.")
@click.option("--keep", is_flag=True, help="Where the map has a thing differently, keep it; take the rest.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@as_json_option
@click.pass_context
def import_command(
    context: click.Context,
    files: tuple[str, ...],
    format_: str,
    replace: bool,
    keep: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Bring map files, folders of them, - (standard input) or 'shipped' into a map: all of it or nothing.

    What the map already has stays; things that it has differently are listed, and nothing is written (exit
    status 1) unless --replace takes the file's, or --keep the map's. Nothing is ever removed.
    """
    from argmap.formats.reading import read
    from argmap.store.importing import bring_in
    from argmap.store.journal import SHIPPED
    from argmap.store.naming import map_files
    from argmap.store.planning import kinds_of, tried
    from argmap.store.shipped import shipped_version
    from argmap.store.writable import editable_path

    if replace and keep:
        raise click.UsageError("give either --replace or --keep", context)
    others: Others = "replace" if replace else "keep" if keep else "refuse"
    store = open_store(context)
    editable_path(store)
    progress = ProgressLine("reading")
    context.call_on_close(progress.close)
    named = [file for name in files for file in map_files(name)]
    reading = read(named, lambda ids: kinds_of(store, ids), progress)
    if any(_comment.search(data) for _, data in named):
        say("comments in the files are not kept")
    shipped = files == ("shipped",)
    number = None
    if dry_run:
        found = tried(store, reading, shipped=shipped, others=others)
    else:
        settings = {"shipped": shipped_version()} if shipped else {}
        called = [SHIPPED] if shipped else [_called(name) for name in files]
        editor = open_editor(context, store)
        found = bring_in(editor, reading, called, settings, others=others, progress=progress)
        number = editor.last
    with telling(number):
        _print_plan(found, dry_run=dry_run, as_json=as_json)
    return EXIT_NO if found.refused else 0


def _print_plan(found: Plan, *, dry_run: bool, as_json: bool) -> None:
    """Print what an import did, would do, or would not do."""
    if as_json:
        print_json(_as_json(found, written=not (found.refused or dry_run)))
    elif found.refused:
        print_conflicts(found.conflicts)
        differing = counted(len({conflict.id for conflict in found.conflicts}), "thing")
        say(f"this map has {differing} differently; nothing was written (--replace takes the file's, --keep yours)")
    else:
        would = "would be " if dry_run else ""
        replaced = len(found.changed) + len(found.updated)
        kept = f", {found.kept} kept as {'they are' if found.kept > 1 else 'it is'}" if found.kept else ""
        same = len(found.same)
        click.echo(f"{len(found.new)} {would}added, {replaced} {would}replaced, {same} the same already{kept}")


def _as_json(found: Plan, *, written: bool) -> dict[str, object]:
    return {
        "format": "argmap-import/1",
        "written": written,
        "added": sorted(thing.id for thing, _ in found.new),
        "replaced": sorted(thing.id for thing, _ in (*found.changed, *found.updated)),
        "same": len(found.same),
        "kept": found.kept,
        "conflicts": conflicts_json(found.conflicts),
    }


def conflicts_json(conflicts: list[Conflict]) -> list[dict[str, object]]:
    """Each field that two sides have differently, with both values."""
    return [{"id": id_, "field": field, "mine": mine, "theirs": theirs} for id_, field, mine, theirs in conflicts]


def print_conflicts(conflicts: list[Conflict]) -> None:
    """Print each id and field that the map has differently, mine and theirs."""
    for id_, field, mine, theirs in conflicts:
        click.echo(f"{id_}  {field}\n  mine:   {_shown(mine)}\n  theirs: {_shown(theirs)}")


def _called(name: str) -> str:
    """What the journal calls a file; the name of the shipped maps is theirs."""
    last = (PurePath(name).name or name).encode(errors="backslashreplace").decode()
    return f"./{last}" if last == "shipped" else last


def _shown(value: object) -> str:
    if value is None:
        return "(nothing)"
    return visible(value) if isinstance(value, str) else shown_value(value)
