"""Writing from the screen: exports, a picture that is opened, a copy of the map to edit."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import repeat
from pathlib import Path
from threading import Thread

import pytest
from conftest import EXAMPLE, Run
from screens import Driver, opened
from textual.widgets import Input

from argmap import rendering
from argmap.errors import DamagedMapError, MissingMapError
from argmap.exporting import exports, name_of, text_of
from argmap.files import write_file
from argmap.model import KINDS, Thing
from argmap.store.copying import copy_to, opener
from argmap.store.editing import Editor
from argmap.store.journal import entries
from argmap.store.naming import open_map
from argmap.store.reading import Store
from argmap.store.shipped import shipped_version
from argmap_tui import exporting, waiting
from argmap_tui.bars import TextLine
from argmap_tui.row_list import RowList
from argmap_tui.waiting import StoppedError, Task, WaitScreen, waited
from argmap_tui.where import WhereScreen

pytestmark = pytest.mark.asyncio

Programs = Callable[[str, str], Path]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to write in, the current one; no display."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """Put a program of this name and these lines of shell before all others."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def make(name: str, lines: str) -> Path:
        if sys.platform == "win32":
            pytest.skip("needs a shell")
        path = folder / name
        path.write_text(f"#!/bin/sh\n{lines}\n")
        path.chmod(0o755)
        return path

    return make


async def until(ui: Driver, what: Callable[[], object]) -> None:
    """Wait for what a thread does, ten seconds at the most."""
    for _ in range(200):
        if what():
            return
        await ui.pilot.pause(0.05)
    raise AssertionError(f"waited in vain; the screen says {ui.status!r}")


async def typed(ui: Driver, path: str) -> None:
    """Put a path into the box."""
    ui.app.screen.query_one(Input).value = path
    await ui.settle()


async def chosen(ui: Driver, wanted: str) -> None:
    """Open the box, and go to the row that says this."""
    await ui.press("w")
    rows = ui.app.screen.query_one(RowList)
    for _ in rows.rows:
        if rows.row and wanted in "".join(span.text for span in rows.row.spans):
            return
        await ui.press("down")
    raise AssertionError(f"no row says {wanted!r}")


def path_of(ui: Driver) -> str:
    """The path in the box."""
    return ui.app.screen.query_one(Input).value


def told(ui: Driver) -> str:
    """What the last line of the box says."""
    return ui.app.screen.query_one("#where-keys", TextLine).text


def things(path: Path | str) -> list[Thing]:
    """Everything in a map."""
    with closing(open_map(str(path), print)) as store:
        return list(store.stream(KINDS))


# --- what is written ---


async def test_every_export_has_a_part_and_a_name(example: Store) -> None:
    assert [(export.part, export.name(example)) for export in exports("sand-is-fine", traced=True)] == [
        ("behind", "sand-is-fine.md"),
        ("around", "sand-is-fine.svg"),
        ("around", "sand-is-fine.dot"),
        ("around", "sand-is-fine.yaml"),
        ("around", "sand-is-fine.json"),
        ("map", "example.yaml"),
        ("map", "example.json"),
        ("map", "example.dot"),
        ("map", "example.svg"),
    ]


async def test_nothing_lies_behind_a_person_and_without_a_focus_there_is_the_map_alone() -> None:
    assert {export.part for export in exports("abe", traced=False)} == {"around", "map"}
    assert {export.part for export in exports(None, traced=False)} == {"map"}


