"""What the answers to questions have in common on a terminal: heading, paragraphs, tables, what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import click

from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap
from argmap.questions.basis import Basis
from argmap.questions.views import view_words
from argmap.text import columns, counted, cut, wrapped
from argmap.words import label, provenance

if TYPE_CHECKING:
    from argmap.questions.structural import Turn

SHOWN: Final = 8
"""How many of the arguments that an answer rests on are named on a terminal."""

TURNS: Final = 4
"""How many of the inputs that turn an answer are named on a terminal."""


def heading(map_: ArgumentMap, id_: str, view: View, width: int) -> Iterator[str]:
    """What is asked about, and in which view if in another than the editor's."""
    thing = map_.things[id_]
    yield click.style(label(map_, id_), bold=True) + dim(f"  {thing.kind} · {thing.id}")
    if words := view_words(map_, view):
        yield from paragraph(f"{words}:", width)
    yield ""


def paragraph(text: str, width: int, lead: str = "", rest: str | None = None, *, bold: bool = False) -> Iterator[str]:
    """The text in lines; the first begins with `lead`, the others with `rest` (if absent, as far in)."""
    rest = " " * columns(lead) if rest is None else rest
    for number, line in enumerate(wrapped(text, max(width - columns(lead), 24))):
        yield (rest if number else lead) + (click.style(line, bold=True) if bold else line)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Columns of numbers, and a last one of text, which is cut where the line ends."""
    wide = [max(columns(row[at]) for row in (heads, *rows)) for at in range(len(heads) - 1)]
    room = max(width - sum(wide) - 2 * len(wide), 24)
    for number, row in enumerate((heads, *rows)):
        numbers = "  ".join(" " * (most - columns(cell)) + cell for cell, most in zip(row[:-1], wide, strict=True))
        line = f"{numbers}  {cut(row[-1], room)}"
        yield line if number else dim(line)


def basis_lines(map_: ArgumentMap, basis: Basis, width: int) -> Iterator[str]:
    """The arguments that an answer rests on, who makes them, and how many are only the editor's inference."""
    many = len(basis.arguments)
    if basis.unnamed:
        yield from paragraph(unnamed_words(map_, basis.unnamed), width)
    if not many:
        yield from paragraph("It rests on no argument.", width)
        return
    inferred = f"{basis.inferred} of them" if basis.inferred < many else "all of them" if many > 1 else "which is"
    whose = f", {inferred} the editor's inference" if basis.inferred else ""
    yield from paragraph(f"It rests on {counted(many, 'argument')}{whose}:", width)
    for argument in basis.arguments[:SHOWN]:
        yield from paragraph(step_words(map_, argument), width, "  ", "    ")
    if many > SHOWN:
        yield dim(f"  and {many - SHOWN} further back (--json has all)")


def unnamed_words(map_: ArgumentMap, ids: Sequence[str]) -> str:
    """That these proposals solve no problem here, and how to have them do so."""
    one = len(ids) == 1
    return (
        f"{some(map_, ids)} {'is' if one else 'are'} tagged unnamed: nobody has said what exactly is meant, so "
        f"{'its' if one else 'their'} arguments for problems are left out (--assume {','.join(ids)} counts them)."
    )


def turns_words(map_: ArgumentMap, turns: Sequence[Turn] | None, what: str) -> str:
    """Which single inputs would turn something that was told by structure alone."""
    if turns is None:
        return f"What would turn {what} is too hard to tell."
    if not turns:
        return f"No single input turns {what}."
    told = [f"{label(map_, turn.variable.id)} at {turn.to:g}" for turn in turns[:TURNS]]
    more = f" and {len(turns) - TURNS} more" if len(turns) > TURNS else ""
    return f"Any one of these turns {what}: {', '.join(told)}{more}."


def step_words(map_: ArgumentMap, argument: Argument) -> str:
    """An argument by its id, for or against what it is, and who makes it."""
    way = "against" if argument.against else "for"
    return f"{argument.id} {way} {label(map_, argument.target)} — {provenance(map_, argument)}"


def named(map_: ArgumentMap, id_: str) -> str:
    """What to call a thing, and its id."""
    name = label(map_, id_)
    return name if name == id_ else f"{name} ({id_})"


def some(map_: ArgumentMap, ids: Sequence[str], most: int = 4) -> str:
    """The first few things by name, and how many more there are."""
    shown = ", ".join(label(map_, id_) for id_ in ids[:most])
    return shown if len(ids) <= most else f"{shown} and {len(ids) - most} more"


def chance(value: float) -> str:
    """A probability to three figures; more where it would else read as certain."""
    digits = 3
    value = float(f"{value:.12g}")  # less the noise of rounding, which would make equals read differently
    while float(written := f"{value:.{digits}g}") == 1 and value < 1:
        digits += 1
    return written


def chances(low: float, high: float) -> str:
    """A probability, or its bounds."""
    return chance(low) if chance(low) == chance(high) else f"{chance(low)} to {chance(high)}"


def dim(text: str) -> str:
    """Text that matters less."""
    return click.style(text, dim=True)
