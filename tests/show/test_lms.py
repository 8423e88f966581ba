"""Grades for spreadsheets and LMSs: every state apart, no formula alive, and nbgrader's own command."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from support import small_lesson
from support.small_class import book, call, mark, process
from support.small_lesson import submission

from autograder.classes import grade_class
from autograder.collect.roster import Student
from autograder.collect.run import Order, collect
from autograder.course.folders import Classroom, Course
from autograder.engines.engine import Grader
from autograder.engines.local import LocalEngine
from autograder.run.limits import Limits
from autograder.show.lms import (
    AGAIN,
    LessonGrade,
    canvas_table,
    csv_table,
    lines_of,
    moodle_table,
    points_possible,
)
from autograder.show.progress import progress_of

LESSON = small_lesson.LESSON
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def line(name: str, state: str, score: float | None = None, lesson: str = LESSON, **more) -> LessonGrade:
    number = str(500 + len(name))
    person = Student(
        name, name.title(), "Smith", email=f"{name}@x.org", lms_user_id=number, sis_login_id=name
    )
    return LessonGrade(
        more.pop("student", person), lesson, state, score=score, points=score, max_score=102, **more
    )


#: One of each state; two of them with 0 points, which are not the same.
CLASS = [
    line("ada", "graded", 87.125),
    line("bo", "graded", 0.0),
    line("cy", "crashed", 0.0, remark="the kernel died in cell 'count'"),
    line("di", "partly graded", 40.0),
    line("ed", "timed out", 20.0),
    line("flo", "tampered", 100.0),
    line("gus", "unreadable", remark="the file is empty"),
    line("hal", "missing"),
    line("ian", "awaiting a marker"),
    line("jo", "not graded"),
]


def test_the_csv_keeps_every_state_apart() -> None:
    rows = {row["student_id"]: row for row in read(csv_table(CLASS))}
    assert [rows[line.student.id]["state"] for line in CLASS] == [line.state for line in CLASS]
    assert {who: row["score"] for who, row in rows.items()} == {
        "ada": "87.125",
        "bo": "0",
        "cy": "0",
        "di": "40",
        "ed": "20",
        "flo": "100",
        **dict.fromkeys(("gus", "hal", "ian", "jo"), ""),
    }


@pytest.mark.parametrize("make", [canvas_table, moodle_table])
def test_an_lms_gets_only_what_is_settled(make) -> None:
    def column(partly: bool) -> dict[str, str]:
        names = [line.student.id for line in CLASS]
        rows = [r for r in read(make(CLASS, partly, {})) if "Points" not in next(iter(r.values()))]
        return dict(zip(names, (row[LESSON] for row in rows), strict=True))

    given = {"ada": "87.12", "bo": "0"}
    assert {k: v for k, v in column(False).items() if v} == given
    assert {k: v for k, v in column(True).items() if v} == given | {"cy": "0", "di": "40", "ed": "20"}


def test_canvas_finds_its_columns_and_the_points_possible() -> None:
    rows = list(csv.reader(io.StringIO(canvas_table(CLASS, False, {LESSON: "Digits (77)"}))))
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Digits (77)"]
    assert rows[1][0].strip() == "Points Possible" and rows[1][5] == "102"
    assert rows[2] == ["Smith, Ada", "503", "", "ada", "", "87.12"]
    assert {len(row) for row in rows} == {6}


def test_moodle_gets_a_state_beside_each_grade() -> None:
    rows = {row["Student id"]: row for row in read(moodle_table(CLASS, False, {}))}
    assert rows["cy"] == {
        "Student id": "cy",
        "Email address": "cy@x.org",
        LESSON: "",
        f"{LESSON}: state": "crashed: the kernel died in cell 'count'",
    }


def test_moodle_never_sees_a_column_of_names_with_gaps() -> None:
    # To a line without an entry Moodle would give the student of the line before.
    nobody = line("kim", "graded", 5.0, student=Student("kim", username="kim"))
    header = moodle_table([*CLASS, nobody], False, {}).splitlines()[0]
    assert header == f"Student id,{LESSON},{LESSON}: state"


def test_two_lessons_are_two_columns() -> None:
    lines = [
        line("ada", "graded", 1.0),
        line("ada", "graded", 2.0, "02-next"),
        line("bo", "graded", 3.0, "02-next"),
    ]
    rows = list(csv.reader(io.StringIO(canvas_table(lines, False, {}))))
    assert rows[0][5:] == [LESSON, "02-next"]
    assert [row[5:] for row in rows[2:]] == [["1", "2"], ["", "3"]]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1+1", " =1", "x;=1", "\t=1", "a\n=1"]


@pytest.mark.parametrize("evil", FORMULAS)
def test_no_cell_of_a_students_is_a_formula(evil: str) -> None:
    person = Student(evil, evil, evil, evil, evil, evil, evil, evil, evil, evil, evil)
    lines = [LessonGrade(person, LESSON, "crashed", evil, 0.0, None, 0.0, 0.0, 102, NOW, NOW)]
    titles = {LESSON: evil}
    for text in (csv_table(lines), canvas_table(lines, True, titles), moodle_table(lines, True, titles)):
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                assert not re.match(r"[\s;]*[=+\-@＝＋－＠]", cell), cell
                assert ";=" not in cell and "\n" not in cell


@pytest.fixture
def graded(hand_in, small_course: Course) -> Course:
    classroom = Classroom(small_course.default_class)
    for name, answer in {
        "ada": "number_of_things = 2",
        "crash": "import os\nos._exit(1)",
        "zero": "number_of_things = 9",
    }.items():
        folder = small_course.root / "in" / name
        folder.mkdir(parents=True)
        (folder / "x.ipynb").write_bytes(submission(answer, "Why? I counted." if name == "ada" else None))
    (small_course.root / "in" / "empty.ipynb").write_bytes(b"")
    roster = small_course.root / "class.csv"
    roster.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section\n"
        '"Lovelace, Ada",501,S1,ada,A\n"Crash, Al",502,S2,crash,A\n"Øre, Zéro",503,S3,zero,B\n'
        '"Empty, Em",504,S4,empty,B\n"Miss, Ing",505,S5,absent,B\n'
    )
    collect(small_course, classroom, Order(small_course.root / "in", LESSON, roster), dt.UTC)
    with progress_of(io.StringIO()) as progress:
        grade_class(small_course, classroom, [LESSON], Grader(LocalEngine(2), Limits(cell=20), progress))
    return small_course


def states(course: Course) -> dict[str, tuple[str, float | None]]:
    lines = lines_of(Classroom(course.default_class), points_possible(course), [LESSON])
    return {line.student.id: (line.state, line.score) for line in lines}


def test_from_a_class_to_every_form_and_through_nbgraders_own_command(graded: Course) -> None:
    assert states(graded) == {
        "absent": ("missing", None),
        "ada": ("awaiting a marker", None),
        "crash": ("crashed", 0.0),
        "empty": ("unreadable", None),
        "zero": ("graded", 0.0),
    }
    mark(graded, "ada", 1.5)
    with book(graded) as gradebook:
        gradebook.find_grade("written-why", LESSON, LESSON, "ada").extra_credit = 2.0
        gradebook.db.commit()
    assert states(graded)["ada"] == ("graded", 103.5)  # 100 + 1.5 + 2

    for form in ("csv", "canvas", "moodle"):
        done = call(graded, "export", "--to", form, "--output", f"{form}.csv", "--column", "01=Digits (7)")
        assert done.returncode == 0, done.output
    canvas = (graded.root / "canvas.csv").read_bytes()
    assert canvas.startswith(b"\xef\xbb\xbf") and "Øre, Zéro".encode() in canvas
    assert b'"Lovelace, Ada",501,S1,ada,A,103.5\r\n' in canvas and b",502,S2,crash,A,\r\n" in canvas
    apart = read((graded.root / "canvas-not-settled.csv").read_text(encoding="utf-8-sig"))
    assert {row["student_id"]: row["state"] for row in apart} == {
        "absent": "missing",
        "crash": "crashed",
        "empty": "unreadable",
    }

    stock = ["nbgrader", "export", "--exporter=autograder.show.lms.CanvasExport", "--to=stock.csv"]
    done = process(graded, *stock, "--CanvasExport.columns", f"{LESSON}=Digits (7)")
    assert done.returncode == 0, done.stderr
    assert (graded.root / "stock.csv").read_bytes() == canvas

    # What is handed in anew has no grade until it is graded.
    (graded.default_class / "submitted" / "zero" / LESSON / f"{LESSON}.ipynb").write_bytes(
        submission("x = 1")
    )
    lines = lines_of(Classroom(graded.default_class), points_possible(graded), [LESSON])
    again = {line.student.id: line for line in lines}["zero"]
    assert (again.state, again.score, again.remark) == ("not graded", None, AGAIN)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--to", "csv"], "has no grades"),
        (["--to", "excel"], "is not one of"),
        ([], "Missing option '--to'"),
        (["--to", "csv", "07"], "has no grades"),
    ],
)
def test_bad_input_is_one_clear_line(small_course: Course, arguments: list[str], words: str) -> None:
    done = call(small_course, "export", *arguments)
    assert done.returncode != 0 and words in done.output and "Traceback" not in done.output
