"""One notebook in one kernel: a cold kernel does what a warm one does."""

from __future__ import annotations

import nbformat
import pytest

from autograder.run.limits import Limits
from autograder.run.notebook import execute

SEES = """
import os
print(sorted(os.listdir(".")), open("data.txt").read())
print(os.environ["AUTOGRADER_RECORD"], os.environ["TRAINING_LAB_MNIST"], os.environ["OMP_NUM_THREADS"])
print(os.environ.get("LAB_TEST_TOKEN"))
import _record
_record.value("it", lambda: 2)
"""


def test_a_cold_kernel_sees_and_sends_what_a_warm_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_TEST_TOKEN", "a secret of the instructor's")
    cell = nbformat.v4.new_code_cell(SEES, metadata={"nbgrader": {"grade_id": "test-it"}})
    notebook = nbformat.v4.new_notebook(cells=[cell])
    cold, warm = (
        execute(notebook, {"data.txt": b"1"}, {}, Limits(cell=30, notebook=60), warm=warm)
        for warm in (False, True)
    )
    assert cold.outputs == warm.outputs and cold.records == warm.records
    assert cold.stop is None
    assert cold.outputs[0][0].text.splitlines() == ["['data.txt'] 1", "1 stand-in 1", "None"]
    assert [record.test_cell for record in cold.records] == ["test-it"]
