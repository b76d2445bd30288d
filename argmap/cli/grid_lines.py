"""Both tables of scenarios for a terminal: the finding, the tables, what the letters and the columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import click

from argmap.cli.answers import dim, paragraph
from argmap.cli.grid import Grid, Row, Table, finding, marks, memberless, no_rows, origins, worst_colour, written
from argmap.questions.views import view_words
from argmap.text import columns, counted, cut
from argmap.words import label

_TITLE: Final = 30
"""At least so many columns the title of a row has."""

_NAMED: Final = 6
"""So many of the rows that nothing is said of are named."""


def grid_lines(answer: Grid, width: int) -> Iterator[str]:
    """The answer for a terminal."""
    map_ = answer.map_
    if words := view_words(map_, answer.matrix.asked):
        yield from paragraph(f"{words}:", width)
    yield from paragraph(finding(answer), width, bold=True)
    if text := origins(answer):
        yield from paragraph(text, width)
    for table in answer.tables if answer.matrix.jumps.leaves else ():
        if table.rows:
            yield ""
            yield from _table(answer, table, width)
            letters = ", ".join(f"{letter.letter} {letter.words}" for letter in table.seen)
            yield from paragraph(letters, width, "  ")
        if table.silent:
            yield from paragraph(_silent(answer, table), width, "  ")
    if not answer.empty:
        yield ""
        yield from _legend(answer, width)
    for text in no_rows(answer.matrix):
        yield from paragraph(text, width)


def _table(answer: Grid, table: Table, width: int) -> Iterator[str]:
    """The table; where the columns do not fit, in parts one below the other."""
    texts = [[written(cell, table.letters) for cell in answer.cells(row)] for row in table.rows]
    keys = [answer.keys[column] for column in answer.columns]
    wide = [max(columns(text) for text in (key, *(row[at] for row in texts))) for at, key in enumerate(keys)]
    longest = max(columns(label(answer.map_, row.id)) for row in table.rows)
    title = min(max(longest, columns(table.what)), max(width - sum(wide) - 2 * len(wide), _TITLE))
    start = 0
    while start < len(keys):
        end, used = start + 1, title + 2 + wide[start]
        while end < len(keys) and used + 2 + wide[end] <= width:
            used += 2 + wide[end]
            end += 1
        if start:
            yield ""
        heads = "  ".join(key.ljust(most) for key, most in zip(keys[start:end], wide[start:end], strict=True))
        yield dim(f"{table.what.ljust(title)}  {heads}".rstrip())
        for row, cells in zip(table.rows, texts, strict=True):
            yield _row(answer, table, row, cells[start:end], wide[start:end], start, title)
        start = end


def _row(
    answer: Grid, table: Table, row: Row, texts: Sequence[str], wide: Sequence[int], start: int, title: int
) -> str:
    name = cut(label(answer.map_, row.id), title)
    line = name + " " * (title - columns(name))
    gap = "  "
    for cell, text, most in zip(answer.cells(row)[start:], texts, wide, strict=False):
        stated = cell.chain is not None and cell.chain.origin == "stated"
        quiet = cell.outcome == "nothing said"
        line += gap + click.style(text, fg=worst_colour(cell, table.letters), bold=stated or None, dim=quiet or None)
        gap = " " * (2 + most - columns(text))
    return line


def _silent(answer: Grid, table: Table) -> str:
    names = ", ".join(label(answer.map_, id_) for id_ in table.silent[:_NAMED])
    more = len(table.silent) - _NAMED
    return (
        f"nothing said of {counted(len(table.silent), table.what)}: {names}"
        f"{f' and {more} more (--json has all)' if more > 0 else ''}"
    )


def _legend(answer: Grid, width: int) -> Iterator[str]:
    jumps = answer.matrix.jumps
    shown = [column for column in answer.columns if column is not None]
    most = max((columns(answer.keys[column]) for column in answer.columns), default=1)
    if None in answer.columns:
        yield from paragraph("no scenario", width, f"  {answer.keys[None].ljust(most)}  ")
    for column in shown:
        key = answer.keys[column]
        members = [answer.keys[member] for member in jumps.families.get(column, ())]
        family = f" — family: {', '.join(members)}" if column in jumps.families else ""
        lead = f"  {key.ljust(most)}  "
        yield from paragraph(f"{label(answer.map_, column)} ({column}){family}", width, lead)
    if answer.silent:
        names = ", ".join(label(answer.map_, column) + memberless(answer, column) for column in answer.silent)
        yield from paragraph(f"nothing said of anything in {names}", width, "  ")
    for text in marks(answer):
        yield from paragraph(text, width)
