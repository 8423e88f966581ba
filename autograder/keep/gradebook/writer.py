"""The one writer of nbgrader's gradebook and folders."""

from __future__ import annotations

import dataclasses
import logging
import os
import secrets
import sqlite3
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Gradebook,
    InvalidEntry,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import SaveCells
from sqlalchemy.exc import DatabaseError, SAWarning
from sqlalchemy.orm import joinedload
from traitlets.config import Config

from autograder.compare.result import Result
from autograder.course.cells import grade_id
from autograder.course.files import write_atomically
from autograder.course.folders import Classroom
from autograder.course.lesson import Lesson
from autograder.course.preprocessors import PREPROCESSORS, configure
from autograder.errors import CourseError
from autograder.intake.submissions import id_problem
from autograder.keep.gradebook.changed_lesson import follow
from autograder.keep.gradebook.late import late_penalties
from autograder.keep.gradebook.marks import (
    WITH_MARKS,
    Marks,
    all_marks,
    marks_of,
)

COURSE_ID = "training-lab"
#: Seconds to wait for a gradebook that another program is writing into.
_PATIENCE = 600.0


def with_marks(result: Result, marks: Marks) -> Result:
    """The result with a person's points in the place of the automatic ones.

    Also where the gradebook asks for the mark again: nbgrader does so after each of its own runs.
    """
    exercises = tuple(
        dataclasses.replace(e, points=marks.points[cell]) if (cell := _cell(e)) in marks.points else e
        for e in result.exercises
    )
    return dataclasses.replace(result, exercises=exercises)


def _cell(exercise) -> str:
    """The graded cell of an exercise: the answer itself where it is written, else its test cell."""
    return exercise.id if exercise.written else f"test-{exercise.id}"


@dataclass(frozen=True)
class _UnfinishedGradebook(Classroom):
    """A class's folder with a gradebook of another name."""

    name: str

    @property
    def gradebook(self) -> Path:
        return self.root / self.name


