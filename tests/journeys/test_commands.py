"""Each command as a person starts it, in a process of its own: one class from its lesson to its export.

Other tests call the command line in their own process, which spares its start: see support.small_class.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from support import small_lesson
from support.small_class import book, process
from support.small_lesson import LESSON, submission

from autograder.course.folders import Course

BANK = """\
# %% count | right | as it is
number_of_things = 2
# %% count | wrong | six | is 6
number_of_things = 6
"""


def said(course: Course, *words: str) -> str:
    """What `autograder WORDS` prints."""
    done = process(course, "autograder", *words)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def test_a_class_from_its_lesson_to_its_export(tmp_path: Path) -> None:
    course = small_lesson.course(tmp_path / "my course")
    course.answers(LESSON).write_text(BANK)
    assert f"Wrote lessons/{LESSON}/{LESSON}.ipynb" in said(course, "release")
    tried = process(course, "autograder", "verify", "--jobs", "1")
    # A lesson of one exercise works, and teaches too little: that is all that is wrong with it.
    wrong = [line for line in tried.stdout.splitlines() if line.startswith("NO")]
    assert tried.returncode == 1 and wrong and all("(rule: " in line for line in wrong), tried.stdout
    assert LESSON in said(course, "register")

    handed_in = tmp_path / "handed in"
    for name, answer in {"ada": "number_of_things = 2", "bo": "number_of_things = 6"}.items():
        (handed_in / name).mkdir(parents=True)
        (handed_in / name / "work.ipynb").write_bytes(submission(answer))
    (tmp_path / "class.csv").write_text("student_id,name\nada,Ada L\nbo,Bo\ncy,Cy\n")
    collected = json.loads(
        said(course, "collect", str(handed_in), "--roster", str(tmp_path / "class.csv"), "--json")
    )
    assert {one["student"]: one["outcome"] for one in collected["submissions"]} == {
        "ada": "collected",
        "bo": "collected",
    }

    graded = json.loads(said(course, "grade", "--jobs", "2", "--json"))["rows"]
    assert {row["student"]: row.get("points") for row in graded} == {"ada": 100, "bo": 0, "cy": None}
    page = course.default_class / "report.html"
    before = page.read_bytes()
    page.unlink()
    shutil.rmtree(course.default_class / "feedback" / "ada")
    assert json.loads(said(course, "report", "--json"))["feedback_written"] == 1
    assert page.read_bytes() == before
    with book(course) as gradebook:
        assert {s.student.id: s.score for s in gradebook.assignment_submissions(LESSON)} == {
            "ada": 100,
            "bo": 0,
        }
    assert "Wrote" in said(course, "export", "--to", "csv")
    table = (course.default_class / "export" / "csv.csv").read_text(encoding="utf-8-sig")
    assert [line.split(",")[0] for line in table.splitlines()[1:]] == ["ada", "bo", "cy"]


def test_bad_input_is_one_line_and_an_exit_code(small_course: Course) -> None:
    done = process(small_course, "autograder", "grade", "07")
    assert done.returncode == 1 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("autograder: No lesson is called '07'.")


def test_the_doctor_proves_what_it_says(small_course: Course) -> None:
    """Its exit code says whether all is well, which is a matter of this machine."""
    done = process(small_course, "autograder", "doctor")
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("  ")]
    assert {line[0] for line in lines} <= {"ok", "NO"} and len(lines) > 10
    assert done.returncode == ("NO" in {line[0] for line in lines})
    assert "Traceback" not in done.stderr
