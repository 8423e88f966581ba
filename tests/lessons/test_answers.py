"""The tests are tested: every right answer of the bank earns full marks, every wrong one loses them and is told why."""

from __future__ import annotations

import ast
from functools import cache

import pytest
from support.fake_grading import Quiet
from support.places import COURSE

from autograder.author.answers import (
    read_bank,
)
from autograder.author.verify import verify
from autograder.compare.exercises import exercises_of
from autograder.course.lesson import Lesson, read_lesson
from autograder.engines.engine import Grader
from autograder.engines.local import LocalEngine, cores
from autograder.run.limits import Limits

LESSONS = COURSE.lesson_names()


@cache
def read(name: str) -> Lesson:
    """A lesson of the course, read once for the tests of a process."""
    return read_lesson(COURSE, name)


@pytest.mark.parametrize("name", LESSONS)
def test_every_exercise_has_two_right_and_three_wrong_answers(name: str) -> None:
    answers, lesson = read_bank(COURSE, name), read(name)
    for exercise in exercises_of(lesson):
        assert sum(a.right for a in answers if a.exercise == exercise.id) >= 2, exercise.id
        assert sum(not a.right for a in answers if a.exercise == exercise.id) >= 3, exercise.id
    assert {a.exercise for a in answers} <= {e.id for e in exercises_of(lesson)}


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_each_notebook_of_known_worth_gets_what_it_deserves(name: str) -> None:
    report = verify(COURSE, [name], Grader(LocalEngine(cores()), Limits(), Quiet()))
    assert report.failures == []
    (found,) = report.lessons
    assert found.right.all + found.wrong.all == len(read_bank(COURSE, name))
    assert found.notebooks.good == 4  # the reference, untouched, blank, broken


@pytest.mark.parametrize("name", LESSONS)
def test_whatever_a_converted_key_says_is_told_to_some_answer(name: str) -> None:
    """Its checks have no mistakes of their own, and each text of a Finding of its own has an answer in the bank."""
    lesson = read(name)
    if "Mistake" in lesson.key_text:
        pytest.skip("its key still imitates wrong code")
    messages = [answer.message for answer in lesson.wrong_answers]
    for pieces in texts_of_findings(lesson.key_text):
        told = (m for m in messages if any(m in piece or piece.strip(" .") in m for piece in pieces))
        assert any(told), pieces


def texts_of_findings(key_text: str) -> list[list[str]]:
    """The constant parts of each text that a key's own checks say: what `says` is given, and Finding's second."""
    texts = []
    for node in ast.walk(ast.parse(key_text)):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "says":
            texts.append(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding" and len(node.args) > 1:
            texts.append(node.args[1])
    found = [[p.value for p in ast.walk(text) if isinstance(p, ast.Constant)] for text in texts]
    return [[piece for piece in pieces if len(str(piece)) > 3] for pieces in found if pieces]
