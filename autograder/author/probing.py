"""Mistakes that are known by name: does every class's probes tell them, and are those that look alike said alike?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from autograder.compare.checks.base import Exercise
from autograder.compare.checks.functions import Function
from autograder.compare.mistakes import (
    KnownMistake,
    find_mistakes,
    probes_of_draw,
    rehearse,
    tried_exercises,
)
from autograder.compare.reference import Reference
from autograder.course.lesson import Lesson
from autograder.errors import CourseError
from autograder.run.limits import Limits

#: So many classes share a run: their probes are concatenated, and a record has its limits.
_TOGETHER = 25


def alike(reference: Reference) -> Iterator[str]:
    """Mistakes that record the same and are said differently, or that record nothing wrong, in words."""
    for exercise in reference.exercises:
        known = reference.mistakes.known.get(exercise.id, ())
        for mistake in known:
            if not mistake.records:
                yield f"{exercise.id}: nobody can be told {mistake.says!r}, for all that is compared is right"
        for one, other in combinations(known, 2):
            if one.says != other.says and _record_the_same(exercise, one, other):
                yield (
                    f"{exercise.id}: two wrong answers record the same, but one is told {one.says!r}, "
                    f"the other {other.says!r}"
                )


def _record_the_same(exercise: Exercise, one: KnownMistake, other: KnownMistake) -> bool:
    checks = [check for check in exercise.checks if check.name in one.records]
    return bool(checks) and (
        one.records.keys() == other.records.keys()
        and all(check.same(one.records[check.name], other.records[check.name]) for check in checks)
    )


@dataclass(frozen=True)
class SecretRuns:
    """What the probes of many classes tell: in how many an exercise's were drawn again, and what was never told."""

    again: Counter[str]
    untold: tuple[str, ...]


def try_secrets(lesson: Lesson, seeds: range, limits: Limits) -> SecretRuns:
    """Run a lesson's wrong answers with the probes of a class for each of these seeds. Raises CourseError.

    Those to exercises that ask for functions: without probes every class is alike, and steps of a training take long.
    """
    exercises = [e for e in tried_exercises(lesson) if any(isinstance(check, Function) for check in e.checks)]
    again: Counter[str] = Counter()
    untold = []
    for first in range(0, len(seeds), _TOGETHER) if exercises else ():
        together = seeds[first : first + _TOGETHER]
        draws = [probes_of_draw(lesson, seed, 0) for seed in together]
        for seed, rehearsal in zip(together, rehearse(lesson, exercises, draws, limits), strict=True):
            missed = [exercise.id for exercise in exercises if rehearsal.untold(exercise)]
            again.update(missed)
            if missed:
                try:
                    find_mistakes(lesson, seed, limits)
                except CourseError as error:
                    untold.append(error.line)
    return SecretRuns(again, tuple(dict.fromkeys(untold)))
