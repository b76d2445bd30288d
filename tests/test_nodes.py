"""Reading text as nodes: values, places, and what is refused in which words."""

from __future__ import annotations

import json
import tracemalloc

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from argmap.errors import BadFileError, Problem
from argmap.formats import characters, nodes, yaml_events
from argmap.formats.nodes import Data, Entry, Node, Plain


def read(text: str, file: str = "map.yaml") -> tuple[list[Entry], list[str]]:
    """The entries of a text, and its problems as `line:column: message`, or the message alone."""
    problems: list[Problem] = []
    found = list(nodes.entries(text, file, problems))
    assert all(problem.file == file for problem in problems)
    return found, [str(problem).removeprefix(f"{file}:").lstrip() for problem in problems]


def problems_of(text: str, file: str = "map.yaml") -> list[str]:
    return read(text, file)[1]


def values(text: str, file: str = "map.yaml") -> list[tuple[str, str | int | None, Data]]:
    """Section, key or index, and value of each entry of a text that has no problems."""
    found, problems = read(text, file)
    assert problems == []
    return [(e.section, e.index if e.key is None else e.key, nodes.to_plain(e.node)) for e in found]


def only(text: str) -> Node:
    """The node of the one entry of a text."""
    found, problems = read(text)
    assert problems == []
    (entry,) = found
    return entry.node


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def either_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = getattr(yaml, request.param, None)
    if loader is None:
        pytest.skip("PyYAML has no libyaml here")
    monkeypatch.setattr(yaml_events, "_Loader", loader)


@pytest.mark.usefixtures("either_loader")
def test_sections_come_as_keyed_entries_items_and_scalars() -> None:
    text = "format: argmap/1\nstatements:\n  a: {kind: claim}\n  b:\n    kind: problem\nquotes:\n- {on: x}\n- y"
    assert values(text) == [
        ("format", None, "argmap/1"),
        ("statements", "a", {"kind": "claim"}),
        ("statements", "b", {"kind": "problem"}),
        ("quotes", 0, {"on": "x"}),
        ("quotes", 1, "y"),
    ]


@pytest.mark.parametrize(
    ("text", "value"), [("a:", None), ("a: {}", {}), ("a: []", []), ('{"a": null}', None), ('{"a": {}}', {})]
)
def test_an_empty_section_is_announced_whole(text: str, value: Data) -> None:
    assert values(text) == [("a", None, value)]


@pytest.mark.usefixtures("either_loader")
@pytest.mark.parametrize("written", ["No", "12:30", "0x1f", "2022-07-01", "~", "null", "1_000", "=", "a b"])
def test_an_unquoted_scalar_is_plain_and_keeps_its_text(written: str) -> None:
    value = only(f"a: {written}").value
    assert isinstance(value, Plain)
    assert value == written


@pytest.mark.usefixtures("either_loader")
@pytest.mark.parametrize("written", ["'No'", '"No"', "|-\n  No", ">-\n  No"])
def test_a_quoted_scalar_is_text(written: str) -> None:
    value = only(f"a: {written}").value
    assert type(value) is str
    assert value == "No"


def test_quoted_empty_text_is_no_empty_value() -> None:
    assert values("s: {a: '', b: }") == [("s", "a", ""), ("s", "b", None)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", Plain("1")),
        ("-1.50e+3", Plain("-1.50e+3")),
        ("true", Plain("true")),
        ("false", Plain("false")),
        ("null", None),
        ('"1"', "1"),
        ('"\\ud83d\\ude00\\n\\/"', "😀\n/"),
        ('"\u2028"', "\u2028"),
    ],
)
def test_json_scalars_keep_what_they_were_written_as(written: str, value: Data) -> None:
    found = only(f'{{"a": {written}}}').value
    assert (type(found), found) == (type(value), value)


def test_a_whole_number_of_any_length_is_read() -> None:
    digits = "1" * 10_000
    assert values(f'{{"a": {digits}}}') == [("a", None, digits)]