@pytest.mark.parametrize(("spec", "name"), [("shipped", "shipped"), ("maps/", "maps"), (".yaml", "yaml"), ("", "map")])
async def test_a_map_has_a_name_for_its_file(spec: str, name: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        assert name_of(Store(connection, spec=spec)) == name


@pytest.mark.parametrize(
    ("part", "form", "command"),
    [
        ("behind", "markdown", ["trace", "clean-water", "--format", "markdown"]),
        ("around", "yaml", ["export", "--around", "clean-water"]),
        ("around", "svg", ["export", "--around", "clean-water", "--format", "dot"]),
        ("map", "json", ["export", "--format", "json"]),
        ("map", "dot", ["export", "--format", "dot"]),
    ],
)
async def test_an_export_is_what_the_command_prints(
    example: Store, run: Run, part: str, form: str, command: list[str]
) -> None:
    (export,) = (one for one in exports("clean-water", traced=True) if (one.part, one.form) == (part, form))
    assert "".join(text_of(example, export)) == run("-m", EXAMPLE, *command).out


# --- w ---


async def test_w_writes_the_trace_says_the_path_and_copies_it(here: Path) -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("w", "enter")
        await until(ui, lambda: ui.status)
        assert (here / "clean-water.md").read_text().startswith("**Clean water for the valley** (problem)\n")
        assert ui.status == f"wrote {here / 'clean-water.md'}; its path is copied"
        assert ui.app.clipboard == str(here / "clean-water.md")


async def test_w_writes_the_whole_map_as_a_file_that_reads_back(here: Path) -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await chosen(ui, "YAML of the whole map")
        assert path_of(ui) == "example.yaml"
        await ui.press("enter")
        await until(ui, lambda: ui.status)
    assert things(here / "example.yaml") == things(EXAMPLE)


async def test_w_draws_what_is_around_the_focus(here: Path, programs: Programs) -> None:
    programs("dot", "echo '<svg>'; cat")
    async with opened(EXAMPLE, "sand-is-fine") as ui:
        await chosen(ui, "SVG picture of what is around it")
        await ui.press("enter")
        await until(ui, lambda: ui.status)
    drawn = (here / "sand-is-fine.svg").read_text()
    assert drawn.startswith("<svg>\ndigraph")
    assert "mud-clogs-sand" in drawn


async def test_another_row_brings_its_name_and_to_a_typed_one_its_ending() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("w", "down")
        assert path_of(ui) == "clean-water.svg"
        await typed(ui, "out/mine.svg")
        await ui.press("tab", "down")
        assert path_of(ui) == "out/mine.dot"
        await typed(ui, "mine.txt")
        await ui.press("up")
        assert path_of(ui) == "mine.txt"


async def test_a_file_that_is_there_is_overwritten_only_by_a_second_enter(here: Path) -> None:
    (here / "clean-water.md").write_text("mine")
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("w", "enter")
        assert told(ui) == "that file is there already; enter once more overwrites it"
        await ui.press("down", "up")
        assert "overwrites" not in told(ui)
        await ui.press("enter")
        assert (here / "clean-water.md").read_text() == "mine"
        await ui.press("enter")
        await until(ui, lambda: ui.status)
    assert (here / "clean-water.md").read_text().startswith("**Clean water")


async def test_escape_writes_nothing(here: Path) -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("w", "escape")
        assert ui.app.screen is ui.main
    assert list(here.iterdir()) == []


async def test_a_folder_gets_the_proposed_name(here: Path) -> None:
    (here / "out").mkdir()
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("w")
        await typed(ui, "out")
        await ui.press("enter")
        await until(ui, lambda: ui.status)
    assert (here / "out" / "clean-water.md").exists()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (" ", "a path is needed"),
        ("~nobody-of-this-name/x", "no file can be there: "),
        ("a\0b", "no file can be there: "),
        ("x" * 5000, "no file can be there: "),
    ],
)
async def test_a_path_where_no_file_can_be_is_told_in_the_box(path: str, why: str) -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("w")
        await typed(ui, path)
        await ui.press("enter")
        assert told(ui).startswith(why)
        assert isinstance(ui.app.screen, WhereScreen)


async def test_a_file_that_cannot_be_written_is_told(here: Path) -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("w")
        await typed(ui, "missing/clean.md")
        await ui.press("enter")
        await until(ui, lambda: ui.status)
        assert ui.status == f"cannot write {str(here / 'missing' / 'clean.md')!r}: no such file or directory"


# --- what takes long ---


async def test_a_thread_says_how_far_it_is_and_escape_stops_it_with_nothing_left(here: Path) -> None:
    failed: list[Exception] = []

    def work(task: Task) -> None:
        write_file(here / "endless", task.watched(repeat(b"x")), force=False)

    async with opened(EXAMPLE, "clean-water") as ui:

        async def wait() -> None:
            try:
                await waited(ui.app, "writing", work)
            except StoppedError as error:
                failed.append(error)

        ui.app.run_worker(wait())
        await until(ui, lambda: isinstance(ui.app.screen, WaitScreen) and "things" in ui.app.screen.work.line)
        await ui.press("escape")
        await until(ui, lambda: failed)
        await ui.settle()
        assert ui.app.screen_stack[-1] is ui.main, ui.app.screen_stack
    assert str(failed[0]) == "stopped; nothing was written"
    assert list(here.iterdir()) == []


