"""From a submission's cells to a notebook that may be run.

Of a submission only this is ever taken: the text of the student's own cells, and in what order they stand
(see alignment). Everything else (locked cells, points, order, kernel, metadata) comes from the source.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

import nbformat
from nbformat import NotebookNode

from autograder.course.cells import Kind, grade_id, kind
from autograder.intake.alignment import Alignment, SubmittedCell, align, is_copy, is_students
from autograder.intake.reading import Submission


@dataclass(frozen=True)
class Canonical:
    """A notebook that may be run: the source's cells with the student's answers and extra cells.

    `student_cells` are the ids of cells whose text is the student's. `answers` are the texts of the answers in
    code by grade_id: an answer that was split in several cells is whole. `flags` are for the instructor.
    """

    notebook: NotebookNode
    student_cells: frozenset[str]
    answers: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


def canonical(submission: Submission, released: NotebookNode) -> Canonical:
    """Put a student's answers and own cells into the released notebook, in the order that `alignment` finds."""
    alignment = align(submission.cells, released.cells)
    notebook = nbformat.from_dict(released)
    notebook.cells = _in_order(alignment, submission.cells, notebook.cells)
    lessons = {cell.id for cell in released.cells}
    students = {cell.id for cell in notebook.cells if is_students(cell) or cell.id not in lessons}
    found = _find_written_answers(notebook.cells, students, released.cells)
    flags = (*submission.flags, *_oddities(alignment, submission.cells, released.cells), *found)
    answers = _answers(alignment, submission.cells, released.cells)
    return Canonical(notebook, frozenset(students), answers, tuple(dict.fromkeys(flags)))


def _in_order(
    alignment: Alignment, cells: Sequence[SubmittedCell], released: Sequence[NotebookNode]
) -> list[NotebookNode]:
    """The cells of the notebook to be run: the lesson's, filled in where they are, and the student's own."""
    made: list[NotebookNode] = []
    numbers = count(1)
    for placed in alignment.order:
        submitted = None if placed.submitted is None else cells[placed.submitted]
        source = None if placed.released is None else released[placed.released]
        if source is not None:
            if is_students(source):
                source.source = _answer(source, submitted)
            made.append(source)
        if submitted is not None and (text := _own_text(submitted, source)):
            new = nbformat.v4.new_code_cell if submitted.kind == "code" else nbformat.v4.new_markdown_cell
            made.append(new(text, id=f"student-{next(numbers)}"))
    return made


def _answer(source: NotebookNode, submitted: SubmittedCell | None) -> str:
    """What is written in an answer cell; an emptied written answer is none, which nbgrader knows by the stub."""
    text = submitted.text if submitted else ""
    return text if source.cell_type == "code" or text.strip() else source.source


def _own_text(submitted: SubmittedCell, source: NotebookNode | None) -> str:
    """What stays of a submitted cell as a cell of the student's own: of the lesson's text, what they wrote into it."""
    if source is None:
        return submitted.text
    if is_students(source) or source.cell_type == "code" or is_copy(submitted, source):
        return ""
    if submitted.kind == "code":
        return submitted.text
    lessons = {line.strip() for line in source.source.split("\n")}
    return "\n".join(line for line in submitted.text.split("\n") if line.strip() not in lessons)


def _answers(
    alignment: Alignment, cells: Sequence[SubmittedCell], released: Sequence[NotebookNode]
) -> dict[str, str]:
    """The text of each answer in code: all copies of its cell that run before its check."""
    names = {i: grade_id(source) for i, source in enumerate(released) if kind(source) is Kind.STUDENT}
    name_at = {place: names[i] for i, places in alignment.copies.items() if i in names for place in places}
    texts: dict[str, list[str]] = {name: [] for name in names.values()}
    checked = set()
    for placed in alignment.order:
        name = names.get(placed.released, name_at.get(placed.submitted))
        if name is None:
            checked.add(grade_id(released[placed.released]) if placed.released is not None else "")
        elif f"test-{name}" not in checked and placed.submitted is not None:
            texts[name].append(cells[placed.submitted].text)
    return {name: "\n\n".join(filter(str.strip, parts)) for name, parts in texts.items()}


