"""The lists of experiments, of what nothing tests, and of scenarios, as rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

from argmap.edits.adding import assign
from argmap.store import browsing
from argmap.store.editing import Editor
from argmap.store.naming import open_map
from argmap.store.reading import Store
from argmap_tui.lists import ExperimentsList, ScenariosList, UntestedList
from argmap_tui.map_outline import MORE
from argmap_tui.rows import Row, as_text


def text(rows: list[Row]) -> str:
    return "\n" + as_text(rows, 60)


def test_experiments_stand_by_status_and_open_to_what_they_test(example: Store) -> None:
    shown = ExperimentsList(example)
    assert text(shown.rows()) == dedent("""
        ▾ Done  1
          ▸ e Let a jar of filtered water stand overnight
              tests The sand is fine enough and The filter solves it
    """)
    shown.open("done>jar-test")
    assert text(shown.rows()) == dedent("""
        ▾ Done  1
          ▾ e Let a jar of filtered water stand overnight
              method Twenty jars.
              result positive for The sand is fine enough on
              2021-03-02: nothing settled
              tests The sand is fine enough
                if it holds, nothing settles; if not, silt settles;
                a positive is 5 times as likely if it holds
              tests The filter solves it
                positive with 0.9 if it holds, 0.4 if not; misleads
                if The water turns muddy
    """)
    shown.shut("done")
    assert text(shown.rows()) == "\n▸ Done\n"
    shown.open("done")
    assert shown.rows()[0].opened


def test_what_nothing_tests_opens_to_the_arguments_that_need_it(example: Store) -> None:
    shown = UntestedList(example)
    shown.open("somebody-maintains-it")
    assert text(shown.rows()) == dedent("""
        1 assumption that nobody said, and that nothing tests
        ▾ P Somebody cleans the filter
              → The filter solves it
                for Clean water for the valley; Abe, Minutes of the
                meeting L2; brought to light by Bea
              → Boil the water → Clean water for the valley
                for Clean water for the valley; Bea and Abe; brought
                to light by the map's editor
    """)
    shown.shut("somebody-maintains-it")
    assert len(shown.rows()) == 2


def test_a_scenario_opens_to_what_it_breaks_and_that_to_the_chain(example: Store) -> None:
    shown = ScenariosList(example)
    shown.open("spring-flood")
    assert text(shown.rows()) == dedent("""
        ▾ S A spring flood
          ▸ ⊣ The sand is fine enough
              through A spring flood → The water turns muddy, then
              The water turns muddy ⊣ The sand is fine enough
    """)
    shown.open("spring-flood>sand-is-fine")
    assert text(shown.rows()) == dedent("""
        ▾ S A spring flood
          ▾ ⊣ The sand is fine enough
                → A spring flood → The water turns muddy  Bea
                ⊣ The water turns muddy ⊣ The sand is fine enough
                  the editor's inference
    """)
    shown.shut("spring-flood>sand-is-fine")
    shown.shut("spring-flood")
    assert text(shown.rows()) == "\n▸ S A spring flood\n"


def test_an_empty_list_says_what_would_fill_it(map_file: Callable[[str], Path]) -> None:
    store = open_map(str(map_file("statements: {a: {kind: claim}, flood: {kind: scenario}}")), print)
    assert text(ExperimentsList(store).rows()) == (
        "\nno experiment in this map; x adds one that tests the thing\nat the cursor\n"
    )
    assert text(UntestedList(store).rows()) == "\nnothing unstated is untested in this map\n"
    scenarios = ScenariosList(store)
    scenarios.open("flood")
    assert text(scenarios.rows()) == "\n▾ S flood\n      nothing here is argued against because of it\n"
    store.close()


def test_long_lists_go_on_page_by_page(map_file: Callable[[str], Path]) -> None:
    number = browsing.PAGE + 5
    lines = ["statements:", "  t: {kind: claim}", *(f"  s{n}: {{kind: scenario}}" for n in range(number))]
    lines += ["arguments:", *(f"  a{n}: {{for: t, unstated: [s{n}]}}" for n in range(number))]
    lines += ["experiments:", *(f"  e{n}: {{tests: [{{node: t}}]}}" for n in range(number))]
    store = open_map(str(map_file("\n".join(lines))), print)
    for shown, first in (
        (ExperimentsList(store), "proposed"),
        (UntestedList(store), "all"),
        (ScenariosList(store), "all"),
    ):
        rows = shown.rows()
        assert rows[-1].key == first + MORE
        assert sum(row.id is not None for row in rows) == browsing.PAGE
        shown.open(rows[-1].key)
        shown.reload()
        assert sum(row.id is not None for row in shown.rows()) == number
        assert not shown.rows()[-1].key.endswith(MORE)
    store.close()


def test_what_leads_far_is_cut_and_says_so(map_file: Callable[[str], Path]) -> None:
    number = browsing.AHEAD
    lines = ["statements:", "  s0: {kind: scenario}", *(f"  s{n}: {{kind: claim}}" for n in range(1, number + 1))]
    lines += ["arguments:", *(f"  a{n}: {{for: s{n + 1}, because: [s{n}]}}" for n in range(number))]
    lines += ["  first: {against: s1, because: [s0]}", f"  last: {{against: s1, because: [s{number}]}}"]
    store = open_map(str(map_file("\n".join(lines))), print)
    shown = ScenariosList(store)
    shown.open("s0")
    assert text(shown.rows()) == dedent("""
        ▾ S s0
          ▸ ⊣ s1  through s0 ⊣ s1
              and more: it leads too far to look at all of it
    """)
    store.close()


def test_a_list_shows_edits_after_it_was_loaded_anew(map_db: Path) -> None:
    store = open_map(str(map_db), print)
    experiments, untested = ExperimentsList(store), UntestedList(store)
    experiments.open("done>jar-test")
    untested.open("somebody-maintains-it")
    with Editor(map_db, who="bo") as editor, editor.edit() as edit:
        assign(edit, "jar-test", ["title=Wait for the jar", "status=running"])
        assign(edit, "filter-cleans-water", ["title=Sand does it"])
    experiments.reload()
    untested.reload()
    assert text(experiments.rows()).startswith("\n▾ Running  1\n  ▸ e Wait for the jar\n")
    assert "→ Sand does it" in text(untested.rows())
    store.close()
