"""Whose a file is: by the names that Moodle, Canvas and people give, and by the roster."""

from __future__ import annotations

import datetime as dt

import pytest

from autograder.collect.names import (
    Claim,
    Naming,
    claims,
    is_called,
    key,
    parts_of,
)
from autograder.collect.roster import Roster, parse_roster, roster_bytes
from autograder.collect.times import moment, stamp
from autograder.errors import CourseError
from autograder.intake.submissions import id_problem

LESSONS = frozenset({"01-small", "02-next"})


def claim(path: str, *others: str, known: frozenset[str] = frozenset()) -> Claim:
    """What a path claims, in a source with these others."""
    return claims([parts_of(p) for p in (path, *others)], known, LESSONS)[0]


@pytest.mark.parametrize(
    ("path", "who", "number", "filename"),
    [
        (
            "Ada Lovelace_12345_assignsubmission_file_/01-small.ipynb",
            "Ada Lovelace",
            "12345",
            "01-small.ipynb",
        ),
        ("Ada Lovelace_12345_assignsubmission_file/week 3/a.ipynb", "Ada Lovelace", "12345", "a.ipynb"),
        ("Ada Lovelace_12345_assignsubmission_file_a b.ipynb", "Ada Lovelace", "12345", "a b.ipynb"),
        ("Group 7/Zoë 3 Öd_9_assignsubmission_file_/a.ipynb", "Zoë 3 Öd", "9", "a.ipynb"),
        ("学生 一_7_assignsubmission_file_/a.ipynb", "学生 一", "7", "a.ipynb"),
    ],
)
def test_moodles_names(path: str, who: str, number: str, filename: str) -> None:
    assert claim(path) == Claim(Naming.MOODLE, who, number, filename)


def test_moodles_online_text_is_known_as_such() -> None:
    assert claim("Ada L_1_assignsubmission_onlinetext_/onlinetext.html").onlinetext
    assert claim("Ada L_1_assignsubmission_onlinetext_onlinetext.html").onlinetext


@pytest.mark.parametrize(
    ("path", "who", "number", "order", "late"),
    [
        ("lovelaceada_12_67_01-small.ipynb", "lovelaceada", "12", 67, False),
        ("lovelaceada_LATE_12_67_01-small-1.ipynb", "lovelaceada", "12", 67, True),
        ("ødegårdzoë_12_67_my_1_2_work.ipynb", "ødegårdzoë", "12", 67, False),
        ("anon_aB3dE_67_a.ipynb", "", "anon_aB3dE", 67, False),
        ("LATE_anon_aB3dE_67_a.ipynb", "", "anon_aB3dE", 67, True),
        ("submissions/lovelaceada_12_67_a.ipynb", "lovelaceada", "12", 67, False),
    ],
)
def test_canvas_names(path: str, who: str, number: str, order: int, late: bool) -> None:
    found = claim(path, path.replace("67", "68"))
    assert (found.naming, found.who, found.number, found.order, found.late) == (
        Naming.CANVAS,
        who,
        number,
        order,
        late,
    )


@pytest.mark.parametrize(
    ("paths", "who"),
    [
        (["ada/01-small.ipynb"], "ada"),
        (["ada/01-small/01-small.ipynb"], "ada"),
        (["submitted/ada/01-small/01-small.ipynb", "submitted/bo/01-small/01-small.ipynb"], "ada"),
        (["01-small/ada/x.ipynb", "01-small/bo/x.ipynb"], "ada"),
        (["ada.ipynb", "bo.ipynb"], "ada"),
        (["all/ada.ipynb", "all/bo.ipynb"], "ada"),
        (["ada/01-small.ipynb", "ada/notes.ipynb"], "ada"),
        (["ada/a_1_2_b.ipynb", "bo/x.ipynb"], "ada"),
        (["ada/deep/down/x.ipynb", "ada/y.ipynb"], "ada"),
        (["Ada Lovelace/x.ipynb", "j.doe/x.ipynb"], "Ada Lovelace"),
    ],
)
def test_folders_and_files_named_after_students(paths: list[str], who: str) -> None:
    assert claim(*paths).who == who


