"""A file that is no map is answered in one line that names what it looks like, and nothing is said before that."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path

import pytest
from conftest import EXAMPLE, Run

from argmap.formats.looks import of_bytes, of_text


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 9000)
    return made.getvalue()


def as_json(**keys: object) -> str:
    return json.dumps(keys, indent=1)


FOREIGN: dict[str, tuple[str | bytes, str]] = {
    "argdown.yaml": (
        "===\ntitle: Censorship\n===\n\n# Heading\n\n[Thesis]: It is wrong.\n  + <Freedom>\n",
        "an Argdown file",
    ),
    "argdown-heading.yaml": ("# Censorship\n\n[Thesis]: It is wrong.\n  - <Safety>: It is not.\n", "an Argdown file"),
    "argdown-argument.yaml": ("<Freedom>: Speech is free.\n  +> [Thesis]\n", "an Argdown file"),
    "model.yaml": ("<?xml version='1.0'?>\n<!-- by hand -->\n<opsa-mef>\n</opsa-mef>\n", "an Open-PSA model"),
    "model.xml": ("<opsa-mef/>", "an Open-PSA model"),
    "page.html": ("<!DOCTYPE html>\n<html lang='en'><body>x</body></html>", "a web page (HTML)"),
    "graph.graphml": ('<?xml version="1.0"?><graphml xmlns="x">\n</graphml>', "a GraphML graph"),
    "picture.svg": ('<svg xmlns="http://www.w3.org/2000/svg"></svg>', "a picture (SVG)"),
    "net.xdsl": ('<?xml version="1.0"?>\n<smile version="1.0">\n</smile>', "a GeNIe network (XDSL)"),
    "own.xml": ("<?xml version='1.0'?><toolbox><a/></toolbox>", "an XML file (<toolbox>)"),
    "aif.json": (as_json(nodes=[{"nodeID": "1", "type": "I"}], edges=[], locutions=[]), "an argument map in AIF"),
    "xaif.json": (as_json(AIF={"nodes": [{"nodeID": 1}], "edges": []}), "an argument map in AIF"),
    "board.canvas": (as_json(nodes=[{"id": "a", "x": 0, "y": 0, "width": 9}], edges=[]), "a JSON Canvas"),
    "graph.json": (as_json(nodes=[{"id": "a"}], edges=[]), "a graph in JSON (nodes and edges)"),
    "discord.json": (as_json(guild={"id": "1"}, channel={}, messages=[{"content": "hi"}] * 99), "a Discord export"),
    "page.json": (as_json(time=1, blocks=[{"type": "paragraph"}]), "a document of blocks in JSON"),
    "lists.json": ('[{"user": "U1", "ts": "1.2", "text": "hi"}]', "a Slack export"),
    "own.json": ('{"a": 1, "b": [1, 2]}', "a JSON file of another program"),
    "talk.txt": (
        "Ana: We could filter it.\n\nBen: And who cleans the filter?\n\nAna: Somebody will.\n",
        "a discussion (lines that begin with a name)",
    ),
    "times.txt": (
        "[10:02] Ana: We could filter it.\n[10:03] Ben: Who cleans it?\n[10:04] Ana: Abe.\n",
        "a discussion (lines that begin with a name)",
    ),
    "numbers.txt": ('1: "We could"\n\n2: "Who?"\n\n1: "Abe"\n', "a discussion (lines that begin with a name)"),
    "graph.dot": ("// made by hand\ndigraph G {\n  a -> b\n}\n", "a DOT graph"),
    "flow.txt": ("graph TD\n  A --> B\n", "a Mermaid diagram"),
    "talk.vtt": ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>Hi\n", "subtitles (WebVTT)"),
    "talk.srt": ("1\n00:00:01,000 --> 00:00:02,000\nHi\n", "subtitles (SRT)"),
    "mails.mbox": ("From ana@example.org Fri Jul  1 10:00:00 2022\nSubject: x\n\nHi\n", "a mailbox (mbox)"),
    "kialo.txt": ("Discussion Title: Is it?\n\n1. It is.\n1.1. Pro: Yes.\n", "a Kialo export"),
    "frame.apx": ("arg(a).\narg(b).\natt(a,b).\n", "an argumentation framework (APX)"),
    "frame.af": ("p af 2\n1 2\n", "an argumentation framework (ICCMA)"),
    "notes.md": (
        "# Water\n\nWe *could*, [they say](https://example.org).\n\n- a\n- b\n",
        "a Markdown document",
    ),
    "table.csv": ("id,title,kind\na,A,claim\nb,B,claim\n", "a table (CSV)"),
    "page.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
    "picture.png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (PNG)"),
    "picture.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture (JPEG)"),
    "map.yaml.gz": (b"\x1f\x8b\x08\0\0\0\0\0", "a gzip archive"),
    "map.docx": (zipped("[Content_Types].xml", "word/document.xml"), "a Word document"),
    "export.zip": (zipped("channels.json", "general/2022-07-01.json"), "a Slack export"),
    "files.zip": (zipped("a.txt"), "a zip archive"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_map_is_named_in_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    data, looks = FOREIGN[name]
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    monkeypatch.chdir(tmp_path)
    for words in (["-m", name, "check"], ["-m", "map.db", "import", name]):
        run("new", "map.db")
        answer = run(*words)
        assert (answer.status, answer.out) == (2, "")
        assert answer.err == (
            f"argmap: {name}:1:1: this looks like {looks}, not like a map; "
            "argmap reads its databases and map files ('format: argmap/1')\n"
        )


NO_FORMAT = "1:1: this is no map: it does not start with 'format: argmap/1'"
OTHER = {
    "no YAML from the start": ("@\n", "1:1: unquoted text cannot start with '@', quote it"),
    "foreign keys": ("a: 1\nb: {c: 2}\nd: [3]\n", NO_FORMAT),
    "no YAML": ("a: b: c\nd: @\n", NO_FORMAT),
    "a text": ("Nothing but a sentence.\n", "1:1: a map is a mapping of sections, not text"),
    "many keys that are none": (
        "".join(f"*a{n} : 1\n" for n in range(3000)),
        NO_FORMAT,
    ),
}


@pytest.mark.parametrize("what", OTHER)
def test_what_looks_like_nothing_is_one_line_too(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    text, message = OTHER[what]
    (tmp_path / "x.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    answer = run("-m", "x.yaml", "check")
    assert (answer.status, answer.err) == (2, f"argmap: x.yaml:{message}\n")


def test_a_map_that_lacks_its_first_line_is_told_of_all_that_is_wrong(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.yaml").write_text("statements:\n  a: {kind: clam}\n")
    (tmp_path / "y.json").write_text('{"statements": {"a": {"kind": "clam"}}}')
    monkeypatch.chdir(tmp_path)
    for name in ("x.yaml", "y.json"):
        first, second = run("-m", name, "check").err.splitlines()
        assert first == f"argmap: {name}:1:1: this is no map: it does not start with 'format: argmap/1'"
        assert "must be problem, proposal, claim, scenario or concern, not 'clam'" in second


def test_a_broken_map_is_told_as_a_map(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.yaml").write_text("# Water\n\tformat: argmap/1\n")
    (tmp_path / "y.json").write_text('{"format": "argmap/1", "statements": {]}')
    assert run("-m", "x.yaml", "check").err == "argmap: x.yaml:2:1: YAML cannot be indented with a tab, use spaces\n"
    assert run("-m", "y.json", "check").err == (
        "argmap: y.json:1:39: not JSON: a key in double quotes is expected here\n"
    )


def test_nothing_is_said_of_comments_before_a_refusal(run: Run, tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.yaml", tmp_path / "good.yaml"
    bad.write_text("# mine\nformat: argmap/1\nstatements: {a: {}}\n")
    good.write_text("# mine\nformat: argmap/1\nstatements: {a: {kind: claim}}\n")
    run("new", tmp_path / "map.db")
    (line,) = run("-m", tmp_path / "map.db", "import", bad).err.splitlines()
    assert "kind is missing" in line
    assert "comments in the files are not kept" in run("-m", tmp_path / "map.db", "import", good).err


def test_our_own_files_look_like_nothing_else() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert of_bytes(text.encode()) is None
    assert of_text(text, mapping=True) is None


@pytest.mark.parametrize(
    "part",
    ["# ", "<!---->", "/**/", "[a]:", "<a", "a: ", "- [ ", "**", '"a":', "{", "> ", "a,", "(", "A B: ", "<?xml "],
)
def test_looking_takes_no_time_whatever_is_looked_at(part: str) -> None:
    start = time.process_time()
    of_text(part * 30_000)
    of_text("{" + part * 30_000)
    of_text("\n".join([part] * 30_000))
    assert time.process_time() - start < 2
