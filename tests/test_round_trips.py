"""What is written is read back as it was, through every form a map takes."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import jsonschema
import pytest
import yaml
from conftest import EXAMPLE, Run
from hypothesis import HealthCheck, given, settings
from sqlite_utils import Database
from strategies import maps

from argmap.formats import argmap1, as_json, read_files
from argmap.formats.contract import json_schema
from argmap.model import ArgumentMap, MapFile
from argmap.store.filling import fill
from argmap.store.naming import open_map
from argmap.store.reading import Store

HEAD = MapFile("map.yaml", title="A map")


def read(text: str, name: str = "map.yaml") -> ArgumentMap:
    return ArgumentMap(thing for thing, _ in read_files([(name, text.encode())]).things)


@given(maps())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_a_map_survives_yaml_json_and_a_database_in_equal_bytes(map_: ArgumentMap) -> None:
    text = "".join(argmap1.write(map_, HEAD))
    assert read(text).things == map_.things
    assert "".join(argmap1.write(read(text), HEAD)) == text
    as_text = "".join(as_json.write(map_, HEAD))
    assert read(as_text, "map.json").things == map_.things
    connection = sqlite3.connect(":memory:", isolation_level=None)
    fill(Database(connection), ((thing, HEAD.name) for thing in map_.things.values()), [HEAD])
    store = Store(connection)
    assert store.whole().things == map_.things
    assert "".join(argmap1.write(store, HEAD)) == text
    connection.close()


@given(maps())
@settings(deadline=None, max_examples=25)
def test_what_is_written_fits_the_published_schema_as_a_yaml_1_1_reader_takes_it(map_: ArgumentMap) -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    for document in (
        yaml.safe_load("".join(argmap1.write(map_, HEAD))),
        json.loads("".join(as_json.write(map_, HEAD))),
    ):
        assert [error.message for error in validator.iter_errors(document)] == []


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    for document in (
        {"format": "argmap/2"},
        {"format": "argmap/1", "statements": {"a": {"kind": "idea"}}},
        {"format": "argmap/1", "statements": {"A b": {"kind": "claim"}}},
        {"format": "argmap/1", "statements": {"a": {"kind": "claim", "credence": 2}}},
        {"format": "argmap/1", "people": {"a": {"age": 3}}},
    ):
        assert list(validator.iter_errors(document)), document


def test_a_database_gives_back_the_files_of_the_folder_it_was_filled_from(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "maps"
    folder.mkdir()
    (folder / "one.yaml").write_text("format: argmap/1\ntitle: One\nstatements:\n  a: {kind: claim, title: A}\n")
    (folder / "two.yml").write_text("format: argmap/1\narguments:\n  b: {for: a, because: [a]}\n")
    database = tmp_path / "map.db"
    assert run("new", database).status == 0
    assert run("-m", database, "import", folder).status == 0
    assert run("-m", database, "export", "-o", f"{tmp_path / 'back'}/").status == 0
    for name in ("one.yaml", "two.yml"):
        assert (tmp_path / "back" / name).read_bytes() == (folder / name).read_bytes()


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_the_example_is_the_same_after_export(run: Run, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"out.{suffix}"
    assert run("-m", EXAMPLE, "export", "-o", out).status == 0
    before, after = open_map(str(EXAMPLE), print), open_map(str(out), print)
    assert before.whole().things == after.whole().things
    before.close()
    after.close()
