"""Binary decision diagrams (Bryant 1986) as lists of integers, on levels 0, 1, 2 …; 0 and 1 are the constants.

The kernel knows levels only; what a level stands for is its user's. No recursion: diagrams may be any depth.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from argmap.logic.budget import Budget

BOTTOM: Final = 1 << 40
"""The level of the constants, below all others."""

_PACK: Final = 1 << 32


class Diagram:
    """Nodes by number, shared by all functions made here; a node's parts have smaller numbers than itself."""

    def __init__(self, work: Budget) -> None:
        self.level: list[int] = [BOTTOM, BOTTOM]
        self.low: list[int] = [0, 1]
        self.high: list[int] = [0, 1]
        self.work = work
        self._unique: dict[tuple[int, int, int], int] = {}
        self._both: dict[int, int] = {}
        self._either: dict[int, int] = {}
        self._order: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self.level)

    def node(self, level: int, low: int, high: int) -> int:
        """The function that is `high` where the level's variable is true, else `low`."""
        if low == high:
            return low
        key = (level, low, high)
        found = self._unique.get(key)
        if found is None:
            found = self._unique[key] = len(self.level)
            self.level.append(level)
            self.low.append(low)
            self.high.append(high)
        return found

    def all_of(self, functions: Iterable[int]) -> int:
        """The conjunction; what begins deepest is taken first, which keeps the parts small."""
        made = 1
        for function in sorted(set(functions), key=self.level.__getitem__, reverse=True):
            made = self.both(made, function)
        return made

    def any_of(self, functions: Iterable[int]) -> int:
        """The disjunction."""
        made = 0
        for function in sorted(set(functions), key=self.level.__getitem__, reverse=True):
            made = self.either(made, function)
        return made

    def at_least(self, least: int, functions: Iterable[int]) -> int:
        """True where at least so many of the functions are."""
        reached = [1] + [0] * least
        for function in sorted(functions, key=self.level.__getitem__, reverse=True):
            for count in range(least, 0, -1):
                reached[count] = self.either(reached[count], self.both(function, reached[count - 1]))
        return reached[least]

    def both(self, f: int, g: int) -> int:
        """f and g."""
        return self._combine(f, g, 0, self._both)

    def either(self, f: int, g: int) -> int:
        """f or g."""
        return self._combine(f, g, 1, self._either)

    def _combine(self, f: int, g: int, strong: int, known: dict[int, int]) -> int:
        """Conjunction (`strong` 0) or disjunction (1), node by node, with a stack of what is pending."""
        level, low, high, unique = self.level, self.low, self.high, self._unique
        weak = 1 - strong
        pending: list[tuple[int, int, int, int]] = []
        steps = 0
        while True:
            if f == g or g == weak:
                made = f
            elif f == weak:
                made = g
            elif f == strong or g == strong:
                made = strong
            else:
                if f > g:
                    f, g = g, f
                key = f * _PACK + g
                found = known.get(key)
                if found is None:
                    above, below = level[f], level[g]
                    if above == below:
                        pending.append((key, above, high[f], high[g]))
                        f, g = low[f], low[g]
                    elif above < below:
                        pending.append((key, above, high[f], g))
                        f = low[f]
                    else:
                        pending.append((key, below, f, high[g]))
                        g = low[g]
                    continue
                made = found
            while pending:
                key, at, second, other = pending.pop()
                if other >= 0:
                    pending.append((key, at, made, -1))
                    f, g = second, other
                    break
                if second != made:
                    triple = (at, second, made)
                    node = unique.get(triple)
                    if node is None:
                        node = unique[triple] = len(level)
                        level.append(at)
                        low.append(second)
                        high.append(made)
                    made = node
                known[key] = made
                steps += 1
                if steps == Budget.CHUNK:
                    self.work.spend(steps, steps)
                    steps = 0
            else:
                self.work.spend(steps, steps)
                return made

    def behind(self, root: int) -> list[int]:
        """The nodes of a function, constants left out, parts before wholes."""
        found = self._order.get(root)
        if found is None:
            seen = {root}
            waiting = [root]
            while waiting:
                node = waiting.pop()
                for part in (self.low[node], self.high[node]):
                    if part not in seen:
                        seen.add(part)
                        waiting.append(part)
            found = self._order[root] = sorted(node for node in seen if node > 1)
        return found

    def turned(self, root: int, flipped: frozenset[int], *, negated: bool) -> int:
        """The function with the variables of some levels negated, and itself too if asked."""
        if not flipped and not negated:
            return root
        made = {0: int(negated), 1: int(not negated)}
        for node in self.behind(root):
            low, high = made[self.low[node]], made[self.high[node]]
            if self.level[node] in flipped:
                low, high = high, low
            made[node] = self.node(self.level[node], low, high)
        return made[root]
