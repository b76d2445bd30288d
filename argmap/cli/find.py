"""`argmap find`: things by the words in their title, id or text."""

from __future__ import annotations

import click

from argmap.cli.framework import ArgmapCommand, as_json_option, open_store
from argmap.cli.output import print_json
from argmap.cli.usage import OneOf, WholeNumber
from argmap.errors import EXIT_NO
from argmap.model import KINDS, Kind
from argmap.text import visible


@click.command("find", cls=ArgmapCommand, epilog="Example: argmap -m shipped find inner align")
@click.argument("text", nargs=-1, required=True)
@click.option("--kind", type=OneOf(KINDS), multiple=True, help="Only things of this kind; may be given again.")
@click.option("--limit", type=WholeNumber(1, 100_000), default=20, show_default=True, help="How many at the most.")
@as_json_option
@click.pass_context
def find_command(
    context: click.Context, text: tuple[str, ...], kind: tuple[Kind, ...], limit: int, as_json: bool
) -> int:
    """Things that have all these words, the last one perhaps unfinished, then those that have them inside others.

    Best first. Upper and lower case, accents and ß or ss are the same. Exit status 1: none.
    """
    query = " ".join(text)
    hits = open_store(context).search(query, limit, kinds=kind or None)
    if as_json:
        found = [{"id": hit.id, "kind": hit.kind, "title": hit.title} for hit in hits]
        print_json({"format": "argmap-find/1", "query": query, "hits": found})
    elif not hits:
        what = "Nothing" if not kind else f"No {' or '.join(kind)}"
        click.echo(f"{what} in this map has {visible(query)!r} in its title, id or text.")
    else:
        wide = max(len(hit.id) for hit in hits)
        for hit in hits:
            title = click.style(visible(hit.label), bold=True) if hit.label != hit.id else ""
            click.echo(f"{visible(hit.kind):<10} {visible(hit.id):<{wide}}  {title}".rstrip())
    return 0 if hits else EXIT_NO
