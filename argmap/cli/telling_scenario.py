"""`argmap scenarios ID`: one scenario in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from argmap.cli.answers import some
from argmap.cli.telling import Item
from argmap.cli.telling_cells import argument_words, cell_items
from argmap.model import Argument, ArgumentMap, Experiment
from argmap.questions.cells import Cell, Outcome
from argmap.questions.scenario import Report, Sight
from argmap.questions.scenarios import Matrix
from argmap.questions.views import view_words
from argmap.text import counted, listed
from argmap.words import label

_NAMED: Final = 8
"""So many things are named in one line."""

_TECHNIQUES: Final[dict[Outcome, str]] = {
    "breaks": "Breaks",
    "breaks if": "Breaks if",
    "differs": "Differs",
    "too hard": "Too hard to tell",
    "survives": "Survives",
    "moot": "Moot: does not work anyway",
}
_CONCERNS: Final[dict[Outcome, str]] = {
    "brings": "Concerns it brings",
    "may bring": "Concerns it may bring",
    "either way": "Concerns that may come about either way",
    "differs": "Concerns that differ",
    "too hard": "Concerns too hard to tell of",
    "keeps off": "Concerns it keeps off",
    "does not bring": "Concerns that something else always stops",
}


def report_items(matrix: Matrix, answer: Report) -> Iterator[Item]:
    """What breaks, survives, is moot; concerns; what stays; what to test; what somebody's mind hangs on."""
    map_ = matrix.map
    yield Item("finding", _finding(map_, answer))
    if words := view_words(map_, answer.view):
        yield Item("text", f"{words}.")
    if answer.members != (answer.scenario,):
        yield Item(
            "text",
            f"A family of {listed([label(map_, id_) for id_ in answer.members])}."
            if answer.members
            else "A family without members: no scenario leads to it.",
        )
    yield from _cells(map_, answer.techniques, _TECHNIQUES)
    yield from _cells(map_, answer.concerns, _CONCERNS)
    for what, cells in (("technique", answer.techniques), ("concern", answer.concerns)):
        silent = [cell.row for cell in cells if cell.outcome == "nothing said"]
        if silent:
            yield Item("head", f"Nothing said of {counted(len(silent), what)}")
            yield Item("point", _names(map_, silent))
    if answer.invariants:
        yield Item("head", "Left alone")
        for one in answer.invariants:
            tagged = ": tagged as an invariant" if one.tagged else ""
            yield Item("point", f"{label(map_, one.id)} ({one.id}){tagged}")
            for attack in one.attacks:
                yield Item("detail", f"attacked by {argument_words(map_, attack)}")
            for defeater in one.defeaters:
                yield Item("detail", f"kept off by {argument_words(map_, defeater)}")
    if answer.not_mentioned:
        yield Item("head", "Not mentioned, of what techniques need")
        yield Item("point", _names(map_, answer.not_mentioned))
    yield from _transfers(map_, answer)
    yield from _security(map_, answer)
    yield from _tests(map_, answer)
    if answer.cruxes:
        yield Item("head", "Cruxes")
        for crux in answer.cruxes:
            tests = f"tested before by {_names(map_, crux.experiments)}" if crux.experiments else "not tested before"
            yield Item("point", f"{label(map_, crux.id)}, for {label(map_, crux.person)}: {tests}")


