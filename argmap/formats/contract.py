"""The map file `argmap/1`, key by key: what is checked when a map comes in, and what the JSON Schema says.

The shapes are typed mappings, so that a checked entry stays the plain mapping that `argmap.entries` reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, with_config
from typing_extensions import TypedDict  # pydantic reads this one on every Python

from argmap.formats.fields import (
    STRICT,
    Boolean,
    Count,
    Credence,
    Day,
    Exceptions,
    Id,
    Ids,
    IdText,
    Index,
    Positive,
    Premises,
    Probability,
    Text,
    Texts,
    UnstatedPremises,
    Weight,
    as_list,
    as_node,
    as_text,
    describe,
    has_node,
    no_repeats,
    refuse,
)
from argmap.model import PREMISE_ROLES, Outcome, Reading, StatementKind, Status

FORMAT: Final = "argmap/1"


@with_config(STRICT)
class _Thing(TypedDict, total=False):
    title: Annotated[Text, Field(description="what it is called, understood without its source")]
    text: Annotated[Text, Field(description="a sentence or two that say what it means")]
    note: Annotated[Text, Field(description="a remark of the map's editor")]
    tags: Annotated[Texts, Field(description="words to find it by")]
    name: Annotated[Text, Field(description="the name it had where it was imported from")]


class _StatementKey(TypedDict):
    kind: Annotated[StatementKind, BeforeValidator(as_text)]


@with_config(STRICT)
class StatementEntry(_Thing, _StatementKey, total=False):
    """Something that can hold or not: a problem is solved, a proposal works, a claim is true, a scenario happens,
    a concern comes about."""

    credence: Annotated[Credence, Field(description="the editor's probability that it holds")]
    otherwise: Annotated[Credence, Field(description="the chance that it holds for reasons not in the map")]
    about: Annotated[Ids, Field(description="things it has to do with, without any logical force")]


def _at_least_two(value: list[Any]) -> list[Any]:
    return value if len(value) > 1 else refuse(f"must name at least two statements, not {len(value) or 'none'}")


class _ExclusiveKeys(TypedDict):
    of: Annotated[Ids, AfterValidator(_at_least_two), Field(min_length=2, description="the members, which are leaves")]


@with_config(STRICT)
class _Exclusive(_Thing, _ExclusiveKeys, total=False):
    """A group of statements of which at most one holds."""

    exhaustive: Annotated[Boolean, Field(description="true: exactly one of them holds")]


def _as_mapping(value: Any) -> Any:
    return {"of": value} if isinstance(value, list) else value


_Members = Annotated[list[Id], Field(min_length=2, description="short for of")]
ExclusiveEntry = Annotated[_Exclusive, BeforeValidator(_as_mapping, json_schema_input_type=_Members | _Exclusive)]


_ArgumentKeys = TypedDict(
    "_ArgumentKeys",
    {
        "for": Annotated[Id, Field(description="the statement it argues for")],
        "against": Annotated[Id, Field(description="the statement it rebuts, or the argument it undercuts")],
    },
    total=False,
)


@with_config(STRICT)
class _Argument(_Thing, _ArgumentKeys, total=False):
    """An inference step: if its premises hold, so does (or does not) its target."""

    because: Annotated[Premises, Field(description="what the argument offers")]
    assuming: Annotated[Premises, Field(description="what its author says it takes for granted")]
    unstated: Annotated[UnstatedPremises, Field(description="what it needs and its author did not say")]
    unless: Annotated[Exceptions, Field(description="exceptions: if one of these holds, the argument does not apply")]
    at_least: Annotated[Count, Field(description="how many of `because` suffice; all, if absent")]
    always: Annotated[Boolean, Field(description="true: it needs no premise")]
    strength: Annotated[Credence, Field(description="the chance that the target holds given all premises; 1 if absent")]
    scheme: Annotated[Text, Field(description="the argumentation scheme, such as proposal-solves-problem")]
    by: Annotated[Ids, Field(description="the people who make it; nobody: the map's editor infers it")]
    source: Annotated[Id, Field(description="the source in which it is made")]
    at: Annotated[Text, Field(description="where in the source: L23, L23-L27, t12, t12@5-40, or any text")]


def _complete_argument(value: Any) -> Any:
    if "for" in value and "against" in value:
        refuse("has both for and against; an argument has exactly one", "against")
    if "for" not in value and "against" not in value:
        refuse("needs for or against: the id of what it argues for or against")
    if not value.get("always") and not any(value.get(role) for role in PREMISE_ROLES):
        refuse("has no premise; give because, assuming, unstated or unless, or mark it always: true")
    if "at_least" in value and value["at_least"] > len(value.get("because", ())):
        refuse(f"has at_least {value['at_least']}, but {len(value.get('because', ()))} in because", "at_least")
    return value


ArgumentEntry = Annotated[_Argument, AfterValidator(_complete_argument)]


def _as_ids(value: Any) -> Any:
    return [value] if isinstance(value, str) else as_list(value)


OneOrMoreIds = Annotated[
    list[Id], BeforeValidator(_as_ids, json_schema_input_type=Id | list[Id]), AfterValidator(no_repeats)
]


@with_config(STRICT)
class _Test(TypedDict, total=False):
    """What the experiment would show about one statement or argument."""

    node: Annotated[Id, Field(description="the statement or argument it tests")]
    if_true: Annotated[Text, Field(description="what is seen if it holds")]
    if_false: Annotated[Text, Field(description="what is seen if it does not")]
    likelihood_ratio: Annotated[Positive, Field(description="P(positive if true) / P(positive if false)")]
    p_if_true: Annotated[Probability, Field(description="P(positive if true)")]
    p_if_false: Annotated[Probability, Field(description="P(positive if false)")]
    before: Annotated[OneOrMoreIds, Field(description="scenarios before which it can be seen")]
    misleads_if: Annotated[
        OneOrMoreIds, Field(description="statements under which it says nothing of what comes after")
    ]
    at: Text
    note: Text


def _complete_test(value: Any) -> Any:
    has_node(value)
    if "likelihood_ratio" in value and ("p_if_true" in value or "p_if_false" in value):
        refuse("has both a likelihood_ratio and probabilities; give one of them", "likelihood_ratio")
    if ("p_if_true" in value) != ("p_if_false" in value):
        refuse("needs both p_if_true and p_if_false, or neither")
    if value["node"] in value.get("misleads_if", ()):
        refuse(f"has {value['node']!r} in misleads_if, which is what it tests itself", "misleads_if")
    return value


Test = Annotated[_Test, BeforeValidator(as_node, json_schema_input_type=Id | _Test), AfterValidator(_complete_test)]


@with_config(STRICT)
class _Result(TypedDict, total=False):
    """What the experiment showed."""

    outcome: Annotated[Outcome, BeforeValidator(as_text)]
    node: Annotated[Id, Field(description="the tested thing it speaks of; all of them, if absent")]
    on: Annotated[Day, Field(description="the day it was known")]
    note: Text


def _as_results(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _as_result(value: Any) -> Any:
    if isinstance(value, str):
        return {"note": value}
    return value if isinstance(value, dict) else refuse(f"must be text or a mapping, not {describe(value)}")


Result = Annotated[_Result, BeforeValidator(_as_result, json_schema_input_type=str | _Result)]
Results = Annotated[
    list[Result], BeforeValidator(_as_results, json_schema_input_type=str | _Result | list[str | _Result])
]


@with_config(STRICT)
class ExperimentEntry(_Thing, total=False):
    """What would test statements or arguments, or did."""

    status: Annotated[Status, BeforeValidator(as_text)]
    method: Annotated[Text, Field(description="how it is done")]
    result: Annotated[Results, Field(description="what it showed: text, {outcome, node, on, note}, or a list")]
    tests: Annotated[
        Annotated[list[Test], BeforeValidator(as_list, json_schema_input_type=list[Test]), AfterValidator(no_repeats)],
        Field(description="what it tests, and what it would show"),
    ]


@with_config(STRICT)
class PersonEntry(_Thing, total=False):
    """Somebody who says things."""

    url: Text


@with_config(STRICT)
class SourceEntry(_Thing, total=False):
    """Where things were said: a document, a thread, a talk."""

    author: Text
    date: Text
    url: Text
    transcript: Annotated[Text, Field(description="the turns of the discussion, kept by content hash")]


class _PositionKeys(TypedDict):
    person: Annotated[Id, Field(description="who holds it")]
    target: Annotated[Id, Field(description="the statement or argument it is about")]


@with_config(STRICT)
class PositionEntry(_Thing, _PositionKeys, total=False):
    """What one person holds of one statement or argument; with nothing else said, it asserts it."""

    credence: Annotated[Credence, Field(description="their probability; of an argument: the strength of the step")]
    reading: Annotated[Reading, BeforeValidator(as_text)]
    crux: Annotated[Boolean, Field(description="would they change their mind about `of` with this?")]
    weight: Annotated[Weight, Field(description="the share of what they care about that this concern makes up")]
    of: Annotated[OneOrMoreIds, Field(description="the premise that a reading, or what a crux, is about")]
    on: Annotated[Day, Field(description="the day")]
    source: Annotated[Id, Field(description="the source in which they say so")]
    at: Annotated[Text, Field(description="where in the source")]


class _QuoteKeys(TypedDict):
    source: Annotated[Id, Field(description="the source it stands in")]
    target: Annotated[Id, Field(description="the thing of the map that it carries")]


@with_config(STRICT)
class _Quote(_Thing, _QuoteKeys, total=False):
    """A span of a source's text that carries a thing of the map, by W3C Web Annotation selectors."""

    exact: Annotated[Text, Field(description="the words themselves")]
    prefix: Annotated[Text, Field(description="the words just before")]
    suffix: Annotated[Text, Field(description="the words just after")]
    start: Annotated[Index, Field(description="the first code point, from 0")]
    end: Annotated[Index, Field(description="the code point after the last")]
    at: Annotated[Text, Field(description="a locator: L23, L23-L27, t12, t12@5-40, or any text")]


