"""What is wrong with a source notebook, cell by cell; tests/author/test_release.py sees each fault refused."""

from __future__ import annotations

import pytest
from support import small_lesson
from support.small_lesson import check, given, student

from autograder.course.source import parse_source, problems, require_fit
from autograder.errors import CourseError


def test_a_sound_notebook_has_no_problem() -> None:
    notebook = parse_source(small_lesson.source(), "it")
    assert list(problems(notebook)) == []
    require_fit(notebook, "it")


def test_the_first_problem_is_told_and_the_others_are_counted() -> None:
    notebook = small_lesson.notebook(given("other"), student(), check(points=99))
    found = list(problems(notebook))
    assert [str(problem).split(":")[0] for problem in found] == [
        "cell 1 (other)",
        "the test cells are worth 99 points, not 100",
    ]
    with pytest.raises(CourseError, match=r"it, cell 1 \(other\): .*\(1 more after this one\.\)") as refused:
        require_fit(notebook, "it")
    assert refused.value.remedy == found[0].remedy
