"""What a scenario breaks: everything that an argument from it is against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from argmap.model import PREMISE_ROLES, Argument, ArgumentMap


class Break(NamedTuple):
    """Something that is attacked, and the shortest chain of arguments from the scenario, the attack last."""

    target: str
    chain: tuple[str, ...]


def breaks(map_: ArgumentMap, scenario: str) -> list[Break]:
    """Everything that an argument from the scenario is against, directly or through what it leads to; by target.

    Arguments *for* are followed from premise to conclusion; `map_` must have them (see `Store.consequences`).
    """
    before: dict[str, str | None] = {}
    found: dict[str, str] = {}
    reached = {scenario}
    level: list[tuple[str, str | None]] = [(scenario, None)]
    while level:
        ahead: list[tuple[str, str | None]] = []
        for node, last in level:
            for argument in sorted(_from(map_, node), key=lambda step: step.id):
                if argument.id in before:
                    continue
                before[argument.id] = last
                if argument.against:
                    found.setdefault(argument.target, argument.id)
                elif argument.target not in reached:
                    reached.add(argument.target)
                    ahead.append((argument.target, argument.id))
        level = ahead
    return [Break(target, tuple(reversed(list(_back(before, step))))) for target, step in sorted(found.items())]


def _from(map_: ArgumentMap, node: str) -> Iterator[Argument]:
    """The arguments that need that a statement holds."""
    for role in PREMISE_ROLES:
        for id_ in map_.referrers(node, role):
            argument = map_.things[id_]
            if isinstance(argument, Argument) and argument.leans_on([node]):
                yield argument


def _back(before: dict[str, str | None], step: str | None) -> Iterator[str]:
    while step is not None:
        yield step
        step = before[step]
