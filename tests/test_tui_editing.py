"""Tagging and editing on the screen: what is asked, what is shown before it is done, and that nothing typed is lost."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import database
from dumps import entry, told
from screens import Driver, opened
from test_rows import HOSTILE
from textual.widgets import Input, Static

from argmap.edits.adding import add, assign
from argmap.ids import position_id
from argmap.store.editing import Editor
from argmap_tui.asking import Form
from argmap_tui.question import Question

pytestmark = pytest.mark.asyncio


def effect(ui: Driver) -> str:
    """What the form says that saving would do."""
    return str(ui.app.screen.query_one("#effect", Static).content)


def asked(ui: Driver) -> str:
    """What is asked, and what speaks to it."""
    return "\n".join(str(part.content) for part in ui.app.screen.query(Static))


async def words(ui: Driver, text: str) -> None:
    """Put words into the field that has the keys, at once."""
    assert isinstance(ui.app.screen.focused, Input)
    ui.app.screen.focused.insert_text_at_cursor(text)
    await ui.settle()


def elsewhere(map_db: Path, *assignments: str, id_: str = "sand-is-fine") -> None:
    """Let somebody else edit a thing of the map."""
    with Editor(map_db, who="bo") as editor, editor.edit() as edit:
        assign(edit, id_, assignments)


async def until(ui: Driver, true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(40):
        if true():
            return
        await ui.pilot.pause(0.05)
    raise AssertionError(f"{ui.status!r}, {ui.app.screen}")


# --- tag ---


async def test_u_words_and_enter_tag_a_new_claim(map_db: Path) -> None:
    async with opened(map_db, "boiling-cleans-water") as ui:
        await ui.press("u")
        assert effect(ui) == "… type what it assumes and nobody said"
        await ui.type("Wood is dry")
        assert effect(ui) == (
            "→ added claim “Wood is dry” (wood-is-dry)\n→ boiling-cleans-water: unstated gains wood-is-dry"
        )
        await ui.press("enter")
        assert ui.app.screen is ui.main
        assert ui.status.startswith("saved: ")
        assert "Wood is dry" in ui.text("centre")
    assert entry(map_db, "boiling-cleans-water")["unstated"] == ["somebody-maintains-it", "wood-is-dry"]


async def test_u_words_down_and_enter_tag_what_is_there(map_db: Path) -> None:
    async with opened(map_db, "boiling-cleans-water") as ui:
        await ui.press("u")
        await words(ui, "votes money")
        await ui.press("down", "enter")
        assert ui.status == "saved: boiling-cleans-water: unstated gains village-votes-money"


async def test_person_and_place_stay_until_they_are_changed(map_db: Path) -> None:
    async with opened(map_db, "filter-cleans-water") as ui:
        await ui.press("u")
        await words(ui, "Wood is dry")
        await ui.press("tab")
        await words(ui, "Cy")
        await ui.press("tab")
        await words(ui, "L9")
        assert "added person “Cy” (cy)" in effect(ui)
        await ui.press("enter", "u")
        await words(ui, "Sand is cheap")
        assert effect(ui).endswith("unstated gains sand-is-cheap (surfaced by cy, at L9)")
        await ui.press("enter")
        assert ui.app.session.speaker.person == "cy"
        assert ui.app.session.speaker.place == "minutes:L9"
        ui.main.go("clean-water")
        await ui.settle()
        await ui.press("s")
        await words(ui, "boil-it")
        assert effect(ui).endswith("because boil-it; by cy; source minutes; at L9")


async def test_a_person_is_picked_by_the_beginning_of_the_name(map_db: Path) -> None:
    async with opened(map_db, "filter-cleans-water") as ui:
        await ui.press("u")
        await words(ui, "Wood")
        await ui.press("tab")
        await words(ui, "be")
        assert effect(ui).endswith("(surfaced by bea)")
        await ui.press("up")
        assert effect(ui).endswith("(surfaced by be)")


async def test_what_cannot_be_saved_is_said_and_enter_points_at_it(map_db: Path) -> None:
    before = told(map_db)
    async with opened(map_db, "filter-cleans-water") as ui:
        await ui.press("u", "tab")
        await words(ui, "bea-2")
        await ui.press("enter")
        assert effect(ui) == "… type what it assumes and nobody said"
        assert ui.app.screen.query_one("#effect").has_class("-pointed")
        await words(ui, "Wood")
        assert effect(ui) == "✗ nothing in this map has the id 'bea-2'; nearest: bea; in quotes it is a new title"
        assert ui.app.screen.query_one("#effect").has_class("-error")
        await ui.press("enter")
        assert isinstance(ui.app.screen, Form)
    assert told(map_db) == before


async def test_what_was_typed_into_a_form_that_was_left_is_offered_again(map_db: Path) -> None:
    before = told(map_db)
    async with opened(map_db, "filter-cleans-water") as ui:
        await ui.press("u")
        await words(ui, "Wood is")
        await ui.press("escape")
        assert ui.status == "nothing was saved; what you typed is there when you come back"
        assert told(map_db) == before
        await ui.press("u")
        await words(ui, " dry")
        assert "added claim “Wood is dry” (wood-is-dry)" in effect(ui)
        await ui.press("enter", "u")
        assert effect(ui) == "… type what it assumes and nobody said"


# --- add, support, object ---


async def test_a_adds_a_statement_and_goes_there(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("a", "enter")
        assert effect(ui) == "… type what it says"
        await words(ui, "Pots crack")
        await ui.press("tab", "right", "right", "c", "tab")
        await words(ui, "When it freezes.")
        assert effect(ui) == "→ added claim “Pots crack” (pots-crack): kind claim; text “When it freezes.”"
        await ui.press("shift+tab", "left", "space", "c", "enter")
        assert ui.main.focus_id == "pots-crack"
        assert ui.status == "saved: added concern “Pots crack” (pots-crack)"
    assert entry(map_db, "pots-crack") == {"kind": "concern", "title": "Pots crack", "text": "When it freezes."}


async def test_s_and_o_take_several_premises_one_after_the_other(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("s", "enter")
        assert effect(ui) == "… type a reason"
        await words(ui, "boil")
        await ui.press("down", "comma")
        await words(ui, "Wood is dry")
        await ui.press("tab", "tab")
        await words(ui, '"Cheap, and near"')
        added = "added argument (boil-it-for-clean-water): for clean-water; because boil-it, wood-is-dry"
        assert effect(ui).endswith(f"{added}; unstated cheap-and-near")
        await ui.press("enter")
        assert ui.status == "saved: added argument (boil-it-for-clean-water), and 2 more"
        assert "Boil the water + Wood is dry" in ui.text("centre")
        ui.main.go("filter-cleans-water")
        await ui.settle()
        await ui.press("o")
        await words(ui, "water-turns-muddy")
        await ui.press("enter")
    assert entry(map_db, "water-turns-muddy-against-filter-cleans-water") == {
        "kind": "argument",
        "against": "filter-cleans-water",
        "because": ["water-turns-muddy"],
    }


async def test_an_argument_for_an_argument_is_refused_before_anything_is_asked(map_db: Path) -> None:
    async with opened(map_db, "filter-cleans-water") as ui:
        await ui.press("s")
        assert ui.app.screen is ui.main
        assert ui.status == "support: put the cursor on a statement first"


# --- experiment, position ---


async def test_x_adds_an_experiment_for_what_is_at_the_cursor(map_db: Path) -> None:
    async with opened(map_db, "boil-it") as ui:
        await ui.press("x")
        await words(ui, "Ask them")
        await ui.press("tab", "tab")
        await words(ui, "they say yes")
        await ui.press("tab", "tab", "d", "enter")
        assert ui.status == "saved: added experiment “Ask them” (ask-them)"
    assert entry(map_db, "ask-them") == {
        "kind": "experiment",
        "title": "Ask them",
        "status": "done",
        "tests": [{"node": "boil-it", "if_true": "they say yes"}],
    }


async def test_c_notes_a_credence_and_refuses_one_above_one(map_db: Path) -> None:
    async with opened(map_db, "filter-cleans-water") as ui:
        await ui.press("c")
        await words(ui, "abe")
        await ui.press("tab")
        await words(ui, "1.5")
        assert effect(ui) == "✗ credence of position must be at most 1, not 1.5"
        await ui.press("enter")
        assert isinstance(ui.app.screen, Form)
        await ui.press("ctrl+u")
        await words(ui, "0.2..0.4")
        await ui.press("tab", "v", "tab", "t", "enter")
        assert ui.app.screen is ui.main
    today = date.today().isoformat()
    assert entry(map_db, position_id("abe", "filter-cleans-water", today)) == {
        "kind": "position",
        "person": "abe",
        "target": "filter-cleans-water",
        "credence": {"low": 0.2, "high": 0.4},
        "reading": "via",
        "crux": True,
        "on": today,
    }


async def test_a_reading_is_asked_for_only_of_an_argument(map_db: Path) -> None:
    async with opened(map_db, "boil-it") as ui:
        await ui.press("c")
        assert isinstance(ui.app.screen, Form)
        assert "reading" not in ui.app.screen.values()


# --- edit ---


async def test_e_changes_only_what_was_typed(map_db: Path) -> None:
    async with opened(map_db, "sand-is-fine") as ui:
        await ui.press("e")
        assert effect(ui) == "→ nothing changes"
        await ui.press("end")
        await words(ui, ", mostly")
        assert effect(ui) == ("→ sand-is-fine: title “The sand is fine enough, mostly” (was “The sand is fine enough”)")
        elsewhere(map_db, "note=Theirs")
        await ui.press("enter")
        assert ui.status.startswith("saved: sand-is-fine: title")
    assert entry(map_db, "sand-is-fine") == {
        "kind": "claim",
        "title": "The sand is fine enough, mostly",
        "credence": {"low": 0.6, "high": 0.9, "note": "one sample"},
        "note": "Theirs",
    }


async def test_a_field_that_somebody_else_changed_is_not_overwritten_and_what_was_typed_is_kept(map_db: Path) -> None:
    async with opened(map_db, "sand-is-fine") as ui:
        await ui.press("e", "ctrl+u")
        await words(ui, "Mine")
        elsewhere(map_db, "title=Theirs")
        await ui.press("enter")
        assert effect(ui) == "✗ title was changed by somebody else meanwhile and is now Theirs; leave and open it again"
        await ui.press("escape")
        await until(ui, lambda: "Theirs" in ui.text("centre"))
        await ui.press("e")
        assert effect(ui) == "→ sand-is-fine: title Mine (was Theirs)"


async def test_a_statement_without_a_title_and_an_unknown_kind_of_id_are_refused(map_db: Path) -> None:
    before = told(map_db)
    async with opened(map_db, "filter-cleans-water") as ui:
        await ui.press("e", *["tab"] * 4)
        await words(ui, ", abe")
        assert effect(ui) == "✗ 'abe' is a person; a statement is needed here"
        await ui.press("escape")
        ui.main.go("boil-it")
        await ui.settle()
        await ui.press("e", "ctrl+u", "enter")
        assert effect(ui) == "… a statement needs a title"
        await ui.press("escape")
    assert told(map_db) == before


@pytest.mark.parametrize("size", [(80, 24), (30, 8)])
@pytest.mark.parametrize("title", [*HOSTILE, "x" * 10_000], ids=range(len(HOSTILE) + 1))
async def test_no_title_breaks_a_form_or_a_question(tmp_path: Path, title: str, size: tuple[int, int]) -> None:
    path = database(tmp_path / "map.db")
    with Editor(path, who="bo") as editor, editor.edit() as edit:
        add(edit, "claim", "it", {"title": title.replace("\0", ""), "text": "one\ntwo"})
    async with opened(path, "it", size=size) as ui:
        for key in ("e", "o", "d"):
            await ui.press(key, "tab")
            assert isinstance(ui.app.screen, Form | Question)
            for line in ui.app.screen._compositor.render_strips():
                assert line.cell_length == size[0]
                assert "\x1b" not in line.text
                assert "\u202e" not in line.text
            await ui.press("escape")
    assert entry(path, "it")["text"] == "one\ntwo"


# --- delete, undo, redo ---


async def test_d_shows_what_goes_with_it_and_keeps_it_by_default(map_db: Path) -> None:
    before = told(map_db)
    async with opened(map_db, "boil-it") as ui:
        for key in ("enter", "escape", "n"):
            await ui.press("d")
            assert asked(ui).startswith("Remove proposal “Boil the water” (boil-it)? 4 things refer to it, or to what")
            assert "removed argument (boiling-cleans-water)" in asked(ui)
            assert "mud-clogs-sand: unless loses boil-it" in asked(ui)
            await ui.press(key)
            assert ui.status == "nothing was removed"
    assert told(map_db) == before


async def test_y_removes_it_and_goes_where_one_was(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        ui.main.go("boil-it")
        await ui.settle()
        await ui.press("d", "y")
        assert ui.main.focus_id == "clean-water"
        assert ui.status.startswith("saved: removed proposal “Boil the water” (boil-it), and 4 more")
        await ui.press("ctrl+z")
        assert "undid" in ui.status
        assert "Boil the water → Clean water for the valley" in ui.text("centre")


async def test_nothing_is_removed_that_was_not_shown(map_db: Path) -> None:
    async with opened(map_db, "boil-it") as ui:
        await ui.press("d")
        with Editor(map_db, who="bo") as editor, editor.edit() as edit:
            add(edit, "argument", None, {"for": "boil-it", "because": ["sand-is-fine"]})
        await ui.press("y")
        assert ui.status == "what refers to it was changed by somebody else meanwhile; nothing was removed"
    assert entry(map_db, "boil-it")


async def test_undo_and_redo_say_what_they_did(map_db: Path) -> None:
    before = told(map_db)
    async with opened(map_db, "boil-it") as ui:
        await ui.press("a")
        await words(ui, "Pots crack")
        await ui.press("enter", "U")
        assert ui.status.endswith("removed claim “Pots crack” (pots-crack)")
        await ui.press("ctrl+r")
        assert ui.status.endswith("added claim “Pots crack” (pots-crack)")
        await ui.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert ui.status == "there is nothing to undo in this map"
        await ui.press("ctrl+y", "ctrl+y", "ctrl+y")
        assert ui.status == "there is nothing to redo in this map"
    assert told(map_db) != before


# --- in the user's own editor ---


@pytest.fixture
def by_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make a Python script the user's editor; `path` is the file in it, `text` what it holds."""
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def use(body: str) -> None:
        script = tmp_path / "an editor.py"
        lead = "import os, signal, sys\nfrom pathlib import Path\npath = Path(sys.argv[-1])\ntext = path.read_text()\n"
        script.write_text(lead + body)
        monkeypatch.setenv("EDITOR", shlex.join([sys.executable, str(script), "--wait"]))

    return use


