"""What a class's table and its export for a spreadsheet say."""

from __future__ import annotations

import csv
import io

from autograder.course.folders import Course
from support.small_class import call


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def table(course: Course) -> dict[str, dict[str, str]]:
    """The lines of grades.csv, by student."""
    text = (course.default_class / "grades.csv").read_text(encoding="utf-8-sig")
    return {line["student"]: line for line in _read(text)}


def exported(course: Course) -> list[dict[str, str]]:
    """The lines of `autograder export --to csv`."""
    done = call(course, "export", "--to", "csv")
    assert done.returncode == 0, done.output
    return _read((course.default_class / "export" / "csv.csv").read_text(encoding="utf-8-sig"))


def exports(course: Course) -> dict[str, bytes]:
    """Every form of export, and the class's own table and pages, by file name."""
    root = course.default_class
    for form in ("csv", "canvas", "moodle"):
        done = call(course, "export", "--to", form)
        assert done.returncode == 0, done.output
    found = {path.name: path.read_bytes() for path in (root / "export").iterdir()}
    pages = [root / "grades.csv", root / "report.html", *(root / "feedback").rglob("*.html")]
    return found | {path.relative_to(root).as_posix(): path.read_bytes() for path in pages}
