"""Grading that is killed, locked out, out of disk, or done already: nothing is lost, nothing graded twice."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from support import small_class, small_lesson
from support.class_scores import another_class, results, scores
from support.leftovers import becomes, below, processes
from support.required import lacking
from support.small_class import STUDENTS, grade, mark, run

from autograder.course.folders import Classroom, Course

LESSON = small_lesson.LESSON


def start(course: Course, *more: str) -> subprocess.Popen[str]:
    """`autograder grade`, in a session of its own, so that it can be killed with its workers."""
    command = [sys.executable, "-m", "autograder", "grade", "--cell-seconds", "5", *more]
    return subprocess.Popen(
        command, cwd=course.root, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


@pytest.fixture
def class_of_eight(hand_in, small_course: Course) -> Course:
    small_class.class_of_eight(small_course)
    return small_course


@pytest.fixture
def graded(graded_class) -> Course:
    """The same class, graded."""
    return graded_class(small_class.class_of_eight)


def test_unchanged_work_is_not_graded_again(class_of_eight: Course, hand_in) -> None:
    first = run(class_of_eight, "autograder", "grade", "--json")
    kept = {path: path.stat().st_mtime_ns for path in results(Classroom(class_of_eight.default_class))}
    assert len(kept) == STUDENTS + 2
    second = run(class_of_eight, "autograder", "grade", "--json")
    assert second.stdout == first.stdout
    assert "Running the reference" in first.stderr and "Running the reference" not in second.stderr
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    hand_in("student 0", "number_of_things = 2")
    third = grade(class_of_eight)
    assert third["student 0"]["points"] == 100
    # Another limit is another result: the class is graded with it anew. This run had its own.
    assert len(results(Classroom(class_of_eight.default_class))) == 2 * (STUDENTS + 2)


def test_a_grader_that_is_killed_goes_on_where_it_was(graded: Course) -> None:
    calm = Classroom(graded.default_class)
    killed = another_class(Classroom(graded.default_class), graded.root / "killed")
    for done in (0, 1, 4, STUDENTS):
        process = start(graded, "--class", "killed")
        assert process.stderr is not None
        while process.poll() is None and len(results(killed)) <= done:
            process.stderr.readline()  # a line for each that is done
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stderr.close()
        assert len(results(killed)) > done
    grade(graded, "--class", "killed")
    assert scores(killed) == scores(calm)
    assert (killed.root / "grades.csv").read_bytes() == (calm.root / "grades.csv").read_bytes()
    assert not list(killed.root.rglob("*.tmp*"))


def at_work(process: subprocess.Popen[str]) -> set[int]:
    """Wait until the first of the class is done; returns the processes below the driver."""
    assert process.stderr is not None
    while f"1/{STUDENTS + 2}" not in process.stderr.readline():
        assert process.poll() is None
    workers = below(process.pid)
    assert workers
    return workers


def test_nothing_is_left_of_a_driver_that_was_killed(class_of_eight: Course) -> None:
    """Its workers notice by themselves: nobody tells them."""
    process = start(class_of_eight)
    workers = at_work(process)
    process.kill()
    process.wait()
    process.stderr.close()
    assert becomes(lambda: not workers & processes().keys()), workers & processes().keys()


def test_a_driver_that_is_told_to_end_tidies_up_as_by_hand(class_of_eight: Course) -> None:
    for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
        process = start(class_of_eight)
        workers = at_work(process)
        process.send_signal(number)
        *_, last = process.stderr.read().splitlines()
        assert (process.wait(), last) == (code, "autograder: stopped. What was graded is kept.")
        process.stderr.close()
        assert becomes(lambda workers=workers: not workers & processes().keys()), workers
        shutil.rmtree(class_of_eight.default_class / ".autograder")


def test_two_runs_at_once_on_a_new_class_agree(class_of_eight: Course) -> None:
    runs = [start(class_of_eight, "--json") for _ in range(2)]
    said = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert sum("Running the reference" in text for text in said) == 1
    classroom = Classroom(class_of_eight.default_class)
    assert len(results(classroom)) == STUDENTS + 2
    assert len((classroom.root / ".autograder" / "published.jsonl").read_text().split()) > 0


def test_a_gradebook_that_is_lost_is_made_again_with_its_marks(graded: Course) -> None:
    classroom = Classroom(graded.default_class)
    mark(graded, "student 1", 1.5, "Well said.")
    grade(graded)
    before = scores(classroom)
    classroom.gradebook.unlink()
    row = grade(graded)["student 1"]
    assert scores(classroom) == before
    assert row["exercises"][-1]["points"] == 1.5
    assert "Well said." in (classroom.root / row["feedback"]).read_text(encoding="utf-8")


def test_a_gradebook_that_another_program_holds_is_waited_for(graded: Course) -> None:
    classroom = Classroom(graded.default_class)
    before = scores(classroom)
    shutil.rmtree(classroom.feedback)
    with closing(sqlite3.connect(classroom.gradebook, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        process = start(graded)
        assert process.stderr is not None
        lines = []
        while "waiting for it" not in (line := process.stderr.readline()):
            assert line, lines
            lines.append(line)
        assert process.poll() is None
        other.execute("ROLLBACK")
    assert process.wait(120) == 0
    process.stderr.close()
    assert scores(classroom) == before
    assert len(list(classroom.feedback.rglob("*.html"))) == STUDENTS + 2


def test_a_full_disk_is_reported_and_loses_nothing(graded: Course) -> None:
    if shutil.which("bwrap") is None:
        lacking("bubblewrap", "a small disk is made with bubblewrap: install it (Debian: bubblewrap)")
    calm = Classroom(graded.default_class)
    (graded.root / "small").mkdir()
    # A class folder on a disk of 1.5 MB, of which the gradebook alone takes 0.3, and a file nearly all the rest.
    python = shlex.quote(sys.executable)
    script = f"""
    cp -r classroom/submitted small/ && mkdir small/.autograder && cp classroom/.autograder/secret small/.autograder/
    head -c 1250000 /dev/zero > small/filler
    {python} -m autograder grade --class small --cell-seconds 5 >/dev/null 2>small.err
    echo "first $?"
    rm small/filler
    {python} -m autograder grade --class small --cell-seconds 5 >/dev/null 2>>again.err
    echo "second $?"
    cp small/grades.csv small.csv
    """
    done = subprocess.run(
        [
            *("bwrap", "--dev-bind", "/", "/", "--size", "1500000"),
            *("--tmpfs", str(graded.root / "small"), "sh", "-c", script),
        ],
        cwd=graded.root,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stdout.splitlines() == ["first 1", "second 0"], (done.stdout, done.stderr)
    said = (graded.root / "small.err").read_text()
    assert "Traceback" not in said, said
    assert "disk" in said.splitlines()[-1] or "No space" in said.splitlines()[-1], said
    assert (graded.root / "small.csv").read_bytes() == (calm.root / "grades.csv").read_bytes()
