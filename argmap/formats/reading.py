"""Map files in: every file's entries checked one by one, then what they say of each other.

All problems of all files are found before anything is refused, and each is told with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count, islice
from math import inf
from pathlib import PurePath
from typing import Final, NamedTuple

from argmap.entries import LISTS
from argmap.errors import MAX_PROBLEMS, BadFileError, Problem, did_you_mean
from argmap.exclusive import Misfit, around, misfits
from argmap.formats import FILE_LIMIT, Progress
from argmap.formats.characters import decode
from argmap.formats.checking import MistakesError, called, check_entry, in_long_form, no_id
from argmap.formats.contract import ENTRIES, FORMAT
from argmap.formats.events import Mark
from argmap.formats.fields import describe
from argmap.formats.nodes import Entry, entries
from argmap.ids import is_id
from argmap.model import TARGETS, Exclusive, Kind, MapFile, Reference, Thing, references
from argmap.text import an
from argmap.words import key_of, needed

KindsOf = Callable[[Collection[str]], Mapping[str, Kind]]
"""Which of some ids a map already has, and the kind of each."""

STANDARD_INPUT: Final = "standard input"
"""What the file is called in messages that has no name."""

PROGRESS_STEP: Final = 5_000

MOST_COMPARED: Final = 200_000
"""How many pairs of ids are compared at the most to find nearest ones: a second or two."""

HEAD: Final = ("title", "text", "note")


@dataclass(frozen=True, slots=True)
class Reading:
    """What map files hold: each thing with the name of its file, and what the files say of themselves."""

    things: list[tuple[Thing, str]]
    files: list[MapFile]


class _Mention(NamedTuple):
    reference: Reference
    file: str
    mark: Mark


class _Place(NamedTuple):
    file: str
    mark: Mark
    kind: Kind


def read(files: Iterable[tuple[str, bytes]], known: KindsOf | None = None, progress: Progress | None = None) -> Reading:
    """The things of one or several files, which may refer to each other and to what `known` has.

    Raises BadFileError with every problem of every file, up to its limit.
    """
    reader = _Reader(progress)
    for name, data in files:
        reader.read(name, data)
        if len(reader.problems) > MAX_PROBLEMS:
            break
    else:
        reader.check_references(known)
        reader.check_groups()
    if reader.problems:
        raise BadFileError(in_order(reader.problems))
    return Reading(reader.things, reader.files)


@dataclass(slots=True)
class _Reader:
    progress: Progress | None
    problems: list[Problem] = field(default_factory=list)
    things: list[tuple[Thing, str]] = field(default_factory=list)
    files: list[MapFile] = field(default_factory=list)
    places: dict[str, _Place] = field(default_factory=dict)
    pending: list[_Mention] = field(default_factory=list)
    groups: dict[str, Entry] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """Ids of entries that could not be read: what refers to them is not wrong for that."""

    def read(self, path: str, data: bytes) -> None:
        found: list[Problem] = []
        if len(data) > FILE_LIMIT:
            message = f"larger than {FILE_LIMIT >> 20} MiB, which is the most a map file may be"
            self.problems.append(Problem(path, 0, 0, message))
            return
        try:
            text = decode(data, path)
        except BadFileError as error:
            self.problems += _foreign(path, data) or error.problems
            return
        # JSON of another program may be large, and need not be read to be told.
        if not _may_be_ours(text) and text.lstrip()[:1] in ("{", "[") and (foreign := _foreign(path, data, text)):
            self.problems += foreign
            return
        head: dict[str, str] = {}
        format_seen, anything, ours = False, False, False
        own = "stdin.yaml" if path == STANDARD_INPUT else PurePath(path).name
        name = free_name(own.encode(errors="backslashreplace").decode(), {file.name for file in self.files})
        for entry in entries(text, path, found):
            anything = True
            format_seen |= entry.section == "format"
            if entry.section in ("format", *HEAD) and (entry.key is not None or entry.index is not None):
                what = "a mapping" if entry.index is None else "a list"
                _once(found, Problem(path, *entry.section_mark, f"{entry.section} must be text, not {what}"))
            elif entry.section == "format":
                self._check_format(entry, path, found)
            elif entry.section in HEAD:
                if isinstance(entry.node.value, str):
                    head[entry.section] = str(entry.node.value)
                elif entry.node.value is not None:
                    found.append(Problem(path, *_mark(entry), f"{entry.section} must be text, not {_what(entry)}"))
            elif entry.section not in ENTRIES:
                keys = ["format", *HEAD, *ENTRIES]
                near = did_you_mean(entry.section, keys) or f"; known here: {', '.join(keys)}"
                _once(found, Problem(path, *entry.section_mark, f"unknown key {describe(entry.section)}{near}"))
            else:
                ours = True
                self._entry(entry, path, name, found)
        if not format_seen:
            no_format = Problem(path, 1, 1, f"this is no map: it does not start with 'format: {FORMAT}'")
            if flaw := _flaw(path, text):  # read as YAML, keys with what is no JSON in them are others
                found = [flaw]
            elif ours:
                found.insert(0, no_format)
            else:
                foreign = [] if _may_be_ours(text) else _foreign(path, data, text, mapping=anything)
                found = foreign or ([no_format] if anything else found[:1] or [no_format])
        self.files.append(MapFile(name, *(head.get(key, "") for key in HEAD)))
        self.problems += found

    def _check_format(self, entry: Entry, path: str, found: list[Problem]) -> None:
        if entry.node.value != FORMAT:
            found.append(Problem(path, *_mark(entry), f"format must be {FORMAT}, not {_what(entry)}"))

    def _entry(self, entry: Entry, path: str, file: str, found: list[Problem]) -> None:
        entry = in_long_form(entry)
        section, node = entry.section, entry.node
        listed = section in LISTS
        if entry.key is None and entry.index is None:
            if node.value not in (None, [] if listed else {}):
                wanted = "list" if listed else "mapping of ids"
                found.append(Problem(path, *_mark(entry), f"{section} must be a {wanted}, not {_what(entry)}"))
            return
        if listed != (entry.key is None):
            wanted = "list" if listed else "mapping of ids"
            message = f"{section} must be a {wanted}, not a {'mapping' if listed else 'list'}"
            _once(found, Problem(path, *entry.section_mark, message))
            return
        id_ = entry.key or ""
        if not listed and not is_id(id_):
            self.refused.add(id_)
            found.append(Problem(path, *entry.mark, no_id(id_)))
        if not isinstance(node.value, dict):
            self.refused.add(id_)
            wanted = "a list of ids or a mapping" if section == "exclusive" else "a mapping"
            found.append(Problem(path, *entry.mark, f"{called(entry)} must be {wanted}, not {_what(entry)}"))
            return
        try:
            thing = check_entry(entry)
        except MistakesError as error:
            self.refused.add(id_)
            found += [Problem(path, *mistake) for mistake in error.mistakes]
            return
        if (first := self.places.get(thing.id)) is not None:
            where = f"line {first.mark[0]}" if first.file == path else f"{first.file}:{first.mark[0]}"
            what = "the same " + section[:-1] if listed else f"duplicate id {thing.id!r}"
            found.append(Problem(path, *entry.mark, f"{what}, first at {where}"))
            return
        self.places[thing.id] = _Place(path, entry.mark, thing.kind)
        self.things.append((thing, file))
        if isinstance(thing, Exclusive):
            self.groups[thing.id] = entry
        if self.progress is not None and len(self.things) % PROGRESS_STEP == 0:
            self.progress(len(self.things))
        for reference in references(thing):
            target = self.places.get(reference.id)
            if target is None or target.kind not in TARGETS[reference.role]:
                self.pending.append(_Mention(reference, path, _find(entry, reference)))

    def check_references(self, known: KindsOf | None) -> None:
        """See that every id mentioned is there and of a kind that the role takes."""
        unknown = {mention.reference.id for mention in self.pending} - self.places.keys()
        kinds = known(unknown) if known and unknown else {}
        near: dict[str, str] = {}
        compared = 0
        for mention in self.pending:
            if len(self.problems) > MAX_PROBLEMS:
                break
            role, id_ = mention.reference
            place = self.places.get(id_)
            kind = place.kind if place else kinds.get(id_)
            if kind is None and id_ not in self.refused:
                if id_ not in near:
                    compared += len(self.places)
                    near[id_] = did_you_mean(id_, self.places) if compared < MOST_COMPARED else ""
                message = f"unknown id {id_!r} in {key_of(role)}{near[id_]}"
                self.problems.append(Problem(mention.file, *mention.mark, message))
            elif kind is not None and kind not in TARGETS[role]:
                message = f"{id_!r} in {key_of(role)} is {an(kind)}; {needed(role)} is needed there"
                self.problems.append(Problem(mention.file, *mention.mark, message))

    def check_groups(self) -> None:
        """See that what is said of the members of each group of alternatives fits it."""
        groups = [thing for thing, _ in self.things if isinstance(thing, Exclusive)]
        if not groups:
            return
        found = misfits(around((thing for thing, _ in self.things), groups), groups)
        self.problems += map(self._misfit, islice(found, MAX_PROBLEMS + 1))

    def _misfit(self, misfit: Misfit) -> Problem:
        place, message = self.places[misfit.id], misfit.message
        mark = place.mark
        if misfit.mention:
            mark = _find(self.groups[misfit.id], Reference("exclusive", misfit.mention))
        if misfit.other:
            other = self.places[misfit.other]
            where = f"line {other.mark[0]}" if other.file == place.file else f"{other.file}:{other.mark[0]}"
            message += f" ({misfit.other} at {where})"
        return Problem(place.file, *mark, message)


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """The problems file by file as these came, and by place; one without a place is about the rest of its file."""
    files = {file: number for number, file in enumerate(dict.fromkeys(problem.file for problem in problems))}
    return sorted(problems, key=lambda one: (files[one.file], one.line or inf, one.column))


def _may_be_ours(text: str) -> bool:
    """Whether a text names the format, or has the main sections; if not, it is no map, whatever it is."""
    return "argmap/" in text or _main_section.search(text) is not None


_main_section = re.compile(r"""^\s*\{?\s*["']?(?:statements|arguments)["']?\s*:""", re.MULTILINE)


def _flaw(path: str, text: str) -> Problem | None:
    """Why a file that calls itself JSON, and names our format, is none."""
    if not (path.lower().endswith(".json") and _may_be_ours(text)):
        return None
    from argmap.formats import json_events

    flaw = json_events.flaw(text.removeprefix("\ufeff"))
    return Problem(path, flaw.line, flaw.column, flaw.message) if flaw else None


def _foreign(path: str, data: bytes, text: str = "", *, mapping: bool = False) -> list[Problem]:
    """That a file looks like something else, in one line; nothing where it does not."""
    from argmap.formats.looks import no_map, of_bytes, of_text  # only where a file is refused

    looks = of_bytes(data) or of_text(text, mapping=mapping)
    return [Problem(path, 1, 1, no_map(looks))] if looks else []


def free_name(name: str, taken: Container[str]) -> str:
    """The name of a file, told apart by a number from others of the same name in other folders."""
    stem, suffix = PurePath(name).stem, PurePath(name).suffix
    numbered = (f"{stem}-{number}{suffix}" for number in count(2))
    return next(free for free in chain([name], numbered) if free not in taken)


def _once(found: list[Problem], problem: Problem) -> None:
    """Add a problem of a whole section, which each of its entries would tell anew."""
    if problem not in found:
        found.append(problem)


def _mark(entry: Entry) -> Mark:
    return entry.node.line, entry.node.column


def _what(entry: Entry) -> str:
    return describe(entry.node.value)


def _find(entry: Entry, reference: Reference) -> Mark:
    """Where an entry mentions an id: the first such scalar below the key of the role, else the entry."""
    value = entry.node.value
    key = key_of(reference.role)
    stack = [value[key]] if isinstance(value, dict) and key in value else [entry.node]
    while stack:
        node = stack.pop()
        if isinstance(node.value, dict):
            stack += reversed([item for name, item in node.value.items() if name not in ("note", "at", "text")])
        elif isinstance(node.value, list):
            stack += reversed(node.value)
        elif node.value == reference.id:
            return node.line, node.column
    return entry.mark