async def test_a_drawing_that_does_not_end_is_left_to_itself(
    here: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "GRACE", 0.05)
    drawing = here.parent / "drawing"
    programs("dot", f"cat > {drawing}; while [ -e {drawing} ]; do sleep 0.05; done")
    async with opened(EXAMPLE, "clean-water") as ui:
        await chosen(ui, "SVG picture of what is around it")
        await ui.press("enter")
        await until(ui, drawing.exists)
        await ui.press("escape")
        await until(ui, lambda: ui.status)
        assert ui.status == "stopped; nothing was written"
        await ui.press("q")
    assert ui.app.return_code == 0
    drawing.unlink()
    assert list(here.iterdir()) == []


# --- p ---


async def test_p_without_a_display_draws_and_says_where(home: Path, programs: Programs) -> None:
    programs("dot", "echo '<svg>'; cat")
    path = home / "argmap" / "pictures" / "clean-water.svg"
    async with opened(EXAMPLE, "clean-water") as ui:
        for _ in range(2):  # the second picture takes the place of the first
            ui.main.say("")
            await ui.press("p")
            await until(ui, lambda: ui.status)
            assert ui.status == f"drew {path}; its path is copied; there is no display here to show it on"
    assert path.read_text().startswith("<svg>")


@pytest.mark.skipif(sys.platform != "linux", reason="xdg-open is what opens files there")
async def test_p_opens_the_picture_and_what_the_viewer_says_goes_nowhere(
    home: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    programs("dot", "echo '<svg>'; cat")
    seen = home / "seen"
    programs("xdg-open", f'echo noise; echo noise >&2; echo "$1" > {seen}.new; mv {seen}.new {seen}')
    monkeypatch.setenv("DISPLAY", ":7")
    path = home / "argmap" / "pictures" / "clean-water.svg"
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("p")
        await until(ui, seen.exists)
        assert ui.status == f"opened {path}; its path is copied"
    assert seen.read_text() == f"{path}\n"
    assert "noise" not in "".join(capfd.readouterr())


async def test_p_without_graphviz_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "which", lambda _name, path=None: None)
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("p")
        await until(ui, lambda: ui.status)
        assert ui.status.startswith("pictures need Graphviz (apt install graphviz, ")


async def test_p_says_where_no_folder_can_be_made(home: Path) -> None:
    (home / "argmap").write_text("in the way")
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("p")
        assert ui.status.startswith("cannot make the folder ")


@pytest.mark.parametrize(
    ("platform", "environment", "command"),
    [
        ("win32", {}, ["explorer"]),
        ("darwin", {}, ["open"]),
        ("darwin", {"SSH_CONNECTION": "there here"}, []),
        ("linux", {}, []),
    ],
)
async def test_the_viewer_is_the_platforms(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], command: list[str]
) -> None:
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert exporting.viewer() == command


# --- M ---


async def test_M_copies_a_read_only_map_and_opens_the_copy(here: Path) -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        assert ui.main.session.read_only
        await ui.press("M")
        assert path_of(ui) == "example.db"
        assert told(ui) == "enter makes it and opens it, escape leaves"
        await ui.press("enter")
        await until(ui, lambda: "your copy" in ui.status)
        assert ui.status == f"this is your copy now, {here / 'example.db'}; every edit is saved there"
        assert ui.main.session.read_only == ""
        assert ui.main.focus_id == "clean-water"
        assert ui.main.store.path == here / "example.db"
        assert ui.text("centre").startswith("Clean water")
        assert ui.app.clipboard == str(here / "example.db")
        await ui.press("q")
    assert ui.app.return_code == 0


async def test_M_proposes_a_name_of_ones_own_for_the_shipped_map(here: Path) -> None:
    async with opened("shipped", "alignment") as ui:
        await ui.press("M", "enter")
        await until(ui, lambda: "your copy" in ui.status)
    assert things(here / "my.db") == things("shipped")


