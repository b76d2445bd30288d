"""A trace as a tree to read: arguments, their premises, what tests those, what speaks against them.

The tree comes as a flat stream of items, so that no depth is too deep and terminal, Markdown and screen draw the
same one. A statement is opened once; where it occurs again, the item points to it. What is deeper than a reader
can see indented is put off and comes as a tree of its own further down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from argmap.model import Argument, ArgumentMap, Experiment, Premise, Statement

Mark = Literal["root", "for", "against", "undercut", "because", "assuming", "unstated", "unless"]
Pointer = Literal["", "above", "below"]

LEVELS: Final = 7
"""How deep a tree is drawn before what is behind a statement gets a tree of its own: three arguments."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the tree: an argument or a statement, what it is to the item above it, and its experiments.

    `last` says that no sibling follows. `pointer` says that the reasons for a statement stand elsewhere.
    """

    level: int
    mark: Mark
    thing: Statement | Argument
    premise: Premise | None
    experiments: tuple[Experiment, ...]
    pointer: Pointer
    last: bool


Child = tuple[Mark, str, "Premise | None", bool]


def outline(map_: ArgumentMap, target: str, levels: int = LEVELS) -> Iterator[Item]:
    """The tree behind a statement or argument, item by item, as it is read from the top."""
    opened = {target}
    put_off = {target: True}
    while put_off:
        root = next(iter(put_off))
        followed = put_off.pop(root)
        yield item_of(map_, 0, "root", root, None, "", True)
        stack = [iter(_with_last(children(map_, root, followed)))]
        while stack:
            entry = next(stack[-1], None)
            if entry is None:
                stack.pop()
                continue
            (mark, id_, premise, followed), last = entry
            level = len(stack)
            below = children(map_, id_, followed) if followed or premise is None else []
            pointer: Pointer = ""
            if below and premise is not None and id_ in opened:
                pointer, below = ("below" if id_ in put_off else "above"), []
            elif below and level >= (levels if premise is not None else 2 * levels):
                put_off[id_] = followed
                pointer, below = "below", []
            if below or pointer:
                opened.add(id_)
            yield item_of(map_, level, mark, id_, premise, pointer, last)
            stack.append(iter(_with_last(below)))


def _with_last(children: list[Child]) -> list[tuple[Child, bool]]:
    return [(child, number == len(children)) for number, child in enumerate(children, 1)]


def children(map_: ArgumentMap, id_: str, followed: bool) -> list[Child]:
    """What stands below an item: of a statement its arguments, of an argument its premises and its undercuts.

    `followed` is whether the way goes on through premises; it ends at an objection's.
    """
    thing = map_.things[id_]
    attacks = map_.arguments_against(id_)
    if isinstance(thing, Argument):
        return [
            *((premise.role, premise.node, premise, followed) for premise in thing.premises),
            *(("undercut", attack.id, None, False) for attack in attacks),
        ]
    return [
        *(("for", argument.id, None, True) for argument in map_.arguments_for(id_)),
        *(("against", attack.id, None, False) for attack in attacks),
    ]


def item_of(
    map_: ArgumentMap, level: int, mark: Mark, id_: str, premise: Premise | None, pointer: Pointer, last: bool
) -> Item:
    thing = map_.things[id_]
    assert isinstance(thing, Statement | Argument)
    experiments = tuple(
        experiment for test in map_.tests_of(id_) if isinstance(experiment := map_.things[test], Experiment)
    )
    return Item(level, mark, thing, premise, experiments, pointer, last)


def cut_off(items: Iterable[Item], depth: int | None, first: bool) -> Iterator[Item]:
    """The items at most so many arguments away from the target (None: all); `first`: the target is an argument."""
    if depth is None:
        yield from items
        return
    deepest = 2 * depth - 1 if first else 2 * depth
    for number, item in enumerate(items):
        if item.level == 0 and number:
            return  # the trees of what was put off stand deeper
        if item.level <= deepest:
            yield item
