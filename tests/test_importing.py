"""Bringing files into a map: conflicts, updates of the shipped maps, large imports that keep nobody waiting."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLE, Run, database
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import maps

from argmap.errors import BusyMapError
from argmap.formats import argmap1, read_files
from argmap.formats.reading import Reading
from argmap.model import ArgumentMap, MapFile, Statement, Thing
from argmap.store import importing, staging
from argmap.store.editing import Editor
from argmap.store.importing import bring_in
from argmap.store.naming import open_map
from argmap.store.planning import plan
from argmap.store.verifying import verify
from argmap.store.writable import new_map

MapFileMaker = Callable[..., Path]


@pytest.fixture
def staged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports of more than two things are large ones."""
    monkeypatch.setattr(importing, "CHUNK", 2)


def claims(*ids: str, **fields: str) -> Reading:
    things: list[tuple[Thing, str]] = [(Statement(id=id_, is_a="claim", **fields), "new.yaml") for id_ in ids]
    return Reading(things, [MapFile("new.yaml", title="New things")])


def wrong(path: Path) -> list[str]:
    return [check.message for check in verify(path, who="d", spec="map") if check.status == "wrong"]


def whole(path: Path) -> ArgumentMap:
    store = open_map(str(path), print)
    found = store.whole()
    store.close()
    return found


# --- conflicts ---


def test_a_conflict_is_told_field_by_field_in_json(run: Run, map_db: Path, map_file: MapFileMaker) -> None:
    other = map_file("statements:\n  boil-it: {kind: proposal, title: Boil it twice}\n  new-one: {kind: claim}\n")
    answer = run("-m", map_db, "import", other, "--json")
    assert answer.status == 1
    assert json.loads(answer.out) == {
        "format": "argmap-import/1",
        "written": False,
        "added": ["new-one"],
        "replaced": ["boil-it"],
        "same": 0,
        "kept": 0,
        "conflicts": [
            {"id": "boil-it", "field": "title", "mine": "Boil the water", "theirs": "Boil it twice"},
            {"id": "boil-it", "field": "tags", "mine": ["simple"], "theirs": None},
        ],
    }
    assert run("-m", map_db, "show", "new-one").status == 2
    answer = run("-m", map_db, "import", other, "--replace", "--json")
    assert (answer.status, json.loads(answer.out)["written"]) == (0, True)


@pytest.mark.parametrize("flags", [[], ["--replace"]])
def test_a_dry_run_writes_nothing(run: Run, map_db: Path, map_file: MapFileMaker, flags: list[str]) -> None:
    other = map_file("statements:\n  boil-it: {kind: proposal, title: Boil it twice}\n  new-one: {kind: claim}\n")
    before = whole(map_db)
    answer = run("-m", map_db, "import", "--dry-run", *flags, other)
    assert answer.status == (0 if flags else 1)
    assert whole(map_db) == before
    assert run("-m", map_db, "log").out.count("\n") == 1


def test_an_import_is_one_edit_to_undo_and_redo(run: Run, map_db: Path, map_file: MapFileMaker) -> None:
    before = whole(map_db)
    other = map_file("title: Other\nstatements:\n  boil-it: {kind: proposal}\n  new-one: {kind: claim}\n", "other.yaml")
    assert run("-m", map_db, "import", "--replace", other).status == 0
    after = whole(map_db)
    assert run("-m", map_db, "undo").out == "undid 2, the import of other.yaml: 3 changes\n"
    assert whole(map_db) == before
    assert run("-m", map_db, "redo").out == "redid 2, the import of other.yaml: 3 changes\n"
    assert whole(map_db) == after
    assert wrong(map_db) == []


def test_a_kind_that_others_would_not_take_is_refused(run: Run, map_db: Path, map_file: MapFileMaker) -> None:
    other = map_file("people:\n  filter-plant: {title: A person now}\n")
    answer = run("-m", map_db, "import", "--replace", other)
    assert answer.status == 2
    assert answer.err.startswith("argmap: 'filter-plant' cannot become a person: ")


def test_another_file_of_the_same_name_keeps_its_own_heading(run: Run, map_db: Path, map_file: MapFileMaker) -> None:
    other = map_file("title: Another example\nstatements:\n  new-one: {kind: claim}\n", "example.yaml")
    assert run("-m", map_db, "import", other).status == 0
    assert {(file.name, file.title) for file in whole(map_db).files} == {
        ("example.yaml", "A small map with one of everything"),
        ("example-2.yaml", "Another example"),
    }


