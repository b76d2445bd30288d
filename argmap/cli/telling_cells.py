"""A cell of the tables of scenarios in words: what decides it, what keeps it off, and the chain that says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from argmap.cli.answers import step_words
from argmap.cli.telling import Item
from argmap.model import Argument, ArgumentMap, Exclusive
from argmap.questions.cells import Cell
from argmap.questions.leads import Chain, Step
from argmap.text import counted, listed
from argmap.words import label, people, place, provenance

_SETS: Final = 3
"""So many of the minimal sets that decide a cell are listed."""
_LARGE: Final = 4
"""A set of more values than this is listed only where it is the smallest."""


def cell_items(map_: ArgumentMap, cell: Cell) -> Iterator[Item]:
    """A cell as a point: the row, and below it what decides, and who says so."""
    yield Item("point", f"{label(map_, cell.row)} ({cell.row})")
    yield from cell_details(map_, cell)


def cell_details(map_: ArgumentMap, cell: Cell) -> Iterator[Item]:
    """What decides a cell, what keeps it off, what its members and lines come to, the chain, what is not sure of it."""
    if cell.sets:
        yield Item("detail", sets_words(map_, cell))
    if cell.tendency is not None:
        yield Item("detail", f"{cell.tendency} with the scenario than without")
    for id_ in cell.defeaters:
        yield Item("detail", f"kept off by {argument_words(map_, id_)}")
    if cell.members and cell.outcome == "differs":
        yield Item("detail", "; ".join(f"{label(map_, one.column or '')}: {_end(map_, one)}" for one in cell.members))
    for line in cell.lines:
        yield Item("detail", f"for “{label(map_, line.problem or '')}”: {line.outcome}")
        for item in cell_details(map_, line):
            yield Item("more", item.text)
    if cell.chain is not None and not cell.lines:
        yield from chain_items(map_, cell.chain)
    if cell.undecided and not cell.lines:
        yield Item("detail", "a circle through an attack leaves it open")
    if not cell.exact and cell.outcome != "too hard":
        yield Item("detail", "what decides it is too hard to list in full")


def _end(map_: ArgumentMap, cell: Cell) -> str:
    """`breaks`; where problems differ, `breaks for “P”, survives for “Q”`."""
    if cell.outcome != "differs":
        return cell.outcome
    return listed([f"{line.outcome} for “{label(map_, line.problem or '')}”" for line in cell.lines])


def sets_words(map_: ArgumentMap, cell: Cell) -> str:
    """`if X holds and the step Y is good; or if Z does not hold; and 4 more ways`."""
    few = [values for at, values in enumerate(cell.sets) if values and (at == 0 or len(values) <= _LARGE)][:_SETS]
    sets = [f"if {listed([value_words(map_, value) for value in values])}" for values in few]
    if not sets:
        return "whatever else holds"
    if cell.ways is None:
        more = "; and more ways, which were not counted"
    else:
        more = f"; and {counted(cell.ways - len(sets), 'more way')}" if cell.ways > len(sets) else ""
    return "; or ".join(sets) + more


def value_words(map_: ArgumentMap, value: Any) -> str:
    """What one value in such a set says."""
    name, holds = label(map_, value.variable.id), value.holds
    if value.variable.of == "strength":
        return f"the step “{name}” is {'good' if holds else 'not good'}"
    if value.variable.of == "otherwise":
        return f"“{name}” {'holds' if holds else 'does not hold'} for reasons not in the map"
    return f"“{name}” {'holds' if holds else 'does not hold'}"


def argument_words(map_: ArgumentMap, id_: str) -> str:
    """An argument by its id, and who makes it."""
    thing = map_.things[id_]
    return f"{id_} — {provenance(map_, thing)}" if isinstance(thing, Argument) else id_


def chain_items(map_: ArgumentMap, chain: Chain) -> Iterator[Item]:
    """Who says so: each step with its author and place, the unstated premises, how it gets to the row."""
    whose = {
        "stated": f"stated by {people(map_, chain.by)}",
        "follows": f"follows from what {people(map_, chain.by)} {'says' if len(chain.by) == 1 else 'say'}",
        "inferred": "inferred by the map's editor",
    }[chain.origin]
    if not chain.steps:
        whose = {"stated": "stated", "follows": "follows from what people say", "inferred": whose}[chain.origin]
    yield Item("detail", f"{whose}{': ' if chain.steps else ''}{_steps(map_, chain.steps)}")
    for use in chain.uses:
        at = place(map_, None, use.premise.at)
        said = "" if use.premise.role != "unstated" else ", unstated"
        if use.premise.role == "unstated":
            who = label(map_, use.premise.surfaced_by) if use.premise.surfaced_by else "the map's editor"
            said += f", brought to light by {who}{f' ({at})' if at else ''}"
        step = argument_words(map_, use.argument.id)
        yield Item("detail", f"“{label(map_, use.premise.node)}” is needed by {step}{said}")
    guesses = [*chain.editors, *(f"“{label(map_, id_)}”, unstated" for id_ in chain.hidden)]
    if guesses:
        yield Item("detail", f"the editor's: {'; '.join(guesses)}")


def _steps(map_: ArgumentMap, steps: Sequence[Step]) -> str:
    return "; then ".join(
        step_words(map_, step) if isinstance(step, Argument) else group_words(map_, step) for step in steps
    )


def group_words(map_: ArgumentMap, group: Exclusive) -> str:
    """`speed: at most one of “Slow”, “Medium” and “Fast” holds`."""
    many = "exactly one" if group.exhaustive else "at most one"
    return f"{group.id}: {many} of {listed([f'“{label(map_, id_)}”' for id_ in group.members])} holds"
