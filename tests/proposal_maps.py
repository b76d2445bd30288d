"""Random maps of proposals X, Y, Z for a problem P that rest on Q, A and B; attacked, and Q delivered, at random."""

from __future__ import annotations

from hypothesis import strategies as st
from reasoning_maps import maybe, seldom

from argmap.ids import position_id
from argmap.model import Argument, ArgumentMap, Person, Position, Premise, PremiseRole, Statement, Thing

KINDS = {
    "p": "problem",
    "q": "problem",
    "x": "proposal",
    "y": "proposal",
    "z": "proposal",
    "a": "claim",
    "b": "scenario",
}


@st.composite
def proposal_maps(draw: st.DrawFn) -> ArgumentMap:
    """A map in which X and mostly Y lead to P; two people, of whom one may have numbers."""
    things: list[Thing] = [Person(id="ann"), Person(id="bob")]
    for id_, kind in KINDS.items():
        tags = ("unnamed",) if id_ == "z" and draw(st.booleans()) else ()
        things.append(Statement(id=id_, is_a=kind, credence=draw(maybe), otherwise=draw(seldom), tags=tags))  # type: ignore[arg-type]  # a kind each
    targets = [
        ("x", "p"),
        *draw(st.lists(st.sampled_from((("y", "p"), ("y", "p"), ("z", "p"), ("x", "a"))), max_size=3)),
    ]
    targets += draw(st.lists(st.sampled_from((("x", "q"), ("a", "q"), ("z", "q"), ("b", "a"))), max_size=2))
    for number, (offered, target) in enumerate(targets):
        roles = st.sampled_from(("because", "assuming", "unstated"))
        more = [node for node in draw(st.sets(st.sampled_from("qab"), max_size=2)) if node not in (offered, target)]
        premises = [Premise(node=offered, role="because"), *(Premise(node=n, role=draw(roles)) for n in sorted(more))]
        things.append(Argument(id=f"for{number}", target=target, premises=tuple(premises), strength=draw(seldom)))
    ids = [thing.id for thing in things if isinstance(thing, Argument)]
    for number in range(draw(st.integers(0, 2))):
        target = draw(st.sampled_from([*ids, "a", "q", "p"]))
        role: PremiseRole = draw(st.sampled_from(("because", "unless")))
        against = (Premise(node=draw(st.sampled_from("ab")), role="because"), Premise(node="q", role=role))
        things.append(Argument(id=f"against{number}", target=target, against=True, premises=against))
    for target in draw(st.sets(st.sampled_from(("q", "a", "for0")), max_size=2)):
        position = position_id("ann", target, "")
        things.append(Position(id=position, person="ann", target=target, credence=draw(maybe)))
    return ArgumentMap(things)
