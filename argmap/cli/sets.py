"""`argmap sets`: what is enough for something to hold, and what is enough to sink it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.cli.usage import OneOf, WholeNumber, refuse_idle
from argmap.cli.viewing import Viewing, target, thinking, view_options
from argmap.model import ArgumentMap
from argmap.text import counted, listed

if TYPE_CHECKING:
    from argmap.logic.sets import Defeat
    from argmap.logic.solutions import Value
    from argmap.questions.sets import Enough, MinimalSets

SIZES: Final = 8
"""For how many sizes a terminal shows how many sets there are."""


@click.command("sets", cls=ArgmapCommand, epilog="Example: argmap -m shipped sets inner-alignment --limit 3")
@click.argument("id_", metavar="[ID]", type=IdArgument(), required=False)
@click.option("--failure", is_flag=True, help="What is enough to sink it, instead.")
@click.option("--count", is_flag=True, help="Count the sets, and list none.")
@click.option("--limit", type=WholeNumber(0, 100_000), default=20, show_default=True, help="List so many sets.")
@click.option("--by", type=OneOf(["size", "probability"]), default="size", show_default=True, help="Which come first.")
@view_options
@as_json_option
@click.pass_context
def sets_command(
    context: click.Context,
    id_: str | None,
    failure: bool,
    count: bool,
    limit: int,
    by: Literal["size", "probability"],
    viewing: Viewing,
    as_json: bool,
) -> None:
    """The minimal sets of leaves that are enough for something to hold, and what would defeat them.

    Without ID: the one statement of the map that supports nothing else.
    """
    from argmap.logic.holding import Reasoner
    from argmap.questions.sets import minimal_sets

    if count:
        refuse_idle(context, "goes without --count, which lists no sets", "limit", "by")
    store = open_store(context)
    asked = target(context, store, id_)
    map_, view = viewing.over(store, [asked])
    with thinking() as progress:
        reasoner = Reasoner(map_, progress=progress)
        which: Literal["failure", "sufficient"] = "failure" if failure else "sufficient"
        answer = minimal_sets(reasoner, asked, view, which, limit=0 if count else limit, order=by)
    if as_json:
        print_json(answer.as_json(listed=not count))
    else:
        for line in sets_lines(map_, answer, width()):
            click.echo(line)


def sets_lines(map_: ArgumentMap, answer: MinimalSets, columns: int) -> Iterator[str]:
    """The answer for a terminal: how many sets, what all of them need, the first of them, what that rests on."""
    from argmap.cli.answers import basis_lines, dim, heading, paragraph

    yield from heading(map_, answer.target, answer.view, columns)
    yield from paragraph(_finding(answer), columns, bold=True)
    always = f"It holds {_ALWAYS}." if answer.always and answer.why != "always" else ""
    for text in (always, _core(map_, answer), _sizes(answer), _order(map_, answer)):
        if text:
            yield from paragraph(text, columns)
    if answer.first and answer.smallest:
        yield ""
        for number, one in enumerate(answer.first, 1):
            yield from _set(map_, answer, number, one, columns)
        if answer.count > len(answer.first):
            yield dim(f"     and {answer.count - len(answer.first):,} more")
    yield ""
    yield from basis_lines(map_, answer.basis, columns)
    yield from paragraph(
        "Every step is taken to apply, also one that only may; nothing to hold for reasons not in the map.", columns
    )


_ALWAYS: Final = "in every world that the groups of alternatives allow"


def _finding(answer: MinimalSets) -> str:
    if answer.why == "hard":
        return "The sets are too many to tell: the map is too hard."
    if answer.why == "undecided":
        circle = " → ".join((*answer.circle, answer.circle[0]))
        return f"It holds nowhere for certain: the circle {circle} leaves it undecided at best."
    if answer.why == "never":
        return "It cannot hold: nothing in the map makes it hold."
    if answer.why == "always":
        return f"Nothing sinks it: it holds {_ALWAYS if answer.always else 'whatever its leaves are'}."
    if answer.smallest == 0:
        return "It holds whatever its leaves are."
    does = "for it to hold" if answer.which == "sufficient" else "to sink it"
    size = f"it has {answer.smallest}" if answer.count == 1 else f"the smallest has {answer.smallest}"
    leaves = "leaf" if answer.smallest == 1 else "leaves"
    if answer.count == 1:
        return f"One minimal set is enough {does}, and nothing less: {size} {leaves}."
    return f"{answer.count:,} minimal sets are each enough {does}; {size} {leaves}."


def _core(map_: ArgumentMap, answer: MinimalSets) -> str:
    from argmap.words import label

    if answer.why or answer.core is None or (answer.which == "sufficient" and answer.count == 1):
        return ""
    if not answer.core:
        return "No single leaf is needed: it can do without any one of them."
    return f"It cannot hold without {'; '.join(label(map_, id_) for id_ in answer.core)}."


def _sizes(answer: MinimalSets) -> str:
    if len(answer.by_size) < 2:
        return ""
    (first, many), *others = answer.by_size.items()
    parts = [f"{counted(many, 'set')} of {counted(first, 'leaf', 'leaves')}"]
    parts += [f"{many:,} of {size}" for size, many in others[: SIZES - 1]]
    left = sum(many for _, many in others[SIZES - 1 :])
    return f"By size: {', '.join(parts)}" + (f", {left:,} larger." if left else ".")


def _order(map_: ArgumentMap, answer: MinimalSets) -> str:
    from argmap.cli.answers import some

    if answer.numberless:
        none = counted(len(answer.numberless), "leaf has", "leaves have")
        return f"Not by probability but by size: {none} no number ({some(map_, answer.numberless)})."
    if answer.order == "probability":
        return "The most probable first" + ("; what has only bounds counts as their middle." if answer.middled else ".")
    return ""


def _set(map_: ArgumentMap, answer: MinimalSets, number: int, one: Enough, columns: int) -> Iterator[str]:
    from argmap.cli.answers import chance, dim, paragraph

    core = set(answer.core or ()) if answer.which == "sufficient" and answer.count > 1 else set()
    rest = [value for value in one.values if value.variable.id not in core]
    words = "; ".join(_value(map_, value, answer.which) for value in rest) or "nothing beside these"
    if core and rest:
        words = f"beside these: {words}"
    words += _steps(map_, one.steps)
    if one.probability is not None:
        words = f"{chance(one.probability)}: {words}"
    yield from paragraph(words, columns, f"{number:>3}. ")
    for defeat in one.defeats or ():
        for line in paragraph(_defeat(map_, defeat), columns, "     "):
            yield dim(line)
    if one.defeats is None:
        yield dim("     what would defeat it is too hard to tell")


def _value(map_: ArgumentMap, value: Value, which: str) -> str:
    from argmap.words import label

    name = label(map_, value.variable.id)
    if which == "sufficient":
        return name
    return f"{name}: holds" if value.holds else f"{name}: fails"


def _steps(map_: ArgumentMap, ids: Sequence[str] | None, when: str = "if") -> str:
    """`, if “d” applies`: the open steps that must."""
    from argmap.questions.standing import quoted

    if ids is None:
        return f", {when} some open steps apply (too many to tell which)"
    return (
        f", {when} {listed([quoted(map_, id_) for id_ in ids])} {'applies' if len(ids) == 1 else 'apply'}"
        if ids
        else ""
    )


def _defeat(map_: ArgumentMap, defeat: Defeat) -> str:
    """`if q holds: b is needed too`."""
    from argmap.words import label

    by = " and ".join(label(map_, id_) for id_ in defeat.by) + _steps(map_, defeat.steps, "provided")
    if not defeat.needs:
        return f"defeated if {by}; nothing then helps"
    first = " and ".join(label(map_, id_) for id_ in defeat.needs[0])
    others = len(defeat.needs) - 1
    return f"defeated if {by}; then needed: {first}" + (f" (or another of {others + 1} ways)" if others else "")
