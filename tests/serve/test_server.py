"""The server as a process: begun, killed, begun again, ended; where it listens."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import small_class
from support.asking import enrolled, serving
from support.leftovers import becomes, below
from support.small_lesson import LESSON, submission

from autograder.course.folders import Classroom, Course
from autograder.errors import CourseError
from autograder.run.kernels.level import Level, best_level
from autograder.run.kernels.server import SERVER_VARIABLE, fork_server
from autograder.serve.hub import Service
from autograder.serve.server import Address

SLOW = "import time\ntime.sleep(2)\nnumber_of_things = {}"


@pytest.fixture
def classroom(small_course: Course) -> Classroom:
    if best_level() is Level.NONE:
        pytest.skip("this machine cannot close kernels in")
    fork_server()  # this process's, for the servers, too
    return Classroom(small_course.default_class)


@pytest.fixture
def fork_servers_of_their_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Servers start fork servers, as they do for an instructor; nothing of them is left."""
    monkeypatch.delenv(SERVER_VARIABLE, raising=False)
    before = below(os.getpid())
    yield
    assert becomes(lambda: below(os.getpid()) <= before), below(os.getpid()) - before


def test_a_server_that_is_killed_loses_no_check_no_try_and_no_verdict(
    small_course: Course, classroom: Classroom, fork_servers_of_their_own: None
) -> None:
    """Killed while one check runs and others wait: the next server tells all of them, under their old names."""
    tokens = enrolled(classroom, "ada", "ben", "cyd")
    with serving(small_course, classroom.root, "--jobs", "1") as server:
        first = server.ask(tokens["ada"], LESSON, "test-count", submission("number_of_things = 2")).body[
            "check"
        ]
        told = server.verdict(tokens["ada"], first)
        checks = {
            student: server.ask(token, LESSON, "test-count", submission(SLOW.format(number))).body["check"]
            for number, (student, token) in enumerate(tokens.items())
        }
        for kind, _ in server.events(tokens["ada"], checks["ada"]):
            if kind == "running":
                break
        server.kill()
    with serving(small_course, classroom.root, "--jobs", "1") as server:
        # What had been told is as it was; what had been accepted is told now.
        assert server.request("GET", f"checks/{first}", tokens["ada"]).body["verdict"] == told | {
            "tries_left": 3
        }
        verdicts = {student: server.verdict(tokens[student], check) for student, check in checks.items()}
        assert [verdict["points"] for verdict in verdicts.values()] == [0.0, 0.0, 100.0]
        assert [verdict["tries_left"] for verdict in verdicts.values()] == [3, 4, 4]
        # An answer that was lost on the way is asked for again, and is the same check.
        again = server.ask(tokens["ben"], LESSON, "test-count", submission(SLOW.format(1)))
        assert again.body["check"] == checks["ben"]
        assert server.stop() == 0
    assert list((classroom.root / ".autograder" / "checks").iterdir()) == []


def test_a_class_has_one_server_and_may_be_graded_beside_it(
    small_course: Course, classroom: Classroom
) -> None:
    enrolled(classroom, "ada")
    small_class.hand_in(small_course, "ada", "number_of_things = 2")
    with serving(small_course, classroom.root):
        second = subprocess.run(
            [sys.executable, "-m", "autograder", "serve", "--port", "0"],
            cwd=small_course.root,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert second.returncode == 1 and "Another server serves the class" in second.stderr
        assert small_class.grade(small_course)["ada"]["points"] == 100


def test_where_it_listens() -> None:
    hub = Service("10.0.0.3", 9000, "/services/grader/")
    assert Address.of(None, None, None, None) == Address("127.0.0.1", 8765, "")
    assert Address.of(None, None, None, hub) == Address("10.0.0.3", 9000, "/services/grader")
    assert Address.of("0.0.0.0", 0, "/x", hub) == Address("0.0.0.0", 0, "/x")
    assert Address.of(None, None, "", None).prefix == Address.of(None, None, "/", None).prefix == ""
    assert Address.of(None, None, "a/b/", None).prefix == "/a/b"
    for wrong in ("a b", "a(b", "x?y", "x#", "a//b"):
        with pytest.raises(CourseError, match="--prefix"):
            Address.of(None, None, wrong, None)


def test_a_class_that_cannot_be_served_says_why(small_course: Course, tmp_path: Path) -> None:
    none = small_class.call(small_course, "serve", "--class", str(tmp_path / "none"), "--allow-unisolated")
    assert none.returncode == 1 and "There is no class in" in none.stderr
    bare = small_class.call(small_course, "serve", "--allow-unisolated")
    assert bare.returncode == 1 and "has no roster" in bare.stderr
    enrolled(Classroom(small_course.default_class), "ada")
    (small_course.default_class / "class.toml").write_text("[serve]\ntries = 'many'")
    odd = small_class.call(small_course, "serve", "--allow-unisolated")
    assert odd.returncode == 1 and "class.toml" in odd.stderr


def test_a_port_that_is_taken_says_so(small_course: Course, classroom: Classroom) -> None:
    enrolled(classroom, "ada")
    other = Classroom(small_course.root / "other")
    enrolled(other, "ada")
    with serving(small_course, classroom.root) as server:
        taken = small_class.process(
            small_course, "autograder", "serve", "--class", str(other.root), "--port", str(server.port)
        )
    assert taken.returncode == 1 and f"port {server.port}" in taken.stderr and "--port" in taken.stderr


def test_beyond_this_machine_it_warns_that_tokens_can_be_read(
    small_course: Course, classroom: Classroom
) -> None:
    enrolled(classroom, "ada")
    with serving(small_course, classroom.root, "--host", "0.0.0.0") as server:
        assert server.heard("without TLS")
