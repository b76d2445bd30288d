"""Work, discharge and readings as their users see them: the dialogue about X, P and Q, and what else may come up."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA, Run

MapFile = Callable[..., Path]

GOLDEN = Path(__file__).parent / "golden"
DIALOGUE = DATA / "xpq-dialogue.yaml"
REST_GRANTED = ("--assume", "debaters-do-not-coordinate,nothing-else-is-hard")
WORK = ("work", "clever-debate", "safe-ai")
BETWEEN = ("--between", "person-1", "person-2")


def ask(run: Run, *words: str | Path, status: int = 0) -> dict[str, Any]:
    answer = run(*words, "--json")
    assert answer.status == status, answer.err
    found = json.loads(answer.out)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """The dialogue, and beside it a simpler scheme that has a name."""
    folder = tmp_path / "named"
    folder.mkdir()
    for name in ("xpq-dialogue.yaml", "xpq-plain-scheme.yaml"):
        shutil.copy(DATA / name, folder)
    return folder


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("work-xpq", [*WORK]),
        ("discharge-xpq", ["discharge", "clever-debate", "inner-alignment"]),
        ("readings-xpq", ["readings", "clever-debate", "safe-ai", *BETWEEN]),
    ],
)
def test_an_answer_reads_as_the_golden_file(run: Run, name: str, words: list[str]) -> None:
    assert run("-m", DIALOGUE, *words).out == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert run("-m", DIALOGUE, *words, "--json").out == (GOLDEN / f"{name}.json").read_text(encoding="utf-8")


def test_the_work_with_a_named_scheme_reads_as_the_golden_file(run: Run, named: Path) -> None:
    words = ("-m", named, *WORK, "inner-alignment", *REST_GRANTED)
    assert run(*words).out == (GOLDEN / "work-xpq-named.txt").read_text(encoding="utf-8")
    assert run(*words, "--json").out == (GOLDEN / "work-xpq-named.json").read_text(encoding="utf-8")


def test_an_unnamed_scheme_is_no_alternative(run: Run) -> None:
    answer = ask(run, "-m", DIALOGUE, *WORK, "inner-alignment")
    (result,) = answer["results"]
    assert (answer["alternatives"], answer["unnamed"]) == ([], ["something-simpler"])
    assert result["why"] == "unknown: no alternative in the map"
    assert [result[key] for key in ("other", "best_other", "workshare", "marginal")] == [None] * 4
    assert result["worlds"]["added"] is None
    assert "is unknown: no alternative in the map" in run("-m", DIALOGUE, *WORK, "inner-alignment").out


def test_a_named_scheme_shows_that_the_assumption_does_the_work(run: Run, named: Path) -> None:
    (result,) = ask(run, "-m", named, *WORK, "inner-alignment", *REST_GRANTED)["results"]
    assert (result["base"], result["full"], result["other"]) == (0, 1, 1)
    assert (result["best_other"], result["workshare"], result["marginal"]) == ("plain-debate", 1, 0)
    assert result["worlds"] == {"upper": pytest.approx(0.2), "added": 0}
    finding = "Granted Inner alignment, The plain scheme does as well: all the work is done by Inner alignment."
    assert finding in run("-m", named, *WORK, "inner-alignment", *REST_GRANTED).out


def test_unknown_leaves_that_both_need_do_not_blur_the_share(run: Run, named: Path) -> None:
    results = ask(run, "-m", named, *WORK)["results"]
    assert [result["workshare"] for result in results] == [1, 1, 1]
    assert [result["marginal"] for result in results] == [0, 0, 0]
    assert results[0]["full"] == {"low": 0, "high": 1}
    assert "The same can be said of Debaters do not coordinate, Nothing else is hard." in run("-m", named, *WORK).out


def test_person_and_what_is_held_fixed_count(run: Run, named: Path) -> None:
    answer = ask(run, "-m", named, *WORK, "inner-alignment", *REST_GRANTED, "--hold", "inner-alignment=0.5")
    assert answer["results"][0]["worlds"]["upper"] == pytest.approx(0.5)
    text = run("-m", named, *WORK, "--view", "person-1").out
    assert "Person 1 gives no number for 4 of 5 inputs; there the editor's count." in text


SHARES = """
statements:
  p: {kind: problem, title: P}
  q: {kind: problem, title: Q, credence: 0.5}
  x: {kind: proposal, title: X}
  y: {kind: proposal, title: Y}
  z: {kind: proposal, title: Z}
  luck: {kind: claim, title: Luck, credence: 0.2}
