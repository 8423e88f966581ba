"""Notebooks whose worth is known without an answer bank, and what must become of each."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.author.answers import (
    skipped,
    solved,
    solved_notebook,
    unspoilt,
)
from autograder.compare.result import (
    ExerciseResult,
    Outcome,
    Result,
    State,
    Verdict,
)
from autograder.course.cells import AUTOMATIC_POINTS, Kind, kind
from autograder.course.lesson import Lesson
from autograder.safe.text import clean_line


@dataclass(frozen=True)
class Special:
    """A notebook that is not the bank's: its name, its bytes, and what is wrong with its result, in words."""

    name: str
    notebook: bytes
    wrong: Callable[[Result], list[str]]


def specials(lesson: Lesson, full: bool) -> Iterator[Special]:
    """The notebooks that are not the bank's: reference, untouched, blank, broken; with `full`, one answer left out."""
    students = [cell for cell in lesson.released.cells if kind(cell) is Kind.STUDENT]
    solutions = {cell.id: solved(cell) for cell in lesson.source.cells if kind(cell) is Kind.STUDENT}
    broken = {name: f"{text}\n)" for name, text in solutions.items()}
    yield Special("the reference", solved_notebook(lesson, {}), wrong_with_reference)
    yield Special("untouched", lesson.released_text.encode(), wrong_with_untouched)
    yield Special("blank", solved_notebook(lesson, {cell.id: "" for cell in students}), wrong_with_blank)
    yield Special("with syntax errors", solved_notebook(lesson, broken), wrong_with_broken)
    for cell in students if full else ():
        left_out = solved_notebook(lesson, {cell.id: cell.source})
        yield Special(f"without {cell.id}", left_out, WithoutOne(cell.id))


def _automatic(result: Result) -> list[ExerciseResult]:
    return [exercise for exercise in result.exercises if not exercise.written]


def _not_whole(result: Result) -> list[str]:
    """What kept a notebook from being graded as a whole, or looks like tampering where nobody tampered."""
    stops = [result.stop or result.state.value] if result.state is not State.GRADED else []
    return [*stops, *(f"flagged: {flag}" for flag in result.flags)]


def wrong_with_reference(result: Result) -> list[str]:
    """The reference earns full marks, 100 of them, and passes its visible checks."""
    found = _not_whole(result)
    for exercise in _automatic(result):
        if not unspoilt(exercise):
            says = next((v.message for v in exercise.verdicts if v.outcome is not Outcome.RIGHT), "")
            found.append(f"{exercise.id} has {exercise.points:g} of {exercise.max_points:g} points ({says})")
        elif exercise.visible:
            found.append(f"the visible check of {exercise.id} says no: {exercise.visible}")
    if result.max_points != AUTOMATIC_POINTS:
        says = f"{result.max_points:g} points could be had, not {AUTOMATIC_POINTS}"
        found.append(f"{says}: is every exercise in the key?")
    return found


def wrong_with_untouched(result: Result) -> list[str]:
    """An untouched notebook earns nothing, and every exercise reads "not attempted"."""
    return _not_whole(result) + _nothing_earned(
        result,
        lambda v: "" if v.outcome is Outcome.NOT_ATTEMPTED else "does not say that it was not attempted",
    )


def wrong_with_blank(result: Result) -> list[str]:
    """Emptied cells earn nothing, and every exercise says what is missing: no check is lost, no other blamed."""
    explained = (Outcome.MISSING, Outcome.NOT_ATTEMPTED, Outcome.RAISED, Outcome.SKIPPED)
    return _not_whole(result) + _nothing_earned(
        result, lambda v: "" if v.outcome in explained else "does not say that there is no answer"
    )


def wrong_with_broken(result: Result) -> list[str]:
    """Cells that are no Python earn nothing, and every exercise says that its own cell is not."""

    def unexplained(verdict: Verdict) -> str:
        said = verdict.outcome is Outcome.RAISED and "SyntaxError" in verdict.message
        return "" if said or verdict.outcome is Outcome.SKIPPED else "does not say that the cell is no Python"

    return _not_whole(result) + _nothing_earned(result, unexplained)


@dataclass(frozen=True)
class WithoutOne:
    """One exercise left as it was released costs its own marks, all of them, and spoils only those that need it."""

    exercise: str

    def __call__(self, result: Result) -> list[str]:
        found = _not_whole(result)
        for exercise in _automatic(result):
            if exercise.id == self.exercise:
                only = dataclasses.replace(result, exercises=(exercise,))
                found += [text for text in wrong_with_untouched(only) if text not in found]
            elif not unspoilt(exercise) and not skipped(exercise):
                says = next(v.message for v in exercise.verdicts if v.outcome is not Outcome.RIGHT)
                found.append(f"{exercise.id} is blamed ({says})")
        return found


def _nothing_earned(result: Result, unexplained: Callable[[Verdict], str]) -> list[str]:
    """What is wrong with a result that should be all zeros; `unexplained` says what is wrong with a verdict."""
    if not result.exercises:
        return ["it was not graded"]
    found = []
    for exercise in _automatic(result):
        if exercise.points:
            found.append(f"{exercise.id} earned {exercise.points:g} points for nothing")
        for verdict in exercise.verdicts:
            if verdict.outcome is Outcome.RIGHT:
                continue  # it has earned points, which is said already
            if why := unexplained(verdict):
                says = f"{verdict.outcome}: {verdict.message}"
                found.append(f"{exercise.id}, {verdict.name}, {why} ({clean_line(says, 160)})")
    return found
