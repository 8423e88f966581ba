"""What the documents name exists: links with their headings, files, tests, modules."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.documents import DOCUMENTS, code, named
from support.places import ROOT, TESTS

#: Words that stand for any name in a path.
_ANY = re.compile(r"(?<![A-Z])(NAME|LESSON|STUDENT|FOLDER|MODULE)(?![A-Z])")
#: What a path begins with, and where that lies. What is in these two is made later, or nowhere.
_BELOW = {
    path.name: folder
    for folder in (ROOT / "autograder", ROOT)
    for path in folder.iterdir()
    if path.name not in ("classroom", ".venv")
}
_FILES = {
    path.name
    for folder in ("autograder", "deploy", "docs", "solutions", "tests", "tools")
    for path in (ROOT / folder).rglob("*")
} | {path.name for path in ROOT.iterdir()}
_TESTS = {
    node.name
    for path in TESTS.rglob("test_*.py")
    for node in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(node, ast.FunctionDef)
}


def broken_links(text: str, folder: Path) -> Iterator[str]:
    """Relative links, and links to a heading, that lead nowhere."""
    for link in re.findall(r"\]\((?!\w+://)([^)]+)\)", text):
        path, _, heading = link.partition("#")
        target = folder / path
        there = target.exists()
        if there and heading:
            there = heading in headings(target.read_text(encoding="utf-8") if path else text)
        if not there:
            yield link


def headings(text: str) -> set[str]:
    """The headings of a Markdown text, as GitHub spells them in addresses."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def missing_files(text: str) -> Iterator[str]:
    """Paths of the repository, or below autograder/, where nothing is; names of files that no folder holds."""
    text = re.sub(r"\]\([^)]*\)|\w+://\S+", " ", text)
    for path in re.findall(r"(?<![\w/.:-])((?:[\w.*-]+/)+[\w.*-]*)", text):
        folder = _BELOW.get(path.partition("/")[0])
        if folder and not any(folder.glob(_ANY.sub("*", path.rstrip("/.")))):
            yield path
    for name in re.findall(r"`([\w.-]+\.(?:py|md|toml|sh|yml|j2))`", text):
        if name not in _FILES:
            yield name


def missing_tests(text: str) -> Iterator[str]:
    """Names of tests that no test file defines."""
    yield from (name for name in re.findall(r"`(test_\w+)`", text) if name not in _TESTS)


def missing_modules(text: str) -> Iterator[str]:
    """Dotted names of the package that cannot be imported."""
    for line in code(text):
        dotted = re.findall(r"\bautograder(?:\.\w+)+", line)
        if found := re.fullmatch(r"from (autograder[\w.]*) import ([\w, ]+)", line):
            dotted = [f"{found[1]}.{name}" for name in found[2].split(", ")]
        for name in dotted:
            try:
                pkgutil.resolve_name(name)
            except (ImportError, AttributeError):
                yield name


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_what_a_document_names_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert list(broken_links(text, path.parent)) == []
    assert list(missing_files(text)) == []
    assert list(missing_tests(text)) == []
    assert list(missing_modules(text)) == []


def test_what_does_not_exist_is_found() -> None:
    here = "[it](README.md) [it](README.md#two-commands) [it](https://elsewhere.org/no)"
    gone = "[it](docs/no.md) [it](README.md#no-such) [it](#nothing)"
    assert list(broken_links(here, ROOT)) == []
    assert list(broken_links(gone, ROOT)) == ["docs/no.md", "README.md#no-such", "#nothing"]

    here = "`solutions/NAME/NAME.ipynb`, `intake/notebook.py`, tests/docs. `classes.py` `fall/roster.csv`"
    gone = "`tests/bank/NAME.py` and autograder/warm/ and `intake/no.py` and `grading_key.py`"
    assert list(missing_files(here)) == []
    assert list(missing_files(gone)) == [
        "tests/bank/NAME.py",
        "autograder/warm/",
        "intake/no.py",
        "grading_key.py",
    ]

    assert list(missing_tests("`test_what_does_not_exist_is_found` `test_no_such`")) == ["test_no_such"]
    names = "```\nfrom autograder.key import Value, No\n```\n`autograder.grade(…)` `autograder.checks`"
    assert list(missing_modules(names)) == ["autograder.key.No", "autograder.checks"]
