"""`tag` and `capture`: what nobody said, kept in one line and traced at once."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import Answer, Edit, Unchanged
from dumps import entry, refusal, told

from argmap.ids import position_id

POSITION = position_id("abe", "filter-cleans-water", "")


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
