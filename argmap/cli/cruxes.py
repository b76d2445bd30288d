"""`argmap cruxes`: on which of the numbers that two people declare their disagreement hangs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from argmap.cli.between import between_option, over_between
from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.cli.usage import WholeNumber
from argmap.cli.viewing import Viewing, target, thinking, view_options
from argmap.model import ArgumentMap, Interval
from argmap.text import counted

if TYPE_CHECKING:
    from argmap.questions.cruxes import Candidate, Cruxes, Joint, Side
    from argmap.questions.sayings import Saying

_NAME: Final = 16
"""How many columns a person's name may take at the head of a table."""

_TOLD: Final = 3
"""Of how many cruxes it is told what they do."""


@click.command("cruxes", cls=ArgmapCommand, epilog="Example: argmap -m shipped cruxes --between person-1 person-2")
@click.argument("id_", metavar="[ID]", type=IdArgument(), required=False)
@between_option
@click.option(
    "--limit",
    type=WholeNumber(1, 100_000),
    default=20,
    show_default=True,
    help="Show so many statements, and so many pairs (JSON has all).",
)
@view_options
@as_json_option
@click.pass_context
def cruxes_command(
    context: click.Context, id_: str | None, between: tuple[str, str], limit: int, viewing: Viewing, as_json: bool
) -> None:
    """Which of the numbers that two people declare would move something, if one took the other's.

    Without ID: the one statement of the map that supports nothing else.
    """
    from argmap.logic.holding import Reasoner
    from argmap.questions.cruxes import cruxes

    store = open_store(context)
    asked = target(context, store, id_)
    map_, view = over_between(viewing, store, [asked], between)
    with thinking() as progress:
        answer = cruxes(Reasoner(map_, progress=progress), asked, view, between)
    if as_json:
        print_json(answer.as_json())
    else:
        for line in cruxes_lines(map_, answer, width(), limit):
            click.echo(line)


def cruxes_lines(map_: ArgumentMap, answer: Cruxes, columns: int, limit: int) -> Iterator[str]:
    """The answer for a terminal: the cruxes, where either stands, what each number moves, what they say themselves."""
    from argmap.cli.answers import basis_lines, dim, heading, paragraph

    yield from heading(map_, answer.target, answer.view, columns)
    yield from paragraph(_finding(map_, answer), columns, bold=True)
    yield from paragraph(" ".join(_stand(map_, side) for side in answer.sides), columns)
    for one in answer.of("double", "single")[:_TOLD]:
        yield from paragraph(_story(map_, answer, one), columns)
    if caution := _caution(map_, answer):
        yield from paragraph(caution, columns)
    if answer.candidates:
        yield ""
        yield from _moves(map_, answer, limit, columns)
        if len(answer.candidates) > limit:
            yield dim(f"and {len(answer.candidates) - limit} that move it less (--limit)")
        for text in _notes(map_, answer):
            yield from paragraph(text, columns)
    if answer.joint:
        yield ""
        yield "Together more than one by one"
        for joint in answer.joint[:limit]:
            yield from paragraph(_joint(map_, joint), columns, "  ", "    ")
        if len(answer.joint) > limit:
            yield dim(f"  and {counted(len(answer.joint) - limit, 'more pair')} (--limit)")
    if pairs := _pairs(answer):
        yield from paragraph(pairs, columns)
    if answer.sayings:
        yield ""
        yield "What they say themselves"
        for saying in answer.sayings:
            yield from paragraph(_saying(map_, answer, saying), columns, "  ", "    ")
    yield ""
    yield from basis_lines(map_, answer.basis, columns)


