"""What people may have written into nbgrader's gradebook is read as nbgrader itself wrote it."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.errors import CourseError
from autograder.keep.gradebook.reading import Found, read_gradebook, write_up_to
from autograder.keep.marks import Marks
from autograder.keep.record import Person

#: nbgrader's own way of adding a submission makes SQLAlchemy warn.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

LESSON = "01-x"
ADA, BO = ("ada", LESSON), ("bo", LESSON)


@pytest.fixture
def path(tmp_path: Path, empty_gradebook: Path) -> Path:
    """A lesson with a test, a written answer and an open cell; Ada has handed it in."""
    path = Path(shutil.copy(empty_gradebook, tmp_path))
    with writing(path) as gradebook:
        gradebook.add_assignment(LESSON, duedate="2026-03-01 13:00:00 Europe/Berlin")
        for notebook in (LESSON, "of-another-name"):
            gradebook.add_notebook(notebook, LESSON)
            for cell, kind in (("test-a", "code"), ("written", "markdown")):
                gradebook.add_grade_cell(cell, notebook, LESSON, max_score=10, cell_type=kind)
            for cell in ("written", "a"):
                gradebook.add_solution_cell(cell, notebook, LESSON)
            gradebook.add_source_cell("a", notebook, LESSON, cell_type="code")
        gradebook.add_student("ada", first_name="Ada", email="ada@example.org", lms_user_id="7")
        gradebook.add_student("bo")
        gradebook.add_submission(LESSON, "ada")
    return path


def writing(path: Path) -> Gradebook:
    return Gradebook(f"sqlite:///{path}", "training-lab")


def read(path: Path) -> Found:
    found = read_gradebook(path)
    assert found is not None
    return found


def grade(gradebook: Gradebook, cell: str, notebook: str = LESSON, **values: object) -> None:
    for name, value in values.items():
        setattr(gradebook.find_grade(cell, notebook, LESSON, "ada"), name, value)
    gradebook.db.commit()


def test_where_there_is_none_there_is_nothing_to_read(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    assert read_gradebook(path) is None
    path.touch()
    assert read_gradebook(path) is None
    assert path.read_bytes() == b"", "reading wrote into it"


@pytest.mark.parametrize("content", [b"no database" * 100, b"SQLite format 3\0" + bytes(4096)])
def test_what_is_no_gradebook_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gradebook.db"
    path.write_bytes(content)
    with pytest.raises(CourseError, match="Cannot read the gradebook") as refused:
        read_gradebook(path)
    assert str(path) in str(refused.value) and "move it away" in refused.value.remedy
    assert path.read_bytes() == content


def test_lessons_people_and_cells_are_read(path: Path) -> None:
    with writing(path) as gradebook:
        gradebook.add_assignment("02-y")
    found = read(path)
    assert found.due == {LESSON: dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), "02-y": None}
    assert found.students == {
        "ada": Person("ada", "Ada", "", "ada@example.org", "7"),
        "bo": Person("bo"),
    }
    assert found.graded == {LESSON: {"test-a", "written"}} and found.commented == {LESSON: {"written", "a"}}


def test_a_submission_that_nobody_touched_has_its_entry_and_says_nothing(path: Path) -> None:
    found = read(path)
    assert found.extensions == {ADA: 0.0} and found.marks == {ADA: Marks()}
    assert not found.marks[ADA]


def test_marks_comments_and_extra_credit_are_read_of_the_lessons_own_notebook_alone(path: Path) -> None:
    with writing(path) as gradebook:
        grade(gradebook, "written", manual_score=1.5, needs_manual_grade=False)
        grade(gradebook, "test-a", manual_score=0, needs_manual_grade=True, extra_credit=2.0)
        grade(gradebook, "written", "of-another-name", manual_score=9.0, extra_credit=9.0)
        gradebook.find_comment("a", LESSON, LESSON, "ada").manual_comment = "très bien"
        gradebook.find_comment("written", LESSON, LESSON, "ada").auto_comment = "No response."
        gradebook.find_comment("a", "of-another-name", LESSON, "ada").manual_comment = "elsewhere"
        gradebook.db.commit()
    assert read(path).marks[ADA] == Marks(
        {"written": 1.5, "test-a": 0.0}, {"a": "très bien"}, frozenset({"test-a"}), {"test-a": 2.0}
    )


@pytest.mark.parametrize(("given", "seconds"), [({"minutes": 90}, 5400.0), ({"weeks": 60}, 36_288_000.0)])
def test_an_extension_is_a_length_of_time(path: Path, given: dict[str, int], seconds: float) -> None:
    with writing(path) as gradebook:
        gradebook.grant_extension(LESSON, "ada", **given)
    assert read(path).extensions == {ADA: seconds}


def test_what_was_there_when_the_record_last_agreed_is_not_new(path: Path) -> None:
    assert (read(path).up_to, read(path).new) == (0, {ADA})
    write_up_to(path, 7)
    assert (read(path).up_to, read(path).new) == (7, frozenset())
    with writing(path) as gradebook:
        gradebook.add_submission(LESSON, "bo")
        gradebook.remove_submission(LESSON, "ada")
        gradebook.add_submission(LESSON, "ada")
    assert (read(path).up_to, read(path).new) == (7, {ADA, BO}), "made anew, it knows nothing of before"
    write_up_to(path, 8)
    assert (read(path).up_to, read(path).new) == (8, frozenset())


def test_of_cells_that_the_gradebook_does_not_have_a_mark_stays_as_it_was(path: Path) -> None:
    with writing(path) as gradebook:
        grade(gradebook, "written", manual_score=1.5, needs_manual_grade=False)
    before = Marks({"written": 1.0, "test-a": 5.0, "gone": 3.0}, {"gone": "good", "a": "bad"})
    assert read(path).marks_of(ADA, before) == Marks({"written": 1.5, "gone": 3.0}, {"gone": "good"})
