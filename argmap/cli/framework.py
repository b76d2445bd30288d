"""What every command shares: `-m` before or after the command, commands imported when used, one-line errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import click

from argmap.cli.output import ProgressLine
from argmap.cli.usage import refuse_more, usage_of
from argmap.errors import did_you_mean

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from argmap.store.editing import Editor
    from argmap.store.reading import Store

Table = Mapping[str, tuple[str, str]]
"""Command name → the module that has it, and what its line in the help says."""


def _remember_map(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.find_root().meta["argmap.map"] = value


def map_option() -> click.Option:
    """The option that names the map, the same on the program and on every command."""
    return click.Option(
        ["-m", "--map"],
        metavar="MAP",
        type=click.Path(),
        expose_value=False,
        callback=_remember_map,
        help="The map to ask or edit.",
    )


class ArgmapCommand(click.Command):
    """A command that also takes `-m MAP`, and `-h`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(map_option())

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        """Take the words of the command line apart; more of them than the command takes are refused."""
        context.allow_extra_args = True  # and then refused in words of ours
        with usage_of(context):
            left = super().parse_args(context, arguments)
        refuse_more(context)
        return left


class ArgmapGroup(click.Group):
    """The program: its commands come from a table and are imported when they are used."""

    def __init__(self, *args: Any, commands_table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = commands_table
        self.params.insert(0, map_option())

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        """Take what stands before the command apart."""
        with usage_of(context):
            return super().parse_args(context, arguments)

    def list_commands(self, _context: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(self.table)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """The command of this name, its module now imported."""
        if name not in self.table:
            return None
        module = import_module(self.table[name][0])
        found = getattr(module, f"{name}_command")
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names; an unknown one is told with the nearest there is."""
        name = arguments[0]
        if name not in self.table and not name.startswith("-"):
            raise click.UsageError(f"there is no command {name!r}{did_you_mean(name, self.table)}", context)
        return super().resolve_command(context, arguments)

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so, or the program's options, without importing any command."""
        if incomplete.startswith("-"):
            return super().shell_complete(context, incomplete)
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(name, help=text) for name, (_, text) in self.table.items() if name.startswith(incomplete)
        ]

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.table.items()])

    def invoke(self, context: click.Context) -> Any:
        """Run the command; a closed pipe is left to `main`, as click would make an error of it."""
        import os

        if os.environ.get("NO_COLOR"):
            context.color = False
        try:
            return super().invoke(context)
        except BrokenPipeError:
            raise ClosedPipe from None


class ClosedPipe(BrokenPipeError):
    """The reader of the answer has gone; without an errno, so that click lets it pass."""


_Function = TypeVar("_Function", bound=Callable[..., Any])


def as_json_option(function: _Function) -> _Function:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON (docs/json.md).")(function)


class IdArgument(click.ParamType):  # type: ignore[type-arg]  # older versions of click have no argument for it
    """The id of a thing, or several with commas, completed from the map in question."""

    name = "id"

    def shell_complete(
        self, context: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The ids that begin so, with their titles; none where the map cannot be read."""
        from click.shell_completion import CompletionItem

        from argmap.errors import ArgmapError
        from argmap.store.naming import peek
        from argmap.text import visible

        try:
            store = peek(context.find_root().meta.get("argmap.map"))
        except (ArgmapError, OSError):
            return []
        before, comma, last = incomplete.rpartition(",")
        hits = store.beginning(last)
        store.close()
        return [CompletionItem(before + comma + hit.id, help=visible(hit.label)) for hit in hits]


def open_store(context: click.Context, *, live: bool = False) -> Store:
    """The map that the user means, open for reading until the command ends.

    All that a command asks is answered from one moment of the map; `live`: from the map as it is when asked.
    """
    from argmap.store.naming import open_map

    progress = ProgressLine("reading the map")
    try:
        store = open_map(context.find_root().meta.get("argmap.map"), say, progress)
    finally:
        progress.close()
    context.call_on_close(store.close)
    if not live:
        store.connection.execute("begin")
    return store


def open_editor(context: click.Context, store: Store | None = None) -> Editor:
    """The map that the user means, or that is open in `store`, to be edited until the command ends.

    Raises ReadOnlyMapError.
    """
    from argmap.store.editing import Editor
    from argmap.store.writable import editable_path

    store = store or open_store(context)
    path = editable_path(store)
    # What reads lets go first: the last to close moves the log into the file, and that is the writer's to do.
    store.close()
    editor = Editor(path, who=editor_name(), spec=store.spec)
    context.call_on_close(editor.close)
    return editor


def editor_name() -> str:
    """Who edits: `$ARGMAP_USER`, else the name of the user on this machine."""
    import os
    from getpass import getuser

    try:
        return (os.environ.get("ARGMAP_USER") or getuser()).encode(errors="backslashreplace").decode()
    except (KeyError, OSError):
        return "somebody"


def say(line: str) -> None:
    """Tell the user something that is not the answer; that it cannot be told stops nothing."""
    from argmap.text import visible

    with suppress(OSError):
        click.echo(f"argmap: {visible(line)}", err=True)