arguments:
  x-does: {for: p, because: [x], assuming: [q], strength: 0.8}
  y-does: {for: p, because: [y], assuming: [q], strength: STRONG}
  luck-does: {for: p, because: [luck]}
"""


@pytest.mark.parametrize(
    ("strength", "share", "finding"),
    [
        ("0.4", 0.5, "Granted Q, Y gets 50 % of the way: that share of the work is done by Q, the rest by X."),
        ("0", 0, "Granted Q, Y gets no further than without it: all the work is done by X."),
        ("0.9", 1, "Granted Q, Y does better: all the work is done by Q."),
        ("{low: 0.2, high: 0.4}", (0.25, 0.5), "Granted Q, Y gets between 25 % and 50 % of the way"),
        ("{low: 0.4, high: 1}", (0.5, 1), "Granted Q, Y gets at least 50 % of the way: at least that is done by Q."),
        ("{low: 0, high: 0.4}", (0, 0.5), "Granted Q, Y gets at most 50 % of the way: at most that is done by Q."),
        ("{low: 0, high: 1}", (0, 1), "Too few credences to tell whether X or Q does the work."),
    ],
)
def test_the_finding_says_what_the_share_is(
    run: Run, map_file: MapFile, strength: str, share: float | tuple[float, float], finding: str
) -> None:
    path = map_file(SHARES.replace("STRONG", strength))
    (result,) = ask(run, "-m", path, "work", "x", "p")["results"]
    low, high = share if isinstance(share, tuple) else (share, share)
    expected = {"low": low, "high": high} if low < high else low
    assert result["workshare"] == pytest.approx(expected)
    assert (result["base"], result["full"]) == (0.2, pytest.approx(0.84))
    assert finding in " ".join(run("-m", path, "work", "x", "p").out.split())


def test_without_numbers_it_is_told_what_else_would_do(run: Run, map_file: MapFile) -> None:
    path = map_file(SHARES.replace("STRONG", "{low: 0, high: 1}"))
    assert ask(run, "-m", path, "work", "x", "p")["suffices"] == [{"alternative": "y", "beside": ["q"]}]
    assert run("-m", path, "work", "x", "p").out.splitlines()[3:5] == [
        "Without numbers: granted Q, Y can take the place of X.",
        "Too few credences to tell whether X or Q does the work.",
    ]
    text = SHARES.replace("because: [y]", "because: [y, skill]").replace("  luck:", "  skill: {kind: claim}\n  luck:")
    other = map_file(text.replace("STRONG", "1"))
    assert ask(run, "-m", other, "work", "x", "p")["suffices"] == []
    assert "no other proposal can take the place of X in any set" in run("-m", other, "work", "x", "p").out


def test_an_empty_answer_says_why(run: Run, map_file: MapFile) -> None:
    path = map_file(SHARES.replace("STRONG", "0.4"))
    assert ask(run, "-m", path, "work", "x", "q")["why"] == "no argument leads from the proposal to the problem"
    assert "X is not for Q: no argument leads from the one to the other." in run("-m", path, "work", "x", "q").out
    bare = map_file(SHARES.replace(", assuming: [q]", "").replace("STRONG", "0.4"))
    assert ask(run, "-m", bare, "work", "x", "p")["why"] == "the proposal's arguments assume nothing"
    assert "its arguments assume nothing" in run("-m", bare, "work", "x", "p").out
    (result,) = ask(run, "-m", bare, "work", "x", "p", "q")["results"]
    assert result["assumed"] is False
    assert "The arguments from X do not assume Q." in run("-m", bare, "work", "x", "p", "q").out


def test_where_nothing_is_gained_there_is_no_share(run: Run, map_file: MapFile) -> None:
    path = map_file(SHARES.replace("STRONG", "0.4").replace("strength: 0.8", "strength: 0"))
    (result,) = ask(run, "-m", path, "work", "x", "p")["results"]
    assert (result["workshare"], result["why"]) == (None, "undefined: full is no more than base")
    assert result["marginal"] == pytest.approx(0.2 - 0.52)
    assert "There is no work to share: with X and Q granted, P is no likelier than without (0.2 against 0.2)." in (
        " ".join(run("-m", path, "work", "x", "p").out.split())
    )


def test_which_alternative_is_the_best_may_be_unknown(run: Run, map_file: MapFile) -> None:
    text = SHARES.replace("STRONG", "{low: 0.2, high: 0.6}")
    path = map_file(text + "  z-does: {for: p, because: [z], assuming: [q], strength: {low: 0.3, high: 0.5}}\n")
    (result,) = ask(run, "-m", path, "work", "x", "p")["results"]
    assert (result["best_other"], result["rivals"]) == (None, ["y", "z"])
    assert result["why"] == "which alternative is the best depends on what is unknown"
    assert result["other"] == pytest.approx({"low": 0.44, "high": 0.68})
    text = " ".join(run("-m", path, "work", "x", "p").out.split())
    assert "The best other may be any of 2 (Y, Z): that depends on what is unknown." in text


def test_the_claimant_s_own_argument_is_a_separate_claim(run: Run) -> None:
    answer = ask(run, "-m", DIALOGUE, "discharge", "clever-debate", "inner-alignment", status=1)
    assert (answer["answer"], answer["claimants"]) == ("separate claim", ["person-1"])
    (claim,) = answer["claims"]
    assert (claim["argument"], claim["whose"]) == ("it-is-in-there-somewhere", "claimant")
    assert claim["unstated"] == ["reading-goals-is-feasible"]
    (need,) = answer["needed_in"]
    assert (need["role"], need["surfaced_by"]) == ("unstated", "person-2")


DELIVERY = """
statements:
  p: {kind: problem, title: P}
  q: {kind: problem, title: Q}
  x: {kind: proposal, title: X}
  y: {kind: proposal, title: Y}
  own: {kind: claim, title: Its own trick}
  shared: {kind: claim, title: A common trick}
  storm: {kind: scenario, title: A storm}
  shelter: {kind: claim, title: A shelter}
