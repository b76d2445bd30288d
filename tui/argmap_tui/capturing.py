"""Capturing an argument in one line: the line with who speaks, what the map has under its names, and the action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from argmap.discussion.capture import CaptureLine, Name, SpeakerLine, token_at, unescaped, write, written
from argmap.errors import EditError, UnknownIdError, did_you_mean
from argmap.ids import is_id
from argmap.model import TARGETS, Argument, Role, Thing
from argmap.store.edit import Edit
from argmap.store.reading import Hit, Store
from argmap.text import an
from argmap.words import needed
from argmap_tui.main_screen import MainScreen
from argmap_tui.rows import Line, Span
from argmap_tui.session import Speaker

NOT_THERE: Final = '; "quote" a name to add it'


def capture(screen: MainScreen) -> None:
    """Open the capture bar, or go back to it."""
    from argmap_tui.capture_bar import CaptureBar  # where it is used

    found = screen.query(CaptureBar)
    bar = found.first() if found else CaptureBar(screen)
    if not found:
        screen.query_one("#bottom").mount(bar, before=0)
        bar.fill()
    bar.open()


class StoreNames:
    """What a map has under the names of a line."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._nearest: dict[str, str] = {}

    def find(self, id_: str) -> Hit | None:
        """The thing with this id."""
        found = self.store.things_by_id([id_])
        return _hit(found[0][1]) if found else None

    def titled(self, title: str, role: Role) -> list[Hit]:
        """The things with exactly this title that can stand in this role."""
        wanted = title.casefold()
        things = (thing for _, thing in self.store.things_by_id(self.store.titled(title)))
        return [_hit(thing) for thing in things if thing.title.casefold() == wanted and thing.kind in TARGETS[role]]

    def nearest(self, id_: str) -> str:
        """The words `; nearest: X` for an unknown id, or nothing."""
        if id_ not in self._nearest:
            self._nearest[id_] = did_you_mean(id_, self.store.similar(id_))
        return self._nearest[id_]


def _hit(thing: Thing) -> Hit:
    return Hit(thing.id, thing.kind, thing.title)


# --- who speaks, and where ---


def person_of(speaker: Speaker) -> Name | None:
    """Who speaks: an id, or in quotes the name of somebody who is new."""
    return _name(speaker.person)[0] if speaker.person else None


def place_of(speaker: Speaker) -> tuple[Name | None, str]:
    """The source and the locator in it; a place that names no source is none for an argument."""
    if not speaker.place:
        return None, ""
    source, rest = _name(speaker.place)
    if not source.quoted:
        id_, _, rest = source.text.partition(":")
        if not is_id(id_):
            return None, ""
        source = replace(source, text=id_)
    return source, rest.removeprefix(":")


def _name(text: str) -> tuple[Name, str]:
    """A name at the beginning of a text, and what follows a quoted one."""
    token = token_at(text, 0)
    if token.kind == "quoted":
        return Name(unescaped(token.text[1:-1]), True, 0, 0), text[token.end :]
    return Name(text, False, 0, 0), ""


def speaker_spans(speaker: Speaker, names: StoreNames, room: int) -> Line:
    """Who speaks, and where, by name, in about `room` columns; names are cut for it, the locator is not."""
    person, (source, at) = person_of(speaker), place_of(speaker)
    most = max((room - len(at) - 4) // 2, 8)
    spans: list[Span] = []
    if person is not None:
        spans += [Span("@", "dim"), Span(f"{_called(person, names, most)} ", "strong")]
    if source is not None:
        spans += [Span("#", "dim"), Span(_called(source, names, most) + (f":{at}" if at else ""))]
    return tuple(spans) or (Span("nobody is set as the speaker", "dim"),)


def _called(name: Name, names: StoreNames, most: int) -> str:
    hit = None if name.quoted else names.find(name.text)
    called = hit.label if hit else name.text
    return called if len(called) <= most else called[: most - 1] + "…"


def spoken(said: CaptureLine, speaker: Speaker) -> CaptureLine:
    """A line with who speaks and where, as far as it does not say so itself."""
    person = person_of(speaker)
    by = said.by or ((person,) if person else ())
    source, at = (said.source, said.at) if said.source else place_of(speaker)
    return replace(said, by=by, source=source, at=at)


def intent(said: CaptureLine) -> Callable[[Edit], Argument]:
    """What a line does to a map."""
    text = write(said)

    def add(edit: Edit) -> Argument:
        from argmap.edits.capturing import capture as add_line  # with pydantic behind it

        return add_line(edit, text).argument

    return add


def remember(speaker: Speaker, argument: Argument) -> None:
    """Let the speaker and the place of an argument be those of the next; of several speakers the first."""
    if argument.by:
        speaker.person = argument.by[0]
    if argument.source:
        speaker.place = f"{argument.source}:{argument.at}" if argument.at else argument.source


def set_speaker(speaker: Speaker, line: SpeakerLine, names: StoreNames) -> None:
    """Let a line of its own say who speaks and where. Raises UnknownIdError, and EditError where that cannot be."""
    if len(line.by) > 1:
        raise EditError("one speaker stays set; name several behind the argument that they share")
    person = _settled(line.by[0], "by", names) if line.by else ""
    place = _settled(line.source, "source", names) if line.source else ""
    if "@" in line.marks:
        speaker.person = person
    if "#" in line.marks:
        speaker.place = f"{place}:{line.at}" if line.at else place


def _settled(name: Name, role: Role, names: StoreNames) -> str:
    """A name as it is kept: an id, or in quotes what is not there yet."""
    if name.quoted:
        hits = names.titled(name.text, role)
        if len(hits) > 1:
            raise EditError(f"{len(hits)} things are called {name.text!r}: {', '.join(hit.id for hit in hits)}")
        return hits[0].id if hits else written(name)
    hit = names.find(name.text)
    if hit is None:
        raise UnknownIdError(name.text, names.store.similar(name.text), NOT_THERE)
    if hit.kind not in TARGETS[role]:
        raise EditError(f"{name.text!r} is {an(hit.kind)}; {needed(role)} is needed here")
    return name.text
