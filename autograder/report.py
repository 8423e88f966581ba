"""`autograder report`: the pages and the table of a class made anew from the journal. Grades nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from autograder.class_pages import ClassGrades, Stamp, write_class, write_feedback
from autograder.class_rows import Published, published, row_of
from autograder.clean import clean_line
from autograder.course import Classroom, Course
from autograder.journal import Journal
from autograder.reference import read_lesson
from autograder.result import State
from autograder.submissions import HandedIn

#: Names in a line of text before the rest is only counted.
_NAMES = 10


@dataclass(frozen=True)
class Waiting:
    """What `autograder grade` would look at: a student's lesson, and why."""

    student: str
    lesson: str
    why: str


@dataclass(frozen=True)
class Report:
    """What was made: the class's files, the feedback pages written anew and left as they were."""

    grades: ClassGrades
    written: int
    left: int
    waiting: tuple[Waiting, ...]


def report(course: Course, classroom: Classroom, lessons: list[str]) -> Report:
    """Make the class page, the table and those feedback pages that are missing or old, from the journal.

    Raises CourseError where the class's folder has no students, or a file cannot be read or written.
    """
    journal = Journal(classroom)
    rows, waiting, titles = [], [], {}
    written = left = 0
    for found in published(course, classroom, lessons):
        student, lesson = found.handed_in.student, found.handed_in.lesson
        if lesson not in titles:
            titles[lesson] = read_lesson(course, lesson).title
        if why := _why_waiting(found):
            waiting.append(Waiting(student, lesson, why))
        if found.result is not None and found.result.state is not State.NOT_GRADED:
            done = _bring_up_to_date(classroom, journal, found, titles[lesson])
            written, left = written + done, left + (not done)
        rows.append(row_of(classroom, found))
    return Report(write_class(classroom, rows, titles), written, left, tuple(waiting))


def _why_waiting(found: Published) -> str:
    """What has happened to a submission since its result was published; "" where nothing has."""
    handed_in, result = found.handed_in, found.result
    if result is None or handed_in.problem:
        return ""
    if result.state is State.NOT_GRADED:
        return result.stop
    if handed_in.path is None:
        return "its notebook is no longer there; its grade stays as it was"
    if _hash(handed_in) != result.submission_hash:
        return "changed since it was graded"
    return ""


def _hash(handed_in: HandedIn) -> str:
    return hashlib.sha256(handed_in.read()).hexdigest()


def _bring_up_to_date(classroom: Classroom, journal: Journal, found: Published, title: str) -> bool:
    """Write a feedback page that is missing or old; returns whether it was."""
    handed_in, result = found.handed_in, found.result
    assert result is not None
    old = Stamp.read(found.stamp)
    # The time of submission stays as it was published: the gradebook learns a new one from `autograder grade`.
    time = old.timestamp if old else handed_in.timestamp
    new = Stamp.now(old.key if old else "", time, found.marks, handed_in.flags)
    path = classroom.feedback_page(handed_in.student, handed_in.lesson)
    if path.is_file() and (old is None or old == new):
        return False
    write_feedback(classroom, handed_in.student, result, found.marks, title, time)
    if old:
        journal.publish(handed_in.student, handed_in.lesson, str(new))
    return True


def summary(made: Report) -> str:
    """What was written, and what waits to be graded, in lines of text."""
    lines = [
        f"Class page: {made.grades.page}",
        f"Table: {made.grades.table}",
        f"Feedback pages: {made.written:,} written, {made.left:,} were up to date.",
    ]
    for why in dict.fromkeys(w.why for w in made.waiting):
        lines.append(
            f"{clean_line(why[:1].upper() + why[1:], 200)}: {_names(w for w in made.waiting if w.why == why)}"
        )
    if made.waiting:
        lines.append("Run `autograder grade` to grade what is new or has changed.")
    return "\n".join(lines) + "\n"


def _names(waiting: Iterable[Waiting]) -> str:
    names = [f"{clean_line(w.student, 60)} · {w.lesson}" for w in waiting]
    more = f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more


def as_json_text(made: Report) -> str:
    """The same as JSON, with the state and the points of each student's lesson."""
    content = {
        "class_page": str(made.grades.page),
        "table": str(made.grades.table),
        "feedback_written": made.written,
        "feedback_left": made.left,
        "not_graded": [asdict(w) for w in made.waiting],
        "rows": [
            {
                "student": row.student,
                "lesson": row.lesson,
                "state": row.state,
                "points": row.result.points if row.result else None,
                "total": row.total,
            }
            for row in made.grades.rows
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
