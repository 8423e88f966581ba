"""Which lesson a notebook is, by its cells, whatever its file is called (ATTACKS.md, 29)."""

from __future__ import annotations

import json

import pytest
from support import small_lesson
from support.collecting import GOOD, LESSON, outcomes, why

from autograder.course.folders import Classroom, Course


@pytest.fixture
def two_lessons(small_course: Course) -> Course:
    from support.small_lesson import check, given, notebook, student, text

    second = notebook(
        text("text-opening", small_lesson.OPENING),
        given("given-more"),
        student("add"),
        check("test-add"),
    )
    small_lesson.course(small_course.root, second, "02-next")
    return small_course


def as_submitted(course: Course, lesson: str) -> dict:
    from autograder.course.lesson import released

    return json.loads(released(course.source(lesson).read_bytes()))


def test_a_lesson_is_known_by_its_cells_whatever_the_file_is_called(
    run, two_lessons, classroom: Classroom
) -> None:
    second = json.dumps(as_submitted(two_lessons, "02-next")).encode()
    collected = run(
        {"ada/Untitled1.ipynb": GOOD, "ada/final (2).ipynb": second, f"bo/{LESSON}.ipynb": second}
    )
    assert [(s.student.id, s.lesson) for s in collected.plan.steps] == [
        ("ada", LESSON),
        ("ada", "02-next"),
        ("bo", "02-next"),
    ]
    assert all("saved as" in step.flags[0] for step in collected.plan.steps)
    assert (classroom.submitted / "bo" / "02-next" / "02-next.ipynb").read_bytes() == second


def test_another_lessons_notebook_is_not_taken_for_the_named_one(run, two_lessons) -> None:
    collected = run(
        {f"ada/{LESSON}.ipynb": json.dumps(as_submitted(two_lessons, "02-next")).encode()}, lesson=LESSON
    )
    assert not collected.plan.steps and "notebook of 02-next" in why(collected)


def test_cells_of_two_lessons_leave_the_choice_to_a_person(run, two_lessons) -> None:
    both, second = as_submitted(two_lessons, LESSON), as_submitted(two_lessons, "02-next")
    both["cells"] += [c for c in second["cells"] if c["id"] != "text-opening"]
    mixed = json.dumps(both).encode()
    assert "cells of" in why(run({"ada/mixed.ipynb": mixed}))
    named = run({"ada/mixed.ipynb": mixed}, lesson=LESSON)
    assert outcomes(named) == {"ada": "collected"} and "holds cells of" in named.plan.steps[0].flags[0]


def test_lost_metadata_is_made_up_for_by_cell_ids(run) -> None:
    bare = json.loads(GOOD)
    for cell in bare["cells"]:
        cell["metadata"] = {}
    assert outcomes(run({"ada/x.ipynb": json.dumps(bare).encode()})) == {"ada": "collected"}


def test_what_cannot_be_read_is_collected_where_its_name_says_the_lesson(run, classroom: Classroom) -> None:
    collected = run(
        {f"ada/{LESSON}.ipynb": b"{", f"bo/{LESSON} (1).ipynb": b"\xff\xfe{", "cy/x.ipynb": b"[]"}
    )
    assert outcomes(collected) == {"ada": "collected", "bo": "collected"}
    assert all("not readable" in step.flags[0] for step in collected.plan.steps)
    assert "name the lesson" in why(collected)
    assert outcomes(run({"cy/x.ipynb": b"[]"}, lesson=LESSON)) == {"cy": "collected"}
