"""One exercise run and compared: until its check, under probes of its own, whatever the notebook does."""

from __future__ import annotations

from unittest import mock

import pytest
from support import small_lesson
from support.asking import asked
from support.small_lesson import submission

from autograder import grading
from autograder.compare.probes import probe_seed
from autograder.compare.reference import Reference
from autograder.course.folders import Classroom, Course
from autograder.course.lesson import Lesson, read_lesson
from autograder.keep.journal import Journal
from autograder.run.bulkhead import Bulkhead, Ended, Lost
from autograder.run.limits import Limits
from autograder.serve.judging import Judging, Offered, References, offered
from autograder.serve.values import Marked

SECRET = b"s" * 32
LIMITS = Limits(cell=20)


@pytest.fixture
def references(small_course: Course, small: Lesson) -> References:
    journal = Journal(Classroom(small_course.default_class))
    return References({small.name: small}, journal, SECRET, LIMITS)


def ask(references: References, notebook: bytes) -> Marked:
    judging = Judging(references, LIMITS, 1)
    try:
        return judging(asked("ada"), notebook)
    finally:
        judging.close()


def test_a_lessons_exercises_are_offered_with_their_points(small: Lesson) -> None:
    assert offered(small) == {"test-count": Offered("test-count", "Count things", 100.0, small.hash)}


def test_an_exercise_that_is_a_quiz_is_known(small_course: Course) -> None:
    key = (
        'from autograder.key import *\nexercises = [Exercise("count", "C", [Choice("number", explain={})])]\n'
    )
    small_course.key(small_lesson.LESSON).write_text(key)
    assert offered(read_lesson(small_course, small_lesson.LESSON))["test-count"].quiz


def test_an_answer_comes_to_its_points_and_words(references: References) -> None:
    assert ask(references, submission("number_of_things = 2")) == Marked(100.0, 100.0, "Right.")
    wrong = ask(references, submission("number_of_things = 3"))
    assert wrong == Marked(0.0, 100.0, "number: This is 3, which is not the right value.")


def test_nothing_behind_the_exercises_check_is_run(references: References) -> None:
    with mock.patch.object(grading, "execute", wraps=grading.execute) as execute:
        ask(references, submission("number_of_things = 2"))
    (call,) = execute.call_args_list
    assert call.args[-1] == "test-count"


def test_the_processes_that_grade_are_begun_beforehand(references: References) -> None:
    judging = Judging(references, LIMITS, 3)
    with mock.patch.object(Bulkhead, "call") as call:
        judging.warm()
    assert call.call_count == 3
    judging.close()


def test_what_is_no_notebook_is_said_and_earns_nothing(references: References) -> None:
    marked = ask(references, b'{"nbformat": 3, "cells": []}')
    assert marked.points == 0.0 and "could not be read" in marked.message


@pytest.mark.parametrize(
    "trouble", [Lost("the process that graded it died, twice"), RuntimeError("a secret")]
)
def test_the_graders_own_trouble_has_no_points(references: References, trouble: Exception) -> None:
    with mock.patch.object(Bulkhead, "call", side_effect=trouble):
        marked = ask(references, submission("number_of_things = 2"))
    assert marked == Marked(None, 100.0, "")


def test_a_notebook_that_ends_its_reader_is_told(references: References) -> None:
    references.of(small_lesson.LESSON)
    with mock.patch.object(Bulkhead, "call", side_effect=Ended("took longer than 1 s")):
        marked = ask(references, submission("number_of_things = 2"))
    assert marked.points == 0.0 and "took longer than 1 s" in marked.message


def test_probes_are_others_than_those_of_the_grade_and_known_mistakes_are_kept(
    references: References, small: Lesson
) -> None:
    reference = references.of(small.name)
    assert isinstance(reference, Reference) and reference.probe_seed != probe_seed(SECRET, small)
    assert references.of(small.name) is reference
    again = References(references.lessons, references.journal, SECRET, LIMITS)
    with mock.patch("autograder.serve.judging.build_reference") as build:
        again.of(small.name)
    assert build.call_args.args[-1] == reference.mistakes  # from the journal
