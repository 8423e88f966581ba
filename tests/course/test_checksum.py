"""A cell tells whether anybody has changed it since it was released."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode, v4
from support import small_lesson

from autograder.course.checksum import untouched
from autograder.course.lesson import released


def lesson() -> NotebookNode:
    return nbformat.reads(released(small_lesson.source()).decode(), as_version=4)


def test_a_fresh_lesson_is_untouched_in_every_cell() -> None:
    assert [untouched(cell) for cell in lesson().cells] == [True] * len(lesson().cells)


def test_every_kind_of_cell_tells_that_it_was_changed() -> None:
    cells = lesson().cells
    for cell in cells:
        cell.source += "\nmine"
    assert [untouched(cell) for cell in cells] == [False] * len(cells)


def test_an_empty_line_at_the_end_of_a_text_is_no_change() -> None:
    (opening, *_) = lesson().cells
    opening.source += "\n"
    assert untouched(opening)


def test_a_cell_of_the_students_own_tells_nothing() -> None:
    assert untouched(v4.new_code_cell("x = 1")) is None


@pytest.mark.parametrize("nbgrader", [{}, {"checksum": 5}, {"checksum": None}])
def test_a_checksum_that_is_none_tells_nothing(nbgrader: Any) -> None:
    assert untouched(v4.new_code_cell("x", metadata={"nbgrader": nbgrader})) is None
    assert untouched(v4.new_markdown_cell("x", metadata={"training_lab": nbgrader})) is None


def test_metadata_that_nbgrader_did_not_write_is_a_change() -> None:
    half = json.loads('{"checksum": "0123", "grade": true}')
    assert untouched(v4.new_code_cell("x", metadata={"nbgrader": half})) is False
