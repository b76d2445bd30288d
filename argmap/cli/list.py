"""`argmap list`: things by what they are, who says them and where, and what is untested or unstated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_parts
from argmap.cli.usage import OneOf
from argmap.model import KINDS, Kind
from argmap.store.reading import Hit
from argmap.text import json_text, visible

WIDE = 32
"""How many columns an id takes at the least: the rows come one by one, and the longest is not known."""


@click.command("list", cls=ArgmapCommand, epilog="Example: argmap -m shipped list --unstated --untested")
@click.option("--kind", type=OneOf(KINDS), multiple=True, help="Only things of this kind; may be given again.")
@click.option("--tag", metavar="TAG", help="Only things with this tag.")
@click.option("--by", metavar="PERSON", type=IdArgument(), help="Only arguments that they make, positions they hold.")
@click.option("--source", metavar="SOURCE", type=IdArgument(), help="Only what stands there.")
@click.option("--untested", is_flag=True, help="Only statements and arguments that no experiment tests.")
@click.option("--unstated", is_flag=True, help="Only statements that an argument (of --by, in --source) leaves unsaid.")
@as_json_option
@click.pass_context
def list_command(
    context: click.Context,
    kind: tuple[Kind, ...],
    tag: str | None,
    by: str | None,
    source: str | None,
    untested: bool,
    unstated: bool,
    as_json: bool,
) -> None:
    """List the things that fit all of the options, by id; without options all of the map."""
    from argmap.store.listing import Wanted, listed

    found = listed(open_store(context), Wanted(kind or None, tag, by, source, untested, unstated))
    first = next(found, None)
    hits = found if first is None else _with(first, found)
    if as_json:
        print_parts(_json(hits))
    elif first is None:
        click.echo("Nothing in this map fits.")
    else:
        for hit in hits:
            title = click.style(visible(hit.label), bold=True) if hit.label != hit.id else ""
            click.echo(f"{visible(hit.kind):<10} {visible(hit.id):<{WIDE}}  {title}".rstrip())


def _with(first: Hit, others: Iterable[Hit]) -> Iterator[Hit]:
    yield first
    yield from others


def _json(hits: Iterable[Hit]) -> Iterator[str]:
    """The list in the shape argmap-list/1, a thing a line."""
    yield '{\n "format": "argmap-list/1",\n "things": ['
    before = "\n  "
    for hit in hits:
        yield before + json_text({"id": hit.id, "kind": hit.kind, "title": hit.title, "label": hit.label})
        before = ",\n  "
    yield "\n ]\n}\n"
