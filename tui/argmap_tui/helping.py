"""Help, palette and themes: what can be done, with which key, and why not now; all of it from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from argmap.text import columns
from argmap_tui.actions import ACTIONS, BY_ID, GROUPS, Action
from argmap_tui.app import ArgmapApp
from argmap_tui.bars import TextLine
from argmap_tui.dialog import Dialog
from argmap_tui.finding import HitList
from argmap_tui.main_screen import MainScreen
from argmap_tui.row_list import RowList
from argmap_tui.rows import Row, Span, heading
from argmap_tui.settings import HELP, ROW_ACTIONS, shown_keys
from argmap_tui.themes import following

Keys = Mapping[str, tuple[str, ...]]
"""The keys of every action, by its id."""

WhyNot = Callable[[Action], str]
"""Why an action cannot be done now; empty where it can."""

HERE: Final = frozenset({"thing", "statement", "argument", "step"})
"""Needs of what is done with the thing at the cursor."""


def help_rows(keys: Keys, why_not: WhyNot, here: str) -> list[Row]:
    """What can be done with the thing at the cursor, called `here`; then everything there is, in its groups."""
    rows: list[Row] = []
    about = [action for action in ACTIONS if HERE & set(action.needs) and not why_not(action)]
    if here and about:
        rows += [
            heading(f"With “{here}”", "heading:here"),
            *(_row("here", action.id, keys) for action in about),
            _blank("here"),
        ]
    for group, title in GROUPS.items():
        rows += [
            heading(title),
            *_explained([action for action in ACTIONS if action.group == group], keys, why_not),
            _blank(group),
        ]
    return [*rows, heading("In every list"), *(_row("list", binding.id or "", keys) for binding in ROW_ACTIONS)]


def palette_rows(keys: Keys, why_not: WhyNot) -> list[Row]:
    """Everything that can be done now, then what cannot."""
    return list(_explained(sorted(ACTIONS, key=lambda action: bool(why_not(action))), keys, why_not))


def all_rows(keys: Keys, why_not: WhyNot) -> list[Row]:
    """Everything there is, each with why it cannot be done now: what typing looks through."""
    actions = [_row("all", action.id, keys, why_not(action)) for action in ACTIONS]
    return actions + [_row("list", binding.id or "", keys) for binding in ROW_ACTIONS]


def _explained(actions: list[Action], keys: Keys, why_not: WhyNot) -> Iterator[Row]:
    """Actions, each with why it cannot be done now; of several with the same reason in a row, that is said once."""
    for why, some in groupby(actions, why_not):
        together = list(some)
        if why and len(together) > 1:
            yield Row(f"why:{together[0].id}", (Span(f"not now: {why}", "dim"),), lead=" ", rest=" ")
        for action in together:
            row = _row("all", action.id, keys, why)
            yield replace(row, below=()) if len(together) > 1 else row


def _blank(after: str) -> Row:
    return Row(f"blank:{after}", ())


def matching(rows: list[Row], text: str) -> list[Row]:
    """The rows of actions that a text means, best first: it is their key, their name, or words of what they do."""
    words = text.casefold().split()
    found: list[tuple[int, Row]] = []
    for row in rows:
        id_ = action_of(row) or ""
        names = f"{id_.replace('-', ' ')} {BY_ID[id_].label if id_ in BY_ID else ''}".casefold().split()
        said = [*names, *"".join(span.text for span in row.spans).casefold().split()]
        if text.strip() in row.lead.split():
            found.append((0, row))
        elif _all_begin(words, names):
            found.append((1, row))
        elif _all_begin(words, said):
            found.append((2, row))
    return [row for _, row in sorted(found, key=lambda one: one[0])]


def _all_begin(words: list[str], some: list[str]) -> bool:
    return all(any(one.startswith(word) for one in some) for word in words)


def action_of(row: Row) -> str | None:
    """The id of the action that a row is about."""
    where, _, id_ = row.key.partition("/")
    return id_ if where in ("here", "all", "list") else None


def _row(where: str, id_: str, keys: Keys, why_not: str = "") -> Row:
    width = max(columns(shown_keys(some)) for some in keys.values())
    name = shown_keys(keys[id_])
    return Row(
        f"{where}/{id_}",
        (Span(HELP[id_].removeprefix("In a list: "), "dim" if why_not else "plain"),),
        below=(Span(f"not now: {why_not.partition(';')[0]}", "dim"),) if why_not else (),
        lead=" " + name + " " * (width - columns(name)),
        rest=" " * (width + 1),
    )


class _Asked(Input):
    """A line to type in that leaves some keys to the screen as long as nothing was typed."""

    def __init__(self, left: Collection[str]) -> None:
        super().__init__(placeholder="a word, or a key", compact=True)
        self.left = left

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the key is a character of what is typed."""
        return super().check_consume_key(key, character) and (bool(self.value) or key not in self.left)


