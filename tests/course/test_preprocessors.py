"""Which lines of a lesson are secret; tests/author/test_release.py sees what the preprocessors make of it."""

from __future__ import annotations

from support import small_lesson
from support.small_lesson import check, given, student

from autograder.course.preprocessors import secret_lines


def test_lines_of_solutions_and_hidden_tests_are_secret_but_for_what_many_cells_have() -> None:
    source = (
        "### BEGIN SOLUTION\nimport collections.abc as abstract_classes\nx = 1\n"
        "number_of_things = sum(1 for thing in things)\n### END SOLUTION"
    )
    secret = secret_lines(small_lesson.notebook(given(), student(source=source), check()))
    assert "number_of_things = sum(1 for thing in things)" in secret
    assert not any(line.startswith(("import", "x =", "###", "print(")) for line in secret), secret