def test_a_key_is_text_whether_quoted_or_not() -> None:
    found, _ = read("s: {no: 1, 'yes': 2, '<<': 3, '': 4, ? x : 5}")
    assert [(type(entry.key), entry.key) for entry in found] == [
        (str, "no"),
        (str, "yes"),
        (str, "<<"),
        (str, ""),
        (str, "x"),
    ]


@pytest.mark.usefixtures("either_loader")
@pytest.mark.parametrize(
    "text", ["---\na: b\n", "a: b\n...\n", "---\na: b\n...\n# the end\n", "\ufeffa: b", "a: b\r\n"]
)
def test_one_document_may_be_marked_as_such(text: str) -> None:
    assert values(text) == [("a", None, "b")]


@pytest.mark.usefixtures("either_loader")
def test_an_entry_knows_where_its_section_its_key_and_its_value_stand() -> None:
    found, _ = read("\n\ns:\n  k:  {b: c}\nl:\n  -  d\n")
    assert [(e.section_mark, e.mark, (e.node.line, e.node.column)) for e in found] == [
        ((3, 1), (4, 3), (4, 7)),
        ((5, 1), (6, 6), (6, 6)),
    ]


@pytest.mark.usefixtures("either_loader")
def test_columns_are_counted_in_code_points() -> None:
    root = only("s:\n  k: {é😀: 日本, z: [x, 'y']}\n")
    assert nodes.locate(root, ["é😀"]) == (2, 11)
    assert nodes.locate(root, ["z", 1]) == (2, 22)


@pytest.mark.usefixtures("either_loader")
@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\u2029"])
def test_lines_are_counted_as_editors_count_them(odd: str) -> None:
    found, _ = read(f'a: "x{odd}y"\r\nb: c\rd: e\n')
    assert [entry.mark for entry in found] == [(1, 4), (2, 4), (3, 4)]


@pytest.mark.parametrize("indent", [None, 1, 2])
def test_json_places_are_the_same_as_those_of_the_same_text_as_yaml(indent: int | None) -> None:
    data = {"s": {"k": {"a": [1, None, {"é": "x\\y\n"}], "b": {}}, "l": [[]]}, "t": ["u", True], "v": []}
    text = json.dumps(data, indent=indent, ensure_ascii=False)
    as_json, _ = read(text)
    as_yaml, _ = read(f"---\n{text}")

    def places(node: Node, lines: int) -> list[object]:
        below = node.value.values() if isinstance(node.value, dict) else node.value
        marks = {key: (line - lines, column) for key, (line, column) in (node.key_marks or {}).items()}
        inner = [places(item, lines) for item in below or ()] if not isinstance(below, str) else []
        return [node.line - lines, node.column, marks, inner]

    assert [places(e.node, 0) for e in as_json] == [places(e.node, 1) for e in as_yaml]


def test_locate_follows_a_path_as_far_as_it_goes() -> None:
    root = only("s:\n  k:\n    a:\n      - {b: c}\n    d: e\n")
    assert nodes.locate(root, []) == (3, 5)
    assert nodes.locate(root, ["a", 0, "b"]) == (4, 13)
    assert nodes.locate(root, ["a", 0, "nothing", 1]) == (4, 9)
    assert nodes.locate(root, ["a", 7]) == (4, 7)
    assert nodes.locate(root, ["d", "under text"]) == (5, 8)
    assert nodes.locate(root, ["nothing"]) == (3, 5)


def test_locate_gives_the_place_of_the_key_itself() -> None:
    root = only("s:\n  k:\n    a:\n      - {b: c}\n    d: e\n")
    assert nodes.locate(root, ["d"], key=True) == (5, 5)
    assert nodes.locate(root, ["a", 0, "b"], key=True) == (4, 10)
    assert nodes.locate(root, ["a", 0], key=True) == (4, 9)


