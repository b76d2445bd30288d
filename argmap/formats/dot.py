"""A map as a graph in DOT, for Graphviz: what the argument is, at a glance, in colour or in black and white.

Statements are boxes, their kind told by shape and fill. An argument is a small node between its premises, below,
and its target, above, so that "all of these", "K of N" and an undercut (an edge that ends on another argument)
can be seen. People, sources, positions and quotes are not drawn. `argmap.rendering` makes pictures of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from argmap.formats.ordering import Streamed
from argmap.model import (
    STATEMENT_KINDS,
    Argument,
    Experiment,
    Interval,
    MapFile,
    Premise,
    PremiseRole,
    Statement,
    StatementKind,
    Thing,
)
from argmap.text import visible, wrapped

COLUMNS: Final = 24
"""How wide a title is set."""

LINES: Final = 6
"""How many lines of a title are shown; what is cut stands in the tooltip."""

TEXT_LENGTH: Final = 500
"""How many characters of a thing's text its tooltip shows."""

_FOR: Final = "#1b7837"
_AGAINST: Final = "#b2182b"

_STATEMENTS: Final[dict[StatementKind, str]] = {
    "problem": 'shape=octagon fillcolor="#fde3cb" margin="0.02,0"',
    "proposal": 'shape=box style="rounded,filled" fillcolor="#d4e6f7" penwidth=1.6',
    "claim": 'shape=box fillcolor="#f7f7f7"',
    "scenario": 'shape=ellipse fillcolor="#e9e0f5" margin="0,0"',
    "concern": 'shape=note fillcolor="#fdf3c0"',
}
_EXPERIMENT: Final = 'shape=component fillcolor="#dff2ec" margin="0.16,0.06"'

_PREMISES: Final[dict[PremiseRole, str]] = {
    "because": "",
    "assuming": 'penwidth=0.7 arrowhead=onormal tooltip="assuming"',
    "unstated": 'style=dashed arrowhead=onormal tooltip="unstated"',
    "unless": 'style=dotted penwidth=1.6 arrowhead=odot tooltip="unless" headlabel="unless" labelfontsize=8',
}
_SUPPORTS: Final = f'color="{_FOR}" penwidth=1.5 arrowhead=normal'
_ATTACKS: Final = f'color="{_AGAINST}" style=bold penwidth=2.6 arrowhead=tee arrowsize=1.1'
_TESTS: Final = 'style=dotted color="#01665e" arrowhead=vee tooltip="tests"'
_DOT: Final = 'label="" shape=circle width=0.13 height=0.13 fixedsize=true'
_SIGN: Final = "shape=circle width=0.26 height=0.26 fixedsize=true fillcolor=white"
_PILL: Final = 'shape=box style="rounded,filled" margin="0.05,0.02" height=0.24 width=0.3 fillcolor=white'

_HEAD: Final = """\
digraph "argmap" {
  graph [rankdir=BT pack=8 ranksep=0.32 nodesep=0.22 fontname="Arial" fontsize=16 labelloc=t tooltip=" "]
  node [shape=plain style=filled fillcolor=white color="#444444" fontname="Arial" fontsize=11 margin="0.1,0.05" height=0.3]
  edge [color="#444444" arrowsize=0.6 fontname="Arial" fontsize=9]
"""

# Names of nodes with a space cannot be ids. That what a sample stands for is itself a node, not the label of an
# edge, keeps Graphviz from making room for labels on every edge of the map.
_LEGEND: Final = f"""\
  subgraph "cluster legend" {{
    graph [label="Legend" fontsize=10 color="#bbbbbb" style=rounded margin=8]
    node [fontsize=9 margin="0.05,0.02" height=0.2]
{"".join(f'    "legend {kind}" [label="{kind}" {shape}]{chr(10)}' for kind, shape in _STATEMENTS.items())}\
    {" -> ".join(f'"legend {kind}"' for kind in reversed(_STATEMENTS))} [style=invis]
    "legend &" [label="&" {_SIGN} color="{_FOR}" tooltip="an argument that needs all its premises"]
    "legend 1 of 2" [label="1 of 2" {_PILL} color="{_AGAINST}" tooltip="an argument that needs one of two premises"]
    "legend experiment" [label="experiment" {_EXPERIMENT} margin="0.12,0.03"]
    node [shape=plaintext style="" margin="0.02,0"]
{"".join(f'    "legend {role}" -> "legend &" [{style}]{chr(10)}    "legend {role}" [label="{role}"]{chr(10)}' for role, style in _PREMISES.items())}\
    "legend for" [label="for" fontcolor="{_FOR}"]
    "legend &" -> "legend for" [{_SUPPORTS}]
    "legend tests" [label="tests"]
    "legend experiment" -> "legend tests" [{_TESTS}]
    "legend tests" -> "legend 1 of 2" [style=invis]
    "legend against" [label="against" fontcolor="{_AGAINST}"]
    "legend 1 of 2" -> "legend against" [{_ATTACKS}]
  }}
"""


def write(map_: Streamed, head: MapFile, *, cluster: bool = False, legend: bool = True) -> Iterator[str]:
    """The graph, piece by piece: statements, then arguments, then experiments, each by id.

    With `cluster`, a frame for each source holds its arguments and the statements that no other has.
    """
    yield _HEAD
    if head.title:
        yield f'  label="{_escaped(visible(head.title))}"\n'
    for thing in map_.stream(STATEMENT_KINDS):
        if isinstance(thing, Statement):
            yield _statement(thing)
    for thing in map_.stream(("argument",)):
        if isinstance(thing, Argument):
            yield _argument(thing)
    for thing in map_.stream(("experiment",)):
        if isinstance(thing, Experiment):
            yield _experiment(thing)
    if cluster:
        yield from _clusters(map_)
    if legend:
        yield _LEGEND
    yield "}\n"


