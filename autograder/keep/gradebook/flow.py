"""Between the class's record and nbgrader's gradebook: what people wrote there comes back, then it is made to agree.

The gradebook says (as SQLite's user_version) up to which line of the record it was brought. What it holds beyond
the record of that time, a person wrote with Formgrader or nbgrader: it is added to the record. A gradebook or a
submission that is new, or older than the record, has nothing to say about the rest, and gets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.course.folders import Classroom
from autograder.keep.gradebook.marks import brought_back, changed
from autograder.keep.gradebook.reading import Found, read_gradebook, write_up_to
from autograder.keep.journal import Journal
from autograder.keep.marks import Marks, answers_in
from autograder.keep.record import (
    ClassRecord,
    Extension,
    Line,
    Person,
    Who,
    due_line,
    extension_line,
    marks_line,
    note,
    read_record,
    student_line,
)

if TYPE_CHECKING:
    from autograder.keep.gradebook.writer import GradebookWriter


def settle(classroom: Classroom, writer: GradebookWriter | None = None) -> ClassRecord:
    """Bring back what people wrote into the gradebook, then make it agree with the record. Returns the record.

    A class without a gradebook gets none. `writer` is one that has it open. Raises CourseError.
    """
    journal = Journal(classroom)
    found, now = read_gradebook(classroom.gradebook), read_record(journal)
    if found is None:
        return now
    base = now if 0 < found.up_to == now.lines else read_record(journal, found.up_to)
    lines = list(_news(classroom, found, base, now))
    if lines:
        note(journal, lines)
        now = read_record(journal)
    if not _agrees(found, now):
        _make_agree(classroom, writer, now)
    if now.lines != found.up_to or found.new:
        write_up_to(classroom.gradebook, now.lines)
    return now


# ---------------------------------------------------------------- back


def _news(classroom: Classroom, found: Found, base: ClassRecord, now: ClassRecord) -> Iterator[Line]:
    """What people wrote since."""
    for lesson, due in found.due.items():
        if due not in (base.due.get(lesson), now.due.get(lesson)):
            yield due_line(lesson, due)
    for student, person in found.students.items():
        known = now.students.get(student)
        if known is None or person not in (base.students.get(student, Person(student)), known):
            yield student_line(person)
    for who, seconds in found.extensions.items():
        before = 0.0 if who in found.new else _seconds(base, who)
        # Without a due date the gradebook has no room for an extension: see `wanted`.
        if found.due.get(who[1]) and seconds not in (before, _seconds(now, who)):
            yield extension_line(who, Extension(seconds, "given in the gradebook"))
    for who in found.marks:
        known = now.marks.get(who, Marks())
        before = Marks() if who in found.new else base.marks.get(who, Marks())
        marks = found.marks_of(who, known)
        if changed(marks, before) and changed(marks, known):
            yield marks_line(who, brought_back(marks, known, answers_shown(classroom, *who)))


def answers_shown(classroom: Classroom, student: str, lesson: str) -> Mapping[str, str]:
    """The answers that Formgrader shows: of the graded notebook, or of the result that it was made from."""
    try:
        return answers_in(classroom.graded_notebook(student, lesson).read_bytes())
    except OSError:
        journal = Journal(classroom)
        stamp = journal.published().get((student, lesson))
    result = journal.get(stamp.split()[0]) if stamp else None
    return answers_in(result.notebook) if result else {}


# ---------------------------------------------------------------- and there


@dataclass(frozen=True)
class Wanted:
    """What the gradebook should hold of one submission beside its scores."""

    extension: float
    marks: Marks


def wanted(record: ClassRecord, who: Who) -> Wanted:
    """What the record has for a submission. An extension comes with a due date: nbgrader adds the two, or stops."""
    extension = _seconds(record, who) if who[1] in record.due else 0.0
    return Wanted(extension, record.marks.get(who, Marks()))


def _agrees(found: Found, record: ClassRecord) -> bool:
    due = {lesson: time for lesson, time in found.due.items() if time}
    if due != record.due or any(found.students.get(p.id) != p for p in record.students.values()):
        return False
    return not any(_differs(found, who, wanted(record, who)) for who in found.marks)


def _differs(found: Found, who: Who, want: Wanted) -> bool:
    return found.extensions[who] != want.extension or changed(found.marks_of(who, want.marks), want.marks)


def _make_agree(classroom: Classroom, writer: GradebookWriter | None, record: ClassRecord) -> None:
    from autograder.keep.gradebook.writer import GradebookWriter  # here, as nbgrader takes a while to import

    found = read_gradebook(classroom.gradebook)
    assert found is not None
    differing = {who: want for who in found.marks if _differs(found, who, want := wanted(record, who))}
    (writer or GradebookWriter(classroom)).bring_up_to(record, differing)


def _seconds(record: ClassRecord, who: Who) -> float:
    return record.extensions[who].seconds if who in record.extensions else 0.0
