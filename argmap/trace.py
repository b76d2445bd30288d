"""What lies behind a claim: every assumption, stated or not, and the shortest way to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from argmap.errors import UnknownIdError, WrongKindError
from argmap.model import Argument, ArgumentMap, Kind, Statement
from argmap.text import an

FORMAT: Final = "argmap-trace/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One argument in which an assumption is made: by whom, and, if unstated, who brought it to light.

    Where it is `negated`, the argument assumes that the statement does not hold.
    """

    argument: str
    by: tuple[str, ...]
    surfaced_by: str | None = None
    negated: bool = False

    def as_json(self, *, unstated: bool) -> dict[str, Any]:
        """The use as `argmap-trace/1` has it."""
        use: dict[str, Any] = {"argument": self.argument, "by": list(self.by)}
        if unstated:
            use["surfaced_by"] = self.surfaced_by
        return use | {"not": True} if self.negated else use


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Way:
    """The shortest way from the target to an argument: this one, and the way before it, which other ways share."""

    argument: str
    before: Way | None

    def back(self) -> Iterator[str]:
        """The arguments on it, the last one first."""
        way: Way | None = self
        while way is not None:
            yield way.argument
            way = way.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A statement that is `assuming` or `unstated` somewhere behind the target.

    `depth` is the least number of arguments from the target to such a place, `way` the shortest way there. `core`
    tells whether the target cannot hold without it; None while unknown. One is `contrary` if every way to it leads
    through an odd number of exceptions and negated premises: it stands behind what must not hold.
    """

    id: str
    title: str
    kind: Kind
    depth: int
    way: Way = field(compare=False, repr=False)
    stated_in: tuple[Use, ...]
    unstated_in: tuple[Use, ...]
    tests: tuple[str, ...]
    core: bool | None = None
    contrary: bool = False

    @property
    def chain(self) -> tuple[str, ...]:
        """The arguments of the shortest way, the target's first; made when asked for, as all chains are quadratic."""
        return tuple(self.way.back())[::-1]

    def as_json(self, *, chain: bool = True) -> dict[str, Any]:
        """The entry of `assumptions` in `argmap-trace/1`; the chain is left empty where it is written apart."""
        entry = {
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "core": self.core,
            "depth": self.depth,
            "stated_in": [use.as_json(unstated=False) for use in self.stated_in],
            "unstated_in": [use.as_json(unstated=True) for use in self.unstated_in],
            "chain": list(self.chain) if chain else [],
            "tests": list(self.tests),
        }
        return entry | {"contrary": True} if self.contrary else entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The assumptions behind a target: unstated first, then by depth, then by id; those that are contrary last."""

    target: str
    assumptions: tuple[Assumption, ...]

    @property
    def needed(self) -> tuple[Assumption, ...]:
        """The assumptions that are not contrary."""
        return tuple(assumption for assumption in self.assumptions if not assumption.contrary)

    @property
    def unstated(self) -> int:
        """How many assumptions are unstated somewhere."""
        return sum(bool(assumption.unstated_in) for assumption in self.needed)

    @property
    def untested(self) -> int:
        """How many assumptions no experiment tests directly."""
        return sum(not assumption.tests for assumption in self.needed)

    @property
    def experiments(self) -> list[str]:
        """The ids of the experiments that test an assumption, sorted."""
        return sorted({test for assumption in self.assumptions for test in assumption.tests})

    def as_json(self, *, chains: bool = True) -> dict[str, Any]:
        """The answer in the shape `argmap-trace/1`; chains are left empty where they are written apart."""
        return {
            "format": FORMAT,
            "target": self.target,
            "view": None,
            "assumptions": [assumption.as_json(chain=chains) for assumption in self.assumptions],
            "unstated": self.unstated,
            "untested": self.untested,
            "experiments": self.experiments,
        }


def trace(map_: ArgumentMap, target: str) -> Trace:
    """Every assumption behind a statement or argument: back through arguments for it, premises of every role.

    Raises UnknownIdError, and WrongKindError for a thing that nothing can be argued for.
    """
    thing = map_.things.get(target)
    if thing is None:
        raise UnknownIdError(target, map_.things)
    if not isinstance(thing, Statement | Argument):
        raise WrongKindError(f"{target!r} is {an(thing.kind)}; a trace starts at a statement or an argument")
    uses: dict[str, tuple[list[Use], list[Use]]] = {}
    first: dict[str, str] = {}
    depths: dict[str, int] = {}
    ways: dict[str, Way] = {}
    for step in steps_behind(map_, target):
        argument = step.argument
        ways[argument.id] = Way(argument.id, ways[step.before] if step.before is not None else None)
        depths[argument.id] = step.depth
        for premise in argument.premises:
            if premise.role not in ("assuming", "unstated") or premise.node == target:
                continue
            stated, unstated = uses.setdefault(premise.node, ([], []))
            by = tuple(sorted(argument.by))
            use = Use(argument=argument.id, by=by, surfaced_by=premise.surfaced_by, negated=premise.negated)
            (stated if premise.role == "assuming" else unstated).append(use)
            first.setdefault(premise.node, argument.id)
    needed = _needed(map_, target, ways)
    found = [
        _assumption(map_, id_, ways[first[id_]], depths[first[id_]], *uses[id_], id_ not in needed) for id_ in uses
    ]
    found.sort(key=lambda one: (one.contrary, not one.unstated_in, one.depth, one.id))
    return Trace(target=target, assumptions=tuple(found))


def _assumption(
    map_: ArgumentMap, id_: str, way: Way, depth: int, stated: list[Use], unstated: list[Use], contrary: bool
) -> Assumption:
    thing = map_.things[id_]
    return Assumption(
        id=id_,
        title=thing.label,
        kind=thing.kind,
        depth=depth,
        way=way,
        stated_in=tuple(sorted(stated, key=_by_argument)),
        unstated_in=tuple(sorted(unstated, key=_by_argument)),
        tests=tuple(map_.tests_of(id_)),
        contrary=contrary,
    )


def _needed(map_: ArgumentMap, target: str, behind: Iterable[str]) -> set[str]:
    """The statements that a way to leads through an even number of exceptions and negated premises.

    `behind` are the ids of all arguments behind the target. The target itself is passed by no way.
    """
    steps = {id_: step for id_ in behind if isinstance(step := map_.things[id_], Argument)}
    met: set[tuple[str, bool]] = set()
    waiting = [(step, True) for id_, step in steps.items() if target in (id_, step.target)]
    reached = {(step.id, True) for step, _ in waiting}
    for step, even in waiting:
        for premise in step.premises:
            node = premise.node, even ^ (premise.negated or premise.role == "unless")
            if premise.node == target or node in met:
                continue
            met.add(node)
            for reason in map_.arguments_for(premise.node):
                way = reason.id, node[1]
                if reason.id in steps and way not in reached:
                    reached.add(way)
                    waiting.append((reason, node[1]))
    return {node for node, even in met if even}


def _by_argument(use: Use) -> str:
    return use.argument


class Step(NamedTuple):
    """An argument behind a target: how many arguments lead there, and the one before it (None: the target's)."""

    argument: Argument
    depth: int
    before: str | None


def steps_behind(map_: ArgumentMap, target: str) -> Iterator[Step]:
    """Every argument behind a target, each once, breadth first: by its shortest chain from the target.

    Of two chains of one length the one with the smaller ids comes first.
    """
    start = map_.things[target]
    first = [start] if isinstance(start, Argument) else map_.arguments_for(target)
    reached = {target}
    level = [Step(argument, 1, None) for argument in first]
    while level:
        yield from level
        behind = []
        for argument, depth, _ in level:
            nodes = dict.fromkeys(premise.node for premise in argument.premises if premise.node not in reached)
            reached.update(nodes)
            found = [step for node in nodes for step in map_.arguments_for(node) if step.id != target]
            behind += [Step(step, depth + 1, argument.id) for step in sorted(found, key=_by_id)]
        level = behind


def _by_id(argument: Argument) -> str:
    return argument.id