async def test_M_copies_a_map_that_can_be_edited_and_stays(here: Path, map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("M")
        assert path_of(ui) == "map-copy.db"
        await ui.press("enter")
        await until(ui, lambda: ui.status)
        assert ui.status == f"copied to {here / 'map-copy.db'}; its path is copied; this one is still open"
        assert ui.main.store.path == map_db
    assert things(here / "map-copy.db") == things(map_db)


async def test_M_refuses_a_name_that_is_taken(here: Path) -> None:
    (here / "example.db").write_text("mine")
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("M", "enter", "enter")
        assert told(ui) == "something is there already; another name is needed"
        await ui.press("escape")
        assert ui.app.screen is ui.main
    assert [path.read_text() for path in here.iterdir()] == ["mine"]


# --- copies ---


async def test_a_copy_has_everything_and_a_journal_that_begins_anew(here: Path, map_db: Path) -> None:
    with Editor(map_db, who="ana") as editor, editor.edit() as edit:
        edit.put_setting("colour", "blue")
    with closing(open_map(str(map_db), print)) as store:
        copy_to(store, here / "copy.db", who="bea")
        before = store.files()
    with closing(open_map(str(here / "copy.db"), print)) as copy:
        assert list(copy.stream(KINDS)) == things(map_db)
        assert list(copy.stream(KINDS, of_file=("example.yaml",))) == things(map_db)
        assert copy.files() == before
        assert copy.setting("colour") == "blue"
        assert [(entry.act, entry.who, entry.files) for entry in entries(copy.connection)] == [
            ("began", "bea", ("map.db",))
        ]


async def test_a_copy_of_the_shipped_map_knows_newer_shipped_maps(here: Path, run: Run) -> None:
    with closing(open_map("shipped", print)) as store:
        copy_to(store, here / "my.db", who="bea")
    with closing(open_map(str(here / "my.db"), print)) as copy:
        assert copy.setting("shipped") == shipped_version()
        assert entries(copy.connection)[0].files == ("shipped",)
    assert run("-m", here / "my.db", "import", "shipped").out.startswith("0 added, 0 replaced")


async def test_a_copy_is_whole_to_the_doctor(here: Path, run: Run) -> None:
    with closing(open_map(str(EXAMPLE), print)) as store:
        copy_to(store, here / "copy.db", who="bea")
    assert run("-m", here / "copy.db", "doctor").status == 0


async def test_a_file_called_shipped_is_none_of_ours(here: Path) -> None:
    (here / "shipped").write_bytes(EXAMPLE.read_bytes())
    with closing(open_map("./shipped", print)) as store:
        copy_to(store, here / "copy.db", who="bea")
    with closing(open_map(str(here / "copy.db"), print)) as copy:
        assert entries(copy.connection)[0].files == ("./shipped",)


async def test_a_copy_that_is_stopped_or_cannot_be_made_leaves_nothing(here: Path, example: Store) -> None:
    task = Task("copying")
    task.stop()
    with pytest.raises(StoppedError):
        copy_to(example, here / "copy.db", who="bea", progress=task.progress)
    with pytest.raises(MissingMapError, match=r"cannot make a map at .*: no such file or directory"):
        copy_to(example, here / "missing" / "copy.db", who="bea")
    assert list(here.iterdir()) == []


async def test_a_copy_never_takes_the_place_of_something(here: Path, example: Store) -> None:
    (here / "copy.db").write_text("mine")
    with pytest.raises(MissingMapError, match="is there already; a new map needs a new name"):
        copy_to(example, here / "copy.db", who="bea")
    assert (here / "copy.db").read_text() == "mine"


async def test_a_damaged_map_is_not_copied(here: Path, map_db: Path) -> None:
    with closing(sqlite3.connect(map_db)) as connection, connection:
        connection.execute("pragma foreign_keys = off")
        connection.execute("delete from thing where id = 'spring-flood'")
    with (
        closing(open_map(str(map_db), print)) as store,
        pytest.raises(DamagedMapError, match="something mentions 'spring-flood', which is not there"),
    ):
        copy_to(store, here / "copy.db", who="bea")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("kind", ["file", "database", "shipped"])
async def test_a_map_can_be_asked_in_another_thread(kind: str, map_db: Path) -> None:
    spec = {"file": str(EXAMPLE), "database": str(map_db), "shipped": "shipped"}[kind]
    found: list[list[Thing]] = []
    with closing(open_map(spec, print)) as store:
        open_ = opener(store)

        def ask() -> None:
            with closing(open_()) as other:
                found.append(list(other.stream(KINDS)))

        thread = Thread(target=ask)
        thread.start()
        thread.join()
        assert found == [list(store.stream(KINDS))]