YAML_REFUSED = [
    ("", "1:1: the file is empty; a map is a mapping of sections"),
    ("# nothing\n", "1:1: the file is empty; a map is a mapping of sections"),
    ("--- \n", "2:1: a map is a mapping of sections, not an empty value"),
    ("some text", "1:1: a map is a mapping of sections, not text"),
    ("- a", "1:1: a map is a mapping of sections, not a list"),
    ("a: &x b", "1:4: anchors (&x) are not allowed in a map"),
    ("a: &x\n  b: c", "1:4: anchors (&x) are not allowed in a map"),
    ("a: *x", "1:4: aliases (*x) are not allowed in a map"),
    ("a: !t b", "1:4: tags (!t) are not allowed in a map"),
    ("a: ! b", "1:4: tags (!) are not allowed in a map"),
    ("a: ! 'b'", "1:4: tags (!) are not allowed in a map"),
    ("a: !!str b", "1:4: tags (!!str) are not allowed in a map"),
    (
        "a: !!python/object/apply:os.system [x]",
        "1:4: tags (!!python/object/apply:os.system) are not allowed in a map",
    ),
    ("a: !<b> c", "1:4: tags (!<b>) are not allowed in a map"),
    ("a: !%1bm b", "1:4: tags (!\\x1bm) are not allowed in a map"),
    ("a: &" + "x" * 99 + " b", "1:4: anchors (&" + "x" * 59 + "…) are not allowed in a map"),
    ("!!map {a: b}", "1:1: tags (!!map) are not allowed in a map"),
    ("&x a: b", "1:1: anchors (&x) are not allowed in a map"),
    ("a: {<<: {b: c}}", "1:5: merge keys (<<) are not allowed in a map"),
    ("a: b\n---\nc: d", "2:1: a second document starts here; a map is one document"),
    ("a: b\n--- # empty", "2:1: a second document starts here; a map is one document"),
    ("a: b\n...\nc: d", "3:1: the document has ended before this; a map is one document"),
    ("{a: b} c", "1:8: the document has ended before this; a map is one document"),
    ("%YAML 1.2\n---\na: b", "1:1: directives (%YAML, %TAG) are not allowed in a map"),
    ("%YAML 3.0\n---\na: b", "1:1: directives (%YAML, %TAG) are not allowed in a map"),
    ("%TAG ! tag:x,2000:\n---\na: b", "1:1: directives (%YAML, %TAG) are not allowed in a map"),
    ("? [a]\n: b", "1:3: a key must be text, not a list"),
    ("a: {[b, c]: d}", "1:5: a key must be text, not a list"),
    ("a: {{b}}", "1:5: a key must be text, not a mapping"),
    ("? \n: b", "1:2: a key is missing here"),
    ("a: b\na: c", "2:1: duplicate key 'a', first at line 1"),
    ("s:\n  a: b\n  'a': c", "3:3: duplicate key 'a', first at line 2"),
    ("s:\n  k: {x: {a: b,\n    a: c}}", "3:5: duplicate key 'a', first at line 2"),
    ("a: b: c", "1:5: unquoted text cannot hold ': ', quote it; or the indentation is wrong"),
    ("a: @b", "1:4: unquoted text cannot start with '@', quote it"),
    ("a: `b`", "1:4: unquoted text cannot start with '`', quote it"),
    ("a:\n\tb: c", "2:1: YAML cannot be indented with a tab, use spaces"),
    ("a:\n  b: c\n\td: e", "3:1: YAML cannot be indented with a tab, use spaces"),
    ("a: |\n\tb", "2:1: YAML cannot be indented with a tab, use spaces"),
    ("a: b\nno colon\nc: d", "2:1: a ':' is missing after this key"),
    ('a: b\nc: "d\ne: f', '2:4: this " is never closed'),
    ("a: 'b", "1:4: this ' is never closed"),
]


@pytest.mark.usefixtures("either_loader")
@pytest.mark.parametrize(("text", "problem"), YAML_REFUSED)
def test_yaml_beyond_a_map_is_refused_in_words_of_its_own(text: str, problem: str) -> None:
    assert problems_of(text) == [problem]


LOOK = "; look at the indentation and at the quotes before it"

