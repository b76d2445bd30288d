"""Families of sets as zero-suppressed decision diagrams (Minato 1993): of minimal solutions, and of prime implicants.

All families here are of sets none of which contains another; 0 is the empty family, 1 has the empty set only.
"""

from __future__ import annotations

from typing import Final

from argmap.logic.budget import Budget
from argmap.logic.diagram import BOTTOM, Diagram

_PACK: Final = 1 << 32


class Families:
    """Nodes by number: the sets without a level's element (`low`), and those with it, less the element (`high`)."""

    def __init__(self, work: Budget) -> None:
        self.level: list[int] = [BOTTOM, BOTTOM]
        self.low: list[int] = [0, 1]
        self.high: list[int] = [0, 1]
        self.work = work
        self._unique: dict[tuple[int, int, int], int] = {}
        self._lacking: dict[int, int] = {}
        self._differing: dict[int, int] = {}
        self._minimal: dict[Diagram, dict[int, int]] = {}
        self._primes: dict[Diagram, dict[int, int]] = {}

    def node(self, level: int, low: int, high: int) -> int:
        """The family with these sets without, and with, the level's element."""
        if high == 0:
            return low
        key = (level, low, high)
        found = self._unique.get(key)
        if found is None:
            found = self._unique[key] = len(self.level)
            self.level.append(level)
            self.low.append(low)
            self.high.append(high)
        return found

    def minimal(self, diagram: Diagram, root: int) -> int:
        """The minimal sets of levels with which a function is true, all others false (Rauzy 1993).

        Those with x are the minimal ones of the part where x is true that contain none of the others.
        """
        made = self._minimal.setdefault(diagram, {0: 0, 1: 1})
        for node in diagram.behind(root):
            if node not in made:
                low, high = made[diagram.low[node]], made[diagram.high[node]]
                made[node] = self.node(diagram.level[node], low, self.lacking(high, low))
        return made[root]

    def primes(self, diagram: Diagram, root: int) -> int:
        """The prime implicants of a function (Coudert and Madre 1992); level 2v is variable v true, 2v + 1 it false.

        Those without x are the primes of what holds either way; those with x, the other primes where x is true.
        """
        made = self._primes.setdefault(diagram, {0: 0, 1: 1})
        waiting = [root]
        while waiting:
            node = waiting[-1]
            if node in made:
                waiting.pop()
                continue
            low, high = diagram.low[node], diagram.high[node]
            both = diagram.both(low, high)
            missing = [part for part in (low, high, both) if part not in made]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            level, either = 2 * diagram.level[node], made[both]
            without = self.node(level + 1, either, self.differing(made[low], either))
            made[node] = self.node(level, without, self.differing(made[high], either))
        return made[root]

    def lacking(self, f: int, g: int) -> int:
        """The sets of f that contain no set of g."""
        return self._remove(f, g, self._lacking, supersets=True)

    def differing(self, f: int, g: int) -> int:
        """The sets of f that are not in g."""
        return self._remove(f, g, self._differing, supersets=False)

    def _remove(self, f: int, g: int, known: dict[int, int], *, supersets: bool) -> int:
        """Node by node with a stack: an entry has what is to be removed from the sets with the element, in two goes."""
        level, low, high = self.level, self.low, self.high
        pending: list[tuple[int, int, int, int, int]] = []
        steps = 0
        while True:
            if f == 0 or (g == 1 and supersets) or f == g:
                made = 0
            elif f == 1 or g <= 1:
                made = f
            elif level[f] > level[g]:
                g = low[g]
                continue
            else:
                key = f * _PACK + g
                found = known.get(key)
                if found is None:
                    at = level[f]
                    if at < level[g]:
                        pending.append((key, -1, high[f], g if supersets else 0, 0))
                    elif supersets:
                        pending.append((key, -1, high[f], low[g], high[g]))
                        g = low[g]
                    else:
                        pending.append((key, -1, high[f], high[g], 0))
                        g = low[g]
                    f = low[f]
                    continue
                made = found
            while pending:
                key, less, part, first, second = pending.pop()
                if less < 0:
                    pending.append((key, made, -1, second, 0))
                    f, g = part, first
                    break
                if first > 0:
                    pending.append((key, less, -1, 0, 0))
                    f, g = made, first
                    break
                made = known[key] = self.node(level[key // _PACK], less, made)
                steps += 1
                if steps == Budget.CHUNK:
                    self.work.spend(steps, steps)
                    steps = 0
            else:
                self.work.spend(steps, steps)
                return made

    def behind(self, root: int) -> list[int]:
        """The nodes of a family, parts before wholes."""
        seen = {root}
        waiting = [root]
        while waiting:
            node = waiting.pop()
            for part in (self.low[node], self.high[node]):
                if part not in seen:
                    seen.add(part)
                    waiting.append(part)
        return sorted(node for node in seen if node > 1)
