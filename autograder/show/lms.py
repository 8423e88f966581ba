"""Grades out: as CSV, and as Canvas's and Moodle's gradebooks import them.

Each is an export plugin of nbgrader's, so both of these work:

    autograder export --to canvas
    nbgrader export --exporter=autograder.show.lms.CanvasExport --to=canvas.csv

Scores are the journal's, with what people wrote into the gradebook (marks, extra credit, extensions, due dates),
less what lateness costs. Where no score is settled an LMS gets an empty cell, never 0, and the state stands beside it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin
from traitlets import Bool
from traitlets import Dict as DictTrait

from autograder.collect.roster import Student as Person
from autograder.collect.roster import joined
from autograder.collect.run import keep_roster, read_roster
from autograder.compare.result import State
from autograder.course.files import write_atomically
from autograder.course.folders import Classroom, Course
from autograder.errors import CourseError
from autograder.intake.times import parse_stamp, shown
from autograder.keep.gradebook.flow import settle
from autograder.safe.text import clean_line, harmless
from autograder.show.csv import as_bytes, number, text_of
from autograder.show.rows import (
    Published,
    Row,
    late_words,
    published,
    row_of,
)

MISSING, AWAITING = "missing", "awaiting a marker"
AGAIN = "handed in again since it was graded: run autograder grade"


@dataclass(frozen=True)
class LessonGrade:
    """One student's lesson. `score` is what counts (points, less the penalty), None where there is none."""

    student: Person
    lesson: str
    state: str
    remark: str = ""
    points: float | None = None
    written_points: float | None = None
    penalty: float = 0.0
    score: float | None = None
    max_score: float | None = None
    submitted: dt.datetime | None = None
    due: dt.datetime | None = None

    def settled(self, partly: bool) -> bool:
        """Whether the score may go to an LMS: graded throughout and by all; with `partly`, not quite throughout."""
        return self.score is not None and (
            self.state == State.GRADED
            or (partly and self.state in (State.PARTLY_GRADED, State.TIMED_OUT, State.CRASHED))
        )


def lines_of(
    classroom: Classroom, possible: Mapping[str, float], named: Sequence[str] = ()
) -> list[LessonGrade]:
    """Every student's lines for the lessons `named`, or for those of `possible` in which something was handed in.

    `possible` are the points of each lesson. Sorted by lesson and student. Who handed in nothing is "missing",
    not 0.
    """
    record = settle(classroom)
    keep_roster(classroom)
    roster, _ = read_roster(classroom)
    known = {
        p.id: Person(p.id, p.first_name, p.last_name, email=p.email, lms_user_id=p.lms_user_id)
        for p in record.students.values()
    }
    people = known | {s.id: joined(known.get(s.id), s) for s in roster.students.values()}
    found = [(row_of(classroom, p), p) for p in published(classroom, list(named or possible), record)]
    folders = {row.student for row, _ in found}
    lines = []
    for row, whole in found:
        # A folder may spell an accent as a sign of its own, where the roster has one letter.
        composed = unicodedata.normalize("NFC", row.student)
        if composed in people and composed not in folders:
            people.pop(row.student, None)
            person = people[composed]
        else:
            person = people.setdefault(row.student, Person(row.student))
        lines.append(_line(row, whole, person, possible))
    there = {(line.student.id, line.lesson) for line in lines}
    for lesson in sorted({line.lesson for line in lines} or set(named)):
        missing = (p for p in people.values() if (p.id, lesson) not in there)
        lines += [
            LessonGrade(p, lesson, MISSING, max_score=possible[lesson], due=record.due_for(p.id, lesson))
            for p in missing
        ]
    return sorted(lines, key=lambda line: (line.lesson, line.student.id))


def points_possible(course: Course) -> dict[str, float]:
    """Lesson → all its points, written answers' too. A lesson that is broken has none to show."""
    possible = {}
    for name in course.lesson_names():
        possible[name] = 0.0
        with contextlib.suppress(OSError, ValueError):
            cells = json.loads(course.source(name).read_bytes())["cells"]
            graded = (cell["metadata"].get("nbgrader", {}) for cell in cells)
            possible[name] = float(sum(meta["points"] for meta in graded if meta.get("grade")))
    return possible


