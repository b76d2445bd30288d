"""The outline of a map: statements by kind, unstated, untested, recent, by source; it opens as far as one looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from argmap.model import Kind
from argmap.store import browsing
from argmap.store.browsing import Page
from argmap.store.journal import entries
from argmap.store.reading import Hit, Store
from argmap_tui.rows import Look, Row, Span

COUNTED: Final = 1_000
"""How far the things of a kind are counted."""

RECENT: Final = 20
"""How many edits are looked at for what was edited last."""

MARKS: Final[dict[Kind, tuple[str, Look]]] = {
    "problem": ("P ", "strong"), "proposal": ("X ", "for"), "claim": ("c ", "plain"), "scenario": ("S ", "unless"),
    "concern": ("! ", "against"), "exclusive": ("| ", "dim"), "argument": ("→ ", "because"),
    "experiment": ("e ", "assuming"), "person": ("@ ", "dim"), "source": ("# ", "dim"), "position": ("= ", "dim"),
    "quote": ("” ", "dim"),
}  # fmt: skip
"""A letter for each kind of thing, and how it looks."""


class Branch(NamedTuple):
    """A part of the outline: its heading, a page of what is in it, and of which kind, to be counted."""

    heading: str
    page: Callable[[Store, int], Page]
    kind: Kind | None = None


def _recent(store: Store, _after: int) -> Page:
    found = entries(store.connection, last=RECENT)
    ids = dict.fromkeys(change.name for entry in reversed(found) for change in entry.changes if change.things[1])
    things = {thing.id: thing for _, thing in store.things_by_id(ids)}
    return Page([Hit(id_, things[id_].kind, things[id_].title) for id_ in ids if id_ in things], None)


def _of(kind: Kind) -> Callable[[Store, int], Page]:
    return lambda store, after: browsing.of_kind(store, kind, after)


BRANCHES: Final[dict[str, Branch]] = {
    "problems": Branch("Problems", _of("problem"), "problem"),
    "proposals": Branch("Proposals", _of("proposal"), "proposal"),
    "claims": Branch("Claims", _of("claim"), "claim"),
    "scenarios": Branch("Scenarios", _of("scenario"), "scenario"),
    "concerns": Branch("Concerns", _of("concern"), "concern"),
    "alternatives": Branch("Alternatives", _of("exclusive"), "exclusive"),
    "unstated": Branch("Unstated", browsing.unstated),
    "untested": Branch("Unstated, untested", lambda store, after: browsing.unstated(store, after, untested=True)),
    "recent": Branch("Edited last", _recent),
    "experiments": Branch("Experiments", _of("experiment"), "experiment"),
    "people": Branch("People", _of("person"), "person"),
    "sources": Branch("Sources", _of("source"), "source"),
}
"""Every part of the outline, from the top."""

BOOKMARKS: Final = "bookmarks"
MORE: Final = ">more"
"""The end of the key of a row that has the next page."""


class Opened(NamedTuple):
    """What of a branch was fetched, and from where it goes on."""

    hits: tuple[Hit, ...]
    after: int | None


def outline_rows(counts: Mapping[str, int], opened: Mapping[str, Opened], bookmarks: tuple[Hit, ...]) -> Iterator[Row]:
    """The rows of the outline; `opened` has the branches that show what is in them."""
    if bookmarks:
        shown = Opened(bookmarks, None) if BOOKMARKS in opened else None
        yield from _branch(BOOKMARKS, "Bookmarks", len(bookmarks), shown, opened)
    for key, branch in BRANCHES.items():
        yield from _branch(key, branch.heading, counts.get(key), opened.get(key), opened)


def _branch(
    key: str, heading: str, count: int | None, shown: Opened | None, opened: Mapping[str, Opened]
) -> Iterator[Row]:
    if count == 0:
        return
    said = "" if count is None else f"{COUNTED - 1}+" if count >= COUNTED else str(count)
    yield Row(key, (Span(heading, "heading"),), below=(Span(said, "dim"),), opened=shown is not None)
    if shown is None:
        return
    if not shown.hits:
        yield Row(f"{key}>none", (Span("none", "dim"),), lead="  ", rest="  ")
    for hit in shown.hits:
        below = f"{key}>{hit.id}"
        is_source = hit.kind == "source"
        yield hit_row(hit, below, lead="  ", opened=below in opened if is_source else None)
        if is_source and (said_there := opened.get(below)):
            for one in said_there.hits:
                yield hit_row(one, f"{below}>{one.id}", lead="    ")
            if said_there.after is not None:
                yield Row(below + MORE, (Span("more …", "dim"),), lead="    ", rest="    ")
    if shown.after is not None:
        yield Row(key + MORE, (Span("more …", "dim"),), lead="  ", rest="  ")


def hit_row(hit: Hit, key: str, *, lead: str = "", opened: bool | None = None) -> Row:
    """A thing as a row of a list."""
    mark, look = MARKS[hit.kind]
    return Row(key, (Span(mark, look), Span(hit.label)), hit.id, lead=lead, rest=lead, opened=opened)


class MapOutline:
    """The outline of a store, with what of it is open."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.opened: dict[str, Opened] = {}
        self.counts: dict[str, int] = {}
        self.bookmarks: tuple[Hit, ...] = ()

    def count(self) -> None:
        """Count what is in the branches, as far as `COUNTED`."""
        with self.store.moment():
            for key, branch in BRANCHES.items():
                if branch.kind is not None:
                    self.counts[key] = browsing.counted(self.store, branch.kind, COUNTED)

    def rows(self) -> list[Row]:
        """The rows as they are now."""
        return list(outline_rows(self.counts, self.opened, self.bookmarks))

    def open(self, key: str) -> None:
        """Show what is in a branch, the next page of one (the key of its last row), or what a source says."""
        if key.endswith(MORE):
            key = key.removesuffix(MORE)
            before = self.opened[key]
            page = self._page(key, before.after or 0)
            self.opened[key] = Opened((*before.hits, *page.hits), page.after)
        else:
            page = self._page(key, 0)
            self.opened[key] = Opened(tuple(page.hits), page.after)

    def _page(self, key: str, after: int) -> Page:
        if key == BOOKMARKS:
            return Page([], None)
        branch, _, source = key.partition(">")
        return browsing.said_in(self.store, source, after) if source else BRANCHES[branch].page(self.store, after)

    def shut(self, key: str) -> None:
        """Hide what is in a branch."""
        self.opened.pop(key, None)

    def reload(self) -> None:
        """Fetch anew what is open, as many pages of it as were shown."""
        self.count()
        for key, shown in list(self.opened.items()):
            self.open(key)
            while len(self.opened[key].hits) < len(shown.hits) and self.opened[key].after is not None:
                self.open(key + MORE)
