"""What a lesson's source notebook must look like, and what is wrong with one that does not.

These are the rules of a notebook that can be read at all: stock nbgrader commands keep them, too. The others are
autograder/author/rules.py.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.course.cells import (
    AUTOMATIC_POINTS,
    HIDDEN_TESTS,
    MARK_SCHEME,
    SOLUTION,
    Kind,
    grade_id,
    kind,
    label,
    regions,
)
from autograder.errors import CourseError, and_more

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HEX = "[0-9a-f]"
_RANDOM_ID = re.compile(f"{_HEX}{{8}}|{_HEX}{{8}}(-{_HEX}{{4}}){{3}}-{_HEX}{{12}}")


@dataclass(frozen=True)
class Problem:
    """Something wrong with one cell (or, with no cell, with the notebook), and what to do about it."""

    cell: str
    says: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.says}" if self.cell else self.says


def parse_source(source: bytes, name: str) -> NotebookNode:
    """The notebook in `source`. Raises CourseError if it is not one of nbformat 4.5."""
    try:
        raw = json.loads(source.decode("utf-8"))
    except (UnicodeDecodeError, ValueError) as error:
        raise CourseError(f"{name} is not a notebook: {error}.", "Save it again from JupyterLab.") from None
    version = (raw.get("nbformat"), raw.get("nbformat_minor")) if isinstance(raw, dict) else None
    if version is None or version[0] != 4 or not isinstance(version[1], int) or version[1] < 5:
        raise CourseError(
            f"{name} is not a notebook of nbformat 4.5.", "Open it in JupyterLab 4 and save it."
        )
    _check_raw_ids(raw.get("cells"), name)
    try:
        notebook = nbformat.reads(source.decode("utf-8"), as_version=4)
        nbformat.validate(notebook)
    except Exception as error:
        raise CourseError(
            f"{name} is not a valid notebook: {_reason(error)}.", "Save it again from JupyterLab."
        ) from None
    return notebook


def _reason(error: Exception) -> str:
    """The first line of what an exception says, or its type."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def _check_raw_ids(cells: Any, name: str) -> None:
    """Before nbformat reads the cells: where an id is missing or there twice, nbformat makes one up."""
    seen: dict[str, int] = {}
    for index, cell in enumerate(cells if isinstance(cells, list) else [], start=1):
        own = cell.get("id") if isinstance(cell, dict) else None
        if not own or not isinstance(own, str):
            raise CourseError(f"{name}, cell {index}: the cell has no id.", _ID_REMEDY)
        if own in seen:
            raise CourseError(
                f"{name}, cell {index}: the id {own!r} is that of cell {seen[own]}, too.", _ID_REMEDY
            )
        seen[own] = index


_ID_REMEDY = 'Give it a readable "id", such as "given-load" or "text-opening".'
_CONVENTION = (
    "Every code cell is a student cell (solution), a test cell (grade, locked) or a given cell (locked): "
    "set it in nbgrader's Create Assignment panel."
)


def require_fit(notebook: NotebookNode, name: str) -> None:
    """Raise CourseError with the first problem of a source notebook, and how many more there are."""
    found = list(problems(notebook))
    if found:
        raise CourseError(f"{name}, {found[0]}.{and_more(found)}", found[0].remedy)


def problems(notebook: NotebookNode) -> Iterator[Problem]:
    """Everything that keeps a source notebook from being released and graded, in reading order."""
    yield from _ids(notebook)
    for index, cell in enumerate(notebook.cells):
        yield from _cell_problems(cell, label(cell, index))
    yield from _pairs(notebook)
    yield from _points(notebook)


def _ids(notebook: NotebookNode) -> Iterator[Problem]:
    counts = Counter(grade_id(cell) for cell in notebook.cells)
    for index, cell in enumerate(notebook.cells):
        own = cell.get("id", "")
        # nbformat's and JupyterLab's random ids would be others on the next machine.
        if not _SLUG.fullmatch(own) or _RANDOM_ID.fullmatch(own):
            says = f"its id {own!r} is not a readable one (lower-case words with hyphens)"
            yield Problem(f"cell {index + 1}", says, _ID_REMEDY)
        name = grade_id(cell)
        if name and counts[name] > 1:
            says = f"the grade_id {name!r} is used more than once"
            yield Problem(label(cell, index), says, "Rename one of them.")


def _cell_problems(cell: NotebookNode, where: str) -> Iterator[Problem]:
    what = kind(cell)
    meta: dict[str, Any] = cell.metadata.get("nbgrader", {})
    if what is Kind.OTHER:
        if cell.cell_type == "code":
            yield Problem(
                where, "the code cell is neither a student cell, nor a test cell, nor locked", _CONVENTION
            )
        else:
            says = f"a {cell.cell_type} cell with these nbgrader settings has no place in a lesson"
            yield Problem(
                where, says, "Make it plain Markdown or a written answer (grade and solution, not locked)."
            )
        return
    yield from _metadata_problems(cell, where)
    if what in (Kind.STUDENT, Kind.TEST, Kind.GIVEN, Kind.WRITTEN) and not _SLUG.fullmatch(grade_id(cell)):
        says = f"its grade_id {grade_id(cell)!r} is not lower-case words with hyphens"
        yield Problem(where, says, "Rename the grade_id.")
    prefix = {Kind.GIVEN: "given-", Kind.WRITTEN: "written-", Kind.TEST: "test-"}.get(what, "")
    if not grade_id(cell).startswith(prefix):
        yield Problem(where, f"the grade_id of a {what} cell starts with {prefix!r}", "Rename the grade_id.")
    if what in (Kind.TEST, Kind.WRITTEN) and not meta.get("points"):
        yield Problem(where, f"a {what} cell that is worth no points", "Give it points.")
    if cell.get("attachments") and what is Kind.WRITTEN:
        says = "a picture is attached to a written answer, and would be released with it"
        yield Problem(where, says, "Put the picture into a cell of its own.")
    yield from _region_problems(cell, what, where)


