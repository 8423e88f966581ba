"""Stands in for grading in an engine's workers: the submission says what is to happen.

A module of its own, since workers import what they are to run by its name.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from autograder.compare.reference import Reference
from autograder.compare.result import Result, State
from autograder.course.lesson import Lesson


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
