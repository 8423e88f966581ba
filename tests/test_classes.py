"""A class graded from the command line: rows, gradebook, pages; and stock nbgrader, which must agree."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from support import small_lesson
from support.places import ROOT
from support.small_class import book, grade, run
from support.small_lesson import submission

from autograder.course.folders import Classroom, Course

LESSON = small_lesson.LESSON


def scores(course: Course) -> dict[str, float]:
    with book(course) as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions(LESSON)}


@pytest.fixture
def class_of_seven(hand_in, small_course: Course) -> Course:
    hand_in("Ada Lovelace", "number_of_things = 2", why="I counted.")
    hand_in("crash", "import os\nos._exit(1)")
    hand_in("empty", raw=b"")
    hand_in("loop", "while True: pass")
    hand_in("untouched")
    hand_in("wrong", "number_of_things = 6")
    (small_course.default_class / "submitted" / "absent").mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", small_course.root)
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
    ours = scores(course)
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


def test_a_mark_given_by_hand_is_kept_and_shown(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2", why="Because I counted them, sun and moon.")
    first = grade(small_course)["ada"]
    assert first["exercises"][-1]["points"] is None
    feedback = small_course.default_class / first["feedback"]
    assert "marker" in feedback.read_text(encoding="utf-8")
    with book(small_course) as gradebook:
        answer = gradebook.find_grade("written-why", LESSON, LESSON, "ada")
        assert answer.needs_manual_grade
        # What Formgrader writes when a mark and a comment are typed.
        answer.manual_score, answer.needs_manual_grade = 1.5, False
        gradebook.find_comment(
            "written-why", LESSON, LESSON, "ada"
        ).manual_comment = "Say why two are enough."
        gradebook.db.commit()
    second = grade(small_course)["ada"]
    assert second["exercises"][-1]["points"] == 1.5
    assert scores(small_course) == {"ada": 101.5}
    page = feedback.read_text(encoding="utf-8")
    assert "Because I counted them" in page and "Say why two are enough." in page
    with book(small_course) as gradebook:
        assert not gradebook.find_grade("written-why", LESSON, LESSON, "ada").needs_manual_grade


def test_a_changed_answer_asks_for_its_marker_again(hand_in, small_course: Course) -> None:
    hand_in("ada", None, why="One answer.")
    grade(small_course)
    with book(small_course) as gradebook:
        answer = gradebook.find_grade("written-why", LESSON, LESSON, "ada")
        answer.manual_score, answer.needs_manual_grade = 2, False
        gradebook.db.commit()
    hand_in("ada", None, why="Another answer.")
    grade(small_course)
    with book(small_course) as gradebook:
        answer = gradebook.find_grade("written-why", LESSON, LESSON, "ada")
        assert (answer.manual_score, answer.needs_manual_grade) == (2, True)
    assert grade(small_course)["ada"]["exercises"][-1]["points"] == 2  # it stands until somebody looks


def test_another_notebook_of_the_lesson_in_the_gradebook_disturbs_nothing(
    hand_in, small_course: Course
) -> None:
    hand_in("ada", "number_of_things = 2")
    grade(small_course)
    with book(small_course) as gradebook:  # as generate_assignment does with a second file in the folder
        gradebook.update_or_create_notebook("scratch", LESSON)
    hand_in("bob", "number_of_things = 2")
    assert {who: row["points"] for who, row in grade(small_course).items()} == {"ada": 100, "bob": 100}


def test_a_file_that_cannot_be_read_has_no_score_of_an_earlier_one(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2", why="I counted.")
    grade(small_course)
    with book(small_course) as gradebook:
        answer = gradebook.find_grade("written-why", LESSON, LESSON, "ada")
        answer.manual_score, answer.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    hand_in("ada", raw=b"{")
    row = grade(small_course)["ada"]
    assert (row["state"], row["points"]) == ("unreadable", None)
    assert scores(small_course) == {}
    # The mark was not lost with the score.
    hand_in("ada", "number_of_things = 2", why="I counted.")
    assert grade(small_course)["ada"]["exercises"][-1]["points"] == 1.5
    assert scores(small_course) == {"ada": 101.5}


def test_stock_autograde_keeps_a_mark_too(hand_in, small_course: Course) -> None:
    shutil.copy(ROOT / "nbgrader_config.py", small_course.root)
    hand_in("ada", "number_of_things = 2", why="I counted.")
    grade(small_course)
    with book(small_course) as gradebook:
        gradebook.find_grade("written-why", LESSON, LESSON, "ada").manual_score = 1
        gradebook.db.commit()
    done = run(small_course, "nbgrader", "autograde", LESSON, "--force")
    assert done.returncode == 0, done.stderr
    assert scores(small_course) == {"ada": 101}
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
    shutil.copy(small_course.key(LESSON), small_course.key(other))
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


def renamed_exercise(course: Course) -> None:
    """The lesson with its exercise, and so three cells' worth of rows, under another name."""
    for path in (course.source(LESSON), course.key(LESSON)):
        path.write_text(path.read_text().replace('"count"', '"number"').replace("test-count", "test-number"))


