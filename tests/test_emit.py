"""Writing canonical YAML: what is quoted, what stays on one line, and that readers get the same values."""

from __future__ import annotations

import copy
import math
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from argmap.errors import Problem
from argmap.formats import emit, nodes
from argmap.formats.emit import Value
from argmap.formats.nodes import Data, Plain

LOADERS = [loader for loader in (getattr(yaml, "CSafeLoader", None), yaml.SafeLoader) if loader is not None]


@pytest.mark.parametrize(
    "text",
    [
        "AI alignment",
        "inner-alignment",
        "L23-L27",
        "t12@5-40",
        "3-step-plan",
        'it\'s "quoted" (here)',
        "https://example.org/a#b",
        ".gitignore",
        "C++",
        "100 %",
        "naïve 日本 😀",
        "👩\u200d👧",
        "north",
        "none",
        "yes and no",
    ],
)
def test_harmless_text_stays_unquoted(text: str) -> None:
    assert emit.scalar(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            " a",
            "a ",
            "\u00a0a",
            "a\u3000",
            "a: b",
            "a #b",
            "a:",
            "a, b",
            "[a]",
            "a]",
            "{a",
            "a}",
            "what?",
        ],
        *[
            "-",
            "- a",
            "-a",
            "--- a",
            "... a",
            "?",
            ": a",
            ":a",
            "# a",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "'a",
            "%a",
            "@a",
        ],
        *["`a", "~", "~a", "=", "<<", "y", "N", "Yes", "no", "ON", "off", "True", "FALSE", "null", "Null"],
        *[
            "0",
            "12",
            "-1",
            "+1",
            "1_000",
            "_1",
            "0x1f",
            "0X1F",
            "0o17",
            "017",
            "0b10",
            "1.5",
            "1.",
            ".5",
            "+.5",
            "._",
        ],
        *["1e3", "1E-3", "1.0e+5", ".inf", "-.Inf", "+.INF", ".nan", ".NaN", "inf", "NaN"],
        *["12:30", "1:30.5", "190:20:30"],
        *[
            "2022-07-01",
            "2001-12-14t21:59:43.10-05:00",
            "2001-12-14 21:59:43 Z",
            "1.2.3",
            ".",
            "..",
            "...",
            "+",
        ],
    ],
)
def test_text_that_a_reader_could_take_otherwise_is_quoted(text: str) -> None:
    assert emit.scalar(text) == f'"{text}"'


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('"a" \\', '"\\"a\\" \\\\"'),
        ("a\nb\tc\r", '"a\\nb\\tc\\r"'),
        ("\x1b[31m\x07\x7f\x9b", '"\\u001b[31m\\u0007\\u007f\\u009b"'),
        ("a\u202eb\u2066\u200e\u200f\u061c", '"a\\u202eb\\u2066\\u200e\\u200f\\u061c"'),
        ("\ufeff\x85\u2028\u2029\ufffe\uffff", '"\\ufeff\\u0085\\u2028\\u2029\\ufffe\\uffff"'),
        ("\U0001ffff", '"\\U0001ffff"'),
    ],
)
def test_invisible_characters_are_escaped(text: str, written: str) -> None:
    assert emit.scalar(text) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-7, "-7"),
        (1.0, "1"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e-05, "1.0e-05"),
        (1.5e-07, "1.5e-07"),
        (1e15, "1000000000000000"),
        (1e16, "1.0e+16"),
        (1e300, "1.0e+300"),
    ],
)
def test_numbers_are_short_and_read_as_numbers(number: float, written: str) -> None:
    assert emit.scalar(number) == written


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_a_number_that_is_not_finite_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="a map cannot hold the number"):
        emit.scalar(number)


def test_flow_style_is_one_line() -> None:
    value: Value = {
        "kind": "problem",
        "title": "AI alignment",
        "unstated": [{"node": "inner-alignment", "surfaced_by": "person-2", "at": "L23"}],
        "on": "2022-07-01",
        "note": "a\nb",
        "none": [[], {}],
    }
    assert emit.flow(value) == (
        "{kind: problem, title: AI alignment, "
        "unstated: [{node: inner-alignment, surfaced_by: person-2, at: L23}], "
        '"on": "2022-07-01", note: "a\\nb", none: [[], {}]}'
    )


