"""Options of every question that weighs: whose numbers, and what is held fixed; and the thing that is asked about."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import click

from argmap.cli.framework import IdArgument
from argmap.cli.output import ProgressLine
from argmap.errors import ArgmapError, UnknownIdError, ViewError, WrongKindError, did_you_mean
from argmap.model import Argument, ArgumentMap, Interval, Person, Statement, Thing
from argmap.text import an, listed

if TYPE_CHECKING:
    from argmap.logic.view import View
    from argmap.store.reading import Store
    from argmap.store.tested import Tested

LISTED: Final = 10
"""How many statements are named that a question left open may be about."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Viewing:
    """What `--view`, `--assume`, `--deny` and `--hold` say, as it was typed."""

    person: str | None = None
    assume: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    hold: tuple[str, ...] = ()

    def view(self, store: Store) -> View:
        """The view that they make.

        Raises UnknownIdError with the nearest id there is, WrongKindError, and ViewError for what is held twice or at
        what is no number in [0, 1].
        """
        from argmap.logic.view import View

        held: dict[str, Interval] = {}
        for text in _split("hold", self.hold):
            id_, number = _held(text)
            if id_ in held:
                raise ViewError(f"{id_!r} is held twice")
            held[id_] = number
        assumed, denied = frozenset(_split("assume", self.assume)), frozenset(_split("deny", self.deny))
        view = View(person=self.person, assume=assumed, deny=denied, hold=held)
        named = ArgumentMap(thing for _, thing in store.things_by_id(sorted(named_in(view))))
        for id_ in sorted(view.fixed):
            if id_ not in named:
                raise UnknownIdError(id_, store.similar(id_))
        if view.person is not None and not isinstance(named.things.get(view.person), Person):
            raise no_person(store, view.person, named.things.get(view.person))
        view.check(named)
        return view

    def over(self, store: Store, ids: Iterable[str], beside: Iterable[str] = ()) -> tuple[ArgumentMap, View]:
        """The map that bears on some statements or arguments, with `beside` and all that the view names; the view."""
        from argmap.store.bearing import bearing

        with store.moment():
            view = self.view(store)
            map_ = bearing(store, ids, beside={*named_in(view), *beside})
        view.check_groups(map_)
        return map_, view

    def over_tests(
        self, store: Store, ids: Iterable[str], beside: Iterable[str] = (), *, results: bool
    ) -> tuple[Tested, View]:
        """The same, with all that is tested (with `results`: that has one) and shares an input; the view."""
        from argmap.store.tested import with_tests

        with store.moment():
            view = self.view(store)
            found = with_tests(store, ids, {*named_in(view), *beside}, results=results)
        view.check_groups(found.map_)
        return found, view


def named_in(view: View) -> set[str]:
    """The ids that a view names."""
    return {*view.fixed, *([view.person] if view.person is not None else [])}


def no_person(store: Store, id_: str, thing: Thing | None) -> ArgmapError:
    """What is wrong with an id that should be a person's, with the nearest that is."""
    from argmap.store.browsing import of_kind

    people = [hit.id for hit in of_kind(store, "person").hits]
    if thing is None:
        return UnknownIdError(id_, people)
    nearest = did_you_mean(id_, people) or (f"; there are {listed(people[:LISTED])}" if people else "")
    return WrongKindError(f"{id_!r} is {an(thing.kind)}, no person whose view could be taken{nearest}")


def _split(option: str, lists: Iterable[str]) -> list[str]:
    found = [part.strip() for words in lists for part in words.split(",")]
    if "" in found:
        raise ViewError(f"--{option} lacks an ID")
    return found


def _held(text: str) -> tuple[str, Interval]:
    """`ID=N` or `ID=LOW..HIGH`."""
    id_, equals, written = text.partition("=")
    ends = written.split("..") if ".." in written else [written, written]
    try:
        low, high = map(float, ends)
    except ValueError:
        low = high = math.nan
    if not equals or math.isnan(low) or math.isnan(high):
        raise ViewError(f"--hold takes ID=N, with N such as 0.3 or 0.2..0.4; not {text!r}")
    return id_.strip(), Interval(low=low, high=high)


def view_options(function: _Function) -> _Function:
    """Add `--view`, `--assume`, `--deny` and `--hold`; the command gets them as one argument, `viewing`."""

    @wraps(function)
    def gathered(
        *args: Any, view: str | None, assume: tuple[str, ...], deny: tuple[str, ...], hold: tuple[str, ...], **rest: Any
    ) -> Any:
        return function(*args, viewing=Viewing(view, assume, deny, hold), **rest)

    ids = IdArgument()
    for option in (
        click.option("--hold", metavar="ID=N", multiple=True, help="Hold something at a number, or at LOW..HIGH."),
        click.option("--deny", metavar="ID", type=ids, multiple=True, help="Take this not to hold; IDs with commas."),
        click.option("--assume", metavar="ID", type=ids, multiple=True, help="Take this to hold; IDs with commas."),
        click.option("--view", metavar="PERSON", type=ids, help="With this person's credences (the editor's if none)."),
    ):
        gathered = option(gathered)
    return cast(_Function, gathered)


def target(context: click.Context, store: Store, id_: str | None) -> str:
    """The statement or argument that a question is about: the one named, else the only one that supports nothing else.

    Raises UnknownIdError and WrongKindError; UsageError, which lists those that support nothing else, where not
    exactly one does.
    """
    if id_ is not None:
        thing = store.get(id_)
        if not isinstance(thing, Statement | Argument):
            raise WrongKindError(
                f"{id_!r} is {an(thing.kind)}; {context.info_name} is asked of a statement or an argument"
            )
        return id_
    from argmap.store.bearing import ends

    found = ends(store, LISTED + 1)
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.UsageError("which ID? no statement of this map supports nothing else", context)
    more = ", …" if len(found) > LISTED else ""
    raise click.UsageError(
        f"which ID? more than one statement supports nothing else: {', '.join(sorted(found[:LISTED]))}{more}", context
    )


@contextmanager
def thinking() -> Iterator[ProgressLine]:
    """A line on stderr, past one second, that says for how long an answer is being worked out; then it is gone."""
    line = ProgressLine("working it out", "s")
    try:
        yield line
    finally:
        line.close()
