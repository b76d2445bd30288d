"""The tables of a map, as numbered migrations through sqlite-utils.

Imported only where a map is made, filled or brought up to date: sqlite-utils takes longer to import than a
reading command takes altogether.
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database, Migrations

from argmap.store.journal import begin_journal
from argmap.store.rows import APPLICATION_ID, ROLE_NUMBERS, SCHEMA_VERSION, SEARCHED
from argmap.store.search import index_all, make_index

migrations: Final = Migrations("argmap")


@migrations(name="1-things")
def _things(db: Database) -> None:
    db.create_table(
        "file",
        {"pk": int, "name": str, "title": str, "text": str, "note": str},
        pk="pk",
        not_null={"name", "title", "text", "note"},
    ).create_index(["name"], unique=True)
    db.create_table("setting", {"key": str, "value": str}, pk="key", not_null={"value"})
    things = db.create_table(
        "thing",
        {"pk": int, "id": str, "kind": str, "title": str, "text": str, "body": str, "file": int},
        pk="pk",
        not_null={"id", "kind", "title", "text", "body"},
        foreign_keys=[("file", "file", "pk")],
    )
    things.create_index(["id"], unique=True)
    things.create_index(["kind"])
    # sqlite-utils has no WITHOUT ROWID, and here it halves the table. A foreign key on source would make every
    # deletion scan the table: a thing's own edges are found through its body.
    db.execute(
        """
        create table edge (
            target integer not null references thing(pk) deferrable initially deferred,
            role integer not null,
            source integer not null,
            primary key (target, role, source)
        ) without rowid
        """
    )
    things.enable_fts(SEARCHED, tokenize="unicode61 remove_diacritics 2")


@migrations(name="2-journal")
def _journal(db: Database) -> None:
    db.create_table(
        "journal",
        {
            "pk": int, "at": str, "who": str, "act": str, "of": int, "files": str,
            "undoable": int, "redoable": int, "below": int, "last_key": int, "state": str,
        },
        pk="pk",
        not_null={"at", "who", "act", "files", "last_key", "state"},
    )  # fmt: skip
    db.execute(
        """
        create table change (
            name text not null,
            journal integer not null references journal(pk),
            key integer not null,
            before text,
            primary key (name, journal)
        ) without rowid
        """
    )
    db.table("change").create_index(["journal"])
    db.create_table(
        "arrival", {"journal": int, "first": int, "last": int}, pk="journal", not_null={"first", "last"},
        foreign_keys=[("journal", "journal", "pk")],
    )  # fmt: skip
    db.create_table("staging", {"first": int, "last": int, "linked": int}, not_null={"first", "last", "linked"})
    begin_journal(db.conn, "", "")


@migrations(name="3-unstated")
def _unstated(db: Database) -> None:
    # What is unstated somewhere is listed page by page; a walk over all mentions would take seconds.
    db.execute(f"create index idx_edge_unstated on edge (target) where role = {ROLE_NUMBERS['unstated']}")


@migrations(name="4-exclusive")
def _exclusive(_db: Database) -> None:
    """Nothing is stored otherwise: the number keeps an argmap off that would take a group's members as independent."""


@migrations(name="5-words")
def _words(db: Database) -> None:
    # The index of before is one of SQLite's own words: it finds neither the inside of a word nor `ss` for `ß`.
    db.table("thing").disable_fts()
    make_index(db.conn)
    index_all(db.conn)


def prepare(db: Database) -> None:
    """Bring a new or older map up to date: apply what is pending and stamp the header."""
    migrations.apply(db)
    db.conn.execute(f"pragma application_id = {APPLICATION_ID}")
    db.conn.execute(f"pragma user_version = {SCHEMA_VERSION}")
