"""What `check` notes as missing: problems that nobody addresses, cores that nothing tests, numbers that say less."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from argmap.logic.rules import is_unnamed
from argmap.model import (
    Argument,
    ArgumentMap,
    Credence,
    Experiment,
    Position,
    Quote,
    Statement,
    Thing,
    references,
)
from argmap.questions.finding import Finding
from argmap.questions.routes import NEEDED, is_proposal
from argmap.text import listed

ALL: Final = 500_000
"""How hard all targets together may be."""

STEPS: Final = 200_000
"""How hard one target may be, in steps of diagram making: a fraction of a second."""

SECONDS: Final = 1.0
"""How long the targets may take together."""


def unaddressed(map_: ArgumentMap) -> Iterator[Finding]:
    """Each problem that takes part in the argument, while nothing is argued for or against it.

    A proposal that is `about` it addresses it, if loosely.
    """
    for problem in map_.of_type(Statement):
        if problem.is_a != "problem" or map_.arguments_for(problem.id) or map_.arguments_against(problem.id):
            continue
        if any(is_proposal(map_, id_) for id_ in map_.referrers(problem.id, "about")):
            continue
        users = sorted({id_ for role in (*NEEDED, "unless") for id_ in map_.referrers(problem.id, role)})
        if users:
            message = f"nothing addresses {problem.id}, a premise of {_some(users)}"
            yield Finding(code="unaddressed", severity="note", ids=(problem.id, *users[:_NAMED]), message=message)


def unnamed_alternatives(map_: ArgumentMap) -> Iterator[Finding]:
    """Each proposal that is tagged as named by nobody, while it is argued from it that a problem is solved."""
    for proposal in map_.of_type(Statement):
        if proposal.is_a != "proposal" or not is_unnamed(map_, proposal.id):
            continue
        steps = {id_ for role in NEEDED for id_ in map_.referrers(proposal.id, role)}
        idle = sorted(id_ for id_ in steps if _solves(map_, id_))
        if idle:
            message = (
                f"nobody said what {proposal.id} is (tagged unnamed): {_some(idle)} "
                f"{_verb(idle, 'solve')} nothing unless it is assumed"
            )
            yield Finding(
                code="unnamed-alternative", severity="note", ids=(proposal.id, *idle[:_NAMED]), message=message
            )


def _solves(map_: ArgumentMap, id_: str) -> bool:
    step = map_.things[id_]
    target = map_.things.get(step.target) if isinstance(step, Argument) and not step.against else None
    return isinstance(target, Statement) and target.is_a == "problem"


def attacked_leaves(map_: ArgumentMap) -> Iterator[Finding]:
    """Each leaf with a number and arguments against it: the number is taken as what it is without them."""
    for leaf in map_.of_type(Statement):
        attacks = [attack.id for attack in map_.arguments_against(leaf.id)]
        if leaf.credence is not None and attacks and not map_.arguments_for(leaf.id):
            message = (
                f"the credence of {leaf.id} counts as what it is before {_some(attacks)}, which "
                f"{_verb(attacks, 'attack')} it; see that it was meant so"
            )
            yield Finding(code="attacked-leaf", severity="note", ids=(leaf.id, *attacks[:_NAMED]), message=message)


def dated_ahead(today: date) -> Callable[[ArgumentMap], Iterator[Finding]]:
    """The rule that no position is dated after today."""

    def rule(map_: ArgumentMap) -> Iterator[Finding]:
        for position in map_.of_type(Position):
            if position.on > today.isoformat():
                message = f"the position of {position.person} on {position.target} is dated {position.on}, after today"
                ids = (position.id, position.person, position.target)
                yield Finding(code="dated-ahead", severity="note", ids=ids, message=message)

    return rule


_range = re.compile(r"(?:[a-z0-9-]+:)?(?:L(?P<line>\d+)-L?(?P<last>\d+)|t\d+@(?P<start>\d+)-(?P<end>\d+))")


def impossible_places(map_: ArgumentMap) -> Iterator[Finding]:
    """Each place that ends before it begins, or has nothing in it."""
    for thing in map_.things.values():
        for at in dict.fromkeys(_places(thing)):
            found = _range.fullmatch(at)
            if found is None:
                continue
            if found["line"] is not None:
                wrong = "ends before it begins" if int(found["line"]) > int(found["last"]) else ""
            elif int(found["start"]) > int(found["end"]):
                wrong = "ends before it begins"
            else:
                wrong = "has nothing in it" if int(found["start"]) == int(found["end"]) else ""
            if wrong:
                yield Finding(
                    code="impossible-place", severity="error", ids=(thing.id,), message=f"{at} of {thing.id} {wrong}"
                )


def _places(thing: Thing) -> Iterator[str]:
    """Every locator that a thing has."""
    credences: list[Credence | None] = []
    match thing:
        case Argument():
            yield thing.at
            yield from (premise.at for premise in thing.premises)
            credences = [thing.strength]
        case Statement():
            credences = [thing.credence, thing.otherwise]
        case Experiment():
            yield from (test.at for test in thing.tests)
        case Position():
            yield thing.at
            credences = [thing.credence]
        case Quote():
            yield thing.at
    yield from (credence.at for credence in credences if credence is not None)


def untested_cores(
    map_: ArgumentMap, *, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic
) -> Iterator[Finding]:
    """Each stated assumption that no experiment tests, while what the map is about cannot hold without it.

    That is every statement with arguments for it that no argument needs. Unstated assumptions are told of by a rule of
    their own, core or not.
    """
    if any(one.id not in map_ for thing in map_.things.values() for one in references(thing)):
        return  # which is an error of its own, and nothing can be traced through it
    from argmap.logic.budget import Budget
    from argmap.logic.core import core  # with the reasoner, 15 ms
    from argmap.logic.holding import Reasoner
    from argmap.logic.view import View
    from argmap.questions.weighing import idle
    from argmap.trace import trace

    reasoner = Reasoner(map_, steps=STEPS, budget=Budget(ALL))
    end = clock() + seconds
    without: dict[str, list[str]] = {}
    left: list[str] = []
    for target in _ends(map_):
        if clock() > end:
            left.append(target)
            continue
        ids = [
            one.id for one in trace(map_, target).assumptions if one.stated_in and not (one.tests or one.unstated_in)
        ]
        needed = set(ids) - idle(map_, target, View(), ids)
        for id_, is_core in core(reasoner, target, View(), sorted(needed)).items() if needed else ():
            if is_core:
                without.setdefault(id_, []).append(target)
    for id_, targets in without.items():
        message = f"no experiment tests {id_}, without which {_some(targets)} cannot hold"
        yield Finding(code="untested-core", severity="note", ids=(id_, *targets[:_NAMED]), message=message)
    if left:
        message = f"no time to see what {_some(left)} cannot hold without; 'argmap trace ID' tells"
        yield Finding(code="cores-left-out", severity="note", ids=tuple(left[:_NAMED]), message=message)


def _ends(map_: ArgumentMap) -> list[str]:
    """The statements with arguments for them that no argument needs, by id."""
    return sorted(
        statement.id
        for statement in map_.of_type(Statement)
        if map_.arguments_for(statement.id) and not any(map_.referrers(statement.id, role) for role in NEEDED)
    )


_NAMED: Final = 3
"""How many of several things a finding names."""


def _some(ids: list[str]) -> str:
    return listed(ids) if len(ids) <= _NAMED else f"{', '.join(ids[:_NAMED])} and {len(ids) - _NAMED} more"


def _verb(subjects: list[str], verb: str) -> str:
    return verb if len(subjects) > 1 else f"{verb}s"
