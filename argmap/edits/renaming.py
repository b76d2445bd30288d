"""Giving a thing another id: whatever mentions it follows, in the same edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from argmap.errors import EditError
from argmap.ids import ID_LENGTH, is_id, kebab, position_id, quote_id
from argmap.model import (
    Argument,
    Exclusive,
    Experiment,
    Position,
    Quote,
    Statement,
    Test,
    Thing,
)
from argmap.store.edit import Edit


def rename(edit: Edit, id_: str, new: str) -> Thing:
    """Give a thing another id; all that mentions it mentions that from then on. Raises EditError.

    What mentions a position or a quote follows too, where its own id comes from what was renamed.
    """
    thing = edit.get(id_)
    if isinstance(thing, Position | Quote):
        raise EditError(f"the id of a {thing.kind} is made from what it says; change that, and the id follows")
    if new == id_:
        return thing
    if not is_id(new):
        near = kebab(new)
        hint = f"; nearest: {near}" if near and near != new else ""
        raise EditError(
            f"{new!r} is no id: lower-case letters and digits, with single hyphens between, {ID_LENGTH} at most{hint}"
        )
    if (there := edit.find(new)) is not None:
        both = f"; 'argmap combine {new} {id_}' makes one of the two" if there.kind == thing.kind else ""
        raise EditError(f"{new!r} is there already ({there.kind}){both}")
    follow(edit, {id_: replace(thing, id=new)})
    return edit.get(new)


def follow(edit: Edit, replaced: Mapping[str, Thing]) -> None:
    """Put things in the place of those of other ids, and let all that mentions these follow.

    Raises EditError where a position or a quote would come to say what another one says.
    """
    moved = {id_: thing.id for id_, thing in replaced.items()}
    touched = dict(replaced)
    waiting = list(moved)
    while waiting:
        for _, source in edit.mentioners(waiting.pop()):
            touched.setdefault(source, edit.get(source))
        for id_, thing in touched.items():
            now = mentioning(thing, moved).id
            if now != moved.get(id_, id_):
                waiting += [id_] * (id_ not in moved)
                moved[id_] = now
    for id_, thing in touched.items():
        changed = mentioning(thing, moved)
        if changed.id == id_:
            edit.put(changed)
        elif (there := edit.find(changed.id)) is not None:
            raise EditError(f"that {there.kind} is there already: {changed.id}")
        else:
            edit.move(id_, changed)


def mentioning(thing: Thing, moved: Mapping[str, str]) -> Thing:
    """The thing with other ids in the place of those that it mentions; a position and a quote get an id of their own.

    What it then says twice stays.
    """

    def to(id_: str) -> str:
        return moved.get(id_, id_)

    def every(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(to, ids))

    match thing:
        case Argument():
            return replace(
                thing,
                target=to(thing.target),
                premises=tuple(
                    replace(
                        premise,
                        node=to(premise.node),
                        surfaced_by=to(premise.surfaced_by) if premise.surfaced_by is not None else None,
                    )
                    for premise in thing.premises
                ),
                by=every(thing.by),
                source=to(thing.source) if thing.source is not None else None,
            )
        case Statement():
            return replace(thing, about=every(thing.about))
        case Exclusive():
            return replace(thing, members=every(thing.members))
        case Experiment():
            return replace(
                thing,
                tests=tuple(_test(test, moved) for test in thing.tests),
                results=tuple(
                    replace(result, node=to(result.node) if result.node is not None else None)
                    for result in thing.results
                ),
            )
        case Position():
            person, target = to(thing.person), to(thing.target)
            return replace(
                thing,
                id=position_id(person, target, thing.on),
                person=person,
                target=target,
                of=every(thing.of),
                source=to(thing.source) if thing.source is not None else None,
            )
        case Quote():
            source, target = to(thing.source), to(thing.target)
            selectors = thing.exact, thing.prefix, thing.suffix, thing.start, thing.end, thing.at
            return replace(thing, id=quote_id(source, target, *selectors), source=source, target=target)
        case _:
            return thing


def _test(test: Test, moved: Mapping[str, str]) -> Test:
    return replace(
        test,
        node=moved.get(test.node, test.node),
        before=tuple(moved.get(id_, id_) for id_ in test.before),
        misleads_if=tuple(moved.get(id_, id_) for id_ in test.misleads_if),
    )
