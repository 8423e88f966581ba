"""`autograder report`: the class's pages made anew from the journal, without grading."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.small_class import grade, hand_in, mark, run
from support.small_lesson import LESSON

from autograder.course.folders import Classroom, Course
from autograder.keep.journal import Journal
from autograder.show.rows import Stamp


def report(course: Course) -> dict:
    done = run(course, "autograder", "report", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def files(course: Course) -> dict[str, bytes]:
    root = course.default_class
    paths = [root / "report.html", root / "grades.csv", *(root / "feedback").rglob("*.html")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def class_of_three(course: Course) -> None:
    """Ada (right, a written answer), a crash, a file that is no notebook."""
    hand_in(course, "ada", "number_of_things = 2", why="I counted.")
    hand_in(course, "crash", "import os\nos._exit(1)")
    hand_in(course, "empty", raw=b"")


@pytest.fixture
def graded(graded_class) -> Course:
    return graded_class(class_of_three)


def test_what_was_lost_is_made_again_to_the_byte(graded: Course) -> None:
    before = files(graded)
    assert len(before) == 5
    root = graded.default_class
    shutil.rmtree(root / "feedback")
    (root / "report.html").unlink()
    (root / "grades.csv").write_text("somebody's notes")
    made = report(graded)
    assert (made["feedback_written"], made["feedback_left"], made["not_graded"]) == (3, 0, [])
    assert files(graded) == before
    again = report(graded)
    assert (again["feedback_written"], again["feedback_left"]) == (0, 3)


def test_a_mark_given_since_is_on_the_pages_and_nothing_else_is_written(graded: Course) -> None:
    before = files(graded)
    mark(graded, "ada", 1.5)
    made = report(graded)
    assert made["feedback_written"] == 1
    assert {row["student"]: row["total"] for row in made["rows"]} == {
        "ada": 101.5,
        "crash": 0,
        "empty": None,
    }
    after = files(graded)
    ada = f"feedback/ada/{LESSON}/{LESSON}.html"
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"report.html", "grades.csv", ada}


def test_it_says_what_is_not_graded_yet(graded: Course) -> None:
    hand_in(graded, "ada", "number_of_things = 3")
    hand_in(graded, "late", "number_of_things = 2")
    hand_in(graded, "torn", raw=b"{")
    hand_in(graded, "crash").unlink()
    made = report(graded)
    assert {(w["student"], w["why"].split(";")[0]) for w in made["not_graded"]} == {
        ("ada", "changed since it was graded"),
        ("late", "handed in, but not graded yet"),
    }
    states = {row["student"]: (row["state"], row["points"]) for row in made["rows"]}
    assert states["ada"] == ("graded", 100), "as last published"
    assert states["late"] == ("not graded", None) and states["torn"] == ("unreadable", None)
    said = run(graded, "autograder", "report").stdout
    assert f"Changed since it was graded: ada · {LESSON}" in said
    assert "Run `autograder grade`" in said


def test_a_new_time_of_submission_is_left_to_grading(graded: Course) -> None:
    who = ("ada", LESSON)
    journal = Journal(Classroom(graded.default_class))
    before = journal.published()[who]
    folder = graded.default_class / "submitted" / "ada" / LESSON
    (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    (graded.default_class / "feedback" / "ada" / LESSON / f"{LESSON}.html").unlink()
    assert report(graded)["feedback_written"] == 1
    assert journal.published()[who] == before
    grade(graded)
    assert Stamp.read(journal.published()[who]).timestamp == "2026-03-01 12:00:00 UTC"


def test_bad_input_is_one_clear_line(small_course: Course, tmp_path: Path) -> None:
    for arguments, words in (
        (["07"], "No lesson is called '07'"),
        (["--class", "nowhere"], "There is no class folder"),
        ([], "no folder submitted"),
    ):
        done = run(small_course, "autograder", "report", *arguments)
        assert done.returncode == 1
        assert words in done.stderr and "Traceback" not in done.stderr
