"""The capture line: one argument of a discussion in one line, as fast as a listener can type it.

    A, B -> P given C, D ?Q, R @PERSON #SOURCE:LOCATOR

Because A and B, therefore P; C and D are assumptions that were stated, Q and R ones that were not; said by PERSON
at LOCATOR of SOURCE. `A -| P` is the same against P. A name is an id or a title in double quotes, in which a
backslash stands before a quote or a backslash. The parts after P come in any order. Outside quotes, square
brackets are white space. A line of nothing but `@PERSON` and `#SOURCE:LOCATOR` says who speaks from now on, and where.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from argmap.errors import CaptureError
from argmap.ids import ID_LENGTH, is_id, kebab
from argmap.text import visible

_SHOWN: Final = 40
_TOKEN = re.compile(
    r"""[\s\[\]]*
    (?: (?P<quoted> "[^"\\]*(?:\\.[^"\\]*)*" | “[^”\\]*(?:\\.[^”\\]*)*” )
    |   (?P<unclosed> ["“] )
    |   (?P<arrow> -> | → | -\| | ⊣ )
    |   (?P<mark> [,?@#:] )
    |   (?P<word> (?: (?! -> | -\| ) [^\s\[\]"“→⊣,?@#:] )+ )
    |   (?P<end> \Z )
    )""",
    re.VERBOSE | re.DOTALL,
)
_LOCATOR = re.compile(r'(?!["“])[^\s\[\]]+')
_ESCAPED = re.compile(r'\\(["“”\\])')
_REFUSED = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Name:
    """What a line calls something: an id, or a title if `quoted`.

    It stands, quotes and all, at line[start:end]; two names are equal whatever their places.
    """

    text: str
    quoted: bool
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureLine:
    """One argument as it was written down; `assuming` are the stated assumptions."""

    because: tuple[Name, ...] = ()
    against: bool = False
    target: Name
    assuming: tuple[Name, ...] = ()
    unstated: tuple[Name, ...] = ()
    by: tuple[Name, ...] = ()
    source: Name | None = None
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerLine:
    """Who speaks from now on, and where; `marks` are those that the line has, and one without a name says nobody."""

    marks: frozenset[str] = frozenset()
    by: tuple[Name, ...] = ()
    source: Name | None = None
    at: str = ""


class Token(NamedTuple):
    """A piece of a line: quoted, unclosed (the quote of a title that goes on to the end), arrow, mark, word or end."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def before(self) -> str:
        """Where something is missing that this token stands in place of."""
        return "at the end of the line" if self.kind == "end" else f"before {_shown(self.text)}"


_Names = dict[Name, Name]


def parse(line: str) -> CaptureLine:
    """The argument that a capture line tells.

    Raises CaptureError at the first thing that is wrong, or at the arrow if there is no premise anywhere.
    """
    return _Reader(line).argument()


def parse_speaker(line: str) -> SpeakerLine:
    """Who speaks from now on, by a line of nothing but `@PERSON` and `#SOURCE:LOCATOR`. Raises CaptureError."""
    return _Reader(line).speaker()


def token_at(line: str, place: int) -> Token:
    """The piece of a line, finished or not, that stands at this place or after the white space there."""
    found = _TOKEN.match(line, place)
    assert found is not None
    kind = found.lastgroup or ""
    return Token(kind, found[kind], found.start(kind), found.end(kind))


def locator_end(line: str, place: int) -> int:
    """Where a locator ends that begins at this place and is not in quotes; the place itself where none does."""
    found = _LOCATOR.match(line, place)
    return found.end() if found else place


def unescaped(text: str) -> str:
    """What is meant by a text between quotes."""
    return _ESCAPED.sub(r"\1", text)


def write(line: CaptureLine) -> str:
    """The canonical text of a parsed line: `parse` makes the same of it."""
    parts = [
        _listed(line.because),
        "-|" if line.against else "->",
        written(line.target),
        f"given {_listed(line.assuming)}" if line.assuming else "",
        f"?{_listed(line.unstated)}" if line.unstated else "",
        f"@{_listed(line.by)}" if line.by else "",
    ]
    if line.source:
        locator = line.at if _LOCATOR.fullmatch(line.at) else _in_quotes(line.at)
        parts.append(f"#{written(line.source)}" + (f":{locator}" if line.at else ""))
    return " ".join(filter(None, parts))


def _listed(names: tuple[Name, ...]) -> str:
    return ", ".join(map(written, names))


def written(name: Name) -> str:
    """A name as a line has it."""
    return _in_quotes(name.text) if name.quoted else name.text


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'


def _shown(text: str) -> str:
    return f"'{visible(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…')}'"


class _Reader:
    """Reads a line from left to right; `next` is the first token not yet taken."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.go_to(0)

    def go_to(self, place: int) -> None:
        """Make the token at this place, or after the white space there, the next one."""
        self.next = token_at(self.line, place)
        if self.next.kind == "unclosed":
            raise self.error("this quote is not closed")

    def take(self) -> Token:
        token = self.next
        self.go_to(token.end)
        return token

    def error(self, message: str) -> CaptureError:
        return CaptureError(self.next.start + 1, message)

    def argument(self) -> CaptureLine:
        because: _Names = {}
        lists: dict[str, _Names] = {"given": {}, "?": {}, "@": {}}
        source, at = None, ""
        if self.next.kind == "end":
            raise CaptureError(1, "the line is empty; expected A, B -> P")
        if self.next.kind != "arrow":
            self.names(because)
        if self.next.kind != "arrow":
            place = "" if self.next.kind == "end" else f" {self.next.before}"
            advice = '; "quote" a title of several words' if self.next.kind == "word" else ""
            raise self.error(f"'->' or '-|' is missing{place}: A, B -> P{advice}")
        arrow = self.take()
        target = self.name()
        while self.next.kind != "end":
            mark = self.next.text
            if self.next.kind == "arrow" or (mark == "@" and lists["@"]) or (mark == "#" and source):
                raise self.error(f"a second '{mark}'")
            if mark == "#":
                self.take()
                source, at = self.place()
            elif mark in lists:
                self.take()
                self.names(lists[mark])
            else:
                raise self.error(f"{_shown(mark)} is unexpected here; expected given, ?, @ or #")
        if not (because or lists["given"] or lists["?"]):
            raise CaptureError(arrow.start + 1, "no premise stands in this line; expected A -> P, or -> P ?Q")
        return CaptureLine(
            because=tuple(because),
            against=arrow.text in ("-|", "⊣"),
            target=target,
            assuming=tuple(lists["given"]),
            unstated=tuple(lists["?"]),
            by=tuple(lists["@"]),
            source=source,
            at=at,
        )

    def speaker(self) -> SpeakerLine:
        by: _Names = {}
        source, at = None, ""
        marks: set[str] = set()
        while self.next.kind != "end":
            mark = self.next.text
            if mark not in ("@", "#"):
                raise self.error(f"{_shown(mark)} is unexpected here; a speaker stands after P, or alone in the line")
            if mark in marks:
                raise self.error(f"a second '{mark}'")
            marks.add(mark)
            self.take()
            if self.next.kind == "end" or self.next.text in ("@", "#"):
                continue
            if mark == "@":
                self.names(by)
            else:
                source, at = self.place()
        return SpeakerLine(marks=frozenset(marks), by=tuple(by), source=source, at=at)

    def place(self) -> tuple[Name, str]:
        """A source, and the locator in it, if there is one."""
        source = self.name()
        return source, self.locator() if self.next.text == ":" else ""

    def names(self, role: _Names) -> None:
        """Add names, separated by commas, to those of a role."""
        while True:
            name = self.name()
            if (first := role.setdefault(name, name)) is not name:
                shown = _shown(self.line[name.start : name.end])
                message = f"{shown} stands twice in the same role; the first is at column {first.start + 1}"
                raise CaptureError(name.start + 1, message)
            if self.next.text != ",":
                return
            self.take()

    def name(self) -> Name:
        token = self.next
        if token.kind == "quoted":
            text = self.unquoted()
        elif token.kind != "word":
            raise self.error(f"a name is missing {token.before}")
        elif is_id(token.text):
            text = token.text
        else:
            near = kebab(token.text[:ID_LENGTH])
            advice = f'nearest: {near}, or "quote" a title' if near else '"quote" a title'
            raise self.error(f"{_shown(token.text)} is no id; {advice}")
        self.take()
        return Name(text, token.kind == "quoted", token.start, token.end)

    def locator(self) -> str:
        """What stands after the colon, which is the next token; set off from it, it is no mark of another part."""
        colon = self.take()
        apart = self.next.start > colon.end
        if self.next.kind == "end" or (apart and self.next.text in ("given", "?", "@", "#")):
            raise self.error(f"a locator is missing {self.next.before}")
        if self.next.kind == "quoted":
            text = self.unquoted()
            self.take()
            return text
        start, end = self.next.start, locator_end(self.line, self.next.start)
        self.allow(start, end)
        self.go_to(end)
        return self.line[start:end]

    def unquoted(self) -> str:
        """What stands between the quotes of the next token."""
        self.allow(self.next.start, self.next.end)
        text = unescaped(self.next.text[1:-1])
        if not text.strip():
            raise self.error("nothing stands between these quotes")
        return text

    def allow(self, start: int, end: int) -> None:
        """Raise CaptureError for a character in this span that no map can keep."""
        if found := _REFUSED.search(self.line, start, end):
            raise CaptureError(found.start() + 1, f"the character {_shown(found[0])} cannot stand in a map")
