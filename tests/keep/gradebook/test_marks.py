"""Marks given by hand are kept, shown, and asked for again when the answer has changed."""

from __future__ import annotations

import pytest
from support import small_lesson
from support.small_class import book, call, grade, mark, totals
from support.tables import exported, table

from autograder.course.folders import Course
from autograder.keep.gradebook.marks import brought_back, changed, newly_marked
from autograder.keep.gradebook.writer import GradebookWriter
from autograder.keep.marks import Marks

LESSON = small_lesson.LESSON

pytestmark = pytest.mark.usefixtures("no_kernels")


def test_a_mark_given_by_hand_is_kept_and_shown(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2", why="Because I counted them, sun and moon.")
    first = grade(small_course)["ada"]
    assert first["exercises"][-1]["points"] is None
    feedback = small_course.default_class / first["feedback"]
    assert "marker" in feedback.read_text(encoding="utf-8")
    with book(small_course) as gradebook:
        assert gradebook.find_grade("written-why", LESSON, LESSON, "ada").needs_manual_grade
    mark(small_course, "ada", 1.5, "Say why two are enough.")
    second = grade(small_course)["ada"]
    assert second["exercises"][-1]["points"] == 1.5
    assert totals(small_course) == {"ada": 101.5}
    page = feedback.read_text(encoding="utf-8")
    assert "Because I counted them" in page and "Say why two are enough." in page
    with book(small_course) as gradebook:
        assert not gradebook.find_grade("written-why", LESSON, LESSON, "ada").needs_manual_grade


def in_gradebook(course: Course, student: str = "ada") -> tuple[float | None, bool]:
    with book(course) as gradebook:
        answer = gradebook.find_grade("written-why", LESSON, LESSON, student)
        return answer.manual_score, answer.needs_manual_grade


def test_a_new_answer_waits_again_with_its_old_mark_beside_it(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2", why="One answer.")
    grade(small_course)
    mark(small_course, "ada", 2, "Well said.")
    grade(small_course)
    hand_in("ada", "number_of_things = 2", why="Another answer.")
    row = grade(small_course)["ada"]
    assert row["exercises"][-1]["points"] is None and row["score"] is None
    assert in_gradebook(small_course) == (2, True), "Formgrader shows the old mark, and asks"
    (flag,) = row["flags"]
    assert flag.endswith(": another answer was marked 2 before")
    page = (small_course.default_class / row["feedback"]).read_text(encoding="utf-8")
    assert "Your answer before was given 2." in page and "From your marker, on your answer before" in page
    line = table(small_course)["ada"]
    assert (line["awaiting_marker"], line["total"], line["score"]) == ("yes", "", "")
    (line,) = exported(small_course)
    assert (line["state"], line["score"]) == ("awaiting a marker", "")
    assert line["remark"] == "its answer before was marked 2"
    # It stays so, until somebody says that the mark holds for this one, too.
    assert grade(small_course)["ada"]["exercises"][-1]["points"] is None
    mark(small_course, "ada", 2)
    assert call(small_course, "report").returncode == 0
    assert table(small_course)["ada"]["score"] == "102"
    assert exported(small_course)[0]["score"] == "102"
    assert grade(small_course)["ada"]["exercises"][-1]["points"] == 2


def test_the_marked_answer_handed_in_once_more_has_its_mark(hand_in, small_course: Course) -> None:
    hand_in("ada", None, why="One answer.")
    grade(small_course)
    mark(small_course, "ada", 2)
    for why, points in (("Another answer.", None), ("One answer.", 2)):
        hand_in("ada", None, why=why)
        assert grade(small_course)["ada"]["exercises"][-1]["points"] == points
    assert in_gradebook(small_course) == (2, False)


def test_a_mark_in_the_place_of_automatic_points_holds_for_that_answer(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 3")
    grade(small_course)
    with book(small_course) as gradebook:
        grading = gradebook.find_grade("test-count", LESSON, LESSON, "ada")
        grading.manual_score, grading.needs_manual_grade = 50, False
        gradebook.db.commit()
    assert grade(small_course)["ada"]["points"] == 50
    hand_in("ada", "number_of_things = 2")
    row = grade(small_course)["ada"]
    assert row["points"] == 100
    assert row["flags"] == ["Count things: another answer was marked 50 before"]


def test_a_mark_made_while_the_class_is_graded_is_for_what_the_marker_saw(
    hand_in, small_course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in("ada", None, why="One answer.")
    grade(small_course)
    hand_in("ada", None, why="Another answer.")
    register = GradebookWriter.register

    def marked_meanwhile(writer: GradebookWriter, lessons) -> None:
        register(writer, lessons)
        mark(small_course, "ada", 1.5)

    monkeypatch.setattr(GradebookWriter, "register", marked_meanwhile)
    assert grade(small_course)["ada"]["exercises"][-1]["points"] is None
    assert in_gradebook(small_course) == (1.5, True)


def test_a_mark_that_is_taken_away_is_gone(hand_in, small_course: Course) -> None:
    hand_in("ada", None, why="One answer.")
    grade(small_course)
    mark(small_course, "ada", 2, "Good.")
    assert grade(small_course)["ada"]["exercises"][-1]["points"] == 2
    with book(small_course) as gradebook:
        answer = gradebook.find_grade("written-why", LESSON, LESSON, "ada")
        answer.manual_score, answer.needs_manual_grade = None, True
        gradebook.db.commit()
    assert grade(small_course)["ada"]["exercises"][-1]["points"] is None
    small_course.default_class.joinpath("gradebook.db").unlink()
    assert grade(small_course)["ada"]["exercises"][-1]["points"] is None


def test_what_nbgrader_asks_to_see_again_is_no_change() -> None:
    before = Marks({"a": 2.0}, answers={"a": "one"})
    asked = Marks({"a": 2.0}, waiting=frozenset("a"))
    assert not changed(asked, before) and newly_marked(asked, before) == frozenset()
    assert changed(Marks({"a": 1.0}), before) and changed(Marks(), before)
    assert changed(Marks({"a": 2.0}, {"a": "Good."}), before)


def test_a_mark_is_for_the_answer_that_was_shown() -> None:
    before = Marks({"a": 2.0, "test-b": 1.0}, waiting=frozenset("a"), answers={"a": "one", "test-b": "old"})
    found = Marks({"a": 2.0, "test-b": 3.0})
    back = brought_back(found, before, {"a": "two", "b": "new"})
    assert (back.waiting, back.answers) == (frozenset(), {"a": "two", "test-b": "new"})
