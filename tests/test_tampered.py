"""Databases in which somebody has written what argmap never does: one line, whatever is asked, and no traceback."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from conftest import Run

from argmap.edits.adding import add, assign
from argmap.store.editing import Editor

VALUES = [None, -1, 2**62, "x", b"\xff\x00", "[null]", "[" * 10_000]

COLUMNS = [
    ("journal", column)
    for column in ("at", "who", "act", "of", "files", "undoable", "redoable", "below", "last_key", "state")
] + [
    *(("change", column) for column in ("name", "key", "before")),
    *(("arrival", column) for column in ("first", "last")),
    *(("file", column) for column in ("name", "title")),
    *(("thing", column) for column in ("id", "kind", "title", "body", "file")),
    *(("staging", column) for column in ("first", "last", "linked")),
    ("edge", "role"),
]

COMMANDS = (
    ["log"],
    ["log", "boil-it", "--json"],
    ["undo"],
    ["redo"],
    ["doctor"],
    ["set", "boil-it", "title=Other"],
    ["rm", "boil-it", "--cascade"],
    ["capture", '"New" -> clean-water ?boil-it'],
    ["trace", "clean-water"],
    ["export"],
)


@pytest.fixture
def history(map_db: Path) -> Path:
    """A map with something to undo and something to redo, and what an import has left."""
    with Editor(map_db, who="x") as editor:
        for title in ("one", "two"):
            with editor.edit() as edit:
                add(edit, "claim", title, {"title": title})
        with editor.edit() as edit:
            assign(edit, "boil-it", ["title=Boiling"])
        editor.undo()
    with closing(sqlite3.connect(map_db, isolation_level=None)) as connection:
        connection.execute("insert into staging values (900, 901, 0)")
    return map_db


@contextmanager
def permissive(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a map whose columns take any value; its schema is as it was when it is left."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma writable_schema = on")
        schema = connection.execute("select sql, rowid from sqlite_schema").fetchall()
        connection.execute(
            "update sqlite_schema set sql = replace(replace(sql, 'NOT NULL', ''), 'not null', '')"
            " where type = 'table' and sql not like '%without rowid%' and name not like 'thing_fts%'"
        )
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            yield connection
    finally:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("pragma writable_schema = on")
            connection.executemany("update sqlite_schema set sql = ? where rowid = ?", schema)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_tampered_row_is_told_in_one_line(run: Run, history: Path, tmp_path: Path, table: str, column: str) -> None:
    tampered, copy = tmp_path / "tampered.db", tmp_path / "copy.db"
    which = {
        "journal": "where pk = (select max(pk) from journal)",
        "change": "where name = 'boil-it'",
        "thing": "where id = 'boil-it'",
    }.get(table, "")
    for value in VALUES:
        shutil.copy(history, tampered)
        try:
            with permissive(tampered) as connection:
                connection.execute(f"update or replace {table} set {column} = ? {which}", [value])
        except sqlite3.IntegrityError:
            continue  # no such value can stand there
        for words in COMMANDS:
            shutil.copy(tampered, copy)
            answer = run("-m", copy, *words)
            assert answer.status in (0, 1, 2), (value, words)
            if answer.status == 2:
                assert answer.err.startswith("argmap: "), (value, words)
                assert answer.err.count("\n") == 1, (value, words)
                assert "left untouched" not in answer.err, (value, words)  # it is read, not refused at the door
