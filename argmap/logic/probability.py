"""How likely something is: the least and the greatest value over all that is unknown or between bounds.

Exact, on the diagrams of the function's modules. Beyond the budget the bounds are wider, and say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from argmap.logic.bounds import bounded
from argmap.logic.extremes import over_vertices
from argmap.logic.holding import Function, Reasoner
from argmap.logic.rules import Rule, is_unnamed
from argmap.logic.spans import IMPOSSIBLE, Chance, Span
from argmap.logic.view import Number, Numbers, Variable, View, choice
from argmap.model import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Probability:
    """The least that is certain and the most that is possible, given what is unknown; equal where it is one value.

    `unknown` are the variables behind it without a number, `intervals` those between bounds, `fallen_back` those for
    which the view's person has no number. `undecided` is the (greatest) probability that a circle leaves it open.
    """

    low: float
    high: float
    undecided: float
    unknown: tuple[Variable, ...]
    intervals: tuple[Variable, ...]
    fallen_back: tuple[Variable, ...]
    exact: bool

    @property
    def unknown_leaves(self) -> int:
        """How many leaves have no number."""
        return sum(variable.of == "leaf" for variable in self.unknown)

    @property
    def interval_leaves(self) -> int:
        """How many leaves lie between bounds."""
        return sum(variable.of == "leaf" for variable in self.intervals)


def probability(function: Function, numbers: Numbers, changed: Mapping[Variable, Number] | None = None) -> Probability:
    """The probability of a function, with the numbers of a view, some of them changed.

    Changed numbers cost one pass over what was worked out before: the way to ask "what if".
    """

    reasoner = function.reasoner
    if changed and reasoner.groups.of:
        changed = {**changed, **{choice(v.id): n for v, n in changed.items() if v.id in reasoner.groups.of}}

    def number(variable: Variable) -> Number:
        return changed[variable] if changed and variable in changed else numbers[variable]

    chosen = in_choices(function, changed or ())
    low, _, low_exact = ends(reasoner, chosen.lower, number)
    _, high, high_exact = ends(reasoner, chosen.upper, number)
    undecided = 0.0
    if not function.decided:
        open_ = reasoner.circuit.all_of((chosen.upper, chosen.lower ^ 1))
        undecided = ends(reasoner, open_, number)[1]
    used = used_variables(function)
    return Probability(
        low=low,
        high=max(low, high),
        undecided=undecided,
        unknown=tuple(variable for variable in used if number(variable).unknown),
        intervals=tuple(v for v in used if not number(v).unknown and not number(v).is_point),
        fallen_back=tuple(variable for variable in used if numbers.falls_back(variable)),
        exact=function.exact and low_exact and high_exact,
    )


def what_if(reasoner: Reasoner, target: str, view: View, id_: str, number: Interval) -> Probability:
    """The probability of a statement or argument in a view, were one thing held at a number (0 and 1 included).

    For a leaf that nothing attacks, only numbers change, and nothing is made anew.
    """
    holding = reasoner.holding(view)
    function = holding.function(target)
    leaf = Variable("leaf", id_)
    if holding.rules.get(id_) == Rule(id=id_, least=1, own=(leaf,)) and not is_unnamed(reasoner.map, id_):
        held = Number(number.low, number.high, "held")
        return probability(function, reasoner.numbers(view), {leaf: held})
    held_view = view.fixing(hold={id_: number}, within=reasoner.map)
    return probability(reasoner.function(target, held_view), reasoner.numbers(held_view))


def in_choices(function: Function, first: Iterable[Variable] = ()) -> Function:
    """The function with choices, which are independent, in place of the leaves of groups (see `logic.groups`).

    The leaves `first` can have any number without a change of the others' choices.
    """
    return function.reasoner.groups.composed([function], [variable.id for variable in first])[0]


def used_variables(function: Function) -> tuple[Variable, ...]:
    """The variables that make a difference to a function, sorted; where that is too hard to tell, all behind it."""
    found: set[Variable] = set()
    circuit = function.reasoner.circuit
    for root in {function.lower, function.upper}:
        cut = function.reasoner.modules.of(root)
        matter = {cut.root >> 1}
        for module in reversed(cut.modules):
            if module.gate in matter:
                matter |= module.support()
        found |= {circuit.variables[gate] for gate in matter if gate in circuit.variables}
    return tuple(sorted(found))


def ends(reasoner: Reasoner, literal: int, number: Callable[[Variable], Number]) -> tuple[float, float, bool]:
    """The least and the greatest probability of a literal, and whether they are exact (else they are bounds).

    Its variables are independent of each other: choices stand for the leaves of groups.
    """

    if not reasoner.groups.of:
        return _ends(reasoner, literal, number)
    cost = sum(
        len(module.inputs if module.root is None else module.steps) for module in reasoner.modules.of(literal)[1]
    )

    def at(numbers: Callable[[Variable], Number]) -> tuple[float, float, bool]:
        reasoner.budget.charge(cost)
        return _ends(reasoner, literal, numbers)

    variables = reasoner.circuit.support(literal)
    return over_vertices(variables, number, reasoner.groups.starts, at, reasoner.budget)


def _ends(reasoner: Reasoner, literal: int, number: Callable[[Variable], Number]) -> tuple[float, float, bool]:
    circuit = reasoner.circuit
    root, modules = reasoner.modules.of(literal)
    spans: dict[int, Span] = {0: (IMPOSSIBLE, IMPOSSIBLE)}
    if root >> 1 in circuit.variables:
        spans[root >> 1] = _of_number(number(circuit.variables[root >> 1]))
    exact = True
    for module in modules:
        inputs = []
        for gate in module.inputs:
            if gate not in spans:
                spans[gate] = _of_number(number(circuit.variables[gate]))
            inputs.append(spans[gate])
        if module.root is None:
            low, high = bounded(circuit, module, [(low.true, high.true) for low, high in inputs])
            spans[module.gate] = Chance(low, 1 - low), Chance(high, 1 - high)
            exact = False
        else:
            spans[module.gate], exact_here = reasoner.spans(module, inputs)
            exact = exact and exact_here
    least, most = spans[root >> 1]
    return (most.false, least.false, exact) if root & 1 else (least.true, most.true, exact)


def _of_number(number: Number) -> Span:
    return Chance(number.low, 1 - number.low), Chance(number.high, 1 - number.high)
