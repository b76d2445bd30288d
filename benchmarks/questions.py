"""The questions as the commands ask them, on cones such as people draw: from the map to the whole answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

from argmap.ids import position_id
from argmap.logic.holding import Reasoner
from argmap.logic.view import View
from argmap.model import ArgumentMap, Credence, Person, Position, Statement
from argmap.questions.bottlenecks import bottlenecks
from argmap.questions.contradictions import compare
from argmap.questions.credence import credence
from argmap.questions.cruxes import cruxes
from argmap.questions.discharge import discharge
from argmap.questions.importance import leaf_importance
from argmap.questions.readings import readings
from argmap.questions.routes import arguments_of, assumptions_of, proposals_for
from argmap.questions.sets import minimal_sets
from argmap.questions.standing import stand
from argmap.questions.weighing import weighed
from argmap.questions.work import work
from argmap.trace import trace

from .cones import TOP, cone_map
from .figures import Figure
from .measuring import own_cpu
from .reasoning import MAPS, SIZES, VIEW

Question = Callable[[ArgumentMap], object]

QUESTIONS: Final[dict[str, Question]] = {
    "credence": lambda map_: credence(Reasoner(map_), TOP, VIEW),
    "sets": lambda map_: minimal_sets(Reasoner(map_), TOP, VIEW),
    "sets --failure": lambda map_: minimal_sets(Reasoner(map_), TOP, VIEW, "failure"),
    "importance": lambda map_: leaf_importance(Reasoner(map_), TOP, VIEW),
    "trace": lambda map_: weighed(map_, trace(map_, TOP), View()),
    "show": lambda map_: stand(map_, TOP, VIEW),
    "check, contradictions": lambda map_: list(compare(map_)),
}


SHARED: Final = 6
"""Of how many leaves two people both declare a credence; of every sixth as many derived statements, too."""

PROPOSALS: Final = 24
"""How many leaves are proposals: as many as the shipped maps have for alignment."""

PEOPLE: Final = ("ann", "bob")

OF_PEOPLE: Final[dict[str, Question]] = {
    "cruxes": lambda map_: cruxes(Reasoner(map_), TOP, VIEW, PEOPLE),
    "bottlenecks": lambda map_: bottlenecks(map_, TOP, VIEW),
    "work": lambda map_: work(Reasoner(map_), *_asked(map_)[:2], VIEW, _asked(map_)[2]),
    "discharge": lambda map_: discharge(Reasoner(map_), _asked(map_)[0], _asked(map_)[2], VIEW),
    "readings": lambda map_: readings(Reasoner(map_), *_asked(map_)[:2], VIEW, PEOPLE),
}


def _asked(map_: ArgumentMap) -> tuple[str, str, str]:
    """A proposal, the problem that it is for, and the first thing that its arguments assume."""
    for proposal in proposals_for(map_, TOP):
        assumed = [id_ for id_ in assumptions_of(arguments_of(map_, proposal, TOP)) if id_ not in (proposal, TOP)]
        if assumed:
            return proposal, TOP, assumed[0]
    raise ValueError("no proposal of this map assumes anything")


def peopled(map_: ArgumentMap, seed: int) -> ArgumentMap:
    """The map with two people who differ on some of it, and with some leaves as proposals."""
    rng = Random(f"people {seed}")
    leaves = sorted(statement.id for statement in map_.of_type(Statement) if statement.id.startswith("leaf"))
    derived = sorted(statement.id for statement in map_.of_type(Statement) if statement.id not in {TOP, *leaves})
    proposals = set(rng.sample(leaves, PROPOSALS))
    things = [
        replace(thing, is_a="proposal") if isinstance(thing, Statement) and thing.id in proposals else thing
        for thing in map_.things.values()
    ]
    for id_ in [*rng.sample(leaves, SHARED), *rng.sample(derived, SHARED // 6)]:
        for person in PEOPLE:
            number = round(rng.random(), 2)
            held = Position(
                id=position_id(person, id_, ""), person=person, target=id_, credence=Credence(low=number, high=number)
            )
            things.append(held)
    return ArgumentMap([*things, *(Person(id=person) for person in PEOPLE)])


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """CPU of each question, median of several maps."""
    for size, leaves in SIZES.items():
        maps = [cone_map(size, leaves, seed) for seed in range(MAPS)]
        for map_ in maps:
            map_.referrers(TOP, "for")  # the index of who refers to whom is the map's, not the question's
        inhabited = [peopled(map_, seed) for seed, map_ in enumerate(maps)]
        for map_ in inhabited:
            map_.referrers(TOP, "for")
        for questions, among in ((QUESTIONS, maps), (OF_PEOPLE, inhabited)):
            for name, question in questions.items():
                taken = [own_cpu(partial(question, map_)) for map_ in among]
                yield Figure(f"questions: {size:,} statements, {name}", median(taken) * 1000, "ms", 1000)
