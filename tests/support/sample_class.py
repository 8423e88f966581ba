"""The sample class: notebooks as students hand them in, made from tests/classroom/students.toml.

    make sample-class               write tests/classroom/submitted/ anew
    make sample-class ARGS=--check  fail, naming the files, where it is out of date

Run it after a lesson or an answer of the bank has changed.
"""

from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from autograder.author.answers import read_bank, solved_notebook
from autograder.course.lesson import Lesson, read_lesson
from support.places import COURSE, TESTS

CLASS = TESTS / "classroom"
LESSON = "03-compile-and-summary"


@dataclass(frozen=True)
class Student:
    """One student of the sample class; the fields are those of students.toml.

    `start` is what the other answers are: "reference" or "untouched". `bank` gives answers by their
    title in the bank, `text` gives them whole. `delete` names cells that were deleted, `alter` gives
    other cells' new text, `extra` code cells put behind an answer. `raw` is the whole file.
    `points` are the automatic points that the notebook deserves, None where it cannot be read, and
    `lost` those that each exercise must lose. `reason` says why.
    """

    name: str
    reason: str
    points: float | None
    state: str = "graded"
    start: str = "reference"
    lost: dict[str, float] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    bank: dict[str, str] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)
    delete: list[str] = field(default_factory=list)
    alter: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    raw: str | None = None


def students() -> list[Student]:
    """The students of the sample class, as written down."""
    content: dict[str, dict[str, Any]] = tomllib.loads((CLASS / "students.toml").read_text(encoding="utf-8"))
    return [Student(name=name, points=entry.pop("points", None), **entry) for name, entry in content.items()]


def notebook(student: Student, lesson: Lesson) -> bytes:
    """The file that this student hands in."""
    if student.raw is not None:
        return student.raw.encode("utf-8")
    made = (
        nbformat.reads(solved_notebook(lesson, {}), as_version=4)
        if student.start == "reference"
        else lesson.released
    )
    bank = (
        {(a.exercise, a.title): a.text.rstrip("\n") for a in read_bank(COURSE, lesson.name)}
        if student.bank
        else {}
    )
    cells = []
    for cell in made.cells:
        if cell.id in student.bank:
            cell.source = bank[cell.id, student.bank[cell.id]]
        cell.source = student.text.get(cell.id, student.alter.get(cell.id, cell.source))
        if cell.id not in student.delete:
            cells.append(cell)
        if cell.id in student.extra:
            cells.append(nbformat.v4.new_code_cell(student.extra[cell.id], id=f"own-{cell.id}"))
    made.cells = cells
    return (json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def files() -> dict[Path, bytes]:
    """Path below tests/classroom/submitted/ → content, for every student."""
    read = read_lesson(COURSE, LESSON)
    return {CLASS / "submitted" / s.name / LESSON / f"{LESSON}.ipynb": notebook(s, read) for s in students()}


def out_of_date() -> list[Path]:
    """The files of submitted/ that are not what students.toml says."""
    expected = files()
    there = {p for p in (CLASS / "submitted").rglob("*") if p.is_file()}
    return sorted(
        {p for p, content in expected.items() if p not in there or p.read_bytes() != content}
        | (there - set(expected))
    )


def main() -> int:
    """Write the notebooks, or with --check only compare."""
    stale = out_of_date()
    if "--check" not in sys.argv:
        for path, content in files().items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for path in set(stale) - set(files()):
            path.unlink()
    for path in stale:
        print(path.relative_to(CLASS))
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
