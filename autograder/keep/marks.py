"""A person's marks and comments for one student's lesson, and the answers that they were given to."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.compare.result import ExerciseResult, Result
from autograder.safe.notebook import same_text


@dataclass(frozen=True)
class Marks:
    """Points, comments and extra credit by cell id.

    `answers` are hashes of the answers that were marked. `waiting` are the cells whose mark was given to another
    answer than the one that now stands there: that mark does not count.
    """

    points: Mapping[str, float] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()
    extra: Mapping[str, float] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.points or self.comments or self.extra)

    def as_plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "points": dict(self.points),
            "comments": dict(self.comments),
            "waiting": sorted(self.waiting),
            "extra": dict(self.extra),
            "answers": dict(self.answers),
        }

    def of_answers(self, now: Mapping[str, str]) -> Marks:
        """The marks where the answers are those of `now`: those of another answer wait.

        A mark of which nobody knows the answer (one of an earlier version's) stays as it is.
        """
        known = {cell for cell in self.points if self.answers.get(cell)}
        other = {cell for cell in known if self.answers[cell] != answer_to(cell, now)}
        return dataclasses.replace(self, waiting=frozenset(self.waiting - known | other))

    def before(self, exercises: tuple[ExerciseResult, ...]) -> dict[str, float]:
        """Exercise → the points that its answer before was given, where that is not the answer now."""
        return {
            e.id: self.points[cell]
            for e in exercises
            if (cell := _cell(e)) in self.waiting & set(self.points)
        }


def answers_in(notebook: str | bytes) -> dict[str, str]:
    """Cell id → a hash of its text, of a notebook that was handed in or graded; nothing of what is none.

    The same answer has the same hash in both: of a graded notebook the text was made harmless.
    """
    try:
        cells = json.loads(notebook)["cells"]
        return {cell["metadata"]["nbgrader"]["grade_id"]: _hash(cell) for cell in cells if _named(cell)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _named(cell: Mapping[str, Any]) -> bool:
    return "grade_id" in cell["metadata"].get("nbgrader", {})


def _hash(cell: Mapping[str, Any]) -> str:
    return hashlib.sha256(same_text(cell).encode("utf-8", "replace")).hexdigest()[:16]


def answer_to(cell: str, answers: Mapping[str, str]) -> str:
    """The hash of the answer that a mark of `cell` is for: of a test it is the cell that it tests."""
    return answers.get(cell.removeprefix("test-"), "")


def with_marks(result: Result, marks: Marks) -> Result:
    """The result with a person's points in the place of the automatic ones; where a mark waits, so does the answer.

    A mark that waits for an answer that is graded automatically leaves the automatic points.
    """
    return dataclasses.replace(result, exercises=tuple(_marked(e, marks) for e in result.exercises))


def _marked(exercise: ExerciseResult, marks: Marks) -> ExerciseResult:
    cell = _cell(exercise)
    if cell not in marks.points:
        return exercise
    if cell in marks.waiting:
        return dataclasses.replace(exercise, points=None) if exercise.written else exercise
    return dataclasses.replace(exercise, points=marks.points[cell])


def _cell(exercise: ExerciseResult) -> str:
    """The graded cell of an exercise: the answer itself where it is written, else its test cell."""
    return exercise.id if exercise.written else f"test-{exercise.id}"
