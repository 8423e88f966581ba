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
from autograder.keep.journal import Journal
from autograder.keep.marks import Marks
from autograder.keep.record import AttemptRecord, ClassRecord, attempt_line, note
from autograder.run.bulkhead import Ended, Lost, own_bulkhead
from autograder.safe.text import clean_line
from autograder.show.csv import table_bytes
from autograder.show.exchange import address
from autograder.show.pages.class_page import class_page
from autograder.show.pages.feedback import feedback_page
from autograder.show.rows import Beside, Row, Stamp, light, standing

if TYPE_CHECKING:
    from autograder.keep.gradebook.writer import GradebookWriter


@dataclass(frozen=True)
class ClassGrades:
    """A class, graded: one row per student and lesson, and the files that were written."""

    rows: tuple[Row, ...]
    page: Path
    table: Path


def stamp_now(key: str, handed_in: HandedIn, beside: Beside) -> Stamp:
    """The stamp of what would be published now."""
    late = (beside.late.due and beside.late.due.isoformat(), beside.late.seconds, beside.late.penalty)
    said = json.dumps([beside.marks.as_plain(), handed_in.flags, late])
    digest = handed_in.sha256 or "0" * 64
    hashed = hashlib.sha256(said.encode()).hexdigest()[:16]
    return Stamp(key, pages_hash(), digest, handed_in.timestamp or "", hashed)


@cache
def pages_hash() -> str:
    """A hash of what feedback pages are made with."""
    digest = hashlib.sha256()
    for path in sorted((Path(__file__).parent / "pages").rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def write_feedback(
    classroom: Classroom, handed_in: HandedIn, result: Result, beside: Beside, title: str
) -> Path:
    """Write a student's feedback page; `result` has the marks already. Returns its path."""
    path = classroom.feedback_page(handed_in.student, result.lesson)
    words = {"student": handed_in.student, "lesson_title": title}
    words |= {"submitted": handed_in.timestamp or "", "beside": beside}
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

    `record` is the class's, `titles` are the lessons' own.
    """

    def __init__(
        self, journal: Journal, writer: GradebookWriter, record: ClassRecord, titles: Mapping[str, str]
    ) -> None:
        self.classroom, self.journal, self.writer = writer.classroom, journal, writer
        self.record, self.titles = record, titles
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
        self._note_attempt(handed_in)
        marked, beside = standing(self.record, handed_in, result, self.record.marks.get(who, Marks()))
        page = self.classroom.feedback_page(*who)
        stamp = str(stamp_now(key, handed_in, beside))
        if not key or self.published.get(who) != stamp or who not in self.settled or self._lost(who, result):
            if result.points is not None:
                marks = self.writer.save(
                    handed_in, result, self.record, lambda marks: self._beside(handed_in, result, marks).late
                )
                marked, beside = standing(self.record, handed_in, result, marks)
                stamp = str(stamp_now(key, handed_in, beside))
            elif result.state is State.UNREADABLE:
                # The score of an earlier file must not stand for this one.
                self.writer.remove(*who)
            write_feedback(self.classroom, handed_in, marked, beside, self.titles[handed_in.lesson])
            if key and self.published.get(who) != stamp:
                self.journal.publish(*who, stamp)
        shown = page.relative_to(self.classroom.root).as_posix()
        return Row(*who, light(marked), shown, beside)

    def _lost(self, who: tuple[str, str], result: Result) -> bool:
        """Whether the page or the graded notebook is not there any more."""
        page, notebook = self.classroom.feedback_page(*who), self.classroom.graded_notebook(*who)
        return not page.is_file() or (result.points is not None and not notebook.is_file())

    def _beside(self, handed_in: HandedIn, result: Result, marks: Marks) -> Beside:
        return standing(self.record, handed_in, result, marks)[1]

    def _note_attempt(self, handed_in: HandedIn) -> None:
        """Keep what was handed in and when, if it was not collected by this project and so kept already."""
        who = (handed_in.student, handed_in.lesson)
        attempt = AttemptRecord(*who, handed_in.sha256, handed_in.timestamp or "")
        if handed_in.sha256 and not self.record.knows(attempt):
            note(self.journal, [attempt_line(attempt)])


def obstacle_to(classroom: Classroom, handed_in: HandedIn) -> str:
    """What is in the way of a graded notebook or a feedback page: a link, or a file for a folder; else ""."""
    own = (handed_in.student, handed_in.lesson)
    folders = (classroom.autograded.joinpath(*own), classroom.feedback.joinpath(*own))
    return next(filter(None, map(classroom.obstacle, folders)), "")
