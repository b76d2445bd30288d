"""Moving about: finding as one types, back and forward, jumping, bookmarks, copying an id, opening all."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from conftest import EXAMPLE
from screens import Driver, opened
from textual import events
from textual.app import App, ComposeResult

from argmap.paths import state_folder
from argmap.store.naming import open_map
from argmap.store.reading import Hit
from argmap_tui import candidates, trace_tree
from argmap_tui.bars import TextLine
from argmap_tui.finding import FindScreen, Picker, found_rows, match_spans, meant
from argmap_tui.jumping import LETTERS, JumpScreen, labels
from argmap_tui.rows import Span, as_text, painted

HOSTILE = [
    "[bold]red[/] [@click=app.quit]x[/] $primary {0} %s",
    "\u202eright to left\u2066",
    "\x1b[2J\x1b]0;title\x07 \x9b31m",
    "e\u0301\u0301\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467 水水水",
    "line\n\n\tbreak",
    "long " * 2_000,
    "x" * 10_000,
]


def find(ui: Driver) -> FindScreen:
    """The dialog that finds."""
    assert isinstance(ui.app.screen, FindScreen)
    return ui.app.screen


def found(ui: Driver) -> str:
    """What the dialog lists."""
    return as_text(find(ui).picker.list.rows, 100)


# --- finding ---


@pytest.mark.asyncio
async def test_finding_lists_what_is_meant_from_the_first_key_and_enter_goes_there() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("slash", "m")
        assert "@ Abe" not in found(ui)
        await ui.type("udd")
        assert found(ui).splitlines()[0] == "c The water turns muddy  water-turns-muddy"
        await ui.press("enter")
        assert ui.main.focus_id == "water-turns-muddy"
        assert ui.text("centre").startswith("The water turns muddy")
        assert ui.main.list("centre").has_focus
        await ui.press("left_square_bracket")
        assert ui.main.focus_id == "clean-water"
        await ui.press("right_square_bracket")
        assert ui.main.focus_id == "water-turns-muddy"


@pytest.mark.asyncio
async def test_escape_leaves_everything_as_it_was() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("down", "down")
        before = ui.text("centre"), ui.main.list("centre").cursor, ui.main.focus_id
        await ui.press("slash", "m", "down", "escape")
        assert ui.app.screen is ui.main
        assert before == (ui.text("centre"), ui.main.list("centre").cursor, ui.main.focus_id)


@pytest.mark.asyncio
async def test_up_and_down_choose_while_the_keys_stay_in_the_line() -> None:
    async with opened(EXAMPLE) as ui:
        await ui.press("slash")
        await ui.type("water")
        picker = find(ui).picker
        first = picker.picked
        await ui.press("down")
        second = picker.picked
        assert first is not None
        assert second is not None
        assert first != second
        assert picker.input.has_focus
        await ui.press("up", "space", "m")
        assert picker.text == "water m"
        await ui.press("backspace", "backspace", "down", "enter")
        assert ui.main.focus_id == second.id


@pytest.mark.asyncio
async def test_before_anything_is_typed_it_shows_where_one_was_lately() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        ui.main.go("sand-is-fine")
        ui.main.go("boil-it")
        await ui.press("slash")
        assert found(ui).splitlines() == [
            "where you were lately",
            "c The sand is fine enough  sand-is-fine",
            "P Clean water for the valley  clean-water",
        ]
        await ui.press("enter")
        assert ui.main.focus_id == "sand-is-fine"


@pytest.mark.asyncio
async def test_what_nothing_has_says_so_with_what_is_nearest() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("slash")
        await ui.type("vilage mony")
        assert found(ui).startswith("nothing has these words; did you mean\nc The village votes money for upkeep")
        await ui.press("enter")
        assert ui.main.focus_id == "village-votes-money"
        await ui.press("slash")
        await ui.type("qqqq")
        assert found(ui) == "nothing has these words\n"
        await ui.press("enter")
        assert find(ui).picker.picked is None


@pytest.mark.asyncio
async def test_in_a_large_map_the_rest_follows_in_a_pause_and_enter_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(candidates, "_LARGE", 1)
    monkeypatch.setattr(candidates, "_HUGE", 1)
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("slash")
        await ui.type("tur")
        for _ in range(100):
            if "water-turns-muddy" in found(ui):
                break
            await ui.pilot.pause(0.02)
        assert "water-turns-muddy" in found(ui)
        assert find(ui).query_one(TextLine).text.startswith("1 hit ")
        await ui.press("escape", "slash")
        await ui.pilot.press(*"muddy", "enter")
        await ui.settle()
        assert ui.main.focus_id == "water-turns-muddy"


@pytest.mark.asyncio
async def test_a_map_that_cannot_be_read_is_said_and_ends_nothing(tmp_path: Path) -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("slash")
        ui.main.store.connection.execute("drop table thing_fts")
        await ui.type("wat")
        assert "thing_fts" in found(ui)
        await ui.press("enter", "escape")
        assert ui.app.screen is ui.main


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (30, 8)])
async def test_hostile_titles_are_shown_literally_and_break_no_line(
    map_file: Callable[[str], Path], size: tuple[int, int]
) -> None:
    escaped = ["".join(f"\\U{ord(character):08x}" for character in f"same {title}") for title in HOSTILE]
    statements = "".join(f'  h-{number}: {{kind: claim, title: "{title}"}}\n' for number, title in enumerate(escaped))
    async with opened(map_file(f"statements:\n{statements}"), "h-0", size=size) as ui:
        await ui.press("slash")
        await ui.type("same")
        hits = find(ui).picker.list
        assert {row.id for row in hits.rows} == {f"h-{number}" for number in range(len(HOSTILE))}
        shown = as_text(hits.rows, 200)
        assert "[bold]red[/] [@click=app.quit]x[/] $primary {0} %s" in shown
        assert not set("\x1b\x07\x9b\u202e\u2066") & set(shown)
        assert "\\u202eright to left\\u2066" in shown
        for row in hits.rows:
            assert len(painted(row, 40, hits.longest)) <= 3
        ui.app.export_screenshot()
        await ui.press("pagedown", "pageup", "down", "enter")
        assert ui.app.screen is ui.main
        await ui.press("b", "ctrl+o", "escape")


# --- rows of hits ---


def test_what_begins_like_a_typed_word_stands_out() -> None:
    assert match_spans("Water, muddy water", "wat mu") == (
        Span("Wat", "match"),
        Span("er, "),
        Span("mu", "match"),
        Span("ddy "),
        Span("wat", "match"),
        Span("er"),
    )
    assert match_spans("a.b", "* (") == (Span("a.b"),)


@pytest.mark.parametrize(
    ("title", "text", "marked"),
    [
        ("Sicherheitsnachweis", "nachweis", ["nachweis"]),
        ("Nachweis der Sicherheitsnachweise", "nachweis", ["Nachweis"]),
        ("Die Straße", "strasse", ["Straße"]),
        ("Die Strasse", "ße", ["sse"]),
        ("Ein Cafe\u0301 hier", "café", ["Cafe\u0301"]),
        ("大韓民国", "民国", ["民国"]),
        ("ＡＢＣ試験", "bc試", ["ＢＣ試"]),
        ("12 of 312", "12", ["12"]),
    ],
)
def test_what_is_inside_a_word_stands_out_where_no_word_begins_so(title: str, text: str, marked: list[str]) -> None:
    spans = match_spans(title, text)
    assert "".join(span.text for span in spans) == title
    assert [span.text for span in spans if span.look == "match"] == marked


def test_an_empty_title_has_nothing_that_stands_out() -> None:
    assert match_spans("", "x") == ()


def test_a_new_thing_is_offered_first_unless_there_is_one_called_so() -> None:
    hit = Hit("water-is-wet", "claim", "Water is  wet")
    assert meant("water", [hit], "claim") == "new"
    assert meant("water is WET", [hit], "claim") == "hit:water-is-wet"
    assert meant("Water-is-wet", [hit], "claim") == "hit:water-is-wet"
    assert meant("water", [hit], None) == "hit:water-is-wet"
    assert meant("water", [], None) is None
    assert as_text(found_rows("water", [hit], "claim"), 60) == "new claim “water”\nc Water is wet  water-is-wet\n"


class Form(App[None]):
    """A form with one picker, that notes what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.store = open_map(str(EXAMPLE), print)
        self.said: list[tuple[str, str, str | None]] = []

    def compose(self) -> ComposeResult:
        """The picker."""
        self.picker = Picker(self.store, kinds={"claim"}, new="claim", value="The sand")
        yield self.picker

    def on_picker_changed(self) -> None:
        """Note it."""
        self.note("changed")

    def on_picker_submitted(self) -> None:
        """Note it."""
        self.note("submitted")

    def note(self, what: str) -> None:
        """Note what is typed and picked."""
        self.said.append((what, self.picker.text, self.picker.picked.id if self.picker.picked else None))


