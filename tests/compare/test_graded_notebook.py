"""The notebook as it goes back."""

from __future__ import annotations

import json

import nbformat
from support.small_lesson import submission

from autograder.compare.reference import Reference
from autograder.compare.result import (
    Result,
)
from autograder.grading import grade_submission
from autograder.run.limits import (
    Limits,
)

LIMITS = Limits(cell=5, notebook=30)


def graded(reference: Reference, answer: str | None, **more) -> Result:
    return grade_submission(submission(answer, **more), reference, LIMITS)


def test_the_graded_notebook_is_what_nbgrader_reads(small_reference: Reference) -> None:
    notebook = nbformat.reads(graded(small_reference, "number_of_things = 6").notebook, as_version=4)
    nbformat.validate(notebook)
    test = next(c for c in notebook.cells if c.id == "test-count")
    assert [o.output_type for o in test.outputs] == ["display_data", "execute_result"]
    assert test.outputs[1].data["text/plain"] == "0.0"
    assert "_record" not in json.dumps(notebook)