people: {ann: {title: Ann}, bob: {title: Bob}}
arguments:
  x-does: {for: p, because: [x, own, shared], unstated: [q], by: [ann]}
  y-does: {for: p, because: [y, shared], by: [bob]}
"""


@pytest.mark.parametrize(
    ("more", "outcome", "finding"),
    [
        ("", "assumed", "Assumed: X needs Q, for which the map has no argument, and nobody who relies on it says so."),
        ("  a: {for: q, because: [x]}", "yes", "Yes: X delivers Q, by a."),
        ("  a: {for: q, because: [own]}", "yes", "Yes: X delivers Q, by a."),
        ("  a: {for: q, because: [shared], by: [ann]}", "separate claim", "Separate claim: Ann argues for Q too"),
        (
            "  a: {for: q, because: [shared], by: [bob]}",
            "separate claim",
            "Separate claim: Q is argued for by Bob, and not from X.",
        ),
        (
            "  a: {for: q, because: [x]}\n  b: {against: a, because: [storm]}",
            "yes, unless",
            "Yes, unless “A storm” holds: X delivers Q, by a, which that would stop.",
        ),
        (
            "  a: {for: q, because: [x]}\n  b: {against: a, because: [storm], unless: [shelter]}",
            "yes, unless",
            "Yes, unless “A storm” holds and “A shelter” does not: X delivers Q",
        ),
        (
            "  a: {for: q, because: [x]}\n  b: {against: a, always: true}",
            "undercut",
            "Undercut: X is argued to deliver Q, but the step does not hold.",
        ),
        (
            "  a: {for: q, because: [x]}\n  b: {against: a, always: true}\n  c: {for: q, because: [own]}",
            "yes",
            "Yes: X delivers Q, by c.",
        ),
        ("  a: {for: q, because: [x], strength: 0}", "undercut", "Undercut: X is argued to deliver Q"),
        (
            "  a: {for: q, because: [x], strength: {low: 0, high: 1}}",
            "may",
            "May: X delivers Q by a, a step that may apply or not.",
        ),
        (
            "  a: {for: q, because: [x, shelter]}\n  b: {for: shelter, because: [x], strength: {low: 0, high: 1}}",
            "may",
            "May: X delivers Q by a, if “X → A shelter” applies.",
        ),
        (
            "  a: {for: q, because: [x]}\n  b: {against: a, because: [x], strength: {low: 0, high: 1}}",
            "yes, unless",
            "Yes, unless “X ⊣ (X → Q)” applies: X delivers Q, by a, which that would stop.",
        ),
        (
            "  a: {for: q, because: [x], strength: {low: 0, high: 1}}\n  b: {against: a, because: [x]}",
            "undercut",
            "Undercut: X is argued to deliver Q, but the step does not hold.",
        ),
        (
            "  a: {for: q, because: [x], strength: {low: 0, high: 1}}\n  b: {against: a, because: [storm]}",
            "may",
            "May: X delivers Q by a, if “A storm” does not hold.",
        ),
    ],
)
def test_discharge_gives_the_first_answer_that_fits(
    run: Run, map_file: MapFile, more: str, outcome: str, finding: str
) -> None:
    path = map_file(DELIVERY + more)
    status = 0 if outcome == "yes" else 1
    assert ask(run, "-m", path, "discharge", "x", "q", status=status)["answer"] == outcome
    answer = run("-m", path, "discharge", "x", "q")
    assert answer.status == status
    assert finding in " ".join(answer.out.split())


def test_what_is_held_fixed_settles_an_attack(run: Run, map_file: MapFile) -> None:
    path = map_file(DELIVERY + "  a: {for: q, because: [x]}\n  b: {against: a, because: [storm]}")
    assert ask(run, "-m", path, "discharge", "x", "q", "--deny", "storm")["answer"] == "yes"
    assert ask(run, "-m", path, "discharge", "x", "q", "--assume", "storm", status=1)["answer"] == "undercut"


def test_what_nothing_rests_on_needs_no_discharge(run: Run, map_file: MapFile) -> None:
    path = map_file(DELIVERY.replace(", unstated: [q]", "") + "  a: {for: q, because: [x]}")
    answer = run("-m", path, "discharge", "x", "q")
    assert answer.status == 1
    assert "Not needed: nothing that X is for rests on Q, although it is argued to deliver it." in (
        " ".join(answer.out.split())
    )


def test_claims_are_listed_by_who_argues(run: Run, map_file: MapFile) -> None:
    path = map_file(
        DELIVERY + "  a: {for: q, because: [storm]}\n  b: {for: q, because: [storm, y], by: [bob]}\n"
        "  c: {for: q, because: [shelter], by: [ann]}\n"
    )
    claims = ask(run, "-m", path, "discharge", "x", "q", status=1)["claims"]
    assert [(claim["argument"], claim["whose"]) for claim in claims] == [
        ("c", "claimant"),
        ("b", "other"),
        ("a", "editor"),
    ]
    assert [claim["standing"]["label"] for claim in claims] == ["in", "out", "out"]


READ = """
people: {ann: {title: Ann}, bob: {title: Bob}, eve: {title: Eve}}
statements:
  p: {kind: problem, title: P}
  q: {kind: problem, title: Q, otherwise: 0.5}
  r: {kind: claim, title: R, credence: 0.5}
  x: {kind: proposal, title: X, credence: 1}
