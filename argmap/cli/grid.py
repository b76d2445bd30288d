"""The two tables of techniques and concerns in scenarios: a letter a cell, short keys for the columns, a legend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from argmap.model import ArgumentMap
from argmap.questions.cells import Cell, Outcome
from argmap.questions.scenarios import Matrix
from argmap.text import counted, listed


class Letter(NamedTuple):
    """How an outcome is written: one character, what it means, its colour."""

    letter: str
    words: str
    colour: str | None = None


Letters = dict[Outcome, Letter]

TECHNIQUE: Final[Letters] = {
    "breaks": Letter("B", "breaks", "red"),
    "breaks if": Letter("b", "breaks if something else holds or fails (b1: one thing is enough)", "yellow"),
    "contested": Letter("c", "contested without any scenario", "yellow"),
    "survives": Letter("S", "survives what attacks it", "green"),
    "moot": Letter("x", "moot: it does not work anyway"),
    "nothing said": Letter("·", "nothing said"),
    "too hard": Letter("?", "too hard to tell"),
}
"""What is written of a technique, the worst first."""

CONCERN: Final[Letters] = {
    "brings": Letter("+", "brings it", "red"),
    "holds": Letter("H", "comes about anyway", "red"),
    "may bring": Letter("m", "may bring it", "yellow"),
    "either way": Letter("e", "may come about either way", "yellow"),
    "may hold": Letter("h", "may come about anyway", "yellow"),
    "keeps off": Letter("K", "keeps it off", "green"),
    "does not bring": Letter("n", "does not bring it", "green"),
    "cannot hold": Letter("-", "cannot come about without a scenario", "green"),
    "nothing said": Letter("·", "nothing said"),
    "too hard": Letter("?", "too hard to tell"),
}
"""What is written of a concern, the worst first; no letter means something else of a technique."""

MARKS: Final = {"stated": '"', "follows": "'", "inferred": ""}
"""What stands behind a letter: who says so."""

UNDECIDED: Final = "~"
"""What stands behind a letter that a circle leaves open."""

NO_SCENARIO: Final = "–"


class Row(NamedTuple):
    """A technique or concern with its cells, one a column."""

    id: str
    cells: tuple[Cell, ...]

    @property
    def silent(self) -> bool:
        """Whether nothing at all is said of it."""
        return all(cell.outcome == "nothing said" for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of which something is said, the worst hit first; and those of which nothing is."""

    what: str
    letters: Letters
    rows: tuple[Row, ...]
    silent: tuple[str, ...]

    @property
    def seen(self) -> list[Letter]:
        """The letters that some cell has."""
        outcomes = {part.outcome for row in self.rows for cell in row.cells for part in cell.parts}
        return [letter for outcome, letter in self.letters.items() if outcome in outcomes]


@dataclass(frozen=True, slots=True)
class Grid:
    """Both tables, the key of each column, and the columns of which nothing is said."""

    map_: ArgumentMap
    matrix: Matrix
    keys: dict[str | None, str]
    columns: tuple[str | None, ...]
    silent: tuple[str, ...]
    techniques: Table
    concerns: Table

    @property
    def tables(self) -> tuple[Table, Table]:
        """Techniques, then concerns."""
        return self.techniques, self.concerns

    @property
    def empty(self) -> bool:
        """Whether there is no scenario, or nothing said of anything."""
        return not self.matrix.jumps.leaves or not any(table.rows for table in self.tables)

    def cells(self, row: Row) -> list[Cell]:
        """The cells of a row in the columns that are shown."""
        shown = set(self.columns)
        return [cell for cell in row.cells if cell.column in shown]


def grid(matrix: Matrix, progress: Callable[[int, int], None]) -> Grid:
    """Both tables of a matrix, all cells worked out."""
    total, done = len(matrix.techniques) + len(matrix.concerns), 0

    def rows(ids: Sequence[str], cell: Callable[[str, str | None], Cell]) -> list[Row]:
        nonlocal done
        found = []
        for id_ in ids:
            touched = matrix.touched(id_)
            cells = []
            for column in matrix.columns:
                if column is not None and column not in touched:
                    cells.append(matrix.nothing(column))
                    continue
                cells.append(one := cell(id_, column))
                _ = one.chain, one.size  # worked out while progress is shown
            found.append(Row(id_, tuple(cells)))
            done += 1
            progress(done, total)
        return found

    techniques, concerns = rows(list(matrix.techniques), matrix.technique), rows(matrix.concerns, matrix.concern)
    silent = tuple(
        column
        for at, column in enumerate(matrix.columns)
        if column is not None and all(row.cells[at].outcome == "nothing said" for row in techniques + concerns)
    )
    return Grid(
        map_=matrix.map,
        matrix=matrix,
        keys=column_keys(matrix),
        columns=tuple(column for column in matrix.columns if column not in silent),
        silent=silent,
        techniques=_table("technique", TECHNIQUE, techniques),
        concerns=_table("concern", CONCERN, concerns),
    )


def _table(what: str, letters: Letters, rows: list[Row]) -> Table:
    order = {outcome: place for place, outcome in enumerate(letters)}

    def worst(row: Row) -> tuple[int, list[tuple[int, int]], str]:
        leaves = [cell for cell in row.cells if cell.column is not None and not cell.members]
        hit = sum(cell.broken or cell.brought for cell in leaves)
        return (
            -hit,
            sorted(min((order[part.outcome], part.size or 0) for part in cell.parts) for cell in leaves),
            row.id,
        )

    said = sorted((row for row in rows if not row.silent), key=worst)
    return Table(what, letters, tuple(said), tuple(row.id for row in rows if row.silent))


