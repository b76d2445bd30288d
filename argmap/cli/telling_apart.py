"""`argmap scenarios ID --versus ID` and `--between A B` in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from argmap.cli.answers import chances, some
from argmap.cli.telling import Item
from argmap.cli.telling_cells import cell_details
from argmap.model import ArgumentMap, Interval
from argmap.questions.apart import Between, Pair, Telltale, Versus
from argmap.questions.views import view_words
from argmap.text import counted, listed
from argmap.words import label

_TOLD: Final = 3
"""So many tests of which it is open whether they tell are told one by one."""


def versus_items(map_: ArgumentMap, answer: Versus) -> Iterator[Item]:
    """The cells in which two scenarios differ, and what could be seen of that."""
    names = [label(map_, id_) for id_ in answer.scenarios]
    many = len(answer.cells)
    differ = f"differ in {counted(many, 'cell')}" if many else "differ in no cell"
    apart = (
        f"{counted(len(answer.tests), 'test')} in the map would tell them apart, or may"
        if answer.tests
        else "no observation in the map tells them apart"
    )
    yield Item("finding", f"{names[0]} and {names[1]} {differ}; {apart}.")
    if words := view_words(map_, answer.view):
        yield Item("text", f"{words}.")
    if answer.tests:
        yield Item("head", "What would tell them apart")
        perhaps = [test.experiment for test in answer.tests if not test.sure]
        for test in (test for test in answer.tests if test.sure or len(perhaps) <= _TOLD):
            yield Item("point", _telltale(map_, test, names))
            if test.early:
                early = listed([label(map_, id_) for id_ in test.early])
                yield Item("detail", f"can be made before {early}")
        if len(perhaps) > _TOLD:
            tests = some(map_, list(dict.fromkeys(perhaps)), 8)
            yield Item("point", f"perhaps, as nobody gives the numbers that tell: {tests} (--json has all)")
    yield from _pairs(map_, answer.cells, names)


def between_items(map_: ArgumentMap, answer: Between) -> Iterator[Item]:
    """The cells in which two people's views differ; if none does, that what they disagree about is a word."""
    names = [label(map_, id_) for id_ in answer.between]
    where = f" of {label(map_, answer.scenario)}" if answer.scenario is not None else ""
    both = f"{names[0]} and {names[1]}"
    compared = f"{counted(answer.compared, 'cell')}{where}"
    if not answer.compared:
        yield Item("finding", f"Nothing to compare between {both}: no technique and no concern in this map.")
    elif answer.verbal:
        yield Item("finding", f"{both} come to the same in all of {compared}: a disagreement about words, if any.")
    else:
        yield Item("finding", f"{both} come to something else in {len(answer.cells)} of {compared}.")
    yield from _pairs(map_, answer.cells, names)


def _pairs(map_: ArgumentMap, pairs: tuple[Pair, ...], names: list[str]) -> Iterator[Item]:
    for kind, head in (("technique", "Techniques"), ("concern", "Concerns")):
        found = [pair for pair in pairs if pair.kind == kind]
        if found:
            yield Item("head", head)
        for pair in found:
            column = pair.first.column
            where = "" if column != pair.second.column else f" {_column(map_, column)}"
            yield Item("point", f"{label(map_, pair.first.row)} ({pair.first.row}){where}")
            for name, cell in zip(names, (pair.first, pair.second), strict=True):
                yield Item("detail", f"{name}: {cell.outcome}")
                for item in cell_details(map_, cell):
                    yield Item("more", item.text)


def _column(map_: ArgumentMap, column: str | None) -> str:
    return f"in {label(map_, column)}" if column is not None else "without any scenario"


def _telltale(map_: ArgumentMap, test: Telltale, names: list[str]) -> str:
    """`Experiment on X: 0.9 in S, 0.1 to 0.3 in T`."""
    what = f"{label(map_, test.experiment)} on “{label(map_, test.test.node)}”"
    if test.positives is not None:
        first, second = (_chance(one) for one in test.positives)
        return f"{what}: a positive is {first} likely in {names[0]}, {second} in {names[1]}{_open(test)}"
    first, second = (_chance(one) for one in test.chances)
    return f"{what}: it holds with {first} in {names[0]}, {second} in {names[1]}{_open(test)}"


def _open(test: Telltale) -> str:
    return "" if test.sure else ", as far as the numbers tell"


def _chance(value: Interval) -> str:
    return chances(value.low, value.high)
