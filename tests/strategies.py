"""Random maps with everything in them, for the laws."""

from __future__ import annotations

from functools import partial
from typing import Any

from hypothesis import strategies as st

from argmap.entries import from_entry
from argmap.model import STATEMENT_KINDS, ArgumentMap, Thing

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30) | st.sampled_from(
    [
        "No",
        "12:30",
        "2022-07-01",
        "~",
        "a: b",
        "- x",
        "# no",
        "x #y",
        "'",
        '"',
        "\\",
        "1e5",
        "a\nb",
        " lead",
        "\u202e",
        "𝔘",
        "",
        "\r\n",
    ]
)
probabilities = st.floats(0, 1)


@st.composite
def _intervals(draw: st.DrawFn) -> dict[str, float]:
    low, high = sorted((draw(probabilities), draw(probabilities)))
    return {"low": low, "high": high}


credences = st.one_of(
    probabilities,
    _intervals(),
    st.builds(lambda bounds, note: bounds | {"note": note, "at": "L1"}, _intervals(), texts),
)


def _some(draw: st.DrawFn, **fields: st.SearchStrategy[Any]) -> dict[str, Any]:
    return {name: draw(strategy) for name, strategy in fields.items() if draw(st.booleans())}


def _common(draw: st.DrawFn) -> dict[str, Any]:
    return _some(draw, title=texts, text=texts, note=texts, name=texts, tags=st.lists(texts, max_size=2))


def shares(members: int) -> st.SearchStrategy[Any]:
    """Credences of which one for each of so many members, or for some of them, always go together."""
    share = 1 / members
    return st.sampled_from([share, {"low": 0, "high": share}, {"low": share, "high": 1}, {"low": 0, "high": 1}])


def _premises(draw: st.DrawFn, nodes: list[str]) -> list[Any]:
    return [{"not": node} if draw(st.integers(0, 3)) == 0 else node for node in nodes]


def _less(node: str, nodes: list[str]) -> list[str]:
    return [other for other in nodes if other != node]


@st.composite
def maps(draw: st.DrawFn) -> ArgumentMap:
    """A map of a few things, every field of each drawn at random, every reference of the right kind."""
    statements = [f"s{n}" for n in range(draw(st.integers(1, 5)))]
    arguments = [f"a-{n}" for n in range(draw(st.integers(0, 5)))]
    people = [f"p{n}" for n in range(draw(st.integers(1, 2)))]
    sources = [f"q{n}" for n in range(draw(st.integers(1, 2)))]
    groups = draw(st.sampled_from([[], [], [statements[1:]], [statements[1:3], statements[3:]]]))
    groups = [group for group in groups if len(group) > 1]
    share_of = {member: shares(len(group)) for group in groups for member in group}
    nodes = st.sampled_from(statements)
    argued = st.sampled_from([id_ for id_ in statements if id_ not in share_of])
    steps = st.sampled_from(statements + arguments)
    person, source = st.sampled_from(people), st.sampled_from(sources)
    some_nodes = st.lists(nodes, max_size=3, unique=True)
    things: list[Thing] = []
    for id_ in statements:
        chances = {"credence": share_of[id_]} if id_ in share_of else {"credence": credences, "otherwise": credences}
        fields = _some(draw, about=st.lists(steps, max_size=2, unique=True), **chances)
        things.append(
            from_entry(draw(st.sampled_from(STATEMENT_KINDS)), id_, {"kind": "claim"} | _common(draw) | fields)
        )
    for number, members in enumerate(groups):
        fields = {"of": draw(st.permutations(members))} | _some(draw, exhaustive=st.booleans())
        things.append(from_entry("exclusive", f"g{number}", fields | (_common(draw) if draw(st.booleans()) else {})))
    for id_ in arguments:
        side: dict[str, Any] = {"for": draw(argued)} if draw(st.booleans()) else {"against": draw(steps)}
        roles = {role: _premises(draw, draw(some_nodes)) for role in ("because", "assuming")}
        roles["unless"] = draw(some_nodes)
        roles["unstated"] = [
            {draw(st.sampled_from(["node", "node", "not"])): node}
            | _some(draw, surfaced_by=person, at=texts, note=texts)
            for node in draw(some_nodes)
        ]
        if not any(roles.values()):
            side["always"] = True
        if roles["because"] and draw(st.booleans()):
            side["at_least"] = draw(st.integers(1, len(roles["because"])))
        fields = _some(
            draw,
            strength=credences,
            scheme=texts,
            by=st.lists(person, max_size=2, unique=True),
            source=source,
            at=texts,
        )
        things.append(from_entry("argument", id_, side | roles | _common(draw) | fields))
    for number in range(draw(st.integers(0, 2))):
        tests = [
            {"node": node}
            | _some(
                draw,
                if_true=texts,
                if_false=texts,
                at=texts,
                note=texts,
                before=some_nodes,
                misleads_if=some_nodes.map(partial(_less, node)),
            )
            | draw(st.sampled_from([{}, {"likelihood_ratio": 4.5}, {"p_if_true": 0.25, "p_if_false": 1e-7}]))
            for node in draw(st.lists(steps, max_size=2, unique=True))
        ]
        results = st.lists(
            st.fixed_dictionaries(
                {"note": texts.filter(bool)}, optional={"outcome": st.just("negative"), "node": nodes}
            ),
            max_size=2,
        )
        fields = _some(draw, status=st.sampled_from(["proposed", "running", "done"]), method=texts, result=results)
        things.append(from_entry("experiment", f"x{number}", {"tests": tests} | _common(draw) | fields))
    things += [from_entry("person", id_, _common(draw) | _some(draw, url=texts)) for id_ in people]
    things += [from_entry("source", id_, _common(draw) | _some(draw, author=texts, date=texts)) for id_ in sources]
    for _ in range(draw(st.integers(0, 3))):
        fields = _some(
            draw, credence=credences, reading=st.sampled_from(["given", "via"]), crux=st.booleans(), at=texts,
            weight=probabilities | _intervals(), of=some_nodes, on=st.just("2022-07-01"), source=source,
        )  # fmt: skip
        target = draw(steps)
        if target in share_of and "credence" in fields:
            fields["credence"] = draw(share_of[target])
        things.append(from_entry("position", "", {"person": draw(person), "target": target} | _common(draw) | fields))
    for _ in range(draw(st.integers(0, 2))):
        fields = {"source": draw(source), "target": draw(steps), "exact": draw(texts), "at": "L3"}
        things.append(from_entry("quote", "", fields | _some(draw, prefix=texts, suffix=texts) | _common(draw)))
    return ArgumentMap(things)
