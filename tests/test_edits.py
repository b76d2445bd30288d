"""The commands that edit, to the letter: what they add, change, remove, take back, refuse and say."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLE, Answer, Run
from test_editing_laws import Dump, dump

from argmap.cli.edit import print_edit
from argmap.edits.removing import remove
from argmap.entries import to_entry
from argmap.errors import EditError
from argmap.ids import position_id, quote_id
from argmap.model import Person
from argmap.store.editing import Editor
from argmap.store.journal import Entry
from argmap.store.opening import open_database
from argmap.text import visible

Edit = Callable[..., Answer]
Unchanged = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def edit(run: Run, map_db: Path, monkeypatch: pytest.MonkeyPatch) -> Edit:
    """Run a command on the map `map_db`, as the editor ana."""
    monkeypatch.setenv("ARGMAP_USER", "ana")
    return partial(run, "-m", map_db)


def told(path: Path) -> tuple[Dump, list[Entry]]:
    """What a map and its journal say."""
    store = open_database(path)
    try:
        return dump(store), store.since(0)
    finally:
        store.close()


@pytest.fixture
def unchanged(map_db: Path) -> Unchanged:
    """A block that changes neither the map nor its journal."""

    @contextmanager
    def unchanged_block() -> Iterator[None]:
        before = told(map_db)
        yield
        assert told(map_db) == before

    return unchanged_block


def entry(path: Path, id_: str) -> dict[str, Any]:
    """A thing of a map, as a map file has it, with its kind."""
    store = open_database(path)
    try:
        thing = store.get(id_)
    finally:
        store.close()
    return {"kind": thing.kind, **to_entry(thing)}


def refusal(answer: Answer) -> str:
    """What a command that failed said, in its one line."""
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("argmap: ")
    assert (answer.err.count("\n"), answer.err[-1]) == (1, "\n")
    return answer.err.removeprefix("argmap: ").removesuffix("\n")


# --- add ---

POSITION = position_id("abe", "filter-cleans-water", "")
ADDED: dict[str, tuple[list[str], str, dict[str, Any]]] = {
    "a problem": (
        ["problem", "--title", "Who pays?", "--text", "Somebody has to.", "--tags", "money, hard"],
        "who-pays",
        {"kind": "problem", "title": "Who pays?", "text": "Somebody has to.", "tags": ["money", "hard"]},
    ),
    "a proposal": (["proposal", "own-id", "--title", "A well"], "own-id", {"kind": "proposal", "title": "A well"}),
    "a claim": (
        ["claim", "--title", "It rains", "--credence", "0.2", "--otherwise", "0", "--about", "boil-it, abe"],
        "it-rains",
        {"kind": "claim", "title": "It rains", "credence": 0.2, "otherwise": 0.0, "about": ["boil-it", "abe"]},
    ),
    "a scenario": (["scenario", "--title", "Drought"], "drought", {"kind": "scenario", "title": "Drought"}),
    "a concern": (["concern", "--title", "Thirst"], "thirst", {"kind": "concern", "title": "Thirst"}),
    "an argument with everything": (
        [
            *["argument", "--for", "clean-water", "--because", "boil-it,filter-plant", "--at-least", "1"],
            *["--assuming", "sand-is-fine", "--unstated", "village-votes-money", "--unless", "spring-flood"],
            *["--scheme", "example", "--strength", "0.9", "--by", "abe,bea", "--source", "minutes:L9-L12"],
            *["--title", "Both help", "--note", "late"],
        ],
        "both-help",
        {
            "kind": "argument",
            "title": "Both help",
            "for": "clean-water",
            "because": ["boil-it", "filter-plant"],
            "assuming": ["sand-is-fine"],
            "unstated": ["village-votes-money"],
            "unless": ["spring-flood"],
            "at_least": 1,
            "strength": 0.9,
            "scheme": "example",
            "by": ["abe", "bea"],
            "source": "minutes",
            "at": "L9-L12",
            "note": "late",
        },
    ),
    "an argument against an argument": (
        ["argument", "--against", "money-pays-a-keeper", "--because", "spring-flood"],
        "spring-flood-against-money-pays-a-keeper",
        {"kind": "argument", "against": "money-pays-a-keeper", "because": ["spring-flood"]},
    ),
    "an argument that needs nothing": (
        ["argument", "--for", "clean-water", "--always", "true"],
        "for-clean-water",
        {"kind": "argument", "for": "clean-water", "always": True},
    ),
    "an experiment": (
        ["experiment", "--title", "Taste it", "--status", "running", "--tests", "clean-water,filter-cleans-water"],
        "taste-it",
        {
            "kind": "experiment", "title": "Taste it", "status": "running",
            "tests": ["clean-water", "filter-cleans-water"],
        },
    ),
    "a person": (
        ["person", "--title", "Cy", "--url", "https://example.org/cy"],
        "cy",
        {"kind": "person", "title": "Cy", "url": "https://example.org/cy"},
    ),
    "a source": (
        ["source", "--title", "The talk", "--author", "Cy", "--date", "2022"],
        "the-talk",
        {"kind": "source", "title": "The talk", "author": "Cy", "date": "2022"},
    ),
    "a position": (
        ["position", "--person", "abe", "--target", "boil-it", "--credence", "0.2..0.4", "--on", "2022-07-01"],
        position_id("abe", "boil-it", "2022-07-01"),
        {
            "kind": "position", "person": "abe", "target": "boil-it", "on": "2022-07-01",
            "credence": {"low": 0.2, "high": 0.4},
        },
    ),
    "a quote": (
        ["quote", "--source", "minutes", "--target", "boil-it", "--exact", "just boil it"],
        quote_id("minutes", "boil-it", "just boil it", "", "", None, None, ""),
        {"kind": "quote", "source": "minutes", "target": "boil-it", "exact": "just boil it"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ADDED)
def test_what_is_added_is_there_under_the_id_that_is_printed(edit: Edit, map_db: Path, what: str) -> None:
    words, id_, wanted = ADDED[what]
    assert edit("add", *words) == Answer(0, f"{id_}\n", "")
    assert entry(map_db, id_) == wanted
    assert edit("show", id_).status == 0
    assert edit("undo").status == 0
    assert edit("show", id_).status == 2


@pytest.mark.parametrize(
    ("titles", "ids"),
    [
        (["Wood is dry", "Wood is dry", "wood: is DRY!"], ["wood-is-dry", "wood-is-dry-2", "wood-is-dry-3"]),
        (["Boil it"], ["boil-it-2"]),
        (["Ångström’s ﬁne Café №5"], ["angstroms-fine-cafe-no5"]),
        (["Don't 'stop' it"], ["dont-stop-it"]),
        (["x² + ½"], ["x2-12"]),
        (["日本", "", "…"], ["claim-1", "claim-2", "claim-3"]),
        (["-2"], ["2"]),
        (["The title of a claim that is far longer than an id"], ["the-title-of-a-claim-that-is-far-longer-than-an"]),
        (["x" * 60, "x" * 60], ["x" * 48, "x" * 48 + "-2"]),
    ],
)
def test_an_id_is_made_from_the_title(edit: Edit, titles: list[str], ids: list[str]) -> None:
    assert [edit("add", "claim", "--title", title).out for title in titles] == [f"{id_}\n" for id_ in ids]


def test_an_argument_without_a_title_is_called_by_what_it_says(edit: Edit) -> None:
    words = ["add", "argument", "--for", "clean-water", "--because", "boil-it"]
    assert edit(*words).out == "boil-it-for-clean-water\n"
    assert edit(*words).out == "boil-it-for-clean-water-2\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.2", 0.2),
        ("1", 1.0),
        ("1e-3", 0.001),
        ("0.2..0.4", {"low": 0.2, "high": 0.4}),
        (" 0.2 .. 0.4 ", {"low": 0.2, "high": 0.4}),
        ("0.3..0.3", 0.3),
        ("{low: 0.2, high: 0.4}", {"low": 0.2, "high": 0.4}),
        ("{low: 0.2, high: 0.4, note: from memory}", {"low": 0.2, "high": 0.4, "note": "from memory"}),
        ('{"value": 0.5, "note": "so", "at": "12:30"}', {"value": 0.5, "note": "so", "at": "12:30"}),
    ],
)
def test_a_credence_is_a_number_or_bounds_or_as_in_a_map_file(
    edit: Edit, map_db: Path, text: str, value: object
) -> None:
    assert edit("add", "claim", "new-one", "--credence", text).status == 0
    assert entry(map_db, "new-one") == {"kind": "claim", "credence": value}
    assert edit("set", "boil-it", f"credence={text}").status == 0
    assert entry(map_db, "boil-it")["credence"] == value


@pytest.mark.parametrize(
    ("flag", "value", "wanted"),
    [
        ("--unstated", "spring-flood, boil-it", ["spring-flood", "boil-it"]),
        ("--unstated", "[spring-flood, boil-it]", ["spring-flood", "boil-it"]),
        (
            "--unstated",
            "[{node: spring-flood, surfaced_by: bea, at: L5, note: hm}, boil-it]",
            [{"node": "spring-flood", "surfaced_by": "bea", "at": "L5", "note": "hm"}, "boil-it"],
        ),
        ("--tags", "a b,c", ["a b", "c"]),
        ("--tags", '["a, b", c]', ["a, b", "c"]),
        ("--tags", "[true, 12:30, ~]", ["true", "12:30", "~"]),
    ],
)
def test_a_list_has_commas_or_is_written_as_in_a_map_file(
    edit: Edit, map_db: Path, flag: str, value: str, wanted: object
) -> None:
    assert edit("add", "argument", "new-one", "--for", "clean-water", "--because", "filter-plant", flag, value).out
    assert entry(map_db, "new-one")[flag[2:]] == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["--source", "minutes:L9"], {"source": "minutes", "at": "L9"}),
        (["--at", "minutes:t12@5-40"], {"source": "minutes", "at": "t12@5-40"}),
        (["--source", "minutes", "--at", "L9"], {"source": "minutes", "at": "L9"}),
        (["--source", "minutes", "--at", "minutes:L9"], {"source": "minutes", "at": "minutes:L9"}),
        (["--source", "minutes"], {"source": "minutes"}),
        (["--at", "12:30"], {"at": "12:30"}),
        (["--source", "minutes:12:30"], {"source": "minutes", "at": "12:30"}),
    ],
)
def test_a_place_can_be_written_source_and_locator(
    edit: Edit, map_db: Path, words: list[str], wanted: dict[str, str]
) -> None:
    assert edit("add", "argument", "new-one", "--for", "clean-water", "--because", "filter-plant", *words).status == 0
    found = entry(map_db, "new-one")
    assert {key: found[key] for key in ("source", "at") if key in found} == wanted


# --- set ---

SET: dict[str, tuple[list[str], dict[str, Any], str]] = {
    "a text": (
        ["boil-it", "title=Boil = kill"],
        {"title": "Boil = kill"},
        "title “Boil = kill” (was “Boil the water”)",
    ),
    "an empty value": (["boil-it", "tags=", "title="], {"tags": None, "title": None}, "title taken out"),
    "a number": (["somebody-maintains-it", "credence=0.25"], {"credence": 0.25}, "credence 0.25 (was 0.3)"),
    "bounds": (["boil-it", "credence=0.2..0.4"], {"credence": {"low": 0.2, "high": 0.4}}, "credence 0.2 to 0.4"),
    "the kind": (["boil-it", "kind=claim"], {"kind": "claim"}, "kind claim (was proposal)"),
    "more in a list": (["boil-it", "tags+=a,simple,b"], {"tags": ["simple", "a", "b"]}, "tags gains a, b"),
    "less in a list": (["boil-it", "tags-=simple"], {"tags": None}, "tags loses simple"),
    "another list": (["boil-it", "tags=x"], {"tags": ["x"]}, "tags gains x; tags loses simple"),
    "a premise more": (
        ["filter-cleans-water", "unless+=spring-flood"],
        {"unless": ["spring-flood"], "unstated": [{"node": "somebody-maintains-it", "surfaced_by": "bea", "at": "L4"}]},
        "unless gains spring-flood",
    ),
    "a premise less": (["filter-cleans-water", "unstated-=somebody-maintains-it"], {"unstated": None}, "unstated"),
    "a premise said anew": (
        ["filter-cleans-water", "unstated+={node: somebody-maintains-it, at: L9}"],
        {"unstated": [{"node": "somebody-maintains-it", "at": "L9"}]},
        "unstated has somebody-maintains-it (at L9)",
    ),
    "a place": (["boiling-cleans-water", "source=minutes:L9"], {"source": "minutes", "at": "L9"}, "source minutes"),
    "a key with a hyphen": (["muddy-water-sickens", "at-least=2"], {"at_least": 2}, "at_least 2 (was 1)"),
    "a key with an underscore": (["muddy-water-sickens", "at_least="], {"at_least": None}, "at_least taken out"),
    "the other side": (
        ["boiling-cleans-water", "against=illness-spreads"],
        {"for": None, "against": "illness-spreads"},
        "against illness-spreads",
    ),
    "another target": (
        ["boiling-cleans-water", "for=illness-spreads"],
        {"for": "illness-spreads"},
        "(was clean-water)",
    ),
    "the result": (["jar-test", "result=[{outcome: negative}]"], {"result": {"outcome": "negative"}}, "result"),
    "a position": ([POSITION, "credence=0.5", "of="], {"credence": 0.5, "of": None}, "credence 0.5"),
    "several things": (["abe", "title=A", "note=n", "tags=t"], {"title": "A", "note": "n", "tags": ["t"]}, "note n"),
}


@pytest.mark.parametrize("what", SET)
def test_a_field_is_set_and_the_rest_stays(edit: Edit, map_db: Path, what: str) -> None:
    (id_, *assignments), wanted, said = SET[what]
    before = entry(map_db, id_)
    answer = edit("set", id_, *assignments)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith(f"{id_}: ")
    assert said in answer.out
    after = before | wanted
    assert entry(map_db, id_) == {key: value for key, value in after.items() if value is not None}
    assert edit("undo").status == 0
    assert entry(map_db, id_) == before


def test_setting_what_is_so_already_is_no_edit(edit: Edit, unchanged: Unchanged) -> None:
    with unchanged():
        answer = edit("set", "boil-it", "title=Boil the water", "tags+=simple", "kind=proposal")
        assert answer == Answer(0, "", "argmap: nothing changed\n")
        answer = edit("set", "boil-it", "title=Boil the water", "--json")
        assert (json.loads(answer.out), answer.err) == ({"format": "argmap-log/1", "entries": []}, "")


def test_a_position_on_another_day_has_another_id(edit: Edit, map_db: Path) -> None:
    before = told(map_db)[0]
    later = position_id("abe", "filter-cleans-water", "2022-01-01")
    assert edit("set", POSITION, "on=2022-01-01").out == (
        f"removed position of abe on filter-cleans-water ({POSITION})\n"
        f"added position of abe on filter-cleans-water ({later})\n"
    )
    assert entry(map_db, later)["on"] == "2022-01-01"
    assert edit("show", POSITION).status == 2
    assert [thing[3] for thing in told(map_db)[0].things if thing[0] == later] == ["example.yaml"]
    edit("undo")
    assert told(map_db)[0] == before


def test_a_position_that_others_mention_keeps_what_it_is_told_by(edit: Edit, unchanged: Unchanged) -> None:
    quote = edit("add", "quote", "--source", "minutes", "--target", POSITION, "--exact", "says Abe").out.strip()
    with unchanged():
        assert refusal(edit("set", POSITION, "person=bea", "on=2020-01-01")) == (
            f"1 thing refers to '{POSITION}': {quote} (quotes)"
        )


def test_a_position_that_is_there_already_is_not_made_of_another(edit: Edit, unchanged: Unchanged) -> None:
    with unchanged():
        bea = position_id("bea", "filter-cleans-water", "")
        assert refusal(edit("set", POSITION, "person=bea")) == f"that position is there already: {bea}"


def test_nothing_becomes_of_a_kind_that_those_who_mention_it_would_not_take(map_db: Path, unchanged: Unchanged) -> None:
    with unchanged(), Editor(map_db, who="ana") as editor:
        with pytest.raises(EditError) as error, editor.edit() as edit:
            edit.put(Person(id="village-votes-money"))
        assert str(error.value) == (
            "'village-votes-money' cannot become a person: "
            "1 thing refers to 'village-votes-money': money-pays-a-keeper (because)"
        )


# --- tag ---


def test_what_nobody_said_is_tagged_with_who_brought_it_to_light(edit: Edit, map_db: Path) -> None:
    words = ["tag", "boiling-cleans-water", "--unstated", "village-votes-money", "--by", "bea", "--at", "L9"]
    assert edit(*words).out == "boiling-cleans-water: unstated gains village-votes-money (surfaced by bea, at L9)\n"
    assert entry(map_db, "boiling-cleans-water")["unstated"] == [
        "somebody-maintains-it",
        {"node": "village-votes-money", "surfaced_by": "bea", "at": "L9"},
    ]
    found = json.loads(edit("trace", "clean-water", "--json").out)
    (assumption,) = (found for found in found["assumptions"] if found["id"] == "village-votes-money")
    assert assumption["unstated_in"] == [
        {"argument": "boiling-cleans-water", "by": ["abe", "bea"], "surfaced_by": "bea"}
    ]


def test_a_statement_with_exactly_one_argument_stands_for_it(edit: Edit, map_db: Path) -> None:
    answer = edit("tag", "somebody-maintains-it", "--unstated", "spring-flood")
    assert answer == Answer(0, "money-pays-a-keeper: unstated gains spring-flood\n", "")
    assert edit("tag", "money-pays-a-keeper", "--unstated", "boil-it").status == 0  # an argument stands for itself
    assert edit("tag", "sand-is-fine", "--drop", "spring-flood").status == 2  # it has one, against it
    assert entry(map_db, "money-pays-a-keeper")["unstated"] == ["spring-flood", "boil-it"]


def test_a_title_makes_a_claim_of_an_unknown_id_and_leaves_a_known_one_alone(edit: Edit, map_db: Path) -> None:
    answer = edit("tag", "boiling-cleans-water", "--unstated", "wood-is-dry", "--title", "Wood is dry")
    assert answer.status == 0
    assert answer.out == ("boiling-cleans-water: unstated gains wood-is-dry\nadded claim “Wood is dry” (wood-is-dry)\n")
    assert entry(map_db, "wood-is-dry") == {"kind": "claim", "title": "Wood is dry"}
    assert edit("tag", "filter-cleans-water", "--unstated", "wood-is-dry", "--title", "Other").status == 0
    assert entry(map_db, "wood-is-dry")["title"] == "Wood is dry"


def test_tagging_again_says_who_or_changes_nothing(edit: Edit, map_db: Path, unchanged: Unchanged) -> None:
    assert edit("tag", "boiling-cleans-water", "--unstated", "somebody-maintains-it", "--by", "abe").status == 0
    assert entry(map_db, "boiling-cleans-water")["unstated"] == [
        {"node": "somebody-maintains-it", "surfaced_by": "abe"}
    ]
    with unchanged():
        answer = edit("tag", "boiling-cleans-water", "--unstated", "somebody-maintains-it")
        assert answer == Answer(0, "", "argmap: nothing changed\n")


def test_a_tag_is_dropped(edit: Edit, map_db: Path) -> None:
    answer = edit("tag", "filter-cleans-water", "--drop", "somebody-maintains-it")
    assert (answer.status, answer.err) == (0, "")
    assert "unstated" not in entry(map_db, "filter-cleans-water")
    assert edit("show", "somebody-maintains-it").status == 0


def test_the_last_premise_is_not_dropped(edit: Edit, unchanged: Unchanged) -> None:
    id_ = edit("add", "argument", "--for", "boil-it", "--unstated", "spring-flood").out.strip()
    with unchanged():
        assert refusal(edit("tag", id_, "--drop", "spring-flood")) == (
            f"'spring-flood' is all that '{id_}' rests on; 'argmap rm {id_}' removes the argument"
        )


# --- capture ---


def test_a_captured_argument_is_traced_at_once(edit: Edit, map_db: Path) -> None:
    line = 'boil-it, "Wood is dry" -> clean-water given sand-is-fine ?"Nobody minds" @abe, "Cy" #minutes:L9'
    answer = edit("capture", line)
    assert (answer.status, answer.out) == (0, "boil-it-for-clean-water\n")
    assert answer.err == (
        "argmap: added claim “Wood is dry” (wood-is-dry)\n"
        "argmap: added claim “Nobody minds” (nobody-minds)\n"
        "argmap: added person “Cy” (cy)\n"
    )
    assert entry(map_db, "boil-it-for-clean-water") == {
        "kind": "argument",
        "for": "clean-water",
        "because": ["boil-it", "wood-is-dry"],
        "assuming": ["sand-is-fine"],
        "unstated": ["nobody-minds"],
        "by": ["abe", "cy"],
        "source": "minutes",
        "at": "L9",
    }
    found = json.loads(edit("trace", "clean-water", "--json").out)["assumptions"]
    (assumption,) = (one for one in found if one["id"] == "nobody-minds")
    assert assumption["unstated_in"] == [
        {"argument": "boil-it-for-clean-water", "by": ["abe", "cy"], "surfaced_by": None}
    ]
    assert edit("undo").status == 0
    assert {edit("show", id_).status for id_ in ("wood-is-dry", "nobody-minds", "cy")} == {2}


def test_a_quoted_title_that_something_has_already_means_that_thing(edit: Edit, map_db: Path) -> None:
    count = len(told(map_db)[0].things)
    answer = edit("capture", '"boil THE water" -| "A sand filter at the spring" @"Abe" #"Minutes of the meeting":L3')
    assert answer == Answer(0, "boil-it-against-filter-plant\n", "")
    assert len(told(map_db)[0].things) == count + 1
    found = entry(map_db, "boil-it-against-filter-plant")
    assert (found["against"], found["by"], found["source"], found["at"]) == ("filter-plant", ["abe"], "minutes", "L3")


def test_a_quoted_title_means_a_thing_of_a_kind_that_fits(edit: Edit, map_db: Path) -> None:
    assert edit("capture", '"Abe" -> "Clean water for the valley" @"Abe"').status == 0
    assert entry(map_db, "abe-2") == {"kind": "claim", "title": "Abe"}
    assert entry(map_db, "abe-2-for-clean-water")["by"] == ["abe"]


def test_a_title_that_two_things_have_is_refused(edit: Edit, unchanged: Unchanged) -> None:
    edit("add", "claim", "second", "--title", "Boil the water")
    with unchanged():
        assert refusal(edit("capture", '"Boil the water" -> clean-water')) == (
            "2 things are called 'Boil the water': boil-it, second"
        )


def test_one_title_twice_in_a_line_is_one_new_claim(edit: Edit, map_db: Path) -> None:
    assert edit("capture", '"Wood is dry" -> clean-water given "Wood is dry"').status == 0
    found = entry(map_db, "wood-is-dry-for-clean-water")
    assert (found["because"], found["assuming"]) == (["wood-is-dry"], ["wood-is-dry"])


def test_who_brings_an_unstated_premise_to_light_can_be_told(edit: Edit, map_db: Path) -> None:
    line = ["capture", "boil-it", "->", "clean-water", "?spring-flood", "@abe"]
    assert edit(*line[:1], "--surfaced-by", "bea", "--", *line[1:]).status == 0
    assert entry(map_db, "boil-it-for-clean-water")["unstated"] == [{"node": "spring-flood", "surfaced_by": "bea"}]


# --- rm ---


def test_what_nothing_refers_to_is_removed(edit: Edit, map_db: Path) -> None:
    before = told(map_db)[0]
    assert edit("rm", "jar-test").out == (
        "removed experiment “Let a jar of filtered water stand overnight” (jar-test)\n"
    )
    assert refusal(edit("show", "jar-test")) == "nothing in this map has the id 'jar-test'"
    assert "jar-test" not in edit("find", "jar").out
    assert edit("undo").status == 0
    assert told(map_db)[0] == before


def test_what_is_referred_to_stays_and_those_who_do_are_listed(edit: Edit, unchanged: Unchanged) -> None:
    with unchanged():
        position = position_id("bea", "illness-spreads", "")
        assert refusal(edit("rm", "boil-it")) == (
            "4 things refer to 'boil-it': boiling-cleans-water (because), mud-clogs-sand (unless), "
            f"nobody-was-asked (because) and {position} (of); --cascade removes or changes them too"
        )


def test_of_very_many_who_refer_to_a_thing_ten_are_listed(edit: Edit, unchanged: Unchanged) -> None:
    edit("add", "claim", "loved")
    for number in range(10, 23):
        edit("add", "claim", f"fan-{number}", "--about", "loved")
    with unchanged():
        said = refusal(edit("rm", "loved"))
    assert said.startswith("13 things refer to 'loved': fan-10 (about), fan-11 (about)")
    assert said.endswith("fan-19 (about) and 3 more; --cascade removes or changes them too")


CASCADES = {
    "boil-it": (
        {"boil-it", "boiling-cleans-water", "nobody-was-asked"},
        {"mud-clogs-sand": "unless loses boil-it", position_id("bea", "illness-spreads", ""): "of clean-water"},
    ),
    "sand-is-fine": (
        {
            "sand-is-fine",
            "filter-cleans-water",
            "mud-clogs-sand",
            POSITION,
            position_id("bea", "filter-cleans-water", ""),
        },
        {"jar-test": "tests loses sand-is-fine, filter-cleans-water"},
    ),
    "spring-flood": (
        {"spring-flood", "flood-muddies"},
        {"muddy-water-sickens": "because loses spring-flood", "jar-test": "tests has filter-cleans-water"},
    ),
    "minutes": (
        {"minutes", quote_id("minutes", "somebody-maintains-it", "who will scrub it", "and ", "?", None, None, "L4")},
        {
            "filter-cleans-water": "source taken out (was minutes); at taken out (was L2)",
            "money-pays-a-keeper": "source taken out (was minutes); at taken out (was L6)",
            position_id("bea", "somebody-maintains-it", "2021-03-01"): "source taken out (was minutes)",
        },
    ),
    "abe": (
        {
            "abe",
            POSITION,
            "filter-cleans-water",
            "money-pays-a-keeper",
            "nobody-was-asked",
            position_id("bea", "filter-cleans-water", ""),
        },
        {"boiling-cleans-water": "by loses abe", "jar-test": "tests loses filter-cleans-water"},
    ),
}


@pytest.mark.parametrize("id_", CASCADES)
def test_a_cascade_takes_along_what_cannot_be_said_without_it_and_undo_brings_all_back(
    edit: Edit, map_db: Path, id_: str
) -> None:
    removed, changed = CASCADES[id_]
    before = told(map_db)[0]
    answer = edit("rm", id_, "--cascade")
    assert (answer.status, answer.err) == (0, "")
    after = told(map_db)[0]
    was, now = ({thing[0]: thing[1:] for thing in one.things} for one in (before, after))
    assert was.keys() - now.keys() == removed
    assert {one for one in now if now[one] != was[one]} == changed.keys()
    lines = answer.out.splitlines()
    for one in removed:
        assert any(line.startswith("removed ") and line.endswith(f"({one})") for line in lines)
    for one, said in changed.items():
        assert any(line.startswith(f"{one}: ") and said in line for line in lines)
    assert edit("undo").status == 0
    assert told(map_db)[0] == before
    assert edit("redo").status == 0
    assert told(map_db)[0] == after


# --- undo, redo and log ---


def test_undo_and_redo_say_what_they_do_and_the_log_keeps_it(edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    edit("set", "boil-it", "title=Boil it well")
    assert edit("undo").out == "undid 2: boil-it: title “Boil the water” (was “Boil it well”)\n"
    assert edit("redo").out == "redid 2: boil-it: title “Boil it well” (was “Boil the water”)\n"
    edit("add", "claim", "--title", "Wood is dry")
    lines = [line.split(None, 3) for line in edit("log").out.splitlines()]
    assert [(number, rest) for number, _day, _time, rest in lines] == [
        ("5", "ana  added claim “Wood is dry” (wood-is-dry)"),
        ("4", "ana  redid 2: boil-it: title “Boil it well” (was “Boil the water”)"),
        ("3", "ana  undid 2: boil-it: title “Boil the water” (was “Boil it well”)"),
        ("2", "ana  boil-it: title “Boil it well” (was “Boil the water”)"),
        ("1", "maker  imported example.yaml: 25 things added"),
    ]


def test_as_many_edits_are_undone_as_there_are_then_there_are_none(edit: Edit, map_db: Path) -> None:
    dumps = [told(map_db)[0]]
    for words in (["add", "claim", "one"], ["add", "claim", "two", "--about", "one"], ["rm", "one", "--cascade"]):
        edit(*words)
        dumps.append(told(map_db)[0])
    for wanted in reversed(dumps[:-1]):
        assert edit("undo").status == 0
        assert told(map_db)[0] == wanted
    assert edit("undo").out == "undid 1, the import of example.yaml: 26 changes\n"
    assert told(map_db)[0].things == ()
    assert refusal(edit("undo")) == "there is nothing to undo in this map"
    for wanted in dumps:
        assert edit("redo").status == 0
        assert told(map_db)[0] == wanted
    assert refusal(edit("redo")) == "there is nothing to redo in this map"


def test_what_was_undone_is_not_made_again_after_another_edit(edit: Edit, unchanged: Unchanged) -> None:
    edit("add", "claim", "one")
    edit("undo")
    edit("add", "claim", "two")
    with unchanged():
        assert refusal(edit("redo")) == "there is nothing to redo in this map"
    assert edit("undo").out == "undid 4: removed claim (two)\n"


def test_the_log_of_one_thing_has_only_the_edits_that_changed_it(edit: Edit) -> None:
    edit("set", "boil-it", "title=Boil it well")
    edit("add", "claim", "other", "--about", "boil-it")
    edit("rm", "boil-it", "--cascade")
    entries = json.loads(edit("log", "boil-it", "--json").out)["entries"]
    assert [(entry["number"], entry["act"]) for entry in entries] == [(4, "edit"), (2, "edit"), (1, "import")]
    assert [entry["number"] for entry in json.loads(edit("log", "other", "--json").out)["entries"]] == [4, 3]
    assert [entry["number"] for entry in json.loads(edit("log", "sand-is-fine", "--json").out)["entries"]] == [1]


def test_the_log_of_one_editor_and_the_last_few(edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    edit("add", "claim", "one")
    monkeypatch.setenv("ARGMAP_USER", "bo")
    edit("add", "claim", "two")
    edit("set", "one", "title=One")

    def numbers(*words: str) -> list[int]:
        return [entry["number"] for entry in json.loads(edit("log", *words, "--json").out)["entries"]]

    assert numbers("--by", "bo") == [4, 3]
    assert numbers("--by", "ana") == [2]
    assert numbers("one", "--by", "bo") == [4]
    assert numbers("--limit", "2") == [4, 3]
    assert numbers("--by", "nobody") == []
    assert edit("log", "--by", "nobody").out == "No edit by nobody is in the history of this map.\n"


def test_the_log_has_the_shape_of_the_contract(edit: Edit) -> None:
    edit("tag", "boiling-cleans-water", "--unstated", "wood-is-dry", "--title", "Wood is dry")
    answer = json.loads(edit("log", "--limit", "1", "--json").out)
    (found,) = answer["entries"]
    assert answer["format"] == "argmap-log/1"
    assert found.pop("at").endswith("Z")
    before = {
        "kind": "argument",
        "for": "clean-water",
        "because": ["boil-it"],
        "unstated": ["somebody-maintains-it"],
        "strength": {"low": 0.0, "high": 1.0},
        "by": ["bea", "abe"],
    }
    assert found == {
        "number": 2,
        "who": "ana",
        "act": "edit",
        "of": None,
        "files": [],
        "added": 0,
        "changed": 2,
        "changes": [
            {
                "id": "boiling-cleans-water",
                "before": before,
                "after": before | {"unstated": ["somebody-maintains-it", "wood-is-dry"]},
            },
            {"id": "wood-is-dry", "before": None, "after": {"kind": "claim", "title": "Wood is dry"}},
        ],
    }


@pytest.mark.parametrize(
    "words",
    [
        ["add", "claim", "one"],
        ["set", "boil-it", "title=x"],
        ["tag", "boiling-cleans-water", "--unstated", "spring-flood"],
        ["capture", "boil-it -> clean-water"],
        ["rm", "jar-test"],
        ["undo"],
    ],
)
def test_an_edit_answers_in_json_with_its_entry_of_the_log(edit: Edit, words: list[str]) -> None:
    answer = edit(*words, "--json")
    assert (answer.status, answer.err) == (0, "")
    assert json.loads(answer.out) == json.loads(edit("log", "--limit", "1", "--json").out)


def test_what_somebody_edits_others_see_and_take_back_after_a_restart(map_db: Path) -> None:
    def command(who: str, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "argmap", "-m", map_db, *words],
            env=os.environ | {"ARGMAP_USER": who, "COLUMNS": "200"}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stderr == ""
        return done.stdout

    before = told(map_db)[0]
    assert command("ana", "add", "claim", "--title", "Wood is dry") == "wood-is-dry\n"
    assert command("bo", "set", "wood-is-dry", "credence=0.5") == "wood-is-dry: credence 0.5\n"
    after = told(map_db)[0]
    assert command("ana", "undo") == "undid 3: wood-is-dry: credence taken out (was 0.5)\n"
    assert command("cy", "undo") == "undid 2: removed claim “Wood is dry” (wood-is-dry)\n"
    assert told(map_db)[0] == before
    assert command("bo", "redo") == "redid 2: added claim “Wood is dry” (wood-is-dry)\n"
    assert command("bo", "redo") == "redid 3: wood-is-dry: credence 0.5\n"
    assert told(map_db)[0] == after
    assert [line.split()[3] for line in command("ana", "log").splitlines()] == [
        *["bo", "bo", "cy", "ana", "bo", "ana", "maker"]
    ]


# --- maps that are read-only ---

EDITS: dict[str, list[str]] = {
    "add": ["claim", "--title", "x"],
    "set": ["boil-it", "title=x"],
    "tag": ["boiling-cleans-water", "--unstated", "spring-flood"],
    "capture": ["boil-it -> clean-water"],
    "rm": ["jar-test"],
    "undo": [],
    "redo": [],
}


@pytest.mark.parametrize("command", EDITS)
@pytest.mark.parametrize("spec", ["a file", "a folder", "standard input", "shipped"])
def test_a_read_only_map_is_not_edited_and_says_how_to_copy_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str, command: str
) -> None:
    file = tmp_path / "maps" / "example.yaml"
    file.parent.mkdir()
    file.write_bytes(EXAMPLE.read_bytes())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(EXAMPLE.read_bytes())))
    name = {"a file": str(file), "a folder": str(file.parent), "standard input": "-"}.get(spec, "shipped")
    assert refusal(run("-m", name, command, *EDITS[command])) == (
        f"this map is read-only; make a copy to edit with 'argmap new my.db' and 'argmap -m my.db import {name}'"
    )
    assert file.read_bytes() == EXAMPLE.read_bytes()
    assert [path.name for path in file.parent.iterdir()] == ["example.yaml"]


def test_the_two_commands_make_a_copy_that_can_be_edited(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "my.db"
    assert run("new", path).status == 0
    assert run("-m", path, "import", EXAMPLE).status == 0
    assert run("-m", path, "set", "boil-it", "title=x").status == 0


# --- what is refused ---

REFUSED: dict[str, tuple[list[str], str]] = {
    "a kind that is none": (["add", "clam", "--title", "x"], "; nearest: claim (see 'argmap add --help')"),
    "an id that is taken": (
        ["add", "claim", "boil-it"],
        "'boil-it' is there already (proposal); 'argmap set' changes it",
    ),
    "an id that is none": (
        ["add", "claim", "Boil It"],
        "'Boil It' is no id: lower-case letters and digits, joined by single hyphens; nearest: boil-it",
    ),
    "an option that is none": (["add", "claim", "--titel", "x"], "there is no option --titel; nearest: --title"),
    "a credence in words": (
        ["add", "claim", "x", "--credence", "high"],
        "credence of statement 'x' must be a number, not 'high'",
    ),
    "a credence above one": (
        ["add", "claim", "x", "--credence", "1.5"],
        "credence of statement 'x' must be at most 1, not 1.5",
    ),
    "bounds the wrong way round": (
        ["add", "claim", "x", "--credence", "0.4..0.2"],
        "credence of statement 'x' has low 0.4 above high 0.2",
    ),
    "a bracket left open": (["add", "claim", "x", "--credence", "{low: 0.2"], "credence cannot be read: not YAML"),
    "a key of another kind": (["add", "claim", "x", "--for", "clean-water"], "unknown key 'for' in statement 'x'"),
    "an unknown id": (
        ["add", "argument", "x", "--for", "clean-watr", "--because", "boil-it"],
        "nothing in this map has the id 'clean-watr' in for of 'x'; nearest: clean-water",
    ),
    "an argument for an argument": (
        ["add", "argument", "x", "--for", "filter-cleans-water", "--because", "boil-it"],
        "'filter-cleans-water' in for of 'x' is an argument; a statement is needed there",
    ),
    "an argument for nothing": (["add", "argument", "x", "--because", "boil-it"], "argument 'x' needs for or against"),
    "an argument without a premise": (["add", "argument", "x", "--for", "boil-it"], "argument 'x' has no premise"),
    "more needed than offered": (
        ["add", "argument", "x", "--for", "clean-water", "--because", "boil-it", "--at-least", "2"],
        "argument 'x' has at_least 2, but 1 in because",
    ),
    "a status that is none": (
        ["add", "experiment", "x", "--status", "don"],
        "status of experiment 'x' must be proposed, running or done, not 'don'; nearest: done",
    ),
    "a position without a target": (["add", "position", "--person", "abe"], "target is missing in position"),
    "a position with an id": (
        ["add", "position", "abe-says", "--person", "abe", "--target", "clean-water"],
        "a position is told by what it says, and has no id to give; leave 'abe-says' out",
    ),
    "a position that is there": (
        ["add", "position", "--person", "abe", "--target", "filter-cleans-water"],
        f"that position is there already: {POSITION}; 'argmap set' changes it",
    ),
    "a quote of nothing": (["add", "quote", "--source", "minutes", "--target", "boil-it"], "quote selects nothing"),
    "text that no map can hold": (["add", "claim", "--title", "a\0b"], "text holds a NUL character"),
    "half a character": (["set", "boil-it", "title=\udcff"], "text holds half a character (\\udcff)"),
    "half a character in a list": (["add", "claim", "--tags", "a,\udcff"], "text holds half a character (\\udcff)"),
    "half a character in a line": (["capture", '"\udcff" -> boil-it'], "the character '\\udcff' cannot stand in a map"),
    "half a character for an id": (["rm", "\udcff"], "nothing in this map has the id '\\udcff'"),
    "a thing that is not there": (
        ["set", "boil-i", "title=x"],
        "nothing in this map has the id 'boil-i'; nearest: boil-it",
    ),
    "a field that is none": (["set", "boil-it", "titel=x"], "a statement has no field 'titel'; nearest: title"),
    "an assignment that is none": (["set", "boil-it", "title"], "'title' is no assignment; write FIELD=VALUE"),
    "more of what is no list": (["set", "boil-it", "title+=x"], "title is no list; write title=VALUE"),
    "less than there is": (["set", "boil-it", "tags-=simpel"], "tags of 'boil-it' has no 'simpel'; nearest: simple"),
    "another kind that is none": (["set", "boil-it", "kind=clam"], "not 'clam'; nearest: claim"),
    "a statement without a kind": (["set", "boil-it", "kind="], "kind is missing in statement 'boil-it'"),
    "one good assignment and one bad": (["set", "boil-it", "title=x", "credence=2"], "must be at most 1, not 2"),
    "an argument left without a premise": (
        ["set", "money-pays-a-keeper", "because="],
        "argument 'money-pays-a-keeper' has no premise",
    ),
    "a tag of a thing that is not there": (
        ["tag", "filter-cleans-watr", "--unstated", "boil-it"],
        "nothing in this map has the id 'filter-cleans-watr'; nearest: filter-cleans-water",
    ),
    "a tag that is not there": (
        ["tag", "filter-cleans-water", "--unstated", "boil-itt"],
        "nothing in this map has the id 'boil-itt'; nearest: boil-it; --title TEXT makes a new claim of it",
    ),
    "a statement with two arguments": (
        ["tag", "clean-water", "--unstated", "boil-it"],
        "'clean-water' has 2 arguments, where one is needed: boiling-cleans-water and filter-cleans-water",
    ),
    "a statement without arguments": (["tag", "boil-it", "--unstated", "abe"], "'boil-it' has no arguments"),
    "a person for an argument": (["tag", "abe", "--unstated", "boil-it"], "'abe' is a person; an argument is needed"),
    "a tag that was said": (
        ["tag", "filter-cleans-water", "--unstated", "sand-is-fine"],
        "'filter-cleans-water' names 'sand-is-fine' already, as assuming",
    ),
    "a tag by somebody unknown": (
        ["tag", "filter-cleans-water", "--unstated", "wood", "--title", "Wood", "--by", "abel"],
        "nothing in this map has the id 'abel' in surfaced_by of 'filter-cleans-water'; nearest: abe",
    ),
    "neither a tag nor one to drop": (["tag", "filter-cleans-water"], "give either --unstated ID or --drop ID"),
    "a tag to drop that is none": (
        ["tag", "filter-cleans-water", "--drop", "boil-it"],
        "'boil-it' is no unstated assumption of 'filter-cleans-water'; it has somebody-maintains-it",
    ),
    "a line without an arrow": (["capture", "boil-it"], "column 8: '->' or '-|' is missing: A, B -> P"),
    "a line with a quote left open": (["capture", '"A" -> "B'], "column 8: this quote is not closed"),
    "a line with a name that is not there": (
        ["capture", '"New" -> clean-watr'],
        "nothing in this map has the id 'clean-watr'; nearest: clean-water; \"quote\" a title to add it",
    ),
    "a line with a name of the wrong kind": (
        ["capture", '"New" -> clean-water @boil-it'],
        "'boil-it' in by of 'new-for-clean-water' is a proposal; a person is needed there",
    ),
    "a removal of what is not there": (
        ["rm", "boil-itt"],
        "nothing in this map has the id 'boil-itt'; nearest: boil-it",
    ),
    "a redo of nothing": (["redo"], "there is nothing to redo in this map"),
    "an undo of something": (["undo", "boil-it"], "got unexpected extra argument (boil-it)"),
    "a log of what is not there": (["log", "boil-itt"], "nothing in this map has the id 'boil-itt'; nearest: boil-it"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_refused_edit_says_why_in_one_line_and_changes_nothing(edit: Edit, unchanged: Unchanged, what: str) -> None:
    words, why = REFUSED[what]
    with unchanged():
        assert why in refusal(edit(*words))


@pytest.mark.parametrize("at", ["\udcff", "\0"])
def test_a_locator_that_no_map_can_hold_is_refused(edit: Edit, unchanged: Unchanged, at: str) -> None:
    with unchanged():
        refusal(edit("tag", "filter-cleans-water", "--unstated", "boil-it", "--at", at))


def test_a_thing_that_refers_to_another_twice_is_one_thing(edit: Edit) -> None:
    assert refusal(edit("rm", "sand-is-fine")).startswith("3 things refer to 'sand-is-fine': ")


def test_an_edit_answers_with_its_own_entry(map_db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Editor(map_db, who="ana") as ana, Editor(map_db, who="bo") as bo:
        with ana.edit() as mine:
            remove(mine, "jar-test")
        with bo.edit() as theirs:
            remove(theirs, "spring-flood", cascade=True)
        print_edit(ana, mine, as_json=False)
    assert capsys.readouterr().out == "removed experiment “Let a jar of filtered water stand overnight” (jar-test)\n"


def test_a_line_without_reasons_can_be_captured(edit: Edit) -> None:
    assert edit("capture", "-> clean-water ?spring-flood").status == 0


@pytest.mark.parametrize("role", ["because", "assuming", "unstated"])
def test_a_mapping_where_a_list_is_needed_is_refused(edit: Edit, unchanged: Unchanged, role: str) -> None:
    with unchanged():
        said = refusal(edit("add", "argument", "--for", "clean-water", f"--{role}", "{node: boil-it}"))
        assert said.endswith("must be a list, not a mapping")


def test_a_new_map_has_nothing_to_undo(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    run("new", path)
    assert refusal(run("-m", path, "undo")) == "there is nothing to undo in this map"
    assert refusal(run("-m", path, "redo")) == "there is nothing to redo in this map"
    assert run("-m", path, "log").out == "No edit is in the history of this map.\n"


# --- hostile text ---

HOSTILE = {
    "escapes": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m",
    "line ends": "one\ntwo\r\nthree\x85four\u2028five\x0b",
    "directions": "abc \u202eevil\u202c \u2066x\u2069 \u200f",
    "invisible characters": "a\u200bb\ufeffc\xadd\U000e0041",
    "markup": "[bold]x[/bold] <b>&amp;</b> *y* `z` ${HOME} {{t}} %s \\n \\",
    "quotes and brackets": "\"]; } -> '--' {a: b} [c] # d",
    "a flag": "--json",
    "10,000 characters": "word " * 2000,
    "10,000 in a row": "w" * 10_000,
    "beyond the first plane": "𝔘𝔫 👩‍🔬 ￿",
}
CONTROLS = {chr(code) for code in (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
CONTROLS -= {"\n"}
ACTING = CONTROLS | set("\u2028\u2029\u200b\u200f\ufeff\xad\U000e0041\uffff")
"""What a terminal may do something else with than show it; the controls are escaped in JSON too."""


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_is_kept_literally_and_shown_escaped(
    edit: Edit, map_db: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    text = HOSTILE[what]
    monkeypatch.setenv("COLUMNS", "20000")
    quoted = text.replace("\\", r"\\").replace('"', r"\"")
    id_ = edit("add", "claim", f"--title={text}", "--text", f"x {text}").out.strip()
    assert edit("set", "boil-it", f"title={text}", f"note={text}").status == 0
    assert edit("capture", f'"{quoted} new" -> clean-water').status == 0
    assert entry(map_db, id_) == {"kind": "claim", "title": text, "text": f"x {text}"}
    assert {key: entry(map_db, "boil-it")[key] for key in ("title", "note")} == {"title": text, "note": text}
    assert f"{text} new" in [json.loads(thing[2]).get("title") for thing in told(map_db)[0].things]

    assert " ".join(visible(text).split()) in " ".join(edit("show", id_).out.split())
    for words in (["show", id_], ["show", "boil-it"], ["log"], ["log", id_], ["undo"], ["redo"]):
        answer = edit(*words)
        assert (answer.status, answer.err, set(answer.out) & ACTING) == (0, "", set())
    shown, log = edit("show", "boil-it", "--json").out, edit("log", "boil-it", "--json").out
    assert (set(shown) | set(log)) & CONTROLS == set()
    assert json.loads(shown)["title"] == text
    assert json.loads(log)["entries"][0]["changes"][0]["after"]["title"] == text


def test_the_name_of_an_editor_is_shown_escaped(edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARGMAP_USER", "\x1b[31mana\u202e")
    edit("add", "claim", "one")
    out = edit("log").out
    assert "\\x1b[31mana\\u202e" in out
    assert not set(out) & ACTING
    assert json.loads(edit("log", "--json").out)["entries"][0]["who"] == "\x1b[31mana\u202e"
