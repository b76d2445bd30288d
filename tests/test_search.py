"""Search finds what stands in a title, an id or a text, in any script: words first, then the middle of words."""

from __future__ import annotations

import os
import sqlite3
import unicodedata
from itertools import groupby
from pathlib import Path

import pytest
from conftest import Run, database
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from argmap.folding import INDEXED, fold, spelled
from argmap.model import MapFile, Person, Position, Statement, Thing
from argmap.store import verifying
from argmap.store.editing import Editor
from argmap.store.filling import fill
from argmap.store.reading import Store
from argmap.store.schema import migrations, prepare
from argmap.store.verifying import verify

EXAMPLES = int(os.environ.get("ARGMAP_SEARCH_EXAMPLES", "150"))

TITLES = {
    "proof": "Sicherheitsnachweis fehlt",
    "safety": "Safety first, then speed",
    "unsafe": "An unsafety measure",
    "korea": "大韓民国",
    "bridge": "桥梁安全问题必须解决",
    "robot": "検査ロボットを毎晩走らせる",
    "street": "Die Straße ist frei",
    "cafe": "Ein Café",
    "glued": "GPT4が安全を確認する",
    "wide": "ＡＢＣ試験",
    "thai": "ความปลอดภัยของสะพาน",
    "hindi": "सुरक्षा की जाँच",
    "soft": "Sicher­heits­netz",
    "year": "Since 2019 nothing",
}
"""What things are called, by their ids."""


def stored(*things: Thing) -> Store:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    fill(Database(connection), ((thing, "map.yaml") for thing in things), [MapFile("map.yaml")])
    return Store(connection)


def claim(id_: str, title: str, text: str = "") -> Statement:
    return Statement(id=id_, is_a="claim", title=title, text=text)


@pytest.fixture(scope="module")
def titles() -> Store:
    return stored(*(claim(f"x-{number}", title) for number, title in enumerate(TITLES.values())))


def ids(store: Store, text: str) -> list[str]:
    names = list(TITLES)
    return [names[int(hit.id.removeprefix("x-"))] for hit in store.search(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("民国", ["korea"]),
        ("国", ["korea"]),
        ("安全", ["bridge", "glued"]),
        ("全", ["bridge", "glued"]),
        ("毎晩", ["robot"]),
        ("ロボ", ["robot"]),
        ("ﾛﾎﾞ", ["robot"]),
        ("安全 问题", ["bridge"]),
        ("gpt4が安", ["glued"]),
        ("4が", ["glued"]),
        ("pt4", ["glued"]),
        ("試験", ["wide"]),
        ("abc", ["wide"]),
        ("ปลอด", ["thai"]),
        ("क्ष", ["hindi"]),
        ("nachweis", ["proof"]),
        ("heits", ["proof", "soft"]),
        ("STRASSE", ["street"]),
        ("straße", ["street"]),
        ("ss", ["street"]),
        ("ß", ["street"]),
        ("cafe", ["cafe"]),
        ("afé", ["safety", "unsafe", "cafe"]),
        ("safety", ["safety", "unsafe"]),
        ("afety measure", ["unsafe"]),
        ("measure afety", ["unsafe"]),
        ("since 2019", ["year"]),
        ("20", ["year"]),
        ("19", []),
        ("zebra", []),
        ("fety first", ["safety"]),
        ("y-first", ["safety"]),
        ("y-fist", []),
        ("first,then", ["safety"]),
    ],
)
def test_a_word_is_found_where_it_stands_alone_and_then_inside_others(
    titles: Store, text: str, found: list[str]
) -> None:
    assert ids(titles, text) == found


def test_words_come_before_insides_and_titles_before_texts() -> None:
    store = stored(
        claim("a", "Misalignment of goals"),
        claim("b", "Else", text="what is misaligned"),
        claim("c", "Of what is aligned"),
        claim("d", "Aligned goals"),
    )
    assert [hit.id for hit in store.search("align")] == ["d", "c", "a", "b"]
    store.connection.close()


def test_only_things_of_the_kinds_asked_for_are_found() -> None:
    store = stored(claim("a", "Alignment"), Person(id="b", title="Alice"), claim("c", "Misalignment"))
    assert [hit.id for hit in store.search("ali", kinds=["person"])] == ["b"]
    assert [hit.id for hit in store.search("ali", kinds=["claim"])] == ["a", "c"]
    assert store.search("b", kinds=["claim"]) == []
    store.connection.close()


def test_a_digest_in_an_id_is_no_word() -> None:
    held = Position(id="pos-abcdef012345", person="p", target="s", title="Held")
    store = stored(claim("s", "x"), Person(id="p"), held)
    assert [hit.id for hit in store.search("pos-abcdef012345")] == [held.id]
    assert store.search("abcdef") == []
    assert [hit.id for hit in store.search("held")] == [held.id]
    store.connection.close()