def test_cells_may_change_after_a_lesson_was_graded(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2", why="I counted.")
    grade(small_course)
    with book(small_course) as gradebook:
        answer = gradebook.find_grade("written-why", LESSON, LESSON, "ada")
        answer.manual_score, answer.needs_manual_grade = 2, False
        gradebook.db.commit()
    renamed_exercise(small_course)
    row = grade(small_course)["ada"]
    # The answer stands in a cell that the lesson no longer has; what a person marked is still there.
    assert (row["points"], row["exercises"][0]["id"]) == (100, "number")
    assert row["exercises"][-1]["points"] == 2
    assert scores(small_course) == {"ada": 102}


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
    assert scores(small_course) == {"ada": 50}


def test_the_table_and_the_progress_are_for_people(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2", why="I counted.")
    hand_in("bob [red]", "number_of_things = 3")
    done = run(small_course, "autograder", "grade")
    assert done.returncode == 0
    assert "100 / 100" in done.stdout and "awaiting a marker" in done.stdout and "bob [red]" in done.stdout
    assert "report.html" in done.stdout and "grades.csv" in done.stdout
    assert "Grading (2)" in done.stderr and "2/2" in done.stderr


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


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["grade", "07"], "No lesson is called '07'"),
        (["grade", "--class", "nowhere"], "There is no class folder"),
        (["grade", "--class", "nbgrader_config.py"], "is a file, not a class folder"),
        (["grade", "--class", "empty"], "no folder submitted"),
        (["grade", "--jobs", "0"], "Invalid value for '--jobs'"),
        (["grade", "--class", "locked"], "Cannot"),
        (["register", "--class", "nbgrader_config.py"], "is a file, not a class folder"),
        (["release", "07"], "No lesson is called '07'"),
        (["release", "--check"], "out of date"),
        (["release", "--to", "nbgrader_config.py"], "file"),
        (["release", "--to", "bundle", "--check"], "Leave out --check"),
        (["frobnicate"], "No such command"),
    ],
)
def test_bad_input_is_one_clear_line(small_course: Course, arguments: list[str], words: str) -> None:
    (small_course.root / "empty").mkdir()
    # A folder where the class's own file should be: nobody can write that, root included.
    (small_course.root / "locked" / "submitted" / "ada" / LESSON).mkdir(parents=True)
    (small_course.root / "locked" / "submitted" / "ada" / LESSON / f"{LESSON}.ipynb").write_bytes(
        submission()
    )
    (small_course.root / "locked" / ".autograder").write_text("a file where a folder should be")
    done = run(small_course, "autograder", *arguments)
    assert done.returncode != 0
    assert words in done.stderr, done.stderr
    assert "Traceback" not in done.stderr


def test_outside_a_course_the_command_says_so(tmp_path: Path) -> None:
    done = run(Course(tmp_path), "autograder", "grade")
    assert done.returncode == 1
    assert "is not inside a course" in done.stderr


def test_a_gradebook_that_is_none_is_not_overwritten(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2")
    path = Classroom(small_course.default_class).gradebook
    path.write_text("somebody's notes")
    done = run(small_course, "autograder", "grade")
    assert done.returncode == 1 and "gradebook" in done.stderr and "Traceback" not in done.stderr
    assert path.read_text() == "somebody's notes"