YAML_MISTAKES = [
    ("a: {b: c", "not YAML: a ',' or a '}' is missing here; it is part of what starts at line 1, column 4"),
    ("a: [b}", "not YAML: a ',' or a ']' is missing here; it is part of what starts at line 1, column 4"),
    (
        "a: 'it's'",
        f"not YAML: a key or '- ' is expected here{LOOK}; it is part of what starts at line 1, column 1",
    ),
    (
        'a: "\\q"',
        "not YAML: there is no such escape in double quotes; a backslash itself is written '\\\\'; "
        "it is part of what starts at line 1, column 4",
    ),
    ('a: "\\uxy"', "not YAML: this escape names no character; it is part of what starts at line 1, column 4"),
    ("a: ]", "not YAML: a value is expected here"),
    ("a: - b", "not YAML: a list cannot begin here; put '- ' on a line of its own, or quote the text"),
    ("a: ? b", "not YAML: unquoted text cannot start with '? ', quote it"),
    ("a: & b", "not YAML: unquoted text cannot start with '&' or '*', quote it"),
    ("a: | b", "not YAML: after '|' or '>' the text begins on the next line"),
    ("a: !<b", "not YAML: unquoted text cannot start with '!', quote it"),
    ("a: !x!y z", "not YAML: unquoted text cannot start with '!', quote it"),
    ("a: 'b\n---\n'", "not YAML: a quote before this is never closed; it is part of what starts at line 1, column 4"),
]


@pytest.mark.usefixtures("either_loader")
@pytest.mark.parametrize(("text", "problem"), YAML_MISTAKES)
def test_other_yaml_mistakes_are_told_in_our_words_with_what_was_open(text: str, problem: str) -> None:
    (told,) = problems_of(text)
    assert told.split(": ", 1)[1].startswith(problem)


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="without libyaml unknown directives are passed over")
def test_an_unknown_directive_is_refused() -> None:
    assert problems_of("%FOO\n---\na: b") == ["1:1: directives (%YAML, %TAG) are not allowed in a map"]


@pytest.mark.usefixtures("either_loader")
def test_a_mistake_that_we_have_no_words_for_is_told_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "_WORDS", {})
    assert problems_of("a: ]") == [
        "1:4: not YAML: this cannot be read; look at the indentation, the quotes and the brackets before it"
    ]


def test_an_escape_beyond_unicode_is_refused_without_libyaml_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "_Loader", yaml.SafeLoader)
    (problem,) = problems_of('a: "\\U00110000"')
    assert problem == "not YAML: this escape names no character"


JSON_REFUSED = [
    ('{"a": 1} x', "1:10: not JSON: the map has ended before this"),
    ('{"a":\n [1}', "2:4: not JSON: a ',' or a closing bracket is missing here"),
    ('{"a": }}', "1:7: not JSON: a value is expected here"),
    ('{"a"', "1:5: not JSON: a ':' is missing here"),
    ('{"a": 1, \'b\' "c"}', "1:10: not JSON: a key in double quotes is expected here"),
    ('{"a": {"b": 1, } ]', "1:14: not JSON: nothing follows this ','"),
    ('{"a": [1, ] ]', "1:9: not JSON: nothing follows this ','"),
    ('{"a": "\\q"}', "1:8: not JSON: there is no such escape; a backslash itself is written '\\\\'"),
    ('{"a": "b', '1:7: not JSON: this " is never closed'),
    ('{"a": "b\nc"', "1:9: not JSON: text has no line breaks and tabs of its own, write \\n and \\t"),
    ('{"a": NaN}', "1:7: NaN is not a number JSON has"),
    ('{"a": -Infinity}', "1:7: -Infinity is not a number JSON has"),
    ('{"a": "\\ud800"}', "1:7: text holds half a character (\\ud800)"),
    ('{"a": "x\\u0000"}', "1:7: text holds a NUL character"),
    ('{"a\\u0000": 1}', "1:2: text holds a NUL character"),
    ('{"a": 1, "a": 2}', "1:10: duplicate key 'a', first at line 1"),
    ('{"a": 1, "\\u0061": 2}', "1:10: duplicate key 'a', first at line 1"),
    ("[1]", "1:1: a map is a mapping of sections, not a list"),
]


@pytest.mark.parametrize(("text", "problem"), JSON_REFUSED)
def test_json_is_refused_at_its_place(text: str, problem: str) -> None:
    assert problems_of(text, "map.json") == [problem]


