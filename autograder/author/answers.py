"""The runs that try a bank's answers, and what each answer deserves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from autograder.compare.reference import Reference
from autograder.compare.result import ExerciseResult, Outcome, Result
from autograder.course.answers import Answer, parse_answers
from autograder.course.cells import (
    SOLUTION,
    Kind,
    kind,
    regions,
)
from autograder.course.folders import Course
from autograder.course.lesson import Lesson
from autograder.errors import CourseError


def read_bank(course: Course, lesson: str) -> list[Answer]:
    """The bank of a lesson. Raises CourseError where it is missing or malformed."""
    path = course.answers(lesson)
    if not path.is_file():
        raise CourseError(
            f"Lesson {lesson} has no answer bank: {path} is missing.", "Write it: see CONTRIBUTING.md."
        )
    try:
        return list(parse_answers(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise CourseError(f"{path}: {error}.", "See CONTRIBUTING.md.") from None


#: The last paragraph of a model answer says what it is worth. No student writes that.
_TO_THE_MARKER = re.compile(r"^\*\(For the marker: .*\)\*$", re.MULTILINE)


def solved(cell) -> str:
    """The text of a student's cell with the reference filled in; of a written answer, the model answer alone."""
    if kind(cell) is Kind.WRITTEN:
        return _TO_THE_MARKER.sub("", regions(cell.source, SOLUTION)[0]).rstrip()
    return "\n".join(
        line for line in cell.source.split("\n") if not any(marker in line for marker in SOLUTION)
    )


def own_lines(cell) -> frozenset[int]:
    """The numbers of the lines of a student's solved cell that are the solution, not what the lesson has there."""
    own, inside, number = set(), False, 0
    for line in cell.source.split("\n"):
        if any(marker in line for marker in SOLUTION):
            inside = SOLUTION[0] in line
            continue
        number += 1
        if inside:
            own.add(number)
    return frozenset(own)


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
    """An answer of the bank, graded. `own` is what is wrong with its own marks, `beside` with those of the others."""

    answer: Answer
    exercise: ExerciseResult
    own: str = ""
    beside: str = ""

    @property
    def complaint(self) -> str:
        """Empty if the answer got what it deserves."""
        return "; ".join(filter(None, (self.own, self.beside)))

    @property
    def told(self) -> str:
        """What the student is told: each message once."""
        verdicts = (v for v in self.exercise.verdicts if v.outcome is not Outcome.RIGHT)
        return " ".join(dict.fromkeys(v.message for v in verdicts))


@dataclass(frozen=True)
class Trial:
    """Answers that are graded in one run, in an otherwise solved notebook. `until` is its last cell, None for all."""

    answers: tuple[Answer, ...]
    until: str | None = None

    def submission(self, lesson: Lesson) -> bytes:
        """The notebook to grade."""
        return solved_notebook(lesson, {a.exercise: a.text.rstrip("\n") for a in self.answers})


def trials(reference: Reference, answers: Iterable[Answer]) -> list[Trial]:
    """The runs that try each answer once: several in one where they cannot meet, wrong ones no further than needed."""
    order = [e.id for e in reference.exercises]
    answers = sorted(answers, key=lambda a: order.index(a.exercise))
    right = [Trial(tuple(batch)) for batch in _batches([a for a in answers if a.right], {})]
    wrong = _batches([a for a in answers if not a.right], foundations(reference))
    return right + [Trial(tuple(b), f"test-{max((a.exercise for a in b), key=order.index)}") for b in wrong]


def alone(answer: Answer, whole: bool = True) -> Trial:
    """The run that tries one answer by itself: the whole notebook, or no further than its own check."""
    return Trial((answer,), None if whole else f"test-{answer.exercise}")


def judged(trial: Trial, result: Result) -> list[Tried]:
    """Whether a run's answers got what they deserve.

    A right answer must earn full marks; a wrong one must lose marks and be told its message.
    Neither may take marks from another exercise, but for those that say that they need it.
    """
    exercises = {e.id: e for e in result.exercises}
    if missing := {a.exercise for a in trial.answers} - set(exercises):
        why = f"the notebook was not graded: {result.stop}"
        nothing = {name: ExerciseResult(name, name, 0.0, 0.0) for name in missing}
        return [Tried(a, nothing[a.exercise], why) for a in trial.answers if a.exercise in missing]
    beside = "; ".join(_blamed(trial, result))
    return [Tried(a, exercises[a.exercise], _own(a, exercises[a.exercise]), beside) for a in trial.answers]


def _own(answer: Answer, exercise: ExerciseResult) -> str:
    if answer.right:
        return "" if unspoilt(exercise) else "a right answer lost marks"
    if unspoilt(exercise):
        return "a wrong answer lost nothing"
    told = any(answer.message in f"{v.message} {v.outcome}" for v in exercise.verdicts)
    return "" if told else f"was not told {answer.message!r}"


def _blamed(trial: Trial, result: Result) -> Iterator[str]:
    """Exercises that lost marks for what stands in another one, among those that ran."""
    tried = {answer.exercise for answer in trial.answers}
    wrong = any(not answer.right for answer in trial.answers)
    for exercise in result.exercises:
        if exercise.written:
            continue
        if exercise.id not in tried and not (unspoilt(exercise) or (wrong and skipped(exercise))):
            says = next((v.message for v in exercise.verdicts if v.outcome not in _UNBLAMED), "")
            yield f"beside it {exercise.id} lost marks ({says})"
        if f"test-{exercise.id}" == trial.until:
            return


_UNBLAMED = (Outcome.RIGHT, Outcome.SKIPPED)


def unspoilt(exercise: ExerciseResult) -> bool:
    """Whether an exercise has full marks."""
    return exercise.points == exercise.max_points


def skipped(exercise: ExerciseResult) -> bool:
    """Whether an exercise lost its marks only to others that it needs."""
    return all(v.outcome in _UNBLAMED for v in exercise.verdicts)


def foundations(reference: Reference) -> dict[str, frozenset[str]]:
    """For each exercise those that it builds on, through others too: a wrong answer to one may spoil it."""
    found: dict[str, frozenset[str]] = {}
    for exercise in reference.exercises:
        direct = {name for check in exercise.checks for name in check.needed}
        found[exercise.id] = frozenset(direct.union(*(found[name] for name in direct)))
    return found


def _batches(answers: list[Answer], built_on: Mapping[str, frozenset[str]]) -> list[list[Answer]]:
    """Answers (in the notebook's order) put together into runs: one of each exercise, none building on another."""
    places = {exercise: place for place, exercise in enumerate(dict.fromkeys(a.exercise for a in answers))}
    batches: list[list[Answer]] = []
    # The last exercise first: as few runs as may be go so far, and the others find their places beside it.
    for answer in sorted(answers, key=lambda a: -places[a.exercise]):
        for batch in batches:
            if not any(_meet(answer.exercise, other.exercise, built_on) for other in batch):
                batch.append(answer)
                break
        else:
            batches.append([answer])
    return batches


def _meet(one: str, other: str, built_on: Mapping[str, frozenset[str]]) -> bool:
    return one == other or one in built_on.get(other, ()) or other in built_on.get(one, ())