@pytest.mark.asyncio
async def test_a_picker_takes_a_new_text_or_an_existing_thing() -> None:
    app = Form()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.picker.focus()
        await pilot.press("enter")
        await pilot.pause()
        assert app.said[-1] == ("submitted", "The sand", None)
        await pilot.press("down")
        await pilot.pause()
        assert app.said[-1] == ("changed", "The sand", "sand-is-fine")
        await pilot.press("enter")
        await pilot.pause()
        assert app.said[-1] == ("submitted", "The sand", "sand-is-fine")
        await pilot.press("up", "enter")
        await pilot.pause()
        assert app.said[-1] == ("submitted", "The sand", None)
    app.store.close()


# --- jumping ---


@pytest.mark.parametrize("number", [0, 1, 26, 27, 60, 300, 676, 1_000])
def test_labels_are_as_short_as_can_be_and_none_begins_another(number: int) -> None:
    made = labels(number)
    assert len(made) == min(number, len(LETTERS) ** 2)
    assert max(map(len, made), default=0) == (0 if not number else 1 if number <= len(LETTERS) else 2)
    assert not any(two.startswith(one) or one.startswith(two) for one, two in combinations(made, 2))


@pytest.mark.asyncio
async def test_a_jump_lands_on_the_row_of_the_letters() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("ctrl+o")
        outline, centre = ui.main.list("outline"), ui.main.list("centre")
        assert centre.labels[0] == "a"
        assert set(centre.labels) == set(centre.in_sight())
        assert set(outline.labels) == set(outline.in_sight())
        letters, row = outline.labels[2], outline.rows[2]
        await ui.press(*letters)
        assert ui.app.screen is ui.main
        assert outline.has_focus
        assert outline.row == row
        assert [ui.main.list(name).labels for name in ("outline", "centre", "details")] == [{}, {}, {}]


