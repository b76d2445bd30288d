"""Both tables of scenarios as Markdown, to paste into a thread."""

from __future__ import annotations

from collections.abc import Iterator

from argmap.cli.grid import Grid, Table, finding, marks, memberless, no_rows, origins, written
from argmap.markdown import escaped
from argmap.questions.views import view_words
from argmap.text import counted


def grid_text(answer: Grid) -> Iterator[str]:
    """The answer as Markdown: the finding, a table each, what the letters and the columns mean."""
    map_ = answer.map_
    if words := view_words(map_, answer.matrix.asked):
        yield f"{escaped(words)}:\n\n"
    yield f"**{finding(answer)}**\n"
    if text := origins(answer):
        yield f"\n{text}\n"
    for table in answer.tables if answer.matrix.jumps.leaves else ():
        yield from _table(answer, table)
        if table.silent:
            names = ", ".join(escaped(map_.label(id_)) for id_ in table.silent)
            yield f"\nNothing said of {counted(len(table.silent), table.what)}: {names}.\n"
    if not answer.empty:
        yield "\n"
        yield from _legend(answer)
    for text in no_rows(answer.matrix):
        yield f"\n{text}\n"


def _table(answer: Grid, table: Table) -> Iterator[str]:
    if not table.rows:
        return
    yield f"\n| {table.what} | {' | '.join(answer.keys[column] for column in answer.columns)} |\n"
    yield f"| --- |{' :-: |' * len(answer.columns)}\n"
    for row in table.rows:
        cells = " | ".join(escaped(written(cell, table.letters)) for cell in answer.cells(row))
        yield f"| {escaped(answer.map_.label(row.id))} | {cells} |\n"
    yield f"\n{', '.join(f'**{escaped(letter.letter)}** {letter.words}' for letter in table.seen)}\n"


def _legend(answer: Grid) -> Iterator[str]:
    families = answer.matrix.jumps.families
    for column in answer.columns:
        key = f"- **{answer.keys[column]}** "
        if column is None:
            yield f"{key}no scenario\n"
        else:
            members = ", ".join(answer.keys[member] for member in families.get(column, ()))
            family = f" — family: {members}" if column in families else ""
            yield f"{key}{escaped(answer.map_.label(column))}{family}\n"
    if answer.silent:
        names = (escaped(answer.map_.label(id_)) + memberless(answer, id_) for id_ in answer.silent)
        yield f"- nothing said of anything in {', '.join(names)}\n"
    for text in marks(answer):
        yield f"- {text}\n"
