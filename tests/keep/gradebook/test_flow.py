"""What people write into the gradebook comes back; a gradebook that is new or old is brought up to the record."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
from support.small_class import book, call, grade, mark
from support.small_lesson import LESSON
from support.tables import exported

from autograder.course.folders import Classroom, Course
from autograder.keep.gradebook.flow import settle
from autograder.keep.journal import Journal
from autograder.keep.marks import Marks
from autograder.keep.record import ClassRecord, Extension, Person, due_line, marks_line, note

pytestmark = pytest.mark.usefixtures("no_kernels")

ADA = ("ada", LESSON)
DUE = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def course(hand_in, small_course: Course) -> Course:
    """Ada's work is graded, two days late."""
    path = hand_in("ada", "number_of_things = 2")
    (path.parent / "timestamp.txt").write_text("2026-03-03 11:00:00 UTC")
    assert call(small_course, "due", "01", "2026-03-01 12:00 UTC", "--penalty", "zero").returncode == 0
    grade(small_course)
    return small_course


def settled(course: Course) -> ClassRecord:
    return settle(Classroom(course.default_class))


def test_what_formgrader_and_nbgrader_write_comes_back(course: Course) -> None:
    assert exported(course)[0]["score"] == "0"
    with book(course) as gradebook:
        gradebook.grant_extension(LESSON, "ada", days=1)
        gradebook.update_or_create_student("zoe", first_name="Zoe")
        gradebook.find_grade("test-count", LESSON, LESSON, "ada").extra_credit = 2.5
        gradebook.update_or_create_assignment("02-other", duedate="2026-04-01 10:00:00 UTC")
        gradebook.db.commit()
    record = settled(course)
    assert record.extensions == {ADA: Extension(86_400.0, "given in the gradebook")}
    assert record.students["zoe"] == Person("zoe", "Zoe")
    assert record.marks[ADA].extra == {"test-count": 2.5}
    assert record.due["02-other"] == dt.datetime(2026, 4, 1, 10, tzinfo=dt.UTC)
    with book(course) as gradebook:
        gradebook.grant_extension(LESSON, "ada", days=2)
    assert {line["student_id"]: line["score"] for line in exported(course)} == {"ada": "102.5", "zoe": ""}
    with book(course) as gradebook:
        gradebook.grant_extension(LESSON, "ada")
        gradebook.update_or_create_assignment("02-other", duedate=None)
    record = settled(course)
    assert record.extensions == {} and record.due == {LESSON: DUE}


def test_what_did_not_change_adds_nothing(course: Course) -> None:
    settled(course)
    path = Journal(Classroom(course.default_class)).folder / "class.jsonl"
    before = path.read_bytes()
    for command in (("grade",), ("report",), ("export", "--to", "csv"), ("due",)):
        assert call(course, *command).returncode == 0
    assert path.read_bytes() == before


def test_a_new_gradebook_says_nothing_and_gets_all(course: Course, empty_gradebook) -> None:
    call(course, "extend", "ada", "01", "--days", "1", "--why", "ill")
    mark(course, "ada", 1.5, "Good.")
    record = settled(course)
    shutil.copy(empty_gradebook, course.default_class)
    with book(course) as gradebook:  # as stock nbgrader begins
        gradebook.update_or_create_assignment(LESSON)
        gradebook.update_or_create_student("ada")
    assert settled(course) == record
    grade(course)
    with book(course) as gradebook:
        submission = gradebook.find_submission(LESSON, "ada")
        assert submission.extension == dt.timedelta(days=1) and submission.assignment.duedate == DUE.replace(
            tzinfo=None
        )
        assert gradebook.find_grade("written-why", LESSON, LESSON, "ada").manual_score == 1.5
        assert gradebook.find_comment("written-why", LESSON, LESSON, "ada").manual_comment == "Good."
        assert submission.late_submission_penalty == 101.5


