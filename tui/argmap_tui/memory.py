"""What the screen remembers from one day to the next: bookmarks, the last thing of each map, the hints once shown.

It is a convenience: a file that is missing, unreadable or nonsense is an empty memory, and one that cannot be written
is remembered until the screen is left.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from argmap.errors import OutputError
from argmap.files import write_file
from argmap.paths import state_folder
from argmap.store.reading import Store

MOST_MAPS: Final = 200
"""Of how many maps something is remembered; the one that was used longest ago is forgotten first."""

LARGEST: Final = 4_000_000
"""Bytes of the file; one that is larger is none of ours."""


class Memory:
    """What is remembered, by the key of a map; each change is written at once."""

    def __init__(self, file: Path, kept: dict[str, Any]) -> None:
        self.file = file
        self._kept = kept

    @classmethod
    def load(cls) -> Memory:
        """What was remembered; nothing where that cannot be read."""
        file = state_folder() / "memory.json"
        return cls(file, _read(file))

    def bookmarks(self, map_key: str) -> list[str]:
        """The ids with a bookmark, in the order in which they were set; a thing may have gone since."""
        found = self._map(map_key).get("bookmarks")
        return [id_ for id_ in found if isinstance(id_, str)] if isinstance(found, list) else []

    def set_bookmarks(self, map_key: str, ids: Iterable[str]) -> None:
        """Remember these ids as the bookmarks of a map."""
        self._set(map_key, "bookmarks", list(ids))

    def last(self, map_key: str) -> str | None:
        """The id that was in the focus last; the thing may have gone since."""
        found = self._map(map_key).get("last")
        return found if isinstance(found, str) else None

    def set_last(self, map_key: str, id_: str) -> None:
        """Remember what is in the focus."""
        if id_ != self.last(map_key):
            self._set(map_key, "last", id_)

    @property
    def hinted(self) -> bool:
        """Whether the hints of the first run were shown."""
        return self._kept.get("hinted") is True

    @hinted.setter
    def hinted(self, shown: bool) -> None:
        self._change(lambda kept: kept.update(hinted=shown))

    def rename(self, map_key: str, moved: Mapping[str, str]) -> None:
        """Remember things of a map that have other ids now by these."""
        if any(id_ in moved for id_ in self.bookmarks(map_key)):
            self.set_bookmarks(map_key, (moved.get(id_, id_) for id_ in self.bookmarks(map_key)))

    @property
    def theme(self) -> str | None:
        """The theme that was chosen last with the key for it."""
        found = self._kept.get("theme")
        return found if isinstance(found, str) else None

    @theme.setter
    def theme(self, name: str) -> None:
        self._change(lambda kept: kept.update(theme=name))

    def _map(self, map_key: str) -> dict[str, Any]:
        return _inner(_inner(self._kept, "maps"), map_key)

    def _set(self, map_key: str, name: str, value: object) -> None:
        def change(kept: dict[str, Any]) -> None:
            maps = _inner(kept, "maps")
            of_map = {**_inner(maps, map_key), name: value}
            maps.pop(map_key, None)
            maps[map_key] = of_map  # the last one is the one used last
            for forgotten in list(maps)[:-MOST_MAPS]:
                del maps[forgotten]
            kept["maps"] = maps

        self._change(change)

    def _change(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Make a change, and write it beside what other processes have written meanwhile."""
        kept = _read(self.file) or self._kept
        change(kept)
        self._kept = kept
        with suppress(OSError, OutputError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_file(self.file, [json.dumps(kept, indent=1), "\n"], force=True)


def map_key(store: Store) -> str:
    """Under which key a map is remembered: where its database is, else what the user called it."""
    return str(store.path.resolve()) if store.path is not None else store.spec


def _read(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST + 1)
        kept = json.loads(raw) if len(raw) <= LARGEST else None
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _inner(outer: dict[str, Any], key: str) -> dict[str, Any]:
    found = outer.get(key)
    return found if isinstance(found, dict) else {}
