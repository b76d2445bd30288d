"""The tables of a map, as numbered migrations through sqlite-utils.

Imported only where a map is made, filled or brought up to date: sqlite-utils takes longer to import than a
reading command takes altogether.
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database, Migrations

from argmap.store.rows import APPLICATION_ID, SCHEMA_VERSION

migrations: Final = Migrations("argmap")

SEARCHED: Final = ("title", "id", "text")
"""The columns that `find` looks into."""

_LISTED: Final = ", ".join(SEARCHED)


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
    index_texts(db)


def prepare(db: Database) -> None:
    """Bring a new or older map up to date: apply what is pending and stamp the header."""
    migrations.apply(db)
    db.conn.execute(f"pragma application_id = {APPLICATION_ID}")
    db.conn.execute(f"pragma user_version = {SCHEMA_VERSION}")


def index_texts(db: Database) -> None:
    """Make the full-text index anew from all things.

    No triggers keep it up to date: SQLite refuses them where the schema of a file is not trusted, and that of a
    map from somebody else must not be. Whatever writes a thing calls `add_text` and `remove_text`.
    """
    db.table("thing").enable_fts(SEARCHED, tokenize="unicode61 remove_diacritics 2")


def add_text(db: Database, key: int) -> None:
    """Let a thing be found that has been written."""
    db.conn.execute(f"insert into thing_fts (rowid, {_LISTED}) select pk, {_LISTED} from thing where pk = ?", [key])


def remove_text(db: Database, key: int) -> None:
    """Let a thing no more be found that is about to be changed or removed; to be called before it is."""
    db.conn.execute(
        f"insert into thing_fts (thing_fts, rowid, {_LISTED}) select 'delete', pk, {_LISTED} from thing where pk = ?",
        [key],
    )
