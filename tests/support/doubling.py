"""A lesson of two small functions for tests of the tests, and an engine that grades it by reading."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from autograder.compare.reference import Reference
from autograder.compare.result import ExerciseResult, Outcome, Result, State, Verdict
from autograder.course.folders import Course
from autograder.course.lesson import read_lesson
from autograder.engines.engine import Grader, Job
from autograder.run.limits import Limits
from support import small_lesson
from support.fake_grading import Quiet
from support.small_lesson import LESSON, check, given, student, text

BANK = """\
# %% double | right | a sum
def double(n):
    return n + n
"""

KEY = """\
from autograder.key import Exercise, Function

exercises = [Exercise("double", "Double", [Function("double", probes=lambda rng: ((2,), (3,)))])]
"""
HALF = 'exercises.append(Exercise("half", "Halve", [Function("half", probes=lambda rng: ((2,), (3,)))]))\n'


def _hidden(name: str) -> str:
    """What records a function."""
    return f"""### BEGIN HIDDEN TESTS
import _record
_record.function("{name}", lambda: {name})
### END HIDDEN TESTS
"""


def _answer(name: str, value: str) -> NotebookNode:
    return student(name, f"### BEGIN SOLUTION\ndef {name}(n):\n    return {value}\n### END SOLUTION")


def course(root: Path, key: str = KEY, bank: str = BANK) -> Course:
    """Double, whose check reads a name that it does not make, and takes nothing but a plain function.

    With HALF in the key there is a second exercise.
    """
    visible = "assert double.__name__ == 'double'\nassert double(limit) == 4"
    worth = 50 if HALF in key else 100
    cells = [
        text("text-opening", small_lesson.OPENING),
        given(source="limit = 2\nprint(limit)"),
        _answer("double", "n * 2"),
        check("test-double", _hidden("double") + visible, worth),
    ]
    if HALF in key:
        cells += [_answer("half", "n / 2"), check("test-half", _hidden("half"), worth)]
    made = small_lesson.course(root, small_lesson.notebook(*cells))
    made.key(LESSON).write_text(key)
    made.answers(LESSON).write_text(bank)
    return made


def unrun(course: Course) -> dict[str, Reference]:
    """The lesson, for an engine that compares nothing: its reference has not run."""
    return {LESSON: Reference(read_lesson(course, LESSON), 1, {})}


@dataclass
class ReadingEngine:
    """Grades by `loses`: from an exercise and its cell's text to the points lost, of 100, and what the check says.

    Where any cell has `crash` in it, the notebook is not graded. `jobs` are what was to be graded, one after another.
    """

    loses: Callable[[str, str], tuple[float, str]] = lambda exercise, answer: (0.0, "")
    crash: str = "os._exit"
    jobs: list[Job] = field(default_factory=list)

    def grade(
        self, jobs: Iterable[Job], references: Mapping[str, Reference], limits: Limits
    ) -> Iterator[tuple[Job, Result]]:
        for job in jobs:
            self.jobs.append(job)
            yield job, self._graded(references[job.reference], read_cells(job.submission))

    def _graded(self, reference: Reference, cells: Mapping[str, str]) -> Result:
        if any(self.crash in source for source in cells.values()):
            return Result(LESSON, State.CRASHED, stop="it ended the kernel")
        found = []
        for exercise in reference.exercises:
            lost, visible = self.loses(exercise.id, cells[exercise.id])
            verdict = Verdict("", Outcome.VALUE, "it is wrong", "", 100.0 - lost, 100.0)
            said = (verdict,) if lost else ()
            found.append(ExerciseResult(exercise.id, "", 100.0 - lost, 100.0, said, visible=visible))
        return Result(LESSON, State.GRADED, tuple(found))


def read_cells(notebook: bytes) -> dict[str, str]:
    """The texts of a notebook's cells, in their order, by their ids."""
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(notebook)["cells"]}


def reading(engine: ReadingEngine) -> Grader:
    """Who grades by reading."""
    return Grader(engine, Limits(), Quiet())
