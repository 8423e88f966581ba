"""A notebook run, and run again without the cell that ended it: what the transcript says."""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode

from autograder.run.limits import Ending, Limits
from autograder.run.notebook import Transcript, execute

LIMITS = Limits(cell=20, notebook=60)


def notebook(*sources: str) -> NotebookNode:
    """A notebook of code cells, named cell-0, cell-1, …"""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    for cell in cells:
        cell.metadata["nbgrader"] = {"grade_id": cell.id}
    return nbformat.v4.new_notebook(cells=cells)


def printed(transcript: Transcript) -> list[str]:
    return ["".join(output.get("text", "") for output in outputs) for outputs in transcript.outputs]


def test_cells_run_in_order_beside_the_lessons_files() -> None:
    transcript = execute(
        notebook("x = open('a.txt').read()", "print(x)", "1 / 0"), {"a.txt": b"hi"}, {}, LIMITS
    )
    assert printed(transcript) == ["", "hi\n", ""]
    assert transcript.error(2) == ("ZeroDivisionError", "division by zero")
    assert (transcript.error(1), transcript.stop, transcript.left_out) == (None, None, ())


def test_nothing_runs_behind_the_last_cell_that_is_asked_for() -> None:
    transcript = execute(notebook("print(1)", "print(2)", "print(3)"), {}, {}, LIMITS, until="cell-1")
    assert printed(transcript) == ["1\n", "2\n", ""]


def test_a_cell_that_ends_its_kernel_is_left_out_and_the_others_run() -> None:
    transcript = execute(notebook("print(1)", "import os; os._exit(1)", "print(3)"), {}, {}, LIMITS)
    assert printed(transcript) == ["1\n", "", "3\n"]
    (left_out,) = transcript.left_out
    assert (left_out.index, left_out.kind) == (1, Ending.CRASHED)
    assert transcript.stopped(1) == left_out and transcript.stopped(2) is None
    assert transcript.stop is None


def test_a_notebook_is_never_changed() -> None:
    made = notebook("print(1)")
    execute(made, {}, {}, LIMITS)
    assert made.cells[0].outputs == [] and made.cells[0].execution_count is None
