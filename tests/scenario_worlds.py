"""What scenarios do to techniques and concerns, by trying every world; knows nothing of the engine that it judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from brute_force import EveryWorld, Variable

from argmap.logic.view import View
from argmap.model import Argument, ArgumentMap, Exclusive, Statement

Set = frozenset[tuple[Variable, bool]]
Ends = tuple[int, int]
"""The worlds in which something surely holds, and those in which it may."""


class Cell(NamedTuple):
    """The outcome, the minimal sets that decide it, and whether circles leave it open.

    Of a technique for several problems, `lines` are its cells for each; of a concern that comes about either way,
    `tendency` says whether it does more often with the scenario.
    """

    outcome: str
    sets: frozenset[Set] = frozenset()
    undecided: bool = False
    lines: tuple[tuple[str, Cell], ...] = ()
    tendency: str | None = None

    @property
    def size(self) -> int | None:
        """How many values are enough to break a technique, for some problem."""
        if self.lines:
            return min((size for _, line in self.lines if (size := line.size) is not None), default=None)
        if self.outcome == "breaks":
            return 0
        return min(map(len, self.sets), default=None) if self.outcome == "breaks if" else None


class Base(NamedTuple):
    """What a technique rests on: its own arguments, what these need, and the arguments for the claims among it."""

    own: frozenset[str]
    nodes: frozenset[str]
    inner: frozenset[str]


class Attack(NamedTuple):
    """What applies or holds when the attack does; an exception is a statement, and `on` the step that it stops."""

    by: str
    on: str
    exception: bool = False


def is_a(map_: ArgumentMap, id_: str, kind: str) -> bool:
    return map_.things[id_].kind == kind


def needed(step: Argument) -> set[str]:
    return {premise.node for premise in step.premises if premise.role != "unless" and not premise.negated}


def excluded(step: Argument) -> set[str]:
    return {premise.node for premise in step.premises if premise.negated}


def exceptions(step: Argument) -> set[str]:
    """What stops a step: its exceptions, and what it needs not to hold."""
    return excluded(step) | {premise.node for premise in step.premises if premise.role == "unless"}


def rivals(map_: ArgumentMap, id_: str) -> set[str]:
    """The other members of its group."""
    return {other for group in map_.of_type(Exclusive) if id_ in group.members for other in group.members} - {id_}


def steps_for(map_: ArgumentMap, id_: str) -> list[Argument]:
    return [step for step in map_.of_type(Argument) if step.target == id_ and not step.against]


def steps_against(map_: ArgumentMap, id_: str) -> list[Argument]:
    return [step for step in map_.of_type(Argument) if step.target == id_ and step.against]


def scenarios(map_: ArgumentMap) -> list[str]:
    return [one.id for one in map_.of_type(Statement) if one.is_a == "scenario" and not steps_for(map_, one.id)]


def families(map_: ArgumentMap) -> list[str]:
    return [one.id for one in map_.of_type(Statement) if one.is_a == "scenario" and steps_for(map_, one.id)]


def members(map_: ArgumentMap, family: str) -> set[str]:
    """The leaf scenarios behind a family, through families in between and nothing else."""
    found = {family}
    while (
        more := {
            node
            for one in found
            for step in steps_for(map_, one)
            for node in needed(step)
            if is_a(map_, node, "scenario")
        }
        - found
    ):
        found |= more
    return found & set(scenarios(map_))


def own(map_: ArgumentMap, technique: str) -> frozenset[str]:
    return frozenset(s.id for s in map_.of_type(Argument) if not s.against and technique in needed(s))


def techniques(map_: ArgumentMap) -> list[str]:
    return [one.id for one in map_.of_type(Statement) if one.is_a == "proposal" and own(map_, one.id)]


def concerns(map_: ArgumentMap) -> list[str]:
    return [one.id for one in map_.of_type(Statement) if one.is_a == "concern"]


def arguments(map_: ArgumentMap, ids: Iterable[str]) -> list[Argument]:
    return [step for step in map_.of_type(Argument) if step.id in set(ids)]


def base(map_: ArgumentMap, technique: str, problem: str | None = None) -> Base:
    """What a technique rests on, as far as it is offered for a problem, if one is given."""
    mine = frozenset(s.id for s in arguments(map_, own(map_, technique)) if problem is None or s.target == problem)
    nodes = {technique}.union(*map(needed, arguments(map_, mine)))
    inner: set[str] = set()
    while more := {s.id for n in nodes if is_a(map_, n, "claim") for s in steps_for(map_, n)} - inner:
        inner |= more
        nodes = nodes.union(*map(needed, arguments(map_, more)))
    return Base(mine, frozenset(nodes), frozenset(inner))


def behind(map_: ArgumentMap, id_: str) -> set[str]:
    """The statement and those that lead to it by arguments for."""
    found = {id_}
    while more := {node for one in found for step in steps_for(map_, one) for node in needed(step)} - found:
        found |= more
    return found


def bearing(map_: ArgumentMap, id_: str) -> set[str]:
    """All that reaches a thing by arguments for or against it and by premises of any role, itself too."""
    found = {id_}
    while (
        more := {step.id for step in map_.of_type(Argument) if step.target in found}
        | {p.node for step in arguments(map_, found) for p in step.premises}
    ) - found:
        found |= more
    return found


def attacks(map_: ArgumentMap, technique: str, scenario: str | None, problem: str | None = None) -> set[Attack]:
    """The attacks from a scenario on a technique; without a scenario, all of them."""
    mine, nodes, inner = base(map_, technique, problem)

    def starts(premises: Iterable[str]) -> bool:
        return scenario is None or any(scenario in behind(map_, node) for node in premises)

    against = {
        Attack(step.id, step.target)
        for step in map_.of_type(Argument)
        if step.against and step.target in mine | nodes | inner and starts(needed(step))
    }
    stops = {
        Attack(node, step.id, True)
        for step in arguments(map_, mine | inner)
        for node in exceptions(step)
        if starts([node])
    }
    instead = {
        Attack(other, node, True)
        for node in nodes
        for other in rivals(map_, node)
        if other == scenario or scenario is None
    }
    return against | stops | instead


def with_scenario(map_: ArgumentMap, scenario: str | None, view: View) -> View:
    """This scenario assumed (None: none), all other leaf scenarios that are not granted denied."""
    others = set(scenarios(map_)) - {scenario} - view.grant
    return view.fixing(assume={scenario} - {None}, deny=others)  # type: ignore[arg-type]  # no None is left


def granting(map_: ArgumentMap, technique: str, view: View, without: Iterable[str] = ()) -> View:
    """The leaves of the base, its problems and the technique granted, except what the view itself holds fixed.

    Scenarios are granted whatever the view says of them, but for the one that is asked about and what it excludes; of
    alternatives that exclude each other none is. What the base needs not to hold is denied.
    """
    mine, nodes, inner = base(map_, technique)
    denied = {node for step in arguments(map_, mine | inner) for node in excluded(step)}
    granted, fails = (
        {node for node in ids if node == technique or is_a(map_, node, "problem") or not steps_for(map_, node)}
        for ids in (nodes - set(without), denied)
    )
    granted = {node for node in granted if not granted & rivals(map_, node)} - fails
    free = view.fixed - set(scenarios(map_))
    return view.fixing(grant=granted - free, deny=fails - free)


def possible(every: EveryWorld) -> int:
    """The worlds that the groups allow."""
    return sum(1 << number for number, world in enumerate(every.worlds) if every.allowed(world))


def in_worlds(every: EveryWorld, ids: Iterable[str]) -> Ends:
    """Where one of these holds or applies."""
    lower = upper = 0
    for id_ in ids:
        lower |= every.lower[id_]
        upper |= every.upper[id_]
    return lower, upper


def problems(map_: ArgumentMap, technique: str) -> list[str]:
    """What a technique is offered for."""
    return sorted({s.target for s in arguments(map_, own(map_, technique)) if is_a(map_, s.target, "problem")})


def applying(
    map_: ArgumentMap,
    technique: str,
    scenario: str | None,
    view: View,
    problem: str | None = None,
    denied: str | None = None,
) -> tuple[EveryWorld, Ends]:
    """Where a technique applies (for a problem) with a scenario, or with one denied that it may assume."""
    without = {denied} if scenario is None else {scenario, *rivals(map_, scenario)}
    granted = granting(map_, technique, view, without - {None})  # type: ignore[arg-type]  # no None is left
    every = EveryWorld(map_, with_scenario(map_, scenario, granted))
    mine = arguments(map_, own(map_, technique))
    return every, in_worlds(every, [step.id for step in mine if problem is None or step.target == problem])


def holding(map_: ArgumentMap, id_: str, scenario: str | None, view: View) -> tuple[EveryWorld, Ends]:
    every = EveryWorld(map_, with_scenario(map_, scenario, view))
    return every, in_worlds(every, [id_])


def implicants(every: EveryWorld, worlds: int) -> dict[Set, int]:
    """The prime implicants of these worlds, each with the worlds in which it is so.

    A term is prime if it lies in these worlds, and no longer does with any of its values left out.
    """
    used = [variable for variable in every.variables if _matters(every, worlds, variable)]
    within: dict[Set, int] = {}
    for values in product((None, False, True), repeat=len(used)):
        term = frozenset((v, value) for v, value in zip(used, values, strict=True) if value is not None)
        where = every.all
        for variable, value in term:
            where &= every.true[variable] if value else ~every.true[variable]
        if where and not where & ~worlds:
            within[term] = where
    return {term: where for term, where in within.items() if all(term - {value} not in within for value in term)}


def _matters(every: EveryWorld, worlds: int, variable: Variable) -> bool:
    """Whether these worlds differ by it: the worlds that differ in one variable alone are equally far apart."""
    apart = 1 << (len(every.variables) - 1 - every.variables.index(variable))
    true = every.true[variable]
    return (worlds & true) >> apart != worlds & ~true


def technique_cell(map_: ArgumentMap, technique: str, column: str | None, view: View) -> Cell:
    if column in families(map_):
        return _of_members(technique_cell(map_, technique, member, view) for member in members(map_, column))
    if not attacks(map_, technique, column):
        return Cell("nothing said")
    several = problems(map_, technique)
    if len(several) > 1:
        lines = [(problem, _line(map_, technique, column, view, problem)) for problem in several]
        summed = _of_members(line for _, line in lines)
        return summed._replace(lines=tuple(lines), undecided=any(line.undecided for _, line in lines))
    return _line(map_, technique, column, view, *several or [None])


def _line(map_: ArgumentMap, technique: str, column: str | None, view: View, problem: str | None) -> Cell:
    every, before = applying(map_, technique, None, view, problem, denied=column)
    may = possible(every)
    if column is None:
        return _cell(
            lambda f0: "moot" if not f0 & may else "survives" if not may & ~f0 else "contested",
            {"contested": lambda f0: {s for s, at in implicants(every, every.all & ~f0).items() if at & may}},
            *zip(before, strict=True),
        )
    _, after = applying(map_, technique, column, view, problem)
    return _cell(
        lambda f0, f1: (
            "moot" if not f0 & may else "breaks" if not f1 & may else "survives" if not f0 & ~f1 & may else "breaks if"
        ),
        {
            "breaks if": lambda f0, f1: {
                s for s, at in implicants(every, every.all & ~(f0 & f1)).items() if at & f0 & may
            }
        },
        *zip(before, after, strict=True),
    )


def concern_cell(map_: ArgumentMap, concern: str, column: str | None, view: View) -> Cell:
    if column in families(map_):
        return _of_members(concern_cell(map_, concern, member, view) for member in members(map_, column))
    every, before = holding(map_, concern, None, view)
    may = possible(every)
    if column is None:
        if not steps_for(map_, concern):
            return Cell("nothing said")
        return _cell(
            lambda g0: "holds" if not may & ~g0 else "may hold" if g0 & may else "cannot hold",
            {"may hold": lambda g0: {s for s, at in implicants(every, g0).items() if at & may}},
            *zip(before, strict=True),
        )
    if column not in bearing(map_, concern):
        return Cell("nothing said")
    _, after = holding(map_, concern, column, view)

    def outcome(g0: int, g1: int) -> str:
        if not may & ~g1 and may & ~g0:
            return "brings"
        if not g0 & may:
            return "may bring" if g1 & may else "does not bring"
        return "either way" if g1 & may else "keeps off"

    found = _cell(
        outcome,
        {
            "may bring": lambda _, g1: {s for s, at in implicants(every, g1).items() if at & may},
            "either way": lambda g0, g1: {s for s, at in implicants(every, g1).items() if at & ~g0 & may},
        },
        *zip(before, after, strict=True),
    )
    without, with_ = before[0] & may, after[0] & may
    if found.outcome != "either way" or without == with_:
        return found
    more, less = not without & ~with_, not with_ & ~without
    return found._replace(tendency="more often" if more else "less often" if less else None)


def _cell(outcome: Callable[..., str], sets: dict[str, Callable[..., set[Set]]], lower: object, upper: object) -> Cell:
    """The cell by what surely holds; undecided where what may hold makes another."""
    found, maybe = outcome(*lower), outcome(*upper)  # type: ignore[misc]  # the functions, in the order asked for
    deciding = sets[found](*lower) if found in sets else ()  # type: ignore[misc]  # the same
    return Cell(found, frozenset(deciding), found != maybe)


def _of_members(cells: Iterable[Cell]) -> Cell:
    """A family's cell: the outcome of all its members, or that they differ."""
    outcomes = {cell.outcome for cell in cells}
    if not outcomes:
        return Cell("nothing said")
    return Cell(outcomes.pop() if len(outcomes) == 1 else "differs")


