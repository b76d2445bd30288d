"""What tests tell: what a test sees, how its outcome hangs together with a claim, and a claim given outcomes.

An outcome is one more variable, independent of all others given what the test sees. With N° for that, and with
independent coins a and b, a result e is `(N° and a) or (not N° and b)`: what is given e is a share, P(C and e) / P(e).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import Final, NamedTuple

from argmap.logic.circuit import FALSE, TRUE
from argmap.logic.holding import Function, Reasoner
from argmap.logic.joint import NOISE, Range, share, span
from argmap.logic.pairs import NumberOf, Together
from argmap.logic.view import Number, Numbers, Variable, View
from argmap.model import Outcome, Test

SCARCE: Final = 1e-6
"""Evidence that is nowhere likelier than this is not looked at jointly: rounding would decide."""


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
    denied.
    """
    function = reasoner.function(test.node, view)
    if not test.before and not test.misleads_if:
        return function
    rule = reasoner.holding(view).rules[test.node]
    if rule.argument or rule.some or rule.never:
        misleading = [id_ for id_ in test.misleads_if if id_ != test.node]
        return reasoner.function(test.node, view.fixing(deny=misleading)) if misleading else function
    circuit = reasoner.circuit
    own = circuit.any_of(map(circuit.variable, rule.own)) if rule.least else TRUE
    return Function(reasoner, own, own)


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


@dataclass(frozen=True, slots=True)
class Observation:
    """What a test saw, and how likely its outcome was if that is so, and if not."""

    seen: Function
    chances: Likelihoods


class Given(NamedTuple):
    """A probability given what was observed: None where all of that together cannot be.

    `counts` are the places of the observations that can make a difference; the others are left out.
    """

    range: Range | None
    counts: tuple[int, ...]


def given(function: Function, observations: Sequence[Observation], number: NumberOf) -> Given:
    """Between what the probability of something lies, given what was observed, over all that is unknown at once."""
    counts = _connected(function, observations)
    evidence = Function(function.reasoner, TRUE, TRUE)
    coins: dict[Variable, Number] = {}
    for place in counts:
        evidence &= _result(observations[place], place, coins)
    found = conditional(function, evidence, lambda variable: coins.get(variable) or number(variable))
    return Given(found, counts)


def _connected(function: Function, observations: Sequence[Observation]) -> tuple[int, ...]:
    """The observations that share a variable with the function, or with one that does, and so on."""
    reached = set(function.variables)
    supports = [set(one.seen.variables) for one in observations]
    found: set[int] = set()
    while more := {n for n, support in enumerate(supports) if n not in found and not support.isdisjoint(reached)}:
        found |= more
        reached = reached.union(*(supports[n] for n in more))
    return tuple(sorted(found | {n for n, one in enumerate(observations) if _impossible(one)}))


def _impossible(observation: Observation) -> bool:
    """Whether the outcome cannot be, whatever else is so."""
    seen, (true, false) = observation.seen, observation.chances
    return not (true and seen.upper != FALSE) and not (false and seen.lower != TRUE)


def _result(observation: Observation, place: int, coins: dict[Variable, Number]) -> Function:
    """That the outcome was this one. Only the ratio of its chances matters: the greater is made 1."""
    reasoner = observation.seen.reasoner
    most = max(observation.chances)

    def coin(chance: float, way: str) -> Function:
        share_ = chance / most if most else 0.0
        if share_ in (0.0, 1.0):
            return Function(reasoner, int(share_), int(share_))
        variable = Variable("leaf", f"/{place}{way}")  # an id that no map can have
        coins[variable] = Number(share_, share_, "held")
        literal = reasoner.circuit.variable(variable)
        return Function(reasoner, literal, literal)

    seen = observation.seen
    return seen & coin(observation.chances.true, "+") | ~seen & coin(observation.chances.false, "-")


def conditional(function: Function, evidence: Function, number: NumberOf) -> Range | None:
    """Between what P(function | evidence) lies; None where the evidence cannot be.

    Over the values of what is unknown with which the evidence can be. A circle in the evidence itself makes the bounds
    wider than they need be.
    """
    with_, without = function & evidence, ~function & evidence
    for_, against = span(with_, number), span(without, number)
    if for_.high + against.high <= 0:
        return None
    low = for_.low / (for_.low + against.high) if for_.low + against.high > 0 else 1.0
    high = for_.high / (for_.high + against.low) if for_.high + against.low > 0 else 0.0
    if _single(for_) and _single(against):
        return Range(low, max(low, high), evidence.decided)
    if evidence.decided and for_.high + against.high > SCARCE:
        nothing = Function(function.reasoner, FALSE, FALSE)
        joint = share(with_, nothing, evidence, number)
        if joint is not None:
            low, high = max(low, joint.low), min(high, joint.high)
            low = low if low > NOISE else 0.0
            return Range(low, max(low, high), joint.exact)
    return Range(low, max(low, high), low == high)


def _single(value: Range) -> bool:
    return value.exact and value.high - value.low <= NOISE * value.high
