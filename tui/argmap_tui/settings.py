"""The user's settings: a theme, and keys of their own; read by hand, so that the screen opens as fast with a file.

A file that is wrong keeps nobody out: what can be read of it counts, and one line says what is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, format_key

from argmap.errors import did_you_mean
from argmap.files import reason
from argmap.paths import settings_file
from argmap_tui.actions import ACTIONS
from argmap_tui.row_list import RowList
from argmap_tui.themes import NAMES

LARGEST: Final = 1_000_000
"""Bytes of a settings file; one that is larger is none."""

NO_KEY: Final = "none"
"""What Textual is told where an action is to have no key: it knows no such key."""

LEFT_ALONE: Final = ("escape", "tab", "shift+tab", "ctrl+q", "ctrl+c")
"""Keys that always do the same: leave a dialog, go to the next panel, leave argmap, copy."""

ROW_ACTIONS: Final = tuple(binding for binding in RowList.BINDINGS if isinstance(binding, Binding) and binding.id)
"""What moves in every list."""

DEFAULT_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    **{action.id: action.keys for action in ACTIONS},
    **{binding.id or "": tuple(binding.key.split(",")) for binding in ROW_ACTIONS},
}
"""The keys of everything that can have others, by its id."""

HELP: Final[Mapping[str, str]] = {
    **{action.id: action.help for action in ACTIONS},
    **{binding.id or "": f"In a list: {binding.description}" for binding in ROW_ACTIONS},
}
"""What each of them does."""


@dataclass(frozen=True)
class Settings:
    """What the user wants otherwise: `theme` is None where they did not say, `keys` holds every action's keys.

    `problems` says what is wrong with the file, a line each.
    """

    theme: str | None = None
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: DEFAULT_KEYS)
    problems: tuple[str, ...] = ()

    @property
    def keymap(self) -> dict[str, str]:
        """The keys that are not the usual ones, as Textual's `set_keymap` takes them."""
        return {id_: ",".join(keys) or NO_KEY for id_, keys in self.keys.items() if keys != DEFAULT_KEYS[id_]}

    @property
    def complaint(self) -> str:
        """What is wrong with the file, in one line; empty where nothing is."""
        if not self.problems:
            return ""
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        return self.problems[0] + more


def load(path: Path | None = None) -> Settings:
    """The settings in the user's file, or in another; where there is none, the usual ones."""
    path = path or settings_file()
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        return Settings(problems=(f"{path.name}: cannot be read: {reason(error)}",))
    return parsed(raw, path.name)


def parsed(raw: bytes, name: str) -> Settings:
    """The settings that a file of this name holds."""
    import tomllib  # 4 ms, paid only where there is a file

    if len(raw) > LARGEST:
        return Settings(problems=(f"{name}: too large for settings",))
    try:
        found = tomllib.loads(raw.decode())
    except (ValueError, RecursionError) as error:
        return Settings(problems=(f"{name}: not TOML: {str(error) or 'nested too deeply'}",))
    problems = []
    theme = found.pop("theme", None)
    if theme is not None and theme not in NAMES:
        near = did_you_mean(str(theme), NAMES) or f"; one of {', '.join(NAMES[:3])} …"
        problems.append(f"theme: there is no theme {str(theme)!r}{near}")
        theme = None
    wanted = found.pop("keys", {})
    problems += [f"{key!r} is no setting{did_you_mean(key, ('theme', 'keys'))}" for key in found]
    if not isinstance(wanted, dict):
        problems.append('keys: a table is wanted, such as [keys] and below it find = "/"')
        wanted = {}
    keys, wrong = _keys(dict(_flat(wanted)))
    return Settings(theme, keys, tuple(f"{name}: {problem}" for problem in (*problems, *wrong)))


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """A table whose dotted keys TOML has made into tables, with the dots again."""
    for key, value in table.items():
        if isinstance(value, dict) and not before:
            yield from _flat(value, f"{key}.")
        else:
            yield before + key, value


