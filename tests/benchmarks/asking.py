"""Thirty students who ask the server at once, and again where it is killed half-way."""

from __future__ import annotations

import contextlib
import http.client
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from support.asking import Server, enrolled, serving

from autograder.author.answers import read_bank, solved_notebook
from autograder.course.folders import Classroom, Course
from autograder.course.lesson import read_lesson
from autograder.serve.judging import offered
from benchmarks.table import Table

STUDENTS, WORKERS = 30, 2
LESSONS = ("00-start-here", "01-losses", "02-optimizers", "03-compile-and-summary")
#: So many of a lesson's first exercises: they train little, and have little before them.
FIRST = 3


@dataclass(frozen=True)
class Question:
    """What one student asks."""

    student: str
    lesson: str
    exercise: str
    notebook: bytes


@dataclass(frozen=True)
class Heard:
    """What one student heard: seconds until the check ran, and from then until the verdict; what it was worth."""

    waited: float
    took: float
    points: float | None


def measure(course: Course, folder: Path) -> Iterator[Table]:
    """How long students wait, and for what; whether anybody starves; what a kill loses."""
    course = _of_these_lessons(course, folder / "asked-course")
    questions = _questions(course)
    calm, killed = Classroom(folder / "asked"), Classroom(folder / "asked-killed")
    tokens = enrolled(calm, *(question.student for question in questions))
    with _ready(course, calm) as server:
        alone = _ask(server, tokens, questions[0])
        heard = _ask_all(server, tokens, questions[1:])
    told, accepted = _killed_half_way(course, calm, killed, questions)
    table = Table(
        f"{len(questions)} students ask at once",
        ("", ""),
        f"The first {FIRST} exercises of each of the lessons 00 to 03, right and wrong answers; {WORKERS} workers, "
        "references run before. A worker is free when the check begins to run.",
    )
    table.add("one student alone, seconds from asking to the verdict", alone.waited + alone.took)
    took, waited = ([getattr(h, name) for h in heard] for name in ("took", "waited"))
    table.add("seconds from a free worker to the verdict, median", float(np.median(took)))
    table.add("– 95 of 100 within", float(np.percentile(took, 95)))
    table.add("seconds until a worker is free, median", float(np.median(waited)))
    table.add("– 95 of 100 within", float(np.percentile(waited, 95)))
    table.add("– the last", max(waited))
    table.add("students told", sum(h.points is not None for h in (alone, *heard)))
    table.add("killed half-way (SIGKILL): checks accepted before", accepted)
    table.add("– of these told by the next server", told)
    yield table


def _of_these_lessons(course: Course, root: Path) -> Course:
    """A course of a few lessons: no other reference has to run."""
    for name in LESSONS:
        shutil.copytree(course.solutions / name, root / "solutions" / name)
    shutil.copy(course.root / "nbgrader_config.py", root)
    return Course(root)


def _questions(course: Course) -> list[Question]:
    """One for each student, the exercises in turn; every second student answers wrongly."""
    lessons = [read_lesson(course, name) for name in LESSONS]
    asked = [(lesson, name) for lesson in lessons for name in list(offered(lesson))[:FIRST]]
    wrong = {
        (lesson.name, f"test-{answer.exercise}"): answer.text
        for lesson in lessons
        for answer in read_bank(course, lesson.name)
        if not answer.right
    }
    made = []
    for number in range(STUDENTS):
        lesson, name = asked[number % len(asked)]
        answers = {name.removeprefix("test-"): wrong[lesson.name, name]} if number % 2 else {}
        made.append(Question(f"student-{number:02}", lesson.name, name, solved_notebook(lesson, answers)))
    return made


@contextlib.contextmanager
def _ready(course: Course, classroom: Classroom) -> Iterator[Server]:
    with serving(course, classroom.root, "--jobs", str(WORKERS)) as server:
        if not server.heard("All references have run", 1800):
            raise RuntimeError("".join(server.said))
        yield server


def _ask_all(server: Server, tokens: dict[str, str], questions: list[Question]) -> list[Heard]:
    with ThreadPoolExecutor(len(questions)) as students:
        return list(students.map(lambda question: _ask(server, tokens, question), questions))


def _ask(server: Server, tokens: dict[str, str], question: Question) -> Heard:
    token, began = tokens[question.student], time.monotonic()
    check = _post(server, token, question)
    ran = began
    for kind, data in server.events(token, check):
        if kind != "done":
            ran = time.monotonic()  # the last news before the verdict is that it runs
        else:
            verdict = data
    return Heard(ran - began, time.monotonic() - ran, verdict["points"])


def _post(server: Server, token: str, question: Question) -> str:
    reply = server.ask(token, question.lesson, question.exercise, question.notebook)
    if reply.status != 202:
        raise RuntimeError(f"{question.student}: {reply}")
    return reply.body["check"]


def _killed_half_way(
    course: Course, calm: Classroom, classroom: Classroom, questions: list[Question]
) -> tuple[int, int]:
    """How many checks the second server told, of how many that the first had accepted when it was killed."""
    tokens = enrolled(classroom, *(question.student for question in questions))
    _with_what_is_known(calm, classroom)
    checks: dict[str, str] = {}
    with _ready(course, classroom) as server:
        for question in questions:
            checks[question.student] = _post(server, tokens[question.student], question)
        half = questions[len(questions) // 2].student
        server.verdict(tokens[half], checks[half])
        server.kill()
    told = 0
    with serving(course, classroom.root, "--jobs", str(WORKERS)) as server:
        for student, check in checks.items():
            with contextlib.suppress(AssertionError, http.client.HTTPException, OSError):
                told += server.verdict(tokens[student], check)["points"] is not None
    return told, len(checks)


def _with_what_is_known(first: Classroom, second: Classroom) -> None:
    """Give a class the probes of another, and what wrong answers record with them: that need not be run again."""
    for name in ("secret", "mistakes"):
        known = first.root / ".autograder" / name
        copy = shutil.copytree if known.is_dir() else shutil.copy
        copy(known, second.root / ".autograder" / name)
