"""The index of words: what it holds, how it is kept, and how a text is looked for in it.

`thing_fts` has the terms of every thing's title, id and text (see `argmap.folding`), without copies of the texts.
`word` has each of its words once, so that those with a text inside them are found without another index: a language
has few words, however large the map. No triggers keep them up to date: SQLite refuses those where the schema of a file
is not trusted, and that of a map from somebody else must not be. Whatever writes a thing writes its words.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final, NamedTuple, Self

from argmap.errors import DamagedMapError
from argmap.folding import Run, all_terms, indexed, runs, spelled, terms, words
from argmap.store.rows import LIVE, SEARCHED

RANKED: Final = 500
"""How many hits of a search are ranked at the most; ranking every hit of a common word takes seconds."""

WITHIN: Final = 300
"""How many words are looked for that have a text inside them, the shortest first."""

DIGESTED: Final = ("position", "quote")
"""The kinds of thing whose ids are made from a digest: these are no words."""

_COLUMNS: Final = ", ".join(SEARCHED)

_TERMS: Final = ", ".join(
    f"iif({column} = '', '', indexed({column}))"
    for column in ("t.title", f"iif(t.kind in {DIGESTED}, '', t.id)", "t.text")
)


class Found(NamedTuple):
    """One thing that has the words: its key, and what is shown of it."""

    key: int
    id: str
    kind: str
    title: str


# --- keeping it ---


def make_index(connection: sqlite3.Connection) -> None:
    """Make the tables, which are empty then."""
    connection.execute(f"create virtual table thing_fts using fts5({_COLUMNS}, content='', tokenize='ascii')")
    connection.execute("create table word (word text primary key not null) without rowid")


def index_all(connection: sqlite3.Connection) -> None:
    """Fill the empty index with all things."""
    _indexing(connection)
    connection.execute(f"insert into thing_fts (rowid, {_COLUMNS}) select t.pk, {_TERMS} from thing t")
    connection.execute("create virtual table temp.term using fts5vocab('main', 'thing_fts', 'row')")
    try:
        listed = connection.execute("select term from temp.term where term not glob '[0-9]*'")
        connection.executemany("insert into word values (?)", ([term] for (term,) in listed if is_word(term)))
    finally:
        connection.execute("drop table temp.term")


def is_word(term: str) -> bool:
    """Whether a term of the index is a word whose inside is looked through."""
    return next(runs(term)).kind == "word"


def index(connection: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Index the things of these keys, which are in the map and not in the index."""
    _indexing(connection)
    listed = json.dumps(list(keys))
    connection.execute(
        f"""
        insert into thing_fts (rowid, {_COLUMNS})
        select t.pk, {_TERMS} from json_each(?) j cross join thing t on t.pk = j.value
        """,
        [listed],
    )
    sql = "insert or ignore into word select value from json_each(?)"
    connection.execute(sql, [json.dumps(sorted(_words(connection, listed)))])


def unindex(connection: sqlite3.Connection, keys: Iterable[int]) -> set[str]:
    """Take the things of these keys, which are still in the map, out of the index; give their words."""
    _indexing(connection)
    listed = json.dumps(list(keys))
    found = _words(connection, listed)
    connection.execute(
        f"""
        insert into thing_fts (thing_fts, rowid, {_COLUMNS})
        select 'delete', t.pk, {_TERMS} from json_each(?) j cross join thing t on t.pk = j.value
        """,
        [listed],
    )
    return found


def forget(connection: sqlite3.Connection, gone: Iterable[str]) -> None:
    """Take those of some words out of the list of words that nothing has any more."""
    sql = "delete from word where word = ?1 and not exists (select 1 from thing_fts where thing_fts match ?2)"
    connection.executemany(sql, ((word, _quoted(word)) for word in gone))


def out_of_step(connection: sqlite3.Connection) -> str:
    """What the index has otherwise than the things do; nothing where it agrees.

    Both sides are summed up, as the index has no copy of what it was made from. Needs a connection that may write.
    """
    wanted = listed = 0
    names: set[str] = set()
    for key, kind, *texts in connection.execute(f"select pk, kind, {_COLUMNS} from thing"):
        if kind in DIGESTED:
            texts[SEARCHED.index("id")] = ""
        for column, text in zip(SEARCHED, texts, strict=True):
            if isinstance(text, str):
                wanted += sum(hash((term, key, column)) for term in all_terms(text))
    connection.execute("create virtual table temp.term using fts5vocab('main', 'thing_fts', 'instance')")
    try:
        for row in connection.execute("select term, doc, col from temp.term"):
            listed += hash(row)
            names.add(row[0])
    finally:
        connection.execute("drop table temp.term")
    if wanted != listed:
        return "it has other words than the things"
    listed_words = {word for (word,) in connection.execute("select word from word")}
    return "" if listed_words == set(filter(is_word, names)) else "its list of words is another"


def _indexing(connection: sqlite3.Connection) -> None:
    # What is no text, in a map that something else has changed, has no words.
    connection.create_function(
        "indexed", 1, lambda text: indexed(text) if isinstance(text, str) else "", deterministic=True
    )


