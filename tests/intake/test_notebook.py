"""A submission becomes a notebook that may be run."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.small_lesson import submission

from autograder.course.lesson import Lesson
from autograder.intake.notebook import canonical, with_hidden_tests
from autograder.intake.reading import read_submission


def changed(change: Any, answer: str | None = "number_of_things = 2") -> bytes:
    """A good submission after `change(cells by id, notebook)`."""
    notebook = json.loads(submission(answer))
    change({c["id"]: c for c in notebook["cells"]}, notebook)
    return json.dumps(notebook).encode()


def prepared(data: bytes, lesson: Lesson):
    return canonical(read_submission(data), lesson.released)


def texts(result) -> dict[str, str]:
    return {c.id: c.source for c in result.notebook.cells}


@pytest.mark.parametrize(
    ("encode", "flag"),
    [
        (lambda text: text.encode("utf-8-sig"), None),
        (lambda text: text.encode("utf-16"), "UTF-16"),
        (lambda text: text.encode("latin-1"), "Latin-1"),
    ],
)
def test_other_encodings_are_read_and_flagged(encode, flag: str | None, small: Lesson) -> None:
    notebook = json.loads(submission("number_of_things = 2  # für"))
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] != "text-count"]
    result = prepared(encode(json.dumps(notebook, ensure_ascii=False)), small)
    assert texts(result)["count"] == "number_of_things = 2  # für"
    assert [f for f in result.flags if "UTF" in f] == [f for f in result.flags if flag and flag in f]
    assert any(flag in f for f in result.flags) if flag else True


def test_a_lone_surrogate_does_not_spoil_the_notebook(small: Lesson) -> None:
    data = submission("number_of_things = 2 # X").replace(b"# X", b"# \\ud800")
    source = texts(prepared(data, small))["count"]
    source.encode("utf-8")
    assert source.startswith("number_of_things = 2")


def test_nbformat_3_is_read(small: Lesson) -> None:
    cells = [
        {
            "cell_type": "code",
            "input": "number_of_things = 2",
            "metadata": {"nbgrader": {"grade_id": "count"}},
            "outputs": [],
        }
    ]
    data = json.dumps({"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}).encode()
    result = prepared(data, small)
    assert texts(result)["count"] == "number_of_things = 2"
    assert any("format 3" in flag for flag in result.flags)


def test_an_untouched_notebook_comes_out_as_released(small: Lesson) -> None:
    result = prepared(submission(), small)
    assert result.notebook == small.released
    assert result.flags == ()
    assert result.student_cells == {"count", "written-why"}


def test_locked_cells_come_from_the_source(small: Lesson) -> None:
    def edit(cells, notebook):
        cells["given-things"]["source"] = "things = []"
        cells["test-count"]["source"] = "pass"
        cells["test-count"]["metadata"]["nbgrader"] |= {"points": 1000, "locked": False}
        notebook["metadata"]["kernelspec"]["name"] = "bash"

    result = prepared(changed(edit), small)
    expected = {c.id: c for c in small.released.cells}
    for cell in result.notebook.cells:
        if cell.id != "count":
            assert cell == expected[cell.id]
    assert result.notebook.metadata == small.released.metadata
    assert "locked cell 'given-things' was changed; put back" in result.flags
    assert "locked cell 'test-count' was changed; put back" in result.flags


@pytest.mark.parametrize("how", ["deleted", "markdown", "renamed", "emptied"])
def test_a_spoiled_test_cell_is_put_back_and_flagged(how: str, small: Lesson) -> None:
    def edit(cells, notebook):
        if how == "deleted":
            notebook["cells"] = [c for c in notebook["cells"] if c["id"] != "test-count"]
        elif how == "markdown":
            cells["test-count"]["cell_type"] = "markdown"
        elif how == "renamed":
            cells["test-count"]["metadata"]["nbgrader"]["grade_id"] = "bonus"
        else:
            cells["test-count"]["source"] = ""

    result = prepared(changed(edit), small)
    assert [c.id for c in result.notebook.cells] == [c.id for c in small.released.cells]
    assert texts(result)["test-count"] == {c.id: c.source for c in small.released.cells}["test-count"]
    assert any("test-count" in flag or "bonus" in flag for flag in result.flags)


def test_extra_cells_stay_where_they_were(small: Lesson) -> None:
    def edit(cells, notebook):
        position = [c["id"] for c in notebook["cells"]].index("count")
        extra = {
            "cell_type": "code",
            "id": "x",
            "metadata": {},
            "source": "helper = 1",
            "outputs": [],
            "execution_count": 1,
        }
        note = {"cell_type": "markdown", "id": "y", "metadata": {}, "source": "my note"}
        notebook["cells"].insert(position, extra)
        notebook["cells"].insert(position + 2, note)
        notebook["cells"].insert(0, {**extra, "id": "z", "source": "first = 1"})

    result = prepared(changed(edit), small)
    order = [c.source for c in result.notebook.cells]
    assert order[0] == "first = 1"
    assert order.index("helper = 1") + 1 == order.index("number_of_things = 2") == order.index("my note") - 1
    assert len({c.id for c in result.notebook.cells}) == len(result.notebook.cells)
    assert len(result.student_cells) == 5
    assert result.flags == ()


def test_a_moved_test_cell_stands_in_the_source_order(small: Lesson) -> None:
    def edit(cells, notebook):
        notebook["cells"].reverse()

    result = prepared(changed(edit), small)
    assert [c.id for c in result.notebook.cells] == [c.id for c in small.released.cells]


def test_of_two_answers_the_one_that_was_filled_in_counts(small: Lesson) -> None:
    def edit(cells, notebook):
        stub = json.loads(json.dumps(cells["count"]))
        stub |= {"id": "again", "source": {c.id: c.source for c in small.released.cells}["count"]}
        notebook["cells"].insert(0, stub)

    result = prepared(changed(edit), small)
    assert texts(result)["count"] == "number_of_things = 2"
    assert any("occurs 2 times" in flag for flag in result.flags)


def test_a_bonus_cell_earns_nothing_and_is_kept(small: Lesson) -> None:
    def edit(cells, notebook):
        bonus = json.loads(json.dumps(cells["test-count"]))
        bonus |= {"id": "bonus", "source": "assert True"}
        bonus["metadata"]["nbgrader"] |= {"grade_id": "test-bonus", "points": 50}
        notebook["cells"].append(bonus)

    result = prepared(changed(edit), small)
    extra = [c for c in result.notebook.cells if c.source == "assert True"]
    assert len(extra) == 1 and "nbgrader" not in extra[0].metadata
    assert any("unknown graded cell 'test-bonus'" in flag for flag in result.flags)


def test_an_answer_cell_turned_to_markdown_is_code_again(small: Lesson) -> None:
    def edit(cells, notebook):
        cells["count"]["cell_type"] = "markdown"

    result = prepared(changed(edit), small)
    cell = next(c for c in result.notebook.cells if c.id == "count")
    assert (cell.cell_type, cell.source) == ("code", "number_of_things = 2")


def test_an_emptied_written_answer_is_no_answer(small: Lesson) -> None:
    def edit(cells, notebook):
        cells["written-why"]["source"] = "  \n"

    assert texts(prepared(changed(edit), small))["written-why"] == "YOUR ANSWER HERE"


def test_a_missing_answer_is_blank_not_somebody_elses(small: Lesson) -> None:
    def edit(cells, notebook):
        notebook["cells"] = [c for c in notebook["cells"] if c["id"] != "count"]

    result = prepared(changed(edit), small)
    assert texts(result)["count"] == ""
    assert "cell 'count' is missing" in result.flags


@pytest.mark.parametrize(
    "cell",
    [
        7,
        None,
        {},
        {"cell_type": "code", "source": 5},
        {"cell_type": "code", "source": ["a", 1]},
        {"cell_type": "movie", "source": ""},
        {"cell_type": "code", "source": "x" * 300_000},
    ],
)
def test_malformed_cells_are_left_out_and_flagged(cell: Any, small: Lesson) -> None:
    result = prepared(changed(lambda cells, notebook: notebook["cells"].append(cell)), small)
    assert texts(result)["count"] == "number_of_things = 2"
    assert any("malformed" in flag for flag in result.flags)


@pytest.mark.parametrize(
    "metadata",
    [None, 5, {"nbgrader": 5}, {"nbgrader": {"grade_id": 5}}, {"nbgrader": {"grade_id": ["count"]}}],
)
def test_malformed_metadata_costs_nothing_but_its_cell(metadata: Any, small: Lesson) -> None:
    def edit(cells, notebook):
        cells["text-opening"]["metadata"] = metadata

    assert texts(prepared(changed(edit), small))["count"] == "number_of_things = 2"


def test_hidden_tests_come_from_the_source_alone(small: Lesson) -> None:
    result = prepared(submission("number_of_things = 2"), small)
    assert "_record" not in "".join(c.source for c in result.notebook.cells)
    complete = with_hidden_tests(result.notebook, small.source)
    assert "import _record" in {c.id: c.source for c in complete.cells}["test-count"]
    assert {c.id: c.source for c in complete.cells}["count"] == "number_of_things = 2"
