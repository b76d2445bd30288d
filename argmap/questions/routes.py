"""How proposals lead to problems: by which arguments, what these assume, what is its own, what else would do.

A route goes from premise to conclusion through arguments *for*. An exception (`unless`) is no step of a route: what
stops an argument does not lead to what it is for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from argmap.logic.rules import is_unnamed
from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, PremiseRole, Statement

NEEDED: Final[tuple[PremiseRole, ...]] = ("because", "assuming", "unstated")
ASSUMED: Final[tuple[PremiseRole, ...]] = ("assuming", "unstated")

EDITORS: Final = View()


def needs(argument: Argument, *roles: PremiseRole) -> list[str]:
    """The premises that an argument has in these roles, exceptions left out if nothing else is asked.

    What must not hold supports nothing, and is none of them (see `lacks`).
    """
    return [premise.node for premise in argument.premises if premise.role in (roles or NEEDED) and not premise.negated]


def lacks(argument: Argument, *roles: PremiseRole) -> list[str]:
    """What an argument needs, in these roles, not to hold."""
    return [premise.node for premise in argument.premises if premise.role in (roles or NEEDED) and premise.negated]


def assumes(argument: Argument, id_: str) -> bool:
    """Whether an argument assumes something, or that it does not hold."""
    return any(premise.node == id_ and premise.role in ASSUMED for premise in argument.premises)


def always_needs(argument: Argument) -> list[str]:
    """The premises that an argument cannot do without: what it offers counts only where all of that must hold."""
    offered = needs(argument, "because") + lacks(argument, "because")
    choice = argument.at_least is not None and argument.at_least < len(offered)
    return needs(argument, *ASSUMED) if choice else needs(argument)


def proposals_for(map_: ArgumentMap, problem: str) -> tuple[str, ...]:
    """The proposals for a problem: premises of arguments for it, or of arguments for these; the nearest first."""
    found = dict.fromkeys(node for step in behind(map_, [problem]) for node in needs(step))
    return tuple(id_ for id_ in found if id_ != problem and is_proposal(map_, id_))


def is_proposal(map_: ArgumentMap, id_: str) -> bool:
    """Whether it is a statement of that kind."""
    thing = map_.things.get(id_)
    return isinstance(thing, Statement) and thing.is_a == "proposal"


def arguments_of(map_: ArgumentMap, proposal: str, problem: str | None = None) -> tuple[Argument, ...]:
    """The arguments on the routes from a proposal to a problem, the nearest to the proposal first.

    Without a problem: all that start from the proposal, wherever they lead.
    """
    steps = _ahead(map_, proposal, problem)
    if problem is None:
        return tuple(steps)
    leading = {step.id for step in behind(map_, [problem], without=proposal)}
    return tuple(step for step in steps if step.id in leading)


def assumptions_of(arguments: Iterable[Argument]) -> tuple[str, ...]:
    """What arguments assume, stated or not, in their order; what they assume not to hold, too."""
    return tuple(dict.fromkeys(p.node for step in arguments for p in step.premises if p.role in ASSUMED))


def contrary_to(arguments: Iterable[Argument], id_: str) -> bool:
    """Whether what arguments assume is that something does not hold; of those that differ, that it does."""
    uses = [p.negated for step in arguments for p in step.premises if p.node == id_ and p.role in ASSUMED]
    return bool(uses) and all(uses)


def part_of(map_: ArgumentMap, proposal: str, problem: str | None = None) -> tuple[str, ...]:
    """What is the proposal's own: itself, and what its arguments offer that no other proposal's arguments use.

    An argument that has the proposal itself among its premises is nobody else's, even where another proposal meets
    one of its assumptions.
    """
    own = arguments_of(map_, proposal, problem)
    offered = dict.fromkeys(node for step in own for node in needs(step, "because") if node != proposal)
    targets = [problem] if problem is not None else sorted({step.target for step in own})
    others = dict.fromkeys(id_ for target in targets for id_ in proposals_for(map_, target) if id_ != proposal)
    used: set[str] = set(others)
    for other in others:
        for step in arguments_of(map_, other, problem):
            if proposal not in needs(step):
                used.update(needs(step))
    return (proposal, *(node for node in offered if node not in used))


def alternatives(map_: ArgumentMap, proposal: str, problem: str, view: View = EDITORS) -> tuple[str, ...]:
    """The other proposals for a problem that get there without this one, the nearest to the problem first.

    They get there by arguments that can apply without it, granted what its own arguments assume: what a proposal
    brings about besides is no use that others make of it. Unnamed proposals are none, and carry no other, unless the
    view holds them.
    """
    nameless = {id_ for id_ in proposals_for(map_, problem) if is_unnamed(map_, id_) and not view.holds(id_)}
    usable = _usable_without(map_, proposal, problem, nameless)
    found = dict.fromkeys(node for step in behind(map_, [problem], usable.__contains__) for node in needs(step))
    return tuple(
        id_ for id_ in found if id_ not in (problem, proposal) and is_proposal(map_, id_) and id_ not in nameless
    )


def _usable_without(map_: ArgumentMap, proposal: str, problem: str, nameless: Collection[str]) -> set[str]:
    """The arguments behind a problem that can apply without a proposal; circles hold nothing up."""
    steps = list(behind(map_, [problem]))
    users: dict[str, list[Argument]] = {}
    for step in steps:
        for node in needs(step):
            users.setdefault(node, []).append(step)
    gone = {*nameless, proposal}
    granted = {node for step in arguments_of(map_, proposal, problem) for node in needs(step, *ASSUMED)}
    had = {node for node in users if node in granted or _needs_no_argument(map_, node)} - gone
    usable: set[str] = set()
    waiting = steps
    while waiting:
        ahead: list[Argument] = []
        for step in waiting:
            if step.id not in usable and _applies(step, had):
                usable.add(step.id)
                if step.target not in had and step.target not in gone:
                    had.add(step.target)
                    ahead += users.get(step.target, ())
        waiting = ahead
    return usable


def _needs_no_argument(map_: ArgumentMap, node: str) -> bool:
    """Whether it can hold without one: it is a leaf or a proposal, or may hold for other reasons."""
    thing = map_.things.get(node)
    otherwise = isinstance(thing, Statement) and (thing.otherwise is not None or thing.is_a == "proposal")
    return otherwise or not map_.arguments_for(node)


def _applies(step: Argument, had: Collection[str]) -> bool:
    """Whether it has what it needs, with nothing more than this; what must not hold does not."""
    offered = needs(step, "because")
    enough = len(offered) if step.at_least is None else step.at_least - len(lacks(step, "because"))
    return sum(node in had for node in offered) >= enough and all(node in had for node in needs(step, *ASSUMED))


def behind(
    map_: ArgumentMap,
    targets: Iterable[str],
    among: Callable[[str], bool] | None = None,
    without: str | None = None,
) -> Iterator[Argument]:
    """The arguments behind some statements, breadth first; of these only some, if asked, and none behind `without`."""
    waiting = list(dict.fromkeys(targets))
    reached = set(waiting)
    for node in waiting:
        for step in map_.arguments_for(node):
            if among is not None and not among(step.id):
                continue
            yield step
            more = [other for other in dict.fromkeys(needs(step)) if other not in reached]
            reached.update(more)
            waiting += [other for other in more if other != without]


def _ahead(map_: ArgumentMap, proposal: str, problem: str | None) -> Iterator[Argument]:
    """The arguments that start from a proposal, and from what they are for, breadth first, up to the problem."""
    seen: set[str] = set()
    reached = {proposal}
    waiting = [proposal]
    for node in waiting:
        for id_ in sorted({id_ for role in NEEDED for id_ in map_.referrers(node, role)}):
            step = map_.things[id_]
            if not isinstance(step, Argument) or step.against or step.id in seen or node not in needs(step):
                continue
            seen.add(step.id)
            yield step
            if step.target not in reached and step.target != problem:
                reached.add(step.target)
                waiting.append(step.target)