def test_a_flow_mapping_that_is_no_json_is_read_as_yaml() -> None:
    for file in ("map.yaml", "map.json"):
        assert values("{a: [b, 'c'], }", file) == [("a", 0, "b"), ("a", 1, "c")]


def test_what_is_neither_json_nor_yaml_is_told_as_what_the_file_name_says() -> None:
    text = '{"a": [1}'
    assert problems_of(text, "map.json") == ["1:9: not JSON: a ',' or a closing bracket is missing here"]
    (problem,) = problems_of(text, "map.yaml")
    assert problem.startswith("1:9: not YAML: ")


CONTROL = 'the control character U+{} stands here; delete it, or write it as "\\u{}" in double quotes'


@pytest.mark.usefixtures("either_loader")
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: b\x07c", "1:5: " + CONTROL.format("0007", "0007")),
        ("a: é\n# \x7f", "2:3: " + CONTROL.format("007F", "007f")),
        ("a: \x9bm", "1:4: " + CONTROL.format("009B", "009b")),
        ("a: \uffff", "1:4: " + CONTROL.format("FFFF", "ffff")),
        ("a: b\0", "1:5: the control character U+0000 stands here; delete it"),
        ("a: \ud800", "1:4: the control character U+D800 stands here; delete it"),
        (
            "a: b\u202ec",
            "1:5: the bidirectional control character U+202E makes this file look other than it is; "
            'write it as "\\u202e" in double quotes',
        ),
        (
            '{"a": "b\u2066c"}',
            "1:9: the bidirectional control character U+2066 makes this file look other than it is; "
            'write it as "\\u2066" in double quotes',
        ),
    ],
)
def test_invisible_characters_are_refused_raw(text: str, problem: str) -> None:
    assert problems_of(text) == [problem]


def test_invisible_characters_are_text_when_escaped() -> None:
    for text in ('a: "\\u202e\\u0007\\x7f"', '{"a": "\\u202e\\u0007\\u007f"}'):
        assert values(text) == [("a", None, "\u202e\x07\x7f")]


def test_a_nul_is_refused_even_escaped() -> None:
    assert problems_of('a: "\\0"') == ["1:4: text holds a NUL character"]
    assert problems_of('s: {"k\\x00": 1}') == ["1:5: text holds a NUL character"]


def test_all_problems_of_a_file_are_told_and_the_rest_is_read() -> None:
    found, problems = read("a: &x b\u202e\ns: {<<: *x, k: !t v, k: w, [l]: m}\ns: {n: {o: 1, o: 2}}\nz: *y\n")
    assert [problem.split("; ")[0] for problem in problems] == [
        "1:8: the bidirectional control character U+202E makes this file look other than it is",
        "1:4: anchors (&x) are not allowed in a map",
        "2:5: merge keys (<<) are not allowed in a map",
        "2:9: aliases (*x) are not allowed in a map",
        "2:16: tags (!t) are not allowed in a map",
        "2:22: duplicate key 'k', first at line 2",
        "2:28: a key must be text, not a list",
        "3:1: duplicate key 's', first at line 2",
        "3:15: duplicate key 'o', first at line 3",
        "4:4: aliases (*y) are not allowed in a map",
    ]
    assert [(entry.section, entry.key) for entry in found] == [("a", None), ("s", "k"), ("z", None)]


def test_the_first_of_two_keys_counts() -> None:
    found, problems = read("s: {k: {a: 1, a: 2}, k: {a: 3}}\ns: {m: n}\n")
    assert len(problems) == 3
    assert [(e.section, e.key, nodes.to_plain(e.node)) for e in found] == [("s", "k", {"a": "1"})]


def test_entries_before_a_mistake_are_given_once() -> None:
    found, problems = read('{"s": {"k": 1, "l": 2},\n"t": [1}')
    assert [(entry.section, entry.key, entry.index) for entry in found] == [
        ("s", "k", None),
        ("s", "l", None),
        ("t", None, 0),
    ]
    assert len(problems) == 1


def nested(depth: int, of: str) -> str:
    """JSON, and so YAML, with that many mappings and lists in one another."""
    opening, closing = {"list": ("[", "]"), "mapping": ('{"k": ', "}")}[of]
    return '{"a": ' + opening * (depth - 1) + "1" + closing * (depth - 1) + "}"


