"""What filled forms mean: which names are found and which made, and what an edit of each kind changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlite_utils import Database
from strategies import maps

from argmap.changes import described
from argmap.edits.adding import add, assign
from argmap.entries import to_entry
from argmap.errors import EditError, UnknownIdError
from argmap.ids import position_id
from argmap.model import ArgumentMap
from argmap.store.edit import Edit
from argmap.store.filling import fill
from argmap.store.reading import Store
from argmap_tui import intents
from argmap_tui.intents import MissingError, Said, split


@pytest.fixture
def edit(example: Store) -> Edit:
    """An edit of the example map, which nobody writes."""
    return Edit(example.connection, "the example")


def changes(edit: Edit) -> list[str]:
    """What an edit changes, in words."""
    edit.check()
    pairs = ((before and before.thing, after and after.thing) for before, after in edit.changes)
    return [described(before, after) for before, after in pairs]


# --- names ---


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("", []),
        ("a", ["a"]),
        (" a , b,, ", ["a", "b"]),
        ('"a, b", c', ['"a, b"', "c"]),
        ('"a \\", b", c', ['"a \\", b"', "c"]),
        ("{node: a, at: L1}, [b, c]", ["{node: a, at: L1}", "[b, c]"]),
        ('5" pipes, c', ['5" pipes', "c"]),
        ("a}, b", ["a}", "b"]),
    ],
)
def test_a_list_is_parted_at_its_own_commas(text: str, items: list[str]) -> None:
    assert split(text) == items


def test_a_name_is_an_id_a_title_or_something_new(edit: Edit) -> None:
    assert intents.named(edit, "sand-is-fine", "because") == "sand-is-fine"
    assert intents.named(edit, "the SAND is fine enough", "because") == "sand-is-fine"
    assert intents.named(edit, "Abe", "by") == "abe"
    assert changes(edit) == []
    assert intents.named(edit, "Wood is dry", "because") == "wood-is-dry"
    assert intents.named(edit, "Wood is dry", "unless") == "wood-is-dry"
    assert intents.named(edit, "cy", "surfaced_by") == "cy"
    assert intents.named(edit, "A talk", "source") == "a-talk"
    assert changes(edit) == [
        "added claim “Wood is dry” (wood-is-dry)",
        "added person “cy” (cy)",
        "added source “A talk” (a-talk)",
    ]


def test_a_word_with_hyphens_that_is_no_id_is_a_slip_unless_it_is_quoted(edit: Edit) -> None:
    with pytest.raises(UnknownIdError, match="the id 'sand-is-fime'; nearest: sand-is-fine; in quotes it is a new"):
        intents.named(edit, "sand-is-fime", "because")
    assert intents.named(edit, intents.quoted("self-play"), "because") == "self-play"
    assert intents.named(edit, intents.quoted('a "b" \\'), "because") == "a-b"
    assert edit.get("a-b").title == 'a "b" \\'


def test_a_name_of_the_wrong_kind_and_one_of_several_things_are_refused(edit: Edit) -> None:
    with pytest.raises(EditError, match="'abe' is a person; a statement is needed here"):
        intents.named(edit, "abe", "because")
    assign(edit, "boil-it", ["title=The water turns muddy"])
    with pytest.raises(EditError, match="2 things are called 'The water turns muddy': boil-it, water-turns-muddy"):
        intents.named(edit, "The water turns muddy", "because")
    with pytest.raises(EditError, match="nothing stands between these quotes"):
        intents.named(edit, '" "', "because")
    with pytest.raises(EditError, match="NUL"):
        intents.named(edit, "a\0b", "because")


# --- forms ---


def test_a_tag_says_who_brought_it_to_light_and_where(edit: Edit) -> None:
    said = intents.tag(edit, {"unstated": "Wood is dry", "by": "Cy", "at": "L9"}, "filter-cleans-water")
    assert changes(edit) == [
        "added person “Cy” (cy)",
        "added claim “Wood is dry” (wood-is-dry)",
        "filter-cleans-water: unstated gains wood-is-dry (surfaced by cy, at L9)",
    ]
    assert (said.person, said.place) == ("cy", "minutes:L9")
    said = intents.tag(edit, {"unstated": "sand-is-fine", "at": "minutes:L3"}, "boiling-cleans-water")
    assert (said.person, said.place) == ("", "minutes:L3")


def test_a_tag_of_what_the_argument_names_already_is_refused(edit: Edit) -> None:
    with pytest.raises(EditError, match="'filter-cleans-water' names 'sand-is-fine' already, as assuming"):
        intents.tag(edit, {"unstated": "sand-is-fine"}, "filter-cleans-water")


@pytest.mark.parametrize(
    ("meaning", "key"),
    [
        (lambda edit: intents.tag(edit, {"unstated": ""}, "filter-cleans-water"), "unstated"),
        (lambda edit: intents.add_statement(edit, {"title": ""}), "title"),
        (lambda edit: intents.argue(edit, {"by": "abe"}, "boil-it", "for"), "because"),
        (lambda edit: intents.experiment(edit, {"title": ""}, "boil-it"), "title"),
        (lambda edit: intents.position(edit, {"credence": "0.2"}, "boil-it"), "person"),
    ],
)
def test_what_is_still_to_be_filled_is_named(edit: Edit, meaning: Callable[[Edit], Said], key: str) -> None:
    with pytest.raises(MissingError) as caught:
        meaning(edit)
    assert caught.value.key == key


def test_a_statement_is_added(edit: Edit) -> None:
    said = intents.add_statement(edit, {"kind": "concern", "title": "Pots crack", "text": "When it freezes."})
    assert to_entry(said.thing) == {"kind": "concern", "title": "Pots crack", "text": "When it freezes."}


def test_an_argument_takes_what_is_there_and_what_is_new(edit: Edit) -> None:
    values = {
        "because": 'boil-it, "Wood, dry"',
        "unstated": "Nobody minds",
        "by": "bea",
        "source": "minutes",
        "at": "L9",
    }
    said = intents.argue(edit, values, "clean-water", "against")
    assert to_entry(said.thing) == {
        "against": "clean-water",
        "because": ["boil-it", "wood-dry"],
        "unstated": ["nobody-minds"],
        "by": ["bea"],
        "source": "minutes",
        "at": "L9",
    }
    assert (said.person, said.place) == ("bea", "minutes:L9")
    assert intents.contents(said.thing) == (
        "against clean-water; because boil-it, wood-dry; unstated nobody-minds; by bea; source minutes; at L9"
    )
    edit.check()


def test_an_experiment_tests_its_target(edit: Edit) -> None:
    values = {"title": "Ask them", "method": "By post", "if_true": "they say yes", "if_false": "", "status": "running"}
    assert to_entry(intents.experiment(edit, values, "boil-it").thing) == {
        "title": "Ask them",
        "status": "running",
        "method": "By post",
        "tests": [{"node": "boil-it", "if_true": "they say yes"}],
    }


def test_a_position_is_added_and_the_same_day_changed(edit: Edit) -> None:
    values = {
        "person": "Cy",
        "credence": "0.2..0.4",
        "crux": "true",
        "of": "clean-water",
        "on": "2021-04-01",
        "at": "L3",
    }
    said = intents.position(edit, values, "boil-it")
    assert to_entry(said.thing) == {
        "person": "cy",
        "target": "boil-it",
        "credence": {"low": 0.2, "high": 0.4},
        "crux": True,
        "of": "clean-water",
        "on": "2021-04-01",
        "at": "L3",
    }
    assert said.thing.id == position_id("cy", "boil-it", "2021-04-01")
    changed = intents.position(edit, {"person": "cy", "credence": "0.5", "on": "2021-04-01"}, "boil-it").thing
    assert to_entry(changed) == to_entry(said.thing) | {"credence": 0.5}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"credence": "1.5"}, "credence of position must be at most 1, not 1.5"),
        ({"credence": "0.4..0.2"}, "has low 0.4 above high 0.2"),
        ({"credence": "often"}, "credence of position must be a number, not 'often'"),
        ({"on": "yesterday"}, "on of position must be a day such as 2022-07-01, not 'yesterday'"),
        ({"person": "abe-2"}, "nothing in this map has the id 'abe-2'; nearest: abe; in quotes it is a new title"),
        ({"reading": "perhaps"}, "reading of position must be given or via, not 'perhaps'"),
    ],
)
def test_a_position_that_cannot_be_is_refused(edit: Edit, values: dict[str, str], message: str) -> None:
    with pytest.raises((EditError, UnknownIdError)) as caught:
        intents.position(edit, {"person": "abe", **values}, "filter-cleans-water")
    assert message in str(caught.value)


def test_removing_is_refused_where_more_would_go_than_was_shown(edit: Edit) -> None:
    with pytest.raises(EditError, match="changed by somebody else meanwhile; nothing was removed"):
        intents.delete(edit, "boil-it", frozenset(["boil-it"]))


# --- every field ---


def changed(edit: Edit, id_: str, **typed: str) -> Any:
    """A thing after other values were typed into some of its fields."""
    shown = {field.key: text for field, text in intents.fields_shown(edit.get(id_))}
    return to_entry(intents.change(edit, shown | typed, id_, shown).thing)


def test_only_what_was_changed_is_assigned(edit: Edit) -> None:
    before = to_entry(edit.get("filter-cleans-water"))
    assert changed(edit, "filter-cleans-water") == before
    assert changes(edit) == []
    assert changed(edit, "filter-cleans-water", at="L3", scheme="") == {
        key: value for key, value in (before | {"at": "L3"}).items() if key != "scheme"
    }


def test_fields_take_titles_lists_and_what_a_map_file_has(edit: Edit) -> None:
    found = changed(
        edit,
        "filter-cleans-water",
        because="filter-plant, Wood is dry",
        unstated="{node: somebody-maintains-it, surfaced_by: abe}, spring-flood",
        by="",
        tags='one, "two, three"',
        strength="0.5..0.75",
    )
    assert found["because"] == ["filter-plant", "wood-is-dry"]
    assert found["unstated"] == [{"node": "somebody-maintains-it", "surfaced_by": "abe"}, "spring-flood"]
    assert "by" not in found
    assert found["tags"] == ["one", "two, three"]
    assert found["strength"] == {"low": 0.5, "high": 0.75}
    assert changed(edit, "nobody-was-asked", against="", **{"for": "Wood is dry"})["for"] == "wood-is-dry"


def test_a_group_and_a_negated_premise_are_changed_in_their_fields(edit: Edit) -> None:
    group = add(edit, "exclusive", "season", {"of": ["spring-flood", "boil-it"]})
    shown = {field.key: text for field, text in intents.fields_shown(group)}
    assert (shown["of"], shown["exhaustive"]) == ("spring-flood, boil-it", "")
    found = changed(edit, "season", of="spring-flood, A dry summer", exhaustive="true")
    assert found == {"of": ["spring-flood", "a-dry-summer"], "exhaustive": True}
    found = changed(edit, "boiling-cleans-water", assuming="{not: spring-flood}")
    assert found["assuming"] == [{"not": "spring-flood"}]
    fields = {field.key: text for field, text in intents.fields_shown(edit.get("boiling-cleans-water"))}
    assert fields["assuming"] == "{not: spring-flood}"


def test_a_statement_keeps_a_title(edit: Edit) -> None:
    with pytest.raises(MissingError, match="a statement needs a title"):
        changed(edit, "boil-it", title="")


def test_a_field_that_somebody_else_changed_meanwhile_is_not_overwritten(edit: Edit) -> None:
    shown = {field.key: text for field, text in intents.fields_shown(edit.get("boil-it"))}
    assign(edit, "boil-it", ["title=Theirs", "note=Other"])
    assert intents.change(edit, shown | {"text": "Mine"}, "boil-it", shown).thing.text == "Mine"
    with pytest.raises(EditError, match="title was changed by somebody else meanwhile and is now Theirs; leave and"):
        intents.change(edit, shown | {"title": "Mine"}, "boil-it", shown)
    assert intents.change(edit, shown | {"title": "Theirs"}, "boil-it", shown).thing.title == "Theirs"


@pytest.fixture(scope="module")
def connection() -> Iterator[Callable[[ArgumentMap], sqlite3.Connection]]:
    """Maps in memory."""
    opened: list[sqlite3.Connection] = []

    def filled(map_: ArgumentMap) -> sqlite3.Connection:
        opened.append(sqlite3.connect(":memory:", isolation_level=None))
        fill(Database(opened[-1]), ((thing, None) for thing in map_.things.values()))
        return opened[-1]

    yield filled
    for one in opened:
        one.close()


@given(map_=maps())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_shown_of_a_field_means_what_it_holds(
    connection: Callable[[ArgumentMap], sqlite3.Connection], map_: ArgumentMap
) -> None:
    edit = Edit(connection(map_), "")
    for thing in map_.things.values():
        for field, text in intents.fields_shown(thing):
            if text and field.key != "kind":
                typed = intents._assigned(edit, thing.kind, field, text)
                assert assign(edit, thing.id, [f"{field.key}={typed}"]) == thing
