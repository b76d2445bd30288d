"""An answer in sections and points, told on a terminal or as Markdown from the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

import click

from argmap.cli.answers import dim, paragraph
from argmap.markdown import escaped
from argmap.model import ArgumentMap


class Item(NamedTuple):
    """One line of an answer: a finding, a sentence, the head of a section, a point in it, a detail, more on that."""

    kind: Literal["finding", "text", "head", "point", "detail", "more"]
    text: str


class _Answer(Protocol):
    def as_json(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Telling:
    """An answer and the words it is told in; their text is visible, and not yet Markdown."""

    map_: ArgumentMap
    answer: _Answer
    items: Callable[[], Iterable[Item]]

    def lines(self, width: int) -> Iterator[str]:
        """For a terminal."""
        for item in self.items():
            match item.kind:
                case "finding":
                    yield from paragraph(item.text, width, bold=True)
                case "text":
                    yield from paragraph(item.text, width)
                case "head":
                    yield ""
                    yield click.style(item.text, bold=True)
                case "point":
                    yield from paragraph(item.text, width, "  ", "    ")
                case "detail":
                    for line in paragraph(item.text, width, "      "):
                        yield dim(line)
                case "more":
                    for line in paragraph(item.text, width, "        "):
                        yield dim(line)

    def markdown(self) -> Iterator[str]:
        """To paste into a thread."""
        before = ""
        for item in self.items():
            text = escaped(item.text)
            match item.kind:
                case "finding" | "head":
                    yield f"{before and chr(10)}**{text}**\n"
                case "text":
                    yield f"{before and chr(10)}{text}\n"
                case "point":
                    yield f"{'' if before in ('point', 'detail', 'more') else chr(10)}- {text}\n"
                case "detail":
                    yield f"  - {text}\n"
                case "more":
                    yield f"    - {text}\n"
            before = item.kind
