"""`argmap credence`: how likely something is by what the map argues, beside what was declared of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.cli.viewing import Viewing, target, thinking, view_options
from argmap.model import ArgumentMap
from argmap.questions.credence import Derived
from argmap.questions.results import Beyond, Finding
from argmap.text import counted, visible

RESULTS: Final = 6
"""How many results are named on a terminal."""


@click.command("credence", cls=ArgmapCommand, epilog="Example: argmap -m shipped credence inner-alignment")
@click.argument("id_", metavar="[ID]", type=IdArgument(), required=False)
@view_options
@as_json_option
@click.pass_context
def credence_command(context: click.Context, id_: str | None, viewing: Viewing, as_json: bool) -> None:
    """How likely a statement is, or that an argument applies; and whether that is what was declared.

    Without ID: the one statement of the map that supports nothing else.
    """
    from argmap.logic.holding import Reasoner
    from argmap.questions.credence import credence

    store = open_store(context)
    asked = target(context, store, id_)
    found, view = viewing.over_tests(store, [asked], results=True)
    map_, beyond = found.map_, Beyond(found.without, found.elsewhere, found.complete)
    with thinking() as progress:
        answer = credence(Reasoner(map_, progress=progress), asked, view, beyond)
    if as_json:
        print_json(answer.as_json())
    else:
        for line in credence_lines(map_, answer, width()):
            click.echo(line)


def credence_lines(map_: ArgumentMap, answer: Derived, columns: int) -> Iterator[str]:
    """The answer for a terminal: how likely it is, why no better is known, what was declared, what it rests on."""
    from argmap.cli.answers import basis_lines, heading, paragraph

    yield from heading(map_, answer.target, answer.view, columns)
    yield from paragraph(_finding(answer), columns, bold=True)
    for text in (_gaps(map_, answer), _open(map_, answer), _declared(map_, answer), _held(map_, answer)):
        if text:
            yield from paragraph(text, columns)
    yield from paragraph(_whose(map_, answer), columns) if answer.view.person is not None else ()
    for text in _evidence(map_, answer):
        yield from paragraph(text, columns)
    yield ""
    yield from basis_lines(map_, answer.basis, columns)


def _finding(answer: Derived) -> str:
    from argmap.cli.answers import chance

    found = answer.probability
    if answer.never:
        return "It cannot hold: nothing in the map makes it hold."
    if answer.circle:
        return f"It holds nowhere for certain; with probability {chance(found.high)} at most a circle leaves it open."
    if found.low == 0 and found.high == 1:
        return "It may be anything from 0 to 1: the map has too few numbers."
    if chance(found.low) == chance(found.high):
        return f"Its probability is {chance(found.low)}."
    return f"Its probability is between {chance(found.low)} and {chance(found.high)}."


def _gaps(map_: ArgumentMap, answer: Derived) -> str:
    from argmap.cli.answers import some

    found = answer.probability
    parts = []
    for variables, what in (
        (found.unknown, ("has no number", "have no number")),
        (found.intervals, ("has only bounds", "have only bounds")),
    ):
        ids = list(dict.fromkeys(variable.id for variable in variables))
        if ids:
            many = f"{len(ids)} of {counted(len(answer.inputs), 'input')}"
            parts.append(f"{many} {what[len(ids) > 1]} ({some(map_, ids)})")
    text = "; ".join(parts) + "." if parts else ""
    if not found.exact:
        text += " The map is too hard to work out exactly: the true bounds lie within these."
    return text.strip()


def _open(map_: ArgumentMap, answer: Derived) -> str:
    from argmap.cli.answers import chance

    if answer.circle:
        return f"The circle: {' → '.join((*answer.circle, answer.circle[0]))}."
    if answer.probability.undecided > 0:
        return (
            f"Of that, up to {chance(answer.probability.undecided)} is undecided: a circle through an attack or an "
            "exception leaves it open."
        )
    return ""


def _declared(map_: ArgumentMap, answer: Derived) -> str:
    from argmap.cli.answers import chances
    from argmap.words import label

    if answer.declared is None:
        return ""
    who = label(map_, answer.person) if answer.person is not None else "The editor"
    said = f"{who} declares {chances(answer.declared.low, answer.declared.high)}"
    if answer.contradicts:
        return (
            f"{said}, and the map derives {chances(answer.probability.low, answer.probability.high)}: a contradiction."
        )
    if answer.is_leaf:
        return f"{said}; as no argument is for it, this is where its number comes from, before what attacks it."
    if answer.contradicts is None:
        return f"{said}; it is not compared, as something is held fixed."
    return f"{said}, which agrees."


def _held(map_: ArgumentMap, answer: Derived) -> str:
    from argmap.cli.answers import chances, some

    if answer.held is None:
        return ""
    return (
        f"With declared credences held it is {chances(answer.held.low, answer.held.high)}: what was declared of "
        f"{some(map_, list(answer.held_at))} counts instead of the arguments for it."
    )


def _whose(map_: ArgumentMap, answer: Derived) -> str:
    from argmap.words import label

    who = label(map_, answer.view.person or "")
    if not answer.inputs:
        return f"{who} is not asked for any number."
    missing = len(answer.fallen_back)
    if not missing:
        return f"Every number is {who}'s own, or held fixed."
    return f"{who} gives no number for {missing} of {counted(len(answer.inputs), 'input')}; there the editor's count."


def _evidence(map_: ArgumentMap, answer: Derived) -> Iterator[str]:
    """What it comes to given what experiments have shown, beside the numbers; and which results do not count, why."""
    from argmap.cli.answers import chances
    from argmap.text import listed
    from argmap.words import label

    found = answer.evidence
    if found is None:
        return
    if found.counts:
        results = listed(_few([_result(map_, one) for one in found.counts]))
        if found.range is None:
            yield f"The recorded results cannot all be, by these numbers: {results}."
        else:
            yield f"Given the recorded results it is {chances(found.range.low, found.range.high)}: {results}."
            if not found.range.exact:
                yield "That is too hard to work out exactly: the true bounds lie within these."
    for one in found.ignored[:RESULTS]:
        yield f"Not counted: {_result(map_, one)}, {_WHY_NOT[one.why or 'in words']}."
    if len(found.ignored) > RESULTS:
        yield f"Not counted: {len(found.ignored) - RESULTS} more (--json has all)."
    if found.apart:
        far = "" if found.complete else ", or are too many steps away"
        whose = "result whose experiment shares" if found.apart == 1 else "results whose experiments share"
        yield f'Not counted: {found.apart} {whose} no input with "{label(map_, answer.target)}"{far}.'


def _few(results: list[str]) -> list[str]:
    more = len(results) - RESULTS
    return [*results[:RESULTS], f"{more} more (--json has all)"] if more > 0 else results


_WHY_NOT: Final = {
    "in words": "which is in words only",
    "not tested": "as the experiment does not test that",
    "no likelihoods": "as nobody said how likely that is either way",
    "does not bear": "as what is held fixed leaves nothing in common with it",
    "too much": "as too many things bear on what was tested",
}


def _result(map_: ArgumentMap, one: Finding) -> str:
    from argmap.words import label

    outcome = f"{one.outcome} for {label(map_, one.node)}" if one.outcome and one.node else one.outcome or one.note
    day = f" ({one.on})" if one.on else ""
    return f"{label(map_, one.experiment)}: {visible(outcome)}{day}"
