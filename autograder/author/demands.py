"""What the exercises' texts demand: each demand is in the key, and a wrong answer of the bank breaks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograder.compare.checks.base import Exercise
from autograder.course.answers import Answer


def unheld_demands(exercises: Iterable[Exercise], bank: Iterable[Answer]) -> Iterator[str]:
    """The demands that no wrong answer breaks, and the answers that break none of their exercise's, in words."""
    broken: dict[str, dict[str, Answer]] = {}
    for answer in bank:
        if answer.breaks:
            broken.setdefault(answer.exercise, {})[answer.breaks] = answer
    for exercise in exercises:
        answers = broken.get(exercise.id, {})
        for name, words in exercise.demands.items():
            if name not in answers:
                yield f"{exercise.id}: no wrong answer breaks the demand {name!r} ({words})"
        for name, answer in answers.items():
            if name not in exercise.demands:
                yield f"{answer}: it breaks {name!r}, which the key does not demand"