def _words(connection: sqlite3.Connection, keys: str) -> set[str]:
    sql = "select t.kind, t.title, t.text, t.id from json_each(?) j cross join thing t on t.pk = j.value"
    found: set[str] = set()
    for kind, *texts, id_ in connection.execute(sql, [keys]):
        if kind not in DIGESTED:
            texts.append(id_)
        found.update(word for text in texts if isinstance(text, str) for word in words(text))
    return found


# --- looking for something in it ---

READ: Final = 2_000
"""How many characters of a text are looked for."""

_TITLE: Final = 1_000
"""How much of a title is compared with the text that is looked for."""


class Sought(NamedTuple):
    """What is looked for: each word of a text as its runs, and as it is spelled in what it is looked for in."""

    words: tuple[tuple[Run, ...], ...]
    spellings: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """What a text looks for; what is in no word is left out."""
        found = [word for word in text[:READ].split() if any(runs(word))]
        return cls(tuple(tuple(runs(word)) for word in found), tuple(map(spelled, found)))


def by_words(sought: Sought) -> str:
    """The expression for what has all words, the last one as a beginning."""
    *before, last = sought.words
    return " AND ".join([*(_phrase(word, prefix=False) for word in before), _phrase(last, prefix=True)])


def by_insides(connection: sqlite3.Connection, sought: Sought) -> str:
    """The expression for what has each word somewhere, also inside others; empty where nothing can have them all."""
    most = WITHIN // len(sought.words)
    parts = [_inside(connection, word, most) for word in sought.words]
    joined = [part[0] if len(part) == 1 else f"({' OR '.join(part)})" for part in parts if part]
    return " AND ".join(joined) if all(parts) else ""


def by_title(title: str) -> str:
    """The expression for titles that are a title, or begin with its words; empty where it has none."""
    found = tuple(runs(title))
    return f"title : ^ {_phrase(found, prefix=False)}" if found else ""


def look_up(
    connection: sqlite3.Connection, expression: str, sought: Sought, kinds: Collection[str] | None, *, scored: bool
) -> list[Found]:
    """The things of these kinds (None: all) that an expression finds, best first.

    Titles that begin so come first, then statements before the arguments about them. `scored`: then by how much the
    words say, weighed over the whole map (bm25); else those that have all of it in the title.
    """
    score = "bm25(thing_fts, 10.0, 8.0, 1.0)" if scored else "0"
    wanted, of_kinds = "", ""
    if kinds is not None:
        wanted = " cross join thing k on k.pk = thing_fts.rowid"
        of_kinds = f" and k.kind in ({','.join('?' * len(kinds))})"
    sql = f"""
        select t.pk, t.id, t.kind, t.title, f.score from (
            select thing_fts.rowid as pk, {score} as score from thing_fts{wanted}
            where thing_fts match ?{of_kinds} limit ?
        ) f cross join thing t on t.pk = f.pk where {LIVE}
    """
    rows = connection.execute(sql, (expression, *(kinds or ()), RANKED)).fetchall()
    if not all(isinstance(value, str) for row in rows for value in row[1:4]):
        raise DamagedMapError("the map is damaged: what was found cannot be read")
    begins = " ".join(sought.spellings)

    def order(row: tuple[Any, ...]) -> tuple[Any, ...]:
        key, _, kind, title, score = row
        said = "" if scored and _begins_otherwise(title, begins) else spelled(title[:_TITLE])
        if not scored:
            score = not all(spelling in said for spelling in sought.spellings)
        return not said.startswith(begins), kind in DIGESTED, kind == "argument", score, key

    return [Found(*row[:4]) for row in sorted(rows, key=order)]


def _begins_otherwise(title: str, begins: str) -> bool:
    """Whether the first letter tells that a title does not begin so, which spares folding it."""
    first = title[:1].lower()
    return "a" <= first <= "z" and first != begins[0]


def _phrase(word: Sequence[Run], *, prefix: bool) -> str:
    """The terms of a word one after another. What is written without blanks may go on; so may the rest, as a prefix."""
    *before, (kind, text) = word
    last = terms(kind, text)
    if kind == "unspaced":
        prefix = len(last) == 1
        last = last[:-1] or last
    said = [*(term for run in before for term in terms(*run)), *last]
    return _quoted(" ".join(said)) + "*" * prefix


def _inside(connection: sqlite3.Connection, word: Sequence[Run], most: int) -> list[str]:
    """The phrases that begin, or are, with a word in which the beginning of this one is."""
    (kind, text), *rest = word
    if kind != "word":
        return [_phrase(word, prefix=True)]
    where = "substr(word, -length(?1)) = ?1" if rest else "instr(word, ?1)"
    sql = f"select word from word where {where} order by length(word), word limit ?2"
    found = connection.execute(sql, (text, most)).fetchall()
    return [_phrase([Run(kind, longer), *rest], prefix=bool(rest)) for (longer,) in found]


def _quoted(text: str) -> str:
    return f'"{text}"'
