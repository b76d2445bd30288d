"""`argmap scenarios`: what breaks after the jump, and what it brings; both tables, one scenario, two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from argmap.cli.between import between_option, over_between
from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import ProgressLine, print_json, print_parts, width
from argmap.cli.usage import OneOf, refuse_format
from argmap.cli.viewing import Viewing, thinking, view_options
from argmap.errors import UnknownIdError, WrongKindError, did_you_mean
from argmap.model import Statement
from argmap.text import an

if TYPE_CHECKING:
    from argmap.cli.telling import Telling
    from argmap.questions.scenarios import Matrix
    from argmap.store.reading import Store

_Progress = Callable[[int, int], None]


@click.command("scenarios", cls=ArgmapCommand, epilog="Example: argmap -m shipped scenarios --for alignment")
@click.argument("id_", metavar="[ID]", type=IdArgument(), required=False)
@click.option("--versus", metavar="ID", type=IdArgument(), help="What tells the scenario from this one.")
@partial(between_option, required=False)
@click.option(
    "--for",
    "problem",
    metavar="PROBLEM",
    type=IdArgument(),
    help="Only proposals for this problem, and concerns that bear on it.",
)
@click.option("--tag", metavar="TAG", help="Only techniques and concerns with this tag.")
@click.option(
    "--format",
    "format_",
    type=OneOf(["table", "markdown"]),
    default="table",
    help="markdown: to paste into a thread.",
)
@view_options
@as_json_option
@click.pass_context
def scenarios_command(
    context: click.Context,
    id_: str | None,
    versus: str | None,
    between: tuple[str, str] | None,
    problem: str | None,
    tag: str | None,
    format_: str,
    viewing: Viewing,
    as_json: bool,
) -> None:
    """What becomes of every technique and every concern in every scenario, and without any.

    With ID: all that the map says of this scenario, and by which arguments.
    """
    refuse_format(context)
    if versus is not None and (id_ is None or between is not None):
        what = "a scenario ID to compare with" if id_ is None else "no --between"
        raise click.UsageError(f"--versus takes {what}", context)
    if versus is not None and versus == id_:
        raise click.UsageError(f"--versus takes another scenario than {id_!r}", context)
    from argmap.logic.holding import Reasoner
    from argmap.questions.scenario_rows import rows
    from argmap.questions.scenarios import matrix
    from argmap.store.jumping import jumping

    store = open_store(context)
    for named in (id_, versus):
        if named is not None:
            _check(store, named)
    asked = jumping(store)
    if between is not None:
        map_, view = over_between(viewing, store, asked.ids, between, beside=asked.beside)
        only = rows(map_, problem, tag)
        with thinking() as progress:
            reasoner = Reasoner(map_, progress=progress)
            one, other = (matrix(reasoner, replace(view, person=person), only) for person in between)
            _tell(_between(one, other, between, id_), format_, as_json)
        return
    map_, view = viewing.over(store, asked.ids, asked.beside)
    only = rows(map_, problem, tag)
    if id_ is None:
        with _counted_rows() as done:
            _both_tables(matrix(Reasoner(map_, progress=done.again), view, only), format_, as_json, done)
        return
    with thinking() as progress:
        found = matrix(Reasoner(map_, progress=progress), view, only)
        _tell(_report(found, id_) if versus is None else _versus(found, id_, versus), format_, as_json)


def _check(store: Store, id_: str) -> None:
    """Raises UnknownIdError and WrongKindError, with the nearest scenario, for what is no scenario."""
    from argmap.store.jumping import of_kinds

    found = store.things_by_id([id_])
    thing = found[0][1] if found else None
    if isinstance(thing, Statement) and thing.is_a == "scenario":
        return
    scenarios = [scenario for _, scenario in of_kinds(store, ["scenario"])]
    if thing is None:
        raise UnknownIdError(id_, scenarios)
    raise WrongKindError(f"{id_!r} is {an(thing.kind)}, not a scenario{did_you_mean(id_, scenarios)}")


def _both_tables(found: Matrix, format_: str, as_json: bool, progress: _Progress) -> None:
    if as_json:
        print_json(found.as_json(progress))
        return
    from argmap.cli.grid import grid

    answer = grid(found, progress)
    if format_ == "markdown":
        from argmap.cli.grid_markdown import grid_text

        print_parts(grid_text(answer))
    else:
        from argmap.cli.grid_lines import grid_lines

        for line in grid_lines(answer, width()):
            click.echo(line)


def _report(found: Matrix, id_: str) -> Telling:
    from argmap.cli.telling import Telling
    from argmap.cli.telling_scenario import report_items
    from argmap.questions.scenario import report

    answer = report(found, id_)
    return Telling(found.map, answer, partial(report_items, found, answer))


def _versus(found: Matrix, first: str, second: str) -> Telling:
    from argmap.cli.telling import Telling
    from argmap.cli.telling_apart import versus_items
    from argmap.questions.apart import versus

    answer = versus(found, first, second)
    return Telling(found.map, answer, partial(versus_items, found.map, answer))


def _between(one: Matrix, other: Matrix, people: tuple[str, str], scenario: str | None) -> Telling:
    from argmap.cli.telling import Telling
    from argmap.cli.telling_apart import between_items
    from argmap.questions.apart import between

    answer = between(one, other, people, scenario)
    return Telling(one.map, answer, partial(between_items, one.map, answer))


def _tell(telling: Telling, format_: str, as_json: bool) -> None:
    if as_json:
        print_json(telling.answer.as_json())
    elif format_ == "markdown":
        print_parts(telling.markdown())
    else:
        for line in telling.lines(width()):
            click.echo(line)


class _Rows:
    """How many rows are worked out, on a line past one second."""

    def __init__(self, line: ProgressLine) -> None:
        self._line = line
        self._done = 0

    def __call__(self, done: int, _total: int) -> None:
        self._done = done
        self._line(done)

    def again(self, _seconds: float) -> None:
        """One row takes long."""
        self._line(self._done)


@contextmanager
def _counted_rows() -> Iterator[_Rows]:
    line = ProgressLine("working out the tables", "rows")
    try:
        yield _Rows(line)
    finally:
        line.close()