def kept_file(tmp_path: Path) -> Path:
    """The file of what was typed."""
    (found,) = tmp_path.glob("argmap-*.yaml")
    return found


async def test_the_editor_changes_one_thing_as_yaml(map_db: Path, tmp_path: Path, by_editor: Any) -> None:
    by_editor("path.write_text(text.replace('fine enough', 'very fine'))")
    async with opened(map_db, "sand-is-fine") as ui:
        await ui.press("E")
        assert ui.status == ("saved: sand-is-fine: title “The sand is very fine” (was “The sand is fine enough”)")
    assert not list(tmp_path.glob("argmap-*.yaml"))


async def test_leaving_the_editor_without_saving_changes_nothing(map_db: Path, tmp_path: Path, by_editor: Any) -> None:
    by_editor("")
    before = told(map_db)
    async with opened(map_db, "sand-is-fine") as ui:
        await ui.press("E")
        assert ui.status == "sand-is-fine: nothing was changed"
    assert told(map_db) == before
    assert not list(tmp_path.glob("argmap-*.yaml"))


async def test_what_is_wrong_is_shown_with_its_place_and_edited_again(map_db: Path, by_editor: Any) -> None:
    by_editor("path.write_text(text.replace('The sand', 'Sand') if 'clam' not in text else text)\n"
              "if 'Sand' not in text: path.write_text(text.replace('claim', 'clam'))\n"
              "if 'clam' in text: path.write_text(text.replace('clam', 'concern'))")  # fmt: skip
    async with opened(map_db, "sand-is-fine") as ui:
        await ui.press("E")
        assert isinstance(ui.app.screen, Question)
        assert "line 5, column 24: kind of statement 'sand-is-fine' must be problem" in asked(ui)
        await ui.press("enter")
        assert ui.status == "saved: sand-is-fine: kind concern (was claim)"


