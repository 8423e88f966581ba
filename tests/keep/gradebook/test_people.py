"""Students in the class's record and in nbgrader's gradebook."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.collect.roster import Student
from autograder.course.folders import Classroom
from autograder.keep.gradebook.people import enrol


@pytest.fixture
def classroom(tmp_path: Path, empty_gradebook: Path) -> Classroom:
    shutil.copy(empty_gradebook, tmp_path)
    return Classroom(tmp_path)


def names(classroom: Classroom) -> dict[str, tuple[str, str, str]]:
    with Gradebook(classroom.db_url, "training-lab") as gradebook:
        return {s.id: (s.first_name, s.last_name, s.email) for s in gradebook.students}


def test_what_is_new_is_added_and_nothing_is_forgotten(classroom: Classroom) -> None:
    enrol(classroom, [Student("ada", "Ada", "Lovelace", email="ada@x.org")])
    enrol(classroom, [Student("ada", "", "King"), Student("bo")])
    assert names(classroom) == {"ada": ("Ada", "King", "ada@x.org"), "bo": (None, None, None)}


def test_no_name_is_alive_in_formgraders_pages(classroom: Classroom) -> None:
    enrol(classroom, [Student("eve", "<script>", "\"a\" & 'b' \\ `c`")])
    first, last, _ = names(classroom)["eve"]
    assert not set(first + last) & set("<>&\"'`\\")
