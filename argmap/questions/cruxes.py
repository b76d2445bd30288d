"""On which of the numbers that two people declare their disagreement about something hangs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, islice
from typing import Any, Final, Literal

from argmap.errors import ViewError
from argmap.logic.holding import Reasoner
from argmap.logic.probability import Probability, used_variables
from argmap.logic.view import View, group_of, latest
from argmap.model import ArgumentMap, Credence, Exclusive, Interval, Kind, Position
from argmap.questions.basis import Basis, basis
from argmap.questions.moves import JointMove, Move, Moves
from argmap.questions.sayings import Saying, sayings
from argmap.questions.views import interval_json, view_json

FORMAT: Final = "argmap-cruxes/1"

PAIRS: Final = 1000
"""How many pairs are tried for joint cruxes."""

LABOR: Final = 2500
"""How many pairs, times the things behind the target, are tried of those that need functions of their own: not all
numbers are known, or one of the two is derived."""

STEPS: Final = 400_000
VISITS: Final = 800_000
"""The budget of all moves together, where something is known by its bounds only: each may take its share."""

Crux = Literal["double", "single", "none", "open"]
Why = Literal["one is silent", "nothing in common", "held fixed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A statement or argument on which both declare a credence, and what the other's number does in either view.

    `bears` is false where nothing leads from it to the target. `held` is true of what the map derives or attacks, so
    that what is declared of it is no input: it is held at what each declares. A group of alternatives is one: of its
    `members` the numbers are what they come to for each, and `declared` is of that on which the two are furthest apart.
    """

    id: str
    title: str
    kind: Kind
    declared: tuple[Interval, Interval]
    bears: bool
    held: bool
    moves: tuple[Move, Move]
    members: Mapping[str, tuple[Interval, Interval]] = field(default_factory=dict)

    @property
    def crux(self) -> Crux:
        """In both views, in one, in none; open where the bounds do not tell that it is in any."""
        return _verdict(self.moves[0].crux, self.moves[1].crux)

    @property
    def most(self) -> float:
        """How far it may move the target, in the view where it may most."""
        return max(abs(end) for move in self.moves for end in (move.by.low, move.by.high))

    def as_json(self) -> dict[str, Any]:
        """The candidate as `argmap-cruxes/1` has it; of a group with what its members come to for each."""
        members = {id_: [interval_json(number) for number in both] for id_, both in self.members.items()}
        return {
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "crux": self.crux,
            "declared": [interval_json(number) for number in self.declared],
            "bears": self.bears,
            "held": self.held,
            "moves": [move.as_json() for move in self.moves],
            "exact": all(move.by.exact for move in self.moves),
            **({"members": members} if members else {}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """Two things that move the target further together than the sum of their two moves, in one view or in both."""

    ids: tuple[str, str]
    moves: tuple[JointMove, JointMove]

    @property
    def crux(self) -> Crux:
        """In both views, in one, in none; open where the bounds do not tell that it is in any."""
        return _verdict(self.moves[0].crux, self.moves[1].crux)

    def as_json(self) -> dict[str, Any]:
        """The pair as `argmap-cruxes/1` has it."""
        return {"ids": list(self.ids), "crux": self.crux, "moves": [move.as_json() for move in self.moves]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What follows for the target in one person's view, what the person declares of it, and of how many others.

    Of `inputs` leaves and strengths, the person gives no number for `fallen_back`.
    """

    person: str
    probability: Probability
    declared: Credence | None
    inputs: int
    fallen_back: int
    declares: int

    def as_json(self) -> dict[str, Any]:
        """The side as `argmap-cruxes/1` has it."""
        found = self.probability
        return {
            "person": self.person,
            "low": found.low,
            "high": found.high,
            "declared": None if self.declared is None else interval_json(self.declared),
            "unknown_leaves": found.unknown_leaves,
            "interval_leaves": found.interval_leaves,
            "fallen_back": self.fallen_back,
            "exact": found.exact,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Cruxes:
    """What moves a target between two views.

    `candidates` come with the cruxes first, then by how far they may move it, then by id. `joint` are the pairs that
    are joint cruxes for certain; `open_pairs` more may be. Of `pairs` pairs `tried` were tried. `fixed` is what the
    view holds fixed although both declare a credence of it.
    """

    target: str
    view: View
    sides: tuple[Side, Side]
    candidates: tuple[Candidate, ...]
    joint: tuple[Joint, ...]
    open_pairs: int
    tried: int
    pairs: int
    fixed: tuple[str, ...]
    sayings: tuple[Saying, ...]
    basis: Basis

    @property
    def why(self) -> Why | None:
        """Why there is nothing to compare, where there is not."""
        if self.candidates:
            return None
        if not all(side.declares for side in self.sides):
            return "one is silent"
        return "held fixed" if self.fixed else "nothing in common"

    def of(self, *kinds: Crux) -> list[Candidate]:
        """The candidates that are cruxes of these kinds."""
        return [one for one in self.candidates if one.crux in kinds]

    def as_json(self) -> dict[str, Any]:
        """The answer in the shape `argmap-cruxes/1`."""
        return {
            "format": FORMAT,
            "target": self.target,
            "between": [side.person for side in self.sides],
            "view": view_json(self.view),
            "sides": [side.as_json() for side in self.sides],
            "results": [one.as_json() for one in self.candidates],
            "joint": [one.as_json() for one in self.joint],
            "joint_open": self.open_pairs,
            "pairs": {"tried": self.tried, "of": self.pairs},
            "held_fixed": list(self.fixed),
            "said": [one.as_json() for one in self.sayings],
            "why": self.why,
            "unnamed": list(self.basis.unnamed),
            "rests_on": self.basis.as_json(),
        }


def cruxes(reasoner: Reasoner, target: str, view: View, between: tuple[str, str], pairs: int = PAIRS) -> Cruxes:
    """What moves a statement, or whether an argument applies, between the views of two people.

    Both views are the given one with the person's numbers. Of more pairs than so many, those are tried whose numbers
    are furthest apart. Raises ViewError where the two are one.
    """
    if between[0] == between[1]:
        raise ViewError(f"--between takes two people, not {between[0]!r} twice")
    map_ = reasoner.map
    one, other = (_declared(map_, person) for person in between)
    every = _groups(map_, one, other)
    alone = (one.keys() & other.keys()) - {target, *(member for group in every for member in group.members)}
    groups = [group for group in every if target not in group.members]
    shared = sorted({*alone, *(group.id for group in groups)})
    views = [replace(view, person=person) for person in between]
    share = max(2 * len(shared), 1)
    budget = reasoner.within(STEPS // share, VISITS // share)
    both = (
        Moves(reasoner, target, views[0], one, other, budget, between[1], groups),
        Moves(reasoner, target, views[1], other, one, budget, between[0], groups),
    )
    fixed = view.fixed | view.grant | view.free
    fixed |= {group.id for group in groups if not fixed.isdisjoint(group.members)}
    candidates = [_candidate(map_, both, id_) for id_ in shared if id_ not in fixed]
    moving = sorted((found for found in candidates if found.bears), key=_gap)
    couples = list(_couples(both, [found.id for found in moving], pairs))
    joint = [_joint(both, *sorted(couple)) for couple in couples]
    return Cruxes(
        target=target,
        view=view,
        sides=(_side(both[0]), _side(both[1])),
        candidates=tuple(sorted(candidates, key=_rank)),
        joint=tuple(sorted((found for found in joint if found.crux in ("double", "single")), key=_joint_rank)),
        open_pairs=sum(found.crux == "open" for found in joint),
        tried=len(couples),
        pairs=len(moving) * (len(moving) - 1) // 2,
        fixed=tuple(id_ for id_ in shared if id_ in fixed),
        sayings=tuple(saying for moves in both for saying in sayings(map_, moves)),
        basis=basis(reasoner, view, [target]),
    )


def _declared(map_: ArgumentMap, person: str) -> dict[str, Credence]:
    """What a person declares, by what it is declared of."""
    held = (map_.things[id_] for id_ in map_.referrers(person, "person"))
    targets = {position.target for position in held if isinstance(position, Position)}
    found = {id_: latest(map_, person, id_) for id_ in targets}
    return {id_: held.credence for id_, held in found.items() if held is not None and held.credence is not None}


def _groups(map_: ArgumentMap, *declared: Mapping[str, Credence]) -> list[Exclusive]:
    """The groups of alternatives for which all of these people have numbers."""
    found = {}
    for id_ in declared[0]:
        group = group_of(map_, id_)
        if group is not None and all(not said.keys().isdisjoint(group.members) for said in declared):
            found[group.id] = group
    return [found[id_] for id_ in sorted(found)]


def _candidate(map_: ArgumentMap, both: tuple[Moves, Moves], id_: str) -> Candidate:
    one, other = both
    members = one.exchange.declared(id_) if id_ in one.groups else {}
    apart = max(members.values(), key=lambda ends: _apart(*ends)) if members else (one.own[id_], other.own[id_])
    bears = any(moves.bears(id_) for moves in both)
    return Candidate(
        id=id_,
        title=map_.label(id_),
        kind=map_.things[id_].kind,
        declared=apart,
        bears=bears,
        held=bears and any(moves.held(id_) for moves in both),
        moves=(one.move(id_), other.move(id_)),
        members=members,
    )


def _couples(both: tuple[Moves, Moves], ids: list[str], pairs: int) -> Iterator[tuple[str, str]]:
    """The pairs to try: so many, of which few that are laborious."""
    laborious = LABOR // len(both[0].reasoner.holding(both[0].view).behind(both[0].target))
    for couple in islice(combinations(ids, 2), pairs):
        quick = all(moves.quick(*couple) for moves in both)
        laborious -= not quick
        if quick or laborious >= 0:
            yield couple


def _joint(both: tuple[Moves, Moves], one: str, other: str) -> Joint:
    return Joint(ids=(one, other), moves=(both[0].joint(one, other), both[1].joint(one, other)))


def _side(moves: Moves) -> Side:
    found = moves.probability
    return Side(
        person=moves.person,
        probability=found,
        declared=moves.own.get(moves.target),
        inputs=sum(variable.of != "otherwise" for variable in used_variables(moves.function)),
        fallen_back=sum(variable.of != "otherwise" for variable in found.fallen_back),
        declares=len(moves.own.keys() - {moves.target}),
    )


def _verdict(one: bool | None, other: bool | None) -> Crux:
    if one and other:
        return "double"
    if one or other:
        return "single"
    return "open" if one is None or other is None else "none"


_ORDER: Final[tuple[Crux, ...]] = ("double", "single", "open", "none")


def _rank(one: Candidate) -> tuple[int, bool, float, str]:
    return _ORDER.index(one.crux), not one.bears, -round(one.most, 12), one.id


def _gap(one: Candidate) -> tuple[float, str]:
    """The furthest apart first, then by id."""
    return -_apart(*one.declared), one.id


def _apart(mine: Interval, theirs: Interval) -> float:
    return max(theirs.high - mine.low, mine.high - theirs.low)


def _joint_rank(one: Joint) -> tuple[int, float, tuple[str, str]]:
    return _ORDER.index(one.crux), -max(abs(move.by.low) for move in one.moves), one.ids
