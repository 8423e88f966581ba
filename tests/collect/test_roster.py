"""Rosters, as LMSs and people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from autograder.collect.names import (
    Claim,
    Naming,
    claims,
    parts_of,
)
from autograder.collect.roster import Roster, parse_roster, roster_bytes
from autograder.errors import CourseError
from autograder.intake.submissions import id_problem


def roster(text: str, known: Roster | None = None, encoding: str = "utf-8") -> Roster:
    return parse_roster(text.encode(encoding), "class.csv", dt.UTC, known or Roster())


def only_claim(path: str) -> Claim:
    (claim,) = claims([parts_of(path)], frozenset(), frozenset())
    return claim


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


GERMAN_SHEET = """ID,"Vollständiger Name",E-Mail-Adresse,Note,"Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)"
Teilnehmer/in101,"Ada Lovelace",ada@x.org,Abgegeben,"Dienstag, 3. März 2026, 23:59","Freitag, 6. März 2026, 08:00"
Teilnehmer/in102,"Zoë Öd",zoe@x.org,"Keine Abgabe",-,-
"""
FRENCH_SHEET = """sep=;
Identifiant;"Nom complet";"Adresse de courriel";Statut;"Dernière modification (travail remis)"
"Participant 101";"Ada Lovelace";ada@x.org;Remis;"mardi 3 mars 2026, 23:59"
"""


@pytest.mark.parametrize("sheet", [GERMAN_SHEET, FRENCH_SHEET])
def test_moodles_grading_worksheet_in_other_languages(sheet: str) -> None:
    found = roster(sheet)
    ada = found.students["ada@x.org"]
    assert (ada.first_name, ada.last_name, ada.participant) == ("Ada", "Lovelace", "101")
    assert ada.submitted == dt.datetime(2026, 3, 3, 23, 59, tzinfo=dt.UTC)
    assert "name no zone, and were read on the clock of UTC" in found.remarks[-1]
    assert found.find(Claim(Naming.MOODLE, "Somebody Else", "101")) == ada


def test_ids_that_end_in_numbers_are_no_worksheet() -> None:
    assert set(roster("id,name\nstudent101,Ada\nstudent102,Bo\n").students) == {"student101", "student102"}


def test_sep_is_a_word_to_excel() -> None:
    assert set(roster("sep=;\nstudent_id;name\nada;Lovelace, Ada\n").students) == {"ada"}


def test_a_group_before_a_name_and_a_hyphen_in_it() -> None:
    found = roster("student_id,name\nada,Ada Lovelace\njean,Jean-Luc Picard\n")
    for path, who in (
        ("Lab 1-Ada Lovelace_7_assignsubmission_file_/x.ipynb", "ada"),
        ("Lab 1-Jean-Luc Picard_8_assignsubmission_file_/x.ipynb", "jean"),
        ("Jean-Luc Picard_8_assignsubmission_file_/x.ipynb", "jean"),
    ):
        assert found.find(only_claim(path)).id == who


def test_blackboards_names() -> None:
    found = roster("username,name\nada,Ada\nbo_b,Bo\n")
    path = "gradebook_MA101_2026_Lab 1_{}_attempt_2026-03-01-23-59-59_my_work.ipynb"
    ada = only_claim(path.format("ada"))
    assert (ada.naming, ada.who, ada.filename, ada.when) == (
        Naming.BLACKBOARD,
        "ada",
        "my_work.ipynb",
        "2026-03-01-23-59-59",
    )
    assert found.find(ada).id == "ada" and found.find(only_claim(path.format("bo_b"))).id == "bo_b"


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


@pytest.mark.parametrize("bad", ["a/b", "../x", ".hidden", "<b>x</b>", 'a"b', "a\\b", "a&b", "x" * 300])
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
