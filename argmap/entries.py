"""Things as the plain mappings that a map file, the store and the journal write, and back.

The keys and their order are those of the contract `argmap/1`. Nothing is checked here: what comes from outside
has passed `argmap.formats.contract` before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from argmap.ids import position_id, quote_id
from argmap.model import (
    PREMISE_ROLES,
    STATEMENT_KINDS,
    Argument,
    Credence,
    Exclusive,
    Experiment,
    Interval,
    Kind,
    Person,
    Position,
    Premise,
    PremiseRole,
    Quote,
    Result,
    Source,
    Statement,
    Test,
    Thing,
)

Entry = dict[str, Any]
"""One thing as a map file has it under its id (a position or a quote: as an item of its list)."""

SECTIONS: Final[Mapping[str, tuple[Kind, ...]]] = {
    "statements": STATEMENT_KINDS,
    "exclusive": ("exclusive",),
    "arguments": ("argument",),
    "experiments": ("experiment",),
    "people": ("person",),
    "sources": ("source",),
    "positions": ("position",),
    "quotes": ("quote",),
}
"""The sections of a map file, in the order in which they are written, and the kinds of thing in each."""

LISTS: Final = ("positions", "quotes")
"""The sections whose entries have no id of their own in the file."""


def to_entry(thing: Thing) -> Entry:
    """The entry of a thing: keys in canonical order, short forms where there are any, nothing that is empty."""
    return _TO_ENTRY[type(thing)](thing)


def short_entry(thing: Thing) -> Entry | list[str]:
    """The entry of a thing as a file has it: a group of which nothing else is said is the list of its members."""
    entry = to_entry(thing)
    return entry["of"] if isinstance(thing, Exclusive) and entry.keys() == {"of"} else entry


def from_entry(kind: Kind, id_: str, entry: Mapping[str, Any]) -> Thing:
    """The thing that an entry describes; positions and quotes derive their id, `id_` is then ignored."""
    return _FROM_ENTRY[kind](id_, entry)


def _common(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": entry.get("title", ""),
        "text": entry.get("text", ""),
        "note": entry.get("note", ""),
        "tags": tuple(entry.get("tags", ())),
        "name": entry.get("name", ""),
    }


def _head(thing: Thing) -> Entry:
    return {"title": thing.title, "text": thing.text}


def _tail(thing: Thing) -> Entry:
    return {"note": thing.note, "tags": list(thing.tags) or None, "name": thing.name}


def _bounds(value: Any) -> dict[str, float]:
    """Low and high of a number, `{value}` or `{low, high}`. Raises ValueError where these are not in [0, 1]."""
    low = high = value
    if isinstance(value, Mapping):
        low, high = (value["value"],) * 2 if "value" in value else (value["low"], value["high"])
    if not 0 <= low <= high <= 1:
        raise ValueError(f"{low} to {high} are no bounds of a probability")
    return {"low": float(low), "high": float(high)}


def _interval(value: Any) -> Interval | None:
    return None if value is None else Interval(**_bounds(value))


def _from_interval(value: Interval | None) -> Any:
    if value is None:
        return None
    return value.low if value.low == value.high else {"low": value.low, "high": value.high}


def _credence(value: Any) -> Credence | None:
    if value is None:
        return None
    said = value if isinstance(value, Mapping) else {}
    return Credence(**_bounds(value), note=said.get("note", ""), at=said.get("at", ""))


def _from_credence(value: Credence | None) -> Any:
    if value is None:
        return None
    bounds = _from_interval(value)
    if not (value.note or value.at):
        return bounds
    entry = bounds if isinstance(bounds, dict) else {"value": bounds}
    return entry | _filled({"note": value.note, "at": value.at})


def _filled(entry: Entry) -> Entry:
    return {key: value for key, value in entry.items() if value not in (None, "", ())}


def _statement(id_: str, entry: Mapping[str, Any]) -> Statement:
    return Statement(
        id=id_,
        is_a=entry["kind"],
        credence=_credence(entry.get("credence")),
        otherwise=_credence(entry.get("otherwise")),
        about=tuple(entry.get("about", ())),
        **_common(entry),
    )


def _from_statement(thing: Statement) -> Entry:
    entry: Entry = {"kind": thing.is_a}
    if thing.title:
        entry["title"] = thing.title
    if thing.text:
        entry["text"] = thing.text
    if thing.credence is not None:
        entry["credence"] = _from_credence(thing.credence)
    if thing.otherwise is not None:
        entry["otherwise"] = _from_credence(thing.otherwise)
    if thing.about:
        entry["about"] = list(thing.about)
    if thing.note or thing.tags or thing.name:
        entry |= _filled(_tail(thing))
    return entry


def _premise(role: PremiseRole, value: Any) -> Premise:
    if isinstance(value, str):
        return Premise(node=value, role=role)
    negated = "not" in value
    return Premise(
        node=value["not" if negated else "node"],
        role=role,
        negated=negated,
        surfaced_by=value.get("surfaced_by"),
        at=value.get("at", ""),
        note=value.get("note", ""),
    )


def _from_premise(premise: Premise) -> Any:
    if premise.surfaced_by is None and not premise.at and not premise.note and not premise.negated:
        return premise.node
    node = {"not" if premise.negated else "node": premise.node}
    return _filled({**node, "surfaced_by": premise.surfaced_by, "at": premise.at, "note": premise.note})


def _exclusive(id_: str, entry: Mapping[str, Any]) -> Exclusive:
    return Exclusive(id=id_, members=tuple(entry["of"]), exhaustive=entry.get("exhaustive", False), **_common(entry))


def _from_exclusive(thing: Exclusive) -> Entry:
    return _filled({**_head(thing), "of": list(thing.members), "exhaustive": thing.exhaustive or None, **_tail(thing)})


def _argument(id_: str, entry: Mapping[str, Any]) -> Argument:
    return Argument(
        id=id_,
        target=entry["against"] if "against" in entry else entry["for"],
        against="against" in entry,
        premises=tuple(_premise(role, value) for role in PREMISE_ROLES for value in entry.get(role, ())),
        at_least=entry.get("at_least"),
        always=entry.get("always", False),
        strength=_credence(entry.get("strength")),
        scheme=entry.get("scheme", ""),
        by=tuple(entry.get("by", ())),
        source=entry.get("source"),
        at=entry.get("at", ""),
        **_common(entry),
    )


def _from_argument(thing: Argument) -> Entry:
    entry: Entry = {}
    if thing.title:
        entry["title"] = thing.title
    if thing.text:
        entry["text"] = thing.text
    entry["against" if thing.against else "for"] = thing.target
    for premise in thing.premises:
        entry.setdefault(premise.role, []).append(_from_premise(premise))
    if thing.at_least is not None:
        entry["at_least"] = thing.at_least
    if thing.always:
        entry["always"] = True
    if thing.strength is not None:
        entry["strength"] = _from_credence(thing.strength)
    if thing.scheme:
        entry["scheme"] = thing.scheme
    if thing.by:
        entry["by"] = list(thing.by)
    if thing.source is not None:
        entry["source"] = thing.source
    if thing.at:
        entry["at"] = thing.at
    if thing.note or thing.tags or thing.name:
        entry |= _filled(_tail(thing))
    return entry


def _test(value: Any) -> Test:
    if isinstance(value, str):
        return Test(node=value)
    return Test(
        node=value["node"],
        if_true=value.get("if_true", ""),
        if_false=value.get("if_false", ""),
        likelihood_ratio=value.get("likelihood_ratio"),
        p_if_true=value.get("p_if_true"),
        p_if_false=value.get("p_if_false"),
        before=tuple(value.get("before", ())),
        misleads_if=tuple(value.get("misleads_if", ())),
        at=value.get("at", ""),
        note=value.get("note", ""),
    )


def _from_test(test: Test) -> Any:
    entry = _filled(
        {
            "node": test.node,
            "if_true": test.if_true,
            "if_false": test.if_false,
            "likelihood_ratio": test.likelihood_ratio,
            "p_if_true": test.p_if_true,
            "p_if_false": test.p_if_false,
            "before": list(test.before) or None,
            "misleads_if": list(test.misleads_if) or None,
            "at": test.at,
            "note": test.note,
        }
    )
    return test.node if len(entry) == 1 else entry


def _result(value: Any) -> Result:
    if isinstance(value, str):
        return Result(note=value)
    return Result(
        outcome=value.get("outcome"),
        node=value.get("node"),
        on=value.get("on", ""),
        note=value.get("note", ""),
    )


def _from_result(result: Result) -> Any:
    entry = _filled({"outcome": result.outcome, "node": result.node, "on": result.on, "note": result.note})
    return result.note if entry.keys() == {"note"} else entry


def _experiment(id_: str, entry: Mapping[str, Any]) -> Experiment:
    result = entry.get("result", ())
    return Experiment(
        id=id_,
        status=entry.get("status", "proposed"),
        method=entry.get("method", ""),
        results=tuple(map(_result, result if isinstance(result, list | tuple) else [result])),
        tests=tuple(map(_test, entry.get("tests", ()))),
        **_common(entry),
    )


def _from_experiment(thing: Experiment) -> Entry:
    results = [_from_result(result) for result in thing.results]
    return _filled(
        {
            **_head(thing),
            "status": thing.status,
            "method": thing.method,
            "result": results[0] if len(results) == 1 else results or None,
            "tests": [_from_test(test) for test in thing.tests] or None,
            **_tail(thing),
        }
    )


def _person(id_: str, entry: Mapping[str, Any]) -> Person:
    return Person(id=id_, url=entry.get("url", ""), **_common(entry))


def _from_person(thing: Person) -> Entry:
    return _filled({**_head(thing), "url": thing.url, **_tail(thing)})


def _source(id_: str, entry: Mapping[str, Any]) -> Source:
    return Source(
        id=id_,
        url=entry.get("url", ""),
        author=entry.get("author", ""),
        date=entry.get("date", ""),
        transcript=entry.get("transcript", ""),
        **_common(entry),
    )


def _from_source(thing: Source) -> Entry:
    return _filled(
        {
            **_head(thing),
            "author": thing.author,
            "date": thing.date,
            "url": thing.url,
            "transcript": thing.transcript,
            **_tail(thing),
        }
    )


def _position(_id: str, entry: Mapping[str, Any]) -> Position:
    of = entry.get("of", ())
    return Position(
        id=position_id(entry["person"], entry["target"], entry.get("on", "")),
        person=entry["person"],
        target=entry["target"],
        credence=_credence(entry.get("credence")),
        reading=entry.get("reading"),
        crux=entry.get("crux"),
        weight=_interval(entry.get("weight")),
        of=(of,) if isinstance(of, str) else tuple(of),
        on=entry.get("on", ""),
        source=entry.get("source"),
        at=entry.get("at", ""),
        **_common(entry),
    )


def _from_position(thing: Position) -> Entry:
    return _filled(
        {
            "person": thing.person,
            "target": thing.target,
            **_head(thing),
            "credence": _from_credence(thing.credence),
            "reading": thing.reading,
            "crux": thing.crux,
            "weight": _from_interval(thing.weight),
            "of": thing.of[0] if len(thing.of) == 1 else list(thing.of) or None,
            "on": thing.on,
            "source": thing.source,
            "at": thing.at,
            **_tail(thing),
        }
    )


def _quote(_id: str, entry: Mapping[str, Any]) -> Quote:
    exact, prefix, suffix = (entry.get(key, "") for key in ("exact", "prefix", "suffix"))
    start, end, at = entry.get("start"), entry.get("end"), entry.get("at", "")
    return Quote(
        id=quote_id(entry["source"], entry["target"], exact, prefix, suffix, start, end, at),
        source=entry["source"],
        target=entry["target"],
        exact=exact,
        prefix=prefix,
        suffix=suffix,
        start=start,
        end=end,
        at=at,
        **_common(entry),
    )


def _from_quote(thing: Quote) -> Entry:
    return _filled(
        {
            "source": thing.source,
            "target": thing.target,
            "exact": thing.exact,
            "prefix": thing.prefix,
            "suffix": thing.suffix,
            "start": thing.start,
            "end": thing.end,
            "at": thing.at,
            **_head(thing),
            **_tail(thing),
        }
    )


_FROM_ENTRY: Final[Mapping[Kind, Callable[[str, Mapping[str, Any]], Thing]]] = {
    **dict.fromkeys(STATEMENT_KINDS, _statement),
    "exclusive": _exclusive,
    "argument": _argument,
    "experiment": _experiment,
    "person": _person,
    "source": _source,
    "position": _position,
    "quote": _quote,
}

_TO_ENTRY: Final[Mapping[type[Thing], Callable[[Any], Entry]]] = {
    Statement: _from_statement,
    Exclusive: _from_exclusive,
    Argument: _from_argument,
    Experiment: _from_experiment,
    Person: _from_person,
    Source: _from_source,
    Position: _from_position,
    Quote: _from_quote,
}
