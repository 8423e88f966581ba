"""A judgement tells what did not run by the lesson's own words."""

from __future__ import annotations

import json

import pytest
from support.small_lesson import KEY, LESSON, submission

from autograder.compare.reference import Reference, build_reference
from autograder.compare.result import (
    Result,
    State,
)
from autograder.course.folders import Course
from autograder.course.lesson import read_lesson
from autograder.grading import grade_submission
from autograder.run.limits import (
    Ending,
    Limits,
    Stop,
)
from autograder.run.notebook import Transcript

LIMITS = Limits(cell=5, notebook=30)


def graded(reference: Reference, answer: str | None, **more) -> Result:
    return grade_submission(submission(answer, **more), reference, LIMITS)


@pytest.mark.parametrize("ended_in", ["count", "student-1", "test-count"])
def test_what_did_not_run_is_told_by_the_lessons_own_words(
    small_reference: Reference, monkeypatch: pytest.MonkeyPatch, ended_in: str
) -> None:
    def half(notebook, *_):
        outputs = tuple(() for _ in notebook.cells)
        return Transcript(outputs, (), Stop(1, ended_in, "of something", Ending.MEMORY), 1.0)

    monkeypatch.setattr("autograder.grading.execute", half)
    said = {
        "count": "The run ended at cell 'count' (Count things): of something.",
        "test-count": "The run ended at cell 'test-count': of something.",
        "student-1": "The run ended at a cell that was added to the lesson: of something.",
    }
    result = graded(small_reference, "number_of_things = 2")
    assert result.stop == f"{said[ended_in]} So these did not run: Count things."
    assert result.state is State.PARTLY_GRADED


def test_a_demand_on_the_text_holds_for_all_cells_of_an_answer_that_was_split(small_course: Course) -> None:
    key = KEY.replace("Exercise, Value", "Exercise, MustUse, Value")
    small_course.key(LESSON).write_text(key.replace("hint=", 'rules=(MustUse("sum"),), hint='))
    reference = build_reference(read_lesson(small_course, LESSON), 1, LIMITS)
    notebook = json.loads(submission("number_of_things = count(things)"))
    place = [cell["id"] for cell in notebook["cells"]].index("count")
    first = json.loads(json.dumps(notebook["cells"][place]))
    first |= {"id": "first-half", "source": "def count(items):\n    return sum(1 for _ in items)"}
    notebook["cells"].insert(place, first)
    assert grade_submission(json.dumps(notebook).encode(), reference, LIMITS).points == 100
    del notebook["cells"][place]
    notebook["cells"][place]["source"] = "number_of_things = len(things)"
    assert grade_submission(json.dumps(notebook).encode(), reference, LIMITS).points == 0