def test_a_known_name_is_found_wherever_it_stands() -> None:
    found = claim(
        "week 3/group b/Ada Lovelace/x.ipynb", "week 3/y/Bo/x.ipynb", known=frozenset({"adalovelace"})
    )
    assert found.who == "Ada Lovelace"


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "a/../../b.ipynb",
        "..\\..\\b.ipynb",
        "C:\\b.ipynb",
        "C:/b.ipynb",
        "a\0b.ipynb",
    ],
)
def test_names_that_lead_out_are_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"outside|NUL"):
        parts_of(path)


def test_names_are_brought_to_nfc() -> None:
    assert parts_of("Zoe\u0308/a.ipynb") == ("Zoë", "a.ipynb")
    assert key("Zoe\u0308  O'Brien-Smith") == key("zoë obriensmith")
    assert key("Ａｄａ") == key("ada") and key("Zoë") != key("Zoe")


@pytest.mark.parametrize(
    "name",
    [
        "01-small.ipynb",
        "01-small (1).ipynb",
        "01-small-1.ipynb",
        "01-small-Copy1.ipynb",
        "01-small copy.ipynb",
    ],
)
def test_a_copy_is_called_after_its_lesson(name: str) -> None:
    assert is_called(name, "01-small")
    assert not is_called(f"x{name}", "01-small")


# ---- the roster


def roster(text: str, known: Roster | None = None, encoding: str = "utf-8") -> Roster:
    return parse_roster(text.encode(encoding), "class.csv", dt.UTC, known or Roster())


MOODLE_SHEET = """Identifier,"Full name","ID number","Email address",Status,Grade,"Last modified (submission)"
"Participant 101","Ada Lovelace",m1,ada@x.org,Submitted,,"Sunday, 1 March 2026, 11:59 PM"
"Participant 102","Seán O'Brien",m2,sean@x.org,Submitted,,-
"""
CANVAS_BOOK = """Student,ID,SIS User ID,SIS Login ID,Section,Digits (77)
    Points Possible,,,,,100
"Lovelace, Ada",5001,S1,ada,A,90
"Ødegård, Zoë",5002,S2,zoe,A,
"Student, Test",5999,,,A,
"""


def test_moodles_grading_worksheet() -> None:
    found = roster(MOODLE_SHEET)
    ada, sean = found.students["m1"], found.students["m2"]
    assert (ada.first_name, ada.last_name, ada.email, ada.participant) == (
        "Ada",
        "Lovelace",
        "ada@x.org",
        "101",
    )
    assert ada.submitted == dt.datetime(2026, 3, 1, 23, 59, tzinfo=dt.UTC) and sean.submitted is None
    assert found.find(Claim(Naming.MOODLE, "Somebody Else", "102")) == sean
    assert found.find(Claim(Naming.MOODLE, "Seán OBrien", "999")) == sean


def test_canvas_gradebook() -> None:
    found = roster(CANVAS_BOOK)
    assert set(found.students) == {"ada", "zoe"}
    zoe = found.students["zoe"]
    assert (zoe.first_name, zoe.last_name, zoe.lms_user_id, zoe.sis_user_id) == (
        "Zoë",
        "Ødegård",
        "5002",
        "S2",
    )
    assert found.find(Claim(Naming.CANVAS, "ødegårdzoë", "5002")) == zoe
    assert found.find(Claim(Naming.CANVAS, "ødegårdzoë", "1")) == zoe
    assert found.find(Claim(Naming.CANVAS, "another", "5001")).id == "ada"


