"""`autograder due` and `autograder extend`: what is said is kept, and what can be misread is refused."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from support.small_class import book, call, hand_in
from support.small_lesson import LESSON

from autograder.course.folders import Classroom, Course
from autograder.keep.journal import Journal

pytestmark = pytest.mark.usefixtures("no_kernels")


@pytest.fixture
def course(small_course: Course) -> Course:
    """A class with Ada and Bo; no gradebook yet."""
    for student in ("ada", "bo"):
        hand_in(small_course, student)
    return small_course


def deadlines(course: Course) -> dict:
    return json.loads(call(course, "due", "--json").stdout)


@pytest.mark.parametrize(
    ("words", "utc"),
    [
        (["2026-03-01 23:59 Europe/Berlin"], "2026-03-01T22:59:00+00:00"),
        (["2026-03-01 23.59", "--zone", "+05:30"], "2026-03-01T18:29:00+00:00"),
        (["1 March 2026, 11:59 PM UTC"], "2026-03-01T23:59:00+00:00"),
        (["2026-03-01", "--zone", "UTC"], "2026-03-01T23:59:59+00:00"),
    ],
)
def test_a_due_date_is_the_moment_that_was_named(course: Course, words: list[str], utc: str) -> None:
    done = call(course, "due", "01", *words)
    assert done.returncode == 0, done.output
    assert deadlines(course)["due"] == {LESSON: utc}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2026-03-01 23:59 PST"], "PST may be several time zones"),
        (["2026-03-01 23:59 CEST"], "CEST may be several time zones"),
        (["2026-03-01 23:59 Europe/Rom"], "'Europe/Rom' is no time zone"),
        (["2026-03-01 23:59 Berlin"], "is no time"),
        (["2026-03-01 23:59 est"], "is no time"),
        (["03/04/2026 23:59"], "one way only"),
        (["03/04/2026 23:59 Europe/Berlin"], "one way only"),
        (["03/04/2026"], "one way only"),
        (["2026-03-01 23:59", "--zone", "EST"], "--zone"),
        (["2026-03-01 25:00"], "is no time"),
        (["tomorrow"], "is no time"),
        (["2026-03-01 23:59 UTC", "--penalty", "a lot"], "names no penalty"),
    ],
)
def test_what_could_be_misread_is_refused_and_nothing_is_kept(
    course: Course, words: list[str], said: str
) -> None:
    done = call(course, "due", "01", *words)
    assert done.returncode == 1 and said in done.stderr and "Traceback" not in done.stderr
    assert not Journal(Classroom(course.default_class)).folder.exists()


def test_the_list_says_who_has_more_time_and_why(course: Course) -> None:
    assert call(course, "due").stdout == "No lesson has a due date.\n"
    call(course, "due", "01", "2026-03-01 12:00 UTC", "--penalty", "10 a day")
    call(course, "extend", "ada", "01", "--days", "1.5", "--why", "was ill")
    said = call(course, "extend", "bo", "01", "--until", "2026-03-08 12:00 UTC", "--why", "[a fire]").stdout
    assert "10 a day" in said and "was ill" in said and "[a fire]" in said
    given = {e["student"]: (e["days"], e["due"], e["why"]) for e in deadlines(course)["extensions"]}
    assert given == {
        "ada": (1.5, "2026-03-03T00:00:00+00:00", "was ill"),
        "bo": (7, "2026-03-08T12:00:00+00:00", "[a fire]"),
    }
    call(course, "extend", "ada", "01", "--days", "0", "--why", "a slip of the pen")
    call(course, "due", "01", "--penalty", "plugin")
    assert [e["student"] for e in deadlines(course)["extensions"]] == ["bo"]
    assert deadlines(course)["penalties"] == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["adda", "01", "--days", "1", "--why", "x"], "Did you mean ada?"),
        (["zoe", "01", "--days", "1", "--why", "x"], "'zoe' is nobody in"),
        (["ada", "01", "--why", "x"], "Name --days or --until"),
        (["ada", "01", "--days", "1", "--until", "2026-03-08", "--why", "x"], "Name --days or --until"),
        (["ada", "01", "--until", "2026-02-01 12:00 UTC", "--why", "x"], "is due later than that"),
        (["ada", "07", "--days", "1", "--why", "x"], "No lesson is called '07'"),
    ],
)
def test_an_extension_that_would_help_nobody_is_refused(course: Course, words: list[str], said: str) -> None:
    call(course, "due", "01", "2026-03-01 12:00 UTC")
    done = call(course, "extend", *words)
    assert done.returncode == 1 and said in done.stderr
    assert deadlines(course)["extensions"] == []


def test_without_a_due_date_there_is_nothing_to_extend(course: Course) -> None:
    done = call(course, "extend", "ada", "01", "--days", "1", "--why", "x")
    assert done.returncode == 1 and f"{LESSON} has no due date" in done.stderr


def test_the_gradebook_knows_at_once(course: Course) -> None:
    assert call(course, "grade").returncode == 0
    call(course, "due", "01", "2026-03-01 12:00 UTC")
    call(course, "extend", "ada", "01", "--days", "2", "--why", "x")
    with book(course) as gradebook:
        assert gradebook.find_submission(LESSON, "ada").duedate == dt.datetime(2026, 3, 3, 12)
        assert gradebook.find_submission(LESSON, "bo").duedate == dt.datetime(2026, 3, 1, 12)
