"""What lies beside a page for the exchange: what a student put there is copied, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.folders import Classroom
from autograder.intake.submissions import HandedIn
from autograder.show.exchange import SECRET, TIME, address

WHO = ("ada", "01-small")
TOKEN = b"5" * 128


@pytest.fixture
def classroom(tmp_path: Path) -> Classroom:
    made = Classroom(tmp_path / "class")
    for folder in (made.submitted, made.autograded, made.feedback):
        folder.joinpath(*WHO).mkdir(parents=True)
    return made


def beside(classroom: Classroom) -> dict[str, bytes]:
    """The files beside the page."""
    return {path.name: path.read_bytes() for path in classroom.feedback.joinpath(*WHO).iterdir()}


def test_secret_and_time_lie_beside_page_and_graded_notebook(classroom: Classroom) -> None:
    secret = classroom.submitted.joinpath(*WHO, SECRET)
    secret.write_bytes(TOKEN)
    address(classroom, HandedIn(*WHO, timestamp="2026-03-01 12:00:00.000000 UTC"))
    wanted = {SECRET: TOKEN, TIME: b"2026-03-01 12:00:00.000000 UTC\n"}
    assert beside(classroom) == wanted
    assert classroom.autograded.joinpath(*WHO, SECRET).read_bytes() == TOKEN
    secret.write_bytes(TOKEN[::2])  # handed in again, and nobody knows when
    address(classroom, HandedIn(*WHO))
    assert beside(classroom) == {SECRET: TOKEN[::2], TIME: b"\n"}


def test_without_a_secret_nothing_is_written(classroom: Classroom) -> None:
    address(classroom, HandedIn(*WHO, timestamp="2026-03-01 12:00:00.000000 UTC"))
    assert beside(classroom) == {}


@pytest.mark.parametrize("kind", ["link", "long", "folder"])
def test_what_is_no_secret_is_left(classroom: Classroom, tmp_path: Path, kind: str) -> None:
    secret = classroom.submitted.joinpath(*WHO, SECRET)
    (tmp_path / "gradebook").write_bytes(TOKEN)
    if kind == "link":
        secret.symlink_to(tmp_path / "gradebook")
    elif kind == "long":
        secret.write_bytes(TOKEN * 100)
    else:
        secret.mkdir()
    address(classroom, HandedIn(*WHO))
    assert beside(classroom) == {}


def test_nothing_is_written_through_a_link(classroom: Classroom, tmp_path: Path) -> None:
    classroom.submitted.joinpath(*WHO, SECRET).write_bytes(TOKEN)
    own, elsewhere = classroom.feedback.joinpath(*WHO), tmp_path / "elsewhere"
    elsewhere.mkdir()
    own.rmdir()
    own.symlink_to(elsewhere)
    address(classroom, HandedIn(*WHO))
    assert list(elsewhere.iterdir()) == []
