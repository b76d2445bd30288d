"""`argmap export` and `argmap render`: the map, or what is around one thing, in another form."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain, count
from pathlib import Path, PurePath
from typing import Any, Final

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, open_store, say
from argmap.cli.output import print_parts
from argmap.cli.usage import OneOf, WholeNumber, refuse_idle
from argmap.errors import OutputError
from argmap.exporting import UNFILED, head_of, part_of
from argmap.files import in_the_way, reason, write_file, write_files
from argmap.formats import WRITERS, format_of, writer
from argmap.model import KINDS, MapFile
from argmap.store.reading import Store
from argmap.text import command, visible


def around_options(function: Any) -> Any:
    """Add `--around ID` and `--depth N`."""
    function = click.option(
        "--depth",
        type=WholeNumber(0, 1000),
        default=2,
        show_default=True,
        help="How many arguments away at the most.",
    )(function)
    return click.option("--around", metavar="ID", type=IdArgument(), help="Only what is near this thing.")(function)


def picture_options(function: Any) -> Any:
    """Add what says how a graph is drawn."""
    function = click.option("--no-legend", is_flag=True, help="Draw no legend (graphs only).")(function)
    return click.option("--cluster", is_flag=True, help="Draw a box around what one source says (graphs only).")(
        function
    )


@click.command("export", cls=ArgmapCommand, epilog="Example: argmap -m shipped export --format dot --around alignment")
@click.option("--format", "format_", type=OneOf(list(WRITERS)), help="Default: by the ending of -o, else yaml.")
@click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER/",
    type=click.Path(),
    help="Write there instead of printing; FOLDER/: a file a source file.",
)
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@around_options
@picture_options
@click.pass_context
def export_command(
    context: click.Context,
    format_: str | None,
    output: str | None,
    force: bool,
    around: str | None,
    depth: int,
    cluster: bool,
    no_legend: bool,
) -> None:
    """The map as YAML, JSON or a DOT graph; whole, or what is around one thing.

    With -o FOLDER/ the map is written back as the files it came from. Comments in them are not kept.
    """
    if output == "":
        raise click.UsageError("the name of the file is empty", context)
    if output in (None, "-"):
        refuse_idle(context, "goes with -o FILE", "force")
    folder = output is not None and _is_folder(output)
    if folder and (format_ not in (None, "yaml") or around):
        raise click.UsageError("a folder gets the map's own files: YAML, and all of it", context)
    chosen = format_ or ("yaml" if folder or output in (None, "-") else _format_of(context, str(output)))
    if not around:
        refuse_idle(context, "goes with --around ID", "depth")
    if chosen != "dot":
        refuse_idle(context, "is for graphs, --format dot", "cluster", "no_legend")
    store = open_store(context)
    if folder:
        _write_folder(store, Path(str(output)), force)
        return
    options = {"cluster": cluster, "legend": not no_legend} if chosen == "dot" else {}
    part = part_of(store, around, depth, drawn=chosen == "dot")
    parts = writer(chosen).write(part, head_of(store, around), **options)
    if output in (None, "-"):
        print_parts(parts)
    else:
        write_file(Path(output), parts, force=force)


@click.command(
    "render", cls=ArgmapCommand, epilog="Example: argmap -m shipped render --around alignment -o alignment.svg"
)
@click.option(
    "-o",
    "--output",
    metavar="FILE.svg|.png",
    required=True,
    type=click.Path(),
    help="The picture; its ending says which kind.",
)
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@around_options
@picture_options
@click.pass_context
def render_command(
    context: click.Context, output: str, force: bool, around: str | None, depth: int, cluster: bool, no_legend: bool
) -> None:
    """A picture of the map, or of what is around one thing, by Graphviz (or graphviz-pure)."""
    from argmap.rendering import picture_of, render

    kind = picture_of(output)
    if not around:
        refuse_idle(context, "goes with --around ID", "depth")
    if not force and not _is_folder(output) and Path(output).exists():
        raise in_the_way(Path(output))
    store = open_store(context)
    part = part_of(store, around, depth, drawn=True)
    dot = "".join(writer("dot").write(part, head_of(store, around), cluster=cluster, legend=not no_legend))
    write_file(Path(output), [render(dot, kind)], force=force)
    say(f"wrote {output}")


def _format_of(context: click.Context, output: str) -> str:
    """The format that the ending of a file's name stands for. Raises UsageError where it stands for none."""
    if found := format_of(output):
        return found
    if Path(output).suffix.lower() in (".svg", ".png", ".pdf"):
        picture = command("argmap", "render", "-o", output)
        raise click.UsageError(f"export writes text; a picture comes from {picture}", context)
    endings = [suffix for row in WRITERS.values() for suffix in row.suffixes]
    raise click.UsageError(
        f"cannot tell what format {output!r} is to be; a name in {', '.join(endings[:-1])} or {endings[-1]} says so, "
        "or --format",
        context,
    )


def _is_folder(output: str) -> bool:
    try:
        return output.endswith("/") or Path(output).is_dir()
    except OSError as error:
        raise OutputError(f"cannot write {output!r}: {reason(error)}") from None


def _write_folder(store: Store, folder: Path, force: bool) -> None:
    """Write a map as the files it came from: all of them or none."""
    files = store.files()
    if any(True for _ in _Filed(store, None).stream(KINDS)):
        files.append(UNFILED)
    names: dict[str, MapFile] = {}
    for file in files:
        names[_name(file, names)] = file
    write_files(
        folder,
        {
            name: writer("yaml").write(_Filed(store, None if file is UNFILED else file.name), file)
            for name, file in names.items()
        },
        force=force,
    )
    say(f"wrote {len(files)} file{'s' if len(files) != 1 else ''} to {folder}")


LONGEST: Final = 200
"""How many bytes of a file's name are kept; no disk takes more than 255, and a number and an ending come to it."""


def _name(file: MapFile, taken: Collection[str]) -> str:
    """The name to write a file under: a YAML file of the folder itself, whatever a database says it was called."""
    name = PurePath(visible(file.name).replace("\\", "/")).name.lstrip(".") or UNFILED.name
    stem, suffix = PurePath(name).stem, PurePath(name).suffix if name.endswith((".yaml", ".yml")) else ".yaml"
    stem = stem.encode()[:LONGEST].decode(errors="ignore")
    numbered = (f"{stem}-{number}{suffix}" for number in count(2))
    return next(free for free in chain([stem + suffix], numbered) if free not in taken)


class _Filed:
    """The part of a map that came from one file (None: from none)."""

    def __init__(self, store: Store, file: str | None) -> None:
        self._store = store
        self._file = file

    def stream(self, kinds: Any) -> Iterator[Any]:
        """The things of these kinds, by id."""
        return self._store.stream(kinds, of_file=(self._file,))
