"""What a class costs: against stock nbgrader, against the floor, from twenty students to a thousand."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from autograder.author.answers import read_bank
from autograder.course.folders import Classroom, Course
from autograder.course.lesson import Lesson, read_lesson
from autograder.run.kernels.server import FIXED_ENVIRONMENT, PRELOAD
from benchmarks import digits_lesson, synthetic
from benchmarks.grading_run import Took, autograder, environment
from benchmarks.table import Table

LESSON = "00-start-here"
#: One worker takes twice as long: the largest classes are graded by two.
_LARGEST_ALONE = 200


def against_stock(folder: Path, students: int, stock_students: int) -> Iterator[Table]:
    """The same submissions of one lesson: stock nbgrader, this grader, and the cells alone."""
    course = digits_lesson.course(folder / "digits")
    lesson = read_lesson(course, digits_lesson.NAME)
    answers = (*digits_lesson.RIGHT, *digits_lesson.WRONG)
    texts = [f"# student {index}\n{answers[index % len(answers)]}" for index in range(students)]
    submissions = [digits_lesson.submission(lesson, text) for text in texts]
    table = Table(
        "A class of one lesson (Digits, 512-10, 5 epochs)",
        ("", "seconds a submission", "stock / this", "each further one", "this / floor"),
        f"{students} submissions, {stock_students} of them for stock nbgrader. The first column is the whole command "
        "shared out: start-up, reference, gradebook and pages included. A further one is what is left of it when "
        "a class of one student is taken off.",
    )
    stock = _stock(folder / "stock", course, submissions[:stock_students]) / stock_students
    table.add("stock nbgrader autograde", stock, None, None, None)
    for workers in (1, 2):
        floor = _floor(texts, workers) / students
        table.add(f"floor: the cells alone in forked processes, {workers} at once", None, None, floor, None)
        one = _graded(course, lesson, submissions[:1], workers)
        took, again = _graded(course, lesson, submissions, workers)
        each, further = took / students, (took - one[0]) / (students - 1)
        table.add(f"autograder grade --jobs {workers}", each, stock / each, further, further / floor)
        table.add("– again, nothing changed", again / students, None, (again - one[1]) / (students - 1), None)
    yield table


def _graded(course: Course, lesson: Lesson, submissions: list[bytes], workers: int) -> tuple[float, float]:
    """Seconds that grading a new class takes, and grading it again."""
    classroom = Classroom(course.root / f"class-{len(submissions)}-{workers}")
    for index, submission in enumerate(submissions):
        path = classroom.submitted / f"student-{index:03}" / lesson.name / f"{lesson.name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(submission)
    took, again = _grade(course, classroom, workers), _grade(course, classroom, workers)
    return took.seconds, again.seconds


def _grade(course: Course, classroom: Classroom, workers: int, *more: str) -> Took:
    return autograder(course, "grade", "--class", str(classroom.root), "--jobs", str(workers), *more)


def _stock(folder: Path, course: Course, submissions: list[bytes]) -> float:
    """Seconds of stock nbgrader in a course of its own, with nothing of this project's configuration."""
    name = digits_lesson.NAME
    shutil.copytree(course.source(name).parent, folder / "source" / name)
    (folder / "source" / name / "key.py").unlink()
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'stock'\n")
    command = [str(Path(sys.executable).with_name("nbgrader"))]

    def nbgrader(*arguments: str) -> None:
        done = subprocess.run(
            [*command, *arguments], cwd=folder, env=environment(), capture_output=True, text=True, check=False
        )
        if "Traceback" in done.stderr or (done.returncode and arguments[0] != "autograde"):
            raise RuntimeError(done.stderr[-2000:])

    nbgrader("generate_assignment", name)
    for index, submission in enumerate(submissions):
        path = folder / "submitted" / f"student-{index:03}" / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(submission)
    began = time.perf_counter()
    nbgrader("autograde", name)
    return time.perf_counter() - began


def _floor(texts: list[str], workers: int) -> float:
    """Seconds of the same cells, each notebook in a forked process that has imported what it needs."""
    # A cell that raises ends a notebook's process: the floor has none that do.
    notebooks = [[digits_lesson.LOAD, _unfailing(text), _unfailing(digits_lesson.VISIBLE)] for text in texts]
    preload = [name for name in PRELOAD if not name.startswith("ipykernel")]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("floor.py"))],
        input=json.dumps([notebooks, workers, preload]),
        env={**environment(), **FIXED_ENVIRONMENT, "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _unfailing(cell: str) -> str:
    lines = "\n".join("    " + line for line in cell.splitlines())
    return f"try:\n{lines}\nexcept Exception:\n    pass"


def by_size(course: Course, folder: Path, sizes: list[int]) -> Iterator[Table]:
    """Lesson 00 at several sizes, on one worker and on two; and the largest with attacks among the students."""
    lesson = read_lesson(course, LESSON)
    answers = synthetic.texts(read_bank(course, LESSON))
    table = Table(
        f"Classes of several sizes (lesson {LESSON})",
        (
            "students",
            "workers",
            "ms a submission",
            "driver, ms each",
            "its workers, ms each",
            "cores busy, %",
            "driver, MiB at most",
            "again, ms each",
        ),
        "Students are made of the answer bank. "
        "Start-up and the reference, which every run takes once, are left out: the cost of a class of one. Driver and "
        "workers in milliseconds of the processor; the workers' own are without the kernels'. Cores are busy or not "
        "over the whole command, start-up included.",
    )
    for workers in (1, 2):
        # What every run takes, whatever its size: the cost of a class of one is taken off the others'.
        one, one_again = _twice(course, folder, 1, workers, lesson, answers)
        for size in sizes:
            if workers == 1 and size > _LARGEST_ALONE:
                continue
            took, again = _twice(course, folder, size, workers, lesson, answers)
            others = size - 1
            table.add(
                size,
                workers,
                1000 * (took.seconds - one.seconds) / others,
                1000 * (took.driver_seconds - one.driver_seconds) / others,
                1000 * (took.worker_seconds - one.worker_seconds) / others,
                100 * took.busy,
                took.driver_peak,
                1000 * (again.seconds - one_again.seconds) / others,
            )
    yield table
    yield _under_attack(course, folder, max(sizes))


def _twice(
    course: Course, folder: Path, size: int, workers: int, lesson: Lesson, answers: dict[str, list[str]]
) -> tuple[Took, Took]:
    """Grade a class of this size, and grade it again."""
    classroom = Classroom(folder / f"size-{size}-{workers}")
    synthetic.hand_in(classroom, lesson, size, answers, attacks=False)
    return _grade(course, classroom, workers), _grade(course, classroom, workers)


def _under_attack(course: Course, folder: Path, size: int) -> Table:
    lesson = read_lesson(course, LESSON)
    answers = synthetic.texts(read_bank(course, LESSON))
    classroom = Classroom(folder / "attacked")
    synthetic.hand_in(classroom, lesson, size, answers, attacks=True)
    took = _grade(course, classroom, 2, "--json", "--cell-seconds", "10")
    rows = json.loads(took.output)["rows"]
    states = Counter(row["state"] for row in rows)
    table = Table(
        f"{size:,} students, attacks among them",
        ("", ""),
        "One student of twenty attacks, one hands in something unreadable; two workers.",
    )
    table.add("students", len(rows))
    for state, number in sorted(states.items()):
        table.add(state, number)
    table.add("seconds in all", took.seconds)
    table.add("driver, MiB at most", took.driver_peak)
    table.add("feedback pages", len(list(classroom.feedback.rglob("*.html"))))
    return table
