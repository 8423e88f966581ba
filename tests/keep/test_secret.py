"""A class's secret: made once, the same on every run, readable by its owner alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.keep.secret import class_secret


def test_it_is_made_once_and_each_class_has_its_own(tmp_path: Path) -> None:
    one, other = Classroom(tmp_path / "one"), Classroom(tmp_path / "other")
    secret = class_secret(one)
    assert len(secret) == 32
    assert class_secret(one) == secret != class_secret(other)


def test_nobody_else_can_read_it_and_no_draft_is_left(tmp_path: Path) -> None:
    class_secret(Classroom(tmp_path))
    (path,) = (tmp_path / ".autograder").iterdir()
    assert path.name == "secret" and path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"ab\n", b"no hexadecimal", b"\xff" * 32])
def test_a_damaged_one_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    class_secret(Classroom(tmp_path))
    path = tmp_path / ".autograder" / "secret"
    path.write_bytes(content)
    with pytest.raises(CourseError, match="is damaged") as refused:
        class_secret(Classroom(tmp_path))
    assert refused.value.remedy and path.read_bytes() == content


def test_where_none_can_be_kept_it_says_so(tmp_path: Path) -> None:
    (tmp_path / ".autograder").write_text("a file where a folder should be")
    with pytest.raises(CourseError, match="Cannot keep the class's secret"):
        class_secret(Classroom(tmp_path))