arguments:
  x-does: {for: p, because: [x], assuming: [q, r]}
  x-delivers: {for: q, because: [x], strength: 0.5}
  r-delivers: {for: q, because: [r]}
positions:
"""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["work", "clever-debat", "safe-ai"], "nothing in this map has the id 'clever-debat'; nearest: clever-debate"),
        (["work", "inner-alignment", "safe-ai"], "'inner-alignment' is a problem; work is asked of a proposal"),
        (["work", "clever-debate", "person-1"], "'person-1' is a person; work takes a statement there"),
        (["work", "clever-debate", "safe-ai", "safe-ai"], "'safe-ai' is given twice"),
        (["discharge", "clever-debate", "debaters-coordinate"], "is an argument; discharge takes a statement there"),
        (["discharge", "clever-debate"], "missing argument 'Q'"),
        (["readings", "clever-debate", "safe-ai"], "missing option '--between'"),
        (["readings", "clever-debate", "safe-ai", "--between", "person-1", "person-1"], "not 'person-1' twice"),
        (["readings", "clever-debate", "safe-ai", "--between", "person-1", "persn-2"], "nearest: person-2"),
    ],
)
def test_wrong_usage_is_one_line(run: Run, words: list[str], message: str) -> None:
    answer = run("-m", DIALOGUE, *words)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("argmap: ")
    assert answer.err.count("\n") == 1
    assert message in answer.err


OPEN_WORK = """
statements:
  p: {kind: problem, title: P}
  q: {kind: problem, title: Q}
  x: {kind: proposal, title: X}
  y: {kind: proposal, title: Y}
  r: {kind: claim, title: R}
  s: {kind: claim, title: S}
