"""The tests are tested: every right answer of the bank earns full marks, every wrong one loses them and is told why."""

from __future__ import annotations

import pytest
from support.places import COURSE

from autograder.author.answers import (
    read_bank,
)
from autograder.author.verify import verify
from autograder.compare.exercises import exercises_of
from autograder.course.lesson import read_lesson
from autograder.engines.engine import Grader
from autograder.engines.local import LocalEngine, cores
from autograder.run.limits import Limits

LESSONS = COURSE.lesson_names()


class Silent:
    """Progress that nobody watches."""

    def step(self, what: str, total: int) -> None: ...

    def advance(self, what: str) -> None: ...


@pytest.mark.parametrize("name", LESSONS)
def test_every_exercise_has_two_right_and_three_wrong_answers(name: str) -> None:
    answers, lesson = read_bank(COURSE, name), read_lesson(COURSE, name)
    for exercise in exercises_of(lesson):
        assert sum(a.right for a in answers if a.exercise == exercise.id) >= 2, exercise.id
        assert sum(not a.right for a in answers if a.exercise == exercise.id) >= 3, exercise.id
    assert {a.exercise for a in answers} <= {e.id for e in exercises_of(lesson)}


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_each_notebook_of_known_worth_gets_what_it_deserves(name: str) -> None:
    report = verify(COURSE, [name], Grader(LocalEngine(cores()), Limits(), Silent()))
    assert report.failures == []
    (found,) = report.lessons
    assert found.right.all + found.wrong.all == len(read_bank(COURSE, name))
    assert found.notebooks.good == 4  # the reference, untouched, blank, broken
