"""`argmap discharge`: whether a proposal itself delivers what its arguments need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.cli.viewing import Viewing, named_in, thinking, view_options
from argmap.errors import EXIT_NO
from argmap.model import ArgumentMap

if TYPE_CHECKING:
    from argmap.questions.discharge import Claim, Delivery, Discharge, Need


@click.command(
    "discharge", cls=ArgmapCommand, epilog="Example: argmap -m shipped discharge debate-plus inner-alignment"
)
@click.argument("x", metavar="X", type=IdArgument())
@click.argument("q", metavar="Q", type=IdArgument())
@view_options
@as_json_option
@click.pass_context
def discharge_command(context: click.Context, x: str, q: str, viewing: Viewing, as_json: bool) -> int:
    """Does proposal X itself deliver Q, which its arguments need? Exit status 1 for anything other than yes."""
    from argmap.cli.asking import different, proposal, statement
    from argmap.logic.holding import Reasoner
    from argmap.questions.discharge import discharge
    from argmap.questions.routes import arguments_of
    from argmap.store.bearing import bearing

    store = open_store(context)
    different(proposal(context, store, x), statement(context, store, q))
    view = viewing.view(store)
    ahead = [step.target for step in arguments_of(store.consequences(x), x)]
    map_ = bearing(store, [x, q, *ahead], beside=named_in(view))
    view.check_groups(map_)
    with thinking() as progress:
        answer = discharge(Reasoner(map_, progress=progress), x, q, view)
    if as_json:
        print_json(answer.as_json())
    else:
        for line in discharge_lines(map_, answer, width()):
            click.echo(line)
    return 0 if answer.outcome == "yes" else EXIT_NO


def discharge_lines(map_: ArgumentMap, answer: Discharge, columns: int) -> Iterator[str]:
    """The answer for a terminal: the finding, where it is needed, who argues for it, what that rests on."""
    from argmap.cli.answers import SHOWN, basis_lines, dim, paragraph
    from argmap.cli.asking import pair_heading

    yield from pair_heading(map_, (answer.proposal, answer.assumption), answer.view, columns)
    yield from paragraph(_finding(map_, answer), columns, bold=True)
    for heading, lines in (
        ("Needed in", [_need(map_, need) for need in answer.needs]),
        ("Delivered by", [_delivery(map_, delivery) for delivery in answer.deliveries]),
        ("Argued for otherwise", [_claim(map_, claim) for claim in answer.claims]),
    ):
        if lines:
            yield ""
            yield click.style(heading, bold=True)
            for line in lines[:SHOWN]:
                yield from paragraph(line, columns, "  ", "    ")
            if len(lines) > SHOWN:
                yield dim(f"  and {len(lines) - SHOWN} more (--json has all)")
    yield ""
    yield from basis_lines(map_, answer.basis, columns)


def _finding(map_: ArgumentMap, answer: Discharge) -> str:
    from argmap.cli.answers import some
    from argmap.words import label, people

    x, q = label(map_, answer.proposal), ("not " if answer.negated else "") + label(map_, answer.assumption)
    match answer.outcome:
        case "not needed":
            also = ", although it is argued to deliver it" if answer.deliveries else ""
            return f"Not needed: nothing that {x} is for rests on {q}{also}."
        case "yes":
            return f"Yes: {x} delivers {q}, by {answer.deliveries[0].argument.id}."
        case "yes, unless":
            first = answer.deliveries[0]
            ways = _ways(map_, first) if first.unless else "one of its attackers holds"
            return f"Yes, unless {ways}: {x} delivers {q}, by {first.argument.id}, which that would stop."
        case "may":
            first = answer.deliveries[0]
            ways = _ways(map_, first)
            how = f"if {ways}" if ways else "a step that may apply or not"
            return f"May: {x} delivers {q} by {first.argument.id}, {how}."
        case "undercut":
            return f"Undercut: {x} is argued to deliver {q}, but the step does not hold."
        case "separate claim":
            own = [claim.argument for claim in answer.claims if claim.whose == "claimant"]
            if own:
                who = some(map_, list(dict.fromkeys(person for step in own for person in step.by)))
                return f"Separate claim: {who} argues for {q} too, but not from {x}."
            by = answer.claims[0].argument.by
            return f"Separate claim: {q} is argued for by {people(map_, by)}, and not from {x}."
        case "assumed":
            silent = all(need.premise.role == "unstated" for need in answer.needs)
            unsaid = ", and nobody who relies on it says so" if silent else ""
            return f"Assumed: {x} needs {q}, for which the map has no argument{unsaid}."


def _need(map_: ArgumentMap, need: Need) -> str:
    from argmap.cli.answers import step_words
    from argmap.words import people

    role = need.premise.role
    how = (
        "as a reason" if role == "because" else "as a stated assumption" if role == "assuming" else "without saying so"
    )
    if role == "unstated":
        surfaced = need.premise.surfaced_by
        how += f" (brought to light by {people(map_, (surfaced,) if surfaced else ())})"
    return f"{step_words(map_, need.argument)}; {how}"


def _delivery(map_: ArgumentMap, delivery: Delivery) -> str:
    from argmap.cli.answers import step_words

    line = step_words(map_, delivery.argument)
    if delivery.outcome == "yes, unless":
        return f"{line}; unless {_ways(map_, delivery)}" if delivery.unless else f"{line}; unless it is attacked"
    if delivery.outcome == "may":
        ways = _ways(map_, delivery)
        return f"{line}; may, if {ways}" if ways else f"{line}; may apply or not"
    if delivery.outcome == "undercut":
        return f"{line}; {_stands(map_, delivery)}"
    return f"{line}; nothing stops it"


def _ways(map_: ArgumentMap, delivery: Delivery) -> str:
    """`“A” holds and “B” does not, or “C” holds`: what stops a delivery, or with what beside itself it applies."""
    from argmap.logic.view import Variable
    from argmap.questions.standing import ways_words

    own = Variable("strength", delivery.argument.id)
    return ways_words(map_, delivery.unless or delivery.provided, delivery.ways, own)


def _stands(map_: ArgumentMap, one: Delivery | Claim) -> str:
    """How an argument stands, and what decided that."""
    from argmap.questions.standing import step_words

    return step_words(map_, one.step)


def _claim(map_: ArgumentMap, claim: Claim) -> str:
    from argmap.cli.answers import some, step_words

    who = " (who speaks for the proposal)" if claim.whose == "claimant" else ""
    parts = [step_words(map_, claim.argument) + who, _stands(map_, claim)]
    if claim.unstated:
        parts.append(f"itself needs, unsaid, {some(map_, claim.unstated)}")
    return "; ".join(parts)
