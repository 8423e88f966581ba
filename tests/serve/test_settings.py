"""class.toml: what a class allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.serve.settings import ServeSettings, read_settings


@pytest.mark.parametrize(
    ("text", "tries"), [(None, 5), ("", 5), ("[other]\nx = 1", 5), ("[serve]\ntries = 3", 3)]
)
def test_tries_are_set_or_usual(tmp_path: Path, text: str | None, tries: int) -> None:
    if text is not None:
        (tmp_path / "class.toml").write_text(text)
    assert read_settings(Classroom(tmp_path)) == ServeSettings(tries)


def test_a_quiz_has_tries_of_its_own(tmp_path: Path) -> None:
    assert ServeSettings().quiz_tries == 1
    (tmp_path / "class.toml").write_text("[serve]\nquiz_tries = 2")
    assert read_settings(Classroom(tmp_path)) == ServeSettings(5, 2)


@pytest.mark.parametrize(
    "text",
    [
        "[serve",
        "serve = 3",
        "[serve]\ntries = 0",
        "[serve]\ntries = true",
        "[serve]\nquiz_tries = 1.5",
        "[serve]\ntrys = 3",
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(tmp_path: Path, text: str) -> None:
    (tmp_path / "class.toml").write_text(text)
    with pytest.raises(CourseError, match=r"class\.toml") as error:
        read_settings(Classroom(tmp_path))
    assert error.value.remedy
