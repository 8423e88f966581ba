"""Stands in for grading in an engine's workers: the submission says what is to happen.

A module of its own, since workers import what they are to run by its name.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder import grading
from autograder.compare import wire
from autograder.compare.reference import Reference, build_reference
from autograder.compare.result import Result, State
from autograder.course.lesson import Lesson
from autograder.engines.engine import Job, ReferenceJob
from autograder.run.kernels.level import Level
from autograder.run.limits import Limits
from autograder.run.notebook import SentRecord, Transcript


def reference_called(name: str) -> Reference:
    """A reference with nothing in it."""
    return Reference(Lesson(name, "", "", ""), 0, {})


def fake_grade(reference: Any, submission: bytes, until: str | None = None) -> Result:
    """What the submission says; anything else than these comes back as it is.

    `die`; `once PATH`: die, but for the second time; `raise`; `undelivered PATH`: die while the result is sent,
    but for the second time.
    """
    what, _, marker = submission.decode().partition(" ")
    if what == "die" or (what == "once" and not Path(marker).exists()):
        if marker:
            Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "raise":
        raise ZeroDivisionError("a fault of the grader")
    if what == "undelivered":
        return Undelivered(Path(marker))
    return Result("x", State.GRADED, stop=what)


class Undelivered:
    """A result that takes its worker with it when it is sent, the first time."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        if not self.marker.exists():
            self.marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return Result, ("x", State.GRADED)


def fake_execute(
    notebook: NotebookNode, files: Any, probes: Any, limits: Limits, until: Any = None
) -> Transcript:
    """In the place of a kernel: records the number that the small lesson's answer is set to, where it is one."""
    answer = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    found = re.search(r"number_of_things = (?:sum|(\d{1,9})\b)", answer)
    value = (
        {"value": wire.encode(int(found[1] or 2))} if found else {"raised": ["NameError", "it is not there"]}
    )
    sent = SentRecord("test-count", {"name": "number", "kind": "value", **value})
    return Transcript(((),) * len(notebook.cells), (sent,), None, 0.0)


@dataclass(frozen=True)
class FakeEngine:
    """Grades in this process, by `autograder.grading` with `fake_execute` for a kernel."""

    level: Level = Level.NAMESPACES
    workers: int = 1
    prepared: list[str] = field(default_factory=list, compare=False)

    def prepare(self) -> None:
        self.prepared.append("prepared")

    def references(self, jobs: list[ReferenceJob], limits: Limits) -> Iterator[Reference]:
        return (build_reference(job.lesson, job.seed, limits, job.mistakes) for job in jobs)

    def grade(
        self, jobs: Iterable[Job], references: Mapping[str, Reference], limits: Limits
    ) -> Iterator[tuple[Job, Result]]:
        for job in jobs:
            yield job, grading.grade_submission(job.submission, references[job.reference], limits, job.until)


class Quiet:
    """Shows no progress."""

    def step(self, what: str, total: int) -> None:
        pass

    advance = note = lambda self, what: None


def fake_grade_submission(submission: bytes, reference: Any, limits: Any, until: str | None = None) -> Result:
    """The same for what is called behind a bulkhead."""
    return fake_grade(reference, submission, until)
