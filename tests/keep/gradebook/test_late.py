"""What lateness costs is what the course's own plugin says."""

from __future__ import annotations

import datetime as dt
import io
import sys

from support import small_lesson
from support.small_class import book
from support.small_lesson import submission

from autograder.classes import grade_class
from autograder.collect.run import Order, collect
from autograder.course.folders import Classroom, Course
from autograder.engines.engine import Grader
from autograder.engines.local import LocalEngine
from autograder.run.limits import Limits
from autograder.show.lms import lines_of, points_possible
from autograder.show.progress import progress_of

LESSON = small_lesson.LESSON
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


PENALTY = """
from nbgrader.plugins import LateSubmissionPlugin

class ADayCostsTen(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 10 * -(-total_seconds_late // 86400)
"""


def test_a_late_notebook_costs_what_the_courses_plugin_says(small_course: Course, monkeypatch) -> None:
    (small_course.root / "lateness.py").write_text(PENALTY)
    config = small_course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.AssignLatePenalties.plugin_class = "lateness.ADayCostsTen"\n')
    monkeypatch.chdir(small_course.root)
    monkeypatch.setattr(sys, "path", [*sys.path])
    classroom = Classroom(small_course.default_class)
    (small_course.root / "in").mkdir()
    (small_course.root / "in" / "ada.ipynb").write_bytes(submission("number_of_things = 2"))
    roster = small_course.root / "class.csv"
    roster.write_text("student_id,submitted\nada,2026-03-02 18:00\n")
    order = Order(small_course.root / "in", LESSON, roster, due=NOW)
    assert "late by 30 h" in collect(small_course, classroom, order, dt.UTC).plan.steps[0].flags
    with progress_of(io.StringIO()) as progress:
        grade_class(small_course, classroom, [LESSON], Grader(LocalEngine(1), Limits(cell=20), progress))
    (line,) = lines_of(classroom, points_possible(small_course), [LESSON])
    assert (line.points, line.penalty, line.score, line.due) == (100, 20, 80, NOW)
    with book(small_course) as gradebook:
        assert gradebook.find_submission(LESSON, "ada").late_submission_penalty == 20
