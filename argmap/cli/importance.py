"""`argmap importance`: how much each leaf matters for something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.cli.usage import WholeNumber
from argmap.cli.viewing import Viewing, target, thinking, view_options
from argmap.model import ArgumentMap
from argmap.text import counted

if TYPE_CHECKING:
    from argmap.logic.importance import Importance
    from argmap.questions.importance import LeafImportance


@click.command("importance", cls=ArgmapCommand, epilog="Example: argmap -m shipped importance inner-alignment")
@click.argument("id_", metavar="[ID]", type=IdArgument(), required=False)
@click.option(
    "--limit",
    type=WholeNumber(1, 100_000),
    default=20,
    show_default=True,
    help="Show so many leaves (JSON has all).",
)
@view_options
@as_json_option
@click.pass_context
def importance_command(context: click.Context, id_: str | None, limit: int, viewing: Viewing, as_json: bool) -> None:
    """How much each leaf matters for whether something holds: Birnbaum, criticality, Fussell-Vesely, worths, Shapley.

    Without ID: the one statement of the map that supports nothing else.
    """
    from argmap.logic.holding import Reasoner
    from argmap.questions.importance import leaf_importance

    store = open_store(context)
    asked = target(context, store, id_)
    map_, view = viewing.over(store, [asked])
    with thinking() as progress:
        answer = leaf_importance(Reasoner(map_, progress=progress), asked, view)
    if as_json:
        print_json(answer.as_json())
    else:
        for line in importance_lines(map_, answer, width(), limit):
            click.echo(line)


def importance_lines(map_: ArgumentMap, answer: LeafImportance, columns: int, limit: int) -> Iterator[str]:
    """The answer for a terminal: what matters most, how sure that is, the table, what it rests on."""
    from argmap.cli.answers import basis_lines, dim, heading, paragraph, table
    from argmap.words import label

    yield from heading(map_, answer.target, answer.view, columns)
    yield from paragraph(_finding(map_, answer), columns, bold=True)
    if caution := _caution(map_, answer):
        yield from paragraph(caution, columns)
    if answer.leaves:
        yield ""
        heads = ("Birnbaum", "if so", "if not", "critical", "F-V", "achieve", "reduce", "Shapley", "leaf")
        shown = answer.leaves[:limit]
        yield from table(heads, [(*_numbers(leaf), label(map_, leaf.variable.id)) for leaf in shown], columns)
        if len(answer.leaves) > limit:
            yield dim(f"and {len(answer.leaves) - limit} that matter less (--limit)")
    yield ""
    yield from basis_lines(map_, answer.basis, columns)


def _finding(map_: ArgumentMap, answer: LeafImportance) -> str:
    from argmap.cli.answers import chance
    from argmap.words import label

    found = answer.found
    if found is None:
        return "The map is too hard to tell what matters how much."
    if answer.never:
        return "It cannot hold, so no leaf matters: nothing in the map makes it hold."
    if answer.circle:
        circle = " → ".join((*answer.circle, answer.circle[0]))
        return f"It holds nowhere for certain, so no leaf matters: the circle {circle} leaves it undecided at best."
    if not answer.leaves:
        return "No leaf makes a difference to it."
    first = answer.leaves[0]
    if first.birnbaum is None or first.if_false is None:
        return f"No leaf makes a difference to it: {label(map_, first.variable.id)} cannot but hold."
    if first.birnbaum == 0:
        return f"No single leaf moves it: its probability is {chance(first.if_true)} whichever of them holds."
    most = [leaf for leaf in answer.leaves if abs(abs(leaf.birnbaum or 0.0) - abs(first.birnbaum)) < 1e-9]
    also = f", and as much for {counted(len(most) - 1, 'other')}" if len(most) > 1 else ""
    return (
        f"It hangs most on {label(map_, first.variable.id)}: its probability is {chance(first.if_true)} if that holds, "
        f"{chance(first.if_false)} if not{also}."
    )


def _caution(map_: ArgumentMap, answer: LeafImportance) -> str:
    from argmap.cli.answers import chance, some

    if answer.found is None or not answer.leaves:
        return ""
    if answer.found.structural:
        none = counted(len(answer.unknown), "leaf has", "leaves have")
        text = (
            f"{none} no number ({some(map_, answer.unknown)}), so every leaf is taken at ½: this tells how the map is "
            "built, not how likely anything is."
        )
    else:
        text = f"As things stand its probability is {chance(answer.found.probability)}."
    return text + (" What has only bounds counts as their middle." if answer.found.middled else "")


def _numbers(leaf: Importance) -> Iterator[str]:
    from argmap.cli.answers import chance

    for value in (
        leaf.birnbaum,
        leaf.if_true,
        leaf.if_false,
        leaf.criticality,
        leaf.fussell_vesely,
        leaf.achievement,
        leaf.reduction,
        leaf.shapley,
    ):
        yield "–" if value is None else "∞" if value in (float("inf"), -float("inf")) else chance(value)
