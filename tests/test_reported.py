"""Small maps after what other programs got wrong: what must stay right, asked through the commands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

MapFile = Callable[..., Path]

QUOTES = 'statements:\n  a: {kind: claim, title: "Say \\"hi\\" -> {b} [c] <d> \\\\ |"}\n  b: {kind: claim}\n'
EVEN = (
    "statements: {a: {kind: claim}, b: {kind: claim}}\n"
    "arguments: {x: {against: a, because: [b]}, y: {against: b, because: [a]}}\n"
)
ODD = "statements: {a: {kind: claim}}\narguments: {x: {against: a, because: [a]}}\n"
SUPPORT = (
    "statements: {a: {kind: claim}, b: {kind: claim}}\n"
    "arguments: {x: {for: a, because: [b]}, y: {for: b, because: [a]}}\n"
)
REINSTATE = (
    "statements: {a: {kind: claim}, b: {kind: claim}, c: {kind: claim}}\n"
    "arguments: {x: {against: a, because: [b]}, y: {against: b, because: [c]}}\n"
)
CREDENCES = (
    "statements: {g: {kind: claim}, a: {kind: claim, credence: 0.5}, b: {kind: claim, credence: 0.5}}\narguments:\n"
)


def test_a_title_of_quotes_and_brackets_stays_one_label_and_one_title(run: Run, map_file: MapFile) -> None:
    path = map_file(QUOTES + "arguments: {x: {for: b, because: [a]}}\n")
    dot = run("-m", path, "export", "--format", "dot").out
    for line in dot.splitlines():
        assert re.sub(r"\\.", "", line).count('"') % 2 == 0, line
    assert json.loads(run("-m", path, "show", "a", "--json").out)["title"] == 'Say "hi" -> {b} [c] <d> \\ |'


@pytest.mark.parametrize(
    ("text", "label"),
    [(EVEN, "undecided"), (ODD, "undecided"), (SUPPORT, "out"), (REINSTATE, "in")],
    ids=["even circle", "odd circle", "circle of support", "reinstated"],
)
def test_circles_and_defence_are_labelled_as_the_textbook_has_it(
    run: Run, map_file: MapFile, text: str, label: str
) -> None:
    answer = json.loads(run("-m", map_file(text), "trace", "a", "--json").out)
    assert answer["standing"]["label"] == label


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        ("  x: {for: g, because: [a]}\n  y: {for: g, because: [b]}\n", 0.75),
        ("  x: {for: g, because: [a, b]}\n", 0.25),
        ("  x: {for: g, because: [a, b], at_least: 1}\n", 0.75),
        ("  x: {for: g, because: [a]}\n  y: {for: g, because: [a, b]}\n", 0.5),
        ("  x: {for: g, because: [a], strength: 0.8}\n  y: {for: g, because: [b], strength: 0.6}\n", 0.58),
    ],
    ids=["noisy or", "and", "any of two", "shared", "strengths"],
)
def test_a_premise_counts_once_however_often_it_is_used(
    run: Run, map_file: MapFile, arguments: str, value: float
) -> None:
    answer = json.loads(run("-m", map_file(CREDENCES + arguments), "credence", "g", "--json").out)
    assert (answer["low"], answer["high"]) == pytest.approx((value, value))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xef\xbb\xbfformat: argmap/1\r\nstatements:\r\n  a: {kind: claim}\r\n", ""),
        (b"---\nformat: argmap/1\nstatements: {a: {kind: claim}}\n", ""),
        (b"format: argmap/1\nstatements: {a: {kind: claim, title: 2001-12-14 21:59:43}}\n", ""),
        ("format: argmap/1\n".encode("utf-16"), "1:1: this is UTF-16, save it as UTF-8"),
        (b"format: argmap/1\nstatements:\n\ta: {kind: claim}\n", "3:1: YAML cannot be indented with a tab, use spaces"),
        (
            b'{"format": "argmap/1", "statements": {"a": {"kind": "claim", "credence": NaN}}}',
            "NaN is not a number JSON has",
        ),
        (b'{\n  // mine\n  "format": "argmap/1"}', "a key in double quotes is expected here"),
        (b"format: argmap/1\nstatements: {a: {kind: claim, title: a: b}}\n", "2:"),
    ],
    ids=["mark and CRLF", "document start", "timestamp", "UTF-16", "tab", "NaN", "comments in JSON", "colons"],
)
def test_files_of_every_make_are_read_or_refused_at_their_place(
    run: Run, tmp_path: Path, data: bytes, why: str
) -> None:
    path = tmp_path / ("map.json" if data.startswith(b"{") else "map.yaml")
    path.write_bytes(data)
    answer = run("-m", path, "show", "a")
    assert answer.status == (2 if why else 0)
    assert why in answer.err
    assert len(answer.err.splitlines()) <= 2
