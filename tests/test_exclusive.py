"""Groups of alternatives that exclude each other, and premises that something does not hold: read, kept and edited."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from conftest import Edit, Run, Unchanged, database
from dumps import entry, refusal

from argmap.edits.adding import assign
from argmap.edits.whole import from_text, to_text
from argmap.errors import BadFileError
from argmap.formats import argmap1, as_json, read_files
from argmap.formats.contract import json_schema
from argmap.formats.reading import read
from argmap.model import Argument, ArgumentMap, Credence, Exclusive, MapFile, Premise, Statement
from argmap.questions.check import check
from argmap.store import importing
from argmap.store.bearing import bearing
from argmap.store.edit import Edit as StoreEdit
from argmap.store.editing import Editor
from argmap.store.importing import bring_in
from argmap.store.naming import open_map
from argmap.store.opening import open_database
from argmap.store.reading import Store
from argmap.store.verifying import verify

Write = Callable[..., Path]

TAKEOFF = """\
format: argmap/1
statements:
  doom: {kind: concern, title: It ends badly}
  fast: {kind: scenario, title: Fast takeoff, credence: 0.2}
  medium: {kind: scenario, title: Medium takeoff, credence: 0.3}
  oversight: {kind: claim, title: Somebody watches}
  slow: {kind: scenario, title: Slow takeoff, credence: 0.5}
  takeoff: {kind: claim, title: Takeoff happens}
exclusive:
  speed: [slow, medium, fast]
arguments:
  d1: {for: doom, because: [slow], strength: 0.1}
  d3: {for: doom, because: [fast, {not: medium}], unstated: [{not: oversight, surfaced_by: ana, at: L3}], strength: 0.8}
  one-of: {for: takeoff, because: [slow, medium, fast], at_least: 1}
people:
  ana: {title: Ana}
positions:
  - {person: ana, target: slow, credence: 0.1}
  - {person: ana, target: slow, credence: 0.9, "on": "2024-01-01"}
