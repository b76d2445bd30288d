"""Help and palette: what they list, how they are searched, and that they do what is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import EXAMPLE
from screens import Driver, opened

from argmap_tui.actions import ACTIONS, BY_ID, Action
from argmap_tui.helping import ActionScreen, action_of, all_rows, help_rows, matching, palette_rows
from argmap_tui.rows import as_text
from argmap_tui.settings import DEFAULT_KEYS, parsed


def anything(_action: Action) -> str:
    return ""


def read_only(action: Action) -> str:
    return "this map is read-only; M makes a copy" if "map to edit" in action.needs else ""


def shown(ui: Driver) -> str:
    assert isinstance(ui.app.screen, ActionScreen)
    return as_text(ui.app.screen.list.rows, 76)


# --- rows ---


def test_help_begins_with_what_can_be_done_with_the_thing_at_the_cursor() -> None:
    text = as_text(help_rows(DEFAULT_KEYS, read_only, "Clean water"), 76)
    assert text.startswith(
        """\
With “Clean water”
 space          Put the thing at the cursor into the centre
 b              Set or remove a bookmark
 p              Draw what is around it, and open the picture
 y              Copy its id

Moving
 /              Find anything in the map as you type
"""
    )


def test_help_has_every_action_and_every_key_of_a_list() -> None:
    ids = {action_of(row) for row in help_rows(DEFAULT_KEYS, anything, "")}
    assert ids == {None, *DEFAULT_KEYS}


def test_a_reason_that_several_actions_share_is_said_once() -> None:
    text = as_text(help_rows(DEFAULT_KEYS, read_only, ""), 76)
    assert text.count("not now: this map is read-only; M makes a copy") == 1
    assert (
        """\
Tagging and editing
   not now: this map is read-only; M makes a copy
 u              Tag what the argument assumes and nobody said
"""
        in text
    )


def test_the_palette_has_first_what_can_be_done() -> None:
    ids = [action_of(row) for row in palette_rows(DEFAULT_KEYS, read_only)]
    actions = [BY_ID[id_] for id_ in ids if id_ is not None]
    assert sorted(actions) == sorted(ACTIONS)
    assert [bool(read_only(action)) for action in actions] == sorted(bool(read_only(action)) for action in actions)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("u", ["tag", "undo", "untested"]),
        ("un", ["tag", "undo", "untested"]),
        ("undo", ["undo"]),
        ("ctrl+z", ["undo"]),
        ("/", ["find"]),
        ("experiment", ["experiments", "experiment"]),
        ("nobody TAG", ["tag"]),
        ("page up", ["rows.page-up"]),
        ("bananas", []),
    ],
)
def test_a_word_a_name_or_a_key_finds_an_action(text: str, ids: list[str]) -> None:
    found = [action_of(row) or "" for row in matching(all_rows(DEFAULT_KEYS, anything), text)]
    assert found[: len(ids)] == ids or set(found[: len(ids)]) == set(ids)
    assert bool(found) == bool(ids)


def test_help_shows_the_keys_as_the_user_has_them() -> None:
    keys = parsed(b'[keys]\nfind = "ctrl+f"\n', "settings.toml").keys
    assert " ctrl+f         Find anything" in as_text(help_rows(keys, anything, ""), 76)


# --- the screen ---


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_help_opens_and_closes(size: tuple[int, int]) -> None:
    async with opened(EXAMPLE, "clean-water", size=size) as ui:
        for key in ("question_mark", "escape", "f1"):
            await ui.press("question_mark")
            assert shown(ui).startswith("With “Clean water for the valley”\n")
            await ui.press(key)
            assert ui.app.screen is ui.main


@pytest.mark.asyncio
async def test_help_says_why_something_cannot_be_done() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("question_mark")
        await ui.type("back")
        assert "Go back to where you were" in shown(ui)
        assert "not now: this is where you began" in shown(ui)
        await ui.press("enter")
        assert ui.app.screen is ui.main
        assert ui.status == "back: this is where you began"


@pytest.mark.asyncio
async def test_what_is_chosen_in_the_help_is_done() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("question_mark")
        await ui.type("high")
        await ui.press("enter")
        assert ui.app.screen is ui.main
        assert ui.app.theme == "argmap-light"


@pytest.mark.asyncio
@pytest.mark.parametrize("key", ["enter", "escape", "question_mark"])
async def test_keys_that_come_fast_close_the_help_once(key: str) -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("question_mark")
        for _ in range(2):
            ui.app.simulate_key(key)
        await ui.settle()
        await ui.settle()
        assert ui.app.is_running


@pytest.mark.asyncio
async def test_the_palette_is_searched_and_walked() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("ctrl+p", "down")
        assert isinstance(ui.app.screen, ActionScreen)
        rows = ui.app.screen.list
        assert rows.cursor == 1
        await ui.type("bananas")
        assert shown(ui) == "nothing is called so, and no key is\n"
        await ui.press("enter")
        assert isinstance(ui.app.screen, ActionScreen)
        await ui.press("escape")
        assert len(rows.rows) >= len(ACTIONS)
        await ui.press("pagedown", "escape")
        assert ui.app.screen is ui.main


@pytest.mark.asyncio
async def test_what_moves_in_lists_is_shown_but_cannot_be_chosen() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("question_mark")
        await ui.type("page")
        assert "a page down" in shown(ui)
        await ui.press("enter")
        assert isinstance(ui.app.screen, ActionScreen)


@pytest.mark.asyncio
async def test_a_title_with_markup_is_shown_literally(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text('format: argmap/1\nstatements:\n  odd: {kind: claim, title: "[b]bold[/b] \\u001b[31m"}\n')
    async with opened(path, "odd") as ui:
        await ui.press("question_mark")
        assert "With “[b]bold[/b] \\x1b[31m”" in shown(ui)
