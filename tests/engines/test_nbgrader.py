"""nbgrader's own commands grade by the same stages, and keep what ours keep."""

from __future__ import annotations

from support import small_lesson
from support.class_scores import results
from support.small_class import hand_in, run, totals

from autograder.compare.result import Result, State
from autograder.course.folders import Classroom, Course
from autograder.engines.nbgrader import remarks

LESSON = small_lesson.LESSON


def test_stock_nbgrader_writes_the_journal_too(small_course: Course) -> None:
    hand_in(small_course, "ada", "number_of_things = 2")
    assert run(small_course, "autograder", "register").returncode == 0
    done = run(small_course, "nbgrader", "autograde", LESSON)
    assert done.returncode == 0, done.stderr
    assert len(results(Classroom(small_course.default_class))) == 1
    ours = run(small_course, "autograder", "grade")
    assert ours.returncode == 0 and "Running the reference" not in ours.stderr
    assert "100 / 100" in ours.stdout


def test_a_students_flags_are_clean_lines_in_nbgraders_log() -> None:
    flags = ("tampered: a message of type '\x1b]0;mine\x07\x1b[2J'", "two\r\nlines\x9b31m")
    result = Result(lesson="01-small", state=State.CRASHED, flags=flags, stop="cell '\x1b[1A' died")
    lines = remarks("ada\x1b[8m\n", result)
    assert len(lines) == 3 and lines[-1].endswith("died")
    assert all(line.isprintable() and line.startswith("ada") for line in lines)


def test_a_clean_result_says_nothing() -> None:
    assert remarks("ada", Result(lesson="01-small", state=State.GRADED)) == []


def test_stock_nbgrader_grades_a_class_that_was_never_registered(small_course: Course) -> None:
    for student in ("ada", "bo"):
        hand_in(small_course, student, "number_of_things = 2")
    done = run(small_course, "nbgrader", "autograde", LESSON)
    assert done.returncode == 0, done.stderr
    assert totals(small_course) == {"ada": 100, "bo": 100}
    assert done.stderr.count("Running pre-convert hook") == 2
