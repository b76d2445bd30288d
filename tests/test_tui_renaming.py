"""On the screen a thing gets another id, two become one, and what others rename stays where it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from dumps import entry
from screens import opened
from textual.widgets import Input, Static

from argmap.edits.adding import assign
from argmap.model import Statement
from argmap.store.editing import Editor
from argmap.store.opening import open_database
from argmap_tui.asking import Form

pytestmark = pytest.mark.asyncio


def ids(map_db: Path) -> set[str]:
    store = open_database(map_db)
    found = {id_ for (id_,) in store.connection.execute("select id from thing")}
    store.close()
    return found


async def test_a_thing_gets_another_id_and_stays_in_the_focus(map_db: Path) -> None:
    async with opened(map_db, at="sand-is-fine") as ui:
        await ui.press("R")
        assert isinstance(ui.app.screen, Form)
        assert isinstance(ui.app.screen.focused, Input)
        ui.app.screen.focused.value = "the-sand"
        await ui.settle()
        await ui.press("enter")
        assert ui.main.focus_id == "the-sand"
        assert "sand-is-fine is now the-sand" in ui.status
        assert "sand-is-fine" not in ids(map_db)
        await ui.press("ctrl+z")
        assert ui.main.focus_id == "sand-is-fine"


async def test_two_things_become_one(map_db: Path) -> None:
    with Editor(map_db, who="bo") as editor, editor.edit() as edit:
        edit.put(Statement(id="fine-sand", is_a="claim", title="Fine sand", tags=("extra",)))
    async with opened(map_db, at="sand-is-fine") as ui:
        await ui.press("C")
        assert isinstance(ui.app.screen, Form)
        assert isinstance(ui.app.screen.focused, Input)
        ui.app.screen.focused.value = "fine-sand"
        await ui.settle()
        await ui.press("enter")
        assert isinstance(ui.app.screen, Form)
        assert "title of sand-is-fine differs; say whose to take" in str(
            ui.app.screen.query_one("#effect", Static).content
        )
        await ui.press("k", "enter")
        assert ui.app.screen is ui.main
        assert ui.main.focus_id == "sand-is-fine"
    assert "fine-sand" not in ids(map_db)
    assert "extra" in entry(map_db, "sand-is-fine")["tags"]


async def test_what_another_program_renamed_stays_in_the_focus_and_among_the_bookmarks(map_db: Path) -> None:
    async with opened(map_db, at="sand-is-fine") as ui:
        await ui.press("b")
        with Editor(map_db, who="bo") as editor:
            with editor.edit() as edit:
                assign(edit, "sand-is-fine", ["id=sand"])
            with editor.edit() as edit:
                assign(edit, "sand", ["id=grain", "title=Grain"])
        ui.main.tell_news()
        await ui.settle()
        assert ui.main.focus_id == "grain"
        assert "gone" not in ui.status
        assert [hit.id for hit in ui.main.outline.bookmarks] == ["grain"]
        await ui.press("e")
        assert isinstance(ui.app.screen, Form)