def test_an_entry_that_fits_is_one_line() -> None:
    assert emit.entry("a", {"kind": "claim", "title": "T"}) == "  a: {kind: claim, title: T}\n"
    assert emit.entry(None, {"person": "p"}) == "  - {person: p}\n"
    assert emit.entry("no", {}, indent=0) == '"no": {}\n'


def test_an_entry_fits_up_to_the_last_column() -> None:
    line = "  a: {b: cde}\n"
    assert emit.entry("a", {"b": "cde"}, width=len(line) - 1) == line
    assert emit.entry("a", {"b": "cde"}, width=len(line) - 2) == "  a:\n    b: cde\n"


def test_wide_characters_take_two_columns() -> None:
    assert emit.entry("a", {"b": "日本"}, width=14) == "  a: {b: 日本}\n"
    assert emit.entry("a", {"b": "日本"}, width=13) == "  a:\n    b: 日本\n"


def test_an_entry_that_does_not_fit_is_a_block_of_lines_that_do() -> None:
    value: dict[str, Value] = {
        "for": "alignment",
        "because": ["debate-plus"],
        "unstated": [
            {"node": "inner-alignment", "surfaced_by": "person-2"},
            "x",
            ["v", {"z": "long " * 9 + "text"}],
        ],
        "credence": {"low": 0.3, "high": 0.8, "note": "from memory and so not worth much"},
        "text": "a text stays on one line however long it may be, " * 3 + "is it not so?",
        "tags": [],
    }
    assert emit.entry("a", value, width=50) == (
        "  a:\n"
        "    for: alignment\n"
        "    because: [debate-plus]\n"
        "    unstated:\n"
        "      - node: inner-alignment\n"
        "        surfaced_by: person-2\n"
        "      - x\n"
        "      - - v\n"
        "        - z: long long long long long long long long long text\n"
        "    credence:\n"
        "      low: 0.3\n"
        "      high: 0.8\n"
        "      note: from memory and so not worth much\n"
        '    text: "' + "a text stays on one line however long it may be, " * 3 + 'is it not so?"\n'
        "    tags: []\n"
    )
    assert emit.entry(None, {"a": {"b": "c"}, "d": 1}, width=13) == "  - a: {b: c}\n    d: 1\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\nb", "|-\n      a\n      b"),
        ("a\nb\n", "|\n      a\n      b"),
        ("a\n\n\n", "|+\n      a\n\n"),
        ("a\n", "|\n      a"),
        ("\n\na\n\n  b: c # d", "|-\n\n\n      a\n\n        b: c # d"),
        (" a\nb", "|2-\n       a\n      b"),
        ("\n  a\n", "|2\n\n        a"),
        ("---\n...\n'\"\\\n", "|\n      ---\n      ...\n      '\"\\"),
        ("a\tb\nc", "|-\n      a\tb\n      c"),
    ],
)
def test_text_of_several_lines_is_a_literal_block(text: str, written: str) -> None:
    assert emit.entry("k", {"t": text}) == f"  k:\n    t: {written}\n"


@pytest.mark.parametrize(
    "text",
    [
        *["\n", "\n\n", " \n ", "a \nb", "a\n ", "a\t\nb", "\ta\nb", "a\n\tb"],
        *["a\r\nb", "a\n\x85b", "a\n\u2028", "a\n\u202e"],
    ],
)
def test_text_that_a_literal_block_would_change_or_hide_is_quoted(text: str) -> None:
    assert emit.entry("k", {"t": text}) == f"  k: {{t: {emit.scalar(text)}}}\n"


def test_a_literal_block_stands_in_a_list_too() -> None:
    assert emit.entry(None, {"l": ["a\nb", [" c\nd"]]}) == (
        "  - l:\n      - |-\n        a\n        b\n      - - |2-\n           c\n          d\n"
    )


