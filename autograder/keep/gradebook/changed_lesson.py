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


def follow(gradebook: Gradebook, lesson: str, source: NotebookNode) -> None:
    """Add and remove cells of a lesson that has submissions, so that nbgrader can register it.

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
            _add(gradebook, notebook, kind, name, cells[name])
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


def _add(gradebook: Gradebook, notebook: Notebook, kind: type, name: str, cell: NotebookNode) -> None:
    """A row for a new cell; and, as nbgrader makes them with a submission, a grade or comment in each submission."""
    details = {"max_score": float(cell.metadata.nbgrader["points"])} if kind is GradeCell else {}
    if kind is not SolutionCell:
        details["cell_type"] = cell.cell_type
    row = kind(name=name, notebook=notebook, **details)
    gradebook.db.add(row)
    gradebook.db.flush()
    per_submission = {GradeCell: Grade, SolutionCell: Comment}.get(kind)
    for submission in notebook.submissions if per_submission else ():
        gradebook.db.add(per_submission(cell_id=row.id, notebook=submission))
