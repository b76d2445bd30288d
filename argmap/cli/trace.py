"""`argmap trace`: what is assumed behind a claim, who never said it, and what tests it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from argmap.cli.framework import ArgmapCommand, IdArgument, as_json_option, open_store
from argmap.cli.output import json_out, print_parts, width
from argmap.cli.usage import OneOf, WholeNumber, refuse_format
from argmap.cli.viewing import Viewing, named_in, thinking, view_options
from argmap.model import Argument, ArgumentMap
from argmap.outline import Item, Mark, cut_off, outline
from argmap.text import columns, counted, visible, wrapped
from argmap.trace import Assumption, Trace, Use, Way, trace
from argmap.words import EDITOR, as_premise, label, people, place, provenance, tested

if TYPE_CHECKING:
    from argmap.questions.weighing import Weighed
    from argmap.store.reading import Store


class Style(NamedTuple):
    """How a mark is written: its word, its colour and whether it is bold."""

    word: str
    colour: str | None = None
    bold: bool = False


STYLES: dict[Mark, Style] = {
    "root": Style("", bold=True),
    "for": Style("for", "green"),
    "against": Style("against", "red"),
    "undercut": Style("undercut by", "red"),
    "because": Style("because"),
    "assuming": Style("assuming", "cyan"),
    "unstated": Style("UNSTATED", "yellow", bold=True),
    "unless": Style("unless", "magenta"),
}
"""What each mark is called, and its colour; the words alone must do where there is no colour."""


@click.command("trace", cls=ArgmapCommand, epilog="Example: argmap -m shipped trace alignment --depth 2")
@click.argument("id_", metavar="ID", type=IdArgument())
@click.option(
    "--format",
    "format_",
    type=OneOf(["text", "markdown", "json"]),
    default="text",
    help="markdown: to paste into a thread.",
)
@click.option("--depth", type=WholeNumber(1), help="Show only what is so many arguments away (JSON has all).")
@view_options
@as_json_option
@click.pass_context
def trace_command(
    context: click.Context, id_: str, format_: str, depth: int | None, viewing: Viewing, as_json: bool
) -> None:
    """Every assumption behind a statement or argument: stated or not, by whom, and what tests it."""
    if format_ != "json":
        refuse_format(context)
    store = open_store(context)
    map_, answer, found = _answer(store, id_, viewing)
    if as_json or format_ == "json":
        shape = found.as_json(chains=False) if found else answer.as_json(chains=False) | {"standing": None}
        print_parts(json_parts(shape, answer))
    elif format_ == "markdown":
        from argmap.markdown import trace_text

        print_parts(trace_text(map_, answer, depth, _standing_words(map_, found) if found else ""))
    else:
        for line in trace_lines(map_, answer, width(), depth, found):
            click.echo(line)


def _answer(store: Store, id_: str, viewing: Viewing) -> tuple[ArgumentMap, Trace, Weighed | None]:
    """The trace, and the trace weighed where it is not too much that bears on the target."""
    from argmap.store.bearing import TRACED, bearing_within

    with store.moment():
        view = viewing.view(store)
        map_ = bearing_within(store, [id_], named_in(view), TRACED)
        if map_ is None:
            cone = store.cone(id_)
            return cone, trace(cone, id_), None
    view.check_groups(map_)
    answer = trace(map_, id_)
    from argmap.questions.weighing import weighed  # with all that labels, 5 ms

    with thinking() as progress:
        found = weighed(map_, answer, view, progress)
    return map_, found.trace, found


def json_parts(shape: dict[str, Any], answer: Trace) -> Iterator[str]:
    """The answer as JSON, one assumption at a time: its chains together are as long as the square of the trace."""
    entries = shape["assumptions"]
    head, opening, tail = json_out(shape | {"assumptions": []}).partition('\n "assumptions": [')
    yield head + opening
    known: tuple[Way | None, str] = (None, "")
    for number, (entry, assumption) in enumerate(zip(entries, answer.assumptions, strict=True)):
        known = assumption.way, _chain_text(assumption.way, *known)
        before, chain, after = json_out(entry).replace("\n", "\n  ").partition('\n   "chain": [')
        yield f"{',' if number else ''}\n  {before}{chain}{known[1]}\n   {after}"
    yield ("\n " if entries else "") + tail + "\n"


def _chain_text(way: Way, known: Way | None, text: str) -> str:
    """The ids of a chain as lines of JSON, which ids can be as they are; from the one before, where it leads on."""
    if known is None or way.before is not known:
        ids = list(way.back())[::-1]
        return "\n    " + ",\n    ".join(f'"{id_}"' for id_ in ids)
    return f'{text},\n    "{way.argument}"'


def trace_lines(
    map_: ArgumentMap, answer: Trace, columns_: int, depth: int | None = None, found: Weighed | None = None
) -> Iterator[str]:
    """The answer for a terminal: what is never said, then the tree; `depth`: only what is so many arguments away."""
    yield from _heading(map_, answer, columns_, depth, found)
    guides: list[str] = []
    is_argument = isinstance(map_.things[answer.target], Argument)
    for item in cut_off(outline(map_, answer.target), depth, is_argument):
        if item.level == 0:
            if item.thing.id != answer.target:
                yield ""
                yield click.style(f"Behind {label(map_, item.thing.id)}", bold=True) + _dim(f"  {item.thing.id}")
            continue
        del guides[item.level - 1 :]
        lead = "".join(guides) + ("└─ " if item.last else "├─ ")
        guides.append("   " if item.last else "│  ")
        rest = "".join(guides)
        yield from _item(map_, item, lead, rest, columns_)


def _heading(
    map_: ArgumentMap, answer: Trace, columns_: int, depth: int | None, found: Weighed | None
) -> Iterator[str]:
    thing = map_.things[answer.target]
    yield click.style(label(map_, thing.id), bold=True) + _dim(f"  {thing.kind} · {thing.id}")
    yield from wrapped(visible(thing.text), columns_) if thing.text else []
    if found:
        yield from _standing(map_, found, columns_)
    yield ""
    if not answer.assumptions:
        why = (
            "there is no argument for it in this map"
            if not isinstance(thing, Argument) and not map_.arguments_for(thing.id)
            else "no argument behind it names an assumption, stated or unstated"
        )
        yield f"No assumption lies behind it: {why}."
        yield ""
        return
    total, contrary = len(answer.needed), len(answer.assumptions) - len(answer.needed)
    said = f"{answer.unstated} never said by those who rely on {'it' if answer.unstated == 1 else 'them'}"
    summary = (
        f"{counted(total, 'assumption lies', 'assumptions lie')} behind it: {said if answer.unstated else 'all said'}, "
        f"{f'{answer.untested} tested by nothing' if answer.untested else 'all tested'}{_core(answer)}."
    )
    if contrary:
        behind = f"{counted(contrary, 'assumption lies', 'assumptions lie')} behind what must not hold."
        summary = f"{summary} {behind}" if total else behind
    yield from wrapped(summary, columns_)
    for heading, listed_ in (
        ("Never said", [one for one in answer.needed if one.unstated_in]),
        ("Never said, and contrary", [one for one in answer.assumptions if one.contrary and one.unstated_in]),
    ):
        yield from _never_said(map_, heading, listed_, columns_, depth)
    yield ""


def _never_said(
    map_: ArgumentMap, heading: str, unstated: list[Assumption], columns_: int, depth: int | None
) -> Iterator[str]:
    near = [assumption for assumption in unstated if depth is None or assumption.depth <= depth]
    if unstated:
        yield ""
        yield click.style(heading, fg="yellow", bold=True)
        for number, assumption in enumerate(near, 1):
            yield from _unstated(map_, number, assumption, columns_)
    if len(near) < len(unstated):
        yield _dim(f"     and {len(unstated) - len(near)} further back")


def _standing(map_: ArgumentMap, found: Weighed, columns_: int) -> Iterator[str]:
    from argmap.questions.views import view_words

    if words := view_words(map_, found.view):
        yield from wrapped(f"{words}:", columns_)
    lead = "standing  "
    for number, line in enumerate(wrapped(_standing_words(map_, found), columns_ - len(lead))):
        yield _dim(" " * len(lead) if number else lead) + line


def _standing_words(map_: ArgumentMap, found: Weighed) -> str:
    from argmap.questions.standing import stand_words

    return stand_words(map_, found.stand)


def _unstated(map_: ArgumentMap, number: int, assumption: Assumption, columns_: int) -> Iterator[str]:
    use = next((use for use in assumption.unstated_in if use.surfaced_by), assumption.unstated_in[0])
    lead = f"{number:>3}. "
    title = visible(assumption.title)
    if use.negated:
        title = f"not “{title}”"
    for line, text in enumerate(wrapped(title, columns_ - len(lead))):
        yield (lead if line == 0 else " " * len(lead)) + click.style(text, bold=True)
    relied = _relied(map_, use)
    others = len(assumption.unstated_in) - 1
    more = f" (and in {counted(others, 'more argument')})" if others else ""
    surfaced = f"brought to light by {label(map_, use.surfaced_by) if use.surfaced_by else EDITOR}"
    tests = f"tested by {counted(len(assumption.tests), 'experiment')}" if assumption.tests else "untested"
    core = "; needed in any case" if assumption.core else ""
    for text in wrapped(f"{relied}{more}; {surfaced}; {tests}{core}", columns_ - len(lead)):
        yield " " * len(lead) + _dim(text)


def _core(answer: Trace) -> str:
    """How many assumptions the target cannot hold without; nothing where that is not known of all."""
    if any(assumption.core is None for assumption in answer.needed):
        return ""
    core = sum(bool(assumption.core) for assumption in answer.needed)
    return f"; {core or 'none'} {'are' if core > 1 else 'is'} needed in any case"


def _relied(map_: ArgumentMap, use: Use) -> str:
    if not use.by:
        return "the editor's own inference needs it"
    return f"{people(map_, use.by)} {'relies' if len(use.by) == 1 else 'rely'} on it"


def _item(map_: ArgumentMap, item: Item, lead: str, rest: str, columns_: int) -> Iterator[str]:
    word, colour, bold = STYLES[item.mark]
    thing = item.thing
    if isinstance(thing, Argument):
        title = label(map_, thing.id)
        details = [provenance(map_, thing)]
        if thing.at_least is not None:
            offered = sum(premise.role == "because" for premise in thing.premises)
            details.append(f"any {thing.at_least} of its {offered} reasons will do")
        if item.experiments:
            details.append(tested(item.experiments))
    else:
        title = as_premise(item.premise, label(map_, thing.id))
        details = [] if item.pointer == "above" else [tested(item.experiments)]
        if item.premise is not None and item.mark == "unstated":
            by = item.premise.surfaced_by
            at = place(map_, None, item.premise.at)
            who = label(map_, by) if by else EDITOR
            details.insert(0, f"brought to light by {who}" + (f" ({at})" if at else ""))
        if item.pointer:
            details.append(f"reasons {item.pointer}")
    if thing.title:
        details.insert(0, thing.id)
    indent = len(word) + 1
    room = max(columns_ - columns(rest) - indent, 24)
    for number, text in enumerate(wrapped(title, room)):
        if number == 0:
            yield _dim(lead) + click.style(word, fg=colour, bold=bold or None) + " " + text
        else:
            yield _dim(rest) + " " * indent + text
    below = "│  " if isinstance(thing, Argument) else "   "
    for text in wrapped("; ".join(details), max(columns_ - columns(rest) - 3, 24)) if details else []:
        yield _dim(rest + below + text)


def _dim(text: str) -> str:
    return click.style(text, dim=True)
