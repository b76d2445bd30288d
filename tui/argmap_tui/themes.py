"""argmap's own themes: every text stands out from what is behind it, also on the row under the cursor."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any, Final

from textual.app import App
from textual.theme import BUILTIN_THEMES, Theme


def _theme(name: str, *, dark: bool, cursor: str, muted: str, disabled: str, edge: str, **colours: str) -> Theme:
    """A theme whose roles are written in the colours as they are given, instead of in tints of them."""
    roles = ("primary", "secondary", "warning", "error", "success", "accent")
    return Theme(
        name,
        dark=dark,
        **colours,  # type: ignore[arg-type]  # all of them are colours, and so are these fields of a theme
        variables={
            **{f"text-{role}": colours[role] for role in roles},
            "foreground-muted": muted,
            "foreground-disabled": disabled,
            "text-muted": muted,
            "panel-lighten-2": edge,
            "text-disabled": disabled,
            "block-cursor-background": cursor,
            "block-cursor-foreground": colours["foreground"],
            "block-cursor-text-style": "none",
            "block-cursor-blurred-background": cursor,
            "block-cursor-blurred-foreground": colours["foreground"],
        },
    )


DARK: Final = _theme(
    "argmap-dark",
    dark=True,
    background="#14161b",
    surface="#1c1f26",
    panel="#232730",
    foreground="#dde1e8",
    primary="#8ab8ff",
    secondary="#cba6f7",
    success="#8fd694",
    error="#ff9a94",
    accent="#6fd8d0",
    warning="#ffc857",
    cursor="#2c3a55",
    muted="#a3abba",
    disabled="#7a8291",
    edge="#565d6b",
)
LIGHT: Final = _theme(
    "argmap-light",
    dark=False,
    background="#fbfaf7",
    surface="#f1efea",
    panel="#e6e4de",
    foreground="#1c1f24",
    primary="#0b4f9c",
    secondary="#6a3aa2",
    success="#14602a",
    error="#a3201a",
    accent="#005b6b",
    warning="#784600",
    cursor="#d3e2f6",
    muted="#50565f",
    disabled="#767b83",
    edge="#a9a59b",
)
HIGH_CONTRAST: Final = _theme(
    "argmap-high-contrast",
    dark=True,
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    foreground="#ffffff",
    primary="#a9d0ff",
    secondary="#e2c4ff",
    success="#7dff9a",
    error="#ffb3ad",
    accent="#66e8ff",
    warning="#ffe14d",
    cursor="#003473",
    muted="#d6d6d6",
    disabled="#b0b0b0",
    edge="#9a9a9a",
)

THEMES: Final = (DARK, LIGHT, HIGH_CONTRAST)

NAMES: Final = (*(theme.name for theme in THEMES), *sorted(BUILTIN_THEMES))
"""What a theme may be called in the settings: ours, and those that Textual brings."""


def register(app: App[Any], name: str | None) -> None:
    """Make our themes known to an application that does not run yet, and begin with this one, else with the dark one.

    A terminal without colours, or with eight, shows cursors in reverse; only ours can do that.
    """
    few = has_few_colours(app)
    for theme in THEMES:
        app.register_theme(_in_few_colours(theme) if few else theme)
    known = NAMES[: len(THEMES)] if few else NAMES
    app.set_reactive(App.theme, name if name in known else DARK.name)
    app.stylesheet.set_variables(app.get_css_variables())


def has_few_colours(app: App[Any]) -> bool:
    """Whether the background of a row may look like that of any other."""
    return app.no_color or app.console.color_system in (None, "standard")


def _in_few_colours(theme: Theme) -> Theme:
    reverse = {
        "block-cursor-text-style": "reverse",
        "input-cursor-background": theme.background or "",
        "input-cursor-foreground": theme.foreground or "",
        "input-cursor-text-style": "reverse",
    }
    return replace(theme, variables={**theme.variables, **reverse})


def colours_of_the_terminal() -> bool | None:
    """Textual's `ansi_color`: with NO_COLOR nothing is coloured, not even grey; else the theme decides."""
    return True if "NO_COLOR" in os.environ else None


def following(name: str) -> str:
    """The name of our theme that comes after this one; after the last, and after one that is not ours, the first."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
