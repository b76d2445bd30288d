"""What a command does not use, it does not import; and arrows between packages run one way."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXAMPLE, database

ROOT = Path(__file__).parent.parent

HEAVY = ("textual", "networkx", "sqlite_utils", "pydantic", "yaml", "rich", "hypothesis", "filelock")


@pytest.fixture(scope="module")
def map_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("maps") / "map.db", EXAMPLE)


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["trace", "--help"],
        ["show", "clean-water"],
        ["find", "sand"],
        ["trace", "clean-water"],
        ["credence", "clean-water"],
        ["sets", "clean-water"],
        ["importance", "clean-water", "--view", "bea"],
        ["readings", "filter-plant", "clean-water", "--between", "abe", "bea"],
        ["cruxes", "clean-water", "--between", "abe", "bea"],
        ["bottlenecks", "clean-water"],
        ["scenarios"],
    ],
)
def test_a_reading_command_imports_nothing_heavy(map_path: Path, words: list[str]) -> None:
    code = (
        "import sys\n"
        "from argmap.cli import main\n"
        f"status = main({['-m', str(map_path), *words]!r})\n"
        f"print(status, sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "0 []\n"
    assert done.stdout


@pytest.mark.parametrize(
    "words", [["log"], ["rm", "jar-test"], ["tag", "filter-cleans-water", "--unstated", "boil-it"], ["undo"]]
)
def test_an_edit_imports_no_more_than_its_lock(tmp_path: Path, words: list[str]) -> None:
    path = database(tmp_path / "map.db", EXAMPLE)
    heavy = set(HEAVY) - {"filelock"}
    code = (
        "import sys\n"
        "from argmap.cli import main\n"
        f"status = main({['-m', str(path), *words]!r})\n"
        f"print(status, sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "0 []\n"


@pytest.mark.parametrize("words", [["--help"], ["show", "clean-water"], ["find", "sand"], ["trace", "clean-water"]])
def test_a_map_file_is_read_without_the_terminal_ui_or_graphs(words: list[str]) -> None:
    code = (
        "import sys\n"
        "from argmap.cli import main\n"
        f"main({['-m', str(EXAMPLE), *words]!r})\n"
        "print(sorted({'textual', 'networkx'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def imports(path: Path) -> set[str]:
    """The modules that a file imports, wherever in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module}
    return found


FORBIDDEN = {
    "model.py": ("argmap.",),
    "trace.py": ("argmap.store", "argmap.cli", "argmap.formats"),
    "outline.py": ("argmap.store", "argmap.cli", "argmap.formats"),
    "markdown.py": ("argmap.store", "argmap.cli", "argmap.formats"),
    "logic": (
        *("argmap.store", "argmap.cli", "argmap.formats", "argmap.questions", "argmap.discussion", "argmap.edits"),
        *("argmap.graph", "networkx", "numpy", "textual"),
    ),
    "questions": ("argmap.store", "argmap.cli", "argmap.formats"),
    "formats": ("argmap.store", "argmap.cli", "argmap.questions", "argmap.trace", "argmap.outline"),
    "store": ("argmap.cli", "argmap.questions"),
    "discussion": ("argmap.store", "argmap.cli", "argmap.formats"),
}


@pytest.mark.parametrize("part", FORBIDDEN)
def test_arrows_between_parts_run_one_way(part: str) -> None:
    place = ROOT / "argmap" / part
    for path in place.rglob("*.py") if place.is_dir() else [place]:
        wrong = {name for name in imports(path) if f"{name}.".startswith(FORBIDDEN[part])}
        assert not wrong, path


def test_only_the_terminal_ui_imports_textual() -> None:
    for path in (ROOT / "argmap").rglob("*.py"):
        assert not {name for name in imports(path) if name.split(".")[0] == "textual"}, path