@pytest.mark.asyncio
async def test_after_the_first_of_two_letters_only_the_rows_that_it_may_mean_keep_theirs() -> None:
    async with opened(EXAMPLE, "clean-water", size=(160, 60)) as ui:
        await ui.press("ctrl+o")
        details = ui.main.list("details")
        number, letters = next((number, label) for number, label in details.labels.items() if len(label) == 2)
        key = details.rows[number].key
        await ui.press(letters[0])
        assert isinstance(ui.app.screen, JumpScreen)
        assert ui.main.list("centre").labels == {}
        assert details.labels[number] == letters[1]
        await ui.press(letters[1])
        assert details.has_focus
        assert details.row is not None
        assert details.row.key == key


@pytest.mark.asyncio
@pytest.mark.parametrize("key", ["escape", "enter", "f5", "1"])
async def test_any_other_key_leaves_the_jump_mode_and_does_nothing_else(key: str) -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        before = ui.main.list("centre").cursor, ui.main.focus_id
        await ui.press("ctrl+o", key)
        assert ui.app.screen is ui.main
        assert ui.main.list("centre").labels == {}
        assert ui.main.list("centre").has_focus
        assert before == (ui.main.list("centre").cursor, ui.main.focus_id)


@pytest.mark.asyncio
@pytest.mark.parametrize("key", ["slash", "ctrl+o"])
async def test_leaving_twice_leaves_once(key: str) -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press(key)
        for _ in range(3):
            ui.app.post_message(events.Key("escape", None))
        await ui.settle()
        assert ui.app.screen is ui.main
        await ui.press("slash", "escape")
        assert ui.app.screen is ui.main


