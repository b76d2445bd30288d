"""One entry of a map file checked against the contract: the thing it describes, or what is wrong with it in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from argmap.entries import LISTS, SECTIONS, from_entry
from argmap.errors import MAX_PROBLEMS, EditError, did_you_mean
from argmap.formats.contract import checker, keys_at
from argmap.formats.events import Mark
from argmap.formats.fields import describe
from argmap.formats.nodes import MAX_CHARACTERS, Entry, Node, Plain, locate, to_plain
from argmap.ids import ID_LENGTH, is_id, kebab
from argmap.model import Kind, Thing
from argmap.text import unstorable


class MistakesError(Exception):
    """What is wrong with an entry: line, column and words of each mistake."""

    def __init__(self, mistakes: Iterable[tuple[int, int, str]]) -> None:
        self.mistakes = tuple(islice(mistakes, MAX_PROBLEMS + 1))


def in_long_form(entry: Entry) -> Entry:
    """The entry as a mapping, where it is the list that is short for one."""
    node = entry.node
    if entry.section != "exclusive" or not isinstance(node.value, list):
        return entry
    mark = node.line, node.column
    return replace(entry, node=Node({"of": node}, *mark, {"of": mark}))


def check_entry(entry: Entry) -> Thing:
    """The thing that an entry describes; its node is a mapping. Raises MistakesError."""
    try:
        found = checker(entry.section).validate_python(to_plain(entry.node))
    except ValidationError as error:
        raise MistakesError(_explain(error, entry)) from None
    kind: Kind = found["kind"] if entry.section == "statements" else SECTIONS[entry.section][0]
    return from_entry(kind, entry.key or "", found)


def thing_from(section: str, id_: str, values: Mapping[str, Any]) -> Thing:
    """The thing with these fields, given as the keys of a map file have them; a plain scalar is read by its field.

    Raises EditError, which tells every mistake.
    """
    listed = section in LISTS
    if not listed and not is_id(id_):
        raise EditError(no_id(id_))
    entry = Entry(section, _NOWHERE, None if listed else id_, None, _NOWHERE, _node(values))
    try:
        return check_entry(entry)
    except MistakesError as error:
        raise EditError("; ".join(message for _, _, message in error.mistakes)) from None


_NOWHERE: Final[Mark] = (0, 0)


def _node(value: Any) -> Node:
    """Plain values as nodes without a place."""
    if isinstance(value, Mapping):
        return Node({key: _node(item) for key, item in value.items()}, *_NOWHERE, dict.fromkeys(value, _NOWHERE))
    if isinstance(value, (list, tuple)):
        return Node([_node(item) for item in value], *_NOWHERE)
    if isinstance(value, bool):
        return Node(Plain(str(value).lower()), *_NOWHERE)
    if isinstance(value, str):
        if why := unstorable(value):
            raise EditError(why)
        if len(value) > MAX_CHARACTERS:
            raise EditError(f"a text is longer than {MAX_CHARACTERS} characters")
    return Node(Plain(value) if isinstance(value, (int, float)) else value, *_NOWHERE)


def _explain(error: ValidationError, entry: Entry) -> Iterable[tuple[int, int, str]]:
    """Each thing wrong with an entry: line, column and words."""
    for detail in error.errors(include_url=False):
        path = list(detail["loc"])
        match detail["type"]:
            case "extra_forbidden":
                *parents, key = path
                keys = keys_at(entry.section, [step for step in parents if isinstance(step, str)])
                near = did_you_mean(str(key), keys) or f"; known here: {', '.join(keys)}"
                if detail["input"] is None:
                    near += "; in braces a comma ends the text before it, so quote text that has one"
                message = f"unknown key {describe(str(key))} in {_where(entry, parents)}{near}"
                yield *locate(entry.node, path, key=True), message
            case "missing":
                *parents, key = path
                choices = f": {', '.join(SECTIONS['statements'])}" if key == "kind" else ""
                mark = locate(entry.node, parents) if parents else entry.mark
                yield *mark, f"{key} is missing in {_where(entry, parents)}{choices}"
            case "argmap":
                key = detail["ctx"]["key"]
                mark = locate(entry.node, [*path, key], key=True) if key else locate(entry.node, path)
                yield *mark, f"{_where(entry, path)} {detail['ctx']['message']}"
            case _:
                yield *locate(entry.node, path), f"{_where(entry, path)} {_mistake(detail)}"


def _mistake(detail: ErrorDetails) -> str:
    """What pydantic says is wrong with a value, in argmap's words."""
    type_, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    if type_ == "literal_error":
        expected = context["expected"].replace("'", "")
        near = did_you_mean(str(value), expected.replace(" or ", ", ").split(", "))
        return f"must be {expected}, not {describe(value)}{near}"
    if type_ in ("string_pattern_mismatch", "string_too_long"):
        return f"must be an id: {no_id(str(value))}"
    if type_ in _BOUNDS:
        return _BOUNDS[type_].format(**context) + f", not {value:g}"
    return f"cannot be {describe(value)}"


_BOUNDS: Final[dict[str, str]] = {
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "greater_than": "must be above {gt:g}",
    "finite_number": "must be a finite number",
}


def _where(entry: Entry, path: Sequence[int | str]) -> str:
    """The part of an entry at a path, in words; keys that only the checker sees (of short forms) are left out."""
    names: list[str] = []
    node: Node | None = entry.node
    for step in path:
        below: Node | None = None
        if node is not None and isinstance(node.value, dict) and isinstance(step, str):
            below = node.value.get(step)
        elif node is not None and isinstance(node.value, list) and isinstance(step, int):
            below = node.value[step]
        if below is None:
            break
        names.append(step if isinstance(step, str) else str(step + 1))
        node = below
    return f"{' '.join(names)} of {called(entry)}" if names else called(entry)


def no_id(text: str) -> str:
    """Why a text is no id, and the nearest one."""
    if len(text) > ID_LENGTH:
        return f"{describe(text)} is longer than the {ID_LENGTH} characters of an id"
    near = kebab(text)
    return f"{describe(text)} is no id: lower-case letters and digits, joined by single hyphens" + (
        f"; nearest: {near}" if near else ""
    )


def called(entry: Entry) -> str:
    """An entry by its section and key."""
    if entry.key is not None:
        return f"{_SINGULAR[entry.section]} {describe(entry.key)}"
    return _SINGULAR[entry.section] + (f" {entry.index + 1}" if entry.index is not None else "")


_SINGULAR: Final = {section: kinds[0] for section, kinds in SECTIONS.items()} | {"statements": "statement"}
