"""The formats a map can be read from and written to: one module a format, one table of them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from argmap.formats.reading import Reading


Progress = Callable[[int], None]
"""Called now and then with the number of things done so far."""

FILE_LIMIT: Final = 256 << 20
"""How many bytes one map file may have."""


class Format(NamedTuple):
    """A format that a map can be written in: its module has `write(parts, ...)`, a stream of text."""

    module: str
    suffixes: tuple[str, ...]
    help: str


WRITERS: Final[dict[str, Format]] = {
    "yaml": Format("argmap.formats.argmap1", (".yaml", ".yml"), "the map file argmap/1"),
    "json": Format("argmap.formats.as_json", (".json",), "the same keys as JSON"),
    "dot": Format("argmap.formats.dot", (".dot", ".gv"), "a graph for Graphviz"),
}
"""Every format that `export` writes."""


def writer(name: str) -> Any:
    """The module that writes this format."""
    return import_module(WRITERS[name].module)


def format_of(file_name: str) -> str | None:
    """The format that a file name's ending stands for, if any."""
    return next((name for name, row in WRITERS.items() if file_name.lower().endswith(row.suffixes)), None)


def read_files(files: list[tuple[str, bytes]], progress: Progress | None = None) -> Reading:
    """What map files hold together; see `argmap.formats.reading`."""
    from argmap.formats.reading import read

    return read(files, progress=progress)
