"""What of a map is written out: all of it, or what is around or behind one thing; what the export says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final, Literal, NamedTuple

from argmap.formats import WRITERS, writer
from argmap.formats.ordering import Streamed
from argmap.model import PREMISE_ROLES, ArgumentMap, MapFile, Role, Statement
from argmap.store.reading import Store

UNFILED = MapFile("argmap.yaml")
"""The file that things go to which came from no file."""

NEAR: Final = 2
"""How many arguments away from a thing that is around it which is exported with it, unless told otherwise."""

Part = Literal["behind", "around", "map"]
"""What lies behind a thing, what is around it, or the whole map."""

Form = Literal["markdown", "svg", "dot", "yaml", "json"]


class Export(NamedTuple):
    """A part of the map in a form; `id` is what it lies behind or is around, None for the whole map."""

    part: Part
    form: Form
    id: str | None = None

    @property
    def suffix(self) -> str:
        """The ending of its file's name."""
        return {"markdown": ".md", "svg": ".svg"}.get(self.form) or WRITERS[self.form].suffixes[0]

    def name(self, store: Store) -> str:
        """A name for its file."""
        return (self.id or name_of(store)) + self.suffix


def exports(id_: str | None, *, traced: bool) -> list[Export]:
    """Every export that there is of a map with this thing in the focus; `traced`: it has something behind it."""
    of_thing = [Export("behind", "markdown", id_)] if traced else []
    of_thing += [Export("around", form, id_) for form in ("svg", "dot", "yaml", "json")]
    return [*(of_thing if id_ is not None else ()), *(Export("map", form) for form in ("yaml", "json", "dot", "svg"))]


def text_of(store: Store, export: Export) -> Iterator[str]:
    """The text of an export, from one moment of the map; of a picture the DOT that it is drawn from."""
    with store.moment():
        if export.part == "behind":
            yield from _trace(store, export.id or "")
            return
        form = "dot" if export.form == "svg" else export.form
        part = part_of(store, export.id, NEAR, drawn=form == "dot")
        yield from writer(form).write(part, head_of(store, export.id))


def _trace(store: Store, id_: str) -> Iterator[str]:
    from argmap.logic.view import View
    from argmap.markdown import trace_text
    from argmap.questions.standing import stand_words
    from argmap.questions.weighing import weighed
    from argmap.store.bearing import TRACED, bearing_within
    from argmap.trace import trace

    map_ = bearing_within(store, [id_], (), TRACED)
    if map_ is None:
        cone = store.cone(id_)
        yield from trace_text(cone, trace(cone, id_))
        return
    found = weighed(map_, trace(map_, id_), View())
    yield from trace_text(map_, found.trace, standing=stand_words(map_, found.stand))


def part_of(store: Store, around: str | None, depth: int, *, drawn: bool) -> Streamed:
    """The map, or what is around a thing; of that, where it is drawn, only what a line leads to."""
    if around is None:
        return store
    part = store.around(around, depth)
    if not drawn:
        return part
    lines: tuple[Role, ...] = ("for", "against", "tests", "exclusive", *PREMISE_ROLES)
    return ArgumentMap(
        thing
        for thing in part.things.values()
        if not isinstance(thing, Statement)
        or thing.id == around
        or any(part.referrers(thing.id, role) for role in lines)
    )


def head_of(store: Store, around: str | None) -> MapFile:
    """What the export says of itself: what the map's one file says, or what it is around."""
    files = store.files()
    if around is not None:
        return MapFile("", title=f"Around {store.label(store.get(around))}")
    return files[0] if len(files) == 1 else MapFile("")


def name_of(store: Store) -> str:
    """What a file is called that holds the whole map, less its ending."""
    return PurePath(store.spec).stem.lstrip(".") or "map"
