"""The settings file, its schema, and the themes: what is read, what is refused and how that is said."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from conftest import EXAMPLE, Run
from screens import opened
from textual.color import Color
from textual.theme import Theme

from argmap.paths import settings_file, state_folder
from argmap_tui.settings import DEFAULT_KEYS, Settings, json_schema, load, parsed, read_key, shown_key
from argmap_tui.themes import HIGH_CONTRAST, THEMES, following


def read(text: str) -> Settings:
    return parsed(text.encode(), "settings.toml")


def write_settings(text: str) -> Path:
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


# --- the file ---


def test_without_a_file_everything_is_as_usual() -> None:
    assert load() == Settings()
    assert load().keymap == {}
    assert load().complaint == ""


def test_what_the_file_says_counts() -> None:
    write_settings(
        'theme = "argmap-light"\n[keys]\nfind = "ctrl+f"\nundo = ["ctrl+u", "Z"]\nrows.down = "n"\njump = []\n'
    )
    settings = load()
    assert settings.problems == ()
    assert settings.theme == "argmap-light"
    assert settings.keymap == {
        "find": "ctrl+f",
        "undo": "ctrl+u,Z",
        "rows.down": "n",
        "jump": "none",
        "rows.page-up": "pageup",  # ctrl+u was its second key
    }


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('theme = "argmap-drak"', "theme: there is no theme 'argmap-drak'; nearest: argmap-dark"),
        ("theme = 3", "theme: there is no theme '3'; one of argmap-dark, argmap-light, argmap-high-contrast …"),
        ("colours = 3", "'colours' is no setting"),
        ("key = 3", "'key' is no setting; nearest: keys"),
        ("keys = 3", 'keys: a table is wanted, such as [keys] and below it find = "/"'),
        ('[keys]\nfnd = "x"', "keys: there is no action 'fnd'; nearest: find"),
        ('[keys]\nrows.dwn = "n"', "keys: there is no action 'rows.dwn'; nearest: rows.down"),
        ("[keys]\nfind = 3", 'keys.find: a key such as "/", or a list of keys, is wanted, not 3'),
        ('[keys]\nfind = "pagdown"', "keys.find: there is no key 'pagdown'; nearest: pagedown"),
        ('[keys]\nfind = "escape"', "keys.find: escape always does the same, and cannot be given away"),
        ('[keys]\nfind = "n"\nadd = "n"', "keys.add: n is find's already"),
        ('[keys]\nadd = "s"', "keys: add took the key of support, which has none now"),
        (
            '[keys]\nfind = "n"\nadd = "n"\nobject = "n"',
            "keys.add: n is find's already (and 1 more)",
        ),
        ("theme", "not TOML: Expected '=' after a key in a key/value pair (at end of document)"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_in_one_line_and_keeps_nobody_out(text: str, complaint: str) -> None:
    settings = read(text)
    assert settings.complaint == f"settings.toml: {complaint}"
    assert settings.theme is None


def test_of_two_actions_that_want_a_key_the_first_has_it_and_the_other_its_usual_one() -> None:
    settings = read('[keys]\nfind = "n"\nadd = "n"')
    assert settings.keys["find"] == ("n",)
    assert settings.keys["add"] == ("a",)


def test_two_actions_can_change_places() -> None:
    settings = read('[keys]\nadd = "s"\nsupport = "a"')
    assert settings.problems == ()
    assert settings.keymap == {"add": "s", "support": "a"}


@pytest.mark.parametrize("raw", [b"\xff", b"theme = '" + b"x" * 2_000_000 + b"'", b"a = " + b"[" * 100_000])
def test_a_file_that_is_none_is_said(raw: bytes) -> None:
    assert parsed(raw, "settings.toml").complaint.startswith("settings.toml: ")


def test_a_file_that_cannot_be_read_is_said() -> None:
    settings_file().mkdir(parents=True)
    assert load().complaint == "settings.toml: cannot be read: is a directory"


# --- keys ---


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("/", "slash"), ("?", "question_mark"), ("G", "G"), ("shift+g", "G"), ("space", "space"), (" ", "space"),
        ("ctrl+x", "ctrl+x"), ("Ctrl-X", "ctrl+x"), ("-", "minus"), ("+", "plus"), (",", "comma"), ("F5", "f5"),
        ("esc", "escape"), ("pgdn", "pagedown"), ("shift+ctrl+up", "ctrl+shift+up"), ("question_mark", "question_mark"),
        ("é", "é"), ("wat", None), ("", None), ("ctrl+", None), ("\x1b", None),
    ],
)  # fmt: skip
def test_a_key_is_read_as_people_write_it(written: str, key: str | None) -> None:
    assert read_key(written) == key


def test_every_key_is_shown_as_it_can_be_written() -> None:
    for keys in DEFAULT_KEYS.values():
        for key in keys:
            assert read_key(shown_key(key)) == read_key(key) == key


# --- in the screen ---


@pytest.mark.asyncio
async def test_an_action_answers_to_its_new_key_and_no_more_to_the_old_one() -> None:
    write_settings('[keys]\nquit = "Z"\n"rows.down" = "n"\n')
    async with opened(EXAMPLE, "clean-water") as ui:
        first = ui.main.row
        await ui.press("j", "down")
        assert ui.main.row == first
        await ui.press("n")
        assert ui.main.row != first
        await ui.press("q")
        assert ui.app.is_running
        await ui.press("Z")
    assert ui.app.return_code == 0


@pytest.mark.asyncio
async def test_an_action_whose_key_was_taken_away_has_none() -> None:
    write_settings("[keys]\nquit = []\n")
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("q")
        assert ui.app.is_running


@pytest.mark.asyncio
async def test_a_bad_file_is_said_on_the_screen() -> None:
    write_settings('theme = "argmap-drak"\n')
    async with opened(EXAMPLE, "clean-water") as ui:
        assert ui.status == "settings.toml: theme: there is no theme 'argmap-drak'; nearest: argmap-dark"
        assert ui.app.theme == "argmap-dark"


@pytest.mark.asyncio
async def test_the_theme_of_the_file_is_shown_from_the_first_frame() -> None:
    write_settings('theme = "argmap-light"\n')
    async with opened(EXAMPLE, "clean-water") as ui:
        assert ui.app.theme == "argmap-light"
        assert ui.main.styles.background == Color.parse("#fbfaf7")


@pytest.mark.asyncio
async def test_a_key_changes_the_theme_and_it_is_remembered() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("T", "T")
        assert ui.status == "theme: argmap-high-contrast"
    async with opened(EXAMPLE, "clean-water") as ui:
        assert ui.app.theme == "argmap-high-contrast"
        await ui.press("T")
        assert ui.app.theme == "argmap-dark"


@pytest.mark.asyncio
async def test_without_colours_the_cursor_is_in_reverse_and_what_is_unstated_bold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(EXAMPLE, "clean-water") as ui:
        centre = ui.main.list("centre")
        assert ui.app.no_color
        assert centre.get_component_rich_style("rows--cursor").reverse
        assert centre.get_component_rich_style("rows--unstated").bold


# --- themes ---


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2 (section 1.4.3)."""

    def luminance(colour: str) -> float:
        parts = [part / 255 for part in Color.parse(colour).rgb]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("behind", ["background", "panel", "surface", "block-cursor-background"])
