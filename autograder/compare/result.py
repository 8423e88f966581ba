"""What grading says: plain values, from one verdict on one record up to a whole submission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from autograder.run.limits import TAMPERING, Ending, Stop
from autograder.safe.png import Picture


class Outcome(StrEnum):
    """How a student's record stands against the reference's, in layers: the first that differs counts."""

    RIGHT = "right"
    NOT_ATTEMPTED = "not attempted"
    NOT_RUN = "not run"
    MISSING = "missing"
    RAISED = "raised"
    TYPE = "type"
    SHAPE = "shape"
    VALUE = "value"
    SKIPPED = "skipped"


class State(StrEnum):
    """What became of a submission; all but the last two carry a score.

    `PARTLY_GRADED`: cells did not run because they took more memory, processes, disk or output than allowed;
    `TIMED_OUT` and `CRASHED`: more time, or they ended the kernel; `TAMPERED`: something that no honest
    notebook does. `NOT_GRADED` is the grader's own failure. Where nothing was handed in there is no result,
    and tables say "missing". A state is never a score: 0 points mean that everything ran and nothing was right.
    """

    GRADED = "graded"
    PARTLY_GRADED = "partly graded"
    TIMED_OUT = "timed out"
    CRASHED = "crashed"
    TAMPERED = "tampered"
    UNREADABLE = "unreadable"
    NOT_GRADED = "not graded"

    @property
    def scored(self) -> bool:
        """Whether there is a score."""
        return self not in (State.UNREADABLE, State.NOT_GRADED)


@dataclass(frozen=True)
class Margin:
    """A number that a check measured, beside the threshold that it must reach (or, not `at_least`, stay within)."""

    what: str
    measured: float
    threshold: float
    at_least: bool = True

    @property
    def room(self) -> float:
        """How far the number is on the right side of the threshold; negative on the wrong one."""
        return self.measured - self.threshold if self.at_least else self.threshold - self.measured

    @property
    def relative(self) -> float:
        """The room as a share of the threshold (itself, where the threshold is 0), to compare margins by."""
        return self.room / (abs(self.threshold) or 1.0)

    def __str__(self) -> str:
        return f"{self.what} {self.measured:.4g} {'≥' if self.at_least else '≤'} {self.threshold:.4g}"


@dataclass(frozen=True)
class Finding:
    """What a check says of one record: an outcome, the share of the record earned (0 to 1), and why.

    `margins` are for the lesson's author: how near the record came to the check's thresholds. No student sees them.
    """

    outcome: Outcome
    message: str = ""
    earned: float = 0.0
    margins: tuple[Margin, ...] = field(default=(), compare=False)

    @classmethod
    def right(cls, message: str = "", margins: tuple[Margin, ...] = ()) -> Finding:
        """A finding with the whole share earned."""
        return cls(Outcome.RIGHT, message, 1.0, margins)


@dataclass(frozen=True)
class Verdict:
    """One record judged. `points` and `max_points` are in points of the lesson; `margins` are the author's.

    `recorded` says in words what the student's answer was recorded as; "" where it is right, or none arrived.
    """

    name: str
    outcome: Outcome
    message: str
    hint: str
    points: float
    max_points: float
    margins: tuple[Margin, ...] = ()
    recorded: str = ""


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise of one submission.

    `answer` is the student's own text, untouched: whoever shows it must escape it.
    `points` is None while a written answer waits for a marker. `visible` is the error that the visible check
    below the answer ended with, "" if it passed: it counts for nothing, but the student has read it.
    """

    id: str
    title: str
    points: float | None
    max_points: float
    verdicts: tuple[Verdict, ...] = ()
    answer: str = ""
    pictures: tuple[Picture, ...] = ()
    written: bool = False
    visible: str = ""

    @property
    def outcome(self) -> Outcome:
        """The first outcome that is not right, or right."""
        return next((v.outcome for v in self.verdicts if v.outcome is not Outcome.RIGHT), Outcome.RIGHT)


@dataclass(frozen=True)
class Result:
    """A submission graded.

    `NOT_GRADED` is the grader's own failure, never the student's; `stop` says which.
    `notebook` is the graded notebook (JSON text, nbformat 4), safe to show; empty when unreadable.
    `flags` are oddities for the instructor, `stop` says in words which cells did not run, and why.
    `graded_by` says what graded it (versions, isolation, limits): names and values.
    """

    lesson: str
    state: State
    exercises: tuple[ExerciseResult, ...] = ()
    flags: tuple[str, ...] = ()
    stop: str = ""
    notebook: str = ""
    seconds: float = 0.0
    submission_hash: str = ""
    reference_hash: str = ""
    graded_by: tuple[tuple[str, str], ...] = ()

    @property
    def points(self) -> float | None:
        """Automatic points, or None when nothing could be graded."""
        if not self.state.scored:
            return None
        return sum(e.points or 0.0 for e in self.exercises if not e.written)

    @property
    def max_points(self) -> float:
        """Automatic points that could be had."""
        return sum(e.max_points for e in self.exercises if not e.written)

    @property
    def awaiting_marker(self) -> bool:
        """Whether a written answer has no mark yet."""
        return any(e.written and e.points is None for e in self.exercises)


def state_of(stops: Iterable[Stop], flags: Iterable[str]) -> State:
    """What became of a submission that was run: from what ended its runs, and what was odd about it.

    Where several things happened, the one that an instructor should look at first.
    """
    kinds = {stop.kind for stop in stops}
    if kinds & {Ending.NO_START, Ending.LOST}:
        return State.NOT_GRADED
    if any(flag.startswith(TAMPERING) for flag in flags):
        return State.TAMPERED
    if Ending.CRASHED in kinds:
        return State.CRASHED
    if Ending.TIMED_OUT in kinds:
        return State.TIMED_OUT
    return State.PARTLY_GRADED if kinds else State.GRADED
