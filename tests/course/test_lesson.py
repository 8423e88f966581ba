"""A lesson as its files say it: what it is made of, and what its hash covers."""

from __future__ import annotations

import dataclasses

import pytest
from support.small_lesson import LESSON

from autograder.course.folders import Course
from autograder.course.lesson import Lesson, read_lesson, read_opening
from autograder.errors import CourseError


def test_a_lesson_has_the_files_beside_it_but_nothing_of_its_authors(small_course: Course) -> None:
    folder = small_course.solutions / LESSON
    small_course.answers(LESSON).write_text("# %% count | right | x\n")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "help.pyc").write_bytes(b"")
    (folder / "scratch.ipynb").write_text("{}")
    (folder / "help.py").write_text("x = 1\n")
    read = read_lesson(small_course, LESSON)
    assert set(read.files) == {"help.py", "data/stars.csv"}
    assert read.title == read_opening(small_course, LESSON).title == "How long is it?"
    assert "BEGIN SOLUTION" in read.source_text and "BEGIN SOLUTION" not in read.released_text


def test_its_hash_covers_all_that_grades_depend_on(small: Lesson) -> None:
    changes = {
        "source_text": small.source_text + " ",
        "key_text": small.key_text + " ",
        "files": {**small.files, "data/stars.csv": b"name\n"},
    }
    hashes = {dataclasses.replace(small, **{name: value}).hash for name, value in changes.items()}
    assert len(hashes | {small.hash}) == len(changes) + 1
    assert dataclasses.replace(small, name="02-copy").hash == small.hash
    renamed = {"data/suns.csv": small.files["data/stars.csv"]}
    assert dataclasses.replace(small, files=renamed).hash != small.hash


def test_nobody_changes_anothers_notebook(small: Lesson) -> None:
    small.released.cells.clear()
    assert small.released.cells


@pytest.mark.parametrize("what", ["notebook", "grading key"])
def test_what_is_missing_is_named(small_course: Course, what: str) -> None:
    path = small_course.source(LESSON) if what == "notebook" else small_course.key(LESSON)
    path.unlink()
    with pytest.raises(CourseError, match=f"has no {what}: .*{path.name} is missing"):
        read_lesson(small_course, LESSON)
