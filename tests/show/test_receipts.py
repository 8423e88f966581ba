"""A receipt's code finds what was handed in, and says whether that is what was graded."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.folders import Classroom
from autograder.intake.receipt import receipt
from autograder.intake.times import parse_stamp, shown
from autograder.keep.journal import Journal
from autograder.keep.record import AttemptRecord, attempt_line, note
from autograder.show.receipts import found_text
from autograder.show.rows import Stamp

TIME = "2026-03-01 12:00:00.000000 UTC"
FIRST = AttemptRecord("ada", "01-x", "a" * 64, TIME)
SECOND = AttemptRecord("ada", "01-x", "b" * 64, "2026-03-02 12:00:00.000000 UTC")
UNTIMED = AttemptRecord("b\x1b[31mo", "01-x", "a" * 64, "")
CODE, LATER, NO_TIME = (receipt(a.sha256, a.time) for a in (FIRST, SECOND, UNTIMED))


@pytest.fixture
def classroom(tmp_path: Path) -> Classroom:
    """Ada handed in twice, and her second notebook was graded."""
    classroom = Classroom(tmp_path)
    journal = Journal(classroom)
    note(journal, map(attempt_line, (FIRST, SECOND, UNTIMED)))
    journal.publish("ada", "01-x", str(Stamp("key", "pages", SECOND.sha256, SECOND.time, "said")))
    return classroom


def test_what_was_handed_in_is_found_however_its_code_is_written(classroom: Classroom) -> None:
    found = found_text(classroom, CODE)
    when = shown(parse_stamp(TIME.encode()))
    assert found.startswith(f"ada · 01-x: handed in {when}, SHA-256 {'a' * 64}. ") and found.count("\n") == 1
    assert found_text(classroom, f" {CODE.lower().replace('-', ' ')} ") == found


def test_it_is_said_whether_this_is_what_was_graded(classroom: Classroom) -> None:
    assert found_text(classroom, LATER).endswith(" This is what was graded.\n")
    assert found_text(classroom, CODE).endswith(" This is not what was graded last.\n")


def test_the_same_notebook_at_another_time_is_not_what_was_graded(classroom: Classroom) -> None:
    Journal(classroom).publish("ada", "01-x", str(Stamp("key", "pages", FIRST.sha256, SECOND.time, "said")))
    assert found_text(classroom, CODE).endswith(" This is not what was graded last.\n")


def test_a_time_that_nobody_knows_is_not_made_up_and_a_name_is_no_control(classroom: Classroom) -> None:
    found = found_text(classroom, NO_TIME)
    assert "handed in at a time that nobody noted, " in found and "\x1b" not in found
    assert found.endswith("This is not what was graded last.\n")


def test_all_who_have_the_same_receipt_are_named(classroom: Classroom) -> None:
    note(Journal(classroom), [attempt_line(AttemptRecord("zoe", "02-y", FIRST.sha256, TIME))])
    assert [line.split(":")[0] for line in found_text(classroom, CODE).splitlines()] == [
        "ada · 01-x",
        "zoe · 02-y",
    ]


def test_a_code_of_nobody_finds_nothing(classroom: Classroom, tmp_path: Path) -> None:
    assert found_text(classroom, "0000-0000") == ""
    assert found_text(Classroom(tmp_path / "empty"), CODE) == ""
