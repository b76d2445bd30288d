"""`argmap tui`, and `argmap` alone: open the terminal UI."""

from __future__ import annotations

import sys

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, editor_name, open_store


@click.command("tui", cls=ArgmapCommand, epilog="Example: argmap -m shipped tui")
@click.option("--at", metavar="ID", type=IdArgument(), help="Begin with this in the centre.")
@click.pass_context
def tui_command(context: click.Context, at: str | None) -> None:
    """Open the terminal UI on the map; q leaves it."""
    open_tui(context, at)


def open_tui(context: click.Context, at: str | None = None) -> None:
    """Run the terminal UI until it is left. Raises UsageError where there is no terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("the terminal UI needs a terminal; 'argmap --help' lists the commands that do not")
    store = open_store(context, live=True)
    if at is not None:
        store.get(at)
    from argmap_tui.app import ArgmapApp  # Textual, 150 ms
    from argmap_tui.report import run

    run(ArgmapApp(store, who=editor_name(), at=at))