def _finding(map_: ArgumentMap, answer: Cruxes) -> str:
    from argmap.cli.answers import some
    from argmap.words import label

    names = [label(map_, side.person) for side in answer.sides]
    both = f"{names[0]} and {names[1]}"
    if answer.why:
        silent = [name for name, side in zip(names, answer.sides, strict=True) if not side.declares]
        said = any(side.declared for side in answer.sides if not side.declares)
        return {
            "one is silent": f"Nothing to compare: {' and '.join(silent)} "
            f"{'declare' if len(silent) > 1 else 'declares'} a credence of nothing{' else' if said else ''}.",
            "nothing in common": f"Nothing to compare: {both} declare no credence of the same thing.",
            "held fixed": f"Nothing to compare: all of which {both} both declare a credence is held fixed.",
        }[answer.why]
    double, single, perhaps = answer.of("double"), answer.of("single"), answer.of("open")
    if double:
        what = some(map_, [one.id for one in double])
        return f"{_counted(len(double), 'double crux')} between {both}: {what}."
    if single:
        parts = []
        for place, name in enumerate(names):
            here = [one.id for one in single if one.moves[place].crux]
            parts += [f"{some(map_, here)} for {name}"] if here else []
        sure = " for certain" if any(move.crux is None for one in single for move in one.moves) else ""
        return f"No double crux{sure}, but {_counted(len(single), 'crux').lower()} in one view: {'; '.join(parts)}."
    if perhaps:
        what = some(map_, [one.id for one in perhaps])
        return f"No crux for certain between {both}; the map has too few numbers to tell of {what}."
    if not any(one.bears for one in answer.candidates):
        return f"No crux: nothing of which {both} both declare a credence bears on it."
    if answer.joint:
        return f"No crux by itself between {both}, but {_counted(len(answer.joint), 'joint crux')}."
    if all(_alike(one) for one in answer.candidates if one.bears):
        return f"No crux: wherever {both} both declare a credence that bears on it, the two are the same."
    return f"No crux: nothing of which {both} both declare a credence moves it by 0.05."


def _alike(one: Candidate) -> bool:
    mine, theirs = one.declared
    return mine.low == mine.high == theirs.low == theirs.high


def _counted(count: int, crux: str) -> str:
    return f"{'One' if count == 1 else count} {crux if count == 1 else crux + 'es'}"


def _story(map_: ArgumentMap, answer: Cruxes, one: Candidate) -> str:
    """What taking the other's number would do to either of the two."""
    from argmap.cli.answers import chances
    from argmap.words import label

    names = [label(map_, side.person) for side in answer.sides]
    numbers = [chances(number.low, number.high) for number in one.declared]
    ways = []
    for place, move in enumerate(one.moves):
        before, after = chances(move.before.low, move.before.high), chances(move.after.low, move.after.high)
        way = f"stay at {before}" if before == after else f"go from {before} to {after}"
        ways.append(f"with {names[1 - place]}'s {numbers[1 - place]} {names[place]} would {way}")
    return f"{label(map_, one.id)}: {', '.join(ways)}."


def _stand(map_: ArgumentMap, side: Side) -> str:
    from argmap.cli.answers import chances
    from argmap.words import label

    name = label(map_, side.person)
    text = f"In the view of {name} it is {chances(side.probability.low, side.probability.high)}"
    if side.declared is not None:
        text += f" ({name} declares {chances(side.declared.low, side.declared.high)})"
    return text + "."


def _caution(map_: ArgumentMap, answer: Cruxes) -> str:
    """For how much of it the numbers are not their own, or nobody's."""
    from argmap.cli.answers import some
    from argmap.words import label

    parts = [
        f"{label(map_, side.person)} gives no number for {side.fallen_back} of {counted(side.inputs, 'input')}"
        for side in answer.sides
        if side.fallen_back
    ]
    text = f"{' and '.join(parts)}; there the editor's count." if parts else ""
    if all(0 < side.inputs == side.fallen_back for side in answer.sides):
        text = f"Neither gives a number for any of {counted(answer.sides[0].inputs, 'input')}: the editor's count."
    unknown = sorted({variable.id for side in answer.sides for variable in side.probability.unknown})
    if unknown:
        text += f" {counted(len(unknown), 'input')} {'has' if len(unknown) == 1 else 'have'} no number at all"
        text += f" ({some(map_, unknown)})" + (", so moves have bounds." if answer.candidates else ".")
    if not all(move.by.exact for one in answer.candidates for move in one.moves):
        text += " The map is too hard to work out exactly: the true bounds lie within these."
    return text.strip()


