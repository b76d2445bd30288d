"""Making two things one: what mentions the other mentions the kept one from then on, and nothing is lost unasked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, Literal, TypeVar

from argmap.edits.fields import section_of
from argmap.edits.renaming import mentioning
from argmap.edits.tagging import with_premises
from argmap.entries import to_entry
from argmap.errors import EditError
from argmap.formats.checking import thing_from
from argmap.model import (
    STATUSES,
    Argument,
    Exclusive,
    Experiment,
    Position,
    Premise,
    Quote,
    Statement,
    Test,
    Thing,
)
from argmap.store.edit import Edit
from argmap.store.planning import Conflict
from argmap.text import an

Prefer = Literal["keep", "other"]
"""Whose value is taken where the two differ."""

_Item = TypeVar("_Item", Premise, Test)
_NOTHING: Final = (None, "", ())


def combine(edit: Edit, keep: str, other: str, prefer: Prefer | None = None) -> list[Conflict]:
    """Make `other` a part of `keep`; give the fields that they have differently.

    Nothing is changed where there are some, unless `prefer` says whose value is taken. Lists are joined, and what only
    one of them says is taken over. Positions stay; where one person then has two of one day on one thing, these are
    combined in the same way. Raises EditError where the two are of different kinds, or a thing would argue for itself.
    """
    mine, theirs = edit.get(keep), edit.get(other)
    if keep == other:
        raise EditError(f"two things are combined, not {keep!r} with itself")
    for one in (mine, theirs):
        if isinstance(one, Position | Quote):
            raise EditError(f"{one.id!r} is a {one.kind}, told by what it says; 'argmap rm' removes one of two")
    if mine.kind != theirs.kind:
        raise EditError(
            f"{keep!r} is {an(mine.kind)} and {other!r} {an(theirs.kind)}; only things of one kind can be combined"
        )
    _check_groups(edit, keep, other)
    combining = _Combining(prefer)
    moved = {other: keep}
    touched: dict[str, Thing] = {keep: combining.joined(mine, theirs)}
    waiting = [other]
    while waiting:
        for _, source in edit.mentioners(waiting.pop()):
            if source != other:
                touched.setdefault(source, edit.get(source))
        for id_, thing in touched.items():
            if (now := mentioning(thing, moved).id) != moved.get(id_, id_):
                waiting += [id_] * (id_ not in moved)
                moved[id_] = now
    after: dict[str, Thing] = {}
    # Those that keep their id come first: others may be combined with them.
    for id_ in sorted(touched, key=moved.__contains__):
        before = (mine, theirs) if id_ == keep else (touched[id_],)
        changed = combining.tidied(mentioning(touched[id_], moved), before)
        there = after.get(changed.id) or (edit.find(changed.id) if changed.id != id_ else None)
        after[changed.id] = combining.joined(there, changed) if there else changed
    if combining.conflicts and prefer is None:
        return combining.conflicts
    for thing in after.values():
        thing_from(section_of(thing.kind), thing.id, to_entry(thing))  # says what a file could not say
    for id_ in touched:
        new = moved.get(id_, id_)
        if new != id_ and edit.find(new) is None:
            edit.move(id_, after.pop(new))
        elif new != id_:
            edit.remove(id_)
    for thing in after.values():
        edit.put(thing)
    edit.remove(other)
    return combining.conflicts


def _check_groups(edit: Edit, keep: str, other: str) -> None:
    """See that the two may be one as far as groups of alternatives that exclude each other go. Raises EditError."""
    mine, theirs = ({group for role, group in edit.mentioners(id_) if role == "exclusive"} for id_ in (keep, other))
    if both := mine & theirs:
        raise EditError(f"{keep!r} and {other!r} exclude each other ({min(both)}); they cannot be one")
    if mine and theirs:
        raise EditError(
            f"{keep!r} is in the group {min(mine)!r} and {other!r} in {min(theirs)!r}; one must leave first"
        )


@dataclass
class _Combining:
    """Whose values are taken, and where two things differ."""

    prefer: Prefer | None
    conflicts: list[Conflict] = field(default_factory=list)

    def chosen(self, id_: str, key: str, mine: Any, theirs: Any, shown: tuple[Any, Any] | None = None) -> Any:
        """The value that only one has, or that is preferred; else mine, and a conflict is noted, with what is shown."""
        if mine == theirs or theirs in _NOTHING:
            return mine
        if mine in _NOTHING:
            return theirs
        return theirs if self.differ(id_, key, *(shown or (mine, theirs))) else mine

    def differ(self, id_: str, key: str, mine: Any, theirs: Any) -> bool:
        """Note a conflict; whether the other's value is preferred."""
        self.conflicts.append(Conflict(id_, key, mine, theirs))
        return self.prefer == "other"

    def joined(self, mine: Thing, theirs: Thing) -> Thing:
        """One thing of two of a class, with the id of the first."""
        entries = to_entry(mine), to_entry(theirs)
        values: dict[str, Any] = {}
        for name in (one.name for one in fields(mine)):
            ours, others = getattr(mine, name), getattr(theirs, name)
            if name == "id" or name in values:
                continue
            if name == "target" and isinstance(mine, Argument) and isinstance(theirs, Argument):
                sides = _side(mine), _side(theirs)
                taken = mine if self.chosen(mine.id, "for or against", *sides) == sides[0] else theirs
                values |= {"target": taken.target, "against": taken.against}
            elif name == "source" and hasattr(mine, "at"):
                values |= self._placed(mine, theirs)
            elif name == "at_least":
                # None is a value here: all of them are needed.
                values[name] = ours
                if ours != others and self.differ(mine.id, name, ours, others):
                    values[name] = others
            elif name == "status":
                values[name] = max(ours, others, key=STATUSES.index)
            elif name in ("premises", "tests"):
                values[name] = self.by_node(mine.id, (*ours, *others))
            elif isinstance(ours, tuple):
                values[name] = tuple(dict.fromkeys((*ours, *others)))
            else:
                shown = tuple(entry.get(name) for entry in entries)
                values[name] = self.chosen(mine.id, name, ours, others, (shown[0], shown[1]))
        joined = replace(mine, **values)
        return with_premises(joined, list(joined.premises)) if isinstance(joined, Argument) else joined

    def _placed(self, mine: Any, theirs: Any) -> dict[str, Any]:
        """A source and a place in it, which belong together."""
        if mine.source == theirs.source:
            return {"source": mine.source, "at": self.chosen(mine.id, "at", mine.at, theirs.at)}
        places = [f"{one.source or ''}:{one.at}".strip(":") for one in (mine, theirs)]
        taken = mine if self.chosen(mine.id, "source", places[0], places[1]) == places[0] else theirs
        return {"source": taken.source, "at": taken.at}

    def by_node(self, id_: str, items: Iterable[_Item]) -> tuple[_Item, ...]:
        """Premises, or tests, of which no two are of one node."""
        found: dict[str, _Item] = {}
        for item in items:
            there = found.setdefault(item.node, item)
            values: dict[str, Any] = {}
            for name in (one.name for one in fields(item)) if there != item else ():
                ours: Any = getattr(there, name)
                others: Any = getattr(item, name)
                both = tuple(dict.fromkeys((*ours, *others))) if isinstance(ours, tuple) else None
                values[name] = self.chosen(id_, f"{item.node} {name}", ours, others) if both is None else both
            if values.get("role", "unstated") != "unstated":
                values["surfaced_by"] = None  # nobody brings to light what the author says
            found[item.node] = replace(there, **values)
        return tuple(found.values())

    def tidied(self, thing: Thing, before: tuple[Thing, ...]) -> Thing:
        """The thing after two ids have become one, which says nothing twice. Raises EditError for nonsense."""
        if (why := _nonsense(thing)) and not any(map(_nonsense, before)):
            raise EditError(f"{thing.id!r} would {why}; change it first")
        match thing:
            case Argument():
                premises = self.by_node(thing.id, thing.premises)
                offered, left = (sum(one.role == "because" for one in some) for some in (thing.premises, premises))
                if thing.at_least is not None and left < offered:
                    why = f"needs {thing.at_least} of its reasons, and two of these would be one"
                    raise EditError(f"{thing.id!r} {why}; change it first")
                return with_premises(replace(thing, by=_once(thing.by)), list(premises))
            case Statement():
                return replace(thing, about=tuple(id_ for id_ in _once(thing.about) if id_ != thing.id))
            case Exclusive():
                return replace(thing, members=_once(thing.members))
            case Experiment():
                tests = (
                    replace(test, before=_once(test.before), misleads_if=_once(test.misleads_if))
                    for test in self.by_node(thing.id, thing.tests)
                )
                return replace(thing, tests=tuple(tests), results=tuple(dict.fromkeys(thing.results)))
            case Position():
                return replace(thing, of=_once(thing.of))
            case _:
                return thing


def _side(argument: Argument) -> str:
    return f"{'against' if argument.against else 'for'} {argument.target}"


def _once(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _nonsense(thing: Thing) -> str:
    """What a thing says of one thing twice that can be said of two only; empty where there is nothing."""
    match thing:
        case Argument():
            if thing.target == thing.id:
                return "be against itself"
            if any(premise.node == thing.target for premise in thing.premises):
                return f"argue about {thing.target!r} from {thing.target!r} itself"
        case Experiment():
            for test in thing.tests:
                if test.node in (*test.before, *test.misleads_if):
                    return f"test {test.node!r} before it, or be misled by it"
        case Position():
            if thing.target in thing.of:
                return f"take {thing.target!r} as a crux or an assumption of itself"
    return ""
