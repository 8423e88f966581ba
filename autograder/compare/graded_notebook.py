"""The notebook as it goes back: its test cells carry verdict and score, and everything in it is safe to show."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.compare.result import ExerciseResult, Outcome
from autograder.course.cells import Kind, grade_id, kind
from autograder.intake.notebook import Canonical
from autograder.run.notebook import Transcript
from autograder.safe.notebook import safe_notebook


def graded_notebook(taken: Canonical, transcript: Transcript, results: tuple[ExerciseResult, ...]) -> str:
    """The notebook for nbgrader's folders, as JSON text."""
    return nbformat.v4.writes(_graded(taken, transcript, results))


def _graded(taken: Canonical, transcript: Transcript, results: tuple[ExerciseResult, ...]) -> NotebookNode:
    notebook = taken.notebook
    for cell, outputs in zip(notebook.cells, transcript.outputs, strict=True):
        if cell.cell_type == "code":
            cell.outputs = list(outputs)
    notebook = safe_notebook(notebook, is_students=lambda cell: cell.id in taken.student_cells)
    untouched = {grade_id(c): c.source for c in taken.notebook.cells if kind(c) is Kind.WRITTEN}
    by_test = {f"test-{r.id}": r for r in results if not r.written}
    by_id = {r.id: r for r in results if r.written}
    for cell in notebook.cells:
        name = grade_id(cell)
        if name in by_test:
            result = by_test[name]
            # nbgrader reads the score from an execute_result, and takes any stderr or error for a failure.
            cell.outputs = [
                _output("display_data", verdict_text(result)),
                _output("execute_result", repr(result.points), execution_count=None),
            ]
        elif name in by_id and by_id[name].points == 0.0:
            # nbgrader knows "no response" by the released text's checksum: leave it as it was.
            cell.source = untouched[name]
    return notebook


def _output(kind: str, text: str, **more: Any) -> NotebookNode:
    """An output as nbformat's `new_output` makes it, which validates each by itself: a millisecond."""
    return nbformat.from_dict({"output_type": kind, "metadata": {}, "data": {"text/plain": text}, **more})


def verdict_text(result: ExerciseResult) -> str:
    """An exercise's verdicts as lines of text."""
    lines = [f"{result.title}: {result.points:g} of {result.max_points:g} points"]
    for verdict in result.verdicts:
        mark = "✓" if verdict.outcome is Outcome.RIGHT else "✗"
        lines.append(f"  {mark} {verdict.name}: {verdict.message or verdict.outcome}")
        if verdict.hint:
            lines.append(f"    hint: {verdict.hint}")
    return "\n".join(lines)