def test_the_end_of_an_endless_text_is_not_searched() -> None:
    store = stored(claim("a", "x", text="early " * (INDEXED // 6) + "xx late"))
    assert [hit.id for hit in store.search("early")] == ["a"]
    assert store.search("late") == []
    store.connection.close()


@pytest.mark.parametrize("word", ["a" * 250, "ä" * 250, "安" * 250])
def test_an_endless_word_is_found_by_its_beginning_and_as_a_whole(word: str) -> None:
    store = stored(claim("a", word))
    assert [hit.id for hit in store.search(word)] == ["a"]
    assert [hit.id for hit in store.search(word[:40])] == ["a"]
    store.connection.close()


# --- a law, with an oracle that knows nothing of the index ---

pieces = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        "B",
        "ß",
        "ss",
        "é",
        "1",
        "12",
        "ｂ",
        "安",
        "全",
        "国",
        "が",
        "ロ",
        "민",
        " ",
        "  ",
        "-",
        "_",
        "。",
        "\u00ad",
    ]
)
said = st.lists(pieces, max_size=8).map("".join)


def plain(text: str) -> str:
    """A text as runs with a blank between them, told character by character."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = "".join(character for character in text if not (0x300 <= ord(character) < 0x370 or character == "\u00ad"))
    text = unicodedata.normalize("NFC", text)

    def kind(character: str) -> str:
        if character.isdecimal():
            return "number"
        if not character.isalnum():
            return "none"
        return "word" if "LATIN" in unicodedata.name(character) else "unspaced"

    groups = ((name, "".join(group)) for name, group in groupby(text, key=kind))
    return " ".join("#" * (name == "number") + group for name, group in groups if name != "none")


@given(st.lists(st.tuples(said, said), min_size=1, max_size=5), st.lists(said, min_size=1, max_size=2))
@settings(deadline=None, max_examples=EXAMPLES)
def test_the_hits_are_what_has_every_word_somewhere(texts: list[tuple[str, str]], asked: list[str]) -> None:
    store = stored(*(claim(f"x{number}", *fields) for number, fields in enumerate(texts)))
    words = [word for word in (plain(word) for word in " ".join(asked).split()) if word]
    expected = {
        f"x{number}"
        for number, fields in enumerate(texts)
        if words and all(any(word in plain(field) for field in (*fields, f"x{number}")) for word in words)
    }
    assert {hit.id for hit in store.search(" ".join(asked), 100)} == expected
    store.connection.close()


@given(said, st.text(max_size=20))
@settings(deadline=None, max_examples=EXAMPLES)
def test_folding_twice_changes_nothing(text: str, any_text: str) -> None:
    for one in (text, any_text):
        assert fold(fold(one)) == fold(one)
        assert spelled(one) == spelled(fold(one))


# --- keeping the index ---


def found_in(path: Path, text: str) -> set[str]:
    with Editor(path, who="x") as editor:
        return {hit.id for hit in Store(editor.connection).search(text, 100)}


def words_of(path: Path) -> set[str]:
    with Editor(path, who="x") as editor:
        return {word for (word,) in editor.connection.execute("select word from word")}


def wrong(path: Path) -> list[str]:
    return [check.name for check in verify(path, who="x", spec=str(path)) if check.status == "wrong"]


def test_words_that_nothing_has_any_more_are_forgotten(tmp_path: Path) -> None:
    path = database(tmp_path / "map.db")
    with Editor(path, who="x") as editor:
        with editor.edit() as edit:
            edit.put(claim("a", "Flibbertigibbet 安全"))
            edit.put(claim("b", "Other"))
        with editor.edit() as edit:
            edit.put(claim("a", "Something else"))
        assert "flibbertigibbet" not in words_of(path)
        assert found_in(path, "gibbet") == set()
        editor.undo()
        assert "flibbertigibbet" in words_of(path)
        assert found_in(path, "gibbet") == {"a"}
        assert found_in(path, "全") == {"a"}
        assert found_in(path, "omethin") == set()
    assert wrong(path) == []


@pytest.mark.parametrize(
    "sql",
    [
        "insert into thing_fts (thing_fts) values ('delete-all')",
        "delete from word where word = 'water'",
        "insert into word values ('zebra')",
        "insert into thing_fts (rowid, title, id, text) values (1, 'zebra', '', '')",
    ],
)
def test_doctor_sees_an_index_that_says_otherwise(map_db: Path, sql: str) -> None:
    assert wrong(map_db) == []
    connection = sqlite3.connect(map_db, isolation_level=None)
    connection.execute(sql)
    connection.close()
    assert wrong(map_db) == ["search"]


def test_a_map_of_before_is_searched_like_one_of_now(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path, isolation_level=None)
    db = Database(connection)
    migrations.apply(db, stop_before="2-journal")
    connection.execute("insert into thing (id, kind, title, text, body) values ('a', 'claim', '大韓民国', '', '')")
    connection.execute("insert into thing_fts (rowid, title, id, text) select pk, title, id, text from thing")
    migrations.apply(db, stop_before="5-words")
    connection.execute("pragma application_id = 0x41524D50")
    connection.execute("pragma user_version = 3")
    connection.close()
    assert run("-m", path, "find", "民国").out == "claim      a  大韓民国\n"
    with Editor(path, who="x") as editor, editor.edit() as edit:
        edit.put(claim("b", "Sicherheitsnachweis"))
    assert run("-m", path, "find", "nachweis").out == "claim      b  Sicherheitsnachweis\n"
    assert run("-m", path, "find", "民国").status == 0
    connection = sqlite3.connect(path, isolation_level=None)
    prepare(Database(connection))
    assert verifying._words(connection).status == "ok"
    connection.close()


def test_files_and_a_database_give_the_same_hits(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "map.yaml"
    entries = "\n".join(f'  {id_}: {{kind: claim, title: "{title}"}}' for id_, title in TITLES.items())
    file.write_text(f"format: argmap/1\nstatements:\n{entries}\n", encoding="utf-8")
    path = database(tmp_path / "map.db", file)
    for text in ("民国", "safety", "ß", "heits", "e"):
        assert run("-m", file, "find", text, "--json").out == run("-m", path, "find", text, "--json").out
