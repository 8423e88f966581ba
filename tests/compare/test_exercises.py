"""A key is read, and refused where it does not run or does not fit its notebook."""

from __future__ import annotations

import dataclasses

import pytest

from autograder.compare.exercises import exercises_of, load_key
from autograder.course.lesson import Lesson
from autograder.errors import CourseError
from autograder.key import Value


def test_a_key_gives_the_exercises_of_its_lesson(small: Lesson) -> None:
    (exercise,) = exercises_of(small)
    assert (exercise.id, exercise.title) == ("count", "Count things")
    assert [type(check) for check in exercise.checks] == [Value]


def test_a_key_may_define_classes_of_its_own() -> None:
    key = (
        "from __future__ import annotations\nimport dataclasses\nfrom autograder.key import *\n"
        "@dataclasses.dataclass(frozen=True, kw_only=True)\nclass Own(Value):\n    extra: int = 1\n"
        "exercises = (Exercise('a', 'A', [Own('x', extra=2)]),)\n"
    )
    ((exercise,),) = [load_key(key, "01-x")]
    assert exercise.checks[0].extra == 2


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("exercises = [", r"solutions/01-x/key\.py does not run: SyntaxError"),
        ("1 / 0", "does not run: ZeroDivisionError"),
        ("x = 1", "defines no list `exercises`"),
        ("exercises = ['count']", "defines no list `exercises`"),
    ],
)
def test_a_key_that_is_none_is_refused_by_its_name(key: str, says: str) -> None:
    with pytest.raises(CourseError, match=says):
        load_key(key, "01-x")


@pytest.mark.parametrize(
    ("exercises", "says"),
    [
        ("[]", "'count', of which the key says nothing"),
        ("[Exercise('other', 'x', [Value('x')]), Exercise('count', 'x', [Value('x')])]", "no 'test-other'"),
        ("[Exercise('count', 'x', [Value('x')])] * 2", "'count' twice"),
        ("[Exercise('count', 'x', [])]", "no check for the exercise 'count'"),
        ("[Exercise('count', 'x', [Value('x', needs='early')])]", "'count' needs 'early'"),
    ],
)
def test_a_key_that_does_not_fit_its_notebook_grades_nobody(small: Lesson, exercises: str, says: str) -> None:
    key = f"from autograder.key import *\nexercises = {exercises}\n"
    with pytest.raises(CourseError, match=says):
        exercises_of(dataclasses.replace(small, key_text=key))
