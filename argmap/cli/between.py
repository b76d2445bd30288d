"""`--between A B`: two people whose views are compared, and the map that both speak about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from argmap.cli.framework import IdArgument
from argmap.cli.viewing import Viewing, named_in, no_person
from argmap.errors import ViewError
from argmap.model import ArgumentMap, Person

if TYPE_CHECKING:
    from argmap.logic.view import View
    from argmap.store.reading import Store

_Function = TypeVar("_Function", bound=Callable[..., Any])


def between_option(function: _Function, *, required: bool = True) -> _Function:
    """Add `--between A B`."""
    return click.option(
        "--between", nargs=2, type=IdArgument(), metavar="A B", required=required, help="The two people to compare."
    )(function)


def over_between(
    viewing: Viewing,
    store: Store,
    ids: Iterable[str],
    between: tuple[str, str],
    *,
    in_one_view: bool = False,
    beside: Iterable[str] = (),
) -> tuple[ArgumentMap, View]:
    """The map that bears on some statements or arguments, with all that two people hold; and what is held fixed.

    What is asked in the two people's views takes no third one; `in_one_view` is what is asked in any. Raises
    UnknownIdError and WrongKindError for what is no person; ViewError where the two are one, or where a third view is
    asked for.
    """
    from argmap.store.bearing import bearing, positions_of

    with store.moment():
        if viewing.person is not None and not in_one_view:
            raise ViewError(f"--between takes the views of two people; leave out --view {viewing.person}")
        view = viewing.view(store)
        people = {thing.id: thing for _, thing in store.things_by_id(between)}
        for id_ in between:
            if not isinstance(people.get(id_), Person):
                raise no_person(store, id_, people.get(id_))
        if between[0] == between[1]:
            raise ViewError(f"--between takes two people, not {between[0]!r} twice")
        held = [position.id for position in positions_of(store, between)]
        map_ = bearing(store, ids, beside={*named_in(view), *between, *held, *beside})
    for person in (None, *between):
        replace(view, person=person).check_groups(map_)
    return map_, view
