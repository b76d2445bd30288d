"""The trace of a statement or argument as a tree that opens as far as one looks.

Arguments with who makes them, premises by their role, objections and undercuts in place. A statement's reasons
stand once; where it occurs again, the row points there. Nothing is fetched before it is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from argmap.errors import UnknownIdError
from argmap.model import Argument, ArgumentMap, Premise, Thing
from argmap.outline import Child, Item, Mark, children, item_of
from argmap.store import browsing
from argmap.store.reading import Store
from argmap.text import columns, counted
from argmap.trace import Trace, trace
from argmap.words import EDITOR, UNTESTED, as_premise, label, people, provenance
from argmap_tui.rows import Look, Row, Span

AT_FIRST: Final = 40
"""How many rows a tree opens by itself."""

AT_ONCE: Final = 1_000
"""How many rows opening everything shows at the most."""

GLYPHS: Final[dict[Mark, tuple[str, Look]]] = {
    "root": ("", "strong"),
    "for": ("→ ", "for"),
    "against": ("⊣ against ", "against"),
    "undercut": ("⊣ undercut by ", "against"),
    "because": ("· ", "because"),
    "assuming": ("+ assuming ", "assuming"),
    "unstated": ("? UNSTATED ", "unstated"),
    "unless": ("! unless ", "unless"),
}
"""What stands before an item by what it is to the one above, and how it looks; the glyphs do without colour."""

DEEPEST: Final = 1_500
"""How many things are looked through to count what lies behind a target."""

NEGATED: Final = "not "
"""What stands before the role of a negated premise in the key of its row."""

NEVER_SAID: Final = "never-said"
"""The key of the row that lists what was never said."""


def key_of(parent: str, mark: Mark, id_: str, premise: Premise | None = None) -> str:
    """The key of the row of a thing below another; `premise`: as which it stands there."""
    return f"{parent}>{NEGATED if premise is not None and premise.negated else ''}{mark}>{id_}"


def tree_rows(
    map_: ArgumentMap, target: str, opened: Collection[str], loaded: Collection[str], reasons: Collection[str]
) -> Iterator[Row]:
    """The rows of the tree behind a target, from the top.

    `opened` are the keys of the rows that show what is below them, `loaded` the ids whose children are in the map,
    `reasons` the ids that have arguments for or against them.
    """
    homes = {target: target}
    yield Row(target, (Span(map_.label(target), "strong"),), target)
    stack = [(target, _siblings(map_, target))]
    guides: list[str] = []
    while stack:
        parent, siblings = stack[-1]
        if not siblings:
            stack.pop()
            continue
        mark, id_, premise, _ = siblings.pop()
        del guides[len(stack) - 1 :]
        lead = "".join(guides) + ("├ " if siblings else "└ ")
        guides.append("│ " if siblings else "  ")
        has_reasons = isinstance(map_.things[id_], Argument) or id_ in reasons
        pointer = homes.get(id_, "") if has_reasons else ""
        key = key_of(parent, mark, id_, premise)
        is_open = has_reasons and not pointer and key in opened and id_ in loaded
        item = item_of(map_, len(stack), mark, id_, premise, "above" if pointer else "", not siblings)
        yield Row(
            key,
            (Span(*GLYPHS[mark]), Span(as_premise(premise, map_.label(item.thing.id)), _look(mark))),
            id_,
            below=tuple(_said(_details(map_, item))),
            lead=lead,
            rest="".join(guides),
            opened=is_open if has_reasons and not pointer else None,
            pointer=pointer,
        )
        if is_open:
            homes[id_] = key
            stack.append((id_, _siblings(map_, id_)))


def _look(mark: Mark) -> Look:
    return "unstated" if mark == "unstated" else "plain"


def _siblings(map_: ArgumentMap, id_: str) -> list[Child]:
    """What stands below an item, the first one last."""
    return children(map_, id_, True)[::-1]


def _details(map_: ArgumentMap, item: Item) -> list[str]:
    """What is said beside an item: who made it or brought it to light, and whether anything tests it."""
    tests = f"tested by {counted(len(item.experiments), 'experiment')}" if item.experiments else UNTESTED
    thing = item.thing
    if isinstance(thing, Argument):
        details = [provenance(map_, thing)]
        if thing.at_least is not None:
            details.append(f"any {thing.at_least} of its reasons will do")
        return [*details, tests] if item.experiments else details
    if item.premise is not None and item.mark == "unstated":
        by = item.premise.surfaced_by
        return [f"brought to light by {label(map_, by) if by else EDITOR}", tests]
    return [tests]


def _said(details: list[str]) -> Iterator[Span]:
    """Details in a line; what nothing tests stands out."""
    for number, text in enumerate(details):
        if number:
            yield Span("; ", "dim")
        yield Span(text, "untested" if text == UNTESTED else "dim")


def summary_rows(map_: ArgumentMap, answer: Trace, opened: Collection[str], whole: bool) -> Iterator[Row]:
    """How much lies behind a target, and, opened, what of it was never said; `whole`: it was all looked at."""
    total, contrary = len(answer.needed), len(answer.assumptions) - len(answer.needed)
    if not answer.assumptions:
        return
    unstated = [assumption for assumption in answer.assumptions if assumption.unstated_in]
    least = "" if whole else "at least "
    lies = "assumption lies" if total == 1 else "assumptions lie"
    is_open = NEVER_SAID in opened
    spans = [Span(f"{least}{total} {lies} behind it, ", "dim")]
    spans.append(Span(f"{answer.unstated} never said", "unstated") if answer.unstated else Span("all said", "dim"))
    spans.append(Span(f", {answer.untested} untested" if answer.untested else ", all tested", "dim"))
    if contrary:
        behind = f"{contrary} behind what must not hold"
        spans = [*spans, Span(f"; {behind}", "dim")] if total else [Span(f"{least}{behind}", "dim")]
    yield Row(NEVER_SAID, tuple(spans), opened=is_open if unstated else None)
    if is_open:
        for number, assumption in enumerate(unstated, 1):
            use = next((use for use in assumption.unstated_in if use.surfaced_by), assumption.unstated_in[0])
            who = label(map_, use.surfaced_by) if use.surfaced_by else EDITOR
            tests = f"tested by {counted(len(assumption.tests), 'experiment')}" if assumption.tests else UNTESTED
            said = [*(["contrary"] if assumption.contrary else []), f"needed by {people(map_, use.by)}"]
            yield Row(
                f"{NEVER_SAID}>{assumption.id}",
                (Span("? ", "unstated"), Span(f"not “{assumption.title}”" if use.negated else assumption.title)),
                assumption.id,
                below=tuple(_said([*said, f"brought to light by {who}", tests])),
                lead="├ " if number < len(unstated) else "└ ",
                rest="│ " if number < len(unstated) else "  ",
            )


class TraceTree:
    """The tree behind one target, with what of it was fetched and what is open."""

    def __init__(self, store: Store, target: str) -> None:
        """Fetch what is shown at first. Raises UnknownIdError."""
        self.heading = "trace"
        self.store = store
        self.target = target
        self.opened: set[str] = set()
        self._forget()
        self._fetch([target])
        self._open_at_first()

    def _forget(self) -> None:
        self._things: dict[str, Thing] = {}
        self._reasons: set[str] = set()
        self._loaded: set[str] = set()
        self._summary: tuple[ArgumentMap, Trace, bool] | None = None
        self.map_ = ArgumentMap(())

    def _fetch(self, ids: Collection[str]) -> None:
        missing = [id_ for id_ in ids if id_ not in self._loaded]
        if missing:
            found = browsing.step(self.store, missing)
            self._things |= found.things
            self._reasons |= found.reasons
            self._loaded.update(missing)
            self.map_ = ArgumentMap(self._things.values())
        if self.target not in self._things:
            raise UnknownIdError(self.target, self.store.similar(self.target))

    def rows(self) -> list[Row]:
        """The rows as they are now."""
        root, *rest = self._tree()
        summary = summary_rows(*self._summary[:2], self.opened, self._summary[2]) if self._summary else ()
        return [root, *summary, *rest]

    def _tree(self) -> list[Row]:
        return list(tree_rows(self.map_, self.target, self.opened, self._loaded, self._reasons))

    def open(self, key: str) -> None:
        """Show what is below a row."""
        self.opened.add(key)
        if key != NEVER_SAID:
            self._fetch([key.rpartition(">")[2]])

    def shut(self, key: str) -> None:
        """Hide what is below a row."""
        self.opened.discard(key)

    def open_all(self) -> bool:
        """Show everything, level by level, up to `AT_ONCE` rows; whether that was all."""
        while shut := _shut(rows := self._tree()):
            if len(rows) >= AT_ONCE:
                return False
            self._open_rows(_nearest(shut))
        return True

    def _open_at_first(self) -> None:
        """Open the levels that fit on a screen."""
        while shut := _shut(rows := self._tree()):
            level = _nearest(shut)
            below = sum(self._rows_below(row) for row in level)
            if len(rows) + below > AT_FIRST:
                return
            self._open_rows(level)

    def _rows_below(self, row: Row) -> int:
        thing = self.map_.things[row.id or ""]
        return len(thing.premises) if isinstance(thing, Argument) else 1

    def _open_rows(self, rows: Sequence[Row]) -> None:
        self._fetch([row.id for row in rows if row.id])
        self.opened.update(row.key for row in rows)

    def reload(self) -> None:
        """Fetch anew what is shown. Raises UnknownIdError where the target is gone."""
        again = self._loaded
        self._forget()
        self._fetch(list(again | {self.target}))

    def look_behind(self) -> None:
        """Count all that lies behind the target, as far as `DEEPEST` things go."""
        cone = self.store.cone(self.target, DEEPEST)
        self._summary = cone, trace(cone, self.target), len(cone) <= DEEPEST


def _shut(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.opened is False]


def _nearest(rows: list[Row]) -> list[Row]:
    """The rows that stand nearest to the root."""
    least = min(columns(row.lead) for row in rows)
    return [row for row in rows if columns(row.lead) == least]
