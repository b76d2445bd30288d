"""`argmap work`: who does the work for a problem, a proposal or what it takes for granted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.cli.viewing import Viewing, thinking, view_options
from argmap.model import ArgumentMap
from argmap.text import counted

if TYPE_CHECKING:
    from argmap.logic.joint import Range
    from argmap.questions.shares import Share
    from argmap.questions.work import Work

SAME: Final = 0.005
"""Shares and probabilities that differ by no more are called equal."""

VAGUE: Final = 0.95
"""From this width on, bounds of a share tell nothing."""


@click.command(
    "work", cls=ArgmapCommand, epilog="Example: argmap -m shipped work debate-plus alignment inner-alignment"
)
@click.argument("x", metavar="X", type=IdArgument())
@click.argument("p", metavar="P", type=IdArgument())
@click.argument("q", metavar="[Q]", type=IdArgument(), required=False)
@view_options
@as_json_option
@click.pass_context
def work_command(context: click.Context, x: str, p: str, q: str | None, viewing: Viewing, as_json: bool) -> None:
    """Who does the work for problem P: proposal X, or Q, which it takes for granted?

    Compares X with the best alternative, both granted Q. Without Q: for each assumption of X's arguments.
    """
    from argmap.cli.asking import different, proposal, statement
    from argmap.logic.holding import Reasoner
    from argmap.questions.work import work

    store = open_store(context)
    asked = [proposal(context, store, x), statement(context, store, p)]
    asked += [statement(context, store, q)] if q is not None else []
    different(*asked)
    map_, view = viewing.over(store, [p, x, *asked[2:]])
    with thinking() as progress:
        answer = work(Reasoner(map_, progress=progress), x, p, view, q)
    if as_json:
        print_json(answer.as_json())
    else:
        for line in work_lines(map_, answer, width()):
            click.echo(line)


def work_lines(map_: ArgumentMap, answer: Work, columns: int) -> Iterator[str]:
    """The answer for a terminal: who does the work, the numbers, what would do without numbers, what it rests on."""
    from argmap.cli.answers import basis_lines, dim, paragraph, table
    from argmap.cli.asking import pair_heading

    yield from pair_heading(map_, (answer.proposal, answer.problem), answer.view, columns)
    first, second = _finding(map_, answer), _without_numbers(map_, answer)
    if answer.suffices and second and _vague(min(answer.results, key=_vague)) > VAGUE:
        first, second = second, first
    yield from paragraph(first, columns, bold=True)
    for text in (second, _by_structure(map_, answer), _beside(map_, answer), _unnamed(map_, answer)):
        if text:
            yield from paragraph(text, columns)
    if answer.results:
        yield ""
        heads = ("workshare", "marginal", "base", "full", "other", "upper", "added", "assumption")
        yield from table(heads, list(_rows(map_, answer)), columns)
        for line in paragraph(_legend(map_, answer), columns):
            yield dim(line)
    for text in (_best(map_, answer), _gaps(map_, answer), _whose(map_, answer)):
        if text:
            yield from paragraph(text, columns)
    yield ""
    yield from basis_lines(map_, answer.basis, columns)


def _finding(map_: ArgumentMap, answer: Work) -> str:
    """What the numbers tell in one sentence: of the assumption of which they tell most."""
    from argmap.questions.shares import NO_ALTERNATIVE
    from argmap.questions.work import NO_ROUTE
    from argmap.words import label

    x, p = label(map_, answer.proposal), label(map_, answer.problem)
    if not answer.results:
        if answer.why == NO_ROUTE:
            return f"{x} is not for {p}: no argument leads from the one to the other."
        return f"{x} does all the work there is for {p}: its arguments assume nothing."
    result = min(answer.results, key=_vague)
    q = _granted(map_, result) if len(answer.results) == 1 else "what it assumes"
    if result.why == NO_ALTERNATIVE:
        return f"Who does the work for {p}, {x} or {q}, is {NO_ALTERNATIVE}."
    if result.workshare is None:
        return (
            f"There is no work to share: with {x} and {q} granted, {p} is no likelier than without "
            f"({_value(result.full)} against {_value(result.base)})."
        )
    if _vague(result) > VAGUE:
        return f"Too few credences to tell whether {x} or {q} does the work."
    return _shared(map_, answer, result)


def _granted(map_: ArgumentMap, result: Share) -> str:
    """The assumption, or that it does not hold."""
    from argmap.words import label

    return ("not " if result.negated else "") + label(map_, result.assumption)


def _vague(result: Share) -> float:
    """How little the numbers tell of the share."""
    from argmap.questions.shares import NO_GAIN

    if result.workshare is None:
        return 2.0 if result.why == NO_GAIN else 3.0
    return result.workshare.high - result.workshare.low


def _shared(map_: ArgumentMap, answer: Work, result: Share) -> str:
    from argmap.cli.answers import chance
    from argmap.words import label

    x, q = label(map_, answer.proposal), _granted(map_, result)
    y = label(map_, result.best) if result.best is not None else "the best other"
    assert result.workshare is not None
    assert result.marginal is not None
    low, high, _ = result.workshare
    if low >= 1 - SAME:
        better = result.marginal.high < -SAME
        return f"Granted {q}, {y} does {'better' if better else 'as well'}: all the work is done by {q}."
    if high <= SAME:
        none = f"Granted {q}, {y} gets no further than without it"
        if result.marginal.low >= -SAME:
            return f"{none}: all the work is done by {x}."
        does = f"{y} does more than {x}" if result.marginal.high < -SAME else f"whether {x} does more is not known"
        return f"{none}: {q} does none of the work; {does}."
    if high - low <= SAME:
        return (
            f"Granted {q}, {y} gets {_percent(low)} of the way: that share of the work is done by {q}, the rest by {x}."
        )
    if low <= SAME:
        return f"Granted {q}, {y} gets at most {_percent(high)} of the way: at most that is done by {q}."
    if high >= 1 - SAME:
        return f"Granted {q}, {y} gets at least {_percent(low)} of the way: at least that is done by {q}."
    return (
        f"Granted {q}, {y} gets between {_percent(low)} and {_percent(high)} of the way "
        f"({chance(low)} to {chance(high)}): that share of the work is done by {q}."
    )


def _percent(value: float) -> str:
    return f"{value * 100:.3g} %"


def _beside(map_: ArgumentMap, answer: Work) -> str:
    """What to know of the assumptions that were asked about."""
    from argmap.cli.answers import some
    from argmap.words import label

    parts = [
        f"The arguments from {label(map_, answer.proposal)} do not assume {label(map_, result.assumption)}."
        for result in answer.results
        if not result.assumed
    ]
    first = min(answer.results, key=_vague, default=None)
    if first is not None and _all_of_it(first):
        also = [one.assumption for one in answer.results if one is not first and _all_of_it(one)]
        parts += [f"The same can be said of {some(map_, also)}."] if also else []
    if len(answer.results) > 1:
        parts.append("Each assumption is taken on its own, the others as likely as they are.")
    return " ".join(parts)


def _all_of_it(result: Share) -> bool:
    return result.workshare is not None and result.workshare.low >= 1 - SAME


def _without_numbers(map_: ArgumentMap, answer: Work) -> str:
    """Which alternatives do in the proposal's place, where the numbers leave it open."""
    from argmap.cli.answers import some
    from argmap.questions.shares import SETS
    from argmap.words import label

    told = all(one.workshare is not None and one.workshare.is_point for one in answer.results)
    if told or not answer.alternatives:
        return ""
    x = label(map_, answer.proposal)
    if not answer.suffices:
        looked = "" if answer.searched else f", of the first {SETS} that were looked at"
        return (
            f"Without numbers: no other proposal can take the place of {x} in any set that is enough for "
            f"{label(map_, answer.problem)}{looked}."
        )
    first, *others = answer.suffices
    beside = f"granted {some(map_, first.beside)}" if first.beside else "with nothing else granted"
    also = f"; so can {some(map_, [one.alternative for one in others])}" if others else ""
    return f"Without numbers: {beside}, {label(map_, first.alternative)} can take the place of {x}{also}."


