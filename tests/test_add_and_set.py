"""`add` and `set`, to the letter: ids, lists, credences, places, and what stays as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, Edit, Unchanged
from dumps import entry, refusal, told

from argmap.errors import EditError
from argmap.ids import position_id, quote_id
from argmap.model import Person
from argmap.store.editing import Editor

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
    assert edit("set", POSITION, "on=2022-01-01").out == f"{POSITION} is now {later}: on 2022-01-01\n"
    assert entry(map_db, later)["on"] == "2022-01-01"
    assert edit("show", POSITION).status == 2
    assert [thing[3] for thing in told(map_db)[0].things if thing[0] == later] == ["example.yaml"]
    edit("undo")
    assert told(map_db)[0] == before


def test_what_mentions_a_position_follows_it_to_its_new_id(edit: Edit, map_db: Path) -> None:
    edit("add", "quote", "--source", "minutes", "--target", POSITION, "--exact", "says Abe")
    before = told(map_db)[0]
    edit("set", POSITION, "person=bea", "on=2020-01-01")
    moved = position_id("bea", "filter-cleans-water", "2020-01-01")
    (quote,) = json.loads(edit("show", moved, "--json").out)["quotes"]
    assert entry(map_db, quote)["target"] == moved
    edit("undo")
    assert told(map_db)[0] == before


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
