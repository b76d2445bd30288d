"""What takes long says so on a terminal, is left cleanly with ctrl-c, and ends in an honest answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from conftest import Run


@pytest.fixture
def hard_map(tmp_path: Path) -> Path:
    """A claim that needs any of three of ninety leaves, 140 times over, at random: no diagram of it is small."""
    rng = Random(1)
    leaves, parts = range(90), range(140)
    lines = ["format: argmap/1", "statements:", "  p: {kind: claim}"]
    lines += [f"  l{n}: {{kind: claim, credence: 0.6}}" for n in leaves] + [f"  c{n}: {{kind: claim}}" for n in parts]
    lines += ["arguments:", f"  top: {{for: p, because: [{', '.join(f'c{n}' for n in parts)}]}}"]
    lines += [
        f"  a{n}-{at}: {{for: c{n}, because: [l{leaf}]}}"
        for n in parts
        for at, leaf in enumerate(rng.sample(leaves, 3))
    ]
    path = tmp_path / "hard.yaml"
    path.write_text("\n".join(lines))
    return path


def test_what_is_too_hard_is_answered_with_bounds_or_not_at_all(run: Run, hard_map: Path) -> None:
    found = json.loads(run("-m", hard_map, "credence", "p", "--json").out)
    assert found["exact"] is False
    assert 0 < found["low"] < found["high"] < 1
    sets = json.loads(run("-m", hard_map, "sets", "p", "--json").out)
    assert (sets["exact"], sets["count"], sets["why"], sets["core"], sets["sets"]) == (False, "0", "hard", None, [])
    importance = json.loads(run("-m", hard_map, "importance", "p", "--json").out)
    assert (importance["exact"], importance["why"], importance["probability"]) == (False, "hard", None)


PATIENT = """
import sys
from argmap.logic import budget
budget.Budget.__init__.__defaults__ = (10**9, 10**9, None)
from argmap.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""argmap with a budget that takes longer than a second to spend, however fast the machine is."""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a terminal of its own")
def test_progress_is_shown_past_a_second_and_ctrl_c_leaves_with_130(hard_map: Path) -> None:
    ours, theirs = os.openpty()
    words = [sys.executable, "-c", PATIENT, "-m", str(hard_map), "credence", "p"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=theirs, stdin=subprocess.DEVNULL) as process:
        os.close(theirs)
        said = os.read(ours, 1000)
        assert said.startswith("\rworking it out: 1 s …".encode())
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        assert process.stdout.read() == b""
        assert process.wait() == 130
    with suppress(OSError):  # Linux tells so that nobody writes there any more
        while more := os.read(ours, 1000):
            said += more
    os.close(ours)
    assert said.endswith(b"\r\x1b[K\r\nargmap: interrupted\r\n")
