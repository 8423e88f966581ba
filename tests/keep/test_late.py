"""What lateness costs, by a rule, from what is known of a submission."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from support.small_lesson import LESSON

from autograder.keep.late import lateness, rule_named
from autograder.keep.record import ClassRecord, Extension

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "days", "costs"),
    [
        ("nothing", 9, 0),
        ("zero", 0.1, math.inf),
        ("10 a day", 0.1, 10),
        ("10 a day", 1.1, 20),
        ("10 points per day, at most 50", 9, 50),
        ("2.5/day up to 4", 2, 4),
    ],
)
def test_a_rule_costs_what_it_says(text: str, days: float, costs: float) -> None:
    assert rule_named(text).costs(days * 86_400) == costs


@pytest.mark.parametrize("text", ["", "ten a day", "10", "10%", "-5 a day", "10 a week", "10 a day at"])
def test_what_names_no_penalty_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="names no penalty"):
        rule_named(text)


RECORD = ClassRecord({LESSON: NOW}, {LESSON: "10 a day"}, {("ada", LESSON): Extension(2 * 86_400.0, "ill")})


@pytest.mark.parametrize(
    ("student", "time", "score", "seconds", "penalty"),
    [
        ("bo", "2026-03-01 12:00:00 UTC", 100, 0, 0),
        ("bo", "2026-03-01 13:00:00 +0100", 100, 0, 0),
        ("bo", "2026-03-02 18:00:00.5 UTC", 100, 108_000.5, 20),
        ("bo", "2026-03-02 18:00:00 UTC", 15, 108_000, 15),
        ("bo", "2026-03-02 18:00:00 UTC", None, 108_000, 0),
        ("bo", None, 100, 0, 0),
        ("ada", "2026-03-02 18:00:00 UTC", 100, 0, 0),
        ("ada", "2026-03-03 18:00:00 UTC", 100, 21_600, 10),
    ],
)
def test_lateness_is_reckoned_from_what_is_known(student, time, score, seconds, penalty) -> None:
    late = lateness(RECORD, student, LESSON, time, score)
    assert (late.seconds, late.penalty, late.extended) == (seconds, penalty, student == "ada")
