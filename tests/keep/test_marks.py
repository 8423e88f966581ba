"""A mark counts for the answer that was marked."""

from __future__ import annotations

import json

import pytest
from nbformat import v4

from autograder.compare.result import ExerciseResult, Result, State
from autograder.keep.marks import Marks, answers_in, with_marks
from autograder.safe.notebook import safe_notebook

RESULT = Result(
    "01-x",
    State.GRADED,
    (
        ExerciseResult("count", "Count", 60.0, 100.0),
        ExerciseResult("why", "Why", None, 2.0, written=True),
        ExerciseResult("blank", "Blank", 0.0, 2.0, written=True),
    ),
)


def notebook(**sources: str | list[str]) -> str:
    cells = [{"metadata": {"nbgrader": {"grade_id": name}}, "source": text} for name, text in sources.items()]
    return json.dumps({"cells": [{"metadata": {}, "source": "text"}, *cells]})


def points(marks: Marks) -> list[float | None]:
    return [e.points for e in with_marks(RESULT, marks).exercises]


def test_a_mark_stands_in_the_place_of_points() -> None:
    assert points(Marks()) == [60, None, 0]
    assert points(Marks({"test-count": 80, "why": 1.5, "count": 5, "gone": 9})) == [80, 1.5, 0]


def test_a_mark_for_another_answer_does_not_count() -> None:
    marks = Marks(
        {"test-count": 80, "why": 1.5, "blank": 2.0}, waiting=frozenset(("test-count", "why", "blank"))
    )
    assert points(marks) == [60, None, None]
    assert marks.before(RESULT.exercises) == {"count": 80, "why": 1.5, "blank": 2.0}
    assert Marks({"why": 1.5}).before(RESULT.exercises) == {}


def test_answers_are_the_same_without_the_space_around_them() -> None:
    first, again = answers_in(notebook(why="Because. ")), answers_in(notebook(why=["Because", ".\n"]))
    assert first == again != answers_in(notebook(why="Because!"))
    for nothing in (
        "",
        "[",
        "[]",
        "5",
        "[" * 100_000,
        '{"cells": 5}',
        '{"cells": [5]}',
        '{"cells": [{"metadata": 5}]}',
    ):
        assert answers_in(nothing) == {}


def test_whose_answer_changed_waits_and_whose_came_back_does_not() -> None:
    one, two = (
        answers_in(notebook(why="One.", count="x = 1")),
        answers_in(notebook(why="Two.", count="x = 1")),
    )
    marks = Marks(
        {"why": 1.5, "test-count": 80, "old": 1}, answers={"why": one["why"], "test-count": one["count"]}
    )
    assert marks.of_answers(one) == marks
    assert marks.of_answers(two).waiting == {"why"}
    assert marks.of_answers(two).of_answers(one) == marks
    assert marks.of_answers({}).waiting == {"why", "test-count"}


def test_a_mark_of_an_earlier_version_waits_as_it_did() -> None:
    marks = Marks({"why": 1.5, "blank": 2.0}, waiting=frozenset(("why",)))
    assert marks.of_answers(answers_in(notebook(why="One."))) == marks


@pytest.mark.parametrize(
    "text",
    [
        "I counted.",
        "Two <b>lines</b>\n\n<img src=x>\n",
        "a long line " * 40,
        "```text\nfenced\n```",
        "a bell\x07\r\n",
    ],
)
def test_an_answer_is_the_same_as_it_was_typed_and_as_a_graded_notebook_shows_it(text: str) -> None:
    typed = v4.new_notebook(cells=[v4.new_markdown_cell(text, metadata={"nbgrader": {"grade_id": "why"}})])
    shown = safe_notebook(typed, is_students=lambda cell: True)
    assert answers_in(json.dumps(shown)) == answers_in(json.dumps(typed)) != answers_in(notebook(why="Else."))