def _line(row: Row, whole: Published, person: Person, possible: Mapping[str, float]) -> LessonGrade:
    late, time = row.beside.late, whole.handed_in.timestamp
    line = LessonGrade(
        person,
        row.lesson,
        row.state,
        "; ".join(filter(None, (clean_line(row.result.stop, 300), *late_words(row)))) if row.result else "",
        max_score=possible[row.lesson],
        submitted=parse_stamp(time.encode()) if time else None,
        due=late.due,
    )
    if whole.is_old:
        return replace(line, state=State.NOT_GRADED.value, remark=AGAIN)
    if not row.graded or row.result is None:
        return line
    line = replace(line, points=row.result.points, written_points=row.written_points, penalty=late.penalty)
    if row.awaiting_marker:
        before = [f"its answer before was marked {points:g}" for points in row.beside.before.values()]
        said = (line.state if line.state != State.GRADED else "", line.remark, *before)
        return replace(line, state=AWAITING, remark="; ".join(filter(None, said)))
    return replace(line, score=row.score)


# ---- tables: lines in, CSV text out

CSV_COLUMNS = (
    "student_id",
    "last_name",
    "first_name",
    "email",
    "lms_user_id",
    "lesson",
    "state",
    "points",
    "written_points",
    "late_penalty",
    "score",
    "max_score",
    "submitted",
    "due",
    "remark",
)


def csv_table(lines: Iterable[LessonGrade]) -> str:
    """A line for each student and lesson, with its state."""
    rows: list[Sequence[str]] = [CSV_COLUMNS]
    for line in lines:
        person = line.student
        rows.append(
            (
                *_safe(
                    person.id,
                    person.last_name,
                    person.first_name,
                    person.email,
                    person.lms_user_id,
                    line.lesson,
                ),
                line.state,
                number(line.points),
                number(line.written_points),
                number(line.penalty if line.score is not None else None),
                number(line.score),
                number(line.max_score),
                shown(line.submitted),
                shown(line.due),
                harmless(line.remark),
            )
        )
    return text_of(rows)


def canvas_table(lines: Sequence[LessonGrade], partly: bool, columns: Mapping[str, str]) -> str:
    """Canvas's own form: the five columns that it looks for, then a column for each lesson; points possible first.

    `columns` are Canvas's titles for lessons ("Digits (4711)"); by any other title Canvas makes a new assignment.
    """
    lessons = _lessons(lines)
    head = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
    rows: list[Sequence[str]] = [(*head, *_safe(*(columns.get(lesson, lesson) for lesson in lessons)))]
    possible = {line.lesson: line.max_score for line in lines}
    rows.append(("    Points Possible", "", "", "", "", *(number(possible[lesson]) for lesson in lessons)))
    for person, own in _by_student(lines):
        last_first = (
            ", ".join(filter(None, (person.last_name, person.first_name))) or person.name or person.id
        )
        login = person.sis_login_id or ("" if person.lms_user_id or person.sis_user_id else person.id)
        known = _safe(last_first, person.lms_user_id, person.sis_user_id, login, person.section)
        rows.append((*known, *(_given(own.get(lesson), partly) for lesson in lessons)))
    return text_of(rows)


#: Fields by which Moodle can find a user, in the order in which to choose, and their titles.
_MOODLE_KEYS = {"email": "Email address", "id_number": "ID number", "username": "Username"}


