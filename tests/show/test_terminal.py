"""Tables and lines for people at a terminal: nothing of a student's is markup or a control."""

from __future__ import annotations

from pathlib import Path

from support.page_samples import LESSON, middling, stopped, unreadable

from autograder.compare.result import Result, State
from autograder.show.preview import Change
from autograder.show.publish import ClassGrades
from autograder.show.rows import Row
from autograder.show.terminal import grades_text, preview_text

EVIL = "[red]ada[/] \x1b]0;evil\x07"


def test_a_class_is_a_line_for_each_student_and_the_names_of_its_files() -> None:
    rows = (
        Row(EVIL, LESSON, middling()),
        Row("bo", LESSON, stopped()),
        Row("cy", LESSON, unreadable()),
        Row("di", LESSON, None),
        Row("ed", LESSON, Result(LESSON, State.TAMPERED, flags=("tampered: a record was sent twice",))),
    )
    said = grades_text(ClassGrades(rows, Path("a folder/report.html"), Path("a folder/grades.csv")))
    lines = {line.split()[0]: line for line in said.splitlines() if line.strip()}
    assert "42.5 / 100" in lines["[red]ada[/]"] and "\x1b" not in said and "\x07" not in said
    assert "–" in lines["cy"] and "unreadable" in lines["cy"] and "missing" in lines["di"]
    assert (
        lines["ed"].strip().endswith("tampered: a record was sent twice")
        and lines["ed"].count("tampered") == 1
    )
    assert "Class page: a folder/report.html\nTable: a folder/grades.csv\n" in said


def test_a_preview_tells_who_gains_and_why() -> None:
    changes = [Change(EVIL, LESSON, 50.0, 100.0, ("Count: 0 → 50",)), Change("bo", LESSON, None, 0.0, ())]
    assert preview_text(changes).splitlines() == [
        f"[red]ada[/] · {LESSON}: 50 → 100",
        "    Count: 0 → 50",
        f"bo · {LESSON}: – → 0",
        "2 scores would change. Nothing was written.",
    ]
    assert preview_text([]) == "No score would change.\n"
