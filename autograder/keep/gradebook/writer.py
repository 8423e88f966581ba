"""The one writer of nbgrader's gradebook and folders."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import os
import secrets
import sqlite3
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    Student,
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
from autograder.intake.submissions import HandedIn, id_problem
from autograder.keep.gradebook.changed_lesson import follow
from autograder.keep.gradebook.flow import Wanted, answers_shown, wanted
from autograder.keep.gradebook.marks import brought_back, changed, with_gone
from autograder.keep.gradebook.submission import Times, hand_in, save, save_penalty
from autograder.keep.journal import Journal
from autograder.keep.late import Late
from autograder.keep.marks import Marks, answers_in
from autograder.keep.record import ClassRecord, Who, marks_line, note, read_record

COURSE_ID = "training-lab"
#: Seconds to wait for a gradebook that another program is writing into.
_PATIENCE = 600.0


@dataclass(frozen=True)
class _UnfinishedGradebook(Classroom):
    """A class's folder with a gradebook of another name."""

    name: str

    @property
    def gradebook(self) -> Path:
        return self.root / self.name


def find_alembic() -> None:
    """Put this environment's scripts on the PATH: nbgrader makes a new gradebook by calling `alembic`."""
    scripts = str(Path(sys.executable).parent)
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join((scripts, os.environ.get("PATH", "")))


class GradebookWriter:
    """Writes one class's results where nbgrader and Formgrader look for them."""

    def __init__(self, classroom: Classroom, note: Callable[[str], None] = lambda what: None) -> None:
        self.classroom, self.note, self.journal = classroom, note, Journal(classroom)
        find_alembic()
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
                follow(gradebook, lesson.name, lesson.source, read_record(self.journal))
            notebook, resources = lesson.source, self._resources(lesson.name)
            for preprocessor in until_saved:
                with self._faults():
                    notebook, resources = preprocessor(config=config).preprocess(notebook, resources)

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

    def bring_up_to(self, record: ClassRecord, submissions: Mapping[Who, Wanted]) -> None:
        """Write into the gradebook what the record has: due dates, students, and these submissions' marks."""
        with self.session() as gradebook:
            known = {row.name: row for row in gradebook.assignments}
            for lesson in sorted(known.keys() | record.due.keys()):
                row = known.get(lesson) or gradebook.add_assignment(lesson)
                due = record.due.get(lesson)
                row.duedate = due.replace(tzinfo=None) if due else None
            for person in record.students.values():
                fields = {name: value or None for name, value in dataclasses.asdict(person).items()}
                gradebook.db.merge(Student(**fields))
            for (student, lesson), want in submissions.items():
                submission = gradebook.find_submission(lesson, student)
                submission.extension = dt.timedelta(seconds=want.extension) if want.extension else None
                _give(gradebook.find_submission_notebook(lesson, lesson, student), want.marks)
            gradebook.db.commit()

    def save(
        self, handed_in: HandedIn, result: Result, record: ClassRecord, late_of: Callable[[Marks], Late]
    ) -> Marks:
        """Write one graded submission: the notebook into autograded/, the scores into the gradebook.

        `late_of` says what lateness costs with a person's marks. Returns those marks, which stay; those of another
        answer wait. The record learns of them before the gradebook is written.
        """
        student, lesson = who = handed_in.student, result.lesson
        path = self.classroom.graded_notebook(*who)
        # The grader's own, so it need not be validated once more.
        notebook = nbformat.v4.reads(result.notebook)
        want, scores = wanted(record, who), _scores(notebook)
        with self.session() as gradebook:
            connection = gradebook.db.connection()
            time = utils.parse_utc(handed_in.timestamp)
            found = hand_in(connection, student, lesson, Times(time, want.extension))
            marks = want.marks
            there = with_gone(found.marks, marks, found.grades, found.comments)
            if found.known and changed(there, marks):  # a person marked it since the record was read
                marks = brought_back(there, marks, answers_shown(self.classroom, *who))
            if marks:
                marks = marks.of_answers(answers_in(result.notebook))
            if marks != want.marks:
                note(self.journal, [marks_line(who, marks)])
            save(connection, found.with_marks(marks, scores), scores, _unanswered(notebook))
            late = late_of(marks)
            save_penalty(connection, found, late.penalty if late.seconds > 0 else None)
            gradebook.db.commit()
        write_atomically(path, result.notebook.encode("utf-8"))
        if handed_in.timestamp:
            # nbgrader compares the two files to see whether a newer submission has come.
            write_atomically(path.with_name("timestamp.txt"), f"{handed_in.timestamp}\n".encode())
        else:
            path.with_name("timestamp.txt").unlink(missing_ok=True)
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


def _give(row: SubmittedNotebook, marks: Marks) -> None:
    """Write marks into a submission's rows, in the place of those that are there."""
    for grade in row.grades:
        grade.manual_score = marks.points.get(grade.name)
        grade.extra_credit = marks.extra.get(grade.name, grade.extra_credit and 0.0)
        waits = grade.name in marks.waiting if grade.name in marks.points else grade.auto_score is None
        grade.needs_manual_grade = waits
    for comment in row.comments:
        comment.manual_comment = marks.comments.get(comment.name)


def _scores(notebook: NotebookNode) -> dict[str, float | None]:
    """The automatic score of each graded cell; None where a person gives it."""
    return {grade_id(c): utils.determine_grade(c)[0] for c in notebook.cells if utils.is_grade(c)}


def _unanswered(notebook: NotebookNode) -> set[str]:
    """The answers that are as they were given out."""
    answers = (cell for cell in notebook.cells if utils.is_solution(cell))
    return {grade_id(c) for c in answers if c.metadata.nbgrader.get("checksum") == utils.compute_checksum(c)}
