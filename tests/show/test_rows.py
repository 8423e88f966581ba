"""A class read back out of the journal: the rows that grading gave, without grading."""

from __future__ import annotations

import json
from pathlib import Path

from support.small_class import grade, mark
from support.small_lesson import LESSON

from autograder.classes import ClassGrades
from autograder.course.folders import Classroom, Course
from autograder.show.rows import (
    NOT_GRADED_YET,
    NOT_IN_THE_JOURNAL,
    Row,
    class_rows,
)
from autograder.show.terminal import grades_json


def read_back(course: Course) -> dict[str, Row]:
    return {row.student: row for row in class_rows(Classroom(course.default_class), course.lesson_names())}


def plain(rows: dict[str, Row]) -> dict[str, dict]:
    """As `autograder grade --json` prints rows."""
    text = grades_json(ClassGrades(tuple(rows.values()), Path(), Path()))
    return {row["student"]: row for row in json.loads(text)["rows"]}


def test_the_rows_are_those_that_grading_gave(hand_in, small_course: Course) -> None:
    hand_in("Ada Lovelace", "number_of_things = 2", why="I counted.")
    hand_in("crash", "import os\nos._exit(1)")
    hand_in("empty", raw=b"")
    hand_in("untouched")
    folder = small_course.default_class / "submitted"
    (folder / "absent").mkdir()
    (folder / "hollow" / LESSON).mkdir(parents=True)
    before = plain(read_back(small_course))
    first = grade(small_course)
    assert before.keys() == first.keys()
    read = plain(read_back(small_course))
    del read["empty"]["reference_hash"], first["empty"]["reference_hash"]  # nothing was compared with it
    assert read == first


def test_before_anything_is_graded_each_says_where_it_stands(hand_in, small_course: Course) -> None:
    (small_course.default_class / "submitted" / "absent").mkdir(parents=True)
    assert read_back(small_course) == {}, "a lesson that nobody has handed in is not reported"
    hand_in("ada", "number_of_things = 2")
    hand_in("empty", raw=b"")
    rows = read_back(small_course)
    assert {name: row.state for name, row in rows.items()} == {
        "absent": "missing",
        "ada": "not graded",
        "empty": "unreadable",
    }
    assert rows["ada"].result.stop == NOT_GRADED_YET
    assert all(row.total is None and row.feedback == "" for row in rows.values())
    assert not (small_course.default_class / ".autograder").exists(), "reading writes nothing"


def test_a_mark_shows_at_once_and_a_new_file_only_when_it_is_graded(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2", why="I counted.")
    grade(small_course)
    assert read_back(small_course)["ada"].awaiting_marker
    mark(small_course, "ada", 1.5)
    assert read_back(small_course)["ada"].total == 101.5
    hand_in("ada", "number_of_things = 3")
    assert read_back(small_course)["ada"].total == 101.5


def test_a_result_that_the_journal_lost_is_not_a_zero(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2")
    grade(small_course)
    for path in (small_course.default_class / ".autograder" / "results").rglob("*.gz"):
        path.unlink()
    row = read_back(small_course)["ada"]
    assert (row.state, row.total, row.result.stop) == ("not graded", None, NOT_IN_THE_JOURNAL)
