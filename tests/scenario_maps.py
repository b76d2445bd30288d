"""Random maps of scenarios, their effects, techniques that these hit and spare, and concerns; small enough to try all.

Scenarios s1 to s3, families f and g, effects e1 and e2, techniques t1 and t2 for a problem p that rest on a1, a2 and
a problem q, b behind a1, conditions c1 and c2, concerns k1 and k2. Arguments are named for what they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hypothesis import strategies as st
from reasoning_maps import ends, maybe

from argmap.ids import position_id
from argmap.logic.view import View
from argmap.model import (
    PREMISE_ROLES,
    Argument,
    ArgumentMap,
    Credence,
    Exclusive,
    Interval,
    Person,
    Position,
    Premise,
    PremiseRole,
    Statement,
    StatementKind,
    Thing,
)

VARIABLES = 9
"""The most leaves, strengths and chances otherwise that a map has, in any view of it; the worlds are all tried."""

KINDS: dict[str, StatementKind] = {
    "s": "scenario", "f": "scenario", "g": "scenario", "t": "proposal", "p": "problem", "q": "problem", "k": "concern",
}  # fmt: skip
"""By the first letter; all else is claimed."""

Premises = dict[str, PremiseRole]

MAY = Credence(low=0, high=1)
HALF = Credence(low=0.5, high=0.5)
strengths = st.sampled_from((None, None, None, None, MAY, MAY, HALF))
assumed_as: st.SearchStrategy[PremiseRole] = st.sampled_from(("assuming", "unstated"))
needing: st.SearchStrategy[PremiseRole] = st.sampled_from(("because", "because", "assuming", "unstated"))


class _Sketch:
    """A map while it is drawn: arguments by what they do, and the statements that they mention."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.arguments: dict[str, Argument] = {}
        self.scenarios = ["s1", "s2", "s3"][: draw(st.integers(2, 3))]
        self.sources = list(self.scenarios)
        self.conditions = ["c1", "c1", "c2"]

    def one_in(self, n: int) -> bool:
        return self.draw(st.integers(1, n)) == n

    def one_of(self, *ids: str) -> str:
        return self.draw(st.sampled_from(ids))

    def step(
        self, does: str, target: str, premises: Premises, *, against: bool = False, sure: bool = False,
        at_least: int | None = None,
    ) -> str:  # fmt: skip
        """Add an argument, for something unless said, with a strength at random unless it is sure; its id."""
        id_ = f"{does}{sum(name.startswith(does) for name in self.arguments) + 1}"
        made = [
            Premise(node=node, role=role, negated=role != "unless" and self.one_in(12))
            for node, role in premises.items()
            if node != target
        ]
        made.sort(key=lambda premise: PREMISE_ROLES.index(premise.role))
        strength = None if sure else self.draw(strengths)
        self.arguments[id_] = Argument(
            id=id_, target=target, against=against, premises=tuple(made), always=not made, strength=strength,
            at_least=at_least,
        )  # fmt: skip
        return id_

    def maybe_more(self, premises: Premises, *, needs: int, unless: int) -> Premises:
        """These premises, with one in so many cases a condition, or an exception, that they lack."""
        if self.one_in(needs):
            premises = {self.one_of(*self.conditions, self.scenarios[0]): self.draw(needing)} | premises
        if self.one_in(unless):
            exception: Premises = {self.one_of(*self.conditions, *self.scenarios, "q"): "unless"}
            premises = exception | premises
        return premises

    def map(self) -> ArgumentMap:
        used = {id_ for step in self.arguments.values() for id_ in (step.target, *(p.node for p in step.premises))}
        things: list[Thing] = [Person(id="ann")]
        for id_ in sorted((used | set(self.scenarios)) - self.arguments.keys()):
            kind = KINDS.get(id_[0], "claim")
            otherwise = HALF if id_[0] in "ekfa" and self.one_in(9) else None
            tagged = {"tags": ("invariant",), "about": (self.scenarios[0],)} if self.one_in(12) else {}
            things.append(
                Statement(id=id_, is_a=kind, credence=self.draw(maybe), otherwise=otherwise, **tagged)  # type: ignore[arg-type]  # tags and about, or nothing
            )
        return ArgumentMap([*things, *self.arguments.values(), *self.groups(things)])

    def groups(self, things: list[Thing]) -> Iterator[Exclusive]:
        """Alternatives that exclude each other: scenarios, and other leaves."""
        targets = {step.target for step in self.arguments.values() if not step.against}
        leaves = [one for one in things if isinstance(one, Statement) and one.id not in targets]
        for group, kinds in (("kinds", ("scenario",)), ("ways", ("claim", "problem"))):
            ids = [one.id for one in leaves if one.kind in kinds and one.otherwise is None and one.credence is None]
            if len(ids) > 1 and self.one_in(3):
                members = self.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=3, unique=True))
                yield Exclusive(id=group, members=tuple(members), exhaustive=self.one_in(2))


