"""The documents for people, and what is code in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from support.places import ROOT

DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
_BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def named(path: Path) -> str:
    """A document's name, as a test's id."""
    return path.relative_to(ROOT).as_posix()


def code(text: str) -> Iterator[str]:
    """The lines of the blocks of code of a Markdown text, without their comments, and its code spans."""
    for block in _BLOCK.findall(text):
        yield from (line.partition(" #")[0].strip() for line in block.splitlines())
    yield from re.findall(r"`([^`\n]+)`", _BLOCK.sub("", text))
