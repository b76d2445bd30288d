"""The map file `argmap/1`, key by key: what is checked when a map comes in, and what the JSON Schema says.

The shapes are typed mappings, so a checked entry stays the plain mapping that `argmap.entries` reads. A plain
YAML scalar is read by the type of its field (`title: No` is text), never by a guess from its looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, Literal, NoReturn

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict  # pydantic reads this one on every Python

from argmap.formats.nodes import Plain
from argmap.ids import ID_LENGTH, ID_PATTERN
from argmap.model import PREMISE_ROLES, Outcome, Reading, StatementKind, Status

FORMAT: Final = "argmap/1"

_STRICT = ConfigDict(extra="forbid")
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_WHOLE = re.compile(r"[-+]?\d+")


def _refuse(message: str, key: str | None = None) -> NoReturn:
    """Say what is wrong; `key` names the key of the mapping at whose place it stands."""
    raise PydanticCustomError("argmap", "{message}", {"message": message, "key": key})


def describe(value: Any) -> str:
    """A value in the words of an error message."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, str):
        shown = value if len(value) <= 40 else value[:39] + "…"
        return repr(str(shown))
    return "a list" if isinstance(value, Sequence) else repr(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, str) else _refuse(f"must be text, not {describe(value)}")


def _number(value: Any) -> float:
    if isinstance(value, Plain) and _NUMBER.fullmatch(value):
        return float(value)
    _refuse(f"must be a number, not {_quoted(value)}")


def _whole(value: Any) -> int:
    if isinstance(value, Plain) and _WHOLE.fullmatch(value) and len(value) < 19:
        return int(value)
    _refuse(f"must be a whole number, not {_quoted(value)}")


def _quoted(value: Any) -> str:
    return f"the text {describe(value)}" if isinstance(value, str) and not isinstance(value, Plain) else describe(value)


def _boolean(value: Any) -> bool:
    if isinstance(value, Plain) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    _refuse(f"must be true or false, not {_quoted(value)}")


