"""A preview shows whose score would change, and changes nothing."""

from __future__ import annotations

from support import small_lesson
from support.class_scores import scores
from support.small_class import class_of_eight, run

from autograder.course.folders import Classroom, Course

LESSON = small_lesson.LESSON


def test_a_preview_shows_what_would_change_and_changes_nothing(graded_class) -> None:
    course = graded_class(class_of_eight)
    classroom = Classroom(course.default_class)
    assert "No score would change" in _preview(course)
    key = course.key(LESSON)
    # The test was wrong: three things were meant.
    source = course.source(LESSON)
    source.write_text(
        source.read_text().replace('\\"sun\\", \\"moon\\"]', '\\"sun\\", \\"moon\\", \\"star\\"]')
    )
    source.write_text(source.read_text().replace("number_of_things == 2", "number_of_things == 3"))
    key.write_text(key.read_text().replace("Count on your fingers.", "Count again."))
    before = classroom.gradebook.read_bytes(), (classroom.root / "grades.csv").read_bytes()
    said = _preview(course)
    assert "student 1 · 01-small: 100 → 0" in said and "student 2 · 01-small: 0 → 100" in said
    assert "Count things: 100 → 0" in said and "number" in said
    assert "student 0" not in said and "Nothing was written" in said
    assert (classroom.gradebook.read_bytes(), (classroom.root / "grades.csv").read_bytes()) == before
    # What the preview graded need not be graded again.
    done = run(course, "autograder", "grade", "--cell-seconds", "5")
    assert done.returncode == 0 and "Running the reference" not in done.stderr
    assert {
        who for who, _, cell, points, *_ in scores(classroom) if (cell, points) == ("test-count", 100)
    } == {
        "student 2",
        "student 5",
    }


def _preview(course: Course) -> str:
    done = run(course, "autograder", "grade", "--preview", "--cell-seconds", "5")
    assert done.returncode == 0, done.stderr
    return done.stdout