def _complete_quote(value: Any) -> Any:
    if ("start" in value) != ("end" in value):
        refuse("needs both start and end, or neither")
    if "start" in value and value["start"] > value["end"]:
        refuse(f"starts at {value['start']}, after its end {value['end']}", "start")
    if not (value.get("exact") or "start" in value or value.get("at")):
        refuse("selects nothing; give exact, start and end, or at")
    return value


QuoteEntry = Annotated[_Quote, AfterValidator(_complete_quote)]


class _MapKeys(TypedDict):
    format: Annotated[Literal["argmap/1"], Field(description="which format this file is in")]


@with_config(STRICT)
class MapEntry(_MapKeys, total=False):
    """A map: statements, the arguments for and against them, and who said what where."""

    title: Annotated[Text, Field(description="what the map is about")]
    text: Text
    note: Text
    statements: dict[IdText, StatementEntry]
    exclusive: dict[IdText, ExclusiveEntry]
    arguments: dict[IdText, ArgumentEntry]
    experiments: dict[IdText, ExperimentEntry]
    people: dict[IdText, PersonEntry]
    sources: dict[IdText, SourceEntry]
    positions: list[PositionEntry]
    quotes: list[QuoteEntry]


ENTRIES: Final[Mapping[str, Any]] = {
    "statements": StatementEntry,
    "exclusive": ExclusiveEntry,
    "arguments": ArgumentEntry,
    "experiments": ExperimentEntry,
    "people": PersonEntry,
    "sources": SourceEntry,
    "positions": PositionEntry,
    "quotes": QuoteEntry,
}
"""The shape of an entry in each section of a map file."""


