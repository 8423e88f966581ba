"""Moments, as people and LMSs write them."""

from __future__ import annotations

import datetime as dt

import pytest

from autograder.collect.times import moment, stamp


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-01 23:59", "2026-03-01 23:59"),
        ("2026-03-01T23:59:00+01:00", "2026-03-01 22:59"),
        ("2026-03-01 23:59 Europe/Rome", "2026-03-01 22:59"),
        ("2026-07-01 23:59 Europe/Rome", "2026-07-01 21:59"),
        ("2026-03-01 23:59:00.000000 UTC", "2026-03-01 23:59"),
        ("Sunday, 1 March 2026, 11:59 PM", "2026-03-01 23:59"),
        ("2026-03-01T22:59:00Z", "2026-03-01 22:59"),
        ("Mar 1, 2026 11:59 PM +0100", "2026-03-01 22:59"),
        ("1.3.2026, 23:59", "2026-03-01 23:59"),
    ],
)
def test_times_as_people_and_programs_write_them(text: str, utc: str) -> None:
    assert moment(text, dt.UTC) == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)


def test_a_day_by_itself_ends_when_it_ends() -> None:
    assert moment("2026-03-01", dt.UTC) == dt.datetime(2026, 3, 1, 23, 59, 59, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text", ["", "soon", "-", "99999999999999999999", "2026-13-45", "x" * 1000, "1" * 90, "3/1/2026 12:00"]
)
def test_what_is_no_time_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        moment(text, dt.UTC)


def test_a_stamp_is_read_by_nbgrader() -> None:
    from nbgrader.utils import parse_utc

    time = moment("2026-03-01 23:59 Europe/Rome")
    assert parse_utc(stamp(time)).replace(tzinfo=dt.UTC) == time