def _causes(sketch: _Sketch) -> list[str]:
    """Families and effects, and why they come about; the effects."""
    if not sketch.one_in(4):
        within = sketch.draw(st.lists(st.sampled_from(sketch.scenarios), min_size=1, max_size=3, unique=True))
        sketch.step("family", "f", dict.fromkeys(within, "because"), sure=not sketch.one_in(8), at_least=1)
        sketch.sources += ["f", "f"]
        if sketch.one_in(6):
            within = ["f", sketch.one_of(*sketch.scenarios)]
            sketch.step("family", "g", dict.fromkeys(within, "because"), sure=True, at_least=1)
            sketch.sources.append("g")
    effects = ["e1", "e2"][: sketch.draw(st.integers(1, 2))]
    for effect in effects:
        for _ in range(sketch.draw(st.integers(1, 2))):
            source = "e1" if effect == "e2" and sketch.one_in(4) else sketch.one_of(*sketch.sources)
            premises = sketch.maybe_more({source: "because"}, needs=7, unless=10)
            sketch.step("effect", effect, premises, sure=not sketch.one_in(3))
    return effects


def _techniques(sketch: _Sketch, effects: list[str]) -> list[str]:
    """One or two techniques, by one or two ways each; what of them can be attacked."""
    targets: list[str] = []
    for technique in ("t1", "t1", "t2", "t2")[: sketch.draw(st.sampled_from((1, 1, 2, 3, 4)))]:
        assumed = sketch.draw(st.lists(st.sampled_from(("a1", "a1", "a2", "q")), max_size=2, unique=True))
        needs: Premises = {node: sketch.draw(assumed_as) for node in assumed}
        needs[technique] = "because"
        if sketch.one_in(12):
            needs[sketch.one_of(*sketch.scenarios)] = "assuming"
        if sketch.one_in(6):
            needs[sketch.one_of(*effects, *sketch.scenarios)] = "unless"
        goal = "p" if not sketch.one_in(4) else sketch.one_of("q", "a1", "a2")
        targets += [sketch.step("way", goal, needs, sure=not sketch.one_in(8)), *assumed, *assumed, technique]
    if "a1" in targets and sketch.one_in(2):
        premises = sketch.maybe_more({"b": sketch.draw(needing)}, needs=5, unless=6)
        targets += ["b", "b", sketch.step("inner", "a1", premises, sure=not sketch.one_in(6))]
        if sketch.one_in(4):
            targets.append(sketch.step("inner", "a1", {sketch.one_of("c1", "a2", "t1", "q"): "because"}))
    return targets


def _attacks(sketch: _Sketch, effects: list[str], targets: list[str]) -> None:
    """Up to three attacks from effects, seldom right from a scenario, and what spares: undercutters of a step."""
    made = []
    for _ in range(sketch.draw(st.integers(1, 3))):
        source = sketch.one_of(*sketch.sources) if sketch.one_in(4) else sketch.one_of(*effects)
        premises = sketch.maybe_more({source: sketch.draw(needing)}, needs=6, unless=7)
        target = sketch.one_of(*targets)
        made.append(sketch.step("attack", target, premises, against=True, sure=not sketch.one_in(3)))
    steps = [id_ for id_ in sketch.arguments if id_.startswith("effect")]
    for _ in range(sketch.draw(st.integers(0, 2))):
        source = sketch.one_of(*sketch.sources, *sketch.conditions, targets[-1], "a2")
        target = sketch.one_of(*made, *made, *steps, *effects)
        sketch.step("spares", target, {source: "because"}, against=True, sure=not sketch.one_in(4))