"""
"""A map as argmap writes it."""

SPEED = "statements: {a: {kind: claim}, b: {kind: claim}, c: {kind: claim}, d: {kind: claim}}\nexclusive:\n"


@pytest.fixture
def takeoff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ARGMAP_USER", "ana")
    file = tmp_path / "takeoff.yaml"
    file.write_text(TAKEOFF)
    return database(tmp_path / "takeoff.db", file)


@pytest.fixture
def map_db(takeoff: Path) -> Path:
    return takeoff


def read_map(text: str, name: str = "map.yaml") -> ArgumentMap:
    return ArgumentMap(thing for thing, _ in read_files([(name, text.encode())]).things)


# --- the map file ---


def test_groups_and_what_must_not_hold_are_written_as_they_were_read() -> None:
    map_ = read_map(TAKEOFF)
    assert map_.things["speed"] == Exclusive(id="speed", members=("slow", "medium", "fast"))
    assert "".join(argmap1.write(map_, MapFile("takeoff.yaml"))) == TAKEOFF
    as_text = "".join(as_json.write(map_, MapFile("takeoff.json")))
    assert json.loads(as_text)["exclusive"] == {"speed": ["slow", "medium", "fast"]}
    assert read_map(as_text, "takeoff.json").things == map_.things


@pytest.mark.parametrize(
    "written",
    [
        "  g: {of: [a, b], exhaustive: true}\n",
        "  g: {title: G, text: T, of: [b, a], note: Nn, tags: [x], name: g.1}\n",
    ],
)
def test_a_group_of_which_more_is_said_is_a_mapping(written: str) -> None:
    map_ = read_map(f"format: argmap/1\n{SPEED}{written}")
    assert f"exclusive:\n{written}" in "".join(argmap1.write(map_, MapFile("map.yaml")))


def test_a_long_form_that_says_no_more_than_the_short_one_is_written_short() -> None:
    map_ = read_map(f"format: argmap/1\n{SPEED}  g: {{of: [a, b], exhaustive: false}}\n")
    assert "exclusive:\n  g: [a, b]\n" in "".join(argmap1.write(map_, MapFile("map.yaml")))


REFUSED = {
    "a group of one": ("  g: [a]\n", "4:6: of of exclusive 'g' must name at least two statements, not 1"),
    "a group of none": ("  g: []\n", "4:6: of of exclusive 'g' must name at least two statements, not none"),
    "a group without members": ("  g: {exhaustive: true}\n", "4:3: of is missing in exclusive 'g'"),
    "a group that is text": ("  g: a\n", "4:3: exclusive 'g' must be a list of ids or a mapping, not 'a'"),
    "a member twice": ("  g: [a, b, a]\n", "4:6: of of exclusive 'g' names 'a' twice"),
    "an unknown member": ("  g: [a, bb]\n", "4:10: unknown id 'bb' in of; nearest: b"),
    "an unknown member, long": ("  g: {of: [a, bb]}\n", "4:15: unknown id 'bb' in of; nearest: b"),
    "a member that is no id": ("  g: [a, B]\n", "4:10: of 2 of exclusive 'g' must be an id: 'B' is no id: lower-case "
                               "letters and digits, joined by single hyphens; nearest: b"),
    "a member that is no statement": (
        "  g: [a, p]\npeople: {p: {}}\n", "4:10: 'p' in of is a person; a statement is needed there",
    ),
    "an unknown key": (
        "  g: {of: [a, b], exhaustiv: true}\n", "4:19: unknown key 'exhaustiv' in exclusive 'g'; nearest: exhaustive",
    ),
    "a member of two groups": (
        "  g: [a, b]\n  h: {of: [c, b]}\n",
        "5:15: 'b' cannot be in 'h': it is in 'g' already, and one group is the most (g at line 4)",
    ),
    "an argument for a member": (
        "  g: [a, b]\narguments:\n  x: {for: b, because: [c]}\n",
        "6:3: 'x' argues for 'b', a member of 'g'; nothing can argue for a member (g at line 4)",
    ),
    "an exception that does not hold": (
        "  g: [a, b]\narguments:\n  x: {for: c, because: [d], unless: [{not: a}]}\n",
        "6:39: unless 1 of argument 'x' has not, which an exception cannot have; what an argument needs goes into "
        "because or assuming",
    ),
    "both node and not": (
        "  g: [a, b]\narguments:\n  x: {for: c, because: [{node: d, not: a}]}\n",
        "6:35: because 1 of argument 'x' has both node and not; give one of them",
    ),
    "the same negation twice": (
        "  g: [a, b]\narguments:\n  x: {for: c, because: [a, {not: a}, {not: a}]}\n",
        "6:24: because of argument 'x' names 'not a' twice",
    ),
    "an unknown id that does not hold": (
        "  g: [a, b]\narguments:\n  x: {for: c, because: [{not: dd}]}\n",
        "6:31: unknown id 'dd' in because; nearest: d",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_does_not_fit_is_told_with_its_place(
    run: Run, map_file: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    text, message = REFUSED[what]
    map_file(SPEED + text, "bad.yaml")
    monkeypatch.chdir(tmp_path)
    answer = run("-m", "bad.yaml", "find", "a")
    assert (answer.status, answer.out, answer.err) == (2, "", f"argmap: bad.yaml:{message}\n")


SUMS = {
    "too much": ("[a, b]", {"a": ".6", "b": ".5"}, "sum to 1.1, more than 1 (a 0.6, b 0.5)"),
    "bounds of too much": (
        "[a, b]", {"a": "{low: .6, high: .7}", "b": ".5"}, "sum to at least 1.1, more than 1 (a 0.6..0.7, b 0.5)",
    ),
    "too little": (
        "{of: [a, b], exhaustive: true}", {"a": ".4", "b": ".5"},
        "sum to 0.9, less than 1, and it is exhaustive (a 0.4, b 0.5)",
    ),
    "bounds of too little": (
        "{of: [a, b], exhaustive: true}", {"a": "{low: .1, high: .4}", "b": ".5"},
        "sum to at most 0.9, less than 1, and it is exhaustive (a 0.1..0.4, b 0.5)",
    ),
    "rounding": ("[a, b, c]", {"a": ".337", "b": ".337", "c": ".336"}, ""),
    "rounding the other way": ("{of: [a, b, c], exhaustive: true}", {"a": ".33", "b": ".33", "c": ".33"}, ""),
    "more than rounding": ("[a, b]", {"a": ".5", "b": ".511"}, "sum to 1.011, more than 1 (a 0.5, b 0.511)"),
    "little, but not exhaustive": ("[a, b]", {"a": ".1", "b": ".1"}, ""),
    "little, but one is unknown": ("{of: [a, b], exhaustive: true}", {"a": ".1"}, ""),
    "wide bounds": ("{of: [a, b], exhaustive: true}", {"a": "{low: 0, high: 1}", "b": "{low: 0, high: 1}"}, ""),
}  # fmt: skip


@pytest.mark.parametrize("whose", ["the editor's", "a person's"])
@pytest.mark.parametrize("what", SUMS)
def test_what_is_said_of_the_members_must_be_chances_of_one_of_them(
    run: Run, map_file: Write, what: str, whose: str
) -> None:
    group, credences, wrong = SUMS[what]
    ids = "abcd"
    if whose == "the editor's":
        fields = {id_: f", credence: {credences[id_]}" if id_ in credences else "" for id_ in ids}
        positions = ""
        said = "the credences of the members of 'g' "
    else:
        fields = dict.fromkeys(ids, "")
        lines = [f"  - {{person: p, target: {id_}, credence: {value}}}\n" for id_, value in credences.items()]
        positions = "people: {p: {}}\npositions:\n" + "".join(lines)
        said = "the credences that 'p' gives to the members of 'g' "
    statements = "".join(f"  {id_}: {{kind: claim{fields[id_]}}}\n" for id_ in ids)
    path = map_file(f"statements:\n{statements}exclusive:\n  g: {group}\n{positions}")
    answer = run("-m", path, "show", "g")
    if wrong:
        assert answer.err == f"argmap: {path}:8:3: {said}{wrong}\n"
    assert answer.status == (2 if wrong else 0)


def test_of_several_days_the_latest_number_counts_and_nobody_elses() -> None:
    for target, day, fits in [("a", "2024-01-02", True), ("a", "2023-01-02", False), ("b", "2024-01-02", True)]:
        text = f"""format: argmap/1
