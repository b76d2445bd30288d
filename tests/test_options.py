"""Options that do nothing where they stand, and file names that say nothing, are refused before anything is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from conftest import EXAMPLE, Run

from argmap.cli import command
from argmap.cli.usage import OneOf

IDLE = {
    "depth of a whole map": (["export", "--depth", "3"], "--depth goes with --around ID"),
    "depth of a whole picture": (["render", "-o", "x.svg", "--depth", "3"], "--depth goes with --around ID"),
    "boxes in YAML": (["export", "--cluster"], "--cluster is for graphs, --format dot"),
    "boxes in JSON": (["export", "-o", "x.json", "--cluster"], "--cluster is for graphs, --format dot"),
    "a legend in YAML": (["export", "--format", "yaml", "--no-legend"], "--no-legend is for graphs, --format dot"),
    "boxes in a folder": (["export", "-o", "x/", "--cluster"], "--cluster is for graphs, --format dot"),
    "depth of a folder": (["export", "-o", "x/", "--depth", "1"], "--depth goes with --around ID"),
    "force without a file": (["export", "--force"], "--force goes with -o FILE"),
    "force to standard output": (["export", "-o", "-", "--force"], "--force goes with -o FILE"),
    "a limit of no list": (["sets", "--count", "--limit", "3"], "--limit goes without --count, which lists no sets"),
    "an order of no list": (["sets", "--count", "--by", "size"], "--by goes without --count, which lists no sets"),
    "two formats of a trace": (
        ["trace", "clean-water", "--json", "--format", "markdown"],
        "--format goes without --json, which is a format too",
    ),
    "two formats of scenarios": (
        ["scenarios", "--json", "--format", "markdown"],
        "--format goes without --json, which is a format too",
    ),
    "a view of no numbers": (
        ["experiments", "--all", "--view", "bea"],
        "--view goes without --all, which counts no numbers",
    ),
    "the title of what is dropped": (
        ["tag", "filter-cleans-water", "--drop", "somebody-maintains-it", "--title", "x"],
        "--title goes with --unstated ID",
    ),
}


@pytest.mark.parametrize("what", IDLE)
def test_an_option_that_does_nothing_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    words, message = IDLE[what]
    monkeypatch.chdir(tmp_path)
    answer = run("-m", EXAMPLE, *words)
    command = words[0]
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == f"argmap: {message} (see 'argmap {command} --help')\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "marks"),
    [
        (["export", "--around", "clean-water", "--depth", "1"], "format: argmap/1"),
        (["export", "--format", "dot", "--cluster", "--no-legend"], "digraph"),
        (["trace", "clean-water", "--json", "--depth", "1"], '"argmap-trace/1"'),
        (["sets", "clean-water", "--count"], ""),
    ],
)
def test_an_option_that_does_something_is_taken(run: Run, words: list[str], marks: str) -> None:
    answer = run("-m", EXAMPLE, *words)
    assert answer.status == 0
    assert marks in answer.out


@pytest.mark.parametrize("name", ["x.graphml", "x", "x.yaml.bak", "x.ymal"])
def test_an_ending_that_stands_for_no_format_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run("-m", EXAMPLE, "export", "-o", name)
    assert answer.status == 2
    assert answer.err == (
        f"argmap: cannot tell what format '{name}' is to be; a name in .yaml, .yml, .json, .dot or .gv says so, "
        "or --format (see 'argmap export --help')\n"
    )
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("format_", ["yaml", "json", "dot"])
def test_with_a_format_any_ending_goes(run: Run, tmp_path: Path, format_: str) -> None:
    path = tmp_path / "x.graphml"
    assert run("-m", EXAMPLE, "export", "--format", format_, "-o", path).status == 0
    assert path.read_text() == run("-m", EXAMPLE, "export", "--format", format_).out


@pytest.mark.parametrize(("name", "start"), [("x.YML", "format: argmap/1"), ("x.json", "{"), ("x.gv", "digraph")])
def test_an_ending_says_the_format(run: Run, tmp_path: Path, name: str, start: str) -> None:
    assert run("-m", EXAMPLE, "export", "-o", tmp_path / name).status == 0
    assert (tmp_path / name).read_text().startswith(start)


def parameters(group: click.Group, way: str = "argmap") -> Iterator[tuple[str, click.Parameter]]:
    """Every option and argument of every command, with the command's name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield from ((f"{way} {name}", one) for one in found.params)
        if isinstance(found, click.Group):
            yield from parameters(found, f"{way} {name}")


def test_what_is_none_of_some_words_is_told_with_the_nearest_in_every_command() -> None:
    choices = {f"{way} {one.name}": one.type for way, one in parameters(command) if isinstance(one.type, click.Choice)}
    assert {"argmap list kind", "argmap find kind", "argmap add kind"} <= choices.keys()
    assert [name for name, kind in choices.items() if not isinstance(kind, OneOf)] == []


@pytest.mark.parametrize("words", [["list"], ["find", "water"]], ids=["list", "find"])
def test_a_kind_that_is_none_names_the_nearest(run: Run, words: list[str]) -> None:
    answer = run("-m", EXAMPLE, *words, "--kind", "probelm")
    assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert "'probelm' is not one of 'problem', " in answer.err
    assert f"; nearest: problem (see 'argmap {words[0]} --help')\n" in answer.err
