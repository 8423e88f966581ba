"""What became of a class: the scores in its gradebook, the results in its journal."""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook, SubmittedAssignment

from autograder.course import Classroom


def scores(classroom: Classroom) -> list[tuple]:
    """Every score in the gradebook, by student, lesson and cell."""
    with Gradebook(classroom.db_url, "training-lab") as gradebook:
        return sorted(
            (s.student_id, s.assignment.name, g.name, g.auto_score, g.manual_score, g.needs_manual_grade)
            for s in gradebook.db.query(SubmittedAssignment)
            for n in s.notebooks
            for g in n.grades
        )


def results(classroom: Classroom) -> set[Path]:
    """The journal's entries."""
    return set((classroom.root / ".autograder" / "results").rglob("*.gz"))
