"""A student's notebook and a corrected lesson, made one: the lesson's new text, and every word of the student's.

The student's answers, outputs, pictures and own cells stay. What only the lesson says is replaced. A locked cell
that the student changed gets the lesson's text back; their version is kept below it, as text that does not run.
Pure: from bytes to bytes, and what was changed, in names.
"""

from __future__ import annotations

import copy
import re
import warnings
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import nbformat
from nbformat import NotebookNode

from autograder.course.cells import Kind, grade_id, kind
from autograder.course.checksum import KEY, untouched
from autograder.errors import CourseError
from autograder.intake.alignment import Placed, SubmittedCell, align, is_copy, is_students
from autograder.intake.reading import Unreadable, decoded, read_submission

#: Metadata that the lesson decides on. Everything else in a student's cell is theirs.
_LESSONS = ("nbgrader", "tags", "editable", "deletable", KEY)

#: Stands above a locked cell's text as the student had it.
KEPT = "Your version of the locked cell {}. It is kept for you to read, and does not run."


@dataclass(frozen=True)
class Changes:
    """What an update did, as names of cells, and how much of the student's was kept.

    `changed`: the lesson says something else there now. `edited`: locked cells that the student had changed.
    `gone`: no longer in the lesson; what the student wrote there stays, as a cell of their own.
    """

    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    answers: int = 0
    own: int = 0


@dataclass(frozen=True)
class Updated:
    """The bytes of the new notebook; those of the old one where nothing is to be changed."""

    notebook: bytes
    changes: Changes = field(default_factory=Changes)


def update(mine: bytes, lesson: bytes) -> Updated:
    """Bring a corrected lesson into a student's notebook.

    Raises Unreadable where theirs cannot be kept whole, CourseError where the lesson is no notebook.
    """
    cells, notebook = _read(mine)
    try:
        released = _read(lesson)[1]
    except Unreadable as error:
        raise CourseError(
            f"A lesson of the new bundle is broken: {error}.", "Ask for another one."
        ) from error
    before = nbformat.writes(notebook)
    merged, changes = _merged(cells, notebook, released)
    after = nbformat.writes(merged)
    return Updated(mine if after == before else f"{after}\n".encode(), changes)


def _read(mine: bytes) -> tuple[tuple[SubmittedCell, ...], NotebookNode]:
    """The student's notebook, as the grader sees its cells and as it is."""
    submission = read_submission(mine)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of cells without an id: they get one here
        try:
            notebook = nbformat.reads(decoded(mine)[0], as_version=4)
        except Exception as error:  # nbformat has no one way to fail on a notebook that is not sound
            raise Unreadable(f"it is no sound notebook ({type(error).__name__})") from error
    if len(notebook.cells) != len(submission.cells):
        raise Unreadable("it holds cells that are malformed or too long to be read")
    for cell in notebook.cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if not isinstance(nbgrader, dict) or not isinstance(nbgrader.get("grade_id", ""), str):
            del cell.metadata["nbgrader"]  # nobody can tell what it means
    return submission.cells, notebook


def _merged(
    cells: Sequence[SubmittedCell], notebook: NotebookNode, released: NotebookNode
) -> tuple[NotebookNode, Changes]:
    cells = _with_new_stubs(cells, notebook.cells, released.cells)
    merge = _Merge(cells, notebook.cells, released.cells)
    order = align(cells, released.cells, _new_exercises(cells, released.cells)).order
    made = [cell for placed in order for cell in merge.cells_of(placed)]
    metadata = NotebookNode({**released.metadata, **notebook.metadata})
    minor = max(released.nbformat_minor, notebook.nbformat_minor)
    new = NotebookNode(nbformat=4, nbformat_minor=minor, metadata=metadata, cells=made)
    return new, merge.changes()


def _with_new_stubs(
    cells: Sequence[SubmittedCell], mine: Sequence[NotebookNode], released: Sequence[NotebookNode]
) -> list[SubmittedCell]:
    """The student's cells, with today's stub in each answer that was not begun: an old stub is no answer."""
    stubs = {grade_id(cell): cell.source for cell in released if is_students(cell)}
    return [
        replace(cell, text=stubs[cell.grade_id]) if cell.grade_id in stubs and untouched(theirs) else cell
        for cell, theirs in zip(cells, mine, strict=True)
    ]


def _new_exercises(cells: Sequence[SubmittedCell], released: Sequence[NotebookNode]) -> frozenset[int]:
    """The answers whose check is not in the student's notebook: the exercise is new to them."""
    had = {cell.grade_id for cell in cells}
    asked = {i: grade_id(cell) for i, cell in enumerate(released) if is_students(cell)}
    return frozenset(i for i, name in asked.items() if f"test-{name}" not in had)


