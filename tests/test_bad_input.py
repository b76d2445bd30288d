"""Every kind of bad input gets a line that names the thing, the place and the nearest valid value."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLE, Run

from argmap.store.rows import SCHEMA_VERSION
from argmap.store.writable import new_map

MapFile = Callable[..., Path]

A = "statements:\n  a: {kind: claim}\n"

FILES = {
    "an unknown section": ("statement: {}\n", "2:1: unknown key 'statement'; nearest: statements"),
    "an unknown key": (
        "statements:\n  a: {kind: claim, titel: A}\n",
        "3:20: unknown key 'titel' in statement 'a'; nearest: title",
    ),
    "an unknown key in a premise": (
        A + "arguments:\n  b: {for: a, unstated: [{node: a, surfaced: c}]}\n",
        "5:36: unknown key 'surfaced' in unstated 1 of argument 'b'; nearest: surfaced_by",
    ),
    "who surfaced a premise that is stated": (
        A + "arguments:\n  b: {for: a, because: [{node: a, surfaced_by: c}]}\n",
        "5:35: unknown key 'surfaced_by' in because 1 of argument 'b'; known here: node, not, at, note",
    ),
    "a kind that is none": (
        "statements:\n  a: {kind: prblem}\n",
        "3:13: kind of statement 'a' must be problem, proposal, claim, scenario or concern, not 'prblem'; "
        "nearest: problem",
    ),
    "no kind": (
        "statements:\n  a: {title: A}\n",
        "3:3: kind is missing in statement 'a': problem, proposal, claim, scenario, concern",
    ),
    "an id with a capital": (
        "statements:\n  Inner Alignment: {kind: claim}\n",
        "3:3: 'Inner Alignment' is no id: lower-case letters and digits, joined by single hyphens; "
        "nearest: inner-alignment",
    ),
    "an id too long": (
        f"statements:\n  {'a' * 81}: {{kind: claim}}\n",
        f"3:3: '{'a' * 39}…' is longer than the 80 characters of an id",
    ),
    "an unknown id": (
        "statements:\n  inner: {kind: claim}\narguments:\n  b: {for: inner, because: [iner]}\n",
        "5:29: unknown id 'iner' in because; nearest: inner",
    ),
    "a person as a premise": (
        A + "people: {p: {}}\narguments:\n  b: {for: a, because: [p]}\n",
        "6:25: 'p' in because is a person; a statement is needed there",
    ),
    "an argument for an argument": (
        A + "arguments:\n  b: {for: a, because: [a]}\n  c: {for: b, because: [a]}\n",
        "6:12: 'b' in for is an argument; a statement is needed there",
    ),
    "an id twice": (
        "statements: {a: {kind: claim}}\npeople: {a: {title: A}}\n",
        "3:10: duplicate id 'a', first at line 2",
    ),
    "a key twice": (
        "statements:\n  a: {kind: claim}\n  a: {kind: claim}\n",
        "4:3: duplicate key 'a', first at line 3",
    ),
    "a position twice": (
        A + "people: {p: {}}\npositions:\n  - {person: p, target: a}\n  - {person: p, target: a, credence: 1}\n",
        "7:5: the same position, first at line 6",
    ),
    "for and against": (
        A + "arguments:\n  b: {for: a, against: a, because: [a]}\n",
        "5:15: argument 'b' has both for and against; an argument has exactly one",
    ),
    "neither for nor against": (
        A + "arguments:\n  b: {because: [a]}\n",
        "5:6: argument 'b' needs for or against: the id of what it argues for or against",
    ),
    "no premise": (
        A + "arguments:\n  b: {for: a}\n",
        "5:6: argument 'b' has no premise; give because, assuming, unstated or unless, or mark it always: true",
    ),
    "more needed than offered": (
        A + "arguments:\n  b: {for: a, because: [a], at_least: 2}\n",
        "5:29: argument 'b' has at_least 2, but 1 in because",
    ),
    "a premise twice": (
        A + "arguments:\n  b: {for: a, because: [a, a]}\n",
        "5:24: because of argument 'b' names 'a' twice",
    ),
    "a list that is none": (
        A + "people: {p: {}}\narguments:\n  b: {for: a, because: [a], by: p}\n",
        "6:33: by of argument 'b' must be a list, not 'p'",
    ),
    "a credence above one": (
        "statements:\n  a: {kind: claim, credence: 1.5}\n",
        "3:30: credence of statement 'a' must be at most 1, not 1.5",
    ),
    "a credence in words": (
        "statements:\n  a: {kind: claim, credence: high}\n",
        "3:30: credence of statement 'a' must be a number, not 'high'",
    ),
    "a credence in quotes": (
        'statements:\n  a: {kind: claim, credence: "0.5"}\n',
        "3:30: credence of statement 'a' must be a number or {low, high}, not the text '0.5'",
    ),
    "bounds the wrong way round": (
        "statements:\n  a: {kind: claim, credence: {low: 0.8, high: 0.2}}\n",
        "3:31: credence of statement 'a' has low 0.8 above high 0.2",
    ),
    "a bound alone": (
        "statements:\n  a: {kind: claim, credence: {low: 0.8}}\n",
        "3:30: credence of statement 'a' needs value, or both low and high",
    ),
    "a day that is none": (
        A + "people: {p: {}}\npositions:\n  - {person: p, target: a, on: 2022-02-30}\n",
        "6:32: on of position 1 must be a day such as 2022-07-01, not '2022-02-30'",
    ),
    "a ratio and probabilities": (
        A + "experiments:\n  x: {tests: [{node: a, likelihood_ratio: 2, p_if_true: 1, p_if_false: 0}]}\n",
        "5:25: tests 1 of experiment 'x' has both a likelihood_ratio and probabilities; give one of them",
    ),
    "a quote of nothing": (
        A + "sources: {s: {}}\nquotes:\n  - {source: s, target: a}\n",
        "6:5: quote 1 selects nothing; give exact, start and end, or at",
    ),
    "a section of the wrong shape": ("statements: [a]\n", "2:1: statements must be a mapping of ids, not a list"),
    "an entry of the wrong shape": ("statements:\n  a: claim\n", "3:3: statement 'a' must be a mapping, not 'claim'"),
    "an anchor": ("statements:\n  a: &x {kind: claim}\n", "3:6: anchors (&x) are not allowed in a map"),
    "a tag": ("title: !!python/name:os.system x\n", "2:8: tags (!!python/name:os.system) are not allowed in a map"),
    "a second document": ("---\nformat: argmap/1\n", "2:1: a second document starts here; a map is one document"),
    "a tab": ("statements:\n\ta: {kind: claim}\n", "3:1: YAML cannot be indented with a tab, use spaces"),
    "a bidirectional control": (
        "title: a\u202eb\n",
        "2:9: the bidirectional control character U+202E makes this file look other than it is; "
        'write it as "\\u202e" in double quotes',
    ),
    "a NUL in text": ('title: "a\\0b"\n', "2:8: text holds a NUL character"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_bad_file_is_told_with_its_place_and_the_nearest_valid_value(
    run: Run, map_file: MapFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    text, message = FILES[what]
    map_file(text, "bad.yaml")
    monkeypatch.chdir(tmp_path)
    answer = run("-m", "bad.yaml", "find", "a")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == f"argmap: bad.yaml:{message}\n"


def test_all_problems_of_all_files_of_a_folder_are_told_in_order(
    run: Run, map_file: MapFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    map_file("statements:\n  a: {kind: claim, foo: 1}\n  b: {}\n", "one.yaml")
    map_file("arguments:\n  c: {for: a, because: [zz]}\n  d: {for: b, because: [b]}\n", "two.yaml")
    monkeypatch.chdir(tmp_path)
    assert run("-m", ".", "check").err.splitlines() == [
        "argmap: one.yaml:3:20: unknown key 'foo' in statement 'a'; "
        "known here: title, text, note, tags, name, kind, credence, otherwise, about",
        "argmap: one.yaml:4:3: kind is missing in statement 'b': problem, proposal, claim, scenario, concern",
        "argmap: two.yaml:3:25: unknown id 'zz' in because",
    ]


BYTES = {
    "empty": (b"", "1:1: the file is empty; a map is a mapping of sections"),
    "not a mapping": (b"- a\n", "1:1: a map is a mapping of sections, not a list"),
    "no map": (b"title: A\n", "1:1: this is no map: it does not start with 'format: argmap/1'"),
    "a newer map": (b"format: argmap/2\n", "1:9: format must be argmap/1, not 'argmap/2'"),
    "Latin-1": (b"format: argmap/1\ntitle: caf\xe9\n", "2:11: byte 0xE9 is not UTF-8 text, save the file as UTF-8"),
    "UTF-16": ("format: argmap/1\n".encode("utf-16"), "1:1: this is UTF-16, save it as UTF-8"),
    "binary": (b"ELF\x00\x00", "1:4: a NUL byte stands here; this is no text file"),
    "a million brackets": (b"[" * 1_000_000, "1:1: a map is a mapping of sections, not a list"),
    "a million brackets inside": (
        b"format: argmap/1\ntitle: " + b"[" * 1_000_000,
        "2:39: this is nested deeper than 32 levels",
    ),
}


@pytest.mark.parametrize("what", BYTES)
def test_a_file_that_is_no_map_is_told_at_once(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    data, message = BYTES[what]
    (tmp_path / "bad.yaml").write_bytes(data)
    monkeypatch.chdir(tmp_path)
    answer = run("-m", "bad.yaml", "find", "a")
    assert answer.status == 2
    assert answer.err.splitlines()[0] == f"argmap: bad.yaml:{message}"


def test_a_thousand_problems_are_told_at_the_most_whatever_they_are(
    run: Run, map_file: MapFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    steps = "".join(f"  x{n}: {{for: a, because: [zz{n}]}}\n" for n in range(3_000))
    map_file(f"{A}arguments:\n{steps}", "one.yaml")
    map_file("statements:\n" + "".join(f"  b{n}: {{}}\n" for n in range(600)), "two.yaml")
    map_file("statements:\n" + "".join(f"  c{n}: {{}}\n" for n in range(600)), "three.yaml")
    map_file(f"{A}arguments:\n  x: {{for: a, because: [{', '.join(f'Z{n}' for n in range(3_000))}]}}\n", "four.yaml")
    run("new", "map.db")
    for words in (["-m", "one.yaml"], ["-m", "."], ["-m", "four.yaml"]):
        said = run(*words, "check").err.splitlines()
        assert len(said) == 1_001
        assert said[-1].endswith(".yaml: stopped after 1000 problems")
        assert len({*said}) == 1_001
    assert len(run("-m", "map.db", "import", "one.yaml", "two.yaml").err.splitlines()) == 1_001
    (tmp_path / "one.yaml").unlink()
    (tmp_path / "four.yaml").unlink()
    said = run("-m", ".", "check").err.splitlines()
    assert (said[0].split(":")[1], said[599].split(":")[1], said[600].split(":")[1]) == (
        " three.yaml", " three.yaml", " two.yaml",
    )  # fmt: skip
    assert len(said) == 1_001


def test_half_a_character_in_what_an_id_is_made_of_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    quote = '{"source": "s", "target": "s", "exact": "\\ud800"}'
    path.write_text(f'{{"format": "argmap/1", "sources": {{"s": {{}}}}, "quotes": [{quote}]}}')
    answer = run("-m", path, "check")
    assert answer.status == 2
    assert answer.err.endswith("text holds half a character (\\ud800)\n")


def test_a_database_whose_tables_are_no_text_is_told_in_one_line(run: Run, database: Path) -> None:
    data = database.read_bytes()
    assert b"CREATE TABLE" in data
    database.write_bytes(data.replace(b"CREATE TABLE", b"CR\xbbATE TABLE"))
    answer = run("-m", database, "check")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == (f"argmap: cannot read {str(database)!r} as a map: what it says of its tables is no text\n")


def test_the_laughs_of_a_billion_are_counted_not_expanded(run: Run, map_file: MapFile) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    answer = run("-m", map_file("\n".join(lines)), "check")
    assert answer.status == 2
    assert "anchors (&a) are not allowed in a map" in answer.err


USAGE = {
    "an unknown command": (["tracee", "x"], "there is no command 'tracee'; nearest: trace (see 'argmap --help')"),
    "an unknown option": (
        ["trace", "x", "--jsno"],
        "there is no option --jsno; nearest: --json (see 'argmap trace --help')",
    ),
    "nothing to find": (["find"], "missing argument 'TEXT...' (see 'argmap find --help')"),
    "a value that is none": (
        ["export", "--format", "yml"],
        "invalid value for '--format': 'yml' is not one of 'yaml', 'json', 'dot'; nearest: yaml "
        "(see 'argmap export --help')",
    ),
    "a number that is none": (
        ["find", "x", "--limit", "many"],
        "invalid value for '--limit': 'many' is no whole number (see 'argmap find --help')",
    ),
    "a number below all use": (
        ["log", "--limit", "0"],
        "invalid value for '--limit': 0 is not at least 1 (see 'argmap log --help')",
    ),
    "an option without its value": (
        ["log", "--limit"],
        "option --limit needs a value (see 'argmap log --help')",
    ),
    "a flag with a value": (["find", "x", "--json=1"], "option --json takes no value (see 'argmap find --help')"),
    "a word too many": (["show", "x", "y", "z"], "unexpected extra arguments (y z) (see 'argmap show --help')"),
    "a map that is not named": (["-m"], "option -m needs a value (see 'argmap --help')"),
    "a number beyond all use": (
        ["find", "x", "--limit", "99999999999999999999"],
        "invalid value for '--limit': 99999999999999999999 is not 1 to 100000 (see 'argmap find --help')",
    ),
    "no map there": (["find", "x", "-m", "nowhere.yaml"], "there is no map at 'nowhere.yaml'"),
    "an unknown id": (
        ["trace", "clean-watr", "-m", str(EXAMPLE)],
        "nothing in this map has the id 'clean-watr'; nearest: clean-water",
    ),
    "a trace of a person": (
        ["trace", "abe", "-m", str(EXAMPLE)],
        "'abe' is a person; a trace starts at a statement or an argument",
    ),
    "a picture of no kind": (
        ["render", "-o", "map.pdf", "-m", str(EXAMPLE)],
        "cannot tell what picture 'map.pdf' is to be; a name in .svg or .png says so",
    ),
    "the terminal UI without a terminal": (
        ["-m", str(EXAMPLE)],
        "the terminal UI needs a terminal; 'argmap --help' lists the commands that do not (see 'argmap --help')",
    ),
}


@pytest.mark.parametrize("what", USAGE)
def test_wrong_usage_is_one_line_and_status_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    words, message = USAGE[what]
    monkeypatch.chdir(tmp_path)
    answer = run(*words)
    assert (answer.status, answer.out, answer.err) == (2, "", f"argmap: {message}\n")


def test_a_foreign_database_is_refused_untouched(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table secrets (x)")
    connection.close()
    before = path.read_bytes()
    for words in (["find", "x"], ["import", str(EXAMPLE)]):
        answer = run("-m", path, *words)
        assert answer.status == 2
        assert answer.err == f"argmap: {str(path)!r} is an SQLite database, but no argmap map; it is left untouched\n"
    assert path.read_bytes() == before


def test_a_newer_database_is_refused_untouched(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    new_map(path)
    with sqlite3.connect(path) as connection:
        connection.execute("pragma user_version = 99")
    connection.close()
    answer = run("-m", path, "find", "x")
    assert answer.status == 2
    expected = f"was written by a newer argmap (schema 99, this one reads up to {SCHEMA_VERSION}); update argmap"
    assert expected in answer.err


def test_a_damaged_database_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    new_map(path)
    path.write_bytes(path.read_bytes()[:4096] + b"x" * 8192)
    answer = run("-m", path, "find", "x")
    assert answer.status == 2
    assert len(answer.err.splitlines()) == 1


def test_an_empty_folder_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".hidden.yaml").write_text("format: argmap/1\n")
    answer = run("-m", tmp_path, "find", "x")
    assert answer.err == f"argmap: the folder {str(tmp_path)!r} has no .yaml or .yml file of its own\n"


@pytest.fixture
def database(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "map.db"
    run("new", path)
    assert run("-m", path, "import", EXAMPLE).status == 0
    return path


def alter(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(sql)
    connection.close()


GARBAGE = {
    "a body that is no JSON": "update thing set body = '{not json' where id = 'sand-is-fine'",
    "a body of another shape": "update thing set body = '[1, 2]' where id = 'sand-is-fine'",
    "a kind that is none": "update thing set kind = 'dragon' where id = 'sand-is-fine'",
    "a credence without bounds": "update thing set body = '{\"credence\": {}}' where id = 'sand-is-fine'",
}


@pytest.mark.parametrize("what", GARBAGE)
def test_a_row_that_argmap_never_wrote_is_told_in_one_line(run: Run, database: Path, what: str) -> None:
    alter(database, GARBAGE[what])
    for words in (["show", "sand-is-fine"], ["trace", "clean-water"], ["check"]):
        answer = run("-m", database, *words)
        assert (answer.status, answer.err) == (2, "argmap: the map is damaged: 'sand-is-fine' cannot be read\n")


def test_a_mention_of_what_is_not_there_is_told_in_one_line(run: Run, database: Path) -> None:
    alter(database, "delete from thing where id = 'sand-is-fine'")
    for words in (["trace", "clean-water"], ["show", "filter-cleans-water"], ["export", "--around", "clean-water"]):
        answer = run("-m", database, *words)
        assert answer.status == 2
        assert answer.err.startswith("argmap: the map is damaged: ")
        assert " mentions 'sand-is-fine' (" in answer.err
        assert answer.err.endswith("), which is not there; 'argmap check' lists all\n")
    answer = run("-m", database, "check")
    assert answer.status == 1
    assert "unknown-id" in answer.out


def test_a_comma_in_braces_is_explained(run: Run, map_file: MapFile) -> None:
    answer = run("-m", map_file("statements:\n  a: {kind: claim, title: First, then second}\n"), "find", "a")
    assert answer.err.endswith("; in braces a comma ends the text before it, so quote text that has one\n")


def test_a_file_larger_than_the_limit_is_refused_without_being_parsed(
    run: Run, map_file: MapFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("argmap.formats.reading.FILE_LIMIT", 1 << 20)
    path = map_file("text: " + "a " * (1 << 20))
    answer = run("-m", path, "find", "a")
    assert answer.err == f"argmap: {path}: larger than 1 MiB, which is the most a map file may be\n"


def test_json_answers_hold_nothing_that_a_terminal_would_act_on(run: Run, map_file: MapFile) -> None:
    path = map_file('statements:\n  a: {kind: claim, title: "x\\x9b31m \\u202eevil"}\n')
    answer = run("-m", path, "find", "evil", "--json")
    assert answer.status == 0
    assert "x\\u009b31m \\u202eevil" in answer.out


@pytest.mark.parametrize("line", ["format: [argmap/1]", "title: {a: b}", "note: [x, y]"])
def test_a_list_or_mapping_is_no_text_of_a_file(run: Run, tmp_path: Path, line: str) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(f"{line}\n" if line.startswith("format") else f"format: argmap/1\n{line}\n")
    answer = run("-m", path, "export")
    assert answer.status == 2
    what = "a mapping" if "{" in line else "a list"
    assert f"{line.partition(':')[0]} must be text, not {what}" in answer.err


@pytest.mark.parametrize("day", ["20220701", "2022-W26-5", "٢٠٢٢-٠٧-٠١"])
def test_a_day_has_one_form(run: Run, map_file: MapFile, day: str) -> None:
    text = A + f"people: {{p: {{}}}}\npositions:\n  - {{person: p, target: a, on: {day}}}\n"
    answer = run("-m", map_file(text), "find", "a")
    assert f"on of position 1 must be a day such as 2022-07-01, not '{day}'" in answer.err


HOSTILE_ROWS = {
    "an id that acts on a terminal": "update thing set id = 'a' || char(27) || '[31m' where id = 'sand-is-fine'",
    "a target that is a number": "update thing set body = '{\"for\": 5}' where id = 'filter-cleans-water'",
    "a title that is no text": "update thing set title = x'ff00' where id = 'sand-is-fine'",
    "a credence beyond all bounds": "update thing set body = '{\"credence\": 1e999}' where id = 'sand-is-fine'",
}


@pytest.mark.parametrize("what", HOSTILE_ROWS)
def test_a_hostile_row_ends_no_command_in_a_traceback(run: Run, database: Path, what: str) -> None:
    alter(database, HOSTILE_ROWS[what])
    for words in (["trace", "clean-water"], ["check"], ["export"], ["export", "--format", "dot"], ["find", "sand"]):
        answer = run("-m", database, *words)
        assert answer.status in (0, 2)
        assert len(answer.err.splitlines()) <= 1
        assert "\x1b" not in answer.out + answer.err


def test_long_words_long_titles_and_blank_lines_cost_no_more_than_their_length(
    run: Run, map_file: MapFile, tmp_path: Path
) -> None:
    titles = "".join(
        f"  s{n}: {{kind: claim, title: {' '.join(f'w{n}x{k}' for k in range(2000))}}}\n" for n in range(20)
    )
    path = map_file(f"statements:\n{titles}  wide: {{kind: claim, title: {'字' * 100_000}}}\n" + "\n" * 100_000)
    assert run("-m", path, "check").status == 0
    assert run("-m", path, "export", "--format", "dot").status == 0
    run("new", tmp_path / "map.db")
    assert run("-m", tmp_path / "map.db", "import", path).status == 0


def test_a_long_chain_of_undercuts_is_indented_only_so_far(run: Run, map_file: MapFile) -> None:
    lines = [f"  a{n}: {{against: a{n - 1}, because: [p]}}\n" for n in range(1, 300)]
    path = map_file("statements: {p: {kind: claim}}\narguments:\n  a0: {for: p, because: [p]}\n" + "".join(lines))
    out = run("-m", path, "trace", "p").out
    assert out.count("undercut by") == 299
    assert max(map(len, out.splitlines())) < 120


as_root = pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")


@as_root
def test_a_write_protected_database_says_how_to_get_one_to_edit(run: Run, database: Path) -> None:
    database.chmod(0o444)
    answer = run("-m", database, "import", EXAMPLE)
    assert answer.status == 2
    assert answer.err.startswith("argmap: this map is read-only; make a copy to edit with 'argmap -m ")
    assert run("-m", database, "find", "sand").status == 0


@as_root
def test_what_must_not_be_read_or_written_is_told_with_its_name(run: Run, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    inside = locked / "x.yaml"
    assert run("-m", inside, "find", "x").err == f"argmap: cannot read {str(inside)!r}: permission denied\n"
    assert run("new", inside).err == f"argmap: cannot make a map at {str(inside)!r}: permission denied\n"
    answer = run("-m", EXAMPLE, "export", "-o", inside)
    assert answer.err == f"argmap: cannot write {str(inside)!r}: permission denied\n"
    locked.chmod(0o700)