class GradebookWriter:
    """Writes one class's results where nbgrader and Formgrader look for them."""

    def __init__(self, classroom: Classroom, note: Callable[[str], None] = lambda what: None) -> None:
        self.classroom, self.note = classroom, note
        # nbgrader makes a new gradebook by calling `alembic`, which lies beside this interpreter.
        scripts = str(Path(sys.executable).parent)
        if scripts not in os.environ.get("PATH", "").split(os.pathsep):
            os.environ["PATH"] = os.pathsep.join((scripts, os.environ.get("PATH", "")))

        self._session: Gradebook | None = None

    @contextmanager
    def open(self) -> Iterator[GradebookWriter]:
        """Keep the gradebook open: opening it takes longer than writing a submission."""
        with self.session() as gradebook:
            self._session = gradebook
            try:
                yield self
            finally:
                self._session = None

    @contextmanager
    def session(self) -> Iterator[Gradebook]:
        """The gradebook, once no other program holds it. Raises CourseError with what is wrong, in words."""
        self._wait()
        with self._open() as gradebook:
            yield gradebook

    @contextmanager
    def _open(self) -> Iterator[Gradebook]:
        if self._session is not None:
            with self._faults():
                yield self._session
            return
        with self._faults():
            if not self.classroom.gradebook.exists():
                self._create()
            with Gradebook(self.classroom.db_url, COURSE_ID) as gradebook:
                yield gradebook

    def _create(self) -> None:
        """Make a gradebook, whole under another name first: programs that start together must agree on one."""
        path = self.classroom.gradebook
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = _UnfinishedGradebook(path.parent, f".gradebook-{os.getpid()}-{secrets.token_hex(4)}.db")
        try:
            Gradebook(draft.db_url, COURSE_ID).close()
            os.link(draft.gradebook, path)
        except FileExistsError:
            pass  # another program was quicker
        finally:
            draft.gradebook.unlink(missing_ok=True)

    def _wait(self) -> None:
        """Wait while another program holds the gradebook's lock, and say so. Raises CourseError after minutes."""
        told = False
        until = time.monotonic() + _PATIENCE
        while self._held():
            if time.monotonic() > until:
                raise CourseError(
                    f"Another program has held {self.classroom.gradebook} for {_PATIENCE / 60:g} minutes.",
                    "Close it (Formgrader, another grader) and run again: what was graded is kept.",
                )
            if not told:
                self.note("The gradebook is held by another program (Formgrader?): waiting for it.")
                told = True

    def _held(self) -> bool:
        """Whether somebody else is writing into the gradebook, and still is a second later."""
        if not self.classroom.gradebook.is_file():
            return False
        try:
            with closing(sqlite3.connect(self.classroom.gradebook, timeout=1)) as probe:
                probe.execute("BEGIN IMMEDIATE")
                probe.rollback()
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
        except sqlite3.DatabaseError:
            return False  # no gradebook at all: who opens it next says what is wrong
        return False

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Say what is wrong with the gradebook in words."""
        # nbgrader reads relations of rows that it has not added yet; SQLAlchemy says so, and all is well.
        warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
        # It logs a traceback for what it raises: what is said here is enough.
        logging.getLogger("tornado.application").addFilter(_no_rollback)
        try:
            yield
        except Exception as error:
            if self._session is not None:
                self._session.db.rollback()
            if not isinstance(error, DatabaseError | InvalidEntry):
                raise
            what = str(getattr(error, "orig", error)).splitlines()[0]
            raise CourseError(
                f"Cannot write the gradebook {self.classroom.gradebook}: {what}.",
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

    def marks(self) -> dict[tuple[str, str], Marks]:
        """What people marked and wrote: (student, lesson) → marks."""
        if not self.classroom.gradebook.exists():
            return {}
        with self._open() as gradebook:
            return all_marks(gradebook)

    def settled(self) -> frozenset[tuple[str, str]]:
        """(student, lesson) of the submissions that it holds and whose lateness cannot change their score."""
        with self._open() as gradebook:
            rows = gradebook.db.query(SubmittedAssignment).options(
                joinedload(SubmittedAssignment.assignment), joinedload(SubmittedAssignment.notebooks)
            )
            return frozenset(
                (row.student_id, row.assignment.name)
                for row in rows
                if row.total_seconds_late <= 0
                and all(n.late_submission_penalty is None for n in row.notebooks)
            )

    def save(self, student: str, result: Result, timestamp: str | None, kept: Marks | None = None) -> Marks:
        """Write one graded submission: the notebook into autograded/, the scores into the gradebook.

        `kept` are marks to give back where the gradebook does not know the submission. Returns what people
        had marked or written by hand, which stays.
        """
        folder = self.classroom.autograded / student / result.lesson
        path = folder / f"{result.lesson}.ipynb"
        # The grader's own, so it need not be validated once more.
        notebook = nbformat.v4.reads(result.notebook)
        with self.session() as gradebook:
            known = _knows(gradebook, result.lesson, student)
            if not known:
                gradebook.update_or_create_student(student)
            details = {"timestamp": timestamp} if timestamp else {}
            submission = gradebook.update_or_create_submission(result.lesson, student, **details)
            row = _row(gradebook, submission, result.lesson)
            if not known and kept:
                _give_back(row, kept)
            settled = _settled_answers(row, path, notebook)
            _save_scores(row, notebook, settled)
            late = row.late_submission_penalty is not None or submission.total_seconds_late > 0
            marks = marks_of(row)
            gradebook.db.commit()
            if known:  # then somebody may have marked it in the meantime
                marks = marks_of(_row(gradebook, submission, result.lesson))
            if late:
                late_penalties().preprocess(notebook, self._resources(result.lesson, student))
        write_atomically(path, result.notebook.encode("utf-8"))
        if timestamp:
            # nbgrader compares the two files to see whether a newer submission has come.
            write_atomically(folder / "timestamp.txt", f"{timestamp}\n".encode())
        return marks

    def remove(self, student: str, lesson: str) -> None:
        """Take a submission out of the gradebook, if it is there; its marks are in the journal."""
        if id_problem(student):
            return  # it was never there
        with self.session() as gradebook:
            if _knows(gradebook, lesson, student):
                gradebook.remove_submission(lesson, student)

    def _resources(self, lesson: str, student: str = "") -> dict:
        names = {
            "assignment": lesson,
            "notebook": lesson,
            "student": student,
            "db_url": self.classroom.db_url,
        }
        return {"nbgrader": names, "metadata": {"name": lesson}}


def _no_rollback(record: logging.LogRecord) -> bool:
    return "Rolling back session" not in record.getMessage()


def _knows(gradebook: Gradebook, lesson: str, student: str) -> bool:
    try:
        gradebook.find_submission(lesson, student)
    except MissingEntry:
        return False
    return True


def _row(gradebook: Gradebook, submission: SubmittedAssignment, lesson: str) -> SubmittedNotebook:
    """The lesson's notebook with its grades, comments and their cells: else each is a query of its own.

    By its name, for nbgrader registers every notebook that lies in a lesson's folder.
    """
    return (
        gradebook.db.query(SubmittedNotebook)
        .join(SubmittedNotebook.notebook)
        .filter(SubmittedNotebook.assignment_id == submission.id, Notebook.name == lesson)
        .options(*WITH_MARKS)
        .one()
    )


def _give_back(row: SubmittedNotebook, kept: Marks) -> None:
    """Put marks that another gradebook held into this one's rows."""
    for grade in row.grades:
        if grade.name in kept.points:
            grade.manual_score = kept.points[grade.name]
            grade.needs_manual_grade = grade.name in kept.waiting
    for comment in row.comments:
        if comment.name in kept.comments:
            comment.manual_comment = kept.comments[comment.name]


def _save_scores(row: SubmittedNotebook, notebook: NotebookNode, settled: set[str]) -> None:
    """What nbgrader's SaveAutoGrades writes, in one transaction; it makes two for each cell, a second in all.

    A cell in `settled` has been marked by a person and has not changed since: nobody need look at it again.
    """
    cells = {grade_id(cell): cell for cell in notebook.cells}
    for grade in row.grades:
        cell = cells.get(grade.name)
        grade.auto_score = utils.determine_grade(cell)[0] if cell is not None else None
        marked = grade.manual_score is not None
        grade.needs_manual_grade = grade.name not in settled if marked else grade.auto_score is None
    for comment in row.comments:
        cell = cells.get(comment.name)
        untouched = cell is not None and cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(
            cell
        )
        comment.auto_comment = "No response." if untouched else None


def _settled_answers(row: SubmittedNotebook, path: Path, new: NotebookNode) -> set[str]:
    """Answers that a person has marked and that have not changed since: nbgrader would ask for them again."""
    marked = {g.name for g in row.grades if g.manual_score is not None and not g.needs_manual_grade}
    if not marked:
        return set()
    try:
        old = {grade_id(c): c.source for c in nbformat.read(path, as_version=4).cells}
    except (OSError, ValueError):
        return set()
    now = {grade_id(c): c.source for c in new.cells}
    return {name for name in marked if name in old and old[name] == now.get(name)}
