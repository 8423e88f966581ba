"""A feedback page that cannot be made whole shows the points; what a page was made from is read as it was written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from autograder.compare.result import ExerciseResult, Outcome, Result, State, Verdict
from autograder.course.folders import Classroom
from autograder.intake.submissions import HandedIn
from autograder.keep.late import Late
from autograder.keep.marks import Marks
from autograder.run.bulkhead import Ended
from autograder.show import publish
from autograder.show.rows import Beside, Stamp

_WRONG = Verdict("number", Outcome.VALUE, "a student's words", "a hint", 0.0, 40.0)
RESULT = Result(
    "01-small",
    State.GRADED,
    (ExerciseResult("count", "Count things", 60.0, 100.0, (_WRONG,), answer="a student's answer"),),
)


def page(folder: Path) -> str:
    path = publish.write_feedback(Classroom(folder), HandedIn("ada", "01-small"), RESULT, Beside(), "Small")
    return path.read_text(encoding="utf-8")


class _Broken:
    """In place of a bulkhead."""

    def call(self, *_: object) -> None:
        raise Ended("crashed the grader's process")


def test_a_page_that_cannot_be_made_shows_the_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = page(tmp_path)
    assert "a student&#39;s answer" in whole and "This page shows the points alone" not in whole
    monkeypatch.setattr(publish, "own_bulkhead", _Broken)
    alone = page(tmp_path)
    assert "a student" not in alone and "60" in alone and "Count things" in alone
    assert "This page shows the points alone: making all of it crashed" in alone


@pytest.mark.parametrize("timestamp", [None, "2026-03-01 12:00:00 UTC"])
def test_a_stamp_is_read_as_it_was_written(timestamp: str | None) -> None:
    handed_in = HandedIn("ada", "01-small", flags=("odd",), timestamp=timestamp, sha256="f" * 64)
    stamp = publish.stamp_now("abc", handed_in, Beside(Marks({"a": 1.0})))
    assert Stamp.read(str(stamp)) == stamp
    assert Stamp.read("abc") is None
    assert Stamp.read("abc 0123456789abcdef 2026-03-01 12:00:00 UTC 0123456789abcdef") is None


def test_a_stamp_changes_with_all_that_stands_beside_a_result() -> None:
    handed_in = HandedIn("ada", "01-small", sha256="f" * 64)
    several = [
        Beside(),
        Beside(Marks({"a": 1.0})),
        Beside(Marks({"a": 1.0}, waiting=frozenset("a"))),
        Beside(Marks(extra={"a": 1.0})),
        Beside(late=Late(dt.datetime(2026, 3, 1, tzinfo=dt.UTC))),
        Beside(late=Late(dt.datetime(2026, 3, 1, tzinfo=dt.UTC), 60.0)),
        Beside(late=Late(dt.datetime(2026, 3, 1, tzinfo=dt.UTC), 60.0, 10.0)),
    ]
    assert len({str(publish.stamp_now("abc", handed_in, beside)) for beside in several}) == len(several)
