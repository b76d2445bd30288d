"""What looks wrong with groups of alternatives, and with premises that something does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from argmap.exclusive import misfits
from argmap.model import Argument, ArgumentMap, Exclusive, Statement
from argmap.questions.finding import Finding
from argmap.text import listed

ABOUT: Final = 0.05
"""How far from 1 the credences of a family may add up to, to be taken for chances of one of them."""


def group_misfits(map_: ArgumentMap) -> Iterator[Finding]:
    """What no map file and no edit may say of a group."""
    groups = sorted(map_.of_type(Exclusive), key=lambda group: group.id)
    for misfit in misfits(map_, groups):
        ids = tuple(filter(None, (misfit.id, misfit.other, misfit.mention)))
        yield Finding(code="misfit", severity="error", ids=ids, message=misfit.message)


def attacked_members(map_: ArgumentMap) -> Iterator[Finding]:
    """Attacks on members of exhaustive groups: where one succeeds, none of the members is left."""
    for group in map_.of_type(Exclusive):
        for member in group.members if group.exhaustive else ():
            attacks = [argument.id for argument in map_.arguments_against(member)]
            if attacks:
                argue = "argues" if len(attacks) == 1 else "argue"
                message = (
                    f"{listed(attacks)} {argue} against {member}, one of the exhaustive {group.id}; where {member} is "
                    "the one and the attack succeeds, none is left"
                )
                yield Finding(
                    code="attacked-member", severity="note", ids=(member, group.id, *attacks), message=message
                )


def possible_groups(map_: ArgumentMap) -> Iterator[Finding]:
    """Families of leaves, not linked by a group, whose credences add up to about 1."""
    for argument in map_.of_type(Argument):
        family = [premise for premise in argument.premises if premise.role == "because"]
        if argument.at_least != 1 or len(family) < 2 or any(premise.negated for premise in family):
            continue
        members = [premise.node for premise in family]
        total = _total(map_, members)
        if total is not None and abs(total - 1) <= ABOUT:
            message = (
                f"the credences of {listed(members)}, of which {argument.id} needs one, add up to {total:.3g}: if they "
                "exclude each other, make a group of them (exclusive), as they count as independent now"
            )
            yield Finding(code="possible-group", severity="note", ids=(argument.id, *members), message=message)


def _total(map_: ArgumentMap, members: list[str]) -> float | None:
    """What the editor's credences of leaves add up to, bounds by their middle; None where they are no such leaves."""
    total = 0.0
    for id_ in members:
        thing = map_.things.get(id_)
        if not isinstance(thing, Statement) or thing.credence is None:
            return None
        if map_.arguments_for(id_) or map_.group_of(id_) is not None:
            return None
        total += (thing.credence.low + thing.credence.high) / 2
    return total


def contradictory_premises(map_: ArgumentMap) -> Iterator[Finding]:
    """Arguments that need both that something holds and that it does not: they never apply."""
    for argument in map_.of_type(Argument):
        offered = sum(premise.role == "because" for premise in argument.premises)
        choice = argument.at_least is not None and argument.at_least < offered
        needed = [premise for premise in argument.premises if not (choice and premise.role == "because")]
        holds = {premise.node for premise in needed if premise.role != "unless" and not premise.negated}
        fails = {premise.node for premise in needed if premise.role == "unless" or premise.negated}
        for node in sorted(holds & fails):
            message = f"{argument.id} needs both that {node} holds and that it does not: it never applies"
            ids = (argument.id, node)
            yield Finding(code="contradictory-premises", severity="note", ids=ids, message=message)