def _concerns(sketch: _Sketch, effects: list[str]) -> None:
    """One or two concerns, with reasons for and against."""
    for concern in ("k1", "k2")[: sketch.draw(st.integers(1, 2))]:
        for _ in range(sketch.draw(st.integers(0, 2))):
            source = sketch.one_of(*effects, *effects, *sketch.sources, "c1")
            premises = sketch.maybe_more({source: "because"}, needs=6, unless=6)
            sketch.step("reason", concern, premises, sure=not sketch.one_in(3))
        if sketch.one_in(8):
            sketch.step("reason", concern, {sketch.one_of(*effects, *sketch.scenarios): "unless"}, sure=True)
        if sketch.one_in(3):
            premises = {sketch.one_of(*effects, *sketch.sources, "t1"): "because"}
            sketch.step("against", concern, premises, against=True, sure=not sketch.one_in(3))


def _circles(sketch: _Sketch, effects: list[str], targets: list[str]) -> None:
    """A circle: of support, through what is attacked, or two effects against each other."""
    effect = effects[-1]
    way = sketch.draw(st.sampled_from(("attack", "attack", "support", "effects", "exception", "self")))
    if way == "attack":
        attack = next(id_ for id_ in sketch.arguments if id_.startswith("attack"))
        attacked = sketch.arguments[attack].target
        node = attacked if attacked not in sketch.arguments else sketch.arguments[attacked].target
        sketch.step("back", attack, {node: "because"}, against=True, sure=True)
    elif way == "support":
        sketch.step("back", effect, {sketch.one_of("k1", "e1", "a1"): "because"}, sure=True)
    elif way == "effects":
        sketch.step("back", effects[0], {effect: "because"}, against=True, sure=True)
        sketch.step("back", effect, {effects[0]: "because"}, against=True, sure=True)
    elif way == "exception":
        sketch.step("back", effect, {sketch.scenarios[0]: "because", sketch.one_of(*targets[1:], "k1"): "unless"})
    else:
        sketch.step("back", effect, {sketch.scenarios[0]: "because", effect: "because"}, against=True, sure=True)


def variables(map_: ArgumentMap) -> int:
    """How many things chance decides, at most: leaves other than scenarios, strengths, chances otherwise."""
    targets = {step.target for step in map_.of_type(Argument) if not step.against}
    held = {position.target for position in map_.of_type(Position)}
    many = sum(step.strength is not None or step.id in held for step in map_.of_type(Argument))
    for one in map_.of_type(Statement):
        many += (one.id not in targets and one.is_a != "scenario") + (one.otherwise is not None)
    return many


@st.composite
def scenario_maps(draw: st.DrawFn) -> ArgumentMap:
    """A map with at least a technique, an attack, a concern, and ann, who may have numbers of her own."""
    sketch = _Sketch(draw)
    effects = _causes(sketch)
    targets = _techniques(sketch, effects)
    _attacks(sketch, effects, targets)
    _concerns(sketch, effects)
    if sketch.one_in(6):
        _circles(sketch, effects, targets)
    map_ = sketch.map()
    ids = [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]
    numbered = draw(st.sets(st.sampled_from(ids), max_size=2)) if sketch.one_in(4) else ()
    return ArgumentMap([*map_.things.values(), *_positions(draw, numbered)])


def _positions(draw: st.DrawFn, targets: Iterable[str]) -> Iterable[Position]:
    for target in sorted(targets):
        yield Position(id=position_id("ann", target, ""), person="ann", target=target, credence=draw(maybe))


@st.composite
def views(draw: st.DrawFn, map_: ArgumentMap) -> View:
    """A view that a user can ask for: mostly the editor's, else ann's or with something held fixed."""
    if draw(st.integers(0, 2)):
        return View()
    ids = [thing.id for thing in map_.things.values() if isinstance(thing, Statement | Argument)]
    view = View(person=draw(st.sampled_from((None, "ann"))))
    for way in ("assume", "deny"):
        if draw(st.integers(0, 2)) == 0:
            view = view.fixing(**{way: [draw(st.sampled_from(ids))]})  # type: ignore[arg-type]  # a way each
    if draw(st.integers(0, 2)) == 0:
        low, high = draw(ends)
        view = view.fixing(hold={draw(st.sampled_from(ids)): Interval(low=low, high=high)})
    return view


@st.composite
def maps_and_views(draw: st.DrawFn) -> tuple[ArgumentMap, View]:
    """A map and a view of it."""
    map_ = draw(scenario_maps().filter(lambda map_: variables(map_) <= VARIABLES))
    return map_, draw(views(map_))
