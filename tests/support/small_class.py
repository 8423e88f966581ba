"""A class of the small lesson, graded by the command; and nbgrader's own commands beside it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from click.testing import CliRunner
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.course.folders import Classroom, Course
from support.small_lesson import LESSON, submission

#: How many of `class_of_eight` hand in work that can be graded to its end.
STUDENTS = 8


def hand_in(
    course: Course, student: str, answer: str | None = None, raw: bytes | None = None, why: str | None = None
) -> Path:
    """Write a student's notebook of the small lesson into the course's class; returns its path.

    `answer` replaces the student cell's text, `raw` the whole file.
    """
    path = Classroom(course.default_class).submitted / student / LESSON
    path.mkdir(parents=True, exist_ok=True)
    path = path / f"{LESSON}.ipynb"
    path.write_bytes(submission(answer, why) if raw is None else raw)
    return path


def class_of_eight(course: Course) -> None:
    """Eight hand in work with a written answer each, of three kinds; one crashes, one file is empty."""
    for index in range(STUDENTS):
        hand_in(course, f"student {index}", f"number_of_things = {1 + index % 3}", why=f"reason {index}")
    hand_in(course, "crash", "import os\nos._exit(1)")
    hand_in(course, "empty", raw=b"")


@dataclass(frozen=True)
class Done:
    """What a command left, called here: tests/journeys/test_commands.py starts each as a process of its own."""

    returncode: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        """All that it said."""
        return self.stdout + self.stderr


def run(course: Course, *command: str) -> Done | subprocess.CompletedProcess[str]:
    """Run a command of this environment in the course's folder; `autograder` in this process, without its start."""
    return call(course, *command[1:]) if command[0] == "autograder" else process(course, *command)


def call(course: Course, *words: str) -> Done:
    """`autograder WORDS`, called in this process. What it does not catch itself is raised."""
    with contextlib.chdir(course.root), mock.patch.dict(os.environ, COLUMNS="100"):
        done = CliRunner().invoke(main, words)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


def process(course: Course, *command: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Start a command of this environment in the course's folder, and wait for it."""
    scripts = Path(sys.executable).parent
    path = os.pathsep.join((str(scripts), os.environ["PATH"]))
    return subprocess.run(
        [str(scripts / command[0]), *command[1:]],
        cwd=course.root,
        env={**os.environ, "PATH": path, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def grade(course: Course, *more: str) -> dict[str, dict]:
    """`autograder grade --json`, as rows by student."""
    done = call(course, "grade", "--json", "--cell-seconds", "5", *more)
    assert done.returncode == 0, done.stderr
    return {row["student"]: row for row in json.loads(done.stdout)["rows"]}


def book(course: Course) -> Gradebook:
    return Gradebook(Classroom(course.default_class).db_url, "training-lab")


def totals(course: Course) -> dict[str, float]:
    """What the gradebook gives for the small lesson, by student."""
    with book(course) as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions(LESSON)}


def mark(course: Course, student: str, points: float, comment: str | None = None) -> None:
    """Give the student's written answer its points by hand, and a comment: writes what Formgrader writes."""
    with book(course) as gradebook:
        answer = gradebook.find_grade("written-why", LESSON, LESSON, student)
        answer.manual_score, answer.needs_manual_grade = points, False
        if comment is not None:
            gradebook.find_comment("written-why", LESSON, LESSON, student).manual_comment = comment
        gradebook.db.commit()