def defeated(map_: ArgumentMap, found: set[Attack], scenario: str, view: View) -> set[Attack]:
    """The attacks that apply in no world with the scenario, not even maybe, but would in some if none counted."""
    view = with_scenario(map_, scenario, view)
    every, unhindered = EveryWorld(map_, view), EveryWorld(map_, replace(view, attacks=False))
    may = possible(every)
    return {a for a in found if not every.upper[a.by] & may and unhindered.lower[a.by] & may}


def defeaters(map_: ArgumentMap, technique: str, scenario: str, view: View, problem: str | None) -> set[str]:
    """The arguments that can apply against a defeated attack, or against anything on its way from the scenario."""
    every, _ = applying(map_, technique, scenario, view)
    hit: set[str] = set()
    found = attacks(map_, technique, scenario, problem)
    for attack in defeated(map_, found, scenario, granting(map_, technique, view, {scenario, *rivals(map_, scenario)})):
        starts = {attack.by} if attack.exception else needed(*arguments(map_, [attack.by]))
        reached = {node for start in starts for node in behind(map_, start)}
        way = {node for node in reached if scenario in behind(map_, node)} - {scenario}
        steps = {step.id for node in way for step in steps_for(map_, node) if needed(step) & (way | {scenario})}
        hit |= {attack.by} | way | steps
    may = possible(every)
    return {step.id for id_ in hit for step in steps_against(map_, id_) if every.lower[step.id] & may}


