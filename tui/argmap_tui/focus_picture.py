"""What stands around a thing, in words: what it bears on, what it says itself, its reasons for and against.

`picture` is a function of a map; `argmap_tui.focus_layout` puts what it gives into cells.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from argmap.details import fields, negations
from argmap.model import (
    PREMISE_ROLES,
    Argument,
    ArgumentMap,
    Exclusive,
    Experiment,
    Person,
    Position,
    Premise,
    PremiseRole,
    Quote,
    Role,
    Source,
    Statement,
    Test,
    Thing,
)
from argmap.store.browsing import AROUND, Around, Behind
from argmap.text import counted
from argmap.words import EDITOR, UNTESTED, as_premise, credence, label, people, provenance
from argmap_tui.lists import predictions
from argmap_tui.rows import Line, Look, Span
from argmap_tui.trace_tree import GLYPHS, key_of

PREMISES: Final = 5
"""How many premises of a reason its cell names."""

MORE: Final = "and more; 'argmap show' has all"


class Said(NamedTuple):
    """A paragraph: a glyph that its lines hang from, and at most so many lines of text."""

    glyph: Span
    spans: Line
    most: int = 2


class Item(NamedTuple):
    """A thing beside the one in the focus: what its cell says, how its frame looks, and what stands in the frame."""

    key: str
    id: str
    said: tuple[Said, ...]
    look: Look = "plain"
    foot: str = ""


class Side(NamedTuple):
    """What stands on one side of the thing in the focus; `note`: that there is nothing, or more."""

    heading: Line
    items: tuple[Item, ...]
    note: str = ""


class Picture(NamedTuple):
    """A thing and what is around it: above what it bears on, below its reasons on the left and on the right."""

    id: str
    above: Side | None
    said: tuple[Said, ...]
    left: Side | None
    right: Side | None


_BARE: Final = Span("")
_AIM: Final[dict[str, tuple[Span, Span]]] = {
    "for": (Span("→ ", "for"), Span("for ", "for")),
    "against": (Span("⊣ ", "against"), Span("against ", "against")),
    "of": (Span("= ", "dim"), Span("")),
    "carries": (Span("” ", "dim"), Span("")),
}
"""How a thing is to its target: a glyph and a word."""

_USES: Final[dict[PremiseRole, str]] = {
    "because": "because of it, in ",
    "assuming": "assumed in ",
    "unstated": "UNSTATED in ",
    "unless": "unless it holds, in ",
}
"""What a statement is to an argument that has it as a premise."""

_NEGATED_USES: Final[dict[PremiseRole, str]] = {
    "because": "because it does not hold, in ",
    "assuming": "assumed not to hold in ",
    "unstated": "UNSTATED that it does not hold in ",
}
"""What a statement is to an argument that needs that it does not hold."""


def picture(id_: str, around: Around) -> Picture:
    """What is around a thing."""
    thing = around.map_.things[id_]
    above, left, right = _sides(around, thing)
    return Picture(id_, above, tuple(_itself(around.map_, thing)), left, right)


def _sides(around: Around, thing: Thing) -> tuple[Side | None, Side | None, Side | None]:
    map_, behind, cut = around
    id_ = thing.id
    match thing:
        case Statement():
            uses = [
                _use(map_, role, one, negated)
                for role in PREMISE_ROLES
                for one in _arguments(map_, id_, role)
                for negated in negations(map_, one.id, role, id_)
            ]
            return (
                _side("bears on", uses, "nothing in the map rests on it", not {*PREMISE_ROLES}.isdisjoint(cut)),
                _reasons(around, id_, "for", "{} for it", "nothing argues for it"),
                _reasons(around, id_, "against", "{} against it", "nothing argues against it"),
            )
        case Argument():
            premises = [_premise(map_, thing, premise, behind) for premise in thing.premises[:AROUND]]
            return (
                _side("argues", [_target(map_, thing.target, _sign(thing))], ""),
                _side("rests on", premises, "it needs no premise", len(thing.premises) > AROUND),
                _reasons(around, id_, "against", "undercut by {}", "nothing undercuts it"),
            )
        case Exclusive():
            return None, _things(map_, "members", thing.members, "it has no members"), None
        case Experiment():
            tested = [_tested(map_, test) for test in thing.tests[:AROUND]]
            return None, _side("tests", tested, "it tests nothing", len(thing.tests) > AROUND), None
        case Person():
            said = dict.fromkeys(one for role in ("by", "surfaced_by") for one in map_.referrers(id_, role))
            more = not {"by", "surfaced_by"}.isdisjoint(cut)
            return (
                None,
                _things(map_, "says, or brought to light", said, "no argument in the map", more),
                _things(map_, "holds", map_.referrers(id_, "person"), "no position in the map", "person" in cut),
            )
        case Source():
            there = {one: isinstance(map_.things[one], Argument) for one in map_.referrers(id_, "source")}
            argued, others = ([one for one, argues in there.items() if argues is which] for which in (True, False))
            return (
                None,
                _things(map_, "argued there", argued, "no argument in the map is from there", "source" in cut),
                _things(map_, "held there, or quoted", others, "no position or quote is from there"),
            )
        case Position():
            named = _things(map_, "names", thing.of, "") if thing.of else None
            return _side("holds of", [_target(map_, thing.target, "of")], ""), named, None
        case Quote():
            above = _side("carries", [_target(map_, thing.target, "carries")], "")
            return above, _things(map_, "from", [thing.source], ""), None
    raise NotImplementedError(f"{thing.kind} has no picture")


def _side(heading: str, items: Iterable[Item], none: str, more: bool = False) -> Side:
    found = tuple(items)
    if not found:
        return Side((Span(none, "dim"),), ())
    return Side((Span(heading, "heading"),), found, MORE if more else "")


def _arguments(map_: ArgumentMap, id_: str, role: Role) -> Iterator[Argument]:
    return (one for name in map_.referrers(id_, role) if isinstance(one := map_.things[name], Argument))


def _reasons(around: Around, id_: str, role: Role, how_many: str, none: str) -> Side:
    """The arguments for or against a thing."""
    look: Look = "for" if role == "for" else "against"
    glyph = "→ " if role == "for" else "⊣ "
    items = tuple(_reason(around, one, Span(glyph, look)) for one in _arguments(around.map_, id_, role))
    if not items:
        return Side((Span(glyph, "dim"), Span(none, "dim")), ())
    more = role in around.cut
    number = f"{len(items)}{'+' if more else ''}"
    return Side((Span(glyph + how_many.format(number), look),), items, MORE if more else "")


def _reason(around: Around, argument: Argument, glyph: Span) -> Item:
    """An argument for or against the thing in the focus."""
    map_, behind, _ = around
    said = [Said(glyph, (Span(map_.label(argument.id), "strong"),), 3), _plain(Span(provenance(map_, argument), "dim"))]
    said += (_named_premise(map_, premise) for premise in _most_telling(argument.premises))
    if (left := len(argument.premises) - PREMISES) > 0:
        said.append(_plain(Span(f"and {counted(left, 'more premise')}", "dim")))
    if argument.at_least is not None:
        said.append(_plain(Span(f"any {argument.at_least} of its reasons will do", "dim")))
    key = f"{argument.target}>{glyph.look}>{argument.id}"
    return Item(key, argument.id, tuple(said), glyph.look, _foot(behind, argument.id))


def _most_telling(premises: tuple[Premise, ...]) -> list[Premise]:
    """The premises that a cell has room for, in their order; what was never said is the last to go."""
    ranked = sorted(premises, key=lambda premise: premise.role != "unstated")[:PREMISES]
    return [premise for premise in premises if premise in ranked]


def _named_premise(map_: ArgumentMap, premise: Premise) -> Said:
    text, look = GLYPHS[premise.role]
    name = Span(as_premise(premise, map_.label(premise.node)), "unstated" if premise.role == "unstated" else "plain")
    return Said(Span(text[:2], look), (Span(text[2:], look), name))


def _premise(map_: ArgumentMap, argument: Argument, premise: Premise, behind: Mapping[str, Behind]) -> Item:
    """A premise of the argument in the focus."""
    said = [_named_premise(map_, premise)._replace(most=4)]
    if premise.role == "unstated":
        who = label(map_, premise.surfaced_by) if premise.surfaced_by else EDITOR
        said.append(_plain(Span(f"brought to light by {who}", "dim")))
    said.append(_plain(*_tests(map_, premise.node)))
    key = key_of(argument.id, premise.role, premise.node, premise)
    return Item(key, premise.node, tuple(said), GLYPHS[premise.role][1], _foot(behind, premise.node))


def _use(map_: ArgumentMap, role: PremiseRole, argument: Argument, negated: bool) -> Item:
    """An argument that the statement in the focus is a premise of: what for, in which role, and whether negated."""
    text, look = GLYPHS[role]
    who = f"{map_.label(argument.id)}, {people(map_, argument.by)}"
    use = _NEGATED_USES.get(role, _USES[role]) if negated else _USES[role]
    said = Said(Span(text[:2], look), (Span(use, look), Span(who, "dim")))
    return Item(
        f"above>{'not ' if negated else ''}{role}>{argument.id}",
        argument.id,
        (_aim(map_, argument.target, _sign(argument)), said),
    )


def _target(map_: ArgumentMap, id_: str, word: str) -> Item:
    """What an argument, a position or a quote is about."""
    kind = f"{map_.things[id_].kind} · " if id_ in map_ else ""
    return Item(f"above>{id_}", id_, (_aim(map_, id_, word), Said(Span("  "), (Span(f"{kind}{id_}", "dim"),))))


def _sign(argument: Argument) -> str:
    return "against" if argument.against else "for"


def _aim(map_: ArgumentMap, id_: str, word: str) -> Said:
    glyph, said = _AIM[word]
    return Said(glyph, (said, Span(map_.label(id_), "strong")))


def _things(map_: ArgumentMap, heading: str, ids: Iterable[str], none: str, more: bool = False) -> Side:
    """Things that have no reasons here: what is tested, said, held."""
    return _side(heading, (_thing(map_, id_) for id_ in ids), none, more)


def _thing(map_: ArgumentMap, id_: str) -> Item:
    thing = map_.things.get(id_)
    said = [_plain(Span(map_.label(id_), "strong"))]
    match thing:
        case Argument():
            said += [_aim(map_, thing.target, _sign(thing)), _plain(Span(provenance(map_, thing), "dim"))]
        case Position() | Quote():
            said = [_plain(Span(map_.label(thing.target), "strong"))]
            said += (_plain(Span(value)) for name, value in fields(map_, thing) if name in ("holds", "words"))
        case Thing():
            said.append(_plain(Span(thing.kind, "dim")))
    return Item(f"below>{id_}", id_, tuple(said))


def _tested(map_: ArgumentMap, test: Test) -> Item:
    """What an experiment tests, and what it would show."""
    said = _thing(map_, test.node).said
    return Item(f"below>{test.node}", test.node, (*said, *(_plain(Span(line)) for line in predictions(map_, test))))


def _itself(map_: ArgumentMap, thing: Thing) -> Iterator[Said]:
    """What the thing in the focus says of itself."""
    yield Said(_BARE, (Span(map_.label(thing.id), "strong"),), 6)
    yield _plain(Span(f"{thing.kind} · {thing.id}" if map_.label(thing.id) != thing.id else thing.kind, "dim"))
    if isinstance(thing, Statement):
        held = [Span(f"credence {credence(thing.credence)}"), Span("; ", "dim")] if thing.credence else []
        yield _plain(*held, *_tests(map_, thing.id))
        yield from _fields(map_, thing, ("group",))
    elif isinstance(thing, Argument):
        yield _plain(Span(provenance(map_, thing)), Span("; ", "dim"), *_tests(map_, thing.id))
        yield from _fields(map_, thing, ("needs", "strength", "scheme"))
    else:
        yield from _fields(map_, thing)


def _fields(map_: ArgumentMap, thing: Thing, names: Collection[str] = ()) -> list[Said]:
    """The thing's own fields of these names, or all but those that are shown as cells."""
    return [
        Said(_BARE, (Span(f"{name} ", "dim"), Span(value)), 4)
        for name, value in fields(map_, thing)
        if (name in names if names else name not in ("of", "carries", "about", "name"))
    ]


def _plain(*spans: Span) -> Said:
    return Said(_BARE, spans)


def _tests(map_: ArgumentMap, id_: str) -> Line:
    tests = map_.tests_of(id_)
    if not tests:
        return (Span(UNTESTED, "untested"),)
    return (Span(f"tested by {map_.label(tests[0]) if len(tests) == 1 else f'{len(tests)} experiments'}", "dim"),)


def _foot(behind: Mapping[str, Behind], id_: str) -> str:
    """How much lies behind a reason or a premise."""
    found = behind.get(id_, Behind(0, False))
    return f"{found.number}{'+' if found.more else ''} behind it" if found.number else ""
