"""What a question about a proposal is asked of: the ids that the user gives, of the kinds that it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from argmap.errors import WrongKindError, did_you_mean
from argmap.model import ArgumentMap, Statement
from argmap.store.reading import Store
from argmap.text import an, listed

if TYPE_CHECKING:
    from argmap.logic.view import View

NAMED: Final = 6
"""How many proposals are named to somebody who gives something else."""


def statement(context: click.Context, store: Store, id_: str) -> str:
    """The id of a statement. Raises UnknownIdError with the nearest id there is, and WrongKindError."""
    thing = store.get(id_)
    if not isinstance(thing, Statement):
        raise WrongKindError(f"{id_!r} is {an(thing.kind)}; {context.info_name} takes a statement there")
    return id_


def proposal(context: click.Context, store: Store, id_: str) -> str:
    """The id of a proposal. Raises UnknownIdError, and WrongKindError with the nearest proposals there are."""
    thing = store.get(id_)
    if thing.kind != "proposal":
        from argmap.store.browsing import of_kind

        ids = [hit.id for hit in of_kind(store, "proposal").hits]
        nearest = did_you_mean(id_, ids) or (f"; there are {listed(ids[:NAMED])}" if ids else "; the map has none")
        raise WrongKindError(f"{id_!r} is {an(thing.kind)}; {context.info_name} is asked of a proposal{nearest}")
    return id_


def different(*ids: str | None) -> None:
    """Refuse to have one thing stand in two places."""
    given = [id_ for id_ in ids if id_ is not None]
    for id_ in given:
        if given.count(id_) > 1:
            raise WrongKindError(f"{id_!r} is given twice; proposal, problem and assumption are different things")


def pair_heading(map_: ArgumentMap, ids: tuple[str, str], view: View, width: int) -> Iterator[str]:
    """The two things that are asked about, and in which view if in another than the editor's."""
    from argmap.cli.answers import dim, paragraph
    from argmap.questions.views import view_words
    from argmap.words import label

    for id_ in ids:
        thing = map_.things[id_]
        yield click.style(label(map_, thing.id), bold=True) + dim(f"  {thing.kind} · {thing.id}")
    if words := view_words(map_, view):
        yield from paragraph(f"{words}:", width)
    yield ""
