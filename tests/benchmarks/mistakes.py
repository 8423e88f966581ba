"""What the bank's wrong answers cost when a class's reference is built: once for each class and lesson."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.compare.mistakes import Mistakes, find_mistakes, tried_exercises
from autograder.compare.reference import build_reference
from autograder.course.folders import Course
from autograder.course.lesson import read_lesson
from autograder.run.limits import Limits
from benchmarks.kernels import seconds
from benchmarks.table import Table

#: The probes of one class.
SEED = 2026


def measure(course: Course, lessons: list[str]) -> Iterator[Table]:
    """Build each reference, then run its wrong answers, one after the other."""
    table = Table(
        "A reference with its wrong answers",
        ("lesson", "wrong answers run", "seconds alone", "seconds with them", "with them / alone"),
        "Once for each class and lesson; the journal keeps what the wrong answers recorded.",
    )
    build_reference(read_lesson(course, lessons[0]), SEED, Limits(), Mistakes())  # the fork server starts
    for name in lessons:
        lesson = read_lesson(course, name)
        tried = {exercise.id for exercise in tried_exercises(lesson)}
        alone = seconds(lambda lesson=lesson: build_reference(lesson, SEED, Limits(), Mistakes()))
        together = alone + seconds(lambda lesson=lesson: find_mistakes(lesson, SEED, Limits()))
        number = sum(answer.exercise in tried for answer in lesson.wrong_answers)
        table.add(name, number, alone, together, together / alone)
    yield table
