"""Marks given by hand are kept, shown, and asked for again when the answer has changed."""

from __future__ import annotations

import json
from pathlib import Path

from support import small_lesson
from support.small_class import book, grade, mark, totals

from autograder.course.folders import Classroom, Course
from autograder.keep.gradebook.marks import Marks, keep, kept
from autograder.keep.journal import Journal

LESSON = small_lesson.LESSON


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


def test_a_changed_answer_asks_for_its_marker_again(hand_in, small_course: Course) -> None:
    hand_in("ada", None, why="One answer.")
    grade(small_course)
    mark(small_course, "ada", 2)
    hand_in("ada", None, why="Another answer.")
    grade(small_course)
    with book(small_course) as gradebook:
        answer = gradebook.find_grade("written-why", LESSON, LESSON, "ada")
        assert (answer.manual_score, answer.needs_manual_grade) == (2, True)
    assert grade(small_course)["ada"]["exercises"][-1]["points"] == 2  # it stands until somebody looks


def test_marks_are_kept_when_they_change_and_taken_back_too(tmp_path: Path) -> None:
    journal = Journal(Classroom(tmp_path))
    ada = Marks({"written-why": 1.5}, {"written-why": "good – très bien"}, frozenset({"written-why"}))
    assert keep(journal, {("ada", "01-x"): ada, ("bob", "01-x"): Marks()}) == 1
    assert kept(journal) == {("ada", "01-x"): ada}
    assert keep(journal, {("ada", "01-x"): ada}) == 0
    assert keep(journal, {("ada", "01-x"): Marks()}) == 1
    assert kept(journal) == {("ada", "01-x"): Marks()}
    lines = [json.loads(line) for line in (journal.folder / "marks.jsonl").read_text().splitlines() if line]
    assert len(lines) == 2
