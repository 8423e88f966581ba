"""Habits and mutants of chosen lessons: what is said of them, and the document."""

from __future__ import annotations

from pathlib import Path

from support import doubling
from support.small_class import call
from support.small_lesson import LESSON

from autograder.author.grading_tests import GradingTests, grading_tests_text, write_document
from autograder.author.habit_runs import HabitReport
from autograder.author.mutant_runs import ExerciseMutants, MutantReport


def test_verify_tries_them_and_writes_the_document(tmp_path: Path) -> None:
    course = doubling.course(tmp_path)
    (course.root / "docs").mkdir()
    ran = call(course, "verify", "--mutants", "--write")
    assert ran.returncode == 0, ran.output
    assert "  3 of   3 caught" in ran.output
    document = (course.root / "docs" / "grading-tests.md").read_text()
    assert f"| {LESSON} | double | 3 | 3 | 0 | 0 | 100 % |" in document


def test_the_document_keeps_what_it_says_of_other_lessons(tmp_path: Path) -> None:
    path = tmp_path / "grading-tests.md"
    first = MutantReport("01-one", [ExerciseMutants("a", 4, 2, 1, ["x = a | b"])], 3)
    write_document(path, GradingTests((HabitReport("02-two", 5, 9, 8, 0, ["b: lost"]),), (first,)))
    write_document(path, GradingTests((HabitReport("01-one", 7, 7, 7, 0),), ()))
    document = path.read_text()
    for row in (
        "| 01-one | 7 | 7 | 7 | 0 |\n| 02-two | 5 | 9 | 8 | 0 |",
        "| 02-two | `b: lost` |",
        "| 01-one | a | 4 | 2 | 1 | 1 | 67 % |",
        "| 01-one | a | `x = a ¦ b` |",
    ):
        assert document.count(row) == 1
    write_document(path, GradingTests((), (MutantReport("01-one", [ExerciseMutants("a", 4, 4)]),)))
    assert "x = a" not in path.read_text() and "| 02-two | `b: lost` |" in path.read_text()


def test_what_is_said_on_the_terminal() -> None:
    first = MutantReport("01-one", [ExerciseMutants("a", 4, 2, 1, ["x = a"])], 3)
    said = grading_tests_text(GradingTests((HabitReport("01-one", 5, 9, 9, 0),), (first,)))
    assert "9 of 9 answers with a habit kept everything" in said
    assert "NO  01-one: a: a mutant keeps all points: x = a\n" in said
    assert grading_tests_text(GradingTests()).endswith("All as they should be.\n")
