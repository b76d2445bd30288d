"""`argmap doctor`: whether a map is whole, and what to do if it is not."""

from __future__ import annotations

from shlex import quote

import click

from argmap.cli.framework import ArgmapCommand, as_json_option, editor_name, open_store
from argmap.cli.output import ProgressLine, print_json, width
from argmap.errors import EXIT_NO
from argmap.text import visible, wrapped

COLOURS = {"ok": "green", "note": "cyan", "wrong": "red"}


@click.command("doctor", cls=ArgmapCommand, epilog="Example: argmap -m my.db doctor")
@as_json_option
@click.pass_context
def doctor_command(context: click.Context, as_json: bool) -> int:
    """Look a map over: the file, what refers to what, the index of words, the journal replayed, SQLite, the disk.

    Exits with status 1 if something is wrong, and says what to do.
    """
    from argmap.store.verifying import verify
    from argmap.store.writable import editable_path

    store = open_store(context)
    path = editable_path(store)
    store.close()
    progress = ProgressLine("looking at the map")
    context.call_on_close(progress.close)
    checks = verify(path, who=editor_name(), spec=store.spec, progress=progress)
    found = [check._replace(remedy=check.remedy.replace("MAP", quote(store.spec))) for check in checks]
    progress.close()
    if as_json:
        print_json({"format": "argmap-doctor/1", "map": str(path), "checks": [check._asdict() for check in found]})
    else:
        for name, status, message, remedy in found:
            words = visible(f"{message}; {remedy}" if remedy else message)
            first, *rest = wrapped(words, max(width() - 20, 30))
            click.echo(click.style(f"{status:<6}", fg=COLOURS[status]) + f" {name:<12} {first}")
            for line in rest:
                click.echo(" " * 20 + line)
    return EXIT_NO if any(check.status == "wrong" for check in found) else 0
