"""Writes a class's pages and table: feedback for each student, the class page, the CSV."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.compare.result import Result, State
from autograder.course.files import write_atomically
from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.intake.submissions import HandedIn
from autograder.keep.gradebook.marks import Marks, with_marks
from autograder.keep.journal import Journal
from autograder.run.bulkhead import Ended, Lost, own_bulkhead
from autograder.safe.text import clean_line
from autograder.show.csv import table_bytes
from autograder.show.exchange import address
from autograder.show.pages.class_page import class_page
from autograder.show.pages.feedback import feedback_page
from autograder.show.rows import Row, light

if TYPE_CHECKING:
    from autograder.keep.gradebook.writer import GradebookWriter


@dataclass(frozen=True)
class ClassGrades:
    """A class, graded: one row per student and lesson, and the files that were written."""

    rows: tuple[Row, ...]
    page: Path
    table: Path


@dataclass(frozen=True)
class Stamp:
    """What one student's page, gradebook row and graded notebook were made from; written as one line.

    `key` is the result's in the journal, `timestamp` the time of submission, `pages` and `marks` are hashes.
    """

    key: str
    pages: str
    timestamp: str
    marks: str

    @classmethod
    def now(cls, key: str, timestamp: str | None, marks: Marks, flags: tuple[str, ...]) -> Stamp:
        """The stamp of what would be published now. `flags` are those of how the work was handed in."""
        said = hashlib.sha256(json.dumps([marks.as_plain(), flags]).encode()).hexdigest()[:16]
        return cls(key, pages_hash(), timestamp or "", said)

    @classmethod
    def read(cls, line: str) -> Stamp | None:
        """The stamp written as `line`, or None where it is none."""
        words = line.split(" ")
        return cls(words[0], words[1], " ".join(words[2:-1]), words[-1]) if len(words) >= 4 else None

    def __str__(self) -> str:
        return " ".join((self.key, self.pages, self.timestamp, self.marks))


@cache
def pages_hash() -> str:
    """A hash of what feedback pages are made with."""
    digest = hashlib.sha256()
    for path in sorted((Path(__file__).parent / "pages").rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def write_feedback(
    classroom: Classroom, student: str, result: Result, marks: Marks, title: str, timestamp: str | None
) -> Path:
    """Write a student's feedback page; `result` has the marks already. Returns its path."""
    path = classroom.feedback_page(student, result.lesson)
    comments = {cell.removeprefix("test-"): text for cell, text in marks.comments.items()}
    words = {"student": student, "lesson_title": title, "submitted": timestamp or "", "comments": comments}
    try:
        html = own_bulkhead().call(partial(feedback_page, **words), result)
    except (Ended, Lost) as end:
        why = f"This page shows the points alone: making all of it {end}."
        html = feedback_page(_points_alone(result, why), **words)
    write_atomically(path, html.encode("utf-8", errors="replace"))
    return path


def _points_alone(result: Result, why: str) -> Result:
    """The result without anything that a student wrote, and `why`."""
    exercises = (replace(e, verdicts=(), answer="", pictures=(), visible="") for e in result.exercises)
    state = State.PARTLY_GRADED if result.state.scored else result.state  # so that the page says why
    return replace(result, state=state, exercises=tuple(exercises), stop=why, notebook="")


def write_class(classroom: Classroom, rows: Sequence[Row], titles: Mapping[str, str]) -> ClassGrades:
    """Write the class page (report.html) and the table (grades.csv)."""
    page, table = classroom.root / "report.html", classroom.root / "grades.csv"
    write_atomically(table, table_bytes(rows))
    html = class_page(rows, title=classroom.root.resolve().name, titles=titles, provenance=graded_by(rows))
    write_atomically(page, html.encode("utf-8", errors="replace"))
    return ClassGrades(tuple(rows), page, table)


def graded_by(rows: Sequence[Row]) -> dict[str, str]:
    """What graded the class. Where that differs from student to student, how many each holds for."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        for name, value in row.result.graded_by if row.result else ():
            found.setdefault(name, Counter())[value] += 1
    return {
        name: "; ".join(f"{value} ({n:,})" if len(values) > 1 else value for value, n in values.most_common())
        for name, values in found.items()
    }


class Publisher:
    """Puts results where people look: the gradebook, nbgrader's folders, the feedback pages.

    `before` are the marks that people had given; `titles` are the lessons' own.
    """

    def __init__(
        self,
        classroom: Classroom,
        journal: Journal,
        writer: GradebookWriter,
        before: Mapping[tuple[str, str], Marks],
        titles: Mapping[str, str],
    ) -> None:
        self.classroom, self.journal, self.writer = classroom, journal, writer
        self.before, self.titles = before, titles
        self.published = journal.published()
        self.settled = writer.settled()

    def publish(self, handed_in: HandedIn, result: Result, key: str) -> Row:
        """Write what is not there yet; returns the student's row, without what only the pages need.

        `key` is the result's in the journal, "" where it has none. Where this student's own files are in the way,
        nothing is written, and the row says so.
        """
        if obstacle := obstacle_to(self.classroom, handed_in):
            flagged = replace(result, flags=(f"not published: {obstacle}", *result.flags))
            return Row(handed_in.student, handed_in.lesson, light(flagged))
        try:
            row = self._publish(handed_in, result, key)
            address(self.classroom, handed_in)
            return row
        except (CourseError, OSError):
            raise  # the class's own: a full disk, a gradebook that is none
        except Exception as error:
            why = f"the grader failed to publish it ({type(error).__name__}: {clean_line(str(error), 200)})"
            failed = Result(handed_in.lesson, State.NOT_GRADED, flags=result.flags, stop=why)
            return Row(handed_in.student, handed_in.lesson, light(failed))

    def _publish(self, handed_in: HandedIn, result: Result, key: str) -> Row:
        who = (handed_in.student, handed_in.lesson)
        marks = self.before.get(who, Marks())
        page = self.classroom.feedback_page(*who)
        time = handed_in.timestamp
        stamp = Stamp.now(key, time, marks, handed_in.flags)
        if not key or self.published.get(who) != str(stamp) or who not in self.settled or not page.is_file():
            if result.points is not None:
                marks = self.writer.save(handed_in.student, result, time, marks)
                stamp = Stamp.now(key, time, marks, handed_in.flags)
            elif result.state is State.UNREADABLE:
                # The score of an earlier file must not stand for this one.
                self.writer.remove(*who)
            title = self.titles[handed_in.lesson]
            write_feedback(self.classroom, who[0], with_marks(result, marks), marks, title, time)
            if key and self.published.get(who) != str(stamp):
                self.journal.publish(*who, str(stamp))
        return Row(*who, light(with_marks(result, marks)), page.relative_to(self.classroom.root).as_posix())


def obstacle_to(classroom: Classroom, handed_in: HandedIn) -> str:
    """What is in the way of a graded notebook or a feedback page: a link, or a file for a folder; else ""."""
    own = (handed_in.student, handed_in.lesson)
    folders = (classroom.autograded.joinpath(*own), classroom.feedback.joinpath(*own))
    return next(filter(None, map(classroom.obstacle, folders)), "")