class ActionScreen(Dialog[str | None]):
    """A list of actions that gets shorter as one types; answers with the id of one, or None where none was chosen."""

    DEFAULT_CSS = """
    ActionScreen {
        align: center top;
        & #actions {
            width: 90%;
            max-width: 100;
            height: 80%;
            margin-top: 1;
            padding: 0 1;
            border: round $primary;
            border-title-color: $foreground;
            background: $background;
        }
        & HitList { height: 1fr; margin-top: 1; }
        & TextLine { color: $foreground-muted; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", show=False, id="actions.leave"),
        Binding("down,ctrl+n", "move(1)", "down", show=False, id="actions.down"),
        Binding("up,ctrl+p", "move(-1)", "up", show=False, id="actions.up"),
        Binding("pagedown", "page(1)", "a page down", show=False, id="actions.page-down"),
        Binding("pageup", "page(-1)", "a page up", show=False, id="actions.page-up"),
        Binding(",".join(BY_ID["help"].keys), "close", "close the help", show=False, priority=True, id="help"),
    ]

    def __init__(self, title: str, rows: list[Row], found_in: list[Row], closing: Collection[str]) -> None:
        """Show these rows, and of those in `found_in` what is meant by what is typed; a key in `closing` closes it."""
        super().__init__()
        self.heading = title
        self.rows = rows
        self.found_in = found_in
        self.input = _Asked(closing)
        self.list = HitList()

    def compose(self) -> ComposeResult:
        """A line to type in, the actions, and what the keys do here."""
        with Vertical(id="actions") as box:
            box.border_title = self.heading
            yield self.input
            yield self.list
            yield TextLine(id="actions-keys")

    def on_mount(self) -> None:
        """Show all of them."""
        self._show(self.rows)
        self.query_one("#actions-keys", TextLine).say("up, down choose   enter does it   escape leaves")

    def _show(self, rows: list[Row]) -> None:
        first = next((row.key for row in rows if action_of(row)), None)
        self.list.show(rows or [Row("none", (Span("nothing is called so, and no key is", "dim"),))], at=first)
        if rows is self.rows:
            self.list.scroll_home(animate=False)

    def on_input_changed(self, message: Input.Changed) -> None:
        """Show what is meant."""
        message.stop()
        self._show(matching(self.found_in, message.value) if message.value.strip() else self.rows)

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Answer with the action at the cursor."""
        message.stop()
        self.list.action_choose()

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Answer with the action that was chosen; what moves in lists is none to be done here."""
        id_ = action_of(message.row)
        if id_ in BY_ID:
            self.dismiss(id_)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key for the help closes it, unless it is a character of what is being typed."""
        return action != "close" or not self.input.value

    def action_close(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Show all again, or else leave everything as it was."""
        if self.input.value:
            self.input.value = ""
        else:
            self.dismiss(None)

    def action_move(self, by: int) -> None:
        """Go to another row."""
        self.list.action_move(by)

    def action_page(self, by: int) -> None:
        """Go to a row that is a page away."""
        self.list.action_page(by)


async def show_help(screen: MainScreen) -> None:
    """What can be done, first with the thing at the cursor."""
    thing = screen.current
    here = screen.store.label(thing) if thing is not None else ""
    keys = _app(screen).settings.keys
    await _choose(screen, "what can be done here", help_rows(keys, _why_not(screen), here))


async def palette(screen: MainScreen) -> None:
    """All actions by name."""
    await _choose(screen, "all actions", palette_rows(_app(screen).settings.keys, _why_not(screen)))


async def _choose(screen: MainScreen, title: str, rows: list[Row]) -> None:
    keys = _app(screen).settings.keys
    found_in = all_rows(keys, _why_not(screen))
    id_ = await screen.app.push_screen_wait(ActionScreen(title, rows, found_in, keys["help"]))
    if id_ is not None:
        await screen.run_action(f"act('{id_}')")


def _why_not(screen: MainScreen) -> WhyNot:
    return cache(lambda action: screen.why_not(action.needs))


def theme(screen: MainScreen) -> None:
    """Show the next theme, and remember it."""
    app = _app(screen)
    app.theme = app.memory.theme = following(app.theme)
    screen.say(f"theme: {app.theme}")


def _app(screen: MainScreen) -> ArgmapApp:
    assert isinstance(screen.app, ArgmapApp)
    return screen.app
