"""A class graded by a Dask cluster of two workers on this machine, whole and with one worker killed half-way."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from support.class_scores import another_class, results, scores
from support.dask_cluster import Cluster
from support.leftovers import becomes, below

from autograder.author.answers import read_bank
from autograder.course.folders import Classroom, Course
from autograder.course.lesson import read_lesson
from benchmarks import synthetic
from benchmarks.grading_run import autograder, start
from benchmarks.table import Table

LESSON = "00-start-here"


def measure(course: Course, folder: Path, students: int) -> Iterator[Table]:
    """The same class on this machine's two workers, on a cluster's two, and on a cluster that loses one."""
    lesson = read_lesson(course, LESSON)
    here = Classroom(folder / "here")
    synthetic.hand_in(here, lesson, students, synthetic.texts(read_bank(course, LESSON)), attacks=True)
    took = autograder(course, *_grade(here, "--jobs", "2"))
    there, killed = (another_class(here, folder / name) for name in ("there", "killed"))
    table = Table(
        "On Dask",
        ("", "seconds", "driver, ms each", "scores as on this machine"),
        f"Lesson {LESSON}, {students} students, attacks among them; a scheduler and two workers on this machine.",
    )

    def add(name: str, classroom: Classroom, seconds: float | None, driver: float | None) -> None:
        same = "yes" if scores(classroom) == scores(here) else "NO"
        table.add(name, seconds, None if driver is None else 1000 * driver / students, same)

    add("this machine, 2 workers", here, took.seconds, took.driver_seconds)
    (folder / "cluster").mkdir()
    cluster = Cluster(folder / "cluster")
    try:
        cluster.worker("--nthreads", "1")
        lost = cluster.worker("--nthreads", "1")
        on_cluster = ("--scheduler", cluster.address, "--workers", "2")
        took = autograder(course, *_grade(there, *on_cluster))
        add("a cluster of 2 workers", there, took.seconds, took.driver_seconds)
        running = start(course, *_grade(killed, *on_cluster))
        half = becomes(lambda: 2 * len(results(killed)) >= students, seconds=3600)
        _kill(lost)
        if running.wait() or not half:
            raise RuntimeError("the class was not graded once a worker was killed")
        add("a cluster of 2 workers, one killed half-way", killed, None, None)
    finally:
        cluster.close()
    yield table


def _grade(classroom: Classroom, *more: str) -> list[str]:
    return ["grade", LESSON, "--class", str(classroom.root), "--cell-seconds", "5", *more]


def _kill(worker: subprocess.Popen[bytes]) -> None:
    """The command, its nanny's worker and whatever that started: none comes back."""
    for pid in (worker.pid, *below(worker.pid)):
        os.kill(pid, signal.SIGKILL)
    worker.wait()
