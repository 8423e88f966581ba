"""Habits: each changes an answer, leaves Python, and does what the answer did."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from autograder.author.habits import HABITS, Answered

ANSWER = '''\
import math
factor = 2.5
def scaled(x, by=2):
    """Scaled."""
    if x < 0:
        return 0.0
    return by * x
def shifted(x):
    return x + factor
network = keras.Sequential([1, 2])'''

NAMES = [habit.name for habit in HABITS]


def left(name: str, text: str = ANSWER) -> Answered:
    (habit,) = (h for h in HABITS if h.name == name)
    return habit.change(Answered(text, untouched="raise NotImplementedError"))


def test_there_are_enough_and_none_is_called_like_another() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 25


@pytest.mark.parametrize("name", [n for n in NAMES if n != "tf.function around it"])
def test_a_habit_changes_an_answer_and_leaves_python(name: str) -> None:
    found = left(name)
    assert found != Answered(ANSWER, untouched="raise NotImplementedError")
    lines = [t for text in (found.above, found.text, found.below) for t in text.split("\n")]
    compile(
        "\n".join(line for line in lines if line[:1] not in ("%", "!") and "= !" not in line),
        "an answer",
        "exec",
        flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
    )


@pytest.mark.parametrize("name", NAMES)
def test_what_no_habit_can_read_stays(name: str) -> None:
    """A habit that looks into the syntax leaves a cell alone that is no Python; the others only stand around it."""
    text = "x = (\n!ls"
    assert text in left(name, text).text.replace("\r\n", "\n") or text in left(name, text).above


def run(found: Answered) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for text in (found.above, found.text):
        exec(text, names)
    return names


FUNCTION = 'def scaled(x, by=2):\n    """Scaled."""\n    if x < 0:\n        return 0.0\n    return by * x'


@pytest.mark.parametrize(
    "name",
    [
        "the function as partial",
        "the function as callable object",
        "the function as a method",
        "decorated with functools.wraps",
        "decorated without functools.wraps",
        "another name for it",
        "labels with the ready-made's names",
        "prints in the function",
        "type hints and asserts",
        "a walrus before it is returned",
        "one more argument, with a default",
        "a function inside the function",
        "try and finally in the function",
        "helpers in another cell",
        "everything in an if",
        "float64 for arrays and numbers",
        "Python's numbers for NumPy's",
    ],
)
def test_a_changed_function_returns_what_it_returned(name: str) -> None:
    scaled = run(left(name, FUNCTION))["scaled"]
    assert (scaled(2), scaled(2, 3), scaled(-1), scaled(1.5, by=4)) == (4, 6, 0.0, 6.0)


def test_a_function_of_one_line_becomes_a_lambda() -> None:
    text = 'def f(a, b: int = 2):\n    """Add."""\n    return a + b  # both'
    assert left("the function as lambda", text).text == "f = lambda a, b=2: (a + b)  # both"


def test_names_that_the_lesson_needs_are_not_taken() -> None:
    (habit,) = (h for h in HABITS if h.name.startswith("names that checks use"))
    above = habit.change(Answered("x = 1", taken=frozenset({"accuracy"}))).above
    assert "logits = 'mine'" in above and "accuracy" not in above.split()


def test_a_name_of_the_lessons_own_is_not_lost_to_a_star_import() -> None:
    (habit,) = (h for h in HABITS if h.name == "star imports")
    assert "from numpy import *" in habit.change(Answered("x = 1")).text
    assert "from numpy import *" not in habit.change(Answered("x = 1", taken=frozenset({"gradient"}))).text


def test_lines_at_a_functions_head_stand_above_a_decorator_inside() -> None:
    text = "def outer():\n    @other\n    def inner():\n        return 1\n    return inner"
    for name in ("prints in the function", "a docstring with the ready-made's name"):
        compile(left(name, text).text, "an answer", "exec")
