"""Pages and table of a class made anew from the journal, and what waits to be graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.compare.result import State
from autograder.course.folders import Classroom
from autograder.keep.journal import Journal
from autograder.show.exchange import address
from autograder.show.publish import ClassGrades, obstacle_to, stamp_now, write_class, write_feedback
from autograder.show.rows import Published, Stamp, published, row_of


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


def renew(classroom: Classroom, titles: Mapping[str, str]) -> Report:
    """Make the class page, the table and those feedback pages that are missing or old, from the journal.

    `titles` names the lessons, each with its title. Raises CourseError where the class's folder has no students,
    or a file cannot be read or written.
    """
    journal = Journal(classroom)
    rows, waiting = [], []
    written = left = 0
    for found in published(classroom, list(titles)):
        student, lesson = found.handed_in.student, found.handed_in.lesson
        if why := _why_waiting(found):
            waiting.append(Waiting(student, lesson, why))
        if found.result is not None and found.result.state is not State.NOT_GRADED:
            done = _bring_up_to_date(classroom, journal, found, titles[lesson])
            written, left = written + done, left + (not done)
            address(classroom, found.handed_in)
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
    return "changed since it was graded" if found.is_old else ""


def _bring_up_to_date(classroom: Classroom, journal: Journal, found: Published, title: str) -> bool:
    """Write a feedback page that is missing or old; returns whether it was."""
    handed_in, result = found.handed_in, found.result
    assert result is not None
    # The time of submission stays as it was published: the gradebook learns a new one from `autograder grade`.
    old = Stamp.read(found.stamp)
    new = stamp_now(old.key if old else "", handed_in, found.beside)
    path = classroom.feedback_page(handed_in.student, handed_in.lesson)
    if (path.is_file() and (old is None or old == new)) or obstacle_to(classroom, handed_in):
        return False
    write_feedback(classroom, handed_in, result, found.beside, title)
    if old:
        journal.publish(handed_in.student, handed_in.lesson, str(new))
    return True
