"""`argmap set`, `tag`, `rm` and `capture`: each one edit, saved when the command returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_editor, say
from argmap.cli.usage import refuse_idle
from argmap.text import visible

if TYPE_CHECKING:
    from argmap.store.edit import Edit
    from argmap.store.editing import Editor


@click.command("set", cls=ArgmapCommand, epilog="Example: argmap set safe-launch credence=0.2..0.4 tags+=urgent")
@click.argument("id_", metavar="ID", type=IdArgument())
@click.argument("assignments", metavar="FIELD=V...", nargs=-1, required=True)
@as_json_option
@click.pass_context
def set_command(context: click.Context, id_: str, assignments: tuple[str, ...], as_json: bool) -> None:
    """Change fields of a thing: FIELD=V sets one, FIELD= takes it out, FIELD+=A,B and FIELD-=A change a list.

    id=NEW renames the thing; whatever refers to it follows.
    """
    from argmap.edits.adding import assign

    editor = open_editor(context)
    with editor.edit() as edit:
        assign(edit, id_, assignments)
    print_edit(editor, edit, as_json=as_json)


@click.command("tag", cls=ArgmapCommand, epilog="Example: argmap tag red-team-helps --unstated testers-find-it --by bo")
@click.argument("argument", metavar="ARGUMENT", type=IdArgument())
@click.option("--unstated", metavar="ID", type=IdArgument(), help="What the argument needs and its author did not say.")
@click.option("--title", metavar="TEXT", help="Make a new claim of an unknown ID, with this title.")
@click.option("--by", metavar="PERSON", type=IdArgument(), help="Who brought it to light; nobody: the map's editor.")
@click.option("--at", metavar="LOCATOR", help="Where they did, in the argument's source.")
@click.option("--drop", metavar="ID", type=IdArgument(), help="Take this unstated assumption off instead.")
@as_json_option
@click.pass_context
def tag_command(
    context: click.Context,
    argument: str,
    unstated: str | None,
    title: str | None,
    by: str | None,
    at: str | None,
    drop: str | None,
    as_json: bool,
) -> None:
    """Tag what an argument assumes and nobody said. A statement with exactly one argument stands for it.

    "not ID" says that it assumes that something does not hold.
    """
    from argmap.edits import tagging

    if (unstated is None) == (drop is None):
        raise click.UsageError("give either --unstated ID or --drop ID", context)
    if drop is not None:
        refuse_idle(context, "goes with --unstated ID", "title", "by", "at")
    editor = open_editor(context)
    with editor.edit() as edit:
        if unstated is not None:
            tagging.tag(edit, argument, unstated, title=title, by=by, at=at)
        elif drop is not None:
            tagging.drop(edit, argument, drop)
    print_edit(editor, edit, as_json=as_json)


@click.command("rm", cls=ArgmapCommand, epilog="Example: argmap rm old-claim --cascade")
@click.argument("id_", metavar="ID", type=IdArgument())
@click.option("--cascade", is_flag=True, help="Also remove or change what refers to it; 'undo' brings all of it back.")
@as_json_option
@click.pass_context
def rm_command(context: click.Context, id_: str, cascade: bool, as_json: bool) -> None:
    """Remove a thing. What others refer to stays, and they are listed, unless --cascade is given.

    With --cascade an argument goes with its target, with each reason or stated assumption of its author, and with the
    last person who makes it; an unstated assumption with who brought it to light; a position with its person and
    target; a quote with its source and target; a group with all members but one. Other mentions are taken out.
    """
    from argmap.edits.removing import remove

    editor = open_editor(context)
    with editor.edit() as edit:
        remove(edit, id_, cascade=cascade)
    print_edit(editor, edit, as_json=as_json)


class CaptureCommand(ArgmapCommand):
    """A command whose text may begin with an arrow, which is no option."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """The arguments, an arrow at the beginning of one in the form that does not look like an option."""
        arrows = {"->": "→ ", "-|": "⊣ "}
        return super().parse_args(context, [arrows.get(arg[:2], arg[:2]) + arg[2:] for arg in args])


@click.command(
    "capture",
    cls=CaptureCommand,
    epilog="Example: argmap capture 'red-team -> safe-launch given \"Time allows it\" ?testers-find-it @ana #call:t12'",
)
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--surfaced-by", metavar="PERSON", type=IdArgument(), help="Who brought the unstated ones to light; nobody: you."
)
@as_json_option
@click.pass_context
def capture_command(context: click.Context, text: tuple[str, ...], surfaced_by: str | None, as_json: bool) -> None:
    """Add one argument in one line, and print its id: A, B -> P [given C, D] [?Q, R] [@PERSON] [#SOURCE:LOCATOR].

    A and B are its reasons, C and D what its author assumes, Q and R what nobody said; -| is against P. Names are
    ids, or "quoted titles", which become new claims (after @ a person, after # a source) unless the map has them.
    """
    from argmap.edits.capturing import capture

    editor = open_editor(context)
    with editor.edit() as edit:
        captured = capture(edit, " ".join(text), surfaced_by=surfaced_by)
    for thing in captured.new:
        say(f"added {thing.kind} “{thing.title}” ({thing.id})")
    print_edit(editor, edit, as_json=as_json, plain=[captured.argument.id])


def print_edit(editor: Editor, edit: Edit, *, as_json: bool, plain: list[str] | None = None) -> None:
    """Print what an edit changed: `plain` lines, else in words."""
    from argmap.cli.history import entries_json
    from argmap.cli.output import print_json, telling
    from argmap.history import entry_lines
    from argmap.store.journal import entry

    with telling(edit.number):
        found = [entry(editor.connection, edit.number)] if edit.number else []
        if as_json:
            print_json(entries_json(found))
            return
        if not found:
            say("nothing changed")
        for line in plain if plain is not None else [line for made in found for line in entry_lines(made)]:
            click.echo(visible(line))
