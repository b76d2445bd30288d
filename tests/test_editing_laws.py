"""The laws of editing, on random edits of random maps by two editors of one file.

An edit is made whole or not at all, undo gives exactly the map before it and redo the one after, everybody sees the
same journal, and a map can be made again from the files that it exports.

`ARGMAP_EXAMPLES` is the number of random sequences (60 unless told), `ARGMAP_STEPS` that of the edits in each (25):

    ARGMAP_EXAMPLES=10000 ARGMAP_STEPS=8 python -m pytest tests/test_editing_laws.py
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

import pytest
from conftest import EXAMPLE
from dumps import Dump, dump
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from strategies import maps, texts

from argmap.discussion.capture import CaptureLine, Name, write
from argmap.edits.adding import add, assign
from argmap.edits.capturing import capture
from argmap.edits.removing import remove
from argmap.edits.tagging import drop, tag
from argmap.errors import ArgmapError, BusyMapError, EditError, UnknownIdError
from argmap.exclusive import misfits
from argmap.formats import argmap1, read_files
from argmap.formats.reading import Reading
from argmap.model import (
    KINDS,
    STATEMENT_KINDS,
    TARGETS,
    Argument,
    ArgumentMap,
    Exclusive,
    Kind,
    MapFile,
    Role,
    Statement,
    Thing,
    references,
)
from argmap.store import importing, staging
from argmap.store.edit import Edit
from argmap.store.editing import Editor
from argmap.store.importing import bring_in
from argmap.store.journal import Act, Entry
from argmap.store.opening import open_database
from argmap.store.planning import Others, Plan
from argmap.store.reading import Store
from argmap.store.staging import Staging
from argmap.store.verifying import verify
from argmap.store.writable import new_map

EXAMPLES = int(os.environ.get("ARGMAP_EXAMPLES", "60"))
STEPS = int(os.environ.get("ARGMAP_STEPS", "25"))


@cache
def empty_map() -> bytes:
    """The bytes of a map with nothing in it."""
    folder = Path(mkdtemp())
    new_map(folder / "map.db")
    made = (folder / "map.db").read_bytes()
    shutil.rmtree(folder)
    return made


Change = Callable[[Edit], object]
"""What a random edit does."""


def give_up(_edit: Edit) -> None:
    """The change that no edit outlives."""
    raise EditError("never mind")


class Made(NamedTuple):
    """An edit that was made: the number of its entry, and the map before and after it."""

    number: int
    before: Dump
    after: Dump


editors = st.integers(0, 1)
fresh_ids = st.sampled_from(["n1", "n2", "n3"])
credences = st.sampled_from([0.25, {"low": 0.1, "high": 0.4}, {"value": 0.5, "note": "so"}])


class Editing(RuleBasedStateMachine):
    """A map in a database, two editors and a reader of it, and what each edit left behind."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="argmap-laws-"))
        self.path = self.folder / "map.db"
        self.path.write_bytes(empty_map())
        self.editors = [self.opened(0), self.opened(1)]
        self.store = open_database(self.path)
        self.now = dump(self.store)
        self.elsewhere: list[ArgumentMap] = []
        self.log: list[Entry] = []
        self.made: list[Made] = []
        self.undone: list[Made] = []
        self.sound = True

    def opened(self, number: int) -> Editor:
        return Editor(self.path, who=f"editor {number}")

    @property
    def things(self) -> Mapping[str, Thing]:
        return self.store.whole().things

    def change(self, editor: int, act: Act, make: Callable[[], object]) -> None:
        """Make a change: it is one entry of the journal, or it is refused and nothing is changed."""
        self.sound = refused = False
        before, known = self.now, len(self.log)
        try:
            make()
        except (EditError, UnknownIdError):
            refused = True
        self.now = dump(self.store)
        new = self.store.since(known)
        if self.now == before:
            assert new == []
            return
        assert not refused
        assert [(e.number, e.act, e.who, e.of) for e in new] == [(known + 1, act, f"editor {editor}", None)]
        self.log += new
        self.made.append(Made(known + 1, before, self.now))
        self.undone.clear()

    def edit(self, editor: int, *changes: Change) -> None:
        """Make an edit of these changes."""

        def make() -> None:
            with self.editors[editor].edit() as edit:
                for change in changes:
                    change(edit)

        self.change(editor, "edit", make)

    # --- random changes ---

    def some_id(self, role: Role | None = None) -> st.SearchStrategy[str]:
        """An id for a role: one that fits, or now and then the first of all, or one that is not there."""
        fitting = [id_ for id_, kind, *_ in self.now.things if role is None or kind in TARGETS[role]]
        return st.sampled_from([*fitting * 8, *(id_ for id_, *_ in self.now.things[:1]), "nobody-here"])

    def some_ids(self, role: Role, least: int = 0) -> st.SearchStrategy[list[str]]:
        return st.lists(self.some_id(role), min_size=least, max_size=2, unique=True)

    def values(self, draw: Any, kind: Kind) -> dict[str, Any]:
        """The fields of a new thing of a kind."""
        common = {"title": texts, "text": texts, "tags": st.lists(texts, max_size=2)}
        fields: dict[str, st.SearchStrategy[Any]] = {}
        optional: dict[str, st.SearchStrategy[Any]] = {}
        if kind in STATEMENT_KINDS:
            optional = {"credence": credences, "about": self.some_ids("about")}
        elif kind == "exclusive":
            fields = {"of": st.lists(self.some_id("exclusive"), min_size=2, max_size=3)}
            optional = {"exhaustive": st.booleans()}
        elif kind == "argument":
            side = draw(st.sampled_from(["for", "against"]))
            unstated = st.fixed_dictionaries({"node": self.some_id("unstated")}, optional={"at": texts})
            negated = st.builds(lambda node: {"not": node}, self.some_id("because"))
            because = self.some_ids("because", 1) | st.lists(negated, min_size=1, max_size=1)
            fields = {side: self.some_id(side), "because": because}
            optional = {
                "unstated": st.lists(unstated, max_size=1), "by": self.some_ids("by"), "source": self.some_id("source")
            }  # fmt: skip
        elif kind == "experiment":
            optional = {"tests": self.some_ids("tests"), "result": texts.filter(bool)}
        elif kind == "position":
            fields = {"person": self.some_id("person"), "target": self.some_id("position")}
            optional = {"on": st.just("2022-07-01"), "credence": credences, "of": self.some_ids("of", 1)}
        elif kind == "quote":
            fields = {"source": self.some_id("source"), "target": self.some_id("quotes"), "exact": texts.filter(bool)}
        found: dict[str, Any] = draw(st.fixed_dictionaries(fields, optional=common | optional))
        return found

    def adding(self, draw: Any) -> Change:
        kind = draw(st.sampled_from(KINDS))
        id_ = None if kind in ("position", "quote") else draw(st.none() | fresh_ids | self.some_id())
        values = self.values(draw, kind)
        return lambda edit: add(edit, kind, id_, values)

    def putting(self, draw: Any) -> Change:
        """Things of another map, each in the place of the one with its id."""
        there = list(draw(st.sampled_from(self.elsewhere)).things.values())
        things = draw(st.lists(st.sampled_from(there), min_size=1, max_size=3))
        file = draw(st.none() | st.sampled_from(["", *(file.name for file in self.now.files)]))
        return lambda edit: [edit.put(thing, file) for thing in things]

    def setting(self, draw: Any) -> Change:
        id_ = draw(self.some_id())
        kind = next((kind for there, kind, *_ in self.now.things if there == id_), "claim")
        operator = st.sampled_from(["=", "+=", "-="])
        choices = [texts.map(lambda text: f"title={text}"), texts.map(lambda text: f"note={text}"), st.just("title=")]
        choices += [st.sampled_from(["tags=x,y", "tags+=y,z", "tags-=x", "tags="])]
        roles: tuple[Role, ...] = ()
        if kind in STATEMENT_KINDS:
            roles = ("about",)
            choices += [st.sampled_from(["kind=claim", "kind=scenario", "credence=0.1..0.3", "credence=", "kind="])]
        elif kind == "exclusive":
            roles = ("of",)
            choices += [st.sampled_from(["exhaustive=true", "exhaustive=", "of="])]
        elif kind == "argument":
            choices += [st.builds("because+=not {}".format, self.some_id("because"))]
            roles = ("because", "assuming", "unstated", "unless", "by")
            choices += [
                st.builds("{}={}".format, st.just(role), self.some_id(role)) for role in ("for", "against", "source")
            ]
            choices += [st.sampled_from(["at-least=1", "at_least=", "always=true", "strength=0.5", "at=L3"])]
        elif kind == "experiment":
            roles = ("tests",)
            choices += [st.sampled_from(["status=done", "result=yes", "result={outcome: negative}", "result="])]
        elif kind == "position":
            choices += [st.builds("{}={}".format, st.just("person"), self.some_id("person"))]
            choices += [st.builds("{}={}".format, st.just("target"), self.some_id("position"))]
            choices += [st.sampled_from(["on=2023-01-01", "on=", "crux=true", "of="])]
        elif kind == "quote":
            choices += [texts.map(lambda text: f"exact={text}")]
        for role in roles:
            choices.append(st.builds("{}{}{}".format, st.just(role), operator, self.some_id(role)))
        assignments = draw(st.lists(st.one_of(choices), min_size=1, max_size=2))
        return lambda edit: assign(edit, id_, assignments)

    def tagging(self, draw: Any) -> Change:
        arguments = [id_ for id_, kind, *_ in self.now.things if kind == "argument"]
        argument = draw(st.sampled_from([*arguments * 4, *(id_ for id_, *_ in self.now.things)]))
        assumption = draw(self.some_id("unstated") | fresh_ids)
        title, by, at = draw(st.none() | texts), draw(st.none() | self.some_id("by")), draw(st.none() | texts)
        return lambda edit: tag(edit, argument, assumption, title=title, by=by, at=at)

    def dropping(self, draw: Any) -> Change:
        unstated = [
            (thing.id, premise.node)
            for thing in self.things.values()
            if isinstance(thing, Argument)
            for premise in thing.premises
            if premise.role == "unstated"
        ]
        argument, assumption = draw(st.sampled_from([*unstated * 2, ("nobody-here", "n1")]))
        return lambda edit: drop(edit, argument, assumption)

    def capturing(self, draw: Any) -> Change:
        titles = st.sampled_from(["New x", "A title", 'So "named"', "\x1b[1m"]) | texts.filter(
            lambda t: t.strip() != ""
        )

        def names(role: Role, most: int, least: int = 0) -> tuple[Name, ...]:
            one = st.builds(Name, self.some_id(role), st.just(False), st.just(0), st.just(0))
            other = st.builds(Name, titles, st.just(True), st.just(0), st.just(0))
            return tuple(draw(st.lists(one | other, min_size=least, max_size=most, unique_by=lambda name: name.text)))

        against = draw(st.booleans())
        line = CaptureLine(
            because=names("because", 2, 1),
            against=against,
            target=names("against" if against else "for", 1, 1)[0],
            unstated=names("unstated", 2),
            by=names("by", 1),
            source=next(iter(names("source", 1)), None),
        )
        return lambda edit: capture(edit, write(line))

    def removing(self, draw: Any) -> Change:
        id_, cascade = draw(self.some_id()), draw(st.booleans())
        return lambda edit: remove(edit, id_, cascade=cascade)

    # --- rules ---

    @initialize(first=maps(), second=maps(), empty=st.booleans())
    def begins(self, first: ArgumentMap, second: ArgumentMap, empty: bool) -> None:
        self.elsewhere += [first, second]
        if not empty:
            reading = Reading([(thing, "map.yaml") for thing in first.things.values()], [MapFile("map.yaml")])
            self.change(0, "import", lambda: bring_in(self.editors[0], reading, ["map.yaml"]))

    @rule(map_=maps())
    def somebody_makes_another_map(self, map_: ArgumentMap) -> None:
        self.elsewhere.append(map_)

    @rule(editor=editors, data=st.data())
    def adds(self, editor: int, data: st.DataObject) -> None:
        self.edit(editor, self.adding(data.draw))

    @rule(editor=editors, data=st.data())
    def puts(self, editor: int, data: st.DataObject) -> None:
        self.edit(editor, self.putting(data.draw))

    @precondition(lambda self: self.now.things)
    @rule(editor=editors, data=st.data())
    def sets(self, editor: int, data: st.DataObject) -> None:
        self.edit(editor, self.setting(data.draw))

    @precondition(lambda self: self.now.things)
    @rule(editor=editors, data=st.data())
    def tags(self, editor: int, data: st.DataObject) -> None:
        self.edit(editor, self.tagging(data.draw))

    @precondition(lambda self: self.now.things)
    @rule(editor=editors, data=st.data())
    def drops(self, editor: int, data: st.DataObject) -> None:
        self.edit(editor, self.dropping(data.draw))

    @rule(editor=editors, data=st.data())
    def captures(self, editor: int, data: st.DataObject) -> None:
        self.edit(editor, self.capturing(data.draw))

    @precondition(lambda self: self.now.things)
    @rule(editor=editors, data=st.data())
    def removes(self, editor: int, data: st.DataObject) -> None:
        self.edit(editor, self.removing(data.draw))

    @rule(editor=editors, data=st.data())
    def changes_several_things_at_once(self, editor: int, data: st.DataObject) -> None:
        kinds = st.sampled_from([self.adding, self.putting, self.setting, self.capturing, self.removing])
        changes = [change(data.draw) for change in data.draw(st.lists(kinds, min_size=2, max_size=3))]
        known = len(self.log)
        end = data.draw(st.sampled_from([[], [], [give_up]]))
        self.edit(editor, *changes, *end)
        assert not end or len(self.log) == known

    @rule(
        editor=editors,
        data=st.data(),
        names=st.sampled_from([("map.yaml",), ("map.yaml", "other.yml"), ("näher.yaml",)]),
        title=st.sampled_from(["", "One", "Two"]),
        kept=st.sampled_from([{}, {}, {"shipped": "1"}, {"shipped": "2"}]),
        others=st.sampled_from(["refuse", "replace", "keep"]),
        large=st.booleans(),
    )
    def imports(
        self,
        editor: int,
        data: st.DataObject,
        names: tuple[str, ...],
        title: str,
        kept: dict[str, str],
        others: Others,
        large: bool,
    ) -> None:
        map_ = data.draw(st.sampled_from(self.elsewhere))
        known, before = len(self.log), self.now
        filed = [(thing, names[number % len(names)]) for number, thing in enumerate(map_.things.values())]
        reading = Reading(filed, [MapFile(name, title=title) for name in names])
        plans: list[Plan] = []

        def make() -> None:
            plans.append(bring_in(self.editors[editor], reading, names, kept, others=others))

        with pytest.MonkeyPatch.context() as patch:
            if large:  # it is staged then, two things at a time
                patch.setattr(importing, "CHUNK", 2)
            self.change(editor, "import", make)
        for plan in plans:
            assert plan.refused == (others == "refuse" and bool(plan.conflicts))
            assert not plan.refused or len(self.log) == known
            assert others == "replace" or set(before.things) <= set(self.now.things)
            assert others != "replace" or self.things.items() >= map_.things.items()

    @rule(moves=st.lists(st.tuples(st.sampled_from(["undo", "redo"]), editors), min_size=1, max_size=6))
    def goes_back_and_forth(self, moves: list[tuple[str, int]]) -> None:
        for move, editor in moves:
            if move == "undo":
                self.undo(editor)
            else:
                self.redo(editor)

    def undo(self, editor: int) -> None:
        self.sound = False
        if not self.made:
            with pytest.raises(EditError, match="there is nothing to undo in this map"):
                self.editors[editor].undo()
            assert self.store.since(len(self.log)) == []
            return
        last = self.made.pop()
        assert self.now == last.after
        self.restores(self.editors[editor].undo(), ("undo", f"editor {editor}", last.number), last.before)
        self.undone.append(last)

    def redo(self, editor: int) -> None:
        self.sound = False
        if not self.undone:
            with pytest.raises(EditError, match="there is nothing to redo in this map"):
                self.editors[editor].redo()
            assert self.store.since(len(self.log)) == []
            return
        last = self.undone.pop()
        assert self.now == last.before
        self.restores(self.editors[editor].redo(), ("redo", f"editor {editor}", last.number), last.after)
        self.made.append(last)

    def restores(self, entry: Entry, said: tuple[str, str, int], wanted: Dump) -> None:
        assert (entry.act, entry.who, entry.of) == said
        assert self.store.since(len(self.log)) == [entry]
        self.log.append(entry)
        self.now = dump(self.store)
        assert self.now == wanted

    @rule(editor=editors)
    def opens_anew(self, editor: int) -> None:
        self.editors[editor].close()
        self.store.close()
        self.editors[editor], self.store = self.opened(editor), open_database(self.path)

    # --- laws ---

    @invariant()
    def what_stands_in_the_map_is_what_was_seen(self) -> None:
        self.sound = False
        assert dump(self.store) == self.now
        mentions = {(ref.id, ref.role, thing.id) for thing in self.things.values() for ref in references(thing)}
        assert set(self.now.mentions) == mentions
        assert len(self.now.mentions) == len(mentions)
        self.sound = True

    @invariant()
    def every_group_fits(self) -> None:
        self.sound = False
        map_ = self.store.whole()
        assert list(misfits(map_, map_.of_type(Exclusive))) == []
        self.sound = True

    @invariant()
    def everybody_is_told_the_edits_since_the_last_they_know(self) -> None:
        self.sound = False
        for known in {0, len(self.log) // 2, len(self.log)}:
            assert self.store.since(known) == self.log[known:]
        self.sound = True

    def teardown(self) -> None:
        try:
            if self.sound:
                self.all_can_be_undone_and_made_again()
                self.nothing_is_wrong()
                self.its_files_make_the_same_map()
        finally:
            for editor in self.editors:
                editor.close()
            self.store.close()
            shutil.rmtree(self.folder)

    def nothing_is_wrong(self) -> None:
        checks = list(verify(self.path, who="doctor", spec="map"))
        assert [check for check in checks if check.status == "wrong" and check.name != "space"] == []
        assert {"file", "references", "things", "search", "journal"} <= {check.name for check in checks}

    def all_can_be_undone_and_made_again(self) -> None:
        now, count = self.now, len(self.made)
        while self.made:
            self.undo(0)
        self.undo(0)
        assert self.now.things == self.now.files == self.now.settings == ()
        for _ in range(count):
            self.redo(1)
        assert self.now == now

    def its_files_make_the_same_map(self) -> None:
        unfiled = MapFile("unfiled.yaml")
        texts = []
        for file in (*self.store.files(), unfiled):
            part = ArgumentMap(self.store.stream(KINDS, (None if file is unfiled else file.name,)))
            texts.append((file.name, "".join(argmap1.write(part, file)).encode()))
        other = self.folder / "other.db"
        other.write_bytes(empty_map())
        with Editor(other, who="x") as editor:
            bring_in(editor, read_files(texts), ["files"])
            assert Store(editor.connection).whole().things == self.things


TestEditing = Editing.TestCase
TestEditing.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


# --- laws of moments that the sequences above do not come to ---


def statement(id_: str, *about: str) -> Statement:
    return Statement(id=id_, is_a="claim", about=about)


def test_the_log_goes_on_saying_what_an_edit_did(map_db: Path) -> None:
    with Editor(map_db, who="x") as editor:
        with editor.edit() as edit:
            remove(edit, "jar-test")
        store = Store(editor.connection)
        (removal,) = store.since(1)
        bring_in(editor, read_files([("example.yaml", EXAMPLE.read_bytes())]), ["example.yaml"])
        assert store.since(1)[0] == removal


def test_a_store_is_told_what_its_own_connection_wrote(map_db: Path) -> None:
    with Editor(map_db, who="x") as editor:
        store = Store(editor.connection)
        assert store.since(1) == []
        with editor.edit() as edit:
            edit.put(statement("new-one"))
        assert [entry.number for entry in store.since(1)] == [2]


def test_importing_a_second_file_of_a_name_again_changes_nothing(map_db: Path) -> None:
    other = b"format: argmap/1\ntitle: Another example\nstatements: {new-one: {kind: claim}}\n"
    with Editor(map_db, who="x") as editor:
        bring_in(editor, read_files([("example.yaml", other)]), ["example.yaml"])
        before = dump(Store(editor.connection))
        assert {file.name for file in before.files} == {"example.yaml", "example-2.yaml"}
        bring_in(editor, read_files([("example.yaml", other)]), ["example.yaml"])
        assert dump(Store(editor.connection)) == before


@pytest.mark.parametrize("what", ["a removal", "a cascade", "an undo"])
def test_who_removes_what_a_large_import_mentions_is_told_to_wait(
    map_db: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    told: list[str] = []
    stage = Staging._stage

    def staged(self: Staging, *arguments: Any) -> int:
        state = stage(self, *arguments)
        with Editor(map_db, who="other") as other, suppress(BusyMapError):
            try:
                if what == "an undo":
                    other.undo()
                with other.edit() as edit:
                    remove(edit, "wanted", cascade=what == "a cascade")
            except BusyMapError:
                raise
            except ArgmapError as error:
                told.append(str(error))
        return state

    with Editor(map_db, who="x") as editor, editor.edit() as edit:
        edit.put(statement("wanted"))
    monkeypatch.setattr(importing, "CHUNK", 2)
    monkeypatch.setattr(Staging, "_stage", staged)
    things = [statement(f"n{number}", "wanted") for number in range(3)]
    with Editor(map_db, who="x") as editor:
        bring_in(editor, Reading([(thing, "new.yaml") for thing in things], [MapFile("new.yaml")]), ["new.yaml"])
    assert told == []


def test_a_large_import_that_keeps_what_differs_fits_the_map(map_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    text = b"""format: argmap/1
statements: {a: {kind: claim}, b: {kind: claim}}
people: {boil-it: {title: Somebody of that name}}
arguments: {c: {for: a, because: [b], by: [boil-it]}}
"""
    with Editor(map_db, who="x") as editor, pytest.raises(EditError, match="'boil-it' in by of 'c' is a proposal"):
        bring_in(editor, read_files([("new.yaml", text)]), ["new.yaml"], others="keep")
    assert [check for check in verify(map_db, who="doctor", spec="map") if check.status == "wrong"] == []


def test_a_map_can_be_edited_after_a_large_import_was_killed(map_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_arguments: object) -> None:
        raise KeyboardInterrupt

    things: list[Thing] = [statement(f"n{number}", f"n{3 - number}") for number in range(4)]
    reading = Reading([(thing, "new.yaml") for thing in things], [MapFile("new.yaml")])
    monkeypatch.setattr(staging, "SWEPT", 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "CHUNK", 2)
        patch.setattr(importing, "sweep", lambda *_arguments: None)
        patch.setattr(Staging, "_touched", killed)  # all is staged, and nothing is seen yet
        with Editor(map_db, who="x") as editor, pytest.raises(KeyboardInterrupt):
            bring_in(editor, reading, ["new.yaml"])
    with Editor(map_db, who="x") as editor:
        with editor.edit() as edit:
            edit.put(statement("n1"))
        assert editor.connection.execute("select count(*) from staging").fetchone() == (0,)
