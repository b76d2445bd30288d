"""The terminal UI starts on a map, says what it has, and leaves on q."""

from __future__ import annotations

import pytest

from argmap.store.reading import Store
from argmap_tui.app import ArgmapApp


@pytest.mark.asyncio
async def test_it_says_what_the_map_has_and_q_leaves_it(example: Store) -> None:
    app = ArgmapApp(example)
    async with app.run_test() as pilot:
        assert "9 statements, 7 arguments and 1 experiments" in app.welcome()
        await pilot.press("q")
    assert app.return_code == 0
