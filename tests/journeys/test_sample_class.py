"""The sample class is graded exactly as it is written down, by `autograder grade` and by stock nbgrader."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from support.class_scores import results
from support.sample_class import CLASS, LESSON, Student, out_of_date, students

from autograder.course.folders import Classroom
from autograder.keep.journal import Journal

ROOT = CLASS.parent.parent
#: Deadlines that the endless loop can meet sooner; no other cell of the class comes near them on two busy cores.
CELL_SECONDS = 40
STUDENTS = {s.name: s for s in students()}


def copy_of_class(folder: Path) -> Classroom:
    """The class as it was handed in, without what an earlier grading left."""
    shutil.copytree(CLASS / "submitted", folder / "submitted")
    return Classroom(folder)


def run(classroom: Classroom, *command: str) -> subprocess.CompletedProcess[str]:
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((str(scripts), os.environ["PATH"])),
        "TRAINING_LAB_CLASS": str(classroom.root),
    }
    return subprocess.run(
        [str(scripts / command[0]), *command[1:]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1500,
    )


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    return copy_of_class(tmp_path_factory.mktemp("ours") / "class")


@pytest.fixture(scope="module")
def rows(classroom: Classroom) -> dict[str, dict]:
    """The class graded by `autograder grade`."""
    done = run(
        classroom,
        "autograder",
        "grade",
        "--class",
        str(classroom.root),
        "--json",
        f"--cell-seconds={CELL_SECONDS}",
    )
    assert done.returncode == 0, done.stderr
    return {row["student"]: row for row in json.loads(done.stdout)["rows"]}


def scores(classroom: Classroom) -> dict[str, dict[str, float | None]]:
    """Automatic scores out of the gradebook: student → cell → points."""
    found: dict[str, dict[str, float | None]] = {}
    with Gradebook(classroom.db_url, "training-lab") as gradebook:
        for submission in gradebook.assignment_submissions(LESSON):
            grades = [g for notebook in submission.notebooks for g in notebook.grades]
            found[submission.student.id] = {g.name: g.auto_score for g in grades}
    return found


def test_the_notebooks_are_those_of_the_plain_file() -> None:
    assert out_of_date() == [], "run: make sample-class"


def test_the_class_has_every_kind_of_student() -> None:
    assert len(STUDENTS) >= 12
    assert all(student.reason for student in STUDENTS.values())
    assert sum(student.points == 100 for student in STUDENTS.values()) >= 2


@pytest.mark.slow
def test_nobody_is_missing(rows: dict[str, dict]) -> None:
    assert set(rows) == set(STUDENTS)


@pytest.mark.slow
@pytest.mark.parametrize("student", STUDENTS.values(), ids=STUDENTS)
def test_each_student_gets_what_is_written_down(rows: dict[str, dict], student: Student) -> None:
    row = rows[student.name]
    lost = {
        e["id"]: e["max_points"] - e["points"]
        for e in row.get("exercises", [])
        if not e["written"] and e["points"] != e["max_points"]
    }
    assert (row["state"], row["points"]) == (student.state, student.points), (student.reason, lost)
    if student.lost:
        assert lost == student.lost, student.reason
    for flag in student.flags:
        assert any(flag in f for f in row["flags"]), (flag, row["flags"])
    if not student.flags:
        assert row["flags"] == []


@pytest.mark.slow
def test_an_exercise_that_fails_because_of_another_is_skipped_not_blamed(rows: dict[str, dict]) -> None:
    outcomes = {
        exercise["id"]: {v["outcome"] for v in exercise["verdicts"]}
        for exercise in rows["donald"]["exercises"]
    }
    assert outcomes["fit"] == outcomes["evaluate"] == {"skipped"}
    messages = [
        v["message"] for e in rows["donald"]["exercises"] for v in e["verdicts"] if v["outcome"] == "skipped"
    ]
    assert all("Compile the network" in message for message in messages)


@pytest.mark.slow
def test_written_answers_are_awaiting_a_marker_where_there_is_one(rows: dict[str, dict]) -> None:
    written = {
        name: exercise["points"]
        for name, row in rows.items()
        for exercise in row.get("exercises", [])
        if exercise["written"]
    }
    assert written["ada"] is None and written["eve"] is None
    assert written["untouched"] == written["blank"] == 0


@pytest.mark.slow
def test_pages_and_table_are_written_for_everybody(classroom: Classroom, rows: dict[str, dict]) -> None:
    for row in rows.values():
        page = (classroom.root / row["feedback"]).read_text(encoding="utf-8")
        assert "<script" not in page and "BEGIN HIDDEN" not in page and "_record" not in page
    with (classroom.root / "grades.csv").open(encoding="utf-8-sig") as file:
        table = {row["student"]: row for row in csv.DictReader(file)}
    assert table["not-json"]["points"] == "" and table["untouched"]["points"] == "0"
    assert table["ada"]["awaiting_marker"] == "yes" and table["ada"]["total"] == ""


@pytest.mark.slow
def test_graded_notebooks_are_valid_and_hold_nothing_live(
    classroom: Classroom, rows: dict[str, dict]
) -> None:
    for name, row in rows.items():
        path = classroom.autograded / name / LESSON / f"{LESSON}.ipynb"
        assert path.is_file() == (row["state"] != "unreadable")
        if not path.is_file():
            continue
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        kinds = {
            mime for cell in notebook.cells for o in cell.get("outputs", []) for mime in o.get("data", {})
        }
        assert kinds <= {"text/plain", "image/png"}


#: Whom stock nbgrader grades anew: one of each kind of work. The results of the others it finds in the journal.
#: (What is no notebook, nbgrader refuses before it asks anybody.)
ANEW = ("ada", "donald", "untouched", "syntax", "crash", "mallory")


@pytest.mark.slow
def test_stock_autograde_gives_the_same_scores(
    classroom: Classroom, rows: dict[str, dict], tmp_path: Path
) -> None:
    stock = copy_of_class(tmp_path / "class")
    shutil.copytree(classroom.root / ".autograder", stock.root / ".autograder")
    published = Journal(stock).published()
    for name in ANEW:
        key = published[name, LESSON].split()[0]
        (stock.root / ".autograder" / "results" / key[:2] / f"{key}.json.gz").unlink()
    (stock.root / ".autograder" / "published.jsonl").unlink()
    kept = results(stock)
    assert run(stock, "autograder", "register", "--class", str(stock.root)).returncode == 0
    done = run(stock, "nbgrader", "autograde", LESSON, f"--GradeAgainstReference.cell_seconds={CELL_SECONDS}")
    assert "for student 'not-json'" in done.stderr
    assert len(results(stock) - kept) == len(ANEW), "these were not graded anew"
    theirs, ours = scores(stock), scores(classroom)
    assert "not-json" not in ours
    theirs.pop("not-json")
    assert theirs == ours
    feedback = run(stock, "nbgrader", "generate_feedback", LESSON)
    assert feedback.returncode == 0, feedback.stderr
    assert len(list(stock.feedback.glob(f"*/{LESSON}/{LESSON}.html"))) == len(ours)
