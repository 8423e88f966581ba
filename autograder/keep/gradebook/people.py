"""Students and due dates in nbgrader's gradebook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

from nbgrader.api import Assignment, Student

from autograder.course.folders import Classroom
from autograder.keep.gradebook.writer import GradebookWriter

#: Formgrader writes names into its pages as they stand; an LMS lets students choose theirs.
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "&": "＆", '"': "”", "'": "’", "`": "’", "\\": "/"})
_FIELDS = ("first_name", "last_name", "email", "lms_user_id")


class Person(Protocol):
    """Whom the gradebook is told about; empty fields say nothing."""

    id: str
    first_name: str
    last_name: str
    email: str
    lms_user_id: str


def enrol(classroom: Classroom, students: Iterable[Person], due: Mapping[str, dt.datetime]) -> None:
    """Make the gradebook know the students and the lessons' due dates. Writes only what is new; raises CourseError."""
    classroom.root.mkdir(parents=True, exist_ok=True)
    with GradebookWriter(classroom).session() as gradebook:
        known = {student.id: student for student in gradebook.db.query(Student)}
        for person in students:
            row = known.get(person.id)
            if row is None:
                row = Student(id=person.id)
                gradebook.db.add(row)
            for field in _FIELDS:
                value = getattr(person, field).translate(_HARMLESS)
                if value and getattr(row, field) != value:
                    setattr(row, field, value)
        gradebook.db.commit()
        for lesson, time in due.items():
            gradebook.update_or_create_assignment(lesson, duedate=time.astimezone(dt.UTC))


def due_dates(classroom: Classroom) -> dict[str, dt.datetime]:
    """Lesson → its due date, of those that have one."""
    if not classroom.gradebook.exists():
        return {}
    with GradebookWriter(classroom).session() as gradebook:
        return {
            row.name: row.duedate.replace(tzinfo=dt.UTC)
            for row in gradebook.db.query(Assignment)
            if row.duedate
        }
