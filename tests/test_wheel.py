"""The wheel, installed in a fresh environment, works from an empty folder without the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*words: str | Path, cwd: Path | None = None) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([str(word) for word in words], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with nothing but the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT)
    (wheel,) = folder.glob("argmap-*.whl")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    return python


def test_the_installed_command_traces_the_shipped_map(python: Path, tmp_path: Path) -> None:
    out = run(
        python, "-I", "-m", "argmap", "-m", "shipped", "trace", "debate-plus-solves-alignment", "--json", cwd=tmp_path
    )
    assert json.loads(out)["assumptions"][0]["id"] == "inner-alignment"
    assert run(python.with_name("argmap"), "find", "inner", cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_has_the_maps_the_types_and_the_terminal_ui_and_no_bare_tui(python: Path, tmp_path: Path) -> None:
    code = (
        "import argmap, argmap_tui.app, importlib.resources, importlib.util as u;"
        "f = importlib.resources.files('argmap');"
        "print(all((f / 'maps' / n).is_file() for n in ('conditional-solutions.yaml', 'takeoff-discontinuities.yaml')),"
        "(f / 'py.typed').is_file(), u.find_spec('tui'), u.find_spec('tests'), u.find_spec('benchmarks'))"
    )
    assert run(python, "-I", "-c", code, cwd=tmp_path) == "True True None None None\n"