def test_the_same_file_with_another_heading_is_a_conflict(run: Run, map_db: Path, map_file: MapFileMaker) -> None:
    text = EXAMPLE.read_text().replace("A small map with one of everything", "Renamed")
    other = map_file(text.removeprefix("format: argmap/1\n"), "example.yaml")
    answer = run("-m", map_db, "import", other)
    assert answer.status == 1
    assert answer.out == "example.yaml  title\n  mine:   A small map with one of everything\n  theirs: Renamed\n"
    assert run("-m", map_db, "import", "--replace", other).status == 0
    assert [file.title for file in whole(map_db).files] == ["Renamed"]


# --- the shipped maps ---


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the shipped maps, to be made newer."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "one.yaml").write_text(
        "format: argmap/1\ntitle: One\nstatements:\n  a: {kind: claim, title: A}\n  b: {kind: claim, title: B}\n"
    )
    monkeypatch.setattr("argmap.store.shipped.shipped_folder", lambda: folder)
    return folder


def newer(folder: Path, **titles: str) -> None:
    lines = [f"  {id_}: {{kind: claim, title: {title}}}\n" for id_, title in titles.items()]
    (folder / "one.yaml").write_text("format: argmap/1\ntitle: One\nstatements:\n" + "".join(lines))


def test_newer_shipped_maps_are_named_once_a_command_until_they_are_imported(run: Run, shipped: Path) -> None:
    assert "made your own map" in run("find", "A").err
    assert run("find", "A").err == ""
    newer(shipped, a="A2", b="B", c="C")
    notice = "argmap: newer shipped maps came with this argmap: bring them in with 'argmap import shipped'\n"
    assert run("find", "A").err == notice
    answer = run("import", "shipped")
    assert (answer.status, answer.out) == (0, "1 added, 1 replaced, 1 the same already\n")
    answer = run("show", "a")
    assert (answer.err, answer.out.splitlines()[0]) == ("", "A2  claim · a")
    assert run("undo").status == 0
    assert run("find", "A").err == notice


def test_what_the_user_edited_is_theirs_when_the_shipped_maps_change(run: Run, shipped: Path) -> None:
    run("set", "a", "title=Mine")
    newer(shipped, a="A2", b="B2")
    answer = run("import", "shipped")
    assert answer.status == 1
    assert answer.out == "a  title\n  mine:   Mine\n  theirs: A2\n"
    assert run("show", "b").out.startswith("B  claim")
    assert run("import", "shipped", "--replace").out == "0 added, 2 replaced, 0 the same already\n"
    newer(shipped, a="A3", b="B2")
    assert run("import", "shipped").out == "0 added, 1 replaced, 1 the same already\n"


def test_what_the_user_edited_can_be_kept_and_the_rest_taken(run: Run, shipped: Path) -> None:
    run("set", "a", "title=Mine")
    newer(shipped, a="A2", b="B2", c="C")
    answer = run("import", "shipped", "--keep")
    assert (answer.status, answer.out) == (0, "1 added, 1 replaced, 0 the same already, 1 kept as it is\n")
    assert run("show", "a").out.startswith("Mine  claim")
    assert run("show", "b").err == ""
    assert run("import", "shipped", "--keep", "--replace").status == 2


def test_an_update_that_is_undone_and_made_again_counts_as_nobody_s_edit(run: Run, shipped: Path) -> None:
    run("find", "A")
    newer(shipped, a="A2", b="B")
    assert run("import", "shipped").status == 0
    assert (run("undo").status, run("redo").status, run("undo").status) == (0, 0, 0)
    assert run("import", "shipped").out == "0 added, 1 replaced, 1 the same already\n"
    run("set", "a", "title=Mine")
    newer(shipped, a="A3", b="B")
    assert run("import", "shipped").status == 1
    run("undo")
    assert run("import", "shipped").out == "0 added, 1 replaced, 1 the same already\n"


def test_a_newer_heading_of_a_shipped_map_is_no_conflict(run: Run, shipped: Path) -> None:
    run("find", "A")
    (shipped / "one.yaml").write_text((shipped / "one.yaml").read_text().replace("title: One", "title: Number one"))
    assert run("import", "shipped").out == "0 added, 0 replaced, 2 the same already\n"


def test_a_file_of_the_user_s_own_is_no_shipped_map(run: Run, shipped: Path, map_file: MapFileMaker) -> None:
    run("find", "A")
    answer = run("import", map_file("statements:\n  a: {kind: claim, title: A2}\n"))
    assert answer.status == 1


# --- large imports ---


