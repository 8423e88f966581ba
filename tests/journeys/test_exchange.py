"""nbgrader's exchange there and back, by its own commands: released, fetched, handed in, graded, feedback read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import small_lesson
from support.places import ROOT
from support.small_class import hand_in, run
from support.small_lesson import submission

from autograder.author.bundle import bundle_files
from autograder.course.folders import Classroom, Course
from autograder.show.exchange import SECRET

LESSON = small_lesson.LESSON
FILE = f"{LESSON}.ipynb"


@dataclass(frozen=True)
class Student:
    """Somebody with a home of their own, and the settings that deploy/jupyterhub gives to a student."""

    name: str
    home: Path

    @property
    def lesson(self) -> Path:
        """The folder of the lesson that was fetched."""
        return self.home / LESSON

    def nbgrader(self, *words: str) -> str:
        """`nbgrader WORDS` as this student; returns what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=self.home,
            env=os.environ
            | {
                "HOME": str(self.home),
                "JUPYTER_DATA_DIR": str(self.home / "data"),
                "JUPYTER_CONFIG_PATH": str(ROOT / "deploy" / "jupyterhub" / "student"),
                "JUPYTERHUB_USER": self.name,
            },
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stderr

    def hands_in(self, answer: str) -> None:
        """Write an answer into the notebook that was fetched, and submit it."""
        (self.lesson / FILE).write_bytes(submission(answer))
        self.nbgrader("submit", LESSON)

    def feedback(self) -> list[str]:
        """Fetch the pages, and read them in the order of the hand-ins."""
        self.nbgrader("fetch_feedback", LESSON)
        pages = sorted((self.lesson / "feedback").glob("*/*.html"))
        return [page.read_text(encoding="utf-8") for page in pages]


def nbgrader(course: Course, *words: str) -> str:
    """`nbgrader WORDS` as the instructor; returns what it said."""
    done = run(course, "nbgrader", *words)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_there_and_back(small_course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course, classroom = small_course, Classroom(small_course.default_class)
    exchange = tmp_path / "the exchange"
    exchange.mkdir()
    monkeypatch.setenv("TRAINING_LAB_EXCHANGE", str(exchange))
    (course.solutions / LESSON / "helper.py").write_text("ANSWER = 42\n")
    students = ada, bo = Student("ada", tmp_path / "ada"), Student("bo", tmp_path / "bo")

    assert run(course, "autograder", "release").returncode == 0
    nbgrader(course, "release_assignment", LESSON)
    for student in students:
        student.home.mkdir()
        student.nbgrader("fetch_assignment", LESSON)
    for name in (
        "lab-config",
        "requirements-student.txt",
        "environment-student.yml",
        "LICENSE",
        "LICENSE-lessons",
    ):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, course.root / name)
    inside = f"lessons/{LESSON}/"
    bundle = {
        path.as_posix().removeprefix(inside): content
        for path, content in bundle_files(course).items()
        if path.as_posix().startswith(inside)
    }
    fetched = {
        path.relative_to(ada.lesson).as_posix(): path.read_bytes()
        for path in ada.lesson.rglob("*")
        if path.is_file()
    }
    assert fetched == bundle and {"helper.py", "data/stars.csv", FILE} <= fetched.keys()

    ada.hands_in("number_of_things = 2")
    bo.hands_in("number_of_things = 3")
    nbgrader(course, "collect", LESSON)
    hand_in(course, "cy", "number_of_things = len(things)")  # by another way
    assert run(course, "autograder", "grade").returncode == 0
    assert "cy did not hand in through the exchange" in nbgrader(course, "release_feedback", LESSON)
    (first,) = ada.feedback()
    assert (
        first == classroom.feedback_page("ada", LESSON).read_text(encoding="utf-8") and "100 of 100" in first
    )
    (wrong,) = bo.feedback()
    assert "Count on your fingers." in wrong
    assert len(list((exchange / "training-lab" / "feedback").iterdir())) == 2

    # Handed in again: both pages are there, each with its own hand-in. A page that was lost comes back, too.
    bo.hands_in("number_of_things = 2")
    nbgrader(course, "collect", LESSON, "--update")
    assert run(course, "autograder", "grade").returncode == 0
    shutil.rmtree(classroom.feedback)
    assert run(course, "autograder", "report").returncode == 0
    nbgrader(course, "release_feedback", LESSON)
    assert bo.feedback() == [wrong, classroom.feedback_page("bo", LESSON).read_text(encoding="utf-8")]
    assert ada.feedback() == [first]
    assert not list(classroom.root.glob(f"autograded/cy/{LESSON}/{SECRET}"))
