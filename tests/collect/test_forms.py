"""Each form in which work arrives, as docs/instructors.md lists them: one sample of each, as it is really written."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.collecting import GOOD, LESSON, OTHER, entry, outcomes
from support.places import ROOT

from autograder.collect.run import Collected

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
MOODLE = f"_101_assignsubmission_file_/{LESSON}.ipynb"
MOODLE_2 = f"_102_assignsubmission_file_/{LESSON}.ipynb"
NBGRADER = f"{LESSON}/{LESSON}.ipynb"


@dataclass(frozen=True)
class Sample:
    """A source, with a roster perhaps; and who handed in when, as it must be understood."""

    files: dict[str, str | bytes]
    found: dict[str, dt.datetime | None]
    roster: str | None = None
    #: Files that are listed as no notebook.
    listed: dict[str, str] = field(default_factory=dict)


def both(first: str, second: str) -> dict[str, str | bytes]:
    """Two students' notebooks under these names."""
    return {first: GOOD, second: OTHER}


SHEET = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Last modified (submission)","Last modified (grade)"
"Participant 101","Ada Lovelace",ada@x.org,"Submitted for grading",,100.00,"Sunday, 1 March 2026, 12:00 PM",-
"Participant 102","Bo Li",bo@x.org,"Submitted for grading",,100.00,"Monday, 2 March 2026, 8:00 AM",-
"""
SHEET_DE = """\
ID;"Vollständiger Name";E-Mail-Adresse;Status;Bewertung;Bestwertung;"Zuletzt geändert (Abgabe)"
Teilnehmer/in101;"Ada Lovelace";ada@x.org;"Zur Bewertung abgegeben";;100,00;"Sonntag, 1. März 2026, 12:00"
Teilnehmer/in102;"Bo Li";bo@x.org;"Zur Bewertung abgegeben";;100,00;"Montag, 2. März 2026, 08:00"
"""
SHEET_BLIND = """\
Identifier,Status,Grade,"Maximum grade","Last modified (submission)","Last modified (grade)"
"Participant 101","Submitted for grading",,100.00,"Sunday, 1 March 2026, 12:00 PM",-
"Participant 102","Submitted for grading",,100.00,"Monday, 2 March 2026, 8:00 AM",-
"""
CANVAS_BOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section
    Points Possible,,,,
"Lovelace, Ada",501,S1,ada,A
"Li, Bo",502,S2,bo,A
"Student, Test",999,,,A
"""
GRADESCOPE = b"""\
submission_501:
  :submitters:
  - :name: Ada Lovelace
    :sid: ada
    :email: ada@x.org
  :created_at: 2026-03-01 12:00:00.000000000 Z
submission_502:
  :submitters:
  - :name: Bo Li
    :sid: bo
  - :name: Cy
    :sid: cy
  :created_at: 2026-03-02 08:00:00.000000000 Z
"""
LATER = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
TIMES = {"ada": NOON, "bo": LATER}
MAILS = {"ada@x.org": NOON, "bo@x.org": LATER}

#: The first column of the table in docs/instructors.md → a sample.
SAMPLES: dict[str, Sample] = {
    "Moodle": Sample(both(f"Ada Lovelace{MOODLE}", f"Bo Li{MOODLE_2}"), MAILS, SHEET),
    "Moodle, groups": Sample(both(f"Lab 1-Ada Lovelace{MOODLE}", f"Lab 1-Bo Li{MOODLE_2}"), MAILS, SHEET),
    "Moodle, other languages": Sample(both(f"Ada Lovelace{MOODLE}", f"Bo Li{MOODLE_2}"), MAILS, SHEET_DE),
    "Moodle, blind marking": Sample(
        both(f"Participant{MOODLE}", f"Participant{MOODLE_2}"),
        {"Participant 101": NOON, "Participant 102": LATER},
        SHEET_BLIND,
    ),
    "Canvas": Sample(
        both(f"lovelaceada_501_9001_{LESSON}.ipynb", f"libo_LATE_502_9002_{LESSON}-1.ipynb"),
        {"ada": None, "bo": None},
        CANVAS_BOOK,
    ),
    "Blackboard": Sample(
        {
            f"gradebook_2026.CS-1_Lab_ada_attempt_2026-03-01-12-00-00_{LESSON}.ipynb": GOOD,
            "gradebook_2026.CS-1_Lab_ada_attempt_2026-03-01-12-00-00.txt": "Name: Ada",
            f"gradebook_2026.CS-1_Lab_bo_attempt_2026-03-02-08-00-00_{LESSON}.ipynb": OTHER,
        },
        TIMES,
    ),
    "Brightspace": Sample(
        {
            f"39786-640693 - Ada Lovelace - Mar 1, 2026 1200 PM/{LESSON}.ipynb": GOOD,
            f"39786-640693 - Bo Li - Mar 2, 2026 800 AM/{LESSON}.ipynb": OTHER,
            "index.html": "<html>",
        },
        {"Ada Lovelace": NOON, "Bo Li": LATER},
    ),
    "Gradescope": Sample(
        {
            f"assignment_77_export/submission_501/{LESSON}.ipynb": GOOD,
            f"assignment_77_export/submission_502/{LESSON}.ipynb": OTHER,
            "assignment_77_export/submission_metadata.yml": GRADESCOPE,
        },
        {"ada": NOON, "bo": LATER, "cy": LATER},
    ),
    "nbgrader's exchange": Sample(
        {
            f"ada+{LESSON}+2026-03-01 12:00:00.000000 UTC+aB3-_x9Q/{LESSON}.ipynb": GOOD,
            f"ada+{LESSON}+2026-03-01 12:00:00.000000 UTC+aB3-_x9Q/timestamp.txt": "2026-03-01 12:00:00.000000 UTC",
            f"ada+{LESSON}+2026-03-01 12:00:00.000000 UTC+aB3-_x9Q/submission_secret.txt": "5" * 128,
            f"bo+{LESSON}+2026-03-02 08:00:00.000000 UTC/{LESSON}.ipynb": OTHER,
        },
        TIMES,
    ),
    "nbgrader's submitted/": Sample(
        {
            f"submitted/ada/{NBGRADER}": GOOD,
            f"submitted/ada/{LESSON}/timestamp.txt": "2026-03-01 12:00:00.000000 UTC",
            f"submitted/bo/{NBGRADER}": OTHER,
            f"submitted/bo/{LESSON}/timestamp.txt": "2026-03-02 08:00:00 UTC",
        },
        TIMES,
    ),
    "A folder or a zip of yours": Sample(
        {
            "hw1/README.txt": "Lab 1",
            f"hw1/sec0/ada/{LESSON}.ipynb": GOOD,
            f"hw1/sec0/di/{LESSON}.ipynb": OTHER,
            f"hw1/sec1/bo/{LESSON} (1).ipynb.txt": OTHER,
            "hw1/sec1/cy/lab.docx": b"PK",
            "hw1/sec1/eve/lab.py": "print()",
        },
        {"ada": NOON, "bo": NOON, "di": NOON},
        listed={"cy": "lab.docx", "eve": "lab.py"},
    ),
}


