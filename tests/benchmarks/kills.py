"""A class graded by a grader that is killed again and again, beside one that nobody disturbed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from support.class_scores import another_class, results, scores

from autograder.author.answers import read_bank
from autograder.course.folders import Classroom, Course
from autograder.course.lesson import read_lesson
from benchmarks import synthetic
from benchmarks.grading_run import start
from benchmarks.table import Table

LESSON = "00-start-here"
STUDENTS = 40


def measure(course: Course, folder: Path, kills: int) -> Iterator[Table]:
    """Kill -9 of the whole process group at random moments, `kills` times; then one run to the end."""
    lesson = read_lesson(course, LESSON)
    answers = synthetic.texts(read_bank(course, LESSON))
    calm = Classroom(folder / "calm")
    synthetic.hand_in(calm, lesson, STUDENTS, answers, attacks=True)
    began = time.monotonic()
    _start(course, calm).wait()
    whole = time.monotonic() - began
    killed = another_class(calm, folder / "killed")
    choose = random.Random(0)
    ended = runs = 0
    while ended < kills:
        runs += 1
        if runs % 10 == 0:
            # It has all been graded by now: begin anew, but for one student in two.
            _forget(killed)
        process = _start(course, killed)
        try:
            process.wait(choose.uniform(0.3, 0.8 * whole))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            ended += 1
    _start(course, killed).wait()
    table = Table(
        "Killed at random moments", ("", ""), f"Lesson {LESSON}, {STUDENTS} students, attacks among them."
    )
    table.add("runs killed (SIGKILL, driver and workers)", ended)
    table.add("seconds of an undisturbed run", whole)
    table.add("scores", len(scores(calm)))
    table.add("the same as in the undisturbed gradebook", "yes" if scores(calm) == scores(killed) else "NO")
    same = all(
        (killed.root / p.relative_to(calm.root)).read_bytes() == p.read_bytes()
        for p in [calm.root / "grades.csv"]
    )
    table.add("grades.csv the same, byte for byte", "yes" if same else "NO")
    yield table


def _start(course: Course, classroom: Classroom) -> subprocess.Popen[bytes]:
    return start(course, "grade", LESSON, "--class", str(classroom.root), "--cell-seconds", "5")


def _forget(classroom: Classroom) -> None:
    """Remove every other result of the journal, and all that is made from it."""
    for path in sorted(results(classroom))[::2]:
        path.unlink()
    for path in (classroom.gradebook, classroom.root / ".autograder" / "published.jsonl"):
        path.unlink(missing_ok=True)
    shutil.rmtree(classroom.autograded, ignore_errors=True)
    shutil.rmtree(classroom.feedback, ignore_errors=True)
