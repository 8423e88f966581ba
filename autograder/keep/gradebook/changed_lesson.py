"""A lesson whose cells changed after it had been graded: the gradebook follows, where stock nbgrader refuses."""

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
)

from autograder.course.cells import grade_id
from autograder.errors import CourseError
from autograder.keep.marks import Marks
from autograder.keep.record import ClassRecord


def follow(gradebook: Gradebook, lesson: str, source: NotebookNode, record: ClassRecord) -> None:
    """Add and remove cells of a lesson that has submissions, so that nbgrader can register it.

    A cell that comes back has the marks that the record knows.

    Does nothing for a lesson without submissions, which nbgrader registers anew by itself. Raises
    CourseError, and changes nothing, where a removed cell carries marks or comments of a person.
    """
    try:
        notebook = gradebook.find_notebook(lesson, lesson)
    except MissingEntry:
        return
    if not notebook.submissions:
        return
    wanted = _roles(source)
    removed = [cell for kind in wanted for cell in _cells(notebook, kind) if cell.name not in wanted[kind]]
    _refuse_to_lose_marks(lesson, removed)
    for cell in removed:
        for row in _of_submissions(cell):
            gradebook.db.delete(row)
        gradebook.db.delete(cell)
    for kind, cells in wanted.items():
        known = {cell.name for cell in _cells(notebook, kind)}
        for name in cells.keys() - known:
            for row in _add(gradebook, notebook, kind, name, cells[name]):
                _mark(row, name, record.marks.get((row.notebook.assignment.student_id, lesson), Marks()))
    gradebook.db.commit()


def _roles(source: NotebookNode) -> dict[type, dict[str, NotebookNode]]:
    """nbgrader's kinds of rows → the cells that need one, by name, as nbgrader's SaveCells sees them."""
    named = {grade_id(cell): cell for cell in source.cells if grade_id(cell)}
    graded = {name: cell for name, cell in named.items() if utils.is_grade(cell)}
    solutions = {name: cell for name, cell in named.items() if utils.is_solution(cell)}
    locked = {name: cell for name, cell in named.items() if utils.is_locked(cell)}
    return {GradeCell: graded, SolutionCell: solutions, SourceCell: graded | solutions | locked}


def _cells(notebook: Notebook, kind: type) -> list:
    by_kind = {
        GradeCell: notebook.grade_cells,
        SolutionCell: notebook.solution_cells,
        SourceCell: notebook.source_cells,
    }
    return list(by_kind[kind])


def _of_submissions(cell: GradeCell | SolutionCell | SourceCell) -> list[Grade | Comment]:
    """The rows that submissions have for a cell; a source cell, which is only text, has none."""
    return [] if isinstance(cell, SourceCell) else [*cell.grades, *cell.comments]


def _refuse_to_lose_marks(lesson: str, cells: list) -> None:
    rows = [(cell.name, row) for cell in cells for row in _of_submissions(cell)]
    marked = sorted(
        {name for name, row in rows if isinstance(row, Grade) and row.manual_score is not None}
        | {name for name, row in rows if isinstance(row, Comment) and row.manual_comment}
    )
    if marked:
        raise CourseError(
            f"{lesson} no longer has the cells {', '.join(marked)}, for which the gradebook holds marks of a person.",
            "Put them back into the lesson, or move the gradebook away: nothing was changed.",
        )


def _add(
    gradebook: Gradebook, notebook: Notebook, kind: type, name: str, cell: NotebookNode
) -> list[Grade | Comment]:
    """A row for a new cell; and, as nbgrader makes them with a submission, a grade or comment in each submission.

    Returns those of the submissions.
    """
    details = {"max_score": float(cell.metadata.nbgrader["points"])} if kind is GradeCell else {}
    if kind is not SolutionCell:
        details["cell_type"] = cell.cell_type
    row = kind(name=name, notebook=notebook, **details)
    gradebook.db.add(row)
    gradebook.db.flush()
    per_submission = {GradeCell: Grade, SolutionCell: Comment}.get(kind)
    if per_submission is None:
        return []
    rows = [per_submission(cell_id=row.id, notebook=submission) for submission in notebook.submissions]
    gradebook.db.add_all(rows)
    return rows


def _mark(row: Grade | Comment, name: str, marks: Marks) -> None:
    """Write a person's mark or comment for a cell that was gone and has come back."""
    if isinstance(row, Comment):
        row.manual_comment = marks.comments.get(name)
    else:
        row.manual_score, row.extra_credit = marks.points.get(name), marks.extra.get(name)
        row.needs_manual_grade = name in marks.waiting
