"""What the journal keeps and restores: things, what files say of themselves, settings, each as one record.

A record's name says what it is: an id, `/` and a file's name, or `=` and a setting's key. Here is the one place
that writes and removes them one by one, and keeps `edge` and the full-text index in step.
"""

from __future__ import annotations

import gc
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, Final, NamedTuple, Self, cast

from argmap.errors import BusyMapError, DamagedMapError
from argmap.model import Kind, MapFile, Reference, Thing, references
from argmap.store.rows import LIVE, ROLE_NUMBERS, decode, encode
from argmap.store.search import forget, index, unindex

FILE: Final = "/"
SETTING: Final = "="
MODULUS: Final = 1 << 128

_THING: Final = f"""
    select t.pk, t.kind, t.title, t.text, t.body, ifnull((select f.name from file f where f.pk = t.file), '')
    from thing t where t.id = ? and {LIVE}
"""


class Record(NamedTuple):
    """One thing (kind, title, text, body, file), file (title, text, note) or setting (value), and its key."""

    name: str
    key: int
    fields: tuple[str, ...]

    @classmethod
    def read(cls, name: Any, key: Any, fields: Iterable[Any]) -> Self:
        """The record in a row. Raises DamagedMapError where it is none that argmap writes."""
        fields = tuple(fields)
        length = {FILE: 3, SETTING: 1}.get(name[:1], 5) if isinstance(name, str) and name else 0
        types = {type(field) for field in fields}
        if len(fields) != length or types != {str} or type(key) is not int or not 0 <= key < 1 << 62:
            raise DamagedMapError(f"the map is damaged: {name!r} cannot be read")
        return cls(name, key, fields)

    @property
    def is_thing(self) -> bool:
        """Whether this is a thing, no file and no setting."""
        return self.name[0] not in (FILE, SETTING)

    @property
    def thing(self) -> Thing | None:
        """The thing that this is, None where it is none. Raises DamagedMapError where it cannot be read."""
        if not self.is_thing:
            return None
        return decode(self.name, cast(Kind, self.fields[0]), *self.fields[1:4])


def thing_record(thing: Thing, key: int, file: str) -> Record:
    """The record of a thing that is, or will be, in the row of this key; `file` is empty where it is from none."""
    return Record(thing.id, key, (*encode(thing)[1:], file))


def file_record(file: MapFile, key: int) -> Record:
    """The record of what a file says of itself."""
    return Record(FILE + file.name, key, tuple(file[1:]))


def digest(name: str, fields: Iterable[str]) -> int:
    """A number that stands for a record; the sum of all, modulo 2**128, stands for the map's state.

    A sum takes one record out and another in without looking at the rest (an incremental multiset hash, as in
    Bellare and Micciancio 1997; it guards against faults, not against forgers).
    """
    return int.from_bytes(blake2b("\0".join((name, *fields)).encode(errors="surrogatepass"), digest_size=16).digest())


def digest_of(record: Record | None) -> int:
    """The digest of a record; 0 where there is none."""
    return digest(record.name, record.fields) if record else 0


def present(connection: sqlite3.Connection, name: str) -> Record | None:
    """The record of this name as it stands in the map, if it does."""
    if name.startswith(FILE):
        row = connection.execute("select pk, title, text, note from file where name = ?", [name[1:]]).fetchone()
    elif name.startswith(SETTING):
        row = connection.execute("select 0, value from setting where key = ?", [name[1:]]).fetchone()
    else:
        row = connection.execute(_THING, [name]).fetchone()
    return Record.read(name, row[0], row[1:]) if row else None


def all_records(connection: sqlite3.Connection) -> Iterator[Record]:
    """Every record of the map."""
    yield from _things(connection, LIVE)
    heads = connection.execute("select name, pk, title, text, note from file where name not glob '/*'")
    for name, key, *fields in heads:
        yield Record.read(FILE + str(name), key, fields)
    for name, *fields in connection.execute("select key, value from setting"):
        yield Record.read(SETTING + str(name), 0, fields)


def staged(connection: sqlite3.Connection, first: int, last: int) -> Iterator[Record]:
    """The things in a range of keys that an import has staged."""
    return _things(connection, f"t.pk between {int(first)} and {int(last)}")


def remove_edges(connection: sqlite3.Connection, records: Iterable[Record]) -> None:
    """Forget the mentions that things make."""
    things = [(record, thing) for record in records if (thing := record.thing)]
    connection.executemany("delete from edge where target = ? and role = ? and source = ?", _edges(connection, things))


