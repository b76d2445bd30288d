"""Databases that are foreign, old, new, damaged, locked, read-only, moved or out of room: one line, nothing touched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import EXAMPLE, Run, database
from sqlite_utils import Database

from argmap.entries import to_entry
from argmap.errors import BusyMapError, StorageError
from argmap.model import Statement
from argmap.store.editing import Editor
from argmap.store.locking import locked
from argmap.store.naming import open_map
from argmap.store.rows import APPLICATION_ID
from argmap.store.schema import migrations
from argmap.store.verifying import sqlite_version, verify


def spoil(path: Path, *statements: str) -> None:
    """Do to a database what argmap never does."""
    connection = sqlite3.connect(path, isolation_level=None)
    for sql in statements:
        connection.execute(sql)
    connection.close()


@contextmanager
def untouched(path: Path) -> Iterator[None]:
    """What is in the folder of a map stays, byte by byte; the lock file is not part of it."""

    def contents() -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in path.parent.iterdir() if ".lock" not in file.name}

    before = contents()
    yield
    assert contents() == before


FOREIGN = {
    "create trigger t after insert on thing begin select 1; end": "has a trigger 't', which argmap never makes",
    "create view v as select 1": "has a view 'v', which argmap never makes",
    "create virtual table v using fts5(x)": "has a virtual table 'v', which argmap never makes",
    "alter table thing add column evil": "has no table 'thing' as argmap makes it",
    "drop table edge": "has no table 'edge' as argmap makes it",
    "drop table journal": "has no table 'journal' as argmap makes it",
    "pragma application_id = 7": "is an SQLite database, but no argmap map",
}


@pytest.mark.parametrize("words", [["show", "clean-water"], ["add", "claim", "--title", "x"], ["undo"], ["doctor"]])
@pytest.mark.parametrize("sql", FOREIGN)
def test_what_is_no_map_of_ours_is_refused_untouched(run: Run, map_db: Path, sql: str, words: list[str]) -> None:
    spoil(map_db, sql)
    with untouched(map_db):
        answer = run("-m", map_db, *words)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == f"argmap: '{map_db}' {FOREIGN[sql]}; it is left untouched\n"


def test_a_map_in_a_foreign_folder_is_checked_before_use(
    run: Run, map_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    map_db.rename(map_db.with_name("argmap.db"))
    spoil(map_db.with_name("argmap.db"), "create trigger t after insert on thing begin delete from thing; end")
    monkeypatch.chdir(map_db.parent)
    answer = run("trace", "clean-water")
    assert answer.status == 2
    assert answer.err.splitlines()[0] == "argmap: using ./argmap.db"
    assert "has a trigger 't'" in answer.err


def test_a_newer_map_is_neither_read_nor_edited(run: Run, map_db: Path) -> None:
    spoil(map_db, "pragma user_version = 99")
    for words in (["show", "clean-water"], ["undo"]):
        with untouched(map_db):
            answer = run("-m", map_db, *words)
        assert answer.status == 2
        assert "was written by a newer argmap (schema 99" in answer.err


@pytest.fixture
def old_map(tmp_path: Path, map_db: Path) -> Path:
    """A map as the first version of the schema had it: no journal, no write-ahead log."""
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path, isolation_level=None)
    migrations.apply(Database(connection), stop_before="2-journal")
    connection.execute("attach ? as new", [str(map_db)])
    for table in ("file", "thing", "edge"):
        connection.execute(f"insert into main.{table} select * from new.{table}")
    connection.execute("insert into thing_fts (rowid, title, id, text) select pk, title, id, text from main.thing")
    connection.execute("detach new")
    connection.execute(f"pragma application_id = {APPLICATION_ID}")
    connection.execute("pragma user_version = 1")
    connection.close()
    return path


def test_an_older_map_answers_and_is_left_as_it_is(run: Run, old_map: Path) -> None:
    with untouched(old_map):
        assert run("-m", old_map, "trace", "clean-water").out == run("-m", EXAMPLE, "trace", "clean-water").out
        assert "the map began: 25 things" in run("-m", old_map, "log").out


def test_an_older_map_is_brought_up_to_date_by_the_first_edit(run: Run, old_map: Path) -> None:
    assert run("-m", old_map, "set", "clean-water", "title=Water").status == 0
    assert "the map began: 25 things" in run("-m", old_map, "log").out
    assert run("-m", old_map, "doctor").status == 0
    assert run("-m", old_map, "undo").status == 0
    answer = run("-m", old_map, "undo")
    assert (answer.status, answer.err) == (2, "argmap: there is nothing to undo in this map\n")
    assert run("-m", old_map, "trace", "clean-water").out == run("-m", EXAMPLE, "trace", "clean-water").out


def test_a_truncated_map_is_told_in_one_line(run: Run, map_db: Path) -> None:
    map_db.write_bytes(map_db.read_bytes()[:5000])
    for words in (["show", "clean-water"], ["set", "clean-water", "title=x"], ["doctor"]):
        answer = run("-m", map_db, *words)
        assert (answer.status, answer.out) == (2, "")
        assert answer.err == f"argmap: cannot read '{map_db}' as a map: database disk image is malformed\n"


def test_every_damaged_page_is_told_in_a_line_and_never_crashes(run: Run, map_db: Path) -> None:
    whole = map_db.read_bytes()
    for page in range(1, len(whole) // 4096):
        map_db.write_bytes(whole[: page * 4096] + b"\xa5" * 4096 + whole[(page + 1) * 4096 :])
        for words in (["show", "clean-water"], ["set", "clean-water", "title=x"], ["log"], ["doctor"]):
            answer = run("-m", map_db, *words)
            assert answer.status in (0, 1, 2)
            if answer.status == 2:
                assert answer.err.startswith("argmap: ")
                assert answer.err.count("\n") == 1


def test_a_change_by_something_else_is_found_by_the_doctor(run: Run, map_db: Path) -> None:
    assert run("-m", map_db, "doctor").status == 0
    spoil(map_db, "update thing set title = 'tampered' where id = 'clean-water'")
    answer = run("-m", map_db, "doctor")
    assert answer.status == 1
    assert "something other than argmap has changed it" in " ".join(answer.out.split())


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("delete from edge where (target, role, source) in (select target, role, source from edge limit 1)", "things"),
        ("insert into thing_fts (thing_fts) values ('delete-all')", "search"),
        ("update journal set state = '00' where pk = 1", "journal"),
        ("delete from change", "journal"),
        ("update thing set body = '{' where id = 'clean-water'", "things"),
    ],
)
def test_the_doctor_names_what_is_out_of_step(map_db: Path, sql: str, name: str) -> None:
    spoil(map_db, sql)
    wrong = {check.name for check in verify(map_db, who="d", spec="map.db") if check.status == "wrong"}
    assert name in wrong


def test_the_doctor_knows_which_sqlite_has_the_fault() -> None:
    faulty = [(3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 2)]
    mended = [(3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 52, 0), (4, 0, 0)]
    assert {sqlite_version(version).status for version in faulty} == {"note"}
    assert {sqlite_version(version).status for version in mended} == {"ok"}


def test_a_map_held_by_another_program_is_told_and_stays(
    run: Run, map_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = sqlite3.connect(map_db, isolation_level=None)
    holder.execute("begin immediate")
    with Editor(map_db, who="x") as editor:
        editor.connection.execute("pragma busy_timeout = 50")
        with pytest.raises(BusyMapError, match="another program holds"), editor.edit() as edit:
            edit.put(Statement(id="n", is_a="claim"))
    holder.execute("rollback")
    holder.close()
    editor = Editor(map_db, who="x", wait=0.05)
    with locked(map_db, 1), pytest.raises(BusyMapError, match="somebody else has been writing this map"):
        editor.undo()
    editor.close()
    assert run("-m", map_db, "show", "n").status == 2


def test_a_map_that_is_moved_away_while_open_loses_no_edit_silently(map_db: Path) -> None:
    with Editor(map_db, who="x", spec="map.db") as editor:
        map_db.rename(map_db.with_name("elsewhere.db"))
        with pytest.raises(StorageError, match="was moved or removed while it was open; nothing"):
            editor.undo()
        shutil.copy(map_db.with_name("elsewhere.db"), map_db)
        with pytest.raises(StorageError, match="moved or removed"), editor.edit() as edit:
            edit.put(Statement(id="n", is_a="claim"))


def test_a_map_made_newer_while_open_is_left_alone(map_db: Path) -> None:
    with Editor(map_db, who="x", spec="map.db") as editor:
        spoil(map_db, "pragma user_version = 99")
        with pytest.raises(StorageError, match="was changed by another argmap while it was open; open it anew"):
            editor.undo()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_write_protected_map_answers_and_says_how_to_copy_it(run: Run, map_db: Path) -> None:
    map_db.parent.chmod(0o500)
    map_db.chmod(0o400)
    try:
        assert run("-m", map_db, "trace", "clean-water").status == 0
        assert run("-m", map_db, "log").status == 0
        assert run("-m", map_db, "doctor").status == 0
        answer = run("-m", map_db, "undo")
    finally:
        map_db.parent.chmod(0o700)
    assert answer.status == 2
    assert answer.err.startswith("argmap: this map is read-only; make a copy to edit with 'argmap -m ")


def test_a_full_disk_is_told_and_the_map_stays(map_db: Path) -> None:
    before = [to_entry(thing) for thing in open_map(str(map_db), print).whole().things.values()]
    with Editor(map_db, who="x", spec="map.db") as editor:
        (pages,) = editor.connection.execute("pragma page_count").fetchone()
        editor.connection.execute(f"pragma max_page_count = {pages}")
        with pytest.raises(StorageError, match="the disk is full; nothing was written to"), editor.edit() as edit:
            edit.put(Statement(id="n", is_a="claim", text="long " * 10_000))
    assert [to_entry(thing) for thing in open_map(str(map_db), print).whole().things.values()] == before


def test_two_first_runs_at_once_agree_on_one_map(home: Path) -> None:
    words = [sys.executable, "-m", "argmap", "add", "claim", "--title"]
    running = [
        subprocess.Popen([*words, f"From run {n}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for n in range(4)
    ]
    answers = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0] * 4, answers
    assert sorted(out for out, _ in answers) == [f"from-run-{n}\n" for n in range(4)]
    assert sum("made your own map" in err for _, err in answers) == 1
    store = open_map(None, print)
    assert {hit.id for hit in store.search("from run")} >= {f"from-run-{n}" for n in range(4)}
    store.close()


def test_reading_leaves_nothing_beside_a_map(run: Run, tmp_path: Path) -> None:
    path = database(tmp_path / "map.db", EXAMPLE)
    assert run("-m", path, "trace", "clean-water").status == 0
    assert run("-m", path, "log").status == 0
    assert sorted(file.name for file in path.parent.iterdir()) == ["map.db", "map.db.lock", "map.db.lock-turn"]