def _oddities(
    alignment: Alignment, cells: Sequence[SubmittedCell], released: Sequence[NotebookNode]
) -> Iterator[str]:
    """What an instructor may want to look at, in words."""
    names = {grade_id(source) for source in released}
    for cell in cells:
        if cell.grade_id is not None and cell.grade_id not in names:
            yield f"unknown graded cell {cell.grade_id[:60]!r}: counts as a cell of the student's own"
    for placed in alignment.order:
        if placed.released is None or not (name := grade_id(released[placed.released])):
            continue
        source, copies = released[placed.released], alignment.copies.get(placed.released, ())
        odd = _odd_answer if is_students(source) else _odd_locked
        yield from odd(source, None if placed.submitted is None else cells[placed.submitted])
        if placed.released in alignment.adopted:
            yield f"in place of cell {name!r}, a cell without its metadata was taken"
        if len(copies) > 1:
            yield f"cell {name!r} occurs {len(copies)} times"


def _odd_answer(source: NotebookNode, submitted: SubmittedCell | None) -> Iterator[str]:
    name = grade_id(source)
    if submitted is None:
        yield f"cell {name!r} is missing"
    elif submitted.kind != source.cell_type:
        yield f"cell {name!r} was turned into a {submitted.kind} cell; read as {source.cell_type}"
    elif submitted.grade_id is None and submitted.cell_id == source.id:
        yield f"cell {name!r} had lost its nbgrader metadata"


def _odd_locked(source: NotebookNode, submitted: SubmittedCell | None) -> Iterator[str]:
    name = grade_id(source)
    if submitted is None:
        yield f"locked cell {name!r} was missing; put back"
    elif submitted.text.strip() != source.source.strip():
        yield f"locked cell {name!r} was changed; put back"
    elif submitted.kind != source.cell_type:
        yield f"locked cell {name!r} had become a {submitted.kind} cell; put back"


def _find_written_answers(
    cells: Sequence[NotebookNode], students: Container[str], released: Sequence[NotebookNode]
) -> list[str]:
    """Where a written answer was left as it was, put in what the student wrote beside it; returns flags.

    Beside is all that is not code, between the lesson's code before and after it, or at the notebook's end. So
    a person reads it, whatever cell it was written in.
    """
    stubs = {grade_id(source): source.source.strip() for source in released if kind(source) is Kind.WRITTEN}
    code = [i for i, cell in enumerate(cells) if cell.cell_type == "code" and cell.id not in students]
    flags = []
    for index, cell in enumerate(cells):
        if kind(cell) is not Kind.WRITTEN or cell.source.strip() != stubs[grade_id(cell)]:
            continue
        first = max((i for i in code if i < index), default=-1)
        last = min((i for i in code if i > index), default=len(cells))
        end = max(code, default=-1)
        beside = [c for i, c in enumerate(cells) if (first < i < last or i > end) and c.id in students]
        texts = [c.source for c in beside if not is_students(c) and _is_prose(c)]
        if texts:
            cell.source = "\n\n".join(texts)
            flags.append(
                f"written answer {grade_id(cell)!r} was not filled in; what stands beside it was taken for it"
            )
    return flags


def _is_prose(cell: NotebookNode) -> bool:
    """Whether a cell is text, or a code cell that holds no program: words, comments, a text in quotation marks."""
    if cell.cell_type != "code":
        return True
    try:
        statements = ast.parse(cell.source).body
    except SyntaxError:
        return True
    except (ValueError, RecursionError, MemoryError):
        return False
    return all(isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant) for s in statements)


def with_hidden_tests(notebook: NotebookNode, source: NotebookNode) -> NotebookNode:
    """The notebook with each locked cell's text as it stands in the source: test cells get their records."""
    texts = {grade_id(c): c.source for c in source.cells if grade_id(c) and not is_students(c)}
    complete = nbformat.from_dict(notebook)
    for cell in complete.cells:
        if grade_id(cell) in texts:
            cell.source = texts[grade_id(cell)]
    return complete