def remove_unlinked(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Take away staged things that have no edges yet."""
    keys = connection.execute("select pk from thing where pk between ? and ?", (first, last)).fetchall()
    words = unindex(connection, [key for (key,) in keys])
    connection.execute("delete from thing where pk between ? and ?", (first, last))
    forget(connection, words)


def in_range(connection: sqlite3.Connection, first: int, last: int) -> Iterator[Record]:
    """The things whose keys are in a range, both ends included."""
    return _things(connection, f"t.pk between {int(first)} and {int(last)} and {LIVE}")


def _things(connection: sqlite3.Connection, where: str) -> Iterator[Record]:
    rows = connection.execute(
        f"""
        select t.id, t.pk, t.kind, t.title, t.text, t.body, ifnull(f.name, '')
        from thing t left join file f on f.pk = t.file where {where}
        """
    )
    for name, key, *fields in rows:
        yield Record.read(name, key, fields)


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: rows hold no circles, and looking for some takes a fifth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def replace_all(connection: sqlite3.Connection, changes: Sequence[tuple[Record | None, Record | None]]) -> None:
    """Put each second record in the place of the first; None: it is not there.

    Raises BusyMapError where an import under way is bringing in a thing of the same id.
    """
    olds = [old for old, _ in changes if old]
    news = [new for _, new in changes if new]
    old_things = [old for old in olds if old.is_thing]
    new_things = [(new, thing) for new in news if (thing := new.thing)]
    # Mentions are taken back while all that is mentioned is still there, and made when all of it is there again.
    remove_edges(connection, old_things)
    words = unindex(connection, [old.key for old in old_things])
    staying = {new.name for new in news}
    for new in news:
        if new.name.startswith(FILE):
            values = (new.name[1:], *new.fields, new.key)
            sql = "update file set name = ?, title = ?, text = ?, note = ? where pk = ?"
            if not connection.execute(sql, values).rowcount:
                connection.execute("insert into file (name, title, text, note, pk) values (?, ?, ?, ?, ?)", values)
        elif new.name.startswith(SETTING):
            connection.execute("insert or replace into setting values (?, ?)", (new.name[1:], *new.fields))
    connection.executemany("delete from thing where pk = ?", ([old.key] for old in old_things))
    for old in olds:
        if old.name not in staying and old.name.startswith(FILE):
            connection.execute("delete from file where pk = ?", [old.key])
        elif old.name not in staying and old.name.startswith(SETTING):
            connection.execute("delete from setting where key = ?", [old.name[1:]])
    files = file_keys(connection)
    add_things(connection, [(new.key, new.name, *new.fields[:4], files.get(new.fields[4])) for new, _ in new_things])
    forget(connection, words)
    connection.executemany(
        "insert or ignore into edge (target, role, source) values (?, ?, ?)", _edges(connection, new_things)
    )


def add_things(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows (key, id, kind, title, text, body, file's key) of things, with their words but not their edges."""
    try:
        connection.executemany(
            "insert into thing (pk, id, kind, title, text, body, file) values (?, ?, ?, ?, ?, ?, ?)", rows
        )
    except sqlite3.IntegrityError:
        raise BusyMapError("somebody else is bringing in a thing of the same id; nothing was written") from None
    index(connection, [row[0] for row in rows])


def next_file_key(connection: sqlite3.Connection) -> int:
    """The first key that was never given to a file; an undone import may come back under its own."""
    (highest,) = connection.execute(
        """
        select max(
            (select ifnull(max(pk), 0) from file),
            (select ifnull(max(key), 0) from change where name >= '/' and name < '0')
        )
        """
    ).fetchone()
    return int(highest) + 1


def file_keys(connection: sqlite3.Connection) -> dict[str, int]:
    """The key of each file by its name."""
    return dict(connection.execute("select name, pk from file").fetchall())


def _edges(connection: sqlite3.Connection, things: Iterable[tuple[Record, Thing]]) -> Iterator[tuple[int, int, int]]:
    """The edges (target, role, source) of the mentions that things make."""
    mentions: list[tuple[int, Reference]] = [
        (record.key, reference) for record, thing in things for reference in references(thing)
    ]
    keys = keys_of(connection, {reference.id for _, reference in mentions})
    for source, (role, id_) in mentions:
        if id_ not in keys:
            raise DamagedMapError(f"the map is damaged: something mentions {id_!r} ({role}), which is not there")
        yield keys[id_], ROLE_NUMBERS[role], source


def keys_of(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, int]:
    """The key of each of these ids that the map has."""
    sql = "select t.id, t.pk from json_each(?) j cross join thing t on t.id = j.value"
    return dict(connection.execute(sql, [json.dumps([id_ for id_ in ids if id_.isascii()])]).fetchall())
