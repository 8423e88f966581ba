"""The class's record: the last line on a thing holds, and one that is damaged says nothing."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from autograder.course.folders import Classroom
from autograder.keep.journal import Journal
from autograder.keep.marks import Marks
from autograder.keep.record import (
    AttemptRecord,
    ClassRecord,
    Extension,
    Person,
    attempt_line,
    due_line,
    extension_line,
    marks_line,
    note,
    penalty_line,
    read_record,
    roster_line,
    student_line,
)

ADA = ("ada", "01-x")
DUE = dt.datetime(2026, 3, 1, 23, 59, tzinfo=dt.UTC)
MARKS = Marks(
    {"written-why": 1.5}, {"written-why": "très bien"}, frozenset(), {"test-a": 2.0}, {"written-why": "ab"}
)
FIRST, LATER = (
    AttemptRecord(*ADA, "f" * 64, time) for time in ("2026-03-01 12:00:00 UTC", "2026-03-02 12:00:00 UTC")
)
LINES = (
    due_line("01-x", DUE.astimezone(dt.timezone(dt.timedelta(hours=5)))),
    penalty_line("01-x", "zero"),
    extension_line(ADA, Extension(3600.0, "ill")),
    marks_line(ADA, MARKS),
    student_line(Person("ada", "Ada")),
    attempt_line(FIRST),
    attempt_line(LATER),
    roster_line("student_id\nada\n"),
)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(Classroom(tmp_path))


def test_what_was_noted_is_read_again(journal: Journal) -> None:
    assert read_record(journal) == ClassRecord()
    note(journal, LINES)
    assert read_record(journal) == ClassRecord(
        {"01-x": DUE},
        {"01-x": "zero"},
        {ADA: Extension(3600.0, "ill")},
        {ADA: MARKS},
        {"ada": Person("ada", "Ada")},
        {ADA: (FIRST, LATER)},
        "student_id\nada\n",
        len(LINES),
    )


def test_the_last_line_holds_and_can_take_away(journal: Journal) -> None:
    note(journal, LINES)
    after = (due_line("01-x", None), penalty_line("01-x", ""), extension_line(ADA, Extension(0.0)))
    note(journal, [*after, marks_line(ADA, Marks())])
    record = read_record(journal)
    assert (record.due, record.penalties, record.extensions) == ({}, {}, {})
    assert record.marks == {ADA: Marks()}
    assert read_record(journal, len(LINES)).due == {"01-x": DUE}, "as it was then"


def test_an_extension_is_beyond_the_due_date(journal: Journal) -> None:
    note(journal, LINES)
    record = read_record(journal)
    assert record.due_for(*ADA) == DUE + dt.timedelta(hours=1)
    assert record.due_for("bo", "01-x") == DUE
    assert record.due_for("ada", "02-y") is None


def test_a_notebooks_last_known_time_is_its_time(journal: Journal) -> None:
    note(journal, LINES)
    record = read_record(journal)
    assert record.time_of(*ADA, "f" * 64) == LATER.time
    assert record.time_of(*ADA, "0" * 64) == ""
    assert record.knows(AttemptRecord(*ADA, "f" * 64, "")) and record.knows(FIRST)
    assert not record.knows(AttemptRecord(*ADA, "0" * 64, ""))


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["kind"])
def test_a_line_with_a_value_of_another_type_says_nothing(journal: Journal, line: dict) -> None:
    for name in set(line) - {"kind"}:
        for value in (None, 5, ["x"], {"x": ["y"]}, True):
            if type(value) is not type(line[name]) and not (name == "seconds" and value in (5, True)):
                note(journal, [{**line, name: value}])
    assert read_record(journal).due in ({}, {"01-x": DUE})
    plain = [json.loads(text) for text in (journal.folder / "class.jsonl").read_text().split("\n") if text]
    assert read_record(journal) == ClassRecord(lines=len(plain))
