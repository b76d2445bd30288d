"""Where argmap keeps things: the user's own map, the cache, the settings, what the terminal UI remembers."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path, user_state_path


def own_map() -> Path:
    """The user's own map, in the platform's data directory."""
    return user_data_path("argmap", appauthor=False) / "argmap.db"


def cache_folder() -> Path:
    """What can be deleted at any time."""
    return user_cache_path("argmap", appauthor=False)


def config_folder() -> Path:
    """Where the user's settings are looked for."""
    return user_config_path("argmap", appauthor=False)


def settings_file() -> Path:
    """The user's settings of the terminal UI; most people have none."""
    return config_folder() / "settings.toml"


def state_folder() -> Path:
    """What the terminal UI remembers from one day to the next, and its crash reports."""
    return user_state_path("argmap", appauthor=False)
