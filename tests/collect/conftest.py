"""A class to collect into."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from support.collecting import collect_into

from autograder.collect.run import Collected
from autograder.course.folders import Classroom, Course


@pytest.fixture
def classroom(small_course: Course, empty_gradebook: Path) -> Classroom:
    root = small_course.root / "fall"
    root.mkdir()
    shutil.copy(empty_gradebook, root)
    return Classroom(root)


@pytest.fixture
def run(small_course: Course, classroom: Classroom) -> Callable[..., Collected]:
    """Collect a source into the class: see collect_into."""
    return partial(collect_into, small_course, classroom)
