"""What is said of a collection, as text and as JSON."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from support.collecting import GOOD, LESSON, collect_into

from autograder.collect.run import Collected
from autograder.course.folders import Classroom, Course
from autograder.show.collected import collected_json, collected_text


@pytest.fixture
def run(small_course: Course, empty_gradebook: Path) -> Callable[..., Collected]:
    """Collect a zip's files into the course's class."""
    shutil.copy(empty_gradebook, small_course.default_class)
    return partial(collect_into, small_course, Classroom(small_course.default_class))


def test_the_json_says_it_all(run) -> None:
    content = json.loads(
        collected_json(run({"ada/x.ipynb": GOOD, "../y.ipynb": GOOD}, roster="student_id\nada\nbo\n"))
    )
    assert content["lessons"] == [LESSON] and content["missing"] == ["bo"]
    (one,) = content["submissions"]
    assert (one["student"], one["outcome"], one["file"]) == ("ada", "collected", "ada/x.ipynb")
    assert content["not_collected"] == [
        {
            "file": "../y.ipynb",
            "why": 'its name holds "..": it would be written outside the class',
            "student": None,
        }
    ]


def test_names_in_the_report_are_text_only(run) -> None:
    report = collected_text(run({"[red]ada[b]/x.ipynb": GOOD, "b\x1b]0;evil\x07o/\x1b[31mx.ipynb": GOOD}))
    assert "[red]ada[b]" in report and "\x1b" not in report and "\x07" not in report
