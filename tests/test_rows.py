"""Rows folded into lines: no wider than asked, every piece with its look, nothing that acts on a terminal."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.text import columns, visible
from argmap_tui.rows import Row, Span, as_text, painted

HOSTILE = (
    "[bold]x[/] [@click=app.quit]press[/]",
    "\x1b[31mred\x1b[0m \x9b2J",
    "\u202eright to left\u202c العربية עברית",
    "e\u0301\u0301\u0301 combining, \U0001f468\u200d\U0001f469\u200d\U0001f467 family, 漢字かな",
    "line\nfeed\ttab\r\0nul",
    "\ufeff\u200b\u2028",
    "",
)


def test_a_row_is_folded_under_its_guides() -> None:
    row = Row(
        "key",
        (Span("? UNSTATED ", "unstated"), Span("Somebody cleans the filter")),
        lead="├ ",
        rest="│ ",
        opened=True,
        below=(Span("brought to light by Bea"),),
    )
    assert as_text([row], 24) == (
        "├ ▾ ? UNSTATED Somebody\n"
        "│   cleans the filter\n"
        "│     brought to light\n"
        "│     by Bea\n"
    )  # fmt: skip


def test_what_is_said_below_stands_beside_where_there_is_room() -> None:
    row = Row("key", (Span("Clean water"),), below=(Span("untested", "untested"),))
    assert as_text([row], 40) == "Clean water  untested\n"
    assert as_text([row], 18) == "Clean water\n  untested\n"


def test_each_piece_keeps_its_look_where_it_is_folded() -> None:
    row = Row("key", (Span("one two ", "for"), Span("three four", "dim")))
    assert painted(row, 9) == (
        (Span("one two", "for"),),
        (Span("three", "dim"),),
        (Span("four", "dim"),),
    )


def test_a_long_text_is_cut_in_a_list_and_whole_in_details() -> None:
    row = Row("key", (Span("word " * 2_000),))
    short = as_text([row], 20)
    assert short.count("\n") == 4
    assert short.endswith("…\n")
    assert as_text([row], 20, None).count("word") == 2_000


def test_a_row_that_points_elsewhere_says_so() -> None:
    assert as_text([Row("key", (Span("Clean water"),), lead="├ ", pointer="above")], 40) == "├ ↑ Clean water\n"


@settings(max_examples=300, deadline=None)
@given(
    texts=st.lists(st.one_of(st.text(max_size=60), st.sampled_from(HOSTILE)), min_size=1, max_size=4),
    below=st.sampled_from(HOSTILE),
    guides=st.sampled_from([("├ ", "│ "), (" ", "   "), ("", ""), ("│ " * 20 + "└ ", "│ " * 20 + "  ")]),
    width=st.integers(12, 90),
)
def test_no_line_is_wider_than_asked_and_none_holds_what_acts(
    texts: list[str], below: str, guides: tuple[str, str], width: int
) -> None:
    row = Row("key", tuple(Span(text, "dim") for text in texts), below=(Span(below),), lead=guides[0], rest=guides[1])
    for line in painted(row, width):
        text = "".join(span.text for span in line)
        assert columns(text) <= width
        assert text == visible(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_the_details_lose_no_word(text: str) -> None:
    row = Row("key", (Span(text),))
    shown = "".join("".join(span.text for span in line) for line in painted(row, 30, None))
    assert "".join(shown.split()) == "".join(visible(text).split())
