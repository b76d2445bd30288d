"""Fields as a person types them, read by the keys and types of the map file.

A list is comma-separated, a credence `0.2` or `0.2..0.4`; a premise may be `not ID`; what starts with a bracket is
written as in a map file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, NamedTuple, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo
from typing_extensions import is_typeddict  # knows those of the contract on every Python

from argmap.entries import SECTIONS
from argmap.errors import EditError, did_you_mean
from argmap.formats.contract import ENTRIES
from argmap.formats.nodes import Plain, entries, to_plain
from argmap.model import PREMISE_ROLES, TARGETS, Kind
from argmap.text import an
from argmap.words import key_of

_assignment = re.compile(r"([A-Za-z_-]+?)\s*(\+=|-=|=)(.*)", re.DOTALL)


ID_KEYS: Final = frozenset(map(key_of, TARGETS)) - {"result"}
"""The keys that hold ids."""


class Field(NamedTuple):
    """A key of an entry: whether it holds a list, a number with bounds, ids, or true or false, and what it says."""

    key: str
    is_list: bool
    is_interval: bool
    is_id: bool
    is_boolean: bool
    help: str


class Assignment(NamedTuple):
    """One `FIELD=V`, `FIELD+=A,B` or `FIELD-=A`; `value` is read by the field, None where V is empty."""

    field: Field
    operator: str
    value: Any


def section_of(kind: Kind) -> str:
    """The section of a map file that things of this kind stand in."""
    return next(section for section, kinds in SECTIONS.items() if kind in kinds)


@cache
def fields_of(section: str) -> Mapping[str, Field]:
    """The fields of an entry of a section, in the order of the contract."""
    shape = ENTRIES[section]
    shape = get_args(shape)[0] if get_origin(shape) is Annotated else shape
    found = {}
    for key, hint in get_type_hints(shape, include_extras=True).items():
        base, *marks = get_args(hint) if get_origin(hint) is Annotated else (hint,)
        said = next((mark.description or "" for mark in reversed(marks) if isinstance(mark, FieldInfo)), "")
        is_list = get_origin(base) is list and key != "result"
        found[key] = Field(key, is_list, is_typeddict(base), key in ID_KEYS, base is bool, said)
    return found


def field_of(section: str, key: str) -> Field:
    """The field of this name, which may be written with hyphens. Raises EditError with the nearest there is."""
    fields = fields_of(section)
    found = fields.get(key.replace("-", "_"))
    if key == "id":
        raise EditError("id is no list; id=NEW renames the thing, and what refers to it follows")
    if found is None:
        near = did_you_mean(key, fields) or f"; there are {', '.join(fields)}"
        what = "statement" if section == "statements" else SECTIONS[section][0]
        raise EditError(f"{an(what)} has no field {key!r}{near}")
    return found


def read_value(field: Field, text: str) -> Any:
    """What a text means for a field, as a map file would have it. Raises EditError."""
    if text.lstrip().startswith(("{", "[")) and (field.is_list or field.is_interval or field.key == "result"):
        return _as_in_a_file(field, text)
    if field.is_list:
        return [_item(field, item.strip()) for item in text.split(",") if item.strip()]
    if field.is_interval and ".." in text:
        low, _, high = text.partition("..")
        return {"low": Plain(low.strip()), "high": Plain(high.strip())}
    return Plain(text)


def _item(field: Field, text: str) -> Any:
    negated, _, node = text.partition(" ")
    if negated == "not" and node and field.key in PREMISE_ROLES:
        return {"not": Plain(node.strip())}
    return Plain(text)


def _as_in_a_file(field: Field, text: str) -> Any:
    problems: list[Any] = []
    found = list(entries(f"{field.key}:\n- {text}\n", field.key, problems))
    if problems or len(found) != 1:
        why = problems[0].message if problems else "more than one value"
        raise EditError(f"{field.key} cannot be read: {why}")
    return to_plain(found[0].node)


def read_assignment(section: str, text: str) -> Assignment:
    """`FIELD=V`, `FIELD=`, `FIELD+=A,B` or `FIELD-=A`. Raises EditError."""
    found = _assignment.fullmatch(text)
    if not found:
        raise EditError(f"{text!r} is no assignment; write FIELD=VALUE, FIELD=, FIELD+=A,B or FIELD-=A")
    field = field_of(section, found[1])
    operator, value = found[2], found[3]
    if operator != "=" and not field.is_list:
        raise EditError(f"{field.key} is no list; write {field.key}=VALUE")
    return Assignment(field, operator, read_value(field, value) if value else None)
