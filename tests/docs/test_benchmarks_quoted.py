"""Figures that the README quotes stand in docs/benchmarks.md, which `make bench` writes."""

from __future__ import annotations

import re

from support.places import ROOT


def test_every_figure_quoted_was_measured() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("### What it costs")[2].partition("\n### ")[0]
    quoted = re.findall(r"([\d.,]+) (?:s|ms|MiB)\b", section)
    assert len(quoted) > 5
    cells = re.findall(r"(?<=\| )[^|]+(?= \|)", (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8"))
    assert [figure for figure in quoted if figure not in cells] == []
