"""What holds, how likely, by virtue of what, on cones such as people draw; the diagrams against `dd`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

from argmap.logic.budget import Budget
from argmap.logic.core import core
from argmap.logic.diagram import Diagram
from argmap.logic.holding import STEPS, Reasoner
from argmap.logic.importance import importance
from argmap.logic.modules import SMALL, Module
from argmap.logic.probability import probability, used_variables, what_if
from argmap.logic.sets import failure, sufficient
from argmap.logic.standing import Standing
from argmap.logic.view import View
from argmap.model import ArgumentMap, Interval, Statement

from .cones import TOP, cone_map
from .figures import Figure
from .measuring import own_cpu

SIZES: Final = {300: 100, 2_000: 300}
"""Statements, and how many of them are leaves."""

MAPS: Final = 5
MANY: Final = {300: 150, 2_000: 50}
VIEW: Final = View()

Question = Callable[[Reasoner, ArgumentMap], object]


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """CPU of each question, median of several maps; how many maps are answered exactly; diagrams against `dd`."""
    for size, leaves in SIZES.items():
        maps = [cone_map(size, leaves, seed) for seed in range(MAPS)]
        for map_ in maps:
            map_.referrers(TOP, "for")  # the index of who refers to whom is the map's, not the reasoner's
        for name, question in QUESTIONS.items():
            taken = [own_cpu(partial(question, Reasoner(map_), map_)) for map_ in maps]
            yield Figure(f"reasoning: {size:,} statements, {name}", median(taken) * 1000, "ms", 1000)
        taken = [_what_if(map_) for map_ in maps]
        yield Figure(f"reasoning: {size:,} statements, what if", median(taken) * 1000, "ms", 50)
    inexact = sum(not _exact(size, seed) for size, count in MANY.items() for seed in range(count))
    yield Figure(f"reasoning: not exact, of {sum(MANY.values())} maps", inexact, "maps", 0.01 * sum(MANY.values()))
    yield from _against_dd()


def _probability(reasoner: Reasoner, map_: ArgumentMap) -> object:
    return probability(reasoner.function(TOP, VIEW), reasoner.numbers(VIEW))


def _importance(reasoner: Reasoner, map_: ArgumentMap) -> object:
    return importance(reasoner.function(TOP, VIEW), reasoner.numbers(VIEW))


def _sufficient(reasoner: Reasoner, map_: ArgumentMap) -> object:
    found = sufficient(reasoner.function(TOP, VIEW))
    return found.count, found.first(10)


def _failure(reasoner: Reasoner, map_: ArgumentMap) -> object:
    found = failure(reasoner.function(TOP, VIEW))
    return found.count, found.first(10)


def _core(reasoner: Reasoner, map_: ArgumentMap) -> object:
    return core(reasoner, TOP, VIEW, [statement.id for statement in map_.of_type(Statement)])


def _standing(reasoner: Reasoner, map_: ArgumentMap) -> object:
    return Standing(map_, VIEW, [TOP])


QUESTIONS: Final[dict[str, Question]] = {
    "probability": _probability,
    "importance": _importance,
    "sufficient sets": _sufficient,
    "failure sets": _failure,
    "core of each": _core,
    "standing": _standing,
}


def _what_if(map_: ArgumentMap) -> float:
    """The most that holding one of some leaves at another number takes, once there was an answer."""
    reasoner = Reasoner(map_)
    function = reasoner.function(TOP, VIEW)
    _probability(reasoner, map_)
    leaves = [variable.id for variable in used_variables(function) if variable.of == "leaf"][::10]
    held = Interval(low=0.25, high=0.25)
    return max((own_cpu(partial(what_if, reasoner, TOP, VIEW, leaf, held)) for leaf in leaves), default=0.0)


def _exact(size: int, seed: int) -> bool:
    map_ = cone_map(size, SIZES[size], 1_000 + seed)
    reasoner = Reasoner(map_)
    return probability(reasoner.function(TOP, VIEW), reasoner.numbers(VIEW)).exact


def _against_dd() -> Iterator[Figure]:
    """The same modules in the same order of variables, made by both."""
    name = "reasoning: diagrams of 2,000 statements, argmap / dd.autoref"
    try:
        from dd import autoref
    except ImportError:
        print(f"{name}: skipped, dd is not installed")
        return
    ours = theirs = 0.0
    for seed in range(MAPS):
        reasoner = Reasoner(cone_map(2_000, 300, seed))
        cut = reasoner.modules.of(reasoner.function(TOP, VIEW).lower)
        hard = [module for module in cut.modules if module.root is not None and len(module.inputs) > SMALL]
        for module in hard:
            ours += own_cpu(partial(reasoner.modules.build, module.gate, module.inputs, Diagram(Budget(STEPS, STEPS))))
            theirs += own_cpu(partial(_by_dd, autoref, reasoner, module))
    yield Figure(name, ours / theirs, "x", 0.2)


def _by_dd(autoref: Any, reasoner: Reasoner, module: Module) -> object:
    """The diagram of a module, gate by gate as anybody would with a library."""
    circuit = reasoner.circuit
    diagram = autoref.BDD()
    diagram.configure(reordering=False)
    names = [f"x{level}" for level in range(len(module.inputs))]
    diagram.declare(*names)
    made = {gate: diagram.var(name) for gate, name in zip(module.inputs, names, strict=True)}
    for gate in circuit.behind(2 * module.gate, frozenset(module.inputs)):
        if gate in made:
            continue
        parts = [~made[literal >> 1] if literal & 1 else made[literal >> 1] for literal in circuit.inputs[gate]]
        least = circuit.least[gate]
        if least < 0:
            made[gate] = diagram.true
            for part in parts:
                made[gate] &= part
            continue
        reached = [diagram.true] + [diagram.false] * least
        for part in parts:
            for count in range(least, 0, -1):
                reached[count] |= part & reached[count - 1]
        made[gate] = reached[least]
    return made[module.gate]
