"""What every question costs, in time and memory, on maps that are too hard to work out: each in a process of its own.

The cone of the other benchmarks, with a circle of 706 statements and arguments in it; a clique of claims that attack
each other; and chains, of attacks and of steps.
"""

from __future__ import annotations

import json
import resource
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NamedTuple

from argmap.model import Argument, Person, Premise, Statement, Thing
from argmap.questions.routes import arguments_of, assumptions_of, proposals_for
from argmap.store.opening import open_database

from .editing import editable
from .figures import Figure
from .generator import FILE, PEOPLE, TARGET, things_with_cone
from .measuring import argmap_command, environment

SIZE: Final = 10_000
CLIQUE: Final = 30
CHAIN: Final = 5_000
TOP: Final = "c0"

SECONDS: Final = 5.0
AT_ONCE: Final = 1.0
"""What a trace may take, which is to be read at once."""
SMALL: Final = 2.0
"""What the clique and the chains may take."""
MEGABYTES: Final = 400
SMALL_MEGABYTES: Final = 150


class Cost(NamedTuple):
    """The CPU seconds of a command, the most memory that it had, and whether it says that all of it is exact."""

    seconds: float
    megabytes: float
    exact: bool | None


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """Every question on every map, with whether its answer is exact."""
    env = environment(folder)
    maps = {
        "cone": list(things_with_cone(SIZE)),
        "clique": [(thing, FILE) for thing in clique(CLIQUE)],
        "attacks": [(thing, FILE) for thing in attacks(CHAIN)],
        "steps": [(thing, FILE) for thing in steps(CHAIN)],
    }
    for name, things in maps.items():
        path = folder / f"{name}.db"
        editable(path, iter(things))
        asked = questions(path) if name == "cone" else of_one(TOP)
        for words in asked:
            cost = measured(["-m", str(path), *words], folder, env)
            seconds = (AT_ONCE if words[0] == "trace" else SECONDS) if name == "cone" else SMALL
            megabytes = MEGABYTES if name == "cone" else SMALL_MEGABYTES
            exact = {True: ", exact", False: ", bounds", None: ""}[cost.exact]
            what = f"hard: {name}, {label(words)}{exact}"
            yield Figure(what, cost.seconds, "s", seconds)
            yield Figure(what, cost.megabytes, "MB", megabytes)


def label(words: Sequence[str]) -> str:
    """A command by what its user asks, less the ids."""
    return " ".join([words[0], *(word for word in words[1:] if word.startswith("--"))])


def questions(path: Path) -> list[list[str]]:
    """Every question about the target of the cone."""
    store = open_database(path)
    try:
        map_ = store.cone(TARGET)
    finally:
        store.close()
    proposal = next(id_ for id_ in proposals_for(map_, TARGET) if assumptions_of(arguments_of(map_, id_, TARGET)))
    assumed = next(id_ for id_ in assumptions_of(arguments_of(map_, proposal, TARGET)) if id_ != proposal)
    between = ["--between", *PEOPLE[:2]]
    return [
        *of_one(TARGET),
        ["work", proposal, TARGET],
        ["work", proposal, TARGET, assumed],
        ["discharge", proposal, assumed],
        ["readings", proposal, TARGET, *between],
        ["cruxes", TARGET, *between],
        ["bottlenecks", TARGET],
    ]


def of_one(id_: str) -> list[list[str]]:
    """The questions that are asked of one statement, or of the whole map."""
    return [
        ["trace", id_],
        ["trace", id_, "--json"],
        ["show", id_],
        ["credence", id_],
        ["sets", id_],
        ["sets", id_, "--failure"],
        ["importance", id_],
        ["experiments", id_],
        ["scenarios"],
        ["check"],
    ]


def clique(many: int) -> Iterator[Thing]:
    """Claims of which each attacks all others."""
    ids = [f"c{number}" for number in range(many)]
    yield from (Statement(id=id_, is_a="claim") for id_ in ids)
    yield from (_step(f"{one}-{other}", other, one, True) for one in ids for other in ids if one != other)
    yield from (Person(id=id_) for id_ in PEOPLE)


def attacks(many: int) -> Iterator[Thing]:
    """Claims of which each attacks the one before."""
    yield from (Statement(id=f"c{number}", is_a="claim") for number in range(many))
    yield from (_step(f"a{number}", f"c{number}", f"c{number + 1}", True) for number in range(many - 1))


def steps(many: int) -> Iterator[Thing]:
    """Claims of which each is assumed by the only step to the one before."""
    yield from (Statement(id=f"c{number}", is_a="claim") for number in range(many))
    yield from (_step(f"a{number}", f"c{number}", f"c{number + 1}", False) for number in range(many - 1))


def _step(id_: str, target: str, node: str, against: bool) -> Argument:
    role = "because" if against else "assuming"
    return Argument(id=id_, target=target, against=against, premises=(Premise(node=node, role=role),))


def measured(words: Sequence[str], folder: Path, env: Mapping[str, str]) -> Cost:
    """What a command costs as a user gives it; and, asked again in JSON, whether it is exact."""
    with get_context("spawn").Pool(1) as pool:  # the memory of children is that of the largest so far
        seconds, megabytes = pool.apply(_cost, (list(words), str(folder), dict(env)))
    return Cost(seconds, megabytes, exact(words, folder, env))


def _cost(words: list[str], folder: str, env: dict[str, str]) -> tuple[float, float]:
    command = [*argmap_command(), *words]
    subprocess.run(command, cwd=folder, env=env, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


ONE_VALUE: Final = ("credence", "sets", "importance", "work", "readings", "cruxes")
"""Questions whose answers in JSON say of each part whether it is exact."""


def exact(words: Sequence[str], folder: Path, env: Mapping[str, str]) -> bool | None:
    """Whether all of an answer is exact, by what it says itself; None of those that do not say it so."""
    if words[2] not in ONE_VALUE:
        return None
    command = [*argmap_command(), *words, "--json"]
    told = subprocess.run(command, cwd=folder, env=env, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return all(_said(json.loads(told.stdout)))


def _said(answer: Any) -> Iterator[bool]:
    """Every `exact` of an answer."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            if key == "exact":
                yield bool(value)
            else:
                yield from _said(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from _said(value)
