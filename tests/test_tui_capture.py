"""The capture bar: what a line adds, what is shown before, who speaks, what is offered, and what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import EXAMPLE
from screens import Driver, opened
from textual import events

from argmap.model import Argument, Premise
from argmap.store.editing import Editor
from argmap_tui.bars import TextLine
from argmap_tui.capture_bar import CaptureBar
from argmap_tui.rows import as_text

pytestmark = pytest.mark.asyncio


def bar(ui: Driver) -> CaptureBar:
    return ui.main.query_one(CaptureBar)


def told(ui: Driver) -> str:
    """What the bar says below the line."""
    return as_text(bar(ui).told.rows, 200)


def offered(ui: Driver) -> list[str | None]:
    """The ids that may be meant, as far as they are shown."""
    return [row.id for row in bar(ui).offered.rows] if bar(ui).offered.display else []


def speaks(ui: Driver) -> str:
    return as_text(bar(ui).head.rows, 200).strip()


def argument(ui: Driver, id_: str) -> Argument:
    thing = ui.main.store.get(id_)
    assert isinstance(thing, Argument)
    return thing


async def put(ui: Driver, text: str) -> None:
    """Put a text at the cursor at once, as a paste does."""
    bar(ui).input.insert_text_at_cursor(text)
    await ui.settle()


async def enter(ui: Driver, line: str) -> None:
    await put(ui, line)
    await ui.press("enter")


async def test_a_line_adds_an_argument_with_what_is_new_and_is_ready_for_the_next(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("colon")
        await enter(ui, '"Rain is clean", boil-it -> clean-water ?"Roofs are clean" @abe #minutes:L8')
        added = argument(ui, "rain-is-clean-for-clean-water")
        assert added.premises == (
            Premise(node="rain-is-clean", role="because"),
            Premise(node="boil-it", role="because"),
            Premise(node="roofs-are-clean", role="unstated"),
        )
        assert (added.by, added.source, added.at) == (("abe",), "minutes", "L8")
        assert ui.status.startswith("saved: added ")
        assert "Rain is clean + Boil the water → Clean water for the valley" in ui.text("centre")
        assert bar(ui).input.value == ""
        assert ui.app.focused is bar(ui).input
        await enter(ui, "spring-flood -| filter-cleans-water")
        assert argument(ui, "spring-flood-against-filter-cleans-water").against


async def test_the_line_is_shown_read_and_with_what_it_adds_before_enter(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("colon")
        await ui.type('"Rain is clean" -> clean-water')
        assert told(ui) == (
            "because “Rain is clean” (new) → Clean water for the valley (clean-water)\n"
            "enter adds claim “Rain is clean” (rain-is-clean) and argument (rain-is-clean-for-clean-water)\n"
        )
        assert ui.main.session.store.search("rain") == []


async def test_a_slip_is_said_with_its_column_and_nothing_is_saved(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("colon")
        before = ui.main.session.seen
        await enter(ui, "It rang -> clean-water")
        assert "column 1: 'It' is no id" in told(ui)
        assert bar(ui).input.value == "It rang -> clean-water"
        assert bar(ui).input.cursor_position == 0
        await ui.press("ctrl+k")
        await enter(ui, "boil-it ->")
        assert "column 11: a name is missing" in told(ui)
        await ui.press("ctrl+u")
        await enter(ui, "boilit -> clean-water")
        assert "nothing in this map has the id 'boilit'; nearest: boil-it" in told(ui)
        assert ui.main.session.store.since(before) == []


async def test_speaker_and_place_stay_set_until_they_are_changed(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("colon")
        assert speaks(ui) == "nobody is set as the speaker"
        await enter(ui, "@abe #minutes:L8")
        assert bar(ui).input.value == ""
        assert speaks(ui) == "@Abe #Minutes of the meeting:L8"
        await enter(ui, '"Rain" -> clean-water')
        added = argument(ui, "rain-for-clean-water")
        assert (added.by, added.source, added.at) == (("abe",), "minutes", "L8")
        await enter(ui, '"Snow" -> clean-water @bea')
        added = argument(ui, "snow-for-clean-water")
        assert (added.by, added.source, added.at) == (("bea",), "minutes", "L8")
        assert speaks(ui) == "@Bea #Minutes of the meeting:L8"
        await enter(ui, "@")
        assert speaks(ui) == "#Minutes of the meeting:L8"
        await enter(ui, "#")
        await enter(ui, '"Hail" -> clean-water')
        added = argument(ui, "hail-for-clean-water")
        assert (added.by, added.source, added.at) == ((), None, "")


async def test_where_one_is_can_be_read_behind_long_names_on_a_small_screen(map_db: Path) -> None:
    async with opened(map_db, "clean-water", size=(80, 24)) as ui:
        await ui.press("colon")
        await enter(ui, f'@"{"Long " * 20}" #"{"Talk " * 20}":L123')
        (line,) = as_text(bar(ui).head.rows, bar(ui).head.size.width).splitlines()
        assert line.endswith("…:L123")


async def test_a_speaker_who_is_not_there_is_made_only_with_a_name_in_quotes(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("colon")
        await enter(ui, "@cho")
        assert "nothing in this map has the id 'cho'" in told(ui)
        assert ui.main.session.speaker.person == ""
        await ui.press("ctrl+u")
        await enter(ui, '@"Cho L." #"A talk":12:30')
        assert speaks(ui) == "@Cho L. #A talk:12:30"
        assert ui.main.store.search("cho") == []
        await enter(ui, '"Rain" -> clean-water')
        added = argument(ui, "rain-for-clean-water")
        assert (added.by, added.source, added.at) == (("cho-l",), "a-talk", "12:30")
        assert ui.main.session.speaker.person == "cho-l"
        assert ui.main.session.speaker.place == "a-talk:12:30"


async def test_tab_takes_what_is_marked_and_the_arrows_choose(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("colon")
        await ui.type("sand")
        assert offered(ui)[:2] == ["sand-is-fine", "filter-plant"]
        await ui.press("tab")
        assert bar(ui).input.value == "sand-is-fine "
        assert offered(ui) == []
        await put(ui, '-> "sand')
        await ui.press("down", "tab")
        assert bar(ui).input.value == "sand-is-fine -> filter-plant "
        assert ui.app.focused is bar(ui).input


async def test_only_what_fits_the_place_is_offered(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("colon")
        await put(ui, "filter")
        assert "filter-cleans-water" not in offered(ui)
        await ui.press("ctrl+u")
        await put(ui, "boil-it -| filter")
        assert "filter-cleans-water" in offered(ui)
        await put(ui, " @")
        assert offered(ui) == ["abe", "bea"]
        await put(ui, "abe #")
        assert offered(ui) == ["minutes"]


async def test_who_does_not_speak_now_but_did_is_offered_first(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("colon")
        await enter(ui, "@bea")
        await enter(ui, "@abe")
        await put(ui, "@")
        assert offered(ui) == ["bea", "abe"]
        await ui.press("tab", "enter")
        assert speaks(ui) == "@Bea"


async def test_up_brings_back_lines_that_were_entered_and_down_the_one_being_typed(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("colon")
        await enter(ui, '"Rain" -> clean-water')
        await enter(ui, '"Snow" -> clean-water')
        await put(ui, '"Hail" ')
        await ui.press("up")
        assert bar(ui).input.value == '"Snow" -> clean-water'
        await ui.press("up", "up")
        assert bar(ui).input.value == '"Rain" -> clean-water'
        await ui.press("down", "down")
        assert bar(ui).input.value == '"Hail" '


async def test_escape_closes_it_and_what_was_typed_is_there_again(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("colon")
        await put(ui, '"Rain" ->')
        await ui.press("escape")
        assert not bar(ui).display
        assert ui.app.focused is ui.main.list("centre")
        await ui.press("j", "colon")
        assert bar(ui).display
        assert bar(ui).input.value == '"Rain" ->'
        await enter(ui, " clean-water")
        assert argument(ui, "rain-for-clean-water")


async def test_letters_typed_before_the_bar_is_painted_belong_to_the_line(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        ui.main.action_act("capture")
        for key in "dqu":
            ui.app.post_message(events.Key(key, key))
        await ui.settle()
        assert bar(ui).input.value == "dqu"


async def test_the_id_of_the_thing_at_the_cursor_is_typed(map_db: Path) -> None:
    async with opened(map_db, "filter-cleans-water") as ui:
        await ui.press("colon")
        assert "ctrl+t types filter-cleans-water" in told(ui)
        await put(ui, "boil-it -| ")
        await ui.press("ctrl+t", "enter")
        assert argument(ui, "boil-it-against-filter-cleans-water").against


async def test_a_map_that_cannot_be_edited_says_why() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        await ui.press("colon")
        assert not ui.main.query(CaptureBar)
        assert "read-only" in ui.status


async def test_what_is_typed_stays_while_somebody_else_edits(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("colon")
        await put(ui, '"Rain" -> clean-wa')
        with Editor(map_db, who="bea") as other, other.edit() as edit:
            edit.put(
                Argument(id="more", target="clean-water", premises=(Premise(node="spring-flood", role="because"),))
            )
        ui.main.tell_news()
        await ui.settle()
        assert ui.status.startswith("bea: added argument (more)")
        assert "A spring flood" in ui.text("centre")
        assert bar(ui).input.value == '"Rain" -> clean-wa'
        assert ui.app.focused is bar(ui).input
        await ui.press("tab", "enter")
        assert argument(ui, "rain-for-clean-water")


async def test_an_edit_is_undone_while_the_bar_is_open(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("colon")
        await enter(ui, '"Rain" -> clean-water')
        await put(ui, '"Snow"')
        ui.main.session.undo()
        assert ui.main.store.search("rain") == []
        await enter(ui, " -> clean-water")
        assert argument(ui, "snow-for-clean-water")


async def test_hostile_titles_are_shown_and_pasted_literally(map_db: Path) -> None:
    async with opened(map_db, "clean-water") as ui:
        await ui.press("colon")
        await put(ui, '"[b]Fog\x1b[31m\u202e[/b] 😀" -> clean-water')
        assert bar(ui).input.value == '"[b]Fog[31m[/b] 😀" -> clean-water'
        assert told(ui).startswith("because “[b]Fog[31m[/b] 😀” (new) → Clean water")
        await ui.press("enter")
        assert ui.main.store.search("fog")[0].title == "[b]Fog[31m[/b] 😀"


async def test_on_a_small_screen_it_takes_eight_lines_at_the_most(map_db: Path) -> None:
    async with opened(map_db, "clean-water", size=(80, 24)) as ui:
        await ui.press("colon")
        lines = bar(ui).size.height
        for line in (
            "water",
            ', "A title that is long enough to need more than one line of those that there are"',
            " -> f",
        ):
            await put(ui, line)
            shown = bar(ui).offered.size.height if bar(ui).offered.display else 0
            lines = max(lines, bar(ui).size.height + shown)
        assert offered(ui)
        assert 4 < lines <= 8
        assert ui.main.query_one("#status", TextLine).size.height == 1