def times(collected: Collected) -> dict[str, dt.datetime | None]:
    """Who handed in, and when."""
    return {step.student.id: step.time for step in collected.plan.steps}


@pytest.mark.parametrize("form", SAMPLES)
def test_a_form_says_who_and_when(run: Callable[..., Collected], form: str) -> None:
    sample = SAMPLES[form]
    local = NOON.astimezone()  # a zip has the clock of the machine that made it
    dated = [(entry(name, local.timetuple()[:6]), content) for name, content in sample.files.items()]
    collected = run(dated, roster=sample.roster)
    assert times(collected) == sample.found
    listed = {left.student: Path(left.shown).name for left in collected.plan.left}
    assert listed == sample.listed
    # The same source again changes nothing.
    assert set(outcomes(run(dated)).values()) == {"unchanged"}


def test_git_checkouts_say_who_and_when(run: Callable[..., Collected], tmp_path: Path) -> None:
    checkout = tmp_path / "in" / "ada"
    checkout.mkdir(parents=True)
    (checkout / f"{LESSON}.ipynb").write_bytes(GOOD)
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@x.org"]
    for words in (
        ["init", "-q"],
        ["add", "."],
        [*who, "commit", "-qm", "done", f"--date={NOON.isoformat()}"],
    ):
        env = {"GIT_COMMITTER_DATE": NOON.isoformat(), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
        subprocess.run(["git", *words], cwd=checkout, env=env, check=True)
    assert times(run(tmp_path / "in")) == {"ada": NOON}


def test_the_table_lists_these_forms_and_no_others() -> None:
    text = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
    table = text.partition("| source |")[2].partition("\n\n")[0].splitlines()[2:]
    assert [line.split(" | ")[0].removeprefix("| ") for line in table] == [*SAMPLES, "git checkouts"]


def test_blind_work_without_a_worksheet_is_told_apart_by_its_number(run: Callable[..., Collected]) -> None:
    collected = run(both(f"Teilnehmerin{MOODLE}", f"Teilnehmerin{MOODLE_2}"))
    assert times(collected) == {"Teilnehmerin 101": None, "Teilnehmerin 102": None}


def test_an_attempt_of_last_week_does_not_replace_todays(run: Callable[..., Collected]) -> None:
    def attempt(day: str, content: bytes) -> Collected:
        return run({f"1-2 - Ada Lovelace - {day}, 2026 1200 PM/a.ipynb": content})

    attempt("Mar 9", GOOD)
    assert outcomes(attempt("Mar 2", OTHER)) == {"Ada Lovelace": "older"}


def test_what_is_no_notebook_is_listed_also_where_nobody_knows_whose_it_is(
    run: Callable[..., Collected],
) -> None:
    files = {f"ada/{LESSON}.ipynb": GOOD, "zoe/lab.docx": b"PK", "bo/lab.py": "print()", "notes.txt": "Lab 1"}
    collected = run(files, roster="student_id,name\nada,Ada\nbo,Bo\n")
    assert {left.shown: (left.student, left.why.partition(":")[0]) for left in collected.plan.left} == {
        "bo/lab.py": ("bo", "no notebook"),
        "zoe/lab.docx": ("", "no notebook; and 'zoe' is nobody in the roster"),
    }
