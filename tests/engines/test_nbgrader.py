"""nbgrader's own commands grade by the same stages, and keep what ours keep."""

from __future__ import annotations

import shutil

from support import small_lesson
from support.class_scores import results
from support.places import ROOT
from support.small_class import run

from autograder.course.folders import Classroom, Course

LESSON = small_lesson.LESSON


def test_stock_nbgrader_writes_the_journal_too(hand_in, small_course: Course) -> None:
    shutil.copy(ROOT / "nbgrader_config.py", small_course.root)
    hand_in("ada", "number_of_things = 2")
    assert run(small_course, "autograder", "register").returncode == 0
    done = run(small_course, "nbgrader", "autograde", LESSON)
    assert done.returncode == 0, done.stderr
    assert len(results(Classroom(small_course.default_class))) == 1
    ours = run(small_course, "autograder", "grade")
    assert ours.returncode == 0 and "Running the reference" not in ours.stderr
    assert "100 / 100" in ours.stdout
