"""The questions as the commands ask them, on cones such as people draw: from the map to the whole answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from argmap.logic.holding import Reasoner
from argmap.logic.view import View
from argmap.model import ArgumentMap
from argmap.questions.contradictions import compare
from argmap.questions.credence import credence
from argmap.questions.importance import leaf_importance
from argmap.questions.sets import minimal_sets
from argmap.questions.standing import stand
from argmap.questions.weighing import weighed
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


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """CPU of each question, median of several maps."""
    for size, leaves in SIZES.items():
        maps = [cone_map(size, leaves, seed) for seed in range(MAPS)]
        for map_ in maps:
            map_.referrers(TOP, "for")  # the index of who refers to whom is the map's, not the question's
        for name, question in QUESTIONS.items():
            taken = [own_cpu(partial(question, map_)) for map_ in maps]
            yield Figure(f"questions: {size:,} statements, {name}", median(taken) * 1000, "ms", 1000)
