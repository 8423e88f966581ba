"""A notebook run, and run again without the cell that ended it: what the transcript says."""

from __future__ import annotations

import textwrap

import nbformat
import pytest
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


CLEARING = {
    "at once": "from IPython.display import clear_output\ndef f():\n    clear_output()\n    return 7",
    "before the next output": (
        "from IPython.display import clear_output\ndef f():\n    clear_output(wait=True)\n    print(1)\n    return 7"
    ),
    "a display handle": """
        from IPython.display import display
        handle = display("0 %", display_id=True)
        def f():
            handle.update("100 %")
            display("beside", display_id=handle.display_id)
            return 7
        """,
    "a live plot": """
        import matplotlib.pyplot as plt
        from IPython.display import clear_output, display
        def f():
            for step in range(3):
                clear_output(wait=True)
                plt.plot(range(step + 1))
                display(plt.gcf())
                plt.close()
            return 7
        """,
}


@pytest.mark.parametrize("how", CLEARING)
def test_what_clears_outputs_clears_no_record(how: str) -> None:
    check = """
        import _record
        from IPython.display import clear_output
        _record.value("before", lambda: 1)
        _record.value("it", lambda: f())
        clear_output(wait=True)
        _record.value("after", lambda: 3)
        print("last")
        clear_output()
        """
    made = notebook(textwrap.dedent(CLEARING[how]), textwrap.dedent(check))
    transcript = execute(made, {}, {}, LIMITS)
    assert transcript.error(1) is None
    assert [(r.test_cell, r.payload.get("value")) for r in transcript.records] == [
        ("cell-1", 1),
        ("cell-1", 7),
        ("cell-1", 3),
    ]
    assert not any(
        "training_lab_record" in o.get("metadata", {}) for cell in transcript.outputs for o in cell
    )


def test_a_record_is_told_by_the_cell_that_was_running() -> None:
    record = "import _record\n_record.value('it', lambda: {})"
    transcript = execute(notebook(record.format(1), record.format(2)), {}, {}, LIMITS)
    assert [(r.test_cell, r.payload["value"]) for r in transcript.records] == [("cell-0", 1), ("cell-1", 2)]
