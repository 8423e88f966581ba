"""What a page was made from is read as it was written."""

from __future__ import annotations

import pytest

from autograder.keep.gradebook.marks import Marks
from autograder.show.publish import Stamp


@pytest.mark.parametrize("timestamp", ["", "2026-03-01 12:00:00 UTC"])
def test_a_stamp_is_read_as_it_was_written(timestamp: str) -> None:
    stamp = Stamp.now("abc", timestamp, Marks({"a": 1.0}), ("odd",))
    assert Stamp.read(str(stamp)) == stamp
    assert Stamp.read("abc") is None
