"""The one writer of nbgrader's gradebook and folders."""

from __future__ import annotations

import dataclasses
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades, SaveCells
from sqlalchemy.exc import DatabaseError, SAWarning
from traitlets.config import Config

from autograder.changed_lesson import follow
from autograder.course import Classroom
from autograder.errors import CourseError
from autograder.lesson_source import grade_id
from autograder.nbgrader_release import PREPROCESSORS, configure
from autograder.reference import Lesson
from autograder.release import write_atomically
from autograder.result import Result

COURSE_ID = "training-lab"


@dataclass(frozen=True)
class Marks:
    """What people wrote into the gradebook: points by cell id, comments by cell id."""

    points: Mapping[str, float] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)

    def applied_to(self, result: Result) -> Result:
        """The result with a person's points in the place of the automatic ones."""
        exercises = tuple(
            dataclasses.replace(e, points=self.points[cell]) if (cell := _cell(e)) in self.points else e
            for e in result.exercises
        )
        return dataclasses.replace(result, exercises=exercises)


def _cell(exercise) -> str:
    """The graded cell of an exercise: the answer itself where it is written, else its test cell."""
    return exercise.id if exercise.written else f"test-{exercise.id}"


class GradebookWriter:
    """Writes one class's results where nbgrader and Formgrader look for them."""

    def __init__(self, classroom: Classroom) -> None:
        self.classroom = classroom
        # nbgrader makes a new gradebook by calling `alembic`, which lies beside this interpreter.
        scripts = str(Path(sys.executable).parent)
        if scripts not in os.environ.get("PATH", "").split(os.pathsep):
            os.environ["PATH"] = os.pathsep.join((scripts, os.environ.get("PATH", "")))

    @contextmanager
    def _open(self) -> Iterator[Gradebook]:
        with self._faults(), Gradebook(self.classroom.db_url, COURSE_ID) as gradebook:
            yield gradebook

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Say what is wrong with the gradebook in words."""
        # nbgrader reads relations of rows that it has not added yet; SQLAlchemy says so, and all is well.
        warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
        try:
            yield
        except DatabaseError as error:
            raise CourseError(
                f"Cannot write the gradebook {self.classroom.gradebook}: {error.orig}.",
                "Close what else has it open (Formgrader, another grader), see that the disk has room, and run again.",
            ) from error

    def register(self, lessons: Iterable[Lesson]) -> None:
        """Make the gradebook know the lessons' cells and points, as `nbgrader generate_assignment` does.

        Raises CourseError where a cell with marks of a person is no longer in its lesson.
        """
        self.classroom.root.mkdir(parents=True, exist_ok=True)
        config = Config()
        configure(config)
        until_saved = PREPROCESSORS[: PREPROCESSORS.index(SaveCells) + 1]
        for lesson in lessons:
            with self._open() as gradebook:
                gradebook.update_or_create_assignment(lesson.name)
                follow(gradebook, lesson.name, lesson.source)
            notebook, resources = lesson.source, self._resources(lesson.name)
            for preprocessor in until_saved:
                with self._faults():
                    notebook, resources = preprocessor(config=config).preprocess(notebook, resources)

    def save(self, student: str, result: Result, timestamp: str | None) -> Marks:
        """Write one graded submission: the notebook into autograded/, the scores into the gradebook.

        Returns what people had marked or written by hand, which stays.
        """
        folder = self.classroom.autograded / student / result.lesson
        path = folder / f"{result.lesson}.ipynb"
        notebook = nbformat.reads(result.notebook, as_version=4)
        resources = self._resources(result.lesson, student)
        with self._open() as gradebook:
            gradebook.update_or_create_student(student)
            details = {"timestamp": timestamp} if timestamp else {}
            gradebook.update_or_create_submission(result.lesson, student, **details)
            marked = _settled_answers(gradebook, result.lesson, student, path, notebook)
        with self._faults():
            SaveAutoGrades().preprocess(notebook, resources)
            AssignLatePenalties().preprocess(notebook, resources)
        write_atomically(path, result.notebook.encode("utf-8"))
        if timestamp:
            # nbgrader compares the two files to see whether a newer submission has come.
            write_atomically(folder / "timestamp.txt", f"{timestamp}\n".encode())
        with self._open() as gradebook:
            for grade in gradebook.find_submission_notebook(result.lesson, result.lesson, student).grades:
                if grade.name in marked:
                    grade.needs_manual_grade = False
            gradebook.db.commit()
            return _marks(gradebook, result.lesson, student)

    def _resources(self, lesson: str, student: str = "") -> dict:
        names = {
            "assignment": lesson,
            "notebook": lesson,
            "student": student,
            "db_url": self.classroom.db_url,
        }
        return {"nbgrader": names, "metadata": {"name": lesson}}


def _settled_answers(
    gradebook: Gradebook, lesson: str, student: str, path: Path, new: NotebookNode
) -> set[str]:
    """Answers that a person has marked and that have not changed since: nbgrader would ask for them again."""
    try:
        grades = gradebook.find_submission_notebook(lesson, lesson, student).grades
        old = {grade_id(c): c.source for c in nbformat.read(path, as_version=4).cells}
    except (MissingEntry, OSError, ValueError):
        return set()
    now = {grade_id(c): c.source for c in new.cells}
    settled = {g.name for g in grades if g.manual_score is not None and not g.needs_manual_grade}
    return {name for name in settled if name in old and old[name] == now.get(name)}


def _marks(gradebook: Gradebook, lesson: str, student: str) -> Marks:
    notebook = gradebook.find_submission_notebook(lesson, lesson, student)
    points = {g.name: float(g.manual_score) for g in notebook.grades if g.manual_score is not None}
    comments = {c.name: c.manual_comment for c in notebook.comments if c.manual_comment}
    return Marks(points, comments)