def _metadata_problems(cell: NotebookNode, where: str) -> Iterator[Problem]:
    """What nbgrader's own schema says of a cell's metadata."""
    from nbgrader.nbgraderformat import MetadataValidator

    try:
        MetadataValidator().validate_cell(cell)
    except Exception as error:
        yield Problem(
            where,
            f"its nbgrader metadata is not valid: {_reason(error)}",
            "Set it again in Create Assignment.",
        )


def _region_problems(cell: NotebookNode, what: Kind, where: str) -> Iterator[Problem]:
    homes = {SOLUTION: (Kind.STUDENT, Kind.WRITTEN), HIDDEN_TESTS: (Kind.TEST,), MARK_SCHEME: ()}
    for markers, kinds in homes.items():
        try:
            found = regions(cell.source, markers)
        except ValueError as error:
            yield Problem(
                where, str(error), f"Put ### {markers[0]} and ### {markers[1]} on lines of their own."
            )
            continue
        if found and what not in kinds:
            homes_said = " or a ".join(str(k) for k in kinds)
            remedy = f"It belongs into a {homes_said} cell." if kinds else "Put it into the grading key."
            yield Problem(where, f"a {what} cell holds a {markers[0]} region", remedy)
        elif what in kinds and not any(region.strip() for region in found):
            # nbgrader would clear the whole cell, or release a test cell that records nothing.
            yield Problem(
                where,
                f"a {what} cell without a {markers[0]} region (or with an empty one)",
                f"Put what students may not see between ### {markers[0]} and ### {markers[1]}.",
            )
    if re.search(r"#+ *(HASHED )?AUTOTEST", cell.source):
        yield Problem(
            where, "nbgrader's AUTOTEST would be released as it stands", "Write the assertions out."
        )


def _pairs(notebook: NotebookNode) -> Iterator[Problem]:
    """Every student cell has its test cell after it, and every test cell its student cell."""
    students = {grade_id(c): i for i, c in enumerate(notebook.cells) if kind(c) is Kind.STUDENT}
    tests = {grade_id(c): i for i, c in enumerate(notebook.cells) if kind(c) is Kind.TEST}
    for name, index in students.items():
        where = label(notebook.cells[index], index)
        if f"test-{name}" not in tests:
            yield Problem(
                where, "the student cell has no test cell", f"Add one with the grade_id 'test-{name}'."
            )
        elif tests[f"test-{name}"] < index:
            yield Problem(where, "its test cell comes before it", "Move the test cell below it.")
    for name, index in tests.items():
        if name.removeprefix("test-") not in students:
            where = label(notebook.cells[index], index)
            says = f"the test cell has no student cell {name.removeprefix('test-')!r}"
            yield Problem(where, says, "Rename one of the two, or add the student cell.")


def _points(notebook: NotebookNode) -> Iterator[Problem]:
    points = [c.metadata.nbgrader.get("points") for c in notebook.cells if kind(c) is Kind.TEST]
    total = sum(p for p in points if isinstance(p, (int, float)))
    if total != AUTOMATIC_POINTS:
        says = f"the test cells are worth {total:g} points, not {AUTOMATIC_POINTS}"
        yield Problem("", says, "Change the points of its test cells (written answers come on top).")


@dataclass(frozen=True)
class Opening:
    """What a lesson says of itself before its first code cell."""

    title: str
    question: str
    minutes: str


def opening(notebook: NotebookNode, name: str) -> Opening:
    """Read title, question and time out of the Markdown before the first code cell.

    The title is the first heading; the question stands on the first line that ends with a question
    mark; the time is "45 minutes" or "45 to 90 minutes". Raises CourseError where one is missing.
    """
    text = ""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            break
        text += cell.source + "\n\n"
    title = re.search(r"^# +(.+?) *$", text, re.MULTILINE)
    question = _question(text[title.end() :] if title else text)
    minutes = re.search(r"\b(\d+)(?:(?: to | ?[–-] ?)(\d+))? minutes\b", text)
    for what, found, example in (
        ("title", title, "# A network on digits"),
        ("question", question, "How does a network learn to read digits?"),
        ("time", minutes, "45 to 60 minutes"),
    ):
        if not found:
            raise CourseError(
                f"{name}: the opening has no {what}.", f'Write it before the first code, as in "{example}".'
            )
    span = f"{minutes[1]}–{minutes[2]}" if minutes[2] else minutes[1]
    return Opening(title[1].strip(), question, span)


def _question(text: str) -> str:
    """The first line that ends with a question, with what leads to it; without a label and Markdown's signs."""
    for line in text.split("\n"):
        # A label such as "**The question.**" is no part of it.
        line = re.sub(r"^[ >#-]*(\*\*[^*]+[:.]\*\*|\*\*[^*]+\*\*[:.])? *", "", line).strip(" *_")
        if line.endswith("?"):
            return line
    return ""
