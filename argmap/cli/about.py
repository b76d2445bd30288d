"""`argmap schema`, `argmap paths` and `argmap completion`: about argmap itself."""

from __future__ import annotations

import click

from argmap.cli.framework import ArgmapCommand, as_json_option
from argmap.cli.output import print_json
from argmap.cli.usage import OneOf


@click.command("schema", cls=ArgmapCommand, epilog="Example: argmap schema > argmap.schema.json")
@click.option("--settings", is_flag=True, help="Of the settings of the terminal UI instead.")
def schema_command(settings: bool) -> None:
    """The JSON Schema of a map file: point your editor at it, and it completes and checks maps as you type."""
    if settings:
        from argmap_tui.settings import json_schema as settings_schema  # Textual, 150 ms

        print_json(settings_schema())
    else:
        from argmap.formats.contract import json_schema

        print_json(json_schema())


@click.command("paths", cls=ArgmapCommand, epilog="Example: argmap paths --json")
@as_json_option
def paths_command(as_json: bool) -> None:
    """Where argmap keeps your own map, its cache, its settings, what the terminal UI remembers and the shipped maps."""
    from argmap.paths import cache_folder, config_folder, own_map, settings_file, state_folder
    from argmap.store.shipped import shipped_folder

    rows = {
        "map": own_map(),
        "cache": cache_folder(),
        "config": config_folder(),
        "settings": settings_file(),
        "state": state_folder(),
        "shipped": shipped_folder(),
    }
    if as_json:
        print_json({"format": "argmap-paths/1", **{name: str(path) for name, path in rows.items()}})
    else:
        for name, path in rows.items():
            click.echo(f"{name:<8} {path}")


@click.command("completion", cls=ArgmapCommand, epilog="Example: argmap completion bash >> ~/.bashrc")
@click.argument("shell", metavar="SHELL", type=OneOf(["bash", "zsh", "fish"]))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print the script that lets a shell complete commands, options and the ids of a map.

    For fish: argmap completion fish > ~/.config/fish/completions/argmap.fish
    """
    from click.shell_completion import get_completion_class

    chosen = get_completion_class(shell)
    assert chosen is not None
    click.echo(chosen(context.find_root().command, {}, "argmap", "_ARGMAP_COMPLETE").source())
