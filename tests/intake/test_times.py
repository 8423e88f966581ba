"""Times: read where they can be read in one way only, in whatever language; refused else."""

from __future__ import annotations

import datetime as dt

import pytest
from nbgrader.utils import parse_utc

from autograder.intake.times import moment, stamp


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-01 23:59", "2026-03-01 23:59"),
        ("2026-03-01T23:59:00+01:00", "2026-03-01 22:59"),
        ("2026-03-01 23:59 -0800", "2026-03-02 07:59"),
        ("2026-03-01 23:59 UTC+1", "2026-03-01 22:59"),
        ("2026-03-01 23:59 Europe/Rome", "2026-03-01 22:59"),
        ("2026-07-01 23:59 Europe/Rome", "2026-07-01 21:59"),
        ("2026-03-01 23:59:00.000000 UTC", "2026-03-01 23:59"),
        ("2026-03-01 23.59", "2026-03-01 23:59"),
        ("2026/03/01 23:59", "2026-03-01 23:59"),
        ("2026-03-01T22:59:00Z", "2026-03-01 22:59"),
        ("2026-03-01-23-59-00", "2026-03-01 23:59"),
        ("1.3.2026, 23:59", "2026-03-01 23:59"),
        ("1.3.2026 23.59", "2026-03-01 23:59"),
        ("Sunday, 1 March 2026, 11:59 PM", "2026-03-01 23:59"),
        ("Mar 1, 2026 11:59 PM +0100", "2026-03-01 22:59"),
        ("Mar 1st, 2026 at 11:59pm", "2026-03-01 23:59"),
        ("2026-03-01 12:30 AM", "2026-03-01 00:30"),
        ("Sun Mar  1 23:59:00 UTC 2026", "2026-03-01 23:59"),
        ("Sun, 01 Mar 2026 23:59:00 +0100 (CET)", "2026-03-01 22:59"),
        ("1-Mar-2026 23:59", "2026-03-01 23:59"),
        ("3. März 2026, 23:59", "2026-03-03 23:59"),
        ("Dienstag, 3. März 2026, 23:59", "2026-03-03 23:59"),
        ("mardi 3 mars 2026, 23:59", "2026-03-03 23:59"),
        ("mar. 3 mars 2026 23h59", "2026-03-03 23:59"),
        ("martes, 3 de marzo de 2026, 11:59 p. m.", "2026-03-03 23:59"),
        ("martedì, 3 marzo 2026, 23:59", "2026-03-03 23:59"),
        ("terça-feira, 3 mar. 2026, 23:59", "2026-03-03 23:59"),
        ("dinsdag, 3 maart 2026, 23:59", "2026-03-03 23:59"),
        ("wtorek, 3 marca 2026, 23:59", "2026-03-03 23:59"),
        ("tiistai, 3. maaliskuuta 2026, 23.59", "2026-03-03 23:59"),
        ("2026. március 3., kedd 23:59", "2026-03-03 23:59"),
        ("вторник, 3 марта 2026, 23:59", "2026-03-03 23:59"),
        ("2026年3月3日 23:59", "2026-03-03 23:59"),
        ("1772409540", "2026-03-01 23:59"),
    ],
)
def test_times_as_people_and_programs_write_them(text: str, utc: str) -> None:
    assert moment(text, dt.UTC) == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["2026-03-01", "1 March 2026", "1.3.2026"])
def test_a_day_by_itself_ends_when_it_ends(text: str) -> None:
    assert moment(text, dt.UTC) == dt.datetime(2026, 3, 1, 23, 59, 59, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "-", "99999999999999999999", "2026-13-45", "x" * 1000, "1" * 90, "0001-01-01 00:00"),
        # which is the month?
        *(
            "3/1/2026 12:00",
            "03/04/2026",
            "03/04/2026 11:59 PM EDT",
            "03/04/2026 11:59 PM UTC",
            "3-4-2026 12:00",
        ),
        # which zone?
        *(
            f"2026-03-01 23:59 {zone}"
            for zone in ("PST", "CEST", "BST", "EST", "IST", "Europe/Rom", "America", "UTC UTC")
        ),
        # which hour, which month?
        *(
            "11:59 PM",
            "2026-03-01 25:00",
            "2026-03-01 10:00 11:00",
            "2026-03-01 下午11:59",
            "3 listopad 2026 10:00",
        ),
        *("yesterday, 3 March 2026 10:00", "1 March", "2026-03-01 2359", "2026-03-01 23:59 ../../etc/passwd"),
    ],
)
def test_what_can_be_read_in_several_ways_or_none_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        moment(text, dt.UTC)


def test_a_zone_that_may_be_several_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"PST may be several time zones; name a place \(Europe/Rome\)"):
        moment("2026-03-01 23:59 PST")


def test_a_stamp_is_read_by_nbgrader() -> None:
    time = moment("2026-03-01 23:59 Europe/Rome")
    assert parse_utc(stamp(time)).replace(tzinfo=dt.UTC) == time
