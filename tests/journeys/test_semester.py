"""A semester with one lesson: what people decide is kept, and everything shown can be made from it again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.class_scores import results, scores
from support.collecting import zipped
from support.small_class import book, call, mark
from support.small_lesson import LESSON, saved_again, submission
from support.tables import exported, exports, table

from autograder.course.folders import Classroom, Course

pytestmark = pytest.mark.usefixtures("no_kernels")

RIGHT, WRONG = "number_of_things = 2", "number_of_things = 3"


def said(course: Course, *words: str) -> str:
    """What `autograder WORDS` prints."""
    done = call(course, *words)
    assert done.returncode == 0, done.output
    return done.stdout


def handed_in(path: Path, work: dict[str, tuple[str, bytes]]) -> Path:
    """A zip with a folder for each student: when it was handed in, and the notebook."""
    files = {}
    for student, (time, content) in work.items():
        files[f"{student}/{LESSON}/{LESSON}.ipynb"] = content
        files[f"{student}/{LESSON}/timestamp.txt"] = f"{time} UTC"
    return zipped(path, files)


@pytest.fixture
def first_half(small_course: Course, tmp_path: Path) -> Course:
    """Three of five hand in, in time; two are marked by hand; one gets an extension."""
    (tmp_path / "class.csv").write_text(
        "student_id,name,email,lms_user_id\n"
        "ada,Ada L,ada@x.org,1\nbo,Bo,bo@x.org,2\ncy,Cy,cy@x.org,3\ndi,Di,di@x.org,4\ned,Ed,ed@x.org,5\n"
    )
    ada, bo = submission(RIGHT, "I counted."), submission(RIGHT, "There are two.")
    work = {
        "ada": ("2026-03-01 12:00:00", ada),
        "bo": ("2026-03-01 12:30:00", bo),
        "cy": ("2026-03-01 13:00:00", submission(WRONG)),
    }
    first = handed_in(tmp_path / "first.zip", work)
    due = ("--due", "2026-03-01 23:59 Europe/Rome")
    said(small_course, "collect", str(first), "--roster", str(tmp_path / "class.csv"), *due)
    said(small_course, "due", "01", "--penalty", "10 a day, at most 50")
    said(small_course, "grade")
    mark(small_course, "ada", 1.5, "Say why two are enough.")
    mark(small_course, "bo", 2)
    said(small_course, "extend", "cy", "01", "--days", "3", "--why", "was ill")
    return small_course


def second_half(course: Course, folder: Path) -> None:
    """Ada's notebook was only saved again; Bo wrote another answer; Cy has an extension; Di is late by two days."""
    work = {
        "ada": ("2026-03-01 14:00:00", saved_again(submission(RIGHT, "I counted."))),
        "bo": ("2026-03-01 20:00:00", submission(RIGHT, "The sun, and the moon.")),
        "cy": ("2026-03-03 09:00:00", submission(RIGHT)),
        "di": ("2026-03-03 10:00:00", submission(RIGHT)),
    }
    said(course, "collect", str(handed_in(folder / "second.zip", work)))