async def test_nonsense_is_kept_aside_and_its_path_said(map_db: Path, tmp_path: Path, by_editor: Any) -> None:
    before = told(map_db)
    by_editor("path.write_bytes(b'\\xff nonsense')")
    async with opened(map_db, "sand-is-fine") as ui:
        for key in ("k", "escape"):
            await ui.press("E")
            assert "“The sand is fine enough” is not saved yet" in asked(ui)
            await ui.press(key)
            assert ui.status == f"nothing was saved; what you wrote is in {kept_file(tmp_path)}"
            assert kept_file(tmp_path).read_bytes() == b"\xff nonsense"
            kept_file(tmp_path).unlink()
    assert told(map_db) == before


async def test_the_id_cannot_be_changed(map_db: Path, by_editor: Any) -> None:
    by_editor("path.write_text(text.replace('  sand-is-fine:', '  sand:'))")
    async with opened(map_db, "sand-is-fine") as ui:
        await ui.press("E")
        assert "the id cannot be changed: others may refer to 'sand-is-fine'; it is now 'sand'" in asked(ui)
        await ui.press("k")


@pytest.mark.parametrize(
    ("editor", "message"),
    [
        ("no-such-editor -w", "the editor no-such-editor -w ($EDITOR) cannot be started: no such file or directory"),
        ("'half", "the editor 'half ($EDITOR) cannot be read: no closing quotation"),
        ("/", "the editor / ($EDITOR) cannot be started: permission denied"),
    ],
)
async def test_an_editor_that_cannot_be_started_is_one_clear_line(
    map_db: Path, tmp_path: Path, by_editor: Any, monkeypatch: pytest.MonkeyPatch, editor: str, message: str
) -> None:
    monkeypatch.setenv("EDITOR", editor)
    monkeypatch.setenv("VISUAL", " ")
    async with opened(map_db, "sand-is-fine") as ui:
        await ui.press("E")
        assert ui.status == message
    assert not list(tmp_path.glob("argmap-*.yaml"))


