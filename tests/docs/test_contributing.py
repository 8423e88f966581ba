"""CONTRIBUTING.md's table of checks names what a key can import."""

from __future__ import annotations

import re

from support.places import ROOT

from autograder import key


def test_the_checks_are_those_of_the_key_module() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| check | judges |")[2].partition("\n\n")[0]
    first = " ".join(re.findall(r"^\| (.+?) \|", table, re.MULTILINE))
    named = set(re.findall(r"\b[A-Z]\w+", first))
    assert len(named) > 8 and named - set(key.__all__) == set()
