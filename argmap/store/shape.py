"""What a map's database is made of, at each version of the schema: every object, by the SQL that made it.

A schema can act by itself (triggers, views, generated columns, virtual tables), under any name. So nothing is looked
for that might be harmful; what is not as our own migrations make it is foreign.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from argmap.text import an

SHAPES: Final = Path(__file__).with_name("shapes.json")
"""What the migrations make, one object a line, with the first and the last version that has it.

Kept because running them takes longer (with sqlite-utils 150 ms) than a question does. A version that is not in it is
made in memory; a test says that it must be added, and that nothing in it has changed.
"""


class Object(NamedTuple):
    """A row of a database's schema; of what SQLite makes itself for a key there is no SQL."""

    type: str
    name: str
    table: str
    sql: str

    @property
    def kind(self) -> str:
        """What it is, for the user."""
        return "virtual table" if _plain(self.sql).startswith("create virtual") else self.type

    @property
    def normal(self) -> Object:
        """The same, less what SQL does not distinguish."""
        return self._replace(sql=_plain(self.sql))


def objects(connection: sqlite3.Connection) -> list[Object]:
    """Everything in the schema of a database, SQLite's own included, in the order in which it stands there."""
    rows = connection.execute("select type, name, tbl_name, ifnull(sql, '') from sqlite_schema order by rowid")
    return [Object(*map(str, row)) for row in rows]


def oddity(connection: sqlite3.Connection, version: int) -> str:
    """What is not as argmap makes it at this version of the schema, in words; nothing where all is."""
    found, wanted = objects(connection), expected(max(version, 1))
    if sorted(found) == sorted(wanted):  # as good as always
        return ""
    theirs, ours = [each.normal for each in found], [each.normal for each in wanted]
    names = {each[:2] for each in ours}
    for each in theirs:
        if each not in ours and each[:2] not in names:
            return f"has {an(each.kind)} {each.name!r}, which argmap never makes"
    for each in [*ours, *theirs]:
        if each not in theirs or each not in ours:
            return f"has no {each.type} {each.name!r} as argmap makes it"
    if len(theirs) != len(set(theirs)):
        return "has something twice in its schema, which argmap never makes"
    return ""


def expected(version: int) -> list[Object]:
    """What a map has at a version of the schema."""
    with SHAPES.open(encoding="utf-8") as file:
        shapes = json.load(file)
    if version <= shapes["newest"]:
        return [Object(*rest) for first, last, *rest in shapes["objects"] if first <= version <= (last or version)]
    return made(version)


def made(version: int) -> list[Object]:
    """What our migrations make up to a version, in memory."""
    from sqlite_utils import Database  # 60 ms

    from argmap.store.schema import migrations

    database = Database(memory=True)
    later = [each.name for each in migrations.pending(database) if int(each.name.partition("-")[0]) > version]
    migrations.apply(database, stop_before=later)
    found = objects(database.conn)
    database.close()
    return found


def kept(newest: int) -> str:
    """The text of `SHAPES` for the versions up to this one."""
    spans: dict[Object, list[int]] = {}
    for version in range(1, newest + 1):
        for each in made(version):
            spans.setdefault(each, []).append(version)
    rows = [[span[0], span[-1] if span[-1] < newest else None, *each] for each, span in spans.items()]
    lines = ",\n".join(f"  {json.dumps(row)}" for row in rows)
    return f'{{\n "newest": {newest},\n "objects": [\n{lines}\n ]\n}}\n'


_TOKEN: Final = r"""
    (?P<space> [ \t\n\f\r]+ | --[^\n]* | /\*.*?(?:\*/|\Z) )
    | "(?P<quoted>(?:[^"]|"")*)" | \[(?P<bracketed>[^]]*)\] | `(?P<ticked>(?:[^`]|``)*)`
    | (?P<word>[A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]*)
    | (?P<other>'(?:[^']|'')*' | \d+ | .)
    """
"""A token of SQL; compiled (5 ms) only where a schema is not to the letter what our migrations make."""

_WORDS: Final = frozenset(
    """create table virtual using index unique on primary key not null references deferrable initially deferred without
    rowid where integer text blob real""".split()  # noqa: SIM905  # a list would be a screen of quotation marks
)
"""The words of SQL in what our migrations make; any other bare word is a name."""


def _plain(sql: str) -> str:
    """SQL with one space between two words, words in lower case, and every name in double quotes."""
    return " ".join(_tokens(sql))


def _tokens(sql: str) -> Iterator[str]:
    for found in re.finditer(_TOKEN, sql, re.VERBOSE | re.DOTALL):
        kind = found.lastgroup or ""
        text = found[kind]
        if kind == "space":
            continue
        if kind == "other" or (kind == "word" and text.lower() in _WORDS):
            yield text.lower() if kind == "word" else text
        else:
            yield f'"{text.lower()}"'
