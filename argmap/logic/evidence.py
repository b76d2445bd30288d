"""What tests tell: what a test sees, how its outcome hangs together with a claim, and a claim given outcomes.

An outcome is one more variable, independent of all others given what the test sees. With N° for that, and with
independent coins a and b, a result e is `(N° and a) or (not N° and b)`: what is given e is P(C and e) / P(e). So a
result on a consequence of C, or on another consequence of its cause, moves C (Pearl 1988).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf, log2
from typing import Final, NamedTuple

from argmap.logic.circuit import FALSE, TRUE
from argmap.logic.extremes import over_vertices
from argmap.logic.fraction import Fraction
from argmap.logic.holding import Function, Reasoner
from argmap.logic.joint import Range, span
from argmap.logic.pairs import NumberOf, Together
from argmap.logic.probability import used_variables
from argmap.logic.view import Number, Numbers, Variable, View
from argmap.model import Outcome, Test


class Likelihoods(NamedTuple):
    """How likely an outcome is if the thing seen is true, and if it is false."""

    true: float
    false: float


def likelihoods(test: Test, outcome: Outcome = "positive") -> Likelihoods | None:
    """How likely an outcome of a test is, either way; None where the test does not say.

    A ratio r stands for r / (1 + r) and 1 / (1 + r), the other way round for a negative outcome.
    """
    if test.p_if_true is not None and test.p_if_false is not None:
        if outcome == "negative":
            return Likelihoods(1 - test.p_if_true, 1 - test.p_if_false)
        return Likelihoods(test.p_if_true, test.p_if_false)
    ratio = test.likelihood_ratio
    if ratio is None:
        return None
    # One less the other would round to 0 where the ratio is extreme.
    true = ratio / (1 + ratio) if ratio < 1 else 1 / (1 + 1 / ratio)
    false = 1 / (1 + ratio)
    return Likelihoods(true, false) if outcome == "positive" else Likelihoods(false, true)


def observed(reasoner: Reasoner, view: View, test: Test) -> Function:
    """What a test sees in a view: N, and where it is made early or may mislead, N°.

    N° of a leaf is its own variable, before what attacks it; of anything else, that it holds with all that misleads
    denied: where a group has the value that misleads, it counts as none, and the others are no likelier.
    """
    function = reasoner.function(test.node, view)
    if not test.before and not test.misleads_if:
        return function
    rule, sure = reasoner.holding(view).rules[test.node], view.assume | view.grant
    if rule.argument or rule.some or rule.never:
        misleading = {id_ for id_ in test.misleads_if if id_ != test.node}
        for group in {reasoner.groups.of[id_] for id_ in misleading if id_ in reasoner.groups.of}:
            if not sure.isdisjoint(group.members):
                misleading.update(group.members)
        denying = reasoner.function(test.node, view.fixing(deny=misleading)) if misleading else function
        return replace(denying, fixed=function.fixed)
    circuit = reasoner.circuit
    own = circuit.any_of(map(circuit.variable, rule.own)) if rule.least else TRUE
    return _exactly(function, own)


def halfway(numbers: Numbers) -> NumberOf:
    """Single numbers: what is unknown at ½, what lies between bounds at their middle, of a group the mean."""

    return lambda variable: numbers[variable].at_middle


def information(known: Together, chances: Likelihoods) -> float:
    """How many bits an outcome tells about the first thing on average, if it depends on the second so.

    The mutual information of the two (Shannon 1948; as a measure of experiments, Lindley 1956).
    """
    first, second, both = known
    true, false = chances
    bits = 0.0
    for holds, seen in ((first, both), (1 - first, second - both)):
        for yes, no in ((true, false), (1 - true, 1 - false)):
            joint = yes * seen + no * (holds - seen)
            alone = yes * second + no * (1 - second)
            if joint > 0 and holds > 0 and alone > 0:
                bits += joint * log2(joint / (holds * alone))
    return max(bits, 0.0)


def entropy(chance: float) -> float:
    """How many bits it is worth to know for sure what has this probability (Shannon 1948)."""
    return -sum(p * log2(p) for p in (chance, 1 - chance) if p > 0)


MANY: Final = 100
"""Of a function of so many variables all count as its inputs, without a look at which make a difference."""


def mattering(function: Function) -> tuple[Variable, ...]:
    """The variables that a function depends on; where that is too hard to tell, all that are behind it."""
    behind = function.variables
    return behind if len(behind) > MANY else used_variables(function)


def inputs(function: Function) -> frozenset[Variable]:
    """What a function depends on: leaves, strengths and the like; a group of alternatives stands for its members."""
    known, key = function.reasoner.inputs, (function.lower, function.upper)
    if key not in known:
        groups = function.reasoner.groups.of
        found = []
        for variable in mattering(function):
            group = groups.get(variable.id) if variable.of == "leaf" else None
            found.append(variable if group is None else Variable("leaf", group.id))
        known[key] = frozenset(found)
    return known[key]


@dataclass(frozen=True, slots=True)
class Observation:
    """What a test of a node saw, and how likely its outcome was if that is so, and if not."""

    node: Function
    seen: Function
    chances: Likelihoods

    @property
    def open(self) -> bool:
        """Whether nothing could be told of what was seen, for want of budget, so that it may share any input."""
        return (self.seen.lower, self.seen.upper, self.seen.exact) == (FALSE, TRUE, False)


def connected(functions: Iterable[Function], observations: Sequence[Observation]) -> tuple[int, ...]:
    """The places of the observations that share an input with these functions, or with one that does, and so on.

    The others make no difference to them. What it was beyond the budget to tell of always counts.
    """
    if not observations:
        return ()
    reached = frozenset[Variable]().union(*map(inputs, functions))
    supports = [inputs(one.node) | inputs(one.seen) for one in observations]
    found: set[int] = set()
    while more := {n for n, support in enumerate(supports) if n not in found and not support.isdisjoint(reached)}:
        found |= more
        reached = reached.union(*(supports[n] for n in more))
    return tuple(sorted(found | {n for n, one in enumerate(observations) if one.open}))


class Seen:
    """That all of some observations were made, as functions of the variables and of coins of their own.

    `surely` takes what is undecided for what does not hold. Between `least` and `most` lies how likely it is: where a
    circle leaves open what a test sees, the one takes the lower likelihood, the other the higher.
    """

    def __init__(self, reasoner: Reasoner, observations: Iterable[Observation]) -> None:
        self._reasoner = reasoner
        self._coins: dict[Variable, Number] = {}
        self.surely = self.least = self.most = Function(reasoner, TRUE, TRUE)
        for place, one in enumerate(observations):
            ends = (_exactly(one.seen, literal) for literal in (one.seen.lower, one.seen.upper))
            low, high = (self._outcome(one.chances, seen, place) for seen in ends)
            self.surely &= low
            rising = one.chances.true >= one.chances.false
            self.least &= low if rising else high
            self.most &= high if rising else low

    def _outcome(self, chances: Likelihoods, seen: Function, place: int) -> Function:
        """That the outcome was this one. Only the ratio of its chances matters: the greater is made 1."""
        most = max(chances)
        return seen & self._coin(chances.true, most, place) | ~seen & self._coin(chances.false, most, place)

    def _coin(self, chance: float, most: float, place: int) -> Function:
        part = chance / most if most else 0.0
        if part in (0.0, 1.0):
            return Function(self._reasoner, int(part), int(part))
        variable = Variable("leaf", f"/{place}")  # an id that no map can have
        self._coins[variable] = Number(part, part, "held")
        literal = self._reasoner.circuit.variable(variable)
        return Function(self._reasoner, literal, literal)

    @property
    def decided(self) -> bool:
        """Whether no circle leaves open what was seen."""
        return len({self.least.lower, self.least.upper, self.most.lower, self.most.upper}) == 1

    def numbers(self, number: NumberOf) -> NumberOf:
        """The numbers of the coins, beside those of all else."""
        return lambda variable: self._coins.get(variable) or number(variable)


class Given(NamedTuple):
    """A probability given what was observed: None where all of that together cannot be.

    `counts` are the places of the observations that can make a difference; the others are left out.
    """

    range: Range | None
    counts: tuple[int, ...]


def given(function: Function, observations: Sequence[Observation], number: NumberOf) -> Given:
    """Between what the probability of something lies, given what was observed, over all that is unknown at once."""
    counts = connected([function], observations)
    seen = Seen(function.reasoner, [observations[place] for place in counts])
    return Given(conditional(function, seen, seen.numbers(number)), counts)


def conditional(function: Function, seen: Seen, number: NumberOf) -> Range | None:
    """Between what P(function | seen) lies, over the numbers with which that can be; None where there are none.

    In a world that leaves a test's node undecided, each end takes the likelihood that makes it wider.
    """
    reasoner = function.reasoner
    if reasoner.budget.spent:
        return Range(0.0, 1.0, exact=False)  # what could not be joined is open
    may, cannot = (_exactly(function, literal) for literal in (function.upper, function.upper ^ 1))
    highest = Fraction(may & seen.most, cannot & seen.least)
    lowest = None
    if not (function.decided and seen.decided and all(number(one).is_point for one in highest.variables)):
        holds, fails = (_exactly(function, literal) for literal in (function.lower, function.lower ^ 1))
        lowest = Fraction(fails & seen.most, holds & seen.least)

    def at(numbers: NumberOf) -> tuple[float, float, bool]:
        high, exact = highest.greatest(numbers)
        if lowest is None:
            if high is None and span(seen.most, numbers).high <= 0:
                return *_NOWHERE, exact
            value = high.fraction if high else 0.0
            return value, value, exact
        low, low_exact = lowest.greatest(numbers)
        if high is None and low is None:
            return *_NOWHERE, exact and low_exact
        return low.rest if low else 1.0, high.fraction if high else 0.0, exact and low_exact

    variables = {*highest.variables, *(lowest.variables if lowest else ())}
    low, high, exact = over_vertices(sorted(variables), number, reasoner.groups.starts, at, reasoner.budget)
    if reasoner.budget.spent and not exact:
        return Range(0.0, 1.0, exact=False)
    return None if low == inf else Range(low, max(low, high), exact)


_NOWHERE: Final = (inf, -inf)


def _exactly(function: Function, literal: int) -> Function:
    return replace(function, lower=literal, upper=literal)
