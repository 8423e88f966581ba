"""Due dates, penalties and extensions as people and programs read them."""

from __future__ import annotations

import datetime as dt
import json

from autograder.intake.times import shown
from autograder.keep.record import ClassRecord, Extension
from autograder.show.deadlines import deadlines_json, deadlines_text

DUE = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
DAY = 86_400.0
RECORD = ClassRecord(
    due={"02-due": DUE},
    penalties={"02-due": "10 a day", "03-penalty": "[zero]"},
    extensions={
        ("zoe", "02-due"): Extension(1.5 * DAY, "was ill"),
        ("ada", "02-due"): Extension(DAY, "[bold]a fire"),
        ("ada", "01-early"): Extension(2 * DAY, "a\x1b[31m letter"),
    },
)


def rows(record: ClassRecord) -> list[str]:
    """The table's lines, each with one space between its words."""
    return [" ".join(line.split()) for line in deadlines_text(record).splitlines() if line.strip()]


def test_a_class_without_any_is_told_so() -> None:
    assert deadlines_text(ClassRecord()) == "No lesson has a due date.\n"


def test_each_lesson_has_its_line_and_below_it_who_has_more_time() -> None:
    """What people wrote is shown as they wrote it: brackets are no markup, and no colours come through."""
    heading, _, *found = rows(RECORD)
    assert heading == "Lesson Due Lateness costs Why"
    assert found == [
        "01-early – what nbgrader_config.py says",
        "ada 2 days more a letter",
        f"02-due {shown(DUE)} 10 a day",
        f"ada {shown(DUE + dt.timedelta(days=1))} [bold]a fire",
        f"zoe {shown(DUE + dt.timedelta(days=1.5))} was ill",
        "03-penalty – [zero]",
    ]


def test_a_long_reason_is_folded_not_lost() -> None:
    why = " ".join(f"word{number}" for number in range(30))
    said = deadlines_text(ClassRecord(extensions={("ada", "01"): Extension(DAY, why)}), width=80)
    assert max(map(len, said.splitlines())) <= 80
    assert all(word in said for word in why.split())


def test_for_programs_times_are_in_utc_and_nothing_is_left_out() -> None:
    text = deadlines_json(RECORD)
    assert text.endswith("}\n")
    assert json.loads(text) == {
        "due": {"02-due": "2026-03-01T12:00:00+00:00"},
        "penalties": {"02-due": "10 a day", "03-penalty": "[zero]"},
        "extensions": [
            {"student": "ada", "lesson": "01-early", "days": 2, "due": None, "why": "a\x1b[31m letter"},
            {
                "student": "ada",
                "lesson": "02-due",
                "days": 1,
                "due": "2026-03-02T12:00:00+00:00",
                "why": "[bold]a fire",
            },
            {
                "student": "zoe",
                "lesson": "02-due",
                "days": 1.5,
                "due": "2026-03-03T00:00:00+00:00",
                "why": "was ill",
            },
        ],
    }
