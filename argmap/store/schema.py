"""The tables of a map, as numbered migrations through sqlite-utils.

Imported only where a map is made, filled or brought up to date: sqlite-utils takes longer to import than a
reading command takes altogether.
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database, Migrations
from sqlite_utils.db import Table

from argmap.store.rows import APPLICATION_ID, SCHEMA_VERSION

migrations: Final = Migrations("argmap")

SEARCHED: Final = ("title", "id", "text")
"""The columns that `find` looks into."""


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
    things.enable_fts(SEARCHED, tokenize="unicode61 remove_diacritics 2", create_triggers=True)


def prepare(db: Database) -> None:
    """Bring a new or older map up to date: apply what is pending and stamp the header."""
    migrations.apply(db)
    db.conn.execute(f"pragma application_id = {APPLICATION_ID}")
    db.conn.execute(f"pragma user_version = {SCHEMA_VERSION}")


def things_table(db: Database) -> Table:
    """The table of things."""
    return db.table("thing")
