"""The capture line: what each part of it means, what is said of a wrong one, and that writing undoes reading."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from argmap.discussion.capture import CaptureError, CaptureLine, Name, parse, write
from argmap.errors import ArgmapError
from argmap.ids import ID_LENGTH, is_id

LONG = 100_000


def named(*texts: str) -> tuple[Name, ...]:
    """Names as a line writes them, wherever they stand in it: a title where it is in quotes."""
    return tuple(Name(text.strip('"'), text.startswith('"'), 0, 0) for text in texts)


def line(because: str, target: str, **fields: Any) -> CaptureLine:
    return CaptureLine(because=named(*because.split()), target=named(target)[0], **fields)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a -> p", line("a", "p")),
        ("a, b-2, 3 -> p", line("a b-2 3", "p")),
        ("a -| p", line("a", "p", against=True)),
        ("a → p", line("a", "p")),
        ("a ⊣ p", line("a", "p", against=True)),
        ("fog-1->p", line("fog-1", "p")),
        ("fog-1-|p", line("fog-1", "p", against=True)),
        ("a -> p given c, d", line("a", "p", assuming=named("c", "d"))),
        ("a -> p ?q, r", line("a", "p", unstated=named("q", "r"))),
        ("a -> p ?q ?r", line("a", "p", unstated=named("q", "r"))),
        ("a -> p given c given d, e", line("a", "p", assuming=named("c", "d", "e"))),
        ("-> p ?q", line("", "p", unstated=named("q"))),
        ("-> p given c", line("", "p", assuming=named("c"))),
        ("a -> p @ana", line("a", "p", by=named("ana"))),
        ("a -> p @ana, bo", line("a", "p", by=named("ana", "bo"))),
        ('a -> p @"Ana B"', line("a", "p", by=named('"Ana B"'))),
        ("a -> p #talk", line("a", "p", source=named("talk")[0])),
        ("a -> p #talk:12:30", line("a", "p", source=named("talk")[0], at="12:30")),
        ("a -> p #talk:t12@5-40,x?y", line("a", "p", source=named("talk")[0], at="t12@5-40,x?y")),
        ("a -> p #page:#top", line("a", "p", source=named("page")[0], at="#top")),
        ("a -> p #talk : L3", line("a", "p", source=named("talk")[0], at="L3")),
        (r"a -> p #talk:C:\x", line("a", "p", source=named("talk")[0], at=r"C:\x")),
        ('a -> p #talk:"12:30 in the video"', line("a", "p", source=named("talk")[0], at="12:30 in the video")),
        ('a -> p #"A talk":L3 ?q', line("a", "p", source=named('"A talk"')[0], at="L3", unstated=named("q"))),
        (
            "a -> p #talk:L3 @ana ?q given c ?r given d",
            line(
                "a",
                "p",
                assuming=named("c", "d"),
                unstated=named("q", "r"),
                by=named("ana"),
                source=named("talk")[0],
                at="L3",
            ),
        ),
        (
            "[a, b] -> p [given c] [?q] [@ana] [#talk:L3]",
            line(
                "a b",
                "p",
                assuming=named("c"),
                unstated=named("q"),
                by=named("ana"),
                source=named("talk")[0],
                at="L3",
            ),
        ),
        ("\t a ,\u3000b\n->\u00a0p ? q @ ana # talk ", parse("a, b -> p ?q @ana #talk")),
        ("given, c -> given given given, d", line("given c", "given", assuming=named("given", "d"))),
        ("-> p ?given, q given given @given #given", parse("-> p given given ?given, q @given #given")),
        ('a -> p given"c d"?"q"', line("a", "p", assuming=named('"c d"'), unstated=named('"q"'))),
        ("a -> p ?a @a", line("a", "p", unstated=named("a"), by=named("a"))),
        ('a, "a" -> p', line('a "a"', "p")),
    ],
)
def test_every_part_is_read(text: str, meaning: CaptureLine) -> None:
    assert parse(text) == meaning
    assert parse(write(meaning)) == meaning


@pytest.mark.parametrize(
    ("quoted", "title"),
    [
        ('"Fog -> [rain], given ?x @y #z:1"', "Fog -> [rain], given ?x @y #z:1"),
        ("“Fog”", "Fog"),
        ('“Fog "and" rain”', 'Fog "and" rain'),
        ('"Fog “and” rain"', "Fog “and” rain"),
        (r'"Fog \"and\" rain"', 'Fog "and" rain'),
        (r"“Fog \“and\” rain”", "Fog “and” rain"),
        (r'"back\\slash"', "back\\slash"),
        (r'"no \escape"', r"no \escape"),
        (r'"\\\""', r"\""),
        ('" Fog  and\train\n"', " Fog  and\train\n"),
        ('"\u202eFog"', "\u202eFog"),
    ],
)
def test_a_title_is_kept_as_it_was_quoted(quoted: str, title: str) -> None:
    read = parse(f"{quoted} -> p #talk:{quoted}")
    assert read.because == (Name(title, True, 0, len(quoted)),)
    assert read.at == title


def test_each_name_knows_its_place() -> None:
    text = '"Fog 𝔘" , b -> [ p ] ?“q \\” r” #talk:3 @ana given c'
    read = parse(text)
    assert read.source is not None
    names = [*read.because, read.target, *read.assuming, *read.unstated, *read.by, read.source]
    places = [text[name.start : name.end] for name in names]
    assert places == ['"Fog 𝔘"', "b", "p", "c", "“q \\” r”", "ana", "talk"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("b,a⊣p", "b, a -| p"),
        ("[→p?q]", "-> p ?q"),
        (
            "a -> p #talk:“12:30” @bo , ana ?r given d ?q given c",
            "a -> p given d, c ?r, q @bo, ana #talk:12:30",
        ),
        ('“a "b" \\c” -> p #“A talk”:“ 3”', r'"a \"b\" \\c" -> p #"A talk":" 3"'),
        ('a -> p #talk:"\\"3"', r'a -> p #talk:"\"3"'),
        ('a -> p #talk:"[3]"', 'a -> p #talk:"[3]"'),
    ],
)
def test_a_line_is_written_in_its_canonical_form(text: str, written: str) -> None:
    assert write(parse(text)) == written


ONE = "'->' or '-|' is missing"
PARTS = "is unexpected here; expected given, ?, @ or #"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "column 1: the line is empty; expected A, B -> P"),
        (" [ ] ", "column 1: the line is empty; expected A, B -> P"),
        ("a, b", f"column 5: {ONE}: A, B -> P"),
        ("a ?q -> p", f"column 3: {ONE} before '?': A, B -> P"),
        ("lab leak -> p", f"column 5: {ONE} before 'leak': A, B -> P; \"quote\" a title of several words"),
        ("a given b -> p", f"column 3: {ONE} before 'given': A, B -> P; \"quote\" a title of several words"),
        ('a "b" -> p', f"column 3: {ONE} before '\"b\"': A, B -> P"),
        ("a => p", f"column 3: {ONE} before '=>': A, B -> P; \"quote\" a title of several words"),
        ("a,, b -> p", "column 3: a name is missing before ','"),
        (", a -> p", "column 1: a name is missing before ','"),
        ("?q -> p", "column 1: a name is missing before '?'"),
        ("a, -> p", "column 4: a name is missing before '->'"),
        ("a ->", "column 5: a name is missing at the end of the line"),
        ("a -> ?q", "column 6: a name is missing before '?'"),
        ("a -> -> p", "column 6: a name is missing before '->'"),
        ("a -> p ?", "column 9: a name is missing at the end of the line"),
        ("a -> p ?q, @ana", "column 12: a name is missing before '@'"),
        ("a -> p given", "column 13: a name is missing at the end of the line"),
        ("a -> p given ?q", "column 14: a name is missing before '?'"),
        ("a -> p @", "column 9: a name is missing at the end of the line"),
        ("a -> p #:L3", "column 9: a name is missing before ':'"),
        ("a -> p #talk:", "column 14: a locator is missing at the end of the line"),
        ("a -> p #talk: ?q", "column 15: a locator is missing before '?'"),
        ("a -> p #talk:] given c", "column 16: a locator is missing before 'given'"),
        ("a, b -> Debate", "column 9: 'Debate' is no id; nearest: debate, or \"quote\" a title"),
        ("a--b -> p", "column 1: 'a--b' is no id; nearest: a-b, or \"quote\" a title"),
        ("a --> p", f"column 3: {ONE} before '-': A, B -> P; \"quote\" a title of several words"),
        ("a -> 霧", "column 6: '霧' is no id; \"quote\" a title"),
        ("a -> p ?Ö\u202e", "column 9: 'Ö\\u202e' is no id; nearest: o, or \"quote\" a title"),
        ("\ud800 -> p", "column 1: '\\ud800' is no id; \"quote\" a title"),
        ("a -> ”p”", "column 6: '”p”' is no id; nearest: p, or \"quote\" a title"),
        (
            f"a -> {'b' * (ID_LENGTH + 1)}",
            f"column 6: '{'b' * 39}…' is no id; nearest: {'b' * 48}, or \"quote\" a title",
        ),
        ("a -> p maybe ?q", f"column 8: 'maybe' {PARTS}"),
        ("a -> p Given c", f"column 8: 'Given' {PARTS}"),
        ("a -> p, q", f"column 7: ',' {PARTS}"),
        ("a -> p:3", f"column 7: ':' {PARTS}"),
        ('a -> p "Fog"', f"column 8: '\"Fog\"' {PARTS}"),
        ("a -> p \u200b?q", f"column 8: '\\u200b' {PARTS}"),
        ('a -> p #talk:"3"x', f"column 17: 'x' {PARTS}"),
        ("a -> p -| q", "column 8: a second '-|'"),
        ("a → p → q", "column 7: a second '→'"),
        ("a -> p @ana ?q @bo", "column 16: a second '@'"),
        ("a -> p #talk:3 #talk:4", "column 16: a second '#'"),
        ('a -> "Fog', "column 6: this quote is not closed"),
        (r'a -> "Fog\"', "column 6: this quote is not closed"),
        ('a -> “Fog"', "column 6: this quote is not closed"),
        ('a -> p #talk:"3', "column 14: this quote is not closed"),
        ('a -> ""', "column 6: nothing stands between these quotes"),
        ("“ ” -> p", "column 1: nothing stands between these quotes"),
        ('a -> p #talk:""', "column 14: nothing stands between these quotes"),
        ('a -> "Fo\0g"', "column 9: the character '\\x00' cannot stand in a map"),
        ('a -> p ?"\udfff"', "column 10: the character '\\udfff' cannot stand in a map"),
        ("a -> p #talk:1\0", "column 15: the character '\\x00' cannot stand in a map"),
        ("a, b, a -> p", "column 7: 'a' stands twice in the same role; the first is at column 1"),
        ("a -> p ?q ?q", "column 12: 'q' stands twice in the same role; the first is at column 9"),
        ("a -> p @ana, ana", "column 14: 'ana' stands twice in the same role; the first is at column 9"),
        ('"F\tg",“F\tg” -> p', "column 7: '“F\\x09g”' stands twice in the same role; the first is at column 1"),
        ("-> p", "column 1: no premise stands in this line; expected A -> P, or -> P ?Q"),
        (" ⊣ p @ana #talk:3", "column 2: no premise stands in this line; expected A -> P, or -> P ?Q"),
    ],
)
def test_a_wrong_line_is_told_with_its_place(text: str, message: str) -> None:
    with pytest.raises(CaptureError) as caught:
        parse(text)
    assert str(caught.value) == message
    assert message.startswith(f"column {caught.value.column}: ")
    assert isinstance(caught.value, ArgmapError)


ids = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(is_id) | st.just("given")
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0") | st.sampled_from('"“”\\[] ?@#:,')).filter(
    str.strip
)
names = st.builds(Name, ids, st.just(False), st.just(0), st.just(0)) | st.builds(
    Name, texts, st.just(True), st.just(0), st.just(0)
)
some = st.lists(names, max_size=4, unique=True).map(tuple)
lines = st.builds(
    CaptureLine, because=some, against=st.booleans(), target=names, assuming=some, unstated=some, by=some
).filter(lambda it: it.because or it.assuming or it.unstated)


@given(lines, names, st.just("") | texts)
def test_what_is_written_is_read_back(without_source: CaptureLine, source: Name, at: str) -> None:
    with_source = CaptureLine(
        because=without_source.because,
        against=without_source.against,
        target=without_source.target,
        assuming=without_source.assuming,
        unstated=without_source.unstated,
        by=without_source.by,
        source=source,
        at=at,
    )
    for it in (without_source, with_source):
        text = write(it)
        assert parse(text) == it
        assert write(parse(text)) == text


pieces = st.lists(
    st.sampled_from(
        ["a", "b-1", "given", "->", "-|", "→", ",", "?", "@", "#", ":", '"', "“", "”", "\\", "[", " ", "\n"]
    )
).map("".join)


@given(st.text() | st.text(st.characters()) | pieces)
@example("a -> p #talk:" + "\ud800")
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        read = parse(text)
    except CaptureError as error:
        refusal = error
    else:
        assert parse(write(read)) == read
        return
    assert len(str(refusal).splitlines()) == 1
    assert str(refusal).encode()
    assert 1 <= refusal.column <= len(text) + 1


@pytest.mark.parametrize(
    ("start", "repeated", "end", "message"),
    [
        ("", ",", "", "column 1: a name is missing before ','"),
        ("", '"', "", "column 1: nothing stands between these quotes"),
        ("", "[", "", "column 1: the line is empty; expected A, B -> P"),
        ("a", "[", "", f"column {LONG + 2}: {ONE}: A, B -> P"),
        ('"', "\\", "", "column 1: this quote is not closed"),
        ('"', "a\\", "", "column 1: this quote is not closed"),
        ("", "“", "", "column 1: this quote is not closed"),
        ("", "-", "", f"column 1: '{'-' * 39}…' is no id; \"quote\" a title"),
        ("", "a-", "", f"column 1: '{'a-' * 19}a…' is no id; nearest: {'a-' * 23}a, or \"quote\" a title"),
        ("", "\u0301\u0323", "", "column 1: '" + "\u0301\u0323" * 19 + '\u0301…\' is no id; "quote" a title'),
        ("a -> p #talk", ":", " ?", f"column {LONG + 15}: a name is missing at the end of the line"),
        ("", "a, ", "", "column 4: 'a' stands twice in the same role; the first is at column 1"),
        ("", "->", "", "column 3: a name is missing before '->'"),
        ("a -> p ", "?", "", "column 9: a name is missing before '?'"),
    ],
)
def test_a_long_hostile_line_is_refused(start: str, repeated: str, end: str, message: str) -> None:
    with pytest.raises(CaptureError) as caught:
        parse(start + repeated * LONG + end)
    assert str(caught.value) == message


def test_a_long_line_is_read() -> None:
    numbers = [str(number) for number in range(LONG)]
    read = parse(f"{','.join(numbers)} -> p {' '.join(f'?{number}' for number in numbers)}")
    assert [name.text for name in read.because] == numbers
    assert [name.text for name in read.unstated] == numbers
    assert parse('"' + "[\\\\" * LONG + '" -> p').because == (Name("[\\" * LONG, True, 0, 0),)
