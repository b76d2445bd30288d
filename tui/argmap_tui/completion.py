"""A capture line while it is typed, without a screen: which part is being typed, and what the line says so far.

The grammar is that of `argmap.discussion.capture`; here a line may stop anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple, Protocol

from argmap.discussion.capture import locator_end, parse, parse_speaker, token_at, unescaped
from argmap.errors import CaptureError
from argmap.ids import is_id
from argmap.model import TARGETS, Role
from argmap.store.reading import Hit
from argmap.text import an, listed
from argmap.words import needed
from argmap_tui.rows import Line, Look, Span

GRAMMAR: Final = "A, B -> P (-| against P) given C ?unstated @person #source:place"
"""What a line may say, for one that is empty."""

_SHOWN: Final = 60
"""How many characters of a title are shown."""

_FOLLOWS: Final[dict[str, Role]] = {"given": "assuming", "?": "unstated", "@": "by", "#": "source"}
_LOOKS: Final[dict[Role, Look]] = {"assuming": "assuming", "unstated": "unstated"}
_WANTED: Final[dict[Role, str]] = {
    "because": 'one more reason: its id, or "a new title"',
    "for": 'what it is a reason for: an id, or "a new title"',
    "against": 'what it speaks against: the id of a statement or an argument, or "a new title"',
    "assuming": 'what is taken for granted: an id, or "a new title"',
    "unstated": 'what it needs and nobody said: an id, or "a new title"',
    "by": 'who says so: a person\'s id, or "a new name"',
    "source": 'where: a source\'s id or "a new title", then :place',
}


class Piece(NamedTuple):
    """A piece of a line at line[start:end]; `role` is that of a name, or of the names that follow a mark.

    Words that stand together without quotes are one name: a title that is being looked for.
    """

    kind: Literal["name", "mark", "locator"]
    role: Role
    text: str
    start: int
    end: int
    form: Literal["words", "quoted", "unclosed"] = "words"


class Part(NamedTuple):
    """The name that is being typed: its role, its text up to the cursor, and which part of the line it takes."""

    role: Role
    text: str
    start: int
    end: int


class Names(Protocol):
    """What a map has under the names of a line."""

    def find(self, id_: str) -> Hit | None:
        """The thing with this id."""

    def titled(self, title: str, role: Role) -> list[Hit]:
        """The things with exactly this title that can stand in this role."""

    def nearest(self, id_: str) -> str:
        """The words `; nearest: X` for an unknown id, or nothing."""


class Reading(NamedTuple):
    """What a line says so far, and a hint: what is wrong, or dim what may come next.

    `fits`: the line is whole, and the map has what it names.
    """

    spans: Line
    hint: Span
    fits: bool


def pieces(line: str) -> list[Piece]:
    """The pieces of a line, finished or not, from left to right."""
    found: list[Piece] = []
    role: Role = "because"
    wanted, argued = True, False
    token = token_at(line, 0)
    while token.kind != "end":
        kind, text, start, end = token
        if kind == "arrow":
            role = "against" if text in ("-|", "⊣") else "for"
            wanted = argued = True
            found.append(Piece("mark", role, text, start, end))
        elif text == ":" and role == "source" and not wanted:
            found.append(Piece("mark", role, text, start, end))
            if locator := _locator(line, end):
                found.append(locator)
                end = locator.end
        elif kind == "mark" or (text == "given" and argued and not wanted):
            role = _FOLLOWS.get(text, role)
            wanted = True
            found.append(Piece("mark", role, text, start, end))
        elif kind == "word" and not wanted and found[-1].kind == "name" and found[-1].form == "words":
            found[-1] = found[-1]._replace(text=f"{found[-1].text} {text}", end=end)
        else:
            wanted = False
            found.append(_name(line, role, *token))
            end = found[-1].end
        token = token_at(line, end)
    return found


def _name(line: str, role: Role, kind: str, text: str, start: int, end: int) -> Piece:
    if kind == "quoted":
        return Piece("name", role, unescaped(text[1:-1]), start, end, "quoted")
    if kind == "unclosed":
        return Piece("name", role, unescaped(line[start + 1 :]), start, len(line), "unclosed")
    return Piece("name", role, text, start, end)


def _locator(line: str, place: int) -> Piece | None:
    token = token_at(line, place)
    if token.kind == "end" or (token.start > place and token.text in _FOLLOWS):
        return None
    if token.kind in ("quoted", "unclosed"):
        return _name(line, "source", *token)._replace(kind="locator")
    end = locator_end(line, token.start)
    return Piece("locator", "source", line[token.start : end], token.start, end)


def part_at(line: str, cursor: int) -> Part | None:
    """The name that is being typed at the cursor, or may begin there; None where no name can stand."""
    piece = _before(pieces(line), cursor)
    if piece is None:
        return Part("because", "", cursor, cursor)
    if piece.kind == "name":
        if piece.form == "quoted" and cursor < piece.end:
            return Part(piece.role, unescaped(line[piece.start + 1 : cursor]), piece.start, piece.end)
        if piece.form == "unclosed":
            return Part(piece.role, unescaped(line[piece.start + 1 : cursor]), piece.start, cursor)
        if piece.form == "words" and cursor <= piece.end:
            words = line[piece.start : cursor].replace("[", " ").replace("]", " ").split()
            if len(words) > 1 and piece.role != "because" and "given".startswith(words[-1]):
                return None
            return Part(piece.role, " ".join(words), piece.start, piece.end)
        return None
    if piece.kind == "mark" and piece.text != ":" and piece.end <= cursor:
        return Part(piece.role, "", cursor, cursor)
    return None


def _before(found: Sequence[Piece], cursor: int) -> Piece | None:
    """The piece that the cursor stands in or after."""
    return next((piece for piece in reversed(found) if piece.start < cursor), None)


def completed(line: str, part: Part, id_: str) -> tuple[str, int]:
    """The line with this id in the place of a part, and where the cursor is to go."""
    before, after = line[: part.start], line[part.end :]
    lead = " " if before[-1:].isalnum() else ""
    gap = "" if after[:1].isspace() or after[:1] in tuple(",:]") or (part.role == "source" and not after) else " "
    begun = f"{before}{lead}{id_}{gap}"
    return begun + after, len(begun)


# --- what it says ---


def reading(line: str, cursor: int, names: Names) -> Reading:
    """What a line says so far, with the names looked up, and what to say about it."""
    found = pieces(line)
    here = _before(found, cursor)
    typed = part_at(line, cursor)
    spans: list[Span] = []
    fits = True
    if found and found[0].kind == "name":
        spans.append(Span("because ", "dim"))
    for piece in found:
        if piece.kind == "mark":
            spans += _mark_spans(piece)
        elif piece.kind == "locator":
            spans.append(Span(_cut(piece.text)))
        else:
            said, known = _name_spans(piece, names, typed is not None and piece is here)
            spans += said
            fits = fits and known
    sets_speaker = about_speaker(line)
    try:
        (parse_speaker if sets_speaker else parse)(line)
    except CaptureError as error:
        place = error.column - 1
        goes_on = place >= len(line.rstrip()) or (here is not None and here.start <= place <= here.end)
        premised = sets_speaker or any(piece.kind == "name" and piece.role in _PREMISES for piece in found)
        if goes_on or not premised:
            return Reading(tuple(spans), Span(_expected(found), "dim"), fits=False)
        return Reading(tuple(spans), Span(str(error), "error"), fits=False)
    if sets_speaker:
        return Reading(tuple(spans), Span("enter sets who speaks and where, until it is changed", "dim"), fits=False)
    hint = "" if fits or typed is None else "nothing has this id so far; tab takes what is marked"
    return Reading(tuple(spans), Span(hint, "dim"), fits)


_PREMISES: Final[tuple[Role, ...]] = ("because", "assuming", "unstated")


def about_speaker(line: str) -> bool:
    """Whether a line only says who speaks, and where."""
    return token_at(line, 0).text in ("@", "#")


def _expected(found: Sequence[Piece]) -> str:
    """What may come next."""
    if not found:
        return GRAMMAR
    last = found[-1]
    if last.kind == "mark":
        return "where in it, as L12" if last.text == ":" else _WANTED[last.role]
    if last.form == "unclosed":
        return '" ends a new title; tab takes what is marked'
    if last.kind == "name" and last.form == "words" and not is_id(last.text):
        return 'tab takes what is marked; a new title stands in "quotes"'
    if not any(piece.role in ("for", "against") for piece in found):
        return "next , another reason, -> what it is for, or -| what it is against"
    return "next ?what it needs and nobody said, or given: a premise is missing"


def _mark_spans(piece: Piece) -> Iterator[Span]:
    match piece.text:
        case ",":
            yield Span(", ", "dim")
        case "given":
            yield Span(", given ", "assuming")
        case "?":
            yield Span(", ? unstated ", "unstated")
        case "@" | "#" | ":":
            yield Span(f" {piece.text} " if piece.text != ":" else ":", "dim")
        case _:
            yield Span(" ⊣ " if piece.role == "against" else " → ", "against" if piece.role == "against" else "for")


def _name_spans(piece: Piece, names: Names, being_typed: bool) -> tuple[list[Span], bool]:
    """How a name reads, and whether it can stay as it is."""
    look = _LOOKS.get(piece.role, "plain")
    if piece.form != "words":
        title = f"“{_cut(piece.text)}"
        if being_typed:
            return [Span(title, look), Span("…", "dim")], piece.form == "quoted"
        hits = names.titled(piece.text, piece.role)
        if len(hits) > 1:
            ids = listed([hit.id for hit in hits[:3]])
            return [Span(f"{title}”", "error"), Span(f" ({len(hits)} things are called so: {ids})", "dim")], False
        return (_known_spans(hits[0], look) if hits else [Span(f"{title}”", look), Span(" (new)", "strong")]), True
    hit = names.find(piece.text) if is_id(piece.text) else None
    if hit is None:
        if being_typed:
            return [Span(_cut(piece.text), look), Span("…", "dim")], False
        why = f" (not in the map{names.nearest(piece.text)})" if is_id(piece.text) else ""
        return [Span(_cut(piece.text), "error"), Span(why, "dim")], False
    if hit.kind not in TARGETS[piece.role]:
        why = f" ({an(hit.kind)}; {needed(piece.role)} is needed here)"
        return [Span(_cut(hit.label), "error"), Span(why, "dim")], False
    return _known_spans(hit, look), True


def _known_spans(hit: Hit, look: Look) -> list[Span]:
    return [Span(_cut(hit.title), look), Span(f" ({hit.id})", "dim")] if hit.title else [Span(hit.id, look)]


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
