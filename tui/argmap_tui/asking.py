"""A form whose effect is seen before it is saved."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from argmap.changes import described
from argmap.errors import ArgmapError
from argmap.store.edit import Edit
from argmap.store.writable import failure
from argmap.text import visible
from argmap_tui.bars import KeyBar, KeyHint
from argmap_tui.dialog import Dialog
from argmap_tui.finding import Picker
from argmap_tui.form_fields import Choice, Field, ThingInput
from argmap_tui.intents import MissingError, Said, Values, contents
from argmap_tui.question import room, shortened
from argmap_tui.session import Session


def forget(session: Session, name: tuple[str, str]) -> None:
    """Forget what was typed into a form: it is saved."""
    session.drafts.pop(name, None)


def kept(session: Session, name: tuple[str, str]) -> Mapping[str, str]:
    """What was typed into a form that was left, by the key of the field."""
    return session.drafts.get(name, {})


class Form(Dialog[dict[str, str] | None]):
    """Fields over what saving them would change; answers with their values, or None where it was left."""

    DEFAULT_CSS = """
    Form {
        align: center middle;
        & #form {
            width: 100%;
            max-width: 90;
            height: auto;
            max-height: 100%;
            padding: 0 1;
            border: round $primary;
            background: $background;
        }
        & #title { text-style: bold; color: $text-primary; max-height: 2; }
        & #fields { height: auto; margin: 1 0 0 0; scrollbar-size-vertical: 1; }
        & .field { height: auto; }
        & .label { width: 15; height: 1; padding-right: 1; color: $foreground-muted; }
        & .field.-here .label { color: $foreground; text-style: bold; }
        & .locked { width: 1fr; color: $foreground-muted; text-style: italic; }
        & Input, & Choice, & ThingInput { width: 1fr; }
        & #help { color: $foreground-muted; height: 1; }
        & #preview { height: auto; margin: 1 0 0 0; scrollbar-size-vertical: 1; }
        & #effect.-hint { color: $foreground-muted; }
        & #effect.-error { color: $text-error; }
        & #effect.-pointed { text-style: bold reverse; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave", show=False, id="form.leave")]

    def __init__(
        self,
        session: Session,
        name: tuple[str, str],
        title: str,
        fields: Sequence[Field],
        meaning: Callable[[Edit, Values], Said],
    ) -> None:
        """A form called by what it does and to what, so that what is typed can be kept; `meaning`: of its values."""
        super().__init__()
        self.session = session
        self.form_name = name
        self.form_title = title
        self.fields = fields
        self.meaning = meaning
        self._widgets: dict[str, ThingInput | Choice | Input] = {}
        self._why = ""
        self._missing = ""

    def compose(self) -> ComposeResult:
        """The fields, what the one with the keys is for, what saving would change, and the keys."""
        draft = kept(self.session, self.form_name)
        with Vertical(id="form"):
            yield Static(Content(visible(self.form_title)), id="title")
            with VerticalScroll(id="fields", can_focus=False):
                for field in self.fields:
                    with Horizontal(classes="field"):
                        yield Static(Content(field.label), classes="label")
                        if field.locked:
                            yield Static(Content(field.locked), classes="locked")
                        else:
                            yield self._widget(field, draft.get(field.key, field.value))
            yield Static(id="help")
            with VerticalScroll(id="preview", can_focus=False):
                yield Static(id="effect")
            yield KeyBar(id="form-keys")

    def _widget(self, field: Field, value: str) -> ThingInput | Choice | Input:
        made: ThingInput | Choice | Input
        if field.choices:
            made = Choice(field.choices, value)
        elif field.kinds is not None:
            made = ThingInput(self.session.store, field, value)
        else:
            made = Input(value, placeholder=field.placeholder, compact=True, select_on_focus=False)
        self._widgets[field.key] = made
        return made

    def on_mount(self) -> None:
        """Say what the keys do, and what is missing yet."""
        hints = (("save", "enter", "saves"), ("next", "tab", "next field"), ("leave", "escape", "leaves it"))
        several = [KeyHint("", ",", "another one", "")] if any(field.several for field in self.fields) else []
        self.query_one(KeyBar).show([KeyHint(*hint, "") for hint in hints] + several)
        self.show_effect()

    def on_resize(self, event: events.Resize) -> None:
        """Leave room for what saving would change, and the keys."""
        room(self, "#fields", event.size.height * 11 // 20)
        room(self, "#preview", event.size.height // 4)

    def values(self) -> dict[str, str]:
        """What the fields hold now; what was not touched is as it came, blanks at its ends and all."""
        came = {field.key: field.value for field in self.fields}
        held = {key: widget.value for key, widget in self._widgets.items()}
        return {key: value if value == came[key] else value.strip() for key, value in held.items()}

    # --- what it would do ---

    def show_effect(self) -> None:
        """Show what saving would change, or why it cannot be saved."""
        effect = self.query_one("#effect", Static)
        self._why, self._missing = "", ""
        try:
            values = self.values()
            said: list[Said] = []
            lines = self.session.preview(lambda edit: said.append(self.meaning(edit, values)))
        except MissingError as error:
            self._why, self._missing = str(error), error.key
        except ArgmapError as error:
            self._why = str(error)
        except sqlite3.Error as error:
            self._why = str(failure(error, self.session.store.spec))
        effect.set_class(bool(self._missing), "-hint")
        effect.set_class(bool(self._why) and not self._missing, "-error")
        effect.remove_class("-pointed")
        if self._why:
            effect.update(Content(f"{'…' if self._missing else '✗'} {visible(self._why)}"))
        elif lines:
            added = described(None, said[0].thing)
            shown = [f"→ {line}" + (f": {contents(said[0].thing)}" if line == added else "") for line in lines]
            effect.update(Content("\n".join(shortened(shown))))
        else:
            effect.update(Content("→ nothing changes"))

    def on_input_changed(self) -> None:
        """Show what would be saved now."""
        self.show_effect()

    def on_picker_changed(self, message: Picker.Changed) -> None:
        """Show what would be saved now; the list below the field appears where there is something in it."""
        message.picker.set_class(bool(message.picker.list.rows), "-some")
        if isinstance(message.picker, ThingInput):
            message.picker.prefer_what_is_there()
        if message.picker.input.has_focus:
            self.call_after_refresh(message.picker.scroll_visible, animate=False)
        self.show_effect()

    def on_choice_changed(self) -> None:
        """Show what would be saved now."""
        self.show_effect()

    def on_descendant_focus(self) -> None:
        """Say what the field with the keys is for."""
        above = self.focused.ancestors_with_self if self.focused else []
        said = next((field.help for field in self.fields if self._widgets.get(field.key) in above), "")
        self.query_one("#help", Static).update(Content(said))
        for widget in self.query(".field, ThingInput"):
            widget.set_class(widget in above, "-here")

    # --- ending ---

    def on_input_submitted(self) -> None:
        """Save it."""
        self.action_save()

    def on_picker_submitted(self) -> None:
        """Save it."""
        self.action_save()

    def on_choice_submitted(self) -> None:
        """Save it."""
        self.action_save()

    def action_save(self) -> None:
        """Answer with the values; where they cannot be saved point at why."""
        self.show_effect()
        if not self._why:
            self._end(self.values())
            return
        effect = self.query_one("#effect", Static)
        effect.remove_class("-hint")
        effect.add_class("-error", "-pointed")
        if self._missing in self._widgets:
            self._widgets[self._missing].focus()

    def action_leave(self) -> None:
        """Leave everything as it was; what was typed is there when the form is opened again."""
        self._end(None)

    def _end(self, answer: dict[str, str] | None) -> None:
        came = {field.key: field.value for field in self.fields}
        draft = {key: value for key, value in self.values().items() if value != came[key]}
        self.session.drafts[self.form_name] = draft
        self.dismiss(answer)

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        """Do what a key of the bar does."""
        match message.action:
            case "save":
                self.action_save()
            case "leave":
                self.action_leave()
            case "next":
                self.focus_next()
