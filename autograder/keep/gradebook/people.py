"""Students in the class's record, and so in nbgrader's gradebook."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Protocol

from autograder.course.folders import Classroom
from autograder.keep.gradebook.flow import settle
from autograder.keep.gradebook.writer import GradebookWriter
from autograder.keep.record import ClassRecord, Line, Person, note, student_line

#: Formgrader writes names into its pages as they stand; an LMS lets students choose theirs.
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "&": "＆", '"': "”", "'": "’", "`": "’", "\\": "/"})


class Named(Protocol):
    """Whom the class is told about; empty fields say nothing."""

    id: str
    first_name: str
    last_name: str
    email: str
    lms_user_id: str


def enrol(classroom: Classroom, students: Iterable[Named]) -> None:
    """Make record and gradebook know the students. Writes only what is new; raises CourseError."""
    classroom.root.mkdir(parents=True, exist_ok=True)
    with GradebookWriter(classroom).open() as writer:
        if lines := list(_new(settle(classroom, writer), students)):
            note(writer.journal, lines)
            settle(classroom, writer)


def _new(record: ClassRecord, students: Iterable[Named]) -> Iterator[Line]:
    for named in students:
        known = record.students.get(named.id)
        person = known or Person(named.id)
        said = {f.name: getattr(named, f.name).translate(_HARMLESS) for f in dataclasses.fields(Person)[1:]}
        person = dataclasses.replace(person, **{name: value for name, value in said.items() if value})
        if person != known:
            yield student_line(person)
