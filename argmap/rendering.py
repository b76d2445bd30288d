"""Pictures of a graph in DOT, drawn by Graphviz where there is one, else by the package graphviz-pure."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from pathlib import PurePath
from shutil import which
from typing import Final, Literal, get_args

from argmap.errors import MissingToolError, OutputError
from argmap.files import reason
from argmap.text import visible

Picture = Literal["svg", "png"]
PICTURES: Final[tuple[Picture, ...]] = get_args(Picture)

SECONDS: Final = 120.0
"""How long a picture may take; one of 4 000 statements takes Graphviz 20 s."""


def picture_of(file_name: str) -> Picture:
    """The kind of picture that a file name's ending stands for. Raises OutputError if none."""
    ending = PurePath(file_name).suffix.lower()
    for picture in PICTURES:
        if ending == f".{picture}":
            return picture
    raise OutputError(f"cannot tell what picture {file_name!r} is to be; a name in .svg or .png says so")


def render(dot: str, picture: Picture, *, seconds: float = SECONDS) -> bytes:
    """The bytes of a picture of a graph in DOT.

    Raises MissingToolError where nothing is installed that draws, and OutputError where that fails or takes
    longer than `seconds`.
    """
    program = _program()
    name = PurePath(program).stem
    try:
        done = subprocess.run(
            [program, f"-T{picture}"], input=dot.encode(), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise OutputError(
            f"{name} has drawn for {seconds:g} s without an end; draw less, such as what is around one id"
        ) from None
    except OSError as error:
        raise OutputError(f"cannot run {program!r}: {reason(error)}") from None
    if done.returncode or not done.stdout:
        said = done.stderr.decode(errors="replace").split("\n")
        why = next((line.strip() for line in said if line.strip()), f"exit status {done.returncode}")
        raise OutputError(f"{name} cannot draw this: {visible(why)}")
    return done.stdout


def _program() -> str:
    """The path of what draws: `dot`, else the command of graphviz-pure, on PATH or where pip puts it."""
    beside = os.pathsep.join([os.environ.get("PATH", os.defpath), sysconfig.get_path("scripts")])
    found = which("dot") or which("graphviz-pure", path=beside)
    if found is None:
        raise MissingToolError(
            "pictures need Graphviz (apt install graphviz, brew install graphviz or choco install graphviz) "
            "or its port in pure Rust (pip install 'argmap[pictures]')"
        )
    return found
