"""Statements, arguments and the rest of a map, as frozen values.

Values are plain dataclasses and are not checked here: `argmap.formats.contract` checks what comes in from
outside, so that a command which only reads its own store pays for no validation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple, TypeVar, get_args

StatementKind = Literal["problem", "proposal", "claim", "scenario", "concern"]
Kind = Literal[StatementKind, "exclusive", "argument", "experiment", "person", "source", "position", "quote"]
PremiseRole = Literal["because", "assuming", "unstated", "unless"]
Role = Literal[
    PremiseRole, "for", "against", "by", "surfaced_by", "source", "about",
    "tests", "before", "misleads_if", "result", "person", "position", "of", "quotes", "exclusive",
]  # fmt: skip
Status = Literal["proposed", "running", "done"]
Reading = Literal["given", "via"]
Outcome = Literal["positive", "negative"]

STATEMENT_KINDS: Final[tuple[StatementKind, ...]] = get_args(StatementKind)
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
PREMISE_ROLES: Final[tuple[PremiseRole, ...]] = get_args(PremiseRole)

_STATEMENT: Final[frozenset[Kind]] = frozenset(STATEMENT_KINDS)
_STEP: Final[frozenset[Kind]] = _STATEMENT | {"argument"}

TARGETS: Final[Mapping[Role, frozenset[Kind]]] = {
    "for": _STATEMENT,
    "against": _STEP,
    "because": _STATEMENT,
    "assuming": _STATEMENT,
    "unstated": _STATEMENT,
    "unless": _STATEMENT,
    "by": frozenset({"person"}),
    "surfaced_by": frozenset({"person"}),
    "source": frozenset({"source"}),
    "about": frozenset(KINDS),
    "tests": _STEP,
    "before": _STATEMENT,
    "misleads_if": _STATEMENT,
    "result": _STEP,
    "person": frozenset({"person"}),
    "position": _STEP,
    "of": _STEP,
    "quotes": frozenset(KINDS) - {"quote"},
    "exclusive": _STATEMENT,
}
"""Which kinds of thing each role may point at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A number known to lie between `low` and `high`; a point where both are the same."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Credence(Interval):
    """A probability in [0, 1], as a point or bounds, with what its holder says of it and where."""

    note: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """One thing that an argument needs (or, with the role `unless`, that stops it).

    Where it is `negated`, the argument needs that the statement does not hold; an exception never is.
    """

    node: str
    role: PremiseRole
    negated: bool = False
    surfaced_by: str | None = None
    at: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """What it is told by among the premises of its role: `ID`, or `not ID`."""
        return f"not {self.node}" if self.negated else self.node


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What every entry of a map has."""

    id: str
    title: str = ""
    text: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    name: str = ""

    @property
    def kind(self) -> Kind:
        """Which kind of thing this is."""
        raise NotImplementedError(f"{type(self).__name__} is no kind of thing")

    @property
    def label(self) -> str:
        """What to call it: the title, else the id."""
        return self.title or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Thing):
    """Something that can hold or not; `is_a` says what holding means (a problem is solved, a claim is true …)."""

    is_a: StatementKind
    credence: Credence | None = None
    otherwise: Credence | None = None
    about: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        return self.is_a


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusive(Thing):
    """A group of leaves of which at most one holds; exactly one where the group is `exhaustive`."""

    members: tuple[str, ...]
    exhaustive: bool = False

    @property
    def kind(self) -> Kind:
        return "exclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument(Thing):
    """An inference step for, or against, a target; `premises` keep the order of `PREMISE_ROLES`."""

    target: str
    against: bool = False
    premises: tuple[Premise, ...] = ()
    at_least: int | None = None
    always: bool = False
    strength: Credence | None = None
    scheme: str = ""
    by: tuple[str, ...] = ()
    source: str | None = None
    at: str = ""

    @property
    def kind(self) -> Kind:
        return "argument"

    def leans_on(self, ids: Collection[str]) -> bool:
        """Whether it needs that one of these statements holds: not that it does not, and not as an exception."""
        return any(
            premise.node in ids and premise.role != "unless" and not premise.negated for premise in self.premises
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """What an experiment would show about one statement or argument.

    `likelihood_ratio` is P(positive | true) / P(positive | false); the two probabilities may be given instead.
    """

    node: str
    if_true: str = ""
    if_false: str = ""
    likelihood_ratio: float | None = None
    p_if_true: float | None = None
    p_if_false: float | None = None
    before: tuple[str, ...] = ()
    misleads_if: tuple[str, ...] = ()
    at: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an experiment showed: in words, or as an outcome for one tested thing (or for all of them)."""

    outcome: Outcome | None = None
    node: str | None = None
    on: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment(Thing):
    """What would test statements or arguments, or did."""

    status: Status = "proposed"
    method: str = ""
    results: tuple[Result, ...] = ()
    tests: tuple[Test, ...] = ()

    @property
    def kind(self) -> Kind:
        return "experiment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Thing):
    """Somebody who says things."""

    url: str = ""

    @property
    def kind(self) -> Kind:
        return "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Thing):
    """Where things were said: a document, a thread, a talk."""

    url: str = ""
    author: str = ""
    date: str = ""
    transcript: str = ""

    @property
    def kind(self) -> Kind:
        return "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Thing):
    """What one person holds of one statement or argument, on a day; with nothing else said, it asserts it."""

    person: str
    target: str
    credence: Credence | None = None
    reading: Reading | None = None
    crux: bool | None = None
    weight: Interval | None = None
    of: tuple[str, ...] = ()
    on: str = ""
    source: str | None = None
    at: str = ""

    @property
    def kind(self) -> Kind:
        return "position"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Thing):
    """A span of a source that carries a thing of the map.

    The selectors are those of the W3C Web Annotation model: TextQuoteSelector (`exact`, `prefix`, `suffix`),
    TextPositionSelector (`start`, `end`, code points), and, as `at`, a fragment by locator.
    """

    source: str
    target: str
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    at: str = ""

    @property
    def kind(self) -> Kind:
        return "quote"


