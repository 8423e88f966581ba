"""The course is found from any folder in it; a lesson is named by its beginning."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from support import small_lesson

from autograder.course.folders import Classroom, Course
from autograder.errors import CourseError


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Three lessons; a folder without a notebook of its name is none."""
    for name in ("01-small", "02-next", "02-other"):
        small_lesson.course(tmp_path, lesson=name)
    (tmp_path / "solutions" / "03-draft").mkdir()
    (tmp_path / "solutions" / "03-draft" / "notes.ipynb").write_text("{}")
    return Course(tmp_path)


def test_a_course_is_found_from_any_folder_in_it(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Course.find(course.solutions / "01-small" / "data") == Course(tmp_path.resolve())
    monkeypatch.chdir(course.lessons)
    assert Course.find() == Course(tmp_path.resolve())


def test_outside_a_course_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "solutions").mkdir()
    with pytest.raises(CourseError, match="is not inside a course"):
        Course.find(tmp_path)


def test_lessons_are_folders_with_a_notebook_of_their_name(course: Course) -> None:
    assert course.lesson_names() == course.select() == ["01-small", "02-next", "02-other"]


def test_a_lesson_is_named_by_its_beginning(course: Course) -> None:
    assert course.select(["02-n", "01", "01-small"]) == ["01-small", "02-next"]


@pytest.mark.parametrize(
    ("name", "says"), [("07", "No lesson is called '07'"), ("02", "More than one"), ("", "No lesson")]
)
def test_a_name_that_is_not_one_lesson_is_refused_with_those_that_are(
    course: Course, name: str, says: str
) -> None:
    with pytest.raises(CourseError, match=says) as refused:
        course.select([name])
    assert "02-next, 02-other" in refused.value.remedy


def test_a_class_is_laid_out_as_nbgrader_expects(tmp_path: Path) -> None:
    page = Classroom(tmp_path).feedback_page("Ada Lovelace", "01-small")
    assert page == tmp_path / "feedback" / "Ada Lovelace" / "01-small" / "01-small.html"


@pytest.mark.parametrize(
    "name", ["50%20off", "50%", "a?b=c", "a#b&c", "two words", "zoë", "a+b", "o'brien", "a:b@c"]
)
def test_the_gradebook_lies_in_the_class_whatever_its_folder_is_called(tmp_path: Path, name: str) -> None:
    classroom = Classroom(tmp_path / name)
    classroom.root.mkdir()
    with create_engine(classroom.db_url).begin() as connection:  # as nbgrader opens it
        connection.execute(text("CREATE TABLE one (id INTEGER)"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [classroom.gradebook]
    assert make_url(classroom.db_url).database == str(classroom.gradebook)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_class_folder_that_is_no_utf8_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"no UTF-8\. Rename the folder"):
        _ = Classroom(tmp_path / os.fsdecode(b"caf\xe9")).db_url


def test_a_link_or_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    classroom = Classroom(tmp_path)
    (tmp_path / "feedback" / "ada").mkdir(parents=True)
    (tmp_path / "feedback" / "bob").symlink_to(tmp_path)
    (tmp_path / "feedback" / "eve").write_text("")
    assert classroom.obstacle(tmp_path / "feedback" / "ada" / "01-x") == ""
    assert classroom.obstacle(tmp_path / "feedback" / "new" / "01-x") == ""
    assert classroom.obstacle(tmp_path / "feedback" / "bob" / "01-x").startswith("feedback/bob is a link")
    assert classroom.obstacle(tmp_path / "feedback" / "eve" / "01-x").startswith("feedback/eve is a file")
