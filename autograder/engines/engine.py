"""What an engine is: a place where notebooks are graded, and what it is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from autograder.compare.mistakes import Mistakes
from autograder.compare.reference import Reference
from autograder.compare.result import Result, State
from autograder.course.lesson import Lesson
from autograder.run.kernels.level import Level
from autograder.run.limits import Limits
from autograder.show.progress import Progress


@dataclass(frozen=True)
class Job:
    """One submission to grade. `key` is the caller's own name for it, `until` the last cell to run.

    `reference` is the key, in the mapping that goes with the jobs, of what it is compared with.
    """

    key: tuple[str, str]
    reference: str
    submission: bytes
    until: str | None = None


@dataclass(frozen=True)
class ReferenceJob:
    """A reference to run: a lesson, a class's seed for its probes, and its mistakes if they are known already."""

    lesson: Lesson
    seed: int
    mistakes: Mistakes | None = None


class Engine(Protocol):
    """A place where notebooks run."""

    @property
    def level(self) -> Level:
        """How closely notebooks are shut in there: results depend on it."""

    @property
    def workers(self) -> int:
        """How many notebooks run at once."""

    def prepare(self) -> None:
        """Begin what grading will wait for, and return at once: something will have to be graded."""

    def references(self, jobs: list[ReferenceJob], limits: Limits) -> Iterator[Reference]:
        """Run the reference solution of each lesson, in order. Raises CourseError."""

    def grade(
        self, jobs: Iterable[Job], references: Mapping[str, Reference], limits: Limits
    ) -> Iterator[tuple[Job, Result]]:
        """Grade each job against its reference, yielding each as it is done.

        Reads `jobs` only as fast as it grades. A worker that dies costs only time; a job that kills the
        workers which it is given to is given up, and comes back as NOT_GRADED.
        """


@dataclass(frozen=True)
class Grader:
    """Who grades: where notebooks run, what each may take, and who is told how far it has come."""

    engine: Engine
    limits: Limits
    progress: Progress


def not_graded(reference: Reference, reason: str) -> Result:
    """The result of a job that the grader itself could not do."""
    return Result(lesson=reference.lesson.name, state=State.NOT_GRADED, stop=reason)