def test_a_key_too_long_for_yaml_is_refused() -> None:
    emit.entry("k" * emit.MAX_KEY, {})
    for key in ("k" * (emit.MAX_KEY + 1), "\x01" * 200):
        with pytest.raises(ValueError, match="a key cannot be longer than 1000 characters"):
            emit.flow({key: 1})


any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
hostile = " \n\t\r:#-?,[]{}&*!|>'\"%@`=~.<\\0123e_+xyYnN\x85\u2028\ufeff\u202e\u3000"
lines = st.lists(st.text("ab #:-\t", max_size=6), max_size=6).map("\n".join)
guessed = [
    "yes",
    "No",
    "null",
    "~",
    "1e3",
    ".5",
    "12:30",
    "0x1f",
    "<<",
    "=",
    ".inf",
    "2022-07-01",
    "1_000",
    "---",
]
texts = any_text | st.text(hostile, max_size=12) | lines | st.sampled_from(guessed)
numbers = st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values: st.SearchStrategy[Value] = st.recursive(
    texts | numbers,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
things = st.dictionaries(texts, values, max_size=4)
keyed = st.dictionaries(texts, things, min_size=1, max_size=3)
listed = st.lists(things, min_size=1, max_size=3)
indents = st.sampled_from([1, 2, 4])
widths = st.sampled_from([1, 40, 120])


def section(values: Value, indent: int, width: int) -> str:
    """The text of a map with one section `s` of these values."""
    if isinstance(values, dict):
        return "s:\n" + "".join(emit.entry(key, value, indent, width) for key, value in values.items())
    assert isinstance(values, list)
    return "s:\n" + "".join(emit.entry(None, value, indent, width) for value in values)


def read(text: str) -> Data:
    """What our own reader makes of a map with one section."""
    problems: list[Problem] = []
    pairs: dict[str, Data] = {}
    items: list[Data] = []
    for entry in nodes.entries(text, "map.yaml", problems):
        if entry.key is None:
            items.append(nodes.to_plain(entry.node))
        else:
            pairs[entry.key] = nodes.to_plain(entry.node)
    assert problems == []
    return pairs or items


def same(value: Value, found: object) -> bool:
    """Whether what a reader found is the value: keys in the same order, each scalar of the same type.

    A scalar that is left to its field's type is the value if that type reads it so.
    """
    if isinstance(value, dict):
        return (
            isinstance(found, dict)
            and list(value) == list(found)
            and all(same(item, found[key]) for key, item in value.items())
        )
    if isinstance(value, list):
        return isinstance(found, list) and len(value) == len(found) and all(map(same, value, found))
    if isinstance(value, str):
        return isinstance(found, str) and value == found
    if isinstance(value, bool):
        return found is value or found == Plain(str(value).lower())
    assert isinstance(value, (int, float))
    return isinstance(found, (int, float, Plain)) and not isinstance(found, bool) and float(found) == float(value)


@given(keyed | listed, indents, widths)
def test_what_is_written_reads_back_the_same(values: Value, indent: int, width: int) -> None:
    assert same(values, read(section(values, indent, width)))


@pytest.mark.parametrize("loader", LOADERS)
@given(keyed | listed, indents, widths)
def test_a_yaml_1_1_reader_guesses_every_type_right(
    loader: type[yaml.SafeLoader], values: Value, indent: int, width: int
) -> None:
    assert same({"s": values}, yaml.load(section(values, indent, width), Loader=loader))
    assert same(values, yaml.load(emit.flow(values), Loader=loader))


@given(keyed | listed, indents, widths)
def test_the_same_values_give_the_same_bytes(values: Value, indent: int, width: int) -> None:
    assert section(values, indent, width) == section(copy.deepcopy(values), indent, width)


@given(keyed)
def test_flow_style_has_no_line_end_and_nothing_invisible(values: Value) -> None:
    assert not re.search("[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]", emit.flow(values))
