"""Recording what an experiment showed."""

from __future__ import annotations

from dataclasses import replace

from argmap.errors import EditError, did_you_mean
from argmap.model import Experiment, Outcome, Result
from argmap.store.edit import Edit
from argmap.text import an, is_day, listed, unstorable


def record(
    edit: Edit, experiment: str, outcome: Outcome, *, node: str | None = None, on: str = "", note: str = ""
) -> Experiment:
    """Add a result to an experiment, which is done from then on; what was recorded before stays.

    Without a node it speaks for all that the experiment tests. Raises EditError for what is no experiment, for a node
    that it does not test, for a day that is none, and where the same was recorded of that day already.
    """
    thing = edit.get(experiment)
    if not isinstance(thing, Experiment):
        raise EditError(f"{experiment!r} is {an(thing.kind)}; a result is an experiment's")
    tested = list(dict.fromkeys(test.node for test in thing.tests))
    if node is not None and node not in tested:
        has = did_you_mean(node, tested) or (f"; it tests {listed(tested)}" if tested else "; it tests nothing yet")
        raise EditError(f"{experiment!r} does not test {node!r}{has}")
    if on and not is_day(on):
        raise EditError(f"--on takes a day such as 2026-01-31, not {on!r}")
    if wrong := unstorable(note):
        raise EditError(f"--note: {wrong}")
    for old in thing.results:
        if (old.node, old.on) == (node, on) and old.outcome is not None:
            of = f" for {node!r}" if node is not None else ""
            raise EditError(
                f"{experiment!r} has a {old.outcome} result{of} on {on or 'no day'} already; give another day with --on"
            )
    result = Result(outcome=outcome, node=node, on=on, note=note)
    recorded = replace(thing, results=(*thing.results, result), status="done")
    edit.put(recorded)
    return recorded
