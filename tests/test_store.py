"""The store answers from the disk: what a question costs depends on what it needs, not on the map."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from conftest import EXAMPLE
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database
from strategies import maps

from argmap.errors import UnknownIdError
from argmap.model import Argument, ArgumentMap, MapFile, Premise, Statement, Thing, references
from argmap.store.filling import fill
from argmap.store.naming import open_map
from argmap.store.reading import Store
from argmap.store.rows import ROLE_NUMBERS
from argmap.store.schema import migrations
from argmap.trace import trace


def stored(things: list[Thing]) -> Store:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    fill(Database(connection), ((thing, "map.yaml") for thing in things), [MapFile("map.yaml")])
    return Store(connection)


@given(maps())
@settings(deadline=None, max_examples=60)
def test_a_cone_gives_the_trace_of_the_whole_map(map_: ArgumentMap) -> None:
    store = stored(list(map_.things.values()))
    for thing in map_.things.values():
        if isinstance(thing, Statement | Argument):
            assert trace(store.cone(thing.id), thing.id) == trace(map_, thing.id)
    store.connection.close()


@given(maps(), st.integers(0, 3))
@settings(deadline=None, max_examples=40)
def test_what_is_around_a_thing_is_a_map_by_itself(map_: ArgumentMap, depth: int) -> None:
    store = stored(list(map_.things.values()))
    for id_ in map_.things:
        part = store.around(id_, depth)
        assert id_ in part
        assert {ref.id for thing in part.things.values() for ref in references(thing)} <= part.things.keys()
        assert part.things.items() <= map_.things.items()
    store.connection.close()


def test_a_step_away_brings_whole_arguments(example: Store) -> None:
    assert [a.id for a in example.around("spring-flood", 1).of_type(Argument)] == [
        "flood-muddies",
        "muddy-water-sickens",
    ]


def test_a_cone_costs_the_same_in_a_larger_map() -> None:
    def chain(name: str, length: int) -> Iterator[Thing]:
        for n in range(length + 1):
            yield Statement(id=f"{name}-{n}", is_a="claim", title=f"Claim {name} {n}")
        for n in range(length):
            premises = (Premise(node=f"{name}-{n + 1}", role="because"),)
            yield Argument(id=f"{name}-step-{n}", target=f"{name}-{n}", premises=premises)

    fetched = []
    for others in (1, 50):
        store = stored([*chain("mine", 30), *(thing for n in range(others) for thing in chain(f"other-{n}", 40))])
        store.cone("mine-0")
        fetched.append(store.rows_fetched)
        store.connection.close()
    assert fetched[0] == fetched[1]


def test_no_reading_query_scans_a_big_table(example: Store) -> None:
    statements: list[str] = []
    example.connection.set_trace_callback(statements.append)
    for id_ in ("clean-water", "filter-cleans-water"):
        example.cone(id_)
        example.mentions(id_)
        example.around(id_, 2)
    example.consequences("spring-flood")
    example.search("filter sand")
    with pytest.raises(UnknownIdError):
        example.get("no-such-thing")
    example.connection.set_trace_callback(None)
    plans = {
        row[3]
        for sql in statements
        if sql.lstrip().lower().startswith("select")
        for row in example.connection.execute(f"explain query plan {sql}")
    }
    scans = {plan for plan in plans if plan.startswith("SCAN")}
    # What is scanned is given by the question (j), found by words (thing_fts), the capped hits of a search (f), the
    # words of the language that the map is written in, or the one row that says which keys an import is staging.
    assert {plan.split()[1] for plan in scans} <= {"j", "f", "thing_fts", "word", "staging"}
    assert any("PRIMARY KEY" in plan for plan in plans)


@pytest.mark.parametrize(
    "words", ["", " ", '"', "*", "a*b (OR", "NOT", "title:", "-", "^", "'", "NEAR(a b)", "a" * 5000, "\x00", "{}", "é"]
)
def test_a_search_takes_any_words(example: Store, words: str) -> None:
    assert isinstance(example.search(words), list)


def test_a_search_finds_beginnings_ids_and_texts_and_puts_titles_first(example: Store) -> None:
    kinds = [hit.kind == "argument" for hit in example.search("filt")]
    assert kinds == sorted(kinds)
    assert set(kinds) == {False, True}
    assert [hit.id for hit in example.search("a sand filt")] == ["filter-plant"]
    assert example.search("filter-plant")[0].id == "filter-plant"
    assert example.search("falling ill")[0].id == "clean-water"
    assert example.search("zebra") == []


def test_the_numbers_of_roles_are_all_different_and_small() -> None:
    assert len(set(ROLE_NUMBERS.values())) == len(ROLE_NUMBERS)
    assert max(ROLE_NUMBERS.values()) < 32


def test_migrations_are_numbered_in_order() -> None:
    db = Database(memory=True)
    names = [migration.name for migration in migrations.pending(db)]
    assert [int(name.split("-")[0]) for name in names] == list(range(1, len(names) + 1))
    db.close()


def test_the_stream_of_one_file_is_that_file_s(example: Store) -> None:
    assert len(list(example.stream(["person"], of_file=("example.yaml",)))) == 2
    assert list(example.stream(["person"], of_file=(None,))) == []


def test_an_unknown_id_is_told_with_one_like_it() -> None:
    store = open_map(str(EXAMPLE), print)
    with pytest.raises(UnknownIdError, match="nearest: sand-is-fine"):
        store.get("sand-is-fien")
    store.close()
