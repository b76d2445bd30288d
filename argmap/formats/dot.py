"""A map as a graph in DOT, for Graphviz: what the argument is, at a glance, in colour or in black and white.

Statements have a shape and a fill for each kind. An argument is a small node between its premises, below, and
its target, above, so that "all of these", "K of N" and an undercut (an edge that ends on another argument)
can be seen. People, sources, positions and quotes are not drawn. `argmap.rendering` makes pictures of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from argmap.formats.ordering import Streamed
from argmap.model import (
    STATEMENT_KINDS,
    Argument,
    Exclusive,
    Experiment,
    Interval,
    Kind,
    MapFile,
    Premise,
    PremiseRole,
    Statement,
    StatementKind,
    Test,
    Thing,
)
from argmap.text import visible, wrapped

COLUMNS: Final = 24
"""How wide a title is set."""

LINES: Final = 6
"""How many lines of a title are shown; the whole of it stands in the tooltip."""

TEXT_LENGTH: Final = 500
"""How many characters of a text or note a tooltip shows."""

_ARGUMENTS: Final[tuple[Kind, ...]] = ("argument",)
_GROUPS: Final[tuple[Kind, ...]] = ("exclusive",)
_EXPERIMENTS: Final[tuple[Kind, ...]] = ("experiment",)
_SOURCES: Final[tuple[Kind, ...]] = ("source",)

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

_GROUP: Final = 'shape=box style="rounded,filled" fillcolor="#eeeeee" color="#888888" height=0.24 fontsize=10'
_MEMBER: Final = 'color="#888888" penwidth=0.7 dir=none'

_DOT: Final = 'label="" shape=circle width=0.13 height=0.13 fixedsize=true'
_SIGN: Final = "shape=circle width=0.26 height=0.26 fixedsize=true"
_PILL: Final = 'shape=box style="rounded,filled" width=0.3 height=0.24 margin="0.05,0.02"'

_PREMISES: Final[dict[PremiseRole, str]] = {
    "because": "",
    "assuming": "penwidth=0.7 arrowhead=onormal",
    "unstated": "style=dashed arrowhead=onormal",
    "unless": "style=dotted penwidth=1.6 arrowhead=odot",
}
_NEGATED: Final[dict[PremiseRole, str]] = {
    "because": "arrowhead=normaltee arrowsize=0.9 not=true",
    "assuming": "penwidth=0.7 arrowhead=onormaltee arrowsize=0.9 not=true",
    "unstated": "style=dashed arrowhead=onormaltee arrowsize=0.9 not=true",
}
_SUPPORTS: Final = f'color="{_FOR}" penwidth=1.5'
_ATTACKS: Final = f'color="{_AGAINST}" style=bold penwidth=2.6 arrowhead=tee arrowsize=1'
_TESTS: Final = 'color="#01665e" style=dotted arrowhead=vee'

# With `pack` each connected part of a map is laid out for itself, and so is the legend. Labels beside edges
# are then not drawn: none is used.
_HEAD: Final = """\
digraph "argmap" {
  graph [rankdir=BT pack=8 ranksep=0.32 nodesep=0.22 labelloc=t fontname="Arial" fontsize=16]
  node [shape=plain style=filled fillcolor=white color="#444444" height=0.3 margin="0.1,0.05"
    fontname="Arial" fontsize=11]
  edge [color="#444444" arrowsize=0.6]
"""


def write(map_: Streamed, head: MapFile, *, cluster: bool = False, legend: bool = True) -> Iterator[str]:
    """The graph, piece by piece: statements, then groups of them, arguments, experiments, each by id.

    With `cluster`, a frame for each source holds its arguments and the statements that only those mention; it
    alone keeps ids in memory.
    """
    yield _HEAD
    if head.title:
        yield f"  label={_label(head.title, 4 * COLUMNS)}\n"
    for thing in map_.stream(STATEMENT_KINDS):
        if isinstance(thing, Statement):
            yield _statement(thing)
    for thing in map_.stream(_GROUPS):
        if isinstance(thing, Exclusive):
            yield _group(thing)
    for thing in map_.stream(_ARGUMENTS):
        if isinstance(thing, Argument):
            yield _argument(thing)
    for thing in map_.stream(_EXPERIMENTS):
        if isinstance(thing, Experiment):
            yield _experiment(thing)
    if cluster:
        yield from _clusters(map_)
    if legend:
        yield from _legend()
    yield "}\n"


def _statement(thing: Statement) -> str:
    facts = (f"credence {_number(thing.credence)}", thing.credence.note) if thing.credence else ()
    label, tooltip = _label(thing.label), _tooltip(thing, *facts)
    return f"  {_name(thing.id)} [label={label} {_STATEMENTS[thing.is_a]} tooltip={tooltip}]\n"


def _group(thing: Exclusive) -> str:
    name, said = _name(thing.id), "exactly one" if thing.exhaustive else "at most one"
    label = _label(thing.title, COLUMNS, f"({said})") if thing.title else _label(said)
    return "".join([
        f"  {name} [label={label} {_GROUP} tooltip={_tooltip(thing, said)}]\n",
        *[f"  {name} -> {_name(member)} [{_MEMBER}]\n" for member in thing.members],
    ])  # fmt: skip


def _argument(thing: Argument) -> str:
    name, color = _name(thing.id), _AGAINST if thing.against else _FOR
    by = "by " + ", ".join(thing.by) if thing.by else ""
    tooltip = _tooltip(thing, thing.scheme, _joined((by, thing.source or "", thing.at)))
    mark = _mark(thing)
    look = f'label="{mark}" {_SIGN if mark == "&" else _PILL}' if mark else f'{_DOT} fillcolor="{color}"'
    return "".join([
        f'  {name} [{look} color="{color}" tooltip={tooltip}]\n',
        *[_premise(premise, name) for premise in thing.premises],
        f"  {name} -> {_name(thing.target)} [{_ATTACKS if thing.against else _SUPPORTS}]\n",
    ])  # fmt: skip


def _mark(thing: Argument) -> str:
    """How premises count (`&`: all; `2 of 3`: of `because`; `2 of 3 &`: and all others), and the strength."""
    offered = needed = 0
    for premise in thing.premises:
        offered += premise.role == "because"
        needed += premise.role != "unless"
    marks = []
    if thing.at_least is not None and offered > 1:
        marks.append(f"{thing.at_least} of {offered}{' &' if needed > offered else ''}")
    elif needed > 1:
        marks.append("&")
    if thing.always:
        marks.append("always")
    if thing.strength is not None and thing.strength.low < 1:
        marks.append(_number(thing.strength))
    return ", ".join(marks).replace("&, ", "& ")


def _premise(premise: Premise, argument: str) -> str:
    style = _NEGATED[premise.role] if premise.negated else _PREMISES[premise.role]
    role = f"{premise.role}: not" if premise.negated else premise.role
    surfaced = f"surfaced by {premise.surfaced_by}" if premise.surfaced_by else ""
    facts = _joined((surfaced, premise.at, premise.note))
    if style or facts:
        style = f" [{style} tooltip={_hover(_shown((role, facts)))}]"
    return f"  {_name(premise.node)} -> {argument}{style}\n"


def _experiment(thing: Experiment) -> str:
    name = _name(thing.id)
    outcomes = sorted({result.outcome for result in thing.results if result.outcome})
    label = _label(thing.label, COLUMNS, f"({', '.join([thing.status, *outcomes])})")
    tooltip = _tooltip(thing, thing.method, *[result.note for result in thing.results])
    return "".join([
        f"  {name} [label={label} {_EXPERIMENT} tooltip={tooltip}]\n",
        *[f"  {name} -> {_name(test.node)} [{_TESTS} tooltip={_shown_by(test)}]\n" for test in thing.tests],
    ])  # fmt: skip


def _shown_by(test: Test) -> str:
    facts = (
        "tests",
        f"if true: {test.if_true}" if test.if_true else "",
        f"if false: {test.if_false}" if test.if_false else "",
        f"likelihood ratio {test.likelihood_ratio:g}" if test.likelihood_ratio is not None else "",
    )
    return _hover(_shown(facts))


def _clusters(map_: Streamed) -> Iterator[str]:
    arguments: dict[str, str | None] = {}
    mentioned: dict[str, str | None] = {}
    for thing in map_.stream(_ARGUMENTS):
        if isinstance(thing, Argument):
            arguments[thing.id] = thing.source
            for id_ in (thing.target, *(premise.node for premise in thing.premises)):
                if mentioned.setdefault(id_, thing.source) != thing.source:
                    mentioned[id_] = None
    members: dict[str | None, list[str]] = {}
    for id_, source in sorted((mentioned | arguments).items()):
        members.setdefault(source, []).append(id_)
    for thing in map_.stream(_SOURCES):
        if ids := members.get(thing.id):
            yield f"  subgraph {_name(f'cluster {thing.id}')} {{\n"
            label = _label(thing.label, 2 * COLUMNS)
            yield f'    graph [label={label} fontsize=12 color="#888888" style=rounded]\n'
            yield from (f"    {_name(id_)}\n" for id_ in ids)
            yield "  }\n"


def _legend() -> Iterator[str]:
    """A sample of each node and edge, named with a space, as no id is; words for edges are nodes."""
    yield '  subgraph "cluster legend" {\n'
    yield '    graph [label="Legend" fontsize=10 color="#bbbbbb" style=rounded]\n'
    yield '    node [fontsize=9 height=0.2 margin="0.05,0.02"]\n'
    for kind, look in _STATEMENTS.items():
        yield f'    "legend {kind}" [label="{kind}" {look}]\n'
    column = " -> ".join(f'"legend {kind}"' for kind in reversed(_STATEMENTS))
    yield f"    {column} [style=invis]\n"
    yield f'    "legend all" [label="&" {_SIGN} color="{_FOR}" tooltip="all premises needed"]\n'
    yield f'    "legend some" [label="1 of 2" {_PILL} color="{_AGAINST}" tooltip="one of two needed"]\n'
    yield f'    "legend experiment" [label="experiment" {_EXPERIMENT}]\n'
    yield f'    "legend exclusive" [label="at most one" {_GROUP}]\n'
    yield f'    "legend exclusive" -> "legend concern" [{_MEMBER}]\n'
    yield '    node [shape=plaintext style="" margin="0.02,0"]\n'
    for role, style in _PREMISES.items():
        yield f'    "legend {role}" [label="{role}"]\n'
        yield f'    "legend {role}" -> "legend all" [{style}]\n'
    yield '    "legend not" [label="because: not"]\n'
    yield f'    "legend not" -> "legend all" [{_NEGATED["because"]}]\n'
    yield f'    "legend for" [label="for" fontcolor="{_FOR}"]\n'
    yield f'    "legend all" -> "legend for" [{_SUPPORTS}]\n'
    yield '    "legend tests" [label="tests"]\n'
    yield f'    "legend experiment" -> "legend tests" [{_TESTS}]\n'
    yield f'    "legend against" [label="against" fontcolor="{_AGAINST}"]\n'
    yield f'    "legend some" -> "legend against" [{_ATTACKS}]\n'
    yield '    "legend tests" -> "legend some" [style=invis]\n'
    yield "  }\n"


def _number(value: Interval) -> str:
    low, high = f"{value.low:g}", f"{value.high:g}"
    return low if low == high else f"{low}..{high}"


def _joined(facts: Iterable[str]) -> str:
    return ", ".join(filter(None, facts))


def _label(title: str, width: int = COLUMNS, below: str = "") -> str:
    """A title set in lines of this width, and one more line below."""
    lines = wrapped(visible(title), width)
    if len(lines) > LINES:
        lines[LINES - 1 :] = [lines[LINES - 1] + "…"]
    if below:
        lines.append(visible(below))
    return _quoted("\n".join(lines))


def _tooltip(thing: Thing, *facts: str) -> str:
    """Kind and id, the whole title, what is said of the thing, its text."""
    lines = [f"{thing.kind} {visible(thing.id)}", *_shown((*facts, thing.text))]
    if thing.title:
        lines.insert(1, visible(thing.title))
    return _hover(lines)


def _shown(texts: Iterable[str]) -> Iterator[str]:
    """The lines of texts, fit to show, each text cut where it is too long for a tooltip."""
    for text in filter(None, texts):
        cut = text if len(text) <= TEXT_LENGTH else text[:TEXT_LENGTH] + "…"
        yield from map(visible, cut.split("\n"))


_entity = re.compile(r"&(?=#?\w+;)")


def _quoted(text: str, backslash: str = r"\\") -> str:
    """Text for a label, shown by Graphviz as it is but for its line ends.

    Graphviz reads it twice: the quoted string, where a backslash protects only a quotation mark, and what it
    holds, with escapes such as `\\N` for the name of the node and entities such as `&lt;`.
    """
    if "\\" in text:
        text = text.replace("\\", backslash)
    if "&" in text:
        text = _entity.sub("&amp;", text)
    return '"' + text.replace('"', '\\"').replace("\n", "\\n") + '"'


def _hover(lines: Iterable[str]) -> str:
    """The lines of a tooltip, in which Graphviz looks for escapes twice."""
    return _quoted("\n".join(lines), r"\\\\")


def _name(id_: str) -> str:
    """An id as the name of a node. That of a thing in somebody else's database may be no id."""
    plain = id_.isascii() and id_.replace("-", "").isalnum()
    return f'"{id_}"' if plain else _quoted(visible(id_))
