"""Every command, option, file key and finding is in the documentation, and its links lead somewhere."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import click
import pytest
from conftest import Run

from argmap.cli import command
from argmap.formats import WRITERS
from argmap.formats.contract import json_schema
from argmap.store.rows import SCHEMA_VERSION
from argmap_tui.actions import ACTIONS, Action
from argmap_tui.settings import shown_key

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def commands() -> dict[str, click.Command]:
    context = click.Context(command)
    found = {name: command.get_command(context, name) for name in command.list_commands(context)}
    return {name: one for name, one in found.items() if one is not None}


@pytest.mark.parametrize("name", commands())
def test_every_command_is_documented_and_has_an_example(name: str) -> None:
    found = commands()[name]
    page = read("commands.md")
    assert re.search(rf"^#+ .*\b{name}\b", page, re.MULTILINE)
    assert found.help
    assert found.epilog is not None
    assert found.epilog.startswith("Example: argmap ")
    for parameter in found.params:
        for option in parameter.opts if isinstance(parameter, click.Option) else ():
            if option.startswith("--"):
                assert option in page, option


@pytest.mark.parametrize("name", commands())
def test_every_command_explains_itself(run: Run, name: str) -> None:
    answer = run(name, "--help")
    assert answer.status == 0
    assert "Example: argmap" in answer.out


def test_every_key_of_a_map_file_is_documented() -> None:
    schema = json_schema()
    page = read("map-file.md")
    entries = [schema, *schema["$defs"].values()]
    for key in {key for entry in entries for key in entry.get("properties", {})}:
        assert f"`{key}`" in page, key


def test_every_finding_and_format_is_documented() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "argmap" / "questions").glob("*.py")]
    codes = {code for source in sources for code in re.findall(r'code="([a-z-]+)"', source)}
    assert {"orphan", "unshared-effect"} <= codes
    for code in codes:
        assert f"`{code}`" in read("check.md"), code
    for name in WRITERS:
        assert name in read("commands.md")


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_of_the_screen_is_documented_and_has_a_function(action: Action) -> None:
    assert f"`{shown_key(action.keys[0])}`" in read("screen.md")
    module, _, name = action.run.partition(":")
    assert callable(getattr(import_module(f"argmap_tui.{module}"), name))


def test_links_between_pages_lead_somewhere() -> None:
    for page in (*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_s_map_is_one(run: Run, tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "map.yaml"
    path.write_text(text)
    answer = run("-m", path, "trace", "clean-water")
    assert answer.status == 0
    assert "Abe relies on it; brought to light by Bea; untested" in answer.out


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_every_map_in_the_documentation_is_one(run: Run, tmp_path: Path, page: Path) -> None:
    for text in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        if text.startswith("format: argmap/1"):
            path = tmp_path / "map.yaml"
            path.write_text(text)
            answer = run("-m", path, "check")
            assert answer.status == 0, answer.err


def test_the_page_on_the_store_has_the_number_of_the_schema() -> None:
    assert f"its `user_version` the number of the schema, now {SCHEMA_VERSION}." in " ".join(read("store.md").split())
