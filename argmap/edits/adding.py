"""Adding a thing, and giving its fields other values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, Final

from argmap.changes import item_name
from argmap.edits.fields import Assignment, read_assignment, section_of
from argmap.edits.renaming import follow, rename
from argmap.entries import LISTS, to_entry
from argmap.errors import EditError, did_you_mean
from argmap.formats.checking import thing_from
from argmap.ids import kebab
from argmap.model import STATEMENT_KINDS, Kind, Thing
from argmap.store.edit import Edit

_id: Final = re.compile(r"id\s*=(.*)", re.DOTALL)

OTHER_SIDE: Final = {"for": "against", "against": "for"}


def free_id(edit: Edit, title: str, kind: Kind) -> str:
    """An id made from a title that nothing has yet: `inner-alignment`, `inner-alignment-2`, else `claim-1`."""
    base = kebab(title)
    names = (f"{base}-{number}" if number > 1 else base for number in count(1))
    if not base:
        names = (f"{kind}-{number}" for number in count(1))
    return next(name for name in names if edit.find(name) is None)


def add(edit: Edit, kind: Kind, id_: str | None, values: Mapping[str, Any]) -> Thing:
    """Add a thing with these fields, as a map file has them; without an id one is made from its title.

    Raises EditError where the id is taken, or what is wrong with the fields.
    """
    section = section_of(kind)
    if kind in STATEMENT_KINDS:
        values = {"kind": kind, **values}
    if section in LISTS:
        if id_ is not None:
            raise EditError(f"a {kind} is told by what it says, and has no id to give; leave {id_!r} out")
    elif id_ is None:
        id_ = free_id(edit, str(values.get("title") or _step_title(values)), kind)
    elif (there := edit.find(id_)) is not None:
        raise EditError(f"{id_!r} is there already ({there.kind}); 'argmap set' changes it")
    thing = thing_from(section, id_ or "", _placed(edit, section, values))
    if section in LISTS and edit.find(thing.id) is not None:
        raise EditError(f"that {kind} is there already: {thing.id}; 'argmap set' changes it")
    edit.put(thing)
    return thing


def _step_title(values: Mapping[str, Any]) -> str:
    """What to call an argument that has no title: its first premise, and what it is for or against."""
    for side in OTHER_SIDE:
        if target := values.get(side):
            first = next((values[role] for role in ("because", "assuming", "unstated") if values.get(role)), "")
            first = first[0] if isinstance(first, list) else first
            name = first.get("node", "") if isinstance(first, Mapping) else first
            return f"{name} {side} {target}"
    return ""


def _placed(edit: Edit, section: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """`SOURCE:LOCATOR`, given as source or at, as the two fields that it means."""
    if section not in ("arguments", "positions", "quotes"):
        return values
    place = values.get("source") or values.get("at") or ""
    source, colon, locator = str(place).partition(":")
    if not colon or not locator or ("source" in values and "at" in values):
        return values
    if "source" in values or ((found := edit.find(source)) is not None and found.kind == "source"):
        return {**values, "source": source, "at": locator}
    return values


def assign(edit: Edit, id_: str, assignments: Sequence[str]) -> Thing:
    """Give fields of a thing other values: `FIELD=V`, `FIELD=`, `FIELD+=A,B`, `FIELD-=A`; `id=NEW` renames it.

    Raises EditError.
    """
    thing = edit.get(id_)
    section = section_of(thing.kind)
    entry = to_entry(thing)
    new = id_
    for text in assignments:
        if (named := _id.fullmatch(text)) is not None:
            new = named[1].strip()
            continue
        assignment = read_assignment(section, text)
        _apply(entry, assignment, id_)
        if assignment.field.key in ("source", "at") and assignment.value is not None:
            entry |= _placed(edit, section, {assignment.field.key: assignment.value})
    changed = thing_from(section, id_, entry)
    if changed.id != thing.id:
        follow(edit, {thing.id: changed})
    else:
        edit.put(changed)
    return rename(edit, id_, new) if new != id_ else changed


def _apply(entry: dict[str, Any], assignment: Assignment, id_: str) -> None:
    (key, *_), operator, value = assignment
    if operator == "=":
        if key in OTHER_SIDE and value is not None:
            entry.pop(OTHER_SIDE[key], None)
        entry[key] = value
        if value is None:
            del entry[key]
        return
    have = entry.get(key, [])
    have = [have] if isinstance(have, str) else list(have)
    names = [item_name(item) for item in have]
    for item in [value] if isinstance(value, Mapping) else value or ():
        name = item_name(item)
        if operator == "+=":
            if name not in names:
                have.append(item)
                names.append(name)
            elif isinstance(item, Mapping):
                have[names.index(name)] = item
        elif name in names:
            del have[names.index(name)]
            names.remove(name)
        else:
            raise EditError(f"{key} of {id_!r} has no {name!r}{did_you_mean(name, names)}")
    entry[key] = have
    if not have:
        del entry[key]
