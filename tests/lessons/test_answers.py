"""The tests are tested: every right answer of the bank earns full marks, every wrong one loses them and is told why."""

from __future__ import annotations

import ast
from functools import cache

import numpy as np
import pytest
from support.fake_grading import Quiet
from support.places import COURSE

from autograder.author.answers import (
    read_bank,
)
from autograder.author.habit_runs import try_habits
from autograder.author.habits import HABITS
from autograder.author.mutant_runs import try_mutants
from autograder.author.verify import verify
from autograder.compare.exercises import exercises_of
from autograder.compare.mistakes import tried_exercises
from autograder.compare.reference import build_reference
from autograder.course.answers import parse_exemptions
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


#: Exercises whose wrong answers would each train or compile a network, though a class has probes of its own there.
NOT_RUN = {("02-optimizers", "loss-curve"), ("07-gradient-tape", "compile-step")}


def test_the_wrong_answers_are_run_wherever_a_class_has_probes_of_its_own() -> None:
    rng = np.random.default_rng(0)
    left_out = {
        (name, exercise.id)
        for name in LESSONS
        for exercise in exercises_of(read(name))
        if any(check.probes(rng) for check in exercise.checks) and exercise not in tried_exercises(read(name))
    }
    assert left_out == NOT_RUN


#: What is said of records that no notebook makes by itself, or where something else, which is told, is missing.
OF_NO_ANSWER = (
    "cannot be compared",
    "could not be read",
    "is not one finite number",
    "There is no trained network",
    "There is no such network",
    "There is no network called",
    "What was recorded is not",
)


#: One of each kind; `autograder verify --habits` has them all.
SAMPLE = (
    "a shell line, and one that is kept",
    "the function as partial",
    "tensors for arrays",
    "an untouched copy of the cell above it",
    "names that checks use, used for other things",
)


def test_right_answers_keep_everything_with_a_sample_of_habits() -> None:
    name = LESSONS[0]
    reference = build_reference(read(name), 1, Limits())
    habits = [habit for habit in HABITS if habit.name in SAMPLE]
    grader = Grader(LocalEngine(cores()), Limits(), Quiet())
    (report,) = try_habits({name: reference}, {name: read_bank(COURSE, name)}, grader, habits=habits)
    assert len(habits) == len(SAMPLE) and report.failures == [] and report.kept > 10
    (mutants,) = try_mutants({name: reference}, grader)
    assert mutants.failures == []


def test_what_is_excused_is_there() -> None:
    names = {habit.name for habit in HABITS}
    for name in LESSONS:
        exercises = {e.id for e in exercises_of(read(name))}
        for excused in parse_exemptions(read(name).answers_text):
            assert excused.exercise in exercises
            assert excused.kind == "equal" or excused.title in names


@pytest.mark.parametrize("name", LESSONS)
def test_whatever_a_key_says_is_told_to_some_answer(name: str) -> None:
    """Each text of a Finding of its own, and each that it gives a check as known, has an answer in the bank."""
    lesson = read(name)
    messages = [answer.message for answer in lesson.wrong_answers]
    known = [
        says for e in exercises_of(lesson) for c in e.checks for says in getattr(c, "known", {}).values()
    ]
    for pieces in (*texts_of_findings(lesson.key_text), *([says] for says in known)):
        if not any(of in piece for of in OF_NO_ANSWER for piece in pieces):
            assert any(tells(message, piece) for message in messages for piece in pieces), pieces


def tells(message: str, piece: str) -> bool:
    """Whether a message has a constant part of a text in it, or begins or ends in it."""
    inside = message in piece or piece.strip(" .") in message
    begins = any(message.startswith(piece[k:]) for k in range(len(piece) - 8))
    return inside or begins or any(message.endswith(piece[:k]) for k in range(8, len(piece)))


def texts_of_findings(key_text: str) -> list[list[str]]:
    """The constant parts of each text that a key's own checks say: what `says` is given, and Finding's second."""
    texts = []
    for node in ast.walk(ast.parse(key_text)):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "says":
            texts.append(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding" and len(node.args) > 1:
            texts.append(node.args[1])
    found = [[p.value for p in ast.walk(text) if isinstance(p, ast.Constant)] for text in texts]
    long = ([piece for piece in pieces if len(str(piece)) > 8] for pieces in found)
    return [pieces for pieces in long if pieces]
