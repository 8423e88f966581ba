"""Submissions collected: what LMSs and people give, into a class's folder; and the command."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from support.collecting import GOOD, LATER, LESSON, OTHER, entry, files, outcomes, put_in, why, zipped
from support.small_class import Done, call

from autograder.course.folders import Classroom, Course
from autograder.errors import CourseError
from autograder.intake.submissions import find_submissions
from autograder.show.collected import collected_text


def test_a_moodle_zip_with_its_worksheet(run, classroom: Classroom) -> None:
    sheet = (
        'Identifier,"Full name",Username,"Email address","Last modified (submission)"\n'
        '"Participant 11","Ada Lovelace",ada,ada@x.org,"Sunday, 1 March 2026, 11:59 PM"\n'
        '"Participant 12","Zoë Ødegård",zoe,zoe@x.org,"Monday, 2 March 2026, 8:00 AM"\n'
        '"Participant 13","Bo Li",bo,bo@x.org,-\n'
    )
    collected = run(
        {
            f"Ada Lovelace_11_assignsubmission_file_/{LESSON}.ipynb": GOOD,
            "Zoë Ødegård_12_assignsubmission_file_my work.ipynb": OTHER,
            "Bo Li_13_assignsubmission_onlinetext_onlinetext.html": "I did it, believe me.",
        },
        roster=sheet,
        due=dt.datetime(2026, 3, 1, 23, 59, tzinfo=dt.UTC),
    )
    assert outcomes(collected) == {"ada": "collected", "zoe": "collected"}
    assert put_in(classroom, "ada") == GOOD and put_in(classroom, "zoe") == OTHER
    stamped = (classroom.submitted / "ada" / LESSON / "timestamp.txt").read_text()
    assert stamped == "2026-03-01 23:59:00.000000 UTC\n"
    zoe = collected.plan.steps[1]
    assert zoe.flags == ("saved as 'my work.ipynb'", "late by 8 h")
    assert "no notebook" in why(collected)
    # Who handed in nothing has a folder, and reads "missing".
    found = {h.student: h for h in find_submissions(classroom, [LESSON])}
    assert set(found) == {"ada", "bo", "zoe"}
    assert found["bo"].path is None and not found["bo"].problem
    with Gradebook(classroom.db_url, "training-lab") as gradebook:
        student = gradebook.find_student("zoe")
        assert (student.first_name, student.last_name, student.email) == ("Zoë", "Ødegård", "zoe@x.org")
        assert gradebook.find_assignment(LESSON).duedate == dt.datetime(2026, 3, 1, 23, 59)
        assert len(gradebook.students) == 3


def test_a_due_date_is_also_that_of_a_notebook_known_by_its_name_alone(run, classroom: Classroom) -> None:
    due = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    collected = run({f"ada/{LESSON}.ipynb": "not JSON"}, due=due)
    assert outcomes(collected) == {"ada": "collected"}
    with Gradebook(classroom.db_url, "training-lab") as gradebook:
        assert gradebook.find_assignment(LESSON).duedate == due.replace(tzinfo=None)


def test_a_canvas_zip_with_its_gradebook(run, classroom: Classroom) -> None:
    book = (
        "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
        '"Lovelace, Ada",501,S1,ada,A\n"Ødegård, Zoë",502,S2,zoe,A\n'
    )
    collected = run(
        {
            f"lovelaceada_501_9001_{LESSON}.ipynb": OTHER,
            f"lovelaceada_501_9002_{LESSON}-1.ipynb": GOOD,
            f"ødegårdzoë_LATE_502_9003_{LESSON}.ipynb": GOOD,
            "ødegårdzoë_LATE_502_9004_notes.pdf": b"%PDF",
        },
        roster=book,
    )
    assert outcomes(collected) == {"ada": "collected", "zoe": "collected"}
    assert put_in(classroom, "ada") == GOOD  # the attachment of the higher number
    assert "2 notebooks came" in collected.plan.steps[0].flags[0]
    assert list(files(classroom.root / "submitted-earlier").values()) == [OTHER]
    assert "late" in collected.plan.steps[1].flags[0]
    # A download's date is no time of submission.
    assert not list(classroom.submitted.rglob("timestamp.txt"))
    with Gradebook(classroom.db_url, "training-lab") as gradebook:
        assert gradebook.find_student("ada").lms_user_id == "501"


def test_dates_of_an_lms_zip_count_when_asked(run, classroom: Classroom) -> None:
    run([(entry(f"lovelaceada_501_9_{LESSON}.ipynb"), GOOD)], file_times=True)
    local = dt.datetime(2026, 3, 1, 12).astimezone(dt.UTC)
    stamped = (classroom.submitted / "lovelaceada_501" / LESSON / "timestamp.txt").read_text()
    assert stamped.startswith(local.strftime("%Y-%m-%d %H:%M:%S"))


def test_a_folder_of_files_and_of_folders(run, classroom: Classroom, tmp_path: Path) -> None:
    source = tmp_path / "in"
    for name, content in {
        "Ada Lovelace.ipynb": GOOD,
        "bo/whatever.ipynb": OTHER,
        f"zoë/{LESSON}/{LESSON}.ipynb": LATER,
        "bo/.ipynb_checkpoints/whatever-checkpoint.ipynb": GOOD,
        "notes.txt": b"hello",
    }.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    os.utime(source / "bo/whatever.ipynb", (1_770_000_000, 1_770_000_000))
    (source / "zoë" / LESSON / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC\n")
    collected = run(source)
    assert outcomes(collected) == dict.fromkeys(("Ada Lovelace", "bo", "zoë"), "collected")
    found = {h.student: h for h in find_submissions(classroom, [LESSON])}
    assert found["bo"].timestamp == "2026-02-02 02:40:00.000000 UTC"
    assert found["zoë"].timestamp == "2026-03-01 12:00:00.000000 UTC"
    assert not collected.plan.left


def test_blackboards_attempts_have_their_times(run, classroom: Classroom) -> None:
    names = "gradebook_MA1_Lab_{}_attempt_{}_a.ipynb"
    source = {
        names.format("ada", "2026-03-01-10-00-00"): OTHER,
        names.format("ada", "2026-03-02-10-00-00"): GOOD,
        names.format("bo", "2026-99-99-10-00-00"): GOOD,
        "gradebook_MA1_Lab_ada_attempt_2026-03-02-10-00-00.txt": b"Name: Ada",
    }
    collected = run(source)
    assert outcomes(collected) == {"ada": "collected", "bo": "collected"} and not collected.plan.left
    assert put_in(classroom, "ada") == GOOD
    assert (
        (classroom.submitted / "ada" / LESSON / "timestamp.txt").read_text().startswith("2026-03-02 10:00:00")
    )
    assert "read on the clock of UTC" in collected.remarks[0]


def test_what_is_no_notebook_is_named_and_missing_says_so(run, classroom: Classroom) -> None:
    source = {
        f"ada/{LESSON}.ipynb.txt": GOOD,
        "ada/plot.png": b"png",
        **{f"{who}/{LESSON}{suffix}": b"x" for who, suffix in (("bo", ".html"), ("cy", ".docx"), ("di", ""))},
    }
    ids = "student_id\nada\nbo\ncy\ndi\neve\n"
    collected = run(source, roster=ids)
    assert outcomes(collected) == {"ada": "collected"}
    assert f"saved as '{LESSON}.ipynb.txt'" in collected.plan.steps[0].flags
    assert {(left.student, left.shown) for left in collected.plan.left} == {
        ("bo", f"bo/{LESSON}.html"),
        ("cy", f"cy/{LESSON}.docx"),
        ("di", f"di/{LESSON}"),
    }
    assert f"Nothing from 4 of the roster: bo (but bo/{LESSON}.html), " in collected_text(collected, 500)


@pytest.fixture
def machine_in_utc() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize("times", [True, False])
def test_an_older_zip_collected_again_replaces_nothing(run, classroom: Classroom, times: bool) -> None:
    def sheet(day: int) -> str | None:
        time = f"2026-03-0{day} 12:00"
        return (
            f"Identifier,Full name,username,Last modified (submission)\nParticipant 1,Ada L,ada,{time}\n"
            if times
            else None
        )

    who = f"Ada L_1_assignsubmission_file_/{LESSON}.ipynb"
    run({who: OTHER}, roster=sheet(1))
    run({who: GOOD}, roster=sheet(3))
    student = "ada" if times else "Ada L"
    kept = files(classroom.root)
    again = run({who: OTHER})
    assert outcomes(again) == {student: "older"}
    assert put_in(classroom, student) == GOOD and files(classroom.root) == kept
    if times:  # handed in again, and the LMS says so
        assert outcomes(run({who: OTHER}, roster=sheet(5))) == {student: "replaced"}


def test_a_due_date_in_a_zone_changes_no_other_clock(
    small_course: Course, classroom: Classroom, tmp_path: Path, machine_in_utc
) -> None:
    source = zipped(tmp_path / "in.zip", {f"Ada L_1_assignsubmission_file_/{LESSON}.ipynb": GOOD})
    (tmp_path / "class.csv").write_text(
        "Identifier,Full name,username,Last modified (submission)\nParticipant 1,Ada L,ada,2026-03-01 23:30\n"
    )
    command = [
        "collect",
        str(source),
        "--roster",
        str(tmp_path / "class.csv"),
        "--class",
        str(classroom.root),
        "--dry-run",
    ]
    said = {}
    for zone in ((), ("--zone", "Europe/Rome")):
        done = call(small_course, *command, "--due", "2026-03-01 23:59 Europe/Rome", *zone)
        assert done.returncode == 0, done.output
        said[zone] = " ".join(done.output.split())
    assert "late by" in said[()] and "this machine's clock (UTC+0000); --zone names another" in said[()]
    assert (
        "late by" not in said["--zone", "Europe/Rome"]
        and "the clock of Europe/Rome" in said["--zone", "Europe/Rome"]
    )
    wrong = call(small_course, *command, "--due", "2026-03-01 23:59 PST")
    assert wrong.returncode == 1 and "PST may be several time zones" in wrong.output
    wrong = call(small_course, *command, "--zone", "Europe/Rom")
    assert wrong.returncode == 1 and "no time zone" in wrong.output


@pytest.mark.parametrize("where", ["submitted", "submitted-earlier", ""])
def test_the_class_itself_is_no_source(run, classroom: Classroom, where: str) -> None:
    run({"ada/x.ipynb": GOOD})
    (classroom.root / "submitted-earlier").mkdir(exist_ok=True)
    with pytest.raises(CourseError, match="own folder"):
        run(classroom.root / where)


@pytest.fixture
def usual_class(small_course: Course, empty_gradebook: Path) -> None:
    """The class that is meant where none is named, with a gradebook."""
    shutil.copy(empty_gradebook, small_course.default_class)


def command(course: Course, *arguments: object) -> Done:
    return call(course, "collect", *map(str, arguments))


def test_the_command_collects_and_says_so(usual_class, small_course: Course, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"ada/x.ipynb": GOOD})
    done = command(small_course, path, "01", "--due", "2026-03-01 23:59 Europe/Rome", "--json")
    assert done.returncode == 0, done.output
    assert json.loads(done.output)["due"] == {LESSON: "2026-03-01T22:59:00+00:00"}
    assert put_in(Classroom(small_course.default_class), "ada") == GOOD


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.zip"], "There is no nowhere.zip"),
        (["nbgrader_config.py"], "not a zip"),
        (["solutions/01-small/data"], "holds no notebook"),
        (["a.zip", "07"], "No lesson is called '07'"),
        (["a.zip", "--due", "soon"], "is no time"),
        (["a.zip", "--roster", "nowhere.csv"], "Cannot read nowhere.csv"),
        (["a.zip", "--roster", "nbgrader_config.py"], "no column for a student's id"),
        (["a.zip", "--class", "nbgrader_config.py"], "is a file, not a class folder"),
        (["slip.zip"], "Nothing of slip.zip could be collected"),
    ],
)
def test_bad_input_is_one_clear_line(small_course: Course, arguments: list[str], words: str) -> None:
    zipped(small_course.root / "a.zip", {"ada/x.ipynb": GOOD})
    zipped(small_course.root / "slip.zip", {"../x.ipynb": GOOD})
    done = command(small_course, *arguments)
    assert done.returncode == 1
    assert words in done.output and "Traceback" not in done.output


def test_lateness_reaches_nbgraders_penalties(hand_in, run, classroom: Classroom) -> None:
    run(
        {"ada/x.ipynb": GOOD},
        due=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        roster="student_id,submitted\nada,2026-03-02\n",
    )
    found = find_submissions(classroom, [LESSON])[0]
    with Gradebook(classroom.db_url, "training-lab") as gradebook:
        late = gradebook.add_submission(LESSON, "ada", timestamp=found.timestamp)
        assert late.total_seconds_late == 2 * 86_400 - 1