class MapFile(NamedTuple):
    """What a map file says of itself; `name` is its file name, which `export` gives back."""

    name: str
    title: str = ""
    text: str = ""
    note: str = ""


class Reference(NamedTuple):
    """One mention of an id by a thing, in a role."""

    role: Role
    id: str


def references(thing: Thing) -> Iterator[Reference]:
    """Every id that `thing` mentions, with the role in which it does."""
    match thing:
        case Argument():
            yield Reference("against" if thing.against else "for", thing.target)
            for premise in thing.premises:
                yield Reference(premise.role, premise.node)
                if premise.surfaced_by is not None:
                    yield Reference("surfaced_by", premise.surfaced_by)
            for person in thing.by:
                yield Reference("by", person)
            if thing.source is not None:
                yield Reference("source", thing.source)
        case Statement():
            for other in thing.about:
                yield Reference("about", other)
        case Exclusive():
            for member in thing.members:
                yield Reference("exclusive", member)
        case Experiment():
            for test in thing.tests:
                yield Reference("tests", test.node)
                for scenario in test.before:
                    yield Reference("before", scenario)
                for misleader in test.misleads_if:
                    yield Reference("misleads_if", misleader)
            for result in thing.results:
                if result.node is not None:
                    yield Reference("result", result.node)
        case Position():
            yield Reference("person", thing.person)
            yield Reference("position", thing.target)
            for other in thing.of:
                yield Reference("of", other)
            if thing.source is not None:
                yield Reference("source", thing.source)
        case Quote():
            yield Reference("source", thing.source)
            yield Reference("quotes", thing.target)


_T = TypeVar("_T", bound=Thing)


NAMED: Final = 3
"""How many premises an argument without a title is called by."""

NESTED: Final = 2
"""How deep it is told what an argument against an argument is against, where none of them has a title."""

SHORT: Final = 60
"""How many characters of a title stand in the name of an argument."""


def _leading(argument: Argument) -> list[Premise]:
    """The premises that an argument is called by: its reasons, else what else it needs, else what stops it."""
    roles = {premise.role for premise in argument.premises}
    leading = next((role for role in PREMISE_ROLES if role in roles), None)
    return [premise for premise in argument.premises if premise.role == leading]


