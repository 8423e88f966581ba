"""Figures that documents quote stand in docs/benchmarks.md, which `make bench` writes.

A section quotes figures where it links to that file.
"""

from __future__ import annotations

import re

from support.documents import DOCUMENTS
from support.places import ROOT

BENCHMARKS = ROOT / "docs" / "benchmarks.md"


def quoted(text: str) -> list[str]:
    """The figures with a unit in the sections of a document that link to the benchmarks."""
    sections = [part for part in re.split(r"^#+ ", text, flags=re.MULTILINE) if "benchmarks.md)" in part]
    return re.findall(r"([\d.,]+) (?:s|ms|MiB)\b", "\n".join(sections))


def test_every_figure_quoted_was_measured() -> None:
    measured = re.findall(r"(?<=\| )[^|]+(?= \|)", BENCHMARKS.read_text(encoding="utf-8"))
    figures = {
        path.name: quoted(path.read_text(encoding="utf-8")) for path in DOCUMENTS if path != BENCHMARKS
    }
    assert len(figures["README.md"]) > 5
    assert [(name, f) for name, found in figures.items() for f in found if f not in measured] == []


def test_only_a_section_that_links_there_quotes() -> None:
    text = "# One\n3 s\n## Two\n0.21 s, 189 MiB ([measured](docs/benchmarks.md))\n## Three\n4 ms"
    assert quoted(text) == ["0.21", "189"]
