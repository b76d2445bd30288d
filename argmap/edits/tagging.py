"""Tagging an unstated assumption: the one line by which what nobody said is kept."""

from __future__ import annotations

from dataclasses import replace

from argmap.errors import EditError
from argmap.model import PREMISE_ROLES, Argument, Premise, Statement
from argmap.store.edit import Edit
from argmap.text import counted, listed


def argument_of(edit: Edit, id_: str) -> Argument:
    """The argument with this id, or the only one that a statement has. Raises EditError where there are others."""
    thing = edit.get(id_)
    if isinstance(thing, Argument):
        return thing
    if not isinstance(thing, Statement):
        raise EditError(f"{id_!r} is a {thing.kind}; an argument is needed, or a statement with one")
    map_ = edit.store.mentions(id_)
    found = [*map_.arguments_for(id_), *map_.arguments_against(id_)]
    if len(found) != 1:
        names = f": {listed([argument.id for argument in found])}" if found else ""
        raise EditError(f"{id_!r} has {counted(len(found), 'argument')}, where one is needed{names}")
    return found[0]


def tag(
    edit: Edit,
    argument: str,
    assumption: str,
    *,
    title: str | None = None,
    by: str | None = None,
    at: str | None = None,
) -> Argument:
    """Note that an argument needs something that its author did not say; `by` is who brought it to light.

    `not ID` notes that it needs that something does not hold. With a title an unknown id becomes a new claim. Raises
    EditError where the argument has it in another role.
    """
    step = argument_of(edit, argument)
    negated, assumption = _parted(assumption)
    if edit.find(assumption) is None:
        if title is None:
            raise edit.unknown(assumption, "; --title TEXT makes a new claim of it")
        from argmap.edits.adding import add  # with pydantic behind it, 30 ms that most tags do not need

        add(edit, "claim", assumption, {"title": title})
    named = [premise for premise in step.premises if (premise.node, premise.negated) == (assumption, negated)]
    there = named[0] if named else None
    if there is not None and there.role != "unstated":
        raise EditError(f"{step.id!r} names {there.name!r} already, as {there.role}")
    if at is not None and step.source is not None:
        at = at.removeprefix(f"{step.source}:")
    old = there or Premise(node=assumption, role="unstated", negated=negated)
    new = replace(old, surfaced_by=by if by is not None else old.surfaced_by, at=at if at is not None else old.at)
    premises = [new if premise is there else premise for premise in step.premises]
    tagged = with_premises(step, premises if there else [*premises, new])
    edit.put(tagged)
    return tagged


def drop(edit: Edit, argument: str, assumption: str) -> Argument:
    """Take an unstated assumption (`ID`, or `not ID`) off an argument. Raises EditError where it is not among them."""
    step = argument_of(edit, argument)
    unstated = [premise.name for premise in step.premises if premise.role == "unstated"]
    if assumption not in unstated:
        has = listed(unstated) if unstated else "none"
        raise EditError(f"{assumption!r} is no unstated assumption of {step.id!r}; it has {has}")
    left = [premise for premise in step.premises if (premise.role, premise.name) != ("unstated", assumption)]
    if not left and not step.always:
        raise EditError(f"{assumption!r} is all that {step.id!r} rests on; 'argmap rm {step.id}' removes the argument")
    dropped = with_premises(step, left)
    edit.put(dropped)
    return dropped


def _parted(text: str) -> tuple[bool, str]:
    """Whether a text names what must not hold, and the id that it names."""
    negated, _, node = text.partition(" ")
    return (True, node.strip()) if negated == "not" and node else (False, text)


def with_premises(step: Argument, premises: list[Premise]) -> Argument:
    """The argument with these premises, in the order of the roles."""
    return replace(step, premises=tuple(sorted(premises, key=lambda premise: PREMISE_ROLES.index(premise.role))))
