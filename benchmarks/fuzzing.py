"""Whether any input brings a reader down: map files, databases and capture lines, mutated, and titles as graphs.

What is refused must be refused as such (an `ArgmapError`, which the command line tells in one line a problem); any
other exception would be a traceback. An input that brought a reader down is kept in the temporary folder's parent.
"""

from __future__ import annotations

import io
import json
import sqlite3
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import Any, Final

from argmap.cli import main
from argmap.discussion.capture import parse
from argmap.errors import ArgmapError
from argmap.formats import read_files, writer
from argmap.model import ArgumentMap, MapFile, Statement

from .figures import Figure

INPUTS: Final = 10_000
LARGE: Final = 100_000

ROOT: Final = Path(__file__).parent.parent

TOKENS: Final = tuple(
    token.encode()
    for token in (
        *("{", "}", "[", "]", ": ", "- ", ", ", "? ", "| ", "> ", '"', "'", "#", "&a ", "*a ", "!!x ", "<<: ", "---\n"),
        *(
            "\n",
            "\n  ",
            "\t",
            "\r",
            "\0",
            "\ufeff",
            "\u202e",
            "\u2028",
            "\x1b[2J",
            "\\",
            "\\ud800",
            "%YAML 1.1\n",
            "...",
        ),
        *("1e999", "-1", "nan", "null", "true", "~", "0.5", "99999999999999999999", "2022-02-30", "L9-L3", "t1@5-2"),
        *("not", "node", "for", "against", "because", "at_least", "exclusive", "exhaustive", "of", "target", "format"),
        *("->", "-|", "?", "@", "given", "unless", "^", "^^", "#s:L1", 'p:"x"', " = 0.2", " crux ", " reads via "),
    )
)
"""What is put into a text somewhere: what the syntaxes and the readers mind most."""

COMMANDS: Final = (
    ("check",),
    ("find", "water"),
    ("trace", "clean-water"),
    ("show", "clean-water"),
    ("export",),
    ("export", "--format", "dot"),
    ("log",),
    ("doctor",),
    ("sets", "clean-water"),
    ("undo",),
    ("add", "claim", "--title", "x"),
)
"""What is asked of a database that was mutated."""


def run(folder: Path, large: bool) -> Iterator[Figure]:
    """How many inputs of each kind were tried, and how many brought their reader down."""
    failures = 0
    for kind, tried, failed in fuzz(folder, LARGE if large else INPUTS, Random("fuzzing")):
        failures += failed
        yield Figure(f"fuzzing: {kind} tried", tried, "")
    yield Figure("fuzzing: tracebacks", failures, "", 0)


def fuzz(folder: Path, inputs: int, rng: Random) -> Iterator[tuple[str, int, int]]:
    """Each kind of input, how many of it were tried of so many in all, and how many failed."""
    kinds: dict[str, tuple[float, Callable[[Random], tuple[bytes, Callable[[], object]]]]] = {
        "map files in YAML": (0.45, _yaml),
        "map files in JSON": (0.25, _json),
        "capture lines": (0.2, _line),
        "titles as graphs": (0.05, _titles),
        "databases": (0.05, _Databases(folder).mutated),
    }
    for kind, (share, make) in kinds.items():
        count, failed = round(inputs * share), Counter[str]()
        for _ in range(count):
            data, read = make(rng)
            try:
                read()
            except ArgmapError:
                pass
            except Exception:  # whatever argmap does not raise on purpose is what is looked for
                failed[traceback.format_exc(limit=-3)] += 1
                with tempfile.NamedTemporaryFile(prefix="argmap-fuzzing-", delete=False) as kept:
                    kept.write(data)
                print(f"{kind}: {kept.name}\n{traceback.format_exc()}", file=sys.stderr)
        yield kind, count, failed.total()


def _seeds(folder: str, ending: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((ROOT / folder).glob(f"*{ending}"))]


EXAMPLE: Final = (ROOT / "tests" / "data" / "example.yaml").read_bytes()
GROUPS: Final = (
    b"format: argmap/1\nexclusive:\n  speed: [slow, fast]\n  size: {of: [big], exhaustive: true}\nstatements:\n"
    b"  slow: {kind: scenario}\n  fast: {kind: scenario, credence: {low: 0.1, high: 0.4}}\n  big: {kind: claim}\n"
    b"  p: {kind: problem}\narguments:\n  a: {for: p, because: [{not: slow}], unstated: [{not: big}], unless: [fast]}\n"
)
LINES: Final = (
    b'"Abe scrubs it" -> upkeep @abe #minutes:L3',
    b'x:"A filter", b -> p:"Clean water" given c, "d" ?e, "f" unless g @bea',
    b"a -| b\n^ ?c @abe\n^^ = 0.1..0.3 @bea",
    b"a reads via q @ana\np not crux c @bea\n@abe #minutes:L4\n-> p",
)


