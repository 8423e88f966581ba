"""A real server, shared by the tests that only ask it; each of them asks as students of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from support import small_lesson
from support.asking import Server, enrolled, serving

from autograder.course.folders import Classroom
from autograder.run.kernels.level import Level, best_level

_numbers = count()


@dataclass(frozen=True)
class Class:
    """A server and its students' tokens."""

    server: Server
    tokens: dict[str, str]

    def newcomer(self) -> str:
        """The token of a student who has not asked yet."""
        return self.tokens[f"student-{next(_numbers)}"]


@pytest.fixture(scope="session")
def class_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """The tiny lesson, served below a prefix."""
    if best_level() is Level.NONE:
        pytest.skip("this machine cannot close kernels in")
    course = small_lesson.course(tmp_path_factory.mktemp("served") / "course")
    classroom = Classroom(course.default_class)
    tokens = enrolled(classroom, *(f"student-{number}" for number in range(100)))
    with serving(course, classroom.root, "--cell-seconds", "20", prefix="/grader") as server:
        yield Class(server, tokens)


@pytest.fixture
def server(class_: Class) -> Server:
    return class_.server


@pytest.fixture
def token(class_: Class) -> str:
    """That of a student who has not asked yet."""
    return class_.newcomer()


@pytest.fixture
def other_token(class_: Class) -> str:
    return class_.newcomer()
