"""The answer bank: for each exercise, right answers written differently and wrong ones that learners give.

A bank is a plain file, tests/bank/LESSON.py, in blocks:

    # %% build | right | functional
    …the whole text of the student cell…
    # %% build | wrong | nine units | 9 units
    …

The last field of a wrong answer is a fragment of the message that it must get.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from autograder.course import Course
from autograder.errors import CourseError
from autograder.execution import Limits
from autograder.grading import grade_submission
from autograder.lesson_source import SOLUTION, Kind, kind, regions
from autograder.reference import Lesson, Reference
from autograder.result import ExerciseResult, Outcome, Result

_HEADER = re.compile(r"^# %% (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise. `message` is what a wrong one must be told, "" for a right one."""

    exercise: str
    right: bool
    title: str
    message: str
    text: str

    def __str__(self) -> str:
        return f"{self.exercise}: {self.title}"


def parse(text: str) -> list[Answer]:
    """The answers of a bank file. Raises ValueError, naming the header, where one is malformed."""
    parts = _HEADER.split(text)[1:]
    answers = []
    for header, body in zip(parts[::2], parts[1::2], strict=True):
        fields = [field.strip() for field in header.split("|")]
        right = len(fields) > 1 and fields[1] == "right"
        if len(fields) != (3 if right else 4) or fields[1] not in ("right", "wrong") or not all(fields):
            raise ValueError(
                f"not 'exercise | right | title' nor 'exercise | wrong | title | message': {header!r}"
            )
        answer = Answer(fields[0], right, fields[2], "" if right else fields[3], body.strip("\n") + "\n")
        if any((a.exercise, a.title) == (answer.exercise, answer.title) for a in answers):
            raise ValueError(f"two answers are called {answer}")
        answers.append(answer)
    return answers


def read_bank(course: Course, lesson: str) -> list[Answer]:
    """The bank of a lesson. Raises CourseError where it is missing or malformed."""
    path = course.root / "tests" / "bank" / f"{lesson}.py"
    if not path.is_file():
        raise CourseError(
            f"Lesson {lesson} has no answer bank: {path} is missing.", "Write it: see CONTRIBUTING.md."
        )
    try:
        return parse(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CourseError(f"{path}: {error}.", "See CONTRIBUTING.md.") from None


def solved(cell) -> str:
    """The text of a student's cell with the reference filled in; of a written answer, the model answer."""
    if kind(cell) is Kind.WRITTEN:
        return regions(cell.source, SOLUTION)[0]
    return "\n".join(
        line for line in cell.source.split("\n") if not any(marker in line for marker in SOLUTION)
    )


def solved_notebook(lesson: Lesson, answers: Mapping[str, str]) -> bytes:
    """A submission: the reference's answers, but for those given (cell id → text)."""
    made = lesson.released
    source = {cell.id: cell for cell in lesson.source.cells}
    for cell in made.cells:
        if kind(cell) in (Kind.STUDENT, Kind.WRITTEN):
            cell.source = answers.get(cell.id, solved(source[cell.id]))
    return json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")


@dataclass(frozen=True)
class Tried:
    """An answer of the bank, graded. `complaint` is empty if it got what it deserves."""

    answer: Answer
    exercise: ExerciseResult
    complaint: str

    @property
    def told(self) -> str:
        """What the student is told: each message once."""
        verdicts = (v for v in self.exercise.verdicts if v.outcome is not Outcome.RIGHT)
        return " ".join(dict.fromkeys(v.message for v in verdicts))


def try_answers(reference: Reference, answers: Iterable[Answer], limits: Limits) -> Iterator[Tried]:
    """Grade answers of the bank, each in an otherwise solved notebook, several to a run where they cannot meet.

    A right answer must earn full marks and spoil no other exercise; a wrong one must lose marks and
    be told its message.
    """
    order = [e.id for e in reference.lesson.exercises]
    answers = sorted(answers, key=lambda a: order.index(a.exercise))
    for batch in _batches([a for a in answers if a.right], frozenset()):
        result = _graded(reference, batch, limits, None)
        spoilt = [e.id for e in result.exercises if not e.written and e.points != e.max_points]
        for tried in _tried(batch, result):
            others = [name for name in spoilt if name not in {a.exercise for a in batch}]
            complaint = tried.complaint or (f"beside it {', '.join(others)} lost marks" if others else "")
            yield Tried(tried.answer, tried.exercise, complaint)
    for batch in _batches([a for a in answers if not a.right], dependants(reference)):
        last = max((a.exercise for a in batch), key=order.index)
        yield from _tried(batch, _graded(reference, batch, limits, f"test-{last}"))


def dependants(reference: Reference) -> frozenset[str]:
    """Exercises that build on others: a wrong answer to one of those would spoil them."""
    return frozenset(e.id for e in reference.lesson.exercises if any(check.needs for check in e.checks))


def _batches(answers: list[Answer], alone: frozenset[str]) -> list[list[Answer]]:
    """Answers put together into runs: one of each exercise, but those to exercises in `alone` by themselves."""
    shared: list[dict[str, Answer]] = []
    for answer in answers:
        if answer.exercise in alone:
            continue
        place = next(i for i in count() if i >= len(shared) or answer.exercise not in shared[i])
        if place == len(shared):
            shared.append({})
        shared[place][answer.exercise] = answer
    return [list(batch.values()) for batch in shared] + [[a] for a in answers if a.exercise in alone]


def _graded(reference: Reference, answers: list[Answer], limits: Limits, until: str | None) -> Result:
    text = {a.exercise: a.text.rstrip("\n") for a in answers}
    return grade_submission(solved_notebook(reference.lesson, text), reference, limits, until)


def _tried(answers: list[Answer], result: Result) -> Iterator[Tried]:
    exercises = {e.id: e for e in result.exercises}
    for answer in answers:
        exercise = exercises[answer.exercise]
        full = exercise.points == exercise.max_points
        told = any(answer.message in f"{v.message} {v.outcome}" for v in exercise.verdicts)
        if answer.right:
            complaint = "" if full else "a right answer lost marks"
        elif full:
            complaint = "a wrong answer lost nothing"
        else:
            complaint = "" if told else f"was not told {answer.message!r}"
        yield Tried(answer, exercise, complaint)