def needs(map_: ArgumentMap) -> set[str]:
    """All that techniques rest on, themselves apart."""
    return {node for technique in techniques(map_) for node in base(map_, technique).nodes} - set(techniques(map_))


def attacks_on(map_: ArgumentMap, member: str, technique: str, scenario: str) -> set[Attack]:
    """The attacks from a scenario on a member of a base: on itself, or on an argument for it in the base."""
    goals = {step.id: step.target for step in arguments(map_, base(map_, technique).inner)}
    return {attack for attack in attacks(map_, technique, scenario) if member in (attack.on, goals.get(attack.on))}


def invariants(map_: ArgumentMap, scenario: str, view: View) -> set[str]:
    """What techniques need that is attacked from the scenario, always in vain, whichever of them is granted."""
    reached: set[str] = set()
    broken: set[str] = set()
    for technique in techniques(map_):
        every = attacks(map_, technique, scenario)
        vain = (
            defeated(map_, every, scenario, granting(map_, technique, view, {scenario, *rivals(map_, scenario)}))
            if every
            else set()
        )
        for member in base(map_, technique).nodes:
            found = attacks_on(map_, member, technique, scenario)
            reached |= {member} if found else set()
            broken |= {member} if found - vain else set()
    return (reached - broken) & needs(map_)


def tagged_invariants(map_: ArgumentMap, scenario: str) -> set[str]:
    return {one.id for one in map_.of_type(Statement) if "invariant" in one.tags and scenario in one.about}


def not_mentioned(map_: ArgumentMap, scenario: str) -> set[str]:
    """What techniques need that no attack from the scenario reaches."""
    all_ = techniques(map_)
    return {member for member in needs(map_) if not any(attacks_on(map_, member, t, scenario) for t in all_)}


def brings(map_: ArgumentMap, id_: str, scenario: str, view: View, *, may: bool = False) -> bool:
    """Whether something surely holds in every world (may: perhaps in some) with the scenario and no other."""
    every, (surely, maybe) = holding(map_, id_, scenario, view)
    allowed = possible(every)
    return bool(maybe & allowed) if may else not allowed & ~surely
