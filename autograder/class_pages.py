"""Writes a class's pages and table: feedback for each student, the class page, the CSV."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.course import Classroom
from autograder.marks import Marks
from autograder.pages import class_page, feedback_page
from autograder.release import write_atomically
from autograder.result import Result
from autograder.table import Row, table_bytes


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
    page = feedback_page(result, student, title, submitted=timestamp or "", comments=comments)
    write_atomically(path, page.encode("utf-8", errors="replace"))
    return path


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
