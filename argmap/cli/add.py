"""`argmap add`: a thing, with an option for each key of the map file."""

from __future__ import annotations

from typing import Any, Final

import click

from argmap.cli.edit import print_edit
from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_editor
from argmap.cli.usage import OneOf
from argmap.edits.fields import Field, fields_of, read_value, section_of
from argmap.entries import SECTIONS
from argmap.model import KINDS, Kind


def all_fields() -> dict[str, tuple[Field, list[str]]]:
    """Every key of the map file that `add` takes, and the kinds of thing that have it."""
    found: dict[str, tuple[Field, list[str]]] = {}
    for section, kinds in SECTIONS.items():
        for key, field in fields_of(section).items():
            if key != "kind":
                found.setdefault(key, (field, []))[1].append("statement" if section == "statements" else kinds[0])
    return found


def field_options(function: Any) -> Any:
    """Add an option for each key of the map file."""
    for key, (field, kinds) in reversed(all_fields().items()):
        where = "" if len(kinds) == len(SECTIONS) else f" ({', '.join(kinds)})"
        metavar = "A,B" if field.is_list else "P|LOW..HIGH" if field.is_interval else "V"
        options: dict[str, Any] = {"metavar": metavar}
        if field.is_boolean:
            options = {"metavar": "[true|false]", "is_flag": False, "flag_value": "true"}
        said = _SAID.get(key) or field.help[:1].upper() + field.help[1:] or key.capitalize()
        name, type_ = f"--{key.replace('_', '-')}", IdArgument() if field.is_id else None
        function = click.option(name, key, type=type_, help=f"{said}{where}.", **options)(function)
    return function


_SAID: Final = {"of": "The members of a group, or what a reading or a crux is about"}
"""What the options are for that mean different things of different kinds."""


@click.command(
    "add",
    cls=ArgmapCommand,
    epilog="Example: argmap add argument --for safe-launch --because red-team --unstated testers-find-it --by ana",
)
@click.argument("kind", metavar="KIND", type=OneOf(KINDS))
@click.argument("id_", metavar="[ID]", required=False)
@field_options
@as_json_option
@click.pass_context
def add_command(context: click.Context, /, kind: Kind, id_: str | None, as_json: bool, **values: str | None) -> None:
    """Add a thing and print its id. KIND is problem, proposal, claim, scenario or concern, or exclusive, argument,
    experiment, person, source, position, quote.

    The options are the keys of a map file, lists comma-separated, a credence as 0.2 or 0.2..0.4; "not ID" is the
    premise that something does not hold; what starts with a bracket is read as in a map file. Without ID one is made
    from the title. A place can be written SOURCE:LOCATOR.
    """
    from argmap.edits.adding import add

    fields = {key: field for key, (field, _) in all_fields().items()}
    section = section_of(kind)
    given = {key: read_value(fields_of(section).get(key, fields[key]), text) for key, text in values.items() if text}
    editor = open_editor(context)
    with editor.edit() as edit:
        thing = add(edit, kind, id_, given)
    print_edit(editor, edit, as_json=as_json, plain=[thing.id])