def named_in_label(argument: Argument) -> list[str]:
    """The ids of the things whose titles are in the name of an argument that has no title."""
    return [argument.target, *(premise.node for premise in _leading(argument)[:NAMED])] if not argument.title else []


def _shortened(title: str) -> str:
    return title if len(title) <= SHORT else title[: SHORT - 1].rstrip() + "…"


class ArgumentMap:
    """Things by id, and who refers to whom: a whole map, or just the cone that a question needs."""

    def __init__(self, things: Iterable[Thing], files: Iterable[MapFile] = ()) -> None:
        self.things: Mapping[str, Thing] = {thing.id: thing for thing in things}
        self.files: tuple[MapFile, ...] = tuple(files)

    def __contains__(self, id_: str) -> bool:
        return id_ in self.things

    def __len__(self) -> int:
        return len(self.things)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ArgumentMap):
            return NotImplemented
        return self.things == other.things and sorted(self.files) == sorted(other.files)

    __hash__ = None  # type: ignore[assignment]  # holds a dict; compared, never used as a key

    def label(self, id_: str) -> str:
        """What to call the thing with this id; the id itself where it is not in this (cut of the) map.

        An argument without a title is called by what it argues: `A + B → P`, or `A ⊣ P` where it is against P.
        """
        return self._label(id_, NESTED)

    def _label(self, id_: str, nested: int) -> str:
        thing = self.things.get(id_)
        if thing is None or thing.title:
            return thing.title if thing else id_
        if not isinstance(thing, Argument) or not nested:
            return id_
        names = [
            ("not " if premise.negated else "") + _shortened(self._label(premise.node, 0))
            for premise in _leading(thing)[:NAMED]
        ]
        more = len(_leading(thing)) - len(names)
        reasons = " + ".join([*names, f"{more} more"] if more else names)
        if names and _leading(thing)[0].role == "unless":
            reasons = f"unless {reasons}"
        target, other = self._label(thing.target, nested - 1), self.things.get(thing.target)
        is_step = isinstance(other, Argument) and not other.title and target != other.id
        target = f"({target})" if is_step else _shortened(target)
        return f"{reasons} {'⊣' if thing.against else '→'} {target}".lstrip()

    def of_type(self, type_: type[_T]) -> list[_T]:
        """All things of one class, in the order of the map."""
        return [thing for thing in self.things.values() if isinstance(thing, type_)]

    def stream(self, kinds: Collection[Kind]) -> Iterator[Thing]:
        """All things of these kinds, by id."""
        yield from (self.things[id_] for id_ in sorted(self.things) if self.things[id_].kind in kinds)

    @cached_property
    def _referrers(self) -> dict[tuple[str, Role], list[str]]:
        found: dict[tuple[str, Role], list[str]] = {}
        for thing in self.things.values():
            for role, id_ in references(thing):
                mentions = found.setdefault((id_, role), [])
                if not mentions or mentions[-1] != thing.id:
                    mentions.append(thing.id)
        for mentions in found.values():
            mentions.sort()
        return found

    def referrers(self, id_: str, role: Role) -> list[str]:
        """The ids of the things that mention `id_` in this role, sorted."""
        return self._referrers.get((id_, role), [])

    def _arguments(self, ids: list[str]) -> list[Argument]:
        return [thing for id_ in ids if isinstance(thing := self.things[id_], Argument)]

    def arguments_for(self, id_: str) -> list[Argument]:
        """The arguments for a statement, sorted by id."""
        return self._arguments(self.referrers(id_, "for"))

    def arguments_against(self, id_: str) -> list[Argument]:
        """The arguments against a statement (rebutting it) or an argument (undercutting it), sorted by id."""
        return self._arguments(self.referrers(id_, "against"))

    def group_of(self, id_: str) -> Exclusive | None:
        """The group of exclusive alternatives that a statement belongs to; it is in one at most."""
        return self._groups.get(id_)

    @cached_property
    def _groups(self) -> dict[str, Exclusive]:
        groups = sorted(self.of_type(Exclusive), key=lambda group: group.id, reverse=True)
        return {member: group for group in groups for member in group.members}

    def tests_of(self, id_: str) -> list[str]:
        """The ids of the experiments that test this thing directly, sorted."""
        return self.referrers(id_, "tests")
