"""Due dates, what lateness costs, and extensions: said by a person, kept in the record, and so in the gradebook."""

from __future__ import annotations

import datetime as dt
import difflib

from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.keep.gradebook.flow import settle
from autograder.keep.journal import Journal
from autograder.keep.late import rule_named
from autograder.keep.record import (
    ClassRecord,
    Extension,
    Line,
    Who,
    due_line,
    extension_line,
    note,
    penalty_line,
)


def set_due(classroom: Classroom, lesson: str, time: dt.datetime | None) -> None:
    """Set a lesson's due date, or take it away."""
    _say(classroom, due_line(lesson, time))


def set_penalty(classroom: Classroom, lesson: str, rule: str) -> None:
    """Set what lateness costs in a lesson; "plugin" for what nbgrader's configuration says. Raises CourseError."""
    if rule == "plugin":
        rule = ""
    else:
        try:
            rule_named(rule)
        except ValueError as error:
            raise CourseError(
                f"{error}.", 'Write nothing, zero, "10 a day", "10 a day, at most 50", or plugin.'
            ) from None
    _say(classroom, penalty_line(lesson, rule))


def set_extension(classroom: Classroom, who: Who, more: dt.timedelta | dt.datetime, why: str) -> None:
    """Give a student more time for a lesson, or until then; none takes it away. Raises CourseError."""
    student, lesson = who
    record = settle(classroom)
    _must_be_known(classroom, record, student)
    due = record.due.get(lesson)
    if due is None:
        raise CourseError(f"{lesson} has no due date.", f'Set it: autograder due {lesson} "2026-03-01 23:59"')
    if isinstance(more, dt.datetime):
        more = more - due
        if more < dt.timedelta(0):
            raise CourseError(f"{lesson} is due later than that for all.", "Name a later time.")
    _say(classroom, extension_line(who, Extension(more.total_seconds(), why)))


def _must_be_known(classroom: Classroom, record: ClassRecord, student: str) -> None:
    """Refuse a student whom the class does not have: a slip of the pen would give nobody more time."""
    folders = classroom.submitted.iterdir() if classroom.submitted.is_dir() else ()
    known = {path.name for path in folders} | record.students.keys()
    if student not in known:
        near = difflib.get_close_matches(student, known)
        raise CourseError(
            f"{student!r} is nobody in {classroom.root}.",
            f"Did you mean {' or '.join(near)}?" if near else "Name a student as the class's folder does.",
        )


def _say(classroom: Classroom, line: Line) -> None:
    """Keep a line, and make the gradebook agree. What people wrote there before comes first."""
    settle(classroom)
    note(Journal(classroom), [line])
    settle(classroom)
