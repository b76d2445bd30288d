"""One thing as a map file of its own, for people who edit text, and back."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from argmap.edits.fields import section_of
from argmap.entries import LISTS
from argmap.errors import BadFileError, EditError, Problem, did_you_mean
from argmap.formats.argmap1 import write
from argmap.formats.reading import HEAD, read
from argmap.ids import ID_PATTERN
from argmap.model import ArgumentMap, Kind, MapFile, Thing
from argmap.store.edit import Edit
from argmap.store.reading import Store
from argmap.text import counted, visible

NAME: Final = "text"
"""What the text is called in messages."""


class ChangedMeanwhileError(EditError):
    """A thing that somebody else has changed, or removed, since it was written out; `now` is what it is."""

    def __init__(self, id_: str, now: Thing | None) -> None:
        self.now = now
        became = "changed" if now else "removed"
        super().__init__(f"{id_!r} was {became} by somebody else meanwhile; nothing was saved")


def to_text(thing: Thing) -> str:
    """The map file that holds this one thing; whatever it mentions is in the map it came from."""
    return "".join(write(ArgumentMap([thing]), MapFile(NAME)))


def from_text(data: bytes, thing: Thing, store: Store) -> Thing:
    """What `thing` is to become, from the bytes of a map file that holds it alone.

    Raises BadFileError with each thing wrong and its place, and EditError where the text is about something else.
    """

    def kinds_of(ids: Collection[str]) -> Mapping[str, Kind]:
        return {found.id: found.kind for _, found in store.things_by_id(ids)}

    try:
        reading = read([(NAME, data)], kinds_of)
    except BadFileError as error:
        raise BadFileError(_with_nearest(problem, store) for problem in error.problems) from None
    found = [read_thing for read_thing, _ in reading.things]
    (head,) = reading.files
    if said := next((key for key in HEAD if getattr(head, key)), None):
        raise EditError(f"{said} stands at the left margin, where it speaks of the whole map; indent it")
    if len(found) != 1:
        raise EditError(f"the text holds {counted(len(found), 'thing')}; it must hold {thing.id!r} alone")
    (became,) = found
    if section_of(became.kind) != section_of(thing.kind):
        raise EditError(f"{thing.id!r} is a {thing.kind} and cannot become a {became.kind}; d removes it")
    if became.id != thing.id and section_of(thing.kind) not in LISTS:
        raise EditError(f"the id cannot be changed: others may refer to {thing.id!r}; it is now {visible(became.id)!r}")
    return became


def _with_nearest(problem: Problem, store: Store) -> Problem:
    """The problem, of an id that is unknown with the nearest one that the map has."""
    if unknown := _unknown_id.match(problem.message):
        hint = did_you_mean(unknown[1], store.similar(unknown[1]))
        return problem._replace(message=problem.message.partition("; nearest:")[0] + hint)
    return problem


_unknown_id = re.compile(rf"unknown id '({ID_PATTERN})' ")


def put_whole(edit: Edit, before: Thing, after: Thing) -> Thing:
    """Put what a thing became in its place. Raises ChangedMeanwhileError where it is no more as it was `before`.

    A position or a quote that says of another target, or on another day, has another id.
    """
    now = edit.find(before.id)
    if now != before:
        raise ChangedMeanwhileError(before.id, now)
    if after.id != before.id:
        if edit.find(after.id) is not None:
            raise EditError(f"that {after.kind} is there already: {after.id}")
        edit.put(after, edit.file_of(before.id))
        edit.remove(before.id)
    else:
        edit.put(after)
    return after
