"""A class graded from the command line: rows, gradebook, pages; and stock nbgrader, which must agree."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from support import small_lesson
from support.fake_grading import FakeEngine, Quiet, fake_execute
from support.small_class import book, grade, mark, run, totals

from autograder import grading
from autograder.classes import grade_class
from autograder.compare import reference
from autograder.course.folders import Classroom, Course
from autograder.engines.engine import Grader
from autograder.run.limits import Limits

LESSON = small_lesson.LESSON


@pytest.fixture
def class_of_seven(hand_in, small_course: Course) -> Course:
    hand_in("Ada Lovelace", "number_of_things = 2", why="I counted.")
    hand_in("crash", "import os\nos._exit(1)")
    hand_in("empty", raw=b"")
    hand_in("loop", "while True: pass")
    hand_in("untouched")
    hand_in("wrong", "number_of_things = 6")
    (small_course.default_class / "submitted" / "absent").mkdir()
    return small_course


def test_a_class_is_graded_and_stock_nbgrader_agrees(class_of_seven: Course) -> None:
    course = class_of_seven
    rows = grade(course)
    assert {student: (row["state"], row.get("points")) for student, row in rows.items()} == {
        "Ada Lovelace": ("graded", 100),
        "absent": ("missing", None),
        "crash": ("crashed", 0),
        "empty": ("unreadable", None),
        "loop": ("timed out", 0),
        "untouched": ("graded", 0),
        "wrong": ("graded", 0),
    }
    ours = totals(course)
    assert ours == {"Ada Lovelace": 100, "crash": 0, "loop": 0, "untouched": 0, "wrong": 0}

    root = course.default_class
    table = list(csv.DictReader((root / "grades.csv").open(encoding="utf-8-sig")))
    assert {r["student"]: (r["state"], r["points"]) for r in table}["empty"] == ("unreadable", "")
    page = (root / "report.html").read_text(encoding="utf-8")
    for row in rows.values():
        if row["feedback"]:
            assert (root / row["feedback"]).is_file()
    assert "Ada Lovelace" in page

    again = root.with_name("second")
    shutil.copytree(root / "submitted", again / "submitted")
    os.environ["TRAINING_LAB_CLASS"] = "second"
    try:
        assert run(course, "autograder", "register", "--class", "second").returncode == 0
        stock = run(course, "nbgrader", "autograde", LESSON, "--GradeAgainstReference.cell_seconds=5")
        assert "error processing assignment '01-small' for student 'empty'" in stock.stderr
        export = run(course, "nbgrader", "export", "--CsvExportPlugin.to=stock.csv")
        assert export.returncode == 0, export.stderr
        feedback = run(course, "nbgrader", "generate_feedback", LESSON)
        assert feedback.returncode == 0, feedback.stderr
    finally:
        del os.environ["TRAINING_LAB_CLASS"]
    with Gradebook(Classroom(again).db_url, "training-lab") as gradebook:
        theirs = {s.student.id: s.score for s in gradebook.assignment_submissions(LESSON)}
    assert {k: v for k, v in theirs.items() if k != "empty"} == ours
    html = (again / "feedback" / "wrong" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "_record" not in html and "Count on your fingers." in html
    assert len((course.root / "stock.csv").read_text().splitlines()) == 7


def test_a_file_that_cannot_be_read_has_no_score_of_an_earlier_one(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2", why="I counted.")
    grade(small_course)
    mark(small_course, "ada", 1.5)
    hand_in("ada", raw=b"{")
    row = grade(small_course)["ada"]
    assert (row["state"], row["points"]) == ("unreadable", None)
    assert totals(small_course) == {}
    # The mark was not lost with the score.
    hand_in("ada", "number_of_things = 2", why="I counted.")
    assert grade(small_course)["ada"]["exercises"][-1]["points"] == 1.5
    assert totals(small_course) == {"ada": 101.5}


def test_stock_autograde_keeps_a_mark_too(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2", why="I counted.")
    grade(small_course)
    with book(small_course) as gradebook:
        gradebook.find_grade("written-why", LESSON, LESSON, "ada").manual_score = 1
        gradebook.db.commit()
    done = run(small_course, "nbgrader", "autograde", LESSON, "--force")
    assert done.returncode == 0, done.stderr
    assert totals(small_course) == {"ada": 101}
    assert "I counted." in Classroom(small_course.default_class).autograded.joinpath(
        "ada", LESSON, f"{LESSON}.ipynb"
    ).read_text(encoding="utf-8")


def test_a_changed_lesson_is_graded_by_its_new_points(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2")
    grade(small_course)
    key = small_course.key(LESSON)
    key.write_text(key.read_text().replace('[Value("number"', '[Value("number", share=3), Value("number2"'))
    source = small_course.source(LESSON)
    source.write_text(
        source.read_text()
        .replace(
            '_record.value(\\"number\\", lambda: number_of_things)',
            '_record.value(\\"number\\", lambda: number_of_things)\\n_record.value(\\"number2\\", lambda: twice)',
        )
        .replace(
            "number_of_things = sum(1 for thing in things)",
            "number_of_things = sum(1 for thing in things)\\ntwice = 4",
        )
    )
    row = grade(small_course)["ada"]
    assert row["points"] == 75
    assert [v["outcome"] for v in row["exercises"][0]["verdicts"]] == ["right", "missing"]


def test_a_lesson_graded_by_itself_leaves_the_others_on_the_pages(hand_in, small_course: Course) -> None:
    other = "02-small"
    small_lesson.course(small_course.root, lesson=other)
    first = hand_in("ada", "number_of_things = 2")
    second = first.parents[1] / other / f"{other}.ipynb"
    second.parent.mkdir()
    shutil.copy(first, second)
    assert run(small_course, "autograder", "grade").returncode == 0
    root = small_course.default_class
    files = {name: (root / name).read_bytes() for name in ("grades.csv", "report.html")}
    assert all(f",{lesson},graded," in files["grades.csv"].decode() for lesson in (LESSON, other))
    done = run(small_course, "autograder", "grade", other, "--json")
    assert [row["lesson"] for row in json.loads(done.stdout)["rows"]] == [other]
    assert {name: (root / name).read_bytes() for name in files} == files


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {}]
)
def test_a_folder_whose_name_is_no_utf8_is_one_line(
    small_course: Course, monkeypatch, locale: dict[str, str]
) -> None:
    folder = os.fsencode(small_course.default_class / "submitted") + b"/caf\xe9/" + LESSON.encode()
    os.makedirs(folder)
    with open(folder + b"/%s.ipynb" % LESSON.encode(), "wb") as file:
        file.write(small_lesson.submission())
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    for command in (("grade",), ("report",), ("grade", "--json"), ("report", "--json")):
        done = run(small_course, "autograder", *command)
        assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["rows"]
    assert row["state"] == "unreadable"
    table = (small_course.default_class / "grades.csv").read_text(encoding="utf-8-sig")
    assert "no UTF-8: rename it" in table and table.count("\n") == 2


def test_a_feedback_folder_that_is_a_link_is_not_written_through(
    hand_in, small_course: Course, tmp_path: Path
) -> None:
    hand_in("ada", "number_of_things = 2")
    hand_in("eve", "number_of_things = 2")
    outside = tmp_path / "outside"
    outside.mkdir()
    (small_course.default_class / "feedback").mkdir()
    (small_course.default_class / "feedback" / "eve").symlink_to(outside)
    rows = grade(small_course)
    assert {who: row["points"] for who, row in rows.items()} == {"ada": 100, "eve": 100}
    assert rows["eve"]["flags"][0].startswith("not published: feedback/eve is a link")
    assert rows["ada"]["flags"] == [] and (small_course.default_class / rows["ada"]["feedback"]).is_file()
    assert run(small_course, "autograder", "report").returncode == 0
    assert list(outside.iterdir()) == []
    (small_course.default_class / "feedback" / "eve").unlink()
    assert grade(small_course)["eve"]["flags"] == []


def break_key(course: Course) -> None:
    course.key(LESSON).write_text("exercises = [")


def forget_record(course: Course) -> None:
    path = course.source(LESSON)
    path.write_text(path.read_text().replace('_record.value(\\"number\\"', '_record.value(\\"another\\"'))


def break_reference(course: Course) -> None:
    path = course.source(LESSON)
    path.write_text(path.read_text().replace("for thing in things)", "for thing in nothings)"))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (break_key, "key.py does not run"),
        (forget_record, "records no 'number'"),
        (break_reference, "fails in cell 'count': NameError"),
        (lambda course: course.key(LESSON).unlink(), "has no grading key"),
        (lambda course: course.key(LESSON).write_text("exercises = 5"), "defines no list `exercises`"),
    ],
)
def test_a_broken_lesson_grades_nobody_and_says_why(hand_in, small_course: Course, spoil, words: str) -> None:
    hand_in("ada", "number_of_things = 2")
    spoil(small_course)
    done = run(small_course, "autograder", "grade")
    assert done.returncode == 1
    assert words in done.stderr.splitlines()[-1] and done.stderr.splitlines()[-1].startswith("autograder: ")
    assert "Traceback" not in done.stderr


def test_nothing_is_prepared_where_all_is_known(hand_in, small_course: Course, monkeypatch) -> None:
    monkeypatch.setattr(grading, "execute", fake_execute)
    monkeypatch.setattr(reference, "execute", fake_execute)
    classroom = Classroom(small_course.default_class)

    def prepared() -> int:
        engine = FakeEngine()
        grade_class(small_course, classroom, [LESSON], Grader(engine, Limits(), Quiet()))
        return len(engine.prepared)

    hand_in("ada", "number_of_things = 2")
    hand_in("bob", "number_of_things = 3")
    assert prepared() == 1
    assert prepared() == 0
    hand_in("carl", "number_of_things = 4")
    assert prepared() == 1
