"""Synthetic maps of any size, the same for the same seed, one thing at a time.

`things` makes a map of N statements: about N arguments for three fifths of them, 1.5 premises each, many shared;
3 % of the arguments are against something, 10 % of the premises unstated, 1 % of the arguments close a circle.
`things_with_cone` hides the same cone of 1 000 statements behind `TARGET` in such a map, spread over all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from random import Random
from typing import Final, NamedTuple

from argmap.ids import position_id
from argmap.model import (
    PREMISE_ROLES,
    STATEMENT_KINDS,
    Argument,
    Credence,
    Experiment,
    Person,
    Position,
    Premise,
    Source,
    Statement,
    Test,
    Thing,
)

FILE: Final = "synthetic.yaml"
"""The map file that every thing is from."""

CONE: Final = 1_000
"""How many statements the embedded cone has, its target included."""

TARGET: Final = "target-of-the-cone"
"""The statement that the embedded cone lies behind."""

PEOPLE: Final = tuple(f"person-{number}" for number in range(1, 13))
SOURCES: Final = tuple(f"source-{number}" for number in range(1, 9))

_WORDS: Final = [
    before + stem + after
    for before in ("", "re", "over", "mis", "inter", "sub", "un", "pre", "out", "co")
    for stem in (
        *("align", "reward", "train", "scale", "model", "plan", "debate", "judge", "goal", "search", "oversight"),
        *("deceive", "interpret", "correct", "predict", "bound", "share", "trust", "agent", "value", "amplify"),
        *("distill", "learn", "probe", "scheme", "market", "policy", "safety", "evidence", "gradient", "proof"),
        *("control", "sample", "audit", "limit", "weight", "network", "signal", "human", "world"),
    )
    for after in ("", "s", "ing", "ed", "er", "able", "ment", "ness", "ful", "less")
]
Random(4).shuffle(_WORDS)
_ZIPF: Final = list(accumulate(1 / (rank + 10) for rank in range(len(_WORDS))))
_ROLE_WEIGHTS: Final = (68, 20, 10, 2)


class _Sections(NamedTuple):
    statements: Iterable[Thing]
    arguments: Iterable[Thing]
    experiments: Iterable[Thing]
    positions: Iterable[Thing]


def things(n: int, seed: int = 1) -> Iterator[tuple[Thing, str]]:
    """The things of a map of n statements, each with its file, in the order of a map file."""
    return _filed(_background(n, seed, ()))


def things_with_cone(n: int, seed: int = 1) -> Iterator[tuple[Thing, str]]:
    """A map of n statements, CONE of which lie behind TARGET: the same ones for every n.

    The rest of the map uses statements of the cone as premises, but argues for none of it and tests none of it.
    """
    ids = [TARGET, *(_id("c", number) for number in range(1, CONE))]
    every = max(n // CONE - 1, 1)
    rest, cone = _background(n - CONE, seed, ids), _cone(ids)
    return _filed(_Sections(*(_spread(many, few, every) for many, few in zip(rest, cone, strict=True))))


def _filed(sections: _Sections) -> Iterator[tuple[Thing, str]]:
    people = (Person(id=id_, title=id_.replace("-", " ").capitalize()) for id_ in PEOPLE)
    sources = (Source(id=id_, title=id_.capitalize(), author="various") for id_ in SOURCES)
    statements, arguments, experiments, positions = sections
    return ((thing, FILE) for thing in chain(statements, arguments, experiments, people, sources, positions))


def _spread(many: Iterable[Thing], few: Iterable[Thing], every: int) -> Iterator[Thing]:
    """All of both, one of the few after so many of the many."""
    waiting = iter(few)
    for number, thing in enumerate(many):
        yield thing
        if number % every == 0 and (other := next(waiting, None)):
            yield other
    yield from waiting


def _background(n: int, seed: int, shared: Sequence[str]) -> _Sections:
    """A map of n statements; now and then a premise is one of `shared`."""
    statement = _numbered("s")
    tested = Random(f"tested {seed}")
    held = Random(f"held {seed}")
    return _Sections(
        _statements(map(statement, range(n)), Random(f"statements {seed}")),
        _arguments(n, Random(f"arguments {seed}"), shared),
        (_experiment(tested, "e", i, [statement(tested.randrange(n))]) for i in range(n // 20)),
        (_position(held, statement(50 * i)) for i in range(n // 50)),
    )


def _arguments(n: int, rng: Random, shared: Sequence[str]) -> Iterator[Argument]:
    statement, argument = _numbered("s"), _numbered("a")
    target, nodes = statement(0), [statement(1)]
    for i in range(n):
        if rng.random() < 0.01:
            target, nodes = nodes[0], [target]
        else:
            number = rng.randrange(max(n * 3 // 5, 1))
            target = statement(number)
            nodes = [statement(rng.randrange(number + 1, n)) for _ in range(rng.choice((1, 2)))]
            if shared and rng.random() < 0.05:
                nodes.append(rng.choice(shared))
        against = rng.random() < 0.03
        undercut = argument(rng.randrange(i)) if against and i and rng.random() < 0.5 else None
        yield _argument(rng, argument(i), undercut or target, nodes, against)


def _cone(ids: Sequence[str]) -> _Sections:
    """A cone behind the first of these ids: each of the others is a premise towards one before it."""
    rng = Random("cone")
    arguments = []
    for number in range(1, len(ids)):
        nodes = [ids[number]]
        if rng.random() < 0.5:
            nodes.append(ids[rng.randrange(1, len(ids))])
        arguments.append(_argument(rng, _id("ca", number), ids[rng.randrange(number // 3, number)], nodes, False))
    for number in range(len(ids) * 3 // 100):
        attacked = rng.choice((ids, [argument.id for argument in arguments]))
        arguments.append(_argument(rng, _id("cb", number), rng.choice(attacked), [rng.choice(ids)], True))
    experiments = [_experiment(rng, "ce", number, [rng.choice(ids)]) for number in range(len(ids) // 20)]
    return _Sections(list(_statements(ids, rng)), arguments, experiments, ())


def _statements(ids: Iterable[str], rng: Random) -> Iterator[Statement]:
    for id_ in ids:
        credence = Credence(low=(value := round(rng.random(), 2)), high=value) if rng.random() < 0.2 else None
        kind = rng.choices(STATEMENT_KINDS, (5, 10, 70, 5, 10))[0]
        yield Statement(id=id_, is_a=kind, title=_title(rng), credence=credence)


def _argument(rng: Random, id_: str, target: str, nodes: Sequence[str], against: bool) -> Argument:
    premises = [_premise(rng, node) for node in dict.fromkeys(nodes)]
    premises.sort(key=lambda premise: PREMISE_ROLES.index(premise.role))
    return Argument(
        id=id_,
        title=_title(rng) if rng.random() < 0.5 else "",
        target=target,
        against=against,
        premises=tuple(premises),
        by=(rng.choice(PEOPLE),) if rng.random() < 0.7 else (),
        source=rng.choice(SOURCES),
        at=f"L{rng.randrange(1, 2_000)}",
    )


def _premise(rng: Random, node: str) -> Premise:
    role = rng.choices(PREMISE_ROLES, _ROLE_WEIGHTS)[0]
    surfaced_by = rng.choice((*PEOPLE, None)) if role == "unstated" else None
    return Premise(node=node, role=role, surfaced_by=surfaced_by)


def _experiment(rng: Random, prefix: str, number: int, nodes: Sequence[str]) -> Experiment:
    tests = tuple(Test(node=node, likelihood_ratio=rng.randint(2, 20), if_true=_title(rng)) for node in nodes)
    return Experiment(id=_id(prefix, number), title=_title(rng), tests=tests)


def _position(rng: Random, target: str) -> Position:
    person, on = rng.choice(PEOPLE), f"2022-{rng.randint(1, 12):02}-01"
    value = round(rng.random(), 2)
    return Position(
        id=position_id(person, target, on),
        person=person,
        target=target,
        credence=Credence(low=value, high=value),
        on=on,
    )


def _title(rng: Random) -> str:
    """Three to eight words, common ones more often."""
    return " ".join(rng.choices(_WORDS, cum_weights=_ZIPF, k=rng.randint(3, 8))).capitalize()


def _id(prefix: str, number: int) -> str:
    """An id in words, as titles give them: in no order, and to be known from the number alone."""
    mixed = number * 2_654_435_761 & 0xFFFF_FFFF
    return f"{_WORDS[mixed % len(_WORDS)]}-{_WORDS[(mixed >> 12) % len(_WORDS)]}-{prefix}{number}"


def _numbered(prefix: str) -> Callable[[int], str]:
    return lambda number: _id(prefix, number)
