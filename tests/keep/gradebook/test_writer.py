"""The gradebook's one writer: a new class, ids that no gradebook can hold, what else is in it, and what is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from nbgrader.api import Gradebook
from support import small_lesson
from support.places import ROOT
from support.small_class import book, grade, run

from autograder.course.folders import Classroom, Course
from autograder.keep.gradebook.writer import COURSE_ID, GradebookWriter

LESSON = small_lesson.LESSON


def test_another_notebook_of_the_lesson_in_the_gradebook_disturbs_nothing(
    hand_in, small_course: Course
) -> None:
    hand_in("ada", "number_of_things = 2")
    grade(small_course)
    with book(small_course) as gradebook:  # as generate_assignment does with a second file in the folder
        gradebook.update_or_create_notebook("scratch", LESSON)
    hand_in("bob", "number_of_things = 2")
    assert {who: row["points"] for who, row in grade(small_course).items()} == {"ada": 100, "bob": 100}


def test_a_gradebook_that_is_none_is_not_overwritten(hand_in, small_course: Course) -> None:
    hand_in("ada", "number_of_things = 2")
    path = Classroom(small_course.default_class).gradebook
    path.write_text("somebody's notes")
    done = run(small_course, "autograder", "grade")
    assert done.returncode == 1 and "gradebook" in done.stderr and "Traceback" not in done.stderr
    assert path.read_text() == "somebody's notes"


OPEN = """
import sys
from pathlib import Path
from autograder.course.folders import Classroom
from autograder.keep.gradebook.writer import GradebookWriter
print("ready", flush=True)
sys.stdin.readline()
with GradebookWriter(Classroom(Path(sys.argv[1]))).session() as gradebook:
    print(gradebook.course_id)
"""


def test_programs_that_start_together_agree_on_one_new_gradebook(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(tmp_path / "class")]
    pipe = subprocess.PIPE
    programs = [subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) for _ in range(3)]
    for program in programs:
        assert program.stdout is not None and program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    assert [program.communicate()[0] for program in programs] == [f"{COURSE_ID}\n"] * 3
    assert [program.returncode for program in programs] == [0, 0, 0]
    assert os.listdir(tmp_path / "class") == ["gradebook.db"]


def test_an_id_that_no_gradebook_can_hold_was_never_there(tmp_path: Path) -> None:
    writer = GradebookWriter(Classroom(tmp_path))
    writer.remove(os.fsdecode(b"caf\xe9"), "01-x")
    assert not Classroom(tmp_path).gradebook.exists()


def test_an_id_with_an_apostrophe_is_kept(tmp_path: Path) -> None:
    with GradebookWriter(Classroom(tmp_path)).session() as gradebook:
        gradebook.update_or_create_student("o'brien@uni.example")
    with Gradebook(Classroom(tmp_path).db_url, COURSE_ID) as gradebook:
        assert [student.id for student in gradebook.students] == ["o'brien@uni.example"]
