"""The lists: experiments by status with what they test, what nothing tests, scenarios with what each breaks.

What is in a list is fetched page by page; what stands below a row of it, when that row is opened.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from argmap.details import fields
from argmap.model import Argument, ArgumentMap, Experiment, Status, Test, Thing
from argmap.questions.breaks import Break, breaks
from argmap.store import browsing
from argmap.store.browsing import Page
from argmap.store.reading import Hit, Store
from argmap.text import listed
from argmap.words import EDITOR, label, provenance
from argmap_tui.map_outline import MARKS, MORE, Opened
from argmap_tui.rows import Line, Row, Span
from argmap_tui.trace_tree import GLYPHS

STATUSES: Final[dict[Status, str]] = {"proposed": "Proposed", "running": "Running", "done": "Done"}

NAMED: Final = 2
"""How many of the things that an experiment tests are named before it is opened."""

ALL: Final = "all"
"""The branch of a list that has only one."""


def predictions(map_: ArgumentMap, test: Test) -> Iterator[str]:
    """What an experiment would show about one thing, in words."""
    if test.if_true:
        yield f"if it holds, {test.if_true}"
    if test.if_false:
        yield f"if not, {test.if_false}"
    if test.likelihood_ratio is not None:
        yield f"a positive is {test.likelihood_ratio:g} times as likely if it holds"
    if test.p_if_true is not None and test.p_if_false is not None:
        yield f"positive with {test.p_if_true:g} if it holds, {test.p_if_false:g} if not"
    if test.misleads_if:
        yield f"misleads if {listed([label(map_, id_) for id_ in test.misleads_if])}"


def experiment_rows(map_: ArgumentMap, pages: Mapping[str, Opened], opened: Collection[str]) -> Iterator[Row]:
    """Experiments by status: of those statuses that have a page in `pages`; `map_` has these and what they test."""
    if all(status in pages and not pages[status].hits for status in STATUSES):
        yield _only("no experiment in this map; x adds one that tests the thing at the cursor")
        return
    for status, name in STATUSES.items():
        page = pages.get(status)
        if page is not None and not page.hits:
            continue
        number = "" if page is None else f"{len(page.hits)}{'+' if page.after else ''}"
        yield Row(status, (Span(name, "heading"),), below=(Span(number, "dim"),), opened=page is not None)
        for hit in page.hits if page else ():
            key = f"{status}>{hit.id}"
            experiment = map_.things.get(hit.id)
            tests = experiment.tests if isinstance(experiment, Experiment) else ()
            yield _entry(hit, key, key in opened, () if key in opened else _in_short(map_, tests), lead="  ")
            if key in opened and isinstance(experiment, Experiment):
                yield from _of_experiment(map_, experiment, key)
        if page:
            yield from _more(status, page, "  ")


def _in_short(map_: ArgumentMap, tests: tuple[Test, ...]) -> Line:
    names = [label(map_, test.node) for test in tests[:NAMED]]
    if len(tests) > NAMED:
        names.append(f"{len(tests) - NAMED} more")
    return (Span(f"tests {listed(names)}" if names else "tests nothing", "dim"),)


def _of_experiment(map_: ArgumentMap, experiment: Experiment, key: str) -> Iterator[Row]:
    for number, (name, value) in enumerate(fields(map_, experiment)):
        if name in ("method", "result"):
            said = Span(value, "strong" if name == "result" else "plain")
            yield _below(f"{key}>{name}>{number}", (Span(f"{name} ", "dim"), said))
    for number, test in enumerate(experiment.tests):
        below = (Span("; ".join(predictions(map_, test)), "dim"),)
        yield _below(f"{key}>tests>{number}", (Span("tests ", "dim"), Span(map_.label(test.node))), test.node, below)


class Needed(NamedTuple):
    """The arguments that leave a statement unsaid, with what they mention; `whole`: those are all."""

    map_: ArgumentMap
    whole: bool


def untested_rows(page: Opened, needed: Mapping[str, Needed]) -> Iterator[Row]:
    """The unstated assumptions that nothing tests; `needed` has those that are open."""
    if not page.hits:
        yield _only("nothing unstated is untested in this map")
        return
    number = f"{len(page.hits)}{'+' if page.after else ''}"
    said = "assumption that nobody said" if number == "1" else "assumptions that nobody said"
    yield Row("count", (Span(f"{number} {said}, and that nothing tests", "dim"),))
    for hit in page.hits:
        found = needed.get(hit.id)
        yield _entry(hit, hit.id, found is not None, ())
        if found is not None:
            yield from _needed(found, hit.id)
    yield from _more(ALL, page)


def _needed(found: Needed, id_: str) -> Iterator[Row]:
    map_ = found.map_
    for argument in map_.of_type(Argument):
        premise = next((one for one in argument.premises if (one.node, one.role) == (id_, "unstated")), None)
        if premise is not None:
            aim = f"{'against' if argument.against else 'for'} {label(map_, argument.target)}"
            who = label(map_, premise.surfaced_by) if premise.surfaced_by else EDITOR
            said = f"{aim}; {provenance(map_, argument)}; brought to light by {who}"
            if premise.negated:
                said = f"needs that it does not hold; {said}"
            spans = (_glyph(argument), Span(map_.label(argument.id)))
            yield _below(f"{id_}>in>{argument.id}", spans, argument.id, (Span(said, "dim"),))
    if not found.whole:
        yield _below(f"{id_}>rest", (Span("and more; its details have them", "dim"),))


class Broken(NamedTuple):
    """What a scenario breaks, the map of the chains, and whether that was all."""

    map_: ArgumentMap
    breaks: list[Break]
    whole: bool


def scenario_rows(page: Opened, broken: Mapping[str, Broken], opened: Collection[str]) -> Iterator[Row]:
    """The scenarios; `broken` has what those break that are open, `opened` the keys of the breaks whose chain shows."""
    if not page.hits:
        yield _only("no scenario in this map; a adds a statement, and scenario is one of its kinds")
    for hit in page.hits:
        found = broken.get(hit.id)
        yield _entry(hit, hit.id, found is not None, ())
        if found is not None:
            yield from _broken(found, hit.id, opened)
    yield from _more(ALL, page)


def _broken(found: Broken, id_: str, opened: Collection[str]) -> Iterator[Row]:
    map_ = found.map_
    if not found.breaks:
        yield _below(f"{id_}>none", (Span("nothing here is argued against because of it", "dim"),))
    for target, chain in found.breaks:
        key = f"{id_}>{target}"
        through = ", then ".join(label(map_, step) for step in chain)
        is_open = key in opened
        said = () if is_open else (Span(f"through {through}", "dim"),)
        spans = (Span("⊣ ", "against"), Span(map_.label(target)))
        yield Row(key, spans, target, said, lead="  ", rest="  ", opened=is_open)
        for step in chain if is_open else ():
            argument = map_.things[step]
            if isinstance(argument, Argument):
                said = (Span(provenance(map_, argument), "dim"),)
                yield _below(
                    f"{key}>{step}", (_glyph(argument), Span(map_.label(argument.id))), step, said, lead="    "
                )
    if not found.whole:
        yield _below(f"{id_}>rest", (Span("and more: it leads too far to look at all of it", "dim"),))


def _glyph(argument: Argument) -> Span:
    text, look = GLYPHS["against" if argument.against else "for"]
    return Span(text[:2], look)


def _only(text: str) -> Row:
    return Row("none", (Span(text, "dim"),))


def _entry(hit: Hit, key: str, is_open: bool, below: Line, lead: str = "") -> Row:
    mark, look = MARKS[hit.kind]
    spans = (Span(mark, look), Span(hit.label))
    return Row(key, spans, hit.id, below, lead=lead, rest=lead, opened=is_open)


def _below(key: str, spans: Line, id_: str | None = None, below: Line = (), lead: str = "  ") -> Row:
    return Row(key, spans, id_, below, lead=lead + "  ", rest=lead + "  ")


def _more(branch: str, page: Opened, lead: str = "") -> Iterator[Row]:
    if page.after is not None:
        yield Row(branch + MORE, (Span("more …", "dim"),), lead=lead, rest=lead)


class _Listed(ABC):
    """Pages of things, and which of them show what stands below."""

    heading: str
    branches: tuple[str, ...] = (ALL,)

    def __init__(self, store: Store) -> None:
        self.store = store
        self.opened: set[str] = set()
        self.pages: dict[str, Opened] = {}
        for branch in self.branches:
            self._turn(branch)

    @abstractmethod
    def rows(self) -> list[Row]:
        """The rows as they are now."""

    @abstractmethod
    def _page(self, branch: str, after: int) -> Page:
        """A page of a branch."""

    @abstractmethod
    def _look(self, key: str) -> None:
        """Fetch what stands below a row, where it is not there yet."""

    def _turn(self, branch: str) -> None:
        before = self.pages.get(branch, Opened((), None))
        page = self._page(branch, before.after or 0)
        self.pages[branch] = Opened((*before.hits, *page.hits), page.after)

    def open(self, key: str) -> None:
        """Show what is below a row, the things of a branch, or, by the key of its last row, the next page of one."""
        branch = key.removesuffix(MORE)
        if branch in self.branches:
            self._turn(branch)
        else:
            self._look(key)
            self.opened.add(key)

    def shut(self, key: str) -> None:
        """Hide what is below a row."""
        self.pages.pop(key, None)
        self.opened.discard(key)

    def reload(self) -> None:
        """Fetch anew what is shown, as many pages of it as were shown."""
        before, self.pages = self.pages, {}
        for branch, page in before.items():
            self._turn(branch)
            while len(self.pages[branch].hits) < len(page.hits) and self.pages[branch].after is not None:
                self._turn(branch)
        for key in self.opened:
            self._look(key)


class ExperimentsList(_Listed):
    """The experiments of a store by status; each opens to what it tests and what it showed."""

    heading = "experiments"
    branches = tuple(STATUSES)

    def __init__(self, store: Store) -> None:
        """Fetch a page of each status."""
        self._things: dict[str, Thing] = {}
        super().__init__(store)

    def _page(self, branch: str, after: int) -> Page:
        (status,) = (status for status in STATUSES if status == branch)
        page = browsing.experiments(self.store, status, after)
        self._things |= browsing.named(self.store, [hit.id for hit in page.hits]).things
        return page

    def _look(self, key: str) -> None:
        """Nothing: it came with the page."""

    def rows(self) -> list[Row]:
        """The rows as they are now."""
        return list(experiment_rows(ArgumentMap(self._things.values()), self.pages, self.opened))


class UntestedList(_Listed):
    """What arguments need, nobody said and nothing tests; each opens to the arguments that need it."""

    heading = "unstated, untested"

    def __init__(self, store: Store) -> None:
        """Fetch a page."""
        self._needed: dict[str, Needed] = {}
        super().__init__(store)

    def _page(self, branch: str, after: int) -> Page:
        return browsing.unstated(self.store, after, untested=True)

    def _look(self, key: str) -> None:
        self._needed[key] = Needed(*browsing.needing(self.store, key))

    def rows(self) -> list[Row]:
        """The rows as they are now."""
        return list(untested_rows(self.pages[ALL], {key: self._needed[key] for key in self.opened}))


class ScenariosList(_Listed):
    """The scenarios; each opens to what it breaks, and that to the arguments through which it does."""

    heading = "scenarios"

    def __init__(self, store: Store) -> None:
        """Fetch a page."""
        self._broken: dict[str, Broken] = {}
        super().__init__(store)

    def _page(self, branch: str, after: int) -> Page:
        return browsing.of_kind(self.store, "scenario", after)

    def _look(self, key: str) -> None:
        scenario, _, target = key.partition(">")
        if not target:
            map_, whole = browsing.ahead(self.store, scenario)
            self._broken[scenario] = Broken(map_, breaks(map_, scenario), whole)

    def rows(self) -> list[Row]:
        """The rows as they are now."""
        shown = {id_: found for id_, found in self._broken.items() if id_ in self.opened}
        return list(scenario_rows(self.pages[ALL], shown, self.opened))
