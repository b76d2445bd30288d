"""The types of the fields of a map file: how each reads a value, and what it says of one that does not fit.

A plain YAML scalar is read by the type of its field (`title: No` is text), never by a guess from its looks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, NoReturn

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, with_config
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict  # pydantic reads this one on every Python

from argmap.formats.events import shorten
from argmap.formats.nodes import Plain
from argmap.ids import ID_LENGTH, ID_PATTERN
from argmap.text import is_day

STRICT = ConfigDict(extra="forbid")
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"[-+]?\d+", re.ASCII)


def refuse(message: str, key: str | None = None) -> NoReturn:
    """Say what is wrong; `key` names the key of the mapping at whose place it stands."""
    raise PydanticCustomError("argmap", "{message}", {"message": message, "key": key})


def describe(value: Any) -> str:
    """A value in the words of an error message."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, str):
        return shorten(value, 40)
    return "a list" if isinstance(value, Sequence) else repr(value)


def as_text(value: Any) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, str) else refuse(f"must be text, not {describe(value)}")


def _number(value: Any) -> float:
    if isinstance(value, Plain) and _NUMBER.fullmatch(value):
        return float(value)
    refuse(f"must be a number, not {_quoted(value)}")


def _whole(value: Any) -> int:
    if isinstance(value, Plain) and _WHOLE.fullmatch(value) and len(value) < 19:
        return int(value)
    refuse(f"must be a whole number, not {_quoted(value)}")


def _quoted(value: Any) -> str:
    return f"the text {describe(value)}" if isinstance(value, str) and not isinstance(value, Plain) else describe(value)


def _boolean(value: Any) -> bool:
    if isinstance(value, Plain) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    refuse(f"must be true or false, not {_quoted(value)}")


def _day(value: str) -> str:
    return value if is_day(value) else refuse(f"must be a day such as 2022-07-01, not {describe(value)}")


def as_list(value: Any) -> Any:
    if value is None:
        return []
    return value if isinstance(value, list) else refuse(f"must be a list, not {describe(value)}")


def no_repeats(value: list[Any]) -> list[Any]:
    seen: set[str] = set()
    for item in value:
        name = item if isinstance(item, str) else item["node"] if "node" in item else f"not {item['not']}"
        if name in seen:
            refuse(f"names {name!r} twice")
        seen.add(name)
    return value


# A validator that runs before hides what comes after from the JSON Schema: it names the checked type for that.
IdText = Annotated[str, StringConstraints(pattern=f"^{ID_PATTERN}$", max_length=ID_LENGTH)]
_Probability = Annotated[float, Field(ge=0, le=1)]
_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Index = Annotated[int, Field(ge=0)]
_Count = Annotated[int, Field(ge=1)]

Text = Annotated[str, BeforeValidator(as_text)]
Id = Annotated[IdText, BeforeValidator(as_text, json_schema_input_type=IdText)]
Probability = Annotated[_Probability, BeforeValidator(_number, json_schema_input_type=_Probability)]
Positive = Annotated[_Positive, BeforeValidator(_number, json_schema_input_type=_Positive)]
Index = Annotated[_Index, BeforeValidator(_whole, json_schema_input_type=_Index)]
Count = Annotated[_Count, BeforeValidator(_whole, json_schema_input_type=_Count)]
Boolean = Annotated[bool, BeforeValidator(_boolean, json_schema_input_type=bool)]
Day = Annotated[str, BeforeValidator(as_text, json_schema_input_type=date), AfterValidator(_day)]
Texts = Annotated[list[Text], BeforeValidator(as_list, json_schema_input_type=list[str])]
Ids = Annotated[list[Id], BeforeValidator(as_list, json_schema_input_type=list[Id]), AfterValidator(no_repeats)]


@with_config(STRICT)
class _Bounds(TypedDict, total=False):
    """A number, or bounds on it."""

    value: Annotated[Probability, Field(description="the number, where it is known")]
    low: Annotated[Probability, Field(description="the lower bound")]
    high: Annotated[Probability, Field(description="the upper bound")]


