"""A capture line while it is typed: which part is being typed, what becomes of it, and what the line says so far."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmap.discussion.capture import parse, parse_speaker
from argmap.errors import CaptureError
from argmap.model import TARGETS, Role
from argmap.store.reading import Hit
from argmap_tui.completion import GRAMMAR, Part, Reading, completed, part_at, pieces, reading
from argmap_tui.rows import Row, as_text

HOSTILE = "[b]Fog[/b] \x1b[31m\u202e “x” 😀 -> ?"

HITS = [
    Hit("fog", "claim", "Fog comes at night"),
    Hit("safe-launch", "problem", "A safe launch"),
    Hit("fog-delays", "argument", ""),
    Hit("ana", "person", "Ana"),
    Hit("thread", "source", "The launch thread"),
    Hit("hostile", "claim", HOSTILE),
    Hit("twin", "claim", "Twins"),
    Hit("twin-2", "claim", "Twins"),
]


class SomeNames:
    def find(self, id_: str) -> Hit | None:
        return next((hit for hit in HITS if hit.id == id_), None)

    def titled(self, title: str, role: Role) -> list[Hit]:
        return [hit for hit in HITS if hit.title == title and hit.kind in TARGETS[role]]

    def nearest(self, id_: str) -> str:
        return "; nearest: fog"


def read(line: str) -> Reading:
    """The reading of a line with the cursor at `|`, else at its end."""
    before, _, after = line.partition("¦")
    return reading(before + after, len(before), SomeNames())


def said(line: str) -> str:
    return as_text([Row("line", read(line).spans)], 1000, None).rstrip()


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("¦", ("because", "", "")),
        ("fo¦", ("because", "fo", "fo")),
        ("[fo¦", ("because", "fo", "fo")),
        ("fo¦g -> p", ("because", "fo", "fog")),
        ("fog at ni¦", ("because", "fog at ni", "fog at ni")),
        ("fog ¦", None),
        ("fog, ¦", ("because", "", "")),
        ("fog, ra¦", ("because", "ra", "ra")),
        ("fog -> ¦", ("for", "", "")),
        ("fog -> la¦", ("for", "la", "la")),
        ("fog -| la¦", ("against", "la", "la")),
        ("fog → la¦", ("for", "la", "la")),
        ('"Fog -> ra¦', ("because", "Fog -> ra", '"Fog -> ra')),
        ('"Fo¦g" -> p', ("because", "Fo", '"Fog"')),
        ('"Fog"¦ -> p', None),
        ('"Fog¦ -> p', ("because", "Fog", '"Fog')),
        (r'"a \"b¦', ("because", 'a "b', r'"a \"b')),
        ("fog -> p given¦", None),
        ("fog -> p giv¦", None),
        ("fog -> p given ¦", ("assuming", "", "")),
        ("fog -> p given c, d¦", ("assuming", "d", "d")),
        ("given¦ -> p", ("because", "given", "given")),
        ("fog -> p ?q¦", ("unstated", "q", "q")),
        ("fog -> p ?q, “R s¦", ("unstated", "R s", "“R s")),
        ("fog -> p @¦", ("by", "", "")),
        ("fog -> p @an¦ #thread:L3", ("by", "an", "an")),
        ("fog -> p #th¦", ("source", "th", "th")),
        ("fog -> p #thread:¦", None),
        ("fog -> p #thread:L1¦", None),
        ("fog -> p #thread:L1 ?q¦", ("unstated", "q", "q")),
        ('fog -> p #thread:"12 o\'clock" @an¦', ("by", "an", "an")),
        ("@an¦", ("by", "an", "an")),
        ("@ana #th¦", ("source", "th", "th")),
    ],
)
def test_the_part_that_is_typed_is_known_with_its_role(line: str, part: tuple[Role, str, str] | None) -> None:
    before, _, after = line.partition("¦")
    found = part_at(before + after, len(before))
    if part is None or found is None:
        # Right after the word `given` a name may follow, as after any mark.
        assert found is None or (before.endswith("given") and found == Part("assuming", "", len(before), len(before)))
        assert part is None
    else:
        assert (found.role, found.text, (before + after)[found.start : found.end]) == part


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("fo¦", "fog ¦"),
        ("fo¦, b -> p", "fog¦, b -> p"),
        ("fog at ni¦ -> p", "fog¦ -> p"),
        ('"Fog at¦', "fog ¦"),
        ('"Fog¦ at" -> p', "fog¦ -> p"),
        ('a, "Fog¦ -> p', "a, fog¦ -> p"),
        ("a -> p given¦", "a -> p given fog ¦"),
        ("a -> p ?¦", "a -> p ?fog ¦"),
        ("a -> p #¦", "a -> p #fog¦"),
        ("[fo¦]", "[fog¦]"),
    ],
)
def test_what_is_picked_takes_the_place_of_what_was_typed(line: str, after: str) -> None:
    before, _, rest = line.partition("¦")
    part = part_at(before + rest, len(before))
    assert part is not None
    text, cursor = completed(before + rest, part, "fog")
    assert text[:cursor] + "¦" + text[cursor:] == after


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("fog -> safe-launch", "because Fog comes at night (fog) → A safe launch (safe-launch)"),
        ('"Rain" -| fog-delays', "because “Rain” (new) ⊣ fog-delays"),
        ('"Fog comes at night" -> "Calm"', "because Fog comes at night (fog) → “Calm” (new)"),
        (
            'fog, "Rain" -> safe-launch given "C" ?"Q" @ana #thread:L3',
            "because Fog comes at night (fog), “Rain” (new) → A safe launch (safe-launch), given “C” (new),"
            " ? unstated “Q” (new) @ Ana (ana) # The launch thread (thread):L3",
        ),
        ("fgo -> safe-launch", "because fgo (not in the map; nearest: fog) → A safe launch (safe-launch)"),
        ("fog -> ana ¦", "because Fog comes at night (fog) → Ana (a person; a statement is needed here)"),
        ("twin -> fog-delays ", "because Twins (twin) → fog-delays (an argument; a statement is needed here)"),
        ('"Twins" -> fog', "because “Twins” (2 things are called so: twin and twin-2) → Fog comes at night (fog)"),
        ("fog -> saf", "because Fog comes at night (fog) → saf…"),
        ('fog -> "A sa', "because Fog comes at night (fog) → “A sa…"),
        ("hostile -> fog", r"because [b]Fog[/b] \x1b[31m\u202e “x” 😀 -> ? (hostile) → Fog comes at night (fog)"),
        ('"\x1b[2J\u202e" -> fog', r"because “\x1b[2J\u202e” (new) → Fog comes at night (fog)"),
        (f'"{"long " * 2000}" -> fog', f"because “{('long ' * 12)[:59]}…” (new) → Fog comes at night (fog)"),
        ("@ana #thread:L3", "@ Ana (ana) # The launch thread (thread):L3"),
    ],
)
def test_a_line_reads_with_the_titles_of_what_it_names(line: str, says: str) -> None:
    assert said(line) == says


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("", GRAMMAR),
        ("fog", "next , another reason, -> what it is for, or -| what it is against"),
        ("fog, ", 'one more reason: its id, or "a new title"'),
        ("fog comes", 'tab takes what is marked; a new title stands in "quotes"'),
        ("fog comes ", 'tab takes what is marked; a new title stands in "quotes"'),
        ('"Fog', '" ends a new title; tab takes what is marked'),
        ("fog ->", 'what it is a reason for: an id, or "a new title"'),
        ("-> fog", "next ?what it needs and nobody said, or given: a premise is missing"),
        ("fog -> safe-launch ?", 'what it needs and nobody said: an id, or "a new title"'),
        ("fog -> safe-launch #thread:", "where in it, as L12"),
        ("fog -> saf", "nothing has this id so far; tab takes what is marked"),
        ("@", "enter sets who speaks and where, until it is changed"),
        ("fog -> safe-launch", ""),
    ],
)
def test_an_unfinished_line_hears_what_may_come_next(line: str, hint: str) -> None:
    found = read(line)
    assert (found.hint.text, found.hint.look) == (hint, "dim")
    assert found.fits == (not hint)


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("It rang -> fog", "column 1: 'It' is no id; nearest: it, or \"quote\" a title"),
        ("fog -> -> safe-launch ?q", "column 8: a name is missing before '->'"),
        ("fog, fog -> safe-launch", "column 6: 'fog' stands twice in the same role; the first is at column 1"),
        ("@ana fog -> p", "column 6: 'fog' is unexpected here; a speaker stands after P, or alone in the line"),
    ],
)
def test_what_is_wrong_before_the_cursor_is_said_with_its_column(line: str, error: str) -> None:
    found = read(line)
    assert (found.hint.text, found.hint.look, found.fits) == (error, "error", False)


def test_a_name_that_is_wrong_only_so_far_is_not_an_error_yet() -> None:
    assert all(span.look != "error" for span in read("fog -> zz").spans)
    assert any(span.look == "error" for span in read("fog -> zz ").spans)


@given(st.text(alphabet='ab-> |,?@#:"“”\\[]given \n', max_size=30), st.integers(0, 30))
def test_any_line_with_the_cursor_anywhere_has_a_part_and_a_reading(line: str, cursor: int) -> None:
    cursor = min(cursor, len(line))
    part = part_at(line, cursor)
    if part is not None:
        assert 0 <= part.start <= cursor <= max(part.end, cursor) <= len(line)
        text, place = completed(line, part, "fog")
        assert text[:place].rstrip().endswith("fog")
    found = reading(line, cursor, SomeNames())
    if found.fits:
        parse(line)


@given(st.text(alphabet='ab-> |,?@#:"“”\\[]given ', max_size=30))
def test_the_pieces_of_a_whole_line_are_the_names_that_it_parses_to(line: str) -> None:
    try:
        whole = parse(line)
    except CaptureError:
        return
    names = {(piece.text, piece.start, piece.end) for piece in pieces(line) if piece.kind == "name"}
    meant = [*whole.because, whole.target, *whole.assuming, *whole.unstated, *whole.by, *filter(None, [whole.source])]
    assert names == {(name.text, name.start, name.end) for name in meant}


@pytest.mark.parametrize(
    ("line", "marks", "by", "place"),
    [
        ("@ana", "@", ["ana"], ""),
        ("[@ana]", "@", ["ana"], ""),
        ("@", "@", [], ""),
        ("#", "#", [], ""),
        ("@ #thread:L3", "@#", [], "thread:L3"),
        ("#thread:12:30 @ana", "@#", ["ana"], "thread:12:30"),
        ('@"Ana B" #"A talk"', "@#", ["Ana B"], "A talk:"),
    ],
)
def test_a_line_of_its_own_says_who_speaks_or_that_nobody_does(
    line: str, marks: str, by: list[str], place: str
) -> None:
    found = parse_speaker(line)
    assert found.marks == set(marks)
    assert [name.text for name in found.by] == by
    source = found.source.text if found.source else ""
    assert f"{source}:{found.at}".strip(":") == place.strip(":")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("@ana @bo", "column 6: a second '@'"),
        ("@ana -> p", "column 6: '->' is unexpected here; a speaker stands after P, or alone in the line"),
        ("#thread:", "column 9: a locator is missing at the end of the line"),
        ('@"Ana', "column 2: this quote is not closed"),
    ],
)
def test_what_is_wrong_with_a_line_about_the_speaker_is_said(line: str, error: str) -> None:
    with pytest.raises(CaptureError) as caught:
        parse_speaker(line)
    assert str(caught.value) == error