@pytest.mark.parametrize(
    "text",
    [
        "student_id,name\nada,Ada Lovelace\n",
        "\ufeffid;Name;E-Mail\r\nada;Ada Lovelace;ada@x.org\r\n",
        "Username\tFirst name\tLast name\nada\tAda\tLovelace\n",
        "student_id,first_name,last_name,email\n'ada,x,y,z\nada,Ada,Lovelace,a@x.org\n".replace(
            "'ada,x,y,z\n", ""
        ),
    ],
)
def test_plain_rosters(text: str) -> None:
    assert roster(text).students["ada"].names >= {"adalovelace", "lovelaceada"}


def test_excels_encodings_are_read() -> None:
    text = "student_id,name\nzoe,Zoë Ødegård\n"
    for encoding in ("cp1252", "utf-16", "utf-8-sig"):
        assert roster(text, encoding=encoding).students["zoe"].name == "Zoë Ødegård"


def test_two_of_one_name_are_not_guessed_at() -> None:
    found = roster("student_id,name\nada1,Ada Lovelace\nada2,Ada Lovelace\n")
    with pytest.raises(LookupError, match="may be ada1 or ada2"):
        found.find(Claim(Naming.MOODLE, "Ada Lovelace", "7"))


def test_a_stranger_is_nobody() -> None:
    with pytest.raises(LookupError, match="nobody in the roster"):
        roster(CANVAS_BOOK).find(Claim(Naming.FOLDER, "mallory"))


def test_an_anonymous_submission_is_told_as_such() -> None:
    with pytest.raises(LookupError, match="anonymously"):
        roster(CANVAS_BOOK).find(Claim(Naming.CANVAS, "", "anon_x1"))


def test_another_roster_adds_to_the_first_and_keeps_ids() -> None:
    first = roster("student_id,email\nada,ada@x.org\n")
    both = roster(MOODLE_SHEET, first)
    assert set(both.students) == {"ada", "m2"}
    assert both.students["ada"].participant == "101" and both.students["ada"].last_name == "Lovelace"


def test_the_classs_own_roster_can_be_read_again() -> None:
    first = roster(CANVAS_BOOK + '"=cmd, Evil",5003,S3,@login,A,\n')
    content = roster_bytes(first)
    assert b"'@login" in content and b"'=cmd" in content
    again = parse_roster(content, "roster.csv", dt.UTC)
    assert roster_bytes(again) == content
    assert set(again.students) == {"ada", "zoe", "@login"}


@pytest.mark.parametrize(
    "bad", ["a/b", "../x", ".hidden", "<b>x</b>", "o'brien", 'a"b', "a\\b", "a&b", "x" * 300]
)
def test_unsafe_ids_are_told_with_what_to_do(bad: str) -> None:
    assert id_problem(bad)
    quoted = bad.replace('"', '""')
    found = roster(f'username,name\n"{quoted}",Some Body\nok,O K\n')
    assert set(found.students) == {"ok"}
    assert "line 2" in found.remarks[0] and "student_id" in found.remarks[0]


@pytest.mark.parametrize("good", ["Ada Lovelace", "j.doe", "Zoë", "学生", "=1+1", "ada@x.org", "[x]", "a..b"])
def test_ids_of_any_alphabet_are_good(good: str) -> None:
    assert id_problem(good) == ""
    assert set(roster(f'student_id,name\n"{good}",Some Body\n').students) == {good}


def test_who_stands_twice_or_has_no_id_is_told() -> None:
    found = roster("student_id,name\nada,A\nada,B\n,C\n")
    assert set(found.students) == {"ada"}
    assert "line 3" in found.remarks[0] and "line 2" in found.remarks[0] and "line 4" in found.remarks[1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "no column for a student's id"),
        (b"student_id\n", "no student"),
        (b"PK\x03\x04 zip", "spreadsheet"),
        (b"student_id\n" + b"x" * 200_000 + b"\n", "not CSV"),
        (b"x" * (17 * 2**20), "larger than"),
    ],
)
def test_what_is_no_roster_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(CourseError, match=words):
        parse_roster(content, "class.csv", dt.UTC)


# ---- times


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