def _day(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        _refuse(f"must be a day such as 2022-07-01, not {describe(value)}")
    return value


def _listed(value: Any) -> Any:
    if value is None:
        return []
    return value if isinstance(value, list) else _refuse(f"must be a list, not {describe(value)}")


def _mapping(value: Any) -> Any:
    return value if isinstance(value, dict) else _refuse(f"must be a mapping, not {describe(value)}")


def _no_repeats(value: list[Any]) -> list[Any]:
    seen: set[str] = set()
    for item in value:
        name = item["node"] if isinstance(item, dict) else item
        if name in seen:
            _refuse(f"names {name!r} twice")
        seen.add(name)
    return value


# A validator that runs before hides what comes after from the JSON Schema: it names the checked type for that.
_Id = Annotated[str, StringConstraints(pattern=f"^{ID_PATTERN}$", max_length=ID_LENGTH)]
_Probability = Annotated[float, Field(ge=0, le=1)]
_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Index = Annotated[int, Field(ge=0)]
_Count = Annotated[int, Field(ge=1)]

Text = Annotated[str, BeforeValidator(_text)]
Id = Annotated[_Id, BeforeValidator(_text, json_schema_input_type=_Id)]
Probability = Annotated[_Probability, BeforeValidator(_number, json_schema_input_type=_Probability)]
Positive = Annotated[_Positive, BeforeValidator(_number, json_schema_input_type=_Positive)]
Index = Annotated[_Index, BeforeValidator(_whole, json_schema_input_type=_Index)]
Count = Annotated[_Count, BeforeValidator(_whole, json_schema_input_type=_Count)]
Boolean = Annotated[bool, BeforeValidator(_boolean, json_schema_input_type=bool)]
Day = Annotated[str, BeforeValidator(_text, json_schema_input_type=date), AfterValidator(_day)]
Texts = Annotated[list[Text], BeforeValidator(_listed, json_schema_input_type=list[str])]
Ids = Annotated[list[Id], BeforeValidator(_listed, json_schema_input_type=list[Id]), AfterValidator(_no_repeats)]


class _Bounds(TypedDict, total=False):
    """A number, or bounds on it."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    value: Annotated[Probability, Field(description="the number, where it is known")]
    low: Annotated[Probability, Field(description="the lower bound")]
    high: Annotated[Probability, Field(description="the upper bound")]


class _Credence(_Bounds, total=False):
    """A probability, with what its holder says of it."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    note: Annotated[Text, Field(description="how it is meant or known, such as 'from memory'")]
    at: Annotated[Text, Field(description="where it is said: a locator in the source")]


def _as_bounds(value: Any) -> Any:
    return {"value": value} if isinstance(value, Plain) else _mapping_or_number(value)


def _mapping_or_number(value: Any) -> Any:
    if isinstance(value, dict):
        return value
    _refuse(f"must be a number or {{low, high}}, not {_quoted(value)}")


def _ordered(value: Any) -> Any:
    if "value" in value:
        if "low" in value or "high" in value:
            _refuse("has both value and bounds; give one of them", "value")
    elif "low" not in value or "high" not in value:
        _refuse("needs value, or both low and high")
    elif value["low"] > value["high"]:
        _refuse(f"has low {value['low']:g} above high {value['high']:g}", "low")
    return value


Credence = Annotated[
    _Credence, BeforeValidator(_as_bounds, json_schema_input_type=Probability | _Credence), AfterValidator(_ordered)
]
Weight = Annotated[
    _Bounds, BeforeValidator(_as_bounds, json_schema_input_type=Probability | _Bounds), AfterValidator(_ordered)
]


class _Premise(TypedDict, total=False):
    """A premise with where it is said."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    node: Annotated[Id, Field(description="the statement that is needed")]
    at: Annotated[Text, Field(description="where it is said: a locator in the argument's source")]
    note: Text


class _Unstated(_Premise, total=False):
    """A premise that nobody arguing says."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    surfaced_by: Annotated[Id, Field(description="the person who brought it to light; nobody: the map's editor")]


def _as_node(value: Any) -> Any:
    if isinstance(value, str):
        return {"node": value}
    return value if isinstance(value, dict) else _refuse(f"must be an id or a mapping, not {describe(value)}")


def _has_node(value: Any) -> Any:
    return value if "node" in value else _refuse("node is missing")


Premise = Annotated[
    _Premise, BeforeValidator(_as_node, json_schema_input_type=Id | _Premise), AfterValidator(_has_node)
]
Unstated = Annotated[
    _Unstated, BeforeValidator(_as_node, json_schema_input_type=Id | _Unstated), AfterValidator(_has_node)
]
Premises = Annotated[
    list[Premise], BeforeValidator(_listed, json_schema_input_type=list[Premise]), AfterValidator(_no_repeats)
]
UnstatedPremises = Annotated[
    list[Unstated], BeforeValidator(_listed, json_schema_input_type=list[Unstated]), AfterValidator(_no_repeats)
]


class _Thing(TypedDict, total=False):
    __pydantic_config__ = _STRICT  # type: ignore[misc]
    title: Annotated[Text, Field(description="what it is called, understood without its source")]
    text: Annotated[Text, Field(description="a sentence or two that say what it means")]
    note: Annotated[Text, Field(description="a remark of the map's editor")]
    tags: Annotated[Texts, Field(description="words to find it by")]
    name: Annotated[Text, Field(description="the name it had where it was imported from")]


class _StatementKey(TypedDict):
    kind: Annotated[StatementKind, BeforeValidator(_text)]


class StatementEntry(_Thing, _StatementKey, total=False):
    """Something that can hold or not: a problem is solved, a proposal works, a claim is true, a scenario happens,
    a concern comes about."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    credence: Annotated[Credence, Field(description="the editor's probability that it holds")]
    otherwise: Annotated[Credence, Field(description="the chance that it holds for reasons not in the map")]
    about: Annotated[Ids, Field(description="things it has to do with, without any logical force")]


_ArgumentKeys = TypedDict(
    "_ArgumentKeys",
    {
        "for": Annotated[Id, Field(description="the statement it argues for")],
        "against": Annotated[Id, Field(description="the statement it rebuts, or the argument it undercuts")],
    },
    total=False,
)


class _Argument(_Thing, _ArgumentKeys, total=False):
    """An inference step: if its premises hold, so does (or does not) its target."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    because: Annotated[Premises, Field(description="what the argument offers")]
    assuming: Annotated[Premises, Field(description="what its author says it takes for granted")]
    unstated: Annotated[UnstatedPremises, Field(description="what it needs and its author did not say")]
    unless: Annotated[Premises, Field(description="exceptions: if one of these holds, the argument does not apply")]
    at_least: Annotated[Count, Field(description="how many of `because` suffice; all, if absent")]
    always: Annotated[Boolean, Field(description="true: it needs no premise")]
    strength: Annotated[Credence, Field(description="the chance that the target holds given all premises; 1 if absent")]
    scheme: Annotated[Text, Field(description="the argumentation scheme, such as proposal-solves-problem")]
    by: Annotated[Ids, Field(description="the people who make it; nobody: the map's editor infers it")]
    source: Annotated[Id, Field(description="the source in which it is made")]
    at: Annotated[Text, Field(description="where in the source: L23, L23-L27, t12, t12@5-40, or any text")]


def _complete_argument(value: Any) -> Any:
    if "for" in value and "against" in value:
        _refuse("has both for and against; an argument has exactly one", "against")
    if "for" not in value and "against" not in value:
        _refuse("needs for or against: the id of what it argues for or against")
    if not value.get("always") and not any(value.get(role) for role in PREMISE_ROLES):
        _refuse("has no premise; give because, assuming, unstated or unless, or mark it always: true")
    if "at_least" in value and value["at_least"] > len(value.get("because", ())):
        _refuse(f"has at_least {value['at_least']}, but {len(value.get('because', ()))} in because", "at_least")
    return value


ArgumentEntry = Annotated[_Argument, AfterValidator(_complete_argument)]


class _Test(TypedDict, total=False):
    """What the experiment would show about one statement or argument."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    node: Annotated[Id, Field(description="the statement or argument it tests")]
    if_true: Annotated[Text, Field(description="what is seen if it holds")]
    if_false: Annotated[Text, Field(description="what is seen if it does not")]
    likelihood_ratio: Annotated[Positive, Field(description="P(positive if true) / P(positive if false)")]
    p_if_true: Annotated[Probability, Field(description="P(positive if true)")]
    p_if_false: Annotated[Probability, Field(description="P(positive if false)")]
    before: Annotated[Ids, Field(description="scenarios before which it can be seen")]
    misleads_if: Annotated[Ids, Field(description="statements under which it says nothing of what comes after")]
    at: Text
    note: Text


def _complete_test(value: Any) -> Any:
    _has_node(value)
    if "likelihood_ratio" in value and ("p_if_true" in value or "p_if_false" in value):
        _refuse("has both a likelihood_ratio and probabilities; give one of them", "likelihood_ratio")
    if ("p_if_true" in value) != ("p_if_false" in value):
        _refuse("needs both p_if_true and p_if_false, or neither")
    return value


Test = Annotated[_Test, BeforeValidator(_as_node, json_schema_input_type=Id | _Test), AfterValidator(_complete_test)]


class _Result(TypedDict, total=False):
    """What the experiment showed."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    outcome: Annotated[Outcome, BeforeValidator(_text)]
    node: Annotated[Id, Field(description="the tested thing it speaks of; all of them, if absent")]
    on: Annotated[Day, Field(description="the day it was known")]
    note: Text


def _as_results(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _as_result(value: Any) -> Any:
    if isinstance(value, str):
        return {"note": value}
    return value if isinstance(value, dict) else _refuse(f"must be text or a mapping, not {describe(value)}")


Result = Annotated[_Result, BeforeValidator(_as_result, json_schema_input_type=str | _Result)]
Results = Annotated[
    list[Result], BeforeValidator(_as_results, json_schema_input_type=str | _Result | list[str | _Result])
]


class ExperimentEntry(_Thing, total=False):
    """What would test statements or arguments, or did."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    status: Annotated[Status, BeforeValidator(_text)]
    method: Annotated[Text, Field(description="how it is done")]
    result: Annotated[Results, Field(description="what it showed: text, {outcome, node, on, note}, or a list")]
    tests: Annotated[
        Annotated[list[Test], BeforeValidator(_listed, json_schema_input_type=list[Test]), AfterValidator(_no_repeats)],
        Field(description="what it tests, and what it would show"),
    ]


class PersonEntry(_Thing, total=False):
    """Somebody who says things."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    url: Text


class SourceEntry(_Thing, total=False):
    """Where things were said: a document, a thread, a talk."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    author: Text
    date: Text
    url: Text
    transcript: Annotated[Text, Field(description="the turns of the discussion, kept by content hash")]


class _PositionKeys(TypedDict):
    person: Annotated[Id, Field(description="who holds it")]
    target: Annotated[Id, Field(description="the statement or argument it is about")]


def _as_ids(value: Any) -> Any:
    return [value] if isinstance(value, str) else _listed(value)


OneOrMoreIds = Annotated[
    list[Id], BeforeValidator(_as_ids, json_schema_input_type=Id | list[Id]), AfterValidator(_no_repeats)
]


class PositionEntry(_Thing, _PositionKeys, total=False):
    """What one person holds of one statement or argument; with nothing else said, it asserts it."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    credence: Annotated[Credence, Field(description="their probability; of an argument: the strength of the step")]
    reading: Annotated[Reading, BeforeValidator(_text)]
    crux: Annotated[Boolean, Field(description="would they change their mind about `of` with this?")]
    weight: Annotated[Weight, Field(description="the share of what they care about that this concern makes up")]
    of: Annotated[OneOrMoreIds, Field(description="the premise that a reading, or what a crux, is about")]
    on: Annotated[Day, Field(description="the day")]
    source: Annotated[Id, Field(description="the source in which they say so")]
    at: Annotated[Text, Field(description="where in the source")]


class _QuoteKeys(TypedDict):
    source: Annotated[Id, Field(description="the source it stands in")]
    target: Annotated[Id, Field(description="the thing of the map that it carries")]


class _Quote(_Thing, _QuoteKeys, total=False):
    """A span of a source's text that carries a thing of the map, by W3C Web Annotation selectors."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    exact: Annotated[Text, Field(description="the words themselves")]
    prefix: Annotated[Text, Field(description="the words just before")]
    suffix: Annotated[Text, Field(description="the words just after")]
    start: Annotated[Index, Field(description="the first code point, from 0")]
    end: Annotated[Index, Field(description="the code point after the last")]
    at: Annotated[Text, Field(description="a locator: L23, L23-L27, t12, t12@5-40, or any text")]


def _complete_quote(value: Any) -> Any:
    if ("start" in value) != ("end" in value):
        _refuse("needs both start and end, or neither")
    if "start" in value and value["start"] > value["end"]:
        _refuse(f"starts at {value['start']}, after its end {value['end']}", "start")
    if not (value.get("exact") or "start" in value or value.get("at")):
        _refuse("selects nothing; give exact, start and end, or at")
    return value


QuoteEntry = Annotated[_Quote, AfterValidator(_complete_quote)]


class _MapKeys(TypedDict):
    format: Annotated[Literal["argmap/1"], Field(description="which format this file is in")]


class MapEntry(_MapKeys, total=False):
    """A map: statements, the arguments for and against them, and who said what where."""

    __pydantic_config__ = _STRICT  # type: ignore[misc]
    title: Annotated[Text, Field(description="what the map is about")]
    text: Text
    note: Text
    statements: dict[_Id, StatementEntry]
    arguments: dict[_Id, ArgumentEntry]
    experiments: dict[_Id, ExperimentEntry]
    people: dict[_Id, PersonEntry]
    sources: dict[_Id, SourceEntry]
    positions: list[PositionEntry]
    quotes: list[QuoteEntry]


ENTRIES: Final[Mapping[str, Any]] = {
    "statements": StatementEntry,
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