async def test_an_editor_that_fails_or_is_killed_loses_nothing(map_db: Path, tmp_path: Path, by_editor: Any) -> None:
    before = told(map_db)
    async with opened(map_db, "sand-is-fine") as ui:
        by_editor("sys.exit(3)")
        await ui.press("E")
        assert ui.status.endswith("($EDITOR) failed with exit status 3")
        by_editor("path.write_text(text.replace('fine', 'good'))\nos.kill(os.getpid(), signal.SIGKILL)")
        await ui.press("E")
        assert "was ended by signal 9" in asked(ui)
        await ui.press("k")
        assert "The sand is good enough" in kept_file(tmp_path).read_text()
    assert told(map_db) == before


MEANWHILE = """
from argmap.edits.adding import assign
from argmap.edits.removing import remove
from argmap.store.editing import Editor
with Editor(Path({!r}), who="bo") as editor, editor.edit() as edit:
    {}
"""
"""What an editor script does to the map while the user writes."""


async def test_what_somebody_else_changed_is_shown_before_it_is_overwritten(map_db: Path, by_editor: Any) -> None:
    meanwhile = MEANWHILE.format(str(map_db), "assign(edit, 'sand-is-fine', ['title=Theirs'])")
    by_editor("path.write_text(text.replace('fine enough', 'mine'))" + meanwhile)
    async with opened(map_db, "sand-is-fine") as ui:
        await ui.press("E")
        assert "'sand-is-fine' was changed by somebody else meanwhile; nothing was saved" in asked(ui)
        assert entry(map_db, "sand-is-fine")["title"] == "Theirs"
        by_editor("assert 'title: Theirs' in text.partition('# What somebody else made of it')[2]")
        await ui.press("e")
        assert ui.status == "saved: sand-is-fine: title “The sand is mine” (was Theirs)"


async def test_what_somebody_else_removed_does_not_come_back(map_db: Path, tmp_path: Path, by_editor: Any) -> None:
    meanwhile = MEANWHILE.format(str(map_db), "remove(edit, 'boil-it', cascade=True)")
    by_editor("path.write_text(text.replace('water', 'tea'))" + meanwhile)
    async with opened(map_db, "boil-it") as ui:
        await ui.press("E")
        assert "'boil-it' was removed by somebody else meanwhile; nothing was saved" in asked(ui)
        await ui.press("escape")
        assert "Boil the tea" in kept_file(tmp_path).read_text()
