"""What people themselves say of cruxes, beside what follows from their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from argmap.logic.swing import Swing
from argmap.model import ArgumentMap, Position
from argmap.questions.moves import Moves, far
from argmap.questions.views import interval_json

Why = Literal["does not bear", "no two credences", "moves", "close", "hardly matters", "bounds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """That a person would, or would not, change their mind about the target with something; and what follows.

    `agrees` tells whether it is a crux in the person's view as the person says; None where that cannot be told.
    `why` is what follows:

    - does not bear: nothing leads from it to the target
    - no two credences: not both declare one, and with another number it could be a crux
    - moves: the other's number moves the target far in the person's view
    - close: it does not, but a number further off would
    - hardly matters: no number would
    - bounds: the numbers are too few to tell

    `most` is what it does from 0 to 1.
    """

    position: Position
    crux: bool
    agrees: bool | None
    why: Why
    most: Swing

    def as_json(self) -> dict[str, Any]:
        """The saying as `argmap-cruxes/1` has it."""
        held = self.position
        return {
            "person": held.person,
            "id": held.target,
            "crux": self.crux,
            "of": list(held.of),
            "agrees": self.agrees,
            "why": self.why,
            "most": interval_json(self.most),
            "on": held.on,
            "source": held.source,
            "at": held.at,
        }


def sayings(map_: ArgumentMap, moves: Moves) -> Iterator[Saying]:
    """What the person of these moves says of cruxes for their target, by id; of several days the latest."""
    latest: dict[str, Position] = {}
    for id_ in map_.referrers(moves.person, "person"):
        held = map_.things[id_]
        if (
            isinstance(held, Position)
            and held.crux is not None
            and held.target != moves.target
            and (not held.of or moves.target in held.of)
            and (held.target not in latest or held.on > latest[held.target].on)
        ):
            latest[held.target] = held
    for id_ in sorted(latest):
        crux = bool(latest[id_].crux)
        follows, why, most = _follows(moves, id_)
        agrees = None if follows is None else follows == crux
        yield Saying(position=latest[id_], crux=crux, agrees=agrees, why=why, most=most)


def _follows(moves: Moves, id_: str) -> tuple[bool | None, Why, Swing]:
    """Whether it is a crux in the person's view, why, and what it does from 0 to 1."""
    if not moves.bears(id_):
        return False, "does not bear", Swing(low=0, high=0)
    most = moves.swing(id_)
    could = far(most)
    if could is False:
        return False, "hardly matters", most
    if id_ not in moves.own or id_ not in moves.others:
        return None, "no two credences", most
    does = moves.move(id_).crux
    if does is None:
        return None, "bounds", most
    return does, "moves" if does else "close", most