def test_an_older_gradebook_put_back_is_brought_up_to_the_record(course: Course) -> None:
    settled(course)
    path = course.default_class / "gradebook.db"
    old = path.read_bytes()
    mark(course, "ada", 1.5)
    call(course, "due", "01", "2026-03-04 12:00 UTC")
    record = settled(course)
    path.write_bytes(old)
    assert settled(course) == record
    with book(course) as gradebook:
        assert gradebook.find_grade("written-why", LESSON, LESSON, "ada").manual_score == 1.5
        assert gradebook.find_assignment(LESSON).duedate == dt.datetime(2026, 3, 4, 12)


def test_a_command_that_was_killed_before_the_gradebook_knew_is_not_undone(course: Course) -> None:
    settled(course)
    journal = Journal(Classroom(course.default_class))
    later = DUE + dt.timedelta(days=9)
    note(journal, [due_line(LESSON, later), marks_line(ADA, Marks({"written-why": 1.0}))])
    record = settled(course)
    assert record.due == {LESSON: later} and record.marks[ADA].points == {"written-why": 1.0}
    with book(course) as gradebook:
        assert gradebook.find_assignment(LESSON).duedate == later.replace(tzinfo=None)
        assert gradebook.find_grade("written-why", LESSON, LESSON, "ada").manual_score == 1.0


def test_an_extension_without_a_due_date_waits_for_one(course: Course) -> None:
    """nbgrader adds the two, and would stop."""
    call(course, "extend", "ada", "01", "--days", "1", "--why", "ill")
    assert call(course, "due", "01", "never").returncode == 0
    with book(course) as gradebook:
        submission = gradebook.find_submission(LESSON, "ada")
        assert (submission.extension, submission.total_seconds_late) == (None, 0)
    assert grade(course)["ada"]["score"] == 100
    call(course, "due", "01", "2026-03-01 12:00 UTC")
    with book(course) as gradebook:
        assert gradebook.find_submission(LESSON, "ada").extension == dt.timedelta(days=1)


def test_marks_of_an_earlier_version_are_taken_over(hand_in, small_course: Course) -> None:
    folder = Journal(Classroom(small_course.default_class)).folder
    folder.mkdir()
    (folder / "marks.jsonl").write_text(
        '\n{"comments": {}, "lesson": "01-small", "points": {"written-why": 1.5}, "student": "ada", "waiting": []}\n'
    )
    hand_in("ada", "number_of_things = 2", why="Because.")
    assert grade(small_course)["ada"]["exercises"][-1]["points"] == 1.5
    assert grade(small_course)["ada"]["score"] == 101.5


def test_a_submission_that_nbgrader_makes_anew_says_nothing_and_gets_all(course: Course) -> None:
    call(course, "extend", "ada", "01", "--days", "1", "--why", "ill")
    mark(course, "ada", 1.5, "Good.")
    record = settled(course)
    with book(course) as gradebook:
        gradebook.remove_submission(LESSON, "ada")
    assert settled(course) == record
    with book(course) as gradebook:
        gradebook.add_submission(LESSON, "ada")
    assert settled(course) == record
    with book(course) as gradebook:
        assert gradebook.find_submission(LESSON, "ada").extension == dt.timedelta(days=1)
        answer = gradebook.find_grade("written-why", LESSON, LESSON, "ada")
        assert answer.manual_score == 1.5
        answer.manual_score = None
        gradebook.db.commit()
    assert settled(course).marks[ADA].points == {}, "this a person took away"


def test_a_mark_of_a_cell_that_the_gradebook_does_not_have_stays(course: Course) -> None:
    mark(course, "ada", 1.5, "Good.")
    settled(course)
    source = course.source(LESSON)
    whole = source.read_text()
    source.write_text(whole.replace("written-why", "written-reason"))
    (course.default_class / "gradebook.db").unlink()
    assert grade(course)["ada"]["points"] == 100
    assert settled(course).marks[ADA].points == {"written-why": 1.5}
    source.write_text(whole)
    grade(course)
    assert settled(course).marks[ADA].points == {"written-why": 1.5}
    with book(course) as gradebook:
        assert gradebook.find_grade("written-why", LESSON, LESSON, "ada").manual_score == 1.5
