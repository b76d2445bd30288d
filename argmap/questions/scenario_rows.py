"""Which techniques and concerns are the rows of the tables of scenarios, where not all of them are asked for."""

from __future__ import annotations

from argmap.errors import UnknownIdError, UnknownTagError, WrongKindError, did_you_mean
from argmap.model import ArgumentMap, Statement
from argmap.questions.jumps import bearing
from argmap.questions.routes import proposals_for
from argmap.text import an


def rows(map_: ArgumentMap, problem: str | None = None, tag: str | None = None) -> frozenset[str]:
    """The proposals for a problem and the concerns that bear on it; of these, or of all, those with a tag.

    Raises UnknownIdError and WrongKindError for what is no problem, UnknownTagError for a tag that none of them has.
    """
    found = [thing for thing in map_.of_type(Statement) if thing.is_a in ("proposal", "concern")]
    if problem is not None:
        _check_problem(map_, problem)
        wanted = {*proposals_for(map_, problem), *bearing(map_, problem)}
        found = [one for one in found if one.id in wanted]
    if tag is not None:
        tags = sorted({other for one in found for other in one.tags})
        if tag not in tags:
            raise UnknownTagError(tag, "technique or concern", tags)
        found = [one for one in found if tag in one.tags]
    return frozenset(one.id for one in found)


def _check_problem(map_: ArgumentMap, id_: str) -> None:
    problems = sorted(one.id for one in map_.of_type(Statement) if one.is_a == "problem")
    thing = map_.things.get(id_)
    if thing is None:
        raise UnknownIdError(id_, problems)
    if thing.kind != "problem":
        raise WrongKindError(f"{id_!r} is {an(thing.kind)}, not a problem{did_you_mean(id_, problems)}")