def _finding(map_: ArgumentMap, answer: Report) -> str:
    def count(cells: Sequence[Cell], *outcomes: Outcome) -> int:
        return sum(cell.outcome in outcomes for cell in cells)

    techniques, concerns = answer.techniques, answer.concerns
    parts = []
    words_of: dict[Outcome, str] = {"breaks": "break", "breaks if": "may break", "survives": "survive"}
    for outcome, words in words_of.items():
        if number := count(techniques, outcome):
            parts.append(f"{counted(number, 'technique')} {_singular(words) if number == 1 else words}")
    if number := sum(cell.broken for cell in techniques if cell.outcome == "differs"):
        some_ = "in some members" if answer.members != (answer.scenario,) else "for some problem"
        parts.append(f"{counted(number, 'technique')} {'breaks' if number == 1 else 'break'} or may {some_}")
    if not parts:
        parts.append("no technique is known to break" if techniques else "no technique in this map")
    brought, may = count(concerns, "brings"), count(concerns, "may bring", "either way")
    if brought:
        parts.append(f"{counted(brought, 'concern')} come{'s' if brought == 1 else ''} about")
    if may:
        parts.append(f"{counted(may, 'concern')} may come about")
    if number := sum(cell.brought for cell in concerns if cell.outcome == "differs"):
        parts.append(f"{counted(number, 'concern')} {'comes' if number == 1 else 'come'} about or may in some members")
    if not (brought or may or number):
        parts.append("no concern is known to come about")
    return f"{label(map_, answer.scenario)} ({answer.scenario}): {', '.join(parts)}."


def _singular(words: str) -> str:
    return words if words.startswith("may") else f"{words}s"


def _names(map_: ArgumentMap, ids: Sequence[str]) -> str:
    return some(map_, ids, _NAMED) + (" (--json has all)" if len(ids) > _NAMED else "")


def _cells(map_: ArgumentMap, cells: Sequence[Cell], heads: dict[Outcome, str]) -> Iterator[Item]:
    for outcome, head in heads.items():
        found = [cell for cell in cells if cell.outcome == outcome]
        if found:
            by = f" from {'member to member' if found[0].members else 'problem to problem'}"
            yield Item("head", head + (by if outcome == "differs" else ""))
            for cell in found:
                yield from cell_items(map_, cell)


def _transfers(map_: ArgumentMap, answer: Report) -> Iterator[Item]:
    if answer.transfers or answer.lasting:
        yield Item("head", "Carries over")
        if answer.transfers:
            yield Item("point", f"techniques: {_names(map_, answer.transfers)}")
        tests = list(dict.fromkeys(sight.experiment for sight in answer.lasting))
        if tests:
            yield Item("point", f"experiments that nothing it brings makes misleading: {_names(map_, tests)}")


def _security(map_: ArgumentMap, answer: Report) -> Iterator[Item]:
    for false, head in (
        ("yes", "False security: every test of what it needs misleads afterwards"),
        ("may", "Perhaps false security: every test of what it needs may mislead afterwards"),
        (None, "Breaks or may break, and nothing tests what it needs"),
    ):
        found = [one for one in answer.security if one.false == false]
        if found:
            yield Item("head", head)
            for one in found:
                yield Item("point", f"{label(map_, one.technique)} ({one.technique})")
                for sight in one.tests:
                    yield Item("detail", _sight(map_, sight))


def _tests(map_: ArgumentMap, answer: Report) -> Iterator[Item]:
    choices: tuple[tuple[str, Callable[[Sight], bool]], ...] = (
        ("Could be seen before", lambda sight: sight.early),
        ("Misleads afterwards", lambda sight: sight.misled.sure != "no" and not sight.early),
    )
    for head, choose in choices:
        found = [sight for sight in answer.sights if choose(sight)]
        if found:
            yield Item("head", head)
            for sight in found:
                yield Item("point", _sight(map_, sight))


def _sight(map_: ArgumentMap, sight: Sight) -> str:
    """`Experiment (done) on X; misleads afterwards because of Y`."""
    experiment = map_.things[sight.experiment]
    status = f" ({experiment.status})" if isinstance(experiment, Experiment) else ""
    node = map_.things[sight.test.node]
    what = f"the step “{label(map_, node.id)}”" if isinstance(node, Argument) else f"“{label(map_, node.id)}”"
    if sight.misled.sure == "no":
        then = ""
    else:
        may = "misleads" if sight.misled.sure == "yes" else "may mislead"
        then = f"; {may} afterwards, because of “{_names(map_, sight.misled.by)}”"
    return f"{label(map_, sight.experiment)}{status} on {what}{then}"
