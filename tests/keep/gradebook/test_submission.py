"""A submission written by statements is the one that nbgrader's own code would have written, row for row."""

from __future__ import annotations

import datetime as dt

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.preprocessors import SaveAutoGrades
from support.small_class import book, grade, hand_in, mark
from support.small_lesson import LESSON

from autograder.course.folders import Classroom, Course
from autograder.keep.gradebook.submission import Times
from autograder.keep.gradebook.submission import hand_in as hand_in_rows

ANSWERS = {"right": "number_of_things = 2", "wrong": "number_of_things = 3", "blank": None}
TIME = "2026-03-01 12:00:00 UTC"


def rows(gradebook: Gradebook, student: str) -> dict:
    """All that nbgrader says of a submission and its grades and comments, but for ids and whose it is."""
    submission = gradebook.find_submission(LESSON, student)
    told = submission.to_dict() | {"late": submission.total_seconds_late}
    for notebook in submission.notebooks:
        told[notebook.name] = notebook.to_dict()
        told |= {f"grade {row.name}": row.to_dict() for row in notebook.grades}
        told |= {f"comment {row.name}": row.to_dict() for row in notebook.comments}
    return {what: _without(of) if isinstance(of, dict) else of for what, of in _without(told).items()}


def _without(told: dict) -> dict:
    return {name: value for name, value in told.items() if name not in ("id", "student")}


@pytest.mark.parametrize("why", [None, "I counted."])
def test_each_row_is_as_nbgrader_writes_it(small_course: Course, why: str | None) -> None:
    for student, answer in ANSWERS.items():
        path = hand_in(small_course, student, answer, why=why)
        (path.parent / "timestamp.txt").write_text(TIME)
    grade(small_course)
    classroom = Classroom(small_course.default_class)
    with book(small_course) as gradebook:
        for student in ANSWERS:
            gradebook.add_student(f"{student} by nbgrader")
            gradebook.add_submission(LESSON, f"{student} by nbgrader", timestamp=TIME)
            notebook = nbformat.read(
                classroom.autograded / student / LESSON / f"{LESSON}.ipynb", as_version=4
            )
            names = {"notebook": LESSON, "assignment": LESSON, "student": f"{student} by nbgrader"}
            SaveAutoGrades().preprocess(notebook, {"nbgrader": {**names, "db_url": classroom.db_url}})
        gradebook.db.expire_all()
        for student in ANSWERS:
            assert rows(gradebook, student) == rows(gradebook, f"{student} by nbgrader")


def test_what_is_known_keeps_its_rows_and_its_marks(small_course: Course) -> None:
    hand_in(small_course, "ada", ANSWERS["right"], why="I counted.")
    grade(small_course)
    mark(small_course, "ada", 1.5, "Say why.")
    with book(small_course) as gradebook:
        submission = gradebook.find_submission(LESSON, "ada")
        submission.extension = dt.timedelta(days=1)
        gradebook.update_or_create_assignment(LESSON, duedate="2026-03-01 11:00:00 UTC")
        gradebook.db.commit()
        before = submission.id
        connection = gradebook.db.connection()
        timed = hand_in_rows(connection, "ada", LESSON, Times(dt.datetime(2026, 3, 2, 10)))
        assert timed.known and timed.marks.points == {"written-why": 1.5}
        assert timed.marks.comments == {"written-why": "Say why."}
        hand_in_rows(connection, "ada", LESSON, Times())
        gradebook.db.commit()
        gradebook.db.expire_all()
        assert gradebook.find_submission(LESSON, "ada").id == before
        submission = gradebook.find_submission(LESSON, "ada")
        assert (submission.timestamp, submission.extension) == (None, dt.timedelta(days=1))
