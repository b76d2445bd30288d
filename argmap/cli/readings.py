"""`argmap readings`: whether two people take a proposal differently, granted Q or by way of Q."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from argmap.cli.between import between_option, over_between
from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.cli.viewing import Viewing, thinking, view_options
from argmap.model import ArgumentMap
from argmap.text import counted

if TYPE_CHECKING:
    from argmap.logic.joint import Range
    from argmap.logic.probability import Probability
    from argmap.questions.readings import Readings, Side, Take

_NAME: Final = 16
"""How many columns a person's name may take at the head of a table."""

_TOLD: Final = 3
"""Of how many assumptions it is told at length how they are taken."""


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
    """Whether two people take it the same way that proposal X solves problem P.

    Given: X solves P, granted Q. Via: X solves P by solving Q too. For each assumption Q of X's arguments for P.
    """
    from argmap.cli.asking import different, proposal, statement
    from argmap.logic.holding import Reasoner
    from argmap.questions.readings import readings

    store = open_store(context)
    different(proposal(context, store, x), statement(context, store, p))
    map_, view = over_between(viewing, store, [p, x], between, in_one_view=True)
    with thinking() as progress:
        answer = readings(Reasoner(map_, progress=progress), x, p, view, between)
    if as_json:
        print_json(answer.as_json())
    else:
        for line in readings_lines(map_, answer, width()):
            click.echo(line)


def readings_lines(map_: ArgumentMap, answer: Readings, columns: int) -> Iterator[str]:
    """The answer for a terminal: where the two differ, what either says, what they agree on, the numbers."""
    from argmap.cli.answers import basis_lines, dim, paragraph, some
    from argmap.cli.asking import pair_heading

    yield from pair_heading(map_, (answer.proposal, answer.problem), answer.view, columns)
    yield from paragraph(_finding(map_, answer), columns, bold=True)
    told = [take for take in answer.takes if take.verdict != "both are silent"]
    for take in told[:_TOLD]:
        yield from _story(map_, answer, take, columns)
    if len(told) > _TOLD:
        yield dim(f"and {counted(len(told) - _TOLD, 'more assumption')} of which they say how to take it, see below")
    told_of = {take.id for take in told[:_TOLD]}
    if beside := [id_ for id_ in answer.agreed if id_ not in told_of]:
        yield from paragraph(f"Their credences agree {'also ' if told else ''}on {some(map_, beside)}.", columns)
    if answer.why and answer.elsewhere:
        yield from paragraph(f"They do say how to take {some(map_, answer.elsewhere)}.", columns)
    if answer.takes:
        yield ""
        yield from _numbers(map_, answer, columns)
        for text in (_by_structure(map_, answer), _gaps(map_, answer), _whose(map_, answer)):
            yield from paragraph(text, columns) if text else ()
    yield ""
    yield from basis_lines(map_, answer.basis, columns)


def _finding(map_: ArgumentMap, answer: Readings) -> str:
    from argmap.cli.answers import some
    from argmap.words import label

    x, p = label(map_, answer.proposal), label(map_, answer.problem)
    one, other = (label(map_, person) for person in answer.between)
    if answer.why:
        return {
            "no argument": f"{x} is not for {p}: no argument leads from the one to the other.",
            "no assumption": f"There is nothing to take in two ways: {x}'s arguments for {p} assume nothing.",
            "nobody reads": f"Neither {one} nor {other} says how to take it that {x} is for {p}.",
            "other arguments": f"Neither {one} nor {other} says how to take it that {x} is for {p}, only of "
            "other arguments.",
        }[answer.why]
    split, mixed, same = answer.of("split"), answer.of("mixed"), answer.of("same")
    if split:
        where = some(map_, [take.id for take in split])
        first = _ways(map_, answer, split[0])
        alike = all(_ways(map_, answer, take) == first for take in split)
        agreed = [_agreement(map_, answer, take) for take in split if take.agree]
        return " ".join([f"{one} and {other} take {x} differently at {where}{f': {first}' if alike else ''}.", *agreed])
    if mixed:
        where = some(map_, [take.id for take in mixed])
        return f"Whether {one} and {other} take {x} the same way cannot be told at {where}: one takes it both ways."
    if same:
        parts = [
            f"both {_taking(x, reading == 'given')} {some(map_, ids)}"
            for reading in ("given", "via")
            if (ids := [take.id for take in same if reading in take.sides[0].readings])
        ]
        return f"{one} and {other} take {x} the same way: {', '.join(parts)}."
    read = answer.of("one is silent")
    says = {side.person for take in read for side in take.sides if side.readings}
    if len(says) > 1:
        return f"{one} and {other} each say how to take {x}, but at no assumption both."
    who, silent = (one, other) if says == {answer.between[0]} else (other, one)
    where = some(map_, [take.id for take in read])
    return f"Only {who} says how to take {x} at {where}; of {silent} the map has no reading of that."


