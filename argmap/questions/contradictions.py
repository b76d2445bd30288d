"""Credences that were declared of statements, against what the arguments for them derive."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from argmap.logic.budget import Budget
from argmap.logic.holding import Reasoner
from argmap.logic.probability import Probability, probability
from argmap.logic.view import View, declared, latest
from argmap.model import ArgumentMap, Credence, Interval, Position, Statement
from argmap.questions.credence import apart

STEPS: Final = 200_000
"""How hard one statement may be, in steps of diagram making: a fraction of a second."""

ALL: Final = 500_000
"""How hard all of them together may be."""

SECONDS: Final = 2.0
"""How long all of them may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A statement whose declared credence (`person`'s; None: the editor's) was compared with what is derived.

    `derived` is None where it was too hard, or time was up.
    """

    id: str
    person: str | None
    declared: Credence
    derived: Interval | None

    @property
    def contradicts(self) -> bool:
        """Whether the two are too far apart."""
        return self.derived is not None and apart(self.declared, self.derived)


def compare(
    map_: ArgumentMap, *, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic
) -> Iterator[Compared]:
    """Every credence that is declared of a statement with arguments for it, by id, the editor's first.

    A person's is compared in that person's view, and only where all numbers that it hangs on are the person's own:
    what follows from the editor's numbers binds nobody else.
    """
    reasoner = Reasoner(map_, steps=STEPS, budget=Budget(ALL))
    end = clock() + seconds
    for statement in sorted(map_.of_type(Statement), key=lambda one: one.id):
        if not map_.arguments_for(statement.id):
            continue
        positions = (map_.things[id_] for id_ in map_.referrers(statement.id, "position"))
        people = {held.person for held in positions if isinstance(held, Position)}
        for person in (None, *sorted(people)):
            if person is not None and latest(map_, person, statement.id) is None:
                continue
            view = View(person=person)
            said = declared(map_, view, statement.id)
            if said is None:
                continue
            derived = _derived(reasoner, statement.id, view) if clock() < end else None
            if derived is None or not derived.exact:
                yield Compared(id=statement.id, person=person, declared=said[0], derived=None)
            elif not derived.fallen_back:
                bounds = Interval(low=derived.low, high=derived.high)
                yield Compared(id=statement.id, person=person, declared=said[0], derived=bounds)


def _derived(reasoner: Reasoner, id_: str, view: View) -> Probability:
    return probability(reasoner.function(id_, view), reasoner.numbers(view))