def _unnamed(map_: ArgumentMap, answer: Work) -> str:
    from argmap.cli.answers import some

    if not answer.unnamed:
        return ""
    are = "is no alternative" if len(answer.unnamed) == 1 else "are no alternatives"
    ids = ",".join(answer.unnamed)
    return (
        f"{some(map_, answer.unnamed)} {are}: nobody said what exactly is meant (tagged unnamed; --assume {ids} counts "
        f"{'it' if len(answer.unnamed) == 1 else 'them'})."
    )


def _by_structure(map_: ArgumentMap, answer: Work) -> str:
    """Who does the work with all that is unknown at its middle, and what would turn that: of the first such answer."""
    from argmap.cli.answers import turns_words
    from argmap.words import label

    first = next((one for one in sorted(answer.results, key=_vague) if one.structural is not None), None)
    if first is None or first.structural is None:
        return ""
    share, turns = first.structural.share, first.structural.turns
    x, p, q = label(map_, answer.proposal), label(map_, answer.problem), _granted(map_, first)
    lead = "By structure alone (what is unknown at ½, bounds at their middle)"
    mine, theirs = first.structural.unknown
    if share.marginal is None:
        return f"{lead}: granted {q}, {p} has {_value(share.full)} with {x}, {_value(share.base)} without either."
    if share.workshare is None:
        found = f"with {x} and {q} granted, {p} is no likelier than without"
    else:
        found = _shared(map_, answer, share).rstrip(".").replace("Granted ", "granted ", 1)
    y = label(map_, share.best) if share.best is not None else "the best other"
    words = turns_words(map_, turns, "the sign of the marginal")
    counts = f"Unknown inputs: {mine} behind {x}, {theirs} behind {y}; at ½ the side with fewer tends to win."
    return f"{lead}: {found}; the marginal is {_value(share.marginal)}. {counts} {words}"


