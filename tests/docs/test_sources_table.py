"""docs/sources.md says where each passage of the texts that the course follows is taught: its cells exist."""

from __future__ import annotations

import re

import pytest
from support.places import COURSE, ROOT

from autograder.course.source import parse_source


def tables(text: str) -> dict[str, list[tuple[str, str]]]:
    """The tables of a document, by the heading above each: (passage, cells) of every row."""
    found: dict[str, list[tuple[str, str]]] = {}
    title = ""
    for line in text.splitlines():
        if line.startswith("## "):
            title = line.removeprefix("## ")
            found[title] = []
        elif line.startswith("| ") and not line.startswith("| passage |"):
            passage, cells = re.fullmatch(r"\| (.+) \| ([^|]+) \|", line).groups()
            found[title].append((passage, cells))
    return found


def broken(cells: str, known: dict[str, set[str]]) -> list[str]:
    """What is wrong with one row's cells, such as "03 `build`, `compile`; 04 `fit`"; `known` maps 03 to its ids."""
    found = []
    for part in cells.split("; "):
        match = re.fullmatch(r"(\d\d) (`[^`]+`(?:, `[^`]+`)*)", part)
        if match is None:
            found.append(f"{part!r} is not a lesson and its cells")
        elif match[1] not in known:
            found.append(f"there is no lesson {match[1]}")
        else:
            ids = re.findall(r"`([^`]+)`", match[2])
            found += [f"lesson {match[1]} has no cell {name}" for name in ids if name not in known[match[1]]]
    return found


TABLES = tables((ROOT / "docs" / "sources.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def known() -> dict[str, set[str]]:
    """The ids of each lesson's cells, by the lesson's two digits."""
    return {
        lesson[:2]: {cell.id for cell in parse_source(COURSE.source(lesson).read_bytes(), lesson).cells}
        for lesson in COURSE.lesson_names()
    }


def test_all_five_texts_are_there():
    assert len(TABLES) == 5
    assert all(len(rows) >= 10 for rows in TABLES.values())


@pytest.mark.parametrize("title", TABLES)
def test_every_cell_of_the_table_exists(title, known):
    problems = [
        f"{passage}: {problem}" for passage, cells in TABLES[title] for problem in broken(cells, known)
    ]
    assert not problems, "\n" + "\n".join(problems)


def test_what_does_not_exist_is_found():
    known = {"03": {"build", "compile"}}
    assert broken("03 `build`, `compile`", known) == []
    assert broken("03 `built`; 04 `fit`", known) == ["lesson 03 has no cell built", "there is no lesson 04"]
    assert broken("03 build", known) == ["'03 build' is not a lesson and its cells"]
