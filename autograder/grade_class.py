"""Grade a class: find what was handed in, run it, keep the grades, write the pages."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Protocol

from autograder import __version__
from autograder.course import Classroom, Course
from autograder.engine import Job, build_references, grade_all
from autograder.execution import Limits
from autograder.gradebook import GradebookWriter, Marks
from autograder.pages import class_page, feedback_page
from autograder.reference import Lesson, Reference, probe_seed, read_lesson
from autograder.release import write_atomically
from autograder.result import Result, State
from autograder.secret import class_secret
from autograder.submissions import HandedIn, find_submissions
from autograder.table import Row, table_bytes


class Progress(Protocol):
    """What grading tells whoever watches."""

    def step(self, what: str, total: int) -> None:
        """A step of `total` parts begins."""

    def advance(self, what: str) -> None:
        """One part is done; `what` names it."""


@dataclass(frozen=True)
class ClassGrades:
    """A class, graded: one row per student and lesson, and the files that were written."""

    rows: tuple[Row, ...]
    page: Path
    table: Path


def grade_class(
    course: Course, classroom: Classroom, lessons: list[str], limits: Limits, jobs: int, progress: Progress
) -> ClassGrades:
    """Grade every submission of these lessons, `jobs` at a time.

    A student's trouble becomes a row; only the course's or the class folder's own faults raise CourseError.
    """
    found = find_submissions(classroom, lessons)
    # A lesson that nobody has handed in yet is no reason to report a class of missing notebooks.
    begun = [
        name for name in lessons if any(h.lesson == name and (h.path or h.problem) for h in found)
    ] or lessons
    found = [h for h in found if h.lesson in begun]
    references = _references(course, classroom, begun, limits, jobs, progress)
    writer = GradebookWriter(classroom)
    writer.register(r.lesson for r in references.values())
    rows = {(h.student, h.lesson): Row(h.student, h.lesson, None) for h in found}
    progress.step("Grading", len(rows))
    for handed_in, result, marks in _results(found, references, writer, limits, jobs):
        if result is not None:
            shown = marks.applied_to(result)
            feedback = _write_feedback(
                classroom, handed_in, shown, marks, references[handed_in.lesson].lesson
            )
            rows[handed_in.student, handed_in.lesson] = Row(
                handed_in.student, handed_in.lesson, shown, feedback
            )
        progress.advance(f"{handed_in.student} · {handed_in.lesson}")
    return _write_class(classroom, tuple(rows.values()), {n: r.lesson.title for n, r in references.items()})


def _references(
    course: Course, classroom: Classroom, lessons: list[str], limits: Limits, jobs: int, progress: Progress
) -> dict[str, Reference]:
    secret = class_secret(classroom)
    read = [read_lesson(course, name) for name in lessons]
    progress.step("Running the reference solutions", len(read))
    references = {}
    for reference in build_references(
        [(lesson, probe_seed(secret, lesson)) for lesson in read], limits, jobs
    ):
        references[reference.lesson.name] = reference
        progress.advance(reference.lesson.name)
    return references


def _results(
    found: list[HandedIn],
    references: Mapping[str, Reference],
    writer: GradebookWriter,
    limits: Limits,
    jobs: int,
) -> Iterator[tuple[HandedIn, Result | None, Marks]]:
    """Each submission with its result, kept in the gradebook, in the order in which they finish."""
    to_run = {}
    for handed_in in found:
        if handed_in.path is not None:
            to_run[handed_in.student, handed_in.lesson] = handed_in
        elif handed_in.problem:
            stop = handed_in.problem
            yield (
                handed_in,
                Result(handed_in.lesson, State.UNREADABLE, flags=handed_in.flags, stop=stop),
                Marks(),
            )
        else:
            yield handed_in, None, Marks()
    queue = (Job(key, h.lesson, h.read()) for key, h in to_run.items())
    for job, result in grade_all(queue, dict(references), limits, jobs):
        handed_in = to_run[job.key]
        result = dataclasses.replace(result, flags=(*handed_in.flags, *result.flags))
        graded = result.points is not None
        yield (
            handed_in,
            result,
            writer.save(handed_in.student, result, handed_in.timestamp) if graded else Marks(),
        )


def _write_feedback(
    classroom: Classroom, handed_in: HandedIn, result: Result, marks: Marks, lesson: Lesson
) -> str:
    """Write a student's feedback page where nbgrader would; returns its path below the class's folder."""
    path = classroom.feedback / handed_in.student / handed_in.lesson / f"{handed_in.lesson}.html"
    comments = {cell.removeprefix("test-"): text for cell, text in marks.comments.items()}
    page = feedback_page(result, handed_in.student, lesson.title, provenance=provenance(), comments=comments)
    write_atomically(path, page.encode("utf-8", errors="replace"))
    return path.relative_to(classroom.root).as_posix()


def _write_class(classroom: Classroom, rows: tuple[Row, ...], titles: dict[str, str]) -> ClassGrades:
    page, table = classroom.root / "report.html", classroom.root / "grades.csv"
    write_atomically(table, table_bytes(rows))
    html = class_page(rows, title=classroom.root.resolve().name, titles=titles, provenance=provenance())
    write_atomically(page, html.encode("utf-8", errors="replace"))
    return ClassGrades(rows, page, table)


def provenance() -> dict[str, str]:
    """What graded: the versions that results depend on, and how closely the notebooks were shut in."""
    packages = ("tensorflow", "keras", "numpy", "nbgrader")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return {
        "Grader": f"Training Lab {__version__}, Python {python_version()}",
        "Packages": versions,
        "Isolation": "none (an ordinary process of the instructor's)",
    }