class _Merge:
    """Makes the cells of the new notebook, one after the other, and notes what was changed."""

    def __init__(
        self, cells: Sequence[SubmittedCell], mine: Sequence[NotebookNode], released: Sequence[NotebookNode]
    ) -> None:
        self._cells, self._mine, self._released = cells, mine, released
        self._names = {name for cell in released for name in (cell.id, grade_id(cell))}
        self._ids = {cell.id for cell in released}
        self._noted: dict[str, list[str]] = defaultdict(list)

    def changes(self) -> Changes:
        """What has been noted."""
        names = {what: tuple(self._noted[what]) for what in ("changed", "added", "gone", "edited")}
        return Changes(**names, answers=len(self._noted["answers"]), own=len(self._noted["own"]))

    def cells_of(self, placed: Placed) -> list[NotebookNode]:
        """What comes in this place: a cell of the lesson's, one of the student's, or both."""
        source = None if placed.released is None else self._released[placed.released]
        if placed.submitted is None:
            self._noted["added"].append(_name(source))
            return [source]
        cell, mine = self._cells[placed.submitted], self._mine[placed.submitted]
        if source is None:
            return self._own(mine)
        made = _with_metadata(source, mine)
        if is_students(source):
            return [self._answer(made, cell, mine)]
        if is_copy(cell, source):
            _keep_outputs(made, mine)
            return [made]
        self._noted["changed"].append(_name(source))
        return [made, *self._written_into(source, mine)]

    def _answer(self, made: NotebookNode, cell: SubmittedCell, mine: NotebookNode) -> NotebookNode:
        """The lesson's cell with what the student wrote in it."""
        if _checksum(made) != _checksum(mine):
            self._noted["changed"].append(_name(made))
        if cell.text.strip() and not is_copy(cell, made):
            self._noted["answers"].append(_name(made))
            made.source = mine.source
        if made.source == mine.source:
            _keep_outputs(made, mine)
        return made

    def _own(self, mine: NotebookNode) -> list[NotebookNode]:
        """A cell that is none of the lesson's: the student's, or one that the lesson no longer has."""
        old = _is_lessons(mine) and _name(mine) not in self._names
        if old:
            self._noted["gone"].append(_name(mine))
        # An unchanged copy of the lesson's code is there to be run once more.
        if untouched(mine) and (old or kind(mine) not in (Kind.GIVEN, Kind.TEST)):
            return []
        made = copy.deepcopy(mine)
        if _is_lessons(mine):
            made.metadata = NotebookNode({k: v for k, v in made.metadata.items() if k not in _LESSONS})
        return [self._students(made)]

    def _written_into(self, source: NotebookNode, mine: NotebookNode) -> list[NotebookNode]:
        """What the student wrote into a cell of the lesson's, as a cell below it."""
        if untouched(mine) or not mine.source.strip():
            return []
        if source.cell_type == "code":
            self._noted["edited"].append(_name(source))
            return [
                self._students(nbformat.v4.new_raw_cell(f"{KEPT.format(_name(source))}\n\n{mine.source}"))
            ]
        lessons = {line.strip() for line in source.source.split("\n")}
        made = copy.deepcopy(mine)
        made.source = "\n".join(line for line in mine.source.split("\n") if line.strip() not in lessons)
        made.metadata = NotebookNode()
        return [self._students(made)] if made.source.strip() else []

    def _students(self, made: NotebookNode) -> NotebookNode:
        """Count a cell as the student's, and give it an id that no other cell has."""
        self._noted["own"].append(_name(made))
        own = made.get("id")
        if not isinstance(own, str) or own in self._ids or not re.fullmatch(r"[\w-]{1,64}", own, re.ASCII):
            made["id"] = next(name for n in count(1) if (name := f"own-{n}") not in self._ids)
        self._ids.add(made["id"])
        return made


def _is_lessons(cell: NotebookNode) -> bool:
    """Whether a cell was once the lesson's, or is a copy of such a cell."""
    return isinstance(cell.metadata.get("nbgrader"), dict) or KEY in cell.metadata


def _name(cell: NotebookNode) -> str:
    return grade_id(cell) or str(cell.get("id", ""))


def _checksum(cell: NotebookNode) -> object:
    nbgrader = cell.metadata.get("nbgrader")
    return nbgrader.get("checksum") if isinstance(nbgrader, dict) else None


def _with_metadata(source: NotebookNode, mine: NotebookNode) -> NotebookNode:
    """The lesson's cell, as yet without outputs, with what else the student's metadata holds: folded, scrolled."""
    made = copy.deepcopy(source)
    theirs = {key: value for key, value in mine.metadata.items() if key not in _LESSONS}
    made.metadata = NotebookNode({**source.metadata, **copy.deepcopy(theirs)})
    return made


def _keep_outputs(made: NotebookNode, mine: NotebookNode) -> None:
    """What stands below a cell, or is pasted into it, is still true of it."""
    same = ("outputs", "execution_count") if made.cell_type == mine.cell_type == "code" else ("attachments",)
    for key in same:
        if key in mine:
            made[key] = copy.deepcopy(mine[key])