@given(maps(), st.randoms(use_true_random=False), st.booleans())
@settings(deadline=None, max_examples=40)
def test_files_to_a_database_to_files_to_a_database_are_equal(
    tmp_path_factory: pytest.TempPathFactory, map_: ArgumentMap, random: st.randoms, large: bool
) -> None:
    folder = tmp_path_factory.mktemp("round")
    names = {thing.id: random.choice(["one.yaml", "two.yaml"]) for thing in map_.things.values()}
    files = [MapFile("one.yaml", title="One"), MapFile("two.yaml", note="The second")]
    reading = Reading([(thing, names[thing.id]) for thing in map_.things.values()], files)
    chunk, importing.CHUNK = importing.CHUNK, 2 if large else importing.CHUNK
    try:
        first, second = folder / "first.db", folder / "second.db"
        new_map(first)
        with Editor(first, who="x") as editor:
            bring_in(editor, reading, ["maps"])
        store = open_map(str(first), print)
        texts = []
        for file in files:
            kept = ArgumentMap([thing for thing in map_.things.values() if names[thing.id] == file.name])
            of_file = ArgumentMap(
                [
                    thing
                    for kind in {t.kind for t in map_.things.values()}
                    for thing in store.stream([kind], (file.name,))
                ]
            )
            assert of_file.things == kept.things
            texts.append((file.name, "".join(argmap1.write(of_file, file)).encode()))
        new_map(second)
        with Editor(second, who="x") as editor:
            bring_in(editor, read_files(texts), ["maps"])
            assert bring_in(editor, read_files(texts), ["maps"]).new == []
        again = open_map(str(second), print)
        assert store.whole() == again.whole()
        assert again.whole().things == map_.things
        store.close()
        again.close()
        assert wrong(second) == []
    finally:
        importing.CHUNK = chunk