def test_every_text_stands_out_from_what_is_behind_it(theme: Theme, behind: str) -> None:
    colours = theme.to_color_system().generate()
    roles = ("success", "error", "accent", "warning", "secondary", "primary")
    for name in ("foreground", "foreground-muted", *(f"text-{role}" for role in roles)):
        assert contrast(colours[name], colours[behind]) >= (7 if theme is HIGH_CONTRAST else 4.5), name


def test_the_key_for_themes_goes_through_ours() -> None:
    names = [theme.name for theme in THEMES]
    assert [following(name) for name in names] == [*names[1:], names[0]]
    assert following("nord") == names[0]


# --- the command line ---


def test_the_schema_of_the_settings_takes_what_is_read(run: Run) -> None:
    answer = run("schema", "--settings")
    assert answer.status == 0
    schema = json.loads(answer.out)
    assert schema == json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    assert check.is_valid({"theme": "argmap-dark", "keys": {"find": "/", "rows": {"down": ["n"]}, "rows.up": "p"}})
    assert not check.is_valid({"keys": {"fnd": "/"}})
    assert schema["properties"]["keys"]["properties"]["find"]["description"].startswith("Find anything in the map")


def test_paths_say_where_settings_and_memory_are(run: Run) -> None:
    answer = json.loads(run("paths", "--json").out)
    assert answer["settings"] == str(settings_file())
    assert answer["state"] == str(state_folder())
