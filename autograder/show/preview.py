"""What grading anew would change for a student: two results in, the difference in words out."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.compare.result import Result
from autograder.intake.submissions import HandedIn
from autograder.safe.text import clean_line


@dataclass(frozen=True)
class Change:
    """What grading anew would change for one student: points then and now, and the exercises that differ."""

    student: str
    lesson: str
    before: float | None
    after: float | None
    because: tuple[str, ...]


def change_of(handed_in: HandedIn, old: Result | None, new: Result) -> Change | None:
    """What would change for this student, or None where nothing would; `old` is what was published last."""
    before = {e.id: e for e in old.exercises} if old else {}
    because = []
    for exercise in new.exercises:
        was = before.pop(exercise.id, None)
        if exercise.written or (was is not None and was.points == exercise.points):
            continue
        verdict = next((v for v in exercise.verdicts if v.message), None)
        why = f" ({verdict.name}: {clean_line(verdict.message, 160)})" if verdict else ""
        then = f"{was.points:g}" if was is not None and was.points is not None else "–"
        because.append(f"{exercise.title}: {then} → {exercise.points:g}{why}")
    because += [f"{e.title}: no longer in the lesson" for e in before.values()]
    then = old.points if old else None
    if then == new.points and not because:
        return None
    return Change(handed_in.student, handed_in.lesson, then, new.points, tuple(because))
