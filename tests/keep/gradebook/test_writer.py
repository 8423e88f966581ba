"""What else is in a gradebook disturbs nothing, and what is none is not overwritten."""

from __future__ import annotations

from support import small_lesson
from support.small_class import book, grade, run

from autograder.course.folders import Classroom, Course

LESSON = small_lesson.LESSON


def test_another_notebook_of_the_lesson_in_the_gradebook_disturbs_nothing(
    hand_in, small_course: Course
) -> None:
    hand_in("ada", "number_of_things = 2")
    grade(small_course)
    with book(small_course) as gradebook:  # as generate_assignment does with a second file in the folder
        gradebook.update_or_create_notebook("scratch", LESSON)
    hand_in("bob", "number_of_things = 2")
    assert {who: row["points"] for who, row in grade(small_course).items()} == {"ada": 100, "bob": 100}


def test_a_gradebook_that_is_none_is_not_overwritten(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2")
    path = Classroom(small_course.default_class).gradebook
    path.write_text("somebody's notes")
    done = run(small_course, "autograder", "grade")
    assert done.returncode == 1 and "gradebook" in done.stderr and "Traceback" not in done.stderr
    assert path.read_text() == "somebody's notes"