@pytest.mark.usefixtures("staged")
def test_a_large_import_is_seen_whole_or_not_at_all(map_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    watcher = open_map(str(map_db), print)
    real = staging.add_things

    def add_things(*arguments: Any) -> None:
        real(*arguments)
        seen.append(sum(watcher.count().values()))
        assert watcher.things_by_id(["n0"]) == []
        assert [hit for hit in watcher.search("new things") if hit.kind == "claim"] == []
        assert watcher.since(1) == []
        assert len(watcher.files()) == 1

    monkeypatch.setattr(staging, "add_things", add_things)
    with Editor(map_db, who="x") as editor:
        bring_in(editor, claims(*(f"n{n}" for n in range(7)), title="New things"), ["new.yaml"])
    assert seen == [25] * 4
    assert sum(watcher.count().values()) == 32
    assert [entry.added for entry in watcher.since(1)] == [7]
    assert [file.name for file in watcher.files()] == ["example.yaml", "new.yaml"]
    watcher.close()
    assert wrong(map_db) == []


@pytest.mark.usefixtures("staged")
@pytest.mark.parametrize("next_one", ["an edit", "a large import"])
def test_a_large_import_broken_off_leaves_nothing_to_be_seen_and_is_swept(
    map_db: Path, monkeypatch: pytest.MonkeyPatch, next_one: str
) -> None:
    before = whole(map_db)
    real, calls = staging.add_things, iter(range(100))

    def add_things(*arguments: Any) -> None:
        real(*arguments)
        if next(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(staging, "add_things", add_things)
    monkeypatch.setattr(importing, "sweep", lambda *_arguments: None)  # as if killed
    with Editor(map_db, who="x") as editor, pytest.raises(KeyboardInterrupt):
        bring_in(editor, claims(*(f"n{n}" for n in range(9))), ["new.yaml"])
    assert whole(map_db) == before
    assert wrong(map_db) == []
    monkeypatch.undo()
    if next_one == "an edit":
        with Editor(map_db, who="x") as editor, editor.edit() as edit:
            edit.put(Statement(id="n1", is_a="claim"))
    else:
        monkeypatch.setattr(importing, "CHUNK", 2)
        with Editor(map_db, who="x") as editor:
            bring_in(editor, claims("n1", "n2", "n3"), ["new.yaml"])
    added = 1 if next_one == "an edit" else 3
    with Editor(map_db, who="x") as editor:
        assert editor.connection.execute("select count(*) from staging").fetchone() == (0,)
        assert editor.connection.execute("select count(*) from thing where id like 'n%'").fetchone() == (
            added + sum(id_.startswith("n") for id_ in before.things),
        )
    assert wrong(map_db) == []


@pytest.mark.usefixtures("staged")
@pytest.mark.parametrize("meanwhile", ["takes an id", "edits what is replaced", "edits something else"])
def test_a_large_import_takes_in_what_others_edit_meanwhile(map_db: Path, meanwhile: str) -> None:
    def between(done: int) -> None:
        if done == 4:
            id_ = {"takes an id": "n6", "edits what is replaced": "boil-it", "edits something else": "other"}[meanwhile]
            with Editor(map_db, who="other") as other, other.edit() as edit:
                edit.put(Statement(id=id_, is_a="proposal" if id_ == "boil-it" else "claim", title="Theirs"))

    boil = next(thing for thing in whole(map_db).things.values() if thing.id == "boil-it")
    reading = claims(*(f"n{n}" for n in range(7)))
    reading.things.append((boil, "new.yaml"))
    with Editor(map_db, who="x") as editor:
        found = bring_in(editor, reading, ["new.yaml"], progress=between)
    things = whole(map_db).things
    if meanwhile == "edits something else":
        assert found.conflicts == []
        assert {"n6", "other"} <= things.keys()
    else:
        assert {conflict.mine for conflict in found.conflicts} >= {"Theirs"}
        assert "n1" not in things
    assert wrong(map_db) == []


@pytest.mark.usefixtures("staged")
def test_an_id_that_is_just_being_brought_in_is_not_given_twice(map_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[str] = []

    def between(done: int) -> None:
        if done == 2:
            with Editor(map_db, who="other") as other:
                try:
                    with other.edit() as edit:
                        edit.put(Statement(id="n0", is_a="claim"))
                except BusyMapError as error:
                    refused.append(str(error))

    with Editor(map_db, who="x") as editor:
        bring_in(editor, claims("n0", "n1", "n2"), ["new.yaml"], progress=between)
    assert refused == ["somebody else is bringing in a thing of the same id; nothing was written"]
    assert {"n0", "n1", "n2"} <= whole(map_db).things.keys()


@pytest.mark.usefixtures("staged")
def test_two_large_imports_take_turns(map_db: Path) -> None:
    errors: list[BaseException] = []

    def import_some(name: str) -> None:
        try:
            with Editor(map_db, who=name) as editor:
                bring_in(editor, claims(*(f"{name}{n}" for n in range(9))), ["new.yaml"])
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=import_some, args=[name]) for name in ("p", "q")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert {f"{name}{n}" for name in "pq" for n in range(9)} <= whole(map_db).things.keys()
    assert wrong(map_db) == []


def test_a_plan_of_what_is_there_already_is_empty(map_db: Path) -> None:
    store = open_map(str(map_db), print)
    found = plan(store, read_files([("example.yaml", EXAMPLE.read_bytes())]))
    assert (found.new, found.changed, found.conflicts, len(found.same)) == ([], [], [], 25)
    store.close()


def test_edits_of_other_processes_are_noticed_and_own_ones_too(map_db: Path) -> None:
    watcher = open_map(str(map_db), print)
    assert [entry.number for entry in watcher.since(0)] == [1]
    assert watcher.since(1) == []
    assert watcher.since(1) == []
    with Editor(map_db, who="other") as editor, editor.edit() as edit:
        edit.put(Statement(id="n", is_a="claim"))
    (entry,) = watcher.since(1)
    assert (entry.number, entry.who, [change.name for change in entry.changes]) == (2, "other", ["n"])
    assert watcher.since(2) == []
    watcher.close()


def test_an_import_can_be_broken_off_by_the_user(run: Run, map_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object, **_options: object) -> Iterator[None]:
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "plan", interrupted)
    answer = run("-m", map_db, "import", EXAMPLE)
    assert (answer.status, answer.err.strip()) == (130, "argmap: interrupted")
    assert wrong(map_db) == []


def test_a_store_of_an_import_in_another_folder_is_kept_apart(run: Run, tmp_path: Path) -> None:
    path = database(tmp_path / "two.db")
    for name in ("u", "w"):
        (tmp_path / name).mkdir()
        file = tmp_path / name / "map.yaml"
        file.write_text(f"format: argmap/1\ntitle: Map of {name}\nstatements:\n  {name}: {{kind: claim}}\n")
        assert run("-m", path, "import", file).status == 0
    assert run("-m", path, "export", "-o", f"{tmp_path / 'out'}/").status == 0
    assert (tmp_path / "out" / "map.yaml").read_bytes() == (tmp_path / "u" / "map.yaml").read_bytes()
    assert (tmp_path / "out" / "map-2.yaml").read_bytes() == (tmp_path / "w" / "map.yaml").read_bytes()


def test_a_folder_called_shipped_is_no_shipped_map(run: Run, shipped: Path, tmp_path: Path) -> None:
    run("find", "A")
    own = tmp_path / "elsewhere" / "shipped"
    own.mkdir(parents=True)
    (own / "one.yaml").write_text((shipped / "one.yaml").read_text().replace("title: A", "title: Changed"))
    assert run("import", own).status == 1
    assert run("import", own, "--replace").status == 0
    assert run("log", "--limit", "1").out.count("imported ./shipped") == 1
    answer = run("import", "shipped")
    assert (answer.status, answer.out) == (1, "a  title\n  mine:   Changed\n  theirs: A\n")
