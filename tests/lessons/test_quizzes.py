"""A quiz's visible check takes a letter in all the ways that the grader takes, and nothing else."""

from __future__ import annotations

import ast

import pytest
from support.places import COURSE

from autograder.compare.exercises import exercises_of
from autograder.compare.result import Outcome
from autograder.course.lesson import read_lesson
from autograder.course.source import parse_source
from autograder.key import Choice, Context

#: How people write the letter.
WAYS = ("{}", " {} ", "{}.", "({})", "{})")


def quizzes() -> list[tuple[str, str]]:
    """(lesson, exercise) of every exercise that asks for letters."""
    found = []
    for lesson in COURSE.lesson_names():
        for exercise in exercises_of(read_lesson(COURSE, lesson)):
            if any(isinstance(check, Choice) for check in exercise.checks):
                found.append((lesson, exercise.id))
    return found


def check_cell(lesson: str, exercise: str) -> tuple[dict[str, str], str]:
    """What a quiz's check records (name → variable), and its visible part."""
    notebook = parse_source(COURSE.source(lesson).read_bytes(), lesson)
    cell = next(cell for cell in notebook.cells if cell.id == f"test-{exercise}")
    hidden, visible = cell.source.split("### END HIDDEN TESTS\n")
    recorded = {}
    for call in ast.walk(ast.parse(hidden)):
        if isinstance(call, ast.Call) and isinstance(call.args[0], ast.Constant):
            recorded[call.args[0].value] = call.args[1].body.id
    return recorded, visible


@pytest.mark.parametrize(("lesson", "exercise"), quizzes())
def test_check_takes_what_the_grader_takes(lesson, exercise, capsys):
    recorded, visible = check_cell(lesson, exercise)
    known = next(one for one in exercises_of(read_lesson(COURSE, lesson)) if one.id == exercise)
    choices = [check for check in known.checks if isinstance(check, Choice)]
    letters = set.intersection(*(set(choice.explain) for choice in choices))
    for way in WAYS:
        for letter in sorted(letters | {letter.upper() for letter in letters}):
            answer = way.format(letter)
            for choice in choices:
                finding = choice.examine(answer, letter.lower(), Context({}, {}))
                assert finding.outcome is Outcome.RIGHT, answer
            exec(visible, dict.fromkeys(recorded.values(), answer))  # raises nothing
    for answer in ("z", "ab", "", 1, None):
        with pytest.raises(AssertionError) as refused:
            exec(visible, dict.fromkeys(recorded.values(), answer))
        assert str(refused.value), "the check refuses without a word"
