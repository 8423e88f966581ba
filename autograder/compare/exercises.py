"""A lesson's exercises: what its grading key says of its notebook, refused where the two do not fit."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import ModuleType

import nbformat
from nbformat import NotebookNode

from autograder.compare.checks.base import Exercise
from autograder.course.cells import Kind, grade_id, kind
from autograder.course.folders import KEY_NAME, Course
from autograder.course.lesson import Lesson, read_lesson
from autograder.errors import CourseError, and_more


def read_gradable(course: Course, name: str) -> Lesson:
    """Read a lesson that can grade. Raises CourseError where it is broken, or its key does not fit its notebook."""
    lesson = read_lesson(course, name)
    exercises_of(lesson)
    return lesson


def exercises_of(lesson: Lesson) -> tuple[Exercise, ...]:
    """The exercises of a lesson, in order, each with its checks.

    Raises CourseError where the key does not run, or does not fit the notebook: a key that forgets an exercise
    would grade a whole class out of fewer points without a word.
    """
    return _exercises(lesson.source_text, lesson.key_text, lesson.name)


@lru_cache(maxsize=32)
def _exercises(source_text: str, key_text: str, name: str) -> tuple[Exercise, ...]:
    exercises = load_key(key_text, name)
    found = list(misfits(nbformat.reads(source_text, as_version=4), exercises))
    if found:
        raise CourseError(
            f"The key of {name} does not fit its notebook: {found[0]}.{and_more(found)}",
            f"Mend solutions/{name}/{KEY_NAME}, or the notebook beside it.",
        )
    return exercises


def load_key(text: str, lesson: str) -> tuple[Exercise, ...]:
    """The exercises that a grading key defines. Raises CourseError naming the key and what is wrong."""
    where = f"solutions/{lesson}/{KEY_NAME}"
    # A module of its own, known to sys.modules: dataclasses look their module up there.
    module = ModuleType(f"grading_key_of_{lesson}")
    sys.modules[module.__name__] = module
    try:
        exec(compile(text, where, "exec"), module.__dict__)  # the instructor's own file, never a student's
    except Exception as error:
        raise CourseError(
            f"{where} does not run: {type(error).__name__}: {error}.", "Mend the key."
        ) from error
    exercises = getattr(module, "exercises", None)
    if not isinstance(exercises, list | tuple) or not all(isinstance(e, Exercise) for e in exercises):
        raise CourseError(f"{where} defines no list `exercises` of Exercise.", "See CONTRIBUTING.md.")
    return tuple(exercises)


def misfits(source: NotebookNode, exercises: Iterable[Exercise]) -> Iterator[str]:
    """What of a key does not fit its notebook, in words, each naming the exercise.

    Every test cell has its exercise in the key, in the notebook's order, with at least one check; whatever a
    check needs, or reads beside its own record, belongs to an exercise that stands no later than its own.
    """
    cells = {Kind.STUDENT: [], Kind.TEST: []}
    for cell in source.cells:
        cells.get(kind(cell), []).append(grade_id(cell))
    asked = [name.removeprefix("test-") for name in cells[Kind.TEST]]
    exercises = list(exercises)
    ids = [exercise.id for exercise in exercises]
    for name in dict.fromkeys(asked):
        if name not in ids:
            yield f"the notebook has the exercise {name!r}, of which the key says nothing"
    for number, exercise in enumerate(exercises):
        if exercise.id not in asked:
            yield f"the key has an exercise {exercise.id!r}, but the notebook has no 'test-{exercise.id}'"
        elif exercise.id not in cells[Kind.STUDENT]:
            yield f"the exercise {exercise.id!r} has a test cell, but no cell to answer in"
        yield from _misfits_of(exercise, ids[:number])
    if sorted(ids) == sorted(asked) and ids != asked:
        yield f"the key has its exercises in another order ({', '.join(ids)}) than the notebook"


def _misfits_of(exercise: Exercise, before: list[str]) -> Iterator[str]:
    """What of one exercise of the key does not fit, given the ids of those before it."""
    if exercise.id in before:
        yield f"the key has the exercise {exercise.id!r} twice"
    if not exercise.checks:
        yield f"the key has no check for the exercise {exercise.id!r}"
    elif not sum(check.share for check in exercise.checks) > 0:
        yield f"the checks of the exercise {exercise.id!r} have no share in its points"
    for check in exercise.checks:
        for name in dict.fromkeys(check.needed):
            if name not in before:
                yield f"the exercise {exercise.id!r} needs {name!r}, which is no exercise before it"
        for name, record in dict.fromkeys(check.reads):
            if name not in (*before, exercise.id):
                yield (
                    f"the exercise {exercise.id!r} reads the record {record!r} of {name!r}, "
                    "which is no exercise before it"
                )