def test_a_semester(first_half: Course, tmp_path: Path) -> None:
    course, classroom = first_half, Classroom(first_half.default_class)
    listed = said(course, "due")
    assert "2026-03-01" in listed and "10 a day, at most 50" in listed and "was ill" in listed
    assert {who: line["score"] for who, line in table(course).items()} == {
        "ada": "",
        "bo": "",
        "cy": "0",
        "di": "",
        "ed": "",
    }

    before = results(classroom)
    second_half(course, tmp_path)
    said(course, "grade")
    # What was only saved again is not graded again, and two who handed in the same have the same result.
    assert len(results(classroom) - before) == 2
    lines = {line["student_id"]: line for line in exported(course)}
    assert {who: (line["state"], line["late_penalty"], line["score"]) for who, line in lines.items()} == {
        "ada": ("graded", "0", "101.5"),
        "bo": ("awaiting a marker", "", ""),
        "cy": ("graded", "0", "100"),
        "di": ("graded", "20", "80"),
        "ed": ("missing", "", ""),
    }
    assert (lines["di"]["points"], lines["bo"]["remark"]) == ("100", "its answer before was marked 2")
    row = table(course)["di"]
    assert (row["points"], row["late_penalty"], row["score"]) == ("100", "20", "80")
    with book(course) as gradebook:
        assert gradebook.find_submission(LESSON, "di").late_submission_penalty == 20

    mark(course, "bo", 1, "Better.")
    said(course, "report")
    before = exports(course)
    said(course, "collect", str(tmp_path / "first.zip"))
    said(course, "grade")
    assert exports(course) == before, "what is older replaces nothing"

    # The test was wrong: three things were meant.
    source = course.source(LESSON)
    source.write_text(source.read_text().replace("sum(1 for thing in things)", "3"))
    preview = said(course, "grade", "--preview")
    assert f"di · {LESSON}: 100 → 0" in preview and "4 scores would change." in preview
    assert exports(course) == before, "a preview changes nothing"
    said(course, "grade")
    everything, gradebook = exports(course), scores(classroom)
    now = {line["student_id"]: line["score"] for line in exported(course)}
    assert now == {"ada": "1.5", "bo": "1", "cy": "0", "di": "0", "ed": ""}, "marks by hand stay"

    classroom.gradebook.unlink()
    for command in ("report", "grade", "report"):
        said(course, command)
        assert exports(course) == everything, command
    assert scores(classroom) == gradebook


def test_whatever_file_is_lost_every_export_is_the_same(first_half: Course, tmp_path: Path) -> None:
    course, classroom = first_half, Classroom(first_half.default_class)
    second_half(course, tmp_path)
    said(course, "grade")
    everything = exports(course)
    lost = [
        path for path in sorted(classroom.root.rglob("*")) if path.is_file() and _may_be_lost(path, classroom)
    ]
    names = {path.name for path in lost}
    assert {"gradebook.db", "roster.csv", "grades.csv", "report.html", "timestamp.txt"} <= names
    for number, path in enumerate(lost):
        path.unlink()
        said(course, ("report", "grade")[number % 2])
        assert exports(course) == everything, path
    shutil.rmtree(classroom.autograded)
    said(course, "grade")
    assert {path.parts[-3] for path in classroom.autograded.rglob("*.ipynb")} == {"ada", "bo", "cy", "di"}
    for path in classroom.root.iterdir():
        if path.name not in (".autograder", "submitted"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    said(course, "report")
    assert exports(course) == everything
    classroom.gradebook.unlink()
    said(course, "grade")
    assert exports(course) == everything


def _may_be_lost(path: Path, classroom: Classroom) -> bool:
    """All but the journal, and the notebooks that were handed in."""
    top = path.relative_to(classroom.root).parts[0]
    return top != ".autograder" and (top != "submitted" or path.name == "timestamp.txt")


def test_a_receipt_is_the_same_everywhere_and_finds_what_was_handed_in(
    first_half: Course, tmp_path: Path
) -> None:
    course = first_half
    first = json.loads(said(course, "collect", str(tmp_path / "first.zip"), "--dry-run", "--json"))
    codes = {one["student"]: one["receipt"] for one in first["submissions"]}
    page = course.default_class / "feedback" / "bo" / LESSON / f"{LESSON}.html"
    assert codes["bo"] in page.read_text(encoding="utf-8")
    assert codes["bo"] in said(course, "collect", str(tmp_path / "first.zip"), "--dry-run")
    assert "This is what was graded." in said(course, "receipt", codes["bo"].lower().replace("-", " "))
    second_half(course, tmp_path)
    said(course, "grade")
    found = said(course, "receipt", codes["bo"])
    assert found.startswith(f"bo · {LESSON}: handed in 2026-03-01 ") and "not what was graded last" in found
    assert codes["bo"] not in page.read_text(encoding="utf-8")
    nothing = call(course, "receipt", "0000-0000")
    assert nothing.returncode == 1 and "Nothing in this class has the receipt" in nothing.stderr
