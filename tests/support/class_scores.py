"""Classes that are graded in several ways: a copy to grade again, and what became of each."""

from __future__ import annotations

import shutil
from pathlib import Path

from nbgrader.api import Gradebook, SubmittedAssignment

from autograder.course.folders import Classroom


def scores(classroom: Classroom) -> list[tuple]:
    """Every score in the gradebook, by student, lesson and cell."""
    with Gradebook(classroom.db_url, "training-lab") as gradebook:
        return sorted(
            (s.student_id, s.assignment.name, g.name, g.auto_score, g.manual_score, g.needs_manual_grade)
            for s in gradebook.db.query(SubmittedAssignment)
            for n in s.notebooks
            for g in n.grades
        )


def another_class(first: Classroom, root: Path) -> Classroom:
    """The same submissions in a class folder of their own, and the same secret, so that both see the same probes."""
    second = Classroom(root)
    shutil.copytree(first.submitted, second.submitted)
    (second.root / ".autograder").mkdir()
    shutil.copy(first.root / ".autograder" / "secret", second.root / ".autograder")
    return second


def results(classroom: Classroom) -> set[Path]:
    """The journal's entries."""
    return set((classroom.root / ".autograder" / "results").rglob("*.gz"))
