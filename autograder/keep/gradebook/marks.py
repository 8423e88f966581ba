"""What people write into the gradebook, kept in the journal too: no rebuilt gradebook loses it.

Before anything is written to the gradebook, `keep` copies every mark and comment of a person's into
marks.jsonl. When a submission is written into a gradebook that does not know it (a new one, after the old
one was lost), `kept` gives them back. A mark that somebody takes away in Formgrader is taken away here too.
"""

from __future__ import annotations

import dataclasses
import math
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from autograder.compare.result import ExerciseResult, Result
from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.keep.journal import Journal, add_line, read_lines


@dataclass(frozen=True)
class Marks:
    """One student's marks for one lesson: points by cell id, comments by cell id.

    `waiting` are the cells whose mark was given to another answer than the one that now stands there.
    """

    points: Mapping[str, float] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.points or self.comments)

    def as_plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "points": dict(self.points),
            "comments": dict(self.comments),
            "waiting": sorted(self.waiting),
        }


def with_marks(result: Result, marks: Marks) -> Result:
    """The result with a person's points in the place of the automatic ones.

    Also where the gradebook asks for the mark again: nbgrader does so after each of its own runs.
    """
    exercises = tuple(
        dataclasses.replace(e, points=marks.points[cell]) if (cell := _cell(e)) in marks.points else e
        for e in result.exercises
    )
    return dataclasses.replace(result, exercises=exercises)


def _cell(exercise: ExerciseResult) -> str:
    """The graded cell of an exercise: the answer itself where it is written, else its test cell."""
    return exercise.id if exercise.written else f"test-{exercise.id}"


#: Each submission that the gradebook knows, with its marks and comments one by one.
_GIVEN = """
    SELECT student_id, assignment.name, cell.name, manual_score, needs_manual_grade, manual_comment
    FROM submitted_assignment
    JOIN assignment ON assignment.id = submitted_assignment.assignment_id
    JOIN notebook ON notebook.assignment_id = assignment.id AND notebook.name = assignment.name
    JOIN submitted_notebook AS submitted
        ON submitted.assignment_id = submitted_assignment.id AND submitted.notebook_id = notebook.id
    LEFT JOIN (
        SELECT notebook_id, cell_id, manual_score, needs_manual_grade, NULL AS manual_comment
        FROM grade WHERE manual_score IS NOT NULL
        UNION ALL
        SELECT notebook_id, cell_id, NULL, NULL, manual_comment FROM comment WHERE manual_comment <> ''
    ) AS given ON given.notebook_id = submitted.id
    LEFT JOIN base_cell AS cell ON cell.id = given.cell_id
"""


def all_marks(classroom: Classroom) -> dict[tuple[str, str], Marks]:
    """(student, lesson) → marks, for every submission that the gradebook knows. Raises CourseError.

    One query: to import nbgrader takes a second, and to make its objects of a large class another.
    """
    path = classroom.gradebook
    if not path.exists() or not path.stat().st_size:
        return {}
    try:
        with closing(sqlite3.connect(path, timeout=60)) as gradebook:
            rows = gradebook.execute(_GIVEN).fetchall()
    except sqlite3.DatabaseError as error:
        raise CourseError(
            f"Cannot read the gradebook {path}: {error}.",
            "Close what else has it open (Formgrader, another grader), or move it away: a new one is made.",
        ) from error
    return {
        who: _marks([row[2:] for row in given])
        for who, given in groupby(sorted(rows, key=_submission), key=_submission)
    }


def _submission(row: tuple[Any, ...]) -> tuple[str, str]:
    return row[0], row[1]


def _marks(given: list[tuple[str, float | None, int | None, str | None]]) -> Marks:
    points = {cell: float(score) for cell, score, _, _ in given if score is not None}
    waiting = frozenset(cell for cell, score, waits, _ in given if score is not None and waits)
    return Marks(points, {cell: comment for cell, _, _, comment in given if comment}, waiting)


def keep(journal: Journal, now: Mapping[tuple[str, str], Marks]) -> int:
    """Write the marks that differ from those kept; returns how many submissions that were."""
    before = kept(journal)
    changed = 0
    for (student, lesson), marks in now.items():
        if marks.as_plain() != before.get((student, lesson), Marks()).as_plain():
            add_line(
                journal.folder / "marks.jsonl", {"student": student, "lesson": lesson, **marks.as_plain()}
            )
            changed += 1
    return changed


def kept(journal: Journal) -> dict[tuple[str, str], Marks]:
    """(student, lesson) → the marks that were kept last."""
    found = {}
    for line in read_lines(journal.folder / "marks.jsonl"):
        try:
            points = {k: float(v) for k, v in line["points"].items() if math.isfinite(v)}
            comments = {k: str(v) for k, v in line["comments"].items()}
            marks = Marks(points, comments, frozenset(map(str, line["waiting"])))
            found[line["student"], line["lesson"]] = marks
        except (KeyError, AttributeError, TypeError, ValueError, OverflowError):
            continue  # a line that is none of ours
    return found
