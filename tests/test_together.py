"""Several processes on one map: nothing is lost, everybody sees it, and completion answers in a shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run

from argmap.store.naming import open_map
from argmap.store.verifying import verify

COUNTING = """
import sys
from dataclasses import replace
from pathlib import Path
from argmap.store.editing import Editor
name = sys.argv[2]
for n in range(15):
    with Editor(Path(sys.argv[1]), who=name) as editor:
        with editor.edit() as edit:
            shared = edit.get("clean-water")
            edit.put(replace(shared, note=str(int(shared.note or 0) + 1)))
"""


def test_edits_of_several_processes_are_all_kept(map_db: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", COUNTING, str(map_db), f"w{n}"]) for n in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    store = open_map(str(map_db), print)
    entries = store.since(1)
    assert store.get("clean-water").note == "60"
    assert [entry.number for entry in entries] == list(range(2, 62))
    assert {entry.who for entry in entries} == {"w0", "w1", "w2", "w3"}
    store.close()
    assert [check for check in verify(map_db, who="d", spec="map") if check.status == "wrong"] == []


def test_an_answer_is_of_one_moment_whatever_others_write(map_db: Path) -> None:
    cascading = COUNTING[: COUNTING.index("for n in")] + (
        "for n in range(40):\n"
        "    with Editor(Path(sys.argv[1]), who=name) as editor:\n"
        "        with editor.edit() as edit:\n"
        "            remove(edit, 'filter-plant', cascade=True)\n"
        "        editor.undo()\n"
    )
    words = [sys.executable, "-c", "from argmap.edits.removing import remove\n" + cascading, str(map_db), "w"]
    process = subprocess.Popen(words)
    store = open_map(str(map_db), print)
    seen = set()
    while process.poll() is None:
        cone = store.cone("clean-water")
        seen.add((len(cone), "filter-plant" in cone, "filter-cleans-water" in cone))
        store.mentions("clean-water")
        store.around("clean-water", 3)
    assert process.returncode == 0
    assert {(plant, step) for _, plant, step in seen} <= {(True, True), (False, False)}
    assert len({size for size, *_ in seen}) <= 2
    store.close()


def test_a_reader_sees_what_another_process_has_edited_at_once(map_db: Path) -> None:
    store = open_map(str(map_db), print)
    assert store.get("clean-water").title == "Clean water for the valley"
    words = [sys.executable, "-m", "argmap", "-m", str(map_db), "set", "clean-water", "title=Water"]
    subprocess.run(words, check=True, capture_output=True, env=os.environ | {"ARGMAP_USER": "bea"})
    assert store.get("clean-water").title == "Water"
    assert [entry.who for entry in store.since(1)] == ["bea"]
    store.close()


def complete(map_: Path, words: str, shell: str = "bash") -> list[str]:
    """What the shell is offered for the last of these words."""
    parts = words.split(" ")
    env = {
        "_ARGMAP_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(parts) - 1),
        "ARGMAP_MAP": str(map_),
    }
    done = subprocess.run([sys.executable, "-m", "argmap"], env=os.environ | env, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.split("\n")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("argmap tr", ["plain,trace"]),
        ("argmap trace filter-c", ["plain,filter-cleans-water"]),
        ("argmap tag filter-cleans-water --unstated sand", ["plain,sand-is-fine"]),
        ("argmap add argu", ["plain,argument"]),
        ("argmap rm --casc", ["plain,--cascade"]),
        ("argmap -m shipped show debate-plus-solves", ["plain,debate-plus-solves-alignment"]),
        ("argmap show no-such-id", []),
        ("argmap -m /no/such/map show a", []),
    ],
)
def test_commands_options_and_ids_are_completed(map_db: Path, words: str, offered: list[str]) -> None:
    assert [line for line in complete(map_db, words) if line] == offered


def test_zsh_and_fish_are_told_the_titles_too(map_db: Path) -> None:
    assert complete(map_db, "argmap show boil-i", "zsh")[:3] == ["plain", "boil-it", "Boil the water"]
    fish = os.environ | {"_ARGMAP_COMPLETE": "fish_complete", "COMP_WORDS": "argmap show ", "COMP_CWORD": "boil-i"}
    done = subprocess.run(
        [sys.executable, "-m", "argmap"], env=fish | {"ARGMAP_MAP": str(map_db)}, capture_output=True, text=True
    )
    assert "boil-it" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_one(run: Run, tmp_path: Path, shell: str) -> None:
    answer = run("completion", shell)
    assert answer.status == 0
    assert "_ARGMAP_COMPLETE" in answer.out
    if program := shutil.which(shell):
        script = tmp_path / "script"
        script.write_text(answer.out)
        subprocess.run([program, "-n", script], check=True)
