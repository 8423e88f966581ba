"""One submission in nbgrader's own tables, written by a few statements: its objects take 30 ms for each.

The columns are those that nbgrader's `add_submission` and `SaveAutoGrades` fill.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import Connection, bindparam, insert, select, update

from autograder.keep.marks import Marks

_assignment, _notebook, _cell = Assignment.__table__, Notebook.__table__, BaseCell.__table__
_submitted, _submitted_notebook = SubmittedAssignment.__table__, SubmittedNotebook.__table__
_grade, _comment = Grade.__table__, Comment.__table__
#: Kinds of cells for which nbgrader gives each submission a grade, and a comment.
_GRADED, _COMMENTED = ("GradeCell", "TaskCell"), ("SolutionCell", "TaskCell")


@dataclass(frozen=True)
class GradeRow:
    """A grade: its row's id, and what a person gave."""

    id: str
    manual_score: float | None = None
    extra_credit: float | None = None
    needs_manual_grade: bool = True


@dataclass(frozen=True)
class CommentRow:
    """A comment: its row's id, and what a person wrote."""

    id: str
    manual_comment: str | None = None


@dataclass(frozen=True)
class SubmissionRows:
    """A submission's rows, by cell. `known`: the gradebook had it before."""

    notebook_id: str
    known: bool
    grades: Mapping[str, GradeRow]
    comments: Mapping[str, CommentRow]

    @property
    def marks(self) -> Marks:
        """What people gave it."""
        points = {name: row.manual_score for name, row in self.grades.items() if row.manual_score is not None}
        waiting = frozenset(name for name in points if self.grades[name].needs_manual_grade)
        comments = {name: row.manual_comment for name, row in self.comments.items() if row.manual_comment}
        extra = {name: row.extra_credit for name, row in self.grades.items() if row.extra_credit}
        return Marks(points, comments, waiting, extra)

    def with_marks(self, marks: Marks, scores: Mapping[str, float | None]) -> SubmissionRows:
        """With these marks in their places. Formgrader asks for those that wait, and where there is no score at all."""
        grades = {
            name: replace(
                row,
                manual_score=marks.points.get(name),
                extra_credit=marks.extra.get(name, row.extra_credit and 0.0),
                needs_manual_grade=name in marks.waiting
                if name in marks.points
                else scores.get(name) is None,
            )
            for name, row in self.grades.items()
        }
        comments = {
            name: replace(row, manual_comment=marks.comments.get(name)) for name, row in self.comments.items()
        }
        return replace(self, grades=grades, comments=comments)


@dataclass(frozen=True)
class Times:
    """When a submission came, as UTC without a zone, and the seconds of its extension."""

    time: dt.datetime | None = None
    extension: float = 0.0

    @property
    def values(self) -> dict[str, Any]:
        """As the gradebook has them."""
        extension = dt.timedelta(seconds=self.extension) if self.extension else None
        return {"timestamp": self.time, "extension": extension}


def hand_in(connection: Connection, student: str, lesson: str, times: Times) -> SubmissionRows:
    """The submission, made where it is not there.

    From here to the end of the transaction nobody else writes into the gradebook.
    """
    assignment = select(_assignment.c.id).where(_assignment.c.name == lesson).scalar_subquery()
    own = (_submitted.c.student_id == student) & (_submitted.c.assignment_id == assignment)
    # An extension may have been given in the meantime: of a submission that is known it comes by `flow`.
    changed = update(_submitted).where(own).values(timestamp=times.time)
    known = bool(connection.execute(changed).rowcount)
    if not known:
        _add(connection, student, lesson, times)
    return _read(connection, student, lesson, known)


def _add(connection: Connection, student: str, lesson: str, times: Times) -> None:
    """Rows for a new submission, with a grade or comment for each cell that has one."""
    connection.execute(insert(Student.__table__).prefix_with("OR IGNORE").values(id=student))
    assignment = connection.execute(select(_assignment.c.id).where(_assignment.c.name == lesson)).scalar_one()
    submission = {"id": new_uuid(), "assignment_id": assignment, "student_id": student, **times.values}
    connection.execute(insert(_submitted), submission)
    notebooks = connection.execute(select(_notebook.c.id).where(_notebook.c.assignment_id == assignment))
    ids = {notebook: new_uuid() for (notebook,) in notebooks}
    _insert(
        connection,
        _submitted_notebook,
        (
            {"id": own, "assignment_id": submission["id"], "notebook_id": notebook, "flagged": False}
            for notebook, own in ids.items()
        ),
    )
    found = select(_cell.c.id, _cell.c.type, _cell.c.notebook_id).where(_cell.c.notebook_id.in_(ids))
    cells = connection.execute(found).all()
    for table, kinds in ((_grade, _GRADED), (_comment, _COMMENTED)):
        new = (
            {"id": new_uuid(), "notebook_id": ids[notebook], "cell_id": cell}
            for cell, kind, notebook in cells
            if kind in kinds
        )
        _insert(connection, table, new)


def _insert(connection: Connection, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    if rows := list(rows):
        connection.execute(insert(table), rows)


def _read(connection: Connection, student: str, lesson: str, known: bool) -> SubmissionRows:
    """By the notebook's name, for nbgrader registers every notebook that lies in a lesson's folder."""
    place = _submitted_notebook.join(_notebook).join(
        _submitted, _submitted.c.id == _submitted_notebook.c.assignment_id
    )
    own = (_submitted.c.student_id == student) & (_assignment.c.name == lesson) & (_notebook.c.name == lesson)
    place = place.join(_assignment, _assignment.c.id == _submitted.c.assignment_id)
    notebook = connection.execute(select(_submitted_notebook.c.id).select_from(place).where(own)).scalar_one()
    grades = select(
        _cell.c.name,
        _grade.c.id,
        _grade.c.manual_score,
        _grade.c.extra_credit,
        _grade.c.needs_manual_grade,
    )
    comments = select(_cell.c.name, _comment.c.id, _comment.c.manual_comment)
    return SubmissionRows(
        notebook,
        known,
        {name: GradeRow(*rest) for name, *rest in _of(connection, grades, _grade, notebook)},
        {name: CommentRow(*rest) for name, *rest in _of(connection, comments, _comment, notebook)},
    )


def _of(connection: Connection, chosen: Any, table: Any, notebook: str) -> Iterable[Any]:
    own = chosen.select_from(table.join(_cell)).where(table.c.notebook_id == notebook)
    return connection.execute(own)


def save(
    connection: Connection,
    submission: SubmissionRows,
    scores: Mapping[str, float | None],
    unanswered: set[str],
) -> None:
    """Write what people gave, the automatic scores by cell, and "No response." where a cell is `unanswered`."""
    grades = [
        {
            "row": row.id,
            "auto_score": scores.get(name),
            "manual_score": row.manual_score,
            "extra_credit": row.extra_credit,
            "needs_manual_grade": row.needs_manual_grade,
        }
        for name, row in submission.grades.items()
    ]
    comments = [
        {
            "row": row.id,
            "auto_comment": "No response." if name in unanswered else None,
            "manual_comment": row.manual_comment,
        }
        for name, row in submission.comments.items()
    ]
    for table, rows in ((_grade, grades), (_comment, comments)):
        if rows:
            connection.execute(update(table).where(table.c.id == bindparam("row")), rows)


def save_penalty(connection: Connection, submission: SubmissionRows, penalty: float | None) -> None:
    """Write what a submission's lateness costs; None where it is not late."""
    own = _submitted_notebook.c.id == submission.notebook_id
    connection.execute(update(_submitted_notebook).where(own).values(late_submission_penalty=penalty))
