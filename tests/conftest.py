"""Small real maps, and a way to run the command that sees what a user would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import disk
import pytest
from dumps import told

from argmap.cli import main
from argmap.formats import read_files
from argmap.store.editing import Editor
from argmap.store.importing import bring_in
from argmap.store.naming import open_map
from argmap.store.reading import Store
from argmap.store.writable import new_map

DATA = Path(__file__).parent / "data"
EXAMPLE = DATA / "example.yaml"


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


Run = Callable[..., Answer]
Edit = Callable[..., Answer]
Unchanged = Callable[[], AbstractContextManager[None]]


def database(path: Path, *files: Path) -> Path:
    """Make a map in a database, with what these map files hold."""
    new_map(path)
    with Editor(path, who="maker") as editor:
        bring_in(editor, read_files([(str(file), file.read_bytes()) for file in files]), [file.name for file in files])
    return path


@pytest.fixture
def map_db(tmp_path: Path) -> Path:
    """The map in tests/data/example.yaml, in a database to edit."""
    return database(tmp_path / "map.db", EXAMPLE)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The failing disk, compiled once."""
    built = disk.build(tmp_path_factory.mktemp("disk"))
    if built is None:
        pytest.skip("the failing disk needs Linux and a C compiler")
    return built


@pytest.fixture
def edit(run: Run, map_db: Path, monkeypatch: pytest.MonkeyPatch) -> Edit:
    """Run a command on the map `map_db`, as the editor ana."""
    monkeypatch.setenv("ARGMAP_USER", "ana")
    return partial(run, "-m", map_db)


@pytest.fixture
def unchanged(map_db: Path) -> Unchanged:
    """A block that changes neither the map nor its journal."""

    @contextmanager
    def unchanged_block() -> Iterator[None]:
        before = told(map_db)
        yield
        assert told(map_db) == before

    return unchanged_block


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and no map that the environment names."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(folder))
    for name in ("ARGMAP_MAP", "ARGMAP_USER", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `argmap` with these words."""

    def run_command(*words: str | Path) -> Answer:
        status = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Answer(status, captured.out, captured.err)

    return run_command


@pytest.fixture
def example() -> Iterator[Store]:
    """The map in tests/data/example.yaml, which has one of everything."""
    store = open_map(str(EXAMPLE), print)
    yield store
    store.close()


@pytest.fixture
def map_file(tmp_path: Path) -> Callable[[str], Path]:
    """Write a map file whose first line says that it is one."""

    def write(text: str, name: str = "map.yaml") -> Path:
        path = tmp_path / name
        path.write_text("format: argmap/1\n" + text, encoding="utf-8")
        return path

    return write
