"""The commands as their users see them: answers, exit statuses, what is read-only, what is written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLE, Run

MapFile = Callable[..., Path]


def test_the_map_may_be_named_before_or_after_the_command(run: Run) -> None:
    before, after = run("-m", EXAMPLE, "find", "sand"), run("find", "sand", "-m", EXAMPLE)
    assert before.status == 0
    assert before == after


def test_find_answers_in_the_shape_of_the_contract(run: Run) -> None:
    answer = run("-m", EXAMPLE, "find", "boil", "wat", "--json")
    assert json.loads(answer.out) == {
        "format": "argmap-find/1",
        "query": "boil wat",
        "hits": [
            {"id": "boil-it", "kind": "proposal", "title": "Boil the water"},
            {"id": "boiling-cleans-water", "kind": "argument", "title": ""},
        ],
    }


def test_find_without_a_hit_says_so_with_status_1(run: Run) -> None:
    assert run("-m", EXAMPLE, "find", "zebra").status == 1
    answer = run("-m", EXAMPLE, "find", "zebra", "--json")
    assert (answer.status, json.loads(answer.out)["hits"]) == (1, [])


def test_show_answers_in_the_shape_of_the_contract(run: Run) -> None:
    answer = json.loads(run("-m", EXAMPLE, "show", "sand-is-fine", "--json").out)
    assert answer == {
        "format": "argmap-show/1",
        "id": "sand-is-fine",
        "kind": "claim",
        "title": "The sand is fine enough",
        "credence": {"low": 0.6, "high": 0.9, "note": "one sample"},
        "arguments_for": [],
        "arguments_against": ["mud-clogs-sand"],
        "bears_on": [{"argument": "filter-cleans-water", "role": "assuming"}],
        "tests": ["jar-test"],
        "positions": [],
        "quotes": [],
        "breaks": [],
        "standing": {
            "label": "in",
            "why": "own",
            "by": None,
            "open": [],
            "chain": [{"id": "sand-is-fine", "label": "in", "why": "own", "by": None}],
            "circle": [],
            "granted": ["boil-it", "sand-is-fine"],
            "denied": ["spring-flood"],
            "unnamed": [],
        },
    }


def test_show_of_a_scenario_lists_what_it_breaks_and_through_which_argument(run: Run) -> None:
    assert json.loads(run("-m", EXAMPLE, "show", "spring-flood", "--json").out)["breaks"] == ["sand-is-fine"]
    text = run("-m", EXAMPLE, "show", "spring-flood").out
    assert "The sand is fine enough (sand-is-fine) through flood-muddies → mud-clogs-sand" in text


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("somebody-maintains-it", ["Tested by", "nothing: it is untested", "Bea: credence 0.1", "who will scrub it"]),
        ("filter-cleans-water", ["made by     Abe, Minutes of the meeting L2", "brought to light by Bea, L4"]),
        ("boiling-cleans-water", ["strength    0 to 1"]),
        ("jar-test", ["status      done", "positive for The sand is fine enough on 2021-03-02: nothing settled"]),
        ("abe", ["filter-cleans-water"]),
        ("minutes", ["author      Bea", "Said there"]),
        ("illness-spreads", ["weight 0.5 to 0.9", "a crux for Clean water for the valley, Boil the water"]),
    ],
)
def test_show_tells_all_of_a_thing(run: Run, id_: str, words: list[str]) -> None:
    answer = run("-m", EXAMPLE, "show", id_)
    assert answer.status == 0
    for word in words:
        assert word in answer.out


def test_a_position_and_a_quote_are_shown_by_their_derived_ids(run: Run) -> None:
    shown = json.loads(run("-m", EXAMPLE, "show", "somebody-maintains-it", "--json").out)
    for id_ in (*shown["positions"], *shown["quotes"]):
        assert run("-m", EXAMPLE, "show", id_).status == 0


def test_a_read_only_map_says_how_to_get_one_to_edit(run: Run) -> None:
    answer = run("-m", EXAMPLE, "import", EXAMPLE)
    assert answer.status == 2
    assert answer.err == (
        "argmap: this map is read-only; make a copy to edit with 'argmap new my.db' and "
        f"'argmap -m my.db import {EXAMPLE}'\n"
    )


def test_import_skips_what_is_there_lists_what_differs_and_replaces_on_request(
    run: Run, tmp_path: Path, map_file: MapFile
) -> None:
    database = tmp_path / "map.db"
    assert run("new", database).status == 0
    assert "added" in run("-m", database, "import", "--dry-run", EXAMPLE).out
    assert run("-m", database, "find", "sand").status == 1
    assert run("-m", database, "import", EXAMPLE).out.startswith("25 added")
    assert run("-m", database, "import", EXAMPLE).out == "0 added, 0 replaced, 25 the same already\n"
    other = map_file("statements:\n  boil-it: {kind: proposal, title: Boil it twice}\n  new-one: {kind: claim}\n")
    answer = run("-m", database, "import", other)
    assert answer.status == 1
    assert "boil-it  title\n  mine:   Boil the water\n  theirs: Boil it twice\n" in answer.out
    assert "boil-it  tags\n  mine:   simple\n  theirs: (nothing)\n" in answer.out
    assert run("-m", database, "show", "new-one").status == 2
    assert run("-m", database, "import", "--replace", other).out == "1 added, 1 replaced, 0 the same already\n"
    assert run("-m", database, "find", "twice").status == 0


def test_import_may_refer_to_what_the_map_has(run: Run, tmp_path: Path, map_file: MapFile) -> None:
    database = tmp_path / "map.db"
    run("new", database)
    run("-m", database, "import", EXAMPLE)
    more = map_file("arguments:\n  more: {for: clean-water, because: [boil-it], by: [abe]}\n")
    assert run("-m", database, "import", more).status == 0
    assert "more" in run("-m", database, "trace", "clean-water").out


def test_a_new_map_is_never_made_over_something(run: Run, tmp_path: Path) -> None:
    taken = tmp_path / "map.db"
    taken.write_text("precious")
    answer = run("new", taken)
    assert (answer.status, answer.err) == (2, f"argmap: {str(taken)!r} is there already; a new map needs a new name\n")
    assert taken.read_text() == "precious"


def test_an_export_overwrites_only_by_force(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("precious")
    assert run("-m", EXAMPLE, "export", "-o", out).status == 2
    assert out.read_text() == "precious"
    assert run("-m", EXAMPLE, "export", "-o", out, "--force").status == 0
    assert json.loads(out.read_text())["format"] == "argmap/1"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_the_files_of_a_hostile_database_stay_in_their_folder(run: Run, tmp_path: Path) -> None:
    import sqlite3

    database = tmp_path / "map.db"
    run("new", database)
    run("-m", database, "import", EXAMPLE)
    with sqlite3.connect(database) as connection:
        connection.execute("update file set name = '../../escaped'")
    connection.close()
    out = tmp_path / "deep" / "out"
    assert run("-m", database, "export", "-o", f"{out}/").status == 0
    assert [path.name for path in out.iterdir()] == ["escaped.yaml"]


def test_without_a_map_the_user_s_own_is_made_from_the_shipped_ones_and_said_once(run: Run, home: Path) -> None:
    first = run("trace", "alignment")
    assert first.status == 0
    assert first.err.startswith("argmap: made your own map from the shipped ones: ")
    assert run("trace", "alignment").err == ""
    assert run("find", "inner").status == 0


def test_the_map_of_the_folder_comes_before_one_s_own(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("new", "argmap.db")
    answer = run("find", "inner")
    assert (answer.status, answer.err) == (1, "argmap: using ./argmap.db\n")
    monkeypatch.setenv("ARGMAP_MAP", str(EXAMPLE))
    assert run("find", "sand").err == ""


def test_without_a_writable_home_the_shipped_maps_are_used_in_memory(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(blocked / "below"))
    answer = run("trace", "alignment")
    assert answer.status == 0
    assert "using the shipped maps, in memory" in answer.err
    assert run("-m", "shipped", "trace", "alignment").out == answer.out


def test_check_lists_findings_and_fails_on_request(run: Run, map_file: MapFile) -> None:
    path = map_file(
        "statements:\n  a: {kind: claim, title: The very same words}\n  b: {kind: claim, title: Same very words}\n"
        "  lost: {kind: claim}\n"
        "arguments:\n  x: {for: a, because: [b]}\n  y: {for: b, because: [a]}\n  z: {for: b, unstated: [a]}\n"
        "  yes: {for: b, because: [a]}\n"
        "  w: {against: a, because: [b]}\n"
    )
    answer = run("-m", path, "check", "--json")
    assert answer.status == 0
    findings = json.loads(answer.out)
    assert findings["format"] == "argmap-check/1"
    assert [(f["severity"], f["code"], f["ids"]) for f in findings["findings"]] == [
        ("warning", "circle-of-attack", ["a", "y", "b", "w"]),
        ("warning", "circle-of-support", ["a", "y", "b", "x"]),
        ("warning", "same-argument", ["y", "yes"]),
        ("note", "likely-duplicate", ["a", "b"]),
        ("note", "orphan", ["lost"]),
        ("note", "untested-unstated", ["a", "z"]),
    ]
    assert run("-m", path, "check", "--fail-on", "warning").status == 1
    assert "No errors, 3 warnings and 3 notes." in run("-m", path, "check").out


@pytest.mark.parametrize("command", ["show", "trace"])
def test_hostile_titles_are_shown_escaped(run: Run, map_file: MapFile, command: str) -> None:
    path = map_file(
        'statements:\n  a: {kind: claim, title: "[bold]\\e[31mred\\e[0m \\u202eevil\\u2066 \\r\\n\\x07"}\n'
        "arguments:\n  b: {for: a, because: [a]}\n"
    )
    out = run("-m", path, command, "a").out
    assert "[bold]\\x1b[31mred\\x1b[0m \\u202eevil\\u2066 \\x0d\\n\\x07" in out
    assert not set(out) & set("\x1b\u202e\u2066\r\x07")


def command(*words: str, stdin: int | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "argmap", *words],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
        # A shell that starts the tests in the background has them, and what they start, ignore ctrl-c.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def test_a_closed_pipe_is_silent(tmp_path: Path) -> None:
    lines = "".join(f"  s{n}: {{kind: claim, title: A claim among many}}\n" for n in range(5000))
    (tmp_path / "big.yaml").write_text(f"format: argmap/1\nstatements:\n{lines}")
    process = command("-m", str(tmp_path / "big.yaml"), "export")
    assert process.stdout is not None
    assert process.stdout.readline() == "format: argmap/1\n"
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait() == 0
    process.stderr.close()


def test_ctrl_c_ends_with_status_130_and_leaves_nothing(tmp_path: Path) -> None:
    process = command("-m", "-", "find", "x", stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write("#" * 200_000)  # more than a pipe holds: once it is written, somebody is reading
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out, err.strip()) == (130, "", "argmap: interrupted")


def test_standard_input_is_a_map(tmp_path: Path) -> None:
    process = command("-m", "-", "find", "sand", stdin=subprocess.PIPE)
    out, err = process.communicate(EXAMPLE.read_text())
    assert (process.returncode, err) == (0, "")
    assert "sand-is-fine" in out
    process = command("-m", "-", "find", "sand", stdin=subprocess.PIPE)
    _, err = process.communicate("format: argmap/1\nfoo: 1\n")
    assert err == (
        "argmap: standard input:2:1: unknown key 'foo'; known here: format, title, text, note, statements, "
        "exclusive, arguments, experiments, people, sources, positions, quotes\n"
    )


def test_a_link_is_written_through_a_mode_is_kept_and_a_device_is_left_alone(run: Run, tmp_path: Path) -> None:
    target, link = tmp_path / "target.yaml", tmp_path / "link.yaml"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    assert run("-m", EXAMPLE, "export", "-o", link, "--force").status == 0
    assert link.is_symlink()
    assert target.read_text().startswith("format: argmap/1\n")
    assert target.stat().st_mode & 0o777 == 0o600
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    answer = run("-m", EXAMPLE, "export", "--format", "yaml", "-o", pipe, "--force")
    assert (answer.status, answer.err) == (2, f"argmap: {str(pipe)!r} is there already, and no file\n")


def test_new_touches_no_file_beside_the_map(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".map.db.new").write_text("precious")
    assert run("new", tmp_path / "map.db").status == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [".map.db.new", "map.db"]
    assert (tmp_path / ".map.db.new").read_text() == "precious"


def test_files_of_one_name_in_two_folders_stay_two_files(run: Run, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        text = f"format: argmap/1\ntitle: {folder}\nstatements:\n  in-{folder}: {{kind: claim}}\n"
        (tmp_path / folder / "map.yaml").write_text(text)
    database = tmp_path / "map.db"
    run("new", database)
    assert run("-m", database, "import", tmp_path / "one/map.yaml", tmp_path / "two/map.yaml").status == 0
    assert run("-m", database, "export", "-o", f"{tmp_path}/out/").status == 0
    assert (tmp_path / "out" / "map.yaml").read_text() == (tmp_path / "one" / "map.yaml").read_text()
    assert (tmp_path / "out" / "map-2.yaml").read_text() == (tmp_path / "two" / "map.yaml").read_text()


def test_an_empty_file_may_be_imported_before_another(run: Run, tmp_path: Path, map_file: MapFile) -> None:
    database = tmp_path / "map.db"
    run("new", database)
    assert run("-m", database, "import", map_file("", "empty.yaml")).status == 0
    assert run("-m", database, "import", EXAMPLE).status == 0


def test_a_replacement_of_a_kind_that_its_mentions_do_not_take_is_refused(
    run: Run, tmp_path: Path, map_file: MapFile
) -> None:
    database = tmp_path / "map.db"
    run("new", database)
    run("-m", database, "import", EXAMPLE)
    answer = run("-m", database, "import", "--replace", map_file("people:\n  sand-is-fine: {title: Sandy}\n"))
    assert answer.status == 2
    assert "'sand-is-fine' cannot become a person: " in answer.err
    assert run("-m", database, "check").status == 0


def test_an_import_killed_midway_leaves_the_map_as_it_was(run: Run, tmp_path: Path) -> None:
    database, big = tmp_path / "map.db", tmp_path / "big.yaml"
    run("new", database)
    run("-m", database, "import", EXAMPLE)
    lines = [f"  s{n}: {{kind: claim, title: A claim among very many}}" for n in range(30_000)]
    big.write_text("format: argmap/1\nstatements:\n" + "\n".join(lines) + "\n")
    log = tmp_path / "map.db-wal"
    process = command("-m", str(database), "import", str(big))
    while process.poll() is None and not (log.exists() and log.stat().st_size > 2_000_000):
        time.sleep(0.002)
    process.kill()
    process.communicate()
    assert run("-m", database, "find", "sand").status == 0
    assert run("-m", database, "import", EXAMPLE).out.endswith("25 the same already\n")
    assert run("-m", database, "find", "s29999").status == 1


def test_two_imports_at_once_agree(run: Run, tmp_path: Path) -> None:
    database = tmp_path / "map.db"
    run("new", database)
    processes = [command("-m", str(database), "import", str(EXAMPLE)) for _ in range(4)]
    answers = sorted(process.communicate()[0] for process in processes)
    assert [process.returncode for process in processes] == [0] * 4
    assert answers == ["0 added, 0 replaced, 25 the same already\n"] * 3 + [
        "25 added, 0 replaced, 0 the same already\n"
    ]


@pytest.mark.parametrize("words", [["trace", b"\xff"], ["find", b"\xff"], ["show", b"\xff\xfe"]])
def test_words_that_are_no_text_are_told(words: list[str | bytes]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "argmap", "-m", str(EXAMPLE), *words], capture_output=True, check=False
    )
    assert done.returncode in (1, 2)
    assert b"Traceback" not in done.stderr


def test_closed_streams_and_narrow_encodings_spoil_nothing(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text("format: argmap/1\nstatements:\n  a: {kind: claim, title: naïve 😀}\n", encoding="utf-8")
    base = f"PYTHONIOENCODING=ascii {sys.executable} -m argmap -m {path}"
    done = subprocess.run(f"{base} export", shell=True, capture_output=True, check=True)
    assert "title: naïve 😀" in done.stdout.decode()
    done = subprocess.run(f"{base} find naive --json", shell=True, capture_output=True, check=True)
    assert json.loads(done.stdout)["hits"][0]["title"] == "naïve 😀"
    for closed in (">&-", "<&-", "2>&-"):
        done = subprocess.run(f"{base} trace a {closed}", shell=True, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


def test_a_database_is_no_file_to_import(run: Run, tmp_path: Path) -> None:
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    run("new", one)
    run("new", two)
    answer = run("-m", one, "import", two)
    assert answer.status == 2
    assert f"{str(two)!r} is a database, no map file" in answer.err