@cache
def checker(section: str) -> TypeAdapter[dict[str, Any]]:
    """What checks an entry of this section."""
    return TypeAdapter(ENTRIES[section])


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a map file, which lets editors complete and check it."""
    schema = TypeAdapter(MapEntry).json_schema(mode="validation")
    for section in schema["properties"].values():
        if "patternProperties" in section:
            section["additionalProperties"] = False
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:argmap:1",
        **schema,
        "title": "argmap/1",
    }


@cache
def _schema(section: str) -> dict[str, Any]:
    return checker(section).json_schema(mode="validation")


def keys_at(section: str, path: Sequence[str]) -> list[str]:
    """The keys that a mapping in an entry of this section may have, at a path of keys (lists are looked through)."""
    schema = _schema(section)
    found = [schema]
    for step in ["", *path]:
        if step:
            found = [node["properties"][step] for node in found if step in node.get("properties", {})]
        found = list(_resolved(found, schema.get("$defs", {})))
    return [key for node in found for key in node.get("properties", {})]


def _resolved(nodes: list[Any], definitions: Mapping[str, Any]) -> Iterator[Any]:
    """The mappings that schema nodes stand for, through references, choices and list items."""
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if "$ref" in node:
            stack.append(definitions[node["$ref"].rpartition("/")[2]])
        elif "properties" in node:
            yield node
        else:
            stack += node.get("anyOf", [])
            if "items" in node:
                stack.append(node["items"])
