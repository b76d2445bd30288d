"""The main screen: what it shows, moving in it, and what becomes of a map that changes or goes meanwhile."""

from __future__ import annotations

import pytest
from conftest import EXAMPLE
from screens import opened

pytestmark = pytest.mark.asyncio


async def test_it_opens_on_a_thing_and_q_leaves_it() -> None:
    async with opened(EXAMPLE, "clean-water") as ui:
        assert ui.text("centre").startswith("Clean water")
        assert ui.main.current is not None
        assert ui.main.current.id == "clean-water"
        await ui.press("q")
    assert ui.app.return_code == 0
