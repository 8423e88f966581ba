"""Bodies of requests, right and otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.small_lesson import submission

from autograder.intake.reading import read_submission
from autograder.serve.reading import Request, read_request

NOTEBOOK = json.loads(submission("number_of_things = 2"))


def body(**changed: Any) -> bytes:
    return json.dumps({"lesson": "01", "exercise": "test-count", "notebook": NOTEBOOK} | changed).encode()


def test_a_request_is_a_notebook_that_can_be_graded() -> None:
    request = read_request(body())
    assert isinstance(request, Request)
    assert (request.lesson, request.exercise) == ("01", "test-count")
    assert (
        read_submission(request.notebook).cells == read_submission(submission("number_of_things = 2")).cells
    )


def test_the_same_answers_are_the_same_notebook_whatever_was_run() -> None:
    first = read_request(body())
    ran = json.loads(json.dumps(NOTEBOOK))
    for cell in ran["cells"]:
        if cell["cell_type"] == "code":
            cell |= {
                "execution_count": 7,
                "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}],
            }
    other = json.loads(json.dumps(NOTEBOOK))
    other["cells"][3]["source"] = "number_of_things = 3"
    again, another = (read_request(body(notebook=notebook)) for notebook in (ran, other))
    assert all(isinstance(request, Request) for request in (first, again, another))
    assert again == first and another.digest != first.digest


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"3",
        b"1" * 5000,
        body(lesson=3),
        body(lesson="x" * 1000),
        body(exercise=None),
        body(notebook=[]),
        body(notebook={}),
        body(notebook={"cells": {}}),
    ],
)
def test_what_is_no_request_is_said_in_a_sentence(content: bytes) -> None:
    said = read_request(content)
    assert isinstance(said, str) and said.endswith(".")


def test_cells_of_any_form_pass_to_whoever_reads_notebooks() -> None:
    request = read_request(body(notebook={"cells": [None, 3, {"outputs": []}, {}]}))
    assert isinstance(request, Request) and json.loads(request.notebook) == {"cells": [None, 3, {}, {}]}
