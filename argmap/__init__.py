"""argmap: what a claim assumes, who said so, who never did, and what would tell.

The public names below are imported when they are used, so that importing argmap costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

__version__ = "0.1.0"

_PUBLIC: Final = {
    "ArgumentMap": "argmap.model",
    "ArgmapError": "argmap.errors",
    "Editor": "argmap.store.editing",
    "Store": "argmap.store.reading",
    "check": "argmap.questions.check",
    "open_map": "argmap.store.naming",
    "to_networkx": "argmap.graph",
    "trace": "argmap.trace",
}

__all__ = ["__version__", *_PUBLIC]  # the names come from the table above


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'argmap' has no attribute {name!r}")
    value = getattr(import_module(_PUBLIC[name]), name)
    globals()[name] = value  # importing the module `trace` has bound its name to the module
    return value
