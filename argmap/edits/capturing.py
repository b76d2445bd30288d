"""A capture line made into an argument, with the new statements, people and sources that it names."""

from __future__ import annotations

from typing import NamedTuple

from argmap.discussion.capture import Name, parse
from argmap.edits.adding import add
from argmap.errors import EditError
from argmap.model import TARGETS, Argument, Kind, Role, Thing
from argmap.store.edit import Edit


class Captured(NamedTuple):
    """The argument that a line became, and what else is new."""

    argument: Argument
    new: list[Thing]


def capture(edit: Edit, line: str, *, surfaced_by: str | None = None) -> Captured:
    """Add the argument that a capture line says; a quoted title that no thing has becomes a new one.

    Raises CaptureError where the line cannot be read, UnknownIdError and EditError where it does not fit the map.
    """
    said = parse(line)
    new: list[Thing] = []
    surfaced = {"surfaced_by": surfaced_by} if surfaced_by else {}

    def named(name: Name, role: Role, kind: Kind = "claim") -> str:
        if not name.quoted:
            if edit.find(name.text) is None:
                raise edit.unknown(name.text, '; "quote" a title to add it')
            return name.text
        takes = TARGETS[role]
        there = [thing for thing in edit.titled(name.text) if thing.kind in takes]
        if len(there) > 1:
            raise EditError(f"{len(there)} things are called {name.text!r}: {', '.join(thing.id for thing in there)}")
        if there:
            return there[0].id
        new.append(add(edit, kind, None, {"title": name.text}))
        return new[-1].id

    side: Role = "against" if said.against else "for"

    values = {
        side: named(said.target, side),
        "because": [named(name, "because") for name in said.because],
        "assuming": [named(name, "assuming") for name in said.assuming],
        "unstated": [{"node": named(name, "unstated")} | surfaced for name in said.unstated],
        "by": [named(name, "by", "person") for name in said.by],
        "source": named(said.source, "source", "source") if said.source else None,
        "at": said.at or None,
    }
    argument = add(edit, "argument", None, {key: value for key, value in values.items() if value})
    assert isinstance(argument, Argument)
    return Captured(argument, new)
