"""What is asked and what is told: plain values, each of which can be written as JSON and read again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """A check that a student asked for. `exercise` is the grade_id of its test cell.

    `digest` is the notebook's SHA-256, `version` the lesson's: the same of both is the same question.

    `time` is when it was accepted (ISO, UTC), `day` the day on this machine's clock: tries are counted by it.
    """

    id: str
    student: str
    lesson: str
    exercise: str
    digest: str
    version: str
    time: str
    day: str

    @property
    def place(self) -> tuple[str, str, str]:
        """Whose exercise it is: what tries are counted for."""
        return self.student, self.lesson, self.exercise

    @property
    def question(self) -> tuple[str, ...]:
        """What was asked: the same from the same student has the same answer."""
        return *self.place, self.digest, self.version


@dataclass(frozen=True)
class Marked:
    """What a check came to. `points` is None where the grader itself failed: then the try is given back."""

    points: float | None
    max_points: float
    message: str

    @property
    def passed(self) -> bool:
        return self.points is not None and self.points >= self.max_points


@dataclass(frozen=True)
class Told:
    """A verdict as its student gets it, but for the tries that are left. `receipt` is "" where there are no points."""

    exercise: str
    points: float | None
    max_points: float
    passed: bool
    message: str
    receipt: str
    time: str


class Refusal(Exception):
    """A request that is not done: an HTTP status, what is wrong, and what to do about it."""

    def __init__(self, status: int, error: str, remedy: str, wait: int | None = None) -> None:
        super().__init__(error)
        self.status, self.error, self.remedy, self.wait = status, error, remedy, wait
