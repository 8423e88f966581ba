"""What each cell of a lesson is for, and the regions that no student may see."""

from __future__ import annotations

import nbformat
import pytest
from support.small_lesson import check, given, graded, student, text

from autograder.course.cells import HIDDEN_TESTS, SOLUTION, Kind, hints, kind, label, regions


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (student(), Kind.STUDENT),
        (check(), Kind.TEST),
        (given(), Kind.GIVEN),
        (graded("markdown", "written-why", "", "grade solution", 2), Kind.WRITTEN),
        (graded("markdown", "text-a", "", "locked"), Kind.TEXT),
        (text("text-a", ""), Kind.TEXT),
        (nbformat.v4.new_code_cell("1"), Kind.OTHER),
        (nbformat.v4.new_raw_cell("1"), Kind.OTHER),
        (graded("code", "a", "", "grade solution", 2), Kind.OTHER),
        (graded("markdown", "a", "", "solution"), Kind.OTHER),
    ],
)
def test_a_cells_kind_follows_from_its_metadata(cell: nbformat.NotebookNode, expected: Kind) -> None:
    assert kind(cell) is expected


def test_cells_are_named_as_their_author_counts_them() -> None:
    assert label(student("scale"), 6) == "cell 7 (scale)"
    assert label(nbformat.from_dict({"metadata": {}}), 0) == "cell 1"


@pytest.mark.parametrize("held", [None, "Add.", [], {"hints": "Add."}, {"hints": [1]}])
def test_hints_are_texts_whatever_a_cell_holds(held: object) -> None:
    cell = check()
    cell.metadata["training_lab"] = held
    assert hints(cell) == []
    cell.metadata["training_lab"] = {"hints": ["Add.", 1]}
    assert hints(cell) == ["Add."]


def test_regions_are_what_stands_between_their_markers() -> None:
    source = "a\n### BEGIN SOLUTION\nb\n\nc\n### END SOLUTION\nd\n### BEGIN SOLUTION\n### END SOLUTION"
    assert regions(source, SOLUTION) == ["b\n\nc", ""]
    assert regions(source, HIDDEN_TESTS) == []


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("### END SOLUTION", "has no BEGIN SOLUTION before it"),
        ("### BEGIN SOLUTION\na", "has no END SOLUTION after it"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", "a second BEGIN SOLUTION"),
    ],
)
def test_markers_that_are_no_pairs_are_refused(source: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        regions(source, SOLUTION)
