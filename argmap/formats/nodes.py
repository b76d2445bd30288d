"""A file's text as nodes: what it says and where it says it, before any field's type decides what it means.

This module owns the limits, the rules that YAML and JSON share (duplicate keys, depth) and the tree of one entry
at a time; `yaml_events` and `json_events` own the syntax, `characters` what may stand in a file. What a section or a
field means, the format knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from argmap.errors import MAX_PROBLEMS, Problem
from argmap.formats.characters import without_forbidden
from argmap.formats.events import (
    EMPTY,
    END,
    LIST,
    MAP,
    MAX_DEPTH,
    PLAIN,
    QUOTED,
    Event,
    Mark,
    Refused,
    Report,
    shorten,
)
from argmap.text import unstorable

MAX_CHARACTERS = 1_000_000
"""How long one scalar may be, in code points."""

MAX_NODES = 100_000
"""How many values, lists and mappings one entry may hold."""

_brace = re.compile(r"\s*\{")


class Plain(str):
    """The text of an unquoted scalar, which its field's type has yet to read."""

    __slots__ = ()


class Node:
    """One value with the place where it starts; a mapping also knows where each of its keys stands."""

    __slots__ = ("column", "key_marks", "line", "value")

    def __init__(
        self,
        value: Plain | str | list[Node] | dict[str, Node] | None,
        line: int,
        column: int,
        key_marks: dict[str, Mark] | None = None,
    ) -> None:
        self.value = value
        self.line = line
        self.column = column
        self.key_marks = key_marks

    def __repr__(self) -> str:
        return f"Node({self.value!r}, {self.line}, {self.column})"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a section holds: under a `key`, at an `index`, or neither where it is the whole section.

    A section comes whole where there is nothing in it to be keyed or counted: a scalar, None, `{}` or `[]`.
    """

    section: str
    section_mark: Mark
    key: str | None
    index: int | None
    mark: Mark
    """Where the key stands; without a key, where the value does."""
    node: Node


Data: TypeAlias = "str | list[Data] | dict[str, Data] | None"
"""Values without places: what `to_plain` gives."""


def entries(text: str, file: str, problems: list[Problem]) -> Iterator[Entry]:
    """Each entry of the sections of a YAML or JSON mapping, one alive at a time.

    What is wrong goes to `problems`; after MAX_PROBLEMS of them, those that the caller adds while reading
    included, reading stops. Text that starts with `{` and is JSON is read as JSON, all other text as YAML.
    Of keys that repeat, the first one counts.
    """
    before = len(problems)

    def check_count() -> None:
        if len(problems) - before >= MAX_PROBLEMS:
            raise Refused(0, 0, f"stopped after {MAX_PROBLEMS} problems")

    def report(line: int, column: int, message: str) -> None:
        problems.append(Problem(file, line, column, message))
        check_count()

    try:
        checked = without_forbidden(text.removeprefix("\ufeff"), report)
        for entry in _Builder(_events(checked, file, report), report).entries():
            yield entry
            check_count()
    except Refused as stop:
        problems.append(Problem(file, stop.line, stop.column, stop.message))


def to_plain(node: Node) -> Data:
    """The values of a node and all below it, as dicts, lists, Plain, str and None."""
    value = node.value
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    return value


def locate(node: Node, path: Sequence[str | int], *, key: bool = False) -> Mark:
    """Where the value at `path` starts, or the last one on the way to it that exists.

    With `key`, the place of the last key on the path instead, where that is in a mapping.
    """
    mark = node.line, node.column
    for step in path:
        below: Node | None = None
        key_mark: Mark | None = None
        if isinstance(node.value, dict) and isinstance(step, str):
            below = node.value.get(step)
            key_mark = node.key_marks.get(step) if node.key_marks else None
        elif isinstance(node.value, list) and isinstance(step, int) and 0 <= step < len(node.value):
            below = node.value[step]
        if below is None:
            return node.line, node.column
        node = below
        mark = key_mark if key and key_mark else (node.line, node.column)
    return mark


def _events(text: str, file: str, report: Report) -> Iterator[Event]:
    """The events of the syntax that the text is in."""
    if _brace.match(text):
        from argmap.formats import json_events  # 2 ms, and most maps are YAML

        # Checked as a whole first, as an entry that was handed out cannot be taken back.
        flaw = json_events.flaw(text)
        if flaw is None:
            return json_events.events(text, report)
        if file.lower().endswith(".json"):
            return _refusing_as(flaw, _yaml_events(text, report))
    return _yaml_events(text, report)


def _yaml_events(text: str, report: Report) -> Iterator[Event]:
    from argmap.formats import yaml_events  # PyYAML costs 12 ms

    return yaml_events.events(text, report)


def _refusing_as(flaw: Refused, events: Iterator[Event]) -> Iterator[Event]:
    """The events, and where they are refused, the flaw that speaks of the syntax that was meant."""
    try:
        yield from events
    except Refused:
        raise flaw from None


class _Builder:
    """Builds one entry's nodes at a time from events; the top mapping and its sections are never built."""

    def __init__(self, events: Iterator[Event], report: Report) -> None:
        self._events = events
        self._report = report

    def entries(self) -> Iterator[Entry]:
        kind, _, line, column = next(self._events, (END, "", 0, 0))
        if kind == END:
            raise Refused(1, 1, "the file is empty; a map is a mapping of sections")
        if kind != MAP:
            raise Refused(line, column, f"a map is a mapping of sections, not {_NAMES[kind]}")
        marks: dict[str, Mark] = {}
        for event in self._events:
            if event[0] == END:
                break
            section = self._key(event, marks, 1)
            if section is not None:
                yield from self._section(section, marks[section])
            else:
                for _ in self._section("", (event[2], event[3])):
                    pass
        for _ in self._events:  # the rest of the source may tell of a second document
            pass

    def _section(self, section: str, section_mark: Mark) -> Iterator[Entry]:
        first = next(self._events)
        kind, _, line, column = first
        found = False
        if kind == MAP:
            marks: dict[str, Mark] = {}
            for event in self._events:
                if event[0] == END:
                    break
                found = True
                key = self._key(event, marks, 2)
                node = self._node(next(self._events), 3)
                if key is not None:
                    yield Entry(section, section_mark, key, None, marks[key], node)
            empty = Node({}, line, column, {})
        elif kind == LIST:
            for index, event in enumerate(self._events):
                if event[0] == END:
                    break
                found = True
                yield Entry(section, section_mark, None, index, (event[2], event[3]), self._node(event, 3))
            empty = Node([], line, column)
        else:
            empty = self._node(first, 2)
        if not found:
            yield Entry(section, section_mark, None, None, (line, column), empty)

    def _key(self, event: Event, marks: dict[str, Mark], depth: int) -> str | None:
        """The key that an event is, now marked; None where something is wrong with it, which it has told."""
        kind, text, line, column = event
        if kind >= LIST:
            self._report(line, column, f"a key must be text, not {_NAMES[kind]}")
            self._node(event, depth + 1)
        elif kind == EMPTY:
            self._report(line, column, "a key is missing here")
        elif kind == PLAIN and text == "<<":
            self._report(line, column, "merge keys (<<) are not allowed in a map")
        elif (first := marks.get(text)) is not None:
            self._report(line, column, f"duplicate key {shorten(text)}, first at line {first[0]}")
        else:
            self._check(kind, text, line, column)
            marks[text] = line, column
            return text
        return None

    def _check(self, kind: int, text: str, line: int, column: int) -> None:
        if len(text) > MAX_CHARACTERS:
            raise Refused(line, column, f"this text is longer than {MAX_CHARACTERS} characters")
        # Only an escape can make these, and only quoted text has escapes.
        if kind == QUOTED and (why := unstorable(text)):
            self._report(line, column, why)

    def _scalar(self, kind: int, text: str, line: int, column: int) -> Node:
        if kind == EMPTY:
            return Node(None, line, column)
        self._check(kind, text, line, column)
        return Node(Plain(text) if kind == PLAIN else text, line, column)

    def _node(self, first: Event, depth: int) -> Node:
        """The node that starts with an event, and all below it; `depth` is its own if it is a collection."""
        kind, text, line, column = first
        if kind < LIST:
            return self._scalar(kind, text, line, column)
        root = Node([], line, column) if kind == LIST else Node({}, line, column, {})
        if depth > MAX_DEPTH:
            raise Refused(line, column, f"this is nested deeper than {MAX_DEPTH} levels")
        stack = [root]
        count = 1
        events = self._events
        while stack:
            kind, text, line, column = next(events)
            if kind == END:
                stack.pop()
                continue
            parent = stack[-1]
            marks = parent.key_marks
            key: str | None = None
            if marks is not None:
                key = self._key((kind, text, line, column), marks, depth + len(stack) - 1)
                kind, text, line, column = next(events)
            count += 1
            if count > MAX_NODES:
                raise Refused(line, column, f"an entry holds more than {MAX_NODES} values")
            if kind < LIST:
                node = self._scalar(kind, text, line, column)
            else:
                node = Node([], line, column) if kind == LIST else Node({}, line, column, {})
                if depth + len(stack) > MAX_DEPTH:
                    raise Refused(line, column, f"this is nested deeper than {MAX_DEPTH} levels")
                stack.append(node)
            if isinstance(parent.value, list):
                parent.value.append(node)
            elif key is not None and isinstance(parent.value, dict):
                parent.value[key] = node
        return root


_NAMES = {PLAIN: "text", QUOTED: "text", EMPTY: "an empty value", LIST: "a list", MAP: "a mapping"}
