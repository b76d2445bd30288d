"""What a file that is no map looks like: one table, from the first bytes and keys of it, never by reading it whole.

It only names the thing in a sentence; whether argmap can read it is for the table of formats to say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from typing import Final

from argmap.formats.contract import FORMAT

HEAD: Final = 1 << 16
"""How many characters or bytes of a file are looked at."""


def no_map(looks: str) -> str:
    """Why a file is refused that looks like something else."""
    return f"this looks like {looks}, not like a map; argmap reads its databases and map files ('format: {FORMAT}')"


def of_bytes(data: bytes) -> str | None:
    """What a file looks like that is not all text; None where its first bytes do not tell."""
    head = data[:HEAD]
    for start, what in _SIGNATURES:
        if head.startswith(start):
            return what
    if head.startswith(b"PK\x03\x04"):
        return next((what for name, what in _ZIPPED if name in head or name in data[-HEAD:]), "a zip archive")
    return None


def of_text(text: str, *, mapping: bool = False) -> str | None:
    """What a text looks like; None where it could be anything. `mapping`: it is YAML that holds a mapping."""
    head = text[:HEAD].lstrip("\ufeff \t\r\n")
    if head.startswith(("{", "[")) and (found := _json(head)):
        return found
    for what, is_like in _TEXTS.items():
        if is_like(head):
            return what
    if root := _root.match(head):
        return _XML.get(root[1].lower(), f"an XML file (<{root[1][:40]}>)")
    if mapping:
        return None
    return next((what for what, is_like in _LOOSE.items() if is_like(head)), None)


_SIGNATURES: Final = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"SQLite format 3\0", "an SQLite database without its file's name"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
"""How files begin that are not text."""

_ZIPPED: Final = (
    (b"word/document.xml", "a Word document"),
    (b"xl/workbook.xml", "an Excel table"),
    (b"ppt/presentation.xml", "a PowerPoint document"),
    (b"application/vnd.oasis", "an OpenDocument file"),
    (b"application/epub", "an EPUB book"),
    (b"channels.json", "a Slack export"),
)
"""What a zip archive is by a name in it."""

_XML: Final = {
    "html": "a web page (HTML)",
    "svg": "a picture (SVG)",
    "opsa-mef": "an Open-PSA model",
    "graphml": "a GraphML graph",
    "gexf": "a GEXF graph",
    "smile": "a GeNIe network (XDSL)",
    "bif": "a Bayesian network (XMLBIF)",
    "lkif": "a Carneades map (LKIF)",
    "map": "a FreeMind map",
    "opml": "an outline (OPML)",
    "mxfile": "a draw.io diagram",
    "rss": "a news feed (RSS)",
    "feed": "a news feed (Atom)",
}
"""What an XML file is by its root element."""

_root = re.compile(
    r"(?:<\?xml.{0,500}?\?>\s*)?(?:(?><!--.{0,5000}?-->)\s*+)*+(?:<!doctype\s.{0,500}?>\s*)?<(?:\w+:)?([a-z][\w.-]*)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)


def _json(head: str) -> str | None:
    """What JSON is by keys in it."""
    keys = set(_json_key.findall(head))
    if not keys:
        return None
    return next((what for needed, what in _JSON if keys.issuperset(needed)), "a JSON file of another program")


_json_key = re.compile(r'"([@$\w-]{1,40})"\s*:')

_JSON: Final[tuple[tuple[Collection[str], str], ...]] = (
    (("nodes", "edges", "nodeID"), "an argument map in AIF"),
    (("AIF",), "an argument map in xAIF"),
    (("nodes", "edges", "x", "y", "width"), "a JSON Canvas"),
    (("nodes", "edges"), "a graph in JSON (nodes and edges)"),
    (("nodes", "links"), "a graph in JSON (nodes and links)"),
    (("guild", "messages"), "a Discord export"),
    (("messages", "mapping"), "a chat export"),
    (("segments", "text"), "a Whisper transcript"),
    (("nbformat", "cells"), "a Jupyter notebook"),
    (("children", "story_id"), "a Hacker News thread"),
    (("kind", "data", "children"), "a Reddit thread"),
    (("target", "selector"), "Hypothesis annotations"),
    (("user", "ts", "text"), "a Slack export"),
    (("blocks",), "a document of blocks in JSON"),
    (("@context",), "a JSON-LD file"),
    (("$schema",), "a JSON Schema"),
)
"""What JSON is by keys that stand in it somewhere near its beginning; the first row that fits counts."""

_argdown = re.compile(
    r"^(?:\s*[+_-]?[+><_-]\s*)?(?:\[[^\]\n]{1,200}\]|<[^>\n]{1,200}>)\s*:\s(?!\s*https?:)"
    r"|^\s*(?:\+>?|->?|<\+|<-|><)\s*(?:\[[^\]\n]+\]|<[^>\n]+>)\s*$",
    re.MULTILINE,
)
_named_line = re.compile(
    r"^(?:\[\d\d?:\d\d(?::\d\d)?\]\s*)?(?:\*\*|> )?@?(\w[\w .'-]{0,39}?)"  # [10:02] **Name
    r"(?:, \d\d?:\d\d)?(?:\*\*)?\s?(?:\(t?\d+\))?:(?:\*\*)?\s",  # ** (t1):
    re.MULTILINE,
)


def _is_argdown(head: str) -> bool:
    return head.startswith("===\n") or len(_argdown.findall(head)) > (0 if head.startswith(("[", "<", "#")) else 1)


def _is_discussion(head: str) -> bool:
    """Whether every third line or more begins with a name and a colon, some name more than once, as in no mapping."""
    names = Counter(_named_line.findall(head))
    lines = sum(1 for line in head.splitlines() if line.strip())
    return sum(names.values()) >= max(3, lines / 3) and max(names.values()) > 1


def _is_table(head: str) -> bool:
    lines = [line for line in head.splitlines()[:6] if line][:5]
    for separator in (",", ";", "\t"):
        counts = {line.count(separator) for line in lines}
        if len(lines) > 1 and len(counts) == 1 and counts.pop() > 0:
            return True
    return False


def _starts(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern, re.IGNORECASE).match


_TEXTS: Final[dict[str, Callable[[str], object]]] = {
    "an Argdown file": _is_argdown,
    "a DOT graph": _starts(
        r"(?:(?>/\*.{0,500}?\*/|//[^\n]*+|\#[^\n]*+)\s*+)*+(?:strict\s+)?(?:di)?graph\b[^{}:\n]{0,200}\{"
    ),
    "a Mermaid diagram": _starts(r"(?:```mermaid|(?:graph|flowchart)\s+(?:TB|TD|BT|LR|RL)\b|sequenceDiagram\b)"),
    "subtitles (WebVTT)": _starts(r"WEBVTT\b"),
    "subtitles (SRT)": _starts(r"\d+\r?\n\d\d:\d\d:\d\d,\d{3} -->"),
    "a mailbox (mbox)": _starts(r"From \S+ .{0,60}\d{4}\r?\n"),
    "a Kialo export": _starts(r"Discussion (?:Title|Name): "),
    "an argumentation framework (APX)": _starts(r"arg\([^()\s]+\)\."),
    "an argumentation framework (ICCMA)": _starts(r"p af \d+\s"),
    "a Bayesian network (BIF)": _starts(r"network\s+\"?\w+\"?\s*\{"),
    "a bibliography (BibTeX)": _starts(r"@[a-z]+\{"),
    "a TeX document": _starts(r"\\(?:documentclass|begin)\b"),
    "a discussion (lines that begin with a name)": _is_discussion,
}
"""What a text is by how it begins, whether or not it is YAML by accident."""

_LOOSE: Final[dict[str, Callable[[str], object]]] = {
    "a Markdown document": re.compile(
        r"^(?:#{1,6}\s+\S|```|\s*[*-]\s+\[[ x]\]\s|>\s+\S)|\*\*\w|\]\(https?://", re.MULTILINE
    ).search,
    "a table (CSV)": _is_table,
}
"""What a text looks like that holds no mapping."""