def column_keys(matrix: Matrix) -> dict[str | None, str]:
    """A short key for each scenario: letters, numbers for what a family is made of, letters again."""
    jumps = matrix.jumps
    keys: dict[str | None, str] = {None: NO_SCENARIO}
    inside = {part for family in jumps.families for part in jumps.parts(family)}
    tops, parts = 0, dict.fromkeys(jumps.columns, 0)
    for id_ in [id_ for id_ in jumps.columns if id_ not in inside]:
        keys[id_] = _letters(tops)
        tops += 1
    for id_ in jumps.columns:  # families come before their parts
        if id_ not in keys:  # a circle of families
            keys[id_] = _letters(tops)
            tops += 1
        for part in jumps.parts(id_):
            if part not in keys:
                parts[id_] += 1
                keys[part] = _below(keys[id_], parts[id_])
    return keys


def _letters(number: int) -> str:
    """A, B … Z, AA, AB …"""
    text = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("A") + digit) + text
    return text


def _below(key: str, number: int) -> str:
    """The key of a part: a number after a letter, a letter after a number."""
    return f"{key}{number}" if key[-1].isalpha() else key + _letters(number - 1).lower()


def written(cell: Cell, letters: Letters) -> str:
    """A cell in letters: where members or problems differ each outcome once, the worst first.

    Behind the letter of what breaks under a condition stands how many things are enough.
    """
    outcomes = {part.outcome for part in cell.parts}
    text = "/".join(
        letter.letter + (str(_smallest(cell, outcome) or "") if outcome == "breaks if" else "")
        for outcome, letter in letters.items()
        if outcome in outcomes
    )
    mark = MARKS[cell.chain.origin] if cell.chain else ""
    return text + mark + (UNDECIDED if cell.undecided else "")


def _smallest(cell: Cell, outcome: Outcome) -> int | None:
    sizes = (part.size for part in cell.parts if part.outcome == outcome)
    return min((size for size in sizes if size is not None), default=None)


def worst_colour(cell: Cell, letters: Letters) -> str | None:
    """The colour of the worst that is in a cell."""
    outcomes = {part.outcome for part in cell.parts}
    return next((letter.colour for outcome, letter in letters.items() if outcome in outcomes), None)


def finding(grid_: Grid) -> str:
    """What the tables come to, in a few sentences; or why there are none."""
    matrix = grid_.matrix
    leaves = matrix.jumps.leaves
    if not leaves and matrix.jumps.families:
        return "No scenario to take as given: each has an argument for it, and none of these starts from a scenario."
    if not leaves:
        return "No scenario in this map: nothing jumps, so there is nothing to compare (argmap add scenario)."
    if not matrix.techniques and not matrix.concerns:
        return "No technique and no concern in this map: no argument starts from a proposal."
    families = len(matrix.jumps.families)
    lead = counted(len(leaves), "scenario")
    lead += f" and {counted(families, 'family', 'families')} of them" if families else ""
    where = "in it" if len(leaves) == 1 else "in one of them"
    parts = []
    for table, verb, end, none in (
        (grid_.techniques, "break", "or may break", "no technique (a proposal that somebody argues from)"),
        (grid_.concerns, "come", "about or may", "no concern"),
    ):
        total = len(table.rows) + len(table.silent)
        hit = sum(any(_bad(cell) for cell in row.cells) for row in table.rows)
        who = f"{hit or 'none'} of {counted(total, table.what)}"
        if total == 1:
            who = f"the one {table.what}" if hit else f"the one {table.what} never"
        parts.append(f"{who} {verb}{'s' if hit == 1 or total == 1 else ''} {end} {where}" if total else none)
    return f"{lead}: {'; '.join(parts)}."


def _bad(cell: Cell) -> bool:
    return cell.column is not None and (cell.broken or cell.brought)


def origins(grid_: Grid) -> str:
    """How many cells are stated, follow or are inferred; families, which repeat their members, not counted."""
    found = [
        cell.chain.origin
        for table in grid_.tables
        for row in table.rows
        for cell in row.cells
        if cell.column is not None and not cell.members and cell.chain
    ]
    if not found:
        return ""
    counts = [
        (found.count("stated"), "stated in one step"),
        (found.count("follows"), "following from what people say"),
        (found.count("inferred"), "inferred by the map's editor"),
    ]
    said = listed([f"{number or 'none'} {words}" for number, words in counts])
    return f"{counted(len(found), 'cell')} of scenarios {'says' if len(found) == 1 else 'say'} something: {said}."


def no_rows(matrix: Matrix) -> Iterator[str]:
    """How many of the proposals that were asked for are no techniques, and why."""
    if matrix.unargued:
        yield f"{_no_rows(matrix.unargued)}: no argument starts from {'it' if len(matrix.unargued) == 1 else 'them'}."
    if matrix.unnamed:
        yield f"{_no_rows(matrix.unnamed)}: tagged “unnamed”."


def _no_rows(ids: Sequence[str]) -> str:
    return f"{counted(len(ids), 'proposal')} {'is no row' if len(ids) == 1 else 'are no rows'}"


def marks(grid_: Grid) -> Iterator[str]:
    """What the characters behind the letters mean, as far as there are any."""
    cells = [cell for table in grid_.tables for row in table.rows for cell in grid_.cells(row)]
    if any(cell.chain for cell in cells):
        yield (
            f"Behind a letter: {MARKS['stated']} somebody states it in one step, {MARKS['follows']} it follows from "
            "what people say, nothing: the map's editor infers it"
        )
    if any(cell.undecided for cell in cells):
        yield f"{UNDECIDED} a circle through an attack leaves it open"


def memberless(grid_: Grid, column: str) -> str:
    """What is said behind the name of a family that no scenario leads to; nothing of any other."""
    return " (no scenario leads to it)" if grid_.matrix.jumps.families.get(column) == () else ""