arguments:
  x-does: {for: p, because: [x, r], assuming: [q], strength: {low: 0, high: 1}}
  y-does: {for: p, because: [y, s], assuming: [q]}
"""


def test_where_credences_are_missing_the_structure_tells_who_does_the_work(run: Run, map_file: MapFile) -> None:
    path = map_file(OPEN_WORK)
    (result,) = ask(run, "-m", path, "work", "x", "p", "q")["results"]
    assert result["marginal"] == {"low": -1, "high": 1}
    found = result["structural"]
    assert (found["base"], found["full"], found["other"], found["best_other"]) == (0, 0.25, 0.5, "y")
    assert (found["workshare"], found["marginal"], found["unknown"]) == (1, -0.25, {"proposal": 2, "other": 1})
    assert found["turns"] == [{"of": "leaf", "id": "s", "to": 0.2, "difference": pytest.approx(0.05)}]
    text = " ".join(run("-m", path, "work", "x", "p", "q").out.split())
    assert "Too few credences to tell whether X or Q does the work." in text
    assert (
        "granted Q, Y does better: all the work is done by Q; the marginal is -0.25. Unknown inputs: 2 behind X" in text
    )
    assert "Any one of these turns the sign of the marginal: S at 0.2." in text
    (result,) = ask(run, "-m", path, "work", "x", "p", "q", "--hold", "s=0.5", "--hold", "r=0.9")["results"]
    assert result["structural"]["turns"] == [] or result["structural"]["unknown"]["other"] == 0


def test_what_others_gain_nothing_from_does_none_of_the_work(run: Run, map_file: MapFile) -> None:
    text = OPEN_WORK.replace("y-does: {for: p, because: [y, s], assuming: [q]}", "y-does: {for: p, because: [y, s]}")
    path = map_file(text)
    (result,) = ask(run, "-m", path, "work", "x", "p", "q")["results"]
    assert (result["workshare"], result["marginal"]) == (0, {"low": -1, "high": 1})
    assert "Q does none of the work; whether X does more is not known." in " ".join(
        run("-m", path, "work", "x", "p", "q").out.split()
    )


CONTRARY = """
statements:
  p: {kind: problem, title: P}
  q: {kind: claim, title: Q, credence: 0.3}
  x: {kind: proposal, title: X}
  y: {kind: proposal, title: Y, credence: 0.5}
people: {ann: {title: Ann}, bob: {title: Bob}}
positions:
  - {person: ann, target: x-does, reading: given}
  - {person: bob, target: x-does, reading: via}
arguments:
  x-does: {for: p, because: [x], assuming: [{not: q}]}
  y-does: {for: p, because: [y], assuming: [{not: q}], strength: 0.5}
  x-prevents: {against: q, because: [x], strength: 0.5}
"""


def test_an_assumption_that_something_does_not_hold_is_granted_by_denying_it(run: Run, map_file: MapFile) -> None:
    path = map_file(CONTRARY)
    (result,) = ask(run, "-m", path, "work", "x", "p", "q")["results"]
    assert (result["not"], result["base"], result["full"], result["other"]) == (True, 0, 1, 0.5)
    assert result["worlds"] == {"upper": pytest.approx(0.7), "added": pytest.approx(0.35)}
    assert "Granted not Q, Y gets 50 % of the way" in run("-m", path, "work", "x", "p", "q").out
    answer = ask(run, "-m", path, "discharge", "x", "q")
    assert (answer["answer"], answer["not"]) == ("yes", True)
    assert "Yes: X delivers not Q, by x-prevents." in run("-m", path, "discharge", "x", "q").out
    (take,) = ask(run, "-m", path, "readings", "x", "p", "--between", "ann", "bob")["results"]
    assert (take["not"], take["delivered_by"]) == (True, ["x-prevents"])
    assert take["structural"]["if_given"]["low"] == pytest.approx(1 - 0.5 * 0.75)
    assert take["structural"]["if_via"]["low"] == pytest.approx(0.25)
