"""What a filled form means: its values become an edit. Nothing here asks, shows or saves.

A name in a form is an id, the title of what is there, or the title of something new; in quotes it is a title whatever
it looks like. Lists are comma-separated; braces, brackets and quotes keep a comma inside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from argmap.changes import shown_value
from argmap.edits.adding import add, assign
from argmap.edits.combining import combine as combine_things
from argmap.edits.fields import Field, fields_of, read_value, section_of
from argmap.edits.removing import Removal, remove
from argmap.edits.renaming import rename as rename_thing
from argmap.edits.tagging import argument_of
from argmap.edits.tagging import tag as tag_unstated
from argmap.entries import to_entry
from argmap.errors import EditError
from argmap.formats.emit import flow, scalar
from argmap.formats.events import shorten
from argmap.ids import is_id, position_id
from argmap.model import PREMISE_ROLES, TARGETS, Kind, Role, Thing
from argmap.store.edit import Edit
from argmap.text import listed, unstorable
from argmap.words import needed

Values = Mapping[str, str]
"""What was typed, by the key of the field."""

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]|,|.', re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SPECIAL = re.compile(r'[,"\[\]{}]')
_LOCATOR = re.compile(r"L\d+(-L\d+)?|t\d+(@\d+-\d+)?")


class MissingError(EditError):
    """A field that is still to be filled; `key` is which."""

    def __init__(self, key: str, message: str) -> None:
        self.key = key
        super().__init__(message)


class Said(NamedTuple):
    """What came of a form: the thing, and by whom and where it was said, to be offered again."""

    thing: Thing
    person: str = ""
    place: str = ""


def contents(thing: Thing) -> str:
    """What a new thing holds besides its title, in words fit to show."""
    entry = to_entry(thing).items()
    return "; ".join(f"{key.replace('_', ' ')} {shown_value(value)}" for key, value in entry if key != "title")


# --- texts that name things ---


def pieces(text: str) -> list[str]:
    """What stands between the commas of a list; a comma in quotes, brackets or braces parts nothing."""
    items, depth = [""], 0
    for found in _PIECE.finditer(text):
        piece = found[0]
        depth = max(depth + (piece in "[{") - (piece in "]}"), 0)
        if piece == "," and not depth:
            items.append("")
        else:
            items[-1] += piece
    return items


def split(text: str) -> list[str]:
    """The items of a comma-separated list."""
    return [item.strip() for item in pieces(text) if item.strip()]


def quoted(title: str) -> str:
    """A title that `named` takes for nothing else."""
    return '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'


def named(edit: Edit, text: str, role: Role) -> str:
    """The id of what a text names; a title that nothing has becomes a new claim, person or source.

    Raises UnknownIdError for a word with hyphens that is no id here, which is more likely a slip than a title.
    """
    takes = TARGETS[role]
    title = text
    if _QUOTED.fullmatch(text):
        title = re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL).strip()
    elif is_id(text):
        found = edit.find(text)
        if found is not None and found.kind not in takes:
            raise EditError(f"{text!r} is a {found.kind}; {needed(role)} is needed here")
        if found is not None:
            return text
        if "-" in text:
            raise edit.unknown(text, "; in quotes it is a new title")
    if why := unstorable(title) or ("" if title else "nothing stands between these quotes"):
        raise EditError(why)
    there = [thing for thing in edit.titled(title) if thing.kind in takes]
    if len(there) > 1:
        ids = ", ".join(sorted(thing.id for thing in there[:4]))
        raise EditError(f"{len(there)} things are called {shorten(title)}: {ids}; take one of them by its id")
    if there:
        return there[0].id
    return add(edit, new_kind(role), None, {"title": title}).id


def new_kind(role: Role) -> Kind:
    """What becomes of a new title that is mentioned in a role."""
    return _NEW.get(role, "claim")


_NEW: Final[Mapping[Role, Kind]] = {"by": "person", "surfaced_by": "person", "person": "person", "source": "source"}


def _all_named(edit: Edit, text: str, role: Role) -> list[str]:
    return list(dict.fromkeys(named(edit, item, role) for item in split(text)))


def _placed(edit: Edit, values: Values) -> dict[str, str]:
    """The source and the locator that were typed, less what is empty."""
    source, at = values.get("source", ""), values.get("at", "")
    found = {"source": named(edit, source, "source") if source else "", "at": at}
    return {key: value for key, value in found.items() if value}


def place_of(source: str, at: str) -> str:
    """A source and a locator in one text."""
    return f"{source}:{at}" if source and at else source or at


def parts_of(place: str) -> tuple[str, str]:
    """The source and the locator of a place; a locator may stand alone."""
    source, _, at = place.partition(":")
    return ("", place) if not at and _LOCATOR.fullmatch(place) else (source, at)


def _given(section: str, values: Values, *keys: str) -> dict[str, Any]:
    """The fields of these keys that are filled, read as their types say."""
    return {key: read_value(fields_of(section)[key], values[key]) for key in keys if values.get(key)}


def _need(values: Values, key: str, message: str) -> str:
    if not values.get(key):
        raise MissingError(key, message)
    return values[key]


# --- what the forms mean ---


def tag(edit: Edit, values: Values, argument: str) -> Said:
    """Note what an argument assumes and nobody said: `unstated`, who brought it to light (`by`), and where (`at`)."""
    text = _need(values, "unstated", "type what it assumes and nobody said")
    step = argument_of(edit, argument)
    person = named(edit, values["by"], "surfaced_by") if values.get("by") else ""
    assumption = named(edit, text, "unstated")
    at = values.get("at", "")
    tagged = tag_unstated(edit, argument, assumption, by=person or None, at=at or None)
    own = step.source is not None and bool(at) and ":" not in at
    return Said(tagged, person, place_of(step.source or "", at) if own else at)


def add_statement(edit: Edit, values: Values) -> Said:
    """Add a statement: `kind`, `title` and `text`."""
    title = _need(values, "title", "type what it says")
    kind: Any = values.get("kind") or "claim"
    text = {"text": values["text"]} if values.get("text") else {}
    return Said(add(edit, kind, None, {"title": title, **text}))


def argue(edit: Edit, values: Values, target: str, side: Role) -> Said:
    """Add an argument for or against a target: the premises of each role, `by`, `source` and `at`."""
    if not any(values.get(role) for role in PREMISE_ROLES):
        raise MissingError("because", "type a reason")
    person = named(edit, values["by"], "by") if values.get("by") else ""
    place = _placed(edit, values)
    fields: dict[str, Any] = {side: target}
    fields |= {role: ids for role in PREMISE_ROLES if (ids := _all_named(edit, values.get(role, ""), role))}
    added = add(edit, "argument", None, fields | ({"by": [person]} if person else {}) | place)
    return Said(added, person, place_of(place.get("source", ""), place.get("at", "")))


def experiment(edit: Edit, values: Values, target: str) -> Said:
    """Add an experiment that tests a target: `title`, `method`, and what is seen `if_true` and `if_false`."""
    title = _need(values, "title", "type what is done")
    test = {key: values[key] for key in ("if_true", "if_false") if values.get(key)}
    given = _given("experiments", values, "status", "method")
    return Said(add(edit, "experiment", None, {"title": title, **given, "tests": [{"node": target, **test}]}))


def position(edit: Edit, values: Values, target: str) -> Said:
    """Note what a person holds of a target; a second time on the same day it changes what they held."""
    person = named(edit, _need(values, "person", "type who holds it"), "person")
    place = _placed(edit, values)
    of = _all_named(edit, values.get("of", ""), "of")
    given = _given("positions", values, "credence", "reading", "crux", "on") | ({"of": of} if of else {}) | place
    said_place = place_of(place.get("source", ""), place.get("at", ""))
    known = position_id(person, target, values.get("on", ""))
    if edit.find(known) is None:
        return Said(add(edit, "position", None, {"person": person, "target": target, **given}), person, said_place)
    texts = {key: values.get(key, "") for key in ("credence", "reading", "crux")} | place | {"of": ", ".join(of)}
    changed = assign(edit, known, [f"{key}={text}" for key, text in texts.items() if text])
    return Said(changed, person, said_place)


def rename(edit: Edit, values: Values, id_: str) -> Said:
    """Give a thing another `id`."""
    return Said(rename_thing(edit, id_, _need(values, "id", "type its new id")))


def combine(edit: Edit, values: Values, keep: str) -> Said:
    """Make an `other` thing a part of this one; `take`: whose fields, where they differ."""
    text = _need(values, "other", "type what it is the same as")
    kind = edit.get(keep).kind
    other = text if edit.find(text) is not None else next((one.id for one in edit.titled(text) if one.kind == kind), "")
    if not other:
        raise edit.unknown(text)
    take: Any = values.get("take") or None
    if (conflicts := combine_things(edit, keep, other, take)) and take is None:
        fields = listed([f"{one.field} of {one.id}" for one in conflicts])
        verb = "differs" if len(conflicts) == 1 else "differ"
        raise MissingError("take", f"{fields} {verb}; say whose to take: keep or other")
    return Said(edit.get(keep))


def delete(edit: Edit, id_: str, shown: frozenset[str] | None = None) -> Removal:
    """Remove a thing with all that goes with it, which is what was `shown`. Raises EditError where it is not."""
    removal = remove(edit, id_, cascade=True)
    touched = frozenset(thing.id for thing in (*removal.removed, *removal.changed))
    if shown is not None and touched != shown:
        raise EditError("what refers to it was changed by somebody else meanwhile; nothing was removed")
    return removal


# --- every field of a thing ---


def fields_shown(thing: Thing) -> list[tuple[Field, str]]:
    """Every field of a thing and what it holds, as a person would type it."""
    section = section_of(thing.kind)
    entry = to_entry(thing)
    order = ("title", "text", *fields_of(section))
    found = sorted(fields_of(section).values(), key=lambda field: (field.key in _LAST, order.index(field.key)))
    return [(field, _typed(field, entry.get(field.key))) for field in found]


_LAST: Final = ("note", "tags", "name")


def _typed(field: Field, value: Any) -> str:
    """A value of an entry as it is typed into its field."""
    if value is None:
        return ""
    if field.is_list:
        return ", ".join(_item(item) for item in ([value] if isinstance(value, str) else value))
    if isinstance(value, str):
        return value if field.key != "result" else flow([value])
    if isinstance(value, Mapping) and value.keys() == {"low", "high"}:
        return f"{scalar(value['low'])}..{scalar(value['high'])}"
    return flow([value] if field.key == "result" and isinstance(value, Mapping) else value)


def _item(item: Any) -> str:
    plain = isinstance(item, str) and item == item.strip() and item and not _SPECIAL.search(item)
    return item if plain else flow(item)


def change(edit: Edit, values: Values, id_: str, shown: Values) -> Said:
    """Give fields of a thing other values: those that are not as they were `shown`.

    Raises EditError where somebody else has changed one of these meanwhile.
    """
    thing = edit.get(id_)
    now = {field.key: (field, text) for field, text in fields_shown(thing)}
    assignments = []
    for key, text in values.items():
        if text == shown[key]:
            continue
        field, current = now[key]
        if current not in (shown[key], text):
            became = f"is now {shown_value(current)}" if current else "was taken out"
            raise EditError(f"{key} was changed by somebody else meanwhile and {became}; leave and open it again")
        if key == "title" and not text and section_of(thing.kind) == "statements":
            raise MissingError("title", "a statement needs a title")
        assignments.append(f"{key}={_assigned(edit, thing.kind, field, text) if text else ''}")
    return Said(assign(edit, id_, assignments) if assignments else thing)


def _assigned(edit: Edit, kind: Kind, field: Field, text: str) -> str:
    """What was typed into a field in the form that an assignment takes: titles as ids, a list in brackets."""
    role = role_of(kind, field) if field.key != "tests" else None
    if not field.is_list:
        return text if role is None else named(edit, text, role)
    if text.startswith("["):
        return text
    return f"[{', '.join(_item_assigned(edit, role, item) for item in split(text))}]"


def _item_assigned(edit: Edit, role: Role | None, item: str) -> str:
    if item[0] in "[{" or (role is None and item[0] == '"'):
        return item
    return scalar(item) if role is None else named(edit, item, role)


def role_of(kind: Kind, field: Field) -> Role | None:
    """The role in which a field mentions other things; None where it holds no ids."""
    if not field.is_id:
        return None
    if field.key == "target":
        return "position" if kind == "position" else "quotes"
    if kind == "exclusive":
        return "exclusive"
    return next(role for role in TARGETS if role == field.key)