def _keys(wanted: Mapping[str, Any]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The keys of every action, and what is wrong with those that are wanted.

    A key that two actions want is the first one's. One that is another's by default is taken from it.
    """
    asked: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    problems: list[str] = []
    for id_, value in wanted.items():
        if id_ not in DEFAULT_KEYS:
            problems.append(f"keys: there is no action {id_!r}{did_you_mean(id_, DEFAULT_KEYS)}")
            continue
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            problems.append(f'keys.{id_}: a key such as "/", or a list of keys, is wanted, not {value!r}')
            continue
        mine = []
        for text in texts:
            key = read_key(text)
            if key is None:
                problems.append(f"keys.{id_}: there is no key {text!r}{did_you_mean(text.lower(), _NAMED)}")
            elif key in LEFT_ALONE:
                problems.append(f"keys.{id_}: {shown_key(key)} always does the same, and cannot be given away")
            elif owner.setdefault(key, id_) != id_:
                problems.append(f"keys.{id_}: {shown_key(key)} is {owner[key]}'s already")
            elif key not in mine:
                mine.append(key)
        if mine or not texts:
            asked[id_] = tuple(mine)
    keys = {}
    for id_, usual in DEFAULT_KEYS.items():
        keys[id_] = asked[id_] if id_ in asked else tuple(key for key in usual if key not in owner)
        if not keys[id_] and id_ not in asked:
            takers = sorted({owner[key] for key in usual})
            problems.append(f"keys: {' and '.join(takers)} took the key of {id_}, which has none now")
    return keys, problems


# --- keys, as people write them and as Textual calls them ---

_OTHER_NAMES: Final = {
    "esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "pgup": "pageup", "pgdn": "pagedown",
    "page-up": "pageup", "page-down": "pagedown", "↑": "up", "↓": "down", "←": "left", "→": "right", " ": "space",
}  # fmt: skip

_NAMED: Final = (
    "space", "enter", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown", "up", "down", "left",
    "right", "escape", "tab", *(f"f{number}" for number in range(1, 25)),
)  # fmt: skip

_WORDS: Final = ("enter", "backspace", "delete", "escape")
"""Keys shown by their names, not by Textual's signs and short forms for them."""

_is_key: Final = re.compile(r"((?:(?:ctrl|alt|shift|super)[+-])*)(.+)", re.IGNORECASE | re.DOTALL).fullmatch


def read_key(text: str) -> str | None:
    """What Textual calls the key that somebody wrote: `/`, `G`, `space`, `ctrl+x`, `slash`; None where it is none."""
    found = _is_key(text)
    if found is None:
        return None
    modifiers = set(re.split("[+-]", found[1].lower())) - {""}
    last = _last(found[2])
    if last is None:
        return None
    if len(last) == 1 and modifiers:
        if modifiers == {"shift"}:
            return last.upper()
        last = last.lower()
    return "+".join((*sorted(modifiers), last))


def _last(text: str) -> str | None:
    """What Textual calls a key without ctrl and the like."""
    text = _OTHER_NAMES.get(text.lower(), text)
    if text.lower() in _NAMED:
        return text.lower()
    character = text if len(text) == 1 else format_key(text.lower())
    if len(character) != 1 or not character.isprintable():
        return None
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name) or None


def shown_key(key: str) -> str:
    """A key of Textual's as people write it."""
    modifiers, _, last = key.rpartition("+")
    if not modifiers and last == "minus":
        return "-"
    shown = last if last in _WORDS else format_key(last)
    return f"{modifiers}+{shown}" if modifiers else shown


def shown_keys(keys: Iterable[str]) -> str:
    """Several of them, the first first."""
    return " ".join(map(shown_key, keys))


# --- for editors ---


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the settings file."""

    def keys_of(id_: str) -> dict[str, Any]:
        return {
            "description": f"{HELP[id_]}. Usually {shown_keys(DEFAULT_KEYS[id_])}",
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        }

    flat = {id_: keys_of(id_) for id_ in DEFAULT_KEYS}
    tables: dict[str, dict[str, Any]] = {}
    for id_ in flat:
        table, dot, name = id_.partition(".")
        if dot:
            tables.setdefault(table, {})[name] = flat[id_]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:argmap-settings:1",
        "title": "argmap settings",
        "description": "settings.toml, in the folder that 'argmap paths' calls config",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "theme": {"description": "the colours to begin with", "enum": list(NAMES)},
            "keys": {
                "description": "an action's key, or a list of its keys; an empty list takes them away",
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    **flat,
                    **{
                        table: {"type": "object", "additionalProperties": False, "properties": inner}
                        for table, inner in tables.items()
                    },
                },
            },
        },
    }
