"""The first time and the next ones: what is shown when nothing is asked for, the hints, and what is remembered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from conftest import EXAMPLE
from screens import Driver, filled, opened

from argmap.paths import state_folder
from argmap.store.naming import open_map
from argmap.store.reading import Store
from argmap.store.writable import new_map
from argmap_tui.app import ArgmapApp
from argmap_tui.memory import MOST_MAPS, Memory, map_key
from argmap_tui.rows import as_text
from argmap_tui.settings import DEFAULT_KEYS
from argmap_tui.welcome import WORTH_READING, EmptyMap, Hints, first_thing, hint_rows

MapFile = Callable[[str], Path]


# --- memory ---


def test_what_is_remembered_is_there_the_next_time() -> None:
    memory = Memory.load()
    memory.set_bookmarks("a", ["one", "two"])
    memory.set_last("b", "three")
    memory.hinted = True
    memory.theme = "argmap-light"
    again = Memory.load()
    assert again.bookmarks("a") == ["one", "two"]
    assert again.last("a") is None
    assert again.last("b") == "three"
    assert again.hinted
    assert again.theme == "argmap-light"


def test_two_screens_keep_what_the_other_remembers() -> None:
    one, other = Memory.load(), Memory.load()
    one.set_bookmarks("a", ["one"])
    other.set_last("a", "two")
    other.set_bookmarks("b", ["three"])
    one.hinted = True
    again = Memory.load()
    assert (again.bookmarks("a"), again.last("a"), again.bookmarks("b"), again.hinted) == (
        ["one"],
        "two",
        ["three"],
        True,
    )


@pytest.mark.parametrize(
    "kept",
    [
        b"", b"\xff\xfe", b"[]", b"{", b"[" * 100_000, b'{"maps": 3, "hinted": "yes", "theme": []}',
        b'{"maps": {"a": []}}', b'{"maps": {"a": {"bookmarks": 3, "last": 4}}}',
        b'{"maps": {"a": {"bookmarks": [1, null]}}}',
    ],
)  # fmt: skip
def test_a_file_that_is_nonsense_is_an_empty_memory_and_can_be_written(kept: bytes) -> None:
    state_folder().mkdir(parents=True)
    (state_folder() / "memory.json").write_bytes(kept)
    memory = Memory.load()
    assert (memory.bookmarks("a"), memory.last("a"), memory.hinted, memory.theme) == ([], None, False, None)
    memory.set_last("a", "one")
    assert Memory.load().last("a") == "one"


def test_where_nothing_can_be_written_it_is_remembered_until_the_end() -> None:
    folder = state_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")
    memory = Memory.load()
    memory.set_last("a", "one")
    memory.set_last("b", "two")
    memory.hinted = True
    assert (memory.last("a"), memory.last("b"), memory.hinted) == ("one", "two", True)


def test_the_map_that_was_used_longest_ago_is_forgotten() -> None:
    memory = Memory.load()
    for number in range(MOST_MAPS):
        memory.set_last(str(number), "one")
    memory.set_last("0", "two")
    memory.set_last("another", "one")
    again = Memory.load()
    assert again.last("0") == "two"
    assert again.last("1") is None
    assert again.last("2") == "one"


def test_a_map_is_remembered_by_its_path_else_by_what_it_was_called(
    map_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(map_db.parent)
    for spec, key in ((map_db.name, str(map_db.resolve())), (str(EXAMPLE), str(EXAMPLE))):
        store = open_map(spec, print)
        assert map_key(store) == key
        store.close()


# --- what to begin with ---


def begun(path: Path, last: str | None = None) -> str | None:
    store: Store = open_map(str(path), print)
    memory = Memory.load()
    if last is not None:
        memory.set_last(map_key(store), last)
    found = first_thing(store, memory)
    store.close()
    return found


def test_it_begins_with_what_was_looked_at_last() -> None:
    assert begun(EXAMPLE, "boil-it") == "boil-it"


def test_it_begins_with_a_problem_where_the_last_thing_has_gone() -> None:
    assert begun(EXAMPLE, "gone") == "clean-water"


def test_it_begins_with_the_first_statement_where_no_problem_is(map_file: MapFile) -> None:
    text = "statements:\n  one: {kind: claim, title: One}\n  two: {kind: claim, title: Two}\n"
    assert begun(map_file(text)) == "one"


def test_the_shipped_map_begins_with_a_thing_worth_reading() -> None:
    assert begun(Path("shipped")) == WORTH_READING


@pytest.mark.asyncio
async def test_an_empty_map_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    new_map(path)
    async with opened(path) as ui:
        assert ui.text("centre") == as_text(EmptyMap(DEFAULT_KEYS).rows(), 100)
        await ui.press("down", "enter", "right", "left")
        ui.main.reload()


def test_an_empty_map_in_words() -> None:
    assert as_text(EmptyMap(DEFAULT_KEYS).rows(), 60) == (
        """\
Nothing stands in this map yet

a                        add a statement
:                        write an argument down in one line
argmap import FILE       bring a map file in, from a shell
argmap import shipped    bring the shipped maps in, to look
                         around
"""
    )


@pytest.mark.asyncio
async def test_it_opens_where_it_was_left(map_db: Path) -> None:
    async with opened(map_db, "boil-it") as ui:
        await ui.press("q")
    async with opened(map_db) as ui:
        assert ui.main.focus_id == "boil-it"


# --- hints ---


@asynccontextmanager
async def first_time(size: tuple[int, int] = (120, 40)) -> AsyncIterator[Driver]:
    """The application for somebody whom it does not remember."""
    app = ArgmapApp(open_map(str(EXAMPLE), print), who="ana")
    async with app.run_test(size=size) as pilot:
        driver = Driver(pilot)
        await filled(pilot, first_time=True)
        await driver.settle()
        yield driver


def test_the_hints_in_words() -> None:
    assert as_text(hint_rows(DEFAULT_KEYS), 60) == (
        """\
The middle shows what must be true for the thing at its top.
UNSTATED is what it needs and nobody said. → opens a reason,
← closes it.
/ finds anything, enter puts it in the middle, [ goes back,
tab changes the panel.
u tags what an argument takes for granted, : writes an
argument down while people talk, ctrl+z takes it back. ?
shows all keys.
"""
    )


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_hints_come_once(size: tuple[int, int]) -> None:
    async with first_time(size) as ui:
        assert isinstance(ui.app.screen, Hints)
        await ui.press("enter")
        assert ui.app.screen is ui.main
        assert ui.main.focus_id == "clean-water"
    assert Memory.load().hinted
    async with opened(EXAMPLE) as ui:
        assert ui.app.screen is ui.main


@pytest.mark.asyncio
async def test_a_key_that_closes_the_hints_does_what_it_does() -> None:
    async with first_time() as ui:
        before = ui.app.screen.focused
        await ui.press("tab")
        assert ui.app.screen is ui.main
        assert ui.main.focused not in (None, before, ui.main.list("centre"))


@pytest.mark.asyncio
async def test_keys_that_come_fast_close_the_hints_once() -> None:
    async with first_time() as ui:
        for _ in range(2):
            ui.app.simulate_key("enter")
        ui.app.simulate_key("T")
        await ui.settle()
        assert ui.app.screen is ui.main
        assert ui.app.theme == "argmap-light"


@pytest.mark.asyncio
async def test_a_click_closes_the_hints() -> None:
    async with first_time() as ui:
        await ui.pilot.click(offset=(2, 2))
        await ui.settle()
        assert ui.app.screen is ui.main
