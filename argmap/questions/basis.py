"""The arguments that an answer rests on, and who makes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from argmap.logic.holding import Reasoner
from argmap.logic.view import View
from argmap.model import Argument


@dataclass(frozen=True, slots=True)
class Basis:
    """The arguments for and against that bear on an answer, the nearest first.

    `unnamed` are proposals that only stand for something nobody named, and whose arguments for problems are left out.
    """

    arguments: tuple[Argument, ...]
    unnamed: tuple[str, ...] = ()

    @property
    def inferred(self) -> int:
        """How many of them are the editor's inference: nobody is recorded as making them."""
        return sum(not argument.by for argument in self.arguments)

    def as_json(self) -> list[dict[str, Any]]:
        """The arguments, each with its speakers (none: the editor) and its place."""
        return [
            {"argument": argument.id, "by": list(argument.by), "source": argument.source, "at": argument.at}
            for argument in self.arguments
        ]


def basis(reasoner: Reasoner, view: View, ids: Iterable[str]) -> Basis:
    """The arguments that bear on some statements or arguments in a view, less those that the view denies."""
    found: dict[str, Argument] = {}
    unnamed: set[str] = set()
    for id_ in ids:
        for node, rule in reasoner.holding(view).behind(id_).items():
            unnamed.update(rule.unnamed)
            thing = reasoner.map.things.get(node)
            if isinstance(thing, Argument) and not rule.never:
                found.setdefault(node, thing)
    return Basis(tuple(found.values()), tuple(sorted(unnamed)))
