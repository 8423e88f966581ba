"""The command line: what it prints for people, and one clear line for bad input."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import small_lesson
from support.small_class import run
from support.small_lesson import submission

from autograder.course.folders import Course

LESSON = small_lesson.LESSON


def test_the_table_and_the_progress_are_for_people(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2", why="I counted.")
    hand_in("bob [red]", "number_of_things = 3")
    done = run(small_course, "autograder", "grade")
    assert done.returncode == 0
    assert "100 / 100" in done.stdout and "awaiting a marker" in done.stdout and "bob [red]" in done.stdout
    assert "report.html" in done.stdout and "grades.csv" in done.stdout
    assert "Grading (2)" in done.stderr and "2/2" in done.stderr


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
        (["update", "empty", "--to", "nowhere.zip"], "Cannot read nowhere.zip"),
        (["update", "empty", "--to", "nbgrader_config.py"], "not a zip file"),
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


def test_update_brings_a_corrected_lesson_into_a_students_folder(small_course: Course) -> None:
    mine, new = (small_course.root / name / "lessons" / LESSON for name in ("ada", "training-lab"))
    for folder, content in (
        (mine, submission("number_of_things = 2  # mine")),
        (new, submission().replace(b"Now count.", b"Now please count.")),
    ):
        folder.mkdir(parents=True)
        (folder / f"{LESSON}.ipynb").write_bytes(content)
    done = run(small_course, "autograder", "update", "ada", "--to", "training-lab")
    assert done.returncode == 0, done.stderr
    assert "changed in the lesson: text-count" in done.stdout
    text = (mine / f"{LESSON}.ipynb").read_text(encoding="utf-8")
    assert "# mine" in text and "Now please count." in text

    (mine / f"{LESSON}.ipynb").write_bytes(b"{")
    done = run(small_course, "autograder", "update", "ada", "--to", "training-lab")
    assert done.returncode == 1 and "NOT UPDATED" in done.stdout and "nothing of them was lost" in done.stderr


def test_outside_a_course_the_command_says_so(tmp_path: Path) -> None:
    done = run(Course(tmp_path), "autograder", "grade")
    assert done.returncode == 1
    assert "is not inside a course" in done.stderr