@pytest.mark.usefixtures("either_loader")
@pytest.mark.parametrize("of", ["list", "mapping"])
@pytest.mark.parametrize("start", ["", "---\n"])
def test_nesting_ends_at_its_limit(of: str, start: str) -> None:
    assert problems_of(start + nested(nodes.MAX_DEPTH, of)) == []
    (problem,) = problems_of(start + nested(nodes.MAX_DEPTH + 1, of))
    assert problem.endswith(": this is nested deeper than 32 levels")


@pytest.mark.parametrize(
    "start",
    ["a: ", "a:\n  b: ", '{"a": ', "a: {b: ", "[", "? ", "{"],
    ids=["flow", "block", "json", "mapping", "top", "key", "keys"],
)
@pytest.mark.parametrize("bracket", ["[", '{"a":', "{", "- ", "? "])
def test_a_million_brackets_are_refused(start: str, bracket: str) -> None:
    assert problems_of(start + bracket * 1_000_000)


@pytest.mark.usefixtures("either_loader")
@pytest.mark.parametrize("levels", [1_200, 100_000])
@pytest.mark.parametrize(
    ("start", "level", "mark"),
    [
        ("a: ", "[", "1:35"),
        ("a: {b: ", "{c: ", "1:128"),
        ("a:\n  ", "- ", "2:65"),
        ("a:\n  - ok\n  - ", "[", "3:35"),
        ("a: # [[[\n  '[[[': ", "[", "2:40"),
    ],
    ids=["a line", "mappings", "blocks", "behind an entry", "behind brackets that are text"],
)
def test_what_is_too_deep_is_told_in_our_words_whatever_the_parser_minds(
    start: str, level: str, mark: str, levels: int
) -> None:
    assert problems_of(start + level * levels)[-1] == f"{mark}: this is nested deeper than 32 levels"


@pytest.mark.usefixtures("either_loader")
def test_a_mistake_behind_a_few_brackets_is_told_for_what_it_is() -> None:
    (problem,) = problems_of("a: [[[1], [2], @")
    assert problem == "1:16: unquoted text cannot start with '@', quote it"


