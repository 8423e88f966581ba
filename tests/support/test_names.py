"""One name for one thing: whoever looks for a class or a module finds one."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from support.places import ROOT

PACKAGE = ROOT / "autograder"
MODULES = sorted(PACKAGE.rglob("*.py"))


def doubled(names: dict[str, list[str]]) -> dict[str, list[str]]:
    """The names that stand in more than one place."""
    return {name: places for name, places in names.items() if len(places) > 1}


def test_no_two_classes_have_the_same_name() -> None:
    """Nor do they differ only by the underscore that says whether others may use them."""
    places = defaultdict(list)
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                places[node.name.lstrip("_")].append(path.relative_to(ROOT).as_posix())
    assert doubled(places) == {}


def test_no_two_modules_of_a_folder_differ_only_by_words_in_front() -> None:
    """grade_class and class, nbgrader_grading and grading: nobody could say which of the two does what."""
    places = defaultdict(list)
    for path in MODULES:
        name = path.stem.strip("_")
        words = name.split("_")
        for start in range(len(words)):
            places[path.parent, "_".join(words[start:])].append(name)
    alike = {
        str(Path(folder.relative_to(ROOT), end)): names
        for (folder, end), names in places.items()
        if len(names) > 1 and end in names
    }
    assert alike == {}
