"""SECURITY.md has a row for each kind of attack, and names every hostile test. (That they exist: see test_links.py.)"""

from __future__ import annotations

import ast
import re

from support.places import TESTS

TABLE = (TESTS.parent / "SECURITY.md").read_text(encoding="utf-8")


def test_every_row_has_its_number_a_level_and_a_test() -> None:
    rows = [line.split("|")[1:-1] for line in TABLE.splitlines() if re.match(r"\| \d", line)]
    assert all(len(row) == 5 and "`test_" in row[4] for row in rows)
    assert {row[2].strip() for row in rows} == {"both", ""}
    numbers = {number for row in rows for number in re.findall(r"\d+[a-d]?", row[0])}
    assert numbers == {str(n) for n in range(1, 36)} | {"8a", "8b", "8c", "8d"}


def test_every_hostile_test_is_named() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (TESTS / "hostile").glob("test_*.py")]
    tests = {
        n.name for t in trees for n in t.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")
    }
    unnamed = {name for name in tests if name not in TABLE}
    # The set as a user is named by its file; the grader's own threads are no row.
    assert unnamed <= {
        "test_all_hostile_tests_as_an_ordinary_user",
        "test_no_thread_of_the_graders_outlives_a_run",
    }