statements: {{a: {{kind: claim, credence: .9}}, b: {{kind: claim}}}}
exclusive: {{g: [a, b]}}
people: {{p: {{}}, q: {{}}}}
positions:
  - {{person: p, target: a, credence: .9, on: 2023-05-05}}
  - {{person: p, target: b, credence: .2, on: 2023-05-05}}
  - {{person: p, target: {target}, credence: .1, on: {day}}}
  - {{person: p, target: a, reading: given, on: 2025-01-01}}
  - {{person: q, target: b, credence: .9}}
"""
        if fits:
            read_map(text)
        else:
            with pytest.raises(BadFileError, match="'p' gives to the members of 'g' sum to 1\\.1"):
                read_map(text)


def test_what_does_not_fit_over_the_files_of_a_folder_is_told_with_both_places(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "maps"
    folder.mkdir()
    (folder / "a.yaml").write_text(f"format: argmap/1\n{SPEED}  g: [a, b]\n")
    (folder / "b.yaml").write_text(
        "format: argmap/1\nexclusive: {h: [c, a]}\narguments:\n  x: {for: b, because: [c]}\n"
    )
    a, b = folder / "a.yaml", folder / "b.yaml"
    assert run("-m", folder, "find", "a").err.splitlines() == [
        f"argmap: {b}:2:20: 'a' cannot be in 'h': it is in 'g' already, and one group is the most (g at {a}:4)",
        f"argmap: {b}:4:3: 'x' argues for 'b', a member of 'g'; nothing can argue for a member (g at {a}:4)",
    ]


def test_the_schema_has_groups_and_negated_premises_but_no_negated_exceptions() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())

    def fits(**sections: object) -> bool:
        return validator.is_valid({"format": "argmap/1", **sections})

    assert fits(exclusive={"g": ["a", "b"], "h": {"of": ["c", "d"], "exhaustive": True, "title": "H"}})
    assert not fits(exclusive={"g": ["a"]})
    assert not fits(exclusive={"g": {"of": ["a"]}})
    assert not fits(exclusive={"g": {"exhaustive": True}})
    for role, holds in [("because", True), ("assuming", True), ("unstated", True), ("unless", False)]:
        assert fits(arguments={"a": {"for": "b", role: [{"not": "c", "at": "L3"}]}}) is holds, role


# --- the store ---


def test_a_group_is_added_changed_and_removed_by_its_id(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGMAP_USER", "ana")
    path = tmp_path / "map.db"
    file = tmp_path / "map.yaml"
    file.write_text("format: argmap/1\nstatements: {a: {kind: claim}, b: {kind: claim}, c: {kind: claim}}\n")
    database(path, file)
    assert (
        run("-m", path, "add", "exclusive", "speed", "--of", "a,b", "--exhaustive", "--title", "How fast").out
        == "speed\n"
    )
    assert entry(path, "speed") == {"kind": "exclusive", "title": "How fast", "of": ["a", "b"], "exhaustive": True}
    assert run("-m", path, "set", "speed", "of+=c", "exhaustive=false").status == 0
    assert entry(path, "speed") == {"kind": "exclusive", "title": "How fast", "of": ["a", "b", "c"]}
    assert run("-m", path, "set", "speed", "of-=a").out == "speed: of loses a\n"
    assert [hit["id"] for hit in json.loads(run("-m", path, "find", "fast", "--json").out)["hits"]] == ["speed"]
    assert run("-m", path, "rm", "speed").status == 0
    assert run("-m", path, "undo").status == run("-m", path, "undo").status == 0
    assert entry(path, "speed")["of"] == ["a", "b", "c"]
    assert run("-m", path, "redo").status == 0
    assert entry(path, "speed")["of"] == ["b", "c"]
    assert [check for check in verify(path, who="x", spec="map") if check.status == "wrong"] == []


EDITS = {
    "a credence": (
        ("set", "medium", "credence=.4"),
        "the credences of the members of 'speed' sum to 1.1, more than 1 (slow 0.5, medium 0.4, fast 0.2)",
    ),
    "a person's position": (
        ("add", "position", "--person", "ana", "--target", "fast", "--credence", ".3"),
        "the credences that 'ana' gives to the members of 'speed' sum to 1.2, more than 1 (slow 0.9, fast 0.3)",
    ),
    "an argument for a member": (
        ("add", "argument", "x", "--for", "slow", "--because", "takeoff"),
        "'x' argues for 'slow', a member of 'speed'; nothing can argue for a member",
    ),
    "a captured argument": (
        ("capture", "takeoff -> slow"),
        "'takeoff-for-slow' argues for 'slow', a member of 'speed'; nothing can argue for a member",
    ),
    "another target": (
        ("set", "d1", "for=fast", "because=takeoff"),
        "'d1' argues for 'fast', a member of 'speed'; nothing can argue for a member",
    ),
    "a second group": (
        ("add", "exclusive", "pace", "--of", "oversight,slow"),
        "'slow' cannot be in 'pace': it is in 'speed' already, and one group is the most",
    ),
    "a member with arguments": (
        ("set", "speed", "of+=takeoff"),
        "'one-of' argues for 'takeoff', a member of 'speed'; nothing can argue for a member",
    ),
    "a chance beside": (
        ("set", "slow", "otherwise=.1"),
        "'slow' has otherwise, but it is a member of 'speed', which has all its chances in credence",
    ),
    "too few members": (
        ("set", "speed", "of=slow"), "of of exclusive 'speed' must name at least two statements, not 1",
    ),
    "no members": (("set", "speed", "of="), "of is missing in exclusive 'speed'"),
    "a member that is no statement": (
        ("set", "speed", "of+=ana"), "'ana' in of of 'speed' is a person; a statement is needed there",
    ),
    "an unknown member": (
        ("set", "speed", "of+=fasst"), "nothing in this map has the id 'fasst' in of of 'speed'; nearest: fast",
    ),
    "a member no more a statement": (("rm", "slow"), "5 things refer to 'slow': d1 (because), one-of (because), "
        "pos-", ),
    "an exception negated": (
        ("set", "d1", "unless=[{not: medium}]"),
        "unless 1 of argument 'd1' has not, which an exception cannot have",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_after_which_a_group_does_not_fit_is_refused(edit: Edit, unchanged: Unchanged, what: str) -> None:
    words, message = EDITS[what]
    with unchanged():
        assert refusal(edit(*words)).startswith(message)


def test_numbers_that_were_too_little_are_refused_where_a_group_becomes_exhaustive(edit: Edit) -> None:
    assert edit("set", "slow", "credence=.3").status == 0
    said = refusal(edit("set", "speed", "exhaustive=true"))
    assert said.startswith("the credences of the members of 'speed' sum to 0.8, less than 1, and it is exhaustive")


def test_what_an_edit_makes_of_a_whole_group_at_once_is_what_counts(map_db: Path) -> None:
    with Editor(map_db, who="x") as editor, editor.edit() as made:
        for id_, low in [("medium", 0.1), ("slow", 0.7)]:
            thing = made.get(id_)
            assert isinstance(thing, Statement)
            made.put(replace(thing, credence=Credence(low=low, high=low)))
    assert entry(map_db, "slow")["credence"] == 0.7


def test_taking_back_a_position_may_not_bring_back_one_that_does_not_fit(edit: Edit, map_db: Path) -> None:
    store = open_database(map_db)
    (early, late) = sorted(
        (held for held in store.mentions("slow").things.values() if held.kind == "position"),
        key=lambda held: getattr(held, "on", ""),
    )
    store.close()
    assert edit("set", early.id, "credence=1").status == 0
    assert edit("set", late.id, "credence=.2").status == 0
    assert edit("add", "position", "--person", "ana", "--target", "fast", "--credence", ".8").status == 0
    assert "'ana' gives to the members of 'speed' sum to 1.8, more than 1" in refusal(edit("rm", late.id))


def test_removing_a_member_shortens_its_group_and_the_last_but_one_takes_it_along(edit: Edit, map_db: Path) -> None:
    assert edit("set", "speed", "exhaustive=true").status == 0
    assert edit("rm", "fast", "--cascade").status == 0
    assert entry(map_db, "speed") == {"kind": "exclusive", "of": ["slow", "medium"]}
    assert "removed exclusive (speed)" in edit("rm", "medium", "--cascade").out
    assert edit("undo").status == edit("undo").status == 0
    assert entry(map_db, "speed") == {"kind": "exclusive", "of": ["slow", "medium", "fast"], "exhaustive": True}


def test_premises_that_must_not_hold_are_edited_like_others(edit: Edit, map_db: Path) -> None:
    assert edit("add", "argument", "x", "--for", "doom", "--because", "takeoff,not oversight").status == 0
    assert entry(map_db, "x")["because"] == ["takeoff", {"not": "oversight"}]
    assert edit("set", "x", "assuming+=not slow").out == "x: assuming gains not slow\n"
    assert edit("set", "x", "because+={not: oversight, at: L3}").out == (
        "x: because has not oversight (at L3) (was not oversight)\n"
    )
    assert edit("set", "x", "because-=not oversight").out == "x: because loses not oversight\n"
    assert entry(map_db, "x") == {
        "kind": "argument", "for": "doom", "because": ["takeoff"], "assuming": [{"not": "slow"}]
    }  # fmt: skip
    assert refusal(edit("set", "x", "assuming-=slow")) == "assuming of 'x' has no 'slow'; nearest: not slow"


def test_that_something_does_not_hold_is_tagged_as_unstated_and_taken_off(edit: Edit, map_db: Path) -> None:
    assert edit("tag", "one-of", "--unstated", "not oversight", "--by", "ana").status == 0
    assert edit("tag", "one-of", "--unstated", "oversight").status == 0
    assert entry(map_db, "one-of")["unstated"] == [{"not": "oversight", "surfaced_by": "ana"}, "oversight"]
    assert edit("tag", "one-of", "--drop", "oversight").status == 0
    assert entry(map_db, "one-of")["unstated"] == [{"not": "oversight", "surfaced_by": "ana"}]
    said = refusal(edit("tag", "one-of", "--drop", "oversight"))
    assert said == "'oversight' is no unstated assumption of 'one-of'; it has not oversight"
    assert refusal(edit("tag", "d3", "--unstated", "not medium")) == "'d3' names 'not medium' already, as because"
    assert edit("tag", "one-of", "--drop", "not oversight").status == 0
    assert "unstated" not in entry(map_db, "one-of")


def test_a_group_is_changed_as_text_like_everything_else(map_db: Path) -> None:
    store = open_database(map_db)
    group = store.get("speed")
    text = to_text(group)
    assert text == "format: argmap/1\nexclusive:\n  speed: [slow, medium, fast]\n"
    changed = from_text(text.replace("[slow, medium, fast]", "{of: [fast, slow], title: S}").encode(), group, store)
    assert changed == Exclusive(id="speed", title="S", members=("fast", "slow"))
    with pytest.raises(BadFileError, match="unknown id 'fas' in of; nearest: fast"):
        from_text(text.replace("fast", "fas").encode(), group, store)
    store.close()


# --- imports ---


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("arguments: {n: {for: slow, because: [doom]}}", "'n' argues for 'slow', a member of 'speed'"),
        ("exclusive: {n: [new, slow]}", "'slow' cannot be in 'n': it is in 'speed' already"),
        ("exclusive: {n: [doom, takeoff]}", "argues for"),
        (
            "people: {p: {}}\npositions:\n- {person: p, target: slow, credence: .9}\n"
            "- {person: p, target: fast, credence: .9}",
            "'p' gives to the members of 'speed' sum to 1.8",
        ),
        ("positions: [{person: ana, target: fast, credence: .9}]", "'ana' gives to the members of 'speed' sum to 1.8"),
    ],
)  # fmt: skip
def test_an_import_that_does_not_fit_the_groups_of_the_map_is_refused_whole(
    run: Run,
    map_db: Path,
    unchanged: Unchanged,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    large: bool,
    text: str,
    message: str,
) -> None:
    if large:
        monkeypatch.setattr(importing, "CHUNK", 1)
    file = tmp_path / "more.yaml"
    file.write_text(f"format: argmap/1\nstatements: {{new: {{kind: claim}}}}\n{text}\n")
    for options in ([], ["--dry-run"]):
        with unchanged():
            assert message in refusal(run("-m", map_db, "import", file, *options))
    assert [check for check in verify(map_db, who="x", spec="map") if check.status == "wrong"] == []


def test_an_import_brings_groups_and_tells_what_the_map_has_differently(run: Run, map_db: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.yaml"
    file.write_text(
        TAKEOFF.replace("speed: [slow, medium, fast]", "speed: {of: [slow, medium, fast], exhaustive: true}")
    )
    answer = run("-m", map_db, "import", file)
    assert (answer.status, answer.out) == (1, "speed  exhaustive\n  mine:   (nothing)\n  theirs: true\n")
    assert run("-m", map_db, "import", file, "--replace").status == 0
    assert entry(map_db, "speed")["exhaustive"] is True


def test_a_large_import_brings_its_own_groups(map_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    text = (
        "format: argmap/1\nstatements: {x: {kind: claim}, y: {kind: claim}, z: {kind: claim}}\nexclusive: {g: [x, y]}\n"
    )
    with Editor(map_db, who="x") as editor:
        bring_in(editor, read([("g.yaml", text.encode())]), ["g.yaml"])
    assert entry(map_db, "g") == {"kind": "exclusive", "of": ["x", "y"]}
    assert [check for check in verify(map_db, who="x", spec="map") if check.status == "wrong"] == []


def test_the_doctor_finds_a_group_that_does_not_fit(map_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StoreEdit, "_check_groups", lambda *_arguments: None)
    with Editor(map_db, who="x") as editor, editor.edit() as made:
        assign(made, "slow", ["credence=0.9"])
    (wrong,) = [check for check in verify(map_db, who="x", spec="map") if check.status == "wrong"]
    assert wrong.name == "things"
    assert wrong.message.startswith("the credences of the members of 'speed' sum to 1.4, more than 1")
    assert "'argmap check' lists all that does not fit" in wrong.remedy


# --- parts of a map ---


def test_a_part_that_has_a_member_has_its_group_and_what_is_said_of_it(map_db: Path) -> None:
    store = open_database(map_db)
    whole = store.whole()
    for part in (bearing(store, ["d1"]), bearing(store, ["oversight"], beside=["slow"])):
        assert part.group_of("slow") == whole.things["speed"]
        assert {"slow", "medium", "fast"} <= part.things.keys()
    assert bearing(store, ["fast"]).referrers("slow", "position") == whole.referrers("slow", "position")
    assert store.cone("d1").group_of("slow") == whole.things["speed"]
    assert {"medium", "fast"} <= store.cone("d1").things.keys()
    near = store.around("oversight", 1)
    assert near.group_of("fast") == whole.things["speed"]
    assert near.referrers("slow", "position") == whole.referrers("slow", "position")
    store.close()


def test_what_is_exported_around_a_member_is_a_map_by_itself(run: Run, map_db: Path, tmp_path: Path) -> None:
    out = tmp_path / "part.yaml"
    assert run("-m", map_db, "export", "--around", "oversight", "--depth", "1", "-o", out).status == 0
    part = open_map(str(out), print)
    assert part.get("speed") == Exclusive(id="speed", members=("slow", "medium", "fast"))
    part.close()


def test_a_map_without_groups_pays_nothing_for_them(example: Store) -> None:
    assert not example.has_kind("exclusive")
    assert example.rows_fetched == 0


# --- check ---


FINDINGS = {
    "a family that adds up to 1": (
        "x: {kind: claim, credence: .3}, y: {kind: claim, credence: {low: .6, high: .8}}",
        "a: {for: c, because: [x, y], at_least: 1}",
        "",
        [("possible-group", "note", ["a", "x", "y"])],
    ),
    "a family that does not": (
        "x: {kind: claim, credence: .3}, y: {kind: claim, credence: .5}",
        "a: {for: c, because: [x, y], at_least: 1}",
        "",
        [],
    ),
    "a family of which one has arguments": (
        "x: {kind: claim, credence: .5}, y: {kind: claim, credence: .5}, z: {kind: claim}",
        "a: {for: c, because: [x, y], at_least: 1}\n  b: {for: x, because: [z], strength: 0.5}",
        "",
        [],
    ),
    "a family that is a group already": (
        "x: {kind: claim, credence: .5}, y: {kind: claim, credence: .5}",
        "a: {for: c, because: [x, y], at_least: 1}",
        "exclusive: {g: [x, y]}",
        [],
    ),
    "a family of which all are needed": (
        "x: {kind: claim, credence: .5}, y: {kind: claim, credence: .5}",
        "a: {for: c, because: [x, y]}",
        "",
        [],
    ),
    "an attack on a member of an exhaustive group": (
        "x: {kind: claim}, y: {kind: claim}, z: {kind: claim}",
        "a: {for: c, because: [x, y], at_least: 1}\n  b: {against: x, because: [z]}",
        "exclusive: {g: {of: [x, y], exhaustive: true}}",
        [("attacked-member", "note", ["x", "g", "b"])],
    ),
    "an attack on a member of another group": (
        "x: {kind: claim}, y: {kind: claim}, z: {kind: claim}",
        "a: {for: c, because: [x, y], at_least: 1}\n  b: {against: x, because: [z]}",
        "exclusive: {g: {of: [x, y]}}",
        [],
    ),
    "p and not p": (
        "x: {kind: claim}",
        "a: {for: c, because: [x], assuming: [{not: x}]}",
        "",
        [("contradictory-premises", "note", ["a", "x"])],
    ),
    "p unless p": (
        "x: {kind: claim}",
        "a: {for: c, because: [x], unless: [x]}",
        "",
        [("contradictory-premises", "note", ["a", "x"])],
    ),
    "p or not p": ("x: {kind: claim}", "a: {for: c, because: [x, {not: x}], at_least: 1}", "", []),
    "the same premises, one negated": (
        "x: {kind: claim}",
        "a: {for: c, because: [x]}\n  b: {for: c, because: [{not: x}]}",
        "",
        [],
    ),
}


@pytest.mark.parametrize("what", FINDINGS)
def test_check_notes_what_looks_wrong_with_alternatives(run: Run, map_file: Write, what: str) -> None:
    statements, arguments, rest, wanted = FINDINGS[what]
    path = map_file(f"statements: {{c: {{kind: claim}}, {statements}}}\narguments:\n  {arguments}\n{rest}\n")
    found = json.loads(run("-m", path, "check", "--json").out)["findings"]
    assert [(one["code"], one["severity"], one["ids"]) for one in found] == wanted


def test_check_tells_what_is_left_unsaid_and_must_not_hold(run: Run, map_file: Write) -> None:
    path = map_file(
        "statements: {c: {kind: claim}, x: {kind: claim}}\narguments: {a: {for: c, unstated: [{not: x}]}}\n"
    )
    (found,) = json.loads(run("-m", path, "check", "--json").out)["findings"]
    assert found["message"] == "no experiment tests x, which a needs not to hold, without saying so"


def test_a_group_in_a_map_that_something_else_changed_is_an_error_of_check() -> None:
    claims = [Statement(id=id_, is_a="claim", credence=Credence(low=0.6, high=0.6)) for id_ in "abc"]
    step = Argument(id="x", target="a", premises=(Premise(node="c", role="because"),))
    groups = [Exclusive(id="g", members=("a", "b")), Exclusive(id="h", members=("b", "c"))]
    found = [one for one in check(ArgumentMap([*claims, step, *groups])) if one.severity == "error"]
    assert [(one.code, one.ids) for one in found] == [
        ("misfit", ("g",)), ("misfit", ("h",)), ("misfit", ("h", "g", "b")), ("misfit", ("x", "g"))
    ]  # fmt: skip
