"""One exercise of one notebook: run until its check in a closed kernel, compared behind a bulkhead, put into words."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue

from autograder.compare.checks.values import Choice
from autograder.compare.exercises import exercises_of
from autograder.compare.probes import probe_seed
from autograder.compare.reference import Reference, build_reference, reference_hash
from autograder.compare.result import Result, State
from autograder.course.cells import Kind, grade_id, kind
from autograder.course.lesson import Lesson
from autograder.engines.engine import Job
from autograder.engines.local import graded
from autograder.grading import graded_by
from autograder.keep.identity import mistakes_key
from autograder.keep.journal import Journal
from autograder.run.bulkhead import Bulkhead, Ended, Lost
from autograder.run.kernels.level import best_level
from autograder.run.limits import Limits
from autograder.serve.values import Asked, Marked
from autograder.serve.words import told


@dataclass(frozen=True)
class Offered:
    """An exercise that students may ask about: `id` is the grade_id of its test cell, `version` its lesson's hash.

    `quiz`: letters are chosen in it.
    """

    id: str
    title: str
    max_points: float
    version: str
    quiz: bool = False


def offered(lesson: Lesson) -> dict[str, Offered]:
    """The exercises of a lesson, by id, in order."""
    asked = {f"test-{exercise.id}": exercise for exercise in exercises_of(lesson)}
    found = {}
    for cell in lesson.source.cells:
        if kind(cell) is Kind.TEST:
            name = grade_id(cell)
            points = float(cell.metadata.nbgrader.points)
            quiz = any(isinstance(check, Choice) for check in asked[name].checks)
            found[name] = Offered(name, asked[name].title, points, lesson.hash, quiz)
    return found


@dataclass
class References:
    """The lessons' references, each run when it is first needed. Safe for several threads.

    Their probes are others than those of the class's grade: nothing that is learnt by asking helps there.
    """

    lessons: Mapping[str, Lesson]
    journal: Journal
    secret: bytes
    limits: Limits
    _made: dict[str, Reference] = field(default_factory=dict)
    _locks: dict[str, threading.Lock] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._locks = {name: threading.Lock() for name in self.lessons}

    def of(self, name: str) -> Reference:
        """The reference of a lesson. Raises CourseError where it does not run."""
        with self._locks[name]:
            if name not in self._made:
                self._made[name] = self._run(self.lessons[name])
            return self._made[name]

    def _run(self, lesson: Lesson) -> Reference:
        seed = probe_seed(self.secret + b"asked", lesson)
        key = mistakes_key(reference_hash(lesson, seed), self.limits, best_level())
        mistakes = self.journal.mistakes(key)
        reference = build_reference(lesson, seed, self.limits, mistakes)
        if mistakes is None:
            self.journal.put_mistakes(key, reference.mistakes)
        return reference


class Judging:
    """Runs checks, so many at once; whatever a notebook does, it comes to something. `close` it at the end."""

    def __init__(self, references: References, limits: Limits, workers: int) -> None:
        self._references, self._limits, self.workers = references, limits, workers
        self._bulkheads = [Bulkhead() for _ in range(workers)]
        self._free: SimpleQueue[Bulkhead] = SimpleQueue()
        for bulkhead in self._bulkheads:
            self._free.put(bulkhead)

    def __call__(self, asked: Asked, notebook: bytes) -> Marked:
        """What a check comes to. Raises CourseError where the lesson's reference does not run."""
        reference = self._references.of(asked.lesson)
        job = Job((asked.student, asked.lesson), reference.hash, notebook, until=asked.exercise)
        bulkhead = self._free.get()
        try:
            result = graded(job, reference, self._limits, bulkhead)
        finally:
            self._free.put(bulkhead)
        return marked(asked, result, reference)

    def warm(self) -> None:
        """Start the processes that grade: what they import takes seconds."""
        with contextlib.suppress(Ended, Lost), ThreadPoolExecutor(self.workers) as threads:
            list(threads.map(lambda bulkhead: bulkhead.call(graded_by, self._limits), self._bulkheads))

    def close(self) -> None:
        """End the processes that grade, also under a check."""
        for bulkhead in self._bulkheads:
            bulkhead.close()


def marked(asked: Asked, result: Result, reference: Reference) -> Marked:
    """A result's one exercise, in words."""
    possible = offered(reference.lesson)[asked.exercise].max_points
    if result.state is State.NOT_GRADED:
        return Marked(None, possible, "")
    if result.state is State.UNREADABLE:
        return Marked(0.0, possible, f"The notebook could not be read: {result.stop}.")
    exercise = next(e for e in result.exercises if f"test-{e.id}" == asked.exercise)
    return Marked(exercise.points or 0.0, possible, told(exercise, reference))
