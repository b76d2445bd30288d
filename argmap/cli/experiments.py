"""`argmap experiments`: what tests a claim, what nothing tests, what to test next; and `experiments record`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from argmap.cli.answers import some
from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.cli.recording import record_command
from argmap.cli.usage import WholeNumber, refuse_idle
from argmap.cli.viewing import Viewing, target, thinking, view_options
from argmap.errors import WrongKindError
from argmap.model import KINDS, ArgumentMap
from argmap.text import an, counted, visible
from argmap.words import UNTESTED, label

if TYPE_CHECKING:
    from argmap.questions.coverage import Covered
    from argmap.questions.experiments import Experiments, Ranked, Telling

RECORD: Final = "record"
"""The word that begins the subcommand; an id of this name is asked about with `--` before it."""


class ExperimentsCommand(ArgmapCommand):
    """A question that has an edit beside it: `experiments record …`."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: object
    ) -> click.Context:
        """The context of the question, or of the edit where the first word says so."""
        if args and args[0] == RECORD:
            return record_command.make_context(f"{info_name} {RECORD}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command("experiments", cls=ExperimentsCommand, epilog="Example: argmap -m shipped experiments alignment")
@click.argument("id_", metavar="[ID]", type=IdArgument(), required=False)
@click.option("--all", "whole", is_flag=True, help="What tests each thing of the whole map; no ranking.")
@click.option("--before", metavar="SCENARIO", type=IdArgument(), help="Rank only what can be seen before this.")
@click.option(
    "--limit", type=WholeNumber(1, 100_000), default=10, show_default=True, help="Show so many (JSON has all)."
)
@view_options
@as_json_option
@click.pass_context
def experiments_command(
    context: click.Context,
    id_: str | None,
    whole: bool,
    before: str | None,
    limit: int,
    viewing: Viewing,
    as_json: bool,
) -> None:
    """What tests a claim and all that bears on it, which assumptions nothing tests, and what would tell most.

    Without ID: the one statement of the map that supports nothing else. 'argmap experiments record ID' records what
    an experiment showed.
    """
    from argmap.logic.holding import Reasoner
    from argmap.questions.experiments import covered, experiments
    from argmap.questions.results import Beyond

    store = open_store(context)
    if whole:
        if id_ is not None or before is not None:
            raise click.UsageError("--all takes neither an ID nor --before", context)
        refuse_idle(context, "goes without --all, which counts no numbers", "view", "assume", "deny", "hold")
        map_ = ArgumentMap(store.stream(KINDS))
        with thinking() as progress:
            answer = covered(Reasoner(map_, progress=progress))
    else:
        asked = target(context, store, id_)
        if before is not None:
            early = store.get(before)
            if early.kind != "scenario":
                raise WrongKindError(f"{before!r} is {an(early.kind)}; --before takes a scenario")
        found, view = viewing.over_tests(store, [asked], beside=[before] if before is not None else [], results=False)
        map_, beyond = found.map_, Beyond(found.without, found.elsewhere, found.complete)
        with thinking() as progress:
            answer = experiments(Reasoner(map_, progress=progress), asked, view, before, beyond)
    if as_json:
        print_json(answer.as_json())
    else:
        for line in experiments_lines(map_, answer, width(), limit):
            click.echo(line)


def experiments_lines(map_: ArgumentMap, answer: Experiments, columns: int, limit: int) -> Iterator[str]:
    """The answer for a terminal: what would tell most, which assumptions nothing tests, what is tested how."""
    from argmap.cli.answers import basis_lines, dim, heading, paragraph

    if answer.target is not None:
        yield from heading(map_, answer.target, answer.view, columns)
        yield from paragraph(_finding(map_, answer), columns, bold=True)
        yield from paragraph(_taken(answer), columns)
        yield from _ranking(map_, answer, columns, limit)
        yield from _untested(map_, answer, columns, limit)
    yield from paragraph(_covered(answer), columns, bold=answer.target is None)
    for one in answer.coverage.things[:limit]:
        yield from paragraph(_tested_how(map_, one), columns, "  ", "    ")
    if len(answer.coverage.things) > limit:
        yield dim(f"  and {len(answer.coverage.things) - limit} more (--limit)")
    if answer.target is not None:
        yield ""
        yield from basis_lines(map_, answer.basis, columns)


def _finding(map_: ArgumentMap, answer: Experiments) -> str:
    if not answer.ranked:
        when = f" before {label(map_, answer.before)}" if answer.before else ""
        return f"No experiment in the map tests anything that bears on this, or shares an input with it{when}."
    if not answer.to_run:
        return "Every experiment that could tell has a result."
    best = answer.to_run[0]
    if best.best.bits is not None:
        return f"{visible(best.title)} would tell most: {_bits(best.best.bits)} expected{_of(answer)}."
    if best.best.at_most is None:
        return "The map is too hard to say which experiment would tell most."
    return (
        f"No experiment says how likely its outcomes are. Were it perfect, {visible(best.title)} would tell "
        f"{_bits(best.best.at_most)} at most{_of(answer)}."
    )


def _of(answer: Experiments) -> str:
    return "" if answer.entropy is None else f" of the {_bits(answer.entropy)} that are open"


def _taken(answer: Experiments) -> str:
    """What the bits assume."""
    from argmap.cli.answers import chance

    parts = ["Each test is taken to be an outcome of its own that depends on nothing but what it tests"]
    unknown = len({variable.id for variable in answer.unknown})
    middled = len({variable.id for variable in answer.middled})
    if unknown:
        parts.append(f"{counted(unknown, 'unknown number')} as 1/2")
    if middled:
        parts.append(f"{counted(middled, 'number')} between bounds as the middle")
    text = ", ".join(parts) + "."
    if answer.cannot_be:
        text += " The recorded results cannot all be, by these numbers: they are left out."
    if answer.chance is not None:
        given = f", given {counted(answer.results, 'recorded outcome')}" if answer.results else ""
        text += f" That makes a probability of {chance(answer.chance)}{given}."
    if answer.undecided:
        text += " A circle leaves part of it undecided; what surely holds counts."
    if not answer.exact:
        text += " What was too hard has no bits."
    return text


def _ranking(map_: ArgumentMap, answer: Experiments, columns: int, limit: int) -> Iterator[str]:
    from argmap.cli.answers import dim, paragraph, table

    if answer.ranked:
        yield ""
        rows = [
            ("-" if one.done else _bits_of(one.best), one.status, _tests_what(map_, one))
            for one in answer.ranked[:limit]
        ]
        yield from table(("bits", "status", "experiment"), rows, columns)
        for one in answer.ranked[:limit]:
            for line in _misleading(map_, one):
                yield from paragraph(line, columns, "  ", "    ")
        if len(answer.ranked) > limit:
            yield dim(f"and {len(answer.ranked) - limit} more (--limit)")
    if answer.left_out and answer.before is not None:
        yield from paragraph(
            f"Not to be seen before {label(map_, answer.before)}: {some(map_, answer.left_out)}.", columns
        )
    if answer.apart and answer.target is not None:
        far = "" if answer.complete else ", or are too many steps away"
        whose = "experiment that shares" if answer.apart == 1 else "experiments that share"
        yield from paragraph(
            f'Not counted: {answer.apart} {whose} no input with "{label(map_, answer.target)}"{far}.', columns
        )
    yield ""


def _bits(value: float) -> str:
    from argmap.cli.answers import chance

    return f"{chance(value)} bits"


def _bits_of(test: Telling) -> str:
    from argmap.cli.answers import chance

    if test.bits is not None:
        return chance(test.bits)
    return "?" if test.at_most is None else f"≤ {chance(test.at_most)}"


def _tests_what(map_: ArgumentMap, one: Ranked) -> str:
    known = f"; so far {', '.join(one.best.outcomes) or 'in words only'}" if one.done else ""
    return f"{visible(one.title)} ({one.id}), by {label(map_, one.best.test.node)}{known}"


def _misleading(map_: ArgumentMap, one: Ranked) -> Iterator[str]:
    """What a positive outcome of the best test would not show."""
    from argmap.cli.answers import chance

    best = one.best
    if best.test.misleads_if and best.fails is not None and best.misled:
        yield (
            f"{visible(one.title)}: after a positive outcome {label(map_, best.test.node)} still fails with "
            f"probability {chance(best.fails)}, {chance(best.misled)} of it because of "
            f"{some(map_, best.test.misleads_if)}, which the test cannot see."
        )


def _untested(map_: ArgumentMap, answer: Experiments, columns: int, limit: int) -> Iterator[str]:
    from argmap.cli.answers import chance, dim, named, paragraph, table

    found = answer.untested
    if found is None or not found.weights:
        none = "No assumption stands behind it." if not (found and found.assumptions) else ""
        yield from paragraph(none or "Every assumption behind it is tested by something.", columns)
        yield ""
        return
    how = ", every leaf taken as 1/2, as some have no number" if found.structural else ""
    yield from paragraph(
        f"Untested: {len(found.weights)} of {counted(found.assumptions, 'assumption')} behind it; by importance{how}:",
        columns,
    )
    through = {one.id: one.through for one in answer.coverage.things}
    rows = [
        (
            "?" if one.birnbaum is None else chance(one.birnbaum),
            "unstated" if one.assumption.unstated_in else "stated",
            named(map_, one.assumption.id) + _only_through(map_, through.get(one.assumption.id)),
        )
        for one in found.weights[:limit]
    ]
    yield from table(("importance", "said", "assumption"), rows, columns)
    if len(found.weights) > limit:
        yield dim(f"and {len(found.weights) - limit} more (--limit)")
    yield ""


def _only_through(map_: ArgumentMap, id_: str | None) -> str:
    return "" if id_ is None else f"; tested through {label(map_, id_)}"


def _covered(answer: Experiments) -> str:
    found = answer.coverage
    whole = "of the map" if answer.target is None else "that bear on it"
    return (
        f"Of {counted(len(found.things), 'statement or argument', 'statements and arguments')} {whole}, "
        f"{len(found.tested)} tested, {len(found.through)} only through something they need, "
        f"{len(found.sharing)} only through something that shares an input with them, {len(found.untested)} not at all:"
    )


def _tested_how(map_: ArgumentMap, one: Covered) -> str:
    if one.tests:
        return f"{label(map_, one.id)}: tested by {some(map_, one.tests)}"
    if one.through is not None:
        shares = ", which shares an input with it" if one.shares else ""
        return f"{label(map_, one.id)}: tested through {label(map_, one.through)}{shares}"
    return f"{label(map_, one.id)}: {UNTESTED}"