def _taking(x: str, given: bool) -> str:
    return "grant" if given else f"take {x} to deliver"


def _ways(map_: ArgumentMap, answer: Readings, take: Take) -> str:
    """How either of two who differ takes it."""
    from argmap.words import label

    return ", ".join(
        f"{label(map_, side.person)} {'grants it' if 'given' in side.readings else 'takes it to be delivered'}"
        for side in take.sides
    )


def _story(map_: ArgumentMap, answer: Readings, take: Take, columns: int) -> Iterator[str]:
    """What either says of one assumption, what they agree on, and what delivers it."""
    from argmap.cli.answers import paragraph

    for side in take.sides:
        for text in _claims(map_, side):
            yield from paragraph(text, columns, "  ", "    ")
    said = take.verdict == "split" and take.agree  # in the finding
    agreement = "" if said else _agreement(map_, answer, take)
    for text in (_others(map_, answer, take), agreement, _delivery(map_, answer, take)):
        yield from paragraph(text, columns) if text else ()


def _claims(map_: ArgumentMap, side: Side) -> Iterator[str]:
    from argmap.words import label, place

    who = label(map_, side.person)
    says = {"claims": f"{who}: ", "hears": f"{who} hears: ", "reads": f"{who} reads: ", None: ""}[side.voice]
    for reading, claim in zip(sorted(side.readings), side.claims, strict=True):
        held = [sense.position for sense in side.senses if sense.reading == reading]
        places = dict.fromkeys(place(map_, position.source, position.at) for position in held)
        where = "; ".join(place for place in places if place)
        yield f"{says}{claim}{f' ({where})' if where else ''}."


def _others(map_: ArgumentMap, answer: Readings, take: Take) -> str:
    """Who else takes it in either way."""
    from argmap.words import people

    given = tuple(who for who in take.who("given") if who not in answer.between)
    via = tuple(who for who in take.who("via") if who not in answer.between)
    parts = [f"as granted: {people(map_, given)}"] if given else []
    parts += [f"as delivered: {people(map_, via)}"] if via else []
    return f"Others take it {'; '.join(parts)}." if parts else ""


def _agreement(map_: ArgumentMap, answer: Readings, take: Take) -> str:
    from argmap.cli.answers import chances
    from argmap.words import label

    names = [label(map_, side.person) for side in take.sides]
    said = [None if (held := side.declared) is None else chances(held.low, held.high) for side in take.sides]
    that = _that(map_, take)
    if said == [None, None]:
        return f"Neither declares a credence that {that}: whether they agree on it is not known."
    if None in said:
        silent = names[said.index(None)]
        speaker = names[1 - said.index(None)]
        number = next(number for number in said if number is not None)
        return f"{speaker} holds {number} that {that}; {silent} declares no credence of it."
    if take.agree is None:
        return (
            f"Whether they agree that {that} the bounds leave open: {names[0]} holds {said[0]}, {names[1]} {said[1]}."
        )
    if not take.agree:
        too = "They differ on the assumption too" if take.verdict == "split" else "They differ on the assumption"
        return f"{too}: {names[0]} holds {said[0]} that {that}, {names[1]} {said[1]}."
    both = f"Both hold {said[0]}" if said[0] == said[1] else f"They hold {said[0]} and {said[1]}"
    meant = f", and argue about how {label(map_, answer.proposal)} is meant" if take.verdict == "split" else " on that"
    return f"{both} that {that}: they agree{meant}."


