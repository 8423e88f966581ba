"""From untrusted bytes to a notebook that may be run.

Of a submission only this is ever taken: the text of the student's own cells, and where their extra
cells stand. Everything else (locked cells, points, order, kernel, metadata) comes from the source.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.course.cells import Kind, grade_id, kind

#: A submission is text and small pictures; what is larger than this is refused unread.
MAX_BYTES = 64 * 2**20
MAX_CELLS = 2_000
#: What one cell may hold. Longer text is no answer to any exercise, and would fill gradebook and pages.
MAX_CELL_CHARACTERS = 200_000


class Unreadable(Exception):
    """The submission is not a notebook. The message says why, in words for student and instructor."""


@dataclass(frozen=True)
class SubmittedCell:
    """All that is ever taken from a cell of a submission. `None` stands for "has none"."""

    kind: str
    text: str
    cell_id: str | None
    grade_id: str | None


@dataclass(frozen=True)
class Submission:
    """A submission, read: its cells, and oddities worth an instructor's look."""

    cells: tuple[SubmittedCell, ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Canonical:
    """A notebook that may be run: the source's cells with the student's answers and extra cells.

    `student_cells` are the ids of cells whose text is the student's; `flags` are for the instructor.
    """

    notebook: NotebookNode
    student_cells: frozenset[str]
    flags: tuple[str, ...] = ()


def read_submission(data: bytes) -> Submission:
    """Read a notebook file as strictly as is needed and as kindly as is possible.

    Raises Unreadable for what is no notebook.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"the file has {len(data) / 2**20:.0f} MB; at most {MAX_BYTES / 2**20:.0f} MB are read"
        )
    if not data.strip():
        raise Unreadable("the file is empty")
    text, flags = _decode(data)
    try:
        content = json.loads(text)
    except RecursionError:
        raise Unreadable("the file is nested too deeply to be a notebook") from None
    except ValueError as error:
        raise Unreadable(f"the file is not a notebook: it is not valid JSON ({_plain(error)})") from None
    return Submission(tuple(_cells(content, flags)), tuple(flags))


def _decode(data: bytes) -> tuple[str, list[str]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), ["the file was UTF-16, not UTF-8"]
        except UnicodeDecodeError:
            raise Unreadable("the file is neither UTF-8 nor UTF-16 text") from None
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return data.decode("latin-1"), ["the file was not UTF-8 (read as Latin-1)"]


def _plain(error: ValueError) -> str:
    """json's message, which quotes nothing of the file; other ValueErrors (huge integers) in one word."""
    return str(error) if isinstance(error, json.JSONDecodeError) else "a number in it is too long"


def _cells(content: Any, flags: list[str]) -> Iterable[SubmittedCell]:
    if not isinstance(content, dict):
        raise Unreadable(f"the file is JSON, but no notebook: it holds a {type(content).__name__}")
    version = content.get("nbformat")
    if version == 3 and isinstance(content.get("worksheets"), list):
        flags.append("the file was in notebook format 3")
        worksheets = [w for w in content["worksheets"] if isinstance(w, dict)]
        cells = [c for w in worksheets for c in w.get("cells", []) if isinstance(w.get("cells"), list)]
    elif version == 4 and isinstance(content.get("cells"), list):
        cells = content["cells"]
    else:
        raise Unreadable(
            f"the file is JSON, but no notebook of format 4 (its nbformat is {str(version)[:20]})"
        )
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"the notebook has {len(cells)} cells; at most {MAX_CELLS} are read")
    read = [_cell(cell) for cell in cells]
    if None in read:
        flags.append("the notebook holds cells that are malformed; they were left out")
    return [cell for cell in read if cell is not None]


def _cell(cell: Any) -> SubmittedCell | None:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw", "heading"):
        return None
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str) or len(source) > MAX_CELL_CHARACTERS:
        return None
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return SubmittedCell(
        kind="code" if cell["cell_type"] == "code" else "markdown",
        # A lone surrogate is valid JSON, but no text that could be written or hashed.
        text=source.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n"),
        cell_id=cell["id"] if isinstance(cell.get("id"), str) else None,
        grade_id=grade_id if isinstance(grade_id, str) else None,
    )


def is_students(cell: NotebookNode) -> bool:
    """Whether a source cell is one that the student fills in (code or written answer)."""
    return kind(cell) in (Kind.STUDENT, Kind.WRITTEN)


@dataclass
class _Sorted:
    """A submission's cells, sorted by what they are."""

    answers: dict[str, list[tuple[int, SubmittedCell]]] = field(default_factory=dict)
    extras: list[tuple[int, int, SubmittedCell]] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    flags: list[str] = field(default_factory=list)


