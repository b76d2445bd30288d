"""`argmap combine`: two things made one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from argmap.cli.edit import print_edit
from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_editor, say
from argmap.cli.output import print_json
from argmap.errors import EXIT_NO
from argmap.text import counted

if TYPE_CHECKING:
    from argmap.edits.combining import Prefer


@click.command("combine", cls=ArgmapCommand, epilog="Example: argmap combine inner-alignment goals-inside --keep")
@click.argument("keep_id", metavar="KEEP", type=IdArgument())
@click.argument("other_id", metavar="OTHER", type=IdArgument())
@click.option("--keep", is_flag=True, help="Where they differ, take what KEEP says.")
@click.option("--replace", is_flag=True, help="Where they differ, take what OTHER says.")
@as_json_option
@click.pass_context
def combine_command(
    context: click.Context, keep_id: str, other_id: str, keep: bool, replace: bool, as_json: bool
) -> int:
    """Make OTHER a part of KEEP: whatever refers to OTHER refers to KEEP, lists are joined, positions stay.

    Fields that differ are listed, and nothing is written (exit status 1), unless --keep or --replace says whose to
    take. It is one edit, and 'undo' takes it back.
    """
    from argmap.cli.maps import conflicts_json, print_conflicts
    from argmap.edits.combining import combine

    if keep and replace:
        raise click.UsageError("give either --keep or --replace", context)
    prefer: Prefer | None = "keep" if keep else "other" if replace else None
    editor = open_editor(context)
    with editor.edit() as edit:
        conflicts = combine(edit, keep_id, other_id, prefer)
    written = edit.number is not None
    if as_json:
        print_json(
            {
                "format": "argmap-combine/1",
                "keep": keep_id,
                "other": other_id,
                "written": written,
                "conflicts": conflicts_json(conflicts),
                "changed": sorted(id_ for id_, thing in edit.things.items() if thing),
                "removed": sorted(id_ for id_, thing in edit.things.items() if not thing),
            }
        )
    elif written:
        print_edit(editor, edit, as_json=False)
    else:
        print_conflicts(conflicts)
        fields = counted(len(conflicts), "field differs", "fields differ")
        say(f"{fields}; nothing was written (--keep takes those of {keep_id}, --replace those of {other_id})")
    return 0 if written else EXIT_NO
