"""Reading text as nodes: values, places, and what is refused in which words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from argmap.errors import BadFileError, Problem
from argmap.formats import nodes, yaml_events
from argmap.formats.nodes import Data, Entry, Node, Plain


def read(text: str, file: str = "map.yaml") -> tuple[list[Entry], list[str]]:
    """The entries of a text, and its problems as `line:column: message`."""
    problems: list[Problem] = []
    found = list(nodes.entries(text, file, problems))
    assert all(problem.file == file for problem in problems)
    return found, [str(problem).removeprefix(f"{file}:") for problem in problems]


def values(text: str, file: str = "map.yaml") -> list[tuple[str, str | int | None, Data]]:
    """Section, key or index, and value of each entry of a text that has no problems."""
    found, problems = read(text, file)
    assert problems == []
    return [(e.section, e.index if e.key is None else e.key, nodes.to_plain(e.node)) for e in found]


def node(text: str) -> Node:
    """The node of the one entry of a text."""
    ((entry,), problems) = read(text)
    assert problems == []
    return entry.node


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def either_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = getattr(yaml, request.param, None)
    if loader is None:
        pytest.skip("PyYAML has no libyaml here")
    monkeypatch.setattr(yaml_events, "_Loader", loader)


@pytest.mark.usefixtures("either_loader")
def test_sections_come_as_keyed_entries_items_and_scalars() -> None:
    text = "format: argmap/1\nstatements:\n  a: {kind: claim}\n  b:\n    kind: problem\npositions:\n- {on: x}\n- y\n"
    assert values(text) == [
        ("format", None, "argmap/1"),
        ("statements", "a", {"kind": "claim"}),
        ("statements", "b", {"kind": "problem"}),
        ("positions", 0, {"on": "x"}),
        ("positions", 1, "y"),
    ]


@pytest.mark.parametrize(
    ("text", "value"), [("a:", None), ("a: {}", {}), ("a: []", []), ('{"a": null}', None), ('{"a": {}}', {})]
)
def test_an_empty_section_is_announced_whole(text: str, value: Data) -> None:
    assert values(text) == [("a", None, value)]


@pytest.mark.usefixtures("either_loader")
def test_an_unquoted_scalar_is_plain_and_keeps_its_text() -> None:
    (entry,), _ = read("a: {b: [No, 12:30, 0x1f, 2022-07-01, ~, 'No', \"No\", , ''], c: |-\n  No\n}".replace(", ,", ","))[
        0
    ][:1], None
    items = entry.node.value
    assert isinstance(items, list)
