"""`argmap readings`: whether two people take a proposal's argument alike, granted Q or by way of solving Q."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from argmap.cli.between import between_option, over_between
from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.cli.viewing import Viewing, thinking, view_options
from argmap.model import Argument, ArgumentMap, Reading

if TYPE_CHECKING:
    from argmap.logic.probability import Probability
    from argmap.questions.readings import Agreement, Readings, Said, Split


@click.command(
    "readings",
    cls=ArgmapCommand,
    epilog="Example: argmap -m shipped readings debate-plus alignment --between person-1 person-2",
)
@click.argument("x", metavar="X", type=IdArgument())
@click.argument("p", metavar="P", type=IdArgument())
@between_option
@view_options
@as_json_option
@click.pass_context
def readings_command(
    context: click.Context, x: str, p: str, between: tuple[str, str], viewing: Viewing, as_json: bool
) -> None:
    """How two people take "X solves P": granted what it assumes, or by delivering that too; and what it changes."""
    from argmap.cli.asking import different, proposal, statement
    from argmap.logic.holding import Reasoner
    from argmap.questions.readings import readings

    store = open_store(context)
    different(proposal(context, store, x), statement(context, store, p))
    map_, view = over_between(viewing, store, [p, x], between)
    with thinking() as progress:
        answer = readings(Reasoner(map_, progress=progress), x, p, view, between)
    if as_json:
        print_json(answer.as_json())
    else:
        for line in readings_lines(map_, answer, width()):
            click.echo(line)


def readings_lines(map_: ArgumentMap, answer: Readings, columns: int) -> Iterator[str]:
    """The answer for a terminal: where the two part, each assumption in turn, what they agree on, what it rests on."""
    from argmap.cli.answers import basis_lines, paragraph, some
    from argmap.cli.asking import pair_heading

    yield from pair_heading(map_, (answer.proposal, answer.problem), answer.view, columns)
    yield from paragraph(_finding(map_, answer), columns, bold=True)
    for result in sorted(answer.results, key=lambda result: not result.splits):
        if result.said or any(result.held):
            yield ""
            yield from _assumption(map_, answer, result, columns)
    if silent := [result.assumption for result in answer.results if not result.said and not any(result.held)]:
        yield ""
        yield from paragraph(f"Nobody says how they take {some(map_, silent)}.", columns)
    if answer.agree:
        yield ""
        yield click.style("They agree on", bold=True)
        for agreement in answer.agree:
            yield from paragraph(_agreement(map_, answer, agreement), columns, "  ", "    ")
    yield ""
    yield from basis_lines(map_, answer.basis, columns)


def _finding(map_: ArgumentMap, answer: Readings) -> str:
    from argmap.cli.answers import some
    from argmap.words import label

    x, p = label(map_, answer.proposal), label(map_, answer.problem)
    one, other = (label(map_, person) for person in answer.between)
    if answer.why == "no route":
        return f"{x} is not for {p}: no argument leads from the one to the other."
    if answer.why == "no assumption":
        return f"There is nothing to read in two ways: the arguments from {x} to {p} assume nothing."
    if answer.why == "no reading":
        return f"Neither {one} nor {other} says how they take the arguments from {x} to {p}."
    if answer.splits:
        given, via = _sides(answer) or ("one", "the other")
        them = "it" if len(answer.splits) == 1 else "them"
        parted = some(map_, answer.splits)
        return (
            f"{one} and {other} part at {parted}: {label(map_, given)} takes {them} as granted, {label(map_, via)} "
            f"hears that {x} delivers {them}."
        )
    silent = [
        label(map_, person)
        for at, person in enumerate(answer.between)
        if not any(result.readings[at] for result in answer.results)
    ]
    if silent:
        return f"They cannot be compared: {silent[0]} does not say how they take the arguments from {x} to {p}."
    return f"{one} and {other} do not part: nothing that one takes as granted is delivered in the other's reading."


def _sides(answer: Readings) -> tuple[str, str] | None:
    """Who takes what they part at as granted, and who as delivered; None where each does so somewhere."""
    found = {result.readings[0] for result in answer.results if result.splits}
    if len(found) > 1:
        return None
    one, other = answer.between
    return (one, other) if found == {"given"} else (other, one)


def _assumption(map_: ArgumentMap, answer: Readings, result: Split, columns: int) -> Iterator[str]:
    """Who reads it how, in words of their own claim, and what it changes."""
    from argmap.cli.answers import chances, named, paragraph, some
    from argmap.words import label

    q, p = label(map_, result.assumption), label(map_, answer.problem)
    yield click.style(named(map_, result.assumption), bold=True)
    for person, reading in zip(answer.between, result.readings, strict=True):
        yield from paragraph(_claim(map_, answer, result, person, reading), columns, "  ", "    ")
    others = [said for said in result.said if said.person not in answer.between]
    for said in others:
        yield from paragraph(_other(map_, said), columns, "  ", "    ")
    delivered = f"by {some(map_, result.delivering)}" if result.delivering else "by nothing"
    yield from paragraph(
        f"{p} is at {_bounds(result.given)} granted {q}, and at {_bounds(result.via)} where it comes from "
        f"{label(map_, answer.proposal)} alone ({delivered}).",
        columns,
        "  ",
        "    ",
    )
    for person, held in zip(answer.between, result.held, strict=True):
        if held is not None:
            text = (
                f"At {label(map_, person)}'s {chances(held.credence.low, held.credence.high)} for {q}, {p} is at "
                f"{_bounds(held.probability)}."
            )
            yield from paragraph(text, columns, "  ", "    ")


def _bounds(value: Probability) -> str:
    from argmap.cli.answers import chances

    return chances(value.low, value.high)


def _claim(map_: ArgumentMap, answer: Readings, result: Split, person: str, reading: Reading | None) -> str:
    """What the person claims, in words that leave no doubt of how it is meant."""
    from argmap.words import label, place

    who = label(map_, person)
    q = label(map_, result.assumption)
    claim = f"{label(map_, answer.proposal)} is enough for {label(map_, answer.problem)}"
    said = [one for one in result.said if one.person == person]
    where = ", ".join(dict.fromkeys(place(map_, one.source, one.at) for one in said if one.source or one.at))
    where = f" ({where})" if where else ""
    if reading == "given":
        return f"{who} reads: granted {q}, {claim}{where}."
    if reading == "via":
        return f"{who} reads: {claim}, as it delivers {q} too{where}."
    if said:
        return f"{who} reads it as granted in one argument, as delivered in another{where}."
    return f"{who} says nothing of it."


def _other(map_: ArgumentMap, said: Said) -> str:
    from argmap.words import label

    how = "as granted" if said.reading == "given" else "as delivered"
    return f"{label(map_, said.person)} takes it {how}, in {said.argument}."


def _agreement(map_: ArgumentMap, answer: Readings, agreement: Agreement) -> str:
    from argmap.cli.answers import named
    from argmap.words import label, number

    one, other = map(number, agreement.numbers)
    first, second = (label(map_, person) for person in answer.between)
    numbers = f"both {one}" if one == other else f"{first} {one}, {second} {other}"
    step = map_.things[agreement.id]
    granted = ", granted what it assumes" if isinstance(step, Argument) and not step.against else ""
    return f"{named(map_, agreement.id)}: {numbers}{granted}"
