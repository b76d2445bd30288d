"""The command line: one table of commands, each in a module that is imported when it is used."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from argmap import __version__
from argmap.cli.framework import ArgmapGroup
from argmap.cli.output import close_answer, close_narration
from argmap.cli.usage import explain
from argmap.errors import EXIT_INTERRUPTED, EXIT_USAGE, ArgmapError, BadFileError
from argmap.files import reason


@click.group(
    cls=ArgmapGroup,
    commands_table={
        "trace": ("argmap.cli.trace", "What is assumed behind a claim, who never said it, what tests it"),
        "show": ("argmap.cli.show", "Everything the map has on one thing"),
        "find": ("argmap.cli.find", "Things by the words in their title, id or text"),
        "list": ("argmap.cli.list", "Things by kind, tag, speaker or source; what is untested or unstated"),
        "credence": ("argmap.cli.credence", "How likely something is by what the map argues"),
        "sets": ("argmap.cli.sets", "What is enough for something to hold, or to sink it"),
        "importance": ("argmap.cli.importance", "How much each leaf matters for something"),
        "work": ("argmap.cli.work", "Who does the work for a problem: a proposal, or what it assumes"),
        "discharge": ("argmap.cli.discharge", "Whether a proposal itself delivers what it needs"),
        "cruxes": ("argmap.cli.cruxes", "On which numbers two people's disagreement hangs"),
        "readings": ("argmap.cli.readings", "Whether two people mean the same by a proposal: given Q, or via Q"),
        "bottlenecks": ("argmap.cli.bottlenecks", "What the proposals for a problem cannot do without"),
        "scenarios": ("argmap.cli.scenarios", "What breaks after a jump, and which concerns it brings"),
        "experiments": ("argmap.cli.experiments", "What tests a claim, what nothing tests, what would tell most"),
        "check": ("argmap.cli.check", "What looks wrong, missing or untested in the map"),
        "export": ("argmap.cli.export", "The map, or what is around one thing, as YAML, JSON or DOT"),
        "render": ("argmap.cli.export", "A picture of the map: SVG or PNG"),
        "add": ("argmap.cli.add", "Add a statement, an argument, an experiment …"),
        "set": ("argmap.cli.edit", "Change fields of a thing"),
        "combine": ("argmap.cli.combine", "Make one of two things"),
        "tag": ("argmap.cli.edit", "Tag what an argument assumes and nobody said"),
        "capture": ("argmap.cli.edit", "Add an argument in one line while people talk"),
        "rm": ("argmap.cli.edit", "Remove a thing"),
        "undo": ("argmap.cli.history", "Take back the last edit"),
        "redo": ("argmap.cli.history", "Make again what was undone"),
        "log": ("argmap.cli.history", "Who changed what, and when"),
        "new": ("argmap.cli.maps", "Make an empty map"),
        "import": ("argmap.cli.maps", "Bring map files into a map"),
        "doctor": ("argmap.cli.doctor", "Whether a map is whole, and what to do if it is not"),
        "completion": ("argmap.cli.about", "Let bash, zsh or fish complete commands and ids"),
        "schema": ("argmap.cli.about", "The JSON Schema of a map file, for editors"),
        "paths": ("argmap.cli.about", "Where argmap keeps things"),
        "tui": ("argmap.cli.tui", "Open the terminal UI (as argmap alone does)"),
    },
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="MAP is a database, a map file (YAML or JSON), a folder of map files, - for standard input, or "
    "'shipped'. Without -m: $ARGMAP_MAP, else ./argmap.db, else your own map. "
    "Example: argmap -m shipped trace alignment",
)
@click.version_option(__version__, message="argmap %(version)s")
@click.pass_context
def command(context: click.Context) -> None:
    """Who assumes what, who never said so, and what would tell: maps of arguments."""
    if context.invoked_subcommand is None:
        from argmap.cli.tui import open_tui

        open_tui(context)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give the exit status (see docs/commands.md)."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115  # open as long as the program runs
    # What the terminal cannot show is escaped, never a crash.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        return _run(arguments)
    finally:
        close_narration()


def _run(arguments: Sequence[str] | None) -> int:
    try:
        status = command.main(arguments, prog_name="argmap", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except BadFileError as error:
        return _say([str(problem) for problem in error.problems], error.exit_status)
    except ArgmapError as error:
        return _say([str(error)], error.exit_status)
    except click.ClickException as error:
        return _say([explain(error)], EXIT_USAGE)
    except (click.Abort, KeyboardInterrupt):
        return _say(["interrupted"], EXIT_INTERRUPTED)
    except sqlite3.Error as error:
        return _say([f"the map's database cannot be used: {error}; 'argmap doctor' looks it over"], EXIT_USAGE)
    except UnicodeDecodeError:  # in a text that SQLite hands out of a damaged database
        return _say(["the map's database holds what is no text; 'argmap doctor' looks it over"], EXIT_USAGE)
    except (BrokenPipeError, SystemExit):
        # Whoever read the answer has enough of it (SystemExit: click printed it); nothing may fail when Python
        # flushes at exit either.
        close_answer()
        return 0
    except OSError as error:
        # Opening a map and writing a file have words of their own; what is left is the answer's own way out.
        close_answer()
        return _say([f"cannot write the answer: {reason(error)}"], EXIT_USAGE)


def _say(lines: Sequence[str], status: int) -> int:
    from argmap.text import visible

    with suppress(OSError):  # where nothing can be said, the status still can
        for line in lines:
            click.echo(f"argmap: {visible(line)}", err=True)
    return status
