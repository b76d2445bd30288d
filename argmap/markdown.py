"""A trace as Markdown, to paste into a thread: the same tree as on the terminal, as nested lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from argmap.model import Argument, ArgumentMap
from argmap.outline import Item, cut_off, outline
from argmap.text import counted, visible
from argmap.trace import Trace
from argmap.words import as_premise, label, people, provenance, tested

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!:@])")


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", visible(text))


def trace_text(map_: ArgumentMap, answer: Trace, depth: int | None = None, standing: str = "") -> Iterator[str]:
    """The lines of a trace as Markdown; `depth`: only what is so many arguments away."""
    thing = map_.things[answer.target]
    yield f"**{escaped(map_.label(thing.id))}** ({thing.kind})\n\n"
    if thing.text:
        yield f"{escaped(thing.text)}\n\n"
    if standing:
        yield f"Standing: {escaped(standing)}.\n\n"
    total, contrary = len(answer.needed), len(answer.assumptions) - len(answer.needed)
    more = f" {counted(contrary, 'assumption lies', 'assumptions lie')} behind what must not hold." if contrary else ""
    yield (
        f"{counted(total, 'assumption lies', 'assumptions lie').capitalize()} behind it: {answer.unstated or 'none'} "
        f"unstated, {answer.untested or 'none'} untested.{more}\n\n"
    )
    for item in cut_off(outline(map_, answer.target), depth, isinstance(thing, Argument)):
        if item.level:
            yield "  " * (item.level - 1) + f"- {_line(map_, item)}\n"
        elif item.thing.id != answer.target:
            yield f"\nBehind **{escaped(map_.label(item.thing.id))}**:\n\n"


def _line(map_: ArgumentMap, item: Item) -> str:
    thing = item.thing
    word = {"undercut": "undercut by", "unstated": "**unstated**"}.get(item.mark, item.mark)
    if isinstance(thing, Argument):
        return f"{word}: {escaped(map_.label(thing.id))} — {escaped(provenance(map_, thing))}"
    details = [] if item.pointer == "above" else [escaped(tested(item.experiments))]
    if item.premise is not None and item.mark == "unstated":
        by = item.premise.surfaced_by
        who = label(map_, by) if by else people(map_, ())
        details.insert(0, f"brought to light by {escaped(who)}")
    if item.pointer:
        details.append(f"reasons {item.pointer}")
    return f"{word} {as_premise(item.premise, escaped(map_.label(thing.id)))} ({'; '.join(details)})"
