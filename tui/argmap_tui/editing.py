"""Actions that tag and edit: each asks, shows what it would change, and saves it as one edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final, TypeVar, get_args

from argmap.edits.fields import Field as MapField
from argmap.edits.removing import Removal
from argmap.errors import ArgmapError
from argmap.model import STATEMENT_KINDS, TARGETS, Argument, Reading, Role, Status, Thing
from argmap.store.edit import Edit
from argmap.store.journal import Entry
from argmap.text import counted, visible
from argmap_tui import intents
from argmap_tui.asking import Form, forget
from argmap_tui.form_fields import Field
from argmap_tui.intents import Said, Values
from argmap_tui.main_screen import MainScreen
from argmap_tui.question import Answer, Question
from argmap_tui.session import Intent, told

_Result = TypeVar("_Result")

TITLE: Final = 60
"""How many characters of a title stand at the head of a dialog."""

_STATEMENTS: Final = TARGETS["for"]
_STEPS: Final = TARGETS["against"]
_PEOPLE: Final = TARGETS["by"]


def label_of(screen: MainScreen, thing: Thing) -> str:
    label = screen.store.label(thing)
    label = label if len(label) <= TITLE else label[: TITLE - 1] + "…"
    return f"“{visible(label)}”"


async def _fill(
    screen: MainScreen,
    name: tuple[str, str],
    title: str,
    fields: Sequence[Field],
    meaning: Callable[[Edit, Values], Said],
) -> Said | None:
    """Let a form be filled and save what it means; None where it was left. What was typed is kept until it is saved."""
    session = screen.session
    values = await screen.app.push_screen_wait(Form(session, name, title, fields, meaning))
    if values is None:
        screen.say("nothing was saved; what you typed is there when you come back")
        return None
    said = save(screen, lambda edit: meaning(edit, values))
    forget(session, name)
    return said


def save(screen: MainScreen, intent: Intent[_Result]) -> _Result:
    """Save an edit and show it; where it is refused, what others did meanwhile is told before, not over it."""
    try:
        done = screen.session.edit(intent)
    except ArgmapError:
        screen.tell_news()
        raise
    screen.saved(done.entry)
    return done.result


def _remember(screen: MainScreen, said: Said | None) -> None:
    if said is not None:
        screen.session.speaker.person = said.person
        screen.session.speaker.place = said.place


# --- what is said of a step ---


async def tag(screen: MainScreen) -> None:
    """Tag what the argument at the cursor assumes and nobody said."""
    id_ = screen.argument_at_cursor()
    if id_ is None:
        return
    step = screen.store.get(id_)
    source, at = intents.parts_of(screen.session.speaker.place)
    own = isinstance(step, Argument) and step.source is not None and source in ("", step.source)
    fields = [
        Field(
            "unstated", "assumes", kinds=_STATEMENTS, new="claim", placeholder="words of it, or of something new",
            help="what it needs and its author did not say; down chooses what is there already",
        ),
        Field(
            "by", "brought up by", screen.session.speaker.person, kinds=_PEOPLE, new="person",
            help="who brought it to light; nobody: you. It stays until you change it", placeholder="you",
        ),
        Field("at", "where", at if own else screen.session.speaker.place, help="a line (L23), a turn (t12), any text"),
    ]  # fmt: skip
    title = f"What does {label_of(screen, step)} assume that nobody said?"
    meaning = partial(intents.tag, argument=id_)
    _remember(screen, await _fill(screen, ("tag", id_), title, fields, meaning))


def _spoken(screen: MainScreen, key: str, label: str) -> list[Field]:
    """Who says it, and where; both stay until they are changed."""
    speaker = screen.session.speaker
    source, at = intents.parts_of(speaker.place)
    person = Field(
        key, label, speaker.person, kinds=_PEOPLE, new="person", help="an id, a name, or somebody new; it stays"
    )
    place = Field("source", "in", source, kinds=TARGETS["source"], new="source", help="the document or talk; it stays")
    return [person, place, Field("at", "where", at, help="where in it: a line (L23), a turn (t12), any text; it stays")]


async def _argue(screen: MainScreen, side: Role, title: str) -> None:
    target = screen.current
    if target is None:
        return
    premises = [
        Field(key, key, kinds=_STATEMENTS, new="claim", several=True, help=said)
        for key, said in (
            ("because", "the reasons given; a comma takes one and begins another"),
            ("assuming", "what its author says it takes for granted"),
            ("unstated", "what it needs and its author did not say"),
        )
    ]
    fields = [*premises, *_spoken(screen, "by", "said by")]
    meaning = partial(intents.argue, target=target.id, side=side)
    said = await _fill(screen, (side, target.id), f"{title} {label_of(screen, target)}", fields, meaning)
    _remember(screen, said)


async def support(screen: MainScreen) -> None:
    """Add an argument for the statement at the cursor."""
    await _argue(screen, "for", "An argument for")


async def object_to(screen: MainScreen) -> None:
    """Add an argument against the statement or argument at the cursor."""
    await _argue(screen, "against", "An argument against")


async def experiment(screen: MainScreen) -> None:
    """Add an experiment that tests the thing at the cursor."""
    target = screen.current
    if target is None:
        return
    fields = [
        Field("title", "what is done", help="what it is called, understood by itself"),
        Field("method", "how", help="how it is done"),
        Field("if_true", "if it holds", help="what is seen if it holds"),
        Field("if_false", "if not", help="what is seen if it does not"),
        Field("status", "status", "proposed", choices=("proposed", "running", "done"), help="left and right change it"),
    ]
    meaning = partial(intents.experiment, target=target.id)
    await _fill(
        screen, ("experiment", target.id), f"An experiment that tests {label_of(screen, target)}", fields, meaning
    )


async def position(screen: MainScreen) -> None:
    """Note what a person holds of the statement or argument at the cursor."""
    target = screen.current
    if target is None:
        return
    person, source, at = _spoken(screen, "person", "person")
    step = isinstance(target, Argument)
    reading = "given: it works, granted what it assumes; via: it delivers that too"
    fields = [
        person,
        Field("credence", "credence", placeholder="0.2, or 0.2..0.4", help="their probability that it holds"),
        *([Field("reading", "reads it", choices=("", "given", "via"), help=reading)] if step else []),
        Field("crux", "a crux", choices=("", "true", "false"), help="would they change their mind with this?"),
        Field("of", "about", kinds=_STEPS, new="claim", several=True, help="what the reading or the crux is about"),
        Field("on", "day", date.today().isoformat(), help="the day, such as 2022-07-01"),
        source,
        at,
    ]
    if step:
        fields[1] = Field(
            "credence", "credence", placeholder="0.2, or 0.2..0.4",
            help="their probability that the target holds, given all that it needs",
        )  # fmt: skip
    meaning = partial(intents.position, target=target.id)
    _remember(
        screen,
        await _fill(screen, ("position", target.id), f"Who thinks what of {label_of(screen, target)}", fields, meaning),
    )


# --- statements, and every field of a thing ---


async def add(screen: MainScreen) -> None:
    """Add a statement, and go there."""
    fields = [
        Field("title", "it says", help="what it is called, understood without its source"),
        Field("kind", "kind", "claim", choices=STATEMENT_KINDS, help="left and right, or its first letter, change it"),
        Field("text", "text", help="a sentence or two that say what it means"),
    ]
    meaning = intents.add_statement
    said = await _fill(screen, ("add", ""), "A new statement", fields, meaning)
    if said is not None:
        screen.go(said.thing.id)


async def edit(screen: MainScreen) -> None:
    """Change fields of the thing at the cursor."""
    thing = screen.current
    if thing is None:
        return
    shown = {field.key: text for field, text in intents.fields_shown(thing)}
    fields = [_field(thing, field, text) for field, text in intents.fields_shown(thing)]
    meaning = partial(intents.change, id_=thing.id, shown=shown)
    await _fill(screen, ("edit", thing.id), f"{thing.kind} {label_of(screen, thing)} ({thing.id})", fields, meaning)


_CHOICES: Final = {
    "kind": STATEMENT_KINDS,
    "status": get_args(Status),
    "reading": ("", *get_args(Reading)),
    "crux": ("", "true", "false"),
    "always": ("", "true", "false"),
    "exhaustive": ("", "true", "false"),
}
"""The fields that take one of a few words."""


def _field(thing: Thing, field: MapField, text: str) -> Field:
    """The line of a form for a field of a map file."""
    role = intents.role_of(thing.kind, field)
    picks = role is not None and field.key != "tests"
    return Field(
        field.key,
        field.key.replace("_", " "),
        text,
        help=field.help,
        kinds=TARGETS[role] if role and picks else None,
        new=intents.new_kind(role) if role and picks else "",
        several=field.is_list,
        choices=_CHOICES.get(field.key, ()),
        locked="" if visible(text) == text else f"{_kept_from_a_line(text)}; E changes it in your editor",
    )


def _kept_from_a_line(text: str) -> str:
    return "several lines" if "\n" in text else "it has characters that do not show"


async def rename(screen: MainScreen) -> None:
    """Give the thing at the cursor another id."""
    thing = screen.current
    if thing is None:
        return
    fields = [Field("id", "its id", thing.id, help="lower-case letters, digits and hyphens; what refers to it follows")]
    title = f"Another id for {label_of(screen, thing)}"
    await _fill(screen, ("rename", thing.id), title, fields, partial(intents.rename, id_=thing.id))


async def combine(screen: MainScreen) -> None:
    """Make the thing at the cursor and another one."""
    thing = screen.current
    if thing is None:
        return
    fields = [
        Field("other", "the same as", kinds={thing.kind}, help="what refers to it will refer to this one"),
        Field(
            "take",
            "where they differ",
            choices=("", "keep", "other"),
            help="keep: as here; other: as there",
        ),
    ]
    title = f"{label_of(screen, thing)} and another are one"
    await _fill(screen, ("combine", thing.id), title, fields, partial(intents.combine, keep=thing.id))


# --- removing, taking back ---


async def delete(screen: MainScreen) -> None:
    """Remove the thing at the cursor, after showing what refers to it and what goes with it."""
    thing = screen.current
    if thing is None:
        return
    removal: list[Removal] = []
    lines = screen.session.preview(lambda edit: removal.append(intents.delete(edit, thing.id)))
    (shown,) = removal
    others = len(shown.removed) + len(shown.changed) - 1
    asked = f"Remove {thing.kind} {label_of(screen, thing)} ({thing.id})?"
    if others:
        asked += f" {counted(others, 'thing refers', 'things refer')} to it, or to what goes with it:"
    answers = [Answer("n", "keep it"), Answer("y", "remove it" if not others else "remove all that is listed")]
    if await screen.app.push_screen_wait(Question(asked, lines, answers, "n")) != "y":
        screen.say("nothing was removed")
        return
    touched = frozenset(one.id for one in (*shown.removed, *shown.changed))
    save(screen, lambda edit: intents.delete(edit, thing.id, touched))


def undo(screen: MainScreen) -> None:
    """Take back the last edit."""
    _restored(screen, screen.session.undo())


def redo(screen: MainScreen) -> None:
    """Make again what was undone."""
    _restored(screen, screen.session.redo())


def _restored(screen: MainScreen, entry: Entry) -> None:
    screen.saved(entry)
    screen.say(told(entry))
