"""What is at the cursor, and what of it an action needs."""

from __future__ import annotations

from collections.abc import Callable

from argmap.model import PREMISE_ROLES, Argument, Statement, Thing
from argmap.store.reading import Store
from argmap_tui.actions import Need
from argmap_tui.rows import Row
from argmap_tui.session import Trail
from argmap_tui.trace_tree import NEGATED


def argument_at(store: Store, thing: Thing | None, row: Row | None) -> str | None:
    """The argument at the cursor, or whose premise is, or the only one that the statement there has."""
    if isinstance(thing, Argument):
        return thing.id
    if row is not None and len(steps := row.key.split(">")) == 3 and steps[1].removeprefix(NEGATED) in PREMISE_ROLES:
        return steps[0]
    if isinstance(thing, Statement):
        keys = [pk for pk, _ in store.things_by_id([thing.id])]
        found = store.edges(keys, ("for", "against"), 2)
        return found[0].source.id if len(found) == 1 else None
    return None


def missing(need: Need, thing: Thing | None, argument: Callable[[], str | None], trail: Trail) -> str:
    """What is to be done first, so that there is what an action needs; empty where it is there."""
    match need:
        case "thing" if thing is None:
            return "put the cursor on something first"
        case "statement" if not isinstance(thing, Statement):
            return "put the cursor on a statement first"
        case "step" if not isinstance(thing, Statement | Argument):
            return "put the cursor on a statement or an argument first"
        case "argument" if argument() is None:
            return "put the cursor on an argument first, or on one of its premises"
        case "back" if not trail.can_step(-1):
            return "this is where you began"
        case "forward" if not trail.can_step(1):
            return "there is nothing further on"
    return ""