def canonical(submission: Submission, released: NotebookNode) -> Canonical:
    """Put a student's answers and extra cells into the released notebook.

    The result has the released notebook's cells in the released order; extra cells follow the cell
    that they followed in the submission. An answer cell that occurs twice counts where it was first
    filled in; the others stay as extra cells, so that the notebook still runs as the student saw it.
    """
    found = _sort(submission, released)
    following: dict[int, list[tuple[int, SubmittedCell]]] = {}
    for anchor, position, cell in found.extras:
        following.setdefault(anchor, []).append((position, cell))

    answers: dict[int, str] = {}
    for index, source in enumerate(released.cells):
        name = grade_id(source)
        if not is_students(source):
            continue
        copies = found.answers.get(name, [])
        if not copies:
            found.flags.append(f"cell {name!r} is missing")
            continue
        chosen = next((c for c in copies if c[1].text.strip() != source.source.strip()), copies[0])
        answers[index] = chosen[1].text
        if chosen[1].kind != source.cell_type:
            found.flags.append(
                f"cell {name!r} was turned into a {chosen[1].kind} cell; read as {source.cell_type}"
            )
        if len(copies) > 1:
            found.flags.append(f"cell {name!r} occurs {len(copies)} times")
        for other in copies:
            if other is not chosen:
                following.setdefault(index, []).append(other)
    for index, source in enumerate(released.cells):
        if index not in found.seen and not is_students(source) and grade_id(source):
            found.flags.append(f"locked cell {grade_id(source)!r} was missing; put back")

    notebook = copy.deepcopy(released)
    notebook.cells, students = [], set()
    extra = 0
    for index in range(-1, len(released.cells)):
        if index >= 0:
            cell = copy.deepcopy(released.cells[index])
            if is_students(cell):
                cell.source = answers.get(index, "" if cell.cell_type == "code" else cell.source)
                if cell.cell_type == "markdown" and not cell.source.strip():
                    # An emptied written answer is no answer: nbgrader knows that by the released text.
                    cell.source = released.cells[index].source
                students.add(cell.id)
            notebook.cells.append(cell)
        for _, submitted in sorted(following.get(index, []), key=lambda item: item[0]):
            extra += 1
            new = nbformat.v4.new_code_cell if submitted.kind == "code" else nbformat.v4.new_markdown_cell
            cell = new(submitted.text, id=f"student-{extra}")
            students.add(cell.id)
            notebook.cells.append(cell)
    return Canonical(notebook, frozenset(students), tuple(dict.fromkeys(found.flags)))


def _sort(submission: Submission, released: NotebookNode) -> _Sorted:
    by_grade_id = {grade_id(c): i for i, c in enumerate(released.cells) if grade_id(c)}
    by_cell_id = {c.id: i for i, c in enumerate(released.cells)}
    by_text = {c.source.strip(): i for i, c in enumerate(released.cells) if not is_students(c)}
    found = _Sorted(flags=list(submission.flags))
    anchor = -1
    for position, cell in enumerate(submission.cells):
        if cell.grade_id is not None and cell.grade_id not in by_grade_id:
            found.flags.append(
                f"unknown graded cell {cell.grade_id[:60]!r}: counts as a cell of the student's own"
            )
        index = by_grade_id.get(cell.grade_id)
        if index is None and cell.grade_id is None:
            # Provided text and code are known by their cell id, or, from programs that drop ids, by their text.
            index = by_cell_id.get(cell.cell_id, by_text.get(cell.text.strip()))
        elif index is None:
            index = by_text.get(cell.text.strip())
        if index is None:
            found.extras.append((anchor, position, cell))
            continue
        source = released.cells[index]
        if is_students(source) and cell.grade_id is None:
            # A copied answer cell keeps the notebook's cell id in no program that we know, but lost metadata does.
            cell = SubmittedCell(cell.kind, cell.text, cell.cell_id, grade_id(source))
            found.flags.append(f"cell {grade_id(source)!r} had lost its nbgrader metadata")
        if is_students(source):
            found.answers.setdefault(grade_id(source), []).append((position, cell))
        elif grade_id(source) and cell.text.strip() != source.source.strip():
            found.flags.append(f"locked cell {grade_id(source)!r} was changed; put back")
        elif grade_id(source) and cell.kind != source.cell_type:
            found.flags.append(f"locked cell {grade_id(source)!r} had become a {cell.kind} cell; put back")
        found.seen.add(index)
        anchor = max(anchor, index)
    return found


def with_hidden_tests(notebook: NotebookNode, source: NotebookNode) -> NotebookNode:
    """The notebook with each locked cell's text as it stands in the source: test cells get their records."""
    texts = {grade_id(c): c.source for c in source.cells if grade_id(c) and not is_students(c)}
    complete = copy.deepcopy(notebook)
    for cell in complete.cells:
        if grade_id(cell) in texts:
            cell.source = texts[grade_id(cell)]
    return complete