@pytest.mark.asyncio
async def test_a_click_leaves_the_jump_mode() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("ctrl+o")
        await ui.pilot.click(offset=(60, 10))
        await ui.settle()
        assert ui.app.screen is ui.main


# --- bookmarks ---


@pytest.mark.asyncio
async def test_a_bookmark_stands_in_the_outline_and_is_there_another_day(map_db: Path) -> None:
    async with opened(map_db, "sand-is-fine") as ui:
        assert "Bookmarks" not in ui.text("outline")
        await ui.press("b")
        assert ui.status == "bookmark set on The sand is fine enough"
        assert ui.text("outline").startswith("▾ Bookmarks  1\n    c The sand is fine enough\n")
    async with opened(map_db, "clean-water") as ui:
        assert ui.text("outline").startswith("▸ Bookmarks  1\n")
        await ui.press("b")
        assert ui.text("outline").startswith("▾ Bookmarks  2\n")
        await ui.press("b")
        assert ui.status == "bookmark removed from Clean water for the valley"
        assert ui.text("outline").startswith("▾ Bookmarks  1\n")
    async with opened(EXAMPLE, "clean-water") as ui:
        assert "Bookmarks" not in ui.text("outline")


@pytest.mark.asyncio
async def test_a_home_that_cannot_be_written_keeps_bookmarks_until_the_end() -> None:
    state_folder().parent.mkdir(parents=True, exist_ok=True)
    state_folder().write_text("in the way")
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("b")
        assert ui.text("outline").startswith("▾ Bookmarks  1\n")


@pytest.mark.asyncio
async def test_a_bookmark_of_what_has_gone_is_dropped(map_db: Path) -> None:
    async with opened(map_db, "spring-flood") as ui:
        await ui.press("b")
        ui.app.memory.set_bookmarks(str(map_db), ["gone", "spring-flood", "gone too"])
    async with opened(map_db, "clean-water") as ui:
        assert ui.text("outline").startswith("▸ Bookmarks  1\n")
        await ui.press("b")
        assert ui.app.memory.bookmarks(str(map_db)) == ["spring-flood", "clean-water"]


# --- the rest ---


@pytest.mark.asyncio
async def test_y_copies_the_id_of_what_is_at_the_cursor() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("y")
        assert ui.app.clipboard == "clean-water"
        assert ui.status == "copied: clean-water"


@pytest.mark.asyncio
async def test_the_asterisk_opens_all_that_lies_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_tree, "AT_FIRST", 1)
    async with opened(EXAMPLE, "clean-water") as ui:
        assert "village votes" not in ui.text("centre")
        await ui.press("asterisk")
        assert "village votes" in ui.text("centre")
        assert ui.status == "all that lies behind it is open"


@pytest.mark.asyncio
async def test_opening_all_says_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_tree, "AT_FIRST", 1)
    monkeypatch.setattr(trace_tree, "AT_ONCE", 4)
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("asterisk")
        assert ui.status.startswith("stopped at 4 rows")