def _moves(map_: ArgumentMap, answer: Cruxes, limit: int, columns: int) -> Iterator[str]:
    from argmap.cli.answers import chances, named, table
    from argmap.text import cut
    from argmap.words import label

    names = [cut(label(map_, side.person), _NAME) for side in answer.sides]
    heads = (*names, *(f"moves {name}" for name in names), "what")
    rows = []
    for one in answer.candidates[:limit]:
        numbers = (chances(number.low, number.high) for number in one.declared)
        rows.append((*numbers, *(_between(move.by) for move in one.moves), f"{_kind(one)}{named(map_, one.id)}"))
    yield from table(heads, rows, columns)


def _kind(one: Candidate) -> str:
    words = {"double": "double crux: ", "single": "crux: ", "open": "perhaps a crux: ", "none": ""}
    return words[one.crux] if one.bears else "no bearing: "


def _between(by: Interval) -> str:
    low, high = _signed(by.low), _signed(by.high)
    return low if low == high else f"{low} to {high}"


def _signed(value: float) -> str:
    from argmap.cli.answers import chance

    written = chance(abs(value)) if abs(value) > 1e-12 else "0"
    return written if written == "0" else f"{'-' if value < 0 else '+'}{written}"


def _notes(map_: ArgumentMap, answer: Cruxes) -> Iterator[str]:
    from argmap.cli.answers import some

    held = [one.id for one in answer.candidates if one.held]
    if held:
        yield f"Held at what each declares, though the map argues for or against it: {some(map_, held)}."
    if answer.fixed:
        yield f"Not asked, as it is held fixed: {some(map_, answer.fixed)}."


def _joint(map_: ArgumentMap, joint: Joint) -> str:
    from argmap.words import label

    what = " with ".join(label(map_, id_) for id_ in joint.ids)
    views = [
        f"{_between(move.by)} for {label(map_, move.person)} (one by one {_between(move.sum)})"
        for move in joint.moves
        if move.crux
    ]
    return f"{what}: {'; '.join(views)}"


def _pairs(answer: Cruxes) -> str:
    text = ""
    if answer.open_pairs:
        text = f"Of {counted(answer.open_pairs, 'pair')} the bounds do not tell whether it is a joint crux."
    if answer.tried < answer.pairs:
        text += f" Only {answer.tried:,} of {answer.pairs:,} pairs were tried, those whose numbers are furthest apart."
    return text.strip()


def _saying(map_: ArgumentMap, answer: Cruxes, saying: Saying) -> str:
    """Who says what, where; and whether it follows."""
    from argmap.words import label, place

    held = saying.position
    name = label(map_, held.person)
    where = place(map_, held.source, held.at)
    said = f"{name} says that {label(map_, held.target)} is {'a' if saying.crux else 'no'} crux" + (
        f" ({where})" if where else ""
    )
    by = _between(saying.most)
    follows = {
        "does not bear": "nothing in the map leads from it to here",
        "no two credences": f"not both declare a credence of it; from 0 to 1 it would move {name} by {by}",
        "moves": f"by the map it is one for {name}",
        "close": f"between the two it is none, as their numbers are close; from 0 to 1 it would move {name} by {by}",
        "hardly matters": f"by the map even from 0 to 1 it would move {name} by {by} only",
        "bounds": "the map has too few numbers to tell",
    }[saying.why]
    if saying.agrees is None:
        return f"{said}; {follows}."
    if saying.agrees or saying.why == "close":
        return f"{said}{', and' if saying.agrees else ', but'} {follows}."
    contradiction = "a contradiction, or a step is missing" if saying.why == "does not bear" else "a contradiction"
    return f"{said}, but {follows}: {contradiction}."
