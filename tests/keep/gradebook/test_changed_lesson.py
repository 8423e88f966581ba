"""Cells may change after a lesson was graded; marks of a person are never dropped in silence."""

from __future__ import annotations

from support import small_lesson
from support.small_class import book, grade, mark, run, totals

from autograder.course.folders import Course

LESSON = small_lesson.LESSON


def renamed_exercise(course: Course) -> None:
    """The lesson with its exercise, and so three cells' worth of rows, under another name."""
    for path in (course.source(LESSON), course.key(LESSON)):
        path.write_text(path.read_text().replace('"count"', '"number"').replace("test-count", "test-number"))


def test_cells_may_change_after_a_lesson_was_graded(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2", why="I counted.")
    grade(small_course)
    mark(small_course, "ada", 2)
    renamed_exercise(small_course)
    row = grade(small_course)["ada"]
    # The answer stands in a cell that the lesson no longer has; what a person marked is still there.
    assert (row["points"], row["exercises"][0]["id"]) == (100, "number")
    assert row["exercises"][-1]["points"] == 2
    assert totals(small_course) == {"ada": 102}


def test_a_marked_cell_is_not_dropped_in_silence(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2")
    grade(small_course)
    with book(small_course) as gradebook:
        gradebook.find_grade("test-count", LESSON, LESSON, "ada").manual_score = 50
        gradebook.db.commit()
    renamed_exercise(small_course)
    done = run(small_course, "autograder", "grade")
    assert done.returncode == 1
    assert "test-count" in done.stderr and "marks of a person" in done.stderr
    assert totals(small_course) == {"ada": 50}