def _statement(thing: Statement) -> str:
    facts = f"credence {_number(thing.credence)}" if thing.credence else ""
    label = _label(thing.label)
    return f"  {_name(thing.id)} [label={label} {_STATEMENTS[thing.is_a]} tooltip={_tooltip(thing, facts)}]\n"


def _argument(thing: Argument) -> str:
    name = _name(thing.id)
    color = _AGAINST if thing.against else _FOR
    mark = _mark(thing)
    shape = f'{_DOT} fillcolor="{color}"' if not mark else f'label="{mark}" {_SIGN if len(mark) == 1 else _PILL}'
    tooltip = _tooltip(thing, _said(thing))
    lines = [f'  {name} [{shape} color="{color}" tooltip={tooltip}]\n']
    lines += [_premise(premise, name) for premise in thing.premises]
    lines.append(f"  {name} -> {_name(thing.target)} [{_ATTACKS if thing.against else _SUPPORTS}]\n")
    return "".join(lines)


def _mark(thing: Argument) -> str:
    """How an argument's premises count (`&`: all, `2 of 3`: so many of its `because`) and its strength."""
    offered = sum(premise.role == "because" for premise in thing.premises)
    needed = sum(premise.role != "unless" for premise in thing.premises)
    if thing.at_least is not None and offered > 1:
        mark = f"{thing.at_least} of {offered}" + (" &" if needed > offered else "")
    else:
        mark = "&" if needed > 1 else ""
    if thing.always:
        mark = f"{mark} always".lstrip()
    if thing.strength is not None and (thing.strength.low, thing.strength.high) != (1, 1):
        mark = f"{mark} {_number(thing.strength)}".lstrip()
    return mark


def _premise(premise: Premise, argument: str) -> str:
    style = _PREMISES[premise.role]
    return f"  {_name(premise.node)} -> {argument}" + (f" [{style}]\n" if style else "\n")


def _said(thing: Argument) -> str:
    """Who says an argument and where, and by which scheme it goes."""
    facts = [thing.scheme, "by " + ", ".join(thing.by) if thing.by else "", thing.source or "", thing.at]
    return " · ".join(filter(None, facts))


def _experiment(thing: Experiment) -> str:
    outcomes = sorted({result.outcome for result in thing.results if result.outcome})
    status = ", ".join([thing.status, *outcomes])
    lines = [
        f"  {_name(thing.id)} [label={_label(thing.label, f'({status})')} {_EXPERIMENT} tooltip={_tooltip(thing, thing.method)}]\n"
    ]
    lines += [f"  {_name(thing.id)} -> {_name(test.node)} [{_TESTS}]\n" for test in thing.tests]
    return "".join(lines)


def _clusters(map_: Streamed) -> Iterator[str]:
    """A frame for each source, with its arguments and the statements that only those mention."""
    homes: dict[str, str | None] = {}
    for thing in map_.stream(("argument",)):
        if isinstance(thing, Argument):
            homes[thing.id] = thing.source
            targets = () if thing.against else (thing.target,)
            for id_ in (*targets, *(premise.node for premise in thing.premises)):
                if homes.setdefault(id_, thing.source) != thing.source:
                    homes[id_] = None
    members: dict[str, list[str]] = {}
    for id_, source in homes.items():
        if source is not None:
            members.setdefault(source, []).append(id_)
    for thing in map_.stream(("source",)):
        if ids := members.get(thing.id):
            yield f"  subgraph {_name('cluster ' + thing.id)} {{\n    graph [label={_label(thing.label)} style=rounded]\n"
            yield from (f"    {_name(id_)}\n" for id_ in sorted(ids))
            yield "  }\n"


def _number(value: Interval) -> str:
    low, high = f"{value.low:g}", f"{value.high:g}"
    return low if low == high else f"{low}..{high}"


def _label(title: str, *more: str) -> str:
    """A title set in narrow lines, and more lines below it."""
    lines = wrapped(visible(title), COLUMNS)
    if len(lines) > LINES:
        lines[LINES - 1 :] = [lines[LINES - 1] + "…"]
    return f'"{_escaped(chr(10).join([*lines, *more]))}"'


def _tooltip(thing: Thing, facts: str) -> str:
    """What there is to know of a thing, in plain lines: kind and id, whole title, facts, text."""
    text = thing.text if len(thing.text) <= TEXT_LENGTH else thing.text[:TEXT_LENGTH] + "…"
    parts = [f"{thing.kind} {thing.id}", thing.title, facts, *text.split("\n")]
    return f'"{_escaped(chr(10).join([visible(part) for part in parts if part]))}"'


_entity = re.compile(r"&(?=#?\w+;)")


def _escaped(text: str) -> str:
    """Text for a label or tooltip, which Graphviz shows as it is: no escape such as `\\N`, no entity, no end."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "&" in text:
        text = _entity.sub("&amp;", text)
    return text.replace('"', '\\"').replace("\n", "\\n")


def _name(id_: str) -> str:
    """The id as the name of a node. Names know no escape but that of the quotation mark."""
    return '"' + id_.replace("\\", "\\\\").replace('"', '\\"') + '"'