def _rows(map_: ArgumentMap, answer: Work) -> Iterator[tuple[str, ...]]:
    for result in answer.results:
        yield tuple(_row(map_, result))
        if result.structural is not None:
            *numbers, _ = _row(map_, result.structural.share)
            yield (*numbers, "  by structure alone")


def _row(map_: ArgumentMap, result: Share) -> Iterator[str]:
    from argmap.cli.answers import named

    for value in (
        result.workshare,
        result.marginal,
        result.base,
        result.full,
        result.other,
        result.upper,
        result.added,
    ):
        yield _value(value)
    yield ("not " if result.negated else "") + named(map_, result.assumption)


def _best(map_: ArgumentMap, answer: Work) -> str:
    """Which alternative is meant by the best other."""
    from argmap.cli.answers import named, some
    from argmap.words import label

    parts = []
    for best in dict.fromkeys(result.rivals for result in answer.results if result.rivals):
        of = [result.assumption for result in answer.results if result.rivals == best]
        granted = f"Granted {some(map_, of)}, the best other" if len(of) < len(answer.results) else "The best other"
        if len(best) == 1:
            parts.append(f"{granted} is {named(map_, best[0])}.")
        else:
            names = f"{label(map_, best[0])}, {label(map_, best[1])}" + (", …" if len(best) > 2 else "")
            parts.append(f"{granted} may be any of {len(best)} ({names}): that depends on what is unknown.")
    return " ".join(parts)


def _value(value: Range | None) -> str:
    from argmap.cli.answers import chance

    if value is None:
        return "–"
    low, high = (chance(round(end, 9) + 0.0) for end in value[:2])
    return low if low == high else f"{low}..{high}"


def _legend(map_: ArgumentMap, answer: Work) -> str:
    from argmap.words import label

    x, p = label(map_, answer.proposal), label(map_, answer.problem)
    return (
        f"How likely {p} is: base without {x} and the assumption; full with both; other with the assumption and the "
        "best other. Workshare: (other − base) / (full − base); marginal: full − other. Upper: both problem and "
        f"assumption hold, with {x}; added: what that is more than with the best other."
    )


def _gaps(map_: ArgumentMap, answer: Work) -> str:
    from argmap.cli.answers import some

    parts = []
    if answer.unknown:
        ids = list(dict.fromkeys(variable.id for variable in answer.unknown))
        have = "has" if len(ids) == 1 else "have"
        parts.append(f"{len(ids)} of {counted(len(answer.inputs), 'input')} {have} no number ({some(map_, ids)}).")
    if not all(result.exact for result in answer.results):
        parts.append("Some bounds may be wider than they need be; the true ones lie within.")
    return " ".join(parts)


def _whose(map_: ArgumentMap, answer: Work) -> str:
    from argmap.words import label

    if answer.view.person is None or not answer.fallen_back:
        return ""
    who = label(map_, answer.view.person)
    many = f"{len(answer.fallen_back)} of {counted(len(answer.inputs), 'input')}"
    return f"{who} gives no number for {many}; there the editor's count."
