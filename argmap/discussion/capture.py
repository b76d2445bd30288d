"""The capture line: one argument of a discussion in one line, as fast as a listener can type it.

    A, B -> P given C, D ?Q, R @PERSON #SOURCE:LOCATOR

Because A and B, therefore P; C and D are assumptions that were stated, Q and R ones that were not; said by PERSON
at LOCATOR of SOURCE. `A -| P` is the same against P. A name is an id or a title in double quotes, in which a
backslash stands before a quote or a backslash. The parts after P come in any order. Outside quotes, square
brackets are white space.
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


class _Token(NamedTuple):
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


def write(line: CaptureLine) -> str:
    """The canonical text of a parsed line: `parse` makes the same of it."""
    parts = [
        _listed(line.because),
        "-|" if line.against else "->",
        _written(line.target),
        f"given {_listed(line.assuming)}" if line.assuming else "",
        f"?{_listed(line.unstated)}" if line.unstated else "",
        f"@{_listed(line.by)}" if line.by else "",
    ]
    if line.source:
        locator = line.at if _LOCATOR.fullmatch(line.at) else _in_quotes(line.at)
        parts.append(f"#{_written(line.source)}" + (f":{locator}" if line.at else ""))
    return " ".join(filter(None, parts))


def _listed(names: tuple[Name, ...]) -> str:
    return ", ".join(map(_written, names))


def _written(name: Name) -> str:
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
        found = _TOKEN.match(self.line, place)
        assert found is not None
        kind = found.lastgroup or ""
        self.next = _Token(kind, found[kind], found.start(kind), found.end(kind))
        if kind == "unclosed":
            raise self.error("this quote is not closed")

    def take(self) -> _Token:
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
                source = self.name()
                at = self.locator() if self.next.text == ":" else ""
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
        found = _LOCATOR.match(self.line, self.next.start)
        assert found is not None
        self.allow(found.start(), found.end())
        self.go_to(found.end())
        return found[0]

    def unquoted(self) -> str:
        """What stands between the quotes of the next token."""
        self.allow(self.next.start, self.next.end)
        text = _ESCAPED.sub(r"\1", self.next.text[1:-1])
        if not text.strip():
            raise self.error("nothing stands between these quotes")
        return text

    def allow(self, start: int, end: int) -> None:
        """Raise CaptureError for a character in this span that no map can keep."""
        if found := _REFUSED.search(self.line, start, end):
            raise CaptureError(found.start() + 1, f"the character {_shown(found[0])} cannot stand in a map")
