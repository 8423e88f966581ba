"""What nbgrader's gradebook says that people may have written there, by a few queries.

By SQLite alone: to import nbgrader takes a second, and to make its objects of a large class another.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import CourseError
from autograder.keep.gradebook.marks import with_gone
from autograder.keep.marks import Marks
from autograder.keep.record import Person, Who

#: Each submission with its extension, and its marks, extra credit and comments one by one.
_GIVEN = """
    SELECT student_id, assignment.name, submitted_assignment.id, extension, cell.name,
           manual_score, extra_credit, needs_manual_grade, manual_comment
    FROM submitted_assignment
    JOIN assignment ON assignment.id = submitted_assignment.assignment_id
    JOIN notebook ON notebook.assignment_id = assignment.id AND notebook.name = assignment.name
    JOIN submitted_notebook AS submitted
        ON submitted.assignment_id = submitted_assignment.id AND submitted.notebook_id = notebook.id
    LEFT JOIN (
        SELECT notebook_id, cell_id, manual_score, extra_credit, needs_manual_grade, NULL AS manual_comment
        FROM grade WHERE manual_score IS NOT NULL OR extra_credit <> 0
        UNION ALL
        SELECT notebook_id, cell_id, NULL, NULL, NULL, manual_comment FROM comment WHERE manual_comment <> ''
    ) AS given ON given.notebook_id = submitted.id
    LEFT JOIN base_cell AS cell ON cell.id = given.cell_id
"""
_CELLS = """
    SELECT assignment.name, cell.name, cell.type IN ('GradeCell', 'TaskCell')
    FROM base_cell AS cell
    JOIN notebook ON notebook.id = cell.notebook_id
    JOIN assignment ON assignment.id = notebook.assignment_id AND notebook.name = assignment.name
    WHERE cell.type <> 'SourceCell'
"""
_PEOPLE = "SELECT id, first_name, last_name, email, lms_user_id FROM student"
#: The submissions that were there when the gradebook was last made to agree: a table of this project's own.
_SEEN = "training_lab_seen"
_EPOCH = dt.datetime(1970, 1, 1)


@dataclass(frozen=True)
class Found:
    """What a gradebook holds. `up_to` is the line of the record that it was last brought up to.

    `extensions` (in seconds) and `marks` have an entry for each submission; of those that are `new` since then, what
    they do not hold says nothing. `graded` and `commented` are the cells
    that the gradebook has of each lesson.
    """

    up_to: int
    due: Mapping[str, dt.datetime | None]
    students: Mapping[str, Person]
    extensions: Mapping[Who, float]
    marks: Mapping[Who, Marks]
    new: frozenset[Who]
    graded: Mapping[str, frozenset[str]]
    commented: Mapping[str, frozenset[str]]

    def marks_of(self, who: Who, before: Marks) -> Marks:
        """The marks of a submission. Of cells that the gradebook does not have they stay as `before`."""
        cells = (kind.get(who[1], frozenset()) for kind in (self.graded, self.commented))
        return with_gone(self.marks[who], before, *cells)


def read_gradebook(path: Path) -> Found | None:
    """What the gradebook says; None where there is none, or nothing in it. Raises CourseError."""
    if not path.exists() or not path.stat().st_size:
        return None
    with _open(path) as gradebook:
        (up_to,) = gradebook.execute("PRAGMA user_version").fetchone()
        cells = {kind: defaultdict(set) for kind in (0, 1)}
        for lesson, name, graded in gradebook.execute(_CELLS):
            cells[graded][lesson].add(name)
        people = (Person(*(value or "" for value in row)) for row in gradebook.execute(_PEOPLE))
        given: dict[Who, _Given] = defaultdict(_Given)
        ids: dict[Who, str] = {}
        for student, lesson, ids[student, lesson], *row in gradebook.execute(_GIVEN):
            given[student, lesson].take(*row)
        seen = _seen(gradebook)
        dates = gradebook.execute("SELECT name, duedate FROM assignment")
        return Found(
            up_to,
            {lesson: _time(due).replace(tzinfo=dt.UTC) if due else None for lesson, due in dates},
            {person.id: person for person in people},
            {who: one.extension for who, one in given.items()},
            {who: one.marks for who, one in given.items()},
            frozenset(who for who, own in ids.items() if own not in seen),
            *({lesson: frozenset(names) for lesson, names in cells[kind].items()} for kind in (1, 0)),
        )


def write_up_to(path: Path, line: int) -> None:
    """Note up to which line of the record the gradebook was brought, and with which submissions. Raises CourseError."""
    with _open(path) as gradebook, gradebook:
        gradebook.execute(f"CREATE TABLE IF NOT EXISTS {_SEEN} (id PRIMARY KEY)")
        gradebook.execute(f"INSERT OR IGNORE INTO {_SEEN} SELECT id FROM submitted_assignment")
        gradebook.execute(f"PRAGMA user_version = {line:d}")


def _seen(gradebook: sqlite3.Connection) -> frozenset[str]:
    if not gradebook.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_SEEN,)).fetchone():
        return frozenset()
    return frozenset(own for (own,) in gradebook.execute(f"SELECT id FROM {_SEEN}"))


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(path, timeout=60)) as gradebook:
            yield gradebook
    except sqlite3.DatabaseError as error:
        raise CourseError(
            f"Cannot read the gradebook {path}: {error}.",
            "Close what else has it open (Formgrader, another grader), or move it away: a new one is made.",
        ) from error


@dataclass
class _Given:
    """One submission's rows, one after another."""

    extension: float = 0.0
    points: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    extra: dict[str, float] = field(default_factory=dict)

    def take(
        self,
        extension: str | None,
        cell: str | None,
        score: float | None,
        extra: float | None,
        waits: int | None,
        comment: str | None,
    ) -> None:
        # SQLAlchemy writes a length of time as the moment so long after 1970 began.
        self.extension = (_time(extension) - _EPOCH).total_seconds() if extension else 0.0
        if cell is None:
            return
        if score is not None:
            self.points[cell] = float(score)
            if waits:
                self.waiting.add(cell)
        if extra:
            self.extra[cell] = float(extra)
        if comment:
            self.comments[cell] = comment

    @property
    def marks(self) -> Marks:
        return Marks(self.points, self.comments, frozenset(self.waiting), self.extra)


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
