"""What an edit changed, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from argmap.entries import Entry, to_entry
from argmap.model import STATEMENT_KINDS, Position, Quote, Thing
from argmap.text import visible

SHOWN: Final = 60
"""How many characters of a text are shown."""


def described(before: Thing | None, after: Thing | None) -> str:
    """What became of a thing, in a line fit to show: added, removed, or which fields have other values."""
    if before is None:
        return f"added {_called(after)}" if after else "nothing"
    if after is None:
        return f"removed {_called(before)}"
    return f"{after.id}: {'; '.join(_fields(before, after)) or 'the same'}"


def became(before: Thing | None, after: Thing | None) -> str:
    """That a thing has another id now, and which fields have other values."""
    if before is None or after is None:
        return described(before, after)
    other = "; ".join(_fields(before, after))
    return f"{before.id} is now {after.id}" + (f": {other}" if other else "")


def differences(before: Thing, after: Thing) -> Iterator[tuple[str, Any, Any]]:
    """The keys that two versions of a thing have differently, with both values (None: it has none)."""
    old, new = _entry(before), _entry(after)
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield key, old.get(key), new.get(key)


def _entry(thing: Thing) -> Entry:
    return to_entry(thing) if thing.kind in STATEMENT_KINDS else {"kind": thing.kind, **to_entry(thing)}


def _called(thing: Thing | None) -> str:
    if thing is None:
        return "nothing"
    title = f" “{_cut(thing.title)}”" if thing.title else ""
    if isinstance(thing, Position):
        title = f" of {thing.person} on {thing.target}{title}"
    elif isinstance(thing, Quote):
        title = f" of {thing.target} in {thing.source}{title}"
    return f"{thing.kind}{title} ({thing.id})"


def _fields(before: Thing, after: Thing) -> Iterator[str]:
    for key, old, new in differences(before, after):
        if isinstance(old or new, list) and isinstance(new or old, list):
            yield from _list(key, old or [], new or [])
        elif old is None:
            yield f"{key} {shown_value(new)}"
        elif new is None:
            yield f"{key} taken out (was {shown_value(old)})"
        else:
            yield f"{key} {shown_value(new)} (was {shown_value(old)})"


def _list(key: str, old: list[Any], new: list[Any]) -> Iterator[str]:
    had, has = {item_name(item): item for item in old}, {item_name(item): item for item in new}
    gained = [shown_value(item) for name, item in has.items() if name not in had]
    lost = [name for name in had if name not in has]
    other = [
        f"{shown_value(item)} (was {shown_value(had[name])})"
        for name, item in has.items()
        if name in had and had[name] != item
    ]
    if gained:
        yield f"{key} gains {', '.join(gained)}"
    if lost:
        yield f"{key} loses {', '.join(map(visible, lost))}"
    if other:
        yield f"{key} has {', '.join(other)}"
    if not (gained or lost or other):
        yield f"{key} in another order"


def item_name(item: Any) -> str:
    """What an item of a list is told by: the node of a premise or a test, else the text itself."""
    if isinstance(item, Mapping):
        return f"not {item['not']}" if "not" in item else str(item.get("node") or item)
    return str(item)


def shown_value(value: Any) -> str:
    """A value of an entry in words, on one line, long texts cut."""
    if isinstance(value, Mapping):
        if value.keys() == {"low", "high"}:
            return f"{value['low']:g} to {value['high']:g}"
        node = [visible(item_name(value))] if "node" in value or "not" in value else []
        rest = [
            f"{key.replace('_', ' ')} {shown_value(item)}" for key, item in value.items() if key not in ("node", "not")
        ]
        return " ".join([*node, f"({', '.join(rest)})"] if rest else node)
    if isinstance(value, list):
        return ", ".join(map(shown_value, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return f"“{_cut(value)}”" if isinstance(value, str) and " " in value else _cut(str(value))


def _cut(text: str) -> str:
    return visible(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")
