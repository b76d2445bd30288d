"""`argmap bottlenecks`: what the proposals for a problem cannot do without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import print_json, width
from argmap.cli.usage import WholeNumber
from argmap.cli.viewing import Viewing, target, thinking, view_options
from argmap.errors import WrongKindError
from argmap.model import Argument, ArgumentMap
from argmap.text import counted, listed

if TYPE_CHECKING:
    from argmap.questions.bottlenecks import Bottleneck, Bottlenecks, Escape

_TOLD: Final = 3
"""Of how many bottlenecks it is told who needs them and who does not."""

_NAMED: Final = 4
"""How many proposals are named at once, how many ways around one bottleneck are told."""


@click.command("bottlenecks", cls=ArgmapCommand, epilog="Example: argmap -m shipped bottlenecks alignment")
@click.argument("id_", metavar="[ID]", type=IdArgument(), required=False)
@click.option(
    "--limit", type=WholeNumber(1, 100_000), default=10, show_default=True, help="Show so many (JSON has all)."
)
@view_options
@as_json_option
@click.pass_context
def bottlenecks_command(context: click.Context, id_: str | None, limit: int, viewing: Viewing, as_json: bool) -> None:
    """What each proposal for a problem cannot do without, over its own arguments alone; and which escape it, how.

    Without ID: the one statement of the map that supports nothing else.
    """
    from argmap.questions.bottlenecks import bottlenecks

    store = open_store(context)
    asked = target(context, store, id_)
    map_, view = viewing.over(store, [asked])
    if isinstance(map_.things[asked], Argument):
        raise WrongKindError(f"{asked!r} is an argument; proposals are for a statement")
    with thinking() as progress:
        answer = bottlenecks(map_, asked, view, progress)
    if as_json:
        print_json(answer.as_json())
    else:
        for line in bottlenecks_lines(map_, answer, width(), limit):
            click.echo(line)


def bottlenecks_lines(map_: ArgumentMap, answer: Bottlenecks, columns: int, limit: int) -> Iterator[str]:
    """The answer for a terminal: the tightest bottleneck, how many need each, who escapes the first of them and how."""
    from argmap.cli.answers import basis_lines, dim, heading, named, paragraph, table

    yield from heading(map_, answer.target, answer.view, columns)
    yield from paragraph(_finding(map_, answer), columns, bold=True)
    for text in _proposals(map_, answer):
        yield from paragraph(text, columns)
    core = [one for one in answer.premises if one.core_for]
    if core:
        yield ""
        rows = [
            (f"{len(one.core_for)} of {len(answer.proposals)}", str(len(one.brought_by) or "–"), named(map_, one.id))
            for one in core[:limit]
        ]
        yield from table(("core for", "argued for by", "what"), rows, columns)
        if len(core) > limit:
            yield dim(f"and {len(core) - limit} that fewer need, or as many (--limit)")
        for one in core[:_TOLD]:
            yield ""
            yield from _told(map_, one, columns)
        yield ""
        yield from paragraph(
            "Each proposal is taken to work, over its own arguments alone; what these do not lead to is open, and "
            "nothing attacks.",
            columns,
        )
    yield ""
    yield from basis_lines(map_, answer.basis, columns)


def _finding(map_: ArgumentMap, answer: Bottlenecks) -> str:
    from argmap.cli.answers import some
    from argmap.words import label

    if answer.why == "no proposal":
        return "No proposal for it in this map."
    many = len(answer.proposals)
    if answer.why == "no premise" or not answer.premises[0].core_for:
        every = "The one proposal" if many == 1 else f"All {many} proposals"
        return f"No bottleneck: {every.lower()} can do without any single premise."
    first = answer.premises[0]
    needing = len(first.core_for)
    if many == 1:
        core = [one.id for one in answer.premises if one.core_for]
        return f"The one proposal for it, {label(map_, answer.proposals[0].id)}, cannot do without {some(map_, core)}."
    if needing == 1:
        return f"No bottleneck in common: nothing is core for more than one of the {many} proposals."
    others = [label(map_, one.id) for one in answer.premises[1:] if one.share == first.share]
    also = f"; and as many without {others[0]}" if len(others) == 1 else ""
    also = f"; and as many without {len(others)} other things each" if len(others) > 1 else also
    every = f"None of the {many} proposals can" if needing == many else f"{needing} of {many} proposals cannot"
    own = len(first.brought_by)
    brings = f", though {own} of them {'argues' if own == 1 else 'argue'} for it" if own else ""
    brings = ", for which all of them argue" if own == needing else brings
    return f"{every} do without {label(map_, first.id)}{brings}{also}."


def _proposals(map_: ArgumentMap, answer: Bottlenecks) -> Iterator[str]:
    """What to know of the proposals themselves."""
    from argmap.cli.answers import some

    for text, ids in (
        (
            "None of their arguments can apply, whatever else holds",
            [p.id for p in answer.proposals if p.works is False],
        ),
        ("Too hard to tell", [proposal.id for proposal in answer.proposals if proposal.works is None]),
        ("Counted though nobody named it", [proposal.id for proposal in answer.proposals if proposal.unnamed]),
    ):
        if ids:
            yield f"{text}: {some(map_, ids)}."


def _told(map_: ArgumentMap, one: Bottleneck, columns: int) -> Iterator[str]:
    """Who needs it, where that was said, what tests it, who escapes it."""
    from argmap.cli.answers import dim, paragraph, some
    from argmap.words import label

    yield from paragraph(label(map_, one.id), columns)
    given = [id_ for id_ in one.core_for if id_ not in one.brought_by]
    for text, ids in (("take it for granted", given), ("argue for it themselves", list(one.brought_by))):
        if ids:
            text = text if len(ids) > 1 else text.replace("take", "takes").replace("argue", "argues")
            text = text if len(ids) > 1 else text.replace("themselves", "itself")
            who = some(map_, ids, _NAMED)
            yield from paragraph(f"core for {len(ids)} that {text}: {who}", columns, "  ", "    ")
    yield from paragraph(_said(one), columns, "  ", "    ")
    if one.undetermined:
        yield from paragraph(f"too hard to tell of {some(map_, one.undetermined, _NAMED)}", columns, "  ", "    ")
    used = [escape for escape in one.escapes if escape.uses]
    for escape in used[:_NAMED]:
        yield from paragraph(_another_way(map_, escape), columns, "  ", "    ")
    if len(used) > _NAMED:
        yield dim(f"  and {len(used) - _NAMED} more that have another way (--json has all)")
    unused = [escape for escape in one.escapes if not escape.uses]
    if unused:
        many = "1 proposal never uses it" if len(unused) == 1 else f"{len(unused)} proposals never use it"
        ways = [
            f"{some(map_, [escape.proposal for escape in escapes], 2)}, by way of {last}"
            for last, escapes in _by_last(unused)
        ]
        more = f"; and {len(ways) - _NAMED} other ways" if len(ways) > _NAMED else ""
        yield from paragraph(f"{many}: {'; '.join(ways[:_NAMED])}{more}", columns, "  ", "    ")


def _said(one: Bottleneck) -> str:
    """`unstated in 3 of the 4 steps that need it; tested by nothing`."""
    unstated = sum(use.role == "unstated" for use in one.uses)
    steps = counted(len(one.uses), "argument")
    needs = "needs" if len(one.uses) == 1 else "need"
    said = "all of it said" if not unstated else "unsaid" if unstated == len(one.uses) else f"unsaid in {unstated}"
    tests = counted(len(one.tests), "experiment") if one.tests else "nothing"
    return f"{steps} {needs} it, {said}; tested by {tests}"


def _another_way(map_: ArgumentMap, escape: Escape) -> str:
    from argmap.cli.answers import some
    from argmap.words import label

    if not escape.by:
        return f"{label(map_, escape.proposal)} uses it, but has another way, too hard to tell"
    needs = f", granted {some(map_, escape.needs, 2)}" if escape.needs else ""
    return f"{label(map_, escape.proposal)} has a way without it, by {listed(escape.by)}{needs}"


def _by_last(escapes: Sequence[Escape]) -> list[tuple[str, list[Escape]]]:
    """The escapes by the argument through which they get there in the end, the most frequent first."""
    found: dict[str, list[Escape]] = {}
    for escape in escapes:
        found.setdefault(escape.by[-1] if escape.by else "a way too hard to tell", []).append(escape)
    return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
