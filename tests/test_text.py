"""Untrusted text: what is shown as an escape, how wide it is, how it is set in lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmap.text import columns, visible, wrapped


@pytest.mark.parametrize(
    "text", ["", "plain", "R&D <b> \\N {x}", "naïve — “quoted”…", "論証地図", "שלום", "e\u0301", "👩‍👩‍👧 ❤️"]
)
def test_text_that_shows_is_left_alone(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\nlines", "two\\nlines"),
        ("\0", "\\x00"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("\u202egnihtemos\u2069", "\\u202egnihtemos\\u2069"),
        ("\u200b\u2028\ufeff", "\\u200b\\u2028\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_what_acts_or_hides_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_visible_text_is_one_line_that_can_be_encoded_and_stays_as_it_is(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    assert shown.encode().decode() == shown
    assert visible(shown) == shown


@pytest.mark.parametrize(("text", "width"), [("", 0), ("abc", 3), ("論証", 4), ("e\u0301", 1), ("naïve", 5)])
def test_columns_are_those_of_a_terminal(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("  spaces \t between  ", 20, ["spaces between"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("論証地図", 4, ["論証", "地図"]),
        ("論証地図", 5, ["論証", "地図"]),
    ],
)
def test_text_is_set_in_lines(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


@given(st.text(), st.integers(2, 40))
def test_lines_have_every_character_and_fit(text: str, width: int) -> None:
    shown = visible(text)
    lines = wrapped(shown, width)
    assert "".join("".join(lines).split()) == "".join(shown.split())
    assert all(columns(line) <= width for line in lines)
