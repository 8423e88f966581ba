"""What a kernel sends is counted as it arrives; tests/hostile/test_output.py floods it with more."""

from __future__ import annotations

import nbformat
import pytest

from autograder.run.limits import Ending, Limits
from autograder.run.notebook import execute


@pytest.mark.parametrize(
    ("cell", "limits", "what"),
    [
        ("for i in range(200): print(i, flush=True); time.sleep(0.001)", {"outputs": 20}, "outputs"),
        ("print('x' * 200_000)", {"output_bytes": 100_000}, "bytes"),
        ("display({'text/plain': 'x' * 200_000}, raw=True)", {"output_bytes": 100_000}, "bytes"),
        ("raise ValueError('x' * 200_000)", {"output_bytes": 100_000}, "bytes"),
    ],
)
def test_more_than_may_be_shown_ends_the_cell_and_no_other(
    cell: str, limits: dict[str, int], what: str
) -> None:
    sources = ("import time", cell, "print('after')")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    transcript = execute(notebook, {}, {}, Limits(cell=20, notebook=60, **limits))
    (left_out,) = transcript.left_out
    assert left_out.kind is Ending.OUTPUT and f"({what})" in left_out.reason
    assert transcript.outputs[2][0].text == "after\n"
