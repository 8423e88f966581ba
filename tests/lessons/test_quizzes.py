"""A quiz's visible check takes a letter in all the ways that the grader takes, and nothing else."""

from __future__ import annotations

import ast
from types import CodeType

import pytest
from support.places import COURSE

from autograder.compare.exercises import exercises_of
from autograder.compare.result import Outcome
from autograder.course.lesson import Lesson, read_lesson
from autograder.key import Choice, Context

#: How people write the letter.
WAYS = ("{}", " {} ", "{}.", "({})", "{})")


def check_cell(lesson: Lesson, exercise: str) -> tuple[dict[str, str], CodeType]:
    """What a quiz's check records (name → variable), and its visible part."""
    cell = next(cell for cell in lesson.source.cells if cell.id == f"test-{exercise}")
    hidden, visible = cell.source.split("### END HIDDEN TESTS\n")
    recorded = {}
    for call in ast.walk(ast.parse(hidden)):
        if isinstance(call, ast.Call) and isinstance(call.args[0], ast.Constant):
            recorded[call.args[0].value] = call.args[1].body.id
    return recorded, compile(visible, cell.id, "exec")


@pytest.mark.parametrize("name", COURSE.lesson_names())
def test_check_takes_what_the_grader_takes(name, capsys):
    lesson = read_lesson(COURSE, name)
    for exercise in exercises_of(lesson):
        choices = [check for check in exercise.checks if isinstance(check, Choice)]
        if not choices:
            continue
        recorded, visible = check_cell(lesson, exercise.id)
        letters = set.intersection(*(set(choice.explain) for choice in choices))
        for way in WAYS:
            for letter in sorted(letters | {letter.upper() for letter in letters}):
                answer = way.format(letter)
                for choice in choices:
                    finding = choice.examine(answer, letter.lower(), Context({}, {}))
                    assert finding.outcome is Outcome.RIGHT, (exercise.id, answer)
                exec(visible, dict.fromkeys(recorded.values(), answer))  # raises nothing
        for answer in ("z", "ab", "", 1, None):
            with pytest.raises(AssertionError) as refused:
                exec(visible, dict.fromkeys(recorded.values(), answer))
            assert str(refused.value), f"{exercise.id}: the check refuses without a word"
