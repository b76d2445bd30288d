"""`argmap experiments record`: what an experiment showed, as one edit."""

from __future__ import annotations

from datetime import date
from typing import cast

import click

from argmap.cli.edit import print_edit
from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_editor
from argmap.cli.usage import OneOf
from argmap.model import Outcome


@click.command(
    "record",
    cls=ArgmapCommand,
    epilog="Example: argmap experiments record red-team-week --outcome negative --node testers-find-it",
)
@click.argument("id_", metavar="ID", type=IdArgument())
@click.option("--outcome", type=OneOf(["positive", "negative"]), required=True, help="What it showed.")
@click.option("--node", metavar="ID", type=IdArgument(), help="Of which tested thing; all of them if left out.")
@click.option("--on", metavar="DATE", help="The day, as 2026-01-31; today if left out.")
@click.option("--note", metavar="TEXT", default="", help="What was seen, in words.")
@as_json_option
@click.pass_context
def record_command(
    context: click.Context, id_: str, outcome: str, node: str | None, on: str | None, note: str, as_json: bool
) -> None:
    """Record what an experiment showed; 'undo' takes it back.

    A result is evidence beside the numbers of the map and changes none of them: 'credence' shows both.
    """
    from argmap.edits.recording import record

    editor = open_editor(context)
    day = date.today().isoformat() if on is None else on
    with editor.edit() as edit:
        record(edit, id_, cast("Outcome", outcome), node=node, on=day, note=note)
    print_edit(editor, edit, as_json=as_json)
