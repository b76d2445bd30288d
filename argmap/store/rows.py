"""How a thing is kept in a row, and which number stands for a role; shared by reading and writing.

`thing.body` is the entry of the thing (see `argmap.entries`) as JSON, less title and text, which have columns of
their own because they are listed and searched. `edge` holds who mentions whom, from the mentioned side only:
what a thing mentions itself stands in its body.
"""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from argmap.entries import from_entry, to_entry
from argmap.errors import DamagedMapError
from argmap.ids import is_id
from argmap.model import STATEMENT_KINDS, Kind, Role, Thing, references

APPLICATION_ID: Final = 0x41524D50
"""`ARMP`, in the header of every map that is an SQLite database."""

SCHEMA_VERSION: Final = 5
"""The number of the newest migration; kept in `user_version`, where opening a map can see it for nothing."""

ROLE_NUMBERS: Final[dict[Role, int]] = {
    "for": 1,
    "against": 2,
    "because": 3,
    "assuming": 4,
    "unstated": 5,
    "unless": 6,
    "tests": 7,
    "position": 8,
    "quotes": 9,
    "about": 10,
    "by": 11,
    "surfaced_by": 12,
    "source": 13,
    "person": 14,
    "of": 15,
    "before": 16,
    "misleads_if": 17,
    "result": 18,
    "exclusive": 19,
}
"""Written into databases: a new role takes the next number, and no number changes."""

ROLES: Final[dict[int, Role]] = {number: role for role, number in ROLE_NUMBERS.items()}

COLUMNS: Final = "t.pk, t.id, t.kind, t.title, t.text, t.body"
"""What a query selects of `thing t` for `decode`."""


def live(key: str) -> str:
    """The condition on the key of a thing that leaves out what an import is still bringing in.

    Its bounds are worked out once a query, and are 0 where none is under way.
    """
    return f"{key} not between ifnull((select first from staging), 0) and ifnull((select last from staging), 0)"


LIVE: Final = live("t.pk")
"""The condition for `thing t`."""


SEARCHED: Final = ("title", "id", "text")
"""The columns that `find` looks into."""


class Row(NamedTuple):
    """A thing as the database keeps it, less its key."""

    id: str
    kind: Kind
    title: str
    text: str
    body: str


_encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def encode(thing: Thing) -> Row:
    """The row of a thing."""
    entry = to_entry(thing)
    title, text = entry.pop("title", ""), entry.pop("text", "")
    if thing.kind in STATEMENT_KINDS:
        del entry["kind"]
    return Row(thing.id, thing.kind, title, text, _encode_json(entry) if entry else "")


def decode(id_: str, kind: Kind, title: str, text: str, body: str) -> Thing:
    """The thing in a row. Raises DamagedMapError where the row is none that argmap writes."""
    try:
        if not (isinstance(title, str) and isinstance(text, str) and is_id(id_)):
            raise TypeError
        entry: dict[str, Any] = json.loads(body) if body else {}
        if title:
            entry["title"] = title
        if text:
            entry["text"] = text
        if kind in STATEMENT_KINDS:
            entry["kind"] = kind
        thing = from_entry(kind, id_, entry)
        if not all(type(ref.id) is str for ref in references(thing)):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DamagedMapError(f"the map is damaged: {id_!r} cannot be read") from None
    return thing
