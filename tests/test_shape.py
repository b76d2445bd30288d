"""A database from somebody else that carries anything which argmap does not make is refused, and left untouched."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from conftest import EXAMPLE, Run, database
from test_store_safety import spoil, untouched

from argmap.errors import NotAMapError
from argmap.store.editing import Editor
from argmap.store.opening import open_database
from argmap.store.rows import APPLICATION_ID, SCHEMA_VERSION
from argmap.store.shape import SHAPES, Object, expected, kept, made, oddity


def test_the_shapes_kept_are_what_the_migrations_make() -> None:
    for version in range(1, SCHEMA_VERSION + 1):
        assert sorted(expected(version)) == sorted(made(version)), version
    assert json.loads(SHAPES.read_text(encoding="utf-8"))["newest"] == SCHEMA_VERSION, (
        "write argmap.store.shape.kept(SCHEMA_VERSION) to argmap/store/shapes.json"
    )
    assert SHAPES.read_text(encoding="utf-8") == kept(SCHEMA_VERSION)


def test_a_version_that_is_not_kept_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = database(tmp_path / "map.db", EXAMPLE)
    (tmp_path / "shapes.json").write_text(kept(SCHEMA_VERSION - 1))
    monkeypatch.setattr("argmap.store.shape.SHAPES", tmp_path / "shapes.json")
    open_database(path).close()


def forge(path: Path, *statements: str) -> None:
    """Write to the schema of a database past SQLite's own checks."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma writable_schema = on")
        for sql in statements:
            connection.execute(sql)
        (version,) = connection.execute("pragma schema_version").fetchone()
        connection.execute(f"pragma schema_version = {version + 1}")


SWALLOW = "create trigger sqlite_gone after insert on thing begin delete from thing where pk = new.pk; end"


def altered(name: str, old: str, new: str) -> str:
    """The statement that puts something else into the SQL of an object."""
    quoted = [text.replace("'", "''") for text in (old, new, name)]
    return "update sqlite_schema set sql = replace(sql, '{}', '{}') where name = '{}'".format(*quoted)


def smuggled(type_: str, name: str, sql: str) -> str:
    """The statement that adds an object which SQLite would not make under this name."""
    table = "thing" if type_ == "trigger" else name
    return f"insert into sqlite_schema values ('{type_}', '{name}', '{table}', 0, '{sql}')"


FORGED = {
    "a trigger of SQLite's own name": (
        [smuggled("trigger", "sqlite_gone", SWALLOW)],
        "has a trigger 'sqlite_gone', which argmap never makes",
    ),
    "a view of SQLite's own name": (
        [smuggled("view", "sqlite_v", "create view sqlite_v as select 1")],
        "has a view 'sqlite_v', which argmap never makes",
    ),
    "two blanks": (
        [smuggled("table", "v", "create  virtual table v using fts5vocab(thing_fts, row)")],
        "has a virtual table 'v', which argmap never makes",
    ),
    "a comment": (
        [smuggled("table", "v", "create/**/virtual table v using dbstat")],
        "has a virtual table 'v', which argmap never makes",
    ),
    "a generated column": (
        [altered("thing", '"file" INTEGER', '"x" TEXT AS (upper("id")), "file" INTEGER')],
        "has no table 'thing' as argmap makes it",
    ),
    "a check": (
        [altered("setting", '"value" TEXT', '"value" TEXT CHECK (1)')],
        "has no table 'setting' as argmap makes it",
    ),
    "another rule for a row that is there": (
        [altered("setting", "TEXT PRIMARY KEY", "TEXT PRIMARY KEY ON CONFLICT IGNORE")],
        "has no table 'setting' as argmap makes it",
    ),
    "a quoted word": (
        [altered("edge", "source integer not null", 'source integer "not null"')],
        "has no table 'edge' as argmap makes it",
    ),
    "an index on what a table works out": (
        ["create index odd on thing (upper(title))"],
        "has an index 'odd', which argmap never makes",
    ),
    "an index less": (["drop index idx_thing_kind"], "has no index 'idx_thing_kind' as argmap makes it"),
    "another index": (
        ["drop index idx_thing_kind", "create index idx_thing_kind on thing (title)"],
        "has no index 'idx_thing_kind' as argmap makes it",
    ),
    "statistics": (["analyze"], "has a table 'sqlite_stat1', which argmap never makes"),
    "an older version's number": (["pragma user_version = 1"], "has a table 'journal', which argmap never makes"),
    "no version": (["pragma user_version = 0"], "has a table 'journal', which argmap never makes"),
}  # fmt: skip


@pytest.mark.parametrize("words", [["show", "clean-water"], ["set", "clean-water", "title=Water"], ["doctor"]])
@pytest.mark.parametrize("what", FORGED)
def test_what_our_migrations_do_not_make_is_refused_untouched(
    run: Run, map_db: Path, what: str, words: list[str]
) -> None:
    statements, told = FORGED[what]
    forge(map_db, *statements)
    with untouched(map_db):
        answer = run("-m", map_db, *words)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == f"argmap: '{map_db}' {told}; it is left untouched\n"


def test_a_database_with_nothing_in_it_is_no_map(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    spoil(path, f"pragma application_id = {APPLICATION_ID}")
    answer = run("-m", path, "find", "x")
    assert (
        answer.err == f"argmap: '{path}' has no table '_sqlite_migrations' as argmap makes it; it is left untouched\n"
    )


def test_an_old_map_that_claims_what_was_never_done_is_not_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for each in made(1):
            if not each.name.startswith(("sqlite_", "thing_fts_")):
                connection.execute(each.sql)
        for name in ("1-things", "2-journal"):
            connection.execute("insert into _sqlite_migrations values (null, 'argmap', ?, '')", [name])
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute("pragma user_version = 1")
    with untouched(path), pytest.raises(NotAMapError, match="has no table 'journal' as argmap makes it"):
        Editor(path, who="x")


@pytest.mark.parametrize(
    "how",
    [
        lambda sql: " ".join(sql.split()),
        lambda sql: sql.replace('"', "`"),
        lambda sql: sql.replace("INTEGER", "integer").replace("CREATE", "Create"),
        lambda sql: sql.replace(" (", " /* made by hand */ (\n-- like this\n"),
    ],
)
def test_what_sql_does_not_distinguish_is_the_same(how, map_db: Path) -> None:  # type: ignore[no-untyped-def]
    ours = [each for each in expected(SCHEMA_VERSION) if each.sql]
    assert [each._replace(sql=how(each.sql)).normal for each in ours] == [each.normal for each in ours]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("role = 5", 'role = "5"'),
        ("role = 5", "role = '5'"),
        ('"key" text', '"key text"'),
        ("a text", "a, text"),
        ("'A'", "'a'"),
        ('"a""b"', '"a" "b"'),
        ("x /* unended", "x 'unended"),
        ("\u00a0x", "x"),
    ],
)
def test_what_sql_distinguishes_is_not_the_same(one: str, other: str) -> None:
    assert Object("table", "t", "t", one).normal != Object("table", "t", "t", other).normal


def test_a_map_that_was_filled_edited_and_imported_into_is_as_our_migrations_make_it(map_db: Path, run: Run) -> None:
    assert run("-m", map_db, "import", "shipped").status == 0
    assert run("-m", map_db, "undo").status == 0
    with closing(open_database(map_db)) as store:
        assert oddity(store.connection, SCHEMA_VERSION) == ""
        assert sorted(expected(SCHEMA_VERSION)) == sorted(made(SCHEMA_VERSION))
