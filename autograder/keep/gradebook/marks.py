"""What people write into the gradebook, kept in the journal too: no rebuilt gradebook loses it.

Before anything is written to the gradebook, `keep` copies every mark and comment of a person's into
marks.jsonl. When a submission is written into a gradebook that does not know it (a new one, after the old
one was lost), `kept` gives them back. A mark that somebody takes away in Formgrader is taken away here too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import BaseCell, Comment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy.orm import joinedload, load_only, selectinload

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


#: Loads what `marks_of` and the gradebook's writer ask for in three queries, without nbgrader's sums over all grades.
WITH_MARKS = (
    load_only(SubmittedNotebook.assignment_id, SubmittedNotebook.late_submission_penalty),
    selectinload(SubmittedNotebook.grades)
    .load_only(Grade.auto_score, Grade.manual_score, Grade.needs_manual_grade)
    .joinedload(Grade.cell)
    .load_only(BaseCell.name),
    selectinload(SubmittedNotebook.comments)
    .load_only(Comment.auto_comment, Comment.manual_comment)
    .joinedload(Comment.cell)
    .load_only(BaseCell.name),
)


def marks_of(notebook: SubmittedNotebook) -> Marks:
    """The marks that the gradebook holds for one submitted notebook."""
    points = {g.name: float(g.manual_score) for g in notebook.grades if g.manual_score is not None}
    waiting = frozenset(g.name for g in notebook.grades if g.name in points and g.needs_manual_grade)
    comments = {c.name: c.manual_comment for c in notebook.comments if c.manual_comment}
    return Marks(points, comments, waiting)


def all_marks(gradebook: Gradebook) -> dict[tuple[str, str], Marks]:
    """(student, lesson) → marks, for every submission that the gradebook knows."""
    found = (
        gradebook.db.query(SubmittedNotebook)
        .options(
            joinedload(SubmittedNotebook.assignment).joinedload(SubmittedAssignment.assignment), *WITH_MARKS
        )
        .all()
    )
    return {(n.assignment.student_id, n.assignment.assignment.name): marks_of(n) for n in found}


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