@with_config(STRICT)
class _Credence(_Bounds, total=False):
    """A probability, with what its holder says of it."""

    note: Annotated[Text, Field(description="how it is meant or known, such as 'from memory'")]
    at: Annotated[Text, Field(description="where it is said: a locator in the source")]


def _as_bounds(value: Any) -> Any:
    return {"value": value} if isinstance(value, Plain) else _mapping_or_number(value)


def _mapping_or_number(value: Any) -> Any:
    if isinstance(value, dict):
        return value
    refuse(f"must be a number or {{low, high}}, not {_quoted(value)}")


def _ordered(value: Any) -> Any:
    if "value" in value:
        if "low" in value or "high" in value:
            refuse("has both value and bounds; give one of them", "value")
    elif "low" not in value or "high" not in value:
        refuse("needs value, or both low and high")
    elif value["low"] > value["high"]:
        refuse(f"has low {value['low']:g} above high {value['high']:g}", "low")
    return value


Credence = Annotated[
    _Credence, BeforeValidator(_as_bounds, json_schema_input_type=Probability | _Credence), AfterValidator(_ordered)
]
Weight = Annotated[
    _Bounds, BeforeValidator(_as_bounds, json_schema_input_type=Probability | _Bounds), AfterValidator(_ordered)
]


class _Place(TypedDict, total=False):
    at: Annotated[Text, Field(description="where it is said: a locator in the argument's source")]
    note: Text


class _Node(TypedDict, total=False):
    node: Annotated[Id, Field(description="the statement that stops the argument")]


_NodeOrNot = TypedDict(
    "_NodeOrNot",
    {
        "node": Annotated[Id, Field(description="the statement that is needed")],
        "not": Annotated[Id, Field(description="instead of node: the statement that must not hold")],
    },
    total=False,
)


@with_config(STRICT)
class _Exception(_Node, _Place, total=False):
    """An exception with where it is said."""


@with_config(STRICT)
class _Premise(_NodeOrNot, _Place, total=False):
    """A premise with where it is said."""


@with_config(STRICT)
class _Unstated(_Premise, total=False):
    """A premise that nobody arguing says."""

    surfaced_by: Annotated[Id, Field(description="the person who brought it to light; nobody: the map's editor")]


def as_node(value: Any) -> Any:
    if isinstance(value, str):
        return {"node": value}
    return value if isinstance(value, dict) else refuse(f"must be an id or a mapping, not {describe(value)}")


def _as_exception(value: Any) -> Any:
    if isinstance(value, dict) and "not" in value:
        refuse("has not, which an exception cannot have; what an argument needs goes into because or assuming", "not")
    return as_node(value)


def has_node(value: Any) -> Any:
    return value if "node" in value else refuse("node is missing")


def _node_or_not(value: Any) -> Any:
    if "not" not in value:
        return has_node(value)
    return value if "node" not in value else refuse("has both node and not; give one of them", "not")


Exception_ = Annotated[
    _Exception, BeforeValidator(_as_exception, json_schema_input_type=Id | _Exception), AfterValidator(has_node)
]
Premise = Annotated[
    _Premise, BeforeValidator(as_node, json_schema_input_type=Id | _Premise), AfterValidator(_node_or_not)
]
Unstated = Annotated[
    _Unstated, BeforeValidator(as_node, json_schema_input_type=Id | _Unstated), AfterValidator(_node_or_not)
]
Premises = Annotated[
    list[Premise], BeforeValidator(as_list, json_schema_input_type=list[Premise]), AfterValidator(no_repeats)
]
UnstatedPremises = Annotated[
    list[Unstated], BeforeValidator(as_list, json_schema_input_type=list[Unstated]), AfterValidator(no_repeats)
]
Exceptions = Annotated[
    list[Exception_], BeforeValidator(as_list, json_schema_input_type=list[Exception_]), AfterValidator(no_repeats)
]
