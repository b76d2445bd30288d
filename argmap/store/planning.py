"""What bringing files into a map would do: what is new, the same, or in conflict."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from argmap.changes import differences
from argmap.formats.reading import Reading, free_name
from argmap.model import Kind, MapFile, Thing
from argmap.store.edit import Edit
from argmap.store.journal import came_shipped
from argmap.store.reading import Store
from argmap.store.records import FILE

Others = Literal["refuse", "replace", "keep"]
"""What becomes of things that the map has differently."""

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})

NO_KEYS: Final[Mapping[str, int]] = MappingProxyType({})


class Conflict(NamedTuple):
    """One field of a thing, or of what a file says of itself, that the map and a file have differently."""

    id: str
    field: str
    mine: Any
    theirs: Any


@dataclass(slots=True)
class Plan:
    """What an import would do: what is new, what the map has already, what it has differently.

    `updated` are things that nobody has edited since an older version of the shipped maps brought them; `kept` counts
    those that stay as the map has them. Nothing is written if it is `refused`.
    """

    new: list[tuple[Thing, str]] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    changed: list[tuple[Thing, str]] = field(default_factory=list)
    updated: list[tuple[Thing, str]] = field(default_factory=list)
    files: list[MapFile] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    kept: int = 0
    refused: bool = False


def kinds_of(store: Store, ids: Collection[str]) -> Mapping[str, Kind]:
    """Which of some ids a map has, and the kind of each."""
    return {thing.id: thing.kind for _, thing in store.things_by_id(ids)}


def plan(store: Store, reading: Reading, *, shipped: bool = False, others: Others = "refuse") -> Plan:
    """What bringing this in would do to a map; `shipped`: what only older shipped maps wrote is no conflict."""
    mine = {thing.id: thing for _, thing in store.things_by_id([thing.id for thing, _ in reading.things])}
    found = Plan()
    names = _names(store, reading, mine, found, shipped)
    for thing, file in reading.things:
        have = mine.get(thing.id)
        filed = thing, names[file]
        if have is None:
            found.new.append(filed)
        elif have == thing:
            found.same.append(thing.id)
        elif shipped and came_shipped(store.connection, thing.id):
            found.updated.append(filed)
        else:
            found.changed.append(filed)
            found.conflicts.extend(Conflict(thing.id, *difference) for difference in differences(have, thing))
    found.refused = others == "refuse" and bool(found.conflicts)
    if others == "keep":
        differing = {conflict.id for conflict in found.conflicts}
        found.kept = len(differing)
        found.files = [file for file in found.files if file.name not in differing]
        found.changed = []
    return found


def tried(store: Store, reading: Reading, *, shipped: bool = False, others: Others = "refuse") -> Plan:
    """What `plan` gives, where the map would hold together with it. Raises EditError where not; nothing is written."""
    edit = Edit(store.connection, store.spec)
    found = plan(edit.store, reading, shipped=shipped, others=others)
    if not found.refused:
        put(edit, found, NOTHING)
        put_new(edit, found)
        edit.check()
    return found


def _names(store: Store, reading: Reading, mine: Mapping[str, Thing], found: Plan, shipped: bool) -> Mapping[str, str]:
    """The name under which the map keeps each file: its own, unless another file has it."""
    heads = {file.name: file for file in store.files()}
    names: dict[str, str] = {}
    for file in reading.files:
        have = heads.get(file.name)
        updated = shipped and came_shipped(store.connection, FILE + file.name)
        if have is not None and have != file and not updated:
            ids = [thing.id for thing, name in reading.things if name == file.name and thing.id in mine]
            if _from_file(store, ids, file.name):
                found.conflicts.extend(
                    Conflict(file.name, key, ours or None, theirs or None)
                    for key, ours, theirs in zip(MapFile._fields, have, file, strict=True)
                    if ours != theirs
                )
            else:
                others = {name for name, head in heads.items() if head[1:] != file[1:]}
                free = free_name(file.name, others)
                names[file.name] = free
                file = file._replace(name=free)
        names.setdefault(file.name, file.name)
        heads[file.name] = file
        found.files.append(file)
    return names


def _from_file(store: Store, ids: Sequence[str], name: str) -> bool:
    """Whether the map has one of these things from a file of this name."""
    sql = """
        select 1 from json_each(?) j cross join thing t on t.id = j.value
        where t.file = (select pk from file where name = ?) limit 1
    """
    return store.connection.execute(sql, [json.dumps(ids), name]).fetchone() is not None


def put_new(edit: Edit, found: Plan) -> None:
    """Let an edit add what is new in a plan."""
    for thing, file in found.new:
        edit.put(thing, file)


def put(edit: Edit, found: Plan, settings: Mapping[str, str], file_keys: Mapping[str, int] = NO_KEYS) -> None:
    """Let an edit do what a plan says, less what is new; `file_keys`: of the rows that are kept for new files."""
    for key, value in settings.items():
        edit.put_setting(key, value)
    for head in found.files:
        edit.put_file(head, file_keys.get(head.name))
    for thing, file in (*found.changed, *found.updated):
        edit.put(thing, file)
