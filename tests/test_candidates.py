"""What somebody may mean who has typed a few words: found in small maps and large, near where it was mistyped."""

from __future__ import annotations

import pytest

from argmap.store.reading import Store
from argmap_tui import candidates as module
from argmap_tui.candidates import beginning, candidates, named, nearest, prompt, still, too_short


def ids(hits: list[module.Hit]) -> list[str]:
    return [hit.id for hit in hits]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every map counts as a large one."""
    monkeypatch.setattr(module, "_LARGE", 1)


def test_what_has_all_the_words_comes_before_what_has_all_but_one(example: Store) -> None:
    found = ids(candidates(example, "water muddy"))
    assert found[0] == "water-turns-muddy"
    assert "clean-water" in found


def test_a_search_that_has_enough_looks_for_nothing_less_fitting(example: Store) -> None:
    assert "clean-water" not in ids(candidates(example, "water muddy", enough=1))


def test_only_things_of_the_kinds_asked_for_are_found(example: Store) -> None:
    found = candidates(example, "a", {"person"})
    assert ids(found) == ["abe", "bea"]


def test_a_slip_in_the_last_letter_is_forgiven(example: Store) -> None:
    assert ids(candidates(example, "floox")) == ids(candidates(example, "floo"))


def test_an_id_is_found_by_its_beginning(example: Store) -> None:
    assert ids(candidates(example, "filter-cl"))[0] == "filter-cleans-water"
    assert ids(beginning(example, "Filter C")) == ["filter-cleans-water"]
    assert beginning(example, "—") == []


@pytest.mark.parametrize(
    "text", ["", "  ", '"', "'* OR (", "NEAR(", "a:b", "\0", "\ud800", "—", "x" * 100_000, "re " * 50_000]
)
def test_no_text_is_refused(example: Store, text: str) -> None:
    for ask in (candidates, nearest, beginning):
        assert isinstance(ask(example, text), list)
    assert isinstance(prompt(example, text), bool)
    assert isinstance(too_short(example, text), bool)


def test_mistyped_words_find_what_is_nearest(example: Store) -> None:
    assert candidates(example, "vilage mony") == []
    assert ids(nearest(example, "vilage mony"))[0] == "village-votes-money"
    assert nearest(example, "qqqqq") == []


@pytest.mark.usefixtures("large")
def test_in_a_large_map_few_letters_find_ids_only(example: Store) -> None:
    assert ids(candidates(example, "wa")) == ["water-turns-muddy"]
    assert not prompt(example, "wat")
    assert prompt(example, "water")
    assert too_short(example, "wa")
    assert not too_short(example, "water w")
    assert not too_short(example, "水")


@pytest.mark.usefixtures("large")
def test_in_a_large_map_a_word_that_has_just_begun_does_not_hide_what_the_others_find(example: Store) -> None:
    assert "clean-water" in ids(candidates(example, "water c"))


def test_what_was_found_stays_while_it_still_fits(example: Store) -> None:
    found = candidates(example, "water")
    assert set(ids(still(found, "water mu"))) == {"water-turns-muddy", "muddy-water-sickens"}
    assert ids(still(found, "water-tu")) == ["water-turns-muddy"]


def test_the_things_of_some_ids_come_in_their_order_without_those_that_have_gone(example: Store) -> None:
    assert ids(named(example, ["sand-is-fine", "gone", "abe"])) == ["sand-is-fine", "abe"]