def moodle_table(lines: Sequence[LessonGrade], partly: bool, columns: Mapping[str, str]) -> str:
    """What Moodle's CSV import takes: who, then for each lesson a column of grades and one of states to ignore.

    Only columns in which every student has an entry name the student: to a line with an empty one Moodle would
    give the student of the line before.
    """
    lessons, people = _lessons(lines), _by_student(lines)
    keys = [key for key in _MOODLE_KEYS if people and all(getattr(person, key) for person, _ in people)]
    titles = [
        t
        for lesson in lessons
        for t in (columns.get(lesson, lesson), f"{columns.get(lesson, lesson)}: state")
    ]
    rows: list[Sequence[str]] = [("Student id", *(_MOODLE_KEYS[key] for key in keys), *_safe(*titles))]
    for person, own in people:
        cells = []
        for lesson in lessons:
            line = own.get(lesson)
            cells += [_given(line, partly), _state(line)]
        rows.append((*_safe(person.id, *(getattr(person, key) for key in keys)), *cells))
    return text_of(rows)


def _given(line: LessonGrade | None, partly: bool) -> str:
    return number(round(line.score, 2)) if line and line.score is not None and line.settled(partly) else ""


def _state(line: LessonGrade | None) -> str:
    if line is None:
        return MISSING
    return harmless(f"{line.state}: {line.remark}" if line.remark else line.state)


def _lessons(lines: Iterable[LessonGrade]) -> list[str]:
    return sorted({line.lesson for line in lines})


def _by_student(lines: Iterable[LessonGrade]) -> list[tuple[Person, dict[str, LessonGrade]]]:
    people: dict[str, Person] = {}
    own: dict[str, dict[str, LessonGrade]] = defaultdict(dict)
    for line in lines:
        people[line.student.id] = line.student
        own[line.student.id][line.lesson] = line
    return [(people[student], own[student]) for student in sorted(people)]


def _safe(*texts: str) -> tuple[str, ...]:
    return tuple(harmless(text) for text in texts)


# ---- plugins: what nbgrader calls


class CsvExport(ExportPlugin):
    """One line for each student and lesson, with the state of each."""

    default_name = "export.csv"

    partly = Bool(
        False, help="Give an LMS also the points of notebooks that crashed, timed out or ran in part only."
    ).tag(config=True)
    columns = DictTrait({}, help="Lesson → the title of its column in the LMS.").tag(config=True)

    def export(self, gradebook: Gradebook) -> list[Path]:
        """Write the file (and another with what is not settled, where the form has no room); returns the paths."""
        course = Course.find(Path(CourseDirectory(parent=self).root))
        named = course.select([str(name) for name in self.assignment]) if self.assignment else []
        classroom = Classroom(Path(gradebook.db.get_bind().url.database).parent)
        lines = lines_of(classroom, points_possible(course), named)
        if self.student:
            wanted = {str(student) for student in self.student}
            lines = [line for line in lines if line.student.id in wanted]
        if not lines:
            raise CourseError("There is nothing to export.", "Collect and grade a lesson first.")
        path = Path(self.to or self.default_name)
        written = []
        for target, text in self.tables(path, lines).items():
            write_atomically(target, as_bytes(text))  # Canvas and Moodle take the byte order mark
            self.log.info("Wrote %s", target)
            written.append(target)
        return written

    def tables(self, path: Path, lines: list[LessonGrade]) -> dict[Path, str]:
        """The files to write: path → text."""
        return {path: csv_table(lines)}


class MoodleExport(CsvExport):
    """For Moodle's gradebook: Import → CSV file. Map the columns of states to "Ignore"."""

    default_name = "moodle.csv"

    def tables(self, path: Path, lines: list[LessonGrade]) -> dict[Path, str]:
        return {path: moodle_table(lines, self.partly, self.columns)}


class CanvasExport(CsvExport):
    """For Canvas's gradebook: Import. What is not settled stands in a second file, as Canvas has no room for it."""

    default_name = "canvas.csv"

    def tables(self, path: Path, lines: list[LessonGrade]) -> dict[Path, str]:
        unsettled = [line for line in lines if not line.settled(self.partly)]
        return {
            path: canvas_table(lines, self.partly, self.columns),
            path.with_name(f"{path.stem}-not-settled.csv"): csv_table(unsettled),
        }


EXPORTERS: dict[str, type[CsvExport]] = {"csv": CsvExport, "moodle": MoodleExport, "canvas": CanvasExport}
