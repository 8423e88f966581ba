"""Plain values."""

from __future__ import annotations

import dataclasses

import pytest
from support.asking import asked

from autograder.serve.values import Marked, Refusal


@pytest.mark.parametrize(("points", "passed"), [(10.0, True), (9.99, False), (0.0, False), (None, False)])
def test_all_points_are_a_pass_and_no_points_are_none(points: float | None, passed: bool) -> None:
    assert Marked(points, 10.0, "").passed is passed


def test_the_same_question_has_the_same_notebook_and_lesson() -> None:
    one = asked("ada", "1")
    again = dataclasses.replace(one, id="other", time="later", day="tomorrow")
    assert again.question == one.question and again.place == one.place
    for field in ("student", "lesson", "exercise", "digest", "version"):
        assert dataclasses.replace(one, **{field: "another"}).question != one.question


def test_a_refusal_says_what_and_what_to_do() -> None:
    refused = Refusal(429, "No more.", "Tomorrow.", 60)
    assert (refused.status, str(refused), refused.remedy, refused.wait) == (429, "No more.", "Tomorrow.", 60)