def _that(map_: ArgumentMap, take: Take) -> str:
    """What it means for the assumption to hold."""
    from argmap.words import label

    holds = {"problem": " is solved", "proposal": " works", "scenario": " happens", "concern": " comes about"}
    return f"{label(map_, take.id)}{holds.get(take.kind, '')}"


def _delivery(map_: ArgumentMap, answer: Readings, take: Take) -> str:
    """By which arguments the proposal delivers the assumption, as who takes it so needs."""
    from argmap.words import label, people

    x, q = label(map_, answer.proposal), _negated(take) + label(map_, take.id)
    if not take.delivered_by:
        return f"No argument in the map has {x} deliver {q}."
    steps = ", ".join(f"{step.id} ({people(map_, step.by)})" for step in take.delivered_by)
    return f"In the map {x} delivers {q} by {steps}."


def _numbers(map_: ArgumentMap, answer: Readings, columns: int) -> Iterator[str]:
    from argmap.cli.answers import dim, named, paragraph, table
    from argmap.text import cut
    from argmap.words import label

    names = [cut(label(map_, person), _NAME) for person in answer.between]
    heads = ("granted", "delivered", *names, "assumption")
    rows = []
    for take in answer.takes:
        numbers = [take.given, take.via, *(side.probability for side in take.sides)]
        rows.append((*map(_value, numbers), f"{_read(take)}{_negated(take)}{named(map_, take.id)}"))
        if (middle := take.structural) is not None:
            rows.append((*map(_value, (middle.given, middle.via, *middle.sides)), "  by structure alone"))
    yield from table(heads, rows, columns)
    legend = (
        f"How likely {label(map_, answer.problem)} is: with the assumption granted; where only arguments from "
        f"{label(map_, answer.proposal)} deliver it; with it held at the credence that {names[0]} declares, and "
        f"{names[1]}."
    )
    for line in paragraph(legend, columns):
        yield dim(line)


def _negated(take: Take) -> str:
    """That it is assumed not to hold, before its name."""
    return "not " if take.negated else ""


def _read(take: Take) -> str:
    """How the two take it, before its name."""
    return f"{take.verdict}: " if take.verdict in ("split", "mixed", "same") else ""


def _by_structure(map_: ArgumentMap, answer: Readings) -> str:
    """What the numbers are at the middle of all that is unknown, and what would turn them: of the first such answer."""
    from argmap.cli.answers import turns_words
    from argmap.words import label

    take = next((take for take in answer.takes if take.structural is not None), None)
    if take is None or take.structural is None:
        return ""
    found = take.structural
    p, x = label(map_, answer.problem), label(map_, answer.proposal)
    q = _negated(take) + label(map_, take.id)
    values = f"{p} has {_value(found.given)} with {q} granted, {_value(found.via)} where only {x} delivers it"
    counts = f"unknown inputs: {found.unknown[0]} behind the one, {found.unknown[1]} behind the other"
    turns = turns_words(map_, found.turns, "which of the two is likelier")
    return f"By structure alone (what is unknown at ½, bounds at their middle): {values}; {counts}. {turns}"


def _value(found: Probability | Range | None) -> str:
    from argmap.cli.answers import chances

    return "–" if found is None else chances(found.low, found.high)


def _gaps(map_: ArgumentMap, answer: Readings) -> str:
    from argmap.cli.answers import some

    parts = []
    if answer.unknown:
        ids = list(dict.fromkeys(variable.id for variable in answer.unknown))
        have = "has" if len(ids) == 1 else "have"
        parts.append(f"{len(ids)} of {counted(len(answer.inputs), 'input')} {have} no number ({some(map_, ids)}).")
    found = [number for take in answer.takes for number in (take.given, take.via)]
    found += [side.probability for take in answer.takes for side in take.sides if side.probability is not None]
    if not all(number.exact for number in found):
        parts.append("The map is too hard to work out exactly: the true bounds lie within these.")
    return " ".join(parts)


def _whose(map_: ArgumentMap, answer: Readings) -> str:
    from argmap.words import label

    if answer.view.person is None or not answer.fallen_back:
        return ""
    many = f"{len(answer.fallen_back)} of {counted(len(answer.inputs), 'input')}"
    return f"{label(map_, answer.view.person)} gives no number for {many}; there the editor's count."
