"""What bears on a thing is cut out of the store as it is in the whole map, whatever else the map has."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from conftest import EXAMPLE
from hypothesis import given, settings
from reasoning_maps import reasoning_maps
from sqlite_utils import Database
from strategies import maps

from argmap.errors import UnknownIdError
from argmap.logic.holding import Reasoner
from argmap.logic.probability import probability
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Exclusive, MapFile, Person, Premise, Statement, Thing, references
from argmap.store.bearing import bearing, bearing_within, ends, steps_bearing
from argmap.store.filling import fill
from argmap.store.naming import open_map
from argmap.store.reading import Store


def stored(things: list[Thing]) -> Store:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    fill(Database(connection), ((thing, "map.yaml") for thing in things), [MapFile("map.yaml")])
    return Store(connection)


def behind(map_: ArgumentMap, ids: list[str]) -> set[str]:
    """The same closure on the whole map: statements, arguments and groups that bear on these, themselves among them."""
    found = set(ids)
    waiting = list(ids)
    for id_ in waiting:
        thing = map_.things[id_]
        premises = [premise.node for premise in thing.premises] if isinstance(thing, Argument) else []
        steps = [step.id for step in map_.arguments_for(id_) + map_.arguments_against(id_)]
        group = map_.group_of(id_)
        together = [group.id, *group.members] if group else []
        new = [other for other in (*premises, *steps, *together) if other not in found]
        found.update(new)
        waiting += dict.fromkeys(new)
    return found


@given(maps())
@settings(deadline=None, max_examples=60)
def test_what_bears_is_what_bears_in_the_whole_map(map_: ArgumentMap) -> None:
    store = stored(list(map_.things.values()))
    for id_ in [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]:
        expected = behind(map_, [id_])
        part = bearing(store, [id_])
        assert part.things.items() <= map_.things.items()
        assert expected <= part.things.keys()
        for node in expected:
            for role in ("for", "against", "tests", "position", "exclusive"):
                assert part.referrers(node, role) == map_.referrers(node, role)
        for thing in part.things.values():
            if isinstance(thing, Statement):
                assert part.group_of(thing.id) == map_.group_of(thing.id)
            if isinstance(thing, Argument | Exclusive):
                assert {ref.id for ref in references(thing)} <= part.things.keys()
        steps = steps_bearing(store, id_, len(expected))
        assert steps is not None
        asked = map_.things[id_]
        aimed_at = {asked.target} if isinstance(asked, Argument) else set()
        assert steps.things.keys() == expected | aimed_at
        assert steps_bearing(store, id_, len(expected) - 1) is None
        assert bearing_within(store, [id_], [], len(part)) == part
        assert bearing_within(store, [id_], [], len(expected) - 1) is None
    store.close()


@given(reasoning_maps())
@settings(deadline=None, max_examples=40)
def test_what_bears_gives_the_probability_of_the_whole_map(map_: ArgumentMap) -> None:
    store = stored(list(map_.things.values()))
    for view in (View(), View(person="ann")):
        for id_ in [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]:
            whole, part = Reasoner(map_), Reasoner(bearing(store, [id_], beside=["ann"]))
            expected = probability(whole.function(id_, view), whole.numbers(view))
            assert probability(part.function(id_, view), part.numbers(view)) == expected
    store.close()


def chain(name: str, length: int) -> Iterator[Thing]:
    """A chain of claims, each with an argument for it and one against that."""
    for n in range(length + 1):
        yield Statement(id=f"{name}-{n}", is_a="claim")
        yield Statement(id=f"{name}-doubt-{n}", is_a="claim")
    for n in range(length):
        step = f"{name}-step-{n}"
        yield Argument(id=step, target=f"{name}-{n}", premises=(Premise(node=f"{name}-{n + 1}", role="because"),))
        doubt = Premise(node=f"{name}-doubt-{n}", role="unless")
        yield Argument(id=f"{name}-but-{n}", target=step, against=True, premises=(doubt,))


def test_what_bears_costs_the_same_in_a_larger_map() -> None:
    fetched = []
    for others in (1, 50):
        store = stored([*chain("mine", 30), *(thing for n in range(others) for thing in chain(f"other-{n}", 40))])
        assert len(bearing(store, ["mine-0"])) == 31 + 30 * 3
        fetched.append(store.rows_fetched)
        store.close()
    assert fetched[0] == fetched[1]


def test_what_bears_on_too_much_is_given_up_early() -> None:
    claims: list[Thing] = [Statement(id=f"s{n}", is_a="claim") for n in range(2001)]
    steps = [Argument(id=f"a{n}", target="s0", premises=(Premise(node=f"s{n}", role="because"),)) for n in range(2001)]
    store = stored([*claims, *steps])
    assert steps_bearing(store, "s0", 100) is None
    assert store.rows_fetched < 250
    store.close()


def test_what_is_named_beside_is_there_but_not_what_lies_behind_it() -> None:
    things: list[Thing] = [*chain("mine", 2), *chain("other", 2), Person(id="ann")]
    store = stored(things)
    part = bearing(store, ["mine-0"], beside=["ann", "other-0", "mine-1"])
    assert {"ann", "other-0", "mine-1"} <= part.things.keys()
    assert "other-1" not in part
    store.close()


@pytest.mark.parametrize("beside", [False, True])
def test_an_unknown_id_is_told_with_one_like_it(beside: bool) -> None:
    store = open_map(str(EXAMPLE), print)
    with pytest.raises(UnknownIdError, match="nearest: sand-is-fine"):
        bearing(store, ["clean-water"], ["sand-is-fien"]) if beside else bearing(store, ["sand-is-fien"])
    store.close()


def test_no_query_of_what_bears_scans_a_big_table(example: Store) -> None:
    statements: list[str] = []
    example.connection.set_trace_callback(statements.append)
    bearing(example, ["clean-water"])
    steps_bearing(example, "clean-water", 100)
    example.connection.set_trace_callback(None)
    queries = [sql for sql in statements if sql.lstrip().lower().startswith("select")]
    plans = {row[3] for sql in queries for row in example.connection.execute(f"explain query plan {sql}")}
    assert {plan.split()[1] for plan in plans if plan.startswith("SCAN")} <= {"j", "staging"}


def test_ends_are_the_statements_that_support_nothing_else(example: Store) -> None:
    assert sorted(ends(example, 10)) == ["clean-water", "illness-spreads"]
    assert len(ends(example, 1)) == 1