@pytest.mark.usefixtures("either_loader")
def test_a_billion_laughs_are_refused_at_the_first_anchor() -> None:
    lines = [
        "a: &a [lol, lol]",
        *(f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    ]
    found, problems = read("\n".join(lines))
    assert problems[0] == "1:4: anchors (&a) are not allowed in a map"
    assert len(found) == 18


def test_a_text_has_a_longest_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MAX_CHARACTERS", 5)
    assert problems_of("s: {k: 12345}") == []
    assert problems_of("s: {k: 123456}\nt: [") == ["1:8: this text is longer than 5 characters"]
    assert problems_of("123456: a") == ["1:1: this text is longer than 5 characters"]


def test_an_entry_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MAX_NODES", 4)
    assert problems_of("s: {k: [1, 2, 3], l: [1, 2, 3]}") == []
    assert problems_of("s: {k: [1, 2, 3, 4]}") == ["1:18: an entry holds more than 4 values"]


def test_reading_stops_after_so_many_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MAX_PROBLEMS", 3)
    assert problems_of("s: {a: *a, b: *b, c: *c, d: *d}") == [
        "1:8: aliases (*a) are not allowed in a map",
        "1:15: aliases (*b) are not allowed in a map",
        "1:22: aliases (*c) are not allowed in a map",
        "stopped after 3 problems",
    ]


def test_the_readers_own_problems_count_for_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MAX_PROBLEMS", 2)
    problems = [Problem("another.yaml", 1, 1, "of another file")]
    seen = []
    for entry in nodes.entries("s: {a: 1, b: 2, c: 3, d: 4}", "map.yaml", problems):
        seen.append(entry.key)
        problems.append(Problem("map.yaml", *entry.mark, "unknown"))
    assert seen == ["a", "b"]
    assert str(problems[-1]) == "map.yaml: stopped after 2 problems"


def test_one_entry_at_a_time_is_in_memory() -> None:
    def peak(count: int) -> int:
        text = "s:\n" + "".join(f"- {{a: [{'x, ' * 300}y]}}\n" for _ in range(count))
        problems: list[Problem] = []
        tracemalloc.start()
        for _ in nodes.entries(text, "map.yaml", problems):
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used - len(text) * 2

    assert peak(120) < 2 * peak(30)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a: caf\xe9", "map.yaml:1:7: byte 0xE9 is not UTF-8 text, save the file as UTF-8"),
        ("a: é\nü".encode() + b"\xff", "map.yaml:2:2: byte 0xFF is not UTF-8 text, save the file as UTF-8"),
        (b"\xef\xbb\xbfab\xff", "map.yaml:1:3: byte 0xFF is not UTF-8 text, save the file as UTF-8"),
        (b"a: \xed\xa0\x80", "map.yaml:1:4: byte 0xED is not UTF-8 text, save the file as UTF-8"),
        ("a: b".encode("utf-16"), "map.yaml:1:1: this is UTF-16, save it as UTF-8"),
        ("a: b".encode("utf-16-le"), "map.yaml:1:1: this is UTF-16, save it as UTF-8"),
        ("a: b".encode("utf-16-be"), "map.yaml:1:1: this is UTF-16, save it as UTF-8"),
        ("a: b".encode("utf-32"), "map.yaml:1:1: this is UTF-32, save it as UTF-8"),
        ("a: b".encode("utf-32-le"), "map.yaml:1:1: this is UTF-32, save it as UTF-8"),
        ("a: b".encode("utf-32-be"), "map.yaml:1:1: this is UTF-32, save it as UTF-8"),
        (b"a: b\nc\0d", "map.yaml:2:2: a NUL byte stands here; this is no text file"),
        (b"\0", "map.yaml:1:1: a NUL byte stands here; this is no text file"),
    ],
)
def test_bytes_that_are_no_utf8_text_are_refused_at_their_place(data: bytes, message: str) -> None:
    with pytest.raises(BadFileError) as caught:
        characters.decode(data, "map.yaml")
    assert str(caught.value) == message


def test_utf8_is_read_with_and_without_a_byte_order_mark() -> None:
    for data in ("a: é😀".encode(), "a: é😀".encode("utf-8-sig")):
        assert characters.decode(data, "map.yaml") == "a: é😀"
    assert characters.decode(b"", "map.yaml") == ""


@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = characters.decode(data, "map.yaml")
    except BadFileError:
        return
    read(text)


yaml_like = st.text(
    st.sampled_from(list("ab: \n\t-[]{},\"'#&*!|>?%@`\\u0<~\r\x85\u2028\u202e\x00\ud800é")), max_size=40
)


@given(yaml_like)
def test_any_text_is_read_or_refused_at_a_place_that_exists(text: str) -> None:
    _, problems = read(text)
    for problem in problems:
        line, column, _ = problem.split(":", 2)
        lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= int(line) <= len(lines)
        assert 1 <= int(column) <= len(lines[int(line) - 1]) + 2


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('ab\u202e"\\é', max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text("abc", max_size=3), json_values, max_size=4), st.booleans())
def test_any_json_is_read_as_the_standard_library_reads_it(data: dict[str, object], ascii_only: bool) -> None:
    def shown(value: object) -> object:
        if isinstance(value, dict):
            return {key: shown(item) for key, item in value.items()}
        if isinstance(value, list):
            return [shown(item) for item in value]
        return value if value is None or isinstance(value, str) else json.dumps(value)

    text = json.dumps(data, ensure_ascii=ascii_only)
    found, problems = read(text, "map.json")
    whole: dict[str, object] = {}
    for entry in found:
        value = nodes.to_plain(entry.node)
        section = whole.setdefault(
            entry.section, [] if entry.index is not None else {} if entry.key is not None else value
        )
        if isinstance(section, dict) and entry.key is not None:
            section[entry.key] = value
        elif isinstance(section, list) and entry.index is not None:
            section.append(value)
    if ascii_only:
        assert problems == []
    if not problems:
        assert whole == shown(data)