def mutated(data: bytes, rng: Random, others: tuple[bytes, ...] = ()) -> bytes:
    """The bytes with one to six changes at random places."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        start = rng.randrange(len(made) + 1)
        end = min(len(made), start + rng.choice((1, 1, 2, 5, 20, 200)))
        match rng.randrange(7):
            case 0:
                made[start:end] = b""
            case 1:
                made[start:start] = made[start:end] * rng.choice((1, 2, 50))
            case 2:
                made[start:end] = bytes(rng.randrange(256) for _ in range(end - start))
            case 3 | 4:
                made[start : rng.choice((start, end))] = rng.choice(TOKENS)
            case 5 if others:
                other = rng.choice(others)
                made[start:] = other[rng.randrange(len(other) + 1) :]
            case _:
                made[start:end] = made[start:end][::-1]
    return bytes(made[: 1 << 20])


def _read(data: bytes, name: str) -> Callable[[], object]:
    return lambda: read_files([(name, data)])


def _yaml(rng: Random) -> tuple[bytes, Callable[[], object]]:
    data = mutated(rng.choice((EXAMPLE, EXAMPLE, GROUPS)), rng, (EXAMPLE, GROUPS))
    return data, _read(data, "map.yaml")


def _json(rng: Random) -> tuple[bytes, Callable[[], object]]:
    data = json.dumps(_swapped(json.loads(JSON), rng), ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    if rng.random() < 0.5:
        data = mutated(data, rng)
    return data, _read(data, "map.json")


def _as_json() -> str:
    reading = read_files([("example.yaml", EXAMPLE)])
    return "".join(writer("json").write(ArgumentMap(thing for thing, _ in reading.things), reading.files[0]))


JSON: Final = _as_json()
VALUES: Final[tuple[Any, ...]] = (
    *(None, True, 0, -1, 1.5, 1e308, 10**30, "", "x", "clean-water", "abe", "a\0b", "\ud800", "2022-02-30", "L9-L3"),
    *([], {}, [[]], ["x", "x"], [None], {"node": "x"}, {"not": "clean-water"}, {"not": {"not": "x"}}, {"low": 1}),
    *({"low": 0.5, "high": 0.1}, {"value": 2}, {"of": []}, [{"node": []}], {"x": {"x": {}}}),
)
"""What stands in the place of a value of a map in JSON."""


def _swapped(value: Any, rng: Random) -> Any:
    """The value with one place in it, a few levels down, taken by something else, doubled or left out."""
    if not isinstance(value, dict | list) or not value or rng.random() < 0.15:
        return rng.choice(VALUES)
    key: Any = rng.choice(list(value)) if isinstance(value, dict) else rng.randrange(len(value))
    if rng.random() < 0.1:
        del value[key]
    elif rng.random() < 0.1 and isinstance(value, dict):
        value[rng.choice(("x", "not", "node", "of", "kind", "", "Ä"))] = value.pop(key)
    else:
        value[key] = _swapped(value[key], rng)
    return value


def _line(rng: Random) -> tuple[bytes, Callable[[], object]]:
    data = mutated(rng.choice(LINES), rng, LINES)
    return data, lambda: parse(data.decode("utf-8", "replace"))


def _titles(rng: Random) -> tuple[bytes, Callable[[], object]]:
    """A title of anything as DOT, in which every quote must be closed, whatever the title holds."""
    title = mutated(rng.choice(LINES), rng).decode("utf-8", "replace").replace("\0", "")

    def write() -> None:
        map_ = ArgumentMap([Statement(id="a", is_a="claim", title=title, text=title)])
        dot = "".join(writer("dot").write(map_, MapFile("x", title=title), cluster=True, legend=False))
        for line in dot.splitlines():
            unescaped = line.replace("\\\\", "").replace('\\"', "")
            assert unescaped.count('"') % 2 == 0, line

    return title.encode(), write


class _Databases:
    """A database with the example in it, and mutated ones made of it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "fuzzed.db"
        good = folder / "good.db"
        source = folder / "example.yaml"
        source.write_bytes(EXAMPLE)
        _quiet("new", str(good))
        _quiet("-m", str(good), "import", str(source))
        with closing(sqlite3.connect(good)) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")
        self.good = good.read_bytes()

    def mutated(self, rng: Random) -> tuple[bytes, Callable[[], object]]:
        """A database whose bytes, or whose rows, hold something else, and one command that reads it."""
        for left in self.path.parent.glob("fuzzed.db*"):
            left.unlink()
        if rng.random() < 0.5:
            data = bytearray(self.good)
            for _ in range(rng.choice((1, 3, 10))):
                start = rng.randrange(len(data))
                data[start : start + 8] = bytes(rng.randrange(256) for _ in data[start : start + 8])
            self.path.write_bytes(data)
        else:
            self.path.write_bytes(self.good)
            with closing(sqlite3.connect(self.path)) as connection, connection:
                connection.execute(
                    "update thing set body = ? where rowid = (select rowid from thing limit 1 offset ?)",
                    (json.dumps(rng.choice(VALUES)), rng.randrange(20)),
                )
        command = rng.choice(COMMANDS)
        return self.path.read_bytes(), lambda: _quiet("-m", str(self.path), *command)


def _quiet(*words: str) -> int:
    """Run a command in this process; what it prints is not looked at."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return main(words)
