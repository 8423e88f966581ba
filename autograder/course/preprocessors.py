"""The way from a source notebook to a lesson, as a list of nbgrader preprocessors.

`autograder release` and stock `nbgrader generate_assignment` (through nbgrader_config.py) run the
same list, so that both write the same bytes. Most of the list is nbgrader's own; what is added here
refuses a source that is not fit to be released, tidies, and looks for leaks afterwards.
"""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
    SaveCells,
)
from nbgrader.preprocessors.base import NbGraderPreprocessor
from traitlets.config import Config

from autograder.course import checksum
from autograder.course.cells import (
    FOLDED,
    HIDDEN_TESTS,
    MARKERS,
    SOLUTION,
    Kind,
    hints,
    kind,
    label,
    regions,
)
from autograder.course.folders import AUTHORS
from autograder.course.source import require_fit
from autograder.errors import CourseError

#: What a student's cell holds in place of the reference.
CODE_STUB = '# YOUR CODE HERE\nraise NotImplementedError("not attempted yet")'

#: Names (globs) of files in a source folder that are never released.
IGNORED = [".ipynb_checkpoints", "__pycache__", "*.pyc", ".DS_Store", "feedback", *sorted(AUTHORS)]

#: Metadata that a student's JupyterLab, Validate or the grader has a use for.
_CELL_METADATA = ("nbgrader", "tags", "editable", "deletable")
_NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

#: A solution's line shorter than this, or one of these, is no secret: many cells have it.
_TELLING_LENGTH = 24
_COMMON_LINE = re.compile(r"(import|from|def|class|with|plt\.|display\()\b|#")


def _name(resources: dict[str, Any]) -> str:
    """The notebook's name, where nbgrader or nbconvert says it."""
    return resources.get("metadata", {}).get("name", "") or "the notebook"


class CheckSource(NbGraderPreprocessor):
    """Refuse a source that is not fit to be released; remember what must not be in the lesson."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        require_fit(nb, _name(resources))
        resources["secret_lines"] = secret_lines(nb)
        return nb, resources


class Tidy(NbGraderPreprocessor):
    """Reduce metadata to what a student needs, so that a lesson differs only where its author changed it."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        nb.nbformat, nb.nbformat_minor = 4, 5
        nb.metadata = NotebookNode(
            **{key: NotebookNode(**value) for key, value in _NOTEBOOK_METADATA.items()}
        )
        return super().preprocess(nb, resources)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, cell_index: int
    ) -> tuple[NotebookNode, dict]:
        staged = hints(cell) if kind(cell) is Kind.TEST else []
        cell.metadata = NotebookNode(**{k: cell.metadata[k] for k in _CELL_METADATA if k in cell.metadata})
        if staged:
            cell.metadata["training_lab"] = NotebookNode(hints=staged)
        tags = cell.metadata.pop("tags", [])
        if kept := [tag for tag in tags if tag != FOLDED and not tag.startswith("nbval-")]:
            cell.metadata["tags"] = kept
        if FOLDED in tags:
            cell.metadata["jupyter"] = NotebookNode(source_hidden=True)
        if kind(cell) is Kind.TEXT:
            checksum.mark(cell)
        if kind(cell) is Kind.TEST:
            # The hidden part leaves an empty line at the top.
            cell.source = cell.source.strip("\n")
        return cell, resources


class CheckLesson(NbGraderPreprocessor):
    """The last look: nothing that students may not see is left in the lesson."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        leak = leaks(nb, resources.get("secret_lines", frozenset()))
        if leak:
            raise CourseError(
                f"{_name(resources)}, {leak[0]}.",
                "Take it out of the part that students see: nothing was written.",
            )
        resources.pop("secret_lines", None)
        return nb, resources


def secret_lines(source: NotebookNode) -> frozenset[str]:
    """The lines of all hidden regions that would give something away, stripped."""
    lines: set[str] = set()
    for cell in source.cells:
        for markers in (SOLUTION, HIDDEN_TESTS):
            for region in regions(cell.source, markers):
                lines.update(line.strip() for line in region.split("\n"))
    return frozenset(s for s in lines if len(s) >= _TELLING_LENGTH and not _COMMON_LINE.match(s))


def leaks(lesson: NotebookNode, secret: frozenset[str]) -> list[str]:
    """What a lesson shows that it must not, in words, with the cell."""
    found = []
    for index, cell in enumerate(lesson.cells):
        where = label(cell, index)
        found += [f"{where}: {marker} is left in the lesson" for marker in MARKERS if marker in cell.source]
        if cell.cell_type == "code" and re.search(r"\b_record\b", cell.source):
            found.append(f"{where}: a call of the recorder is left outside the hidden tests")
        if cell.get("outputs") or cell.get("execution_count") is not None:
            found.append(f"{where}: an output is left in the lesson")
        shown = {line.strip() for line in cell.source.split("\n")}
        found += [f"{where}: a line of a solution is shown: {line}" for line in sorted(shown & secret)]
    return found


#: From source to lesson. SaveCells needs a gradebook, so `autograder release` leaves it out.
PREPROCESSORS = [
    CheckSource,
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    SaveCells,  # keeps the hidden tests for grading: before they are cleared
    ClearHiddenTests,
    ClearMarkScheme,
    Tidy,
    ComputeChecksums,
    CheckCellMetadata,
    CheckLesson,
]


def configure(config: Config) -> None:
    """For nbgrader_config.py: stock `nbgrader generate_assignment` releases as `autograder release` does."""
    config.GenerateAssignment.preprocessors = list(PREPROCESSORS)
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    config.CourseDirectory.ignore = list(IGNORED)
